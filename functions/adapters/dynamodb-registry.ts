// Understands the registry port on DynamoDB: one query per employer, versions kept beside each other, the later upload wins.
import { type DynamoDBClient, GetItemCommand, paginateQuery, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import type { EmployerNumber, Inss } from '../../shared/kernel/identifiers.ts'
import { mapOrdered } from '../../shared/pipeline/dependencies.ts'
import type { RegistryStore, StampedContent } from '../../shared/pipeline/ports.ts'
import { partsOf, placeOf, reachesOfPerson, readReach, stepOf, type Anchor, type AnchorStep } from '../../shared/registry/anchor.ts'
import {
  employersHavingNoss,
  identityOf,
  registryOf,
  rowKey,
  type EmployerRegistry,
  type RefusedPayment,
  type RegistryContent,
  type StoredRow,
  type UploadId,
} from '../../shared/registry/employer-registry.ts'
import type { Reach } from '../../shared/registry/reach.ts'
import { conditionally } from './conditionally.ts'
import { consistentItems, KEYS_PER_READ, type Item } from './consistent-items.ts'
import { confirmedIbanOf, DynamoPayees, refusedOf } from './dynamodb-payees.ts'
import { DynamoPersons } from './dynamodb-persons.ts'
import { anchorItem, anchorOf, confirmation, nossReference, rowOf, text, type RowToWrite } from './registry-items.ts'

type AliasContent = Extract<RegistryContent, { readonly kind: 'ALIAS' }>
/** Content that stands with one employer. */
type PlacedContent = Exclude<RegistryContent, AliasContent>

/** What a payee can be found by besides its employer: its RSZ number. */
export const REFERENCE_INDEX = 'by-reference'
const CURRENT = 'CURRENT'
const finishedKey = (importId: string): Item => ({ pk: { S: `IMPORT#${importId}` }, sk: { S: 'FINISHED' } })
const WRITES_AT_ONCE = 16

/** What the rows of one upload ask again and again, read once: which imports are finished, and what an employer's grants are (an alias changes none). */
interface Reads {
  readonly isFinished: (importId: string) => Promise<boolean>
  readonly employer: (employerNumber: EmployerNumber) => Promise<EmployerRegistry>
}

function once<K, V>(known: Map<K, Promise<V>>, key: K, read: () => Promise<V>): Promise<V> {
  const value = known.get(key) ?? read()
  known.set(key, value)
  return value
}

export class DynamoRegistryStore implements RegistryStore {
  readonly #client: DynamoDBClient
  readonly #table: string
  readonly #persons: DynamoPersons
  readonly #payees: DynamoPayees

  constructor(client: DynamoDBClient, table: string) {
    this.#client = client
    this.#table = table
    this.#persons = new DynamoPersons(client, table)
    this.#payees = new DynamoPayees(client, table)
  }

  async employer(employerNumber: EmployerNumber): Promise<EmployerRegistry> {
    const rows: StoredRow[] = []
    const confirmed = new Map<string, string>()
    const refusedPayments: RefusedPayment[] = []
    const query = {
      TableName: this.#table,
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :employer',
      ExpressionAttributeValues: { ':employer': { S: employerNumber } },
    }
    for await (const { Items = [] } of paginateQuery({ client: this.#client }, query))
      for (const item of Items) {
        const confirmation = confirmedIbanOf(item)
        const refused = refusedOf(item)
        if (confirmation) confirmed.set(...confirmation)
        else if (refused) refusedPayments.push(refused)
        else rows.push(rowOf(item))
      }
    return registryOf(rows, confirmed, refusedPayments)
  }

  confirmIban(...given: Parameters<RegistryStore['confirmIban']>): Promise<void> {
    return this.#payees.confirmIban(...given)
  }

  refusePayment(...given: Parameters<RegistryStore['refusePayment']>): Promise<void> {
    return this.#payees.refusePayment(...given)
  }

  liftRefusal(...given: Parameters<RegistryStore['liftRefusal']>): Promise<void> {
    return this.#payees.liftRefusal(...given)
  }

  async employersOf(inss: Inss): Promise<readonly EmployerNumber[]> {
    return (await this.#persons.person(inss)).employers
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

  async finish(importId: string): Promise<void> {
    await this.#client.send(new PutItemCommand({ TableName: this.#table, Item: finishedKey(importId) }))
  }

  async isFinished(importId: string): Promise<boolean> {
    const read = { TableName: this.#table, ConsistentRead: true, Key: finishedKey(importId) }
    return (await this.#client.send(new GetItemCommand(read))).Item !== undefined
  }

  async store(rows: readonly StampedContent[], upload: UploadId): Promise<readonly Reach[]> {
    const reached = new Set<string>()
    const finished = new Map<string, Promise<boolean>>([[upload.importId, Promise.resolve(true)]])
    const employers = new Map<EmployerNumber, Promise<EmployerRegistry>>()
    const reads: Reads = {
      isFinished: (importId) => once(finished, importId, () => this.isFinished(importId)),
      employer: (employerNumber) => once(employers, employerNumber, () => this.employer(employerNumber)),
    }
    for (const batch of batchesOfDistinct(rows)) {
      const anchors = await this.#readAnchors(batch.map(({ content }) => identityOf(content)))
      // Every row of a batch before the next batch.
      for await (const reaches of mapOrdered(batch, WRITES_AT_ONCE, (row) =>
        this.#storeRow(row, anchors.get(identityOf(row.content)), upload, reads),
      ))
        for (const reach of reaches) reached.add(reach)
      await this.#bringAliases(batch)
    }
    return [...reached].map(readReach)
  }

  async #readAnchors(identities: readonly string[]): Promise<Map<string, Anchor>> {
    const keys = identities.map((identity) => ({ pk: { S: identity }, sk: { S: CURRENT } }))
    const items = await consistentItems(this.#client, this.#table, keys)
    return new Map(items.map((item) => [text(item.pk), anchorOf(item)]))
  }

  async #storeRow(
    { content, stamp }: StampedContent,
    known: Anchor | undefined,
    upload: UploadId,
    reads: Reads,
  ): Promise<readonly string[]> {
    const step =
      content.kind === 'ALIAS'
        ? await this.#storeAlias(content, stamp, known, upload)
        : await this.#storePlaced(content, stamp, known, upload)
    const doubt = step.kind === 'in-force' && !step.isChange ? step.doubt : undefined
    const isDoubtful = doubt !== undefined && !(await reads.isFinished(doubt.importId))
    if (content.kind === 'ALIAS') return step.isChange || isDoubtful ? this.#reachesOfAlias(content, reads) : []
    return isDoubtful ? doubt.reaches : step.reaches
  }

  /** Anchor first, then the row, then the earlier places are closed; each step is idempotent, so a repeat finishes what a crash left. */
  async #storePlaced(content: PlacedContent, stamp: string, known: Anchor | undefined, upload: UploadId): Promise<AnchorStep> {
    const place = placeOf(content)
    // Before the anchor, so that an anchor with the place tells that it was done.
    if (content.kind === 'GRANT' && known?.places.includes(place) !== true)
      await this.#persons.addEmployer(content.value.inss, content.value.employerNumber)
    const step = await this.#moveAnchor(content, stamp, known, upload)
    if (step.kind === 'late') await this.#storeLateRow(content, stamp, step.known, upload)
    else {
      const { rowSortKey, cameFrom, places } = step.anchor
      await this.#confirmRow(content.value.employerNumber, rowSortKey, {
        key: rowKey(content),
        stamp,
        content,
        elsewhere: cameFrom,
        ...upload,
      })
      for (const earlier of places) if (earlier !== place) await this.#closePlace(earlier, stamp, place, upload)
    }
    return step
  }

  /** The alias stands at both numbers first, then its anchor moves, then all aliases of the person are copied to all employers of the person. */
  async #storeAlias(content: AliasContent, stamp: string, known: Anchor | undefined, upload: UploadId): Promise<AnchorStep> {
    await this.#persons.addAlias(content.value)
    const step = await this.#moveAnchor(content, stamp, known, upload)
    const { employers, replaced } = await this.#persons.person(content.value.newInss)
    await this.#copyAliases(replaced, employers)
    return step
  }

  async #reachesOfAlias({ value: { newInss } }: AliasContent, reads: Reads): Promise<readonly string[]> {
    const { numbers, employers } = await this.#persons.person(newInss)
    const reaches: string[] = []
    for (const employer of employers) reaches.push(...reachesOfPerson(employer, numbers, (await reads.employer(employer)).grants))
    return reaches
  }

  /** Of grants whose worker has aliases: the aliases are copied to the employer, because only what stands there is read for a declaration. */
  async #bringAliases(rows: readonly StampedContent[]): Promise<void> {
    const grants = rows.flatMap(({ content }) => (content.kind === 'GRANT' ? [content.value] : []))
    const having = await this.#persons.havingAliases(grants.map(({ inss }) => inss))
    for (const { inss, employerNumber } of grants)
      if (having.has(inss)) await this.#copyAliases((await this.#persons.person(inss)).replaced, [employerNumber])
  }

  /** Copies what is in force of these aliases. An alias that has no anchor yet is copied by its own import. */
  async #copyAliases(replaced: readonly Inss[], employers: readonly EmployerNumber[]): Promise<void> {
    const anchors = await this.#readAnchors(replaced.map((oldInss) => `ALIAS#${oldInss}`))
    for (const { rowSortKey, row } of anchors.values()) {
      if (!row) throw new Error('the anchor of an alias holds no row')
      const { key, stamp, content, recordedAt, importId } = row
      for (const employer of employers) await this.#confirmRow(employer, rowSortKey, { key, stamp, content, recordedAt, importId })
    }
  }

  /** Moves the anchor to where this row leads, on condition of the stamp that it was read with. */
  async #moveAnchor(content: RegistryContent, stamp: string, known: Anchor | undefined, upload: UploadId): Promise<AnchorStep> {
    const key = { pk: { S: identityOf(content) }, sk: { S: CURRENT } }
    for (let from = known; ;) {
      const step = stepOf(from, content, stamp, upload)
      if (step.kind === 'late' || step.isRepeat) return step
      const condition = from
        ? { ConditionExpression: 'stamp = :from', ExpressionAttributeValues: { ':from': { S: from.stamp } } }
        : { ConditionExpression: 'attribute_not_exists(pk)' }
      const Item = { ...key, ...anchorItem(step.anchor) }
      if (await conditionally(() => this.#client.send(new PutItemCommand({ TableName: this.#table, Item, ...condition })))) return step
      const read = await this.#client.send(new GetItemCommand({ TableName: this.#table, ConsistentRead: true, Key: key }))
      from = read.Item && anchorOf(read.Item)
    }
  }

  /** Writes the version, or advances the stamp of the version with the same content: the condition keeps an older upload from turning it back. */
  async #confirmRow(employerNumber: EmployerNumber, rowSortKey: string, row: RowToWrite): Promise<void> {
    const Key = { pk: { S: employerNumber }, sk: { S: rowSortKey } }
    await conditionally(() => this.#client.send(new UpdateItemCommand({ TableName: this.#table, Key, ...confirmation(row) })))
  }

  /** What stood here stands elsewhere now. */
  async #closePlace(place: string, stamp: string, elsewhere: string, { importId, recordedAt }: UploadId): Promise<void> {
    const { employerNumber, key } = partsOf(place)
    const Item = {
      pk: { S: employerNumber },
      sk: { S: `${key}#${stamp}` },
      key: { S: key },
      stamp: { S: stamp },
      recordedAt: { S: recordedAt },
      importId: { S: importId },
      elsewhere: { S: elsewhere },
    }
    await this.#client.send(new PutItemCommand({ TableName: this.#table, Item }))
  }

  /** An older upload that is imported late: kept for audit; where it names another place, that place is closed. */
  async #storeLateRow(content: PlacedContent, stamp: string, known: Anchor, upload: UploadId): Promise<void> {
    const place = placeOf(content)
    await this.#confirmRow(content.value.employerNumber, `${rowKey(content)}#${stamp}`, { key: rowKey(content), stamp, content, ...upload })
    if (place === known.place) return
    await this.#client.send(
      new UpdateItemCommand({
        TableName: this.#table,
        Key: { pk: { S: identityOf(content) }, sk: { S: CURRENT } },
        UpdateExpression: 'ADD places :place',
        ExpressionAttributeValues: { ':place': { SS: [place] } },
      }),
    )
    await this.#closePlace(place, known.stamp, known.place, upload)
  }
}

/** Runs of rows that describe different things: a repeated id in a file must see its predecessor. */
function* batchesOfDistinct(rows: readonly StampedContent[]): Generator<StampedContent[]> {
  let batch: StampedContent[] = []
  let seen = new Set<string>()
  for (const row of rows) {
    const identity = identityOf(row.content)
    if (batch.length >= KEYS_PER_READ || seen.has(identity)) {
      yield batch
      batch = []
      seen = new Set()
    }
    batch.push(row)
    seen.add(identity)
  }
  if (batch.length > 0) yield batch
}
