// Understands how tests write a declaration file: rows that are right unless told otherwise, and a file read to its end.
import { COLUMNS, type Column } from '../../shared/declaration/columns.ts'
import { readDeclarationCsv } from '../../shared/declaration/csv.ts'
import type { FileOutcome } from '../../shared/declaration/file-outcome.ts'
import type { Declaration, FileItem, LateFindings } from '../../shared/declaration/declaration.ts'
import type { BusinessException } from '../../shared/exceptions/business-exception.ts'
import { reportRow } from '../../shared/exceptions/report.ts'
import { localDate } from '../../shared/kernel/calendar.ts'
import { PARAMETERS } from '../../shared/law/parameters.ts'
import { openText } from '../../shared/text/bytes.ts'
import { TEXT_LIMITS, type TextLimits } from '../../shared/text/limits.ts'
import { inssOf, kboOf } from './numbers.ts'

/** An INSS from its first nine digits, and an enterprise or establishment number from its first eight. */
export { inssOf as inss, kboOf as kbo }

export const EMPLOYER = kboOf('01234567')
export const OTHER_EMPLOYER = kboOf('04000000')
export const ANNA = inssOf('850101001')
export const BRAM = inssOf('900202002')
export const CLEO = inssOf('950303003')

export type Fields = Partial<Record<Column, string>>

/** A row of Anna, full-time for the whole of 2024Q3. */
export const row = (changed: Fields = {}): Record<Column, string> => ({
  quarter: '2024Q3',
  declaration_sequence: '1',
  declaration_kind: 'FULL',
  employer_number: EMPLOYER,
  establishment_number: '',
  establishment_region: 'FLANDERS',
  inss: ANNA,
  occupation_start: '2020-01-01',
  occupation_end: '',
  gross_wage: '9000.00',
  employer_contributions: '2500.00',
  contribution_reductions: '500.00',
  weekly_hours: '38.00',
  fulltime_weekly_hours: '38.00',
  hours_paid: '494.00',
  other_support: '0.00',
  other_measure: '',
  ...changed,
})

export interface Writing {
  readonly delimiter?: ';' | ','
  readonly lineEnd?: '\n' | '\r\n'
  readonly columns?: readonly Column[]
  /** A last line, written as it is. */
  readonly total?: string
}

/** A file of rows; no field of these tests needs quotes unless it brings them itself. */
export function csv(rows: readonly Fields[], { delimiter = ';', lineEnd = '\n', columns = COLUMNS, total }: Writing = {}): string {
  const lines = [columns, ...rows.map((fields) => columns.map((column) => row(fields)[column]))].map((fields) => fields.join(delimiter))
  return [...lines, ...(total === undefined ? [] : [total])].map((line) => line + lineEnd).join('')
}

export interface Reading {
  readonly pieceBytes?: number
  readonly limits?: Partial<TextLimits>
  readonly testNumbersAllowed?: boolean
  /** Date of receipt in Brussels. */
  readonly receivedOn?: string
  readonly workersMax?: number
}

export interface FileRead {
  readonly items: readonly FileItem[]
  readonly outcome: FileOutcome
}

/** The piece sizes that must all give the same result. */
export const PIECE_SIZES = [1, 3, 7, 100_000] as const

// eslint-disable-next-line @typescript-eslint/require-await -- a source of bytes is asynchronous, this one is at hand
export async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array, void> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size)
}

/** Reads a whole file, received on 10 January 2025 unless told otherwise. */
export async function readFile(
  file: string | Uint8Array,
  { pieceBytes = 100_000, limits, testNumbersAllowed = false, receivedOn = '2025-01-10', workersMax }: Reading = {},
): Promise<FileRead> {
  const bytes = typeof file === 'string' ? Buffer.from(file) : file
  const allLimits = { ...TEXT_LIMITS, ...limits }
  const reading = readDeclarationCsv(
    openText(inPieces(bytes, pieceBytes), allLimits).pieces,
    allLimits,
    { testNumbersAllowed, receivedOn: localDate(receivedOn), ...(workersMax === undefined ? {} : { workersMax }) },
    PARAMETERS,
  )
  const items: FileItem[] = []
  for (;;) {
    const next = await reading.next()
    if (next.done === true) return { items, outcome: next.value }
    items.push(...next.value)
  }
}

export const readRows = (rows: readonly Fields[], reading: Reading = {}): Promise<FileRead> => readFile(csv(rows), reading)

/** A finding in short: `WRK-004 gross_wage above`. Fails when the catalogue cannot say it with the values it carries. */
export function said(exception: BusinessException): string {
  reportRow(exception)
  return [exception.code, exception.field ?? '', ...(exception.details ?? [])].filter((part) => part !== '').join(' ')
}

/** Why the file was rejected, in short, or `complete`. */
export const ending = ({ outcome }: FileRead): string => (outcome.kind === 'complete' ? 'complete' : said(outcome.exception))

/** The finding that rejected the file. */
export function rejection({ outcome }: FileRead): BusinessException {
  if (outcome.kind === 'complete') throw new Error('the file was not rejected')
  return outcome.exception
}

export function late({ outcome }: FileRead): LateFindings {
  if (outcome.kind === 'rejected') throw new Error(`the file was rejected: ${said(outcome.exception)}`)
  return outcome.late
}

/** Every finding about rows and declarations, in the order of the items. */
export function findings({ items }: FileRead): BusinessException[] {
  return items.flatMap((item) => {
    switch (item.type) {
      case 'loose-row':
        return [item.exception]
      case 'rejected':
        return [item.exception, ...item.rowExceptions]
      case 'declaration':
        return [
          ...item.declaration.warnings,
          ...item.declaration.items.flatMap((each) =>
            each.type === 'worker' || each.type === 'withdrawn-worker'
              ? []
              : each.type === 'unnamed-row'
                ? [each.exception]
                : each.exceptions,
          ),
        ]
    }
  })
}

export const declarations = ({ items }: FileRead): Declaration[] =>
  items.flatMap((item) => (item.type === 'declaration' ? [item.declaration] : []))

/** The only declaration of a file. */
export function declaration(read: FileRead): Declaration {
  const [only, ...others] = declarations(read)
  if (!only || others.length > 0) throw new Error('the file does not have exactly one declaration')
  return only
}

/** The items of a file in short, in their order. */
export const outline = ({ items }: FileRead): string[] =>
  items.map((item) => {
    switch (item.type) {
      case 'loose-row':
        return `loose ${said(item.exception)} line ${item.exception.line ?? '?'}`
      case 'rejected':
        return `rejected ${item.employerNumber} ${item.quarter} ${said(item.exception)}`
      case 'declaration':
        return `declaration ${item.declaration.employerNumber} ${item.declaration.quarter}`
    }
  })
