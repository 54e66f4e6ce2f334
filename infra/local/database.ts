// Understands the embedded DynamoDB: starts it, creates the tables, gives the endpoint; file-backed or in memory.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceInUseException,
  type AttributeDefinition,
  type CreateTableCommandInput,
} from '@aws-sdk/client-dynamodb'
import { TABLES, type Table } from '../../shared/pipeline/layout.ts'
import { TABLE_KEYS } from '../tables.ts'

export interface Database {
  readonly endpoint: string
  /** Asks the process to end and waits until it has. */
  close(): Promise<void>
}

const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' }

/** Starts the database with the tables of the pipeline, named by `names`. Throws when the folder is used by another process. */
export async function startDatabase(folder: string | undefined, names: Readonly<Record<Table, string>>): Promise<Database> {
  if (folder !== undefined) await mkdir(folder, { recursive: true })
  const child = fork(new URL('database-process.ts', import.meta.url), folder === undefined ? [] : [folder], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  const ended = endOf(child)
  ended.catch(() => undefined) // after the start nobody waits for it
  const port = await Promise.race([portOf(child), ended])
  const endpoint = `http://127.0.0.1:${port}`
  const client = new DynamoDBClient({ endpoint, region: 'eu-west-1', credentials: CREDENTIALS })
  const tables = (async () => {
    let isOlder = false
    for (const table of TABLES) isOlder = (await createTable(client, table, names[table])) || isOlder
    return isOlder
  })()
  // dynalite opens its files after its port: a folder that is in use ends the process only now. Its end explains more than the refused connection.
  const isOlder = await Promise.race([
    tables.catch(async (error: unknown) => {
      await Promise.race([ended, after(GRACE_MS)])
      throw error
    }),
    ended,
  ])
  client.destroy()
  if (isOlder) {
    await end(child)
    throw new Error('the data folder is of an earlier version of this program, which goes on with it; this one needs another folder')
  }
  return { endpoint, close: () => end(child) }
}

const GRACE_MS = 1000
const POLL_MS = 5
const after = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref()
  })

/** Rejects, with the reason, when the process ends by itself. */
async function endOf(child: ChildProcess): Promise<never> {
  let errors = ''
  child.stderr?.on('data', (piece: Buffer) => {
    errors += piece.toString()
  })
  await once(child, 'exit')
  // dynalite loses the cause (LevelDB's lock): a database that cannot be opened on a folder that we just made or used is in use.
  throw new Error(
    /Database is (not open|closed)/.test(errors)
      ? 'the data folder is in use by another process'
      : `the embedded database ended: ${errors.split('\n').find((line) => line.includes('Error')) ?? 'no reason given'}`,
  )
}

async function portOf(child: ChildProcess): Promise<number> {
  const [message] = (await once(child, 'message')) as [unknown]
  if (typeof message === 'object' && message !== null && 'port' in message && typeof message.port === 'number') return message.port
  throw new Error('the embedded database named no port')
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, 'exit')
  child.disconnect()
  await exit
}

/**
 * Creates the table if it is not there. Gives whether one was there that lacks an index: dynalite adds none later, and what an earlier version stored
 * would not be found by it.
 */
async function createTable(client: DynamoDBClient, table: Table, name: string): Promise<boolean> {
  const { partitionKey, sortKey, indexes } = TABLE_KEYS[table]
  const attributes = new Set([
    partitionKey,
    ...(sortKey === undefined ? [] : [sortKey]),
    ...indexes.flatMap((index) => [index.partitionKey, index.sortKey]),
  ])
  const schema = (partition: string, sort: string | undefined): CreateTableCommandInput['KeySchema'] => [
    { AttributeName: partition, KeyType: 'HASH' },
    ...(sort === undefined ? [] : [{ AttributeName: sort, KeyType: 'RANGE' as const }]),
  ]
  const input: CreateTableCommandInput = {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: schema(partitionKey, sortKey),
    AttributeDefinitions: [...attributes].map((AttributeName): AttributeDefinition => ({ AttributeName, AttributeType: 'S' })),
    ...(indexes.length === 0
      ? {}
      : {
          GlobalSecondaryIndexes: indexes.map(({ name: IndexName, partitionKey: partition, sortKey: sort, attributes: projected }) => ({
            IndexName,
            KeySchema: schema(partition, sort),
            Projection: projected
              ? { ProjectionType: 'INCLUDE' as const, NonKeyAttributes: [...projected] }
              : { ProjectionType: 'KEYS_ONLY' as const },
          })),
        }),
  }
  try {
    await client.send(new CreateTableCommand(input))
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error // it exists from an earlier call
  }
  for (;;) {
    const { Table: found } = await client.send(new DescribeTableCommand({ TableName: name }))
    const known = (found?.GlobalSecondaryIndexes ?? []).map(({ IndexName }) => IndexName)
    if (found?.TableStatus === 'ACTIVE') return indexes.some((index) => !known.includes(index.name))
    await after(POLL_MS)
  }
}
