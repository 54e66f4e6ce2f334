// Understands settle: the only stage that books. One finished run, declaration by declaration, onto the ledger, then the files that people and banks get.
import type { Inss } from '../kernel/identifiers.ts'
import { declarationKey } from '../declaration/declaration.ts'
import { fold } from '../ledger/account.ts'
import { bookDeclaration, bookRecomputation, type Booking } from '../ledger/booking.ts'
import type { AccountId, LedgerEntry, Recomputed } from '../ledger/entry.ts'
import { payeeHold } from '../registry/payee.ts'
import type { EmployerRegistry } from '../registry/employer-registry.ts'
import { assessAgain, dueLines, hashOf, NOTHING_HELD, personsOfRecord, statementOf, type HeldAttests } from './assess-declaration.ts'
import { computeAgain, readRecord } from './recompute/compute-again.ts'
import { readManifest } from './compute.ts'
import { AssertionFailure, Fault, mapOrdered, required, type CreatedObject, type Dependencies } from './dependencies.ts'
import { isDryRun, isRecompute, parseTrigger, recomputeKey, recordKey, work } from './layout.ts'
import { outcomeOf, type DeclarationOutcome } from './reports/outcome.ts'
import { rememberParameters } from './recompute/parameter-sets.ts'
import { collect, decodeItems, encodeRecord, type DeclarationRecord, type Manifest, type ResultItem } from './records.ts'
import { requestText } from './recompute/request.ts'
import { RunReports } from './reports/run-reports.ts'
import { BOOKING_STATES, type Run } from './run.ts'
import type { Summary } from './reports/summary.ts'

/** Codes after which the same file may be sent again: what was wrong can be right later. */
const FREES_CONTENT: readonly string[] = ['DCL-002', 'DCL-003', 'DCL-007', 'DCL-013', 'RUN-002']

/** Handles one settle trigger. Idempotent: an account that has an entry of this run is not booked again, and all files are made from the entries. */
export async function settle(created: CreatedObject, dependencies: Dependencies): Promise<void> {
  const { runs } = dependencies
  const trigger = parseTrigger(created.key)
  if (!trigger) throw new Fault('not the key of a settle trigger')
  const { runId } = trigger
  const found = required(await runs.get(runId), 'the run of a settle trigger')
  // A trigger written too early, by hand: the chunk that completes the set will write it again.
  if (found.state === 'computing' && (found.completedChunks ?? 0) < (found.chunks ?? 0)) return
  if (found.state === 'computing') await runs.advance(runId, ['computing'], 'settling')
  const run = required(await runs.get(runId), 'the run of a settle trigger')
  if (!BOOKING_STATES.includes(run.state)) return
  if (!isDryRun(run.source.key)) await rememberParameters(dependencies)
  const manifest = await readManifest(runId, dependencies)
  // The run knows how many chunks it has: a manifest that says otherwise would leave declarations out.
  if (manifest.runId !== runId || manifest.chunks !== run.chunks) throw new AssertionFailure('the manifest is not that of its run')
  const reports = new RunReports(run, dependencies)
  const accounts = new Set<string>()
  let freesContent = false
  try {
    await reports.begin()
    for (let chunk = 1; chunk <= manifest.chunks; chunk++)
      freesContent = (await settleChunk(run, chunk, accounts, reports, dependencies)) || freesContent
    await reports.close('settled', hashOf(dependencies.settings.parameters), manifest.rows, manifest.sha256)
  } catch (error) {
    await reports.abort()
    throw error
  }
  await finish(run, manifest, freesContent, reports.summary, dependencies)
}

