// Understands what the embedded S3 server promises, seen through the real AWS SDK (and raw HTTP where the SDK cannot misbehave).
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketLocationCommand,
  GetObjectAclCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  ListPartsCommand,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3'
import type { CreateMultipartUploadCommandInput, PutObjectCommandInput } from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import type { S3Event } from 'aws-lambda'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startS3Server } from '../../../infra/local/s3-server.ts'
import type { PendingEvent, S3Server } from '../../../infra/local/s3-server.ts'

const MIB = 2 ** 20
const PART = 5 * MIB
const VERSIONED = 'uploads'
const PLAIN = 'results'
const START = Date.UTC(2024, 3, 1, 8, 0, 0, 123)

let folder: string
let server: S3Server
let client: S3Client
let announced: PendingEvent[]
let folders: string[]
let clock: number

const md5 = (body: string | Buffer): string => createHash('md5').update(body).digest('hex')
const blobFiles = (): string[] => readdirSync(join(folder, 'blobs'))
const journalPath = (): string => join(folder, 'journal.jsonl')

async function start(): Promise<void> {
  server = await startS3Server({
    folder,
    now: () => new Date(clock),
    buckets: [
      { name: VERSIONED, versioned: true },
      { name: PLAIN, versioned: false },
    ],
    notifies: (bucket, key) => bucket === VERSIONED && !key.startsWith('quiet/'),
    onPending: (event) => {
      announced.push(event)
    },
  })
  client = new S3Client({
    endpoint: server.endpoint,
    region: 'eu-west-1',
    forcePathStyle: true,
    maxAttempts: 1,
    credentials: { accessKeyId: 'AKIDEMPLOYER', secretAccessKey: 'secret' },
  })
}

async function stop(): Promise<void> {
  client.destroy()
  await server.close()
}

async function restart(): Promise<void> {
  await stop()
  await start()
}

function newFolder(): void {
  folder = mkdtempSync(join(tmpdir(), 's3-server-'))
  folders.push(folder)
  announced = []
  clock = START
}

beforeEach(async () => {
  folders = []
  newFolder()
  await start()
})

afterEach(async () => {
  await stop()
  for (const one of folders) rmSync(one, { recursive: true, force: true })
})

const put = (Key: string, Body: NonNullable<PutObjectCommandInput['Body']>, more: Partial<Omit<PutObjectCommandInput, 'Body'>> = {}) =>
  client.send(new PutObjectCommand({ Bucket: VERSIONED, Key, Body, ...(Body === '' ? { ContentLength: 0 } : {}), ...more }))

async function read(Key: string, more: { Bucket?: string; Range?: string; VersionId?: string } = {}): Promise<string> {
  const { Body } = await client.send(new GetObjectCommand({ Bucket: VERSIONED, Key, ...more }))
  return (await Body?.transformToString()) ?? ''
}

/** Code and status of the refusal that a call must end in. */
async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call
  } catch (error) {
    if (error instanceof S3ServiceException) return `${error.name} ${String(error.$metadata.httpStatusCode)}`
    throw error
  }
  return 'accepted'
}

interface RawAnswer {
  readonly status: number
  readonly headers: Record<string, string | string[] | undefined>
  readonly body: string
}

function raw(method: string, path: string, headers: Record<string, string> = {}, body: string | Buffer = ''): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(server.endpoint)
    const sent = httpRequest({ method, hostname, port, path, headers, agent: false }, (answer) => {
      const pieces: Buffer[] = []
      answer.on('data', (piece: Buffer) => pieces.push(piece)).on('error', reject)
      answer.on('end', () => {
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(pieces).toString() })
      })
    })
    sent.on('error', reject).end(body)
  })
}

/** Blocks without a known total, as a program that generates a file would give them. */
function stream(blocks: number, bytes = MIB): Readable {
  return Readable.from(
    (function* () {
      for (let block = 0; block < blocks; block += 1) yield Buffer.alloc(bytes, block)
    })(),
  )
}

