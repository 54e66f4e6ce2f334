// Understands the sweep: looks on a schedule for what stands still, was not noticed, or waits without a reason, and helps it on.
import { SWEEP_AGAIN_HOURS, SWEEP_QUIET_MINUTES } from '../../kernel/limits.ts'
import type { Dependencies } from '../dependencies.ts'
import { OVERVIEW_KEY, STAGE_NAMES, SWEEP_REPORT_KEY, type FunctionName } from '../layout.ts'
import { bucketPlace } from '../overview/bucket-place.ts'
import { makeOverview } from '../overview/make-overview.ts'
import type { DeadLetters } from '../overview/overview.ts'
import type { Queues } from '../ports.ts'
import { overviewPage } from '../reports/overview-page/document.ts'
import { retryHolds, type WaitingHold } from './open-holds.ts'
import { helpRuns, type HeldRun } from './standing-runs.ts'
import type { StandingStill } from './standing-still.ts'
import type { Sweep } from './context.ts'
import { startUnnoticed } from './unnoticed-uploads.ts'

export interface SweepReport {
  readonly at: string
  /** Triggers written and requests made. */
  readonly helped: readonly string[]
  /** What three sweeps could not help on. */
  readonly standingStill: readonly StandingStill[]
  /** Runs that wait for a second person (RUN-001). */
  readonly heldRuns: readonly HeldRun[]
  /** Accounts that wait, and for what. */
  readonly holds: readonly WaitingHold[]
}

/** Rebuilt from the table of runs: nothing of it is kept elsewhere. */
async function putOverview({ at, heldRuns, holds, standingStill }: SweepReport, dependencies: Dependencies, queues: Queues): Promise<void> {
  const deadLetters: DeadLetters[] = []
  for (const stage of STAGE_NAMES) {
    const count = await queues.deadLetters(stage)
    if (count > 0) deadLetters.push({ stage, count })
  }
  const waiting = { heldRuns, holds, standingStill, deadLetters, pauses: await dependencies.runs.pauses() }
  const overview = await makeOverview(at, waiting, dependencies)
  const page = dependencies.objects.openWriter('reports', OVERVIEW_KEY, { once: false, contentType: 'text/html; charset=utf-8' })
  await page.write(overviewPage(overview, bucketPlace(overview)))
  await page.close()
}

const before = (at: string, minutes: number): string => new Date(Date.parse(at) - minutes * 60_000).toISOString()

/** Idempotent: whatever it starts has an identity of its own, so a trigger too many changes nothing. */
export async function sweep(at: string, dependencies: Dependencies, queues: Queues): Promise<SweepReport> {
  const { objects, telemetry } = dependencies
  const instant = new Date(at).toISOString()
  const backlogs = new Map<FunctionName, Promise<number>>()
  const context: Sweep = {
    dependencies,
    at: instant,
    quietSince: before(instant, SWEEP_QUIET_MINUTES),
    notSince: before(instant, SWEEP_AGAIN_HOURS * 60),
    isBusy: async (stage) => {
      const backlog = backlogs.get(stage) ?? queues.backlog(stage)
      backlogs.set(stage, backlog)
      return (await backlog) > 0
    },
  }
  const runs = await helpRuns(context)
  const uploads = await startUnnoticed(context)
  const holds = await retryHolds(context)
  const report: SweepReport = {
    at: instant,
    helped: [...runs.helped, ...uploads.helped, ...holds.helped],
    standingStill: [...runs.standingStill, ...uploads.standingStill],
    heldRuns: runs.heldRuns,
    holds: holds.waiting,
  }
  await objects.put('reports', SWEEP_REPORT_KEY, `${JSON.stringify(report, null, 2)}\n`)
  await putOverview(report, dependencies, queues)
  telemetry.event('swept', {
    helped: report.helped.length,
    standingStill: report.standingStill.length,
    heldRuns: report.heldRuns.length,
    holds: report.holds.length,
  })
  telemetry.metric('StandingStill', report.standingStill.length)
  telemetry.metric('OpenHolds', report.holds.length)
  return report
}
