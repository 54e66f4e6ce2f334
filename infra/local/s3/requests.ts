// Understands one S3 request and its answer, apart from what any operation does with them.
import type { IncomingHttpHeaders } from 'node:http'
import { contentEncodings } from './body.ts'
import { S3Error } from './errors.ts'
import type { StoredHeaders, VersionRecord } from './records.ts'
import type { Store } from './store.ts'
import { element, xmlDocument } from './xml.ts'

export interface S3Request {
  readonly store: Store
  readonly method: string
  /** '' on the service itself. */
  readonly bucket: string
  /** '' on a bucket. */
  readonly key: string
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  readonly body: AsyncIterable<Buffer>
  /** Access key id found in the Authorization header; signatures are not checked. */
  readonly principal: string
}

export interface S3Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Buffer | AsyncIterable<Buffer>
  /** Called once the answer was sent or the client went away. */
  readonly release?: () => void
}

const KEY_BYTES_MAX = 1024
const METADATA_BYTES_MAX = 2048
const KEPT_HEADERS = ['content-type', 'cache-control', 'content-disposition', 'content-language', 'expires'] as const

/** Splits the raw path, never normalised, so that `..` and empty segments stay part of the key. */
export function parsePath(path: string): { readonly bucket: string; readonly key: string } {
  const [, bucket = '', rest = ''] = /^\/([^/]*)\/?([^]*)$/.exec(path) ?? []
  const key = decodeComponent(rest)
  if (Buffer.byteLength(key) > KEY_BYTES_MAX) throw new S3Error('KeyTooLongError', 'Your key is too long')
  return { bucket: decodeComponent(bucket), key }
}

/** Percent-decoding of a path or header; what is not UTF-8 is InvalidURI. */
export function decodeComponent(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new S3Error('InvalidURI', "Couldn't parse the specified URI.")
  }
}

/** A header as one text. */
export function header(request: S3Request, name: string): string | undefined {
  const value = request.headers[name]
  return Array.isArray(value) ? value.join(',') : value
}

/** The headers that are kept with an object and come back with it. */
export function headersToKeep(headers: IncomingHttpHeaders): StoredHeaders {
  const kept: Record<string, string> = { 'content-type': 'binary/octet-stream' }
  for (const name of KEPT_HEADERS) {
    const value = headers[name]
    if (value !== undefined && value !== '') kept[name] = value
  }
  const encodings = contentEncodings(headers).filter((one) => one !== 'aws-chunked')
  if (encodings.length > 0) kept['content-encoding'] = encodings.join(',')
  let metadataBytes = 0
  for (const [name, value] of Object.entries(headers)) {
    if (!name.startsWith('x-amz-meta-') || value === undefined) continue
    kept[name] = Array.isArray(value) ? value.join(',') : value
    metadataBytes += name.length - 'x-amz-meta-'.length + kept[name].length
  }
  if (metadataBytes > METADATA_BYTES_MAX)
    throw new S3Error('InvalidRequest', 'Your metadata headers exceed the maximum allowed metadata size.')
  return kept
}

/** An integer of the query within limits; above the upper limit it is the limit, as S3 does for page sizes. */
export function integerQuery(request: S3Request, name: string, range: { readonly otherwise: number; readonly max: number }): number {
  const text = request.query.get(name)
  if (text === null || text === '') return range.otherwise
  if (!/^\d{1,10}$/.test(text)) throw new S3Error('InvalidArgument', `Provided ${name} not an integer or within integer range`)
  return Math.min(Number(text), range.max)
}

export const quoted = (etag: string): string => `"${etag}"`

/** x-amz-version-id, where the bucket has versions. */
export function versionHeaders(version: VersionRecord): Record<string, string> {
  return {
    ...(version.version === null ? {} : { 'x-amz-version-id': String(version.version) }),
    ...(version.marker === true ? { 'x-amz-delete-marker': 'true' } : {}),
  }
}

export function checksumHeaders(checksum: VersionRecord['checksum']): Record<string, string> {
  return checksum === undefined ? {} : { [`x-amz-checksum-${checksum.algorithm}`]: checksum.value, 'x-amz-checksum-type': checksum.type }
}

/** Checksum elements of an XML answer, e.g. ChecksumCRC32. */
export function checksumElements(checksum: VersionRecord['checksum']): string {
  if (checksum === undefined) return ''
  return element(`Checksum${checksum.algorithm.toUpperCase()}`, checksum.value) + element('ChecksumType', checksum.type)
}

export function xmlReply(name: string, children: readonly string[], headers: Readonly<Record<string, string>> = {}): S3Reply {
  return { status: 200, headers: { 'content-type': 'application/xml', ...headers }, body: xmlDocument(name, children) }
}

export function emptyReply(status: number, headers: Readonly<Record<string, string>> = {}): S3Reply {
  return { status, headers }
}

/** The XML of a refusal. */
export function errorReply(error: S3Error, path: string, requestId: string): S3Reply {
  if (error.code === 'NotModified') return emptyReply(error.status, error.headers)
  const children = [
    element('Code', error.code),
    element('Message', error.message),
    element('Resource', path),
    element('RequestId', requestId),
  ]
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${children.join('')}</Error>`
  return { status: error.status, headers: { 'content-type': 'application/xml', ...error.headers }, body }
}
