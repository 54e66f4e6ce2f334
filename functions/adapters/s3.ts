// Understands the object port on Amazon S3: streaming reads, conditional puts, and outputs uploaded while they are written.
import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  paginateListObjectsV2,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import type { Bucket } from '../../shared/pipeline/layout.ts'
import type { Created, ObjectStore, ObjectWriter, StoredVersion } from '../../shared/pipeline/ports.ts'

const hasStatus = (error: unknown, status: number): boolean =>
  error instanceof S3ServiceException && error.$metadata.httpStatusCode === status
const EXISTS_ALREADY = 412
const NOT_FOUND = 404

/** A body with its length: for an empty one the SDK does not find it by itself. */
const sized = (body: string | Uint8Array): { readonly Body: Uint8Array; readonly ContentLength: number } => {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body
  return { Body: bytes, ContentLength: bytes.length }
}

/** Text is collected to this many characters before it goes to the stream. */
const WRITE_CHARACTERS = 65_536

export class S3ObjectStore implements ObjectStore {
  readonly #client: S3Client
  readonly #names: Readonly<Record<Bucket, string>>

  constructor(client: S3Client, names: Readonly<Record<Bucket, string>>) {
    this.#client = client
    this.#names = names
  }

  async read(bucket: Bucket, key: string, versionId?: string): Promise<AsyncIterable<Uint8Array> | undefined> {
    try {
      const { Body } = await this.#client.send(
        new GetObjectCommand({ Bucket: this.#names[bucket], Key: key, ...(versionId === undefined ? {} : { VersionId: versionId }) }),
      )
      return Body as AsyncIterable<Uint8Array> | undefined
    } catch (error) {
      if (hasStatus(error, NOT_FOUND)) return undefined
      throw error
    }
  }

  async exists(bucket: Bucket, key: string): Promise<boolean> {
    try {
      await this.#client.send(new HeadObjectCommand({ Bucket: this.#names[bucket], Key: key }))
      return true
    } catch (error) {
      if (hasStatus(error, NOT_FOUND)) return false
      throw error
    }
  }

  async list(bucket: Bucket, prefix: string): Promise<readonly string[]> {
    const keys: string[] = []
    for await (const { Contents = [] } of paginateListObjectsV2({ client: this.#client }, { Bucket: this.#names[bucket], Prefix: prefix }))
      keys.push(...Contents.flatMap(({ Key }) => Key ?? []))
    return keys.toSorted()
  }

  async *versions(bucket: Bucket, prefix: string): AsyncGenerator<StoredVersion, void> {
    const name = this.#names[bucket]
    let page: { readonly KeyMarker?: string; readonly VersionIdMarker?: string } | undefined = {}
    while (page) {
      const found: ListObjectVersionsCommandOutput = await this.#client.send(
        new ListObjectVersionsCommand({ Bucket: name, Prefix: prefix, ...page }),
      )
      for (const { Key: key, VersionId: versionId, Size: size = 0, LastModified: storedAt } of found.Versions ?? [])
        if (key !== undefined && versionId !== undefined && storedAt)
          yield { bucket: name, key, versionId, size, storedAt: storedAt.toISOString() }
      const { NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = found
      page =
        found.IsTruncated && KeyMarker !== undefined
          ? { KeyMarker, ...(VersionIdMarker === undefined ? {} : { VersionIdMarker }) }
          : undefined
    }
  }

  async put(bucket: Bucket, key: string, body: string | Uint8Array): Promise<void> {
    await this.#client.send(new PutObjectCommand({ Bucket: this.#names[bucket], Key: key, ...sized(body) }))
  }

  async putOnce(bucket: Bucket, key: string, body: string | Uint8Array): Promise<Created> {
    try {
      await this.#client.send(new PutObjectCommand({ Bucket: this.#names[bucket], Key: key, ...sized(body), IfNoneMatch: '*' }))
      return 'created'
    } catch (error) {
      if (hasStatus(error, EXISTS_ALREADY)) return 'exists'
      throw error
    }
  }

  openWriter(
    bucket: Bucket,
    key: string,
    { once: onlyOnce, contentType }: { readonly once: boolean; readonly contentType: string },
  ): ObjectWriter {
    return new S3Writer(this.#client, {
      Bucket: this.#names[bucket],
      Key: key,
      ContentType: contentType,
      ...(onlyOnce ? { IfNoneMatch: '*' } : {}),
    })
  }
}

interface Target {
  readonly Bucket: string
  readonly Key: string
  readonly ContentType: string
  readonly IfNoneMatch?: string
}

/** Small outputs stay in memory and are put in one call; from here on they are uploaded in parts while they are written. */
const IN_MEMORY_CHARACTERS_MAX = 1_048_576

class S3Writer implements ObjectWriter {
  readonly #client: S3Client
  readonly #target: Target
  #upload: StreamingUpload | undefined
  #buffer = ''

  constructor(client: S3Client, target: Target) {
    this.#client = client
    this.#target = target
  }

  async write(text: string): Promise<void> {
    this.#buffer += text
    if (this.#buffer.length < (this.#upload ? WRITE_CHARACTERS : IN_MEMORY_CHARACTERS_MAX)) return
    this.#upload ??= startUpload(this.#client, this.#target)
    const piece = this.#buffer
    this.#buffer = ''
    if (this.#upload.stream.write(piece)) return
    const failed = await Promise.race([once(this.#upload.stream, 'drain').then(() => undefined), this.#upload.ended])
    if (failed) throw failed.error
  }

  async close(): Promise<Created> {
    try {
      if (this.#upload) await this.#finishUpload(this.#upload)
      else await this.#client.send(new PutObjectCommand({ ...this.#target, ...sized(this.#buffer) }))
      return 'created'
    } catch (error) {
      if (hasStatus(error, EXISTS_ALREADY)) return 'exists'
      throw error
    }
  }

  async #finishUpload({ stream, ended }: StreamingUpload): Promise<void> {
    stream.end(this.#buffer)
    const failed = await ended
    if (failed) throw failed.error
  }

  async abort(): Promise<void> {
    if (!this.#upload) return
    const { upload, stream, ended } = this.#upload
    await upload.abort().catch(() => undefined) // abort never throws: the cause that led here is reported instead
    stream.destroy()
    await ended
  }
}

interface StreamingUpload {
  readonly upload: Upload
  readonly stream: PassThrough
  /** Settles when the upload ends; never rejects, so that a failed upload is no unhandled rejection. */
  readonly ended: Promise<{ readonly error: unknown } | undefined>
}

function startUpload(client: S3Client, target: Target): StreamingUpload {
  const stream = new PassThrough()
  stream.on('error', () => undefined) // destroyed on abort
  const upload = new Upload({ client, params: { ...target, Body: stream }, queueSize: 1 })
  const ended = upload.done().then(
    () => undefined,
    (error: unknown) => ({ error }),
  )
  return { upload, stream, ended }
}
