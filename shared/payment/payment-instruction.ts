// Understands payment instructions, claims and held amounts: what an entry moves or holds, per measure, in the form of formats.md 2.
import { addCents, centsOf, euroText, NO_MONEY, type Cents, type EuroText, sumCents } from '../kernel/money.ts'
import { linesOf, type Account } from '../ledger/account.ts'
import { lineKey, paymentIdOf, type EntryLine, type HoldCode, type LedgerEntry, type ReturnedPayment } from '../ledger/entry.ts'
import { MEASURES, type Component, type Measure } from '../law/measures.ts'
import type { Payee } from '../registry/payee.ts'

export interface InstructionLine {
  readonly inss: string
  readonly entitlementId: string
  readonly component: Component
  readonly premium: EuroText
  readonly previouslyInstructed: EuroText
  readonly amount: EuroText
}

/** One line of payment-instructions.jsonl; claims.jsonl has the same shape with a negative amount. */
export interface PaymentInstruction {
  readonly paymentId: string
  readonly runId: string
  readonly employerNumber: string
  readonly payeeName: string | null
  readonly iban: string | null
  readonly measure: Measure
  readonly quarter: string
  readonly amount: EuroText
  readonly currency: 'EUR'
  readonly remittance: string
  readonly lines: readonly InstructionLine[]
}

/** One line of held.jsonl: the same shape with the code of the hold, without a paymentId. */
export type HeldAmount = Omit<PaymentInstruction, 'paymentId'> & { readonly code: HoldCode }

/** A net negative: counts as instructed, never a transfer. */
export interface Claim extends PaymentInstruction {
  /** The payments that had carried the recovered lines to the employer. */
  readonly originalPayments: readonly string[]
}

/** Everything one entry moves or holds. `recovered` is the sum of negative lines set off inside a payment (PAY-004), as a negative amount. */
export interface Settlement {
  readonly payments: readonly (PaymentInstruction & { readonly recovered: EuroText })[]
  readonly claims: readonly Claim[]
  /** Measures whose lines of both signs cancel out exactly: neither payment nor claim, but reported (PAY-004). */
  readonly cancelled: readonly { readonly measure: Measure; readonly recovered: EuroText }[]
  readonly held: readonly HeldAmount[]
  /** Payments of earlier entries that came back: what they instructed is instructed no more. */
  readonly returned: readonly ReturnedPayment[]
}

const WORKERS: Readonly<Record<Payee['language'], readonly [string, string]>> = {
  nl: ['werknemer', 'werknemers'],
  fr: ['travailleur', 'travailleurs'],
  en: ['worker', 'workers'],
}

/** What the payee reads beside the amount: measure, quarter, number of workers and the reference, in its language. */
function remittanceOf({ account, payee }: LedgerEntry, measure: Measure, workers: number, reference: string): string {
  const [one, many] = WORKERS[payee?.language ?? 'nl']
  return `${measure} ${account.quarter} ${workers} ${workers === 1 ? one : many} ${reference}`
}

/** The payments, claims and held amounts of an entry; `before` is the account as it was when the entry was made. Lines sum to the amount. */
export function settlementOf(entry: LedgerEntry, before: Account): Settlement {
  const payments: (PaymentInstruction & { recovered: EuroText })[] = []
  const claims: Claim[] = []
  const cancelled: { measure: Measure; recovered: EuroText }[] = []
  const held: HeldAmount[] = []
  for (const measure of MEASURES) {
    const ofMeasure = entry.lines.filter((line) => line.measure === measure)
    const moved = ofMeasure.filter((line) => centsOf(line.moved) !== NO_MONEY)
    // What comes back is neither a payment nor a claim.
    if (moved.length > 0 && !entry.returned) {
      const paymentId = paymentIdOf(entry.account, measure, entry.version)
      const instruction = { paymentId, ...instructionOf(entry, before, measure, moved, 'moved', paymentId) }
      const recovered = euroText(sumCents(moved.map((line) => centsOf(line.moved)).filter((amount) => amount < 0n)))
      const net = centsOf(instruction.amount)
      if (net > 0n) payments.push({ ...instruction, recovered })
      else if (net < 0n) claims.push({ ...instruction, originalPayments: originalPayments(entry, before, measure, moved) })
      else cancelled.push({ measure, recovered })
    }
    for (const code of new Set(ofMeasure.flatMap(({ holdCode }) => holdCode ?? []))) {
      const lines = ofMeasure.filter((line) => line.holdCode === code)
      held.push({ ...instructionOf(entry, before, measure, lines, 'held'), code })
    }
  }
  return { payments, claims, cancelled, held, returned: entry.returned ?? [] }
}

function originalPayments({ account }: LedgerEntry, before: Account, measure: Measure, moved: readonly EntryLine[]): string[] {
  const recovered = moved.filter((line) => centsOf(line.moved) < NO_MONEY)
  const versions = new Set(recovered.flatMap((line) => linesOf(before, line.inss).get(lineKey(line))?.paidBy ?? []))
  return [...versions].toSorted((a, b) => a - b).map((version) => paymentIdOf(account, measure, version))
}

function instructionOf(
  entry: LedgerEntry,
  before: Account,
  measure: Measure,
  lines: readonly EntryLine[],
  amount: 'moved' | 'held',
  reference: string = entry.account.employerNumber,
): Omit<PaymentInstruction, 'paymentId'> {
  const { employerNumber, quarter } = entry.account
  // What came back in the same entry counts no more: what is instructed and what is held are the right together.
  const cameBack = (line: EntryLine): Cents => (entry.returned ? centsOf(line.moved) : NO_MONEY)
  return {
    runId: entry.runId,
    employerNumber,
    payeeName: entry.payee?.name ?? null,
    iban: entry.payee?.iban ?? null,
    measure,
    quarter,
    amount: euroText(sumCents(lines.map((line) => centsOf(line[amount])))),
    currency: 'EUR',
    remittance: remittanceOf(entry, measure, new Set(lines.map(({ inss }) => inss)).size, reference),
    lines: lines.map((line) => ({
      inss: line.inss,
      entitlementId: line.entitlementId,
      component: line.component,
      premium: line.premium,
      previouslyInstructed: euroText(addCents(linesOf(before, line.inss).get(lineKey(line))?.instructed ?? NO_MONEY, cameBack(line))),
      amount: line[amount],
    })),
  }
}
