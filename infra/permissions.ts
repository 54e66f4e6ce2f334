// Understands what each function may touch: buckets by prefix, tables by action, queues. The roles are made from this, and a test checks recorded calls against them.
import { REFERENCE_INDEX } from '../functions/adapters/dynamodb-registry.ts'
import { OPEN_INDEX, RECEIVED_INDEX } from '../functions/adapters/run-items.ts'
import {
  ANSWERS_FOLDER,
  OVERVIEW_KEY,
  PARAMETERS_FOLDER,
  PREFIXES,
  STAGE_NAMES,
  type Bucket,
  type FunctionName,
  type StageName,
  type Table,
} from '../shared/pipeline/layout.ts'

export interface ObjectPermission {
  readonly bucket: Bucket
  readonly actions: readonly (
    's3:GetObject' | 's3:GetObjectVersion' | 's3:PutObject' | 's3:AbortMultipartUpload' | 's3:ListBucket' | 's3:ListBucketVersions'
  )[]
  /** Key patterns; empty for actions on the bucket itself. */
  readonly keys: readonly string[]
}

export interface TablePermission {
  readonly table: Table
  /** On an index of the table, which is a resource of its own: a query of it is not covered by the table. */
  readonly onIndex?: string
  readonly actions: readonly (
    'dynamodb:GetItem' | 'dynamodb:BatchGetItem' | 'dynamodb:Query' | 'dynamodb:PutItem' | 'dynamodb:UpdateItem'
  )[]
}

export interface FunctionPermissions {
  readonly objects: readonly ObjectPermission[]
  readonly tables: readonly TablePermission[]
  /** Queues of which it may ask how many messages wait; their addresses come into its environment. */
  readonly queues?: readonly StageName[]
}

const WRITE = ['s3:PutObject', 's3:AbortMultipartUpload'] as const

/** A HEAD or GET of a missing key answers 404 only to who may list the bucket; without it S3 says 403, which would be a fault. */
const list = (bucket: Bucket): ObjectPermission => ({ bucket, actions: ['s3:ListBucket'], keys: [] })

