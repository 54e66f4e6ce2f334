/** Checks the worked examples of rules.md, section 8, one by one and to the cent. */
import { describe, expect, it } from 'vitest'
import { quarter } from '../../shared/kernel/calendar.ts'
import { fraction } from '../../shared/kernel/fraction.ts'
import { centsOf } from '../../shared/kernel/money.ts'
import { bookDeclaration } from '../../shared/ledger/booking.ts'
import { paymentIdOf, type LedgerEntry } from '../../shared/ledger/entry.ts'
import { ceilingOf } from '../../shared/law/ceiling.ts'
import type { MeasureAssessment } from '../../shared/law/assess.ts'
import { GGMMI, PARAMETERS } from '../../shared/law/parameters.ts'
import { assessed, codesOf, EMPLOYER, imw, imwAt, occupation, quartersFrom, reviewedUntil, vop, WORKER } from '../support/law-builders.ts'

const wagePremium = ({ components }: MeasureAssessment) => components?.WAGE_PREMIUM

describe('wage premium', () => {
  it('example 1: standard IMW, ordinal 1, 2023Q3, full-time full quarter, R 9,000.00', () => {
    const result = assessed({ quarter: '2023Q3', grants: [imw()], occupations: [occupation({ grossWage: '9000.00' })] })
    expect(result).toMatchObject({
      outcome: 'PAID',
      ordinal: 1,
      percentage: '40',
      referenceWage: '9000.00',
      components: { WAGE_PREMIUM: '3600.00' },
      exceptions: [],
    })
  })

  it('example 2: as 1, R 12,500.00 above the ceiling of 11,729.94', () => {
    const result = assessed({ quarter: '2023Q3', grants: [imw()], occupations: [occupation({ grossWage: '12500.00' })] })
    expect(result).toMatchObject({ ceiling: '11729.94', referenceWage: '12500.00', components: { WAGE_PREMIUM: '4691.98' } })
  })

  it('example 3: 40 %, 2025Q2, 30.4 of 38 hours, R 10,500.00 above the ceiling of 10,137.072', () => {
    const occupations = [occupation({ grossWage: '10500.00', weeklyHours: '30.40' })]
    const result = assessed({ quarter: '2025Q2', grants: [imw({ startQuarter: '2025Q2' })], occupations })
    expect(ceilingOf(quarter('2025Q2'), fraction(4n, 5n), PARAMETERS).value).toEqual(fraction(10_137_072n, 10n))
    expect(result).toMatchObject({
      percentage: '40',
      ceiling: '10137.07',
      employmentFraction: { numerator: '4', denominator: '5' },
      components: { WAGE_PREMIUM: '4054.83' },
    })
  })

  it('example 4: 55 %, 2025Q2, 20 of 38 hours, R above the ceiling', () => {
    const grants = [imw({ package: 'IMW_5Y_INCREASED', startQuarter: '2025Q2' })]
    const result = assessed({ quarter: '2025Q2', grants, occupations: [occupation({ grossWage: '9000.00', weeklyHours: '20.00' })] })
    expect(result).toMatchObject({
      percentage: '55',
      employmentFraction: { numerator: '10', denominator: '19' },
      components: { WAGE_PREMIUM: '3668.02' },
    })
  })

  it('example 5: 30 %, 2025Q2, 22.8 of 38 hours, R above the ceiling', () => {
    const grants = [imw({ startQuarter: '2024Q1' })]
    const result = assessed({ quarter: '2025Q2', grants, occupations: [occupation({ grossWage: '9000.00', weeklyHours: '22.80' })] })
    expect(result).toMatchObject({
      ordinal: 6,
      percentage: '30',
      employmentFraction: { numerator: '3', denominator: '5' },
      components: { WAGE_PREMIUM: '2280.84' },
    })
  })

  it('example 6: 40 %, 2025Q2, 0.8 of full time, R 6,000.00 below the ceiling: part-timers are not charged twice (1,920.00)', () => {
    const occupations = [occupation({ grossWage: '6000.00', weeklyHours: '30.40' })]
    expect(wagePremium(assessed({ quarter: '2025Q2', grants: [imw({ startQuarter: '2025Q2' })], occupations }))).toBe('2400.00')
  })

  it('example 7: 75 %, 2025Q2, at the ceiling: 9,503.505 rounds half-up', () => {
    const grants = [imwAt(75, { startQuarter: '2025Q2' })]
    expect(wagePremium(assessed({ quarter: '2025Q2', grants, occupations: [occupation({ grossWage: '12671.34' })] }))).toBe('9503.51')
  })
})

