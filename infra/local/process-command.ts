// Understands the `process` command: registry files in, declarations in, wait until every run has ended, results out.
import { readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { importIdOf } from '../../shared/pipeline/registry-import.ts'
import { importRequestKey, outputKey, PREFIXES, REPORT_FILES, releaseKey } from '../../shared/pipeline/layout.ts'
import { runIdOf } from '../../shared/pipeline/run.ts'
import { collect } from '../../shared/pipeline/records.ts'
import type { RegistryKind } from '../../shared/registry/import.ts'
import { deliver, deliverOthers, drop, markOf, withSystem, type Call, type CallOptions } from './call.ts'
import { outcomeText, report, tellWhoReleases, type RegistryResult, type RunResult } from './process-report.ts'
import { copyRegistryReport, nameOf } from './results.ts'
import { BUCKET_NAMES } from './system.ts'
import { EXIT, UsageError } from './usage.ts'

export interface ProcessOptions extends CallOptions {
  readonly declarations: readonly string[]
  readonly registry: Readonly<Partial<Record<RegistryKind, string>>>
}

/** Processes the files and gives the exit code. */
export async function processCommand(options: ProcessOptions): Promise<number> {
  const files = [...Object.values(options.registry), ...options.declarations]
  for (const file of files) if (!(await stat(file).catch(() => undefined))?.isFile()) throw new UsageError(`there is no file ${file}`)
  return withSystem(options, async (call) => {
    const runs: RunResult[] = []
    const registry: RegistryResult[] = []
    for (const [kind, file] of Object.entries(options.registry) as [RegistryKind, string][]) {
      const { result, again } = await importFile(kind, file, call)
      registry.push(result)
      runs.push(...again)
    }
    const rejected = registry.some((each) => each.rejected)
    if (rejected) process.stderr.write('a registry file was rejected: no declaration is processed until it is mended\n')
    const folders = distinctFolders(options)
    for (const [index, file] of rejected ? [] : options.declarations.entries())
      runs.push(await processFile(file, folders[index] ?? '', call))
    runs.push(...(await deliverOthers(options.declarations.map(nameOf), call)))
    report(options.json, registry, runs)
    tellWhoReleases(runs, options.data)
    if (options.dryRun && runs.length > 1)
      process.stderr.write('note: each file is compared with the accounts as they are now; amounts of several files must not be added up\n')
    return rejected || runs.some(({ summary }) => summary.state === 'rejected') ? EXIT.rejected : EXIT.done
  })
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

interface Imported {
  readonly result: RegistryResult
  /** The run that computes again what the import changed, if it touched anything declared. */
  readonly again: readonly RunResult[]
}

async function importFile(kind: RegistryKind, file: string, call: Call): Promise<Imported> {
  const { options, dependencies, progress } = call
  progress.begin(`${kind}: ${basename(file)}`)
  const key = `${PREFIXES.registry}${kind}/${basename(file)}`
  const versionId = await drop({ file }, key, call)
  const folder = join(options.out, kind)
  const importId = importIdOf({ bucket: BUCKET_NAMES.inbox, key, versionId })
  await copyRegistryReport(dependencies.objects, importId, folder)
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
  return { result: { file, kind, refusedRows: codes.length, rejected }, again: await computedAgain(kind, file, importId, call) }
}

/** What an import asked for: computed already, or in a dry run shown; of bank details what was held. */
async function computedAgain(kind: RegistryKind, file: string, importId: string, call: Call): Promise<readonly RunResult[]> {
  const { options, dependencies, settled, progress } = call
  const isPayees = kind === 'payees'
  const requestKey = isPayees ? releaseKey(importId) : importRequestKey(importId)
  const request = await dependencies.objects.read('inbox', requestKey)
  if (!request) return []
  let runId: string | undefined
  if (options.dryRun && isPayees) return []
  if (options.dryRun) {
    const key = `${PREFIXES.recomputeDryRun}${importId}.csv`
    runId = runIdOf({
      bucket: BUCKET_NAMES.inbox,
      key,
      versionId: await drop({ text: (await collect(request)).toString('utf8') }, key, call),
    })
  } else for (const each of settled) if ((await dependencies.runs.get(each))?.source.key === requestKey) runId = each
  if (runId === undefined) return []
  const name = isPayees ? `${kind}-released` : `${kind}-computed-again`
  const folder = join(options.out, name)
  const summary = await deliver(runId, folder, call)
  const label = `${basename(file)} (${isPayees ? 'what was held for it' : 'computed again'})`
  progress.finish(label, outcomeText(summary))
  return [{ file: label, folder, summary }]
}

async function processFile(file: string, folder: string, call: Call): Promise<RunResult> {
  const { options, progress } = call
  progress.begin(basename(file))
  const key = `${options.dryRun ? PREFIXES.dryRun : PREFIXES.declarations}${basename(file)}`
  const versionId = await drop({ file }, key, call)
  const runId = runIdOf({ bucket: BUCKET_NAMES.inbox, key, versionId })
  const holder = await duplicateOf(runId, call)
  const first = await undelivered(holder, call)
  const summary = await deliver(first ?? runId, folder, call)
  const isKnown = options.dryRun && holder !== null
  const remark =
    first === undefined ? (isKnown ? ' (processed before: a real run would be FIL-002)' : '') : ' (begun by an interrupted call)'
  progress.finish(basename(file), `${outcomeText(summary)}${remark}`)
  return { file, folder, summary }
}

/** The run that a duplicate (FIL-002) names, when a killed call settled it and its results never reached anybody, or perhaps not whole. */
async function undelivered(holder: string | null, { options, dependencies, deliveries }: Call): Promise<string | undefined> {
  if (holder === null || options.dryRun) return undefined
  const state = (await dependencies.runs.get(holder))?.state
  const isEnded = state === 'settled' || state === 'held'
  return isEnded && !(await deliveries.isDelivered(markOf(holder, state))) ? holder : undefined
}

/** The run that had the same content before, as the acknowledgement says. */
async function duplicateOf(runId: string, { dependencies }: Call): Promise<string | null> {
  const acknowledgement = await dependencies.objects.read('reports', outputKey(runId, REPORT_FILES.acknowledgement))
  if (!acknowledgement) return null
  const { duplicateOf: holder = null } = JSON.parse((await collect(acknowledgement)).toString('utf8')) as { duplicateOf?: string | null }
  return holder
}
