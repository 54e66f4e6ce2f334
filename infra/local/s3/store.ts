// Understands the state of the server: buckets, versions, uploads and pending events, each change being one journal line.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { BlobFolder } from './blobs.ts'
import type { BlobRef } from './blobs.ts'
import { S3Error } from './errors.ts'
import { eventOf, sequencerOf } from './events.ts'
import type { CreatedEventName, PendingEvent } from './events.ts'
import { Journal } from './journal.ts'
import { KeyIndex } from './keys.ts'
import type { JournalRecord, PartRecord, RemovedRecord, StoredChecksum, StoredHeaders, UploadRecord, VersionRecord } from './records.ts'

export interface StoreOptions {
  readonly folder: string
  readonly now: () => Date
  readonly notifies: (bucket: string, key: string) => boolean
  readonly onPending?: (event: PendingEvent) => void
}

export interface Bucket {
  readonly name: string
  readonly versioned: boolean
  readonly at: string
  readonly keys: KeyIndex
}

export interface Upload extends UploadRecord {
  readonly parts: Map<number, PartRecord>
}

/** Conditions on the current object of a key, as the headers give them. */
export interface WriteCondition {
  readonly ifNoneMatch?: string | undefined
  readonly ifMatch?: string | undefined
}

export interface NewObject {
  readonly bucket: string
  readonly key: string
  readonly blobs: readonly BlobRef[]
  readonly etag: string
  readonly headers: StoredHeaders
  readonly checksum?: StoredChecksum | undefined
  readonly condition: WriteCondition
  readonly eventName: CreatedEventName
  readonly principal: string
  readonly upload?: string
}

const noSuchKey = (): S3Error => new S3Error('NoSuchKey', 'The specified key does not exist.')
const preconditionFailed = (): S3Error => new S3Error('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold')
const sizeOf = (blobs: readonly BlobRef[]): number => blobs.reduce((sum, blob) => sum + blob.size, 0)

