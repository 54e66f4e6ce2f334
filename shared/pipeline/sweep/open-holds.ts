// Understands accounts with open holds: what each one waits for, and a request for those whose reason is gone.
import { createHash } from 'node:crypto'
import { euroText, sumCents, type EuroText } from '../../kernel/money.ts'
import type { AccountId, HoldCode } from '../../ledger/entry.ts'
import { mapOrdered } from '../dependencies.ts'
import { releaseKey } from '../layout.ts'
import { holdsDigest } from '../payment-control.ts'
import { listedAccounts, releasableLines, waitingOn, type Waiting } from '../release/accounts.ts'
import { releaseText } from '../release/request.ts'
import type { Sweep } from './context.ts'

export interface WaitingHold extends AccountId {
  readonly codes: readonly (HoldCode | 'RUN-003')[]
  /** What is held; of a declaration that waits (RUN-003) nothing is computed yet. */
  readonly amount: EuroText
}

/** What an account waits for; undefined when nothing waits on it. */
export function waitingHold({ account, lines, holds, declaration }: Waiting): WaitingHold | undefined {
  if (lines.length === 0 && !declaration) return undefined
  const codes = new Set<HoldCode | 'RUN-003'>(lines.flatMap(({ measure, holdCode }) => holds[measure]?.code ?? holdCode ?? []))
  return {
    ...account,
    codes: [...(declaration ? ['RUN-003' as const] : []), ...[...codes].toSorted()],
    amount: euroText(sumCents(lines.map(({ held }) => held))),
  }
}

interface Look {
  readonly waiting?: WaitingHold
  /** Identity of what is asked for: the account, its latest entry, the payee and pauses of the moment, and how often that was tried. */
  readonly retry?: string
}

/** One request for all of them. Its name is what it asks for: the same is not asked twice, another version of a payee is another request. */
export async function retryHolds(
  context: Sweep,
): Promise<{ readonly helped: readonly string[]; readonly waiting: readonly WaitingHold[] }> {
  const { objects, settings } = context.dependencies
  const accounts = await listedAccounts(context.dependencies)
  const waiting: WaitingHold[] = []
  const retried: (readonly [account: AccountId, identity: string])[] = []
  const look = async (account: AccountId): Promise<readonly [AccountId, Look]> => [account, await lookAt(account, context)]
  for await (const [account, found] of mapOrdered(accounts, settings.concurrency, look)) {
    if (found.waiting) waiting.push(found.waiting)
    if (found.retry !== undefined) retried.push([account, found.retry])
  }
  if (retried.length === 0) return { helped: [], waiting }
  const identity = createHash('sha256')
    .update(JSON.stringify(retried.map(([, each]) => each)))
    .digest('hex')
    .slice(0, 24)
  const key = releaseKey(`sweep-${identity}`)
  const created = await objects.putOnce(
    'inbox',
    key,
    releaseText(retried.map(([{ employerNumber, quarter }]) => ['retry', employerNumber, quarter])),
  )
  return { helped: created === 'created' ? [key] : [], waiting }
}

async function lookAt(account: AccountId, { dependencies, at, notSince, isBusy }: Sweep): Promise<Look> {
  const { runs } = dependencies
  const found = await waitingOn(account, dependencies)
  const { holds, entries, today } = found
  const latest = entries.at(-1)?.version ?? 0
  const waiting = waitingHold(found)
  // Paid or taken away by something else than a release.
  if (!waiting) {
    await runs.closeHolds(account, latest + 1)
    return {}
  }
  if (releasableLines(found).length === 0 || (await isBusy('release')) || (await isBusy('settle'))) return { waiting }
  const identity = `${account.employerNumber} ${account.quarter} ${latest} ${holdsDigest(today, holds)}`
  const { isNew, count } = await runs.attempt(`HOLD ${account.employerNumber} ${account.quarter}`, { progress: identity, at, notSince })
  return isNew ? { waiting, retry: `${identity} ${count}` } : { waiting }
}