describe('guidance premium', () => {
  it('example 8: MEDIUM, ordinal 3, hours share 1', () => {
    const result = assessed({
      quarter: '2024Q1',
      grants: [imw({ guidanceLevel: 'MEDIUM' })],
      occupations: [occupation({ hoursPaid: '494.00' })],
    })
    expect(result).toMatchObject({ ordinal: 3, components: { GUIDANCE_FIXED: '1200.00', GUIDANCE_VARIABLE: '730.00' } })
  })

  it('example 9: MEDIUM, ordinal 6, hours share 0.6', () => {
    const result = assessed({
      quarter: '2024Q4',
      grants: [imw({ guidanceLevel: 'MEDIUM' })],
      occupations: [occupation({ hoursPaid: '296.40' })],
    })
    expect(result).toMatchObject({ ordinal: 6, components: { GUIDANCE_FIXED: '600.00', GUIDANCE_VARIABLE: '438.00' } })
  })

  it('example 10: HIGH, ordinal 7, 0 hours, still employed', () => {
    const result = assessed({
      quarter: '2025Q1',
      grants: [imw({ guidanceLevel: 'HIGH' })],
      occupations: [occupation({ hoursPaid: '0.00' })],
    })
    expect(result).toMatchObject({ outcome: 'PAID', ordinal: 7, components: { GUIDANCE_FIXED: '600.00', GUIDANCE_VARIABLE: '0.00' } })
  })
})

describe('percentages over the years of a VOP', () => {
  // Some of these quarters lie after the last review: this is the answer if no newer row is found until then.
  const parameters = reviewedUntil('2026-12-31')

  it('example 11: VOP_INDEFINITE applied for in 2021Q2', () => {
    const grant = vop({ startQuarter: '2021Q2', appliedOn: '2021-05-10', firstHiredOn: '2018-02-01' })
    const expected = [
      ...quartersFrom('2021Q2', '2022Q2').map((each) => [each, '40']),
      ...quartersFrom('2022Q3', '2023Q2').map((each) => [each, '30']),
      ...quartersFrom('2023Q3', '2026Q1').map((each) => [each, '20']),
    ]
    expect(expected).toHaveLength(20)
    expect(grant.endQuarter).toBe('2026Q1')
    expect(
      quartersFrom('2021Q2', '2026Q1').map((each) => [each, assessed({ quarter: each, grants: [grant] }, 'VOP', parameters).percentage]),
    ).toEqual(expected)
  })

  it('example 12: VOP_INDEFINITE hired on 2018-02-01, applied for in 2019Q3, which is ordinal 7', () => {
    const grant = vop({ startQuarter: '2019Q3', appliedOn: '2019-08-15', firstHiredOn: '2018-02-01' })
    const expected = [
      ...quartersFrom('2019Q3', '2020Q1').map((each) => [each, '30']),
      ...quartersFrom('2020Q2', '2024Q2').map((each) => [each, '20']),
    ]
    expect(assessed({ quarter: '2019Q3', grants: [grant] }, 'VOP')).toMatchObject({ ordinal: 7 })
    expect(quartersFrom('2019Q3', '2024Q2').map((each) => [each, assessed({ quarter: each, grants: [grant] }, 'VOP').percentage])).toEqual(
      expected,
    )
  })
})

