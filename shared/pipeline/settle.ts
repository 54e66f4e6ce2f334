// Understands settle: the only stage that books. One finished run: the verdict of the stop rule first, then account by account onto the ledger, then the files.
import { hashOf } from './assess-declaration.ts'
import { readManifest } from './compute.ts'
import { AssertionFailure, Fault, required, type CreatedObject, type Dependencies } from './dependencies.ts'
import type { BusinessException } from '../exceptions/business-exception.ts'
import { computesAgain, isDryRun, isManualReturn, isRelease, isReturn, parseTrigger } from './layout.ts'
import { rememberParameters } from './recompute/parameter-sets.ts'
import type { Manifest } from './records.ts'
import { annotatedCopy } from './reports/annotated-copy.ts'
import { keepReturnedMoney } from './returns/returned-money.ts'
import { writeReconciliation } from './reports/reconciliation.ts'
import { RunReports } from './reports/run-reports.ts'
import type { Summary } from './reports/summary.ts'
import { BOOKING_STATES, missingChunks, type Run } from './run.ts'
import { runOutcomes } from './run-outcomes.ts'
import type { SettleMode } from './settle-account.ts'
import { verdictOf } from './stop-rule.ts'

/** Codes after which the same file may be sent again: what was wrong can be right later. */
const FREES_CONTENT: readonly string[] = ['DCL-002', 'DCL-003', 'DCL-007', 'DCL-013', 'RUN-002']

/** Handles one settle trigger. Idempotent: an account that has an entry of this run is not booked again, and all files are made from the entries. */
export async function settle(created: CreatedObject, dependencies: Dependencies): Promise<void> {
  const trigger = parseTrigger(created.key)
  if (!trigger) throw new Fault('not the key of a settle trigger')
  const run = await decided(trigger.runId, created.eventTime, dependencies)
  if (run?.state === 'held') return reportHeld(run, dependencies)
  if (!run || !BOOKING_STATES.includes(run.state)) return
  if (!isDryRun(run.source.key)) await rememberParameters(dependencies)
  const manifest = await manifestOf(run, dependencies)
  const reports = new RunReports(run, 'settled', dependencies)
  const { freesContent } = await writeReports(run, manifest, reports, isDryRun(run.source.key) ? 'trial' : 'book', dependencies)
  if (isManualReturn(run.source.key)) for (const about of manifest.answers ?? []) await keepReturnedMoney(run, about, dependencies)
  for (const about of reconciledRuns(run, manifest, reports.summary)) await writeReconciliation(about, dependencies)
  await finish(run, manifest, freesContent, reports.summary, dependencies)
}

/**
 * The run with its verdict: settling or held, stored by whoever comes first; every later look obeys what is stored, whatever it would say itself.
 * undefined = the trigger was written too early, by hand: the chunk that completes the set will write it again.
 */
async function decided(runId: string, at: string, dependencies: Dependencies): Promise<Run | undefined> {
  const { runs, telemetry } = dependencies
  const found = required(await runs.get(runId), 'the run of a settle trigger')
  if (found.state !== 'computing') return found
  if (missingChunks(found).length > 0) return undefined
  const verdict = await verdictNow(found, dependencies)
  if (!verdict) await runs.advance(runId, ['computing'], 'settling', { orderedAt: at })
  else if (await runs.advance(runId, ['computing'], 'held', { verdict })) {
    telemetry.event('run held', { run: runId, code: verdict.code })
    telemetry.metric('RunsHeld', 1)
  }
  return required(await runs.get(runId), 'the run of a settle trigger')
}

/** A dry run books nothing; what is released was looked at when it was booked; what the bank refused is a fact; what a person says came back takes a second one. */
async function verdictNow(run: Run, dependencies: Dependencies): Promise<BusinessException | undefined> {
  const { key } = run.source
  if (isDryRun(key) || isRelease(key) || (isReturn(key) && !isManualReturn(key))) return undefined
  const manifest = await manifestOf(run, dependencies)
  if (!isManualReturn(key)) return verdictOf(run, manifest, dependencies)
  // A list without a line that can be used takes nobody's time.
  return (manifest.answers ?? []).length > 0 ? { code: 'RET-008', parameters: {} } : undefined
}

/** The run knows how many chunks it has: a manifest that says otherwise would leave declarations out. */
async function manifestOf({ runId, chunks }: Run, dependencies: Dependencies): Promise<Manifest> {
  const manifest = await readManifest(runId, dependencies)
  if (manifest.runId !== runId || manifest.chunks !== chunks) throw new AssertionFailure('the manifest is not that of its run')
  return manifest
}

/** What the run would book, for those who decide about it. Nothing is booked, nothing lies in the payments bucket. */
async function reportHeld(run: Run, dependencies: Dependencies): Promise<void> {
  const manifest = await manifestOf(run, dependencies)
  const reports = new RunReports(run, 'held', dependencies)
  await writeReports(run, manifest, reports, 'trial', dependencies)
  await dependencies.runs.keepFigures(run.runId, ['held'], reports.summary.figures(manifest.rows))
}

/** The runs whose payments something became known of: its own are ordered, and a file of returns/ speaks of others. */
function reconciledRuns({ runId, source }: Run, { answers = [] }: Manifest, { payments }: Summary): readonly string[] {
  return !isDryRun(source.key) && payments.count > 0 ? [...answers, runId] : answers
}

async function writeReports(
  run: Run,
  manifest: Manifest,
  reports: RunReports,
  mode: SettleMode,
  dependencies: Dependencies,
): Promise<{ readonly freesContent: boolean }> {
  let freesContent = false
  const copy = annotatedCopy(run, manifest, dependencies)
  try {
    await reports.begin()
    for await (const settled of runOutcomes(run, manifest, mode, dependencies)) {
      if (settled.kind === 'outcome') {
        copy?.outcome(settled.outcome)
        await reports.outcome(settled.outcome)
      } else {
        freesContent ||= FREES_CONTENT.includes(settled.item.exception.code)
        copy?.refused(settled.item)
        await reports.refused(settled.item)
      }
    }
    await reports.close(hashOf(dependencies.settings.parameters), manifest.rows, manifest.sha256)
    // Last: the order does not wait for it.
    await copy?.write()
  } catch (error) {
    await reports.abort()
    throw error
  }
  return { freesContent }
}

async function finish(
  run: Run,
  manifest: Manifest,
  freesContent: boolean,
  summary: Summary,
  { runs, telemetry }: Dependencies,
): Promise<void> {
  if (freesContent) await runs.freeContent(manifest.sha256, run.runId)
  await runs.keepFigures(run.runId, BOOKING_STATES, summary.figures(manifest.rows))
  if (!(await runs.advance(run.runId, BOOKING_STATES, 'settled'))) return // counted when it was settled first
  telemetry.event('run settled', {
    run: run.runId,
    payments: summary.payments.count,
    claims: summary.claims.count,
    held: summary.held.count,
  })
  telemetry.metric('RunsEnded', 1)
  if (isDryRun(run.source.key)) return
  // A run that computes again names only workers whose result changed: after a revocation all of them are refused, as they should be.
  telemetry.metric('RefusedShare', computesAgain(run.source.key) ? 0 : summary.refusedShare())
  for (const [quarter, instructed] of summary.quarters()) {
    const { total, yearBefore } = await runs.addToQuarter(quarter, instructed)
    telemetry.metric('QuarterTotalShareOfLastYear', yearBefore > 0n ? Number((total * 100n) / yearBefore) : 0)
  }
}
