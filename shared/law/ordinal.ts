// Understands which quarter of a grant a quarter is: the ordinal, under three ways of counting (rules.md 2).
import { plusYears, quarterOf, quartersInclusive, type Quarter } from '../kernel/calendar.ts'
import { computed, type Found } from './finding.ts'
import type { EntitlementPeriod } from './grant.ts'
import type { ParameterSet } from './parameters.ts'
import { cite, policy, VDAB, VLAANDEREN } from './sources.ts'

const WITH_CALENDAR = policy('withCalendar')

/** IMW, and VOP applied for from 1 October 2020. */
const countsFromStart = ({ measure, appliedOn }: EntitlementPeriod, { policies }: ParameterSet): boolean =>
  measure === 'IMW' || appliedOn === null || appliedOn >= policies.vopCountsFromApplication.value

/**
 * The quarter that counts as 1 for a declared quarter: the start of the grant for IMW and for a VOP applied for from 1 October 2020; else the
 * quarter of the first hire or, from its own quarter on, of a return after more than one year away (exactly one year: no reset).
 */
export function countingQuarter(grant: EntitlementPeriod, declared: Quarter, parameters: ParameterSet): Quarter {
  const { policies } = parameters
  if (countsFromStart(grant, parameters)) return grant.startQuarter
  const { firstHiredOn, leftOn, rehiredOn } = grant
  if (firstHiredOn === null) throw new Error('a VOP applied for before 2020-10-01 was stored without first_hired_on')
  const resets = leftOn !== null && rehiredOn !== null && rehiredOn > plusYears(leftOn, policies.rehireResetYears.value)
  if (resets && quarterOf(rehiredOn) <= declared) return quarterOf(rehiredOn)
  return quarterOf(firstHiredOn)
}

/** ordinal = quarters from the counting quarter to the declared quarter, both included; it can be below 1 (then no premium, ENT-007). */
export function ordinalOf(grant: EntitlementPeriod, declared: Quarter, parameters: ParameterSet): Found<number> {
  const from = countingQuarter(grant, declared, parameters)
  const value = quartersInclusive(from, declared)
  const source = cite(countsFromStart(grant, parameters) ? VLAANDEREN : VDAB, WITH_CALENDAR)
  return { value, finding: computed('ordinal', source, '', { countingQuarter: from, quarter: declared }, String(value)) }
}
