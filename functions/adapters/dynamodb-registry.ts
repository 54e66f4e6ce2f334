// Understands the registry port on DynamoDB: one query per employer, versions kept beside each other, the later upload wins.
import { createHash } from 'node:crypto'
import {
  BatchGetItemCommand,
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  paginateQuery,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import type { EmployerNumber, Inss } from '../../shared/kernel/identifiers.ts'
import { mapOrdered } from '../../shared/pipeline/dependencies.ts'
import type { RegistryStore, StampedContent } from '../../shared/pipeline/ports.ts'
import {
  employersHavingNoss,
  identityOf,
  registryOf,
  rowKey,
  type EmployerRegistry,
  type RegistryContent,
  type StoredRow,
} from '../../shared/registry/employer-registry.ts'
import { conditionally } from './conditionally.ts'

type Item = Record<string, AttributeValue>
interface UploadId {
  readonly importId: string
  readonly recordedAt: string
}

/** What a row can be found by besides its employer: the INSS of a grant, the RSZ number of a payee. */
export const REFERENCE_INDEX = 'by-reference'
const CURRENT = 'CURRENT'
const ANCHORS_PER_READ = 100
const WRITES_AT_ONCE = 16

const text = (value: AttributeValue | undefined): string => value?.S ?? ''
const placeOf = (content: RegistryContent): string => `${content.value.employerNumber}|${rowKey(content)}`
const nossReference = (nossNumber: string): string => `NOSS#${nossNumber}`

function referenceOf(content: RegistryContent): string | undefined {
  if (content.kind === 'GRANT') return content.value.inss
  if (content.kind !== 'PAYEE' || content.value.nossNumber === undefined) return undefined
  return nossReference(content.value.nossNumber)
}

const digestOf = (content: RegistryContent): string => createHash('sha256').update(JSON.stringify(content)).digest('hex')

/** The anchor of what a row describes (`ENTITLEMENT#id`): where it stands now and the stamp that put it there. It is written first. */
interface Anchor {
  readonly stamp: string
  readonly place: string
  readonly rowSortKey: string
  readonly digest: string
  /** Every place it ever had. */
  readonly places: readonly string[]
}

const anchorOf = (item: Item): Anchor => ({
  stamp: text(item.stamp),
  place: text(item.place),
  rowSortKey: text(item.rowSortKey),
  digest: text(item.digest),
  places: item.places?.SS ?? [],
})

export class DynamoRegistryStore implements RegistryStore {
  readonly #client: DynamoDBClient
  readonly #table: string

  constructor(client: DynamoDBClient, table: string) {
    this.#client = client
    this.#table = table
  }

  async employer(employerNumber: EmployerNumber): Promise<EmployerRegistry> {
    const rows: StoredRow[] = []
    const query = {
      TableName: this.#table,
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :employer',
      ExpressionAttributeValues: { ':employer': { S: employerNumber } },
    }
    for await (const { Items = [] } of paginateQuery({ client: this.#client }, query)) {
      for (const item of Items) {
        const content = item.content?.S === undefined ? null : (JSON.parse(item.content.S) as RegistryContent)
        rows.push({
          key: text(item.key),
          stamp: text(item.stamp),
          recordedAt: text(item.recordedAt),
          importId: text(item.importId),
          content,
        })
      }
    }
    return registryOf(rows)
  }

  async employersOf(inss: Inss): Promise<readonly EmployerNumber[]> {
    return this.#employersWith(inss)
  }

  /** The index only proposes: what is in force is read from the employer's own rows. */
  async employerWithNoss(nossNumber: string): Promise<EmployerNumber | undefined> {
    const [found, ...others] = await employersHavingNoss(nossNumber, await this.#employersWith(nossReference(nossNumber)), (employer) =>
      this.employer(employer),
    )
    return others.length === 0 ? found : undefined
  }

  async #employersWith(reference: string): Promise<readonly EmployerNumber[]> {
    const employers = new Set<string>()
    const query = {
      TableName: this.#table,
      IndexName: REFERENCE_INDEX,
      KeyConditionExpression: 'referenceNumber = :reference',
      ExpressionAttributeValues: { ':reference': { S: reference } },
    }
    for await (const { Items = [] } of paginateQuery({ client: this.#client }, query))
      for (const item of Items) employers.add(text(item.pk))
    return [...employers].toSorted() as EmployerNumber[]
  }

  async store(rows: readonly StampedContent[], upload: UploadId): Promise<void> {
    for (const batch of batchesOfDistinct(rows)) {
      const anchors = await this.#readAnchors(batch.map(({ content }) => identityOf(content)))
      const stored = mapOrdered(batch, WRITES_AT_ONCE, (row) => this.#storeRow(row, anchors.get(identityOf(row.content)), upload))
      for (let next = await stored.next(); next.done !== true; next = await stored.next()); // every row of a batch before the next batch
    }
  }

  async #readAnchors(identities: readonly string[]): Promise<Map<string, Anchor>> {
    const anchors = new Map<string, Anchor>()
    let keys: Item[] = identities.map((identity) => ({ pk: { S: identity }, sk: { S: CURRENT } }))
    while (keys.length > 0) {
      const { Responses, UnprocessedKeys } = await this.#client.send(
        new BatchGetItemCommand({ RequestItems: { [this.#table]: { Keys: keys, ConsistentRead: true } } }),
      )
      for (const item of Responses?.[this.#table] ?? []) anchors.set(text(item.pk), anchorOf(item))
      keys = UnprocessedKeys?.[this.#table]?.Keys ?? []
    }
    return anchors
  }

  /** Anchor first, then the row, then the earlier places are closed; each step is idempotent, so a repeat finishes what a crash left. */
  async #storeRow({ content, stamp }: StampedContent, known: Anchor | undefined, upload: UploadId): Promise<void> {
    const place = placeOf(content)
    const digest = digestOf(content)
    let anchor = known
    for (;;) {
      if (anchor && anchor.stamp > stamp) return this.#storeLateRow(content, stamp, anchor, upload)
      const keepsRow = anchor !== undefined && (anchor.stamp === stamp || (anchor.place === place && anchor.digest === digest))
      const next: Anchor = {
        stamp,
        place,
        digest,
        rowSortKey: keepsRow && anchor ? anchor.rowSortKey : `${rowKey(content)}#${stamp}`,
        places: [...new Set([...(anchor?.places ?? []), place])],
      }
      if (anchor?.stamp === stamp || (await this.#moveAnchor(identityOf(content), anchor, next))) {
        await this.#confirmRow(content, next, upload)
        for (const earlier of next.places) if (earlier !== place) await this.#closePlace(earlier, stamp, upload)
        return
      }
      anchor = await this.#readAnchor(identityOf(content))
    }
  }

  async #readAnchor(identity: string): Promise<Anchor | undefined> {
    const { Item } = await this.#client.send(
      new GetItemCommand({ TableName: this.#table, ConsistentRead: true, Key: { pk: { S: identity }, sk: { S: CURRENT } } }),
    )
    return Item && anchorOf(Item)
  }

  async #moveAnchor(identity: string, from: Anchor | undefined, to: Anchor): Promise<boolean> {
    const item: Item = {
      pk: { S: identity },
      sk: { S: CURRENT },
      stamp: { S: to.stamp },
      place: { S: to.place },
      rowSortKey: { S: to.rowSortKey },
      digest: { S: to.digest },
      places: { SS: [...to.places] },
    }
    const condition = from
      ? { ConditionExpression: 'stamp = :from', ExpressionAttributeValues: { ':from': { S: from.stamp } } }
      : { ConditionExpression: 'attribute_not_exists(pk)' }
    return conditionally(() => this.#client.send(new PutItemCommand({ TableName: this.#table, Item: item, ...condition })))
  }

  /** Writes the version, or advances the stamp of the version with the same content: the condition keeps an older upload from turning it back. */
  async #confirmRow(content: RegistryContent, { stamp, rowSortKey }: Anchor, { importId, recordedAt }: UploadId): Promise<void> {
    const reference = referenceOf(content)
    const setReference = reference === undefined ? '' : ', referenceNumber = :reference'
    await conditionally(() =>
      this.#client.send(
        new UpdateItemCommand({
          TableName: this.#table,
          Key: { pk: { S: content.value.employerNumber }, sk: { S: rowSortKey } },
          UpdateExpression: `SET stamp = :stamp, #key = :key, content = :content, recordedAt = if_not_exists(recordedAt, :at), importId = if_not_exists(importId, :import)${setReference}`,
          ConditionExpression: 'attribute_not_exists(stamp) OR stamp <= :stamp',
          ExpressionAttributeNames: { '#key': 'key' },
          ExpressionAttributeValues: {
            ':stamp': { S: stamp },
            ':key': { S: rowKey(content) },
            ':content': { S: JSON.stringify(content) },
            ':at': { S: recordedAt },
            ':import': { S: importId },
            ...(reference === undefined ? {} : { ':reference': { S: reference } }),
          },
        }),
      ),
    )
  }

  async #closePlace(place: string, stamp: string, { importId, recordedAt }: UploadId): Promise<void> {
    const [employer = '', key = ''] = place.split('|')
    const Item = {
      pk: { S: employer },
      sk: { S: `${key}#${stamp}` },
      key: { S: key },
      stamp: { S: stamp },
      recordedAt: { S: recordedAt },
      importId: { S: importId },
    }
    await this.#client.send(new PutItemCommand({ TableName: this.#table, Item }))
  }

  /** An older upload that is imported late: kept for audit; where it names another place, that place is closed. */
  async #storeLateRow(content: RegistryContent, stamp: string, anchor: Anchor, upload: UploadId): Promise<void> {
    const place = placeOf(content)
    await this.#confirmRow(content, { ...anchor, stamp, rowSortKey: `${rowKey(content)}#${stamp}` }, upload)
    if (place === anchor.place) return
    await this.#client.send(
      new UpdateItemCommand({
        TableName: this.#table,
        Key: { pk: { S: identityOf(content) }, sk: { S: CURRENT } },
        UpdateExpression: 'ADD places :place',
        ExpressionAttributeValues: { ':place': { SS: [place] } },
      }),
    )
    await this.#closePlace(place, anchor.stamp, upload)
  }
}

/** Runs of rows that describe different things: a repeated id in a file must see its predecessor. */
function* batchesOfDistinct(rows: readonly StampedContent[]): Generator<StampedContent[]> {
  let batch: StampedContent[] = []
  let seen = new Set<string>()
  for (const row of rows) {
    const identity = identityOf(row.content)
    if (batch.length >= ANCHORS_PER_READ || seen.has(identity)) {
      yield batch
      batch = []
      seen = new Set()
    }
    batch.push(row)
    seen.add(identity)
  }
  if (batch.length > 0) yield batch
}
