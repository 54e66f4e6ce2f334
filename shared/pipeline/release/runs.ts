// Understands decisions about a whole run: released by a second person, abandoned, settled without the chunks that failed.
import type { Dependencies } from '../dependencies.ts'
import { work } from '../layout.ts'
import type { Decision, Run, RunState } from '../run.ts'
import { releaseHoldsOfRun } from './accounts.ts'
import { told } from './findings.ts'
import { secondPerson } from './four-eyes.ts'
import type { LineResult } from './request.ts'

interface RunLine {
  readonly runId: string
  readonly reason: string
}

const decisionOf = (request: Run, reason: string): Decision => ({ request: request.runId, by: request.source.uploadedBy, reason })

/** A repeat of the request finds its own decision: it is carried out again, not refused. */
const isOwn = (run: Run, request: Run): boolean => run.decision?.request === request.runId

/** A run that waits goes on; of a run that was settled, what it held is released as far as it can be. */
export async function releaseRun({ runId, reason }: RunLine, request: Run, dependencies: Dependencies): Promise<LineResult> {
  const { runs, objects } = dependencies
  const run = await runs.get(runId)
  if (!run) return [told('REL-003', runId, 'unknown')]
  const isReleasedByThis = isOwn(run, request) && run.state !== 'held'
  if (run.state === 'held') {
    const second = secondPerson(request.source.uploadedBy, run.source.uploadedBy)
    if (second !== 'yes') return [told('REL-004', runId, second)]
    await runs.advance(runId, ['held'], 'released', { decision: decisionOf(request, reason) })
  } else if (!isReleasedByThis) {
    if (run.state !== 'settled') return [told('REL-005', runId, undefined, { state: run.state })]
    return releaseHoldsOfRun(run, request, dependencies)
  }
  const now = await runs.get(runId)
  // Somebody else released or abandoned it at the same moment.
  if (!now || !isOwn(now, request)) return [told('REL-005', runId, undefined, { state: now?.state ?? run.state })]
  if (now.state === 'released') await objects.put('work', work.settleTrigger(runId), '')
  return [told('REL-002', runId, 'released')]
}

const ABANDONABLE: readonly RunState[] = ['received', 'computing', 'held']

/** Nothing of the run was booked, nothing will be, and its file may come again. */
export async function abandonRun({ runId, reason }: RunLine, request: Run, { runs }: Dependencies): Promise<LineResult> {
  const run = await runs.get(runId)
  if (!run) return [told('REL-003', runId, 'unknown')]
  if (ABANDONABLE.includes(run.state)) await runs.advance(runId, ABANDONABLE, 'abandoned', { decision: decisionOf(request, reason) })
  const now = (await runs.get(runId)) ?? run
  if (now.state !== 'abandoned' || !isOwn(now, request)) return [told('REL-005', runId, undefined, { state: now.state })]
  if (now.sha256 !== undefined) await runs.freeContent(now.sha256, runId)
  return [told('REL-002', runId, 'abandoned')]
}

/** The chunks that are not computed now are left out for good: which ones is stored with the decision. */
export async function settleWithout({ runId, reason }: RunLine, request: Run, { runs, objects }: Dependencies): Promise<LineResult> {
  const run = await runs.get(runId)
  if (!run) return [told('REL-003', runId, 'unknown')]
  if (run.state === 'computing') {
    const without = missingChunks(run)
    if (without.length === 0) {
      await objects.put('work', work.settleTrigger(runId), '')
      return [told('REL-003', runId, 'all-computed')]
    }
    await runs.advance(runId, ['computing'], 'settling', { decision: { ...decisionOf(request, reason), without } })
  }
  const now = (await runs.get(runId)) ?? run
  if (!isOwn(now, request)) return [told('REL-005', runId, undefined, { state: now.state })]
  if (now.state === 'settling') await objects.put('work', work.settleTrigger(runId), '')
  return [told('REL-002', runId, 'settled-without', { chunks: String(now.decision?.without?.length ?? 0) })]
}

/** Chunks of the run that are not in the completed set. */
export function missingChunks({ chunks = 0, completed = [] }: Run): number[] {
  const done = new Set(completed)
  return Array.from({ length: chunks }, (_, index) => index + 1).filter((chunk) => !done.has(chunk))
}
