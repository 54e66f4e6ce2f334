// Understands what a page about one worker is made of: the quarter asked for, the one before it, and how each measure of them compares.
import { INSS_VISIBLE, masked } from '../../../kernel/identifiers.ts'
import { NO_MONEY, type Cents } from '../../../kernel/money.ts'
import type { Measure } from '../../../law/measures.ts'
import { measuresOf, sideOf, type AssessedQuarter, type ExplainedQuarter, type MeasureSide } from './explained-quarter.ts'
import type { Reason } from './reason.ts'
import { whyDifferent } from './reasons.ts'

/** One worker at one employer. */
export interface ExplainedWorkerPage {
  readonly inss: string
  readonly employerNumber: string
  /** Of the payee; null without one. */
  readonly employerName: string | null
  readonly now: ExplainedQuarter
  /** The last earlier quarter for which the worker was computed. */
  readonly before: AssessedQuarter | undefined
  /** What was declared by RSZ code in the quarter asked for, as lines of text, the first a heading; empty for a CSV. */
  readonly codes: readonly string[]
}

/** One measure, and why its premium is not what it was; `reasons` is undefined where there is nothing to compare with. */
export interface MeasurePage {
  readonly measure: Measure
  readonly now: MeasureSide
  readonly before: MeasureSide | undefined
  readonly reasons: readonly Reason[] | undefined
}

export const measurePages = ({ before, now }: Pick<ExplainedWorkerPage, 'before' | 'now'>): MeasurePage[] =>
  measuresOf(before ? [before, now] : [now]).map((measure) => {
    const sides = { now: sideOf(now, measure), before: before && sideOf(before, measure) }
    return { measure, ...sides, reasons: sides.before && whyDifferent(sides.before, sides.now) }
  })

/** All components together; nothing where there is no premium. */
export const premiumOfSide = (side: MeasureSide | undefined): Cents => (side?.kind === 'premium' ? side.premium : NO_MONEY)

export const shownWorker = ({ inss }: Pick<ExplainedWorkerPage, 'inss'>): string => masked(inss, INSS_VISIBLE)
