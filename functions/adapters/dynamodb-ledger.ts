// Understands the ledger port on DynamoDB: entries are put on condition that their version does not exist, and read consistently.
import { gunzipSync, gzipSync } from 'node:zlib'
import { type DynamoDBClient, paginateQuery, PutItemCommand } from '@aws-sdk/client-dynamodb'
import type { AccountId, LedgerEntry } from '../../shared/ledger/entry.ts'
import type { Created, LedgerStore } from '../../shared/pipeline/ports.ts'
import { conditionally } from './conditionally.ts'

const VERSION_DIGITS = 6
const accountKey = ({ employerNumber, quarter }: AccountId): string => `${employerNumber}#${quarter}`

export class DynamoLedgerStore implements LedgerStore {
  readonly #client: DynamoDBClient
  readonly #table: string

  constructor(client: DynamoDBClient, table: string) {
    this.#client = client
    this.#table = table
  }

  async entries(account: AccountId): Promise<readonly LedgerEntry[]> {
    const entries: LedgerEntry[] = []
    const query = { TableName: this.#table, ConsistentRead: true, KeyConditionExpression: 'account = :account', ExpressionAttributeValues: { ':account': { S: accountKey(account) } } }
    for await (const { Items = [] } of paginateQuery({ client: this.#client }, query)) {
      for (const { body } of Items) {
        if (!body?.B) throw new Error('a ledger item without a body')
        entries.push(JSON.parse(gunzipSync(body.B).toString('utf8')) as LedgerEntry)
      }
    }
    return entries
  }

  async append(entry: LedgerEntry): Promise<Created> {
    const { account, version, runId, statement, refusal } = entry
    const Item = {
      account: { S: accountKey(account) },
      version: { S: String(version).padStart(VERSION_DIGITS, '0') },
      // For people who look at the table; the program reads only the body.
      runId: { S: runId },
      declared: { S: `${statement.ladder} ${statement.sequence} ${statement.kind}` },
      outcome: { S: refusal?.code ?? 'booked' },
      body: { B: gzipSync(JSON.stringify(entry)) },
    }
    const created = await conditionally(() => this.#client.send(new PutItemCommand({ TableName: this.#table, Item, ConditionExpression: 'attribute_not_exists(account)' })))
    return created ? 'created' : 'exists'
  }
}
