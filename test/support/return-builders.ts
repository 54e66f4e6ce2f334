// Understands how tests tell of what comes back about payments: the bank's answers to the files of a run, lists of returned money, and where each payment stands.
import { addCents, euroText, NO_MONEY } from '../../shared/kernel/money.ts'
import type { Measure } from '../../shared/law/measures.ts'
import { fold } from '../../shared/ledger/account.ts'
import { messageIdOf, paymentInformationIdOf } from '../../shared/payment/payment-file-ids.ts'
import { outputKey, REPORT_FILES } from '../../shared/pipeline/layout.ts'
import { RETURNED_COLUMNS } from '../../shared/pipeline/returns/returned-money.ts'
import { runIdOf } from '../../shared/pipeline/run.ts'
import type { MemorySystem } from './memory-ports.ts'
import { statusReportXml, type StatusReportXml, type TransactionXml } from './status-reports.ts'

/** Principals: the bank's connection, and two of those who register money that came back. */
export const BANK = 'AWS:AROABANK:connection'
export const REGISTRAR = 'AWS:AROARETURNS:nora'

let files = 0

/** Drops a text under returns/; gives its run. */
export function dropReturn(system: MemorySystem, text: string, principal = BANK, name = `${(files += 1)}.xml`): string {
  const created = system.upload(`returns/${name}`, text, system.objects.now, principal)
  return runIdOf({ ...created, versionId: created.versionId ?? '' })
}

/** A report about a payment file of the run: the group status (or none), and payments listed with theirs. */
export const answerAbout = (
  runId: string,
  given: StatusReportXml & { fileNumber?: number; listed?: readonly (TransactionXml & { measure?: Measure })[] } = {},
): string => {
  const { fileNumber = 1, listed = [], ...report } = given
  const blocks = Map.groupBy(listed, ({ measure = 'IMW' }) => measure)
  return statusReportXml({
    originalMessageId: messageIdOf(runId, fileNumber),
    paymentInformations: [...blocks].map(([measure, transactions]) => ({
      id: paymentInformationIdOf(runId, fileNumber, measure),
      transactions,
    })),
    ...report,
  })
}

/** Drops a report about the run and lets everything happen that comes of it; gives its run. */
export async function answer(system: MemorySystem, runId: string, given: Parameters<typeof answerAbout>[1] = {}): Promise<string> {
  const run = dropReturn(system, answerAbout(runId, given))
  await system.run()
  return run
}

/** Drops a list of returned money and lets everything happen that comes of it; gives its run. */
export async function returnMoney(system: MemorySystem, principal: string, ...lines: readonly string[]): Promise<string> {
  const run = dropReturn(system, `${[RETURNED_COLUMNS.join(';'), ...lines].join('\n')}\n`, principal, `manual/${(files += 1)}.csv`)
  await system.run()
  return run
}

interface Reconciliation {
  readonly agrees: boolean
  readonly answers: number
  readonly instructed: Total
  readonly accepted: Total
  readonly settled: Total
  readonly pending: Total
  readonly open: Total
  readonly rejected: Total
  readonly returned: Total
  readonly differences: readonly { readonly paymentId: string; readonly differences: readonly string[] }[]
}
interface Total {
  readonly count: number
  readonly sum: string
}

export const reconciliationOf = (system: MemorySystem, runId: string): Reconciliation =>
  JSON.parse(system.objects.text('reports', outputKey(runId, REPORT_FILES.reconciliation)) ?? '') as Reconciliation

/** `name count sum` of every total that is not empty. */
export const totalsOf = (system: MemorySystem, runId: string): string[] =>
  Object.entries(reconciliationOf(system, runId)).flatMap(([name, total]) => {
    const { count, sum } = total as Total
    return typeof total === 'object' && count > 0 ? [`${name} ${count} ${sum}`] : []
  })

/** What all accounts have instructed and hold, together. */
export function booksOf(system: MemorySystem): { instructed: string; held: string } {
  const lines = Object.values(system.ledger.all()).flatMap((entries) =>
    [...fold(entries).lines.values()].flatMap((worker) => [...worker.values()]),
  )
  const sum = (amount: 'instructed' | 'held'): string => euroText(addCents(NO_MONEY, ...lines.map((line) => line[amount])))
  return { instructed: sum('instructed'), held: sum('held') }
}
