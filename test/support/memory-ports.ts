// Understands the ports of the pipeline in memory, with the same conditions as S3 and DynamoDB, and a queue from created objects to the stages. Nothing here is random.
import { createHash } from 'node:crypto'
import type { EmployerNumber, Inss } from '../../shared/kernel/identifiers.ts'
import { PARAMETERS } from '../../shared/law/parameters.ts'
import type { Measure } from '../../shared/law/measures.ts'
import type { AccountId, LedgerEntry } from '../../shared/ledger/entry.ts'
import type { Pauses } from '../../shared/ledger/payment-holds.ts'
import { compute } from '../../shared/pipeline/compute.ts'
import type { CreatedObject, Dependencies, PipelineSettings } from '../../shared/pipeline/dependencies.ts'
import { intake } from '../../shared/pipeline/intake.ts'
import { BUCKETS, stageOf, VERSIONED, type Bucket, type StageName } from '../../shared/pipeline/layout.ts'
import { plusQuarters, type Quarter } from '../../shared/kernel/calendar.ts'
import { omit } from '../../shared/kernel/omit.ts'
import { addCents, NO_MONEY, type Cents } from '../../shared/kernel/money.ts'
import { NO_STOP_RULE } from '../../shared/pipeline/run-limits.ts'
import type {
  Attempt,
  Attempts,
  Created,
  LedgerStore,
  ObjectStore,
  ObjectWriter,
  OpenHold,
  RegistryStore,
  RunStore,
  StampedContent,
  StoredVersion,
  Telemetry,
} from '../../shared/pipeline/ports.ts'
import { recompute } from '../../shared/pipeline/recompute/request.ts'
import { importRegistry } from '../../shared/pipeline/registry-import.ts'
import { returns } from '../../shared/pipeline/returns/returns.ts'
import { restartable } from '../../shared/pipeline/restart.ts'
import { release } from '../../shared/pipeline/release/request.ts'
import { isFinal, mayFollow, type LeftOut, type ListedRun, type Run, type RunPatch, type RunState } from '../../shared/pipeline/run.ts'
import type { RunFigures } from '../../shared/pipeline/run-figures.ts'
import { settle } from '../../shared/pipeline/settle.ts'
import type { InssAlias } from '../../shared/registry/alias.ts'
import { partsOf, placeOf, reachesOfPerson, readPlace, readReach, stepOf, type Anchor } from '../../shared/registry/anchor.ts'
import {
  employersHavingNoss,
  identityOf,
  registryOf,
  rowKey,
  type EmployerRegistry,
  type RefusedPayment,
  type RegistryContent,
  type StoredRow,
  type UploadId,
} from '../../shared/registry/employer-registry.ts'
import type { Reach } from '../../shared/registry/reach.ts'
import { TEXT_LIMITS } from '../../shared/text/limits.ts'

/** Every call of a port lets others run first, as a network would; what it does then is done in one turn. */
const turn = (): Promise<void> => Promise.resolve()

/** A map or set of its own, and all maps and sets in it; what they hold besides is replaced and never changed. */
function copied<T>(value: T): T {
  if (value instanceof Map) return new Map([...value].map(([key, each]): [unknown, unknown] => [key, copied<unknown>(each)])) as T
  return value instanceof Set ? (new Set(value) as T) : value
}

const bytesOf = (body: string | Uint8Array): Buffer => Buffer.from(body)

interface Version {
  readonly versionId: string | undefined
  readonly bytes: Buffer
  readonly storedAt: string
}

/** The principal of every upload, as an S3 event names it. */
export const UPLOADER = 'AWS:uploader'

export class MemoryObjectStore implements ObjectStore {
  /** `bucket/key` of every object in the order in which they were stored, repeats included. */
  readonly stored: string[] = []
  /** Instant of the next created objects, ISO: the clock is a port. */
  now: string
  #versions = new Map<string, Version[]>()
  #sequences = new Map<Bucket, number>()
  readonly #onCreated: (bucket: Bucket, created: CreatedObject) => void

  constructor(now: string, onCreated: (bucket: Bucket, created: CreatedObject) => void = () => undefined) {
    this.now = now
    this.#onCreated = onCreated
  }

  /** Holds what another store holds now; from then on they have nothing in common. */
  become(other: MemoryObjectStore): void {
    this.now = other.now
    this.stored.splice(0, this.stored.length, ...other.stored)
    this.#versions = copied(other.#versions)
    this.#sequences = copied(other.#sequences)
  }

