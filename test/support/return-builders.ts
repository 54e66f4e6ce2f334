// Understands how tests tell of what comes back about payments: the bank's answers to the files of a run, lists of returned money, and where each payment stands.
import { expect } from 'vitest'
import { parseQuarter } from '../../shared/kernel/calendar.ts'
import type { EmployerNumber } from '../../shared/kernel/identifiers.ts'
import { addCents, centsOf, euroText, NO_MONEY, sumCents } from '../../shared/kernel/money.ts'
import type { Measure } from '../../shared/law/measures.ts'
import { fold, hasHeldPayments } from '../../shared/ledger/account.ts'
import { paymentIdOf } from '../../shared/ledger/entry.ts'
import { personsOf } from '../../shared/pipeline/assess-declaration.ts'
import { messageIdOf, paymentInformationIdOf } from '../../shared/payment/payment-file-ids.ts'
import { isDryRun, outputKey, REPORT_FILES } from '../../shared/pipeline/layout.ts'
import { RETURNED_COLUMNS } from '../../shared/pipeline/returns/returned-money.ts'
import { runIdOf } from '../../shared/pipeline/run.ts'
import type { MemorySystem } from './memory-ports.ts'
import { expectOverviewOfLedger } from './overview-builders.ts'
import { orderedByFiles, outputsOf, type Grant } from './pipeline-builders.ts'
import { nameOf } from './recompute-builders.ts'
import { expectTexts, listedHolds } from './release-builders.ts'
import { statusReportXml, type StatusReportXml, type TransactionXml } from './status-reports.ts'

/** Principals: the bank's connection, and two of those who register money that came back. */
export const BANK = 'AWS:AROABANK:connection'
export const REGISTRAR = 'AWS:AROARETURNS:nora'

let files = 0

/** Drops a text under returns/; gives its run. */
export function dropReturn(system: MemorySystem, text: string, principal = BANK, name = `${(files += 1)}.xml`): string {
  const created = system.upload(`returns/${name}`, text, system.objects.now, principal)
  return runIdOf({ ...created, versionId: created.versionId ?? '' })
}

/** A report about a payment file of the run: the group status (or none), and payments listed with theirs. */
export const answerAbout = (
  runId: string,
  given: StatusReportXml & { fileNumber?: number; listed?: readonly (TransactionXml & { measure?: Measure })[] } = {},
): string => {
  const { fileNumber = 1, listed = [], ...report } = given
  const blocks = Map.groupBy(listed, ({ measure = 'IMW' }) => measure)
  return statusReportXml({
    originalMessageId: messageIdOf(runId, fileNumber),
    paymentInformations: [...blocks].map(([measure, transactions]) => ({
      id: paymentInformationIdOf(runId, fileNumber, measure),
      transactions,
    })),
    ...report,
  })
}

/** Drops a report about the run and lets everything happen that comes of it; gives its run. */
export async function answer(system: MemorySystem, runId: string, given: Parameters<typeof answerAbout>[1] = {}): Promise<string> {
  const run = dropReturn(system, answerAbout(runId, given))
  await system.run()
  return run
}

/** Drops a list of returned money and lets everything happen that comes of it; gives its run. */
export async function returnMoney(system: MemorySystem, principal: string, ...lines: readonly string[]): Promise<string> {
  const run = dropReturn(system, `${[RETURNED_COLUMNS.join(';'), ...lines].join('\n')}\n`, principal, `manual/${(files += 1)}.csv`)
  await system.run()
  return run
}

interface Reconciliation {
  readonly agrees: boolean
  readonly answers: number
  readonly instructed: Total
  readonly accepted: Total
  readonly settled: Total
  readonly pending: Total
  readonly open: Total
  readonly rejected: Total
  readonly returned: Total
  readonly differences: readonly { readonly paymentId: string; readonly differences: readonly string[] }[]
}
interface Total {
  readonly count: number
  readonly sum: string
}

