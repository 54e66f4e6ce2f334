// Understands one call of the command line on the embedded system: started, fed through the inbox, its results copied out, ended.
import { createReadStream } from 'node:fs'
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { S3Client } from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { createDependencies } from '../../functions/runtime/container.ts'
import type { Dependencies } from '../../shared/pipeline/dependencies.ts'
import { fileNameOf } from '../../shared/pipeline/file-name.ts'
import {
  computesAgain,
  isDryRun,
  isRecompute,
  isRelease,
  isReturn,
  parseTrigger,
  PAYMENT_FILES,
  stageOf,
} from '../../shared/pipeline/layout.ts'
import { Deliveries } from './deliveries.ts'
import { outcomeText, Progress, type RunResult, type ShownSummary } from './process-report.ts'
import type { Run, RunState } from '../../shared/pipeline/run.ts'
import { writeOverview } from './overview-file.ts'
import { copyRun, nameOf } from './results.ts'
import { BUCKET_NAMES, startSystem, type LocalSystem } from './system.ts'
import { EXIT } from './usage.ts'

export interface CallOptions {
  readonly data: string | undefined
  readonly out: string
  readonly now: () => Date
  readonly json: boolean
  /** Shows what would come out; works on a copy of the data folder. */
  readonly dryRun: boolean
  /** Who uploads: of what has to be released somebody else must be the one who releases it. */
  readonly as: string
}

/** Everything that one call works with. */
export interface Call {
  readonly options: CallOptions
  readonly system: LocalSystem
  readonly dependencies: Dependencies
  readonly deliveries: Deliveries
  readonly progress: Progress
  /** Runs that were settled during the call, in order. */
  readonly settled: readonly string[]
}

/** Starts the system, does the work, and ends the system however the work ends. Gives the exit code. */
export async function withSystem(given: CallOptions, work: (call: Call) => Promise<number>): Promise<number> {
  const copy = given.dryRun && given.data !== undefined ? await copyOf(given.data) : undefined
  const options = copy === undefined ? given : { ...given, data: copy }
  const progress = new Progress(!options.json)
  const settled: string[] = []
  // In a dry run even what an import asks for by itself is only shown: the commands drop it again under the prefix of dry runs.
  const isWithheld = (key: string): boolean => options.dryRun && computesAgain(key) && !isDryRun(key)
  const system = await startSystem({ ...options, isWithheld }, (stage, { key }) => {
    progress.handled(stage)
    if (stage === 'settle') settled.push(parseTrigger(key)?.runId ?? '')
  })
  const stop = (): void => void system.close().finally(() => process.exit(EXIT.fault)) // state in a temporary folder goes with it
  process.once('SIGINT', stop).once('SIGTERM', stop)
  try {
    const dependencies = createDependencies(system.environment, { event: () => undefined, metric: () => undefined })
    const call: Call = { options, system, dependencies, deliveries: new Deliveries(options.data), progress, settled }
    const later = await tellAboutInstant(call)
    await finishInterrupted(call)
    const code = await work(call)
    if (!options.dryRun) {
      // Runs of a later call are not left out because this one says an earlier --now.
      const overview = await writeOverview(later ?? options.now().toISOString(), options, call)
      if (!options.json) process.stdout.write(`\noverview of all runs: ${overview}\n`)
    }
    return code
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop)
    progress.end()
    await system.close()
    if (copy !== undefined) await rm(copy, { recursive: true, force: true })
  }
}

async function copyOf(data: string): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'kwartaalpremie-dry-run-'))
  await cp(data, copy, { recursive: true })
  return copy
}

/** The later upload wins by its instant: with an earlier --now a registry file changes nothing that a later one has said. Gives that instant. */
async function tellAboutInstant({ options, deliveries }: Call): Promise<string | undefined> {
  const later = await deliveries.laterInstant(options.now())
  if (later !== undefined)
    process.stderr.write(`note: this data folder holds uploads of ${later}, later than --now; registry rows of then stay in force\n`)
  return later
}

