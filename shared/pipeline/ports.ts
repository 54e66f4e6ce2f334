// Understands what the pipeline needs from the outside world, as interfaces: objects, registry, ledger, runs and a log. Adapters and in-memory versions implement them.
import type { EmployerNumber, Inss } from '../kernel/identifiers.ts'
import type { AccountId, LedgerEntry } from '../ledger/entry.ts'
import type { Pauses } from '../ledger/payment-holds.ts'
import type { Measure } from '../law/measures.ts'
import type { Reach } from '../registry/reach.ts'
import type { EmployerRegistry, RefusedPayment, RegistryContent, UploadId } from '../registry/employer-registry.ts'
import type { Cents } from '../kernel/money.ts'
import type { Quarter } from '../kernel/calendar.ts'
import type { Bucket, FunctionName } from './layout.ts'
import type { MetricName } from './metrics.ts'
import type { LeftOut, ListedRun, Run, RunPatch, RunState } from './run.ts'
import type { RunFigures } from './run-figures.ts'

export type Created = 'created' | 'exists'

/** A version of an object in a versioned bucket, as a list of them says. */
export interface StoredVersion {
  /** Name of the bucket as events have it. */
  readonly bucket: string
  readonly key: string
  readonly versionId: string
  readonly size: number
  /** Instant of storage, ISO. */
  readonly storedAt: string
}

/** An output that is written piece by piece; nothing is visible before `close`. */
export interface ObjectWriter {
  write(text: string): Promise<void>
  /** Stores the object. With `once`: `exists` when there was one already, which then stays. */
  close(): Promise<Created>
  /** Gives up; nothing is stored. Never throws. */
  abort(): Promise<void>
}

export interface ObjectStore {
  /** The body in pieces; undefined when there is no such object. */
  read(bucket: Bucket, key: string, versionId?: string): Promise<AsyncIterable<Uint8Array> | undefined>
  exists(bucket: Bucket, key: string): Promise<boolean>
  /** Keys that begin with the prefix, by name. For the few objects of a folder of ours. */
  list(bucket: Bucket, prefix: string): Promise<readonly string[]>
  /** Every version under the prefix, deleted ones too as long as they are kept, by key. */
  versions(bucket: Bucket, prefix: string): AsyncIterable<StoredVersion>
  put(bucket: Bucket, key: string, body: string | Uint8Array): Promise<void>
  /** Put if there is no object yet (`If-None-Match: *`). */
  putOnce(bucket: Bucket, key: string, body: string | Uint8Array): Promise<Created>
  openWriter(bucket: Bucket, key: string, options: { readonly once: boolean; readonly contentType: string }): ObjectWriter
}

/** A registry row of an upload. `stamp` orders uploads and rows: instant, sequencer, line. */
export interface StampedContent {
  readonly content: RegistryContent
  readonly stamp: string
}

export interface RegistryStore {
  /** Everything in force about one employer: one (paged) consistent query. */
  employer(employerNumber: EmployerNumber): Promise<EmployerRegistry>
  /**
   * Stores rows of one upload; the later upload wins, whatever order imports run in. Idempotent. Gives how far the rows that it changed reach, as
   * they were before and as they are now; a repeat gives at least the same. So does a row that confirms what an import changed that was never finished.
   */
  store(rows: readonly StampedContent[], upload: UploadId): Promise<readonly Reach[]>
  /** Remembers that an import has done everything, its request included. */
  finish(importId: string): Promise<void>
  isFinished(importId: string): Promise<boolean>
  /** Remembers, once, that a second person looked at the employer's account number, and the run of the request. */
  confirmIban(employerNumber: EmployerNumber, iban: string, by: { readonly person: string; readonly request: string }): Promise<void>
  /** Remembers, once, that a payment to the employer came back. */
  refusePayment(employerNumber: EmployerNumber, refused: RefusedPayment): Promise<void>
  /** Remembers, once, that a person lets a refused payment go out again, and the run of the request. */
  liftRefusal(employerNumber: EmployerNumber, paymentId: string, by: { readonly person: string; readonly request: string }): Promise<void>
  /** The employer whose payee has this RSZ number (without leading zeros); undefined when none has, or more than one. */
  employerWithNoss(nossNumber: string): Promise<EmployerNumber | undefined>
  /** Employers at which the worker, under any of his numbers, has or had a grant. */
  employersOf(inss: Inss): Promise<readonly EmployerNumber[]>
}

