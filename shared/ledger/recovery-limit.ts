// Understands a recovery that is too large to be booked without a second look (RUN-003), and which declaration waits for one.
import { addCents, centsOf, euroText, negateCents, sumCents, type Cents } from '../kernel/money.ts'
import type { BusinessException } from '../exceptions/business-exception.ts'
import { addsKnowledge, fold, type Account } from './account.ts'
import type { LedgerEntry } from './entry.ts'
import { statementOfPersons, type PersonOf } from './persons.ts'

/** Above these a FULL waits for a second person; null = no limit (formats.md 3, RUN-003: settings, off by default). */
export interface RecoveryLimits {
  /** Of what the account has instructed. */
  readonly percentMax: number | null
  readonly euroMax: Cents | null
}
export const NO_RECOVERY_LIMITS: RecoveryLimits = { percentMax: null, euroMax: null }

/** Why the entry has to wait, or undefined. Only a FULL recovers from workers whom it does not name: one that was cut off would take back everything. */
export function recoveryAbove(
  before: Account,
  { account, statement, lines }: LedgerEntry,
  limits: RecoveryLimits,
): BusinessException | undefined {
  if (statement.kind !== 'FULL') return undefined
  // What a payment hold keeps back goes out later without another look: it counts as if it moved now.
  const negative = lines
    .map(({ inss, moved, held }) => ({ inss, amount: addCents(centsOf(moved), centsOf(held)) }))
    .filter(({ amount }) => amount < 0n)
  const recovered = negateCents(sumCents(negative.map(({ amount }) => amount)))
  const instructed = sumCents([...before.lines.values()].flatMap((worker) => [...worker.values()].map((line) => line.instructed)))
  const { percentMax, euroMax } = limits
  const details = [
    ...(percentMax !== null && recovered * 100n > instructed * BigInt(percentMax) ? ['share'] : []),
    ...(euroMax !== null && recovered > euroMax ? ['amount'] : []),
  ]
  if (recovered === 0n || details.length === 0) return undefined
  const parameters = {
    amount: euroText(recovered),
    workers: String(new Set(negative.map(({ inss }) => inss)).size),
    instructed: euroText(instructed),
    percent: String(percentMax ?? ''),
    limit: euroMax === null ? '' : euroText(euroMax),
  }
  return { code: 'RUN-003', ...account, details, parameters, amountEffect: euroText(negateCents(recovered)) }
}

/**
 * The entry whose declaration waits on the account: of those that were not answered since and that say something that no newer declaration says, the one
 * with the highest number.
 */
export function waitingEntry(entries: readonly LedgerEntry[], personOf: PersonOf): LedgerEntry | undefined {
  const waiting = entries.filter((entry) => entry.refusal?.code === 'RUN-003' && !entries.some((other) => isAnswer(other, entry)))
  if (waiting.length === 0) return undefined
  const account = fold(entries, personOf)
  return waiting
    .filter(({ statement }) => addsKnowledge(account, statementOfPersons(statement, personOf)))
    .toSorted((a, b) => b.statement.sequence - a.statement.sequence || b.version - a.version)
    .at(0)
}

/** Booked under its number, with whatever content; or the same declaration again, refused. */
function isAnswer({ version, refusal, recomputed, statement }: LedgerEntry, waiting: LedgerEntry): boolean {
  if (recomputed || statement.sequence !== waiting.statement.sequence) return false
  if (refusal === null) return true
  return version > waiting.version && statement.digest === waiting.statement.digest
}