/** What an earlier, interrupted call left is finished first. */
async function finishInterrupted({ system }: Call): Promise<void> {
  await system.dispatcher.idle()
  for (const { stage, key } of system.dispatcher.deadLetters) process.stderr.write(`an earlier upload still fails in ${stage}: ${key}\n`)
}

/** Puts a file, or a text, into the inbox and waits until everything that it causes has ended. Gives the version of the object. */
export async function drop(
  body: { readonly file: string } | { readonly text: string },
  key: string,
  { options, system }: Call,
): Promise<string> {
  const earlierDeadLetters = system.dispatcher.deadLetters.length
  const client = new S3Client({
    endpoint: system.s3.endpoint,
    region: 'eu-west-1',
    // The embedded S3 takes the key's name for the person.
    credentials: { accessKeyId: options.as, secretAccessKey: 'local' },
  })
  try {
    const Body = 'file' in body ? createReadStream(body.file) : Readable.from([Buffer.from(body.text)])
    const { VersionId } = await new Upload({ client, params: { Bucket: BUCKET_NAMES.inbox, Key: key, Body } }).done()
    if (stageOf('inbox', key) === undefined || VersionId === undefined) throw new Error(`nothing handles ${key}`)
    await system.dispatcher.idle()
    const [dead] = system.dispatcher.deadLetters.slice(earlierDeadLetters)
    if (dead)
      throw new Error(
        `the ${dead.stage} stage failed on ${dead.key}; the lines above say where. What was stored is kept: with --data the next call tries it again.`,
      )
    return VersionId
  } finally {
    client.destroy()
  }
}

/** Copies the files of a run to its folder. */
export async function deliver(runId: string, folder: string, { dependencies, deliveries }: Call): Promise<ShownSummary> {
  await copyRun(dependencies.objects, runId, folder)
  const summary = JSON.parse(await readFile(join(folder, 'summary.json'), 'utf8')) as ShownSummary
  await deliveries.mark(markOf(runId, summary.state))
  return summary
}

/** What a run that waits would do is told once, and what it did when it was released once more. */
export const markOf = (runId: string, state: RunState): string => (state === 'held' ? `${runId}.held` : runId)

function originOf({ source, decision }: Run): string {
  if (isRecompute(source.key)) return 'computed again'
  if (isRelease(source.key)) return 'tried again what was held'
  if (isReturn(source.key)) return 'what came back'
  return decision ? 'released' : 'begun by an interrupted call'
}

/**
 * Runs that are settled, or wait, and that no file of this call has brought out: those that an import or a settle asked for (computed again), those
 * that were released, and those that an interrupted call began or settled. Their results are delivered beside the others; `taken` are names of folders that are used already.
 */
export async function deliverOthers(taken: readonly string[], call: Call): Promise<RunResult[]> {
  const { options, dependencies, deliveries, progress, settled } = call
  const results: RunResult[] = []
  for (const runId of options.dryRun ? [] : new Set([...settled, ...(await settledEver(call))])) {
    const run = await dependencies.runs.get(runId)
    if (!run || (run.state !== 'settled' && run.state !== 'held')) continue
    if (await deliveries.isDelivered(markOf(runId, run.state))) continue
    const name = nameOf(fileNameOf(run))
    const folder = taken.includes(name) ? join(options.out, name, 'earlier', runId) : join(options.out, name)
    const file = `${fileNameOf(run)} (${originOf(run)})`
    const summary = await deliver(runId, folder, call)
    progress.finish(file, outcomeText(summary))
    results.push({ file, folder, summary })
  }
  return results
}

/** Also of calls that were killed before they could deliver: every run that instructs has a manifest. */
async function settledEver({ options, dependencies }: Call): Promise<readonly string[]> {
  if (options.data === undefined) return []
  const ending = `/${PAYMENT_FILES.manifest}`
  return (await dependencies.objects.list('payments', '')).filter((key) => key.endsWith(ending)).map((key) => key.slice(0, -ending.length))
}