export const FUNCTION_PERMISSIONS: Readonly<Record<FunctionName, FunctionPermissions>> = {
  intake: {
    objects: [
      // Always the version that the event names.
      { bucket: 'inbox', actions: ['s3:GetObjectVersion'], keys: [`${PREFIXES.declarations}*`, `${PREFIXES.dryRun}*`] },
      { bucket: 'work', actions: ['s3:PutObject'], keys: ['*/*.chunk', '*/*.segment', '*/*.employer', '*/manifest', '*/*.compute'] },
      { bucket: 'work', actions: ['s3:GetObject'], keys: ['*/*.segment', '*/*.employer', '*/upload.intake'] },
      { bucket: 'reports', actions: WRITE, keys: ['*'] },
    ],
    tables: [
      // An employer named by RSZ number alone: the index proposes, the table says what is in force.
      { table: 'registry', actions: ['dynamodb:Query'] },
      { table: 'registry', onIndex: REFERENCE_INDEX, actions: ['dynamodb:Query'] },
      { table: 'runs', actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'] },
    ],
  },
  recompute: {
    objects: [
      { bucket: 'inbox', actions: ['s3:GetObjectVersion'], keys: [`${PREFIXES.recompute}*`] },
      { bucket: 'work', actions: ['s3:PutObject'], keys: ['*/accounts', '*/*.chunk', '*/manifest', '*/*.compute'] },
      { bucket: 'work', actions: ['s3:GetObject'], keys: ['*/accounts', '*/upload.recompute'] },
      { bucket: 'reports', actions: WRITE, keys: ['*'] },
    ],
    tables: [
      // Which accounts there are.
      { table: 'ledger', actions: ['dynamodb:Query'] },
      { table: 'runs', actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'] },
    ],
  },
  release: {
    objects: [
      { bucket: 'inbox', actions: ['s3:GetObjectVersion'], keys: [`${PREFIXES.release}*`] },
      // The chunks of its own run, and what a run that is released goes on with.
      { bucket: 'work', actions: ['s3:PutObject'], keys: ['*/accounts', '*/*.chunk', '*/manifest', '*/*.compute', '*/run.settle'] },
      { bucket: 'work', actions: ['s3:GetObject'], keys: ['*/accounts', '*/*.chunk', '*/manifest', '*/upload.release'] },
      // What was declared, for a statement.
      { bucket: 'ledger', actions: ['s3:GetObject'], keys: ['records/*'] },
      { bucket: 'reports', actions: WRITE, keys: ['*'] },
    ],
    tables: [
      // Who is the payee, that a second person confirmed its account number, that a person lifted a refusal.
      { table: 'registry', actions: ['dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:UpdateItem'] },
      { table: 'ledger', actions: ['dynamodb:Query'] },
      // Its own run, the runs that it decides about, pauses; where holds are open.
      { table: 'runs', actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'] },
      { table: 'runs', onIndex: OPEN_INDEX, actions: ['dynamodb:Query'] },
    ],
  },
  returns: {
    objects: [
      { bucket: 'inbox', actions: ['s3:GetObjectVersion'], keys: [`${PREFIXES.returns}*`] },
      // What a list of returned money says waits here until it is booked.
      { bucket: 'work', actions: ['s3:PutObject'], keys: ['*/accounts', '*/*.answer', '*/*.chunk', '*/manifest', '*/*.compute'] },
      { bucket: 'work', actions: ['s3:GetObject'], keys: ['*/accounts', '*/upload.returns'] },
      // Which payments a file ordered; whether there is such a file at all.
      list('payments'),
      { bucket: 'payments', actions: ['s3:GetObject'], keys: ['*/manifest.json', '*/payment-instructions.jsonl'] },
      // What the bank answered before, and this answer beside it.
      list('ledger'),
      { bucket: 'ledger', actions: ['s3:GetObject', 's3:PutObject'], keys: [`${ANSWERS_FOLDER}*`] },
      { bucket: 'reports', actions: WRITE, keys: ['*'] },
    ],
    tables: [
      { table: 'ledger', actions: ['dynamodb:Query'] },
      { table: 'runs', actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'] },
    ],
  },
  sweep: {
    objects: [
      // Which uploads there are; it reads none of them.
      { bucket: 'inbox', actions: ['s3:ListBucketVersions'], keys: [] },
      { bucket: 'inbox', actions: ['s3:PutObject'], keys: [`${PREFIXES.release}*`] },
      // Triggers, and uploads that are started again.
      {
        bucket: 'work',
        actions: ['s3:PutObject'],
        keys: [
          '*/*.compute',
          '*/run.settle',
          '*/upload.intake',
          '*/upload.registry',
          '*/upload.recompute',
          '*/upload.release',
          '*/upload.returns',
        ],
      },
      { bucket: 'reports', actions: ['s3:PutObject'], keys: ['sweep/*', OVERVIEW_KEY] },
      // Whether people were told what became of a run.
      list('reports'),
      { bucket: 'reports', actions: ['s3:GetObject'], keys: ['*/summary.json'] },
    ],
    tables: [
      // Whether imports ended, payees, and what is held on accounts.
      { table: 'registry', actions: ['dynamodb:GetItem', 'dynamodb:Query'] },
      { table: 'ledger', actions: ['dynamodb:Query'] },
      { table: 'runs', actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem'] },
      { table: 'runs', onIndex: OPEN_INDEX, actions: ['dynamodb:Query'] },
      // All runs, for the overview.
      { table: 'runs', onIndex: RECEIVED_INDEX, actions: ['dynamodb:Query'] },
    ],
    queues: STAGE_NAMES,
  },
  compute: {
    objects: [
      list('work'),
      { bucket: 'work', actions: ['s3:GetObject'], keys: ['*/*.chunk', '*/*.result', '*/manifest'] },
      { bucket: 'work', actions: ['s3:PutObject'], keys: ['*/*.result', '*/run.settle'] },
      // Accounts that are computed again: their entries, and the declared records behind them.
      { bucket: 'ledger', actions: ['s3:GetObject'], keys: ['records/*'] },
    ],
    tables: [
      { table: 'registry', actions: ['dynamodb:Query'] },
      { table: 'ledger', actions: ['dynamodb:Query'] },
      { table: 'runs', actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem'] },
    ],
  },
  settle: {
    objects: [
      // The sender's file, to give it back with what became of each row.
      { bucket: 'inbox', actions: ['s3:GetObjectVersion'], keys: [`${PREFIXES.declarations}*`, `${PREFIXES.dryRun}*`] },
      // The chunks only of those that are left out.
      { bucket: 'work', actions: ['s3:GetObject'], keys: ['*/*.result', '*/*.chunk', '*/*.answer', '*/manifest'] },
      // The list of the parameter sets, and whether this one is among them.
      list('ledger'),
      { bucket: 'ledger', actions: ['s3:GetObject', 's3:PutObject'], keys: ['records/*', `${PARAMETERS_FOLDER}*`] },
      // The answers of the bank, for the reconciliation; beside them, what a released list says came back.
      { bucket: 'ledger', actions: ['s3:GetObject', 's3:PutObject'], keys: [`${ANSWERS_FOLDER}*`] },
      { bucket: 'payments', actions: ['s3:GetObject', ...WRITE], keys: ['*'] },
      { bucket: 'reports', actions: WRITE, keys: ['*'] },
      { bucket: 'inbox', actions: ['s3:PutObject'], keys: [`${PREFIXES.recompute}*`] },
    ],
    tables: [
      // Besides: that a payment came back.
      { table: 'registry', actions: ['dynamodb:Query', 'dynamodb:PutItem'] },
      { table: 'ledger', actions: ['dynamodb:Query', 'dynamodb:PutItem'] },
      { table: 'runs', actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem'] },
    ],
  },
  registry: {
    objects: [
      { bucket: 'inbox', actions: ['s3:GetObjectVersion'], keys: [`${PREFIXES.registry}*`] },
      { bucket: 'inbox', actions: ['s3:PutObject'], keys: [`${PREFIXES.recompute}*`, `${PREFIXES.release}*`] },
      { bucket: 'work', actions: ['s3:PutObject'], keys: ['*/upload'] },
      { bucket: 'work', actions: ['s3:GetObject'], keys: ['*/upload', '*/upload.registry'] },
      { bucket: 'reports', actions: WRITE, keys: ['*'] },
    ],
    tables: [
      {
        table: 'registry',
        // Queried for workers with several numbers.
        actions: ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
      },
      // Which declared accounts an import touches, and (payees) whether payments are stopped.
      { table: 'ledger', actions: ['dynamodb:Query'] },
      { table: 'runs', actions: ['dynamodb:GetItem'] },
    ],
  },
}
