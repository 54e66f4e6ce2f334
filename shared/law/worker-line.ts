// Understands a worker record (werknemerslijn) as the RSZ knows it: codes, amounts and times as declared, before the law says which of them count.
import type { LocalDate } from '../kernel/calendar.ts'
import type { EstablishmentNumber } from '../kernel/identifiers.ts'
import type { EuroText } from '../kernel/money.ts'
import type { HoursText } from './occupation.ts'

/** Days with exactly two decimals: `62.22`. */
export type DaysText = string & { readonly __brand: 'DaysText' }

/** Working time under one code (Service, prestatie). A full-time worker has days only. */
export interface Service {
  /** Three digits, RSZ annex 8. */
  readonly code: string
  readonly days: DaysText
  readonly hours: HoursText | null
}

/** Pay under one code (Remun, bezoldiging). */
export interface Remuneration {
  /** Three digits, RSZ annex 7. */
  readonly code: string
  readonly amount: EuroText
}

/** A contribution (WorkerContribution, bijdrage); the line whose code is the worker code carries the worker's own share too. */
export interface Contribution {
  /** Three digits, RSZ annex 2. */
  readonly code: string
  /** One digit, RSZ annex 3: 0 at 100 %, 1 at 108 %, 2 the worker's own share alone. */
  readonly type: string
  readonly basis: EuroText | null
  readonly amount: EuroText
}

/** A reduction (WorkerDeduction, OccupationDeduction, vermindering). */
export interface Deduction {
  /** Four digits, RSZ annex 4. */
  readonly code: string
  readonly amount: EuroText
}

/** An occupation line (Occupation, tewerkstelling) with its working time and pay. */
export interface OccupationLine {
  readonly start: LocalDate
  /** null = still running. */
  readonly end: LocalDate | null
  /** Working days a week of the regime; 0.00 in a full career break. */
  readonly workingDays: DaysText
  /** Q; of a full-time worker without hours it is S. */
  readonly weeklyHours: HoursText
  /** S. */
  readonly fulltimeWeeklyHours: HoursText
  readonly establishmentNumber: EstablishmentNumber | null
  /** Kind of apprentice (RSZ zone 00055), when declared. */
  readonly apprenticeship?: string
  readonly services: readonly Service[]
  readonly remunerations: readonly Remuneration[]
  readonly deductions: readonly Deduction[]
}

/** One worker record: contributions stand here, wage and time with the occupations. A student's has no occupation. */
export interface WorkerLine {
  /** Employer category, three digits. */
  readonly employerClass: string
  /** Three digits, RSZ annex 2. */
  readonly workerCode: string
  readonly occupations: readonly OccupationLine[]
  readonly contributions: readonly Contribution[]
  readonly deductions: readonly Deduction[]
}

/**
 * A worker record as one text: what a declaration carries, what its digest hashes and what the ledger keeps. Equal for records that say the same,
 * wherever they stand in a file. Amounts, days and hours are whole hundredths, as the RSZ declares them:
 * `010/495{2020-01-01  500 3800 3800 2000000042  t001:6600: p001:900000 -3000:12345} +495/0:975000:371183 -0001:15000`
 */
export type WorkerLineText = string & { readonly __brand: 'WorkerLineText' }

/** The parts of the text; all numbers are whole hundredths without leading zeros, '' where there is none. */
export const lineParts = {
  service: (code: string, days: string, hours: string): string => ` t${code}:${days}:${hours}`,
  pay: (code: string, amount: string): string => ` p${code}:${amount}`,
  reduction: (code: string, amount: string): string => ` -${code}:${amount}`,
  contribution: (code: string, type: string, basis: string, amount: string): string => ` +${code}/${type}:${basis}:${amount}`,
  /** `head`: start, end, working days, Q, S, establishment, kind of apprentice. */
  occupation: (head: readonly string[], parts: string): string => `{${head.join(' ')}${parts}}`,
  line: (employerClass: string, workerCode: string, occupations: string, rest: string): WorkerLineText =>
    `${employerClass}/${workerCode}${occupations}${rest}` as WorkerLineText,
}

