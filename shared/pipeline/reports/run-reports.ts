// Understands the files that a run leaves: written line by line while declarations are settled, in file order, in constant memory.
import { brusselsDate } from '../../kernel/calendar.ts'
import { addCents, centsOf, euroText, subtractCents, sumCents, type Cents } from '../../kernel/money.ts'
import type { BusinessException } from '../../exceptions/business-exception.ts'
import { csvHeader, csvLine, reportRow, type DecimalSign } from '../../exceptions/report.ts'
import { AssertionFailure, type Dependencies } from '../dependencies.ts'
import { claimLimitOn } from '../../payment/claim-limit.ts'
import { computesAgain, isDryRun, isRecompute, isRelease, isRetry, isReturn, outputKey, REPORT_FILES } from '../layout.ts'
import { claimLine, unbooked, withClaimLimit } from './claim-line.ts'
import { differencesHeader, differencesJson, differencesLine, type DifferenceRow } from './difference-report.ts'
import { exceptionsPage } from './exceptions-page/document.ts'
import type { RequestKind, SummaryFacts } from './exceptions-page/facts.ts'
import { KeptFindings } from './exceptions-page/kept-findings.ts'
import type { DeclarationOutcome } from './outcome.ts'
import { PaymentOrder } from './payment-order.ts'
import type { ObjectStore, ObjectWriter } from '../ports.ts'
import type { RefusedItem } from '../records.ts'
import type { Run, RunState } from '../run.ts'
import { Statements } from './statements.ts'
import { Summary } from './summary.ts'

const DRY_RUN_MARK = '[DRY RUN] '
const JSON_LINES = 'application/x-ndjson'

/** Reports of a run that waits never take the place of those of the run that was settled: a slow delivery may write them when the run has gone on. */
const onceWhen = (state: RunState, contentType: string): { readonly once: boolean; readonly contentType: string } => ({
  once: state === 'held',
  contentType,
})

function requestOf(key: string): RequestKind | undefined {
  if (isRelease(key)) return isRetry(key) ? 'retry' : 'release'
  return isRecompute(key) ? 'recompute' : undefined
}

/** exceptions.csv, exceptions.json and exceptions.html, the same findings in the same order. */
export class ExceptionReports {
  readonly #csv: ObjectWriter
  readonly #json: ObjectWriter
  readonly #page: ObjectWriter
  readonly #summary: Summary
  readonly #mark: string
  readonly #request: RequestKind | undefined
  /** For the page, which begins with what is known at the end. */
  readonly #kept: KeptFindings
  readonly #decimalSign: DecimalSign
  readonly #employers = new Set<string>()
  #count = 0

  constructor(
    { runId, source }: Run,
    state: RunState,
    summary: Summary,
    { objects, settings }: Pick<Dependencies, 'objects' | 'settings'>,
  ) {
    this.#summary = summary
    this.#decimalSign = settings.decimalSign
    this.#kept = new KeptFindings(settings.decimalSign)
    // A finding of a dry run must not be taken for one of a run.
    this.#mark = isDryRun(source.key) ? DRY_RUN_MARK : ''
    this.#request = requestOf(source.key)
    this.#csv = objects.openWriter('reports', outputKey(runId, REPORT_FILES.exceptionsCsv), onceWhen(state, 'text/csv; charset=utf-8'))
    this.#json = objects.openWriter('reports', outputKey(runId, REPORT_FILES.exceptionsJson), onceWhen(state, 'application/json'))
    this.#page = objects.openWriter('reports', outputKey(runId, REPORT_FILES.exceptionsPage), onceWhen(state, 'text/html; charset=utf-8'))
  }

  /** Counts an employer that the file names, for the page's headline. */
  employer(employerNumber: string): void {
    this.#employers.add(employerNumber)
  }

