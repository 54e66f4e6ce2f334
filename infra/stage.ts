// Understands one stage on AWS: queue, dead-letter queue, function, event source, exactly its grants, and its alarms, together.
import { Aws, Duration, RemovalPolicy } from 'aws-cdk-lib'
import { Alarm, ComparisonOperator, TreatMissingData, type IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch'
import { Effect, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Architecture, Code, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda'
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { COMPUTE_MINUTES_MAX, MESSAGES_PER_BATCH, RECEIVES_MAX, STAGE_MINUTES_MAX } from '../shared/kernel/limits.ts'
import type { Bucket as BucketName, StageName, Table as TableName } from '../shared/pipeline/layout.ts'
import { acknowledgeKeyPattern, acknowledgeTracing } from './acknowledgements.ts'
import { STAGE_PERMISSIONS } from './permissions.ts'
import type { Settings } from './settings.ts'
import type { Storage } from './storage.ts'
import { TABLE_KEYS } from './tables.ts'

/** What differs between stages. Timeouts in minutes, memory in MB. */
interface StageShape {
  readonly timeoutMinutes: number
  readonly memoryMb: number
}
const SHAPES: Readonly<Record<StageName, StageShape>> = {
  intake: { timeoutMinutes: STAGE_MINUTES_MAX, memoryMb: 1769 },
  compute: { timeoutMinutes: COMPUTE_MINUTES_MAX, memoryMb: 1769 },
  settle: { timeoutMinutes: STAGE_MINUTES_MAX, memoryMb: 1769 },
  registry: { timeoutMinutes: STAGE_MINUTES_MAX, memoryMb: 1024 },
  recompute: { timeoutMinutes: STAGE_MINUTES_MAX, memoryMb: 1024 },
  release: { timeoutMinutes: STAGE_MINUTES_MAX, memoryMb: 1024 },
}
/** AWS's advice: six times the function's timeout, so that a throttled message is not received again too early. */
const VISIBILITY_PER_TIMEOUT = 6

export interface StageProps {
  readonly name: StageName
  readonly storage: Storage
  readonly settings: Settings
  readonly assetFolder: string
  readonly alarmAction: IAlarmAction
}

export class Stage extends Construct {
  readonly queue: Queue
  readonly deadLetters: Queue
  readonly lambda: LambdaFunction
  readonly alarms: readonly Alarm[]

  constructor(scope: Construct, props: StageProps) {
    super(scope, props.name)
    const { timeoutMinutes } = SHAPES[props.name]
    this.deadLetters = new Queue(this, 'dead-letters', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    })
    this.queue = new Queue(this, 'queue', {
      // Managed by SQS: a queue under an AWS-managed KMS key cannot take events from S3.
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      visibilityTimeout: Duration.minutes(timeoutMinutes * VISIBILITY_PER_TIMEOUT),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: RECEIVES_MAX },
    })
    this.lambda = this.#function(props)
    this.lambda.addEventSource(
      new SqsEventSource(this.queue, {
        batchSize: MESSAGES_PER_BATCH,
        reportBatchItemFailures: true,
        maxConcurrency: props.settings.maximumConcurrency,
      }),
    )
    this.alarms = [this.#deadLetterAlarm(props), this.#ageAlarm(props)]
    for (const alarm of this.alarms) alarm.addAlarmAction(props.alarmAction)
  }

  #function({ name, storage, settings, assetFolder }: StageProps): LambdaFunction {
    const { timeoutMinutes, memoryMb } = SHAPES[name]
    const logGroup = new LogGroup(this, 'log', { retention: settings.logRetentionDays, removalPolicy: RemovalPolicy.DESTROY })
    return new LambdaFunction(this, 'function', {
      description: `Kwartaalpremie ${settings.stage}: ${name}`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: Code.fromAsset(assetFolder),
      timeout: Duration.minutes(timeoutMinutes),
      memorySize: memoryMb,
      tracing: Tracing.ACTIVE,
      logGroup,
      role: this.#role(name, storage, logGroup),
      environment: environmentOf(storage, settings),
    })
  }

  /** A role with exactly what the stage touches; logs only into its own group. */
  #role(name: StageName, storage: Storage, logGroup: LogGroup): Role {
    const { objects, tables } = STAGE_PERMISSIONS[name]
    const statements = [
      ...objects.map(
        ({ bucket, actions, keys }) =>
          new PolicyStatement({
            effect: Effect.ALLOW,
            actions: [...actions],
            resources:
              keys.length === 0
                ? [storage.buckets[bucket].bucketArn]
                : keys.map((pattern) => storage.buckets[bucket].arnForObjects(pattern)),
          }),
      ),
      ...tables.map(
        ({ table, actions, withIndex }) =>
          new PolicyStatement({
            effect: Effect.ALLOW,
            actions: [...actions],
            resources: [storage.tables[table].tableArn, ...(withIndex ? [indexArn(storage, table)] : [])],
          }),
      ),
      ...this.#keyStatements(name, storage),
      new PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] }),
    ]
    const role = new Role(this, 'role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `Kwartaalpremie stage ${name}`,
      inlinePolicies: { stage: new PolicyDocument({ statements }) },
    })
    for (const { bucket, keys } of objects) for (const pattern of keys) acknowledgeKeyPattern(role, storage.buckets[bucket], pattern)
    acknowledgeTracing(role)
    return role
  }

  /** A put into an encrypted bucket needs a data key, a read or an upload in parts also decryption. */
  #keyStatements(name: StageName, storage: Storage): PolicyStatement[] {
    const { objects, tables } = STAGE_PERMISSIONS[name]
    const reads = new Set(
      objects
        .filter(({ actions }) => actions.some((action) => action !== 's3:PutObject' && action !== 's3:ListBucket'))
        .map(({ bucket }) => storage.keyOfBucket(bucket)),
    )
    const writes = new Set(
      objects.filter(({ actions }) => actions.includes('s3:PutObject')).map(({ bucket }) => storage.keyOfBucket(bucket)),
    )
    const tableKeys = new Set(tables.map(({ table }) => storage.keyOfTable(table)))
    const statement = (actions: string[], keys: Iterable<{ readonly keyArn: string }>, service: string): PolicyStatement[] => {
      const resources = [...keys].map(({ keyArn }) => keyArn)
      return resources.length === 0
        ? []
        : [
            new PolicyStatement({
              actions,
              resources,
              conditions: { StringEquals: { 'kms:ViaService': `${service}.${Aws.REGION}.amazonaws.com` } },
            }),
          ]
    }
    return [
      ...statement(['kms:GenerateDataKey'], writes, 's3'),
      ...statement(['kms:Decrypt'], reads, 's3'),
      ...statement(['kms:Decrypt'], tableKeys, 'dynamodb'),
    ]
  }

  #deadLetterAlarm({ name }: StageProps): Alarm {
    return new Alarm(this, 'dead-letters-alarm', {
      alarmName: `DeadLetters-${name}`,
      alarmDescription: 'A message failed five times. Runbook: DeadLetters',
      metric: this.deadLetters.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(5), statistic: 'Maximum' }),
      threshold: 0,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    })
  }

  #ageAlarm({ name }: StageProps): Alarm {
    const { timeoutMinutes } = SHAPES[name]
    return new Alarm(this, 'oldest-message-alarm', {
      alarmName: `OldestMessage-${name}`,
      alarmDescription: 'The stage does not keep up. Runbook: OldestMessage',
      metric: this.queue.metricApproximateAgeOfOldestMessage({ period: Duration.minutes(5), statistic: 'Maximum' }),
      threshold: Duration.minutes(timeoutMinutes * 4).toSeconds(),
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 3,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    })
  }
}

function indexArn(storage: Storage, table: TableName): string {
  const { index } = TABLE_KEYS[table]
  if (!index) throw new Error(`the table ${table} has no index that a stage could query`)
  return `${storage.tables[table].tableArn}/index/${index.name}`
}

/** The same names as the embedded system gives; only endpoints are added there. */
function environmentOf(storage: Storage, settings: Settings): Record<string, string> {
  const bucket = (name: BucketName): string => storage.buckets[name].bucketName
  return {
    INBOX_BUCKET: bucket('inbox'),
    WORK_BUCKET: bucket('work'),
    LEDGER_BUCKET: bucket('ledger'),
    PAYMENTS_BUCKET: bucket('payments'),
    REPORTS_BUCKET: bucket('reports'),
    REGISTRY_TABLE: storage.tables.registry.tableName,
    LEDGER_TABLE: storage.tables.ledger.tableName,
    RUNS_TABLE: storage.tables.runs.tableName,
    TEST_NUMBERS_ALLOWED: settings.testNumbersAllowed ? 'yes' : 'no',
    LOG_LEVEL: 'INFO',
    NODE_OPTIONS: '--enable-source-maps',
  }
}
