// Understands the wage premium (loonpremie): a percentage of the capped reference wage, rounded once (rules.md 3 and 4).
import { firstDayOf, type Quarter } from '../kernel/calendar.ts'
import { fraction, isLess, type Fraction } from '../kernel/fraction.ts'
import { Decimal, euroText, roundHalfUpToCent, type Cents } from '../kernel/money.ts'
import { shownToCent } from './ceiling.ts'
import { computed, type Finding, type Found } from './finding.ts'
import type { EntitlementPeriod } from './grant.ts'
import { percentageAt } from './packages.ts'
import type { ParameterSet } from './parameters.ts'
import { cite, policy, VDAB, WERK, type Source } from './sources.ts'
import { requireInForceOn } from './timeline.ts'

const DECISION: Source = { name: 'beslissing', title: 'percentages van de beslissing zelf' }

/** The percentage of the package (or of the decision, for EXPLICIT) at an ordinal; value undefined when it covers none (ENT-007). */
export function percentageFor(
  grant: EntitlementPeriod,
  ordinal: number,
  quarter: Quarter,
  parameters: ParameterSet,
): Found<number | undefined> {
  const inputs = { package: grant.package, ordinal: String(ordinal) }
  const finding = (value: number | undefined, source: string, from: string, note?: string): Finding =>
    computed('percentage', source, from, note === undefined ? inputs : { ...inputs, note }, value === undefined ? 'none' : `${value}`)
  if (grant.package === 'EXPLICIT') {
    const value = percentageAt(grant.schedule ?? [], ordinal)
    return { value, finding: finding(value, cite(DECISION), grant.decidedOn ?? '') }
  }
  const row = requireInForceOn(parameters.packages[grant.package], firstDayOf(quarter))
  const value = percentageAt(row.value, ordinal)
  return { value, finding: finding(value, cite(row.source), row.from, row.note) }
}

/** wage premium = percentage x min(R, C), half-up to the cent, once. R in cents (not negative), C in cents as an exact fraction. */
export function wagePremium(percentage: number, reference: Cents, ceiling: Fraction): Found<Cents> {
  const wage = fraction(reference, 1n)
  const capped = isLess(ceiling, wage) ? ceiling : wage
  const inEuro = new Decimal((capped.numerator * BigInt(percentage)).toString()).dividedBy((capped.denominator * 10_000n).toString())
  const value = roundHalfUpToCent(inEuro)
  const inputs = {
    percentage: String(percentage),
    referenceWage: euroText(reference),
    ceiling: shownToCent(ceiling),
    capped: isLess(ceiling, wage) ? 'yes' : 'no',
  }
  return { value, finding: computed('wage-premium', cite(VDAB, WERK, policy('roundedOnce')), '', inputs, euroText(value)) }
}