  async read(bucket: Bucket, key: string, versionId?: string): Promise<AsyncIterable<Uint8Array> | undefined> {
    await turn()
    const versions = this.#versions.get(`${bucket}/${key}`) ?? []
    const found = versionId === undefined ? versions.at(-1) : versions.find((version) => version.versionId === versionId)
    return found && pieces(found.bytes)
  }

  async exists(bucket: Bucket, key: string): Promise<boolean> {
    await turn()
    return this.#versions.has(`${bucket}/${key}`)
  }

  async list(bucket: Bucket, prefix: string): Promise<readonly string[]> {
    await turn()
    const all = [...this.#versions.keys()].filter((name) => name.startsWith(`${bucket}/${prefix}`))
    return all.map((name) => name.slice(bucket.length + 1)).toSorted()
  }

  async *versions(bucket: Bucket, prefix: string): AsyncGenerator<StoredVersion, void> {
    await turn()
    for (const [name, versions] of [...this.#versions].toSorted(([a], [b]) => (a < b ? -1 : 1)))
      if (name.startsWith(`${bucket}/${prefix}`))
        for (const { versionId = '', bytes, storedAt } of versions.toReversed())
          yield { bucket, key: name.slice(bucket.length + 1), versionId, size: bytes.length, storedAt }
  }

  async put(bucket: Bucket, key: string, body: string | Uint8Array): Promise<void> {
    await turn()
    this.create(bucket, key, body)
  }

  async putOnce(bucket: Bucket, key: string, body: string | Uint8Array): Promise<Created> {
    await turn()
    if (this.#versions.has(`${bucket}/${key}`)) return 'exists'
    this.create(bucket, key, body)
    return 'created'
  }

  openWriter(bucket: Bucket, key: string, { once }: { readonly once: boolean; readonly contentType: string }): ObjectWriter {
    let text = ''
    return {
      write: async (piece) => {
        await turn()
        text += piece
      },
      close: async () => {
        if (once) return this.putOnce(bucket, key, text)
        await this.put(bucket, key, text)
        return 'created'
      },
      abort: turn,
    }
  }

  /** Stores an object and tells that it was created. Versions are counted per key; the work bucket has none. */
  create(bucket: Bucket, key: string, body: string | Uint8Array, principal = UPLOADER): CreatedObject {
    const name = `${bucket}/${key}`
    const earlier = this.#versions.get(name) ?? []
    const versionId = VERSIONED[bucket] ? String(earlier.length + 1) : undefined
    const bytes = bytesOf(body)
    this.#versions.set(
      name,
      VERSIONED[bucket] ? [...earlier, { versionId, bytes, storedAt: this.now }] : [{ versionId, bytes, storedAt: this.now }],
    )
    this.stored.push(name)
    // Counted per bucket: what the stages write elsewhere does not number the uploads.
    const sequence = (this.#sequences.get(bucket) ?? 0) + 1
    this.#sequences.set(bucket, sequence)
    const sequencer = sequence.toString(16).toUpperCase().padStart(16, '0')
    const created = { bucket, key, versionId, size: bytes.length, eventTime: this.now, sequencer, principal }
    this.#onCreated(bucket, created)
    return created
  }

  /** The current content of an object as text; undefined when there is none. */
  text(bucket: Bucket, key: string): string | undefined {
    return this.#versions.get(`${bucket}/${key}`)?.at(-1)?.bytes.toString('utf8')
  }

  /** Current contents by `bucket/key`, of the buckets given, by name. */
  contents(buckets: readonly Bucket[] = BUCKETS): Record<string, string> {
    const inBuckets = [...this.#versions].filter(([name]) => buckets.some((bucket) => name.startsWith(`${bucket}/`)))
    return Object.fromEntries(
      inBuckets
        .map(([name, versions]): [string, string] => [name, shown(name, versions.at(-1)?.bytes)])
        .toSorted(([a], [b]) => (a < b ? -1 : 1)),
    )
  }
}

/** Text as it is, packed content by its hash. */
const shown = (name: string, bytes: Buffer = Buffer.alloc(0)): string =>
  /\.(gz|chunk|result)$/.test(name) ? createHash('sha256').update(bytes).digest('hex') : bytes.toString('utf8')

/** In two pieces, so that whoever reads must put them together. */
async function* pieces(bytes: Buffer): AsyncGenerator<Uint8Array, void> {
  const middle = Math.floor(bytes.length / 2)
  for (const piece of [bytes.subarray(0, middle), bytes.subarray(middle)]) {
    await turn()
    if (piece.length > 0) yield Buffer.from(piece)
  }
}

/** Versions kept beside each other; the later upload wins; what moved to another place is closed at every earlier one. */
export class MemoryRegistryStore implements RegistryStore {
  #anchors = new Map<string, Anchor>()
  #rows = new Map<string, Map<string, StoredRow>>()
  /** By number of a worker: where it has or had a grant, and the aliases that it is or was part of. */
  #employers = new Map<Inss, Set<EmployerNumber>>()
  #links = new Map<Inss, (readonly [oldInss: Inss, newInss: Inss])[]>()
  #finished = new Set<string>()
  #confirmed = new Map<EmployerNumber, Map<string, string>>()
  #refused = new Map<EmployerNumber, Map<string, RefusedPayment>>()

  become(other: MemoryRegistryStore): void {
    this.#anchors = copied(other.#anchors)
    this.#rows = copied(other.#rows)
    this.#employers = copied(other.#employers)
    this.#links = copied(other.#links)
    this.#finished = copied(other.#finished)
    this.#confirmed = copied(other.#confirmed)
    this.#refused = copied(other.#refused)
  }

  async confirmIban(employerNumber: EmployerNumber, iban: string, { request }: { readonly request: string }): Promise<void> {
    await turn()
    const known = this.#confirmed.get(employerNumber) ?? new Map<string, string>()
    if (!known.has(iban)) this.#confirmed.set(employerNumber, known.set(iban, request))
  }

  async refusePayment(employerNumber: EmployerNumber, refused: RefusedPayment): Promise<void> {
    await turn()
    const known = this.#refused.get(employerNumber) ?? new Map<string, RefusedPayment>()
    if (!known.has(refused.paymentId)) this.#refused.set(employerNumber, known.set(refused.paymentId, structuredClone(refused)))
  }

  async liftRefusal(employerNumber: EmployerNumber, paymentId: string, { request }: { readonly request: string }): Promise<void> {
    await turn()
    const known = this.#refused.get(employerNumber)
    const refused = known?.get(paymentId)
    if (known && refused?.liftedBy === undefined && refused) known.set(paymentId, { ...refused, liftedBy: request })
  }

  async finish(importId: string): Promise<void> {
    await turn()
    this.#finished.add(importId)
  }

  async isFinished(importId: string): Promise<boolean> {
    await turn()
    return this.#finished.has(importId)
  }

  async employer(employerNumber: EmployerNumber): Promise<EmployerRegistry> {
    await turn()
    const rows = [...(this.#rows.get(employerNumber)?.values() ?? [])]
    return registryOf(
      rows.map((row) => ({ ...row, content: JSON.parse(JSON.stringify(row.content)) as RegistryContent | null })),
      new Map(this.#confirmed.get(employerNumber)),
      [...(this.#refused.get(employerNumber)?.values() ?? [])],
    )
  }

  async store(rows: readonly StampedContent[], upload: UploadId): Promise<readonly Reach[]> {
    const reached = new Set<string>()
    for (const row of rows) {
      await turn()
      for (const reach of this.#storeRow(row, upload)) reached.add(reach)
    }
    return [...reached].map(readReach)
  }

  async employerWithNoss(nossNumber: string): Promise<EmployerNumber | undefined> {
    const [found, ...others] = await employersHavingNoss(nossNumber, [...this.#rows.keys()] as EmployerNumber[], (employer) =>
      this.employer(employer),
    )
    return others.length === 0 ? found : undefined
  }

  async employersOf(inss: Inss): Promise<readonly EmployerNumber[]> {
    await turn()
    return this.#person(inss).employers
  }

  #storeRow({ content, stamp }: StampedContent, upload: UploadId): readonly string[] {
    const identity = identityOf(content)
    const step = stepOf(this.#anchors.get(identity), content, stamp, upload)
    if (step.kind === 'in-force') this.#anchors.set(identity, step.anchor)
    const doubt = step.kind === 'in-force' && !step.isChange ? step.doubt : undefined
    const isDoubtful = doubt !== undefined && doubt.importId !== upload.importId && !this.#finished.has(doubt.importId)
    if (content.kind === 'ALIAS') return this.#spreadAlias(content.value, step.isChange || isDoubtful)
    const { employerNumber } = content.value
    const [place, key] = [placeOf(content), rowKey(content)]
    if (content.kind === 'GRANT') this.#employersOf(content.value.inss).add(employerNumber)
    if (step.kind === 'late') {
      this.#confirm(`${key}#${stamp}`, { key, stamp, content, ...upload }, employerNumber)
      if (place !== step.known.place) {
        this.#anchors.set(identity, { ...step.known, places: [...new Set([...step.known.places, place])] })
        this.#close(place, step.known.stamp, step.known.place, upload)
      }
    } else {
      const { rowSortKey, cameFrom, places } = step.anchor
      const elsewhere = cameFrom === undefined ? {} : { elsewhere: readPlace(cameFrom) }
      this.#confirm(rowSortKey, { key, stamp, content, ...elsewhere, ...upload }, employerNumber)
      for (const earlier of places) if (earlier !== place) this.#close(earlier, stamp, place, upload)
    }
    if (content.kind === 'GRANT') this.#copyAliases(this.#person(content.value.inss).replaced, [employerNumber])
    return isDoubtful ? doubt.reaches : step.reaches
  }

  /** The alias joins two numbers for good, then all aliases of the person are copied to all employers of the person. */
  #spreadAlias({ oldInss, newInss }: InssAlias, isChange: boolean): readonly string[] {
    for (const inss of [oldInss, newInss]) this.#links.set(inss, [...(this.#links.get(inss) ?? []), [oldInss, newInss]])
    const { numbers, employers, replaced } = this.#person(newInss)
    this.#copyAliases(replaced, employers)
    if (!isChange) return []
    return employers.flatMap((employer) => reachesOfPerson(employer, numbers, registryOf([...this.#rowsOf(employer).values()]).grants))
  }

  #copyAliases(replaced: readonly Inss[], employers: readonly EmployerNumber[]): void {
    for (const oldInss of replaced) {
      const anchor = this.#anchors.get(`ALIAS#${oldInss}`)
      for (const employer of employers) if (anchor?.row) this.#confirm(anchor.rowSortKey, anchor.row, employer)
    }
  }

  /** Everything that can be reached from a number over aliases, those of the past too. */
  #person(inss: Inss): { numbers: ReadonlySet<Inss>; employers: EmployerNumber[]; replaced: Inss[] } {
    const numbers = new Set([inss])
    for (const number of numbers) for (const linked of (this.#links.get(number) ?? []).flat()) numbers.add(linked)
    const links = [...numbers].flatMap((number) => this.#links.get(number) ?? [])
    const employers = new Set([...numbers].flatMap((number) => [...this.#employersOf(number)]))
    return { numbers, employers: [...employers].toSorted(), replaced: [...new Set(links.map(([oldInss]) => oldInss))] }
  }

  #employersOf(inss: Inss): Set<EmployerNumber> {
    const employers = this.#employers.get(inss) ?? new Set<EmployerNumber>()
    this.#employers.set(inss, employers)
    return employers
  }

  /** Writes a version, or advances its stamp; the upload that wrote it first stays named. */
  #confirm(sortKey: string, row: StoredRow, employer: string): void {
    const rows = this.#rowsOf(employer)
    const known = rows.get(sortKey)
    if (known && known.stamp > row.stamp) return
    const { recordedAt, importId } = known ?? row
    const uploadedBy = known?.uploadedBy || row.uploadedBy || undefined
    rows.set(sortKey, { ...known, ...omit(row, 'uploadedBy'), recordedAt, importId, ...(uploadedBy === undefined ? {} : { uploadedBy }) })
  }

  #close(place: string, stamp: string, elsewhere: string, upload: UploadId): void {
    const { employerNumber, key } = partsOf(place)
    this.#rowsOf(employerNumber).set(`${key}#${stamp}`, { key, stamp, content: null, elsewhere: readPlace(elsewhere), ...upload })
  }

  #rowsOf(employer: string): Map<string, StoredRow> {
    const rows = this.#rows.get(employer) ?? new Map<string, StoredRow>()
    this.#rows.set(employer, rows)
    return rows
  }
}

export class MemoryLedgerStore implements LedgerStore {
  #accounts = new Map<string, Map<number, string>>()

  become(other: MemoryLedgerStore): void {
    this.#accounts = copied(other.#accounts)
  }

  async entries({ employerNumber, quarter }: AccountId): Promise<readonly LedgerEntry[]> {
    await turn()
    return this.#sorted(`${employerNumber}#${quarter}`)
  }

  async append(entry: LedgerEntry): Promise<Created> {
    const text = JSON.stringify(entry)
    await turn()
    const key = `${entry.account.employerNumber}#${entry.account.quarter}`
    const account = this.#accounts.get(key) ?? new Map<number, string>()
    this.#accounts.set(key, account)
    if (account.has(entry.version)) return 'exists'
    account.set(entry.version, text)
    return 'created'
  }

  async quartersOf(employerNumber: EmployerNumber): Promise<readonly Quarter[]> {
    await turn()
    return this.#accountIds().flatMap(([employer, quarter]) => (employer === employerNumber ? [quarter as Quarter] : []))
  }

  async employersIn(quarter: Quarter): Promise<readonly EmployerNumber[]> {
    await turn()
    return this.#accountIds().flatMap(([employer, of]) => (of === quarter ? [employer as EmployerNumber] : []))
  }

  #accountIds(): (readonly [string, string])[] {
    return [...this.#accounts.keys()].toSorted().map((key) => key.split('#') as [string, string])
  }

  /** Every account with its entries, for a look from outside. */
  all(): Record<string, readonly LedgerEntry[]> {
    return Object.fromEntries([...this.#accounts.keys()].toSorted().map((key) => [key, this.#sorted(key)]))
  }

  #sorted(key: string): LedgerEntry[] {
    return [...(this.#accounts.get(key) ?? [])].toSorted(([a], [b]) => a - b).map(([, text]) => JSON.parse(text) as LedgerEntry)
  }
}

export class MemoryRunStore implements RunStore {
  #runs = new Map<string, Run>()
  #completed = new Map<string, Set<number>>()
  #contents = new Map<string, string>()
  /** Contents whose run gave them back. */
  #freed = new Set<string>()
  #quarters = new Map<Quarter, Cents>()
  #attempts = new Map<string, { readonly progress: string; readonly at: string; readonly count: number }>()
  #holds = new Map<string, Set<number>>()
  #pauses = new Map<Measure, { readonly reason: string | null; readonly stamp: string }>()

  become(other: MemoryRunStore): void {
    this.#runs = copied(other.#runs)
    this.#completed = copied(other.#completed)
    this.#contents = copied(other.#contents)
    this.#freed = copied(other.#freed)
    this.#attempts = copied(other.#attempts)
    this.#holds = copied(other.#holds)
    this.#pauses = copied(other.#pauses)
    this.#quarters = copied(other.#quarters)
  }

  async addToQuarter(quarter: Quarter, instructed: Cents): Promise<{ total: Cents; yearBefore: Cents }> {
    await turn()
    const total = addCents(this.#quarters.get(quarter) ?? NO_MONEY, instructed)
    this.#quarters.set(quarter, total)
    return { total, yearBefore: this.#quarters.get(plusQuarters(quarter, -4)) ?? NO_MONEY }
  }

  async receive(run: Run): Promise<Run> {
    await turn()
    const known = this.#runs.get(run.runId)
    if (known) return structuredClone(known)
    const { runId, source, receivedAt, state } = run
    this.#runs.set(runId, structuredClone({ runId, source, receivedAt, state }))
    return run
  }

  async get(runId: string): Promise<Run | undefined> {
    await turn()
    return structuredClone(this.#runs.get(runId))
  }

  async advance(runId: string, from: readonly RunState[], to: RunState, patch: RunPatch = {}): Promise<boolean> {
    await turn()
    if (!from.every((state) => mayFollow(state, to))) throw new Error(`no run goes from ${from.join(', ')} to ${to}`)
    const run = this.#runs.get(runId)
    if (!run || !from.includes(run.state)) return false
    this.#runs.set(runId, { ...run, ...patch, state: to })
    return true
  }

  async keepFigures(runId: string, states: readonly RunState[], figures: RunFigures): Promise<void> {
    await turn()
    const run = this.#runs.get(runId)
    if (run && states.includes(run.state)) this.#runs.set(runId, { ...run, figures: structuredClone(figures) })
  }

  async leaveOut(runId: string, leftOut: LeftOut): Promise<boolean> {
    await turn()
    const run = this.#runs.get(runId)
    if (run?.state !== 'computing' || run.leftOut) return false
    this.#runs.set(runId, { ...run, leftOut: structuredClone(leftOut) })
    return true
  }

  async completeChunk(runId: string, chunk: number): Promise<number> {
    await turn()
    if (!this.#runs.has(runId)) throw new Error('a chunk of a run that does not exist')
    const completed = this.#completed.get(runId) ?? new Set<number>()
    this.#completed.set(runId, completed.add(chunk))
    const run = this.#runs.get(runId)
    if (run) this.#runs.set(runId, { ...run, completed: [...completed].toSorted((a, b) => a - b) })
    return completed.size
  }

  async claimContent(sha256: string, runId: string): Promise<string> {
    await turn()
    const held = this.#contents.get(sha256)
    if (held && !(this.#freed.has(sha256) && held !== runId)) return held
    this.#contents.set(sha256, runId)
    this.#freed.delete(sha256)
    return runId
  }

  async holderOf(sha256: string): Promise<string | undefined> {
    await turn()
    return this.#freed.has(sha256) ? undefined : this.#contents.get(sha256)
  }

  async freeContent(sha256: string, runId: string): Promise<void> {
    await turn()
    if (this.#contents.get(sha256) === runId) this.#freed.add(sha256)
  }

  async *runsOf(year: number): AsyncGenerator<ListedRun, void> {
    await turn()
    const ofYear = [...this.#runs.values()].filter(({ receivedAt }) => receivedAt.startsWith(`${year}-`))
    for (const run of ofYear.toSorted((a, b) => (a.receivedAt < b.receivedAt ? 1 : -1))) {
      const { runId, source, receivedAt, state, rejection, figures } = run
      yield structuredClone({ runId, source, receivedAt, state, ...(rejection ? { rejection } : {}), ...(figures ? { figures } : {}) })
    }
  }

  async *openRuns(): AsyncGenerator<string, void> {
    await turn()
    for (const [runId, { state }] of [...this.#runs]) if (!isFinal(state)) yield runId
  }

  async attempt(id: string, { progress, at, notSince }: Attempt): Promise<Attempts> {
    await turn()
    const known = this.#attempts.get(id)
    const before = known?.progress === progress ? known.count : 0
    if (known && known.at > notSince) return { isNew: false, count: before }
    this.#attempts.set(id, { progress, at, count: before + 1 })
    return { isNew: true, count: before + 1 }
  }

  async openHold({ employerNumber, quarter }: AccountId, version: number): Promise<void> {
    await turn()
    const key = `${employerNumber}#${quarter}`
    this.#holds.set(key, (this.#holds.get(key) ?? new Set<number>()).add(version))
  }

  async closeHolds({ employerNumber, quarter }: AccountId, below: number): Promise<void> {
    await turn()
    const key = `${employerNumber}#${quarter}`
    const versions = [...(this.#holds.get(key) ?? [])].filter((version) => version >= below)
    if (versions.length > 0) this.#holds.set(key, new Set(versions))
    else this.#holds.delete(key)
  }

  async *openHolds(): AsyncGenerator<OpenHold, void> {
    await turn()
    for (const [key, versions] of [...this.#holds].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
      const [employerNumber, quarter] = key.split('#')
      yield { account: { employerNumber, quarter } as AccountId, versions: [...versions].toSorted((a, b) => a - b) }
    }
  }

  async pauses(): Promise<Pauses> {
    await turn()
    return Object.fromEntries([...this.#pauses].flatMap(([measure, { reason }]) => (reason === null ? [] : [[measure, { reason }]])))
  }

  async setPause(measure: Measure, reason: string | null, { stamp }: { readonly person: string; readonly stamp: string }): Promise<void> {
    await turn()
    if ((this.#pauses.get(measure)?.stamp ?? '') < stamp) this.#pauses.set(measure, { reason, stamp })
  }

  all(): readonly Run[] {
    return structuredClone([...this.#runs.values()])
  }

  /** Contents that are claimed now, and their runs. */
  claims(): Record<string, string> {
    return Object.fromEntries([...this.#contents].filter(([sha256]) => !this.#freed.has(sha256)).toSorted())
  }
}

export const SILENT: Telemetry = { event: () => undefined, metric: () => undefined }

export const TEST_SETTINGS: PipelineSettings = {
  testNumbersAllowed: true,
  limits: TEXT_LIMITS,
  parameters: PARAMETERS,
  concurrency: 4,
  chunkCharactersMin: 2_000_000,
  stopRule: NO_STOP_RULE,
  confirmsAccountNumbers: false,
  paymentFiles: {
    debtor: { name: 'Departement Voorbeeld', iban: 'BE68539007547034', bic: null, organisationId: '0123456749' },
    purpose: 'AEMP',
    remittance: 'TEXT',
    transactionsMax: 10_000,
    executionDays: 1,
  },
  decimalSign: '.',
}

export const STAGES: Readonly<Record<StageName, (created: CreatedObject, dependencies: Dependencies) => Promise<void>>> = {
  intake: restartable('intake', intake),
  compute,
  settle,
  registry: restartable('registry', importRegistry),
  recompute: restartable('recompute', recompute),
  release: restartable('release', release),
  returns: restartable('returns', returns),
}

export interface QueuedEvent {
  readonly stage: StageName
  readonly created: CreatedObject
  readonly receives: number
}

export interface RunOptions {
  /** Only these stages; events of the others wait. */
  readonly stages?: readonly StageName[]
  readonly dependencies?: Dependencies
  /** After so many receives an event goes to the dead letters. Without it the first error is thrown, and its event waits in the queue. */
  readonly receivesMax?: number
}

/** The whole pipeline in memory: ports, and a queue that the created objects fill. */
export class MemorySystem {
  readonly objects: MemoryObjectStore
  readonly registry = new MemoryRegistryStore()
  readonly ledger = new MemoryLedgerStore()
  readonly runs = new MemoryRunStore()
  readonly dependencies: Dependencies
  queue: QueuedEvent[] = []
  readonly handled: QueuedEvent[] = []
  readonly deadLetters: { readonly event: QueuedEvent; readonly error: unknown }[] = []

  constructor(settings: Partial<PipelineSettings> = {}, now = '2024-10-15T08:00:00.000Z') {
    this.objects = new MemoryObjectStore(now, (bucket, created) => {
      const stage = stageOf(bucket, created.key)
      if (stage) this.queue.push({ stage, created, receives: 0 })
    })
    this.dependencies = {
      objects: this.objects,
      registry: this.registry,
      ledger: this.ledger,
      runs: this.runs,
      telemetry: SILENT,
      settings: { ...TEST_SETTINGS, ...settings },
    }
  }

  /** The same system once more, as it is now: what waits, what is stored. It goes on like this one, and neither sees what the other does. */
  copy(): MemorySystem {
    const copy = new MemorySystem(this.dependencies.settings)
    copy.objects.become(this.objects)
    copy.registry.become(this.registry)
    copy.ledger.become(this.ledger)
    copy.runs.become(this.runs)
    copy.queue = [...this.queue]
    copy.handled.push(...this.handled)
    copy.deadLetters.push(...this.deadLetters)
    return copy
  }

  /** Drops a file in the inbox; `at` sets the clock. */
  upload(key: string, body: string | Uint8Array, at: string = this.objects.now, principal = UPLOADER): CreatedObject {
    this.objects.now = at
    return this.objects.create('inbox', key, body, principal)
  }

  /** Delivers until nothing (of these stages) waits, the oldest event first. */
  async run({ stages, dependencies = this.dependencies, receivesMax }: RunOptions = {}): Promise<void> {
    for (;;) {
      const event = this.queue.find(({ stage }) => stages === undefined || stages.includes(stage))
      if (!event) return
      this.queue = this.queue.filter((other) => other !== event)
      const received = { ...event, receives: event.receives + 1 }
      try {
        await STAGES[event.stage](event.created, dependencies)
        this.handled.push(received)
      } catch (error) {
        if (receivesMax === undefined || received.receives < receivesMax) this.queue.push(received)
        else this.deadLetters.push({ event: received, error })
        if (receivesMax === undefined) throw error
      }
    }
  }

  /** Everything that must be the same after a repeat: outputs, records, ledger, run states, claims. */
  state(): Record<string, unknown> {
    const { objects, ledger, runs } = this
    return {
      files: objects.contents(['payments', 'reports', 'ledger', 'work', 'inbox']),
      ledger: ledger.all(),
      runs: runs.all(),
      claims: runs.claims(),
    }
  }
}
