// Understands booking: what one declaration moves on its account, as a new entry. Pure; only settle appends what comes out (rules.md 7, design.md 2).
import type { Inss } from '../kernel/identifiers.ts'
import { ACCOUNT_LINES_MAX } from '../kernel/limits.ts'
import type { BusinessException } from '../exceptions/business-exception.ts'
import type { Payee } from '../registry/payee.ts'
import { addsKnowledge, fold, latestVersion, speakerOf, type Account } from './account.ts'
import { countedLines, linesToBook, type Due } from './differences.ts'
import {
  saysNothing,
  sequenceText,
  type AccountId,
  type AttestKey,
  type LedgerEntry,
  type Overtaken,
  type Recomputed,
  type Statement,
} from './entry.ts'
import type { PaymentHolds } from './payment-holds.ts'
import { ONE_NUMBER_EACH, statementOfPersons, type PersonOf } from './persons.ts'
import { NO_RECOVERY_LIMITS, recoveryAbove, type RecoveryLimits } from './recovery-limit.ts'

export interface Booking {
  readonly account: AccountId
  readonly runId: string
  readonly statement: Statement
  readonly due: Due
  readonly payee: Payee | undefined
  readonly payeeVersion: string | null
  readonly holds: PaymentHolds
  readonly parameterSet: string
  readonly registryDigest: string
  readonly record: string
  /** Above which recovery a FULL waits; none when a second person released it. */
  readonly recoveryLimits?: RecoveryLimits
  /** Under which number each worker's account stands. */
  readonly personOf?: PersonOf
}

/** What computes an account again: no declaration, but workers as the account's declarations say of them. */
export interface Recomputation extends Omit<Booking, 'statement' | 'recoveryLimits'> {
  readonly recomputed: readonly Recomputed[]
}

/** The entry that this declaration gives, after the entries that the account has. */
export function bookDeclaration(entries: readonly LedgerEntry[], booking: Booking, linesMax: number = ACCOUNT_LINES_MAX): LedgerEntry {
  const account = fold(entries, booking.personOf)
  const statement = statementOfPersons(booking.statement, booking.personOf ?? ONE_NUMBER_EACH)
  // Nothing newer under the latest numbers, nor under those declared: an alias can turn out to be another one, and what only it overtakes is booked.
  const underLatest = refusalOf(account, booking.account, statement)
  const refusal = underLatest && refusalOf(fold(entries), booking.account, booking.statement)
  // What was declared is kept as it was: an alias can turn out to be another one.
  const entry = { ...frameOf(booking, account), statement: keptStatement(booking.statement, account) }
  if (refusal) return { ...entry, refusal, overtaken: [], lines: [] }
  const overtaken = overtakenWorkers(account, statement)
  const isOvertaken = new Set(overtaken.map(({ inss }) => inss))
  const listed = statement.listed.filter((inss) => !isOvertaken.has(inss))
  const lines = linesToBook(account, [...listed, ...recoverableAbsent(account, statement)], booking.due, booking.holds)
  const booked = withinLimit(entries, account, { ...entry, refusal: null, overtaken, lines }, booking, linesMax)
  const waits = recoveryAbove(account, booked, booking.recoveryLimits ?? NO_RECOVERY_LIMITS)
  return waits ? { ...booked, refusal: waits, overtaken: [], lines: [] } : booked
}

/** The entry of an account that is computed again: only differences, under the numbers that its declarations have. */
export function bookRecomputation(
  entries: readonly LedgerEntry[],
  recomputation: Recomputation,
  linesMax: number = ACCOUNT_LINES_MAX,
): LedgerEntry {
  const account = fold(entries, recomputation.personOf)
  const { recomputed } = recomputation
  const workers = recomputed.flatMap((group) => group.workers)
  const lines = linesToBook(account, workers, recomputation.due, recomputation.holds)
  const entry: LedgerEntry = {
    ...frameOf(recomputation, account),
    statement: saysNothing(account.ladder),
    refusal: null,
    overtaken: [],
    recomputed,
    lines,
  }
  return withinLimit(entries, account, entry, recomputation, linesMax)
}

const frameOf = (
  { account, runId, payee, payeeVersion, holds, parameterSet, registryDigest, record }: Omit<Booking, 'statement' | 'personOf' | 'due'>,
  { nextVersion }: Account,
): Omit<LedgerEntry, 'statement' | 'refusal' | 'overtaken' | 'lines'> => ({
  account,
  version: nextVersion,
  runId,
  payee: payee ?? null,
  payeeVersion,
  holds,
  parameterSet,
  registryDigest,
  record,
})

