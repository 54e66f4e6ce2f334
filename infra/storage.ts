// Understands where data lies on AWS: keys, buckets and tables, all encrypted, none public, each with its own way to end.
import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb'
import { Key } from 'aws-cdk-lib/aws-kms'
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  ObjectLockRetention,
  ObjectOwnership,
  type BucketProps,
  type IBucket,
  type LifecycleRule,
} from 'aws-cdk-lib/aws-s3'
import { Construct } from 'constructs'
import {
  BUCKETS,
  OVERVIEW_KEY,
  SWEEP_REPORT_KEY,
  TABLES,
  VERSIONED,
  type Bucket as BucketName,
  type Table as TableName,
} from '../shared/pipeline/layout.ts'
import type { Settings } from './settings.ts'
import { TABLE_KEYS } from './tables.ts'

/** Reports and registry hold personal data, payments bank accounts: each under a key of its own, with readers of its own. */
const KEY_OF_BUCKET = { inbox: 'data', work: 'data', ledger: 'data', payments: 'payments', reports: 'personal' } as const
const KEY_OF_TABLE = { registry: 'personal', ledger: 'data', runs: 'data' } as const
type KeyName = 'data' | 'payments' | 'personal'
const KEY_TEXTS: Readonly<Record<KeyName, string>> = {
  data: 'inbox, work, ledger, runs',
  payments: 'payments',
  personal: 'reports and registry: personal data',
}

const ABORT_UPLOADS: LifecycleRule = { id: 'abandoned-uploads', abortIncompleteMultipartUploadAfter: Duration.days(7) }

export class Storage extends Construct {
  readonly keys: Readonly<Record<KeyName, Key>>
  readonly buckets: Readonly<Record<BucketName, Bucket>>
  readonly tables: Readonly<Record<TableName, Table>>

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id)
    const removalPolicy = settings.protectData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY
    const key = (name: KeyName): Key =>
      new Key(this, `${name}-key`, {
        description: `Kwartaalpremie ${settings.stage}: ${KEY_TEXTS[name]}`,
        enableKeyRotation: true,
        removalPolicy,
      })
    this.keys = { data: key('data'), payments: key('payments'), personal: key('personal') }
    const logs = this.#accessLogs(settings, removalPolicy)
    this.buckets = Object.fromEntries(BUCKETS.map((name) => [name, this.#bucket(name, settings, removalPolicy, logs)])) as Record<
      BucketName,
      Bucket
    >
    this.tables = Object.fromEntries(TABLES.map((name) => [name, this.#table(name, settings)])) as Record<TableName, Table>
  }

  keyOfBucket(bucket: BucketName): Key {
    return this.keys[KEY_OF_BUCKET[bucket]]
  }

  keyOfTable(table: TableName): Key {
    return this.keys[KEY_OF_TABLE[table]]
  }

  #accessLogs(settings: Settings, removalPolicy: RemovalPolicy): Bucket {
    return new Bucket(this, 'access-logs', {
      ...COMMON,
      removalPolicy,
      versioned: false,
      // S3 writes access logs only into buckets with its own encryption.
      encryption: BucketEncryption.S3_MANAGED,
      lifecycleRules: [ABORT_UPLOADS, { id: 'expire', expiration: Duration.days(settings.logRetentionDays) }],
    })
  }

  #bucket(name: BucketName, settings: Settings, removalPolicy: RemovalPolicy, logs: Bucket): Bucket {
    const locked = settings.objectLockDays > 0 && (name === 'ledger' || name === 'payments')
    return new Bucket(this, name, {
      ...COMMON,
      removalPolicy,
      versioned: VERSIONED[name],
      encryption: BucketEncryption.KMS,
      encryptionKey: this.keyOfBucket(name),
      bucketKeyEnabled: true,
      serverAccessLogsBucket: logs as IBucket,
      serverAccessLogsPrefix: `${name}/`,
      lifecycleRules: [ABORT_UPLOADS, ...expiry(name, settings)],
      ...(locked
        ? { objectLockEnabled: true, objectLockDefaultRetention: ObjectLockRetention.governance(Duration.days(settings.objectLockDays)) }
        : {}),
    })
  }

  #table(name: TableName, settings: Settings): Table {
    const { partitionKey, sortKey, indexes } = TABLE_KEYS[name]
    const text = (attribute: string): { name: string; type: AttributeType } => ({ name: attribute, type: AttributeType.STRING })
    const keeps = settings.protectData && name !== 'runs'
    const warm =
      settings.warmReadUnits > 0 && name !== 'runs'
        ? { warmThroughput: { readUnitsPerSecond: settings.warmReadUnits, writeUnitsPerSecond: settings.warmWriteUnits } }
        : {}
    const table = new Table(this, `${name}-table`, {
      partitionKey: text(partitionKey),
      ...(sortKey === undefined ? {} : { sortKey: text(sortKey) }),
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: this.keyOfTable(name),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: keeps,
      removalPolicy: keeps ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      ...warm,
    })
    for (const index of indexes)
      table.addGlobalSecondaryIndex({
        indexName: index.name,
        partitionKey: text(index.partitionKey),
        sortKey: text(index.sortKey),
        ...(index.attributes
          ? { projectionType: ProjectionType.INCLUDE, nonKeyAttributes: [...index.attributes] }
          : { projectionType: ProjectionType.KEYS_ONLY }),
        ...warm,
      })
    return table
  }
}

const COMMON: BucketProps = {
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  enforceSSL: true,
  minimumTLSVersion: 1.2,
  objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
}

/** What the sweep makes anew every hour: a megabyte each time, of which nobody reads what was there last week. */
const REBUILT: readonly LifecycleRule[] = [OVERVIEW_KEY, SWEEP_REPORT_KEY].map((key) => ({
  id: `rebuilt ${key}`,
  prefix: key,
  noncurrentVersionExpiration: Duration.days(7),
}))

/** The ledger never expires. */
function expiry(name: BucketName, settings: Settings): LifecycleRule[] {
  if (name === 'ledger') return []
  if (name === 'work') return [{ id: 'expire', expiration: Duration.days(settings.longestHoldDays) }]
  const kept = Duration.days(name === 'inbox' ? settings.inboxRetentionDays : settings.outputRetentionDays)
  const expires: LifecycleRule = { id: 'expire', expiration: kept, noncurrentVersionExpiration: kept }
  return name === 'reports' ? [expires, ...REBUILT] : [expires]
}