describe('put, get and head', () => {
  test('an object comes back with its body, ETag, headers and metadata', async () => {
    const stored = await put('a/b.csv', 'één;twee', {
      ContentType: 'text/csv',
      CacheControl: 'no-store',
      ContentEncoding: 'gzip',
      Metadata: { employer: '0123456749' },
    })
    expect(stored).toMatchObject({ ETag: `"${md5('één;twee')}"`, VersionId: '1' })
    const found = await client.send(new GetObjectCommand({ Bucket: VERSIONED, Key: 'a/b.csv' }))
    const expected = {
      ETag: stored.ETag,
      VersionId: '1',
      ContentLength: 10,
      ContentType: 'text/csv',
      CacheControl: 'no-store',
      ContentEncoding: 'gzip',
      Metadata: { employer: '0123456749' },
      AcceptRanges: 'bytes',
      LastModified: new Date(Math.floor(START / 1000) * 1000),
    }
    expect(found).toMatchObject(expected)
    expect(await found.Body?.transformToString()).toBe('één;twee')
    expect(await client.send(new HeadObjectCommand({ Bucket: VERSIONED, Key: 'a/b.csv' }))).toMatchObject(expected)
  })

  test('an empty object is an object', async () => {
    await put('empty', '')
    expect(await read('empty')).toBe('')
    expect(blobFiles()).toEqual([])
  })

  test('a stream sent in aws-chunked framing is stored without the framing and without the encoding', async () => {
    await put('streamed', stream(3), { ContentLength: 3 * MIB, ContentEncoding: 'aws-chunked,gzip' })
    const found = await client.send(new GetObjectCommand({ Bucket: VERSIONED, Key: 'streamed', ChecksumMode: 'ENABLED' }))
    expect(found).toMatchObject({ ContentLength: 3 * MIB, ContentEncoding: 'gzip' })
    expect(found.ChecksumCRC32).toMatch(/^.{6}==$/)
    expect(md5(Buffer.from((await found.Body?.transformToByteArray()) ?? []))).toBe(found.ETag?.replaceAll('"', ''))
  })

  test('signed chunks are decoded, however the bytes are cut', async () => {
    const signature = `;chunk-signature=${'0'.repeat(64)}`
    const body = `5${signature}\r\nhello\r\n6${signature}\r\n world\r\n0${signature}\r\n\r\n`
    const headers = {
      'content-encoding': 'aws-chunked',
      'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
      'x-amz-decoded-content-length': '11',
    }
    expect((await raw('PUT', `/${PLAIN}/signed`, headers, body)).status).toBe(200)
    expect(await read('signed', { Bucket: PLAIN })).toBe('hello world')
    const trailer = {
      ...headers,
      'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
      'x-amz-trailer': 'x-amz-checksum-crc32',
    }
    const trailed = body.replace(/\r\n\r\n$/, `\r\nx-amz-checksum-crc32:DUoRhQ==\r\nx-amz-trailer-signature:${'0'.repeat(64)}\r\n\r\n`)
    expect((await raw('PUT', `/${PLAIN}/signed-trailer`, trailer, trailed)).status).toBe(200)
    expect(await read('signed-trailer', { Bucket: PLAIN })).toBe('hello world')
    expect((await raw('PUT', `/${PLAIN}/cut`, headers, body.slice(0, -90))).body).toContain('<Code>IncompleteBody</Code>')
    expect((await raw('PUT', `/${PLAIN}/short`, { ...headers, 'x-amz-decoded-content-length': '12' }, body)).body).toContain(
      '<Code>IncompleteBody</Code>',
    )
  })

  test.each([
    ['bytes=0-3', '0123'],
    ['bytes=7-', '789'],
    ['bytes=-2', '89'],
    ['bytes=8-99', '89'],
    ['bytes=5-5', '5'],
  ])('range %s', async (Range, expected) => {
    await put('digits', '0123456789')
    expect(await read('digits', { Range })).toBe(expected)
  })

  test('a range beyond the end is InvalidRange, and a range of a large body is exact', async () => {
    await put('digits', '0123456789')
    expect(await refusal(read('digits', { Range: 'bytes=10-' }))).toBe('InvalidRange 416')
    await put('large', stream(3), { ContentLength: 3 * MIB })
    const { Body, ContentRange } = await client.send(
      new GetObjectCommand({ Bucket: VERSIONED, Key: 'large', Range: `bytes=${String(MIB - 2)}-${String(MIB + 1)}` }),
    )
    expect([...((await Body?.transformToByteArray()) ?? [])]).toEqual([0, 0, 1, 1])
    expect(ContentRange).toBe(`bytes ${String(MIB - 2)}-${String(MIB + 1)}/${String(3 * MIB)}`)
  })

  test('If-Match and If-None-Match on a read', async () => {
    const { ETag } = await put('a', 'a')
    const get = (condition: object) => client.send(new GetObjectCommand({ Bucket: VERSIONED, Key: 'a', ...condition }))
    expect(await refusal(get({ IfMatch: ETag }))).toBe('accepted')
    expect(await refusal(get({ IfMatch: '"other"' }))).toBe('PreconditionFailed 412')
    expect(await refusal(get({ IfNoneMatch: ETag }))).toMatch(/ 304$/)
    expect(await refusal(get({ IfNoneMatch: '"other"' }))).toBe('accepted')
  })

  test('what is not there has the right code', async () => {
    expect(await refusal(read('absent'))).toBe('NoSuchKey 404')
    expect(await refusal(read('absent', { VersionId: '4' }))).toBe('NoSuchVersion 404')
    expect(await refusal(read('a', { Bucket: 'no-bucket' }))).toBe('NoSuchBucket 404')
    expect(await refusal(put('a', 'a', { Bucket: 'no-bucket' }))).toBe('NoSuchBucket 404')
    expect(await refusal(client.send(new HeadObjectCommand({ Bucket: VERSIONED, Key: 'absent' })))).toBe('NotFound 404')
    expect(await refusal(client.send(new GetObjectAclCommand({ Bucket: VERSIONED, Key: 'absent' })))).toBe('NotImplemented 501')
    expect((await raw('PATCH', `/${PLAIN}/a`)).status).toBe(405)
    expect((await raw('GET', `/${PLAIN}/%ff`)).body).toContain('<Code>InvalidURI</Code>')
  })

  test('a large body that is refused is read to its end, so that the client sees the refusal', async () => {
    expect((await raw('PUT', '/no-bucket/a', {}, Buffer.alloc(20 * MIB))).body).toContain('<Code>NoSuchBucket</Code>')
    const chunked = { 'content-encoding': 'aws-chunked' }
    expect((await raw('PUT', `/${PLAIN}/a`, chunked, Buffer.alloc(20 * MIB, 'x'))).body).toContain('<Code>IncompleteBody</Code>')
    expect(blobFiles()).toEqual([])
  })
})

