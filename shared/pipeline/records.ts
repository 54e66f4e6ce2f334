// Understands what the stages hand to each other in the work bucket: chunks, results and the manifest, as gzipped JSON lines.
import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gunzipSync, gzip, gzipSync, type ZlibOptions } from 'node:zlib'
import { omit } from '../kernel/omit.ts'
import type { Inss } from '../kernel/identifiers.ts'
import type { AttestItem } from '../declaration/attest.ts'
import type { Attest, Declaration, FileItem, LateFindings } from '../declaration/declaration.ts'
import type { AccountId, ReturnedPayment } from '../ledger/entry.ts'
import type { WorkerAssessment } from '../law/assess.ts'
import type { Cause } from './recompute/causes.ts'

const compress: (bytes: Buffer, options: ZlibOptions) => Promise<Buffer> = promisify(gzip)

/** One assessed declaration: what was declared, what it was computed with, and what came out. It is what the ledger bucket keeps behind an entry. */
export interface DeclarationRecord {
  readonly declaration: Declaration
  /** A FULL of this kind says of everyone who is absent that nothing is due. */
  readonly speaksOfAll: boolean
  /** Attests: the latest version of each that the account holds with this declaration, and the record whose attests were held before it. */
  readonly held?: { readonly attests: readonly Attest[]; readonly before: string | null }
  readonly parameterSet: string
  readonly registryDigest: string
  readonly registryVersions: readonly string[]
  /** One per `worker` item of the declaration, in the same order; null for a worker without any grant: in a DmfA nearly all of them. */
  readonly assessments: readonly (WorkerAssessment | null)[]
  /** Workers with a live grant whom a FULL does not name (ENT-009), or of whom no attest is left (DCL-012); by INSS. */
  readonly absentWithGrant: readonly { readonly inss: Inss; readonly entitlementId: string }[]
  /** Replaced numbers known when it was assessed: under the old and the new one it is one worker. */
  readonly aliases?: readonly (readonly [old: Inss, by: Inss])[]
  /** Only of an account that is computed again: its items are what the account's declarations say of the workers whose result changes. */
  readonly recomputed?: {
    /** The entry after which it was computed; 0 = none. */
    readonly after: number
    /** What kept payments back then. */
    readonly holdsDigest: string
    /** One per item, in the same order. */
    readonly workers: readonly RecomputedWorker[]
  }
}

/** A worker who is computed again: the number and record of the declaration that has the last word about him, and what changed since he was computed. */
export interface RecomputedWorker {
  readonly inss: Inss
  readonly sequence: number
  readonly record: string
  readonly causes: readonly Cause[]
}

/** An account that a request wants computed again. */
export interface AccountItem {
  readonly type: 'account'
  readonly account: AccountId
}

/** A declaration whose recovery waited (RUN-003) and that a second person released: the record behind its entry. */
export interface WaitingItem {
  readonly type: 'waiting-declaration'
  readonly account: AccountId
  readonly record: string
}

/** Payments of an account that came back: refused by the bank, or sent back later. */
export interface ReturnedItem {
  readonly type: 'returned-payments'
  readonly account: AccountId
  readonly returns: readonly ReturnedPayment[]
}

/** What a chunk consists of. */
export type ChunkItem = FileItem | AccountItem | WaitingItem | ReturnedItem

/** What compute makes of a chunk, in file order. */
export type ResultItem =
  { readonly type: 'record'; readonly record: DeclarationRecord } | ReturnedItem | Exclude<FileItem, { type: 'declaration' }>

/** What was refused before any account was reached. */
export type RefusedItem = Exclude<ResultItem, { type: 'record' | 'returned-payments' }>

/** What intake knows at the end of the file; compute and settle obey it. */
export interface Manifest {
  readonly runId: string
  readonly sha256: string
  readonly chunks: number
  /** Of each chunk, how many items it has, and so its result: one that lost some on the way must not be taken for whole. */
  readonly items: readonly number[]
  readonly rows: number
  readonly late: LateFindings
  /** Runs whose payments a file of returns/ speaks of. */
  readonly answers?: readonly string[]
}

/** What is compressed comes back in blocks of this size, and each block waits for the work that goes on: few blocks. */
const COMPRESSED_BLOCK_BYTES = 262_144

/** Below it, calling another thread costs more than compressing. */
const SMALL_BYTES = 65_536

/** Compressed beside the work that goes on: another thread does it. */
const compressed = async (bytes: Buffer): Promise<Buffer> =>
  bytes.length < SMALL_BYTES ? gzipSync(bytes, { level: 1 }) : compress(bytes, { level: 1, chunkSize: COMPRESSED_BLOCK_BYTES })

export const encodeItems = (items: readonly (ChunkItem | ResultItem | AttestItem)[]): Promise<Buffer> =>
  compressed(Buffer.from(items.map((item) => JSON.stringify(item)).join('\n')))

/** One item as the bytes of its line: where many wait for their chunk, the engine's garbage collector has nothing to do with them. */
export const encodeItem = (item: ChunkItem): Buffer => Buffer.from(JSON.stringify(item))

const LINE_END = Buffer.from('\n')

/** As `encodeItems`, of items that are encoded already. */
export const encodeLines = (lines: readonly Buffer[]): Promise<Buffer> =>
  compressed(Buffer.concat(lines.flatMap((line, index) => (index === 0 ? [line] : [LINE_END, line]))))

/** Items of a chunk (`ChunkItem`) or result (`ResultItem`). The objects were written by a stage of ours, so their shape is trusted. */
export function decodeItems<T>(bytes: Uint8Array): T[] {
  const text = gunzipSync(bytes).toString('utf8')
  return text === '' ? [] : text.split('\n').map((line) => JSON.parse(line) as T)
}

/** A record as bytes for the ledger bucket, and the SHA-256 (of the uncompressed bytes) that names it. */
export function encodeRecord(record: DeclarationRecord): { readonly sha256: string; readonly bytes: Buffer } {
  const text = JSON.stringify(withoutDeclaredLines(record))
  return { sha256: createHash('sha256').update(text).digest('hex'), bytes: gzipSync(text, { level: 1 }) }
}

/** Of attests the held ones carry the worker records; the declared ones keep who and which version. */
function withoutDeclaredLines(record: DeclarationRecord): DeclarationRecord {
  const { attests } = record.declaration
  if (!attests) return record
  const identities = attests.map((attest) => omit(attest, 'workerLine'))
  return { ...record, declaration: { ...record.declaration, attests: identities } }
}

export const decodeRecord = (bytes: Uint8Array): DeclarationRecord => JSON.parse(gunzipSync(bytes).toString('utf8')) as DeclarationRecord

/** All pieces of a body as one buffer; for objects of our own, whose size is bounded. */
export async function collect(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of body) pieces.push(piece)
  return Buffer.concat(pieces)
}
