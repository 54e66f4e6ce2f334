// Understands a statement that somebody asks for: of runs with many employers none is made beforehand (formats.md 2).
import { brusselsDate, type Quarter } from '../../kernel/calendar.ts'
import type { EmployerNumber } from '../../kernel/identifiers.ts'
import { fold } from '../../ledger/account.ts'
import type { LedgerEntry } from '../../ledger/entry.ts'
import { personsOfRecord } from '../assess-declaration.ts'
import type { Dependencies } from '../dependencies.ts'
import { outputKey, statementFile } from '../layout.ts'
import { readRecord } from '../recompute/compute-again.ts'
import { outcomeOf } from '../reports/outcome.ts'
import { statementHtml } from '../reports/statement/document.ts'
import { statementQuarter, type StatementQuarter } from '../reports/statement/statement.ts'
import type { Run } from '../run.ts'
import { told, type LineResult } from './findings.ts'

interface StatementLine {
  readonly employerNumber: EmployerNumber
  readonly quarter: Quarter | undefined
  readonly ofRun: string | undefined
}

/** One page with the employer's quarters: as the run named booked them, else as they were booked last. Made from the entries and the records behind them. */
export async function writeStatement(
  { employerNumber, quarter, ofRun }: StatementLine,
  request: Run,
  dependencies: Dependencies,
): Promise<LineResult> {
  const { ledger, objects, runs } = dependencies
  const target = [employerNumber, quarter ?? ''].join(' ').trim()
  const declared = (await ledger.quartersOf(employerNumber)).filter((each) => quarter === undefined || each === quarter)
  if (declared.length === 0) return [told('REL-003', target, 'unknown')]
  const found: { entry: LedgerEntry; quarter: StatementQuarter }[] = []
  for (const each of declared.toSorted()) {
    const entries = await ledger.entries({ employerNumber, quarter: each })
    const entry = entries.findLast(
      ({ runId, refusal, returned }) => !returned && (ofRun === undefined ? refusal === null : runId === ofRun),
    )
    if (!entry) continue
    const record = await readRecord(entry.record, dependencies)
    const before = fold(
      entries.filter(({ version }) => version < entry.version),
      personsOfRecord(record),
    )
    found.push({ entry, quarter: statementQuarter(outcomeOf(entry, record, { before, told: before })) })
  }
  const latest = found.at(-1)
  if (!latest) return [told('REL-003', target, 'nothing-booked')]
  const run = ofRun === undefined ? undefined : await runs.get(ofRun)
  const { runId, receivedAt } = run ?? request
  const head = { runId, date: brusselsDate(new Date(receivedAt)), employerNumber, payee: latest.entry.payee }
  const html = statementHtml(
    head,
    found.map((each) => each.quarter),
  )
  await objects.put('reports', outputKey(request.runId, statementFile(employerNumber)), html)
  return [told('REL-002', target, 'statement')]
}
