// Understands the reconciliation of a run: what became of every payment that it ordered, with totals that agree to the cent or name the payment that does not.
import { addCents, centsOf, euroText, NO_MONEY, sumCents, type Cents } from '../../kernel/money.ts'
import { readableText } from '../../exceptions/readable.ts'
import { BOM, csvCell, shownText, type DecimalSign } from '../../exceptions/report.ts'
import { mapOrdered, type Dependencies } from '../dependencies.ts'
import { outputKey, REPORT_FILES } from '../layout.ts'
import { readAnswers, standingOf, type Answers, type PaymentEvent, type PaymentState } from '../returns/answers.ts'
import { orderedPayments, paymentManifest, type OrderedPayment } from '../returns/ordered-payments.ts'
import { findPayment } from '../returns/returned-item.ts'
import type { PaymentManifest } from './payment-order.ts'

/** What does not agree, of one payment. */
type Difference = 'contradiction' | 'not-taken-back' | 'taken-back'

/** The totals in which a payment is counted, by where it stands. */
const TOTAL_OF = {
  OPEN: 'open',
  PDNG: 'pending',
  ACCP: 'accepted',
  ACSP: 'accepted',
  ACSC: 'settled',
  RJCT: 'rejected',
  RETURNED: 'returned',
} as const satisfies Record<PaymentState, string>
type Total = (typeof TOTAL_OF)[PaymentState]
const TOTALS: readonly Total[] = ['accepted', 'settled', 'pending', 'open', 'rejected', 'returned']

const COLUMNS = [
  'payment_id',
  'file',
  'employer_number',
  'measure',
  'quarter',
  'amount',
  'status',
  'reason',
  'history',
  'differences',
] as const

/**
 * Writes reconciliation.json and .csv of the run; again when an answer came meanwhile, or a payment was taken back: what is written last knows all of them,
 * however slow another one is that writes it.
 */
export async function writeReconciliation(runId: string, dependencies: Dependencies): Promise<void> {
  const manifest = await paymentManifest(runId, dependencies)
  if (!manifest) return
  for (;;) {
    const known = await whatIsKnown(runId, dependencies)
    await writeFiles(manifest, known, dependencies)
    const now = await whatIsKnown(runId, dependencies)
    if (now.answers.count === known.answers.count && now.takenBack.size === known.takenBack.size) return
  }
}

interface Known {
  readonly answers: Answers
  /** Payments that the ledger took back. */
  readonly takenBack: ReadonlySet<string>
}

async function whatIsKnown(runId: string, dependencies: Dependencies): Promise<Known> {
  const answers = await readAnswers(runId, dependencies)
  return { answers, takenBack: await whichAreTakenBack(answers, dependencies) }
}

async function writeFiles(manifest: PaymentManifest, { answers, takenBack }: Known, dependencies: Dependencies): Promise<void> {
  const { objects, settings } = dependencies
  const { runId } = manifest
  const counts = new Map<Total, { count: number; sum: Cents }>()
  const differing: object[] = []
  const csv = objects.openWriter('reports', outputKey(runId, REPORT_FILES.reconciliationCsv), {
    once: false,
    contentType: 'text/csv; charset=utf-8',
  })
  try {
    await csv.write(`${BOM}${COLUMNS.join(';')}\r\n`)
    for await (const payment of orderedPayments(manifest, dependencies)) {
      const events = answers.histories.get(payment.paymentId) ?? []
      const { state, contradictions } = standingOf(events)
      const differences = differencesOf(state, contradictions.length > 0, takenBack.has(payment.paymentId))
      const total = counts.get(TOTAL_OF[state]) ?? { count: 0, sum: NO_MONEY }
      counts.set(TOTAL_OF[state], { count: total.count + 1, sum: addCents(total.sum, centsOf(payment.amount)) })
      if (differences.length > 0) differing.push({ paymentId: payment.paymentId, amount: payment.amount, status: state, differences })
      await csv.write(lineOf(payment, { state, events, differences }, settings.decimalSign))
    }
    await csv.close()
  } catch (error) {
    await csv.abort()
    throw error
  }
  await objects.put('reports', outputKey(runId, REPORT_FILES.reconciliation), documentOf(manifest, answers.count, counts, differing))
}

/** Of the payments that somebody said came back, those that the ledger took back: a run can have many that were paid without a word. */
async function whichAreTakenBack({ histories }: Answers, dependencies: Dependencies): Promise<ReadonlySet<string>> {
  const named = [...histories].filter(([, events]) => events.some(({ status }) => status === 'RJCT' || status === 'RETURNED'))
  const found = new Set<string>()
  const look = async ([paymentId]: (typeof named)[number]): Promise<string | undefined> =>
    (await findPayment(paymentId, dependencies))?.takenBack ? paymentId : undefined
  for await (const paymentId of mapOrdered(named, dependencies.settings.concurrency, look))
    if (paymentId !== undefined) found.add(paymentId)
  return found
}

function differencesOf(state: PaymentState, isContradicted: boolean, isTakenBack: boolean): Difference[] {
  const cameBack = state === 'RJCT' || state === 'RETURNED'
  return [
    // Money that came back and was taken back answers what the bank contradicted.
    ...(isContradicted && !(state === 'RETURNED' && isTakenBack) ? ['contradiction' as const] : []),
    ...(cameBack && !isTakenBack ? ['not-taken-back' as const] : []),
    ...(!cameBack && isTakenBack ? ['taken-back' as const] : []),
  ]
}

/** What became of a payment. */
interface Became {
  readonly state: PaymentState
  readonly events: readonly PaymentEvent[]
  readonly differences: readonly Difference[]
}

function lineOf(payment: OrderedPayment, { state, events, differences }: Became, decimalSign: DecimalSign): string {
  const reasons = events.flatMap(({ reasons: given }) =>
    given.map(({ code, text }) => shownText(readableText([code, text].join(' ').trim()))),
  )
  const cells: Readonly<Record<(typeof COLUMNS)[number], string>> = {
    payment_id: payment.paymentId,
    file: String(payment.fileNumber),
    employer_number: payment.employerNumber,
    measure: payment.measure,
    quarter: payment.quarter,
    amount: payment.amount,
    status: state,
    reason: [...new Set(reasons)].join(' / '),
    history: events.map(({ status, at }) => `${at} ${status}`).join(' / '),
    differences: differences.join(' / '),
  }
  return `${COLUMNS.map((column) => csvCell(cells[column], column === 'amount', decimalSign)).join(';')}\r\n`
}

/** The totals of the states add up to what was ordered: counted apart from the manifest, and compared with it. */
function documentOf(
  { runId, files }: PaymentManifest,
  answers: number,
  counts: ReadonlyMap<Total, { readonly count: number; readonly sum: Cents }>,
  differences: readonly object[],
): string {
  const order = files.filter((file) => file.order)
  const ordered = { count: order.reduce((total, file) => total + file.count, 0), sum: sumCents(order.map(({ sum }) => centsOf(sum))) }
  const found = [...counts.values()]
  const agrees =
    sumCents(found.map(({ sum }) => sum)) === ordered.sum && found.reduce((total, { count }) => total + count, 0) === ordered.count
  const shown = ({ count, sum }: { count: number; sum: Cents }): object => ({ count, sum: euroText(sum) })
  const document = {
    runId,
    currency: 'EUR',
    answers,
    instructed: shown(ordered),
    ...Object.fromEntries(TOTALS.map((total) => [total, shown(counts.get(total) ?? { count: 0, sum: NO_MONEY })])),
    agrees: agrees && differences.length === 0,
    differences,
  }
  return `${JSON.stringify(document, null, 2)}\n`
}