async function finish(
  run: Run,
  manifest: Manifest,
  freesContent: boolean,
  summary: Summary,
  { runs, telemetry }: Dependencies,
): Promise<void> {
  if (freesContent) await runs.freeContent(manifest.sha256, run.runId)
  if (!(await runs.advance(run.runId, BOOKING_STATES, 'settled'))) return // counted when it was settled first
  telemetry.event('run settled', {
    run: run.runId,
    payments: summary.payments.count,
    claims: summary.claims.count,
    held: summary.held.count,
  })
  telemetry.metric('RunsEnded', 1)
  if (isDryRun(run.source.key)) return
  // A run that computes again names only workers whose result changed: after a revocation all of them are refused, as they should be.
  telemetry.metric('RefusedShare', isRecompute(run.source.key) ? 0 : summary.refusedShare())
  for (const [quarter, instructed] of summary.quarters()) {
    const { total, yearBefore } = await runs.addToQuarter(quarter, instructed)
    telemetry.metric('QuarterTotalShareOfLastYear', yearBefore > 0n ? Number((total * 100n) / yearBefore) : 0)
  }
}

/** Settles one result in file order; an account comes once in a run, or its payment would stand twice in the order. Gives whether it has a finding that frees the content of the file. */
async function settleChunk(
  run: Run,
  chunk: number,
  accounts: Set<string>,
  reports: RunReports,
  dependencies: Dependencies,
): Promise<boolean> {
  const body = required(await dependencies.objects.read('work', work.result(run.runId, chunk)), `result ${chunk}`)
  const items = decodeItems<ResultItem>(await collect(body))
  let frees = false
  type Settled =
    | { readonly kind: 'refused'; readonly item: Exclude<ResultItem, { type: 'record' }> }
    | { readonly kind: 'outcome'; readonly outcome: DeclarationOutcome }
  for (const item of items) {
    if (item.type !== 'record') continue
    const { employerNumber, quarter } = item.record.declaration
    const key = declarationKey(employerNumber, quarter)
    if (accounts.has(key)) throw new AssertionFailure('an account comes twice in one run')
    accounts.add(key)
  }
  const settled = mapOrdered(items, dependencies.settings.concurrency, async (item): Promise<Settled> =>
    item.type === 'record' ? { kind: 'outcome', outcome: await settleAccount(run, item.record, dependencies) } : { kind: 'refused', item },
  )
  for await (const each of settled) {
    if (each.kind === 'outcome') await reports.outcome(each.outcome)
    else {
      frees ||= FREES_CONTENT.includes(each.item.exception.code)
      await reports.refused(each.item)
    }
  }
  return frees
}

/** The one way to book. Finds the run's own entry, or appends one after assessing on today's registry; on a conflict it starts again from the query. */
export async function settleAccount(
  { runId, source }: Pick<Run, 'runId' | 'source'>,
  computed: DeclarationRecord,
  dependencies: Dependencies,
): Promise<DeclarationOutcome> {
  const { ledger, registry, objects, telemetry } = dependencies
  const { employerNumber, quarter } = computed.declaration
  const account: AccountId = { employerNumber, quarter }
  for (;;) {
    const entries = await ledger.entries(account)
    const own = entries.find((entry) => entry.runId === runId)
    if (own) return outcomeOfOwn(own, entries, dependencies)
    const today = await registry.employer(account.employerNumber)
    const record = await onTodaysLaw(computed, account, entries, today, dependencies)
    const { sha256, bytes } = encodeRecord(record)
    const entry = entryOf(entries, { account, runId, record, sha256, today })
    if (isDryRun(source.key)) return outcomeOf(entry, record, fold(entries, personsOfRecord(record)), true)
    await objects.putOnce('ledger', recordKey(sha256), bytes)
    if ((await ledger.append(entry)) === 'exists') {
      telemetry.event('ledger conflict', { run: runId, version: entry.version })
      continue
    }
    await lookAgain(runId, account, today, dependencies)
    return outcomeOf(entry, record, fold(entries, personsOfRecord(record)))
  }
}

interface ToBook {
  readonly account: AccountId
  readonly runId: string
  readonly record: DeclarationRecord
  readonly sha256: string
  readonly today: EmployerRegistry
}

