/** Checks reference wage, employment fraction, ceiling, and the one rounding between them and the wage premium (rules.md 4). */
import { describe, expect, it } from 'vitest'
import { quarter } from '../../shared/kernel/calendar.ts'
import { fraction, fractionText, ONE, ZERO } from '../../shared/kernel/fraction.ts'
import { centsOf, euroText } from '../../shared/kernel/money.ts'
import { ceilingOf, employmentFraction, shownToCent } from '../../shared/law/ceiling.ts'
import type { LocatedOccupation } from '../../shared/law/occupation.ts'
import { PARAMETERS } from '../../shared/law/parameters.ts'
import { otherSupportOf, referenceWage } from '../../shared/law/reference-wage.ts'
import { wagePremium } from '../../shared/law/wage-premium.ts'
import { assessed, codesOf, imw, imwAt, occupation, type Given } from '../support/law-builders.ts'

const wage = (grossWage: string, employerContributions: string, contributionReductions: string) =>
  occupation({ grossWage, employerContributions, contributionReductions })

describe('reference wage', () => {
  it.each([
    ['one occupation: gross + contributions - reductions', [wage('7000.00', '1750.10', '250.05')], '8500.05'],
    [
      'several occupations are summed',
      [wage('1000.01', '250.00', '0.00'), wage('2000.02', '500.00', '100.00'), wage('0.97', '0.00', '0.00')],
      '3651.00',
    ],
    ['reductions of one occupation come off another', [wage('1000.00', '0.00', '0.00'), wage('0.00', '100.00', '300.00')], '800.00'],
    ['nothing at all', [wage('0.00', '0.00', '0.00')], '0.00'],
    ['amounts beyond the exact integers of a double', [wage('90071992547409.93', '0.01', '0.00')], '90071992547409.94'],
    ['negative', [wage('100.00', '25.00', '125.01')], '-0.01'],
  ])('%s', (_, occupations, expected) => {
    const { value, finding } = referenceWage(occupations)
    expect(euroText(value)).toBe(expected)
    expect(finding.output).toBe(expected)
  })

  it('of exactly 0 is paid as 0.00, and is no exception', () => {
    const result = assessed({ quarter: '2023Q3', grants: [imw()], occupations: [wage('100.00', '25.00', '125.00')] })
    expect(result).toMatchObject({ outcome: 'PAID', referenceWage: '0.00', components: { WAGE_PREMIUM: '0.00' }, exceptions: [] })
  })

  it('below 0 is an exception (CAL-001), guidance included', () => {
    const result = assessed({
      quarter: '2023Q3',
      grants: [imw({ guidanceLevel: 'LOW' })],
      occupations: [wage('100.00', '25.00', '125.01')],
    })
    expect(result).toMatchObject({
      outcome: 'REFUSED',
      referenceWage: '-0.01',
      exceptions: [{ code: 'CAL-001', parameters: { referenceWage: '-0.01' } }],
    })
    expect(result).not.toHaveProperty('components')
    expect(result).not.toHaveProperty('employmentFraction')
  })

  it('does not contain other support', () => {
    const occupations = [occupation({ otherSupport: '100.10' }), occupation({ otherSupport: '0.95' })]
    expect(euroText(otherSupportOf(occupations))).toBe('101.05')
    expect(euroText(referenceWage(occupations).value)).toBe('18000.00')
  })
})

const at = (
  weeklyHours: string,
  fulltimeWeeklyHours: string,
  start = '2018-01-01',
  end: string | null = null,
): Given<LocatedOccupation> => ({ weeklyHours, fulltimeWeeklyHours, start, end })

