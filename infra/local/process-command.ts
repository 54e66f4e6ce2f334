// Understands the `process` command: registry files in, declarations in, wait until every run has ended, results out.
import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { S3Client } from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { createDependencies } from '../../functions/runtime/container.ts'
import { entryOf, type ExceptionCode } from '../../shared/exceptions/catalogue.ts'
import type { Dependencies } from '../../shared/pipeline/dependencies.ts'
import { importIdOf } from '../../shared/pipeline/registry-import.ts'
import { PREFIXES, stageOf } from '../../shared/pipeline/layout.ts'
import { runIdOf, type RunState } from '../../shared/pipeline/run.ts'
import type { RegistryKind } from '../../shared/registry/import.ts'
import { copyRegistryReport, copyRun, nameOf } from './results.ts'
import { BUCKET_NAMES, startSystem, type LocalSystem } from './system.ts'
import { table } from './table.ts'
import { EXIT, UsageError } from './usage.ts'

export interface ProcessOptions {
  readonly declarations: readonly string[]
  readonly registry: Readonly<Partial<Record<RegistryKind, string>>>
  readonly data: string | undefined
  readonly out: string
  readonly now: () => Date
  readonly json: boolean
}

/** The part of summary.json that the terminal shows. */
interface ShownSummary {
  readonly runId: string
  readonly state: RunState
  readonly counts: Readonly<
    Record<'rows' | 'declarations' | 'workers' | 'paid' | 'held' | 'refused' | 'withoutGrant' | 'overtaken', number>
  >
  readonly payments: { readonly count: number; readonly sum: string }
  readonly claims: { readonly count: number; readonly sum: string }
  readonly held: { readonly count: number; readonly sum: string }
  readonly exceptions: Readonly<Record<string, number>>
}

interface RunResult {
  readonly file: string
  readonly folder: string
  readonly summary: ShownSummary
}

interface RegistryResult {
  readonly file: string
  readonly kind: RegistryKind
  readonly refusedRows: number
  readonly rejected: boolean
}

/** Processes the files and gives the exit code. */
export async function processCommand(options: ProcessOptions): Promise<number> {
  const files = [...Object.values(options.registry), ...options.declarations]
  for (const file of files) if (!(await stat(file).catch(() => undefined))?.isFile()) throw new UsageError(`there is no file ${file}`)
  const progress = new Progress(!options.json)
  const system = await startSystem(options, (stage) => {
    progress.handled(stage)
  })
  try {
    const dependencies = createDependencies(system.environment, { event: () => undefined, metric: () => undefined })
    await system.dispatcher.idle() // what an earlier, interrupted call left
    const registry: RegistryResult[] = []
    for (const [kind, file] of Object.entries(options.registry) as [RegistryKind, string][])
      registry.push(await importFile(kind, file, options, system, dependencies, progress))
    const runs: RunResult[] = []
    if (!registry.some(({ rejected }) => rejected)) {
      const folders = distinctFolders(options)
      for (const [index, file] of options.declarations.entries())
        runs.push(await processFile(file, folders[index] ?? '', system, dependencies, progress))
    }
    report(options, registry, runs)
    const rejected = registry.some((each) => each.rejected) || runs.some(({ summary }) => summary.state === 'rejected')
    return rejected ? EXIT.rejected : EXIT.done
  } finally {
    progress.end()
    await system.close()
  }
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
    const [dead] = system.dispatcher.deadLetters
    if (dead)
      throw new Error(
        `the ${dead.stage} stage failed on ${dead.key}; the lines above say where. What was stored is kept: with --data the next call goes on.`,
      )
    return VersionId
  } finally {
    client.destroy()
  }
}

async function importFile(
  kind: RegistryKind,
  file: string,
  options: ProcessOptions,
  system: LocalSystem,
  { objects }: Dependencies,
  progress: Progress,
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

async function processFile(
  file: string,
  folder: string,
  system: LocalSystem,
  { objects }: Dependencies,
  progress: Progress,
): Promise<RunResult> {
  progress.begin(basename(file))
  const key = `${PREFIXES.declarations}${basename(file)}`
  const versionId = await drop(file, key, system)
  await copyRun(objects, runIdOf({ bucket: BUCKET_NAMES.inbox, key, versionId }), folder)
  const summary = JSON.parse(await readFile(join(folder, 'summary.json'), 'utf8')) as ShownSummary
  progress.finish(basename(file), outcomeText(summary))
  return { file, folder, summary }
}

function outcomeText({ state, counts, payments, claims, held, exceptions }: ShownSummary): string {
  if (state === 'rejected') return `REJECTED ${Object.keys(exceptions).join(', ')}`
  return `${state}: ${counts.workers} workers, ${payments.count} payments ${payments.sum}, ${claims.count} claims ${claims.sum}, ${held.count} held ${held.sum}`
}

function report({ json }: ProcessOptions, registry: readonly RegistryResult[], runs: readonly RunResult[]): void {
  if (json) {
    process.stdout.write(
      `${JSON.stringify({ registry, runs: runs.map(({ file, folder, summary }) => ({ ...summary, file, folder })) }, null, 2)}\n`,
    )
    return
  }
  const number = (title: string): { title: string; right: true } => ({ title, right: true })
  const columns = [
    { title: 'file' },
    { title: 'state' },
    number('workers'),
    number('paid'),
    number('held'),
    number('refused'),
    number('no grant'),
    number('payments EUR'),
    number('claims EUR'),
    number('held EUR'),
    { title: 'results in' },
  ]
  const rows = runs.map(({ file, folder, summary: { state, counts, payments, claims, held } }) => [
    basename(file),
    state,
    ...[counts.workers, counts.paid, counts.held, counts.refused, counts.withoutGrant].map(String),
    payments.sum,
    claims.sum,
    held.sum,
    folder,
  ])
  if (rows.length > 0) process.stdout.write(`\n${table(columns, rows)}\n`)
  const codes = new Map<string, number>()
  for (const { summary } of runs)
    for (const [code, count] of Object.entries(summary.exceptions)) codes.set(code, (codes.get(code) ?? 0) + count)
  if (codes.size > 0)
    process.stdout.write(
      `\n${table(
        [{ title: 'code' }, number('findings'), { title: 'meaning' }],
        [...codes].toSorted().map(([code, count]) => [code, String(count), titleOf(code as ExceptionCode)]),
      )}\n`,
    )
}

const titleOf = (code: ExceptionCode): string => entryOf(code).title.en

/** One line per file: it moves while the file is processed on a terminal, and is one plain line when piped. */
class Progress {
  readonly #shown: boolean
  readonly #moving: boolean
  #label = ''
  #handled = 0

  constructor(shown: boolean) {
    this.#shown = shown
    this.#moving = shown && process.stdout.isTTY
  }

  begin(label: string): void {
    this.#label = label
    this.#handled = 0
    if (this.#moving) process.stdout.write(`${label} …`)
  }

  handled(stage: string): void {
    this.#handled += 1
    if (this.#moving) process.stdout.write(`\r\u001B[2K${this.#label} … ${stage} (${this.#handled} steps done)`)
  }

  finish(label: string, outcome: string): void {
    if (this.#shown) process.stdout.write(`${this.#moving ? '\r\u001B[2K' : ''}${label}  ${outcome}\n`)
    this.#label = ''
  }

  /** After a fault in the middle of a file the next message begins on its own line. */
  end(): void {
    if (this.#moving && this.#label !== '') process.stdout.write('\n')
  }
}
