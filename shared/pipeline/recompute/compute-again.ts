// Understands how an account is computed again: what its declarations say of every worker, on today's registry and law, for those whose result changes.
import { isDeepStrictEqual } from 'node:util'
import type { Declaration, WorkerRecord, WithdrawnWorker } from '../../declaration/declaration.ts'
import type { Inss } from '../../kernel/identifiers.ts'
import type { WorkerAssessment } from '../../law/assess.ts'
import { parseWorkerLine } from '../../law/worker-line.ts'
import { fold, isHeldPayment, linesOf, type Account } from '../../ledger/account.ts'
import { isUnchanged } from '../../ledger/differences.ts'
import type { AccountId, LedgerEntry } from '../../ledger/entry.ts'
import type { PaymentHolds } from '../../ledger/payment-holds.ts'
import type { PersonOf } from '../../ledger/persons.ts'
import type { EmployerRegistry } from '../../registry/employer-registry.ts'
import { assessAgain, assessedWorkers, dueLines, hashOf, NOTHING_HELD, personsOf } from '../assess-declaration.ts'
import { causesOf } from './causes.ts'
import { required, type Dependencies } from '../dependencies.ts'
import { recordKey } from '../layout.ts'
import { holdsDigest } from '../payment-control.ts'
import { collect, decodeRecord, type DeclarationRecord, type RecomputedWorker } from '../records.ts'
import { standingWorkers, type ReadRecord, type StandingWorker } from './standing.ts'

/** What lies behind an entry. */
export async function readRecord(sha256: string, { objects }: Pick<Dependencies, 'objects'>): Promise<DeclarationRecord> {
  return decodeRecord(await collect(required(await objects.read('ledger', recordKey(sha256)), 'the record behind a ledger entry')))
}

/** What counts at the moment of a computation. */
export interface Now {
  readonly today: EmployerRegistry
  readonly holds: PaymentHolds
}

/**
 * Computes the account again after these entries. The record names every worker whose result or money changes, as a PARTIAL that declares nothing:
 * the others stay as they are.
 */
export async function computeAgain(
  account: AccountId,
  entries: readonly LedgerEntry[],
  { today, holds }: Now,
  dependencies: Pick<Dependencies, 'objects' | 'settings'>,
): Promise<DeclarationRecord> {
  const personOf = personsOf(today.aliases)
  const folded = fold(entries, personOf)
  const read = readOnce(dependencies)
  const withGrant = new Set(today.grants.map(({ inss }) => personOf(inss)))
  const standing = (await standingWorkers(folded, entries, personOf, read)).filter(
    ({ inss }) => withGrant.has(inss) || linesOf(folded, inss).size > 0,
  )
  const all = assessItems(account, folded, standing, today, dependencies)
  const due = dueLines(all)
  const assessments = new Map(assessedWorkers(all).map(({ inss, assessment }) => [inss, assessment]))
  const said = assessmentsIn(read, personOf)
  const changed: StandingWorker[] = []
  for (const worker of standing) {
    const { inss, basis } = worker
    const before = basis && (await said(basis.record)).get(inss)
    if (!isUnchanged(folded, inss, due.get(inss) ?? [], holds) || !saysTheSame(before, assessments.get(inss))) changed.push(worker)
  }
  const record = changed.length === standing.length ? all : assessItems(account, folded, changed, today, dependencies)
  const numbers = Map.groupBy(today.aliases.keys(), personOf)
  const known = { today, holds, numbers, parameterSet: hashOf(dependencies.settings.parameters) }
  const workers: RecomputedWorker[] = []
  for (const worker of changed) workers.push(await whyChanged(worker, account, folded, known, read))
  return { ...record, recomputed: { after: entries.at(-1)?.version ?? 0, holdsDigest: holdsDigest(today, holds), workers } }
}

