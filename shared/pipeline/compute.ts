// Understands compute: one chunk's declarations against the registry and the law, into a result that is written once. Books nothing.
import type { AccountId } from '../ledger/entry.ts'
import { notReviewed } from '../declaration/admission.ts'
import { assessAgain, assessDeclaration, NOTHING_HELD, withLateFindings } from './assess-declaration.ts'
import { holdsNow } from './payment-control.ts'
import { computeAgain, readRecord } from './recompute/compute-again.ts'
import { AssertionFailure, Fault, mapOrdered, required, type CreatedObject, type Dependencies } from './dependencies.ts'
import { parseTrigger, work } from './layout.ts'
import { collect, decodeItems, encodeItems, type ChunkItem, type Manifest, type ResultItem, type WaitingItem } from './records.ts'

/** Handles one compute trigger. Idempotent: the result is create-once, and completion is a set of chunk numbers, so a redelivery changes nothing. */
export async function compute(created: CreatedObject, dependencies: Dependencies): Promise<void> {
  const { runs, objects, telemetry } = dependencies
  const trigger = parseTrigger(created.key)
  if (trigger?.chunk === undefined) throw new Fault('not the key of a compute trigger')
  const { runId, chunk } = trigger
  const run = required(await runs.get(runId), 'the run of a compute trigger')
  if (run.state !== 'computing') return
  const resultKey = work.result(runId, chunk)
  if (!(await objects.exists('work', resultKey))) {
    const results = await computeChunk(runId, chunk, dependencies)
    await objects.putOnce('work', resultKey, await encodeItems(results))
    telemetry.event('chunk computed', { run: runId, chunk, declarations: results.length })
  }
  const completed = await runs.completeChunk(runId, chunk)
  if (completed === run.chunks) await objects.put('work', work.settleTrigger(runId), '')
}

async function computeChunk(runId: string, chunk: number, dependencies: Dependencies): Promise<ResultItem[]> {
  const { settings } = dependencies
  const manifest = await readManifest(runId, dependencies)
  const body = required(await dependencies.objects.read('work', work.chunk(runId, chunk)), `chunk ${chunk}`)
  const items = allItems(decodeItems<ChunkItem>(await collect(body)), chunk, manifest)
  const results: ResultItem[] = []
  for await (const result of mapOrdered(items, settings.concurrency, (item) => computeItem(item, manifest, dependencies)))
    results.push(result)
  return results
}

async function computeItem(item: ChunkItem, { late }: Manifest, dependencies: Dependencies): Promise<ResultItem> {
  if (item.type === 'loose-row' || item.type === 'returned-payments') return item
  if (item.type === 'account') return computeAccount(item.account, dependencies)
  if (item.type === 'waiting-declaration') return computeWaiting(item, dependencies)
  const declaration = withLateFindings(item, late)
  if ('type' in declaration) return declaration
  const known = await dependencies.registry.employer(declaration.employerNumber)
  return { type: 'record', record: assessDeclaration(declaration, late, known, dependencies.settings.parameters) }
}

/** An account whose quarter is not reviewed any more is left as it is (DCL-003). */
async function computeAccount(account: AccountId, dependencies: Dependencies): Promise<ResultItem> {
  const { ledger, registry, settings } = dependencies
  const exception = notReviewed(account, settings.parameters)
  if (exception) return { type: 'rejected', ...account, exception, rowExceptions: [] }
  const entries = await ledger.entries(account)
  const today = await registry.employer(account.employerNumber)
  const now = { today, holds: await holdsNow(today, account.quarter, dependencies) }
  return { type: 'record', record: await computeAgain(account, entries, now, dependencies) }
}

/** The declaration as it was declared, on today's registry: it is booked if nothing newer says otherwise by then. */
async function computeWaiting({ account, record }: WaitingItem, dependencies: Dependencies): Promise<ResultItem> {
  const { registry, settings } = dependencies
  const exception = notReviewed(account, settings.parameters)
  if (exception) return { type: 'rejected', ...account, exception, rowExceptions: [] }
  const waiting = await readRecord(record, dependencies)
  return {
    type: 'record',
    record: assessAgain(waiting, await registry.employer(account.employerNumber), settings.parameters, NOTHING_HELD),
  }
}

/** A chunk or a result with all its items; otherwise declarations would be left out without a word. */
export function allItems<T>(items: T[], chunk: number, { items: counts }: Manifest): T[] {
  if (items.length !== counts[chunk - 1]) throw new AssertionFailure('a chunk or a result has not the items that the manifest tells')
  return items
}

export async function readManifest(runId: string, { objects }: Dependencies): Promise<Manifest> {
  const body = required(await objects.read('work', work.manifest(runId)), 'the manifest')
  return JSON.parse((await collect(body)).toString('utf8')) as Manifest
}
