// Understands the fields of one element of an XML declaration: numbers in hundredths, codes, dates, and what is wrong with them (WRK-002 to WRK-004).
import { OCCUPATIONS_PER_WORKER_MAX, PARTS_MAX } from '../../kernel/limits.ts'
import { parseLocalDate, type LocalDate } from '../../kernel/calendar.ts'
import type { BusinessException } from '../../exceptions/business-exception.ts'
import { precedence, type ExceptionCode } from '../../exceptions/catalogue.ts'
import type { XmlElement } from '../../text/xml-element.ts'
import { fieldText, type LineField, type LineForm, type LinePart } from './line-fields.ts'

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

const ZERO = '0'.charCodeAt(0)
const NINE = '9'.charCodeAt(0)

/** A large file has millions of numbers: this is several times faster than an expression. */
function isDigits(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const character = text.charCodeAt(at)
    if (character < ZERO || character > NINE) return false
  }
  return true
}

interface Problem {
  readonly code: ExceptionCode
  readonly field: LineField
  readonly element: XmlElement
  readonly value: string
  readonly details: readonly string[]
  readonly parameters: Readonly<Record<string, string>>
  readonly anomaly: string
}

/** Reads the fields of one element (and its parts), and remembers what was wrong with them. */
export class FieldReader {
  readonly form: LineForm
  readonly fields: LineForm['fields']
  #problems: Problem[] | undefined

  constructor(form: LineForm) {
    this.form = form
    this.fields = form.fields
  }

  report(
    code: ExceptionCode,
    element: XmlElement,
    field: LineField,
    kind: string,
    details: readonly string[] = [],
    parameters: Problem['parameters'] = {},
  ): void {
    const value = field === this.fields.occupation ? '' : fieldText(element, field)
    this.#problems ??= []
    this.#problems.push({ code, field, element, value, details, parameters, anomaly: `${field.zone}-${kind}` })
  }

  /** A whole number of hundredths, 0 to `max`, without leading zeros; '' when the field is absent, empty or wrong. */
  optional(element: XmlElement, field: LineField, max: number): string {
    const text = fieldText(element, field)
    return text === '' ? '' : digitsOf(text, element, field, max, this)
  }

  /** As `optional`, but absent or empty is WRK-002; '0' when it is wrong. */
  required(element: XmlElement, field: LineField, max: number): string {
    const text = fieldText(element, field)
    if (text !== '') return digitsOf(text, element, field, max, this) || '0'
    this.report('WRK-002', element, field, MISSING)
    return '0'
  }

  /** The parts of one kind in the element; more than any schema allows are WRK-004, so that comparing each with each stays cheap. */
  parts(element: XmlElement, part: LinePart): readonly XmlElement[] {
    const parts = this.form.parts(element, part)
    const max = part === 'occupation' ? OCCUPATIONS_PER_WORKER_MAX : PARTS_MAX
    if (parts.length <= max) return parts
    this.report('WRK-004', element, this.fields.occupation, OUT_OF_DOMAIN, ['too-many'], { limit: String(max) })
    return parts.slice(0, max)
  }

  /** A code of digits, padded to its length: MAGDA leaves leading zeros out. */
  code(element: XmlElement, field: LineField, length: number): string {
    const text = fieldText(element, field)
    if (text.length === length && isDigits(text)) return text
    if (text === '') this.report('WRK-002', element, field, MISSING)
    else if (!isDigits(text) || text.length > length) this.report('WRK-003', element, field, NOT_NUMERIC, ['code'])
    return text.padStart(length, '0')
  }

  date(element: XmlElement, field: LineField): LocalDate | null {
    const text = fieldText(element, field)
    if (text === '') return null
    const date = parseLocalDate(text) ?? null
    if (date === null) this.report('WRK-003', element, field, OUT_OF_DOMAIN, ['date'])
    return date
  }

  /** The first problem in catalogue order, then in file order. */
  exception(about: Pick<BusinessException, 'employerNumber' | 'inss' | 'quarter'>): BusinessException[] {
    if (!this.#problems) return []
    const [first] = this.#problems.toSorted((a, b) => precedence(a.code) - precedence(b.code))
    if (!first) return []
    const { code, details, parameters, element, field, value, anomaly } = first
    return [{ code, details, parameters, line: element.line, column: element.column, ...about, field: field.tag, value, anomaly }]
  }
}

// Not a method: a private method costs every instance of its class some time, and a large file has a million of them.
function digitsOf(text: string, element: XmlElement, field: LineField, max: number, reader: FieldReader): string {
  if (!isDigits(text)) {
    reader.report('WRK-003', element, field, NOT_NUMERIC, ['whole-number'])
    return ''
  }
  const digits = withoutZeros(text)
  if (digits.length <= DIGITS_MAX && Number(digits) <= max) return digits
  reader.report('WRK-004', element, field, OUT_OF_DOMAIN, ['above'], { limit: String(max) })
  return ''
}

function withoutZeros(text: string): string {
  let at = 0
  while (at < text.length - 1 && text.charCodeAt(at) === ZERO) at += 1
  return at === 0 ? text : text.slice(at)
}
