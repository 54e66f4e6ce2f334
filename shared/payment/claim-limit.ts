// Understands from which amount a claim is collected: below it, collecting costs more than it brings.
import { localDate, type LocalDate } from '../kernel/calendar.ts'
import { centsOf, negateCents, type Cents, type EuroText } from '../kernel/money.ts'
import { policy } from '../law/sources.ts'
import type { DatedValue } from '../law/timeline.ts'

/** Euro; newest first. Not a part of the parameter set: it changes no premium, and a claim below it is booked all the same. */
export const CLAIM_LIMITS: readonly DatedValue<string>[] = [{ from: localDate('2019-01-01'), value: '0.00', source: policy('claimLimit') }]

/** The smallest claim that is collected on a date [P claimLimit]; 0.00 = every one. */
export const claimLimitOn = (date: LocalDate, limits: readonly DatedValue<string>[] = CLAIM_LIMITS): Cents =>
  centsOf(limits.find(({ from }) => from <= date)?.value ?? '0.00')

/** Whether a claim (a negative amount) is collected. */
export const isCollected = (amount: EuroText, limit: Cents): boolean => negateCents(centsOf(amount)) >= limit