describe('employment fraction', () => {
  it.each([
    ['full time, whole quarter', '2023Q3', [at('38.00', '38.00')], '1/1'],
    ['20 of 38 hours', '2023Q3', [at('20.00', '38.00')], '10/19'],
    ['a third is exact', '2023Q3', [at('13.00', '39.00')], '1/3'],
    ['hours with two decimals', '2023Q3', [at('30.01', '38.00')], '3001/3800'],
    ['no hours at all', '2023Q3', [at('0.00', '38.00')], '0/1'],
    ['from the first to the last day', '2023Q3', [at('38.00', '38.00', '2023-07-01', '2023-09-30')], '1/1'],
    ['begun before the quarter, ended after it', '2023Q3', [at('38.00', '38.00', '2023-06-30', '2023-10-01')], '1/1'],
    ['from the second day', '2023Q3', [at('38.00', '38.00', '2023-07-02')], '91/92'],
    ['until the last day but one', '2023Q3', [at('38.00', '38.00', '2018-01-01', '2023-09-29')], '91/92'],
    ['on the first day only', '2023Q3', [at('38.00', '38.00', '2018-01-01', '2023-07-01')], '1/92'],
    ['on the last day only', '2023Q3', [at('38.00', '38.00', '2023-09-30')], '1/92'],
    ['one day in the middle', '2023Q3', [at('38.00', '38.00', '2023-08-15', '2023-08-15')], '1/92'],
    ['August, half time', '2023Q3', [at('19.00', '38.00', '2023-08-01', '2023-08-31')], '31/184'],
    ['first quarter of 90 days', '2023Q1', [at('38.00', '38.00', '2023-01-01', '2023-02-28')], '59/90'],
    ['first quarter of a leap year, 91 days', '2024Q1', [at('38.00', '38.00', '2024-01-01', '2024-02-29')], '60/91'],
    ['29 February only', '2024Q1', [at('38.00', '38.00', '2024-02-29', '2024-02-29')], '1/91'],
    ['second quarter of 91 days', '2023Q2', [at('38.00', '38.00', '2023-06-01')], '30/91'],
    ['fourth quarter of 92 days', '2023Q4', [at('38.00', '38.00', '2023-12-01')], '31/92'],
    ['ended before the quarter counts for nothing', '2023Q3', [at('38.00', '38.00', '2018-01-01', '2023-06-30')], '0/1'],
    ['begun after the quarter counts for nothing', '2023Q3', [at('38.00', '38.00', '2023-10-01')], '0/1'],
    [
      'two halves one after the other',
      '2023Q3',
      [at('38.00', '38.00', '2018-01-01', '2023-08-15'), at('38.00', '38.00', '2023-08-16')],
      '1/1',
    ],
    [
      'one day between two occupations is missing',
      '2023Q3',
      [at('38.00', '38.00', '2018-01-01', '2023-08-15'), at('38.00', '38.00', '2023-08-17')],
      '91/92',
    ],
    ['two part-time occupations side by side', '2023Q3', [at('10.00', '40.00'), at('19.00', '38.00')], '3/4'],
    ['other full-time hours each', '2023Q3', [at('10.00', '38.00'), at('10.00', '36.00', '2023-07-01', '2023-07-31')], '11225/31464'],
    ['together more than full time: 1', '2023Q3', [at('38.00', '38.00'), at('0.01', '38.00')], '1/1'],
    ['three full-time occupations: 1', '2023Q3', [at('38.00', '38.00'), at('38.00', '38.00'), at('40.00', '40.00')], '1/1'],
    ['no occupation', '2023Q3', [], '0/1'],
  ])('%s', (_, text, given, expected) => {
    const { value, finding } = employmentFraction(given.map(occupation), quarter(text))
    expect(fractionText(value)).toBe(expected)
    expect(finding.output).toBe(expected)
  })

  it('shows every occupation, and the sum before it is capped', () => {
    const occupations = [occupation(), occupation({ weeklyHours: '19.00' })]
    expect(employmentFraction(occupations, quarter('2023Q3')).finding.inputs).toEqual({ occupations: '1/1 + 1/2', sum: '3/2' })
  })
})

