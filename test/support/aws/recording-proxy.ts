// Understands which permissions a function uses: passes its calls on to the embedded service and writes down the action and resource that AWS would check.
import { createServer, request, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface UsedPermission {
  readonly action: string
  readonly resource: string
}

export interface RecordingProxy {
  readonly endpoint: string
  readonly used: Map<string, UsedPermission>
  close(): Promise<void>
}

type Recorder = (message: IncomingMessage, body: Buffer, status: number) => UsedPermission[]

/** A proxy on a free port of 127.0.0.1 before `target`. Bodies pass unchanged; small samples are held whole. */
export async function startRecordingProxy(target: string, recorder: Recorder): Promise<RecordingProxy> {
  const used = new Map<string, UsedPermission>()
  const server = createServer((incoming, outgoing) => {
    const pieces: Buffer[] = []
    incoming.on('data', (piece: Buffer) => pieces.push(piece))
    incoming.on('end', () => {
      const body = Buffer.concat(pieces)
      const forwarded = request(
        new URL(incoming.url ?? '/', target),
        { method: incoming.method ?? 'GET', headers: incoming.headers },
        (answer) => {
          for (const permission of recorder(incoming, body, answer.statusCode ?? 0))
            used.set(`${permission.action} ${permission.resource}`, permission)
          outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
          answer.pipe(outgoing)
        },
      )
      forwarded.on('error', () => {
        outgoing.destroy()
      })
      forwarded.end(body)
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const close = async (): Promise<void> => {
    server.closeAllConnections()
    await new Promise((resolve) => {
      server.close(resolve)
    })
  }
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, used, close }
}

/** The permission that an S3 call needs. A read of a key that is not there answers 404 only to who may list the bucket. */
export function s3Permissions(bucketId: (name: string) => string, keyOf: (bucketId: string) => string): Recorder {
  return ({ method, url }, _body, status) => {
    const { pathname, searchParams } = new URL(url ?? '/', 'http://local')
    const [, bucketName = '', ...rest] = pathname.split('/')
    const bucket = bucketId(decodeURIComponent(bucketName))
    const resource = `arn:${bucket}/${rest.map(decodeURIComponent).join('/')}`
    if (method === 'GET' && searchParams.has('list-type')) return [{ action: 's3:ListBucket', resource: `arn:${bucket}` }]
    if (method === 'GET' && searchParams.has('versions')) return [{ action: 's3:ListBucketVersions', resource: `arn:${bucket}` }]
    const kms = (action: string): UsedPermission => ({ action, resource: keyOf(bucket) })
    if (method === 'GET' || method === 'HEAD') {
      const action = searchParams.has('versionId') ? 's3:GetObjectVersion' : 's3:GetObject'
      return status === 404
        ? [
            { action, resource },
            { action: 's3:ListBucket', resource: `arn:${bucket}` },
          ]
        : [{ action, resource }, kms('kms:Decrypt')]
    }
    if (method === 'DELETE' && searchParams.has('uploadId')) return [{ action: 's3:AbortMultipartUpload', resource }]
    if (method === 'DELETE') return [{ action: 's3:DeleteObject', resource }]
    const isUploadInParts = searchParams.has('uploadId') || searchParams.has('uploads')
    return [{ action: 's3:PutObject', resource }, kms('kms:GenerateDataKey'), ...(isUploadInParts ? [kms('kms:Decrypt')] : [])]
  }
}

interface DynamodbCall {
  readonly TableName?: string
  readonly IndexName?: string
  readonly RequestItems?: Readonly<Record<string, unknown>>
}

/** The permission that a DynamoDB call needs. An index is a resource of its own. */
export function dynamodbPermissions(tableId: (name: string) => string, keyOf: (tableId: string) => string): Recorder {
  return ({ headers }, body) => {
    const operation = String(headers['x-amz-target']).split('.')[1] ?? ''
    const { TableName, IndexName, RequestItems = {} } = JSON.parse(body.toString('utf8')) as DynamodbCall
    const tables = TableName === undefined ? Object.keys(RequestItems) : [TableName]
    return tables.map(tableId).flatMap((table) => [
      { action: `dynamodb:${operation}`, resource: IndexName === undefined ? `arn:${table}` : `arn:${table}/index/${IndexName}` },
      { action: 'kms:Decrypt', resource: keyOf(table) },
    ])
  }
}

/** The permission that a call of SQS needs: a queue is named by its address. */
export function sqsPermissions(queueId: (address: string) => string): Recorder {
  return ({ headers }, body) => {
    const action = `sqs:${String(headers['x-amz-target']).split('.')[1] ?? ''}`
    const { QueueUrl = '' } = JSON.parse(body.toString('utf8')) as { readonly QueueUrl?: string }
    return [{ action, resource: `arn:${queueId(QueueUrl)}` }]
  }
}
