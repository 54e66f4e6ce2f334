// Understands one function on AWS with what it hangs on: queue, dead-letter queue, event source, exactly its grants, and its alarms, together.
import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import { Alarm, ComparisonOperator, TreatMissingData, type IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch'
import { Architecture, Code, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda'
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { queueVariables } from '../functions/runtime/config.ts'
import { COMPUTE_MINUTES_MAX, MESSAGES_PER_BATCH, RECEIVES_MAX, STAGE_MINUTES_MAX } from '../shared/kernel/limits.ts'
import type { Bucket as BucketName, FunctionName } from '../shared/pipeline/layout.ts'
import { FUNCTION_PERMISSIONS } from './permissions.ts'
import { functionRole, queuesOf, type StageQueues } from './role.ts'
import type { Settings } from './settings.ts'
import type { Storage } from './storage.ts'

/** What differs between functions. Timeouts in minutes, memory in MB. */
interface Shape {
  readonly timeoutMinutes: number
  readonly memoryMb: number
  /** At the same time; else as the settings say. */
  readonly concurrencyMax?: number
}
const SHAPES: Readonly<Record<FunctionName, Shape>> = {
  intake: { timeoutMinutes: STAGE_MINUTES_MAX, memoryMb: 1769 },
  compute: { timeoutMinutes: COMPUTE_MINUTES_MAX, memoryMb: 1769 },
  settle: { timeoutMinutes: STAGE_MINUTES_MAX, memoryMb: 1769 },
  registry: { timeoutMinutes: STAGE_MINUTES_MAX, memoryMb: 1024 },
  recompute: { timeoutMinutes: STAGE_MINUTES_MAX, memoryMb: 1024 },
  release: { timeoutMinutes: STAGE_MINUTES_MAX, memoryMb: 1024 },
  returns: { timeoutMinutes: STAGE_MINUTES_MAX, memoryMb: 1024 },
  // One would do; SQS takes no fewer than two.
  sweep: { timeoutMinutes: STAGE_MINUTES_MAX, memoryMb: 1024, concurrencyMax: 2 },
}
/** AWS's advice: six times the function's timeout, so that a throttled message is not received again too early. */
const VISIBILITY_PER_TIMEOUT = 6

export interface StageProps {
  readonly name: FunctionName
  readonly storage: Storage
  readonly settings: Settings
  readonly assetFolder: string
  readonly alarmAction: IAlarmAction
  /** Queues that the function asks about. */
  readonly asks?: StageQueues
}

export class Stage extends Construct {
  readonly queue: Queue
  readonly deadLetters: Queue
  readonly lambda: LambdaFunction
  readonly alarms: readonly Alarm[]

  constructor(scope: Construct, props: StageProps) {
    super(scope, props.name)
    const { timeoutMinutes, concurrencyMax = props.settings.maximumConcurrency } = SHAPES[props.name]
    this.deadLetters = new Queue(this, 'dead-letters', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    })
    this.queue = new Queue(this, 'queue', {
      // Managed by SQS: a queue under an AWS-managed KMS key cannot take events from S3 or EventBridge.
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      visibilityTimeout: Duration.minutes(timeoutMinutes * VISIBILITY_PER_TIMEOUT),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: RECEIVES_MAX },
    })
    this.lambda = this.#function(props)
    this.lambda.addEventSource(
      new SqsEventSource(this.queue, { batchSize: MESSAGES_PER_BATCH, reportBatchItemFailures: true, maxConcurrency: concurrencyMax }),
    )
    this.alarms = [this.#deadLetterAlarm(props), this.#ageAlarm(props)]
    for (const alarm of this.alarms) alarm.addAlarmAction(props.alarmAction)
  }

  #function({ name, storage, settings, assetFolder, asks = {} }: StageProps): LambdaFunction {
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
      role: functionRole(this, { name, storage, logGroup, asks }),
      environment: {
        ...environmentOf(storage, settings),
        ...Object.fromEntries(
          (FUNCTION_PERMISSIONS[name].queues ?? []).flatMap((stage) => {
            const variables = queueVariables(stage)
            const { queue, deadLetters } = queuesOf(asks, stage)
            return [
              [variables.queue, queue.queueUrl],
              [variables.deadLetters, deadLetters.queueUrl],
            ]
          }),
        ),
      },
    })
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
      alarmDescription: 'The function does not keep up. Runbook: OldestMessage',
      metric: this.queue.metricApproximateAgeOfOldestMessage({ period: Duration.minutes(5), statistic: 'Maximum' }),
      threshold: Duration.minutes(timeoutMinutes * 4).toSeconds(),
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 3,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    })
  }
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
    TEST_NUMBERS_ALLOWED: yesOrNo(settings.testNumbersAllowed),
    ...stopRuleOf(settings),
    ...paymentFilesOf(settings),
    ...reportsOf(settings),
    LOG_LEVEL: 'INFO',
    NODE_OPTIONS: '--enable-source-maps',
  }
}

const yesOrNo = (value: boolean): 'yes' | 'no' => (value ? 'yes' : 'no')

/** The same for every function, because several of them ask; a limit that is off is not there. */
export function stopRuleOf({
  stopRule,
  confirmsAccountNumbers,
}: Pick<Settings, 'stopRule' | 'confirmsAccountNumbers'>): Record<string, string> {
  const limits = {
    RUN_REFUSED_PERCENT_MAX: stopRule.refusedPercentMax,
    RUN_CHANGE_PERCENT_MAX: stopRule.changePercentMax,
    RUN_TOTAL_MAX: stopRule.runTotalMax,
    ACCOUNT_RECOVERY_PERCENT_MAX: stopRule.accountRecoveryPercentMax,
    ACCOUNT_RECOVERY_MAX: stopRule.accountRecoveryMax,
  }
  return {
    HOLD_EVERY_RUN: yesOrNo(stopRule.holdsEveryRun),
    ...Object.fromEntries(Object.entries(limits).flatMap(([name, limit]) => (limit === null ? [] : [[name, String(limit)]]))),
    CONFIRM_ACCOUNT_NUMBERS: yesOrNo(confirmsAccountNumbers),
  }
}

/** Who pays and how its bank's files are written; read by every function, used by settle. */
export function paymentFilesOf({ paymentFiles }: Pick<Settings, 'paymentFiles'>): Record<string, string> {
  const { debtor, purpose, remittance, transactionsMax, executionDays } = paymentFiles
  return {
    DEBTOR_NAME: debtor.name,
    DEBTOR_IBAN: debtor.iban,
    ...(debtor.bic === null ? {} : { DEBTOR_BIC: debtor.bic }),
    ...(debtor.organisationId === null ? {} : { DEBTOR_ORGANISATION: debtor.organisationId }),
    PAYMENT_PURPOSE: purpose,
    PAYMENT_REMITTANCE: remittance,
    PAYMENT_FILE_TRANSACTIONS_MAX: String(transactionsMax),
    PAYMENT_EXECUTION_DAYS: String(executionDays),
  }
}

/** How the files for people are written; read by every function, because most of them write some. */
export const reportsOf = ({ reports }: Pick<Settings, 'reports'>): Record<string, string> => ({
  REPORT_DECIMAL_COMMA: yesOrNo(reports.decimalComma),
})