/** The entry, or the refusal DCL-009 in its place when the account would have too many lines. */
function withinLimit(
  entries: readonly LedgerEntry[],
  before: Account,
  entry: LedgerEntry,
  { account, personOf }: Pick<Booking, 'account' | 'personOf'>,
  linesMax: number,
): LedgerEntry {
  const count = countedLines(before, fold([...entries, entry], personOf))
  if (count <= linesMax) return entry
  const refusal: BusinessException = { code: 'DCL-009', ...account, parameters: { lines: String(count), limit: String(linesMax) } }
  return { ...entry, overtaken: [], lines: [], refusal }
}

/** A FULL that speaks of everyone needs no list of whom it speaks: entries stay far below the 400 KB of a DynamoDB item. */
function keptStatement(statement: Statement, { nextVersion }: Account): Statement {
  if (statement.attests) return { ...statement, sequence: nextVersion }
  return statement.speaksOfAll ? { ...statement, listed: [] } : statement
}

/** Workers of whom something newer is booked: a declaration with a higher number, or later versions of all their attests in this file. */
function overtakenWorkers(account: Account, { listed, sequence, attests }: Statement): Overtaken[] {
  if (!attests)
    return listed.flatMap((inss): Overtaken[] => {
      const newer = speakerOf(account, inss)
      return newer > sequence ? [{ inss, newer }] : []
    })
  const latest = new Map<string, AttestKey>()
  for (const attest of attests) if (attest.version > (latest.get(attest.number)?.version ?? 0)) latest.set(attest.number, attest)
  const latestKnown = (number: string): number => Math.max(latestVersion(account, number), latest.get(number)?.version ?? 0)
  // A worker from whom an attest is taken by this file is not overtaken by it.
  const losing = new Set(
    [...latest.values()].flatMap(({ number, version }) => {
      const known = latestVersion(account, number)
      return version >= known
        ? (account.attests.get(number) ?? []).filter((booked) => booked.version === known).map(({ inss }) => inss)
        : []
    }),
  )
  const byWorker = Map.groupBy(attests, ({ inss }) => inss)
  return listed.flatMap((inss): Overtaken[] => {
    const mine = byWorker.get(inss) ?? []
    if (mine.length === 0 || losing.has(inss) || mine.some(({ number, version }) => version >= latestKnown(number))) return []
    return [{ inss, newer: mine.reduce((newest, { number }) => Math.max(newest, latestKnown(number)), 0) }]
  })
}

/** DCL-005 for another kind of numbering or nothing newer, DCL-006 for the same number with other content. */
function refusalOf(account: Account, about: AccountId, statement: Statement): BusinessException | undefined {
  const { sequence, digest } = statement
  if (account.ladder !== undefined && account.ladder !== statement.ladder) {
    return { code: 'DCL-005', ...about, details: ['other-ladder'], parameters: { bound: account.ladder, declared: statement.ladder } }
  }
  if (statement.attests) return attestRefusal(account, about, statement.attests)
  const same = account.booked.find((declaration) => !declaration.isOlder && declaration.statement.sequence === sequence)
  if (same?.statement.digest === digest) return undefined // computed again: only a difference moves
  const number = sequenceText(statement.ladder, sequence)
  if (same) return { code: 'DCL-006', ...about, parameters: { sequence: number, run: same.runId } }
  return addsKnowledge(account, statement) ? undefined : { code: 'DCL-005', ...about, details: ['older'], parameters: { sequence: number } }
}

/** DCL-006 when a version is booked already with other content (the first stands); DCL-005 when later versions of all attests are booked. */
function attestRefusal(account: Account, about: AccountId, attests: readonly AttestKey[]): BusinessException | undefined {
  for (const { number, version, digest } of attests) {
    const same = account.attests.get(number)?.find((booked) => booked.version === version && booked.isReadable)
    if (same && same.digest !== digest)
      return { code: 'DCL-006', ...about, parameters: { sequence: `${number}/${version}`, run: same.runId } }
  }
  const isNews = attests.some(({ number, version }) => version >= latestVersion(account, number))
  return isNews ? undefined : { code: 'DCL-005', ...about, details: ['older-attests'], parameters: {} }
}

/** Workers that the account knows, that the declaration does not list, and of whom it speaks as absent; by INSS. */
function recoverableAbsent(account: Account, statement: Statement): Inss[] {
  if (!statement.speaksOfAll) return []
  const named = new Set([...statement.listed, ...statement.refused])
  return [...account.lines.keys()].filter((inss) => !named.has(inss) && speakerOf(account, inss) <= statement.sequence).toSorted()
}
