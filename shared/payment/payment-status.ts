// Understands what a bank's reports say of one payment, and whether the next report brings it further.
import type { StatusReason, StatusReport } from './pain002.ts'

/** How far a payment is: pending, accepted, being executed, executed, or refused. */
export type BankStatus = 'PDNG' | 'ACCP' | 'ACSP' | 'ACSC' | 'RJCT'

/** Which part of the report decided. */
export type StatusLevel = 'group' | 'payment-information' | 'transaction'

/** A status, or a code that tells nothing here: then nothing changes and people are told (RET-009). */
export type ReportedStatus =
  | { readonly status: BankStatus; readonly reasons: readonly StatusReason[]; readonly level: StatusLevel }
  | { readonly unknownStatus: string }

/**
 * ISO 20022 external code sets ExternalPaymentGroupStatus1 and ExternalPaymentTransactionStatus1, as far as their definitions leave no doubt. Left out, so
 * told: BLCK (was accepted without posting, and is neither posted nor returned), the answers to a verification of payees (RCVC, RVCM, RVNC: nothing is said
 * about executing), and every code of a single bank.
 */
const MEANINGS: Readonly<Record<string, BankStatus>> = {
  /** Received by the bank; checks follow. */
  RCVD: 'PDNG',
  PDNG: 'PDNG',
  /** Needs several signatures, some are there. */
  PATC: 'PDNG',
  /** Technically right: the first of the checks that ACCP confirms. */
  ACTC: 'ACCP',
  ACCP: 'ACCP',
  /** ACCP, and the account has the money. */
  ACFC: 'ACCP',
  /** Accepted with a change, such as the date. */
  ACWC: 'ACCP',
  /** Accepted, not posted to the payee's account yet. */
  ACWP: 'ACCP',
  ACSP: 'ACSP',
  /** Settled on the account of the debtor (ACSC), of the creditor (ACCC). */
  ACSC: 'ACSC',
  ACCC: 'ACSC',
  RJCT: 'RJCT',
  /** Cancelled at somebody's request before it was executed: the money did not go either. */
  CANC: 'RJCT',
}

/** A part of the transactions is accepted; only of a group or payment information. */
const PARTLY = 'PART'
const REFUSED = 'RJCT'

const meaningOf = (code: string): BankStatus | undefined => (Object.hasOwn(MEANINGS, code) ? MEANINGS[code] : undefined)
const isRefusal = (code: string | null): boolean => code !== null && meaningOf(code) === REFUSED

/** What one level of the report says of a payment. */
interface Said {
  readonly status: string | null
  readonly reasons: readonly StatusReason[]
}

const NOTHING: Said = { status: null, reasons: [] }

/** All that was said of the same thing, together; different codes are one with strokes between, which no table knows. */
function together(all: readonly Said[]): Said {
  const [first = NOTHING, second] = all
  if (!second) return first
  const codes = new Set(all.flatMap(({ status }) => status ?? []))
  const reasons = new Map(all.flatMap((said) => said.reasons.map((reason) => [JSON.stringify(reason), reason])))
  return { status: codes.size === 0 ? null : [...codes].join('/'), reasons: [...reasons.values()] }
}

/** A payment as we sent it. */
export interface SentPayment {
  readonly paymentId: string
  readonly paymentInformationId: string
}

/**
 * What a report says of our payments, one after the other; undefined when it says nothing (no news). The report is looked through once.
 *
 * A refused group refuses all its payments, a refused payment information all of its own. Else the payment's own status counts. Else that of its payment
 * information, else that of the group: not listed under PART means accepted. Reasons are those of the level that decided; where it gives none, those of a
 * higher level, then of a lower one.
 *
 * A report that contradicts itself (a payment settled inside a refused group, two statuses for one payment or payment information) is an unknown status,
 * `RJCT/ACSC`: to take back on doubt could pay twice.
 */
export function statusReader(report: StatusReport): (payment: SentPayment) => ReportedStatus | undefined {
  const group: Said = { status: report.groupStatus, reasons: report.groupReasons }
  const blocks = byName(report.paymentInformations.map((block) => [block.id, block]))
  const listed = byName(report.paymentInformations.flatMap(({ transactions }) => transactions.map((each) => [each.paymentId, each])))
  return ({ paymentId, paymentInformationId }) => decide(group, blocks.get(paymentInformationId) ?? NOTHING, listed.get(paymentId))
}

