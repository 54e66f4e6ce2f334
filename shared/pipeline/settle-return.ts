// Understands how payments of an account that came back are settled: remembered with the employer first, then taken out of the ledger, once each.
import { bookReturn, takenBackBy } from '../ledger/returned-payments.ts'
import type { LedgerEntry, ReturnedPayment } from '../ledger/entry.ts'
import type { EmployerRegistry } from '../registry/employer-registry.ts'
import type { BusinessException } from '../exceptions/business-exception.ts'
import { refusalHold } from '../ledger/payment-holds.ts'
import { fold } from '../ledger/account.ts'
import { changesOf } from '../ledger/account-change.ts'
import type { PersonOf } from '../ledger/persons.ts'
import { omit } from '../kernel/omit.ts'
import { settlementOf } from '../payment/payment-instruction.ts'
import { personsOf } from './assess-declaration.ts'
import type { Dependencies } from './dependencies.ts'
import { holdsNow } from './payment-control.ts'
import type { ReturnedItem } from './records.ts'
import type { DeclarationOutcome } from './reports/outcome.ts'
import { NO_WORKERS } from './reports/worker-counts.ts'
import type { Run } from './run.ts'
import { requestRecompute, type SettleMode } from './settle-account.ts'

/** As `settleAccount`: the run's own entry found, or one appended; on a conflict it starts again from the query. */
export async function settleReturn(
  { runId }: Pick<Run, 'runId'>,
  item: ReturnedItem,
  mode: SettleMode,
  dependencies: Dependencies,
): Promise<DeclarationOutcome> {
  const { ledger, registry, telemetry } = dependencies
  const { account, returns } = item
  for (;;) {
    const entries = await ledger.entries(account)
    const own = entries.find((entry) => entry.runId === runId)
    if (own) {
      await afterEntry(own, dependencies)
      return outcomeOfReturn(own, item, entries, personsOf((await registry.employer(account.employerNumber)).aliases))
    }
    // Before it is due again: nothing of it must go out to the payee that was refused.
    if (mode === 'book')
      for (const each of returns)
        await registry.refusePayment(account.employerNumber, {
          ...omit(each, 'version', 'amount'),
          quarter: account.quarter,
          report: runId,
        })
    const today = await registry.employer(account.employerNumber)
    const { payee, payeeVersion } = today
    const asRemembered = returns.map((each) => ({ ...each, ...reasonRemembered(each, today) }))
    const personOf = personsOf(today.aliases)
    const entry = bookReturn(entries, { account, runId, returns: asRemembered, payee, payeeVersion, personOf })
    if (mode === 'trial') return outcomeOfReturn(entry, item, entries, personOf)
    if ((await ledger.append(entry)) === 'exists') {
      telemetry.event('ledger conflict', { run: runId, version: entry.version })
      continue
    }
    await afterEntry(entry, dependencies)
    return outcomeOfReturn(entry, item, entries, personOf)
  }
}

/** Of two answers with another reason each, the one that was remembered first holds: it is the one that the entry tells. */
function reasonRemembered(
  { paymentId }: ReturnedPayment,
  { refusedPayments }: EmployerRegistry,
): Partial<Pick<ReturnedPayment, 'code' | 'text' | 'details' | 'about'>> {
  const known = refusedPayments.find((refused) => refused.paymentId === paymentId)
  if (!known) return {}
  const { code, text, details, about } = known
  return { code, text, details, about }
}

/** What it holds is listed, so that somebody asks again; where the payee is another one already, it is asked now. */
async function afterEntry({ account, version, runId, lines, returned = [] }: LedgerEntry, dependencies: Dependencies): Promise<void> {
  if (!lines.some(({ holdCode }) => holdCode !== null)) return
  await dependencies.runs.openHold(account, version)
  const holds = await holdsNow(await dependencies.registry.employer(account.employerNumber), account.quarter, dependencies)
  if (returned.some(({ measure }) => !holds[measure])) await requestRecompute(runId, account, dependencies)
}

function outcomeOfReturn(
  entry: LedgerEntry,
  { returns }: ReturnedItem,
  entries: readonly LedgerEntry[],
  personOf: PersonOf,
): DeclarationOutcome {
  const { account, version, returned = [] } = entry
  const before = entries.filter((each) => each.version < version)
  const accountBefore = fold(before, personOf)
  const { employerNumber, quarter } = account
  const known = returns.flatMap(({ paymentId, measure }): BusinessException[] => {
    const earlier = takenBackBy(before, paymentId)
    const parameters = { payment: paymentId, run: earlier?.runId ?? '' }
    return earlier ? [{ code: 'RET-006', employerNumber, quarter, measure, parameters, value: paymentId }] : []
  })
  const taken = returned.map((each): BusinessException => {
    const { measure, paymentId: value, amount: amountEffect } = each
    return { ...refusalHold({ ...each, quarter }), employerNumber, quarter, measure, value, amountEffect }
  })
  return {
    entry,
    accepted: true,
    exceptions: known,
    paymentExceptions: taken,
    calculations: [],
    settlement: settlementOf(entry, accountBefore),
    changes: changesOf(accountBefore, entry, personOf),
    counts: NO_WORKERS,
    workers: [],
    differences: [],
  }
}
