// Understands how an exception is shown to people: masked, in Dutch and English, as one CSV line or one JSON object.
import { IBAN_VISIBLE, INSS_VISIBLE, masked, withoutInss } from '../kernel/identifiers.ts'
import type { BusinessException } from './business-exception.ts'
import { readable } from './readable.ts'
import { entryOf, textOf, whoActsText, type Language } from './catalogue.ts'

export const REPORT_COLUMNS = [
  'code',
  'severity',
  'disposition',
  'line',
  'employer_number',
  'worker',
  'quarter',
  'field',
  'value',
  'message_nl',
  'message_en',
  'remedy_nl',
  'remedy_en',
  'who_acts',
  'amount_effect',
] as const
export type ReportRow = Readonly<Record<(typeof REPORT_COLUMNS)[number], string>>

/** Longest value shown in a report: a cell of the sender can be 64 KiB. */
const VALUE_MAX = 200

/**
 * A text of the sender as a report may show it: a worker's number with its last five characters, a bank account with its last four, also where
 * the sender put them into another column; anything else as it was sent, shortened.
 */
export function shownText(text: string, field = ''): string {
  if (WORKER_FIELDS.includes(field)) return masked(text.slice(0, VALUE_MAX), INSS_VISIBLE)
  const safe = withoutInss(text.slice(0, VALUE_MAX + ACCOUNT_LENGTH_MAX))
    .replaceAll(INSS_LIKE, (number) => masked(number, INSS_VISIBLE))
    .replaceAll(IBAN_LIKE, (account) => masked(account, IBAN_VISIBLE))
  const shown = field === 'iban' ? masked(safe, IBAN_VISIBLE) : safe
  return shown.length > VALUE_MAX ? `${shown.slice(0, VALUE_MAX)}…` : shown
}

/** How the three forms of declaration, and the aliases, call the worker's number. */
const WORKER_FIELDS: readonly string[] = ['inss', 'INSS', 'INSZ', 'old_inss', 'new_inss']

/** Eleven digits, with or without the usual marks; a country, two check digits and an account, in groups or not. */
const INSS_LIKE = /(?<!\d)\d{2}[.\s]?\d{2}[.\s]?\d{2}[-.\s]?\d{3}[.\s]?\d{2}(?!\d)/g
const IBAN_LIKE = /[A-Za-z]{2}\d{2}(?:\s?[\dA-Za-z]{4}){2,7}(?:\s?[\dA-Za-z]{1,4})?/g
const ACCOUNT_LENGTH_MAX = 42

/** Parameters that carry words of a sender or of a registry. */
const SENDER_TEXTS: readonly string[] = [
  ...['reason', 'by', 'file', 'unknown', 'double', 'stated', 'value', 'root', 'version', 'kind', 'diagnosis', 'encoding', 'key'],
  ...['text', 'code', 'status', 'payment', 'message', 'belongs', 'reported'],
]
/** Names of runs are ours: digits in them are nobody's number. */
const OWN_NAMES: readonly string[] = ['run']

/** How we name a run, perhaps with a number behind it, and a payment: letters and digits stand in them as in an account number. */
const OWN_FORM = /^(?:(?:dry-)?run-[0-9a-f]{24}(?:-\w{1,6})?|\d{10}(?:VOP|IMW)\d{4}Q[1-4]V\d{4,9})$/

const shownParameter = (name: string, text: string): string =>
  OWN_NAMES.includes(name) || OWN_FORM.test(text) ? text : SENDER_TEXTS.includes(name) ? shownText(text) : withoutInss(text)

/** The exception as the reports show it. No whole INSS or IBAN leaves here. */
export function reportRow(given: BusinessException): ReportRow {
  // Unseen characters between its digits must not hide a number from the masks.
  const exception = readable(given)
  const { severity, disposition, whoActs } = entryOf(exception.code)
  const shown = {
    line: exception.line?.toString() ?? '',
    employer: shownText(exception.employerNumber ?? ''),
    worker: exception.inss === undefined ? '' : masked(exception.inss, INSS_VISIBLE),
    quarter: shownText(exception.quarter ?? ''),
    measure: exception.measure ?? '',
    field: exception.field ?? '',
    value: OWN_FORM.test(exception.value ?? '') ? (exception.value ?? '') : shownText(exception.value ?? '', exception.field),
  }
  const parameters = {
    ...shown,
    ...Object.fromEntries(Object.entries(exception.parameters).map(([name, text]) => [name, shownParameter(name, text)])),
  }
  const text = (language: Language): ReturnType<typeof textOf> => {
    const { message, remedy } = textOf(exception.code, language, { ...parameters, line: placeText(exception, language) }, exception.details)
    return { message: message + anomalyText(exception, language), remedy }
  }
  const nl = text('nl')
  const en = text('en')
  return {
    code: exception.code,
    severity,
    disposition,
    line: shown.line,
    employer_number: shown.employer,
    worker: shown.worker,
    quarter: shown.quarter,
    field: shown.field,
    value: shown.value,
    message_nl: nl.message,
    message_en: en.message,
    remedy_nl: nl.remedy,
    remedy_en: en.remedy,
    who_acts: whoActsText(whoActs, 'nl'),
    amount_effect: exception.amountEffect ?? '',
  }
}

/** Line, and in an XML file the column too. */
const placeText = ({ line, column }: BusinessException, language: Language): string =>
  column === undefined ? String(line ?? '') : `${line ?? ''}, ${language === 'nl' ? 'kolom' : 'column'} ${column}`

const anomalyText = ({ anomaly }: BusinessException, language: Language): string =>
  anomaly === undefined ? '' : language === 'nl' ? ` RSZ-anomaliecode: ${anomaly}.` : ` RSZ anomaly code: ${anomaly}.`

const LINE_END = '\r\n'
export const BOM = '\uFEFF'

/** Of numbers in a CSV that people open: a point as the formats say, or the comma with which a Belgian spreadsheet reads a number and not a text. */
export type DecimalSign = '.' | ','

/** A spreadsheet would run a cell that begins like a formula: such a cell gets an apostrophe (formats.md 2). Amounts are ours and stay numbers. */
export function csvCell(text: string, isAmount: boolean, decimalSign: DecimalSign = '.'): string {
  const safe = isAmount ? text.replace('.', decimalSign) : /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[;"\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

export const csvHeader = (): string => BOM + REPORT_COLUMNS.join(';') + LINE_END
export const csvLine = (row: ReportRow, decimalSign?: DecimalSign): string =>
  REPORT_COLUMNS.map((column) => csvCell(row[column], column === 'amount_effect', decimalSign)).join(';') + LINE_END
