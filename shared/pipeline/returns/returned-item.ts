// Understands a payment that a file says came back: found in the ledger by its paymentId, and put beside the others of its account.
import { parsePaymentId, type AccountId, type LedgerEntry, type ReturnedPayment } from '../../ledger/entry.ts'
import { instructedPayment, takenBackBy, type InstructedPayment } from '../../ledger/returned-payments.ts'
import { refusalOf, type Refusal } from '../../payment/bank-reasons.ts'
import type { StatusReason } from '../../payment/pain002.ts'
import type { StatusLevel } from '../../payment/payment-status.ts'
import type { Dependencies } from '../dependencies.ts'
import type { ReturnedItem } from '../records.ts'

export interface FoundPayment extends InstructedPayment {
  /** The entry that took it back already. */
  readonly takenBack: LedgerEntry | undefined
}

/** The payment in the ledger; undefined when there is none of this name. */
export async function findPayment(paymentId: string, { ledger }: Pick<Dependencies, 'ledger'>): Promise<FoundPayment | undefined> {
  const named = parsePaymentId(paymentId)
  if (!named) return undefined
  const entries = await ledger.entries(named.account)
  const payment = instructedPayment(entries[named.version - 1], named.measure, paymentId)
  return payment && { ...payment, takenBack: takenBackBy(entries, paymentId) }
}

/** As the ledger takes it back. */
export function returnedPayment(
  { paymentId, measure, version, amount, payeeVersion }: InstructedPayment,
  { about, details, parameters: { code, text } }: Refusal,
): ReturnedPayment {
  return { paymentId, measure, version, amount, payeeVersion, code, text, details, about }
}

/** A refusal of a whole file is not about the payee, whatever its code. */
export const refusalAt = (reasons: readonly StatusReason[], level: StatusLevel): Refusal => {
  const refusal = refusalOf(reasons)
  return level === 'transaction' ? refusal : { ...refusal, about: 'payment' }
}

/** An account gets one entry of a run, whatever comes back of it. */
export function byAccount(returned: readonly { readonly account: AccountId; readonly payment: ReturnedPayment }[]): ReturnedItem[] {
  const groups = Map.groupBy(returned, ({ account }) => `${account.employerNumber} ${account.quarter}`)
  return [...groups.values()].flatMap((group): ReturnedItem[] => {
    const [first] = group
    return first ? [{ type: 'returned-payments', account: first.account, returns: group.map(({ payment }) => payment) }] : []
  })
}
