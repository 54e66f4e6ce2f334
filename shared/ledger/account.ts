// Understands an account as the fold of its entries: which declaration speaks of a worker, and what is due, instructed and held per line (design.md 2.3).
import type { Inss } from '../kernel/identifiers.ts'
import { addCents, centsOf, NO_MONEY, sumCents, type Cents } from '../kernel/money.ts'
import { MEASURES, type Measure } from '../law/measures.ts'
import type { Ladder } from '../declaration/declaration.ts'
import { lineKey, type AttestKey, type HoldCode, type LedgerEntry, type LineId, type Statement } from './entry.ts'
import { entryOfPersons, ONE_NUMBER_EACH, type PersonOf } from './persons.ts'

export interface AccountLine extends LineId {
  /** The right, as the declaration says that set it. */
  readonly premium: Cents
  /** Sum of everything instructed so far; claims count. */
  readonly instructed: Cents
  /** Computed, not instructed, waiting for a hold to end. */
  readonly held: Cents
  readonly holdCode: HoldCode | null
  /** Versions of the entries whose payments carried something of the line to the employer; those that came back are not among them. */
  readonly paidBy: readonly number[]
}

export interface BookedDeclaration {
  readonly runId: string
  readonly version: number
  readonly record: string
  readonly statement: Statement
  readonly spoken: ReadonlySet<Inss>
  readonly refused: ReadonlySet<Inss>
  /** Refused because something newer spoke of all its workers (DCL-005): it did not use up its number, but what it says is known. */
  readonly isOlder: boolean
}

/** The state of an account after some entries. */
export interface Account {
  readonly nextVersion: number
  /** The kind of numbering that binds the account, after its first booked declaration. */
  readonly ladder: Ladder | undefined
  readonly booked: readonly BookedDeclaration[]
  /** Ladder ATTEST: every version of every attest booked, and the record of the last entry, which holds the latest of each. */
  readonly attests: ReadonlyMap<string, readonly BookedAttest[]>
  readonly heldRecord: string | null
  readonly lines: ReadonlyMap<Inss, ReadonlyMap<string, AccountLine>>
}

export interface BookedAttest extends AttestKey {
  readonly runId: string
}

const EMPTY: Account = { nextVersion: 1, ladder: undefined, booked: [], attests: new Map(), heldRecord: null, lines: new Map() }

/** The latest version booked of an attest; 0 when there is none. */
export const latestVersion = (account: Account, number: string): number =>
  (account.attests.get(number) ?? []).reduce((latest, { version }) => Math.max(latest, version), 0)

const speaks = ({ statement, spoken, refused }: BookedDeclaration, inss: Inss): boolean =>
  spoken.has(inss) || (statement.speaksOfAll && !refused.has(inss))

/** The highest number of a booked declaration that speaks of the worker; 0 when none does. */
export const speakerOf = (account: Account, inss: Inss): number =>
  account.booked.reduce(
    (highest, declaration) =>
      declaration.statement.sequence > highest && speaks(declaration, inss) ? declaration.statement.sequence : highest,
    0,
  )

/** Lines of a worker; empty for a worker the account does not know. */
export const linesOf = (account: Account, inss: Inss): ReadonlyMap<string, AccountLine> =>
  account.lines.get(inss) ?? new Map<string, AccountLine>()

/**
 * Whether a declaration says something that no booked declaration with a higher number says: about a worker it lists, or (a FULL that speaks of
 * everyone) about any worker at all. One that lists nobody readable adds nothing, but uses up its number when it is the newest (rules.md 7).
 */
export function addsKnowledge(account: Account, statement: Statement): boolean {
  const { sequence, listed, refused } = statement
  const isNews = (inss: Inss): boolean => speakerOf(account, inss) <= sequence
  if (listed.some(isNews)) return true
  if (listed.length === 0 && account.booked.every((declaration) => declaration.statement.sequence <= sequence)) return true
  if (!statement.speaksOfAll) return false
  const higherFull = account.booked.find((declaration) => declaration.statement.speaksOfAll && declaration.statement.sequence > sequence)
  // A higher FULL is silent about workers it refused: of those a lower FULL can still be the last word.
  return higherFull === undefined || [...higherFull.refused].some((inss) => !refused.includes(inss) && isNews(inss))
}

/**
 * Nothing in it was newer. It is remembered all the same: when an alias shows that a newer declaration refused the worker under another number, this one
 * has the last word, in whatever order the three came.
 */
const isOlder = ({ refusal }: LedgerEntry): boolean => refusal?.code === 'DCL-005' && (refusal.details ?? []).includes('older')

