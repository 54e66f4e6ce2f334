// Understands the role of a function: exactly what permissions.ts says of it, the keys behind that, and its own log.
import { Aws } from 'aws-cdk-lib'
import { Effect, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { LogGroup } from 'aws-cdk-lib/aws-logs'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import type { Construct } from 'constructs'
import type { FunctionName, Table as TableName } from '../shared/pipeline/layout.ts'
import { acknowledgeKeyPattern, acknowledgeTracing } from './acknowledgements.ts'
import { FUNCTION_PERMISSIONS, type ObjectPermission, type TablePermission } from './permissions.ts'
import type { Storage } from './storage.ts'
import { TABLE_KEYS } from './tables.ts'

/** The queue of a stage, and the one of its dead letters. */
export interface QueuePair {
  readonly queue: Queue
  readonly deadLetters: Queue
}
export type StageQueues = Readonly<Partial<Record<FunctionName, QueuePair>>>

export interface RoleProps {
  readonly name: FunctionName
  readonly storage: Storage
  readonly logGroup: LogGroup
  /** Queues that the function asks about. */
  readonly asks: StageQueues
}

export function functionRole(scope: Construct, { name, storage, logGroup, asks }: RoleProps): Role {
  const { objects, tables, queues = [] } = FUNCTION_PERMISSIONS[name]
  const statements = [
    ...objects.map((permission) => objectStatement(permission, storage)),
    ...tables.map((permission) => tableStatement(permission, storage)),
    ...(queues.length === 0
      ? []
      : [
          new PolicyStatement({
            actions: ['sqs:GetQueueAttributes'],
            resources: queues.flatMap((stage) => Object.values<Queue>({ ...queuesOf(asks, stage) }).map(({ queueArn }) => queueArn)),
          }),
        ]),
    ...keyStatements(name, storage),
    new PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] }),
  ]
  const role = new Role(scope, 'role', {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    description: `Kwartaalpremie function ${name}`,
    inlinePolicies: { stage: new PolicyDocument({ statements }) },
  })
  for (const { bucket, keys } of objects) for (const pattern of keys) acknowledgeKeyPattern(role, storage.buckets[bucket], pattern)
  acknowledgeTracing(role)
  return role
}

function objectStatement({ bucket, actions, keys }: ObjectPermission, { buckets }: Storage): PolicyStatement {
  const resources = keys.length === 0 ? [buckets[bucket].bucketArn] : keys.map((pattern) => buckets[bucket].arnForObjects(pattern))
  return new PolicyStatement({ effect: Effect.ALLOW, actions: [...actions], resources })
}

function tableStatement({ table, actions, onIndex }: TablePermission, storage: Storage): PolicyStatement {
  const resources = [onIndex === undefined ? storage.tables[table].tableArn : indexArn(storage, table, onIndex)]
  return new PolicyStatement({ effect: Effect.ALLOW, actions: [...actions], resources })
}

function indexArn(storage: Storage, table: TableName, name: string): string {
  if (!TABLE_KEYS[table].indexes.some((index) => index.name === name)) throw new Error(`the table ${table} has no index ${name}`)
  return `${storage.tables[table].tableArn}/index/${name}`
}

/** Fails at synthesis where a function asks about a queue that it was not given. */
export function queuesOf(asks: StageQueues, stage: FunctionName): QueuePair {
  const queues = asks[stage]
  if (!queues) throw new Error(`the queues of ${stage} are asked about and were not given`)
  return { queue: queues.queue, deadLetters: queues.deadLetters }
}

/** Actions on objects that S3 decrypts for: reads, and uploads in parts. */
const DECRYPTING: readonly string[] = ['s3:GetObject', 's3:GetObjectVersion', 's3:AbortMultipartUpload']

/** A put into an encrypted bucket needs a data key, a read or an upload in parts also decryption; a list of names needs neither. */
function keyStatements(name: FunctionName, storage: Storage): PolicyStatement[] {
  const { objects, tables } = FUNCTION_PERMISSIONS[name]
  const keysOf = (isMeant: (action: string) => boolean): ReadonlySet<{ readonly keyArn: string }> =>
    new Set(objects.filter(({ actions }) => actions.some(isMeant)).map(({ bucket }) => storage.keyOfBucket(bucket)))
  const statement = (actions: string[], keys: Iterable<{ readonly keyArn: string }>, service: string): PolicyStatement[] => {
    const resources = [...keys].map(({ keyArn }) => keyArn)
    const conditions = { StringEquals: { 'kms:ViaService': `${service}.${Aws.REGION}.amazonaws.com` } }
    return resources.length === 0 ? [] : [new PolicyStatement({ actions, resources, conditions })]
  }
  return [
    ...statement(
      ['kms:GenerateDataKey'],
      keysOf((action) => action === 's3:PutObject'),
      's3',
    ),
    ...statement(
      ['kms:Decrypt'],
      keysOf((action) => DECRYPTING.includes(action)),
      's3',
    ),
    ...statement(['kms:Decrypt'], new Set(tables.map(({ table }) => storage.keyOfTable(table))), 'dynamodb'),
  ]
}
