// Understands the fields of one element of an XML declaration: numbers in hundredths, codes, dates, and what is wrong with them (WRK-002 to WRK-004).
import { parseLocalDate, type LocalDate } from '../kernel/calendar.ts'
import type { BusinessException } from '../exceptions/business-exception.ts'
import { precedence, type ExceptionCode } from '../exceptions/catalogue.ts'
import type { XmlElement } from '../text/xml.ts'
import type { FieldName, LineForm } from './line-fields.ts'

/** RSZ kinds of error (annex 30). */
export const MISSING = '001'
export const NOT_NUMERIC = '002'
export const INVALID = '003'
export const CHECK_DIGITS = '004'
export const DOUBLE = '006'
export const OUT_OF_DOMAIN = '008'
export const END_BEFORE_START = '014'

/** More digits than any field of the official schemas. */
const DIGITS_MAX = 15

/** Hundredths as text with two decimals. */
export function twoDecimals(value: number): string {
  const digits = String(value).padStart(3, '0')
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`
}

interface Problem {
  readonly code: ExceptionCode
  readonly field: FieldName
  readonly element: XmlElement
  readonly value: string
  readonly details: readonly string[]
  readonly parameters: Readonly<Record<string, string>>
  readonly anomaly: string
}

/** Reads the fields of one element (and its parts), and remembers what was wrong with them. */
export class FieldReader {
  readonly form: LineForm
  readonly #problems: Problem[] = []

  constructor(form: LineForm) {
    this.form = form
  }

  report(
    code: ExceptionCode,
    element: XmlElement,
    field: FieldName,
    kind: string,
    details: readonly string[] = [],
    parameters: Problem['parameters'] = {},
  ): void {
    const value = field === 'occupation' ? '' : this.form.text(element, field)
    this.#problems.push({ code, field, element, value, details, parameters, anomaly: `${this.form.fields[field].zone}-${kind}` })
  }

  /** A whole number of hundredths, 0 to `max`; null when the field is absent or empty. */
  optional(element: XmlElement, field: FieldName, max: number): number | null {
    const text = this.form.text(element, field)
    if (text === '') return null
    if (!/^\d+$/.test(text)) return this.#unreadable(element, field, 'whole-number')
    const value = text.length > DIGITS_MAX && text.replace(/^0+/, '').length > DIGITS_MAX ? Infinity : Number(text)
    if (value <= max) return value
    this.report('WRK-004', element, field, OUT_OF_DOMAIN, ['above'], { limit: String(max) })
    return null
  }

  required(element: XmlElement, field: FieldName, max: number): number {
    if (this.form.text(element, field) === '') this.report('WRK-002', element, field, MISSING)
    return this.optional(element, field, max) ?? 0
  }

  /** A code of digits, padded to its length: MAGDA leaves leading zeros out. */
  code(element: XmlElement, field: FieldName, length: number): string {
    const text = this.form.text(element, field)
    if (text === '') this.report('WRK-002', element, field, MISSING)
    else if (!/^\d+$/.test(text) || text.length > length) this.#unreadable(element, field, 'code')
    return text.padStart(length, '0')
  }

  date(element: XmlElement, field: FieldName): LocalDate | null {
    const text = this.form.text(element, field)
    if (text === '') return null
    const date = parseLocalDate(text) ?? null
    if (date === null) this.report('WRK-003', element, field, OUT_OF_DOMAIN, ['date'])
    return date
  }

  #unreadable(element: XmlElement, field: FieldName, detail: string): null {
    this.report('WRK-003', element, field, NOT_NUMERIC, [detail])
    return null
  }

  /** The first problem in catalogue order, then in file order. */
  exception(about: Pick<BusinessException, 'employerNumber' | 'inss' | 'quarter'>): BusinessException[] {
    if (this.#problems.length === 0) return []
    const [first] = this.#problems.toSorted((a, b) => precedence(a.code) - precedence(b.code))
    if (!first) return []
    const { code, details, parameters, element, field, value, anomaly } = first
    const { tag } = this.form.fields[field]
    return [{ code, details, parameters, line: element.line, column: element.column, ...about, field: tag, value, anomaly }]
  }
}
