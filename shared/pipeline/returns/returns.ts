// Understands what comes back about payments: a report of the bank, or a list of returned money that a person made. Each begins a run of its own.
import type { CreatedObject, Dependencies } from '../dependencies.ts'
import { isManualReturn } from '../layout.ts'
import { startRun } from '../run-start.ts'
import { readBankReport } from './bank-report.ts'
import { readReturnedMoney } from './returned-money.ts'

/** Handles one created file. Idempotent, as every start of a run; the same answer twice is two runs, of which the second changes nothing. */
export const returns = (created: CreatedObject, dependencies: Dependencies): Promise<void> =>
  startRun(
    created,
    false,
    (run) => (isManualReturn(created.key) ? readReturnedMoney(run, dependencies) : readBankReport(run, dependencies)),
    dependencies,
  )
