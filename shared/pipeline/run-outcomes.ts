// Understands the results of a run one after the other in the order of its file: each account settled, what was refused handed on, chunks left out as RUN-002.
import { declarationKey, rowExceptions, type FileItem } from '../declaration/declaration.ts'
import type { BusinessException } from '../exceptions/business-exception.ts'
import type { AccountId } from '../ledger/entry.ts'
import { allItems } from './compute.ts'
import { AssertionFailure, mapOrdered, required, type Dependencies } from './dependencies.ts'
import { work } from './layout.ts'
import { collect, decodeItems, type ChunkItem, type Manifest, type RefusedItem, type ResultItem } from './records.ts'
import type { DeclarationOutcome } from './reports/outcome.ts'
import type { Run } from './run.ts'
import { settleAccount, type SettleMode } from './settle-account.ts'
import { settleReturn } from './settle-return.ts'

export type Settled =
  { readonly kind: 'refused'; readonly item: RefusedItem } | { readonly kind: 'outcome'; readonly outcome: DeclarationOutcome }

/** In file order, one chunk in memory; an account comes once in a run, or its payment would stand twice in the order. */
export async function* runOutcomes(
  run: Run,
  manifest: Manifest,
  mode: SettleMode,
  dependencies: Dependencies,
): AsyncGenerator<Settled, void> {
  const accounts = new Set<string>()
  for (let chunk = 1; chunk <= manifest.chunks; chunk++) {
    const items = await itemsOf(run, chunk, manifest, dependencies)
    for (const item of items) {
      const account = accountOf(item)
      if (!account) continue
      const { employerNumber, quarter } = account
      const key = declarationKey(employerNumber, quarter)
      if (accounts.has(key)) throw new AssertionFailure('an account comes twice in one run')
      accounts.add(key)
    }
    yield* mapOrdered(items, dependencies.settings.concurrency, async (item): Promise<Settled> => settleItem(item, run, mode, dependencies))
  }
}

function accountOf(item: ResultItem): AccountId | undefined {
  if (item.type === 'record') return item.record.declaration
  return item.type === 'returned-payments' ? item.account : undefined
}

async function settleItem(item: ResultItem, run: Run, mode: SettleMode, dependencies: Dependencies): Promise<Settled> {
  switch (item.type) {
    case 'record':
      return { kind: 'outcome', outcome: await settleAccount(run, item.record, mode, dependencies) }
    case 'returned-payments':
      return { kind: 'outcome', outcome: await settleReturn(run, item, mode, dependencies) }
    case 'loose-row':
    case 'rejected':
      return { kind: 'refused', item }
  }
}

async function itemsOf(
  { runId, leftOut: without }: Run,
  chunk: number,
  manifest: Manifest,
  { objects }: Dependencies,
): Promise<ResultItem[]> {
  if (without?.chunks.includes(chunk)) {
    const body = required(await objects.read('work', work.chunk(runId, chunk)), `chunk ${chunk}`)
    return allItems(decodeItems<ChunkItem>(await collect(body)), chunk, manifest).map((item) => leftOut(item, without.reason))
  }
  const body = required(await objects.read('work', work.result(runId, chunk)), `result ${chunk}`)
  return allItems(decodeItems<ResultItem>(await collect(body)), chunk, manifest)
}

/** What an operator left out when the run was settled (RUN-002). */
function leftOut(item: ChunkItem, reason: string): RefusedItem {
  const exception = ({ employerNumber, quarter }: AccountId): BusinessException => ({
    code: 'RUN-002',
    employerNumber,
    quarter,
    parameters: { reason },
  })
  const refused = (account: AccountId, rows: readonly BusinessException[] = []): RefusedItem & Extract<FileItem, { type: 'rejected' }> => ({
    type: 'rejected',
    employerNumber: account.employerNumber,
    quarter: account.quarter,
    exception: exception(account),
    rowExceptions: rows,
  })
  switch (item.type) {
    case 'declaration':
      return refused(item.declaration, rowExceptions(item.declaration))
    case 'account':
    case 'waiting-declaration':
    case 'returned-payments':
      return refused(item.account)
    case 'loose-row':
    case 'rejected':
      return item
  }
}
