// Understands everything that is registered about one employer: which stored rows are in force, and a digest that changes when they do.
import { createHash } from 'node:crypto'
import type { Quarter } from '../kernel/calendar.ts'
import type { EmployerNumber } from '../kernel/identifiers.ts'
import type { EntitlementPeriod } from '../law/grant.ts'
import type { Measure, Region } from '../law/measures.ts'
import type { Inss } from '../kernel/identifiers.ts'
import type { Aliases, InssAlias } from './alias.ts'
import type { Establishment } from './establishment.ts'
import type { Payee } from './payee.ts'

/** What one registry row says. The kind is the beginning of its key. */
export type RegistryContent =
  | { readonly kind: 'GRANT'; readonly value: EntitlementPeriod }
  | { readonly kind: 'PAYEE'; readonly value: Payee }
  | { readonly kind: 'ESTABLISHMENT'; readonly value: Establishment }
  | { readonly kind: 'ALIAS'; readonly value: InssAlias }

/** An upload of registry rows. */
export interface UploadId {
  readonly importId: string
  readonly recordedAt: string
  /** Principal of the upload: who sets a bank account cannot be the one who confirms it. */
  readonly uploadedBy?: string
}

/** A payment that the bank refused, or that came back. */
export interface RefusedPayment {
  readonly paymentId: string
  readonly quarter: Quarter
  readonly measure: Measure
  /** The version of the payee that it went to; null where none was known. */
  readonly payeeVersion: string | null
  readonly about: 'payee' | 'payment'
  /** Status reason code of the bank, and its own words. */
  readonly code: string
  readonly text: string
  /** Sentences of the catalogue that tell the reason (PAY-006). */
  readonly details: readonly string[]
  /** The run of the bank's answer. */
  readonly report: string
  /** The run of the request by which a person lifted it; only what is not about the payee can be lifted. */
  readonly liftedBy?: string
}

/** A version of a row. `stamp` = instant, sequencer and line of the upload that last confirmed it: the highest stamp of a key is in force. */
export interface StoredRow extends UploadId {
  /** Key without version: `GRANT#inss#id`, `PAYEE#employer`, `ESTABLISHMENT#number`. */
  readonly key: string
  readonly stamp: string
  /** null = closed: the grant or establishment has moved to another place. */
  readonly content: RegistryContent | null
  /** A grant or establishment that stood elsewhere before (an open row), or that stands elsewhere now (a closed one). */
  readonly elsewhere?: Place
}

/** Where a grant or establishment stands: its employer, and of a grant its worker. */
export interface Place {
  readonly employerNumber: EmployerNumber
  readonly inss: Inss | null
}

/** The rows in force for one employer, and what they were read as. */
export interface EmployerRegistry {
  readonly grants: readonly EntitlementPeriod[]
  readonly payee: Payee | undefined
  /** The version of the payee in force, as `versions` names it. */
  readonly payeeVersion: string | null
  /** Who set the account number of the payee in force, in whatever version of its row; undefined where nobody is known. */
  readonly payeeSetBy: string | undefined
  /** Account numbers of the employer that a second person confirmed, and the run of the request. */
  readonly confirmedIbans: ReadonlyMap<string, string>
  /** Payments to the employer that came back, by paymentId. */
  readonly refusedPayments: readonly RefusedPayment[]
  readonly establishments: ReadonlyMap<string, Region>
  /** Changes when a grant or an establishment changes: results computed under another digest are computed again (design.md 2.4). */
  readonly lawDigest: string
  /** Changes when the payee changes, an account number is confirmed, a payment comes back or its refusal is lifted. */
  readonly payeeDigest: string
  /** The row versions in force, `key@recordedAt by importId`, for audit. */
  readonly versions: readonly string[]
  /** Replaced numbers of the workers who have, or had, a grant here. */
  readonly aliases: Aliases
  /** What every row version said, by the name it has in `versions`: what earlier results were computed with. */
  readonly history: ReadonlyMap<string, RegistryContent>
  /** Of grants and establishments that moved, by key: where they stood before, or stand now. */
  readonly moves: ReadonlyMap<string, Place>
}

/** The name of a row version in `versions` and `history`. */
export const versionOf = ({ key, recordedAt, importId }: Pick<StoredRow, 'key' | 'recordedAt' | 'importId'>): string =>
  `${key}@${recordedAt} by ${importId}`

/** The place of a row within its employer. */
export function rowKey(content: RegistryContent): string {
  switch (content.kind) {
    case 'GRANT':
      return `GRANT#${content.value.inss}#${content.value.entitlementId}`
    case 'PAYEE':
      return `PAYEE#${content.value.employerNumber}`
    case 'ESTABLISHMENT':
      return `ESTABLISHMENT#${content.value.establishmentNumber}`
    case 'ALIAS':
      return `ALIAS#${content.value.oldInss}`
  }
}