/** Each record once: declarations of thousands of workers are behind many of them. */
function readOnce(dependencies: Pick<Dependencies, 'objects'>): ReadRecord {
  const known = new Map<string, Promise<DeclarationRecord>>()
  return (sha256) => {
    const record = known.get(sha256) ?? readRecord(sha256, dependencies)
    known.set(sha256, record)
    return record
  }
}

function assessItems(
  { employerNumber, quarter }: AccountId,
  { ladder }: Account,
  standing: readonly StandingWorker[],
  today: EmployerRegistry,
  { settings }: Pick<Dependencies, 'settings'>,
): DeclarationRecord {
  const declaration: Declaration = {
    employerNumber,
    quarter,
    ladder: ladder ?? 'CSV',
    sequence: 0,
    kind: 'PARTIAL',
    digest: '',
    rows: standing.length,
    firstLine: 0,
    items: standing.map(({ item }): WorkerRecord | WithdrawnWorker => item),
    warnings: [],
  }
  const empty = { declaration, speaksOfAll: false }
  return assessAgain(empty, today, settings.parameters, NOTHING_HELD)
}

/** The assessments of a record by person, found once per record. */
function assessmentsIn(read: ReadRecord, personOf: PersonOf): (sha256: string) => Promise<ReadonlyMap<Inss, WorkerAssessment>> {
  const known = new Map<string, ReadonlyMap<Inss, WorkerAssessment>>()
  return async (sha256) => {
    const found =
      known.get(sha256) ?? new Map(assessedWorkers(await read(sha256)).map(({ inss, assessment }) => [personOf(inss), assessment]))
    known.set(sha256, found)
    return found
  }
}

/** Whether an earlier assessment said the same to people: the same outcome, amounts and findings by code. */
const saysTheSame = (before: WorkerAssessment | undefined, now: WorkerAssessment | undefined): boolean =>
  before === undefined || now === undefined || isDeepStrictEqual(toldBy(before), toldBy(now))

const toldBy = ({ refusal, measures }: WorkerAssessment): unknown => [
  // Whether a worker without a grant for the quarter has one for another quarter changes nothing.
  refusal !== undefined,
  measures.map(({ measure, entitlementId, outcome, components, exceptions }) => [
    measure,
    entitlementId,
    outcome,
    components,
    exceptions.map(({ code }) => code),
  ]),
]

/** What is the same for every worker of the account. */
interface Known extends Now {
  /** Replaced numbers, by the person who had them. */
  readonly numbers: ReadonlyMap<Inss, readonly Inss[]>
  readonly parameterSet: string
}

async function whyChanged(
  { inss, sequence, record, item, basis }: StandingWorker,
  { quarter }: AccountId,
  account: Account,
  { today, holds, numbers: replaced, parameterSet }: Known,
  read: ReadRecord,
): Promise<RecomputedWorker> {
  const before = basis ? await read(basis.record) : { registryVersions: today.versions, parameterSet }
  const numbers = [...(replaced.get(inss) ?? []).filter((old) => old !== inss), inss]
  const establishments = item.type === 'worker' ? establishmentsOf(item) : []
  // What keeps payments back matters only for what was held by it.
  const payeeChanged = [...linesOf(account, inss).values()].some(
    (line) => isHeldPayment(line) && holds[line.measure]?.code !== line.holdCode,
  )
  const causes = causesOf({ numbers, quarter, establishments }, before, today, parameterSet, payeeChanged)
  return { inss, sequence, record, causes }
}

/** Establishments whose region the registry must tell. */
function establishmentsOf({ occupations, workerLines = [] }: WorkerRecord): string[] {
  const declared = workerLines.length > 0 ? workerLines.flatMap((text) => parseWorkerLine(text).occupations) : occupations
  return declared.flatMap(({ establishmentNumber, ...rest }) =>
    establishmentNumber === null || ('establishmentRegion' in rest && rest.establishmentRegion !== null) ? [] : [establishmentNumber],
  )
}
