// Understands request bodies: the aws-chunked framing, its trailers, and the checksums that a client states about them.
import type { IncomingHttpHeaders } from 'node:http'
import type { BlobFolder, BlobRef } from './blobs.ts'
import { createDigest, DIGEST_BYTES, isChecksumAlgorithm } from './checksums.ts'
import type { ChecksumAlgorithm, Digest } from './checksums.ts'
import { S3Error } from './errors.ts'
import type { StoredChecksum } from './records.ts'

export interface ReceivedBody {
  /** Held for the caller, who releases them whether or not the object was stored. */
  readonly blobs: readonly BlobRef[]
  readonly md5: Buffer
  readonly checksum: StoredChecksum | undefined
}

const BODY_BYTES_MAX = 5 * 2 ** 30
const DOCUMENT_BYTES_MAX = 8 * 2 ** 20
const LINE_BYTES_MAX = 16 * 2 ** 10
const CHECKSUM_HEADER = /^x-amz-checksum-(?!algorithm$|mode$|type$)(.+)$/

const incomplete = (): S3Error => new S3Error('IncompleteBody', 'The request body is not what its headers or its chunk framing announce.')
const badDigest = (what: string): S3Error => new S3Error('BadDigest', `The ${what} you specified did not match what we received.`)

/** True when the body is wrapped in chunks with optional signatures and trailers. */
export function isAwsChunked(headers: IncomingHttpHeaders): boolean {
  return contentEncodings(headers).includes('aws-chunked') || String(headers['x-amz-content-sha256']).startsWith('STREAMING-')
}

