// Understands how anchors and row versions of the registry lie in DynamoDB items, and how a version is written or confirmed.
import type { UpdateItemCommandInput } from '@aws-sdk/client-dynamodb'
import { readPlace, type Anchor } from '../../shared/registry/anchor.ts'
import type { RegistryContent, StoredRow } from '../../shared/registry/employer-registry.ts'
import type { Item } from './consistent-items.ts'

export const text = (value: Item[string] | undefined): string => value?.S ?? ''

export const nossReference = (nossNumber: string): string => `NOSS#${nossNumber}`
const referenceOf = (content: RegistryContent | null): string | undefined =>
  content?.kind === 'PAYEE' && content.value.nossNumber !== undefined ? nossReference(content.value.nossNumber) : undefined

/** The texts that an anchor may lack. */
const OPTIONAL_TEXTS = ['cameFrom', 'reach', 'before', 'confirmed'] as const

/** The anchor lies at the identity of what a row describes (`ENTITLEMENT#id`). */
export const anchorOf = (item: Item): Anchor => ({
  stamp: text(item.stamp),
  place: text(item.place),
  rowSortKey: text(item.rowSortKey),
  digest: text(item.digest),
  places: item.places?.SS ?? [],
  changed: text(item.changed),
  writtenBy: text(item.writtenBy),
  reaches: item.reaches?.SS ?? [],
  ...Object.fromEntries(OPTIONAL_TEXTS.flatMap((name) => (item[name]?.S === undefined ? [] : [[name, item[name].S]]))),
  ...(item.row?.S === undefined ? {} : { row: JSON.parse(item.row.S) as StoredRow }),
})

export const anchorItem = (anchor: Anchor): Item => ({
  stamp: { S: anchor.stamp },
  place: { S: anchor.place },
  rowSortKey: { S: anchor.rowSortKey },
  digest: { S: anchor.digest },
  places: { SS: [...anchor.places] },
  changed: { S: anchor.changed },
  writtenBy: { S: anchor.writtenBy },
  ...(anchor.reaches.length === 0 ? {} : { reaches: { SS: [...anchor.reaches] } }),
  ...Object.fromEntries(OPTIONAL_TEXTS.flatMap((name) => (anchor[name] === undefined ? [] : [[name, { S: anchor[name] }]]))),
  ...(anchor.row ? { row: { S: JSON.stringify(anchor.row) } } : {}),
})

export function rowOf(item: Item): StoredRow {
  const elsewhere = item.elsewhere?.S
  return {
    key: text(item.key),
    stamp: text(item.stamp),
    recordedAt: text(item.recordedAt),
    importId: text(item.importId),
    ...(item.uploadedBy?.S === undefined ? {} : { uploadedBy: item.uploadedBy.S }),
    content: item.content?.S === undefined ? null : (JSON.parse(item.content.S) as RegistryContent),
    ...(elsewhere === undefined ? {} : { elsewhere: readPlace(elsewhere) }),
  }
}

/** A row to write; `elsewhere` is a place as text. */
export type RowToWrite = Omit<StoredRow, 'elsewhere'> & { readonly elsewhere?: string | undefined }

/** What writes a version, or advances the stamp of the one that stands there; an older upload does neither. */
export function confirmation(row: RowToWrite): Omit<UpdateItemCommandInput, 'TableName' | 'Key'> {
  const optional = Object.entries({ referenceNumber: referenceOf(row.content), elsewhere: row.elsewhere }).flatMap(([name, value]) =>
    value === undefined ? [] : [{ name, value }],
  )
  // An upload that nobody noticed has no uploader: the next one of the same content is the first known.
  const uploadedBy = row.uploadedBy === '' ? undefined : row.uploadedBy
  return {
    UpdateExpression: [
      'SET stamp = :stamp, #key = :key, content = :content',
      'recordedAt = if_not_exists(recordedAt, :at), importId = if_not_exists(importId, :import)',
      ...(uploadedBy === undefined ? [] : ['uploadedBy = if_not_exists(uploadedBy, :by)']),
      ...optional.map(({ name }) => `${name} = :${name}`),
    ].join(', '),
    ConditionExpression: 'attribute_not_exists(stamp) OR stamp <= :stamp',
    ExpressionAttributeNames: { '#key': 'key' },
    ExpressionAttributeValues: {
      ':stamp': { S: row.stamp },
      ':key': { S: row.key },
      ':content': { S: JSON.stringify(row.content) },
      ':at': { S: row.recordedAt },
      ':import': { S: row.importId },
      ...(uploadedBy === undefined ? {} : { ':by': { S: uploadedBy } }),
      ...Object.fromEntries(optional.map(({ name, value }) => [`:${name}`, { S: value }])),
    },
  }
}
