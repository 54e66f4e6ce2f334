// Understands the order of a run: its payments as lines for people and programs, the files for the bank made of the same payments, and the manifest that names them.
import { createHash } from 'node:crypto'
import { brusselsDate } from '../../kernel/calendar.ts'
import { euroText, sumEuro, type EuroText } from '../../kernel/money.ts'
import { omit } from '../../kernel/omit.ts'
import { Pain001File, paymentFileName, type PaymentFileSettings } from '../../payment/pain001.ts'
import type { Settlement } from '../../payment/payment-instruction.ts'
import { executionDate } from '../../payment/target-days.ts'
import { TransferRules } from '../../payment/transfer-rules.ts'
import { AssertionFailure } from '../dependencies.ts'
import { outputKey, PAYMENT_FILES } from '../layout.ts'
import type { ObjectStore } from '../ports.ts'
import { assertSame, PaymentFile } from './payment-file.ts'

/** manifest.json of the payments bucket. Without it nothing is to be paid. */
export interface PaymentManifest {
  readonly runId: string
  readonly currency: 'EUR'
  readonly files: readonly ManifestFile[]
}

export interface ManifestFile {
  readonly name: string
  readonly sha256: string
  readonly count: number
  readonly sum: EuroText
  /** Whether the file is the order; the lines beside it say the same with more words. */
  readonly order: boolean
}

type Payment = Settlement['payments'][number]

/** Written while the run is settled, payment by payment; the file for the bank that is being made is held in memory, as its totals come first. */
export class PaymentOrder {
  readonly #objects: ObjectStore
  readonly #runId: string
  /** Pinned in the run: every repeat writes the same date. */
  readonly #orderedAt: string
  readonly #settings: PaymentFileSettings
  readonly #lines: PaymentFile
  readonly #rules = new TransferRules()
  readonly #files: ManifestFile[] = []
  #current: Pain001File | undefined

  constructor(objects: ObjectStore, runId: string, orderedAt: string, settings: PaymentFileSettings) {
    this.#objects = objects
    this.#runId = runId
    this.#orderedAt = orderedAt
    this.#settings = settings
    this.#lines = new PaymentFile(objects, outputKey(runId, PAYMENT_FILES.instructions), 'application/x-ndjson')
  }

  /** What the lines add up to. */
  get sum(): PaymentFile['sum'] {
    return this.#lines.sum
  }

  async add(payment: Payment, bic: string | null): Promise<void> {
    const { paymentId, measure, amount, payeeName, iban, remittance } = payment
    if (payeeName === null || iban === null) throw new AssertionFailure('a payment has no payee')
    await this.#lines.add(amount, `${JSON.stringify(omit(payment, 'recovered'))}\n`)
    if (this.#current?.isFull) await this.#write(this.#current)
    this.#current ??= this.#nextFile()
    this.#current.add({ paymentId, measure, amount, payeeName, iban, bic, remittance })
  }

  #nextFile(): Pain001File {
    const executedOn = executionDate(brusselsDate(new Date(this.#orderedAt)), this.#settings.executionDays)
    const head = { runId: this.#runId, fileNumber: this.#files.length + 1, createdAt: this.#orderedAt, executionDate: executedOn }
    return new Pain001File(head, this.#settings, this.#rules)
  }

  async #write(file: Pain001File): Promise<void> {
    const name = paymentFileName(this.#files.length + 1)
    const stored = new PaymentFile(this.#objects, outputKey(this.#runId, name), 'application/xml')
    try {
      for (const piece of file.pieces()) await stored.write(piece)
      this.#files.push({ name, sha256: await stored.close(), count: file.count, sum: euroText(file.sum), order: true })
    } catch (error) {
      await stored.abort()
      throw error
    }
    this.#current = undefined
  }

  /** Stores what is left, then the manifest. The files for the bank and the lines were added up apart from each other: they must agree. */
  async close(): Promise<PaymentManifest> {
    if (this.#current) await this.#write(this.#current)
    const { count, sum } = this.#lines
    const ordered = sumEuro(this.#files.map((file) => file.sum))
    if (ordered !== sum || this.#files.reduce((total, file) => total + file.count, 0) !== count)
      throw new AssertionFailure('the payment files are not what the lines of the run order', 'control-totals')
    const lines: ManifestFile = {
      name: PAYMENT_FILES.instructions,
      sha256: await this.#lines.close(),
      count,
      sum: euroText(sum),
      order: false,
    }
    const manifest: PaymentManifest = { runId: this.#runId, currency: 'EUR', files: [lines, ...this.#files] }
    const text = `${JSON.stringify(manifest, null, 2)}\n`
    const key = outputKey(this.#runId, PAYMENT_FILES.manifest)
    if ((await this.#objects.putOnce('payments', key, text)) === 'exists')
      await assertSame(this.#objects, key, createHash('sha256').update(text).digest('hex'))
    return manifest
  }

  abort(): Promise<void> {
    return this.#lines.abort()
  }
}
