// Understands something that stands still: helped on at most once in some hours, and told about when that did not help three times.
import { SWEEPS_FAILED_MAX } from '../../kernel/limits.ts'
import type { FunctionName } from '../layout.ts'
import type { Sweep } from './context.ts'

/** What a person must look at, and the keys whose messages died. */
export interface StandingStill {
  /** A run, or an import of registry rows. */
  readonly id: string
  readonly file: string
  readonly state: string
  readonly since: string
  readonly stage: FunctionName
  readonly deadLetters: readonly string[]
}

export interface Helped {
  readonly helped: readonly string[]
  readonly standingStill: readonly StandingStill[]
}

/** Helps it on if its stage is idle and nobody did lately. `progress`: how far it is; when that changes, the count begins again. */
export async function helpOn(
  standing: StandingStill,
  progress: string,
  help: () => Promise<void>,
  { dependencies, at, notSince, isBusy }: Sweep,
): Promise<Helped> {
  if (await isBusy(standing.stage)) return { helped: [], standingStill: [] }
  const { isNew, count } = await dependencies.runs.attempt(standing.id, { progress, at, notSince })
  if (isNew) await help()
  const hasFailed = isNew ? count > SWEEPS_FAILED_MAX : count >= SWEEPS_FAILED_MAX
  return { helped: isNew ? standing.deadLetters : [], standingStill: hasFailed ? [standing] : [] }
}
