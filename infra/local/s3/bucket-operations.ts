// Understands the operations on the service and on buckets: create, look up, list, and delete many.
import { receiveDocument } from './body.ts'
import { S3Error } from './errors.ts'
import { compareKeys } from './keys.ts'
import type { VersionRecord } from './records.ts'
import { emptyReply, integerQuery, quoted, xmlReply } from './requests.ts'
import type { S3Reply, S3Request } from './requests.ts'
import { childText, element, parseRequest, requiredText } from './xml.ts'

const PAGE_MAX = 1000
const DELETE_MAX = 1000
const OWNER = element('Owner', [element('ID', 'local'), element('DisplayName', 'local')])

export function listBuckets({ store }: S3Request): S3Reply {
  const buckets = store.buckets().map(({ name, at }) => element('Bucket', [element('Name', name), element('CreationDate', at)]))
  return xmlReply('ListAllMyBucketsResult', [OWNER, element('Buckets', buckets)])
}

export function createBucket({ store, bucket }: S3Request): S3Reply {
  store.createBucket(bucket)
  return emptyReply(200, { location: `/${bucket}` })
}

export function headBucket({ store, bucket }: S3Request): S3Reply {
  store.bucket(bucket)
  return emptyReply(200, { 'x-amz-bucket-region': 'eu-west-1' })
}

export function getBucketLocation({ store, bucket }: S3Request): S3Reply {
  store.bucket(bucket)
  return xmlReply('LocationConstraint', ['eu-west-1'])
}

export function getBucketVersioning({ store, bucket }: S3Request): S3Reply {
  return xmlReply('VersioningConfiguration', store.bucket(bucket).versioned ? [element('Status', 'Enabled')] : [])
}

interface Page {
  readonly objects: readonly VersionRecord[]
  readonly commonPrefixes: readonly string[]
  /** Key or common prefix that ended the page, where there is more. */
  readonly last: string | undefined
}

interface PageRequest {
  readonly prefix: string
  readonly delimiter: string
  /** Exclusive; when it is a common prefix (it ends with the delimiter), all keys under it are passed over. */
  readonly after: string
  readonly sizeMax: number
}

/** The current objects of one page, in key order; reads memory only, never a body. */
function listPage(request: S3Request, { prefix, delimiter, after, sizeMax }: PageRequest): Page {
  const objects: VersionRecord[] = []
  const commonPrefixes: string[] = []
  let last: string | undefined
  for (const [key, state] of request.store.bucket(request.bucket).keys.from(compareKeys(after, prefix) > 0 ? after : prefix)) {
    if (!key.startsWith(prefix)) break
    const current = state.versions.at(-1)
    if (key === after || current === undefined || current.marker === true) continue
    const cut = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length)
    const commonPrefix = cut === -1 ? undefined : key.slice(0, cut + delimiter.length)
    if (commonPrefix !== undefined && (commonPrefix === commonPrefixes.at(-1) || commonPrefix === after)) continue
    if (objects.length + commonPrefixes.length === sizeMax) return { objects, commonPrefixes, last }
    if (commonPrefix === undefined) objects.push(current)
    else commonPrefixes.push(commonPrefix)
    last = commonPrefix ?? key
  }
  return { objects, commonPrefixes, last: undefined }
}

/** How keys are written in an answer: as they are, or percent-encoded (slashes stay) for keys that XML cannot carry. */
function keyWriter(request: S3Request): (key: string) => string {
  const type = request.query.get('encoding-type')
  if (type === null || type === '') return (key) => key
  if (type !== 'url') throw new S3Error('InvalidArgument', 'Invalid Encoding Method specified in Request')
  return (key) => encodeURIComponent(key).replaceAll('%2F', '/')
}

function decodeToken(token: string): string {
  const decoded = Buffer.from(token, 'base64url').toString('utf8')
  if (token === '' || Buffer.from(decoded).toString('base64url') !== token)
    throw new S3Error('InvalidArgument', 'The continuation token provided is incorrect')
  return decoded
}

