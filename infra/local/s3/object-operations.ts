// Understands the operations on one object: put, copy, get, head and delete.
import { receiveBody } from './body.ts'
import { createDigest } from './checksums.ts'
import { S3Error } from './errors.ts'
import type { VersionRecord } from './records.ts'
import { checksumHeaders, decodeComponent, emptyReply, header, headersToKeep, quoted, versionHeaders, xmlReply } from './requests.ts'
import type { S3Reply, S3Request } from './requests.ts'
import { matchesEtag } from './store.ts'
import type { WriteCondition } from './store.ts'
import { element } from './xml.ts'

const SMALL_BODY_BYTES = 1 << 18

interface ByteRange {
  readonly start: number
  readonly end: number
}

/** The conditions of a write, checked at the moment of storing. */
export function writeCondition(request: S3Request): WriteCondition {
  return { ifNoneMatch: header(request, 'if-none-match'), ifMatch: header(request, 'if-match') }
}

export async function putObject(request: S3Request): Promise<S3Reply> {
  const { store, bucket, key } = request
  store.bucket(bucket)
  if (header(request, 'x-amz-write-offset-bytes') !== undefined)
    throw new S3Error('NotImplemented', 'Appending to an object is not implemented here.')
  const headers = headersToKeep(request.headers)
  const body = await receiveBody(store.blobs, request.headers, request.body, undefined)
  try {
    const stored = store.put({
      bucket,
      key,
      headers,
      blobs: body.blobs,
      etag: body.md5.toString('hex'),
      checksum: body.checksum,
      condition: writeCondition(request),
      eventName: 'ObjectCreated:Put',
      principal: request.principal,
    })
    return emptyReply(200, { etag: quoted(stored.etag), ...versionHeaders(stored), ...checksumHeaders(stored.checksum) })
  } finally {
    store.blobs.release(body.blobs)
  }
}

/** The object that x-amz-copy-source names, its own conditions being met. */
export function copySource(request: S3Request): VersionRecord {
  const [path = '', versionId] = (header(request, 'x-amz-copy-source') ?? '').split('?versionId=')
  const [, bucket, key] = /^\/?([^/]+)\/([^]+)$/.exec(decodeComponent(path)) ?? []
  if (bucket === undefined || key === undefined)
    throw new S3Error('InvalidArgument', 'Copy Source must mention the source bucket and key: sourcebucket/sourcekey')
  const source = request.store.find(bucket, key, versionId)
  if (source.marker === true) {
    if (versionId === undefined) throw new S3Error('NoSuchKey', 'The specified key does not exist.')
    throw new S3Error('InvalidRequest', 'The source of a copy request may not specifically refer to a delete marker by version id.')
  }
  const ifMatch = header(request, 'x-amz-copy-source-if-match')
  const ifNoneMatch = header(request, 'x-amz-copy-source-if-none-match')
  if (
    (ifMatch !== undefined && !matchesEtag(ifMatch, source.etag))
    || (ifNoneMatch !== undefined && matchesEtag(ifNoneMatch, source.etag))
  ) {
    throw new S3Error('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold')
  }
  return source
}

export const copySourceHeaders = (source: VersionRecord): Record<string, string> =>
  source.version === null ? {} : { 'x-amz-copy-source-version-id': String(source.version) }

/** A copy shares the body files of its source; only the ETag of a multipart source must be computed from the bytes. */
export async function copyObject(request: S3Request): Promise<S3Reply> {
  const { store, bucket, key } = request
  store.bucket(bucket)
  const source = copySource(request)
  const replaces = header(request, 'x-amz-metadata-directive') === 'REPLACE'
  const onItself = source.bucket === bucket && source.key === key && !(header(request, 'x-amz-copy-source') ?? '').includes('?versionId=')
  if (onItself && !replaces)
    throw new S3Error(
      'InvalidRequest',
      'This copy request is illegal because it is trying to copy an object to itself without changing anything.',
    )
  const headers = replaces ? headersToKeep(request.headers) : source.headers
  store.blobs.hold(source.blobs)
  try {
    const stored = store.put({
      bucket,
      key,
      headers,
      blobs: source.blobs,
      etag: source.etag.includes('-') ? await md5OfBody(request, source) : source.etag,
      checksum: source.checksum?.type === 'FULL_OBJECT' ? source.checksum : undefined,
      condition: writeCondition(request),
      eventName: 'ObjectCreated:Copy',
      principal: request.principal,
    })
    const children = [element('LastModified', stored.at), element('ETag', quoted(stored.etag))]
    return xmlReply('CopyObjectResult', children, { ...versionHeaders(stored), ...copySourceHeaders(source) })
  } finally {
    store.blobs.release(source.blobs)
  }
}

