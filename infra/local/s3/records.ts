// Understands the lines of the journal: each is one commit, and replaying all of them gives the whole state.
import type { BlobRef } from './blobs.ts'
import type { ChecksumAlgorithm } from './checksums.ts'
import type { CreatedEventName } from './events.ts'

export interface StoredChecksum {
  readonly algorithm: ChecksumAlgorithm
  /** As S3 writes it: base64, with -<parts> where composite. */
  readonly value: string
  readonly type: 'FULL_OBJECT' | 'COMPOSITE'
}

/** Headers that come back with the object: content-type and its kin, and x-amz-meta-*. */
export type StoredHeaders = Readonly<Record<string, string>>

export interface BucketRecord {
  readonly do: 'bucket'
  readonly name: string
  readonly versioned: boolean
  readonly at: string
}

/** A new version of a key. One line carries object, event and the end of the upload that made it: all happen or none. */
export interface VersionRecord {
  readonly do: 'version'
  readonly bucket: string
  readonly key: string
  /** null in a bucket without versions. */
  readonly version: number | null
  readonly marker?: true
  readonly sequence: number
  readonly at: string
  readonly etag: string
  readonly size: number
  readonly blobs: readonly BlobRef[]
  readonly headers: StoredHeaders
  readonly checksum?: StoredChecksum
  readonly event?: { readonly name: CreatedEventName; readonly principal: string }
  readonly upload?: string
}

/** One version is gone for good. */
export interface RemovedRecord {
  readonly do: 'removed'
  readonly bucket: string
  readonly key: string
  readonly version: number | null
}

/** The handler of an event succeeded. */
export interface HandledRecord {
  readonly do: 'handled'
  readonly id: string
}

export interface UploadRecord {
  readonly do: 'upload'
  readonly id: string
  readonly number: number
  readonly bucket: string
  readonly key: string
  readonly at: string
  readonly headers: StoredHeaders
  readonly checksum?: { readonly algorithm: ChecksumAlgorithm; readonly type: StoredChecksum['type'] }
}

export interface PartRecord {
  readonly do: 'part'
  readonly upload: string
  readonly part: number
  readonly at: string
  readonly etag: string
  readonly size: number
  readonly blobs: readonly BlobRef[]
  readonly checksum?: StoredChecksum
}

export interface AbortedRecord {
  readonly do: 'aborted'
  readonly upload: string
}

export type JournalRecord = BucketRecord | VersionRecord | RemovedRecord | HandledRecord | UploadRecord | PartRecord | AbortedRecord
