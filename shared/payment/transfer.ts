// Understands what a payment file is made of: who pays, how the files are written, and one transfer.
import type { EuroText } from '../kernel/money.ts'
import type { Measure } from '../law/measures.ts'

/** Who pays: the department's account. */
export interface Debtor {
  readonly name: string
  /** Without spaces, upper case. */
  readonly iban: string
  readonly bic: string | null
  /** Enterprise number (KBO), 10 digits. */
  readonly organisationId: string | null
}

/** Settings of a deployment. */
export interface PaymentFileSettings {
  readonly debtor: Debtor
  /** ISO 20022 external purpose code: active employment policy, or a payment of a government department. */
  readonly purpose: 'AEMP' | 'GOVT'
  /** What the payee reads: our sentence, or a Belgian structured reference. */
  readonly remittance: 'TEXT' | 'STRUCTURED'
  /** Transfers of one file; a run with more writes more files. They are held in memory until the file is written. */
  readonly transactionsMax: number
  /** Calendar days from the settling of a run to the execution of its payments; the next TARGET day from there counts. */
  readonly executionDays: number
}

/** One transfer of the file. */
export interface Transfer {
  /** EndToEndId: the identity of the payment in our files, the bank's file and its answer. */
  readonly paymentId: string
  readonly measure: Measure
  readonly amount: EuroText
  /** As registered: the file writes it in the character set of banks. */
  readonly payeeName: string
  readonly iban: string
  readonly bic: string | null
  /** As people wrote it: the file writes it in the character set of banks, or the structured reference in its place. */
  readonly remittance: string
}
