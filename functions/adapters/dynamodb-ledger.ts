// Understands the ledger port on DynamoDB: entries are put on condition that their version does not exist, and read consistently.
import { createHash } from 'node:crypto'
import { gunzipSync, gzipSync } from 'node:zlib'
import { type AttributeValue, type DynamoDBClient, paginateQuery, PutItemCommand } from '@aws-sdk/client-dynamodb'
import type { Quarter } from '../../shared/kernel/calendar.ts'
import type { EmployerNumber } from '../../shared/kernel/identifiers.ts'
import type { AccountId, LedgerEntry } from '../../shared/ledger/entry.ts'
import type { Created, LedgerStore } from '../../shared/pipeline/ports.ts'
import { conditionally } from './conditionally.ts'

type Item = Record<string, AttributeValue>

const VERSION_DIGITS = 6
/** An item holds 400 KB at most; the rest of a larger body stands in items of its own, which are put before the entry. */
const BODY_BYTES_MAX = 380_000

const accountKey = ({ employerNumber, quarter }: AccountId): string => `${employerNumber}#${quarter}`
const versionKey = (version: number): string => String(version).padStart(VERSION_DIGITS, '0')
/** Which accounts there are stands in items of its own: an index would lag behind, and an import that missed an account would lose a worker. */
const employerAccounts = (employerNumber: EmployerNumber): string => `ACCOUNTS#${employerNumber}`
/** On a closing day all new accounts are of one quarter: its list is spread, because one partition takes 1,000 writes a second. */
const QUARTER_SHARDS = 16
const shardOf = (employerNumber: EmployerNumber): number => Number(employerNumber.slice(0, 8)) % QUARTER_SHARDS
const quarterAccounts = (quarter: Quarter, shard: number): string => `ACCOUNTS#${quarter}#${String(shard).padStart(2, '0')}`

/** Parts are named by their content: an attempt that did not become the entry, of this run or another, cannot touch those of the one that did. */
const partsKey = (account: AccountId, body: Uint8Array): string =>
  `PARTS#${accountKey(account)}#${createHash('sha256').update(body).digest('hex')}`

export class DynamoLedgerStore implements LedgerStore {
  readonly #client: DynamoDBClient
  readonly #table: string

  constructor(client: DynamoDBClient, table: string) {
    this.#client = client
    this.#table = table
  }

  async entries(account: AccountId): Promise<readonly LedgerEntry[]> {
    const entries: LedgerEntry[] = []
    for (const item of await this.#query(accountKey(account))) {
      const parts = item.parts?.S === undefined ? [] : await this.#query(item.parts.S)
      entries.push(JSON.parse(gunzipSync(Buffer.concat([item, ...parts].map(bodyOf))).toString('utf8')) as LedgerEntry)
    }
    return entries
  }

  async append(entry: LedgerEntry): Promise<Created> {
    const { account, version, runId, statement, refusal, recomputed } = entry
    if (version === 1) await this.#announce(account)
    const body = gzipSync(JSON.stringify(entry))
    const parts = body.length > BODY_BYTES_MAX ? partsKey(account, body) : undefined
    if (parts !== undefined) await this.#putParts(parts, body.subarray(BODY_BYTES_MAX))
    const Item: Item = {
      account: { S: accountKey(account) },
      version: { S: versionKey(version) },
      // For people who look at the table; the program reads only the body.
      runId: { S: runId },
      declared: { S: recomputed ? 'computed again' : `${statement.ladder} ${statement.sequence} ${statement.kind}` },
      outcome: { S: refusal?.code ?? 'booked' },
      body: { B: body.subarray(0, BODY_BYTES_MAX) },
      ...(parts === undefined ? {} : { parts: { S: parts } }),
    }
    const created = await conditionally(() =>
      this.#client.send(new PutItemCommand({ TableName: this.#table, Item, ConditionExpression: 'attribute_not_exists(account)' })),
    )
    return created ? 'created' : 'exists'
  }

  async quartersOf(employerNumber: EmployerNumber): Promise<readonly Quarter[]> {
    return (await this.#query(employerAccounts(employerNumber))).map((item) => (item.version?.S ?? '') as Quarter)
  }

  async employersIn(quarter: Quarter): Promise<readonly EmployerNumber[]> {
    const shards = Array.from({ length: QUARTER_SHARDS }, (_, shard) => this.#query(quarterAccounts(quarter, shard)))
    return (await Promise.all(shards))
      .flat()
      .map((item) => (item.version?.S ?? '') as EmployerNumber)
      .toSorted()
  }

  /** Before the first entry: whoever asks for the accounts after an entry was put finds its account. One without entries (a stop in between) has nothing to compute. */
  async #announce({ employerNumber, quarter }: AccountId): Promise<void> {
    const put = (list: string, member: string): Promise<unknown> =>
      this.#client.send(new PutItemCommand({ TableName: this.#table, Item: { account: { S: list }, version: { S: member } } }))
    await Promise.all([
      put(employerAccounts(employerNumber), quarter),
      put(quarterAccounts(quarter, shardOf(employerNumber)), employerNumber),
    ])
  }

  async #putParts(parts: string, rest: Uint8Array): Promise<void> {
    for (let part = 0; part * BODY_BYTES_MAX < rest.length; part++) {
      const Item = {
        account: { S: parts },
        version: { S: versionKey(part + 1) },
        body: { B: rest.subarray(part * BODY_BYTES_MAX, (part + 1) * BODY_BYTES_MAX) },
      }
      await this.#client.send(new PutItemCommand({ TableName: this.#table, Item }))
    }
  }

  async #query(key: string): Promise<Item[]> {
    const items: Item[] = []
    const query = {
      TableName: this.#table,
      ConsistentRead: true,
      KeyConditionExpression: 'account = :account',
      ExpressionAttributeValues: { ':account': { S: key } },
    }
    for await (const { Items = [] } of paginateQuery({ client: this.#client }, query)) items.push(...Items)
    return items
  }
}

function bodyOf({ body }: Item): Uint8Array {
  if (!body?.B) throw new Error('a ledger item without a body')
  return body.B
}