describe('ceiling', () => {
  it.each([
    ['full time', ONE, '1172994/1', '11729.94'],
    ['nothing', ZERO, '0/1', '0.00'],
    ['a third', fraction(1n, 3n), '390998/1', '3909.98'],
    ['exact to the last part of a cent', fraction(10n, 19n), '11729940/19', '6173.65'],
    ['91 of 92 days', fraction(91n, 92n), '53371227/46', '11602.44'],
  ])('2023Q3, %s', (_, employment, expected, shown) => {
    const { value, finding } = ceilingOf(quarter('2023Q3'), employment, PARAMETERS)
    expect(fractionText(value)).toBe(expected)
    expect(shownToCent(value)).toBe(shown)
    expect(finding).toMatchObject({ output: shown, inForceFrom: '2022-12-01', inputs: { ggmmi: '1954.99', multiple: '2', months: '3' } })
  })
})

describe('wage premium', () => {
  it.each([
    ['below the ceiling', 40, '9000.00', fraction(1_172_994n, 1n), '3600.00'],
    ['one cent below the ceiling', 40, '11729.93', fraction(1_172_994n, 1n), '4691.97'],
    ['at the ceiling', 40, '11729.94', fraction(1_172_994n, 1n), '4691.98'],
    ['one cent above the ceiling', 40, '11729.95', fraction(1_172_994n, 1n), '4691.98'],
    ['nothing earned', 40, '0.00', fraction(1_172_994n, 1n), '0.00'],
    ['no employment', 40, '9000.00', ZERO, '0.00'],
    ['exactly half a cent goes up', 25, '0.02', fraction(100n, 1n), '0.01'],
    ['exactly one cent and a half goes up', 75, '0.02', fraction(100n, 1n), '0.02'],
    ['just below half a cent: a ceiling of 1.99999 cents', 25, '0.02', fraction(199_999n, 100_000n), '0.00'],
    ['just below half a cent by one part in 10^30', 25, '0.02', fraction(2n * 10n ** 30n - 1n, 10n ** 30n), '0.00'],
    ['an odd percentage of a decision', 37, '8123.45', fraction(1_172_994n, 1n), '3005.68'],
  ])('%s', (_, percentage, reference, ceiling, expected) => {
    expect(euroText(wagePremium(percentage, centsOf(reference), ceiling).value)).toBe(expected)
  })

  it.each([
    ['1.3 cents x 40 % = 0.52 (from 1 cent it would be 0.4)', 40, fraction(13n, 10n), '0.01'],
    ['3.7 cents x 40 % = 1.48 (from 4 cents it would be 1.6)', 40, fraction(37n, 10n), '0.01'],
    ['12.5 cents x 20 % = 2.5', 20, fraction(25n, 2n), '0.03'],
  ])('rounds once, so the ceiling is never rounded before: %s', (_, percentage, ceiling, expected) => {
    expect(euroText(wagePremium(percentage, centsOf('100.00'), ceiling).value)).toBe(expected)
  })

  it('part-timers are charged once: a wage below their ceiling is not reduced by the employment fraction', () => {
    const occupations = [occupation({ grossWage: '6000.00', weeklyHours: '30.40' })]
    expect(assessed({ quarter: '2025Q2', grants: [imwAt(40, { startQuarter: '2025Q2' })], occupations })).toMatchObject({
      employmentFraction: { numerator: '4', denominator: '5' },
      ceiling: '10137.07',
      components: { WAGE_PREMIUM: '2400.00' },
    })
  })

  it.each([
    [
      'two half quarters, one after the other',
      [
        { end: '2023-08-15', grossWage: '6000.00' },
        { start: '2023-08-16', grossWage: '6000.00' },
      ],
      '11729.94',
      '4691.98',
    ],
    [
      'two half-time occupations side by side',
      [
        { weeklyHours: '19.00', grossWage: '3000.00' },
        { weeklyHours: '19.00', grossWage: '3000.00' },
      ],
      '11729.94',
      '2400.00',
    ],
    ['the wage of one month has the ceiling of one month', [{ start: '2023-09-01', grossWage: '5000.00' }], '3824.98', '1529.99'],
  ])('over several or partial occupations: %s', (_, given, ceiling, premium) => {
    const result = assessed({ quarter: '2023Q3', grants: [imw()], occupations: given.map(occupation) })
    expect(codesOf(result)).toEqual([])
    expect(result).toMatchObject({ ceiling, components: { WAGE_PREMIUM: premium } })
  })
})