describe('checksums', () => {
  const CHECK = '123456789'
  const VALUES: readonly (readonly [string, string])[] = [
    ['crc32', 'cbf43926'],
    ['crc32c', 'e3069283'],
    ['crc64nvme', 'ae8b14860a799888'],
    ...['md5', 'sha1', 'sha256', 'sha512'].map((name) => [name, createHash(name).update(CHECK).digest('hex')] as const),
  ]

  test.each(VALUES)('%s is verified in a header and comes back', async (name, hex) => {
    const value = Buffer.from(hex, 'hex').toString('base64')
    expect((await raw('PUT', `/${PLAIN}/good`, { [`x-amz-checksum-${name}`]: value }, CHECK)).status).toBe(200)
    expect((await raw('HEAD', `/${PLAIN}/good`, { 'x-amz-checksum-mode': 'ENABLED' })).headers[`x-amz-checksum-${name}`]).toBe(value)
    const bad = await raw('PUT', `/${PLAIN}/bad`, { [`x-amz-checksum-${name}`]: value }, '12345678X')
    expect([bad.status, /<Code>(.*)<\/Code>/.exec(bad.body)?.[1]]).toEqual([400, 'BadDigest'])
  })

  test('a wrong checksum in a header, a trailer, Content-MD5 or the payload hash is refused and nothing is stored', async () => {
    expect(await refusal(put('a', 'body', { ChecksumCRC32: 'AAAAAA==' }))).toBe('BadDigest 400')
    expect(await refusal(put('a', 'body', { ChecksumSHA256: 'AAAA' }))).toBe('InvalidRequest 400')
    expect(await refusal(put('a', 'body', { ContentMD5: Buffer.alloc(16).toString('base64') }))).toBe('BadDigest 400')
    const trailer = {
      'content-encoding': 'aws-chunked',
      'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
      'x-amz-trailer': 'x-amz-checksum-crc32',
    }
    expect((await raw('PUT', `/${VERSIONED}/a`, trailer, '4\r\nbody\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n')).body).toContain(
      '<Code>BadDigest</Code>',
    )
    expect((await raw('PUT', `/${VERSIONED}/a`, trailer, '4\r\nbody\r\n0\r\n\r\n')).body).toContain('<Code>MalformedTrailerError</Code>')
    expect((await raw('PUT', `/${VERSIONED}/a`, { 'x-amz-content-sha256': '0'.repeat(64) }, 'body')).body).toContain(
      '<Code>XAmzContentSHA256Mismatch</Code>',
    )
    expect((await raw('PUT', `/${VERSIONED}/a`, { 'x-amz-checksum-xxhash64': 'AAAA' }, 'body')).status).toBe(501)
    expect(await refusal(read('a'))).toBe('NoSuchKey 404')
    expect(server.pending()).toEqual([])
    expect(blobFiles()).toEqual([])
  })

  test.each(['CRC32', 'CRC32C', 'SHA1', 'SHA256'] as const)('the SDK and the server agree on %s of a stream', async (ChecksumAlgorithm) => {
    await put('a', stream(2, 100_000), { ContentLength: 200_000, ChecksumAlgorithm })
    const found = await client.send(new GetObjectCommand({ Bucket: VERSIONED, Key: 'a', ChecksumMode: 'ENABLED' }))
    expect((await found.Body?.transformToByteArray())?.length).toBe(200_000)
    expect(found[`Checksum${ChecksumAlgorithm}`]).toBeTypeOf('string')
  })
})

describe('a body that is cut off', () => {
  test.each([10, 3 * MIB])('after %i bytes stores nothing', async (bytes) => {
    const { hostname, port } = new URL(server.endpoint)
    const sent = httpRequest({
      method: 'PUT',
      hostname,
      port,
      path: `/${VERSIONED}/cut`,
      headers: { 'content-length': String(bytes + 1), expect: '100-continue' },
    })
    const failed = new Promise((resolve) => sent.once('error', resolve))
    await new Promise((resolve) => {
      sent.once('continue', resolve).flushHeaders()
    })
    await new Promise((resolve) => {
      sent.write(Buffer.alloc(bytes), resolve)
    })
    sent.destroy(new Error('client gone'))
    await failed
    await restart()
    expect(await refusal(read('cut'))).toBe('NoSuchKey 404')
    expect(server.pending()).toEqual([])
    expect(blobFiles()).toEqual([])
  })
})

describe('conditional writes', () => {
  test('of twenty concurrent creators exactly one wins, and the object is the one of the winner', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => refusal(put('once', `writer ${String(index)}`, { IfNoneMatch: '*' }))),
    )
    expect(answers.filter((one) => one === 'PreconditionFailed 412')).toHaveLength(19)
    expect(await read('once')).toBe(`writer ${String(answers.indexOf('accepted'))}`)
    expect(server.pending()).toHaveLength(1)
    expect(blobFiles()).toHaveLength(1)
  })

  test('after a delete the key can be created again', async () => {
    await put('once', 'a', { IfNoneMatch: '*' })
    await client.send(new DeleteObjectCommand({ Bucket: VERSIONED, Key: 'once' }))
    expect(await put('once', 'b', { IfNoneMatch: '*' })).toMatchObject({ VersionId: '3' })
  })

  test('If-Match replaces only the object that was read', async () => {
    expect(await refusal(put('a', 'x', { IfMatch: '"0"' }))).toBe('NoSuchKey 404')
    const { ETag = '' } = await put('a', 'first')
    expect(await refusal(put('a', 'second', { IfMatch: ETag }))).toBe('accepted')
    expect(await refusal(put('a', 'third', { IfMatch: ETag }))).toBe('PreconditionFailed 412')
    expect(await read('a')).toBe('second')
  })
})

