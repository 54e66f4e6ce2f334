// Understands money that came back after it was settled, as a person registers it from the account statement: lines of a CSV, for a second person to release.
import { brusselsDate, parseLocalDate } from '../../kernel/calendar.ts'
import type { BusinessException } from '../../exceptions/business-exception.ts'
import { parsePaymentId, type AccountId, type ReturnedPayment } from '../../ledger/entry.ts'
import { refusalOf } from '../../payment/bank-reasons.ts'
import type { CsvRow } from '../../text/csv.ts'
import { NOTHING_LATE, pinnedChunks } from '../account-chunks.ts'
import { required, type Dependencies } from '../dependencies.ts'
import { work } from '../layout.ts'
import { collect, type ChunkItem } from '../records.ts'
import { refusedRequest, requestRows } from '../request-rows.ts'
import type { Run } from '../run.ts'
import type { Reading } from '../run-start.ts'
import { keepAnswer, type Statuses } from './answers.ts'
import { byAccount, findPayment, returnedPayment } from './returned-item.ts'

/** The header of the file; it may be left out. `reason` is the bank's code (ISO 20022), `text` its words. */
export const RETURNED_COLUMNS = ['payment_id', 'amount', 'returned_on', 'reason', 'text'] as const

interface ReadLine {
  readonly account: AccountId
  /** The run that ordered the payment. */
  readonly orderedBy: string
  readonly payment: ReturnedPayment
  readonly returnedOn: string
}

export async function readReturnedMoney(run: Run, dependencies: Dependencies): Promise<Reading> {
  const read = await requestRows(run, RETURNED_COLUMNS, dependencies)
  if (read.kind === 'rejected') return refusedRequest(read.exception, read.sha256)
  const lines: ReadLine[] = []
  const findings: ChunkItem[] = []
  for (const row of read.rows) {
    const line = await readLine(row, brusselsDate(new Date(run.receivedAt)), dependencies)
    const isTwice = 'payment' in line && lines.some(({ payment }) => payment.paymentId === line.payment.paymentId)
    if (isTwice) findings.push({ type: 'loose-row', exception: unusable(row, 'twice') })
    else if ('payment' in line) lines.push(line)
    else findings.push({ type: 'loose-row', exception: line })
  }
  const byRun = Map.groupBy(lines, ({ orderedBy }) => orderedBy)
  for (const [orderedBy, ofRun] of byRun) {
    const statuses: Statuses = ofRun.map(({ payment, returnedOn }) => [
      payment.paymentId,
      { status: 'RETURNED', reasons: [{ code: payment.code, text: payment.text }], at: returnedOn },
    ])
    await dependencies.objects.put('work', work.answer(run.runId, orderedBy), JSON.stringify(statuses))
  }
  const chunks = await pinnedChunks(run, [...findings, ...byAccount(lines)], dependencies)
  const outcome = { kind: 'complete', rows: read.rows.length, late: NOTHING_LATE } as const
  return { outcome, sha256: read.sha256, chunks, answers: [...byRun.keys()].toSorted() }
}

/** Which cell a finding is about; the others are about the payment. */
const CELLS: Readonly<Record<string, number>> = { amount: 1, date: 2, reason: 3 }

function unusable({ line, fields }: CsvRow, detail: string): BusinessException {
  const cell = CELLS[detail] ?? 0
  const parameters = { payment: fields[0] ?? '' }
  return { code: 'RET-007', details: [detail], parameters, line, field: RETURNED_COLUMNS[cell] ?? '', value: fields[cell] ?? '' }
}

/** RET-007 for a line that names no payment, or says of it what is not so. */
async function readLine(row: CsvRow, today: string, dependencies: Dependencies): Promise<ReadLine | BusinessException> {
  const [paymentId = '', amount = '', returnedOn = '', code = '', text = ''] = row.fields
  if (row.fields.length < RETURNED_COLUMNS.length - 1 || row.fields.length > RETURNED_COLUMNS.length) return unusable(row, 'fields')
  const named = parsePaymentId(paymentId)
  if (!named) return unusable(row, 'payment')
  const found = await findPayment(paymentId, dependencies)
  if (!found) {
    const isEntry = (await dependencies.ledger.entries(named.account)).some(({ version }) => version === named.version)
    return unusable(row, isEntry ? 'not-a-payment' : 'payment')
  }
  // Part of a payment cannot come back: what is left of it would be nobody's.
  if (amount.replace(',', '.') !== found.amount) return unusable(row, 'amount')
  const date = parseLocalDate(returnedOn)
  if (date === undefined || date > today) return unusable(row, 'date')
  if (!/^[A-Z]{2}(?:\d{2}|[A-Z]{2})$/.test(code)) return unusable(row, 'reason')
  const refusal = refusalOf([{ code, text }])
  const payment = returnedPayment(found, { ...refusal, details: [...refusal.details, 'came-back'] })
  return { account: found.account, orderedBy: found.runId, payment, returnedOn: date }
}

/** When the list is booked: what it says stands beside the answers of the bank. Until then it is only what one person says. */
export async function keepReturnedMoney(run: Run, aboutRun: string, dependencies: Dependencies): Promise<void> {
  const said = required(await dependencies.objects.read('work', work.answer(run.runId, aboutRun)), 'what a list says came back')
  await keepAnswer(aboutRun, run, JSON.parse((await collect(said)).toString('utf8')) as Statuses, dependencies)
}
