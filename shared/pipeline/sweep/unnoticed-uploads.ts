// Understands uploads that nobody noticed: object versions of the inbox without a run, rejected ones that were never told so, and registry files whose import
// never ended.
import { shownName } from '../../exceptions/readable.ts'
import { SWEEP_UPLOAD_DAYS } from '../../kernel/limits.ts'
import { mapOrdered, type CreatedObject } from '../dependencies.ts'
import { PREFIXES, stageOf, work } from '../layout.ts'
import type { StoredVersion } from '../ports.ts'
import { importIdOf } from '../registry-import.ts'
import { startAgain } from '../restart.ts'
import { runIdOf } from '../run.ts'
import { hasSummary, uploadOf } from './standing-runs.ts'
import { helpOn, type Helped } from './standing-still.ts'
import type { Sweep } from './context.ts'

const DAY_MS = 86_400_000
const PREFIXES_SWEPT = [PREFIXES.declarations, PREFIXES.dryRun, PREFIXES.registry, PREFIXES.recompute, PREFIXES.release, PREFIXES.returns]

/** Each under its own version, so that a notification that comes after all finds a run. */
export async function startUnnoticed(context: Sweep): Promise<Helped> {
  const { objects, settings } = context.dependencies
  const from = new Date(Date.parse(context.at) - SWEEP_UPLOAD_DAYS * DAY_MS).toISOString()
  const found: Helped[] = []
  for (const prefix of PREFIXES_SWEPT) {
    const recent: StoredVersion[] = []
    for await (const version of objects.versions('inbox', prefix))
      if (version.storedAt >= from && version.storedAt <= context.quietSince) recent.push(version)
    for await (const helped of mapOrdered(recent, settings.concurrency, (version) => startOne(version, context))) found.push(helped)
  }
  return { helped: found.flatMap(({ helped }) => helped), standingStill: found.flatMap(({ standingStill }) => standingStill) }
}

async function startOne(version: StoredVersion, context: Sweep): Promise<Helped> {
  const { runs, registry } = context.dependencies
  const { bucket, key, versionId, size, storedAt } = version
  const stage = stageOf('inbox', version.key)
  const isImport = stage === 'registry'
  const id = isImport ? importIdOf(version) : runIdOf(version)
  const run = isImport ? undefined : await runs.get(id)
  const isUntold = run?.state === 'rejected' && !(await hasSummary(id, context))
  const isNoticed = stage === undefined || (isImport ? await registry.isFinished(id) : run !== undefined && !isUntold)
  if (isNoticed) return { helped: [], standingStill: [] }
  // Who uploaded it and in which order stood in the notification only.
  const upload: CreatedObject = run ? uploadOf(run) : { bucket, key, versionId, size, eventTime: storedAt, sequencer: '', principal: '' }
  const trigger = work.restart(id, stage)
  const state = run?.state ?? 'unnoticed'
  const standing = { id, file: shownName(key), state, since: storedAt, stage, deadLetters: [trigger] }
  return helpOn(standing, state, () => startAgain(id, stage, upload, context.dependencies), context)
}
