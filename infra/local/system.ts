// Understands the whole pipeline on one machine: embedded services, the deployed handlers, and the dispatcher between them.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { create as createCompute } from '../../functions/compute.ts'
import { create as createIntake } from '../../functions/intake.ts'
import { create as createRecompute } from '../../functions/recompute.ts'
import { create as createRegistry } from '../../functions/registry.ts'
import { create as createRelease } from '../../functions/release.ts'
import { create as createReturns } from '../../functions/returns.ts'
import { create as createSweep } from '../../functions/sweep.ts'
import type { Environment } from '../../functions/runtime/config.ts'
import type { QueueHandler } from '../../functions/runtime/queue.ts'
import { create as createSettle } from '../../functions/settle.ts'
import { BUCKETS, stageOf, VERSIONED, type Bucket, type StageName, type Table } from '../../shared/pipeline/layout.ts'
import { startDatabase } from './database.ts'
import { Dispatcher, scheduledEvent } from './dispatcher.ts'
import { startQueuesServer } from './queues-server.ts'
import { startS3Server, type PendingEvent, type S3Server } from './s3-server.ts'

export const BUCKET_NAMES: Readonly<Record<Bucket, string>> = {
  inbox: 'kwartaalpremie-inbox',
  work: 'kwartaalpremie-work',
  ledger: 'kwartaalpremie-ledger',
  payments: 'kwartaalpremie-payments',
  reports: 'kwartaalpremie-reports',
}
export const TABLE_NAMES: Readonly<Record<Table, string>> = {
  registry: 'kwartaalpremie-registry',
  ledger: 'kwartaalpremie-ledger',
  runs: 'kwartaalpremie-runs',
}

export interface ServicesOptions {
  /** Keeps the state between calls; without it everything is temporary. */
  readonly data: string | undefined
  readonly now: () => Date
  /** Objects whose stage is not started; their event is forgotten. */
  readonly isWithheld?: (key: string) => boolean
}

export interface Services {
  readonly environment: Environment
  readonly s3: S3Server
  readonly dynamodbEndpoint: string
  close(): Promise<void>
}

const bucketOf = (name: string): Bucket | undefined => BUCKETS.find((bucket) => BUCKET_NAMES[bucket] === name)

function stageOfEvent({ bucket: name, key }: Pick<PendingEvent, 'bucket' | 'key'>): StageName | undefined {
  const bucket = bucketOf(name)
  return bucket && stageOf(bucket, key)
}

/** Starts the embedded S3 and DynamoDB on free ports of 127.0.0.1. */
export async function startServices(options: ServicesOptions, onPending?: (event: PendingEvent) => void): Promise<Services> {
  const folder = options.data ?? (await mkdtemp(join(tmpdir(), 'kwartaalpremie-')))
  // The database first: its lock refuses a second process on the same folder.
  const database = await startDatabase(join(folder, 'dynamodb'), TABLE_NAMES)
  const s3 = await startS3Server({
    folder: join(folder, 's3'),
    now: options.now,
    buckets: BUCKETS.map((bucket) => ({ name: BUCKET_NAMES[bucket], versioned: VERSIONED[bucket] })),
    notifies: (bucket, key) => stageOfEvent({ bucket, key }) !== undefined && options.isWithheld?.(key) !== true,
    ...(onPending ? { onPending } : {}),
  })
  const close = async (): Promise<void> => {
    await s3.close()
    await database.close()
    if (options.data === undefined) await rm(folder, { recursive: true, force: true })
  }
  return { environment: environmentOf(s3.endpoint, database.endpoint), s3, dynamodbEndpoint: database.endpoint, close }
}

/** Settings of a deployment that somebody who tries them out gives in the environment. */
const CONTROLS = [
  'HOLD_EVERY_RUN',
  'RUN_REFUSED_PERCENT_MAX',
  'RUN_CHANGE_PERCENT_MAX',
  'RUN_TOTAL_MAX',
  'ACCOUNT_RECOVERY_PERCENT_MAX',
  'ACCOUNT_RECOVERY_MAX',
  'CONFIRM_ACCOUNT_NUMBERS',
  'DEBTOR_NAME',
  'DEBTOR_IBAN',
  'DEBTOR_BIC',
  'DEBTOR_ORGANISATION',
  'PAYMENT_PURPOSE',
  'PAYMENT_REMITTANCE',
  'PAYMENT_FILE_TRANSACTIONS_MAX',
  'PAYMENT_EXECUTION_DAYS',
  'REPORT_DECIMAL_COMMA',
]

/** Who pays on this machine: nobody real. */
const DEBTOR = { DEBTOR_NAME: 'Departement Voorbeeld', DEBTOR_IBAN: 'BE68539007547034', DEBTOR_ORGANISATION: '0123456749' }

/** What a function finds in its environment; on AWS the template gives the same names. */
function environmentOf(s3: string, dynamodb: string): Environment {
  return {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_S3: s3,
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb,
    INBOX_BUCKET: BUCKET_NAMES.inbox,
    WORK_BUCKET: BUCKET_NAMES.work,
    LEDGER_BUCKET: BUCKET_NAMES.ledger,
    PAYMENTS_BUCKET: BUCKET_NAMES.payments,
    REPORTS_BUCKET: BUCKET_NAMES.reports,
    REGISTRY_TABLE: TABLE_NAMES.registry,
    LEDGER_TABLE: TABLE_NAMES.ledger,
    RUNS_TABLE: TABLE_NAMES.runs,
    TEST_NUMBERS_ALLOWED: 'yes',
    EMIT_METRICS: 'no',
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'ERROR',
    ...DEBTOR,
    ...Object.fromEntries(CONTROLS.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]))),
  }
}

export interface LocalSystem extends Services {
  readonly dispatcher: Dispatcher
  /** What the schedule does on AWS: one sweep at this instant. What it starts is still under way when it ends. */
  sweep(at: Date): Promise<void>
}

/** Starts the services and the handlers; events left from an earlier process are handled first. */
export async function startSystem(
  options: ServicesOptions,
  onHandled?: (stage: StageName, event: PendingEvent) => void,
): Promise<LocalSystem> {
  // The services need a listener before the dispatcher exists; nothing is created in between.
  const listening: { dispatcher?: Dispatcher } = {}
  const services = await startServices(options, (event) => {
    listening.dispatcher?.accept(event)
  })
  const { environment, s3 } = services
  const handlers: Readonly<Record<StageName, QueueHandler>> = {
    intake: createIntake(environment),
    compute: createCompute(environment),
    settle: createSettle(environment),
    registry: createRegistry(environment),
    recompute: createRecompute(environment),
    release: createRelease(environment),
    returns: createReturns(environment),
  }
  const running = new Dispatcher({
    handlers,
    stageOf: (event) => {
      const stage = stageOfEvent(event)
      if (!stage) throw new Error('an event without a stage')
      return stage
    },
    complete: (id) => s3.complete(id),
    ...(onHandled ? { onHandled } : {}),
  })
  for (const event of s3.pending()) running.accept(event)
  listening.dispatcher = running
  const queues = await startQueuesServer(
    (stage) => running.backlog(stage),
    (stage) => running.deadLettersOf(stage),
  )
  const sweepHandler = createSweep({ ...environment, ...queues.environment })
  return {
    ...services,
    dispatcher: running,
    sweep: async (at) => {
      const { batchItemFailures } = await sweepHandler(scheduledEvent(at))
      if (batchItemFailures.length > 0) throw new Error('the sweep failed; the line above says where')
    },
    close: async () => {
      await running.stop()
      await queues.close()
      await services.close()
    },
  }
}