export const reconciliationOf = (system: MemorySystem, runId: string): Reconciliation =>
  JSON.parse(system.objects.text('reports', outputKey(runId, REPORT_FILES.reconciliation)) ?? '') as Reconciliation

/** `name count sum` of every total that is not empty. */
export const totalsOf = (system: MemorySystem, runId: string): string[] =>
  Object.entries(reconciliationOf(system, runId)).flatMap(([name, total]) => {
    const { count, sum } = total as Total
    return typeof total === 'object' && count > 0 ? [`${name} ${count} ${sum}`] : []
  })

/** What all accounts have instructed and hold, together. */
export function booksOf(system: MemorySystem): { instructed: string; held: string } {
  const lines = Object.values(system.ledger.all()).flatMap((entries) =>
    [...fold(entries).lines.values()].flatMap((worker) => [...worker.values()]),
  )
  const sum = (amount: 'instructed' | 'held'): string => euroText(addCents(NO_MONEY, ...lines.map((line) => line[amount])))
  return { instructed: sum('instructed'), held: sum('held') }
}

/** A VOP of 20 % in 2024Q3, in the place of the IMW that `grant` gives. */
export const VOP: Grant = {
  measure: 'VOP',
  package: 'VOP_DEFINITE',
  start_quarter: '2023Q2',
  end_quarter: '2025Q1',
  applied_on: '2023-05-15',
}

/** The identity of the payment that an entry of an account instructed. */
export function paymentOf(employerNumber: EmployerNumber, version: number, measure: Measure = 'IMW', quarter = '2024Q3'): string {
  const parsed = parseQuarter(quarter)
  if (!parsed) throw new Error(`not a quarter: ${quarter}`)
  return paymentIdOf({ employerNumber, quarter: parsed }, measure, version)
}

/** Payments listed as refused, each for this reason. */
export const refused = (reason: string, ...paymentIds: readonly string[]): readonly (TransactionXml & { measure: Measure })[] =>
  paymentIds.map((paymentId) => ({ paymentId, status: 'RJCT', reason, measure: paymentId.slice(10, 13) as Measure }))

/** `paymentId amount` of everything that a run ordered, as its lines say. */
export const paidBy = (system: MemorySystem, runId: string): string[] =>
  outputsOf(system, runId).payments.map(({ paymentId, amount }) => `${paymentId} ${amount}`)

/** The payments that the ledger took back, in the order of the accounts. */
export const takenBack = (system: MemorySystem): string[] =>
  Object.values(system.ledger.all()).flatMap((entries) =>
    entries.flatMap(({ returned = [] }) => returned.map(({ paymentId }) => paymentId)),
  )

/** Every payment that a settled run ordered, by identity, and every claim. */
function filesOfMoney(system: MemorySystem): {
  payments: Map<string, readonly [account: string, amount: string]>
  claims: [string, string][]
} {
  const payments = new Map<string, readonly [string, string]>()
  const claims: [string, string][] = []
  for (const { runId, source, state } of system.runs.all())
    if (state === 'settled' && !isDryRun(source.key)) {
      const outputs = outputsOf(system, runId)
      expect(orderedByFiles(system, runId).toSorted(), runId).toEqual(paidBy(system, runId).toSorted())
      for (const { paymentId, employerNumber, quarter, amount } of outputs.payments) {
        expect(payments.has(paymentId), `${paymentId} twice`).toBe(false)
        payments.set(paymentId, [`${nameOf(employerNumber)} ${quarter}`, amount])
      }
      for (const { employerNumber, quarter, amount } of outputs.claims) claims.push([`${nameOf(employerNumber)} ${quarter}`, amount])
    }
  return { payments, claims }
}

const added = (amounts: readonly (readonly [account: string, amount: string])[]): Record<string, string> =>
  Object.fromEntries(
    [...Map.groupBy(amounts, ([account]) => account)]
      .map(([account, all]): [string, string] => [account, euroText(sumCents(all.map(([, amount]) => centsOf(amount))))])
      .filter(([, sum]) => sum !== '0.00')
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  )

