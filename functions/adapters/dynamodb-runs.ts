// Understands the run port on DynamoDB: states go forward by conditions, completed chunks are a set, a content is claimed once.
import { type AttributeValue, type DynamoDBClient, GetItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { plusQuarters, type Quarter } from '../../shared/kernel/calendar.ts'
import { cents, type Cents } from '../../shared/kernel/money.ts'
import type { RunStore } from '../../shared/pipeline/ports.ts'
import { mayFollow, type Run, type Rejection, type RunPatch, type RunSource, type RunState } from '../../shared/pipeline/run.ts'
import { conditionally } from './conditionally.ts'

type Item = Record<string, AttributeValue>

const quarterKey = (quarter: Quarter): string => `QUARTER#${quarter}`
const contentKey = (sha256: string): string => `CONTENT#${sha256}`

function runOf(item: Item): Run {
  return {
    runId: item.id?.S ?? '',
    state: (item.state?.S ?? '') as RunState,
    receivedAt: item.receivedAt?.S ?? '',
    source: JSON.parse(item.source?.S ?? '{}') as RunSource,
    ...(item.sha256?.S === undefined ? {} : { sha256: item.sha256.S }),
    ...(item.chunks?.N === undefined ? {} : { chunks: Number(item.chunks.N) }),
    ...(item.completed?.NS === undefined ? {} : { completedChunks: item.completed.NS.length }),
    ...(item.rejection?.S === undefined ? {} : { rejection: JSON.parse(item.rejection.S) as Rejection }),
  }
}

export class DynamoRunStore implements RunStore {
  readonly #client: DynamoDBClient
  readonly #table: string

  constructor(client: DynamoDBClient, table: string) {
    this.#client = client
    this.#table = table
  }

  async receive(run: Run): Promise<Run> {
    const Item: Item = {
      id: { S: run.runId },
      state: { S: run.state },
      receivedAt: { S: run.receivedAt },
      source: { S: JSON.stringify(run.source) },
    }
    const isNew = await conditionally(() =>
      this.#client.send(new PutItemCommand({ TableName: this.#table, Item, ConditionExpression: 'attribute_not_exists(id)' })),
    )
    return isNew ? run : ((await this.get(run.runId)) ?? run)
  }

  async get(runId: string): Promise<Run | undefined> {
    const item = await this.#read(runId)
    return item && runOf(item)
  }

  async advance(runId: string, from: readonly RunState[], to: RunState, patch: RunPatch = {}): Promise<boolean> {
    const allowed = from.filter((state) => mayFollow(state, to))
    if (allowed.length !== from.length) throw new Error(`no run goes from ${from.join(', ')} to ${to}`)
    const states = Object.fromEntries(allowed.map((state, index) => [`:from${index}`, { S: state }]))
    const patched: Item = {
      ...(patch.sha256 === undefined ? {} : { sha256: { S: patch.sha256 } }),
      ...(patch.chunks === undefined ? {} : { chunks: { N: String(patch.chunks) } }),
      ...(patch.rejection === undefined ? {} : { rejection: { S: JSON.stringify(patch.rejection) } }),
    }
    const values: Item = {
      ':to': { S: to },
      ...states,
      ...Object.fromEntries(Object.entries(patched).map(([name, value]) => [`:${name}`, value])),
    }
    const sets = ['#state = :to', ...Object.keys(patched).map((name) => `${name} = :${name}`)]
    return conditionally(() =>
      this.#client.send(
        new UpdateItemCommand({
          TableName: this.#table,
          Key: { id: { S: runId } },
          UpdateExpression: `SET ${sets.join(', ')}`,
          ConditionExpression: `#state IN (${Object.keys(states).join(', ')})`,
          ExpressionAttributeNames: { '#state': 'state' },
          ExpressionAttributeValues: values,
        }),
      ),
    )
  }

  async completeChunk(runId: string, chunk: number): Promise<number> {
    const { Attributes } = await this.#client.send(
      new UpdateItemCommand({
        TableName: this.#table,
        Key: { id: { S: runId } },
        UpdateExpression: 'ADD completed :chunk',
        ConditionExpression: 'attribute_exists(id)',
        ExpressionAttributeValues: { ':chunk': { NS: [String(chunk)] } },
        ReturnValues: 'ALL_NEW',
      }),
    )
    return Attributes?.completed?.NS?.length ?? 0
  }

  async claimContent(sha256: string, runId: string): Promise<string> {
    const Item = { id: { S: contentKey(sha256) }, runId: { S: runId } }
    // A run never claims again what it has freed: a delivery of it that stood still all the while would lock the content for ever.
    const condition = {
      ConditionExpression: 'attribute_not_exists(id) OR (freed = :yes AND runId <> :run)',
      ExpressionAttributeValues: { ':yes': { BOOL: true }, ':run': { S: runId } },
    }
    if (await conditionally(() => this.#client.send(new PutItemCommand({ TableName: this.#table, Item, ...condition })))) return runId
    const holder = (await this.#read(contentKey(sha256)))?.runId?.S
    if (holder === undefined) throw new Error('a claimed content names no run')
    return holder
  }

  async holderOf(sha256: string): Promise<string | undefined> {
    const item = await this.#read(contentKey(sha256))
    return item?.freed?.BOOL === true ? undefined : item?.runId?.S
  }

  async freeContent(sha256: string, runId: string): Promise<void> {
    const update = {
      UpdateExpression: 'SET freed = :yes',
      ConditionExpression: 'runId = :run',
      ExpressionAttributeValues: { ':yes': { BOOL: true }, ':run': { S: runId } },
    }
    await conditionally(() =>
      this.#client.send(new UpdateItemCommand({ TableName: this.#table, Key: { id: { S: contentKey(sha256) } }, ...update })),
    )
  }

  async addToQuarter(quarter: Quarter, instructed: Cents): Promise<{ total: Cents; yearBefore: Cents }> {
    const { Attributes } = await this.#client.send(
      new UpdateItemCommand({
        TableName: this.#table,
        Key: { id: { S: quarterKey(quarter) } },
        UpdateExpression: 'ADD cents :cents',
        ExpressionAttributeValues: { ':cents': { N: instructed.toString() } },
        ReturnValues: 'ALL_NEW',
      }),
    )
    const before = await this.#read(quarterKey(plusQuarters(quarter, -4)))
    return { total: cents(BigInt(Attributes?.cents?.N ?? '0')), yearBefore: cents(BigInt(before?.cents?.N ?? '0')) }
  }

  async #read(id: string): Promise<Item | undefined> {
    const { Item } = await this.#client.send(new GetItemCommand({ TableName: this.#table, Key: { id: { S: id } }, ConsistentRead: true }))
    return Item
  }
}
