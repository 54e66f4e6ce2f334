// Understands how a run begins: received once, read once, then started with its chunks or rejected, whatever is delivered twice.
import type { FileOutcome } from '../declaration/file-outcome.ts'
import { fileException } from '../exceptions/file-exceptions.ts'
import { sizeText } from '../text/limits.ts'
import { acknowledgementOf } from './reports/acknowledgement.ts'
import { Fault, type CreatedObject, type Dependencies } from './dependencies.ts'
import { isDryRun, isRecompute, outputKey, REPORT_FILES, work } from './layout.ts'
import type { Manifest } from './records.ts'
import { writeRejection } from './reports/rejection.ts'
import { runIdOf, type Rejection, type Run } from './run.ts'

/** What reading a file gave; its chunks are written. */
export interface Reading {
  readonly outcome: FileOutcome
  readonly sha256: string
  /** Of each chunk, how many items it has. */
  readonly chunks: readonly number[]
  /** Runs whose payments the file speaks of. */
  readonly answers?: readonly string[]
}

/**
 * Begins the run of a created object. Idempotent: a redelivery finds the run and writes only what may be missing. With `claimsContent` the same bytes
 * give one run only (FIL-002); a request or a dry run claims nothing.
 */
export async function startRun(
  created: CreatedObject,
  claimsContent: boolean,
  read: (run: Run) => Promise<Reading>,
  dependencies: Dependencies,
): Promise<void> {
  const { runs, objects } = dependencies
  const run = await runs.receive(newRun(created))
  if (run.state === 'computing') return writeTriggers(run, dependencies)
  if (run.state === 'rejected' && run.rejection) return writeRejection(run, run.rejection, dependencies)
  if (run.state !== 'received') return
  await objects.putOnce('reports', outputKey(run.runId, REPORT_FILES.acknowledgement), acknowledgementOf(run, {}))
  const { outcome, sha256, chunks, answers } = tooLarge(run, dependencies) ?? (await read(run))
  if (outcome.kind === 'rejected')
    return reject(
      run,
      { exception: outcome.exception, rows: outcome.rows, sha256: outcome.readWhole ? sha256 : null, duplicateOf: null },
      dependencies,
    )
  const holder = claimsContent ? await claim(sha256, run.runId, dependencies) : undefined
  if (holder !== undefined && holder !== run.runId)
    return reject(
      run,
      { exception: { code: 'FIL-002', parameters: { run: holder } }, rows: outcome.rows, sha256, duplicateOf: holder },
      dependencies,
    )
  // A dry run shows what the declarations would move, and says beside it that the same file was processed before.
  const duplicateOf = isDryRun(created.key) && !isRecompute(created.key) ? ((await runs.holderOf(sha256)) ?? null) : null
  return accept(
    run,
    {
      runId: run.runId,
      sha256,
      chunks: chunks.length,
      items: chunks,
      rows: outcome.rows,
      late: outcome.late,
      ...(answers ? { answers } : {}),
    },
    duplicateOf,
    dependencies,
  )
}

/** The run that holds the content. One that was abandoned while it was read may have claimed it after that: it gives it back. */
async function claim(sha256: string, runId: string, { runs }: Dependencies): Promise<string> {
  const holder = await runs.claimContent(sha256, runId)
  if (holder === runId || (await runs.get(holder))?.state !== 'abandoned') return holder
  await runs.freeContent(sha256, holder)
  return runs.claimContent(sha256, runId)
}

/** FIL-007 before a byte of the file is read. */
function tooLarge({ source }: Run, { settings: { limits } }: Dependencies): Reading | undefined {
  if (source.size <= limits.fileBytesMax) return undefined
  const exception = fileException('FIL-007', ['file'], { limit: sizeText(limits.fileBytesMax) })
  return { outcome: { kind: 'rejected', exception, rows: 0, readWhole: false }, sha256: '', chunks: [] }
}

/** The manifest first, then the state, then the triggers: whoever sees a trigger sees what it needs. */
async function accept(run: Run, manifest: Manifest, duplicateOf: string | null, dependencies: Dependencies): Promise<void> {
  const { runs, objects, telemetry } = dependencies
  const { sha256, chunks, rows } = manifest
  await objects.put('work', work.manifest(run.runId), JSON.stringify(manifest))
  await objects.put('reports', outputKey(run.runId, REPORT_FILES.acknowledgement), acknowledgementOf(run, { sha256, duplicateOf }))
  if (await runs.advance(run.runId, ['received'], 'computing', { sha256, chunks })) {
    telemetry.event('file read', { run: run.runId, rows, chunks })
    telemetry.metric('RunsStarted', 1)
  }
  await writeTriggers({ ...run, chunks }, dependencies)
}

/** The verdict is stored first: a slower delivery of the same event must not write its reports over those of a run that went on. */
async function reject(run: Run, rejection: Rejection, dependencies: Dependencies): Promise<void> {
  const { runs, telemetry } = dependencies
  if (!(await runs.advance(run.runId, ['received'], 'rejected', { rejection }))) return
  telemetry.event('file rejected', { run: run.runId, code: rejection.exception.code, rows: rejection.rows })
  telemetry.metric('RunsStarted', 1)
  telemetry.metric('RunsEnded', 1)
  await writeRejection(run, rejection, dependencies)
}

function newRun(created: CreatedObject): Run {
  const { bucket, key, versionId, size, sequencer, principal } = created
  if (versionId === undefined) throw new Fault(`the event of an upload in ${bucket} has no object version`)
  const source = { bucket, key, versionId, size, sequencer, uploadedBy: principal }
  return { runId: runIdOf(source), source, receivedAt: created.eventTime, state: 'received' }
}

/** One trigger per chunk. Writing them again is harmless. */
async function writeTriggers(run: Run, { objects }: Dependencies): Promise<void> {
  for (let chunk = 1; chunk <= (run.chunks ?? 0); chunk++) await objects.put('work', work.computeTrigger(run.runId, chunk), '')
}
