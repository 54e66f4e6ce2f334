// Understands multipart uploads: create, upload part (also by copy), list, complete and abort.
import { receiveBody, receiveDocument, statedChecksum } from './body.ts'
import type { ReceivedBody } from './body.ts'
import { createDigest, digestOf, isChecksumAlgorithm, isCrc } from './checksums.ts'
import type { ChecksumAlgorithm } from './checksums.ts'
import { S3Error } from './errors.ts'
import { copySource, copySourceHeaders, parseRange, writeCondition } from './object-operations.ts'
import type { PartRecord, StoredChecksum } from './records.ts'
import {
  checksumElements,
  checksumHeaders,
  emptyReply,
  header,
  headersToKeep,
  integerQuery,
  quoted,
  versionHeaders,
  xmlReply,
} from './requests.ts'
import type { S3Reply, S3Request } from './requests.ts'
import type { Store, Upload } from './store.ts'
import { childText, element, parseRequest, requiredText } from './xml.ts'

const PART_MAX = 10_000
const PART_BYTES_MIN = 5 * 2 ** 20

const uploadIdOf = (request: S3Request): string => request.query.get('uploadId') ?? ''

export function createMultipartUpload(request: S3Request): S3Reply {
  const algorithm = header(request, 'x-amz-checksum-algorithm')?.toLowerCase()
  if (algorithm !== undefined && !isChecksumAlgorithm(algorithm))
    throw new S3Error('NotImplemented', `The checksum algorithm ${algorithm} is not implemented here.`)
  const type = header(request, 'x-amz-checksum-type') ?? (algorithm === 'crc64nvme' ? 'FULL_OBJECT' : 'COMPOSITE')
  if ((type !== 'FULL_OBJECT' && type !== 'COMPOSITE') || (type === 'FULL_OBJECT' && algorithm !== undefined && !isCrc(algorithm))) {
    throw new S3Error('InvalidRequest', `The ${type} checksum type cannot be used with this checksum algorithm.`)
  }
  const upload = request.store.createUpload({
    bucket: request.bucket,
    key: request.key,
    headers: headersToKeep(request.headers),
    ...(algorithm === undefined ? {} : { checksum: { algorithm, type } }),
  })
  return xmlReply(
    'InitiateMultipartUploadResult',
    [element('Bucket', request.bucket), element('Key', request.key), element('UploadId', upload.id)],
    { ...(algorithm === undefined ? {} : { 'x-amz-checksum-algorithm': algorithm.toUpperCase(), 'x-amz-checksum-type': type }) },
  )
}

function partNumberOf(request: S3Request): number {
  const part = integerQuery(request, 'partNumber', { otherwise: 0, max: PART_MAX + 1 })
  if (part < 1 || part > PART_MAX)
    throw new S3Error('InvalidArgument', `Part number must be an integer between 1 and ${String(PART_MAX)}, inclusive`)
  return part
}

function storePart(request: S3Request, body: ReceivedBody): PartRecord {
  try {
    return request.store.putPart(request.bucket, request.key, {
      upload: uploadIdOf(request),
      part: partNumberOf(request),
      etag: body.md5.toString('hex'),
      blobs: body.blobs,
      ...(body.checksum === undefined ? {} : { checksum: body.checksum }),
    })
  } finally {
    request.store.blobs.release(body.blobs)
  }
}

export async function uploadPart(request: S3Request): Promise<S3Reply> {
  const { store, bucket, key } = request
  partNumberOf(request)
  const upload = store.upload(bucket, key, uploadIdOf(request))
  const part = storePart(request, await receiveBody(store.blobs, request.headers, request.body, upload.checksum?.algorithm))
  return emptyReply(200, { etag: quoted(part.etag), ...partChecksumHeaders(part) })
}

function partChecksumHeaders(part: PartRecord): Record<string, string> {
  return part.checksum === undefined ? {} : { [`x-amz-checksum-${part.checksum.algorithm}`]: part.checksum.value }
}

