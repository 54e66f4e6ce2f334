// Understands what exceptions.html carries for its script: the findings as compact rows, and the texts that many of them share, once.
import type { DecimalSign } from '../../../exceptions/report.ts'
import type { Bilingual, Disposition, Severity } from '../../../exceptions/catalogue.ts'

/** A text with gaps: text, name of a value, text, name, … text. What was put into a gap is never read as a text with gaps. */
export type Pieces = readonly string[]

/** How a finding tells what happened and what to do, in both languages. */
export interface Form {
  readonly nl: FormTexts
  readonly en: FormTexts
}
export interface FormTexts {
  readonly message: Pieces
  readonly remedy: Pieces
}

export interface CodeData {
  readonly code: string
  readonly severity: Severity
  readonly disposition: Disposition
  readonly title: Bilingual
  readonly whoActs: Bilingual
}

/** Values of the gaps by name. */
export type Values = Readonly<Record<string, string>>

/** Code and form by their place in the lists; the columns as every report shows them, masked; and values of the form that no column has. */
export type Row = readonly [
  code: number,
  form: number,
  line: string,
  employer: string,
  worker: string,
  quarter: string,
  field: string,
  value: string,
  amount: string,
  more?: Values,
]

export interface PageData {
  /** Stands before each message of a dry run in an exported file, as in exceptions.csv. */
  readonly mark: string
  /** Of amounts in an exported file, as in exceptions.csv. */
  readonly decimalSign: DecimalSign
  readonly codes: readonly CodeData[]
  readonly forms: readonly Form[]
  /** In the order of exceptions.csv: the first one is finding 1. */
  readonly rows: readonly Row[]
}

export const piecesOf = (template: string): Pieces => template.split(/\{(\w+)\}/)

export const filled = (pieces: Pieces, values: Values): string =>
  pieces.map((piece, index) => (index % 2 === 0 ? piece : (values[piece] ?? ''))).join('')

export const valuesOf = ([, , line, employer, worker, quarter, field, value, , more]: Row): Values => ({
  line,
  employer,
  worker,
  quarter,
  field,
  value,
  ...more,
})
