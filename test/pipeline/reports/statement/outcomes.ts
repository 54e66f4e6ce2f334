// Understands how tests of a statement get outcomes: what a settled run left in the ledger, told again as the reports of the run do.
import { brusselsDate } from '../../../../shared/kernel/calendar.ts'
import { fold } from '../../../../shared/ledger/account.ts'
import type { LedgerEntry } from '../../../../shared/ledger/entry.ts'
import { personsOfRecord } from '../../../../shared/pipeline/assess-declaration.ts'
import { readRecord } from '../../../../shared/pipeline/recompute/compute-again.ts'
import { outcomeOf, type DeclarationOutcome } from '../../../../shared/pipeline/reports/outcome.ts'
import { statementHtml } from '../../../../shared/pipeline/reports/statement/document.ts'
import { statementQuarter, type StatementHead } from '../../../../shared/pipeline/reports/statement/statement.ts'
import type { Payee } from '../../../../shared/registry/payee.ts'
import type { MemorySystem } from '../../../support/memory-ports.ts'

/** The outcomes of a run, by employer, in order of quarter. */
export async function outcomesOf(system: MemorySystem, runId: string): Promise<Map<string, DeclarationOutcome[]>> {
  const byEmployer = new Map<string, DeclarationOutcome[]>()
  for (const entries of Object.values<readonly LedgerEntry[]>(system.ledger.all())) {
    const own = entries.find((entry) => entry.runId === runId)
    if (!own) continue
    const record = await readRecord(own.record, system.dependencies)
    const before = fold(
      entries.filter(({ version }) => version < own.version),
      personsOfRecord(record),
    )
    const { employerNumber } = own.account
    byEmployer.set(employerNumber, [...(byEmployer.get(employerNumber) ?? []), outcomeOf(own, record, { before, told: before })])
  }
  return byEmployer
}

export function headOf(runId: string, outcomes: readonly DeclarationOutcome[], payee: Partial<Payee> = {}): StatementHead {
  const [first] = outcomes
  if (!first) throw new Error('the run settled nothing of this employer')
  const { account, payee: known } = first.entry
  const date = brusselsDate(new Date('2024-10-15T08:00:00.000Z'))
  return { runId, date, employerNumber: account.employerNumber, payee: known && { ...known, ...payee } }
}

export const statementOf = (runId: string, outcomes: readonly DeclarationOutcome[], payee: Partial<Payee> = {}): string =>
  statementHtml(headOf(runId, outcomes, payee), outcomes.map(statementQuarter))