describe('corrections', () => {
  /** The entry of one declaration of this one worker, after earlier entries. */
  function booked(earlier: readonly LedgerEntry[], { components, measure, entitlementId }: MeasureAssessment): LedgerEntry {
    const sequence = earlier.length + 1
    const premium = centsOf(components?.WAGE_PREMIUM ?? '0.00')
    return bookDeclaration(earlier, {
      account: { employerNumber: EMPLOYER, quarter: quarter('2023Q3') },
      runId: `run-${sequence}`,
      statement: { ladder: 'CSV', sequence, kind: 'FULL', digest: `digest-${sequence}`, speaksOfAll: true, listed: [WORKER], refused: [] },
      due: new Map([[WORKER, [{ inss: WORKER, measure, entitlementId, component: 'WAGE_PREMIUM', premium, regionUnknown: false }]]]),
      payee: {
        employerNumber: EMPLOYER,
        name: 'Bakkerij',
        iban: 'BE68539007547034',
        bic: null,
        language: 'nl',
        hold: false,
        holdReason: '',
      },
      payeeVersion: 'payee',
      holds: {},
      parameterSet: 'set',
      registryDigest: 'registry',
      record: `record-${sequence}`,
    })
  }

  const declared = (grossWage: string) => assessed({ quarter: '2023Q3', grants: [imw()], occupations: [occupation({ grossWage })] })

  it.each([
    ['example 13: R 9,000 becomes 9,600, 40 %, below the ceiling: 240.00 more is paid now', '9600.00', '3840.00', '240.00'],
    ['example 14: R 9,000 becomes 8,100: a difference of -360.00', '8100.00', '3240.00', '-360.00'],
  ])('%s', (_, corrected, premium, difference) => {
    const original = booked([], declared('9000.00'))
    const correction = booked([original], declared(corrected))
    expect(original.lines).toMatchObject([{ premium: '3600.00', moved: '3600.00', held: '0.00' }])
    expect(correction.lines).toMatchObject([{ premium, moved: difference, held: '0.00' }])
    expect(paymentIdOf(correction.account, 'IMW', correction.version)).toBe('0123456749IMW2023Q3V0002')
  })
})

describe('limits', () => {
  it('example 15: R 9,000 and other support 6,000: an IMW of 75 % (6,750) is cut to 3,000.00 and reported', () => {
    const result = assessed({ quarter: '2023Q3', grants: [imwAt(75)], occupations: [occupation({ otherSupport: '6000.00' })] })
    expect(wagePremium(result)).toBe('3000.00')
    expect(result.outcome).toBe('PAID')
    expect(codesOf(result)).toEqual(['CAL-002'])
    expect(result.exceptions[0]).toMatchObject({
      parameters: { premium: '6750.00', otherSupport: '6000.00', referenceWage: '9000.00', cut: '3750.00' },
      amountEffect: '-3750.00',
    })
  })
})

describe('published figures', () => {
  const published = {
    ...PARAMETERS,
    ggmmi: { ...GGMMI, rows: GGMMI.rows.map((row) => (row.from === '2018-09-01' ? { ...row, value: '1593.76' } : row)) },
  }

  it.each([
    [40, '2018-02-01', 5, '3825.02'],
    [30, '2017-10-01', 6, '2868.77'],
    [20, '2016-10-01', 10, '1912.51'],
  ])('example 16: G 1,593.76 and %i %% at the ceiling', (percentage, firstHiredOn, ordinal, premium) => {
    const grants = [vop({ startQuarter: '2019Q1', appliedOn: '2019-01-15', firstHiredOn })]
    const result = assessed({ quarter: '2019Q1', grants, occupations: [occupation({ grossWage: '12000.00' })] }, 'VOP', published)
    expect(result).toMatchObject({ ordinal, percentage: String(percentage), ceiling: '9562.56', components: { WAGE_PREMIUM: premium } })
  })
})
