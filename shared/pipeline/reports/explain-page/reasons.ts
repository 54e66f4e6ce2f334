// Understands why a premium differs from the one of another quarter: one reason per factor that changed, each with what it did to the amount.
import { negateCents, NO_MONEY, subtractCents, sumCents, type Cents } from '../../../kernel/money.ts'
import type { MeasureSide } from './explained-quarter.ts'
import { FACTOR_STEPS, type Premium } from './factor-steps.ts'
import { factorsOf, premiumOf } from './factors.ts'
import type { Reason } from './reason.ts'

/**
 * Why the premium of one measure is not what it was: effects in the order below, their sum the difference to the cent; effects of nothing are left out.
 *
 * From the factors of the quarter before, one factor after the other takes the value it has now, in the order of the calculation (percentage, reference
 * wage, employment fraction, GGMMI, other support, guidance), and the law computes the premium after each: what it moves is the effect of that factor,
 * with those before it as they are now and those after it as they were. The steps begin at the old premium and end at the new one, so nothing is
 * counted twice or left over, roundings included. Another order would divide the difference otherwise; it is a way of telling, not a rule of the law.
 */
export function whyDifferent(before: MeasureSide, now: MeasureSide): readonly Reason[] {
  if (before.kind === 'none')
    return now.kind === 'none'
      ? [{ kind: 'none-still', before: before.why, now: now.why, effect: NO_MONEY }]
      : [{ kind: 'began', why: before.why, grant: now.assessment.entitlementId, effect: now.premium }]
  if (now.kind === 'none')
    return [{ kind: 'ended', why: now.why, grant: before.assessment.entitlementId, effect: negateCents(before.premium) }]
  const reasons = reasonsOfFactors(before, now)
  return reasons.length > 0 ? reasons : [{ kind: 'same', effect: NO_MONEY }]
}

/** What the premium moved by in all. */
export const differenceOf = (reasons: readonly Reason[]): Cents => sumCents(reasons.map(({ effect }) => effect))

function reasonsOfFactors(before: Premium, now: Premium): Reason[] {
  const target = factorsOf(now.assessment)
  const reasons: Reason[] = []
  let factors = factorsOf(before.assessment)
  let premium = premiumOf(factors)
  for (const { replace, tell } of FACTOR_STEPS) {
    factors = replace(factors, target)
    const next = premiumOf(factors)
    if (next !== premium) reasons.push({ ...tell(before, now), effect: subtractCents(next, premium) })
    premium = next
  }
  const rest = subtractCents(subtractCents(now.premium, before.premium), differenceOf(reasons))
  return rest === NO_MONEY ? reasons : [...reasons, { kind: 'computation', effect: rest }]
}
