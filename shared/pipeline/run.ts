// Understands a run: the processing of one declaration file, its identity, its pins, and the states it goes through, forward only.
import { createHash } from 'node:crypto'
import type { BusinessException } from '../exceptions/business-exception.ts'
import { isDryRun } from './layout.ts'

/**
 * received → computing | rejected; computing → settling | held | abandoned; held → released | abandoned; settling, released → settled.
 * The state is the stop rule's verdict; only settling and released book; no arc goes back (design.md 2.6).
 */
export const TRANSITIONS = {
  received: ['computing', 'rejected'],
  computing: ['settling', 'held', 'abandoned'],
  held: ['released', 'abandoned'],
  settling: ['settled'],
  released: ['settled'],
  settled: [],
  rejected: [],
  abandoned: [],
} as const satisfies Record<string, readonly string[]>
export type RunState = keyof typeof TRANSITIONS

export const mayFollow = (from: RunState, to: RunState): boolean => (TRANSITIONS[from] as readonly RunState[]).includes(to)
export const BOOKING_STATES: readonly RunState[] = ['settling', 'released']

/** The object that started the run, as the S3 event names it. */
export interface RunSource {
  readonly bucket: string
  readonly key: string
  readonly versionId: string
  readonly size: number
  readonly sequencer: string
  /** Principal of the upload, for four eyes. */
  readonly uploadedBy: string
}

export interface Run {
  readonly runId: string
  readonly source: RunSource
  /** Instant of receipt, ISO: the S3 event's time, pinned at the first intake. */
  readonly receivedAt: string
  readonly state: RunState
  /** Of the decompressed bytes, once read. */
  readonly sha256?: string
  /** Number of chunks, once the manifest is written. */
  readonly chunks?: number
  /** Number of chunks in the completed set. */
  readonly completedChunks?: number
  /** Why the file was rejected: a repeat writes the same reports from it. */
  readonly rejection?: Rejection
}

export interface Rejection {
  readonly exception: BusinessException
  readonly rows: number
  /** Known when the file was read to its end. */
  readonly sha256: string | null
  readonly duplicateOf: string | null
}

export type RunPatch = Pick<Run, 'sha256' | 'chunks' | 'rejection'>

/** Identity of a run: bucket, key and object version, never random; of a dry run it says so. */
export const runIdOf = ({ bucket, key, versionId }: Pick<RunSource, 'bucket' | 'key' | 'versionId'>): string =>
  `${isDryRun(key) ? 'dry-run' : 'run'}-${createHash('sha256')
    .update(JSON.stringify([bucket, key, versionId]))
    .digest('hex')
    .slice(0, 24)}`
