// Understands the kill switch: payments of a measure stopped by a person, and let go on again.
import type { Measure } from '../../law/measures.ts'
import { mapOrdered, type Dependencies } from '../dependencies.ts'
import type { Run } from '../run.ts'
import { listedAccounts, retryAccount } from './accounts.ts'
import { told, type LineResult } from './findings.ts'

interface PaymentsLine {
  readonly measure: Measure
  readonly reason: string
  /** Line of the request: of two about one measure the later one wins. */
  readonly line: number
}

/** Requests can be handled in another order than they were made: the later one wins. */
const stampOf = ({ receivedAt, source }: Run, line: number): string =>
  [new Date(receivedAt).toISOString(), source.sequencer.padStart(32, '0'), String(line).padStart(9, '0')].join('#')

export async function pausePayments({ measure, reason, line }: PaymentsLine, request: Run, { runs }: Dependencies): Promise<LineResult> {
  await runs.setPause(measure, reason, { person: request.source.uploadedBy, stamp: stampOf(request, line) })
  return [(await runs.pauses())[measure] ? told('REL-002', measure, 'paused') : told('REL-003', measure, 'overtaken')]
}

/** Whatever is held anywhere is tried again; what is listed too late for that is found by the next sweep. */
export async function resumePayments({ measure, line }: PaymentsLine, request: Run, dependencies: Dependencies): Promise<LineResult> {
  const { runs, settings } = dependencies
  await runs.setPause(measure, null, { person: request.source.uploadedBy, stamp: stampOf(request, line) })
  if ((await runs.pauses())[measure]) return [told('REL-003', measure, 'overtaken')]
  const accounts = await listedAccounts(dependencies)
  const items = [told('REL-002', measure, 'resumed')] as LineResult[number][]
  for await (const found of mapOrdered(accounts, settings.concurrency, (account) => retryAccount(account, dependencies)))
    items.push(...found.filter(({ type }) => type === 'account'))
  return items
}
