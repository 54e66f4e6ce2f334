// Understands what the stages hand to each other in the work bucket: chunks, results and the manifest, as gzipped JSON lines.
import { createHash } from 'node:crypto'
import { gunzipSync, gzipSync } from 'node:zlib'
import type { Inss } from '../kernel/identifiers.ts'
import type { Declaration, FileItem, LateFindings } from '../declaration/declaration.ts'
import type { WorkerAssessment } from '../law/assess.ts'

/** One assessed declaration: what was declared, what it was computed with, and what came out. It is what the ledger bucket keeps behind an entry. */
export interface DeclarationRecord {
  readonly declaration: Declaration
  /** A FULL of this kind says of everyone who is absent that nothing is due. */
  readonly speaksOfAll: boolean
  readonly parameterSet: string
  readonly registryDigest: string
  readonly registryVersions: readonly string[]
  /** One per `worker` item of the declaration, in the same order. */
  readonly assessments: readonly WorkerAssessment[]
  /** FULL only: workers with a live grant whom the declaration does not name, by INSS (ENT-009). */
  readonly absentWithGrant: readonly { readonly inss: Inss; readonly entitlementId: string }[]
}

/** What compute makes of a chunk, in file order. */
export type ResultItem = { readonly type: 'record'; readonly record: DeclarationRecord } | Exclude<FileItem, { type: 'declaration' }>

/** What intake knows at the end of the file; compute and settle obey it. */
export interface Manifest {
  readonly runId: string
  readonly sha256: string
  readonly chunks: number
  readonly rows: number
  readonly late: LateFindings
}

export const encodeItems = (items: readonly (FileItem | ResultItem)[]): Buffer =>
  gzipSync(items.map((item) => JSON.stringify(item)).join('\n'), { level: 1 })

/** Items of a chunk (`FileItem`) or result (`ResultItem`). The objects were written by a stage of ours, so their shape is trusted. */
export function decodeItems<T>(bytes: Uint8Array): T[] {
  const text = gunzipSync(bytes).toString('utf8')
  return text === '' ? [] : text.split('\n').map((line) => JSON.parse(line) as T)
}

/** A record as bytes for the ledger bucket, and the SHA-256 (of the uncompressed bytes) that names it. */
export function encodeRecord(record: DeclarationRecord): { readonly sha256: string; readonly bytes: Buffer } {
  const text = JSON.stringify(record)
  return { sha256: createHash('sha256').update(text).digest('hex'), bytes: gzipSync(text, { level: 1 }) }
}

export const decodeRecord = (bytes: Uint8Array): DeclarationRecord => JSON.parse(gunzipSync(bytes).toString('utf8')) as DeclarationRecord

/** All pieces of a body as one buffer; for objects of our own, whose size is bounded. */
export async function collect(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of body) pieces.push(piece)
  return Buffer.concat(pieces)
}
