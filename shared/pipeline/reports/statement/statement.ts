// Understands what a statement to an employer keeps of one settled declaration: masked, small, and with the amounts of every entry line.
import type { LocalDate, Quarter } from '../../../kernel/calendar.ts'
import { IBAN_VISIBLE, INSS_VISIBLE, masked, withoutInss, type Inss } from '../../../kernel/identifiers.ts'
import { centsOf, euroText, NO_MONEY, subtractCents, sumEuro, type EuroText } from '../../../kernel/money.ts'
import { COMPONENTS, MEASURES, type Component, type Measure } from '../../../law/measures.ts'
import type { ExceptionCode } from '../../../exceptions/catalogue.ts'
import { shownName } from '../../../exceptions/readable.ts'
import type { EntryLine, HoldCode } from '../../../ledger/entry.ts'
import type { PaymentInstruction } from '../../../payment/payment-instruction.ts'
import type { Payee } from '../../../registry/payee.ts'
import type { CauseKind } from '../../recompute/causes.ts'
import type { Calculation, DeclarationOutcome } from '../outcome.ts'
import { rulesOf, type RuleUse } from './rules.ts'
import { reasonsOf, type Remark } from './remarks.ts'

/** Whom a statement is for, and of which run. `date` is the date of receipt in Brussels; without a payee there is no name, and the language is Dutch. */
export interface StatementHead {
  readonly runId: string
  readonly date: LocalDate
  readonly employerNumber: string
  readonly payee: Payee | null
}

/** As it is registered; a number of a worker that somebody wrote into it does not leave here. */
export const nameOf = ({ payee }: Pick<StatementHead, 'payee'>): string | undefined => (payee ? shownName(payee.name) : undefined)

/** One quarter of an employer in a run. */
export interface StatementQuarter {
  readonly quarter: Quarter
  /** Why the whole declaration moved nothing; null = booked. */
  readonly refusal: ExceptionCode | null
  readonly measures: readonly StatementMeasure[]
  readonly remarks: readonly Remark[]
  /** Why workers were computed again without a new declaration. */
  readonly causes: readonly { readonly worker: string; readonly kinds: readonly CauseKind[] }[]
  readonly rules: readonly RuleUse[]
}

/** All workers of one measure, and what became of their amounts together. */
export interface StatementMeasure {
  readonly measure: Measure
  readonly rows: readonly StatementRow[]
  /** At most one of payment and claim; neither when nothing moves or all is set off. The amount of a claim is negative. */
  readonly payment: Order | null
  readonly claim: Order | null
  readonly held: readonly { readonly code: HoldCode; readonly amount: EuroText }[]
}

export interface Order {
  readonly paymentId: string
  readonly amount: EuroText
  /** Masked to its last four characters. */
  readonly iban: string | null
}

/** One worker and grant. */
export interface StatementRow {
  /** Masked to the last five digits. */
  readonly worker: string
  readonly grant: string
  /** What the premium was computed with, or why there is none any more. */
  readonly basis: Basis | WhyNone
  readonly lines: readonly StatementLine[]
}

export interface Basis {
  readonly kind: 'computed'
  readonly outcome: 'PAID' | 'HELD'
  readonly ordinal: number
  readonly percentage: string
  readonly referenceWage: EuroText
  readonly fraction: { readonly numerator: string; readonly denominator: string }
  readonly ceiling: string
}

/** Refused with a code; not declared any more; or another grant came in its place, of the same measure or the other. */
export type WhyNone =
  { readonly kind: 'refused'; readonly code: ExceptionCode } | { readonly kind: 'absent' } | { readonly kind: 'other-grant' }

/** `premium - earlier = moved + held`, always: what an entry moves and holds is the difference to what was instructed before it. */
export interface StatementLine {
  readonly component: Component
  readonly premium: EuroText
  /** Instructed by earlier runs. */
  readonly earlier: EuroText
  /** Instructed now; negative = recovery. */
  readonly moved: EuroText
  readonly held: EuroText
  readonly holdCode: HoldCode | null
}

/**
 * What a statement keeps of an outcome: small (some 600 bytes of JSON per worker), because up to 200 employers wait until the run ends. It is plain data:
 * it may wait as bytes of JSON. No whole INSS or IBAN leaves here.
 */
export function statementQuarter(outcome: DeclarationOutcome): StatementQuarter {
  const { entry, calculations, differences } = outcome
  const measures = MEASURES.map((measure) => measureOf(measure, outcome))
  return {
    quarter: entry.account.quarter,
    refusal: entry.refusal?.code ?? null,
    measures: measures.filter(({ rows }) => rows.length > 0),
    remarks: reasonsOf(outcome),
    causes: causesOf(differences),
    rules: rulesOf(calculations.filter(isComputed)),
  }
}

const isComputed = ({ outcome }: Calculation): boolean => outcome === 'PAID' || outcome === 'HELD'

