// Understands the real adapters on the embedded DynamoDB and S3, beside the in-memory ports, as two things that must behave the same.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { S3Client } from '@aws-sdk/client-s3'
import { DynamoLedgerStore } from '../../functions/adapters/dynamodb-ledger.ts'
import { DynamoRegistryStore } from '../../functions/adapters/dynamodb-registry.ts'
import { DynamoRunStore } from '../../functions/adapters/dynamodb-runs.ts'
import { S3ObjectStore } from '../../functions/adapters/s3.ts'
import { startDatabase } from '../../infra/local/database.ts'
import { startS3Server } from '../../infra/local/s3-server.ts'
import type { Dependencies } from '../../shared/pipeline/dependencies.ts'
import { BUCKETS, VERSIONED, type Bucket } from '../../shared/pipeline/layout.ts'
import { MemorySystem, SILENT, TEST_SETTINGS } from '../support/memory-ports.ts'

export const REGISTRY_TABLE = 'contract-registry'
export const LEDGER_TABLE = 'contract-ledger'
const NAMES: Readonly<Record<Bucket, string>> = {
  inbox: 'contract-inbox',
  work: 'contract-work',
  ledger: 'contract-ledger',
  payments: 'contract-payments',
  reports: 'contract-reports',
}
const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' }

export interface Ports {
  readonly dependencies: Dependencies
  close(): Promise<void>
}

export const memoryPorts = (): Promise<Ports> =>
  Promise.resolve({ dependencies: new MemorySystem().dependencies, close: () => Promise.resolve() })

export async function embeddedPorts(): Promise<Ports & { readonly client: () => DynamoDBClient }> {
  const folder = await mkdtemp(join(tmpdir(), 'kwartaalpremie-contract-'))
  const database = await startDatabase(undefined, { registry: REGISTRY_TABLE, ledger: LEDGER_TABLE, runs: 'contract-runs' })
  const server = await startS3Server({
    folder,
    now: () => new Date('2024-10-15T08:00:00.000Z'),
    notifies: () => false,
    buckets: BUCKETS.map((bucket) => ({ name: NAMES[bucket], versioned: VERSIONED[bucket] })),
  })
  const s3 = new S3Client({ endpoint: server.endpoint, region: 'eu-west-1', credentials: CREDENTIALS })
  const clients: DynamoDBClient[] = []
  const client = (): DynamoDBClient => {
    const opened = new DynamoDBClient({ endpoint: database.endpoint, region: 'eu-west-1', credentials: CREDENTIALS })
    clients.push(opened)
    return opened
  }
  const dynamodb = client()
  return {
    client,
    dependencies: {
      objects: new S3ObjectStore(s3, NAMES),
      registry: new DynamoRegistryStore(dynamodb, REGISTRY_TABLE),
      ledger: new DynamoLedgerStore(dynamodb, LEDGER_TABLE),
      runs: new DynamoRunStore(dynamodb, 'contract-runs'),
      telemetry: SILENT,
      settings: TEST_SETTINGS,
    },
    close: async () => {
      s3.destroy()
      for (const each of clients) each.destroy()
      await server.close()
      await database.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/**
 * A client whose n-th request takes effect and is not answered, as when the process is killed there: nothing after it happens.
 * Killed before a request leaves the same as killed after the one before it, and before the first one nothing: those need no turn of their own.
 */
export function stoppingAfter(client: DynamoDBClient, number: number): DynamoDBClient {
  let requests = 0
  client.middlewareStack.add(
    (next) => async (command) => {
      const own = (requests += 1)
      if (own > number) throw new Error('stopped')
      const answer = await next(command)
      if (own === number) throw new Error('stopped')
      return answer
    },
    { step: 'initialize' },
  )
  return client
}

/** Both, for `describe.each`. */
export const PORTS: readonly (readonly [name: string, open: () => Promise<Ports>])[] = [
  ['in memory', memoryPorts],
  ['DynamoDB and S3, embedded', embeddedPorts],
]
