// Understands what exceptions.html keeps of the findings of a run until it ends: counts of all of them, rows of as many as it shows.
import type { BusinessException } from '../../../exceptions/business-exception.ts'
import { CODES, entryOf, whoActsText, type ExceptionCode } from '../../../exceptions/catalogue.ts'
import { reportRow, type DecimalSign, type ReportRow } from '../../../exceptions/report.ts'
import { FINDINGS_CHARACTERS_MAX, FINDINGS_SHOWN_MAX, FINDINGS_WITHOUT_SCRIPT_MAX } from '../../../kernel/limits.ts'
import { addCents, centsOf, NO_MONEY, type Cents } from '../../../kernel/money.ts'
import { MessageForms } from './message-forms.ts'
import type { CodeData, Row } from './page-data.ts'
import { readable } from '../../../exceptions/readable.ts'

/** What all findings of a code come to; the amount is signed, and null when none of them has one. */
export interface CodeCount {
  readonly code: ExceptionCode
  readonly count: number
  readonly amount: Cents | null
}

/** A finding as it was reported, with its number in exceptions.csv, counted from 1. */
export interface NumberedRow {
  readonly number: number
  readonly row: ReportRow
}

export class KeptFindings {
  readonly #decimalSign: DecimalSign
  readonly #counts = new Map<ExceptionCode, CodeCount>()
  readonly #forms = new MessageForms()
  readonly #codes: CodeData[] = []
  readonly #places = new Map<ExceptionCode, number>()
  /** JSON, each of one row: small, and ready to be written. */
  readonly #rows: string[] = []
  #characters = 0
  #formsCounted = 0
  #isFull = false
  #total = 0
  /** The first ones, as they are shown without JavaScript. */
  readonly first: NumberedRow[] = []

  /** `decimalSign` is that of the run's exceptions.csv: what a reader saves has the same. */
  constructor(decimalSign: DecimalSign = '.') {
    this.#decimalSign = decimalSign
  }

  /** `reported` is the row of the other reports; a text that a browser shows otherwise is masked again as it is shown. */
  add(exception: BusinessException, reported: ReportRow): void {
    const { code, amountEffect } = exception
    const { count, amount } = this.#counts.get(code) ?? { count: 0, amount: null }
    const added = amountEffect === undefined ? amount : addCents(amount ?? NO_MONEY, centsOf(amountEffect))
    this.#counts.set(code, { code, count: count + 1, amount: added })
    this.#total += 1
    if (this.#isFull && this.first.length >= FINDINGS_WITHOUT_SCRIPT_MAX) return
    const shown = readable(exception)
    const row = shown === exception ? reported : reportRow(shown)
    if (this.first.length < FINDINGS_WITHOUT_SCRIPT_MAX) this.first.push({ number: this.#total, row })
    if (!this.#isFull) this.#keep(shown, row)
  }

  get total(): number {
    return this.#total
  }

  get shown(): number {
    return this.#rows.length
  }

  /** In the order of the catalogue. */
  counts(): CodeCount[] {
    return CODES.flatMap((code) => this.#counts.get(code) ?? [])
  }

  /** JSON of the page's data, in pieces: no piece holds more than a few thousand rows. `<` is written so that it ends no element. */
  *json(mark: string): Generator<string> {
    yield inScript(
      `{"mark":${JSON.stringify(mark)},"decimalSign":${JSON.stringify(this.#decimalSign)},"codes":${JSON.stringify(this.#codes)},"forms":${JSON.stringify(this.#forms.forms)},"rows":[`,
    )
    for (let at = 0; at < this.#rows.length; at += ROWS_PER_PIECE)
      yield inScript(`${at === 0 ? '' : ','}\n${this.#rows.slice(at, at + ROWS_PER_PIECE).join(',\n')}`)
    yield '\n]}'
  }

  #keep(exception: BusinessException, row: ReportRow): void {
    const { form, more } = this.#forms.tell(exception, row)
    const { line, employer_number: employer, worker, quarter, field, value, amount_effect: amount } = row
    const columns = [this.#place(exception.code), form, line, employer, worker, quarter, field, value, amount] as const
    const kept: Row = Object.keys(more).length === 0 ? columns : [...columns, more]
    this.#rows.push(JSON.stringify(kept))
    this.#characters += this.#rows.at(-1)?.length ?? 0
    for (; this.#formsCounted < this.#forms.forms.length; this.#formsCounted++)
      this.#characters += JSON.stringify(this.#forms.forms[this.#formsCounted]).length
    this.#isFull = this.#rows.length >= FINDINGS_SHOWN_MAX || this.#characters >= FINDINGS_CHARACTERS_MAX
  }

  #place(code: ExceptionCode): number {
    const known = this.#places.get(code)
    if (known !== undefined) return known
    const { severity, disposition, title, whoActs } = entryOf(code)
    const acts = { nl: whoActsText(whoActs, 'nl'), en: whoActsText(whoActs, 'en') }
    const place = this.#codes.push({ code, severity, disposition, title, whoActs: acts }) - 1
    this.#places.set(code, place)
    return place
  }
}

const ROWS_PER_PIECE = 2_000
const inScript = (json: string): string => json.replaceAll('<', '\\u003c')
