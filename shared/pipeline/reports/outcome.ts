// Understands what one booked declaration says to people: its exceptions, its calculations, its payments, made from the entry and its record alone.
import type { Inss } from '../../kernel/identifiers.ts'
import { centsOf, euroText, negateCents, NO_MONEY, type Cents, type EuroText, sumCents } from '../../kernel/money.ts'
import {
  claimsSupport,
  namedWorkers,
  rowExceptions,
  type Declaration,
  type WithdrawnWorker,
  type WorkerRecord,
} from '../../declaration/declaration.ts'
import type { BusinessException } from '../../exceptions/business-exception.ts'
import { linesOf, type Account } from '../../ledger/account.ts'
import { changesOf, type AccountChanges } from '../../ledger/account-change.ts'
import { sequenceText, type EntryLine, type LedgerEntry } from '../../ledger/entry.ts'
import type { PaymentHold } from '../../ledger/payment-holds.ts'
import type { PersonOf } from '../../ledger/persons.ts'
import type { MeasureAssessment, WorkerAssessment } from '../../law/assess.ts'
import { settlementOf, type Settlement } from '../../payment/payment-instruction.ts'
import { assessedWorkers, itemsOf, personsOfRecord } from '../assess-declaration.ts'
import { differencesOf } from './differences.ts'
import type { DifferenceRow } from './difference-report.ts'
import type { DeclarationRecord } from '../records.ts'
import { workerNotes, type WorkerNote } from './worker-notes.ts'
import { countWorkers, NO_WORKERS, type WorkerCounts } from './worker-counts.ts'

/** A line of calculations.jsonl. */
export type Calculation = Omit<MeasureAssessment, 'exceptions' | 'outcome'> & {
  readonly inss: string
  readonly employerNumber: string
  readonly quarter: string
  readonly outcome: 'PAID' | 'HELD' | 'REFUSED' | 'OVERTAKEN'
  readonly exception?: string
}

export interface DeclarationOutcome {
  readonly entry: LedgerEntry
  readonly accepted: boolean
  /** All but the PAY codes, in report order. */
  readonly exceptions: readonly BusinessException[]
  /** PAY codes: last per employer. */
  readonly paymentExceptions: readonly BusinessException[]
  readonly calculations: readonly Calculation[]
  readonly settlement: Settlement
  /** What the entry changes on its account. */
  readonly changes: AccountChanges
  readonly counts: WorkerCounts
  /** What became of each worker that a CSV names, in file order; of other forms, and of what is computed again, none. */
  readonly workers: readonly WorkerNote[]
  /** What becomes otherwise, and why; of an account that is computed again, and of a dry run. */
  readonly differences: readonly DifferenceRow[]
}

/** The account as it was when the entry was made; of a dry run none is. */
export interface AccountBefore {
  readonly before: Account
  /** As the entries before it told it, where fewer aliases were known (account-change.ts). */
  readonly told: Account
}

/** Everything that the reports show of one declaration. */
export function outcomeOf(
  entry: LedgerEntry,
  record: DeclarationRecord,
  { before, told }: AccountBefore,
  isDryRun = false,
): DeclarationOutcome {
  const settlement = settlementOf(entry, before)
  const changes = changesOf(before, entry, personsOfRecord(record), told)
  if (entry.refusal)
    return {
      entry,
      accepted: false,
      exceptions: [
        { ...entry.refusal, ...(record.recomputed ? {} : { line: record.declaration.firstLine }) },
        ...rowExceptions(record.declaration),
      ],
      paymentExceptions: [],
      calculations: [],
      settlement,
      changes,
      counts: NO_WORKERS,
      workers: [],
      differences: [],
    }
  const newer = new Map(entry.overtaken.map((overtaken) => [overtaken.inss, overtaken.newer]))
  const assessments = new Map(assessedWorkers(record).map(({ inss, assessment }) => [inss, assessment]))
  const lines: LinesByWorker = Map.groupBy(entry.lines, ({ inss }) => inss)
  const exceptions = [
    ...record.declaration.warnings,
    ...listedExceptions(lines, record, assessments, newer),
    ...absentExceptions(lines, record, before),
  ]
  const calculations = [...assessments].flatMap(([inss, assessment]) => calculationsOf(entry, inss, assessment, newer.has(inss)))
  return {
    entry,
    accepted: true,
    exceptions,
    paymentExceptions: paymentExceptions(entry, settlement),
    calculations,
    settlement,
    changes,
    counts: countWorkers(entry, record, assessments, newer),
    workers: workerNotes(entry, record, assessments, newer),
    differences: record.recomputed || isDryRun ? differencesOf(entry, record, before, isDryRun) : [],
  }
}

