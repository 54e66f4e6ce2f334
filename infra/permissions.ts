// Understands what each stage may touch: buckets by prefix, tables by action. The roles are made from this, and a test checks recorded calls against them.
import { PREFIXES, type Bucket, type StageName, type Table } from '../shared/pipeline/layout.ts'

export interface ObjectPermission {
  readonly bucket: Bucket
  readonly actions: readonly ('s3:GetObject' | 's3:GetObjectVersion' | 's3:PutObject' | 's3:AbortMultipartUpload' | 's3:ListBucket')[]
  /** Key patterns; empty for actions on the bucket itself. */
  readonly keys: readonly string[]
}

export interface TablePermission {
  readonly table: Table
  readonly actions: readonly (
    'dynamodb:GetItem' | 'dynamodb:BatchGetItem' | 'dynamodb:Query' | 'dynamodb:PutItem' | 'dynamodb:UpdateItem'
  )[]
}

export interface StagePermissions {
  readonly objects: readonly ObjectPermission[]
  readonly tables: readonly TablePermission[]
}

const WRITE = ['s3:PutObject', 's3:AbortMultipartUpload'] as const

/** A HEAD or GET of a missing key answers 404 only to who may list the bucket; without it S3 says 403, which would be a fault. */
const list = (bucket: Bucket): ObjectPermission => ({ bucket, actions: ['s3:ListBucket'], keys: [] })

export const STAGE_PERMISSIONS: Readonly<Record<StageName, StagePermissions>> = {
  intake: {
    objects: [
      // Always the version that the event names.
      { bucket: 'inbox', actions: ['s3:GetObjectVersion'], keys: [`${PREFIXES.declarations}*`] },
      { bucket: 'work', actions: ['s3:PutObject'], keys: ['*/*.chunk', '*/*.segment', '*/manifest', '*/*.compute'] },
      { bucket: 'work', actions: ['s3:GetObject'], keys: ['*/*.segment'] },
      { bucket: 'reports', actions: WRITE, keys: ['*'] },
    ],
    tables: [
      // An employer named by RSZ number alone.
      { table: 'registry', actions: ['dynamodb:Query'] },
      { table: 'runs', actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'] },
    ],
  },
  compute: {
    objects: [
      list('work'),
      { bucket: 'work', actions: ['s3:GetObject'], keys: ['*/*.chunk', '*/*.result', '*/manifest'] },
      { bucket: 'work', actions: ['s3:PutObject'], keys: ['*/*.result', '*/run.settle'] },
    ],
    tables: [
      { table: 'registry', actions: ['dynamodb:Query'] },
      { table: 'runs', actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem'] },
    ],
  },
  settle: {
    objects: [
      { bucket: 'work', actions: ['s3:GetObject'], keys: ['*/*.result', '*/manifest'] },
      { bucket: 'ledger', actions: ['s3:GetObject', 's3:PutObject'], keys: ['records/*'] },
      { bucket: 'payments', actions: ['s3:GetObject', ...WRITE], keys: ['*'] },
      { bucket: 'reports', actions: WRITE, keys: ['*'] },
      { bucket: 'inbox', actions: ['s3:PutObject'], keys: [`${PREFIXES.recompute}*`] },
    ],
    tables: [
      { table: 'registry', actions: ['dynamodb:Query'] },
      { table: 'ledger', actions: ['dynamodb:Query', 'dynamodb:PutItem'] },
      { table: 'runs', actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem'] },
    ],
  },
  registry: {
    objects: [
      { bucket: 'inbox', actions: ['s3:GetObjectVersion'], keys: [`${PREFIXES.registry}*`] },
      { bucket: 'reports', actions: WRITE, keys: ['*'] },
    ],
    tables: [{ table: 'registry', actions: ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'] }],
  },
}
