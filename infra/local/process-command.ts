// Understands the `process` command: registry files in, declarations in, wait until every run has ended, results out.
import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { S3Client } from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { createDependencies } from '../../functions/runtime/container.ts'
import type { Dependencies } from '../../shared/pipeline/dependencies.ts'
import { importIdOf } from '../../shared/pipeline/registry-import.ts'
import { fileNameOf } from '../../shared/pipeline/file-name.ts'
import { parseTrigger, PREFIXES, stageOf } from '../../shared/pipeline/layout.ts'
import { runIdOf } from '../../shared/pipeline/run.ts'
import type { RegistryKind } from '../../shared/registry/import.ts'
import { Deliveries } from './deliveries.ts'
import { outcomeText, Progress, report, type RegistryResult, type RunResult, type ShownSummary } from './process-report.ts'
import { copyRegistryReport, copyRun, nameOf } from './results.ts'
import { BUCKET_NAMES, startSystem, type LocalSystem } from './system.ts'
import { EXIT, UsageError } from './usage.ts'

export interface ProcessOptions {
  readonly declarations: readonly string[]
  readonly registry: Readonly<Partial<Record<RegistryKind, string>>>
  readonly data: string | undefined
  readonly out: string
  readonly now: () => Date
  readonly json: boolean
}

/** Everything that one call works with. */
interface Call {
  readonly options: ProcessOptions
  readonly system: LocalSystem
  readonly dependencies: Dependencies
  readonly deliveries: Deliveries
  readonly progress: Progress
}

/** Processes the files and gives the exit code. */
export async function processCommand(options: ProcessOptions): Promise<number> {
  const files = [...Object.values(options.registry), ...options.declarations]
  for (const file of files) if (!(await stat(file).catch(() => undefined))?.isFile()) throw new UsageError(`there is no file ${file}`)
  const progress = new Progress(!options.json)
  const settled: string[] = []
  const system = await startSystem(options, (stage, { key }) => {
    progress.handled(stage)
    if (stage === 'settle') settled.push(parseTrigger(key)?.runId ?? '')
  })
  const stop = (): void => void system.close().finally(() => process.exit(EXIT.fault)) // state in a temporary folder goes with it
  process.once('SIGINT', stop).once('SIGTERM', stop)
  try {
    const dependencies = createDependencies(system.environment, { event: () => undefined, metric: () => undefined })
    const call: Call = { options, system, dependencies, deliveries: new Deliveries(options.data), progress }
    await tellAboutInstant(call)
    await finishInterrupted(call)
    const runs: RunResult[] = []
    const registry: RegistryResult[] = []
    for (const [kind, file] of Object.entries(options.registry) as [RegistryKind, string][])
      registry.push(await importFile(kind, file, call))
    const rejected = registry.some((each) => each.rejected)
    if (rejected) process.stderr.write('a registry file was rejected: no declaration is processed until it is mended\n')
    const folders = distinctFolders(options)
    for (const [index, file] of rejected ? [] : options.declarations.entries())
      runs.push(await processFile(file, folders[index] ?? '', call))
    runs.push(...(await deliverInterrupted(settled, call)))
    report(options.json, registry, runs)
    return rejected || runs.some(({ summary }) => summary.state === 'rejected') ? EXIT.rejected : EXIT.done
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop)
    progress.end()
    await system.close()
  }
}

/** The later upload wins by its instant: with an earlier --now a registry file changes nothing that a later one has said. */
async function tellAboutInstant({ options, deliveries }: Call): Promise<void> {
  const later = await deliveries.laterInstant(options.now())
  if (later !== undefined)
    process.stderr.write(`note: this data folder holds uploads of ${later}, later than --now; registry rows of then stay in force\n`)
}

/** What an earlier, interrupted call left is finished first. */
async function finishInterrupted({ system }: Call): Promise<void> {
  await system.dispatcher.idle()
  for (const { stage, key } of system.dispatcher.deadLetters) process.stderr.write(`an earlier upload still fails in ${stage}: ${key}\n`)
}

