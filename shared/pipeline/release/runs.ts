// Understands decisions about a whole run: released by a second person, abandoned, settled without the chunks that failed.
import { allItems, readManifest } from '../compute.ts'
import type { Dependencies } from '../dependencies.ts'
import { work } from '../layout.ts'
import { collect, decodeItems } from '../records.ts'
import { ABANDONABLE, missingChunks, type Decision, type Run, type RunState } from '../run.ts'
import { releaseHoldsOfRun } from './accounts.ts'
import { writeAbandoned } from '../reports/rejection.ts'
import { told, type LineResult } from './findings.ts'
import { secondPerson } from './four-eyes.ts'

interface RunLine {
  readonly runId: string
  readonly reason: string
}

const decisionOf = (request: Run, reason: string): Decision => ({ request: request.runId, by: request.source.uploadedBy, reason })

/** A repeat of the request finds its own decision: it is carried out again, not refused. */
const isOwn = (run: Run, request: Run): boolean => run.decision?.request === request.runId

const RELEASED: readonly RunState[] = ['released', 'settled']

/** A run that waits goes on; of a run that was settled, what it held is released as far as it can be. */
export async function releaseRun({ runId, reason }: RunLine, request: Run, dependencies: Dependencies): Promise<LineResult> {
  const { runs, objects } = dependencies
  const run = await runs.get(runId)
  if (!run) return [told('REL-003', runId, 'unknown')]
  const isReleasedByThis = isOwn(run, request) && RELEASED.includes(run.state)
  if (run.state === 'held') {
    const second = secondPerson(request.source.uploadedBy, run.source.uploadedBy)
    if (second !== 'yes') return [told('REL-004', runId, second)]
    await runs.advance(runId, ['held'], 'released', { decision: decisionOf(request, reason), orderedAt: request.receivedAt })
  } else if (!isReleasedByThis) {
    if (run.state !== 'settled') return [told('REL-005', runId, undefined, { state: run.state })]
    return releaseHoldsOfRun(run, request, dependencies)
  }
  const now = await runs.get(runId)
  // Somebody else released or abandoned it at the same moment.
  if (!now || !isOwn(now, request) || !RELEASED.includes(now.state))
    return [told('REL-005', runId, undefined, { state: now?.state ?? run.state })]
  if (now.state === 'released') await objects.put('work', work.settleTrigger(runId), '')
  return [told('REL-002', runId, 'released')]
}

/** Nothing of the run was booked, nothing will be, and its file may come again. */
export async function abandonRun({ runId, reason }: RunLine, request: Run, dependencies: Dependencies): Promise<LineResult> {
  const { runs } = dependencies
  const run = await runs.get(runId)
  if (!run) return [told('REL-003', runId, 'unknown')]
  if (ABANDONABLE.includes(run.state)) await runs.advance(runId, ABANDONABLE, 'abandoned', { decision: decisionOf(request, reason) })
  const now = (await runs.get(runId)) ?? run
  if (now.state !== 'abandoned' || !now.decision || !isOwn(now, request)) return [told('REL-005', runId, undefined, { state: now.state })]
  if (now.sha256 !== undefined) await runs.freeContent(now.sha256, runId)
  await writeAbandoned(now, now.decision, dependencies)
  return [told('REL-002', runId, 'abandoned')]
}

/** The chunks that are not computed now are left out for good; the stop rule judges what is left. */
export async function settleWithout({ runId, reason }: RunLine, request: Run, dependencies: Dependencies): Promise<LineResult> {
  const { runs, objects } = dependencies
  const run = await runs.get(runId)
  if (!run) return [told('REL-003', runId, 'unknown')]
  if (run.state === 'computing' && !run.leftOut) {
    const chunks = missingChunks(run)
    if (chunks.length === 0) {
      await objects.put('work', work.settleTrigger(runId), '')
      return [told('REL-003', runId, 'all-computed')]
    }
    const unreadable = await firstUnreadable(run, chunks, dependencies)
    if (unreadable !== undefined) return [told('REL-003', runId, 'unreadable-chunk', { chunk: String(unreadable) })]
    await runs.leaveOut(runId, { ...decisionOf(request, reason), chunks })
  }
  const now = (await runs.get(runId)) ?? run
  if (now.leftOut?.request !== request.runId) return [told('REL-005', runId, undefined, { state: now.state })]
  if (now.state === 'computing') await objects.put('work', work.settleTrigger(runId), '')
  return [told('REL-002', runId, 'settled-without', { chunks: String(now.leftOut.chunks.length) })]
}

/** Settle must name every declaration that is left out: of a chunk that cannot be read nobody can. */
async function firstUnreadable({ runId }: Run, chunks: readonly number[], dependencies: Dependencies): Promise<number | undefined> {
  const manifest = await readManifest(runId, dependencies)
  for (const chunk of chunks) {
    const body = await dependencies.objects.read('work', work.chunk(runId, chunk))
    if (!body) return chunk
    const bytes = await collect(body)
    try {
      allItems(decodeItems(bytes), chunk, manifest)
    } catch {
      return chunk // told to who asked: whatever is wrong with its bytes, it cannot be left out
    }
  }
  return undefined
}
