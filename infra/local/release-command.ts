// Understands the commands of people who decide: release, abandon, settle-without, pause and resume, each one line of a request under release/.
import { join } from 'node:path'
import { readFile } from 'node:fs/promises'
import { PREFIXES, REPORT_FILES } from '../../shared/pipeline/layout.ts'
import { releaseText, type Action } from '../../shared/pipeline/release/request.ts'
import { runIdOf } from '../../shared/pipeline/run.ts'
import { deliver, deliverOthers, drop, withSystem, type Call, type CallOptions } from './call.ts'
import { outcomeText, report, type RunResult } from './process-report.ts'
import { foldersOf } from './cli-place.ts'
import { assertDataFolder } from './recompute-command.ts'
import { copyRun } from './results.ts'
import { BUCKET_NAMES } from './system.ts'
import { EXIT } from './usage.ts'

export interface DecisionLine {
  readonly action: Exclude<Action, 'retry'>
  /** A run, an employer or a measure. */
  readonly target: string
  readonly quarter: string
  readonly reason: string
}

/** Findings after which nothing was done for the line. */
const REFUSALS = ['REL-001', 'REL-004', 'REL-005']

export async function releaseCommand(line: DecisionLine, options: CallOptions & { readonly data: string }): Promise<number> {
  await assertDataFolder(options.data)
  const { action, target, quarter, reason } = line
  return withSystem(options, async (call) => {
    const name = [action, target, quarter].filter((part) => part !== '').join('-')
    call.progress.begin(name)
    const key = `${PREFIXES.release}${name}.csv`
    const versionId = await drop({ text: releaseText([[action, target, quarter, reason]]) }, key, call)
    const folder = join(options.out, name)
    const summary = await deliver(runIdOf({ bucket: BUCKET_NAMES.inbox, key, versionId }), folder, call)
    call.progress.finish(name, outcomeText(summary))
    const findings = await findingsOf(folder)
    if (!options.json) for (const { message_en } of findings) process.stdout.write(`  ${message_en}\n`)
    await refreshAbandoned(target, call)
    const runs: RunResult[] = [{ file: name, folder, summary }, ...(await deliverOthers([name], call))]
    report(options.json, [], runs)
    return findings.some(({ code }) => REFUSALS.includes(code)) ? EXIT.rejected : EXIT.done
  })
}

/** What its results said would be booked does not stay beside the overview. */
async function refreshAbandoned(runId: string, { options, dependencies }: Call): Promise<void> {
  const folder = foldersOf(options.out).get(runId)
  if (folder === undefined || (await dependencies.runs.get(runId))?.state !== 'abandoned') return
  await copyRun(dependencies.objects, runId, folder)
}

interface Finding {
  readonly code: string
  readonly message_en: string
}

/** What is told about the request itself. */
async function findingsOf(folder: string): Promise<readonly Finding[]> {
  const all = JSON.parse(await readFile(join(folder, REPORT_FILES.exceptionsJson), 'utf8')) as readonly Finding[]
  return all.filter(({ code }) => code.startsWith('REL-'))
}