describe('versions', () => {
  test('count up per key, stay readable, and never come back after deletes and restarts', async () => {
    await put('a', 'one')
    await put('a', 'two')
    expect((await put('b', 'other')).VersionId).toBe('1')
    expect(await read('a', { VersionId: '1' })).toBe('one')
    await client.send(new DeleteObjectCommand({ Bucket: VERSIONED, Key: 'a', VersionId: '2' }))
    expect(await read('a')).toBe('one')
    await client.send(new DeleteObjectCommand({ Bucket: VERSIONED, Key: 'a', VersionId: '1' }))
    expect(await refusal(read('a'))).toBe('NoSuchKey 404')
    await restart()
    expect((await put('a', 'three')).VersionId).toBe('3')
  })

  test('a delete leaves a marker, which hides the object until it is deleted itself', async () => {
    await put('a', 'one')
    expect(await client.send(new DeleteObjectCommand({ Bucket: VERSIONED, Key: 'a' }))).toMatchObject({
      DeleteMarker: true,
      VersionId: '2',
    })
    const hidden = await raw('GET', `/${VERSIONED}/a`)
    expect([hidden.status, hidden.headers['x-amz-delete-marker']]).toEqual([404, 'true'])
    expect(await refusal(read('a', { VersionId: '2' }))).toBe('MethodNotAllowed 405')
    expect(await read('a', { VersionId: '1' })).toBe('one')
    await client.send(new DeleteObjectCommand({ Bucket: VERSIONED, Key: 'a', VersionId: '2' }))
    expect(await read('a')).toBe('one')
  })

  test('a bucket without versions has no version ids, and replacing or deleting frees the body', async () => {
    expect((await put('a', 'one', { Bucket: PLAIN })).VersionId).toBeUndefined()
    await put('a', 'two', { Bucket: PLAIN })
    expect(blobFiles()).toHaveLength(1)
    expect(await read('a', { Bucket: PLAIN })).toBe('two')
    await client.send(new DeleteObjectCommand({ Bucket: PLAIN, Key: 'a' }))
    await client.send(new DeleteObjectCommand({ Bucket: PLAIN, Key: 'a' }))
    expect(await refusal(read('a', { Bucket: PLAIN }))).toBe('NoSuchKey 404')
    expect(blobFiles()).toEqual([])
  })

  test('are listed newest first, in pages', async () => {
    for (const key of ['a', 'a', 'b']) await put(key, key)
    await client.send(new DeleteObjectCommand({ Bucket: VERSIONED, Key: 'a' }))
    const seen: string[] = []
    let next: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = {}
    for (let page = 0; page < 2; page += 1) {
      const found = await client.send(new ListObjectVersionsCommand({ Bucket: VERSIONED, MaxKeys: 2, ...next }))
      for (const one of found.DeleteMarkers ?? []) seen.push(`marker ${String(one.Key)}${String(one.VersionId)} ${String(one.IsLatest)}`)
      for (const one of found.Versions ?? []) seen.push(`${String(one.Key)}${String(one.VersionId)} ${String(one.IsLatest)}`)
      expect(found.IsTruncated).toBe(page === 0)
      next = { KeyMarker: found.NextKeyMarker, VersionIdMarker: found.NextVersionIdMarker }
    }
    expect(seen).toEqual(['marker a3 true', 'a2 false', 'a1 false', 'b1 true'])
  })
})

describe('keys', () => {
  const ODD = [
    'a b+c%20d',
    '../../etc/passwd',
    'x/../y',
    './.',
    '/leading',
    'double//slash',
    'trailing/',
    'é€𝄞\u{10ffff}',
    '&<>"\'',
    '?query=1#hash',
    'semi;colon:at@',
    '%',
    '\\back\\',
    'é'.repeat(512),
  ]

  test.each(ODD)('%s is stored and listed as it is, and is no path on disk', async (key) => {
    await put(key, key)
    expect(await read(key)).toBe(key)
    expect((await client.send(new ListObjectsV2Command({ Bucket: VERSIONED }))).Contents?.map(({ Key }) => Key)).toEqual([key])
    expect(readdirSync(folder).sort()).toEqual(['blobs', 'journal.jsonl'])
    await restart()
    expect(await read(key)).toBe(key)
    await client.send(new DeleteObjectsCommand({ Bucket: VERSIONED, Delete: { Objects: [{ Key: key }] } }))
    expect(await refusal(read(key))).toBe('NoSuchKey 404')
  })

  test('a key of more than 1024 bytes is refused', async () => {
    expect(await refusal(put('é'.repeat(513), ''))).toBe('KeyTooLongError 400')
  })

  test('encoding-type=url carries keys that XML cannot', async () => {
    await put('line\nbreak \u0001é/x', '')
    const found = await client.send(new ListObjectsV2Command({ Bucket: VERSIONED, EncodingType: 'url' }))
    expect(found.Contents?.map(({ Key }) => Key)).toEqual(['line%0Abreak%20%01%C3%A9/x'])
  })
})

