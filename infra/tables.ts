// Understands the keys of the DynamoDB tables: the same for the deployed and the embedded system.
import { REFERENCE_INDEX } from '../functions/adapters/dynamodb-registry.ts'
import { LISTED_ATTRIBUTES, OPEN_ATTRIBUTE, OPEN_INDEX, RECEIVED_INDEX, RECEIVED_YEAR } from '../functions/adapters/run-items.ts'
import type { Table } from '../shared/pipeline/layout.ts'

export interface IndexKeys {
  readonly name: string
  readonly partitionKey: string
  readonly sortKey: string
  /** Attributes beside the keys. */
  readonly attributes?: readonly string[]
}

export interface TableKeys {
  readonly partitionKey: string
  readonly sortKey?: string
  readonly indexes: readonly IndexKeys[]
}

export const TABLE_KEYS: Readonly<Record<Table, TableKeys>> = {
  registry: { partitionKey: 'pk', sortKey: 'sk', indexes: [{ name: REFERENCE_INDEX, partitionKey: 'referenceNumber', sortKey: 'pk' }] },
  ledger: { partitionKey: 'account', sortKey: 'version', indexes: [] },
  runs: {
    partitionKey: 'id',
    indexes: [
      { name: OPEN_INDEX, partitionKey: OPEN_ATTRIBUTE, sortKey: 'id' },
      { name: RECEIVED_INDEX, partitionKey: RECEIVED_YEAR, sortKey: 'receivedAt', attributes: LISTED_ATTRIBUTES },
    ],
  },
}
