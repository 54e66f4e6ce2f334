// Understands one occupation of a worker record: its dates, hours, working time and pay, and what is wrong with them (WRK-002 to WRK-008).
import { daysInclusive, firstDayOf, lastDayOf, type LocalDate, type Quarter } from '../../kernel/calendar.ts'
import { checkEstablishmentNumber, type EstablishmentNumber } from '../../kernel/identifiers.ts'
import type { BusinessException } from '../../exceptions/business-exception.ts'
import { isSeverancePay } from '../../law/declared-pay.ts'
import type { ParameterSet } from '../../law/parameters.ts'
import { lineParts } from '../../law/worker-line.ts'
import type { XmlElement } from '../../text/xml-element.ts'
import { CHECK_DIGITS, DOUBLE, END_BEFORE_START, FieldReader, MISSING, OUT_OF_DOMAIN, twoDecimals } from './field-reader.ts'
import { fieldText, type LineForm } from './line-fields.ts'

/** What the reading of a worker record depends on. The quarter is unknown when the declaration does not give a readable one. */
export interface LineContext {
  readonly form: LineForm
  readonly quarter: Quarter | undefined
  readonly parameters: ParameterSet
  readonly about: Pick<BusinessException, 'employerNumber' | 'inss' | 'quarter'>
}

/** Largest values of the official schema, in hundredths (amounts: cents). */
export const AMOUNT_MAX = 99_999_999_999
const DAYS_MAX = 36_600
const WORKING_DAYS_MAX = 700
const WEEKLY_HOURS_MAX = 6_000
const APPRENTICESHIP_MAX = 9
/** Hours of one occupation in one quarter, as in a CSV (formats.md 1.1). */
const HOURS_MAX = 100_000
const SERVICE_HOURS_MAX = 9_999_999

/** The first part that stands for the same as an earlier one. */
export function findDouble<T>(parts: readonly T[], isSame: (one: T, other: T) => boolean): T | undefined {
  for (let at = 1; at < parts.length; at++) {
    const part = parts[at]
    for (let before = 0; before < at; before++) {
      const other = parts[before]
      if (part !== undefined && other !== undefined && isSame(part, other)) return part
    }
  }
  return undefined
}

export function readReductions(
  element: XmlElement,
  reader: FieldReader,
): { readonly text: string; readonly amount: number; readonly count: number } {
  const codes: string[] = []
  let text = ''
  let sum = 0
  for (const part of reader.parts(element, 'reduction')) {
    const code = reader.code(part, reader.fields.reductionCode, 4)
    const amount = reader.optional(part, reader.fields.reduction, AMOUNT_MAX) || '0'
    codes.push(code)
    text += lineParts.reduction(code, amount)
    sum += Number(amount)
  }
  const double = findDouble(codes, (one, other) => one === other)
  if (double !== undefined) reader.report('WRK-008', element, reader.fields.reductionCode, DOUBLE, ['reduction'], { key: double })
  return { text, amount: sum, count: codes.length }
}

interface Time {
  readonly code: string
  /** Hundredths; hours are '' for a full-time worker. */
  readonly days: string
  readonly hours: string
}

