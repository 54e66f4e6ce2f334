// Understands differences: what is due to workers against what their account has instructed, line by line, and which of it is held back (rules.md 7).
import type { Inss } from '../kernel/identifiers.ts'
import { cents, euroText, NO_MONEY, subtractCents, type Cents, sumCents } from '../kernel/money.ts'
import { MEASURES } from '../law/measures.ts'
import { linesOf, type Account } from './account.ts'
import { compareLines, lineKey, type EntryLine, type HoldCode, type LineId } from './entry.ts'
import type { PaymentHold, PaymentHolds } from './payment-holds.ts'

/** The right to one component, as computed for a worker. `regionUnknown`: the guidance part is held (CAL-003). */
export interface DueLine extends LineId {
  readonly premium: Cents
  readonly regionUnknown: boolean
}

/** For every worker its lines; a worker refused by ENT or CAL-001 has none. */
export type Due = ReadonlyMap<Inss, readonly DueLine[]>

/** A line with the difference between the right and what is instructed. */
interface Difference extends LineId {
  readonly premium: Cents
  readonly difference: Cents
  readonly regionUnknown: boolean
}

/** The lines that an entry sets for these workers, in their order. */
export function linesToBook(account: Account, workers: readonly Inss[], due: Due, holds: PaymentHolds): EntryLine[] {
  const differences = workers.flatMap((inss) => differencesOf(account, inss, due.get(inss) ?? []))
  const held = new Map(
    MEASURES.flatMap((measure) => [
      ...holdsOf(
        differences.filter((line) => line.measure === measure),
        holds[measure],
      ),
    ]),
  )
  return differences.map(({ inss, entitlementId, measure, component, premium, difference }) => {
    const id = { inss, entitlementId, measure, component }
    const holdCode = held.get(lineKey(id)) ?? null
    const amounts = holdCode === null ? { moved: difference, held: NO_MONEY } : { moved: NO_MONEY, held: difference }
    return { ...id, premium: euroText(premium), moved: euroText(amounts.moved), held: euroText(amounts.held), holdCode }
  })
}

/** Whether booking the worker now would leave every line as it is: same right, and what is held would be held again. */
export function isUnchanged(account: Account, inss: Inss, due: readonly DueLine[], holds: PaymentHolds): boolean {
  const known = linesOf(account, inss)
  return differencesOf(account, inss, due).every((line) => {
    const before = known.get(lineKey(line))
    // Held for its region alone from now on: the account has to say so, or it would be asked for again and again.
    const staysHeld = holds[line.measure] !== undefined || (isRegionHeld(line) && before?.holdCode === 'CAL-003')
    return line.premium === before?.premium && line.difference === before.held && (line.difference === NO_MONEY || staysHeld)
  })
}

/** The worker's lines, new and known, with the difference to what is instructed; a line without any amount is left out. */
function differencesOf(account: Account, inss: Inss, due: readonly DueLine[]): Difference[] {
  const known = linesOf(account, inss)
  const dueKeys = new Set(due.map(lineKey))
  const gone = [...known.values()]
    .filter((line) => !dueKeys.has(lineKey(line)))
    .map((line): DueLine => ({ ...line, premium: NO_MONEY, regionUnknown: false }))
  return [...due, ...gone].toSorted(compareLines).flatMap(({ entitlementId, measure, component, premium, regionUnknown }): Difference[] => {
    const line = { inss, entitlementId, measure, component }
    const before = known.get(lineKey(line))
    const difference = subtractCents(premium, before?.instructed ?? NO_MONEY)
    const isEmpty = premium === 0n && difference === 0n && (before === undefined || (before.premium === 0n && before.held === 0n))
    return isEmpty ? [] : [{ ...line, premium, difference, regionUnknown }]
  })
}

/** Guidance of an unknown region is held line by line, if positive. */
const isRegionHeld = (line: Difference): boolean => line.regionUnknown && line.component !== 'WAGE_PREMIUM' && line.difference > 0n

/**
 * Which lines of one measure are held, and why. CAL-003 holds guidance lines one by one, if positive. A payment hold holds the whole measure
 * (also lines held by CAL-003, which then carry the PAY code) when the net of what would be booked is positive, or nothing else would be; a net
 * negative or zero is booked.
 */
function holdsOf(lines: readonly Difference[], hold: PaymentHold | undefined): Map<string, HoldCode> {
  const others = lines.filter((line) => line.difference !== 0n && !isRegionHeld(line))
  const net = sumCents(others.map(({ difference }) => difference))
  const isPaymentHeld = net > 0n || others.length === 0
  const held = new Map<string, HoldCode>()
  for (const line of lines) {
    if (line.difference === 0n) continue
    if (hold && isPaymentHeld) held.set(lineKey(line), hold.code)
    else if (isRegionHeld(line)) held.set(lineKey(line), 'CAL-003')
  }
  return held
}

/** Lines whose total or instructed amount is not 0, lines that this entry brings to zero included. */
export function countedLines(before: Account, after: Account): number {
  let count = 0
  for (const lines of after.lines.values()) {
    for (const [key, line] of lines) {
      const instructedBefore = before.lines.get(line.inss)?.get(key)?.instructed ?? cents(0n)
      if (line.premium !== 0n || line.instructed !== 0n || instructedBefore !== 0n) count += 1
    }
  }
  return count
}
