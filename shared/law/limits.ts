// Understands the limits and exclusions: measures that do not go together, and the 100 % limit on all support (rules.md 6).
import { addCents, euroText, largerOf, NO_MONEY, smallerOf, subtractCents, type Cents } from '../kernel/money.ts'
import { computed, condition, type Found } from './finding.ts'
import { OTHER_MEASURES, type Measure, type OtherMeasure } from './measures.ts'
import type { Occupation } from './occupation.ts'
import type { ParameterSet } from './parameters.ts'
import { cite, policy, VDAB, type Source } from './sources.ts'

/** The declared other measure that excludes this measure for the whole worker, or undefined (ENT-008). One row is enough. */
export function excludingMeasure(
  measure: Measure,
  occupations: readonly Occupation[],
  parameters: ParameterSet,
): Found<OtherMeasure | undefined> {
  const excluded: Partial<Readonly<Record<OtherMeasure, Source>>> = parameters.policies.notCumulable[measure]
  const declared = OTHER_MEASURES.filter((other) => occupations.some(({ otherMeasure }) => otherMeasure === other))
  const value = declared.find((other) => excluded[other] !== undefined)
  const deciding = value === undefined ? undefined : excluded[value]
  const source = cite(...(deciding ? [deciding] : new Set(Object.values(excluded))))
  return { value, finding: condition('cumulation', source, '', value === undefined, { declaredMeasures: declared.join(', ') || 'none' }) }
}

/** Rounded wage premium + other support may not exceed R (uncapped); the excess is cut from the wage premium, not below 0 (CAL-002 when something is cut). */
export function supportLimit(
  premium: Cents,
  otherSupport: Cents,
  reference: Cents,
): Found<{ readonly premium: Cents; readonly cut: Cents }> {
  const room = largerOf(NO_MONEY, subtractCents(reference, otherSupport))
  const allowed = smallerOf(premium, room)
  const cut = subtractCents(premium, allowed)
  const source = cite(VDAB, policy('supportLimitImw'))
  const inputs = {
    premium: euroText(premium),
    otherSupport: euroText(otherSupport),
    together: euroText(addCents(premium, otherSupport)),
    referenceWage: euroText(reference),
  }
  return { value: { premium: allowed, cut }, finding: computed('support-limit', source, '', inputs, euroText(allowed)) }
}