/** Runs that were finished on the way and that no file of this call has brought out: their results are delivered beside it. */
async function deliverInterrupted(settled: readonly string[], { options, dependencies, deliveries, progress }: Call): Promise<RunResult[]> {
  const results: RunResult[] = []
  for (const runId of settled) {
    const run = await dependencies.runs.get(runId)
    if (!run || (await deliveries.isDelivered(runId))) continue
    const name = nameOf(fileNameOf(run))
    const isTaken = options.declarations.some((file) => nameOf(file) === name)
    const folder = isTaken ? join(options.out, name, 'earlier', runId) : join(options.out, name)
    const file = `${fileNameOf(run)} (begun by an interrupted call)`
    const summary = await deliver(runId, folder, dependencies, deliveries)
    progress.finish(file, outcomeText(summary))
    results.push({ file, folder, summary })
  }
  return results
}

async function deliver(runId: string, folder: string, { objects }: Dependencies, deliveries: Deliveries): Promise<ShownSummary> {
  await copyRun(objects, runId, folder)
  await deliveries.mark(runId)
  return JSON.parse(await readFile(join(folder, 'summary.json'), 'utf8')) as ShownSummary
}

/** Files of one name get folders of their own: `name`, `name-2`, … */
function distinctFolders({ declarations, out }: ProcessOptions): string[] {
  const taken = new Set<string>()
  return declarations.map((file) => {
    const name = nameOf(file)
    let folder = name
    for (let count = 2; taken.has(folder) || (folder !== name && declarations.some((other) => nameOf(other) === folder)); count++)
      folder = `${name}-${count}`
    taken.add(folder)
    return join(out, folder)
  })
}

async function drop(file: string, key: string, system: LocalSystem): Promise<string> {
  const earlierDeadLetters = system.dispatcher.deadLetters.length
  const client = new S3Client({
    endpoint: system.s3.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  })
  try {
    const { VersionId } = await new Upload({
      client,
      params: { Bucket: BUCKET_NAMES.inbox, Key: key, Body: createReadStream(file) },
    }).done()
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

async function importFile(
  kind: RegistryKind,
  file: string,
  { options, system, dependencies: { objects }, progress }: Call,
): Promise<RegistryResult> {
  progress.begin(`${kind}: ${basename(file)}`)
  const key = `${PREFIXES.registry}${kind}/${basename(file)}`
  const versionId = await drop(file, key, system)
  const folder = join(options.out, kind)
  await copyRegistryReport(objects, importIdOf({ bucket: BUCKET_NAMES.inbox, key, versionId }), folder)
  const codes = (await readFile(join(folder, 'registry-report.csv'), 'utf8'))
    .split('\r\n')
    .slice(1)
    .flatMap((line) => (/^REG-\d{3}/.exec(line) ?? []).slice(0, 1))
  const rejected = codes.includes('REG-004')
  progress.finish(
    `${kind}: ${basename(file)}`,
    codes.length === 0
      ? 'stored'
      : rejected
        ? `REJECTED, see ${folder}/registry-report.csv`
        : `stored; ${codes.length} row(s) to look at in ${folder}/registry-report.csv`,
  )
  return { file, kind, refusedRows: codes.length, rejected }
}

async function processFile(file: string, folder: string, { system, dependencies, deliveries, progress }: Call): Promise<RunResult> {
  progress.begin(basename(file))
  const key = `${PREFIXES.declarations}${basename(file)}`
  const versionId = await drop(file, key, system)
  let summary = await deliver(runIdOf({ bucket: BUCKET_NAMES.inbox, key, versionId }), folder, dependencies, deliveries)
  const first = await undeliveredFirst(summary, folder, dependencies, deliveries)
  if (first !== undefined) summary = await deliver(first, folder, dependencies, deliveries)
  progress.finish(basename(file), `${outcomeText(summary)}${first === undefined ? '' : ' (begun by an interrupted call)'}`)
  return { file, folder, summary }
}

/** The run that a duplicate (FIL-002) names, when a killed call settled it and its results never reached anybody. */
async function undeliveredFirst(
  { exceptions }: ShownSummary,
  folder: string,
  { runs }: Dependencies,
  deliveries: Deliveries,
): Promise<string | undefined> {
  if (exceptions['FIL-002'] === undefined) return undefined
  const { duplicateOf } = JSON.parse(await readFile(join(folder, 'acknowledgement.json'), 'utf8')) as { duplicateOf: string }
  const isSettled = (await runs.get(duplicateOf))?.state === 'settled'
  return isSettled && !(await deliveries.isDelivered(duplicateOf)) ? duplicateOf : undefined
}