/** Reads an occupation as text, with at most one finding. */
export function readOccupation(
  part: XmlElement,
  period: { readonly from: LocalDate | null; readonly to: LocalDate | null },
  { form, quarter, parameters, about }: LineContext,
): { readonly text: string; readonly reduced: number; readonly exceptions: readonly BusinessException[] } {
  const reader = new FieldReader(form)
  const start = reader.date(part, reader.fields.start)
  if (start === null && fieldText(part, reader.fields.start) === '') reader.report('WRK-002', part, reader.fields.start, MISSING)
  const end = reader.date(part, reader.fields.end)
  const workingDays = reader.required(part, reader.fields.workingDays, WORKING_DAYS_MAX)
  const { weekly, fulltime } = weeklyHours(part, reader)
  const times = reader.parts(part, 'service').map((each) => service(each, reader))
  const payParts = reader.parts(part, 'pay')
  const payCodes: string[] = []
  let pay = ''
  for (const each of payParts) {
    const code = reader.code(each, reader.fields.payCode, 3)
    payCodes.push(code)
    pay += lineParts.pay(code, reader.required(each, reader.fields.pay, AMOUNT_MAX))
  }
  const reductions = readReductions(part, reader)
  const place = establishment(part, reader)
  checkOnce(part, times, payParts, reader)
  // Severance can cover years after the quarter; none of its time counts.
  const isSeverance = isSeverancePay(payCodes, parameters)
  if (!isSeverance) checkTime(part, times, weekly, workingDays, reader)
  if (isSeverance && payCodes.length > 1) reader.report('WRK-008', part, reader.fields.occupation, '169', ['severance'])
  if (start !== null) checkDates(part, { start, end }, period, isSeverance ? undefined : quarter, reader)
  let time = ''
  for (const { code, days, hours } of times) time += lineParts.service(code, days, hours)
  const apprenticeship = reader.optional(part, reader.fields.apprenticeship, APPRENTICESHIP_MAX)
  const head = [start ?? '', end ?? '', workingDays, weekly, fulltime, place ?? '', apprenticeship]
  return { text: lineParts.occupation(head, time + pay + reductions.text), reduced: reductions.amount, exceptions: reader.exception(about) }
}

/** Q and S. A full-timer's Q may be left out: then it is S. */
function weeklyHours(part: XmlElement, reader: FieldReader): { readonly weekly: string; readonly fulltime: string } {
  const fulltime = reader.required(part, reader.fields.fulltimeWeeklyHours, WEEKLY_HOURS_MAX)
  const isFullTime = fieldText(part, reader.fields.contractType) === '0'
  const weekly = isFullTime
    ? reader.optional(part, reader.fields.weeklyHours, WEEKLY_HOURS_MAX) || fulltime
    : reader.required(part, reader.fields.weeklyHours, WEEKLY_HOURS_MAX)
  if (fulltime === '0' && fieldText(part, reader.fields.fulltimeWeeklyHours) !== '')
    reader.report('WRK-004', part, reader.fields.fulltimeWeeklyHours, OUT_OF_DOMAIN, ['not-positive'])
  else if (Number(weekly) > Number(fulltime))
    reader.report('WRK-004', part, reader.fields.weeklyHours, OUT_OF_DOMAIN, ['hours-above-fulltime'], {
      fulltime: twoDecimals(Number(fulltime)),
    })
  return { weekly, fulltime }
}

function service(part: XmlElement, reader: FieldReader): Time {
  const code = reader.code(part, reader.fields.serviceCode, 3)
  const days = reader.optional(part, reader.fields.days, DAYS_MAX)
  const hours = reader.optional(part, reader.fields.hours, SERVICE_HOURS_MAX)
  if (days === '' && hours === '' && fieldText(part, reader.fields.days) === '') reader.report('WRK-002', part, reader.fields.days, MISSING)
  return { code, days: days || '0', hours }
}

function establishment(part: XmlElement, reader: FieldReader): EstablishmentNumber | null {
  const text = fieldText(part, reader.fields.establishment)
  // Zero is how some payroll systems say that there is none.
  if (/^0*$/.test(text)) return null
  const checked = checkEstablishmentNumber(text)
  if (checked.kind === 'valid') return checked.value
  reader.report('WRK-006', part, reader.fields.establishment, checked.why === 'check-digits' ? CHECK_DIGITS : OUT_OF_DOMAIN, [checked.why])
  return null
}

/** At most 1,000 hours over all codes, services in days included, so that no choice of codes can exceed it; days need a working week. */
function checkTime(part: XmlElement, times: readonly Time[], weekly: string, workingDays: string, reader: FieldReader): void {
  let inHours = 0
  let daysTimesHours = 0
  for (const { days, hours } of times) {
    if (hours === '') daysTimesHours += Number(days) * Number(weekly)
    else inHours += Number(hours)
  }
  if (daysTimesHours > 0 && workingDays === '0') reader.report('WRK-004', part, reader.fields.workingDays, OUT_OF_DOMAIN, ['not-positive'])
  else if (inHours > HOURS_MAX || daysTimesHours > (HOURS_MAX - inHours) * Number(workingDays)) {
    const [first = part] = reader.parts(part, 'service')
    reader.report('WRK-004', first, reader.fields.hours, OUT_OF_DOMAIN, ['hours-in-quarter'], { limit: String(HOURS_MAX / 100) })
  }
}

