// Understands where an overview is read: how its reader reaches the reports of a run, and does what waits for a person.
import type { Bilingual } from '../../exceptions/catalogue.ts'
import type { HoldCode } from '../../ledger/entry.ts'
import type { Measure } from '../../law/measures.ts'
import type { AccountId } from '../../ledger/entry.ts'
import type { FunctionName } from '../layout.ts'
import type { StandingStill } from '../sweep/standing-still.ts'

/** Something that waits for a person. */
export type Matter =
  | { readonly type: 'held-run'; readonly runId: string }
  | { readonly type: 'hold'; readonly account: AccountId; readonly code: HoldCode | 'RUN-003' }
  | { readonly type: 'standing-still'; readonly standing: StandingStill }
  | { readonly type: 'dead-letters'; readonly stage: FunctionName }
  | { readonly type: 'unknown-region' }
  | { readonly type: 'pause'; readonly measure: Measure }

/** What resolves it: words, and a command to copy or an address to go to. */
export interface Step {
  readonly text: Bilingual
  readonly command?: string
  readonly href?: string
}

export interface Place {
  /** Folder of the run's reports as an address relative to the page, with its last slash; undefined where they cannot be reached from here. */
  reportsOf(runId: string): string | undefined
  stepsFor(matter: Matter): readonly Step[]
  /** Where a person hands in and decides, as an address, if that is a page. */
  readonly home?: string
}
