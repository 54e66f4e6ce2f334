// Understands what keeps payments of an employer back at this moment: its payee, a pause, an account number that nobody confirmed.
import { createHash } from 'node:crypto'
import { paymentHolds, type PaymentHolds } from '../ledger/payment-holds.ts'
import type { EmployerRegistry } from '../registry/employer-registry.ts'
import type { Dependencies } from './dependencies.ts'

export async function holdsNow(
  today: Pick<EmployerRegistry, 'payee' | 'confirmedIbans'>,
  { runs, settings }: Pick<Dependencies, 'runs' | 'settings'>,
): Promise<PaymentHolds> {
  return paymentHolds(today, { pauses: await runs.pauses(), confirmsAccountNumbers: settings.confirmsAccountNumbers })
}

/** Changes when what is held and paid to can change. */
export const holdsDigest = ({ payeeDigest }: Pick<EmployerRegistry, 'payeeDigest'>, holds: PaymentHolds): string =>
  createHash('sha256')
    .update(JSON.stringify([payeeDigest, holds]))
    .digest('hex')