describe('listing', () => {
  async function listAll(input: { Prefix?: string; Delimiter?: string; MaxKeys?: number; StartAfter?: string }): Promise<string[][]> {
    const pages: string[][] = []
    let ContinuationToken: string | undefined
    do {
      const page = await client.send(new ListObjectsV2Command({ Bucket: PLAIN, ...input, ContinuationToken }))
      const names = [
        ...(page.Contents ?? []).map(({ Key }) => String(Key)),
        ...(page.CommonPrefixes ?? []).map(({ Prefix }) => `[${String(Prefix)}]`),
      ]
      expect(page.KeyCount).toBe(names.length)
      pages.push(names)
      ContinuationToken = page.NextContinuationToken
    } while (ContinuationToken !== undefined)
    return pages
  }

  beforeEach(async () => {
    for (const key of ['b/2', 'a', 'b/1', 'c/x/1', 'c/y', 'd', 'b/3', 'B']) await put(key, key, { Bucket: PLAIN })
  })

  test('keys are in byte order, also when they are added and deleted after the first listing', async () => {
    expect(await listAll({})).toEqual([['B', 'a', 'b/1', 'b/2', 'b/3', 'c/x/1', 'c/y', 'd']])
    await put('\u{1f600}', '', { Bucket: PLAIN })
    await put('\uffff', '', { Bucket: PLAIN })
    await put('b/25', '', { Bucket: PLAIN })
    await client.send(new DeleteObjectCommand({ Bucket: PLAIN, Key: 'a' }))
    const expected = [['B', 'b/1', 'b/2', 'b/25', 'b/3', 'c/x/1', 'c/y', 'd', '\uffff', '\u{1f600}']]
    expect(await listAll({})).toEqual(expected)
    await restart()
    expect(await listAll({})).toEqual(expected)
  })

  test('pages, prefixes, delimiters and start-after', async () => {
    expect(await listAll({ MaxKeys: 3 })).toEqual([
      ['B', 'a', 'b/1'],
      ['b/2', 'b/3', 'c/x/1'],
      ['c/y', 'd'],
    ])
    expect(await listAll({ Prefix: 'b/' })).toEqual([['b/1', 'b/2', 'b/3']])
    expect(await listAll({ Delimiter: '/' })).toEqual([['B', 'a', 'd', '[b/]', '[c/]']])
    expect(await listAll({ Delimiter: '/', MaxKeys: 1 })).toEqual([['B'], ['a'], ['[b/]'], ['[c/]'], ['d']])
    expect(await listAll({ Delimiter: '/', Prefix: 'c/' })).toEqual([['c/y', '[c/x/]']])
    expect(await listAll({ StartAfter: 'b/2', Prefix: 'b' })).toEqual([['b/3']])
    expect(await listAll({ Prefix: 'zz' })).toEqual([[]])
    expect(await listAll({ MaxKeys: 0 })).toEqual([[]])
  })

  test('an entry tells ETag, size and time; a forged token is refused', async () => {
    const found = await client.send(new ListObjectsV2Command({ Bucket: PLAIN, Prefix: 'a' }))
    expect(found).toMatchObject({ Name: PLAIN, Prefix: 'a', IsTruncated: false, MaxKeys: 1000 })
    expect(found.Contents?.[0]).toMatchObject({
      Key: 'a',
      ETag: `"${md5('a')}"`,
      Size: 1,
      LastModified: new Date(START),
      StorageClass: 'STANDARD',
    })
    expect(await refusal(client.send(new ListObjectsV2Command({ Bucket: PLAIN, ContinuationToken: '*' })))).toBe('InvalidArgument 400')
  })

  test('objects behind a delete marker are not listed', async () => {
    await put('a', 'a')
    await client.send(new DeleteObjectCommand({ Bucket: VERSIONED, Key: 'a' }))
    expect((await client.send(new ListObjectsV2Command({ Bucket: VERSIONED }))).KeyCount).toBe(0)
  })
})

describe('buckets', () => {
  test('are created once, listed, located and looked up', async () => {
    await client.send(new CreateBucketCommand({ Bucket: 'third-bucket' }))
    await put('a', 'kept', { Bucket: 'third-bucket' })
    await client.send(new CreateBucketCommand({ Bucket: 'third-bucket' }))
    expect(await read('a', { Bucket: 'third-bucket' })).toBe('kept')
    const { Buckets } = await client.send(new ListBucketsCommand({}))
    expect(Buckets?.map(({ Name }) => Name)).toEqual([PLAIN, 'third-bucket', VERSIONED])
    expect((await client.send(new GetBucketLocationCommand({ Bucket: PLAIN }))).LocationConstraint).toBe('eu-west-1')
    expect(await refusal(client.send(new HeadBucketCommand({ Bucket: PLAIN })))).toBe('accepted')
    expect(await refusal(client.send(new HeadBucketCommand({ Bucket: 'no-bucket' })))).toBe('NotFound 404')
    expect((await raw('PUT', '/..')).body).toContain('<Code>InvalidBucketName</Code>')
  })
})

describe('delete many', () => {
  test('tells for each key what happened', async () => {
    await put('a', 'a')
    const found = await client.send(
      new DeleteObjectsCommand({ Bucket: VERSIONED, Delete: { Objects: [{ Key: 'a', VersionId: '1' }, { Key: 'b' }] } }),
    )
    expect(found.Deleted).toEqual([
      { Key: 'a', VersionId: '1' },
      { Key: 'b', DeleteMarker: true, DeleteMarkerVersionId: '1' },
    ])
  })

  test.each([
    '',
    '<Delete>',
    '<Delete><Object></Object></Delete>',
    '<Other/>',
    '<!DOCTYPE Delete><Delete/>',
    '<Delete><Object><Key>&bomb;</Key></Object></Delete>',
    '<Delete><Object><Key>a</Object></Key></Delete>',
    '<Delete/><Delete/>',
    '<Delete><Object><Key>a</Key><Key>b</Key></Object></Delete>',
  ])('the document %s is MalformedXML', async (body) => {
    expect((await raw('POST', `/${VERSIONED}?delete`, {}, body)).body).toContain('<Code>MalformedXML</Code>')
  })

  test('comments, CDATA and character references are understood', async () => {
    await put('a&b<c é', 'x', { Bucket: PLAIN })
    const body =
      '<?xml version="1.0"?>\n<!-- all --><Delete xmlns="urn:x"><Object><Key>a&amp;b<![CDATA[<]]>c&#32;&#xE9;</Key></Object></Delete>\n'
    expect((await raw('POST', `/${PLAIN}?delete`, {}, body)).body).toContain('<Deleted><Key>a&amp;b&lt;c é</Key></Deleted>')
    expect(blobFiles()).toEqual([])
  })
})

