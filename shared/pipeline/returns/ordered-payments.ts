// Understands the payments that a run ordered, in the order of its files, with the file in which each one stands.
import type { EuroText } from '../../kernel/money.ts'
import type { Measure } from '../../law/measures.ts'
import type { PaymentInstruction } from '../../payment/payment-instruction.ts'
import { AssertionFailure, required, type Dependencies } from '../dependencies.ts'
import { outputKey, PAYMENT_FILES } from '../layout.ts'
import type { PaymentManifest } from '../reports/payment-order.ts'
import { collect } from '../records.ts'

export interface OrderedPayment {
  readonly paymentId: string
  readonly employerNumber: string
  readonly quarter: string
  readonly measure: Measure
  readonly amount: EuroText
  /** Number of the payment file, from 1. */
  readonly fileNumber: number
}

type Objects = Pick<Dependencies, 'objects'>

/** The manifest of a run that ordered payments; undefined where there is none: nothing of it is to be paid. */
export async function paymentManifest(runId: string, { objects }: Objects): Promise<PaymentManifest | undefined> {
  const body = await objects.read('payments', outputKey(runId, PAYMENT_FILES.manifest))
  return body && (JSON.parse((await collect(body)).toString('utf8')) as PaymentManifest)
}

/** Line by line: a run can have more payments than fit into memory with their workers. The counts of the files tell where each one ends. */
export async function* orderedPayments({ runId, files }: PaymentManifest, { objects }: Objects): AsyncGenerator<OrderedPayment, void> {
  const counts = files.filter(({ order }) => order).map(({ count }) => count)
  const body = required(await objects.read('payments', outputKey(runId, PAYMENT_FILES.instructions)), 'the payments of a run')
  let fileNumber = 1
  let left = counts[0] ?? 0
  for await (const line of linesOf(body)) {
    while (left === 0 && fileNumber < counts.length) left = counts[fileNumber++] ?? 0
    if (left === 0) throw new AssertionFailure('a run has more payments than its payment files')
    left -= 1
    const { paymentId, employerNumber, quarter, measure, amount } = JSON.parse(line) as PaymentInstruction
    yield { paymentId, employerNumber, quarter, measure, amount, fileNumber }
  }
}

async function* linesOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<string, void> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const piece of body) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
  if (rest !== '') yield rest
}
