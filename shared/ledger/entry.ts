// Understands a ledger entry: what one run declared for one employer and quarter, and what it moved. Entries are appended, never changed.
import { parseQuarter, type Quarter } from '../kernel/calendar.ts'
import { checkEmployerNumber, type EmployerNumber, type Inss } from '../kernel/identifiers.ts'
import type { EuroText } from '../kernel/money.ts'
import type { DeclarationKind, Ladder } from '../declaration/declaration.ts'
import type { BusinessException } from '../exceptions/business-exception.ts'
import { COMPONENTS, MEASURES, type Component, type Measure } from '../law/measures.ts'
import type { Payee } from '../registry/payee.ts'
import type { PaymentHold, PaymentHolds } from './payment-holds.ts'

/** An account: everything about one employer and one quarter. */
export interface AccountId {
  readonly employerNumber: EmployerNumber
  readonly quarter: Quarter
}

/** A line of an account: one worker, grant and component. */
export interface LineId {
  readonly inss: Inss
  readonly entitlementId: string
  readonly measure: Measure
  readonly component: Component
}

export type HoldCode = PaymentHold['code'] | 'CAL-003'

/** A line as one entry leaves it: the right (`premium`), what this entry instructed (`moved`, signed) or held back (`held`). */
export interface EntryLine extends LineId {
  readonly premium: EuroText
  readonly moved: EuroText
  readonly held: EuroText
  readonly holdCode: HoldCode | null
}

/** What a declaration says about an account, apart from amounts. */
export interface Statement {
  readonly ladder: Ladder
  readonly sequence: number
  readonly kind: DeclarationKind
  readonly digest: string
  /** A FULL that speaks of every worker, known to the account or not: no WRK-001 rows and nothing in its file that may be a worker of this employer. */
  readonly speaksOfAll: boolean
  /** Workers whose rows were readable, in file order; empty in the entry of a FULL that speaks of everyone. */
  readonly listed: readonly Inss[]
  /** Workers refused by WRK: the declaration does not speak of them. */
  readonly refused: readonly Inss[]
  /** Ladder ATTEST: the attests of the file. Of these accounts the sequence is the version of the entry, because each attest has its own. */
  readonly attests?: readonly AttestKey[]
}

/** One version of one attest. */
export interface AttestKey {
  readonly number: string
  readonly version: number
  readonly inss: Inss | null
  readonly digest: string
  /** A version that could not be read (WRK) is replaced by the same version when it can be. */
  readonly isReadable: boolean
}

/** A worker of whom a booked declaration with a higher number speaks: nothing is booked (DCL-010). */
export interface Overtaken {
  readonly inss: Inss
  readonly newer: number
}

/** Workers that were computed again on what one declaration says. */
export interface Recomputed {
  /** Number of the declaration that has the last word about them; 0 when none speaks of them any more. Of attests, the entry version that held them. */
  readonly sequence: number
  /** Record that holds what was declared of them. */
  readonly record: string
  readonly workers: readonly Inss[]
}

/** A payment that is taken back: refused by the bank, or money that came back after it was settled. */
export interface ReturnedPayment {
  readonly paymentId: string
  readonly measure: Measure
  /** The entry that instructed it. */
  readonly version: number
  readonly amount: EuroText
  /** The version of the payee that it went to. */
  readonly payeeVersion: string | null
  /** Status reason code of the bank (ISO 20022), and its own words. */
  readonly code: string
  readonly text: string
  /** Sentences of the catalogue that tell the reason (PAY-006). */
  readonly details: readonly string[]
  /** The payee must be corrected before it is paid again, or a person looks at the payment. */
  readonly about: 'payee' | 'payment'
}

export interface LedgerEntry {
  readonly account: AccountId
  /** 1, 2, 3 … without gaps. */
  readonly version: number
  readonly runId: string
  /** The declared knowledge; for a refused declaration only what identifies it. */
  readonly statement: Statement
  /** null = booked; else why the whole declaration moved nothing (DCL-005, -006, -009), or what it waits for (RUN-003). */
  readonly refusal: BusinessException | null
  readonly overtaken: readonly Overtaken[]
  /** Only of an entry that computes again: it declares nothing, and sets these workers as the declarations say that have the last word about them. */
  readonly recomputed?: readonly Recomputed[]
  /** Only of an entry that takes payments back: it declares nothing either, and sets only the lines of those payments. */
  readonly returned?: readonly ReturnedPayment[]
  /** Lines that this entry sets, in report order. */
  readonly lines: readonly EntryLine[]
  readonly payee: Payee | null
  /** Which version of its registry row: a refused payment goes out again with another one. */
  readonly payeeVersion: string | null
  /** What kept payments back when it was made, per measure. */
  readonly holds: PaymentHolds
  readonly parameterSet: string
  /** Digest of the grants and establishments that the amounts were computed with. */
  readonly registryDigest: string
  /** SHA-256 under which the declared records and their assessment are kept in the ledger bucket. */
  readonly record: string
}

/** The statement of an entry that declares nothing. */
export const saysNothing = (ladder: Ladder = 'CSV'): Statement => ({
  ladder,
  sequence: 0,
  kind: 'PARTIAL',
  digest: '',
  speaksOfAll: false,
  listed: [],
  refused: [],
})

/** The number of a declaration as people read it: a DmfA has the instant of its creation. */
export const sequenceText = (ladder: Ladder, sequence: number): string =>
  ladder === 'DMFA' ? new Date(sequence).toISOString().replace('T', ' ').replace('Z', '') : String(sequence)

export const lineKey = ({ inss, entitlementId, component }: LineId): string => `${inss}#${entitlementId}#${component}`

/** Order of lines of one worker in every report: VOP before IMW, then grant, then component. */
export function compareLines(a: LineId, b: LineId): number {
  const byMeasure = MEASURES.indexOf(a.measure) - MEASURES.indexOf(b.measure)
  const byGrant = a.entitlementId < b.entitlementId ? -1 : a.entitlementId > b.entitlementId ? 1 : 0
  return byMeasure || byGrant || COMPONENTS.indexOf(a.component) - COMPONENTS.indexOf(b.component)
}

/** Identity of a payment: employer, measure, quarter and ledger version; readable, at most 35 characters (design.md 2.1). */
export const paymentIdOf = ({ employerNumber, quarter }: AccountId, measure: Measure, version: number): string =>
  `${employerNumber}${measure}${quarter}V${String(version).padStart(4, '0')}`

const PAYMENT_ID = /^(\d{10})(VOP|IMW)(\d{4}Q[1-4])V(\d{4,})$/

/** What a paymentId names; undefined for a text that none of ours has. The payment need not exist. */
export function parsePaymentId(
  text: string,
): { readonly account: AccountId; readonly measure: Measure; readonly version: number } | undefined {
  const [, employerNumber = '', measureText = '', quarterText = '', version = ''] = PAYMENT_ID.exec(text) ?? []
  const employer = checkEmployerNumber(employerNumber)
  const quarter = parseQuarter(quarterText)
  const measure = MEASURES.find((each) => each === measureText)
  if (employer.kind === 'invalid' || !quarter || !measure || paymentIdText(text, Number(version)) !== text) return undefined
  return { account: { employerNumber: employer.value, quarter }, measure, version: Number(version) }
}

/** The same text with the version as it is written: `V01` names no payment. */
const paymentIdText = (text: string, version: number): string => text.replace(/V\d+$/, `V${String(version).padStart(4, '0')}`)
