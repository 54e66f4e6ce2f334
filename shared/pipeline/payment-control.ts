// Understands what keeps payments of an account back at this moment, asked of registry and runs.
import { createHash } from 'node:crypto'
import type { Quarter } from '../kernel/calendar.ts'
import { paymentHolds, type PayeeState, type PaymentHolds } from '../ledger/payment-holds.ts'
import type { EmployerRegistry } from '../registry/employer-registry.ts'
import type { Dependencies } from './dependencies.ts'

export async function holdsNow(
  today: PayeeState,
  quarter: Quarter,
  { runs, settings }: Pick<Dependencies, 'runs' | 'settings'>,
): Promise<PaymentHolds> {
  return paymentHolds(today, quarter, { pauses: await runs.pauses(), confirmsAccountNumbers: settings.confirmsAccountNumbers })
}

/** Changes when what is held and paid to can change. */
export const holdsDigest = ({ payeeDigest }: Pick<EmployerRegistry, 'payeeDigest'>, holds: PaymentHolds): string =>
  createHash('sha256')
    .update(JSON.stringify([payeeDigest, holds]))
    .digest('hex')