/** Applies one entry. A refused declaration changes nothing but the version. */
function apply(account: Account, entry: LedgerEntry): Account {
  const nextVersion = entry.version + 1
  if (entry.version !== account.nextVersion) throw new Error(`ledger entry ${entry.version} does not follow ${account.nextVersion - 1}`)
  if (entry.refusal && !isOlder(entry)) return { ...account, nextVersion }
  if (entry.returned) return { ...account, nextVersion, lines: linesAfter(account, entry, () => false) }
  if (entry.recomputed) {
    const workers = new Set(entry.recomputed.flatMap((group) => group.workers))
    return { ...account, nextVersion, lines: linesAfter(account, entry, (inss) => workers.has(inss)) }
  }
  const { statement } = entry
  // Numbers tell who is overtaken, now and when an alias is known later; attests have a number each, so of them the entry tells.
  const overtaken = new Set(statement.attests ? entry.overtaken.map(({ inss }) => inss) : [])
  const declaration: BookedDeclaration = {
    runId: entry.runId,
    version: entry.version,
    record: entry.record,
    statement,
    spoken: new Set(statement.listed.filter((inss) => !overtaken.has(inss))),
    refused: new Set(statement.refused),
    isOlder: isOlder(entry),
  }
  return {
    nextVersion,
    ladder: account.ladder ?? statement.ladder,
    booked: [...account.booked, declaration],
    ...heldAfter(account, entry),
    lines: linesAfter(account, entry, (inss) => speaks(declaration, inss) && speakerOf(account, inss) <= statement.sequence),
  }
}

/** The lines that an entry leaves: those of the workers that it sets are cleared first, then its own are set. */
function linesAfter(account: Account, entry: LedgerEntry, sets: (inss: Inss) => boolean): Account['lines'] {
  const lines = new Map(account.lines)
  for (const [inss, known] of account.lines) if (sets(inss)) lines.set(inss, cleared(known))
  const { returned = [] } = entry
  const cameBack = (measure: Measure, version: number): boolean =>
    returned.some((each) => each.measure === measure && each.version === version)
  const paying = new Set(MEASURES.filter((measure) => !entry.returned && movedOf(entry, measure) > NO_MONEY))
  for (const { inss, entitlementId, measure, component, premium, moved, held, holdCode } of entry.lines) {
    const key = lineKey({ inss, entitlementId, measure, component })
    const worker = new Map(lines.get(inss))
    const known = worker.get(key)
    const instructed = addCents(known?.instructed ?? NO_MONEY, centsOf(moved))
    const carried = paying.has(measure) && centsOf(moved) > NO_MONEY ? [entry.version] : []
    const paidBy = [...(known?.paidBy ?? []).filter((version) => !cameBack(measure, version)), ...carried]
    const amounts = { premium: centsOf(premium), instructed, held: centsOf(held), holdCode, paidBy }
    worker.set(key, { inss, entitlementId, measure, component, ...amounts })
    lines.set(inss, worker)
  }
  return lines
}

/** What the entry moved for a measure, recoveries set off: positive = a payment, negative = a claim, or money that came back. */
export const movedOf = ({ lines }: Pick<LedgerEntry, 'lines'>, measure: Measure): Cents =>
  sumCents(lines.filter((line) => line.measure === measure).map(({ moved }) => centsOf(moved)))

function heldAfter(account: Account, { statement, runId, record }: LedgerEntry): Pick<Account, 'attests' | 'heldRecord'> {
  if (!statement.attests) return { attests: account.attests, heldRecord: account.heldRecord }
  const attests = new Map(account.attests)
  for (const attest of statement.attests) attests.set(attest.number, [...(attests.get(attest.number) ?? []), { ...attest, runId }])
  return { attests, heldRecord: record }
}

/** The worker's earlier statement is superseded: nothing due, nothing held; what was instructed stays instructed. */
const cleared = (lines: ReadonlyMap<string, AccountLine>): ReadonlyMap<string, AccountLine> =>
  new Map([...lines].map(([key, line]) => [key, { ...line, premium: NO_MONEY, held: NO_MONEY, holdCode: null }]))

/** The account after these entries, in order of version from 1 without gaps (anything else is our own error), read through the aliases of its workers. */
export const fold = (entries: readonly LedgerEntry[], personOf: PersonOf = ONE_NUMBER_EACH): Account =>
  entries.map((entry) => entryOfPersons(entry, personOf)).reduce(apply, EMPTY)

/** The account after one more entry. */
export const accountAfter = (before: Account, entry: LedgerEntry, personOf: PersonOf = ONE_NUMBER_EACH): Account =>
  apply(before, entryOfPersons(entry, personOf))

/** Whether anything is held that goes out as soon as its reason is gone: lines of an unknown region (CAL-003) are computed again instead. */
export const hasHeldPayments = (account: Account): boolean =>
  [...account.lines.values()].some((worker) => [...worker.values()].some(isHeldPayment))

export const isHeldPayment = ({ held, holdCode }: Pick<AccountLine, 'held' | 'holdCode'>): boolean =>
  held !== 0n && holdCode !== null && holdCode !== 'CAL-003'
