// Understands what one run changed, in few figures: they are kept with the run, so that an overview of thousands of runs reads no report.
import type { Quarter } from '../kernel/calendar.ts'
import type { EuroText } from '../kernel/money.ts'
import type { Measure } from '../law/measures.ts'

/** What changed for one quarter and measure; summed over all runs it is what stands there now. For watching only, never for paying. */
export interface MeasureFigures {
  /** Workers with a right. */
  readonly workers: number
  /** The right, as declared and computed: what is paid, less what is claimed back, and what is held. */
  readonly due: EuroText
  /** What was instructed to be paid, less what came back. */
  readonly paid: EuroText
  /** What waits. */
  readonly held: EuroText
  /** What is to be claimed back, as a positive amount. */
  readonly claims: EuroText
}

export interface CountAndSum {
  readonly count: number
  readonly sum: EuroText
}

export type FiguresByMeasure = Readonly<Partial<Record<Measure, MeasureFigures>>>

export interface RunFigures {
  readonly rows: number
  readonly workers: number
  /** Of these, refused or without a grant. */
  readonly refused: number
  /** Exceptions of every severity, and of these the errors. */
  readonly findings: number
  readonly errors: number
  readonly payments: CountAndSum
  /** Sums of claims are positive. */
  readonly claims: CountAndSum
  readonly held: CountAndSum
  readonly returned: CountAndSum
  readonly quarters: Readonly<Partial<Record<Quarter, FiguresByMeasure>>>
}
