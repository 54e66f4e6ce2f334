// Understands which operation a request is: by place, method, query parameters and the copy header; anything else is NotImplemented.
import {
  createBucket,
  deleteObjects,
  getBucketLocation,
  getBucketVersioning,
  headBucket,
  listBuckets,
  listObjectVersions,
  listObjectsV2,
} from './bucket-operations.ts'
import { S3Error } from './errors.ts'
import { copyObject, deleteObject, getObject, putObject } from './object-operations.ts'
import type { S3Reply, S3Request } from './requests.ts'
import {
  abortMultipartUpload,
  completeMultipartUpload,
  createMultipartUpload,
  listMultipartUploads,
  listParts,
  uploadPart,
  uploadPartCopy,
} from './upload-operations.ts'

interface Operation {
  readonly method: string
  readonly place: 'service' | 'bucket' | 'object'
  /** Query parameters that make it this operation. */
  readonly needs?: readonly string[]
  /** Further ones that it understands; a parameter outside both lists is refused, never ignored. */
  readonly allows?: readonly string[]
  readonly copies?: true
  readonly run: (request: S3Request) => S3Reply | Promise<S3Reply>
}

const OVERRIDES = ['cache-control', 'content-disposition', 'content-encoding', 'content-language', 'content-type', 'expires'].map(
  (name) => `response-${name}`,
)
const PAGE = ['prefix', 'max-keys', 'encoding-type']

/** The more particular ones first. */
const OPERATIONS: readonly Operation[] = [
  { place: 'service', method: 'GET', allows: ['max-buckets'], run: listBuckets },
  {
    place: 'bucket',
    method: 'GET',
    needs: ['list-type'],
    allows: [...PAGE, 'delimiter', 'continuation-token', 'start-after', 'fetch-owner'],
    run: listObjectsV2,
  },
  { place: 'bucket', method: 'GET', needs: ['versions'], allows: [...PAGE, 'key-marker', 'version-id-marker'], run: listObjectVersions },
  { place: 'bucket', method: 'GET', needs: ['location'], run: getBucketLocation },
  { place: 'bucket', method: 'GET', needs: ['versioning'], run: getBucketVersioning },
  { place: 'bucket', method: 'GET', needs: ['uploads'], run: listMultipartUploads },
  { place: 'bucket', method: 'PUT', run: createBucket },
  { place: 'bucket', method: 'HEAD', run: headBucket },
  { place: 'bucket', method: 'POST', needs: ['delete'], run: deleteObjects },
  { place: 'object', method: 'PUT', needs: ['uploadId', 'partNumber'], copies: true, run: uploadPartCopy },
  { place: 'object', method: 'PUT', needs: ['uploadId', 'partNumber'], run: uploadPart },
  { place: 'object', method: 'PUT', copies: true, run: copyObject },
  { place: 'object', method: 'PUT', run: putObject },
  { place: 'object', method: 'GET', needs: ['uploadId'], allows: ['max-parts', 'part-number-marker'], run: listParts },
  { place: 'object', method: 'GET', allows: ['versionId', ...OVERRIDES], run: getObject },
  { place: 'object', method: 'HEAD', allows: ['versionId', ...OVERRIDES], run: getObject },
  { place: 'object', method: 'DELETE', needs: ['uploadId'], run: abortMultipartUpload },
  { place: 'object', method: 'DELETE', allows: ['versionId'], run: deleteObject },
  { place: 'object', method: 'POST', needs: ['uploads'], run: createMultipartUpload },
  { place: 'object', method: 'POST', needs: ['uploadId'], run: completeMultipartUpload },
]

/** Parameters of the SDK and of presigned addresses, which say nothing about the operation. */
const isNeutral = (name: string): boolean => name === 'x-id' || name.toLowerCase().startsWith('x-amz-')

/** Runs the operation that a request is. */
export async function route(request: S3Request): Promise<S3Reply> {
  const place = request.key !== '' ? 'object' : request.bucket !== '' ? 'bucket' : 'service'
  const parameters = [...request.query.keys()].filter((name) => !isNeutral(name))
  const here = OPERATIONS.filter((operation) => operation.place === place && operation.method === request.method)
  if (here.length === 0)
    throw new S3Error(
      request.method === 'DELETE' ? 'NotImplemented' : 'MethodNotAllowed',
      'The specified method is not allowed against this resource.',
    )
  const found = here.find(
    ({ needs = [], allows = [], copies }) =>
      (copies !== true || request.headers['x-amz-copy-source'] !== undefined)
      && needs.every((name) => parameters.includes(name))
      && parameters.every((name) => needs.includes(name) || allows.includes(name)),
  )
  if (found === undefined) throw new S3Error('NotImplemented', `A query of this kind is not implemented here: ${parameters.join(', ')}`)
  return found.run(request)
}
