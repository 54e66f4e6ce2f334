// Understands how a function is put together from its environment: clients, adapters, settings, and a handler around one stage.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { S3Client } from '@aws-sdk/client-s3'
import { SQSClient } from '@aws-sdk/client-sqs'
import { PARAMETERS } from '../../shared/law/parameters.ts'
import type { CreatedObject, Dependencies } from '../../shared/pipeline/dependencies.ts'
import type { Queues } from '../../shared/pipeline/ports.ts'
import { TEXT_LIMITS } from '../../shared/text/limits.ts'
import { DynamoLedgerStore } from '../adapters/dynamodb-ledger.ts'
import { DynamoRegistryStore } from '../adapters/dynamodb-registry.ts'
import { DynamoRunStore } from '../adapters/dynamodb-runs.ts'
import { S3ObjectStore } from '../adapters/s3.ts'
import { SqsQueues } from '../adapters/sqs.ts'
import { readConfig, readQueueUrls, type Environment } from './config.ts'
import { messageHandler, queueHandler, scheduledInstants, type QueueHandler } from './queue.ts'
import { createTelemetry } from './telemetry.ts'

export type Stage = (created: CreatedObject, dependencies: Dependencies) => Promise<void>

/** The ports of the pipeline on AWS. Endpoints come from the environment as the SDK reads it, or from the record given (the embedded system). */
export function createDependencies(environment: Environment, telemetry: Dependencies['telemetry']): Dependencies {
  const config = readConfig(environment)
  const s3 = new S3Client(clientSettings(environment.AWS_ENDPOINT_URL_S3, environment))
  const dynamodb = new DynamoDBClient(clientSettings(environment.AWS_ENDPOINT_URL_DYNAMODB, environment))
  return {
    objects: new S3ObjectStore(s3, {
      inbox: config.INBOX_BUCKET,
      work: config.WORK_BUCKET,
      ledger: config.LEDGER_BUCKET,
      payments: config.PAYMENTS_BUCKET,
      reports: config.REPORTS_BUCKET,
    }),
    registry: new DynamoRegistryStore(dynamodb, config.REGISTRY_TABLE),
    ledger: new DynamoLedgerStore(dynamodb, config.LEDGER_TABLE),
    runs: new DynamoRunStore(dynamodb, config.RUNS_TABLE),
    telemetry,
    settings: {
      testNumbersAllowed: config.TEST_NUMBERS_ALLOWED,
      limits: TEXT_LIMITS,
      parameters: PARAMETERS,
      concurrency: config.CONCURRENCY,
      chunkCharactersMin: config.CHUNK_CHARACTERS_MIN,
      stopRule: {
        holdsEveryRun: config.HOLD_EVERY_RUN,
        refusedPercentMax: config.RUN_REFUSED_PERCENT_MAX,
        changePercentMax: config.RUN_CHANGE_PERCENT_MAX,
        runTotalMax: config.RUN_TOTAL_MAX,
        recovery: { percentMax: config.ACCOUNT_RECOVERY_PERCENT_MAX, euroMax: config.ACCOUNT_RECOVERY_MAX },
      },
      confirmsAccountNumbers: config.CONFIRM_ACCOUNT_NUMBERS,
      paymentFiles: {
        debtor: { name: config.DEBTOR_NAME, iban: config.DEBTOR_IBAN, bic: config.DEBTOR_BIC, organisationId: config.DEBTOR_ORGANISATION },
        purpose: config.PAYMENT_PURPOSE,
        remittance: config.PAYMENT_REMITTANCE,
        transactionsMax: config.PAYMENT_FILE_TRANSACTIONS_MAX,
        executionDays: config.PAYMENT_EXECUTION_DAYS,
      },
      decimalSign: config.REPORT_DECIMAL_COMMA ? ',' : '.',
    },
  }
}

/** Region and credentials are left to the SDK, except where the environment that was passed in names them. */
function clientSettings(
  endpoint: string | undefined,
  { AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN }: Environment,
): { endpoint?: string; region?: string; credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string } } {
  return {
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(AWS_REGION === undefined ? {} : { region: AWS_REGION }),
    ...(AWS_ACCESS_KEY_ID === undefined || AWS_SECRET_ACCESS_KEY === undefined
      ? {}
      : {
          credentials: {
            accessKeyId: AWS_ACCESS_KEY_ID,
            secretAccessKey: AWS_SECRET_ACCESS_KEY,
            ...(AWS_SESSION_TOKEN === undefined ? {} : { sessionToken: AWS_SESSION_TOKEN }),
          },
        }),
  }
}

/** A handler of a stage in an environment; everything is built once, at the cold start. */
export function createHandler(name: string, stage: Stage, environment: Environment): QueueHandler {
  const { logger, telemetry, afterBatch } = createTelemetry(name, readConfig(environment))
  const dependencies = createDependencies(environment, telemetry)
  return queueHandler((created) => stage(created, dependencies), logger, afterBatch)
}

type Scheduled = (at: string, dependencies: Dependencies, queues: Queues) => Promise<unknown>

/** A handler of what a schedule starts; it alone asks how many messages wait in the queues. */
export function createScheduledHandler(name: string, task: Scheduled, environment: Environment): QueueHandler {
  const { logger, telemetry, afterBatch } = createTelemetry(name, readConfig(environment))
  const dependencies = createDependencies(environment, telemetry)
  const queues = new SqsQueues(new SQSClient(clientSettings(environment.AWS_ENDPOINT_URL_SQS, environment)), readQueueUrls(environment))
  return messageHandler(scheduledInstants, (at) => task(at, dependencies, queues), logger, afterBatch)
}

/** The handler that Lambda calls: built from the process's environment at the first event, so that importing a function has no effect. */
export function lambdaHandler(create: (environment: Environment) => QueueHandler): QueueHandler {
  let handler: QueueHandler | undefined
  return (event) => (handler ??= create(process.env))(event)
}
