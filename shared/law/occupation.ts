// Understands an occupation (tewerkstelling) as the law sees it: dates, wage, hours and where it was performed.
import type { LocalDate } from '../kernel/calendar.ts'
import { fraction, type Fraction } from '../kernel/fraction.ts'
import type { EuroText } from '../kernel/money.ts'
import type { OtherMeasure, Region } from './measures.ts'

/** Hours with exactly two decimals: `30.40`. */
export type HoursText = string & { readonly __brand: 'HoursText' }

/** Hours that two decimals cannot say, as a fraction in lowest terms: `59109/125` (472.872). */
export type ExactHours = string & { readonly __brand: 'ExactHours' }

/** UNKNOWN holds a guidance premium; NOT_APPLICABLE counts for neither part and holds nothing (rules.md 5). */
export type ResolvedRegion = Region | 'UNKNOWN' | 'NOT_APPLICABLE'

export interface Occupation {
  readonly start: LocalDate
  /** null = still running. */
  readonly end: LocalDate | null
  readonly grossWage: EuroText
  readonly employerContributions: EuroText
  readonly contributionReductions: EuroText
  /** Q, average weekly hours of the worker. */
  readonly weeklyHours: HoursText
  /** S, average weekly hours of the full-time reference person. */
  readonly fulltimeWeeklyHours: HoursText
  readonly hoursPaid: HoursText | ExactHours
  readonly otherSupport: EuroText
  readonly otherMeasure: OtherMeasure | null
}

export interface LocatedOccupation extends Occupation {
  readonly establishmentNumber: string | null
  readonly region: ResolvedRegion
}

/** Hours (or days) in hundredths, exact. */
export const hundredths = (text: string): bigint => BigInt(text.replace('.', ''))

/** Paid hours, exact. */
export function exactHours(hours: HoursText | ExactHours): Fraction {
  const [numerator, denominator] = hours.split('/')
  return denominator === undefined ? fraction(hundredths(hours), 100n) : fraction(BigInt(numerator ?? ''), BigInt(denominator))
}