/** `12.30` is 1230 hundredths. */
const digits = (text: string | null): string => (text === null ? '' : text.replace('.', '').replace(/^0+(?=\d)/, ''))

/** `1230` hundredths are `12.30`. */
function decimals(text: string): string {
  const padded = text.padStart(3, '0')
  return `${padded.slice(0, -2)}.${padded.slice(-2)}`
}

/** The text of a worker record. */
export function workerLineText({ employerClass, workerCode, occupations, contributions, deductions }: WorkerLine): WorkerLineText {
  const reductions = (of: readonly Deduction[]): string => of.map(({ code, amount }) => lineParts.reduction(code, digits(amount))).join('')
  const occupationTexts = occupations.map((of) => {
    const time = of.services.map(({ code, days, hours }) => lineParts.service(code, digits(days), digits(hours))).join('')
    const pay = of.remunerations.map(({ code, amount }) => lineParts.pay(code, digits(amount))).join('')
    const numbers = [of.workingDays, of.weeklyHours, of.fulltimeWeeklyHours].map(digits)
    return lineParts.occupation(
      [of.start, of.end ?? '', ...numbers, of.establishmentNumber ?? '', of.apprenticeship ?? ''],
      time + pay + reductions(of.deductions),
    )
  })
  const contributed = contributions.map(({ code, type, basis, amount }) =>
    lineParts.contribution(code, type, digits(basis), digits(amount)),
  )
  return lineParts.line(employerClass, workerCode, occupationTexts.join(''), contributed.join('') + reductions(deductions))
}

/** The worker record that a text says; our own texts only, so a malformed one is our own error. */
export function parseWorkerLine(text: WorkerLineText): WorkerLine {
  const match = /^(\d{3})\/(\d{3})((?:\{[^}]*\})*)(.*)$/.exec(text)
  if (!match) throw new Error('not the text of a worker record')
  const [, employerClass = '', workerCode = '', occupations = '', rest = ''] = match
  const parts = rest.split(' ').slice(1)
  return {
    employerClass,
    workerCode,
    occupations: [...occupations.matchAll(/\{([^}]*)\}/g)].map(([, occupation = '']) => parseOccupation(occupation)),
    contributions: parts.filter((part) => part.startsWith('+')).map(parseContribution),
    deductions: parts.filter((part) => part.startsWith('-')).map(parseDeduction),
  }
}

function parseOccupation(text: string): OccupationLine {
  const [
    start = '',
    end = '',
    workingDays = '',
    weeklyHours = '',
    fulltimeWeeklyHours = '',
    establishmentNumber = '',
    apprenticeship = '',
    ...parts
  ] = text.split(' ')
  const of = (kind: string): string[][] => parts.filter((part) => part.startsWith(kind)).map((part) => part.slice(1).split(':'))
  return {
    start: start as LocalDate,
    end: end === '' ? null : (end as LocalDate),
    workingDays: decimals(workingDays) as DaysText,
    weeklyHours: decimals(weeklyHours) as HoursText,
    fulltimeWeeklyHours: decimals(fulltimeWeeklyHours) as HoursText,
    establishmentNumber: establishmentNumber === '' ? null : (establishmentNumber as EstablishmentNumber),
    ...(apprenticeship === '' ? {} : { apprenticeship }),
    services: of('t').map(([code = '', days = '', hours = '']) => ({
      code,
      days: decimals(days) as DaysText,
      hours: hours === '' ? null : (decimals(hours) as HoursText),
    })),
    remunerations: of('p').map(([code = '', amount = '']) => ({ code, amount: decimals(amount) as EuroText })),
    deductions: parts.filter((part) => part.startsWith('-')).map(parseDeduction),
  }
}

function parseContribution(part: string): Contribution {
  const [codeAndType = '', basis = '', amount = ''] = part.slice(1).split(':')
  const [code = '', type = ''] = codeAndType.split('/')
  return { code, type, basis: basis === '' ? null : (decimals(basis) as EuroText), amount: decimals(amount) as EuroText }
}

function parseDeduction(part: string): Deduction {
  const [code = '', amount = ''] = part.slice(1).split(':')
  return { code, amount: decimals(amount) as EuroText }
}
