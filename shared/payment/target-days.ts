// Understands the days on which banks execute euro payments: the calendar of TARGET.
import { type LocalDate, localDate } from '../kernel/calendar.ts'

const DAY_MS = 86_400_000
const plusDays = (date: LocalDate, days: number): LocalDate =>
  localDate(new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10))
/** 0 is Sunday. */
const weekdayOf = (date: LocalDate): number => new Date(`${date}T00:00:00Z`).getUTCDay()

/** Easter Sunday by the Gregorian computus (Meeus, Jones and Butcher), for any year of that calendar. */
function easterOf(year: number): LocalDate {
  const golden = year % 19
  const century = Math.floor(year / 100)
  const ofCentury = year % 100
  const correction = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3)
  const epact = (19 * golden + century - Math.floor(century / 4) - correction + 15) % 30
  const weekday = (32 + 2 * (century % 4) + 2 * Math.floor(ofCentury / 4) - epact - (ofCentury % 4)) % 7
  const late = Math.floor((golden + 11 * epact + 22 * weekday) / 451)
  const day = epact + weekday - 7 * late + 114
  return localDate(`${year}-${String(Math.floor(day / 31)).padStart(2, '0')}-${String((day % 31) + 1).padStart(2, '0')}`)
}

/** New Year, Labour Day, Christmas and the day after, every year. */
const FIXED_CLOSING_DAYS: readonly string[] = ['01-01', '05-01', '12-25', '12-26']

/**
 * Whether TARGET is open: not on Saturdays, Sundays, 1 January, Good Friday, Easter Monday, 1 May, 25 and 26 December. Its long-term calendar since 2002
 * (decision of the Governing Council of the ECB of 14 December 2000); Belgian holidays beside these are open.
 */
export function isTargetDay(date: LocalDate): boolean {
  if ([0, 6].includes(weekdayOf(date)) || FIXED_CLOSING_DAYS.includes(date.slice(5))) return false
  const easter = easterOf(Number(date.slice(0, 4)))
  return date !== plusDays(easter, -2) && date !== plusDays(easter, 1)
}

/** The first TARGET day on or after `from` plus so many calendar days (a whole number, 0 or more). */
export function executionDate(from: LocalDate, days: number): LocalDate {
  let date = plusDays(from, days)
  while (!isTargetDay(date)) date = plusDays(date, 1)
  return date
}
