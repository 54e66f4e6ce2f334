// Understands how one account is settled: the run's own entry found, or one appended on today's registry, account and payment holds. The only way to book.
import type { Inss } from '../kernel/identifiers.ts'
import { omit } from '../kernel/omit.ts'
import { fold, hasHeldPayments } from '../ledger/account.ts'
import { bookDeclaration, bookRecomputation, type Booking } from '../ledger/booking.ts'
import type { AccountId, LedgerEntry, Recomputed } from '../ledger/entry.ts'
import { NO_RECOVERY_LIMITS, waitingEntry } from '../ledger/recovery-limit.ts'
import type { EmployerRegistry } from '../registry/employer-registry.ts'
import { assessAgain, dueLines, hashOf, NOTHING_HELD, personsOfRecord, statementOf, type HeldAttests } from './assess-declaration.ts'
import type { Dependencies } from './dependencies.ts'
import { isDryRun, isRelease, recomputeKey, recordKey } from './layout.ts'
import { holdsDigest, holdsNow } from './payment-control.ts'
import { computeAgain, readRecord, type Now } from './recompute/compute-again.ts'
import { requestText } from './recompute/request.ts'
import { encodeRecord, type DeclarationRecord } from './records.ts'
import { outcomeOf, type AccountBefore, type DeclarationOutcome } from './reports/outcome.ts'
import type { Run } from './run.ts'

/** `trial` = what would be booked now; nothing is. */
export type SettleMode = 'book' | 'trial'

/** The one way to book. Finds the run's own entry, or appends one after assessing on today's registry; on a conflict it starts again from the query. */
export async function settleAccount(
  { runId, source }: Pick<Run, 'runId' | 'source'>,
  computed: DeclarationRecord,
  mode: SettleMode,
  dependencies: Dependencies,
): Promise<DeclarationOutcome> {
  const { ledger, registry, objects, telemetry, settings } = dependencies
  const { employerNumber, quarter } = computed.declaration
  const account: AccountId = { employerNumber, quarter }
  for (;;) {
    const entries = await ledger.entries(account)
    const own = entries.find((entry) => entry.runId === runId)
    if (own) return ofRun(await outcomeOfOwn(own, entries, source.key, dependencies), source.key)
    const today = await registry.employer(account.employerNumber)
    // Asked for each account: who stops payments stops a large run in its middle too.
    const holds = await holdsNow(today, quarter, dependencies)
    const record = await onTodaysLaw(computed, account, entries, { today, holds }, dependencies)
    const { sha256, bytes } = encodeRecord(record)
    // A second person let the declaration pass that waited for one.
    const recoveryLimits = isRelease(source.key) ? NO_RECOVERY_LIMITS : settings.stopRule.recovery
    const entry = entryOf(entries, { account, runId, record, sha256, today, holds, recoveryLimits })
    const before = await accountBefore(entries, record, dependencies)
    if (mode === 'trial') return outcomeOf(entry, record, before, isDryRun(source.key))
    await objects.putOnce('ledger', recordKey(sha256), bytes)
    if ((await ledger.append(entry)) === 'exists') {
      telemetry.event('ledger conflict', { run: runId, version: entry.version })
      continue
    }
    await noteHolds(entry, entries, record, source.key, dependencies)
    await lookAgain(runId, account, today, dependencies)
    return ofRun(outcomeOf(entry, record, before), source.key)
  }
}

/** What is released stands in no file of this run: lines of the sender's file would point into the request. */
function ofRun(outcome: DeclarationOutcome, sourceKey: string): DeclarationOutcome {
  if (!isRelease(sourceKey)) return outcome
  return { ...outcome, exceptions: outcome.exceptions.map((exception) => omit(exception, 'line', 'column')) }
}

interface ToBook extends Pick<Booking, 'account' | 'runId' | 'holds' | 'recoveryLimits'> {
  readonly record: DeclarationRecord
  readonly sha256: string
  readonly today: EmployerRegistry
}

