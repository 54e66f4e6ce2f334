// Understands a status report of the bank (pain.002): which of our payments it speaks of, what it says of them, and which of them come back.
import type { BusinessException } from '../../exceptions/business-exception.ts'
import type { ReturnedPayment } from '../../ledger/entry.ts'
import { messageIdOf, paymentFileName, parseMessageId, paymentInformationIdOf } from '../../payment/pain001.ts'
import { readStatusReport, type StatusReport } from '../../payment/pain002.ts'
import { follow, statusReader, type StatusEvent } from '../../payment/payment-status.ts'
import { openText } from '../../text/bytes.ts'
import { xmlEncoding } from '../../text/xml-encoding.ts'
import { NOTHING_LATE, pinnedChunks } from '../account-chunks.ts'
import { mapOrdered, required, type Dependencies } from '../dependencies.ts'
import type { ChunkItem } from '../records.ts'
import type { ManifestFile, PaymentManifest } from '../reports/payment-order.ts'
import { refusedRequest } from '../request-rows.ts'
import type { Run } from '../run.ts'
import type { Reading } from '../run-start.ts'
import { keepAnswer, readAnswers, standingOf, type PaymentEvent } from './answers.ts'
import { orderedPayments, paymentManifest, type OrderedPayment } from './ordered-payments.ts'
import { byAccount, findPayment, refusalAt, returnedPayment } from './returned-item.ts'

/** The payment file that the report is about. */
interface About {
  readonly runId: string
  readonly fileNumber: number
  readonly manifest: PaymentManifest
  readonly file: ManifestFile
}

/** What a report says of a payment of its file. */
interface SaidOfPayment {
  readonly payment: OrderedPayment
  readonly event: Omit<StatusEvent, 'report'>
}

export async function readBankReport(run: Run, dependencies: Dependencies): Promise<Reading> {
  const { objects, settings } = dependencies
  const { key, versionId } = run.source
  const source = openText(required(await objects.read('inbox', key, versionId), 'the uploaded report'), settings.limits, xmlEncoding)
  const read = await readStatusReport(source.pieces, settings.limits)
  if (read.kind === 'rejected') return refusedRequest(read.exception, '')
  const { report } = read
  const sha256 = source.sha256()
  const about = await fileOf(report, dependencies)
  if ('code' in about) return refusedRequest(about, sha256)
  const { said, findings } = await saidOf(report, about, dependencies)
  const others = await otherPayments(report, said, about, dependencies)
  // Kept before the others are read: of two reports that are read at the same moment at least one sees the other.
  await keepAnswer(
    about.runId,
    run,
    said.map(({ payment, event }) => [payment.paymentId, event]),
    dependencies,
  )
  const judged = await judge(run, said, about, dependencies)
  const items: ChunkItem[] = [...controlTotals(report, about), ...findings, ...judged.contradictions, ...others].map((exception) => ({
    type: 'loose-row',
    exception,
  }))
  const chunks = await pinnedChunks(run, [...items, ...(await returnedItems(judged.refused, dependencies))], dependencies)
  return { outcome: { kind: 'complete', rows: said.length, late: NOTHING_LATE }, sha256, chunks, answers: [about.runId] }
}

/** RET-001 for a report that is about no file of ours. */
async function fileOf({ originalMessageId }: StatusReport, dependencies: Dependencies): Promise<About | BusinessException> {
  const none = (detail: string): BusinessException => ({ code: 'RET-001', details: [detail], parameters: { message: originalMessageId } })
  const named = parseMessageId(originalMessageId)
  if (!named) return none('unknown-message')
  const manifest = await paymentManifest(named.runId, dependencies)
  if (!manifest) return none('unknown-run')
  const file = manifest.files.find(({ name, order }) => order && name === paymentFileName(named.fileNumber))
  return file ? { ...named, manifest, file } : none('unknown-file')
}

/** RET-005: what the bank says it received is not what was sent. */
function controlTotals({ originalCount, originalSum }: StatusReport, { file }: About): BusinessException[] {
  const differs = (detail: string, expected: string, reported: string): BusinessException => ({
    code: 'RET-005',
    details: [detail],
    parameters: { expected, reported },
  })
  return [
    ...(originalCount !== null && originalCount !== file.count ? [differs('count', String(file.count), String(originalCount))] : []),
    ...(originalSum !== null && originalSum !== file.sum ? [differs('sum', file.sum, originalSum)] : []),
  ]
}

