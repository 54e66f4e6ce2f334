// Understands the files that a run leaves: written line by line while declarations are settled, in file order, in constant memory.
import { createHash, type Hash } from 'node:crypto'
import { addCents, centsOf, euroText, NO_MONEY, type EuroText, sumCents } from '../kernel/money.ts'
import type { BusinessException } from '../exceptions/business-exception.ts'
import { csvHeader, csvLine, reportRow } from '../exceptions/report.ts'
import type { PaymentInstruction } from '../payment/payment-instruction.ts'
import { AssertionFailure, type Dependencies } from './dependencies.ts'
import { outputKey, PAYMENT_FILES, REPORT_FILES } from './layout.ts'
import type { DeclarationOutcome } from './outcome.ts'
import type { ObjectStore, ObjectWriter } from './ports.ts'
import type { ResultItem } from './records.ts'
import type { Run, RunState } from './run.ts'
import { Summary } from './summary.ts'

const JSON_LINES = 'application/x-ndjson'

/** exceptions.csv and exceptions.json, the same findings in the same order. */
export class ExceptionReports {
  readonly #csv: ObjectWriter
  readonly #json: ObjectWriter
  readonly #summary: Summary
  #count = 0

  constructor(runId: string, objects: ObjectStore, summary: Summary) {
    this.#summary = summary
    this.#csv = objects.openWriter('reports', outputKey(runId, REPORT_FILES.exceptionsCsv), {
      once: false,
      contentType: 'text/csv; charset=utf-8',
    })
    this.#json = objects.openWriter('reports', outputKey(runId, REPORT_FILES.exceptionsJson), {
      once: false,
      contentType: 'application/json',
    })
  }

  async add(exception: BusinessException): Promise<void> {
    const row = reportRow(exception)
    await this.#csv.write(this.#count === 0 ? csvHeader() + csvLine(row) : csvLine(row))
    // What only an XML declaration has stands behind the columns that all have.
    const { column, anomaly } = exception
    await this.#json.write(`${this.#count === 0 ? '[\n' : ',\n'}${JSON.stringify({ ...row, column, anomaly })}`)
    this.#count += 1
    this.#summary.exception(exception.code)
  }

  async close(): Promise<void> {
    if (this.#count === 0) await this.#csv.write(csvHeader())
    await this.#json.write(this.#count === 0 ? '[]\n' : '\n]\n')
    await this.#csv.close()
    await this.#json.close()
  }

  async abort(): Promise<void> {
    await Promise.all([this.#csv.abort(), this.#json.abort()])
  }
}

/** A file of the payments bucket: put once; when it is there already it must be the same, byte for byte. */
class PaymentFile {
  readonly #objects: ObjectStore
  readonly #key: string
  readonly #writer: ObjectWriter
  readonly #hash: Hash = createHash('sha256')
  count = 0
  sum = NO_MONEY

  constructor(objects: ObjectStore, key: string, contentType: string) {
    this.#objects = objects
    this.#key = key
    this.#writer = objects.openWriter('payments', key, { once: true, contentType })
  }

  async add(amount: EuroText, line: string): Promise<void> {
    this.count += 1
    this.sum = addCents(this.sum, centsOf(amount))
    this.#hash.update(line)
    await this.#writer.write(line)
  }

  /** Stores the file and gives its SHA-256; another content under this name is an assertion failure. */
  async close(): Promise<string> {
    const sha256 = this.#hash.digest('hex')
    if ((await this.#writer.close()) === 'exists') await assertSame(this.#objects, this.#key, sha256)
    return sha256
  }

  abort(): Promise<void> {
    return this.#writer.abort()
  }
}

async function assertSame(objects: ObjectStore, key: string, sha256: string): Promise<void> {
  const stored = createHash('sha256')
  for await (const piece of (await objects.read('payments', key)) ?? []) stored.update(piece)
  if (stored.digest('hex') !== sha256)
    throw new AssertionFailure(`another content stands under ${key} in the payments bucket`, 'payment-exists')
}

/** All files of a settled run. `close` writes the payment manifest last: without it nothing is to be paid. */
export class RunReports {
  readonly summary = new Summary()
  readonly #run: Run
  readonly #objects: ObjectStore
  readonly #exceptions: ExceptionReports
  readonly #instructions: PaymentFile
  readonly #writers: Readonly<Record<'calculations' | 'claims' | 'held', ObjectWriter>>
  #employer: string | undefined
  /** PAY findings of the current employer: they come last per employer. */
  #paymentExceptions: BusinessException[] = []
  readonly #holdsReported = new Set<string>()

  constructor(run: Run, { objects }: Dependencies) {
    this.#run = run
    this.#objects = objects
    this.#exceptions = new ExceptionReports(run.runId, objects, this.summary)
    this.#instructions = new PaymentFile(objects, outputKey(run.runId, PAYMENT_FILES.instructions), JSON_LINES)
    const writer = (file: string): ObjectWriter =>
      objects.openWriter('reports', outputKey(run.runId, file), { once: false, contentType: JSON_LINES })
    this.#writers = {
      calculations: writer(REPORT_FILES.calculations),
      claims: writer(REPORT_FILES.claims),
      held: writer(REPORT_FILES.held),
    }
  }

  /** A row or a declaration that was refused before any account was reached. */
  async refused(item: Exclude<ResultItem, { type: 'record' }>): Promise<void> {
    if (item.type === 'rejected') {
      await this.#turnTo(item.employerNumber)
      this.summary.rejectedDeclaration()
    }
    await this.#exceptions.add(item.exception)
    if (item.type === 'rejected') for (const exception of item.rowExceptions) await this.#exceptions.add(exception)
  }

  async outcome(outcome: DeclarationOutcome): Promise<void> {
    await this.#turnTo(outcome.entry.account.employerNumber)
    this.summary.outcome(outcome)
    for (const exception of outcome.exceptions) await this.#exceptions.add(exception)
    for (const calculation of outcome.calculations) await this.#writers.calculations.write(`${JSON.stringify(calculation)}\n`)
    for (const payment of outcome.settlement.payments)
      await this.#instructions.add(payment.amount, `${JSON.stringify(instructionLine(payment))}\n`)
    for (const claim of outcome.settlement.claims) await this.#writers.claims.write(`${JSON.stringify(instructionLine(claim))}\n`)
    for (const held of outcome.settlement.held) await this.#writers.held.write(`${JSON.stringify(held)}\n`)
    this.#paymentExceptions.push(...outcome.paymentExceptions)
  }

  async close(state: RunState, parameterSet: string, rows: number, sha256: string): Promise<void> {
    await this.#turnTo(undefined)
    // What the ledger entries moved is what is paid and claimed: three sums, kept apart from each other, must agree before anything is an order.
    const { payments, claims } = this.summary
    if (this.summary.instructed() !== addCents(payments.sum, claims.sum) || this.#instructions.sum !== payments.sum) {
      throw new AssertionFailure('the payments and claims of the run are not what its entries moved', 'control-totals')
    }
    await this.#exceptions.close()
    for (const writer of Object.values(this.#writers)) await writer.close()
    const { runId } = this.#run
    await this.#objects.put(
      'reports',
      outputKey(runId, REPORT_FILES.summary),
      this.summary.document(this.#run, state, parameterSet, rows, sha256),
    )
    const instructions = {
      name: PAYMENT_FILES.instructions,
      sha256: await this.#instructions.close(),
      count: this.#instructions.count,
      sum: euroText(this.#instructions.sum),
      order: true,
    }
    const manifest = `${JSON.stringify({ runId, currency: 'EUR', files: [instructions] }, null, 2)}\n`
    const key = outputKey(runId, PAYMENT_FILES.manifest)
    if ((await this.#objects.putOnce('payments', key, manifest)) === 'exists')
      await assertSame(this.#objects, key, createHash('sha256').update(manifest).digest('hex'))
  }

  async abort(): Promise<void> {
    await Promise.all([
      this.#exceptions.abort(),
      this.#instructions.abort(),
      ...Object.values(this.#writers).map((writer) => writer.abort()),
    ])
  }

  /** Reports the payment findings of the employer that is complete. PAY-001 to -003 stand once per employer, with what is held in all its quarters. */
  async #turnTo(employer: string | undefined): Promise<void> {
    if (employer === this.#employer) return
    const holds = new Map<string, BusinessException>()
    for (const exception of this.#paymentExceptions.filter(({ quarter }) => quarter === undefined)) {
      const known = holds.get(exception.code)
      const amountEffect = euroText(sumCents([known, exception].map((each) => centsOf(each?.amountEffect ?? '0.00'))))
      holds.set(exception.code, { ...exception, amountEffect })
    }
    for (const [code, exception] of holds) {
      const key = `${this.#employer ?? ''}#${code}`
      if (!this.#holdsReported.has(key)) await this.#exceptions.add(exception)
      this.#holdsReported.add(key)
    }
    for (const exception of this.#paymentExceptions.filter(({ quarter }) => quarter !== undefined)) await this.#exceptions.add(exception)
    this.#paymentExceptions = []
    this.#employer = employer
  }
}

const instructionLine = ({
  paymentId,
  runId,
  employerNumber,
  payeeName,
  iban,
  measure,
  quarter,
  amount,
  currency,
  remittance,
  lines,
}: PaymentInstruction): PaymentInstruction => ({
  paymentId,
  runId,
  employerNumber,
  payeeName,
  iban,
  measure,
  quarter,
  amount,
  currency,
  remittance,
  lines,
})
