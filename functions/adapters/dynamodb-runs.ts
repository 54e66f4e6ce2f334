// Understands the run port on DynamoDB: states go forward by conditions, completed chunks are a set, a content is claimed once.
import { type DynamoDBClient, GetItemCommand, paginateQuery, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { plusQuarters, type Quarter } from '../../shared/kernel/calendar.ts'
import { cents, type Cents } from '../../shared/kernel/money.ts'
import type { AccountId } from '../../shared/ledger/entry.ts'
import type { Pauses } from '../../shared/ledger/payment-holds.ts'
import { MEASURES, type Measure } from '../../shared/law/measures.ts'
import type { Attempt, Attempts, OpenHold, RunStore } from '../../shared/pipeline/ports.ts'
import { isFinal, mayFollow, type LeftOut, type ListedRun, type Run, type RunPatch, type RunState } from '../../shared/pipeline/run.ts'
import type { RunFigures } from '../../shared/pipeline/run-figures.ts'
import { conditionally } from './conditionally.ts'
import {
  attemptKey,
  contentKey,
  holdKey,
  listedRunOf,
  numbersOf,
  OPEN_ATTRIBUTE,
  OPEN_INDEX,
  OPEN_SHARDS,
  openShard,
  patchItem,
  PAUSES_KEY,
  quarterKey,
  RECEIVED_INDEX,
  RECEIVED_YEAR,
  runOf,
  type Item,
  type OpenKind,
} from './run-items.ts'

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
      [RECEIVED_YEAR]: { S: run.receivedAt.slice(0, 4) },
      source: { S: JSON.stringify(run.source) },
      [OPEN_ATTRIBUTE]: { S: openShard('RUN', run.runId) },
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
    const patched = patchItem(patch)
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
          UpdateExpression: `SET ${sets.join(', ')}${isFinal(to) ? ` REMOVE ${OPEN_ATTRIBUTE}` : ''}`,
          ConditionExpression: `#state IN (${Object.keys(states).join(', ')})`,
          ExpressionAttributeNames: { '#state': 'state' },
          ExpressionAttributeValues: values,
        }),
      ),
    )
  }

  async keepFigures(runId: string, states: readonly RunState[], figures: RunFigures): Promise<void> {
    const values = Object.fromEntries(states.map((state, index) => [`:state${index}`, { S: state }]))
    await conditionally(() =>
      this.#client.send(
        new UpdateItemCommand({
          TableName: this.#table,
          Key: { id: { S: runId } },
          UpdateExpression: 'SET figures = :figures',
          ConditionExpression: `#state IN (${Object.keys(values).join(', ')})`,
          ExpressionAttributeNames: { '#state': 'state' },
          ExpressionAttributeValues: { ':figures': { S: JSON.stringify(figures) }, ...values },
        }),
      ),
    )
  }

  async leaveOut(runId: string, leftOut: LeftOut): Promise<boolean> {
    return conditionally(() =>
      this.#client.send(
        new UpdateItemCommand({
          TableName: this.#table,
          Key: { id: { S: runId } },
          UpdateExpression: 'SET leftOut = :leftOut',
          ConditionExpression: '#state = :computing AND attribute_not_exists(leftOut)',
          ExpressionAttributeNames: { '#state': 'state' },
          ExpressionAttributeValues: { ':leftOut': { S: JSON.stringify(leftOut) }, ':computing': { S: 'computing' satisfies RunState } },
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

  async *runsOf(year: number): AsyncGenerator<ListedRun, void> {
    const pages = paginateQuery(
      { client: this.#client },
      {
        TableName: this.#table,
        IndexName: RECEIVED_INDEX,
        KeyConditionExpression: `${RECEIVED_YEAR} = :year`,
        ExpressionAttributeValues: { ':year': { S: String(year) } },
        ScanIndexForward: false,
      },
    )
    for await (const { Items = [] } of pages) for (const item of Items) yield listedRunOf(item)
  }

  async *openRuns(): AsyncGenerator<string, void> {
    for await (const item of this.#open('RUN')) yield item.id?.S ?? ''
  }

  async attempt(id: string, { progress, at, notSince }: Attempt): Promise<Attempts> {
    const Key = { id: { S: attemptKey(id) } }
    const known = await this.#read(attemptKey(id))
    const before = known?.progress?.S === progress ? Number(known.count?.N ?? '0') : 0
    const condition = known
      ? {
          ConditionExpression: 'triedAt = :known AND triedAt <= :notSince',
          values: { ':known': known.triedAt ?? { S: '' }, ':notSince': { S: notSince } },
        }
      : { ConditionExpression: 'attribute_not_exists(id)', values: {} }
    const isTried = await conditionally(() =>
      this.#client.send(
        new UpdateItemCommand({
          TableName: this.#table,
          Key,
          UpdateExpression: 'SET triedAt = :at, progress = :progress, #count = :count',
          ConditionExpression: condition.ConditionExpression,
          ExpressionAttributeNames: { '#count': 'count' },
          ExpressionAttributeValues: {
            ':at': { S: at },
            ':progress': { S: progress },
            ':count': { N: String(before + 1) },
            ...condition.values,
          },
        }),
      ),
    )
    return { isNew: isTried, count: isTried ? before + 1 : before }
  }

  async openHold(account: AccountId, version: number): Promise<void> {
    const id = holdKey(account)
    await this.#client.send(
      new UpdateItemCommand({
        TableName: this.#table,
        Key: { id: { S: id } },
        UpdateExpression: `ADD versions :version SET ${OPEN_ATTRIBUTE} = :open`,
        ExpressionAttributeValues: { ':version': { NS: [String(version)] }, ':open': { S: openShard('HOLD', id) } },
      }),
    )
  }

  /** The numbers first, then the place in the index if none came meanwhile. */
  async closeHolds(account: AccountId, below: number): Promise<void> {
    const id = holdKey(account)
    const lower = numbersOf((await this.#read(id))?.versions).filter((version) => version < below)
    if (lower.length > 0)
      await this.#client.send(
        new UpdateItemCommand({
          TableName: this.#table,
          Key: { id: { S: id } },
          UpdateExpression: 'DELETE versions :lower',
          ExpressionAttributeValues: { ':lower': { NS: lower.map(String) } },
        }),
      )
    await conditionally(() =>
      this.#client.send(
        new UpdateItemCommand({
          TableName: this.#table,
          Key: { id: { S: id } },
          UpdateExpression: `REMOVE ${OPEN_ATTRIBUTE}`,
          ConditionExpression: 'attribute_exists(id) AND attribute_not_exists(versions)',
        }),
      ),
    )
  }

  async *openHolds(): AsyncGenerator<OpenHold, void> {
    for await (const { id } of this.#open('HOLD')) {
      const [, employerNumber = '', quarter = ''] = (id?.S ?? '').split('#')
      const account = { employerNumber, quarter } as AccountId
      const versions = numbersOf((await this.#read(id?.S ?? ''))?.versions)
      if (versions.length > 0) yield { account, versions }
    }
  }

  async pauses(): Promise<Pauses> {
    const item = await this.#read(PAUSES_KEY)
    return Object.fromEntries(
      MEASURES.flatMap((measure) => {
        const reason = item?.[`${measure}_reason`]?.S
        return reason === undefined ? [] : [[measure, { reason }]]
      }),
    )
  }

  async setPause(measure: Measure, reason: string | null, { person, stamp }: { person: string; stamp: string }): Promise<void> {
    const [reasonName, stampName, personName] = [`${measure}_reason`, `${measure}_stamp`, `${measure}_person`]
    const sets = [`${stampName} = :stamp`, `${personName} = :person`, ...(reason === null ? [] : [`${reasonName} = :reason`])]
    await conditionally(() =>
      this.#client.send(
        new UpdateItemCommand({
          TableName: this.#table,
          Key: { id: { S: PAUSES_KEY } },
          UpdateExpression: `SET ${sets.join(', ')}${reason === null ? ` REMOVE ${reasonName}` : ''}`,
          ConditionExpression: `attribute_not_exists(${stampName}) OR ${stampName} < :stamp`,
          ExpressionAttributeValues: {
            ':stamp': { S: stamp },
            ':person': { S: person },
            ...(reason === null ? {} : { ':reason': { S: reason } }),
          },
        }),
      ),
    )
  }

  async *#open(kind: OpenKind): AsyncGenerator<Item, void> {
    for (let shard = 0; shard < OPEN_SHARDS; shard++) {
      const query = {
        TableName: this.#table,
        IndexName: OPEN_INDEX,
        KeyConditionExpression: `${OPEN_ATTRIBUTE} = :open`,
        ExpressionAttributeValues: { ':open': { S: `${kind}#${shard}` } },
      }
      for await (const { Items = [] } of paginateQuery({ client: this.#client }, query)) yield* Items
    }
  }

  async #read(id: string): Promise<Item | undefined> {
    const { Item } = await this.#client.send(new GetItemCommand({ TableName: this.#table, Key: { id: { S: id } }, ConsistentRead: true }))
    return Item
  }
}
