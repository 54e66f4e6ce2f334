// Understands the run port on DynamoDB: states go forward by conditions, completed chunks are a set, a content is claimed once.
import { type AttributeValue, DeleteItemCommand, type DynamoDBClient, GetItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import type { RunStore } from '../../shared/pipeline/ports.ts'
import { mayFollow, type Run, type RunPatch, type RunSource, type RunState } from '../../shared/pipeline/run.ts'
import { conditionally } from './conditionally.ts'

type Item = Record<string, AttributeValue>

const contentKey = (sha256: string): string => `CONTENT#${sha256}`

function runOf(item: Item): Run {
  return {
    runId: item.id?.S ?? '', state: (item.state?.S ?? '') as RunState, receivedAt: item.receivedAt?.S ?? '',
    source: JSON.parse(item.source?.S ?? '{}') as RunSource,
    ...(item.sha256?.S === undefined ? {} : { sha256: item.sha256.S }),
    ...(item.chunks?.N === undefined ? {} : { chunks: Number(item.chunks.N) }),
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
    const Item: Item = { id: { S: run.runId }, state: { S: run.state }, receivedAt: { S: run.receivedAt }, source: { S: JSON.stringify(run.source) } }
    const isNew = await conditionally(() => this.#client.send(new PutItemCommand({ TableName: this.#table, Item, ConditionExpression: 'attribute_not_exists(id)' })))
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
    const values: Item = {
      ':to': { S: to }, ...states,
      ...(patch.sha256 === undefined ? {} : { ':sha256': { S: patch.sha256 } }),
      ...(patch.chunks === undefined ? {} : { ':chunks': { N: String(patch.chunks) } }),
    }
    const sets = ['#state = :to', ...(patch.sha256 === undefined ? [] : ['sha256 = :sha256']), ...(patch.chunks === undefined ? [] : ['chunks = :chunks'])]
    return conditionally(() => this.#client.send(new UpdateItemCommand({
      TableName: this.#table, Key: { id: { S: runId } }, UpdateExpression: `SET ${sets.join(', ')}`,
      ConditionExpression: `#state IN (${Object.keys(states).join(', ')})`, ExpressionAttributeNames: { '#state': 'state' }, ExpressionAttributeValues: values,
    })))
  }

  async completeChunk(runId: string, chunk: number): Promise<number> {
    const { Attributes } = await this.#client.send(new UpdateItemCommand({
      TableName: this.#table, Key: { id: { S: runId } }, UpdateExpression: 'ADD completed :chunk', ConditionExpression: 'attribute_exists(id)',
      ExpressionAttributeValues: { ':chunk': { NS: [String(chunk)] } }, ReturnValues: 'ALL_NEW',
    }))
    return Attributes?.completed?.NS?.length ?? 0
  }

  async claimContent(sha256: string, runId: string): Promise<string> {
    for (;;) {
      const Item = { id: { S: contentKey(sha256) }, runId: { S: runId } }
      const condition = { ConditionExpression: 'attribute_not_exists(id) OR runId = :run', ExpressionAttributeValues: { ':run': { S: runId } } }
      if (await conditionally(() => this.#client.send(new PutItemCommand({ TableName: this.#table, Item, ...condition })))) return runId
      const holder = (await this.#read(contentKey(sha256)))?.runId?.S
      if (holder !== undefined) return holder // else it was freed between the two calls: claim again
    }
  }

  async freeContent(sha256: string, runId: string): Promise<void> {
    const condition = { ConditionExpression: 'runId = :run', ExpressionAttributeValues: { ':run': { S: runId } } }
    await conditionally(() => this.#client.send(new DeleteItemCommand({ TableName: this.#table, Key: { id: { S: contentKey(sha256) } }, ...condition })))
  }

  async #read(id: string): Promise<Item | undefined> {
    const { Item } = await this.#client.send(new GetItemCommand({ TableName: this.#table, Key: { id: { S: id } }, ConsistentRead: true }))
    return Item
  }
}
