// Understands the `returns` command: the bank's answers, or lists of money that came back, are dropped in the inbox one after the other.
import { stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { readManifest } from '../../shared/pipeline/compute.ts'
import { outputKey, PREFIXES, REPORT_FILES, work } from '../../shared/pipeline/layout.ts'
import { runIdOf } from '../../shared/pipeline/run.ts'
import { deliver, deliverOthers, drop, withSystem, type Call, type CallOptions } from './call.ts'
import { outcomeText, report, tellWhoReleases, type RunResult } from './process-report.ts'
import { assertDataFolder } from './recompute-command.ts'
import { copyFile, nameOf } from './results.ts'
import { BUCKET_NAMES } from './system.ts'
import { EXIT, UsageError } from './usage.ts'

/** A CSV is a list that a person made and another one releases; everything else is a report of the bank. */
const keyOf = (file: string): string => `${/\.csv(\.gz)?$/i.test(file) ? PREFIXES.manualReturns : PREFIXES.returns}${basename(file)}`

export async function returnsCommand(files: readonly string[], options: CallOptions & { readonly data: string }): Promise<number> {
  await assertDataFolder(options.data)
  for (const file of files) if (!(await stat(file).catch(() => undefined))?.isFile()) throw new UsageError(`there is no file ${file}`)
  return withSystem(options, async (call) => {
    const runs: RunResult[] = []
    for (const file of files) {
      call.progress.begin(basename(file))
      const key = keyOf(file)
      const versionId = await drop({ file }, key, call)
      const folder = join(options.out, nameOf(file))
      const runId = runIdOf({ bucket: BUCKET_NAMES.inbox, key, versionId })
      const summary = await deliver(runId, folder, call)
      await copyReconciliations(runId, folder, call)
      call.progress.finish(basename(file), outcomeText(summary))
      runs.push({ file, folder, summary })
    }
    runs.push(...(await deliverOthers(files.map(nameOf), call)))
    report(options.json, [], runs)
    tellWhoReleases(runs, options.data)
    return runs.some(({ summary }) => summary.state === 'rejected') ? EXIT.rejected : EXIT.done
  })
}

/** Where the payments stand now, of every run that the answer speaks of: beside the answer, named by that run. */
async function copyReconciliations(runId: string, folder: string, { dependencies }: Call): Promise<void> {
  const { objects } = dependencies
  // A rejected answer speaks of none.
  const manifest = (await objects.exists('work', work.manifest(runId))) ? await readManifest(runId, dependencies) : undefined
  for (const about of manifest?.answers ?? [])
    for (const file of [REPORT_FILES.reconciliation, REPORT_FILES.reconciliationCsv])
      await copyFile(objects, 'reports', outputKey(about, file), join(folder, `${about}-${file}`))
}
