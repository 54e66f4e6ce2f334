// Understands the limits above which a run, or one account of it, waits for a second person: settings of a deployment, off by default.
import type { Cents } from '../kernel/money.ts'
import { NO_RECOVERY_LIMITS, type RecoveryLimits } from '../ledger/recovery-limit.ts'

/** A run above any of these waits; null = no limit. */
export interface StopRule {
  readonly holdsEveryRun: boolean
  /** Refused workers in percent of those for whom support is claimed. */
  readonly refusedPercentMax: number | null
  /** Change of the employers' premiums against their previous quarter, up or down, in percent. */
  readonly changePercentMax: number | null
  /** What the run would pay, what it would hold for now included. */
  readonly runTotalMax: Cents | null
  /** The same for one account (RUN-003). */
  readonly recovery: RecoveryLimits
}
export const NO_STOP_RULE: StopRule = {
  holdsEveryRun: false,
  refusedPercentMax: null,
  changePercentMax: null,
  runTotalMax: null,
  recovery: NO_RECOVERY_LIMITS,
}
