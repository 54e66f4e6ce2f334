// Understands payments that came back: the bank refused them, or the money was sent back. Taken out of what is instructed, once each, and held.
import { addCents, centsOf, euroText, NO_MONEY, subtractCents, negateCents, type EuroText } from '../kernel/money.ts'
import type { Measure } from '../law/measures.ts'
import type { Payee } from '../registry/payee.ts'
import { fold, linesOf, movedOf } from './account.ts'
import { lineKey, saysNothing, type AccountId, type EntryLine, type LedgerEntry, type ReturnedPayment } from './entry.ts'
import { refusalHold } from './payment-holds.ts'
import { entryOfPersons, ONE_NUMBER_EACH, type PersonOf } from './persons.ts'

/** A payment of the ledger: what one entry instructed for one measure, net positive. */
export interface InstructedPayment {
  readonly paymentId: string
  readonly account: AccountId
  readonly measure: Measure
  readonly version: number
  readonly runId: string
  readonly amount: EuroText
  /** The version of the payee that it went to. */
  readonly payeeVersion: string | null
}

/** The payment that an entry instructed for a measure; undefined when it instructed none (a claim is no payment, neither is what only came back). */
export function instructedPayment(entry: LedgerEntry | undefined, measure: Measure, paymentId: string): InstructedPayment | undefined {
  if (!entry || entry.returned) return undefined
  const amount = movedOf(entry, measure)
  if (amount <= NO_MONEY) return undefined
  const { account, version, runId, payeeVersion } = entry
  return { paymentId, account, measure, version, runId, amount: euroText(amount), payeeVersion }
}

export interface Return {
  readonly account: AccountId
  readonly runId: string
  readonly returns: readonly ReturnedPayment[]
  readonly payee: Payee | undefined
  readonly payeeVersion: string | null
  readonly personOf?: PersonOf
}

/** The entry that took the payment back before, if any: a reversal's identity is its paymentId, however often it is reported. */
export const takenBackBy = (entries: readonly LedgerEntry[], paymentId: string): LedgerEntry | undefined =>
  entries.find(({ returned = [] }) => returned.some((each) => each.paymentId === paymentId))

/**
 * The entry that takes these payments back. What each of them instructed, recoveries set off in it included, is no longer instructed; what is due of
 * those lines is held (PAY-006) until it is paid again. Payments taken back before are left out. It declares nothing, so the order of arrival of
 * declarations still does not matter.
 */
export function bookReturn(
  entries: readonly LedgerEntry[],
  { account, runId, returns, payee, payeeVersion, personOf }: Return,
): LedgerEntry {
  const persons = personOf ?? ONE_NUMBER_EACH
  const before = fold(entries, persons)
  const [first] = returns
  const origin = first && entries[first.version - 1]
  if (!origin) throw new Error('a payment that came back has no entry in its account')
  const returned = returns.filter(({ paymentId }) => !takenBackBy(entries, paymentId))
  const lines = new Map<string, EntryLine>()
  for (const { version, measure, amount } of returned) {
    const entry = entries[version - 1]
    if (!entry || euroText(movedOf(entry, measure)) !== amount) throw new Error('a payment that came back is not what its entry instructed')
    for (const line of entryOfPersons(entry, persons).lines) {
      const moved = centsOf(line.moved)
      if (line.measure !== measure || moved === NO_MONEY) continue
      const taken = addCents(centsOf(lines.get(lineKey(line))?.moved ?? '0.00'), negateCents(moved))
      const now = linesOf(before, line.inss).get(lineKey(line))
      const premium = now?.premium ?? NO_MONEY
      const held = subtractCents(premium, addCents(now?.instructed ?? NO_MONEY, taken))
      const { inss, entitlementId, component } = line
      const amounts = { premium: euroText(premium), moved: euroText(taken), held: euroText(held) }
      lines.set(lineKey(line), { inss, entitlementId, measure, component, ...amounts, holdCode: held === NO_MONEY ? null : 'PAY-006' })
    }
  }
  return {
    account,
    version: before.nextVersion,
    runId,
    statement: saysNothing(before.ladder),
    refusal: null,
    overtaken: [],
    returned,
    lines: [...lines.values()],
    payee: payee ?? null,
    payeeVersion,
    holds: Object.fromEntries(returned.map((each) => [each.measure, refusalHold({ ...each, quarter: account.quarter })])),
    parameterSet: origin.parameterSet,
    registryDigest: origin.registryDigest,
    record: origin.record,
  }
}
