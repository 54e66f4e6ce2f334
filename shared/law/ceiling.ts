// Understands the ceiling (loonplafond): twice the minimum income for the part of the quarter that was worked (rules.md 4).
import { daysInclusive, daysInQuarter, firstDayOf, lastDayOf, type Quarter } from '../kernel/calendar.ts'
import { atMostOne, fraction, fractionText, sum, type Fraction } from '../kernel/fraction.ts'
import { centsOf, Decimal, euroText, roundHalfUpToCent } from '../kernel/money.ts'
import { computed, type Found } from './finding.ts'
import { hundredths, type Occupation } from './occupation.ts'
import type { ParameterSet } from './parameters.ts'
import { cite, policy, RSZ, VDAB, WERK } from './sources.ts'
import { requireInForceOn } from './timeline.ts'

/** Days of the occupation inside the quarter, both ends included. */
export function daysInside(occupation: Occupation, quarter: Quarter): number {
  const first = firstDayOf(quarter)
  const last = lastDayOf(quarter)
  const from = occupation.start > first ? occupation.start : first
  const to = occupation.end !== null && occupation.end < last ? occupation.end : last
  return Math.max(0, daysInclusive(from, to))
}

/** f = min(1, sum of (Q / S) x (days of the occupation in the quarter / days in the quarter)), exact, never rounded. */
export function employmentFraction(occupations: readonly Occupation[], quarter: Quarter): Found<Fraction> {
  const days = BigInt(daysInQuarter(quarter))
  const parts = occupations.map((occupation) =>
    fraction(
      hundredths(occupation.weeklyHours) * BigInt(daysInside(occupation, quarter)),
      hundredths(occupation.fulltimeWeeklyHours) * days,
    ),
  )
  const total = sum(parts)
  const value = atMostOne(total)
  const source = cite(VDAB, WERK, RSZ, policy('calendarDays'))
  return {
    value,
    finding: computed(
      'employment-fraction',
      source,
      '',
      { occupations: parts.map(fractionText).join(' + '), sum: fractionText(total) },
      fractionText(value),
    ),
  }
}

/** The ceiling in cents as an exact fraction: 2 x G x 3 x f, with G on the first day of the quarter; the finding shows it half-up to the cent. */
export function ceilingOf(quarter: Quarter, employment: Fraction, parameters: ParameterSet): Found<Fraction> {
  const ggmmi = requireInForceOn(parameters.ggmmi, firstDayOf(quarter))
  const { ceilingMultiple, monthsPerQuarter } = parameters.policies
  const fullTime = centsOf(ggmmi.value) * BigInt(ceilingMultiple.value * monthsPerQuarter.value)
  const value = fraction(fullTime * employment.numerator, employment.denominator)
  const source = cite(VDAB, ggmmi.source, policy('ggmmiFirstDay'))
  const inputs = {
    ggmmi: ggmmi.value,
    multiple: String(ceilingMultiple.value),
    months: String(monthsPerQuarter.value),
    fraction: fractionText(employment),
    ...(ggmmi.note === undefined ? {} : { note: ggmmi.note }),
  }
  return { value, finding: computed('ceiling', source, ggmmi.from, inputs, shownToCent(value)) }
}

/** An exact amount in cents shown as euro, half-up to the cent; for people only, never computed with. */
export const shownToCent = (exact: Fraction): string =>
  euroText(roundHalfUpToCent(new Decimal(exact.numerator.toString()).dividedBy(exact.denominator.toString()).dividedBy(100)))
