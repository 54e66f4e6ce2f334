// Understands runs that have not ended: which trigger each one lacks, and which ones wait for a person.
import { shownName } from '../../exceptions/readable.ts'
import { mapOrdered, type CreatedObject } from '../dependencies.ts'
import { fileNameOf } from '../file-name.ts'
import { outputKey, REPORT_FILES, stageOf, work, type StageName } from '../layout.ts'
import { startAgain } from '../restart.ts'
import { isFinal, missingChunks, type Run } from '../run.ts'
import { helpOn, type Helped, type StandingStill } from './standing-still.ts'
import type { Sweep } from './context.ts'

export interface HeldRun {
  readonly runId: string
  readonly file: string
  readonly since: string
}

type Look = Helped & { readonly heldRuns: readonly HeldRun[] }

/** Whether the run has told people what became of it. */
export const hasSummary = (runId: string, { dependencies }: Sweep): Promise<boolean> =>
  dependencies.objects.exists('reports', outputKey(runId, REPORT_FILES.summary))

const NOTHING: Look = { helped: [], standingStill: [], heldRuns: [] }

/** The index only proposes: whether a run stands still is read from the run. */
export async function helpRuns(context: Sweep): Promise<Look> {
  const { runs, settings } = context.dependencies
  const open: string[] = []
  for await (const runId of runs.openRuns()) open.push(runId)
  const looks: Look[] = []
  for await (const look of mapOrdered(open.toSorted(), settings.concurrency, async (runId) => helpRun(await runs.get(runId), context)))
    looks.push(look)
  return {
    helped: looks.flatMap(({ helped }) => helped),
    standingStill: looks.flatMap(({ standingStill }) => standingStill),
    heldRuns: looks.flatMap(({ heldRuns }) => heldRuns),
  }
}

async function helpRun(run: Run | undefined, context: Sweep): Promise<Look> {
  if (!run || isFinal(run.state)) return NOTHING
  const { runId, state, receivedAt } = run
  const file = shownName(fileNameOf(run))
  const heldRuns = state === 'held' ? [{ runId, file, since: receivedAt }] : []
  // One that waits stands still only if its reports were never written.
  if (receivedAt > context.quietSince || (state === 'held' && (await hasSummary(runId, context)))) return { ...NOTHING, heldRuns }
  const { objects } = context.dependencies
  const { stage, triggers } = missingTriggers(run)
  const standing: StandingStill = { id: runId, file, state, since: receivedAt, stage, deadLetters: triggers }
  const help = async (): Promise<void> => {
    if (state === 'received') return startAgain(runId, stage, uploadOf(run), context.dependencies)
    for (const trigger of triggers) await objects.put('work', trigger, '')
  }
  return { heldRuns, ...(await helpOn(standing, `${state} ${run.completed?.length ?? 0}`, help, context)) }
}

/** What the run waits for. Whoever sees the set complete writes the settle trigger; when nobody did, it is the one that is missing. */
function missingTriggers(run: Run): { readonly stage: StageName; readonly triggers: readonly string[] } {
  const { runId, state, source } = run
  if (state === 'received') {
    const stage = stageOf('inbox', source.key) ?? 'intake'
    return { stage, triggers: [work.restart(runId, stage)] }
  }
  const missing = state === 'computing' ? missingChunks(run) : []
  return missing.length > 0
    ? { stage: 'compute', triggers: missing.map((chunk) => work.computeTrigger(runId, chunk)) }
    : { stage: 'settle', triggers: [work.settleTrigger(runId)] }
}

/** The notification, as the run remembers it. */
export const uploadOf = ({ source, receivedAt }: Run): CreatedObject => ({
  bucket: source.bucket,
  key: source.key,
  versionId: source.versionId,
  size: source.size,
  eventTime: receivedAt,
  sequencer: source.sequencer,
  principal: source.uploadedBy,
})