function entryOf(entries: readonly LedgerEntry[], { account, runId, record, sha256, today }: ToBook): LedgerEntry {
  const booking: Omit<Booking, 'statement'> = {
    account,
    runId,
    due: dueLines(record),
    payee: today.payee,
    payeeHold: payeeHold(today.payee),
    parameterSet: record.parameterSet,
    registryDigest: record.registryDigest,
    record: sha256,
    personOf: personsOfRecord(record),
  }
  return record.recomputed
    ? bookRecomputation(entries, { ...booking, recomputed: bySource(record.recomputed.workers) })
    : bookDeclaration(entries, { ...booking, statement: statementOf(record) })
}

/** Workers by the declaration that has the last word about them, in their order. */
function bySource(workers: readonly Pick<Recomputed & { inss: Inss }, 'inss' | 'sequence' | 'record'>[]): Recomputed[] {
  const groups = Map.groupBy(workers, ({ sequence, record }) => `${sequence}#${record}`)
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    return first ? [{ sequence: first.sequence, record: first.record, workers: group.map(({ inss }) => inss) }] : []
  })
}

/** An entry of this run is the answer, whatever came after it: outcome from its own record and the account as it was then. */
async function outcomeOfOwn(own: LedgerEntry, entries: readonly LedgerEntry[], dependencies: Dependencies): Promise<DeclarationOutcome> {
  const record = await readRecord(own.record, dependencies)
  const today = await dependencies.registry.employer(own.account.employerNumber)
  const samePayee = JSON.stringify(today.payee ?? null) === JSON.stringify(own.payee)
  if (today.lawDigest !== own.registryDigest || !samePayee) await requestRecompute(own.runId, own.account, dependencies)
  const before = entries.filter(({ version }) => version < own.version)
  return outcomeOf(own, record, fold(before, personsOfRecord(record)))
}

/**
 * Booked on today's registry, parameters and account: where they differ from what the result used, it is assessed again there and then. A declaration
 * depends on the account only by the attests held; an account that is computed again depends on every entry.
 */
async function onTodaysLaw(
  computed: DeclarationRecord,
  account: AccountId,
  entries: readonly LedgerEntry[],
  today: EmployerRegistry,
  dependencies: Dependencies,
): Promise<DeclarationRecord> {
  const { settings } = dependencies
  const sameLaw = computed.registryDigest === today.lawDigest && computed.parameterSet === hashOf(settings.parameters)
  if (computed.recomputed) {
    const sameAccount = computed.recomputed.after === (entries.at(-1)?.version ?? 0)
    const isCurrent = sameLaw && sameAccount && computed.recomputed.payeeDigest === today.payeeDigest
    return isCurrent ? computed : computeAgain(account, entries, today, dependencies)
  }
  const held = await heldAttests(computed, entries, dependencies)
  const isCurrent = sameLaw && (computed.held?.before ?? null) === held.record
  return isCurrent ? computed : assessAgain(computed, today, settings.parameters, held)
}

/** The latest version of each attest that the account holds; nothing for a declaration that is none of attests. */
async function heldAttests(computed: DeclarationRecord, entries: readonly LedgerEntry[], dependencies: Dependencies): Promise<HeldAttests> {
  const { heldRecord } = fold(entries)
  if (!computed.held || heldRecord === null) return NOTHING_HELD
  return { record: heldRecord, attests: (await readRecord(heldRecord, dependencies)).held?.attests ?? [] }
}

/** After the put, one more look: an import that wrote its rows in between found no entry to recompute, so settle asks for it. */
async function lookAgain(runId: string, account: AccountId, used: EmployerRegistry, dependencies: Dependencies): Promise<void> {
  const now = await dependencies.registry.employer(account.employerNumber)
  if (now.lawDigest !== used.lawDigest || now.payeeDigest !== used.payeeDigest) await requestRecompute(runId, account, dependencies)
}

async function requestRecompute(runId: string, { employerNumber, quarter }: AccountId, { objects }: Dependencies): Promise<void> {
  await objects.putOnce('inbox', recomputeKey(runId, employerNumber, quarter), requestText([[employerNumber, quarter]]))
}