function entryOf(entries: readonly LedgerEntry[], { record, sha256, today, recoveryLimits, ...given }: ToBook): LedgerEntry {
  const booking: Omit<Booking, 'statement'> = {
    ...given,
    due: dueLines(record),
    payee: today.payee,
    payeeVersion: today.payeeVersion,
    parameterSet: record.parameterSet,
    registryDigest: record.registryDigest,
    record: sha256,
    personOf: personsOfRecord(record),
  }
  return record.recomputed
    ? bookRecomputation(entries, { ...booking, recomputed: bySource(record.recomputed.workers) })
    : bookDeclaration(entries, { ...booking, ...(recoveryLimits ? { recoveryLimits } : {}), statement: statementOf(record) })
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
async function outcomeOfOwn(
  own: LedgerEntry,
  entries: readonly LedgerEntry[],
  sourceKey: string,
  dependencies: Dependencies,
): Promise<DeclarationOutcome> {
  const record = await readRecord(own.record, dependencies)
  const before = entries.filter(({ version }) => version < own.version)
  await noteHolds(own, before, record, sourceKey, dependencies)
  const today = await dependencies.registry.employer(own.account.employerNumber)
  const samePayee = JSON.stringify(today.payee ?? null) === JSON.stringify(own.payee)
  if (today.lawDigest !== own.registryDigest || !samePayee) await requestRecompute(own.runId, own.account, dependencies)
  return outcomeOf(own, record, await accountBefore(before, record, dependencies))
}

/** Only where an alias is known can the entry before have known less. What came back has the record of the entry that had paid it. */
async function accountBefore(
  entries: readonly LedgerEntry[],
  record: DeclarationRecord,
  dependencies: Dependencies,
): Promise<AccountBefore> {
  const before = fold(entries, personsOfRecord(record))
  const latest = record.aliases ? entries.findLast(({ refusal, returned }) => !refusal && !returned) : undefined
  if (!latest) return { before, told: before }
  return { before, told: fold(entries, personsOfRecord(await readRecord(latest.record, dependencies))) }
}

/**
 * What an entry holds back is listed under its version, so that somebody asks again; a release takes away what lower versions held, and nothing that was
 * held beside it meanwhile. Listed too much is harmless: whoever asks finds in the ledger that nothing is held.
 */
async function noteHolds(
  entry: LedgerEntry,
  before: readonly LedgerEntry[],
  record: DeclarationRecord,
  sourceKey: string,
  { runs }: Dependencies,
): Promise<void> {
  const { account, version, lines, refusal } = entry
  const holds = refusal?.code === 'RUN-003' || lines.some(({ holdCode }) => holdCode !== null && holdCode !== 'CAL-003')
  if (holds) await runs.openHold(account, version)
  if (!isRelease(sourceKey)) return
  const after = [...before, entry]
  const persons = personsOfRecord(record)
  if (!hasHeldPayments(fold(after, persons)) && !waitingEntry(after, persons)) await runs.closeHolds(account, version)
}

/**
 * Booked on today's registry, parameters and account: where they differ from what the result used, it is assessed again there and then. A declaration
 * depends on the account only by the attests held; an account that is computed again depends on every entry.
 */
async function onTodaysLaw(
  computed: DeclarationRecord,
  account: AccountId,
  entries: readonly LedgerEntry[],
  { today, holds }: Now,
  dependencies: Dependencies,
): Promise<DeclarationRecord> {
  const { settings } = dependencies
  const sameLaw = computed.registryDigest === today.lawDigest && computed.parameterSet === hashOf(settings.parameters)
  if (computed.recomputed) {
    const sameAccount = computed.recomputed.after === (entries.at(-1)?.version ?? 0)
    const isCurrent = sameLaw && sameAccount && computed.recomputed.holdsDigest === holdsDigest(today, holds)
    return isCurrent ? computed : computeAgain(account, entries, { today, holds }, dependencies)
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

export async function requestRecompute(runId: string, { employerNumber, quarter }: AccountId, { objects }: Dependencies): Promise<void> {
  await objects.putOnce('inbox', recomputeKey(runId, employerNumber, quarter), requestText([[employerNumber, quarter]]))
}