/** The payments of the file with what the report says of each, listed or not; RET-009 for a status that nobody knows. */
async function saidOf(
  report: StatusReport,
  { runId, fileNumber, manifest }: About,
  dependencies: Dependencies,
): Promise<{ readonly said: readonly SaidOfPayment[]; readonly findings: readonly BusinessException[] }> {
  const statusOf = statusReader(report)
  const said: SaidOfPayment[] = []
  const findings: BusinessException[] = []
  for await (const payment of orderedPayments(manifest, dependencies)) {
    if (payment.fileNumber !== fileNumber) continue
    const { paymentId, measure } = payment
    const found = statusOf({ paymentId, paymentInformationId: paymentInformationIdOf(runId, fileNumber, measure) })
    if (found === undefined) continue
    if ('unknownStatus' in found)
      findings.push({ code: 'RET-009', ...aboutPayment(payment), parameters: { payment: paymentId, status: found.unknownStatus } })
    else said.push({ payment, event: { ...found, at: report.createdAt } })
  }
  return { said, findings }
}

const aboutPayment = ({ paymentId, employerNumber, quarter, measure }: OrderedPayment): Partial<BusinessException> => ({
  employerNumber,
  quarter,
  measure,
  value: paymentId,
})

/** RET-002 and RET-003: payments that the report lists and that are not in its file. */
async function otherPayments(
  { paymentInformations }: StatusReport,
  said: readonly SaidOfPayment[],
  { runId, manifest, fileNumber }: About,
  dependencies: Dependencies,
): Promise<BusinessException[]> {
  const known = new Set(said.map(({ payment }) => payment.paymentId))
  const listed = new Set(paymentInformations.flatMap(({ transactions }) => transactions.map(({ paymentId }) => paymentId)))
  const strange = [...listed].filter((paymentId) => !known.has(paymentId))
  if (strange.length === 0) return []
  const filesOf = new Map<string, number>()
  for await (const payment of orderedPayments(manifest, dependencies)) filesOf.set(payment.paymentId, payment.fileNumber)
  const exceptions: BusinessException[] = []
  for (const paymentId of strange) {
    // In its file, with a status that nobody knows: told already.
    if (filesOf.get(paymentId) === fileNumber) continue
    const found = await findPayment(paymentId, dependencies)
    const ofFile = filesOf.get(paymentId)
    const belongs = ofFile === undefined ? found?.runId : messageIdOf(runId, ofFile)
    exceptions.push(
      belongs === undefined
        ? { code: 'RET-002', parameters: { payment: paymentId }, value: paymentId }
        : { code: 'RET-003', parameters: { payment: paymentId, belongs, reported: messageIdOf(runId, fileNumber) }, value: paymentId },
    )
  }
  return exceptions
}

/** Which of the payments come back; RET-004 where the report contradicts what is known: nothing changes then. */
async function judge(
  run: Run,
  said: readonly SaidOfPayment[],
  { runId }: About,
  dependencies: Dependencies,
): Promise<{ readonly refused: readonly SaidOfPayment[]; readonly contradictions: readonly BusinessException[] }> {
  const { histories } = await readAnswers(runId, dependencies)
  const isOther = ({ report }: PaymentEvent): boolean => report !== run.runId
  const refused: SaidOfPayment[] = []
  const contradictions: BusinessException[] = []
  for (const each of said) {
    const { payment, event } = each
    const known = standingOf((histories.get(payment.paymentId) ?? []).filter(isOther))
    if (follow(known.said, { ...event, report: run.runId }) === 'contradicts') {
      const details = [event.status === 'RJCT' ? 'settled-then-refused' : 'refused-then-settled']
      const parameters = { payment: payment.paymentId, status: event.status, known: known.state }
      contradictions.push({ code: 'RET-004', ...aboutPayment(payment), details, parameters })
    } else if (event.status === 'RJCT') refused.push(each)
  }
  return { refused, contradictions }
}

async function returnedItems(refused: readonly SaidOfPayment[], dependencies: Dependencies): Promise<ChunkItem[]> {
  const find = async ({ payment, event }: SaidOfPayment): Promise<{ account: ReturnedAccount; payment: ReturnedPayment }> => {
    const found = required(await findPayment(payment.paymentId, dependencies), 'the ledger entry of a payment that was ordered')
    return { account: found.account, payment: returnedPayment(found, refusalAt(event.reasons, event.level)) }
  }
  const returned: Awaited<ReturnType<typeof find>>[] = []
  for await (const each of mapOrdered(refused, dependencies.settings.concurrency, find)) returned.push(each)
  return byAccount(returned)
}
type ReturnedAccount = NonNullable<Awaited<ReturnType<typeof findPayment>>>['account']