describe('copy', () => {
  test('takes body, headers and metadata, from a version when it is named', async () => {
    await put('from é', 'one', { ContentType: 'text/plain', Metadata: { kind: 'first' } })
    await put('from é', 'two')
    const CopySource = `${VERSIONED}/${encodeURIComponent('from é')}`
    const copied = await client.send(new CopyObjectCommand({ Bucket: PLAIN, Key: 'to', CopySource: `${CopySource}?versionId=1` }))
    expect(copied).toMatchObject({ CopySourceVersionId: '1', CopyObjectResult: { ETag: `"${md5('one')}"` } })
    await client.send(new DeleteObjectCommand({ Bucket: VERSIONED, Key: 'from é', VersionId: '1' }))
    const found = await client.send(new GetObjectCommand({ Bucket: PLAIN, Key: 'to' }))
    expect(found).toMatchObject({ ContentType: 'text/plain', Metadata: { kind: 'first' } })
    expect(await found.Body?.transformToString()).toBe('one')
    await client.send(
      new CopyObjectCommand({ Bucket: PLAIN, Key: 'to', CopySource, MetadataDirective: 'REPLACE', ContentType: 'text/csv' }),
    )
    expect(await client.send(new HeadObjectCommand({ Bucket: PLAIN, Key: 'to' }))).toMatchObject({
      ContentType: 'text/csv',
      Metadata: {},
      ContentLength: 3,
    })
    expect(await refusal(client.send(new CopyObjectCommand({ Bucket: PLAIN, Key: 'to', CopySource: `${PLAIN}/to` })))).toBe(
      'InvalidRequest 400',
    )
    expect(await refusal(client.send(new CopyObjectCommand({ Bucket: PLAIN, Key: 'to', CopySource: `${PLAIN}/absent` })))).toBe(
      'NoSuchKey 404',
    )
  })
})