const PAY_KEY_TAGS = ['RemunCode', 'BonusPaymentFrequency', 'PercentagePaid', 'Code', 'FrequentieBetalingPremie', 'PercentageJaarbasis']
const payKey = (pay: XmlElement): string =>
  PAY_KEY_TAGS.map((tag) => pay.textOf(tag).replace(/^0+/, ''))
    .filter((text) => text !== '')
    .join(' ')
const isSamePay = (one: XmlElement, other: XmlElement): boolean =>
  PAY_KEY_TAGS.every((tag) => one.textOf(tag).replace(/^0+/, '') === other.textOf(tag).replace(/^0+/, ''))

/** The RSZ accepts each code once per occupation: pay per code, frequency and percentage. */
function checkOnce(part: XmlElement, times: readonly Time[], payParts: readonly XmlElement[], reader: FieldReader): void {
  const time = findDouble(times, (one, other) => one.code === other.code)
  if (time) reader.report('WRK-008', part, reader.fields.serviceCode, DOUBLE, ['service'], { key: time.code })
  const pay = findDouble(payParts, isSamePay)
  if (pay) reader.report('WRK-008', part, reader.fields.payCode, DOUBLE, ['remuneration'], { key: payKey(pay) })
}

/** First and last day of the quarters met: one file has few of them. */
const days = new Map<Quarter, { readonly first: LocalDate; readonly last: LocalDate }>()
function daysOf(quarter: Quarter): { readonly first: LocalDate; readonly last: LocalDate } {
  const known = days.get(quarter) ?? { first: firstDayOf(quarter), last: lastDayOf(quarter) }
  days.set(quarter, known)
  return known
}

/** RSZ periods of manual workers begin and end some days from the quarter; one further away is a mistake. */
const PERIOD_DAYS_OFF = 15
const isNearQuarter = (
  { from, to }: { readonly from: LocalDate; readonly to: LocalDate },
  { first, last }: { readonly first: LocalDate; readonly last: LocalDate },
): boolean => Math.abs(daysInclusive(first, from) - 1) <= PERIOD_DAYS_OFF && Math.abs(daysInclusive(last, to) - 1) <= PERIOD_DAYS_OFF
const laterOf = (a: LocalDate, b: LocalDate): LocalDate => (a > b ? a : b)
const earlierOf = (a: LocalDate, b: LocalDate): LocalDate => (a < b ? a : b)

/** An occupation touches the quarter, or the RSZ period of its worker record, which can begin and end some days from it for manual workers. */
function checkDates(
  part: XmlElement,
  { start, end }: { readonly start: LocalDate; readonly end: LocalDate | null },
  { from, to }: { readonly from: LocalDate | null; readonly to: LocalDate | null },
  quarter: Quarter | undefined,
  reader: FieldReader,
): void {
  if (end !== null && end < start) return reader.report('WRK-005', part, reader.fields.end, END_BEFORE_START, ['reversed'], { start, end })
  if (quarter === undefined) return
  const { first, last } = daysOf(quarter)
  if (start <= last && (end === null || end >= first)) return
  const isNear = from !== null && to !== null && isNearQuarter({ from, to }, { first, last })
  if (start > (isNear ? laterOf(to, last) : last)) reader.report('WRK-005', part, reader.fields.start, OUT_OF_DOMAIN, ['after-quarter'])
  else if (end !== null && end < (isNear ? earlierOf(from, first) : first))
    reader.report('WRK-005', part, reader.fields.end, OUT_OF_DOMAIN, ['before-quarter'])
}
