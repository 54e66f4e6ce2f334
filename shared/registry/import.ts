// Understands a registry file as a whole: which of the four kinds it is, its rows, and every reason to refuse rows or the file (REG codes).
import type { BusinessException } from '../exceptions/business-exception.ts'
import type { TextPiece } from '../text/bytes.ts'
import { csvRows, type CsvProblem, type CsvRow } from '../text/csv.ts'
import { describeHeader, readHeader, type Header } from '../text/header.ts'
import { sizeText, type TextLimits } from '../text/limits.ts'
import { ALIAS_COLUMNS, readAlias } from './alias.ts'
import type { RegistryContent } from './employer-registry.ts'
import { ENTITLEMENT_COLUMNS, OPTIONAL_ENTITLEMENT_COLUMNS, readEntitlement } from './entitlement-period.ts'
import { ESTABLISHMENT_COLUMNS, readEstablishment } from './establishment.ts'
import { OPTIONAL_PAYEE_COLUMNS, PAYEE_COLUMNS, readPayee } from './payee.ts'
import type { ReadRow, RegistrySettings } from './row.ts'

export const REGISTRY_KINDS = ['entitlements', 'payees', 'establishments', 'aliases'] as const
export type RegistryKind = (typeof REGISTRY_KINDS)[number]

/** What a row gives: content to store, findings to report, or both (a payee with a wrong IBAN). */
export interface RegistryRow {
  readonly line: number
  readonly content: RegistryContent | undefined
  readonly exceptions: readonly BusinessException[]
}

export type RegistryPiece =
  { readonly kind: 'rows'; readonly rows: readonly RegistryRow[] } | { readonly kind: 'rejected'; readonly exception: BusinessException }

type Columns = readonly string[]
interface Kind {
  readonly columns: Columns
  readonly optional: Columns
  readonly read: (line: number, fields: Readonly<Record<string, string>>, settings: RegistrySettings) => RegistryRow
}

function rowOf<T>(line: number, read: ReadRow<T>, content: (value: T) => RegistryContent): RegistryRow {
  return read.kind === 'stored'
    ? { line, content: content(read.value), exceptions: read.remarks }
    : { line, content: undefined, exceptions: [read.exception] }
}

const KINDS: Readonly<Record<RegistryKind, Kind>> = {
  entitlements: {
    columns: ENTITLEMENT_COLUMNS,
    optional: OPTIONAL_ENTITLEMENT_COLUMNS,
    read: (line, fields, settings) => rowOf(line, readEntitlement(line, fields, settings), (value) => ({ kind: 'GRANT', value })),
  },
  payees: {
    columns: PAYEE_COLUMNS,
    optional: OPTIONAL_PAYEE_COLUMNS,
    read: (line, fields) => rowOf(line, readPayee(line, fields), (value) => ({ kind: 'PAYEE', value })),
  },
  establishments: {
    columns: ESTABLISHMENT_COLUMNS,
    optional: [],
    read: (line, fields) => rowOf(line, readEstablishment(line, fields), (value) => ({ kind: 'ESTABLISHMENT', value })),
  },
  aliases: {
    columns: ALIAS_COLUMNS,
    optional: ['from'],
    read: (line, fields, settings) => rowOf(line, readAlias(line, fields, settings), (value) => ({ kind: 'ALIAS', value })),
  },
}

const rejected = (details: readonly string[], parameters: Readonly<Record<string, string>> = {}, line?: number): RegistryPiece => ({
  kind: 'rejected',
  exception: { code: 'REG-004', details, parameters, ...(line === undefined ? {} : { line }) },
})

function rejectedText(problem: CsvProblem): RegistryPiece {
  switch (problem.kind) {
    case 'not-utf8':
    case 'encoding':
      return rejected(['encoding'])
    case 'gzip-damaged':
      return rejected(['gzip'])
    case 'open-quote':
    case 'stray-quote':
      return rejected(['quote'], { line: String(problem.line) }, problem.line)
    case 'record-too-large':
      return rejected(['record'], { line: String(problem.line), limit: sizeText(problem.limit) }, problem.line)
    case 'decompressed-too-large':
      return rejected(['record'], { line: '1', limit: sizeText(problem.limit) })
  }
}

/** Reads a registry CSV; rows in file order, and at most one `rejected`, which ends it: then nothing of the file counts. */
export async function* readRegistryCsv(
  kind: RegistryKind,
  pieces: AsyncIterable<TextPiece>,
  limits: TextLimits,
  settings: RegistrySettings,
): AsyncGenerator<RegistryPiece, void> {
  const { columns, optional, read } = KINDS[kind]
  let header: Extract<Header<string>, { kind: 'columns' }> | undefined
  let count = 0
  for await (const piece of csvRows(pieces, limits)) {
    if (piece.kind === 'problem') return void (yield rejectedText(piece.problem))
    let rows: readonly CsvRow[] = piece.rows
    if (!header) {
      const found = readHeader(rows[0]?.fields ?? [], columns, optional)
      if (found.kind === 'problems') {
        const { details, parameters } = describeHeader(found.problems)
        return void (yield rejected(details, parameters, rows[0]?.line ?? 1))
      }
      header = found
      rows = rows.slice(1)
    }
    const { width, record } = header
    const wrong = rows.find(({ fields }) => fields.length !== width)
    if (wrong)
      return void (yield rejected(
        ['fields'],
        { line: String(wrong.line), expected: String(width), found: String(wrong.fields.length) },
        wrong.line,
      ))
    count += rows.length
    if (rows.length > 0) yield { kind: 'rows', rows: rows.map(({ line, fields }) => read(line, record(fields), settings)) }
  }
  if (count === 0) yield rejected(['empty'])
}
