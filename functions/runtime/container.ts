// Understands how a function is put together from its environment: clients, adapters, settings, and a handler around one stage.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { S3Client } from '@aws-sdk/client-s3'
import { PARAMETERS } from '../../shared/law/parameters.ts'
import type { CreatedObject, Dependencies } from '../../shared/pipeline/dependencies.ts'
import { TEXT_LIMITS } from '../../shared/text/limits.ts'
import { DynamoLedgerStore } from '../adapters/dynamodb-ledger.ts'
import { DynamoRegistryStore } from '../adapters/dynamodb-registry.ts'
import { DynamoRunStore } from '../adapters/dynamodb-runs.ts'
import { S3ObjectStore } from '../adapters/s3.ts'
import { readConfig, type Environment } from './config.ts'
import { queueHandler, type QueueHandler } from './queue.ts'
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

/** The handler that Lambda calls: built from the process's environment at the first event, so that importing a function has no effect. */
export function lambdaHandler(create: (environment: Environment) => QueueHandler): QueueHandler {
  let handler: QueueHandler | undefined
  return (event) => (handler ??= create(process.env))(event)
}
