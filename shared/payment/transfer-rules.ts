// Understands what a transfer must be beside the schema of the bank's file, which lets these faults pass.
import { isValidBIC, isValidIBAN } from 'ibantools'
import { type Cents, cents, centsOf } from '../kernel/money.ts'
import { bankName, bankRemittance } from '../text/bank-text.ts'
import type { Debtor, Transfer } from './transfer.ts'

/** What one SEPA transfer can carry (EPC rulebook): 0.01 to 999,999,999.99 euro. */
export const TRANSFER_AMOUNT_MIN: Cents = cents(1n)
export const TRANSFER_AMOUNT_MAX: Cents = cents(99_999_999_999n)

/** Identifiers (EPC217-08): the character set of banks, at most 35, no slash at either end, no two slashes in a row. Without spaces: ours have none. */
const IDENTIFIER = /^(?!\/)(?!.*\/\/)[a-zA-Z0-9/\-?:().,'+]{1,35}(?<!\/)$/

const inBounds = (amount: Cents): boolean => amount >= TRANSFER_AMOUNT_MIN && amount <= TRANSFER_AMOUNT_MAX

/** The library takes small letters too, the schema does not. */
const isBic = (bic: string): boolean => isValidBIC(bic) && bic === bic.toUpperCase()

/** In this order: what is wrong with a transfer is the first that fits. No message shows a name, an account or an amount. */
const RULES: readonly (readonly [wrong: string, isBroken: (transfer: Transfer) => boolean])[] = [
  ['the identifier is none that banks take', ({ paymentId }) => !IDENTIFIER.test(paymentId)],
  ['the amount is not between 0.01 and 999,999,999.99 euro', ({ amount }) => !inBounds(centsOf(amount))],
  ['the name cannot be written in the character set of banks', ({ payeeName }) => bankName(payeeName).kind === 'unmappable'],
  ['the account number is not valid', ({ iban }) => !isValidIBAN(iban)],
  ['the BIC is not valid', ({ bic }) => bic !== null && !isBic(bic)],
  ['the remittance cannot be written in the character set of banks', ({ remittance }) => bankRemittance(remittance).kind === 'unmappable'],
]

/**
 * The rules over the transfers of one run, whatever the number of its files. All of them were checked before (PAY-001 to PAY-003, the ledger), so a broken one is
 * our own error: it is thrown, and nothing is paid on doubt. Keeps the identifiers of the run, some 60 bytes each.
 */
export class TransferRules {
  readonly #paymentIds = new Set<string>()

  /** Throws an Error that names the payment and the rule it breaks; a payment that was seen before breaks one too. */
  check(transfer: Transfer): void {
    const { paymentId } = transfer
    const broken = RULES.find(([, isBroken]) => isBroken(transfer))
    if (broken) throw new Error(`transfer ${paymentId}: ${broken[0]}`)
    if (this.#paymentIds.has(paymentId)) throw new Error(`transfer ${paymentId}: it stands twice in the payment files of the run`)
    this.#paymentIds.add(paymentId)
  }
}

/** Throws an Error for a debtor that no bank would take; the settings of a deployment are checked before. */
export function checkDebtor({ name, iban, bic, organisationId }: Debtor): void {
  if (bankName(name).kind === 'unmappable') throw new Error('debtor: the name cannot be written in the character set of banks')
  if (!isValidIBAN(iban)) throw new Error('debtor: the account number is not valid')
  if (bic !== null && !isBic(bic)) throw new Error('debtor: the BIC is not valid')
  if (organisationId !== null && !/^\d{10}$/.test(organisationId)) throw new Error('debtor: the enterprise number has not ten digits')
}
