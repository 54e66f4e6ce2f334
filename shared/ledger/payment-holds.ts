// Understands what keeps payments of an employer back now, measure by measure: its payee, an account number that nobody confirmed, paused payments.
import { IBAN_VISIBLE, masked } from '../kernel/identifiers.ts'
import { MEASURES, type Measure } from '../law/measures.ts'
import type { EmployerRegistry } from '../registry/employer-registry.ts'
import { payeeHold, type PayeeHold } from '../registry/payee.ts'

/** Computed, not paid until its reason is gone; the code says which reason. */
export interface PaymentHold {
  readonly code: PayeeHold['code'] | 'PAY-007' | 'PAY-008'
  readonly details: readonly string[]
  readonly parameters: Readonly<Record<string, string>>
}
export type PaymentHolds = Readonly<Partial<Record<Measure, PaymentHold>>>

/** Payments of a measure were stopped by a person (kill switch). */
export interface Pause {
  readonly reason: string
}
export type Pauses = Readonly<Partial<Record<Measure, Pause>>>

export interface PaymentControl {
  readonly pauses: Pauses
  /** A new or changed account number waits until a second person confirms it. */
  readonly confirmsAccountNumbers: boolean
}

/** One hold for every measure, or none. */
export const holdingAll = (hold: PaymentHold | undefined): PaymentHolds =>
  hold === undefined ? {} : Object.fromEntries(MEASURES.map((measure) => [measure, hold]))

/** What is wrong with the payee goes first: it needs the most work. */
export function paymentHolds(
  { payee, confirmedIbans }: Pick<EmployerRegistry, 'payee' | 'confirmedIbans'>,
  { pauses, confirmsAccountNumbers }: PaymentControl,
): PaymentHolds {
  const hold = payeeHold(payee)
  if (hold) return holdingAll(hold)
  const unconfirmed: PaymentHold | undefined =
    payee && confirmsAccountNumbers && !confirmedIbans.has(payee.iban)
      ? { code: 'PAY-008', details: [], parameters: { iban: masked(payee.iban, IBAN_VISIBLE) } }
      : undefined
  return Object.fromEntries(
    MEASURES.flatMap((measure): [Measure, PaymentHold][] => {
      const pause = pauses[measure]
      if (pause) return [[measure, { code: 'PAY-007', details: [], parameters: { measure, reason: pause.reason } }]]
      return unconfirmed ? [[measure, unconfirmed]] : []
    }),
  )
}
