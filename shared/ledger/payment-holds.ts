// Understands what keeps payments of an account back now, measure by measure: its payee, a refusal of the bank, an unconfirmed account number, a pause.
import { IBAN_VISIBLE, masked } from '../kernel/identifiers.ts'
import type { Quarter } from '../kernel/calendar.ts'
import { MEASURES, type Measure } from '../law/measures.ts'
import type { EmployerRegistry, RefusedPayment } from '../registry/employer-registry.ts'
import { payeeHold, type PayeeHold } from '../registry/payee.ts'

/** Computed, not paid until its reason is gone; the code says which reason. */
export interface PaymentHold {
  readonly code: PayeeHold['code'] | 'PAY-006' | 'PAY-007' | 'PAY-008'
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

export type PayeeState = Pick<EmployerRegistry, 'payee' | 'payeeVersion' | 'confirmedIbans' | 'refusedPayments'>

/** Why a payment came back, as a hold (PAY-006). */
export const refusalHold = ({
  paymentId,
  measure,
  quarter,
  code,
  text,
  details,
}: Pick<RefusedPayment, 'paymentId' | 'measure' | 'quarter' | 'code' | 'text' | 'details'>): PaymentHold => ({
  code: 'PAY-006',
  details,
  parameters: { payment: paymentId, measure, quarter, code, text },
})

/** One hold for every measure, or none. */
export const holdingAll = (hold: PaymentHold | undefined): PaymentHolds =>
  hold === undefined ? {} : Object.fromEntries(MEASURES.map((measure) => [measure, hold]))

/**
 * What is wrong with the payee goes first: it needs the most work. A refusal that is about the payee holds everything of the employer until another
 * version of the payee is in force: the bank would refuse the next payment too. Any other one holds its own quarter and measure until a person lifts it.
 */
export function paymentHolds(
  { payee, payeeVersion, confirmedIbans, refusedPayments }: PayeeState,
  quarter: Quarter,
  { pauses, confirmsAccountNumbers }: PaymentControl,
): PaymentHolds {
  const hold = payeeHold(payee)
  if (hold) return holdingAll(hold)
  const unconfirmed: PaymentHold | undefined =
    payee && confirmsAccountNumbers && !confirmedIbans.has(payee.iban)
      ? { code: 'PAY-008', details: [], parameters: { iban: masked(payee.iban, IBAN_VISIBLE) } }
      : undefined
  const refusals = refusedPayments.filter((refused) => refused.payeeVersion === payeeVersion && refused.liftedBy === undefined)
  const ofPayee = refusals.find(({ about }) => about === 'payee')
  return Object.fromEntries(
    MEASURES.flatMap((measure): [Measure, PaymentHold][] => {
      const refused = ofPayee ?? refusals.find((each) => each.quarter === quarter && each.measure === measure)
      if (refused) return [[measure, refusalHold(refused)]]
      const pause = pauses[measure]
      if (pause) return [[measure, { code: 'PAY-007', details: [], parameters: { measure, reason: pause.reason } }]]
      return unconfirmed ? [[measure, unconfirmed]] : []
    }),
  )
}