  async add(exception: BusinessException): Promise<void> {
    const plain = reportRow(exception)
    this.#kept.add(exception, plain)
    const row = { ...plain, message_nl: this.#mark + plain.message_nl, message_en: this.#mark + plain.message_en }
    const line = csvLine(row, this.#decimalSign)
    await this.#csv.write(this.#count === 0 ? csvHeader() + line : line)
    // What only an XML declaration has stands behind the columns that all have.
    const { column, anomaly } = exception
    await this.#json.write(`${this.#count === 0 ? '[\n' : ',\n'}${JSON.stringify({ ...row, column, anomaly })}`)
    this.#count += 1
    this.#summary.exception(exception.code)
  }

  /** `summary` is the text of summary.json: the page's headline says the same. */
  async close(summary: string): Promise<void> {
    if (this.#count === 0) await this.#csv.write(csvHeader())
    await this.#json.write(this.#count === 0 ? '[]\n' : '\n]\n')
    await this.#csv.close()
    await this.#json.close()
    const request = this.#request ? { request: this.#request } : {}
    const facts = { ...(JSON.parse(summary) as SummaryFacts), employers: this.#employers.size, ...request }
    for (const piece of exceptionsPage(facts, this.#kept, this.#mark)) await this.#page.write(piece)
    await this.#page.close()
  }

  async abort(): Promise<void> {
    await Promise.all([this.#csv.abort(), this.#json.abort(), this.#page.abort()])
  }
}

/** differences.csv and differences.jsonl, the same rows in the same order. */
class DifferenceReports {
  readonly #decimalSign: DecimalSign
  readonly #csv: ObjectWriter
  readonly #json: ObjectWriter

  constructor(runId: string, state: RunState, { objects, settings }: Dependencies) {
    this.#decimalSign = settings.decimalSign
    const writer = (file: string, contentType: string): ObjectWriter =>
      objects.openWriter('reports', outputKey(runId, file), onceWhen(state, contentType))
    this.#csv = writer(REPORT_FILES.differencesCsv, 'text/csv; charset=utf-8')
    this.#json = writer(REPORT_FILES.differences, JSON_LINES)
  }

  async begin(): Promise<void> {
    await this.#csv.write(differencesHeader())
  }

  async add(row: DifferenceRow): Promise<void> {
    await this.#csv.write(differencesLine(row, this.#decimalSign))
    await this.#json.write(differencesJson(row))
  }

  async close(): Promise<void> {
    await this.#csv.close()
    await this.#json.close()
  }

  async abort(): Promise<void> {
    await Promise.all([this.#csv.abort(), this.#json.abort()])
  }
}

/**
 * All files of a run that is settled, or that waits for a second person. `close` writes the payment manifest last: without it nothing is to be paid. A
 * dry run and a run that waits have no file in the payments bucket, and say in each of their lines what they are.
 */
export class RunReports {
  readonly summary = new Summary()
  readonly #run: Run
  readonly #objects: ObjectStore
  readonly #exceptions: ExceptionReports
  readonly #order: PaymentOrder | undefined
  readonly #statements: Statements | undefined
  readonly #claimLimit: Cents
  readonly #differences: DifferenceReports | undefined
  readonly #state: 'settled' | 'held'
  readonly #mark: Readonly<Record<string, true>>
  readonly #writers: Readonly<Record<'calculations' | 'claims' | 'held', ObjectWriter>>
  #employer: string | undefined
  /** PAY findings of the current employer: they come last per employer. */
  #paymentExceptions: BusinessException[] = []
  readonly #holdsReported = new Set<string>()

  constructor(run: Run, state: 'settled' | 'held', dependencies: Dependencies) {
    const { objects, settings } = dependencies
    this.#run = run
    this.#state = state
    this.#objects = objects
    const { key } = run.source
    this.#mark = isDryRun(key) ? { dryRun: true } : state === 'held' ? { waitsForRelease: true } : {}
    this.#exceptions = new ExceptionReports(run, state, this.summary, dependencies)
    const isOrder = !isDryRun(key) && state === 'settled'
    this.#order = isOrder ? new PaymentOrder(objects, run.runId, run.orderedAt ?? run.receivedAt, settings.paymentFiles) : undefined
    this.#statements = isOrder && !isReturn(key) ? new Statements(run, objects, settings.decimalSign) : undefined
    this.#claimLimit = claimLimitOn(brusselsDate(new Date(run.receivedAt)))
    this.#differences = isDryRun(key) || computesAgain(key) ? new DifferenceReports(run.runId, state, dependencies) : undefined
    const writer = (file: string): ObjectWriter => objects.openWriter('reports', outputKey(run.runId, file), onceWhen(state, JSON_LINES))
    this.#writers = {
      calculations: writer(REPORT_FILES.calculations),
      claims: writer(REPORT_FILES.claims),
      held: writer(REPORT_FILES.held),
    }
  }

  async begin(): Promise<void> {
    await this.#differences?.begin()
    // What a person has to do about the whole run stands above what is in it.
    if (this.#state === 'held' && this.#run.verdict) await this.#exceptions.add(this.#run.verdict)
  }

  /** A row or a declaration that was refused before any account was reached. */
  async refused(item: RefusedItem): Promise<void> {
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
    const { settlement, calculations } = outcome
    const line = (value: object): string => `${JSON.stringify({ ...this.#mark, ...value })}\n`
    for (const exception of outcome.exceptions) await this.#exceptions.add(exception)
    for (const calculation of calculations) await this.#writers.calculations.write(line(calculation))
    for (const payment of settlement.payments) await this.#order?.add(payment, outcome.entry.payee?.bic ?? null)
    // A claim of a dry run, or of a run that waits, has no number: nobody is asked to pay it.
    for (const claim of settlement.claims) {
      const whole = claimLine(claim, outcome, this.#claimLimit)
      await this.#writers.claims.write(line(this.#order ? whole : unbooked(whole)))
    }
    for (const held of settlement.held) await this.#writers.held.write(line(held))
    for (const row of outcome.differences) await this.#differences?.add(row)
    this.#paymentExceptions.push(...outcome.paymentExceptions.map((exception) => withClaimLimit(exception, this.#claimLimit)))
    await this.#statements?.add(outcome)
  }

  async close(parameterSet: string, rows: number, sha256: string): Promise<void> {
    await this.#turnTo(undefined)
    // What the ledger entries moved is what is paid and claimed: three sums, kept apart from each other, must agree before anything is an order.
    const { payments, claims, returned } = this.summary
    const ordered = this.#order?.sum ?? payments.sum
    const moved = subtractCents(addCents(payments.sum, claims.sum), returned.sum)
    if (this.summary.instructed() !== moved || ordered !== payments.sum) {
      throw new AssertionFailure('the payments and claims of the run are not what its entries moved', 'control-totals')
    }
    const { runId } = this.#run
    const summary = this.summary.document(this.#run, this.#state, parameterSet, rows, sha256)
    await this.#exceptions.close(summary)
    await this.#differences?.close()
    for (const writer of Object.values(this.#writers)) await writer.close()
    await this.#statements?.close()
    const key = outputKey(runId, REPORT_FILES.summary)
    if (this.#state === 'held') await this.#objects.putOnce('reports', key, summary)
    else await this.#objects.put('reports', key, summary)
    await this.#order?.close()
  }

  async abort(): Promise<void> {
    await Promise.all([
      this.#exceptions.abort(),
      this.#order?.abort(),
      this.#statements?.abort(),
      this.#differences?.abort(),
      ...Object.values(this.#writers).map((writer) => writer.abort()),
    ])
  }

  /** Reports the payment findings of the employer that is complete. PAY-001 to -003 stand once per employer, with what is held in all its quarters. */
  async #turnTo(employer: string | undefined): Promise<void> {
    if (employer === this.#employer) return
    if (employer !== undefined) this.#exceptions.employer(employer)
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
