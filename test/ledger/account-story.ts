// Understands how ledger tests tell what was declared and what came of it: declarations in, lines of text out.
import type { Inss } from '../../shared/kernel/identifiers.ts'
import { centsOf, euroText, sumEuro, type EuroText } from '../../shared/kernel/money.ts'
import type { Measure, Component } from '../../shared/law/measures.ts'
import { fold } from '../../shared/ledger/account.ts'
import { bookDeclaration, type Booking } from '../../shared/ledger/booking.ts'
import type { DueLine } from '../../shared/ledger/differences.ts'
import type { AccountId, LedgerEntry, Statement } from '../../shared/ledger/entry.ts'
import { holdingAll } from '../../shared/ledger/payment-holds.ts'
import { payeeHold, type Payee } from '../../shared/registry/payee.ts'
import { ANNA, BAKERY, BRAM, CEM, DORA, IBANS, Q3 } from '../support/pipeline-builders.ts'

export const WORKERS = { ANNA, BRAM, CEM, DORA } as const
export type Name = keyof typeof WORKERS
const NAMES = new Map<string, string>(Object.entries(WORKERS).map(([name, inss]) => [inss, name]))
export const nameOf = (inss: string): string => NAMES.get(inss) ?? inss

export const ACCOUNT: AccountId = { employerNumber: BAKERY, quarter: Q3 }
export const PAYEE: Payee = {
  employerNumber: BAKERY,
  name: 'Bakery',
  iban: IBANS[0],
  bic: null,
  language: 'nl',
  hold: false,
  holdReason: '',
}

interface DueSpec {
  readonly wage?: string
  readonly guidanceFixed?: string
  readonly guidanceVariable?: string
  readonly measure?: Measure
  readonly grant?: string
  readonly regionUnknown?: boolean
}
/** A wage premium, the components of one grant, or several grants. Nothing = refused by ENT or CAL-001, computed as zero. */
export type Due = EuroLiteral | EuroText | DueSpec | readonly DueSpec[]
type EuroLiteral = `${number}.${number}`

export interface Declared {
  readonly kind: 'FULL' | 'PARTIAL'
  readonly sequence: number
  readonly due: Partial<Readonly<Record<Name, Due>>>
  /** Workers refused by WRK. */
  readonly refused: readonly Name[]
  /** WRK-001 rows in it. */
  readonly unnamed: boolean
  /** Rows elsewhere in its file joined no declaration, or named an invalid employer. */
  readonly fileBlocks: boolean
  readonly content: string
  readonly ladder: Statement['ladder']
  readonly run: string
  readonly payee: Payee | undefined
}
type Extras = Partial<Pick<Declared, 'refused' | 'unnamed' | 'fileBlocks' | 'content' | 'ladder' | 'run' | 'payee'>>

const declared =
  (kind: Declared['kind']) =>
  (sequence: number, due: Declared['due'], extras: Extras = {}): Declared => ({
    kind,
    sequence,
    due,
    refused: [],
    unnamed: false,
    fileBlocks: false,
    content: `${kind} ${sequence}`,
    ladder: 'CSV',
    run: `run-${kind}-${sequence}`,
    payee: PAYEE,
    ...extras,
  })
export const full = declared('FULL')
export const partial = declared('PARTIAL')

function dueLinesOf(inss: Inss, due: Due): DueLine[] {
  const specs: readonly DueSpec[] =
    typeof due === 'string' ? [{ wage: due }] : Array.isArray(due) ? (due as readonly DueSpec[]) : [due as DueSpec]
  return specs.flatMap(({ wage, guidanceFixed, guidanceVariable, measure = 'IMW', grant = `${measure}-1`, regionUnknown = false }) => {
    const amounts: readonly (readonly [Component, string | undefined])[] = [
      ['WAGE_PREMIUM', wage],
      ['GUIDANCE_FIXED', guidanceFixed],
      ['GUIDANCE_VARIABLE', guidanceVariable],
    ]
    return amounts.flatMap(([component, amount]): DueLine[] =>
      amount === undefined ? [] : [{ inss, entitlementId: grant, measure, component, premium: centsOf(amount), regionUnknown }],
    )
  })
}