export async function uploadPartCopy(request: S3Request): Promise<S3Reply> {
  const { store, bucket, key } = request
  partNumberOf(request)
  const upload = store.upload(bucket, key, uploadIdOf(request))
  const source = copySource(request)
  const rangeText = header(request, 'x-amz-copy-source-range')
  const range = parseRange(rangeText, source.size)
  if (rangeText !== undefined && range === undefined)
    throw new S3Error('InvalidArgument', 'The x-amz-copy-source-range value must be of the form bytes=first-last')
  store.blobs.hold(source.blobs)
  try {
    const bytes = store.blobs.read(source.blobs, range?.start ?? 0, range?.end ?? source.size - 1)
    const part = storePart(request, await receiveBody(store.blobs, {}, bytes, upload.checksum?.algorithm))
    return xmlReply('CopyPartResult', [element('LastModified', part.at), element('ETag', quoted(part.etag))], copySourceHeaders(source))
  } finally {
    store.blobs.release(source.blobs)
  }
}

export function listParts(request: S3Request): S3Reply {
  const upload = request.store.upload(request.bucket, request.key, uploadIdOf(request))
  const sizeMax = integerQuery(request, 'max-parts', { otherwise: 1000, max: 1000 })
  const marker = integerQuery(request, 'part-number-marker', { otherwise: 0, max: PART_MAX })
  const later = [...upload.parts.values()].filter(({ part }) => part > marker).sort((left, right) => left.part - right.part)
  const page = later.slice(0, sizeMax)
  return xmlReply('ListPartsResult', [
    element('Bucket', request.bucket),
    element('Key', request.key),
    element('UploadId', upload.id),
    element('PartNumberMarker', marker),
    element('NextPartNumberMarker', page.at(-1)?.part ?? 0),
    element('MaxParts', sizeMax),
    element('IsTruncated', later.length > page.length),
    ...page.map((one) =>
      element('Part', [
        element('PartNumber', one.part),
        element('LastModified', one.at),
        element('ETag', quoted(one.etag)),
        element('Size', one.size),
        one.checksum === undefined ? '' : element(`Checksum${one.checksum.algorithm.toUpperCase()}`, one.checksum.value),
      ]),
    ),
  ])
}

export function listMultipartUploads(request: S3Request): S3Reply {
  const uploads = request.store
    .uploads(request.bucket)
    .map((one) => element('Upload', [element('Key', one.key), element('UploadId', one.id), element('Initiated', one.at)]))
  return xmlReply('ListMultipartUploadsResult', [element('Bucket', request.bucket), element('IsTruncated', false), ...uploads])
}

/** The parts that a CompleteMultipartUpload document names, each checked against what was uploaded. */
function chosenParts(upload: Upload, document: Buffer): readonly PartRecord[] {
  const named = parseRequest(document, 'CompleteMultipartUpload').children.filter((child) => child.name === 'Part')
  if (named.length === 0 || named.length > PART_MAX)
    throw new S3Error('MalformedXML', `An upload is completed with 1 to ${String(PART_MAX)} parts.`)
  let previous = 0
  return named.map((one, index) => {
    const number = Number(requiredText(one, 'PartNumber'))
    const part = upload.parts.get(number)
    const stated = part?.checksum && childText(one, `Checksum${part.checksum.algorithm.toUpperCase()}`)
    if (part?.etag !== requiredText(one, 'ETag').replaceAll('"', '') || (stated !== undefined && stated !== part.checksum?.value)) {
      throw new S3Error(
        'InvalidPart',
        'One or more of the specified parts could not be found. The part may not have been uploaded, or its entity tag may not match.',
      )
    }
    if (number <= previous)
      throw new S3Error('InvalidPartOrder', 'The list of parts was not in ascending order. Parts must be ordered by part number.')
    previous = number
    if (index < named.length - 1 && part.size < PART_BYTES_MIN)
      throw new S3Error('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size')
    return part
  })
}

