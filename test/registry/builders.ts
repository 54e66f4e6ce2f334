// Understands how tests write registry files: grants, payees, establishments and aliases that are right unless told otherwise, and a file read to its end.
import type { BusinessException } from '../../shared/exceptions/business-exception.ts'
import { reportRow } from '../../shared/exceptions/report.ts'
import { ALIAS_COLUMNS, type AliasColumn } from '../../shared/registry/alias.ts'
import type { RegistryContent, StoredRow } from '../../shared/registry/employer-registry.ts'
import { rowKey } from '../../shared/registry/employer-registry.ts'
import { ENTITLEMENT_COLUMNS, type EntitlementColumn } from '../../shared/registry/entitlement-period.ts'
import { ESTABLISHMENT_COLUMNS, type EstablishmentColumn } from '../../shared/registry/establishment.ts'
import { readRegistryCsv, type RegistryKind, type RegistryRow } from '../../shared/registry/import.ts'
import { PAYEE_COLUMNS, type PayeeColumn } from '../../shared/registry/payee.ts'
import { openText } from '../../shared/text/bytes.ts'
import { TEXT_LIMITS, type TextLimits } from '../../shared/text/limits.ts'
import { ANNA, BRAM, EMPLOYER, inPieces, said } from '../support/declaration-builders.ts'
import { establishmentOf } from '../support/numbers.ts'

export const IBAN = 'BE68539007547034'
export const WRONG_IBAN = 'BE68539007547035'
export const ESTABLISHMENT = establishmentOf('20000000')

const NO_GRANT: Record<EntitlementColumn, string> = {
  entitlement_id: '',
  measure: '',
  inss: ANNA,
  employer_number: EMPLOYER,
  start_quarter: '',
  end_quarter: '',
  package: '',
  schedule: '',
  guidance_level: '',
  applied_on: '',
  decided_on: '',
  first_hired_on: '',
  left_on: '',
  rehired_on: '',
  suspended_quarters: '',
  revoked_from: '',
  decision_reference: '',
}

export type GrantFields = Partial<Record<EntitlementColumn, string>>

/** An IMW of five years from 2023Q3. */
export const imw = (changed: GrantFields = {}): Record<EntitlementColumn, string> => ({
  ...NO_GRANT,
  entitlement_id: 'IMW-1',
  measure: 'IMW',
  start_quarter: '2023Q3',
  end_quarter: '2028Q2',
  package: 'IMW_5Y_STANDARD',
  ...changed,
})

/** A VOP of five years, applied for on 3 May 2021. */
export const vop = (changed: GrantFields = {}): Record<EntitlementColumn, string> => ({
  ...NO_GRANT,
  entitlement_id: 'VOP-1',
  measure: 'VOP',
  start_quarter: '2021Q2',
  end_quarter: '2026Q1',
  package: 'VOP_INDEFINITE',
  applied_on: '2021-05-03',
  ...changed,
})

export const payee = (changed: Partial<Record<PayeeColumn, string>> = {}): Record<PayeeColumn, string> => ({
  employer_number: EMPLOYER,
  name: 'Bakkerij Peeters',
  iban: IBAN,
  bic: 'GKCCBEBB',
  language: 'nl',
  hold: 'NO',
  hold_reason: '',
  noss_number: '',
  ...changed,
})

export const establishment = (changed: Partial<Record<EstablishmentColumn, string>> = {}): Record<EstablishmentColumn, string> => ({
  establishment_number: ESTABLISHMENT,
  employer_number: EMPLOYER,
  region: 'FLANDERS',
  ...changed,
})

/** The number of Anna, replaced by that of Bram. */
export const alias = (changed: Partial<Record<AliasColumn, string>> = {}): Record<AliasColumn, string> => ({
  old_inss: ANNA,
  new_inss: BRAM,
  from: '2024-05-06',
  ...changed,
})

const COLUMNS: Readonly<Record<RegistryKind, readonly string[]>> = {
  entitlements: ENTITLEMENT_COLUMNS,
  payees: PAYEE_COLUMNS,
  establishments: ESTABLISHMENT_COLUMNS,
  aliases: ALIAS_COLUMNS,
}

export interface Writing {
  readonly delimiter?: ';' | ','
  readonly lineEnd?: '\n' | '\r\n'
  readonly columns?: readonly string[]
}

export function registryCsv(
  kind: RegistryKind,
  rows: readonly Readonly<Record<string, string>>[],
  { delimiter = ';', lineEnd = '\n', columns = COLUMNS[kind] }: Writing = {},
): string {
  return [columns, ...rows.map((fields) => columns.map((column) => fields[column] ?? ''))]
    .map((fields) => fields.join(delimiter) + lineEnd)
    .join('')
}

export interface RegistryRead {
  readonly rows: readonly RegistryRow[]
  /** Why the file was refused as a whole. */
  readonly rejection: BusinessException | undefined
}

export interface Reading {
  readonly testNumbersAllowed?: boolean
  readonly pieceBytes?: number
  readonly limits?: Partial<TextLimits>
}

export async function readRegistry(
  kind: RegistryKind,
  file: string | Uint8Array,
  { testNumbersAllowed = false, pieceBytes = 100_000, limits }: Reading = {},
): Promise<RegistryRead> {
  const allLimits = { ...TEXT_LIMITS, ...limits }
  const rows: RegistryRow[] = []
  let rejection: BusinessException | undefined
  for await (const piece of readRegistryCsv(kind, openText(inPieces(Buffer.from(file), pieceBytes), allLimits).pieces, allLimits, {
    testNumbersAllowed,
  })) {
    if (rejection) throw new Error('something follows the rejection')
    if (piece.kind === 'rows') rows.push(...piece.rows)
    else rejection = piece.exception
  }
  return { rows, rejection }
}

/** The findings of a file with one row, in short; `stored` first when the row is stored. */
export async function outcomeOf(kind: RegistryKind, fields: Readonly<Record<string, string>>, reading: Reading = {}): Promise<string[]> {
  const { rows, rejection } = await readRegistry(kind, registryCsv(kind, [fields]), reading)
  if (rejection) return [said(rejection)]
  return rows.flatMap(({ content, exceptions }) => [...(content ? ['stored'] : []), ...exceptions.map(said)])
}

/** What a row stores. */
export async function contentOf(kind: RegistryKind, fields: Readonly<Record<string, string>>): Promise<RegistryContent> {
  const {
    rows: [row],
  } = await readRegistry(kind, registryCsv(kind, [fields]))
  if (!row?.content) throw new Error(`not stored: ${row?.exceptions.map((finding) => reportRow(finding).message_en).join(' ') ?? 'no row'}`)
  return row.content
}

/** A version of a row as the registry keeps it; the later of two instants is in force. */
export const version = (content: RegistryContent, instant = '2025-01-01T00:00:00.000Z', importId = 'import-1'): StoredRow => ({
  key: rowKey(content),
  stamp: `${instant}#0001#000000002`,
  recordedAt: instant,
  importId,
  content,
})