async function md5OfBody({ store }: S3Request, source: VersionRecord): Promise<string> {
  const digest = createDigest('md5')
  for await (const bytes of store.blobs.read(source.blobs, 0, source.size - 1)) digest.update(bytes)
  return digest.finish().toString('hex')
}

/** The range asked for; undefined = all of it, as also for forms that S3 ignores (several ranges, other units). */
export function parseRange(text: string | undefined, size: number): ByteRange | undefined {
  const found = /^bytes=(\d*)-(\d*)$/.exec(text?.trim() ?? '')
  if (found === null || (found[1] === '' && found[2] === '')) return undefined
  const [, first = '', last = ''] = found
  const start = first === '' ? Math.max(size - Number(last), 0) : Number(first)
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1)
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined
  if (start >= size)
    throw new S3Error('InvalidRange', 'The requested range is not satisfiable', { 'content-range': `bytes */${String(size)}` })
  return { start, end }
}

function checkReadConditions(request: S3Request, found: VersionRecord): void {
  const ifMatch = header(request, 'if-match')
  const ifNoneMatch = header(request, 'if-none-match')
  const modified = Math.floor(Date.parse(found.at) / 1000) * 1000
  const since = (name: string): number => Date.parse(header(request, name) ?? '')
  const changed = ifMatch === undefined ? modified > since('if-unmodified-since') : !matchesEtag(ifMatch, found.etag)
  if (changed) throw new S3Error('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold')
  const same = ifNoneMatch === undefined ? modified <= since('if-modified-since') : matchesEtag(ifNoneMatch, found.etag)
  if (same) throw new S3Error('NotModified', 'Not Modified', { etag: quoted(found.etag), ...versionHeaders(found) })
}

/** GetObject and HeadObject: the same headers, with or without the body. */
export function getObject(request: S3Request): S3Reply {
  const { store, query } = request
  const versionId = query.get('versionId') ?? undefined
  const found = store.find(request.bucket, request.key, versionId)
  if (found.marker === true) {
    if (versionId === undefined) throw new S3Error('NoSuchKey', 'The specified key does not exist.', versionHeaders(found))
    throw new S3Error('MethodNotAllowed', 'The specified method is not allowed against this resource.', {
      allow: 'DELETE',
      ...versionHeaders(found),
    })
  }
  checkReadConditions(request, found)
  const range = parseRange(header(request, 'range'), found.size)
  const { start, end } = range ?? { start: 0, end: found.size - 1 }
  const overridden: Record<string, string> = {}
  for (const [name, value] of query) {
    if (name.startsWith('response-')) overridden[name.slice('response-'.length)] = value
  }
  const withChecksum = header(request, 'x-amz-checksum-mode')?.toUpperCase() === 'ENABLED' && range === undefined
  const headers = {
    ...found.headers,
    ...overridden,
    'accept-ranges': 'bytes',
    'content-length': String(end - start + 1),
    etag: quoted(found.etag),
    'last-modified': new Date(found.at).toUTCString(),
    ...(range === undefined ? {} : { 'content-range': `bytes ${String(start)}-${String(end)}/${String(found.size)}` }),
    ...versionHeaders(found),
    ...(withChecksum ? checksumHeaders(found.checksum) : {}),
  }
  const status = range === undefined ? 200 : 206
  if (request.method === 'HEAD') return { status, headers }
  if (found.size <= SMALL_BODY_BYTES) return { status, headers, body: store.blobs.readSmall(found.blobs).subarray(start, end + 1) }
  // Held until the answer is sent: a delete or a new version meanwhile must not take the body away.
  store.blobs.hold(found.blobs)
  return {
    status,
    headers,
    body: store.blobs.read(found.blobs, start, end),
    release: () => {
      store.blobs.release(found.blobs)
    },
  }
}

export function deleteObject(request: S3Request): S3Reply {
  const removed = request.store.remove(request.bucket, request.key, request.query.get('versionId') ?? undefined, writeCondition(request))
  return emptyReply(204, removed === undefined ? {} : versionHeaders(removed))
}
