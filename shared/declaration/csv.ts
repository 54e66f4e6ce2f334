// Understands a declaration CSV file as a whole: header, rows, control totals, and every reason to refuse the file (FIL codes).
import { Decimal } from '../kernel/money.ts'
import type { BusinessException } from '../exceptions/business-exception.ts'
import type { ParameterSet } from '../law/parameters.ts'
import type { TextPiece } from '../text/bytes.ts'
import { csvRows, type CsvRow } from '../text/csv.ts'
import { describeHeader, readHeader, type Header } from '../text/header.ts'
import type { TextLimits } from '../text/limits.ts'
import { readNumber, twoDecimals } from '../text/number.ts'
import { DeclarationAssembler } from './assembler.ts'
import { checkRow } from './checks.ts'
import { COLUMNS, OPTIONAL_COLUMNS, type Column } from './columns.ts'
import type { DeclarationSettings, FileItem } from './declaration.ts'
import { csvException, fileException } from '../exceptions/file-exceptions.ts'
import type { FileOutcome } from './file-outcome.ts'

/** Reads a declaration CSV in constant memory (one declaration at a time); yields its items in file order and returns how it ended. */
export async function* readDeclarationCsv(
  pieces: AsyncIterable<TextPiece>,
  limits: TextLimits,
  settings: DeclarationSettings,
  parameters: ParameterSet,
): AsyncGenerator<readonly FileItem[], FileOutcome> {
  const rows = csvRows(pieces, limits)
  const reading = new CsvReading(settings, parameters)
  for (;;) {
    const next = await rows.next()
    if (next.done === true) break
    if (next.value.kind === 'problem')
      return { kind: 'rejected', exception: csvException(next.value.problem), rows: reading.rows, readWhole: false }
    const { items, rejection } = reading.take(next.value.rows, next.value.delimiter === ';')
    if (items.length > 0) yield items
    if (rejection) return { kind: 'rejected', exception: rejection, rows: reading.rows, readWhole: false }
  }
  const { items, outcome } = reading.finish()
  if (items.length > 0) yield items
  return outcome
}

interface Total {
  readonly rows: string
  readonly grossWage: string
  readonly text: string
  readonly line: number
}

class CsvReading {
  rows = 0
  readonly #settings: DeclarationSettings
  readonly #assembler: DeclarationAssembler
  #header: Extract<Header<Column>, { kind: 'columns' }> | undefined
  #commaAllowed = true
  #gross = new Decimal(0)
  #grossCents = 0n
  #total: Total | undefined

  constructor(settings: DeclarationSettings, parameters: ParameterSet) {
    this.#settings = settings
    this.#assembler = new DeclarationAssembler(settings, parameters)
  }

  take(rows: readonly CsvRow[], commaAllowed: boolean): { readonly items: FileItem[]; readonly rejection?: BusinessException } {
    this.#commaAllowed = commaAllowed
    const items: FileItem[] = []
    for (const row of rows) {
      const rejection = this.#header ? this.#row(row, this.#header, items) : this.#readHeader(row)
      if (rejection) return { items, rejection }
    }
    return { items }
  }

  finish(): { readonly items: FileItem[]; readonly outcome: FileOutcome } {
    const { items, late } = this.#assembler.finish()
    const exception = this.rows === 0 ? fileException('FIL-001') : this.#total && this.#disagreement(this.#total)
    return {
      items,
      outcome: exception ? { kind: 'rejected', exception, rows: this.rows, readWhole: true } : { kind: 'complete', rows: this.rows, late },
    }
  }

  #readHeader({ line, fields }: CsvRow): BusinessException | undefined {
    const header = readHeader(fields, COLUMNS, OPTIONAL_COLUMNS)
    if (header.kind === 'columns') {
      this.#header = header
      return undefined
    }
    const { details, parameters } = describeHeader(header.problems)
    return fileException('FIL-003', details, parameters, line)
  }

  #row({ line, fields }: CsvRow, header: Extract<Header<Column>, { kind: 'columns' }>, items: FileItem[]): BusinessException | undefined {
    if (this.#total) return fileException('FIL-005', ['after-total'], {}, line)
    if (fields[0] === 'TOTAL') {
      const [, rows = '', grossWage = '', ...rest] = fields
      const readable = rows.startsWith('rows=') && grossWage.startsWith('gross_wage=') && rest.every((field) => field === '')
      this.#total = readable
        ? { rows: rows.slice('rows='.length), grossWage: grossWage.slice('gross_wage='.length), text: `${rows} ${grossWage}`, line }
        : { rows: '', grossWage: '', text: fields.join(' '), line }
      return undefined
    }
    if (fields.length !== header.width)
      return fileException('FIL-005', ['fields'], { expected: String(header.width), found: String(fields.length) }, line)
    this.rows += 1
    const record = header.record(fields)
    this.#count(record.gross_wage)
    items.push(...this.#assembler.add(checkRow(line, record, this.#commaAllowed, this.#settings)))
    return undefined
  }

  /** Every data row counts, faulty ones included; an unreadable gross_wage counts as 0.00. */
  #count(text: string): void {
    const read = readNumber(text, this.#commaAllowed)
    if (read.kind === 'number') this.#grossCents += read.hundredths
    else if (read.kind === 'too-precise') this.#gross = this.#gross.plus(read.text)
  }

  #disagreement(total: Total): BusinessException | undefined {
    const statedSum = readNumber(total.grossWage, this.#commaAllowed)
    if (!/^\d{1,12}$/.test(total.rows) || statedSum.kind !== 'number')
      return fileException('FIL-006', ['unreadable'], { value: total.text.slice(0, 200) }, total.line)
    const counted = this.#gross.plus(new Decimal(this.#grossCents.toString()).dividedBy(100))
    const details: string[] = []
    if (Number(total.rows) !== this.rows) details.push('rows')
    // To the cent: a faulty row with more decimals must not make every total wrong.
    if (counted.minus(twoDecimals(statedSum.hundredths)).abs().greaterThanOrEqualTo('0.01')) details.push('gross-wage')
    if (details.length === 0) return undefined
    return fileException('FIL-006', details, {
      stated: total.rows,
      counted: String(this.rows),
      statedSum: twoDecimals(statedSum.hundredths),
      countedSum: counted.toFixed(Math.max(2, counted.decimalPlaces())),
    })
  }
}