describe('multipart', () => {
  const upload = (
    Key: string,
    blocks: number,
    more: Partial<PutObjectCommandInput & Pick<CreateMultipartUploadCommandInput, 'ChecksumType'>> = {},
  ) => new Upload({ client, params: { Bucket: VERSIONED, Key, Body: stream(blocks), ...more } }).done()
  const expectedBytes = (blocks: number): Buffer => Buffer.concat(Array.from({ length: blocks }, (_, block) => Buffer.alloc(MIB, block)))

  test('lib-storage uploads a stream of unknown length', async () => {
    await upload('big', 12, { ContentType: 'text/csv', Metadata: { kind: 'big' } })
    const bytes = expectedBytes(12)
    const parts = [0, 1, 2].map((part) =>
      createHash('md5')
        .update(bytes.subarray(part * PART, (part + 1) * PART))
        .digest(),
    )
    const found = await client.send(new GetObjectCommand({ Bucket: VERSIONED, Key: 'big', ChecksumMode: 'ENABLED' }))
    expect(found).toMatchObject({
      ETag: `"${md5(Buffer.concat(parts))}-3"`,
      ContentLength: 12 * MIB,
      ContentType: 'text/csv',
      Metadata: { kind: 'big' },
      VersionId: '1',
    })
    expect(md5(Buffer.from((await found.Body?.transformToByteArray()) ?? []))).toBe(md5(bytes))
    expect([...Buffer.from(await read('big', { Range: `bytes=${String(PART - 1)}-${String(PART)}` }), 'latin1')]).toEqual([4, 5])
    expect(server.pending()[0]?.event.Records[0]).toMatchObject({
      eventName: 'ObjectCreated:CompleteMultipartUpload',
      s3: { object: { size: 12 * MIB, eTag: found.ETag?.replaceAll('"', '') } },
    })
  })

  test('If-None-Match decides at completion, and of two concurrent uploads one wins', async () => {
    const answers = await Promise.all([refusal(upload('once', 6, { IfNoneMatch: '*' })), refusal(upload('once', 7, { IfNoneMatch: '*' }))])
    expect(answers.toSorted()).toEqual(['PreconditionFailed 412', 'accepted'])
    expect((await client.send(new HeadObjectCommand({ Bucket: VERSIONED, Key: 'once' }))).ContentLength).toBe(
      (answers[0] === 'accepted' ? 6 : 7) * MIB,
    )
    await restart()
    expect((await client.send(new ListMultipartUploadsCommand({ Bucket: VERSIONED }))).Uploads).toBeUndefined()
    expect(blobFiles()).toHaveLength(2)
  })

  test.each([
    ['CRC32', 'COMPOSITE'],
    ['SHA256', 'COMPOSITE'],
    ['CRC32', 'FULL_OBJECT'],
    ['CRC32C', 'FULL_OBJECT'],
  ] as const)('the whole has a %s checksum, %s', async (ChecksumAlgorithm, ChecksumType) => {
    await put('quiet/same', expectedBytes(6), { ChecksumAlgorithm })
    const single = await client.send(new HeadObjectCommand({ Bucket: VERSIONED, Key: 'quiet/same', ChecksumMode: 'ENABLED' }))
    await upload('big', 6, { ChecksumAlgorithm, ChecksumType })
    const whole = await client.send(new GetObjectCommand({ Bucket: VERSIONED, Key: 'big', ChecksumMode: 'ENABLED' }))
    expect((await whole.Body?.transformToByteArray())?.length).toBe(6 * MIB)
    expect(whole.ChecksumType).toBe(ChecksumType)
    const name = `Checksum${ChecksumAlgorithm}` as const
    if (ChecksumType === 'FULL_OBJECT') expect(whole[name]).toBe(single[name])
    else expect(whole[name]).toMatch(/=-2$/)
  })

  async function begin(Key: string): Promise<{ Bucket: string; Key: string; UploadId: string }> {
    const { UploadId = '' } = await client.send(new CreateMultipartUploadCommand({ Bucket: VERSIONED, Key }))
    return { Bucket: VERSIONED, Key, UploadId }
  }

  test('parts are kept over a restart, can be replaced, listed and completed; a second completion finds no upload', async () => {
    const target = await begin('manual')
    await client.send(new UploadPartCommand({ ...target, PartNumber: 7, Body: 'replaced' }))
    const last = await client.send(new UploadPartCommand({ ...target, PartNumber: 7, Body: 'end' }))
    const first = await client.send(new UploadPartCommand({ ...target, PartNumber: 2, Body: Buffer.alloc(PART) }))
    await restart()
    expect((await client.send(new ListPartsCommand(target))).Parts?.map(({ PartNumber, Size }) => [PartNumber, Size])).toEqual([
      [2, PART],
      [7, 3],
    ])
    expect((await client.send(new ListPartsCommand({ ...target, MaxParts: 1 }))).NextPartNumberMarker).toBe('2')
    const complete = (...Parts: { PartNumber: number; ETag: string | undefined }[]) =>
      client.send(new CompleteMultipartUploadCommand({ ...target, MultipartUpload: { Parts } }))
    const two = { PartNumber: 2, ETag: first.ETag }
    const seven = { PartNumber: 7, ETag: last.ETag }
    expect(await refusal(complete(two, { ...seven, ETag: '"0"' }))).toBe('InvalidPart 400')
    expect(await refusal(complete(two, { ...seven, PartNumber: 8 }))).toBe('InvalidPart 400')
    expect(await refusal(complete(seven, two))).toBe('EntityTooSmall 400')
    expect(await refusal(complete(two, two))).toBe('InvalidPartOrder 400')
    expect(await refusal(complete())).toBe('MalformedXML 400')
    expect(await refusal(complete(two, seven))).toBe('accepted')
    expect(await read('manual', { Range: 'bytes=-4' })).toBe('\0end')
    expect(await refusal(complete(two, seven))).toBe('NoSuchUpload 404')
    expect(blobFiles()).toHaveLength(2)
  })

  test('an aborted upload leaves nothing', async () => {
    const target = await begin('aborted')
    await client.send(new UploadPartCommand({ ...target, PartNumber: 1, Body: 'part' }))
    await client.send(new AbortMultipartUploadCommand(target))
    expect(await refusal(client.send(new UploadPartCommand({ ...target, PartNumber: 1, Body: 'part' })))).toBe('NoSuchUpload 404')
    expect(await refusal(client.send(new AbortMultipartUploadCommand(target)))).toBe('NoSuchUpload 404')
    expect(await refusal(read('aborted'))).toBe('NoSuchKey 404')
    expect(blobFiles()).toEqual([])
    expect((await begin('aborted')).UploadId).not.toBe(target.UploadId)
  })

  test('parts can be copied from ranges of another object, and a copy of a multipart object has a plain ETag', async () => {
    await put('source', expectedBytes(6))
    const target = await begin('joined')
    const part = async (PartNumber: number, CopySourceRange: string) => {
      const { CopyPartResult } = await client.send(
        new UploadPartCopyCommand({ ...target, PartNumber, CopySource: `${VERSIONED}/source`, CopySourceRange }),
      )
      return { PartNumber, ETag: CopyPartResult?.ETag }
    }
    const Parts = [await part(1, `bytes=0-${String(PART - 1)}`), await part(2, `bytes=${String(PART)}-${String(6 * MIB - 1)}`)]
    await client.send(new CompleteMultipartUploadCommand({ ...target, MultipartUpload: { Parts } }))
    const copied = await client.send(new CopyObjectCommand({ Bucket: PLAIN, Key: 'copy', CopySource: `${VERSIONED}/joined` }))
    expect(copied.CopyObjectResult?.ETag).toBe(`"${md5(expectedBytes(6))}"`)
  })
})