function measureOf(measure: Measure, outcome: DeclarationOutcome): StatementMeasure {
  const { payments, claims, held } = outcome.settlement
  const order = (orders: readonly PaymentInstruction[]): Order | null => {
    const found = orders.find((each) => each.measure === measure)
    if (!found) return null
    return { paymentId: found.paymentId, amount: found.amount, iban: found.iban === null ? null : masked(found.iban, IBAN_VISIBLE) }
  }
  return {
    measure,
    rows: rowsOf(measure, outcome),
    payment: order(payments),
    claim: order(claims),
    held: held.filter((each) => each.measure === measure).map(({ code, amount }) => ({ code, amount })),
  }
}

/** Workers with a calculation in file order, then those who have lines alone: refused as a whole, or absent. */
function rowsOf(measure: Measure, { entry, calculations, exceptions }: DeclarationOutcome): StatementRow[] {
  const ofMeasure = calculations.filter((each) => each.measure === measure)
  const calculated = new Map(ofMeasure.map((each) => [each.inss, each]))
  const lines = Map.groupBy(
    entry.lines.filter((line) => line.measure === measure),
    ({ inss }) => inss,
  )
  const refused = new Map(
    exceptions.flatMap(({ code, inss }) => (inss !== undefined && (code === 'ENT-001' || code === 'ENT-002') ? [[inss, code]] : [])),
  )
  const hasGrant = new Set(calculations.map(({ inss }) => inss))
  const workers = new Set<string>([...calculated.keys(), ...lines.keys()])
  return [...workers].flatMap((inss) => {
    const code = refused.get(inss)
    const otherwise: WhyNone = code ? { kind: 'refused', code } : { kind: hasGrant.has(inss) ? 'other-grant' : 'absent' }
    return rowsOfWorker(inss, calculated.get(inss), lines.get(inss as Inss) ?? [], otherwise)
  })
}

function rowsOfWorker(inss: string, calculation: Calculation | undefined, lines: readonly EntryLine[], otherwise: WhyNone): StatementRow[] {
  const basis = calculation && basisOf(calculation)
  const byGrant = Map.groupBy(lines, ({ entitlementId }) => entitlementId)
  const computedGrant = basis ? calculation.entitlementId : undefined
  const grants = new Set([...(computedGrant === undefined ? [] : [computedGrant]), ...byGrant.keys()])
  const code = calculation?.exception as ExceptionCode | undefined
  const whyNone: WhyNone = !basis && code !== undefined ? { kind: 'refused', code } : otherwise
  return [...grants].map((grant) => {
    const isComputedGrant = basis !== undefined && grant === computedGrant
    return {
      worker: masked(inss, INSS_VISIBLE),
      grant: withoutInss(grant),
      basis: isComputedGrant ? basis : whyNone,
      lines: linesOf(isComputedGrant ? calculation : undefined, byGrant.get(grant) ?? []),
    }
  })
}

function basisOf(calculation: Calculation): Basis | undefined {
  const { outcome, ordinal, percentage, referenceWage, ceiling, employmentFraction } = calculation
  if (outcome !== 'PAID' && outcome !== 'HELD') return undefined
  if (ordinal === undefined || percentage === undefined || ceiling === undefined || !employmentFraction)
    throw new Error('Assertion failed: a computed measure without its ordinal, percentage, ceiling or fraction')
  return { kind: 'computed', outcome, ordinal, percentage, referenceWage, fraction: employmentFraction, ceiling }
}

/** The entry leaves out lines without any amount: a computed component of 0.00 is shown all the same. */
function linesOf(calculation: Calculation | undefined, lines: readonly EntryLine[]): StatementLine[] {
  const booked = new Map(lines.map((line) => [line.component, line]))
  return COMPONENTS.flatMap((component): StatementLine[] => {
    const line = booked.get(component)
    if (line) return [lineOf(line)]
    const premium = calculation?.components?.[component]
    if (premium === undefined) return []
    const none = euroText(NO_MONEY)
    return [{ component, premium, earlier: premium, moved: none, held: none, holdCode: null }]
  })
}

function lineOf({ component, premium, moved, held, holdCode }: EntryLine): StatementLine {
  const earlier = euroText(subtractCents(centsOf(premium), sumEuro([moved, held])))
  return { component, premium, earlier, moved, held, holdCode }
}

/** Only the kinds: the values of a cause can name another employer or another worker. */
function causesOf(differences: DeclarationOutcome['differences']): StatementQuarter['causes'] {
  const byWorker = Map.groupBy(
    differences.filter(({ causes }) => causes.length > 0),
    ({ inss }) => inss,
  )
  return [...byWorker].map(([inss, rows]) => ({
    worker: masked(inss, INSS_VISIBLE),
    kinds: [...new Set(rows.flatMap(({ causes }) => causes.map(({ kind }) => kind)))],
  }))
}
