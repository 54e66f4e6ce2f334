// Understands how tests of the page get quarters: what the law says of a situation, as it would have been booked.
import { sideOf, type AssessedQuarter, type MeasureSide } from '../../../../shared/pipeline/reports/explain-page/explained-quarter.ts'
import type { Reason } from '../../../../shared/pipeline/reports/explain-page/reason.ts'
import { whyDifferent } from '../../../../shared/pipeline/reports/explain-page/reasons.ts'
import { quarter } from '../../../../shared/kernel/calendar.ts'
import type { Measure } from '../../../../shared/law/measures.ts'
import { PARAMETERS, type ParameterSet } from '../../../../shared/law/parameters.ts'
import { assess, occupation, type Situation } from '../../../support/law-builders.ts'

/** Nothing stands on the account; without occupations it is one full-time occupation for 9,000.00. */
export function assessedQuarter(situation: Situation, parameters: ParameterSet = PARAMETERS): AssessedQuarter {
  const occupations = situation.occupations ?? [occupation()]
  const assessment = assess({ ...situation, occupations }, parameters)
  return { kind: 'assessed', quarter: quarter(situation.quarter), assessment, occupations, causes: [], standing: [] }
}

export const side = (situation: Situation, measure: Measure = 'IMW', parameters: ParameterSet = PARAMETERS): MeasureSide =>
  sideOf(assessedQuarter(situation, parameters), measure)

export const reasonsBetween = (before: Situation, now: Situation, measure: Measure = 'IMW'): readonly Reason[] =>
  whyDifferent(side(before, measure), side(now, measure))