/** The checksum of the whole: over the checksums of the parts (composite), or over all bytes, read once more (full object). */
async function wholeChecksum(store: Store, upload: Upload, parts: readonly PartRecord[]): Promise<StoredChecksum | undefined> {
  if (upload.checksum === undefined) return undefined
  const { algorithm, type } = upload.checksum
  if (type === 'FULL_OBJECT') return { algorithm, type, value: (await digestOfParts(store, algorithm, parts)).toString('base64') }
  const values = parts.map((part) => Buffer.from(part.checksum?.algorithm === algorithm ? part.checksum.value : '', 'base64'))
  if (values.some((value) => value.length === 0))
    throw new S3Error('InvalidPart', `A part was uploaded without the checksum ${algorithm.toUpperCase()} of its upload.`)
  return { algorithm, type, value: `${digestOf(algorithm, Buffer.concat(values)).toString('base64')}-${String(parts.length)}` }
}

async function digestOfParts(store: Store, algorithm: ChecksumAlgorithm, parts: readonly PartRecord[]): Promise<Buffer> {
  const digest = createDigest(algorithm)
  for (const part of parts) {
    for await (const bytes of store.blobs.read(part.blobs, 0, part.size - 1)) digest.update(bytes)
  }
  return digest.finish()
}

export async function completeMultipartUpload(request: S3Request): Promise<S3Reply> {
  const { store, bucket, key } = request
  const upload = store.upload(bucket, key, uploadIdOf(request))
  const parts = chosenParts(upload, await receiveDocument(request.headers, request.body, { verified: false }))
  const blobs = parts.flatMap((part) => part.blobs)
  store.checkCondition(bucket, key, writeCondition(request))
  store.blobs.hold(blobs)
  try {
    const checksum = await wholeChecksum(store, upload, parts)
    checkWhole(request, parts, checksum)
    // The digest above took time: a part that was replaced meanwhile must not be completed under its old ETag.
    if (parts.some((part) => upload.parts.get(part.part) !== part))
      throw new S3Error('InvalidPart', 'A part was replaced while the upload was being completed.')
    const stored = store.put({
      bucket,
      key,
      headers: upload.headers,
      blobs,
      checksum,
      upload: upload.id,
      etag: `${digestOf('md5', Buffer.concat(parts.map((part) => Buffer.from(part.etag, 'hex')))).toString('hex')}-${String(parts.length)}`,
      condition: writeCondition(request),
      eventName: 'ObjectCreated:CompleteMultipartUpload',
      principal: request.principal,
    })
    const children = [
      element('Location', `/${bucket}/${key}`),
      element('Bucket', bucket),
      element('Key', key),
      element('ETag', quoted(stored.etag)),
      checksumElements(checksum),
    ]
    return xmlReply('CompleteMultipartUploadResult', children, { ...versionHeaders(stored), ...checksumHeaders(checksum) })
  } finally {
    store.blobs.release(blobs)
  }
}

/** Compares what the client says of the whole object (size, checksum) with what it will be. */
function checkWhole(request: S3Request, parts: readonly PartRecord[], checksum: StoredChecksum | undefined): void {
  const size = header(request, 'x-amz-mp-object-size')
  if (size !== undefined && Number(size) !== parts.reduce((sum, part) => sum + part.size, 0)) {
    throw new S3Error('InvalidRequest', 'The provided x-amz-mp-object-size does not match the size of the parts.')
  }
  const stated = statedChecksum(request.headers)
  if (stated === undefined) return
  const same =
    checksum?.algorithm === stated.algorithm && (checksum.value === stated.value || checksum.value.replace(/-\d+$/, '') === stated.value)
  if (!same) throw new S3Error('BadDigest', `The ${stated.algorithm.toUpperCase()} you specified did not match the calculated checksum.`)
}

export function abortMultipartUpload(request: S3Request): S3Reply {
  request.store.abortUpload(request.bucket, request.key, uploadIdOf(request))
  return emptyReply(204)
}
