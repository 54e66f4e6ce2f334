// Understands what is known of one worker at one employer in one quarter: what was computed last, or why nothing was, and how the account stands.
import type { Quarter } from '../../../kernel/calendar.ts'
import { sumEuro, type Cents } from '../../../kernel/money.ts'
import type { MeasureAssessment, WorkerAssessment } from '../../../law/assess.ts'
import { MEASURES, type Measure } from '../../../law/measures.ts'
import type { Occupation } from '../../../law/occupation.ts'
import type { ExceptionCode } from '../../../exceptions/catalogue.ts'
import type { AccountLine } from '../../../ledger/account.ts'
import type { Cause } from '../../recompute/causes.ts'

/** What was computed last for a worker, with what was declared. */
export interface AssessedQuarter {
  readonly kind: 'assessed'
  readonly quarter: Quarter
  readonly assessment: WorkerAssessment
  /** As the law sees them; of a DmfA or an attest what its codes come to. */
  readonly occupations: readonly Occupation[]
  /** Why it was computed again; empty when a declaration did. */
  readonly causes: readonly Cause[]
  /** The lines of the account as they stand now, in report order. */
  readonly standing: readonly AccountLine[]
}

/** `absent` = a full declaration leaves the worker out, or no attest is left; `faulty` = the rows of the worker were refused (WRK). */
export interface UnassessedQuarter {
  readonly kind: 'absent' | 'faulty'
  readonly quarter: Quarter
  readonly standing: readonly AccountLine[]
}

export type ExplainedQuarter = AssessedQuarter | UnassessedQuarter

/** Why there is no premium of a measure: the code that refused it, no grant of the measure for the quarter, or nothing computed at all. */
export type WithoutPremium = ExceptionCode | 'no-grant' | UnassessedQuarter['kind']

/** One measure in one quarter, as far as a premium of it was computed. */
export type MeasureSide =
  | {
      readonly kind: 'premium'
      readonly quarter: Quarter
      readonly assessment: MeasureAssessment
      readonly occupations: readonly Occupation[]
      /** All components together, held ones included: the right, not what was paid. */
      readonly premium: Cents
    }
  | { readonly kind: 'none'; readonly why: WithoutPremium }

/** What was computed of a measure, refused or not. */
export const assessmentOf = (of: ExplainedQuarter, measure: Measure): MeasureAssessment | undefined =>
  of.kind === 'assessed' ? of.assessment.measures.find((each) => each.measure === measure) : undefined

export function sideOf(of: ExplainedQuarter, measure: Measure): MeasureSide {
  if (of.kind !== 'assessed') return { kind: 'none', why: of.kind }
  const assessment = assessmentOf(of, measure)
  if (!assessment) return { kind: 'none', why: of.assessment.refusal?.code ?? 'no-grant' }
  if (assessment.outcome === 'REFUSED') return { kind: 'none', why: assessment.exceptions[0]?.code ?? 'no-grant' }
  const premium = sumEuro(Object.values(assessment.components ?? {}))
  return { kind: 'premium', quarter: of.quarter, assessment, occupations: of.occupations, premium }
}

/** Measures of which either quarter says something; none when neither has a grant. In report order. */
export const measuresOf = (quarters: readonly ExplainedQuarter[]): Measure[] =>
  MEASURES.filter((measure) => quarters.some((of) => assessmentOf(of, measure) !== undefined))
