// Understands how far a registry row reaches: the employer and the quarters whose result it can change.
import type { Quarter } from '../kernel/calendar.ts'
import type { EmployerNumber } from '../kernel/identifiers.ts'

/** An employer and the quarters from `from` to `to`, both included; null = every quarter. */
export interface Reach {
  readonly employerNumber: EmployerNumber
  readonly from: Quarter | null
  readonly to: Quarter | null
}

export const reaches = ({ from, to }: Reach, quarter: Quarter): boolean =>
  (from === null || from <= quarter) && (to === null || quarter <= to)
