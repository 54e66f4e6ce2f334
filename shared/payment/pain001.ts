// Understands the payment file for the bank, pain.001.001.09: one group of transfers per measure, with exact control totals.
import type { LocalDate } from '../kernel/calendar.ts'
import { addCents, type Cents, centsOf, NO_MONEY } from '../kernel/money.ts'
import { type Measure, MEASURES } from '../law/measures.ts'
import {
  DOCUMENT_CLOSE,
  DOCUMENT_OPEN,
  groupHeader,
  PAYMENT_INFORMATION_CLOSE,
  paymentInformationOpen,
  type Totals,
  transferXml,
} from './pain001-xml.ts'
import { messageIdOf, paymentInformationIdOf } from './payment-file-ids.ts'
import { checkDebtor, type TransferRules } from './transfer-rules.ts'
import type { PaymentFileSettings, Transfer } from './transfer.ts'

export { messageIdOf, parseMessageId, parsePaymentInformationId, paymentFileName, paymentInformationIdOf } from './payment-file-ids.ts'
export type { Debtor, PaymentFileSettings, Transfer } from './transfer.ts'

/** What names a file: its run, its number in the run from 1, when it was made (an ISO instant, pinned in the run) and when the bank executes it. */
export interface PaymentFileHead {
  readonly runId: string
  readonly fileNumber: number
  readonly createdAt: string
  readonly executionDate: LocalDate
}

/** Transfers of one piece: some 40 KB, so that whoever writes them is not busy with small pieces. */
const PIECE_TRANSFERS = 100

/** An instant to the second, in UTC, as xs:dateTime has it. Without Z it would depend on the machine: our own error. */
function secondOf(instant: string): string {
  if (!/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(instant)) throw new Error(`not an instant: ${instant}`)
  return new Date(instant).toISOString().replace(/\.\d{3}Z$/, 'Z')
}

/**
 * One file. Its totals stand before its transfers, so these are kept as text until it is written: at most `transactionsMax` of them, some 400 bytes each. The same
 * head, settings and transfers give the same bytes.
 */
export class Pain001File {
  readonly #head: PaymentFileHead
  readonly #settings: PaymentFileSettings
  readonly #rules: TransferRules
  readonly #groups = new Map<Measure, { transfers: string[]; sum: Cents }>()
  #count = 0
  #sum = NO_MONEY

  /** `rules` are those of the whole run: one for all of its files. Throws an Error for a head or debtor that no file can have. */
  constructor(head: PaymentFileHead, settings: PaymentFileSettings, rules: TransferRules) {
    checkDebtor(settings.debtor)
    this.#head = { ...head, createdAt: secondOf(head.createdAt) }
    messageIdOf(head.runId, head.fileNumber)
    this.#settings = settings
    this.#rules = rules
  }

  get count(): number {
    return this.#count
  }

  get sum(): Cents {
    return this.#sum
  }

  /** The next transfer belongs to the next file. */
  get isFull(): boolean {
    return this.#count >= this.#settings.transactionsMax
  }

  /** Throws an Error for a transfer that breaks a rule (TransferRules) and for one too many: both our own fault, and the file is not to be used. */
  add(transfer: Transfer): void {
    if (this.isFull) throw new Error(`transfer ${transfer.paymentId}: the payment file is full`)
    this.#rules.check(transfer)
    const group = this.#groups.get(transfer.measure) ?? { transfers: [], sum: NO_MONEY }
    group.transfers.push(transferXml(transfer, this.#settings))
    group.sum = addCents(group.sum, centsOf(transfer.amount))
    this.#sum = addCents(this.#sum, centsOf(transfer.amount))
    this.#count += 1
    this.#groups.set(transfer.measure, group)
  }

  /** The whole document, in pieces: measures in the order of reports, transfers in the order in which they were added. A file without transfers is an Error. */
  pieces(): Iterable<string> {
    if (this.#count === 0) throw new Error('a payment file has at least one transfer')
    return this.#pieces()
  }

  *#pieces(): Generator<string> {
    const { runId, fileNumber, createdAt, executionDate } = this.#head
    const { debtor } = this.#settings
    const whole: Totals = { count: this.#count, sum: this.#sum }
    yield DOCUMENT_OPEN
    yield groupHeader(messageIdOf(runId, fileNumber), createdAt, whole, debtor)
    for (const measure of MEASURES) {
      const group = this.#groups.get(measure)
      if (!group) continue
      const { transfers, sum } = group
      yield paymentInformationOpen(
        paymentInformationIdOf(runId, fileNumber, measure),
        { count: transfers.length, sum },
        executionDate,
        debtor,
      )
      for (let first = 0; first < transfers.length; first += PIECE_TRANSFERS) yield transfers.slice(first, first + PIECE_TRANSFERS).join('')
      yield PAYMENT_INFORMATION_CLOSE
    }
    yield DOCUMENT_CLOSE
  }
}
