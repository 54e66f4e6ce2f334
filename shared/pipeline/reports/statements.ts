// Understands the statements of a run: one page per employer, kept until the run ends, and one table of all of them, written while it is settled.
import type { DecimalSign } from '../../exceptions/report.ts'
import { brusselsDate } from '../../kernel/calendar.ts'
import type { EmployerNumber } from '../../kernel/identifiers.ts'
import { STATEMENT_EMPLOYERS_MAX, STATEMENT_ROWS_MAX } from '../../kernel/limits.ts'
import type { Payee } from '../../registry/payee.ts'
import { outputKey, REPORT_FILES, statementFile } from '../layout.ts'
import type { ObjectStore, ObjectWriter } from '../ports.ts'
import type { Run } from '../run.ts'
import type { DeclarationOutcome } from './outcome.ts'
import { statementHtml } from './statement/document.ts'
import { statementCsvHeader, statementCsvLines } from './statement/statement-csv.ts'
import { statementQuarter, type StatementQuarter } from './statement/statement.ts'

interface OfEmployer {
  readonly payee: Payee | null
  readonly quarters: StatementQuarter[]
}

/** Of runs with more employers, or more rows, statements are made when somebody asks (release/, action `statement`). */
export class Statements {
  readonly #run: Run
  readonly #objects: ObjectStore
  readonly #csv: ObjectWriter
  readonly #decimalSign: DecimalSign | undefined
  #kept: Map<EmployerNumber, OfEmployer> | undefined = new Map()
  #rows = 0
  #hasLines = false

  constructor(run: Run, objects: ObjectStore, decimalSign?: DecimalSign) {
    this.#run = run
    this.#objects = objects
    this.#decimalSign = decimalSign
    const key = outputKey(run.runId, REPORT_FILES.statementCsv)
    this.#csv = objects.openWriter('reports', key, { once: false, contentType: 'text/csv; charset=utf-8' })
  }

  async add(outcome: DeclarationOutcome): Promise<void> {
    const lines = statementCsvLines(outcome, this.#decimalSign)
    if (lines !== '') {
      await this.#csv.write(this.#hasLines ? lines : statementCsvHeader() + lines)
      this.#hasLines = true
    }
    if (!this.#kept) return
    const { account, payee } = outcome.entry
    const employer = this.#kept.get(account.employerNumber) ?? { payee, quarters: [] }
    const quarter = statementQuarter(outcome)
    employer.quarters.push(quarter)
    this.#kept.set(account.employerNumber, employer)
    this.#rows += quarter.measures.reduce((rows, measure) => rows + measure.rows.length, quarter.remarks.length)
    if (this.#kept.size > STATEMENT_EMPLOYERS_MAX || this.#rows > STATEMENT_ROWS_MAX) this.#kept = undefined
  }

  async close(): Promise<void> {
    if (!this.#hasLines) await this.#csv.write(statementCsvHeader())
    await this.#csv.close()
    const { runId, receivedAt } = this.#run
    const date = brusselsDate(new Date(receivedAt))
    for (const [employerNumber, { payee, quarters }] of this.#kept ?? []) {
      const html = statementHtml({ runId, date, employerNumber, payee }, quarters)
      await this.#objects.put('reports', outputKey(runId, statementFile(employerNumber)), html)
    }
  }

  abort(): Promise<void> {
    return this.#csv.abort()
  }
}
