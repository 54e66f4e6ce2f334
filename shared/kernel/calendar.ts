// Understands calendar dates, calendar quarters and periods of quarters, without clocks or time zones inside the law.

/** A calendar date, `YYYY-MM-DD`. Compares as text. */
export type LocalDate = string & { readonly __brand: 'LocalDate' }

/** A calendar quarter, `2024Q3`. Compares as text. */
export type Quarter = string & { readonly __brand: 'Quarter' }

const DAY_MS = 86_400_000
const DATE = /^\d{4}-\d{2}-\d{2}$/
const QUARTER = /^(\d{4})Q([1-4])$/

const toEpochDay = (date: LocalDate): number => Date.parse(`${date}T00:00:00Z`) / DAY_MS
const fromUtc = (year: number, monthIndex: number, day: number): LocalDate =>
  new Date(Date.UTC(year, monthIndex, day)).toISOString().slice(0, 10) as LocalDate

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const
const isLeapYear = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)

/** The date written as `YYYY-MM-DD`, or undefined when the text is not a date that exists. */
export function parseLocalDate(text: string): LocalDate | undefined {
  // By hand: a large file has millions of dates, and a Date object for each would cost more than all the rest of the check.
  if (text.length !== 10 || !DATE.test(text)) return undefined
  const year = Number(text.slice(0, 4))
  const month = Number(text.slice(5, 7))
  const day = Number(text.slice(8))
  const lastDay = month === 2 && isLeapYear(year) ? 29 : (MONTH_DAYS[month - 1] ?? 0)
  return year >= 1900 && day >= 1 && day <= lastDay ? (text as LocalDate) : undefined
}

/** A date that the program itself writes; a wrong one is our own error. */
export function localDate(text: string): LocalDate {
  const date = parseLocalDate(text)
  if (date === undefined) throw new Error(`not a date: ${text}`)
  return date
}

/** The same day and month one or more years later; 29 February becomes 28 February (rules.md 2). */
export function plusYears(date: LocalDate, years: number): LocalDate {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number]
  const moved = fromUtc(year + years, month - 1, day)
  return moved.slice(5, 7) === date.slice(5, 7) ? moved : fromUtc(year + years, month, 0)
}

/** Calendar days from `first` to `last`, both included; 0 or less when they are reversed. */
export const daysInclusive = (first: LocalDate, last: LocalDate): number => toEpochDay(last) - toEpochDay(first) + 1

/** The quarter written as `2024Q3`, or undefined. */
export function parseQuarter(text: string): Quarter | undefined {
  const match = QUARTER.exec(text)
  return match && Number(match[1]) >= 1900 ? (text as Quarter) : undefined
}

/** The quarter that the RSZ writes as `20243`, or undefined. */
export const parseRszQuarter = (text: string): Quarter | undefined =>
  /^\d{4}[1-4]$/.test(text) ? parseQuarter(`${text.slice(0, 4)}Q${text.slice(4)}`) : undefined

/** A quarter that the program itself writes; a wrong one is our own error. */
export function quarter(text: string): Quarter {
  const parsed = parseQuarter(text)
  if (parsed === undefined) throw new Error(`not a quarter: ${text}`)
  return parsed
}

const yearOf = (of: Quarter): number => Number(of.slice(0, 4))
const numberOf = (of: Quarter): number => Number(of.slice(5))

/** Quarters counted from year 0, so that differences are numbers of quarters. */
export const quarterIndex = (of: Quarter): number => yearOf(of) * 4 + numberOf(of) - 1

/** Quarters from `first` to `last`, both included: 1 for the same quarter, 0 or less when they are reversed. */
export const quartersInclusive = (first: Quarter, last: Quarter): number => quarterIndex(last) - quarterIndex(first) + 1

export const firstDayOf = (of: Quarter): LocalDate => fromUtc(yearOf(of), (numberOf(of) - 1) * 3, 1)
export const lastDayOf = (of: Quarter): LocalDate => fromUtc(yearOf(of), numberOf(of) * 3, 0)
export const daysInQuarter = (of: Quarter): number => daysInclusive(firstDayOf(of), lastDayOf(of))

/** The quarter in which a date falls. */
export function quarterOf(date: LocalDate): Quarter {
  return quarter(`${date.slice(0, 4)}Q${Math.ceil(Number(date.slice(5, 7)) / 3)}`)
}

/** The quarter so many quarters later (or earlier). */
export function plusQuarters(of: Quarter, count: number): Quarter {
  const index = quarterIndex(of) + count
  return quarter(`${String(Math.floor(index / 4)).padStart(4, '0')}Q${(index % 4) + 1}`)
}

const brussels = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Brussels', year: 'numeric', month: '2-digit', day: '2-digit' })

/** The calendar date in Brussels at an instant (formats.md 1.1: instants become dates in Europe/Brussels). */
export const brusselsDate = (instant: Date): LocalDate => localDate(brussels.format(instant))

const brusselsClock = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Brussels', hour: '2-digit', minute: '2-digit' })

/** What the clocks in Brussels show at an instant: `09:05`. */
export const brusselsTime = (instant: Date): string => brusselsClock.format(instant)
