// Understands the overview: the runs, newest first, what stands on each quarter, and what waits for a person.
import type { ExceptionCode } from '../../exceptions/catalogue.ts'
import type { Quarter } from '../../kernel/calendar.ts'
import type { EuroText } from '../../kernel/money.ts'
import type { Pauses } from '../../ledger/payment-holds.ts'
import type { Measure } from '../../law/measures.ts'
import type { FunctionName } from '../layout.ts'
import type { RunState } from '../run.ts'
import type { MeasureFigures, RunFigures } from '../run-figures.ts'
import type { WaitingHold } from '../sweep/open-holds.ts'
import type { HeldRun } from '../sweep/standing-runs.ts'
import type { StandingStill } from '../sweep/standing-still.ts'

/** What started a run. */
export const RUN_KINDS = ['declaration', 'dry-run', 'recompute', 'release', 'bank-answer', 'returned-money'] as const
export type RunKind = (typeof RUN_KINDS)[number]

export interface OverviewRun {
  readonly runId: string
  /** Without national numbers. */
  readonly file: string
  readonly kind: RunKind
  /** Instant, ISO. */
  readonly receivedAt: string
  readonly state: RunState
  /** Of a rejected file. */
  readonly rejectedFor: ExceptionCode | null
  /** Not yet there while it is computed; not there any more when it was given up. */
  readonly figures: RunFigures | null
}

export interface OverviewQuarter {
  readonly quarter: Quarter
  readonly measures: Readonly<Record<Measure, MeasureFigures>>
}

/** Claims of one settled run: they are collected outside this system. */
export interface RunClaims {
  readonly runId: string
  readonly file: string
  readonly receivedAt: string
  readonly count: number
  /** Positive. */
  readonly sum: EuroText
}

export interface DeadLetters {
  readonly stage: FunctionName
  readonly count: number
}

/** What a quarter holds beside the accounts that are listed: premiums that wait until the region of an establishment is known (CAL-003). */
export interface UnknownRegion {
  readonly quarter: Quarter
  readonly amount: EuroText
}

/** What waits for a person. */
export interface Waiting {
  readonly heldRuns: readonly HeldRun[]
  /** Accounts on which something is held, by employer and quarter. */
  readonly holds: readonly WaitingHold[]
  /** Newest quarter first. No list has these accounts: an import of establishments computes them again. */
  readonly unknownRegions: readonly UnknownRegion[]
  /** What the sweep could not help on. */
  readonly standingStill: readonly StandingStill[]
  readonly deadLetters: readonly DeadLetters[]
  /** Measures whose payments were stopped. */
  readonly pauses: Pauses
}

export interface Overview {
  /** Instant, ISO. */
  readonly at: string
  /** Name of the bucket that takes uploads, as the runs know it; '' while there is none. */
  readonly inbox: string
  /** Newest first. */
  readonly runs: readonly OverviewRun[]
  /** Runs of the years looked at that are not listed. */
  readonly runsNotListed: number
  /** Newest first; quarters without any figure are not there. */
  readonly quarters: readonly OverviewQuarter[]
  readonly claims: readonly RunClaims[]
  readonly waiting: Waiting
}
