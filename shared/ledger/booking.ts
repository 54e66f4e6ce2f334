// Understands booking: what one declaration moves on its account, as a new entry. Pure; only settle appends what comes out (rules.md 7, design.md 2).
import type { Inss } from '../kernel/identifiers.ts'
import { cents, euroText, NO_MONEY, subtractCents, type Cents, sumCents } from '../kernel/money.ts'
import type { BusinessException } from '../exceptions/business-exception.ts'
import { MEASURES } from '../law/measures.ts'
import type { Payee, PayeeHold } from '../registry/payee.ts'
import { addsKnowledge, fold, latestVersion, linesOf, speakerOf, type Account } from './account.ts'
import {
  compareLines,
  lineKey,
  sequenceText,
  type AccountId,
  type AttestKey,
  type EntryLine,
  type HoldCode,
  type LedgerEntry,
  type LineId,
  type Overtaken,
  type Statement,
} from './entry.ts'

/** Policy and technical limit: lines of one account whose total or instructed amount is not 0 (DCL-009). */
export const ACCOUNT_LINES_MAX = 10_000

/** The right to one component, as computed for a listed worker. `regionUnknown`: the guidance part is held (CAL-003). */
export interface DueLine extends LineId {
  readonly premium: Cents
  readonly regionUnknown: boolean
}

export interface Booking {
  readonly account: AccountId
  readonly runId: string
  readonly statement: Statement
  /** For every listed worker its lines; a worker refused by ENT or CAL-001 has none. */
  readonly due: ReadonlyMap<Inss, readonly DueLine[]>
  readonly payee: Payee | undefined
  readonly payeeHold: PayeeHold | undefined
  readonly parameterSet: string
  readonly registryDigest: string
  readonly record: string
}

/** A line with the difference between the right and what is instructed. */
interface Difference extends LineId {
  readonly premium: Cents
  readonly difference: Cents
  readonly regionUnknown: boolean
}

/** The entry that this declaration gives, after the entries that the account has. */
export function bookDeclaration(entries: readonly LedgerEntry[], booking: Booking, linesMax: number = ACCOUNT_LINES_MAX): LedgerEntry {
  const account = fold(entries)
  const refusal = refusalOf(account, booking)
  const entry = {
    account: booking.account,
    version: account.nextVersion,
    runId: booking.runId,
    statement: keptStatement(booking.statement, account),
    payee: booking.payee ?? null,
    payeeHold: booking.payeeHold ?? null,
    parameterSet: booking.parameterSet,
    registryDigest: booking.registryDigest,
    record: booking.record,
  }
  if (refusal) return { ...entry, refusal, overtaken: [], lines: [] }
  const overtaken = overtakenWorkers(account, booking.statement)
  const booked: LedgerEntry = {
    ...entry,
    refusal: null,
    overtaken,
    lines: linesToBook(account, booking, new Set(overtaken.map(({ inss }) => inss))),
  }
  const count = countedLines(account, fold([...entries, booked]))
  if (count <= linesMax) return booked
  return {
    ...entry,
    overtaken: [],
    lines: [],
    refusal: { code: 'DCL-009', ...booking.account, parameters: { lines: String(count), limit: String(linesMax) } },
  }
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
function refusalOf(account: Account, { account: about, statement }: Booking): BusinessException | undefined {
  const { sequence, digest } = statement
  if (account.ladder !== undefined && account.ladder !== statement.ladder) {
    return { code: 'DCL-005', ...about, details: ['other-ladder'], parameters: { bound: account.ladder, declared: statement.ladder } }
  }
  if (statement.attests) return attestRefusal(account, about, statement.attests)
  const same = account.booked.find((declaration) => declaration.statement.sequence === sequence)
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

function linesToBook(account: Account, booking: Booking, overtaken: ReadonlySet<Inss>): EntryLine[] {
  const listed = booking.statement.listed.filter((inss) => !overtaken.has(inss))
  const workers = [...listed, ...recoverableAbsent(account, booking.statement)]
  const differences = workers.flatMap((inss) => differencesOf(account, inss, booking.due.get(inss) ?? []))
  const held = new Map(
    MEASURES.flatMap((measure) => [
      ...holdsOf(
        differences.filter((line) => line.measure === measure),
        booking.payeeHold,
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

/**
 * Which lines of one measure are held, and why. CAL-003 holds guidance lines one by one, if positive. A payee hold holds the whole measure
 * (also lines held by CAL-003, which then carry the PAY code) when the net of what would be booked is positive, or nothing else would be; a net
 * negative or zero is booked.
 */
function holdsOf(lines: readonly Difference[], payeeHold: PayeeHold | undefined): Map<string, HoldCode> {
  const isRegionHeld = (line: Difference): boolean => line.regionUnknown && line.component !== 'WAGE_PREMIUM' && line.difference > 0n
  const others = lines.filter((line) => line.difference !== 0n && !isRegionHeld(line))
  const net = sumCents(others.map(({ difference }) => difference))
  const isPayeeHeld = net > 0n || others.length === 0
  const held = new Map<string, HoldCode>()
  for (const line of lines) {
    if (line.difference === 0n) continue
    if (payeeHold && isPayeeHeld) held.set(lineKey(line), payeeHold.code)
    else if (isRegionHeld(line)) held.set(lineKey(line), 'CAL-003')
  }
  return held
}

/** Lines whose total or instructed amount is not 0, lines that this entry brings to zero included. */
function countedLines(before: Account, after: Account): number {
  let count = 0
  for (const lines of after.lines.values()) {
    for (const [key, line] of lines) {
      const instructedBefore = before.lines.get(line.inss)?.get(key)?.instructed ?? cents(0n)
      if (line.premium !== 0n || line.instructed !== 0n || instructedBefore !== 0n) count += 1
    }
  }
  return count
}
