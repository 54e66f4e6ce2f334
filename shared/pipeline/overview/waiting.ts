// Understands what waits for a person, looked up without helping anything on.
import { shownName } from '../../exceptions/readable.ts'
import { mapOrdered, type Dependencies } from '../dependencies.ts'
import { fileNameOf } from '../file-name.ts'
import { listedAccounts, waitingOn } from '../release/accounts.ts'
import { waitingHold, type WaitingHold } from '../sweep/open-holds.ts'
import type { HeldRun } from '../sweep/standing-runs.ts'
import type { DeadLetters, Waiting } from './overview.ts'

/** What waits now. What stands still only the sweep can tell: it takes several looks. */
export async function waitingNow(
  deadLetters: readonly DeadLetters[],
  dependencies: Dependencies,
): Promise<Omit<Waiting, 'unknownRegions'>> {
  const { runs, settings } = dependencies
  const open: string[] = []
  for await (const runId of runs.openRuns()) open.push(runId)
  const heldRuns: HeldRun[] = []
  for await (const run of mapOrdered(open.toSorted(), settings.concurrency, (runId) => runs.get(runId)))
    if (run?.state === 'held') heldRuns.push({ runId: run.runId, file: shownName(fileNameOf(run)), since: run.receivedAt })
  const holds: WaitingHold[] = []
  const accounts = await listedAccounts(dependencies)
  for await (const found of mapOrdered(accounts, settings.concurrency, (account) => waitingOn(account, dependencies))) {
    const hold = waitingHold(found)
    if (hold) holds.push(hold)
  }
  return { heldRuns, holds, standingStill: [], deadLetters, pauses: await runs.pauses() }
}