export interface LedgerStore {
  /** All entries of an account, by version, consistent. */
  entries(account: AccountId): Promise<readonly LedgerEntry[]>
  /** Puts the entry on condition that its version does not exist. */
  append(entry: LedgerEntry): Promise<Created>
  /** The quarters of which the employer has an account, consistent: an account stands here before its first entry. */
  quartersOf(employerNumber: EmployerNumber): Promise<readonly Quarter[]>
  /** The employers that have an account of the quarter, by number. */
  employersIn(quarter: Quarter): Promise<readonly EmployerNumber[]>
}

export interface RunStore {
  /** The run, created in state `received` at its first event; later events find it as it is. */
  receive(run: Run): Promise<Run>
  get(runId: string): Promise<Run | undefined>
  /** Moves the run to a state on condition that it is in one of `from`; gives whether it moved. */
  advance(runId: string, from: readonly RunState[], to: RunState, patch?: RunPatch): Promise<boolean>
  /** Keeps what the run changed, on condition that it is in one of these states; else nothing happens. */
  keepFigures(runId: string, states: readonly RunState[], figures: RunFigures): Promise<void>
  /** Stores which chunks are left out, once and only while the run is computed; gives whether it was stored. */
  leaveOut(runId: string, leftOut: LeftOut): Promise<boolean>
  /** Adds a chunk to the set of completed ones and gives the size of the set. */
  completeChunk(runId: string, chunk: number): Promise<number>
  /** Claims a content for a run; gives the run that holds it (this one, if the claim succeeded). */
  claimContent(sha256: string, runId: string): Promise<string>
  /** The run that holds a content, if any: for a look without claiming it. */
  holderOf(sha256: string): Promise<string | undefined>
  /** Frees a content, if this run holds it. */
  freeContent(sha256: string, runId: string): Promise<void>
  /** Runs that were received in a year (UTC), newest first, from an index: it lags behind and is for looking only. */
  runsOf(year: number): AsyncIterable<ListedRun>
  /** Runs that have not ended, from an index: it lags behind and only proposes. By run. */
  openRuns(): AsyncIterable<string>
  /**
   * Remembers an attempt to help something on that stands still, unless one was made after `notSince`. `progress` is how far it is: another text begins
   * the count again.
   */
  attempt(id: string, attempt: Attempt): Promise<Attempts>
  /** Remembers that an entry of the account holds something back. */
  openHold(account: AccountId, version: number): Promise<void>
  /** Forgets the holds of entries with a lower version. */
  closeHolds(account: AccountId, below: number): Promise<void>
  /** Accounts with open holds and the versions of their entries, from an index: it lags behind and only proposes. */
  openHolds(): AsyncIterable<OpenHold>
  /** Measures whose payments are stopped, consistent. */
  pauses(): Promise<Pauses>
  /** Stops payments of a measure, or (null) lets them go on; the later stamp wins. */
  setPause(measure: Measure, reason: string | null, by: { readonly person: string; readonly stamp: string }): Promise<void>
  /** Adds to what was instructed for a quarter, for watching only (never for paying); gives the new total and that of the same quarter a year before. */
  addToQuarter(quarter: Quarter, instructed: Cents): Promise<{ readonly total: Cents; readonly yearBefore: Cents }>
}

export interface Attempt {
  readonly progress: string
  /** Instants, ISO. */
  readonly at: string
  readonly notSince: string
}

export interface Attempts {
  /** Made now. */
  readonly isNew: boolean
  /** How often it was tried without progress, this one included. */
  readonly count: number
}

export interface OpenHold {
  readonly account: AccountId
  readonly versions: readonly number[]
}

/** Messages of the stages; only whoever helps on what stands still asks. `backlog`: they wait or are under way. */
export interface Queues {
  backlog(stage: FunctionName): Promise<number>
  /** Messages that failed too often and lie aside. */
  deadLetters(stage: FunctionName): Promise<number>
}

/** Counts, codes and durations for operations; never a name, INSS, IBAN or wage. */
export interface Telemetry {
  event(name: string, fields: Readonly<Record<string, string | number>>): void
  /** Adds to a business metric; zeros too. */
  metric(name: MetricName, value: number): void
}
