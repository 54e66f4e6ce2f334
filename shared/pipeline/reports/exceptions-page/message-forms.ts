// Understands which part of a finding's texts it shares with others: the sentences are kept once per form, and per finding only the values in them.
import type { BusinessException } from '../../../exceptions/business-exception.ts'
import { entryOf, remedyOf, type Bilingual, type Language } from '../../../exceptions/catalogue.ts'
import { withOwnGaps } from '../../../exceptions/gaps.ts'
import type { ReportRow } from '../../../exceptions/report.ts'
import { piecesOf, type Form, type FormTexts, type Pieces, type Values } from './page-data.ts'

/** The form of a finding, by its place, and the values of it that no column of the row has. */
export interface Told {
  readonly form: number
  readonly more: Values
}

/**
 * Forms are found from the catalogue, and the values in the texts that the report made: filled in, a form gives those texts again, letter by letter.
 * Where that is not so, the finding's own texts are a form of their own.
 */
export class MessageForms {
  readonly forms: Form[] = []
  readonly #places = new Map<string, number>()

  tell(exception: BusinessException, row: ReportRow): Told {
    const { code, details = [], column, anomaly } = exception
    const key = [code, column !== undefined, anomaly !== undefined, ...details].join('#')
    const place = this.#places.get(key) ?? this.#keep(key, formOf(exception))
    const form = this.forms[place]
    const columns = columnsOf(row)
    const own = { ...(column === undefined ? {} : { column: String(column) }), ...(anomaly === undefined ? {} : { anomaly }) }
    // A parameter can have the name of a column and another value.
    const values = form && (valuesIn(form, row, { ...columns, ...own }) ?? valuesIn(form, row, own))
    if (!values) return { form: this.#keep(undefined, wholeForm(row)), more: {} }
    return { form: place, more: Object.fromEntries(Object.entries(values).filter(([name, value]) => columns[name] !== value)) }
  }

  #keep(key: string | undefined, form: Form): number {
    const place = this.forms.push(form) - 1
    if (key !== undefined) this.#places.set(key, place)
    return place
  }
}

const columnsOf = (row: ReportRow): Values => ({
  line: row.line,
  employer: row.employer_number,
  worker: row.worker,
  quarter: row.quarter,
  field: row.field,
  value: row.value,
})

/** The place in an XML file, and the RSZ's own code, as shared/exceptions/report.ts tells them. */
const COLUMN: Bilingual = { nl: '{line}, kolom {column}', en: '{line}, column {column}' }
const ANOMALY: Bilingual = { nl: ' RSZ-anomaliecode: {anomaly}.', en: ' RSZ anomaly code: {anomaly}.' }

function formOf({ code, details = [], column, anomaly }: BusinessException): Form {
  const entry = entryOf(code)
  const texts = (language: Language): FormTexts => {
    const sentences = [entry.message, ...details.flatMap((name) => entry.details?.[name] ?? [])].map((sentence) => sentence[language])
    const placed = (template: string): Pieces =>
      piecesOf(withOwnGaps(column === undefined ? template : template.replaceAll('{line}', COLUMN[language]), language))
    const message = sentences.join(' ') + (anomaly === undefined ? '' : ANOMALY[language])
    return { message: placed(message), remedy: placed(remedyOf(entry, details)[language]) }
  }
  return { nl: texts('nl'), en: texts('en') }
}

const wholeForm = (row: ReportRow): Form => ({
  nl: { message: [row.message_nl], remedy: [row.remedy_nl] },
  en: { message: [row.message_en], remedy: [row.remedy_en] },
})

/** The values with which the form gives all four texts; undefined when none do. */
function valuesIn({ nl, en }: Form, row: ReportRow, known: Values): Values | undefined {
  const values = new Map(Object.entries(known))
  const texts: readonly (readonly [Pieces, string])[] = [
    [nl.message, row.message_nl],
    [nl.remedy, row.remedy_nl],
    [en.message, row.message_en],
    [en.remedy, row.remedy_en],
  ]
  return texts.every(([pieces, text]) => isFilled(pieces, text, values)) ? Object.fromEntries(values) : undefined
}

/** Whether the text is the pieces with these values; a value that is not known yet ends where the next piece begins, and is added. */
function isFilled(pieces: Pieces, text: string, values: Map<string, string>): boolean {
  let at = 0
  for (const [index, piece] of pieces.entries()) {
    const known = index % 2 === 0 ? piece : values.get(piece)
    if (known !== undefined) {
      if (!text.startsWith(known, at)) return false
      at += known.length
      continue
    }
    const next = pieces[index + 1] ?? ''
    const isLast = index + 2 >= pieces.length
    if (next === '' && !isLast) return false
    const end = isLast ? text.length - next.length : text.indexOf(next, at)
    if (end < at) return false
    values.set(piece, text.slice(at, end))
    at = end
  }
  return at === text.length
}