describe('events', () => {
  test('an event is the document that S3 sends', async () => {
    await put('in/a b+é(1).csv', 'hello')
    const event: S3Event = server.pending()[0]?.event ?? { Records: [] }
    expect(event).toEqual({
      Records: [
        {
          eventVersion: '2.1',
          eventSource: 'aws:s3',
          awsRegion: 'eu-west-1',
          eventTime: '2024-04-01T08:00:00.123Z',
          eventName: 'ObjectCreated:Put',
          userIdentity: { principalId: 'AWS:AKIDEMPLOYER' },
          requestParameters: { sourceIPAddress: '127.0.0.1' },
          responseElements: { 'x-amz-request-id': '0000000000000001', 'x-amz-id-2': '000000000000000001' },
          s3: {
            s3SchemaVersion: '1.0',
            configurationId: 'local',
            bucket: { name: VERSIONED, ownerIdentity: { principalId: 'LOCAL' }, arn: `arn:aws:s3:::${VERSIONED}` },
            object: { key: 'in/a+b%2B%C3%A9%281%29.csv', size: 5, eTag: md5('hello'), versionId: '1', sequencer: '000000000000000001' },
          },
        },
      ],
    })
    expect(server.pending()).toMatchObject([{ bucket: VERSIONED, key: 'in/a b+é(1).csv' }])
    expect(announced).toEqual(server.pending())
  })

  test('only what notifies leaves an event; a copy is one, a delete is none', async () => {
    await put('quiet/a', '')
    await put('a', '', { Bucket: PLAIN })
    await client.send(new CopyObjectCommand({ Bucket: VERSIONED, Key: 'copy', CopySource: `${PLAIN}/a` }))
    await client.send(new DeleteObjectCommand({ Bucket: VERSIONED, Key: 'copy' }))
    expect(server.pending().map(({ key, event }) => [key, event.Records[0]?.eventName])).toEqual([['copy', 'ObjectCreated:Copy']])
  })

  test('what was not completed is still pending after restarts, in order and unchanged; completing twice is harmless', async () => {
    for (const key of ['c', 'a', 'b']) {
      clock += 1000
      await put(key, key)
    }
    const before = server.pending()
    await server.complete(before[1]?.id ?? '')
    await server.complete(before[1]?.id ?? '')
    await restart()
    await restart()
    expect(server.pending()).toEqual([before[0], before[2]])
    expect(announced).toHaveLength(3)
    await put('d', '')
    const sequencers = server.pending().map(({ event }) => event.Records[0]?.s3.object.sequencer ?? '')
    expect(sequencers).toEqual([...new Set(sequencers)].sort())
    expect(sequencers.at(-1)).toMatch(/^[0-9A-F]{18}$/)
    for (const { id } of server.pending()) await server.complete(id)
    await restart()
    expect(server.pending()).toEqual([])
  })
})

describe('restart', () => {
  test('objects, versions, headers and buckets are as before', async () => {
    await client.send(new CreateBucketCommand({ Bucket: 'third-bucket' }))
    await put('a', 'one', { ContentType: 'text/csv' })
    await put('a', 'two')
    await restart()
    expect([await read('a'), await read('a', { VersionId: '1' })]).toEqual(['two', 'one'])
    expect((await client.send(new HeadObjectCommand({ Bucket: VERSIONED, Key: 'a', VersionId: '1' }))).ContentType).toBe('text/csv')
    expect(await refusal(client.send(new HeadBucketCommand({ Bucket: 'third-bucket' })))).toBe('accepted')
  })

  test('wherever a kill cuts the last journal line, object and event are both there or both absent', async () => {
    await put('before', 'kept')
    const whole = statSync(journalPath()).size
    await put('after', 'cut')
    await stop()
    const journal = readFileSync(journalPath())
    const lineBytes = journal.length - whole
    for (const kept of [0, 1, Math.floor(lineBytes / 2), lineBytes - 1, lineBytes]) {
      writeFileSync(journalPath(), journal)
      writeFileSync(join(folder, 'blobs', '2'), 'cut')
      truncateSync(journalPath(), whole + kept)
      await start()
      const expected = kept === lineBytes ? ['before', 'after'] : ['before']
      expect(server.pending().map(({ key }) => key)).toEqual(expected)
      expect((await client.send(new ListObjectsV2Command({ Bucket: VERSIONED }))).Contents?.map(({ Key }) => Key)).toEqual(
        expected.toSorted(),
      )
      expect(blobFiles()).toHaveLength(expected.length)
      expect((await put('after', 'again')).VersionId).toBe(String(expected.length))
      await restart()
      expect(await read('after')).toBe('again')
      await stop()
    }
    await start()
  })

  test('a journal that something else changed is refused, not guessed at', async () => {
    await stop()
    const journal = readFileSync(journalPath())
    writeFileSync(journalPath(), Buffer.concat([Buffer.from('garbage\n'), journal]))
    await expect(start()).rejects.toThrow('journal line 1')
    writeFileSync(journalPath(), journal)
    await start()
  })

  test('the same requests give the same journal, byte for byte', async () => {
    const journals: string[] = []
    for (let run = 0; run < 2; run += 1) {
      if (run > 0) {
        await stop()
        newFolder()
        await start()
      }
      for (const key of ['a', 'b', 'a']) await put(key, `body of ${key}`)
      await client.send(new DeleteObjectCommand({ Bucket: VERSIONED, Key: 'b' }))
      journals.push(readFileSync(journalPath(), 'utf8'))
    }
    expect(journals[0]).toBe(journals[1])
  })

  test('closing ends open connections, and the port is the one asked for', async () => {
    await read('absent').catch(() => undefined)
    const port = Number(new URL(server.endpoint).port)
    await stop()
    const again = await startS3Server({ folder, now: () => new Date(clock), buckets: [], notifies: () => false, port })
    expect(again.endpoint).toBe(`http://127.0.0.1:${String(port)}`)
    await again.close()
    await start()
  })
})

describe('readers and writers at once', () => {
  test('a large body is read to its end although its object is deleted meanwhile, and the file goes afterwards', async () => {
    await put('large', stream(8), { Bucket: PLAIN, ContentLength: 8 * MIB })
    const { Body } = await client.send(new GetObjectCommand({ Bucket: PLAIN, Key: 'large' }))
    await client.send(new DeleteObjectCommand({ Bucket: PLAIN, Key: 'large' }))
    expect((await Body?.transformToByteArray())?.length).toBe(8 * MIB)
    await restart()
    expect(blobFiles()).toEqual([])
  })
})