/** True when an If-Match or If-None-Match header names this ETag; quotes are optional. */
export function matchesEtag(header: string, etag: string): boolean {
  return header.split(',').some((one) => ['*', etag].includes(one.trim().replace(/^W\//, '').replaceAll('"', '')))
}

/**
 * Every change is: check, append one line, apply the line to memory, all in one turn of the event loop. So of many concurrent conditional
 * writers exactly one finds its condition true, and memory is always what a replay of the journal gives (`#apply` serves both).
 *
 * Why a kill at any moment leaves object and event both or neither: the body file is complete before the line is written, the line holds
 * the object and its event (and the end of its upload), the line counts whole or not at all (see Journal), and the answer comes after it.
 */
export class Store {
  readonly blobs: BlobFolder
  readonly #options: StoreOptions
  readonly #journal: Journal
  readonly #buckets = new Map<string, Bucket>()
  readonly #uploads = new Map<string, Upload>()
  readonly #pending = new Map<string, PendingEvent>()
  #lastSequence = 0
  #lastUpload = 0

  constructor(options: StoreOptions) {
    this.#options = options
    mkdirSync(options.folder, { recursive: true })
    this.blobs = new BlobFolder(join(options.folder, 'blobs'))
    this.#journal = new Journal(join(options.folder, 'journal.jsonl'))
    try {
      this.#journal.load((record) => {
        this.#apply(record as JournalRecord)
      })
    } catch (error) {
      this.#journal.close()
      throw error
    }
    this.blobs.sweep()
  }

  /** Creates a bucket; one that exists stays as it is, except that `versioned`, when given, is set. */
  createBucket(name: string, versioned?: boolean): void {
    if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name)) throw new S3Error('InvalidBucketName', 'The specified bucket is not valid.')
    const known = this.#buckets.get(name)
    if (known && (versioned === undefined || versioned === known.versioned)) return
    this.#commit({ do: 'bucket', name, versioned: versioned ?? false, at: known?.at ?? this.#at() })
  }

  buckets(): readonly Bucket[] {
    return [...this.#buckets.values()].sort((left, right) => (left.name < right.name ? -1 : 1))
  }

  bucket(name: string): Bucket {
    const bucket = this.#buckets.get(name)
    if (bucket === undefined) throw new S3Error('NoSuchBucket', 'The specified bucket does not exist')
    return bucket
  }

  /** The version that a read means: the current one, or the one named; a delete marker is returned as such. */
  find(bucketName: string, key: string, versionId: string | undefined): VersionRecord {
    const versions = this.bucket(bucketName).keys.get(key)?.versions ?? []
    if (versionId === undefined) {
      const current = versions.at(-1)
      if (current === undefined) throw noSuchKey()
      return current
    }
    const named = versions.find((one) => String(one.version) === versionId)
    if (named === undefined) throw new S3Error('NoSuchVersion', 'The specified version does not exist.')
    return named
  }

  /** Stores an object (and its event, in the same line) if its condition holds; the caller still holds and releases its blobs. */
  put(object: NewObject): VersionRecord {
    const bucket = this.bucket(object.bucket)
    this.checkCondition(object.bucket, object.key, object.condition)
    if (object.upload !== undefined) this.upload(object.bucket, object.key, object.upload)
    const record: VersionRecord = {
      ...this.#newVersion(bucket, object.key),
      etag: object.etag,
      size: sizeOf(object.blobs),
      blobs: object.blobs,
      headers: object.headers,
      ...(object.checksum === undefined ? {} : { checksum: object.checksum }),
      ...(this.#options.notifies(object.bucket, object.key) ? { event: { name: object.eventName, principal: object.principal } } : {}),
      ...(object.upload === undefined ? {} : { upload: object.upload }),
    }
    this.#commit(record)
    const event = this.#pending.get(sequencerOf(record.sequence))
    // Outside this turn: what the listener throws is its own fault and must not turn a stored put into an error.
    if (event !== undefined) queueMicrotask(() => this.#options.onPending?.(event))
    return record
  }

  /** Throws what S3 answers when a write condition does not hold now. */
  checkCondition(bucketName: string, key: string, { ifNoneMatch, ifMatch }: WriteCondition): void {
    const last = this.bucket(bucketName).keys.get(key)?.versions.at(-1)
    const current = last?.marker === true ? undefined : last
    if (ifNoneMatch !== undefined) {
      if (ifNoneMatch.trim() !== '*') throw new S3Error('NotImplemented', 'If-None-Match on a write takes only *.')
      if (current !== undefined) throw preconditionFailed()
    }
    if (ifMatch === undefined) return
    if (current === undefined) throw noSuchKey()
    if (!matchesEtag(ifMatch, current.etag)) throw preconditionFailed()
  }

  /** Deletes for good (a named version, or any object in a bucket without versions) or puts a delete marker. */
  remove(bucketName: string, key: string, versionId: string | undefined, condition: WriteCondition): VersionRecord | undefined {
    const bucket = this.bucket(bucketName)
    this.checkCondition(bucketName, key, condition)
    if (versionId === undefined && bucket.versioned) {
      const marker: VersionRecord = { ...this.#newVersion(bucket, key), marker: true, etag: '', size: 0, blobs: [], headers: {} }
      this.#commit(marker)
      return marker
    }
    const found = bucket.keys.get(key)?.versions.find((one) => String(one.version) === (versionId ?? 'null'))
    if (found !== undefined) this.#commit({ do: 'removed', bucket: bucketName, key, version: found.version })
    return found
  }

  createUpload(upload: Pick<UploadRecord, 'bucket' | 'key' | 'headers' | 'checksum'>): UploadRecord {
    this.bucket(upload.bucket)
    const number = this.#lastUpload + 1
    const record: UploadRecord = { do: 'upload', id: `upload-${String(number).padStart(12, '0')}`, number, at: this.#at(), ...upload }
    this.#commit(record)
    return record
  }

  upload(bucket: string, key: string, id: string): Upload {
    this.bucket(bucket)
    const upload = this.#uploads.get(id)
    if (upload?.bucket !== bucket || upload.key !== key) {
      throw new S3Error('NoSuchUpload', 'The specified multipart upload does not exist. It may have been aborted or completed.')
    }
    return upload
  }

  uploads(bucket: string): readonly Upload[] {
    return [...this.#uploads.values()].filter((upload) => upload.bucket === this.bucket(bucket).name)
  }

  putPart(bucket: string, key: string, part: Omit<PartRecord, 'do' | 'at' | 'size'>): PartRecord {
    this.upload(bucket, key, part.upload)
    const record: PartRecord = { do: 'part', at: this.#at(), size: sizeOf(part.blobs), ...part }
    this.#commit(record)
    return record
  }

  abortUpload(bucket: string, key: string, id: string): void {
    this.#commit({ do: 'aborted', upload: this.upload(bucket, key, id).id })
  }

  /** Oldest first: a Map keeps the order of creation, and a replay creates in the same order. */
  pending(): PendingEvent[] {
    return [...this.#pending.values()]
  }

  /** Repeating it changes nothing. */
  handled(id: string): void {
    if (this.#pending.has(id)) this.#commit({ do: 'handled', id })
  }

  close(): void {
    this.#journal.close()
  }

  #at(): string {
    return this.#options.now().toISOString()
  }

  #newVersion(bucket: Bucket, key: string): Pick<VersionRecord, 'do' | 'bucket' | 'key' | 'version' | 'sequence' | 'at'> {
    const version = bucket.versioned ? (bucket.keys.get(key)?.lastVersion ?? 0) + 1 : null
    return { do: 'version', bucket: bucket.name, key, version, sequence: this.#lastSequence + 1, at: this.#at() }
  }

  #commit(record: JournalRecord): void {
    this.#journal.append(record)
    this.#apply(record)
  }

  #apply(record: JournalRecord): void {
    switch (record.do) {
      case 'bucket': {
        const keys = this.#buckets.get(record.name)?.keys ?? new KeyIndex()
        this.#buckets.set(record.name, { name: record.name, versioned: record.versioned, at: record.at, keys })
        return
      }
      case 'version': {
        this.#applyVersion(record)
        return
      }
      case 'removed': {
        this.#applyRemoved(record)
        return
      }
      case 'handled': {
        this.#pending.delete(record.id)
        return
      }
      case 'upload': {
        this.#uploads.set(record.id, { ...record, parts: new Map() })
        this.#lastUpload = record.number
        return
      }
      case 'part': {
        const parts = this.#uploads.get(record.upload)?.parts
        this.blobs.hold(record.blobs)
        this.blobs.release(parts?.get(record.part)?.blobs ?? [])
        parts?.set(record.part, record)
        return
      }
      case 'aborted': {
        this.#endUpload(record.upload)
        return
      }
      default:
        throw new Error(`unknown journal record: ${JSON.stringify(record)}`)
    }
  }

  #applyVersion(record: VersionRecord): void {
    const state = this.bucket(record.bucket).keys.ensure(record.key)
    this.blobs.hold(record.blobs)
    const replaced = state.versions.filter((one) => one.version === record.version)
    state.versions = [...state.versions.filter((one) => one.version !== record.version), record]
    for (const { blobs } of replaced) this.blobs.release(blobs)
    state.lastVersion = Math.max(state.lastVersion, record.version ?? 0)
    this.#lastSequence = record.sequence
    if (record.upload !== undefined) this.#endUpload(record.upload)
    if (record.event === undefined) return
    const event = eventOf(record, record.event.name, record.event.principal)
    this.#pending.set(event.id, event)
  }

  #applyRemoved(record: RemovedRecord): void {
    const { keys } = this.bucket(record.bucket)
    const state = keys.get(record.key)
    if (state === undefined) return
    for (const { blobs } of state.versions.filter((one) => one.version === record.version)) this.blobs.release(blobs)
    state.versions = state.versions.filter((one) => one.version !== record.version)
    if (state.versions.length === 0 && state.lastVersion === 0) keys.delete(record.key)
  }

  #endUpload(id: string): void {
    for (const { blobs } of this.#uploads.get(id)?.parts.values() ?? []) this.blobs.release(blobs)
    this.#uploads.delete(id)
  }
}