function byName(said: readonly (readonly [name: string, said: Said])[]): ReadonlyMap<string, Said> {
  const lists = Map.groupBy(said, ([name]) => name)
  return new Map([...lists].map(([name, list]) => [name, together(list.map(([, each]) => each))]))
}

const LEVELS: readonly StatusLevel[] = ['group', 'payment-information', 'transaction']

/** The statement of the level that decides, from the group down. */
function decide(group: Said, block: Said, listed: Said | undefined): ReportedStatus | undefined {
  const levels = [group, block, listed ?? NOTHING]
  const codes = levels.map(({ status }) => status)
  const refusing = codes.findIndex(isRefusal)
  if (refusing >= 0) {
    const below = codes.slice(refusing).filter((code) => code !== null)
    if (!below.every(isRefusal)) return { unknownStatus: [...new Set(below)].join('/') }
  }
  const deciding = refusing >= 0 ? refusing : codes.findLastIndex((code) => code !== null)
  const [code, level] = [codes[deciding], LEVELS[deciding]]
  if (code === undefined || code === null || level === undefined) return undefined
  const status = meaningOf(code) ?? (code === PARTLY && !listed ? 'ACCP' : undefined)
  if (status === undefined) return { unknownStatus: code }
  const nearest = [...levels.slice(0, deciding + 1).reverse(), ...levels.slice(deciding + 1)]
  return { status, level, reasons: nearest.find(({ reasons }) => reasons.length > 0)?.reasons ?? [] }
}

/** One status that a report gave to a payment, as the ledger keeps it. */
export interface StatusEvent {
  readonly status: BankStatus
  readonly reasons: readonly StatusReason[]
  readonly level: StatusLevel
  /** When the bank made the report: an instant. */
  readonly at: string
  /** Our run that read the report. */
  readonly report: string
}

/** `advances` is the only answer that changes a payment; `contradicts` is told to people (RET-004). */
export type Following = 'advances' | 'repeats' | 'older' | 'contradicts'

const RANKS: Readonly<Record<Exclude<BankStatus, 'RJCT'>, number>> = { PDNG: 0, ACCP: 1, ACSP: 2, ACSC: 3 }

/**
 * What the next event does to what is known, in the order in which it became known to us. Settled and refused are final: they contradict each other
 * whatever came first, and so does a refusal with anything else that the bank said after it. Before a final status only a higher one that was not said
 * before the present one advances; a lower one, and an earlier one, are older.
 */
export function follow(known: readonly StatusEvent[], next: StatusEvent): Following {
  return followed(standing(known), known, next)
}

/** How far the payment is: OPEN while the bank has said nothing. Events that did not advance it make no difference. */
export const currentStatus = (events: readonly StatusEvent[]): BankStatus | 'OPEN' => standing(events)?.status ?? 'OPEN'

/** The event that holds now. */
function standing(events: readonly StatusEvent[]): StatusEvent | undefined {
  let current: StatusEvent | undefined
  for (const [at, event] of events.entries()) if (followed(current, events.slice(0, at), event) === 'advances') current = event
  return current
}

function followed(current: StatusEvent | undefined, known: readonly StatusEvent[], next: StatusEvent): Following {
  if (!current) return 'advances'
  if (current.status === next.status) return 'repeats'
  if (next.status === REFUSED) {
    const saidLater = known.some(({ status, at }) => status !== REFUSED && isLater(at, next.at))
    return current.status === 'ACSC' || saidLater ? 'contradicts' : 'advances'
  }
  if (current.status === REFUSED) return next.status === 'ACSC' || isLater(next.at, current.at) ? 'contradicts' : 'older'
  if (next.status === 'ACSC') return 'advances'
  return RANKS[next.status] < RANKS[current.status] || isLater(current.at, next.at) ? 'older' : 'advances'
}

const isLater = (one: string, other: string): boolean => Date.parse(one) > Date.parse(other)