/**
 * Whatever came back, and in whatever order: the payments in the files for the bank that were not taken back, and the claims, are what the ledger has
 * instructed; nothing was taken back twice, or that was never ordered; the totals of every reconciliation add up to what its run ordered; what is held
 * stands in the index; every finding has its texts.
 */
export async function expectReturnsAccounted(system: MemorySystem): Promise<void> {
  expect(system.queue).toEqual([])
  expectTexts(system)
  const { payments, claims } = filesOfMoney(system)
  const back = takenBack(system)
  expect(new Set(back).size, 'taken back twice').toBe(back.length)
  expect(back.filter((paymentId) => !payments.has(paymentId))).toEqual([])
  const gone = [...payments].flatMap(([paymentId, payment]) => (back.includes(paymentId) ? [] : [payment]))
  const instructed: [string, string][] = []
  const waiting: string[] = []
  for (const [key, entries] of Object.entries(system.ledger.all())) {
    expect(new Set(entries.map(({ runId }) => runId)).size, key).toBe(entries.length)
    const name = key.split('#').map(nameOf).join(' ')
    const persons = personsOf((await system.registry.employer(key.split('#')[0] as EmployerNumber)).aliases)
    const account = fold(entries, persons)
    for (const worker of account.lines.values())
      for (const { instructed: amount } of worker.values()) instructed.push([name, euroText(amount)])
    if (hasHeldPayments(account)) waiting.push(name)
  }
  expect(added([...gone, ...claims])).toEqual(added(instructed))
  await expectOverviewOfLedger(system)
  const listed = (await listedHolds(system)).map((each) => each.split(':')[0])
  for (const name of waiting) expect(listed).toContain(name)
  for (const { runId, state } of system.runs.all())
    if (state === 'settled' && paidBy(system, runId).length > 0) expectReconciled(system, runId, back)
}

/** The totals add up; a payment is counted as come back when the ledger took it back, or the reconciliation names it. */
function expectReconciled(system: MemorySystem, runId: string, back: readonly string[]): void {
  const { instructed, accepted, settled, pending, open, rejected, returned, differences, agrees } = reconciliationOf(system, runId)
  const states = [accepted, settled, pending, open, rejected, returned]
  const ordered = outputsOf(system, runId).payments
  const total = { count: ordered.length, sum: euroText(sumCents(ordered.map(({ amount }) => centsOf(amount)))) }
  expect(instructed, runId).toEqual(total)
  const found = { count: states.reduce((sum, { count }) => sum + count, 0), sum: euroText(sumCents(states.map(({ sum }) => centsOf(sum)))) }
  expect(found, runId).toEqual(total)
  expect(agrees, runId).toBe(differences.length === 0)
  for (const [paymentId, status] of statusesOf(system, runId)) {
    const cameBack = status === 'RJCT' || status === 'RETURNED'
    const isNamed = differences.some((each) => each.paymentId === paymentId)
    expect(isNamed || cameBack === back.includes(paymentId), `${paymentId} ${status}`).toBe(true)
  }
}

/** The lines of reconciliation.csv, by column. */
export function reconciledLines(system: MemorySystem, runId: string): Record<string, string>[] {
  const text = system.objects.text('reports', outputKey(runId, REPORT_FILES.reconciliationCsv)) ?? ''
  const [header = '', ...lines] = text
    .replace(/^\uFEFF/, '')
    .split('\r\n')
    .filter((line) => line !== '')
  return lines.map((line) => {
    const cells = line.split(';')
    return Object.fromEntries(header.split(';').map((column, at) => [column, cells[at] ?? '']))
  })
}

/** Where each payment of a run stands. */
export const statusesOf = (system: MemorySystem, runId: string): [paymentId: string, status: string][] =>
  reconciledLines(system, runId).map(({ payment_id: paymentId = '', status = '' }) => [paymentId, status])