/** The identity of what the row describes, wherever it is placed: a grant keeps it when it moves. */
export function identityOf(content: RegistryContent): string {
  switch (content.kind) {
    case 'GRANT':
      return `ENTITLEMENT#${content.value.entitlementId}`
    case 'PAYEE':
      return `PAYEE#${content.value.employerNumber}`
    case 'ESTABLISHMENT':
      return `ESTABLISHMENT#${content.value.establishmentNumber}`
    case 'ALIAS':
      return `ALIAS#${content.value.oldInss}`
  }
}

const digestOf = (rows: readonly StoredRow[], others: readonly string[] = []): string =>
  createHash('sha256')
    .update(JSON.stringify([...rows.map(({ key, content }) => [key, content]), ...others.toSorted()]))
    .digest('hex')

/** The first one known to have uploaded the account number that is in force since it last became another. */
function setterOf(payees: readonly StoredRow[]): string | undefined {
  const ibanOf = ({ content }: StoredRow): string | undefined => (content?.kind === 'PAYEE' ? content.value.iban : undefined)
  const newestFirst = payees.toSorted((a, b) => (a.stamp < b.stamp ? 1 : -1))
  const [inForce] = newestFirst
  const other = newestFirst.findIndex((row) => inForce !== undefined && ibanOf(row) !== ibanOf(inForce))
  return newestFirst.slice(0, other === -1 ? newestFirst.length : other).findLast(({ uploadedBy }) => uploadedBy !== undefined)?.uploadedBy
}

/** Of every key the version with the highest stamp; closed ones fall away. Rows may come in any order. */
export function registryOf(
  rows: readonly StoredRow[],
  confirmedIbans: ReadonlyMap<string, string> = new Map(),
  refused: readonly RefusedPayment[] = [],
): EmployerRegistry {
  const latest = new Map<string, StoredRow>()
  for (const row of rows) {
    const known = latest.get(row.key)
    if (!known || known.stamp < row.stamp) latest.set(row.key, row)
  }
  const inForce = [...latest.values()].filter(({ content }) => content !== null).toSorted((a, b) => (a.key < b.key ? -1 : 1))
  const grants: EntitlementPeriod[] = []
  const establishments = new Map<string, Region>()
  const aliases = new Map<Inss, Inss>()
  let payee: Payee | undefined
  for (const { content } of inForce) {
    if (content?.kind === 'GRANT') grants.push(content.value)
    else if (content?.kind === 'ESTABLISHMENT') establishments.set(content.value.establishmentNumber, content.value.region)
    else if (content?.kind === 'PAYEE') payee = content.value
    else if (content?.kind === 'ALIAS' && content.value.oldInss !== content.value.newInss)
      aliases.set(content.value.oldInss, content.value.newInss)
  }
  const isPayee = (row: StoredRow): boolean => row.content?.kind === 'PAYEE'
  const payeeRow = inForce.find(isPayee)
  const refusedPayments = refused.toSorted((a, b) => (a.paymentId < b.paymentId ? -1 : 1))
  return {
    grants,
    payee,
    payeeVersion: payeeRow ? versionOf(payeeRow) : null,
    payeeSetBy: setterOf(rows.filter(isPayee)),
    confirmedIbans,
    refusedPayments,
    establishments,
    lawDigest: digestOf(inForce.filter((row) => !isPayee(row))),
    payeeDigest: digestOf(inForce.filter(isPayee), [
      ...confirmedIbans.keys(),
      ...refusedPayments.map(({ paymentId, liftedBy }) => `${paymentId} ${liftedBy ?? ''}`),
    ]),
    versions: inForce.map(versionOf),
    aliases,
    history: new Map(
      rows.toSorted((a, b) => (a.stamp < b.stamp ? -1 : 1)).flatMap((row) => (row.content ? [[versionOf(row), row.content] as const] : [])),
    ),
    moves: new Map([...latest.values()].flatMap(({ key, elsewhere }) => (elsewhere ? [[key, elsewhere] as const] : []))),
  }
}

/** Of these employers the ones whose payee in force has the RSZ number. */
export async function employersHavingNoss(
  nossNumber: string,
  employers: readonly EmployerNumber[],
  registryOfEmployer: (employer: EmployerNumber) => Promise<EmployerRegistry>,
): Promise<EmployerNumber[]> {
  const having: EmployerNumber[] = []
  for (const employer of employers) if ((await registryOfEmployer(employer)).payee?.nossNumber === nossNumber) having.push(employer)
  return having
}