/** The lines of an entry by worker, found once: a declaration can have thousands of both. */
type LinesByWorker = ReadonlyMap<Inss, readonly EntryLine[]>

const movedOf = (lines: LinesByWorker, inss: Inss, measure?: string): Cents =>
  sumCents((lines.get(inss) ?? []).filter((line) => measure === undefined || line.measure === measure).map(({ moved }) => centsOf(moved)))

/** Findings of the workers that the declaration names, in file order. */
function listedExceptions(
  lines: LinesByWorker,
  record: DeclarationRecord,
  assessments: ReadonlyMap<Inss, WorkerAssessment>,
  overtaken: ReadonlyMap<Inss, number>,
): BusinessException[] {
  const { declaration } = record
  const { employerNumber, quarter, ladder } = declaration
  const personOf = personsOfRecord(record)
  const withdrawnWithGrant = new Set(record.absentWithGrant.map(({ inss }) => inss))
  return itemsOf(record).flatMap((item): readonly BusinessException[] => {
    if (item.type === 'unnamed-row') return [item.exception]
    if (item.type === 'refused-worker') return item.exceptions
    const assessment = assessments.get(item.inss)
    // One without a grant is only counted where everyone is listed (formats.md 1.2).
    const isWithdrawn = item.type === 'withdrawn-worker'
    const hasGrant = isWithdrawn ? withdrawnWithGrant.has(item.inss) : assessment?.refusal?.code !== 'ENT-001'
    if (!hasGrant && !lines.has(item.inss) && !claimsSupport(declaration)) return []
    const newer = overtaken.get(item.inss)
    // What is computed again stands in no file of this run.
    const line = record.recomputed ? {} : placeOf(item)
    const about = { ...line, employerNumber, quarter, inss: item.inss }
    if (newer !== undefined) {
      const details = declaration.attests ? ['attests'] : ['declaration']
      const parameters = { sequence: ownNumber(declaration, item.inss, personOf), newer: sequenceText(ladder, newer) }
      return [{ code: 'DCL-010', ...about, details, parameters }]
    }
    const found = [
      ...cancelled(item.inss, declaration, isWithdrawn && lines.has(item.inss), personOf, about),
      ...(assessment?.refusal ? [assessment.refusal] : []),
      ...(assessment?.measures.flatMap(({ exceptions }) => exceptions) ?? []),
    ]
    return found.map((exception) => withAmount({ ...exception, ...line }, movedOf(lines, item.inss, exception.measure)))
  })
}

/** Where the worker begins in the sender's file. */
const placeOf = ({ line, column }: WorkerRecord | WithdrawnWorker): Pick<BusinessException, 'line' | 'column'> => ({
  line,
  ...(column === undefined ? {} : { column }),
})

/** The number under which the declaration speaks of the worker: its own, or the latest version of the worker's attests in it. */
function ownNumber({ ladder, sequence, attests }: Declaration, inss: Inss, personOf: PersonOf): string {
  if (!attests) return sequenceText(ladder, sequence)
  const isHis = (of: Inss | null): boolean => of !== null && personOf(of) === inss
  return String(attests.reduce((newest, attest) => (isHis(attest.inss) ? Math.max(newest, attest.version) : newest), 0))
}

/** DCL-012: a cancelled attest whose worker was paid and has none left, or that has a status that is not in the list. */
function cancelled(
  inss: Inss,
  { attests = [], ladder }: Declaration,
  comesBack: boolean,
  personOf: PersonOf,
  about: Pick<BusinessException, 'line' | 'employerNumber' | 'inss' | 'quarter'>,
): BusinessException[] {
  if (ladder !== 'ATTEST') return []
  const isUnusual = attests.some((attest) => attest.inss !== null && personOf(attest.inss) === inss && attest.unusualStatus)
  const details = [...(comesBack ? ['absent'] : []), ...(isUnusual ? ['status-2'] : [])]
  return details.length === 0 ? [] : [{ code: 'DCL-012', ...about, details, parameters: {} }]
}

/** A refusal shows what comes back because of it. */
const withAmount = (exception: BusinessException, moved: Cents): BusinessException =>
  exception.amountEffect === undefined && moved < 0n ? { ...exception, amountEffect: euroText(moved) } : exception