/** The content encodings of a request, first applied first. */
export function contentEncodings(headers: IncomingHttpHeaders): readonly string[] {
  return (headers['content-encoding'] ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')
}

/** Takes off the aws-chunked framing; chunk signatures are not checked; trailers end up in the map, names in lower case. */
export async function* decodeAwsChunked(
  source: AsyncIterable<Buffer>,
  trailers: Map<string, string>,
): AsyncGenerator<Buffer, void, undefined> {
  let line = ''
  let dataLeft = 0
  let state: 'size' | 'data' | 'data-end' | 'trailers' | 'end' = 'size'
  for await (const bytes of source) {
    let at = 0
    while (at < bytes.length) {
      if (state === 'data') {
        const data = bytes.subarray(at, at + dataLeft)
        at += data.length
        dataLeft -= data.length
        if (dataLeft === 0) state = 'data-end'
        yield data
        continue
      }
      const newline = bytes.indexOf(0x0a, at)
      line += bytes.toString('latin1', at, newline === -1 ? bytes.length : newline)
      if (line.length > LINE_BYTES_MAX || state === 'end') throw incomplete()
      if (newline === -1) break
      at = newline + 1
      const text = line.replace(/\r$/, '')
      line = ''
      if (state === 'size') {
        dataLeft = chunkSize(text)
        state = dataLeft === 0 ? 'trailers' : 'data'
      } else if (state === 'data-end') {
        if (text !== '') throw incomplete()
        state = 'size'
      } else if (text === '') {
        state = 'end'
      } else {
        const colon = text.indexOf(':')
        if (colon < 1) throw new S3Error('MalformedTrailerError', 'The request contained trailing data that was not well-formed.')
        trailers.set(text.slice(0, colon).trim().toLowerCase(), text.slice(colon + 1).trim())
      }
    }
  }
  // Some clients leave out the empty line after the last chunk; a body that was cut off is noticed by HTTP itself.
  if (state !== 'end' && (state !== 'trailers' || line !== '')) throw incomplete()
}

function chunkSize(line: string): number {
  const digits = /^([0-9a-fA-F]{1,10})(?:;.*)?$/.exec(line)?.[1]
  if (digits === undefined) throw incomplete()
  return Number.parseInt(digits, 16)
}

/** The algorithm of a checksum header or trailer name; an unknown one is refused rather than silently not verified. */
function algorithmOf(name: string): ChecksumAlgorithm {
  if (isChecksumAlgorithm(name)) return name
  throw new S3Error('NotImplemented', `The checksum algorithm ${name} is not implemented here.`)
}

interface StatedChecksum {
  readonly algorithm: ChecksumAlgorithm
  /** undefined: it comes in a trailer. */
  readonly value: string | undefined
}

/** The checksum that a request states, in its headers or by announcing a trailer. */
export function statedChecksum(headers: IncomingHttpHeaders): StatedChecksum | undefined {
  const stated: StatedChecksum[] = []
  for (const [name, value] of Object.entries(headers)) {
    const found = CHECKSUM_HEADER.exec(name)?.[1]
    if (found !== undefined) stated.push({ algorithm: algorithmOf(found), value: String(value) })
  }
  for (const name of String(headers['x-amz-trailer'] ?? '').split(',')) {
    const found = CHECKSUM_HEADER.exec(name.trim().toLowerCase())?.[1]
    if (found !== undefined) stated.push({ algorithm: algorithmOf(found), value: undefined })
  }
  if (stated.length > 1)
    throw new S3Error('InvalidRequest', 'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.')
  return stated[0]
}

interface Verifier {
  readonly md5: Digest
  readonly sha256: Digest | undefined
  readonly checksum: Digest | undefined
}

/** Verifies the digests of a body against all that the request states; returns what is kept with the object. */
function verify(
  headers: IncomingHttpHeaders,
  trailers: ReadonlyMap<string, string>,
  algorithm: ChecksumAlgorithm | undefined,
  verifier: Verifier,
): Omit<ReceivedBody, 'blobs'> {
  const md5 = verifier.md5.finish()
  const contentMd5 = headers['content-md5']
  if (contentMd5 !== undefined) {
    if (Buffer.from(String(contentMd5), 'base64').length !== 16)
      throw new S3Error('InvalidDigest', 'The Content-MD5 you specified was invalid.')
    if (md5.toString('base64') !== contentMd5) throw badDigest('Content-MD5')
  }
  if (verifier.sha256 !== undefined && verifier.sha256.finish().toString('hex') !== headers['x-amz-content-sha256']) {
    throw new S3Error('XAmzContentSHA256Mismatch', 'The provided x-amz-content-sha256 header does not match what was computed.')
  }
  if (algorithm === undefined || verifier.checksum === undefined) return { md5, checksum: undefined }
  const name = `x-amz-checksum-${algorithm}`
  const value = verifier.checksum.finish().toString('base64')
  const stated = statedChecksum(headers)
  const expected = stated === undefined ? value : (stated.value ?? trailers.get(name))
  if (expected === undefined) throw new S3Error('MalformedTrailerError', `The request announced the trailer ${name} and did not send it.`)
  if (Buffer.from(expected, 'base64').length !== DIGEST_BYTES[algorithm])
    throw new S3Error('InvalidRequest', `Value for ${name} header is invalid.`)
  if (expected !== value) throw badDigest(algorithm.toUpperCase())
  return { md5, checksum: { algorithm, value, type: 'FULL_OBJECT' } }
}

/** Streams a request body to disk and verifies it; when anything is wrong, or the client goes away, nothing is left of it. */
export async function receiveBody(
  blobFolder: BlobFolder,
  headers: IncomingHttpHeaders,
  source: AsyncIterable<Buffer>,
  wanted: ChecksumAlgorithm | undefined,
): Promise<ReceivedBody> {
  const stated = statedChecksum(headers)
  const algorithm = stated?.algorithm ?? wanted
  const trailers = new Map<string, string>()
  const verifier: Verifier = {
    md5: createDigest('md5'),
    sha256: /^[0-9a-f]{64}$/.test(String(headers['x-amz-content-sha256'])) ? createDigest('sha256') : undefined,
    checksum: algorithm === undefined ? undefined : createDigest(algorithm),
  }
  const chunked = isAwsChunked(headers)
  const decodedLength = headers['x-amz-decoded-content-length']
  let size = 0
  let verified: Omit<ReceivedBody, 'blobs'> | undefined
  async function* digested(): AsyncGenerator<Buffer, void, undefined> {
    for await (const bytes of chunked ? decodeAwsChunked(source, trailers) : source) {
      size += bytes.length
      if (size > BODY_BYTES_MAX) throw new S3Error('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed object size.')
      for (const digest of [verifier.md5, verifier.sha256, verifier.checksum]) digest?.update(bytes)
      yield bytes
    }
    if (chunked && decodedLength !== undefined && Number(decodedLength) !== size) throw incomplete()
    verified = verify(headers, trailers, algorithm, verifier)
  }
  const blobs = await blobFolder.write(digested())
  if (verified === undefined) throw new Error('assertion: a body ended without being verified')
  return { blobs, ...verified }
}

/** A request document in memory, used for the XML of S3 only; `verified` where a stated checksum is that of the document itself. */
export async function receiveDocument(
  headers: IncomingHttpHeaders,
  source: AsyncIterable<Buffer>,
  settings: { readonly verified: boolean },
): Promise<Buffer> {
  const trailers = new Map<string, string>()
  const pieces: Buffer[] = []
  let size = 0
  for await (const bytes of isAwsChunked(headers) ? decodeAwsChunked(source, trailers) : source) {
    size += bytes.length
    if (size > DOCUMENT_BYTES_MAX) throw new S3Error('MalformedXML', 'The request document is too large.')
    pieces.push(bytes)
  }
  const document = Buffer.concat(pieces)
  if (!settings.verified) return document
  const algorithm = statedChecksum(headers)?.algorithm
  const verifier: Verifier = {
    md5: createDigest('md5'),
    sha256: undefined,
    checksum: algorithm === undefined ? undefined : createDigest(algorithm),
  }
  verifier.md5.update(document)
  verifier.checksum?.update(document)
  verify(headers, trailers, algorithm, verifier)
  return document
}