export function bookingOf({ kind, sequence, due, refused, unnamed, fileBlocks, content, ladder, run, payee }: Declared): Booking {
  const listed = Object.keys(due).map((name) => WORKERS[name as Name])
  const speaksOfAll = kind === 'FULL' && !unnamed && !fileBlocks
  return {
    account: ACCOUNT,
    runId: run,
    statement: { ladder, sequence, kind, digest: content, speaksOfAll, listed, refused: refused.map((name) => WORKERS[name]) },
    due: new Map(Object.entries(due).map(([name, each]) => [WORKERS[name as Name], dueLinesOf(WORKERS[name as Name], each)])),
    payee,
    payeeVersion: payee ? 'payee' : null,
    holds: holdingAll(payeeHold(payee)),
    parameterSet: 'parameters',
    registryDigest: 'registry',
    record: 'record',
  }
}

/** The entries after these declarations arrived, in this order. */
export const arrive = (...declarations: readonly Declared[]): LedgerEntry[] => arriveAfter([], ...declarations)
export const arriveAfter = (entries: readonly LedgerEntry[], ...declarations: readonly Declared[]): LedgerEntry[] =>
  declarations.reduce<LedgerEntry[]>((before, each) => [...before, stored(bookDeclaration(before, bookingOf(each)))], [...entries])

/** As it comes back from the ledger. */
const stored = (entry: LedgerEntry): LedgerEntry => JSON.parse(JSON.stringify(entry)) as LedgerEntry

const COMPONENT_NAMES: Readonly<Record<Component, string>> = {
  WAGE_PREMIUM: 'wage',
  GUIDANCE_FIXED: 'fixed',
  GUIDANCE_VARIABLE: 'variable',
}
const lineName = ({
  inss,
  entitlementId,
  component,
}: {
  readonly inss: string
  readonly entitlementId: string
  readonly component: Component
}): string => `${nameOf(inss)} ${entitlementId} ${COMPONENT_NAMES[component]}`

/** What the last entry did: its refusal, who was overtaken, and its lines; `ANNA IMW-1 wage: right 3840.00, moved 240.00`. */
export function told(entries: readonly LedgerEntry[]): string[] {
  const entry = entries.at(-1)!
  const lines = entry.lines.map(
    (line) =>
      `${lineName(line)}: right ${line.premium}, ${line.holdCode === null ? `moved ${line.moved}` : `held ${line.held} ${line.holdCode}`}`,
  )
  const overtaken = entry.overtaken.map(({ inss, newer }) => `${nameOf(inss)}: overtaken by ${newer}`)
  return [...(entry.refusal ? [`${entry.refusal.code} ${(entry.refusal.details ?? []).join(' ')}`.trim()] : []), ...overtaken, ...lines]
}

/** The account: `ANNA IMW-1 wage: right 3840.00, instructed 3840.00, held 0.00`; lines without any amount are as good as absent. */
export function balance(entries: readonly LedgerEntry[]): string[] {
  const lines = [...fold(entries).lines.values()].flatMap((worker) => [...worker.values()])
  return lines
    .filter(({ premium, instructed, held }) => premium !== 0n || instructed !== 0n || held !== 0n)
    .map(
      (line) => `${lineName(line)}: right ${euroText(line.premium)}, instructed ${euroText(line.instructed)}, held ${euroText(line.held)}`,
    )
    .toSorted()
}

/** Everything ever instructed, claims included. */
export const instructed = (entries: readonly LedgerEntry[]): string =>
  euroText(sumEuro(entries.flatMap(({ lines }) => lines.map(({ moved }) => moved))))