/** ENT-009: absent workers of a FULL with a live grant; where nothing is recovered also those with an instructed or held amount. By INSS. */
function absentExceptions(lines: LinesByWorker, record: DeclarationRecord, before: Account): BusinessException[] {
  const { employerNumber, quarter, kind } = record.declaration
  if (kind !== 'FULL') return []
  const grants = new Map(record.absentWithGrant.map(({ inss, entitlementId }) => [inss, entitlementId]))
  const named = namedWorkers({ items: itemsOf(record) })
  const hasAmount = (inss: Inss): boolean =>
    [...linesOf(before, inss).values()].some(({ instructed, held }) => instructed !== 0n || held !== 0n)
  const withAmounts = record.speaksOfAll ? [] : [...before.lines.keys()].filter((inss) => !named.has(inss) && hasAmount(inss))
  const absent = [...new Set([...grants.keys(), ...withAmounts])].toSorted()
  return absent.map((inss) => {
    const grant = grants.get(inss)
    const moved = movedOf(lines, inss)
    const details = [
      ...(grant === undefined ? [] : ['live-grant']),
      ...(record.speaksOfAll ? [] : ['not-recovered']),
      ...(moved < 0n ? ['recovered'] : []),
    ]
    const parameters = { grant: grant ?? '', amount: euroText(negateCents(moved)) }
    return withAmount({ code: 'ENT-009', employerNumber, quarter, inss, details, parameters }, moved)
  })
}

/** The PAY code of every hold that holds something; PAY-004 and PAY-005 per measure. */
function paymentExceptions(entry: LedgerEntry, settlement: Settlement): BusinessException[] {
  const { employerNumber, quarter } = entry.account
  const about = (measure: string): Pick<BusinessException, 'employerNumber' | 'quarter' | 'measure'> => ({
    employerNumber,
    quarter,
    measure,
  })
  const positive = (amount: EuroText): EuroText => euroText(negateCents(centsOf(amount)))
  const setOff = (measure: string, recovered: EuroText, paid: EuroText): BusinessException[] =>
    centsOf(recovered) === NO_MONEY
      ? []
      : [{ code: 'PAY-004', ...about(measure), parameters: { recovered: positive(recovered), paid }, amountEffect: recovered }]
  return [
    ...heldExceptions(entry, settlement),
    ...settlement.payments.flatMap(({ measure, recovered, amount }) => setOff(measure, recovered, amount)),
    ...settlement.cancelled.flatMap(({ measure, recovered }) => setOff(measure, recovered, euroText(NO_MONEY))),
    ...settlement.claims.map(({ measure, amount }): BusinessException => ({
      code: 'PAY-005',
      ...about(measure),
      parameters: { claim: positive(amount) },
      amountEffect: amount,
    })),
  ]
}

/** Holds that are told per quarter and measure: a pause, and a payment that was refused. */
const OF_A_MEASURE: readonly string[] = ['PAY-006', 'PAY-007']

/** What is wrong with the payee stands once per employer. */
function heldExceptions({ account, holds }: LedgerEntry, { held }: Settlement): BusinessException[] {
  const { employerNumber, quarter } = account
  const byCode = new Map(Object.values(holds).map((hold) => [hold.code, hold]))
  const exceptions: BusinessException[] = []
  for (const { code, details, parameters } of byCode.values()) {
    if (OF_A_MEASURE.includes(code)) continue
    const amounts = held.filter((each) => each.code === code).map(({ amount }) => centsOf(amount))
    if (amounts.length > 0) exceptions.push({ code, details, parameters, employerNumber, amountEffect: euroText(sumCents(amounts)) })
  }
  for (const { code, measure, amount } of held) {
    const hold = holds[measure]
    if (OF_A_MEASURE.includes(code) && hold?.code === code)
      exceptions.push({ code, ...pick(hold), employerNumber, quarter, measure, amountEffect: amount })
  }
  return exceptions
}

const pick = ({ details, parameters }: PaymentHold): Pick<PaymentHold, 'details' | 'parameters'> => ({ details, parameters })

function calculationsOf(entry: LedgerEntry, inss: Inss, { measures }: WorkerAssessment, overtaken: boolean): Calculation[] {
  const { employerNumber, quarter } = entry.account
  return measures.map(({ exceptions, outcome, findings, ...amounts }) => {
    // The first exception decided the wage premium, else the guidance premium: the law reports them in that order.
    const exception = overtaken ? 'DCL-010' : exceptions[0]?.code
    return {
      inss,
      employerNumber,
      quarter,
      ...amounts,
      outcome: overtaken ? 'OVERTAKEN' : outcome,
      ...(exception === undefined ? {} : { exception }),
      findings,
    }
  })
}
