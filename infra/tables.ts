// Understands the keys of the DynamoDB tables: the same for the deployed and the embedded system.
import { REFERENCE_INDEX } from '../functions/adapters/dynamodb-registry.ts'
import { OPEN_ATTRIBUTE, OPEN_INDEX } from '../functions/adapters/run-items.ts'
import type { Table } from '../shared/pipeline/layout.ts'

export interface TableKeys {
  readonly partitionKey: string
  readonly sortKey?: string
  readonly index?: { readonly name: string; readonly partitionKey: string; readonly sortKey: string }
}

export const TABLE_KEYS: Readonly<Record<Table, TableKeys>> = {
  registry: { partitionKey: 'pk', sortKey: 'sk', index: { name: REFERENCE_INDEX, partitionKey: 'referenceNumber', sortKey: 'pk' } },
  ledger: { partitionKey: 'account', sortKey: 'version' },
  runs: { partitionKey: 'id', index: { name: OPEN_INDEX, partitionKey: OPEN_ATTRIBUTE, sortKey: 'id' } },
}