export function listObjectsV2(request: S3Request): S3Reply {
  const { query } = request
  const write = keyWriter(request)
  const prefix = query.get('prefix') ?? ''
  const delimiter = query.get('delimiter') ?? ''
  const startAfter = query.get('start-after') ?? undefined
  const token = query.get('continuation-token') ?? undefined
  const sizeMax = integerQuery(request, 'max-keys', { otherwise: PAGE_MAX, max: PAGE_MAX })
  const after = token === undefined ? (startAfter ?? '') : decodeToken(token)
  const page = listPage(request, { prefix, delimiter, after, sizeMax })
  const owner = query.get('fetch-owner') === 'true' ? OWNER : ''
  const optional = (name: string, text: string | undefined): string => element(name, text === undefined || text === '' ? undefined : text)
  return xmlReply('ListBucketResult', [
    element('Name', request.bucket),
    element('Prefix', write(prefix)),
    optional('Delimiter', write(delimiter)),
    optional('StartAfter', startAfter === undefined ? undefined : write(startAfter)),
    optional('ContinuationToken', token),
    optional('NextContinuationToken', page.last === undefined ? undefined : Buffer.from(page.last).toString('base64url')),
    optional('EncodingType', query.get('encoding-type') ?? undefined),
    element('KeyCount', page.objects.length + page.commonPrefixes.length),
    element('MaxKeys', sizeMax),
    element('IsTruncated', page.last !== undefined),
    ...page.objects.map((one) =>
      element('Contents', [
        element('Key', write(one.key)),
        element('LastModified', one.at),
        element('ETag', quoted(one.etag)),
        element('ChecksumAlgorithm', one.checksum?.algorithm.toUpperCase()),
        element('ChecksumType', one.checksum?.type),
        element('Size', one.size),
        owner,
        element('StorageClass', 'STANDARD'),
      ]),
    ),
    ...page.commonPrefixes.map((one) => element('CommonPrefixes', [element('Prefix', write(one))])),
  ])
}

/** All versions, newest first within a key; a delimiter is refused by the router, as nothing here needs it. */
export function listObjectVersions(request: S3Request): S3Reply {
  const { query } = request
  const write = keyWriter(request)
  const prefix = query.get('prefix') ?? ''
  const keyMarker = query.get('key-marker') ?? ''
  const versionMarker = query.get('version-id-marker') ?? ''
  const sizeMax = integerQuery(request, 'max-keys', { otherwise: PAGE_MAX, max: PAGE_MAX })
  const entries: string[] = []
  let last: VersionRecord | undefined
  let truncated = false
  for (const [key, state] of request.store.bucket(request.bucket).keys.from(compareKeys(keyMarker, prefix) > 0 ? keyMarker : prefix)) {
    if (!key.startsWith(prefix) || truncated) break
    if (key === keyMarker && versionMarker === '') continue
    const newestFirst = state.versions.toReversed()
    const skipped = key === keyMarker ? newestFirst.findIndex((one) => String(one.version) === versionMarker) + 1 : 0
    for (const version of newestFirst.slice(skipped)) {
      truncated = entries.length === sizeMax
      if (truncated) break
      entries.push(versionEntry(version, version === newestFirst[0], write))
      last = version
    }
  }
  const next = truncated && last !== undefined ? last : undefined
  return xmlReply('ListVersionsResult', [
    element('Name', request.bucket),
    element('Prefix', write(prefix)),
    element('KeyMarker', write(keyMarker)),
    element('VersionIdMarker', versionMarker),
    element('NextKeyMarker', next === undefined ? undefined : write(next.key)),
    element('NextVersionIdMarker', next === undefined ? undefined : String(next.version)),
    element('EncodingType', query.get('encoding-type') ?? undefined),
    element('MaxKeys', sizeMax),
    element('IsTruncated', next !== undefined),
    ...entries,
  ])
}

function versionEntry(version: VersionRecord, isLatest: boolean, write: (key: string) => string): string {
  const head = [
    element('Key', write(version.key)),
    element('VersionId', String(version.version)),
    element('IsLatest', isLatest),
    element('LastModified', version.at),
  ]
  if (version.marker === true) return element('DeleteMarker', [...head, OWNER])
  return element('Version', [
    ...head,
    element('ETag', quoted(version.etag)),
    element('Size', version.size),
    OWNER,
    element('StorageClass', 'STANDARD'),
  ])
}

export async function deleteObjects(request: S3Request): Promise<S3Reply> {
  const { store, bucket } = request
  store.bucket(bucket)
  const root = parseRequest(await receiveDocument(request.headers, request.body, { verified: true }), 'Delete')
  const quiet = childText(root, 'Quiet') === 'true'
  const objects = root.children
    .filter((child) => child.name === 'Object')
    .map((object) => ({ key: requiredText(object, 'Key'), versionId: childText(object, 'VersionId'), etag: childText(object, 'ETag') }))
  if (objects.length === 0 || objects.length > DELETE_MAX)
    throw new S3Error('MalformedXML', `A Delete request holds 1 to ${String(DELETE_MAX)} objects.`)
  const results = objects.map(({ key, versionId, etag }) => {
    const named = [element('Key', key), element('VersionId', versionId)]
    try {
      const removed = store.remove(bucket, key, versionId, { ifMatch: etag })
      const marker =
        removed?.marker === true ? [element('DeleteMarker', true), element('DeleteMarkerVersionId', String(removed.version))] : []
      return quiet ? '' : element('Deleted', [...named, ...marker])
    } catch (error) {
      if (!(error instanceof S3Error)) throw error
      return element('Error', [...named, element('Code', error.code), element('Message', error.message)])
    }
  })
  return xmlReply('DeleteResult', results)
}
