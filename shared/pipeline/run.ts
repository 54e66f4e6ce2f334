// Understands a run: the processing of one declaration file, its identity, its pins, and the states it goes through, forward only.
import { createHash } from 'node:crypto'
import type { BusinessException } from '../exceptions/business-exception.ts'
import { isDryRun } from './layout.ts'
import type { RunFigures } from './run-figures.ts'

/**
 * received → computing | rejected | abandoned; computing → settling | held | abandoned; held → released | abandoned; settling, released → settled.
 * The state is the stop rule's verdict; only settling and released book; no arc goes back (design.md 2.6). A file that cannot be read to its end,
 * whatever is tried, can be abandoned too (decision 38).
 */
export const TRANSITIONS = {
  received: ['computing', 'rejected', 'abandoned'],
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
/** A run that is being booked is not given up any more. */
export const ABANDONABLE: readonly RunState[] = ['received', 'computing', 'held']
/** Nothing follows. */
export const isFinal = (state: RunState): boolean => TRANSITIONS[state].length === 0

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
  /** The completed set: numbers of computed chunks, ascending. */
  readonly completed?: readonly number[]
  /** Why the file was rejected: a repeat writes the same reports from it. */
  readonly rejection?: Rejection
  /** Why the run waits or waited for a second person (RUN-001), stored once. */
  readonly verdict?: BusinessException
  /** Instant, ISO, at which it was decided that the run is booked: its payment files are dated from it. Pinned, so that every repeat writes the same. */
  readonly orderedAt?: string
  /** Who released or abandoned the run. */
  readonly decision?: Decision
  readonly leftOut?: LeftOut
  /** What it changed, or (held) would change. */
  readonly figures?: RunFigures
}

/** A run as the list of all of them shows it. */
export type ListedRun = Pick<Run, 'runId' | 'source' | 'receivedAt' | 'state' | 'rejection' | 'figures'>

export interface Decision {
  /** The run of the request: its repeat is not a second decision. */
  readonly request: string
  readonly by: string
  readonly reason: string
}

/** Chunks that are settled without their results: their declarations are RUN-002. Stored once, while the run is computed: the stop rule looks at what is left. */
export interface LeftOut {
  readonly request: string
  readonly by: string
  readonly reason: string
  readonly chunks: readonly number[]
}

/** Chunks of the run that are neither computed nor left out. */
export function missingChunks({ chunks = 0, completed = [], leftOut }: Pick<Run, 'chunks' | 'completed' | 'leftOut'>): number[] {
  const done = new Set([...completed, ...(leftOut?.chunks ?? [])])
  return Array.from({ length: chunks }, (_, index) => index + 1).filter((chunk) => !done.has(chunk))
}

export interface Rejection {
  readonly exception: BusinessException
  readonly rows: number
  /** Known when the file was read to its end. */
  readonly sha256: string | null
  readonly duplicateOf: string | null
}

export type RunPatch = Pick<Run, 'sha256' | 'chunks' | 'rejection' | 'verdict' | 'decision' | 'orderedAt'>

/** Identity of a run: bucket, key and object version, never random; of a dry run it says so. */
export const runIdOf = ({ bucket, key, versionId }: Pick<RunSource, 'bucket' | 'key' | 'versionId'>): string =>
  `${isDryRun(key) ? 'dry-run' : 'run'}-${createHash('sha256')
    .update(JSON.stringify([bucket, key, versionId]))
    .digest('hex')
    .slice(0, 24)}`
