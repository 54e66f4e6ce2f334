// Understands the commands `recompute` and `parameters`: compute declared quarters again, and tell which ones a new parameter set can change.
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createDependencies } from '../../functions/runtime/container.ts'
import type { Quarter } from '../../shared/kernel/calendar.ts'
import type { EmployerNumber } from '../../shared/kernel/identifiers.ts'
import { PREFIXES } from '../../shared/pipeline/layout.ts'
import { quartersToCompute } from '../../shared/pipeline/recompute/parameter-sets.ts'
import { type EVERY_EMPLOYER, requestText } from '../../shared/pipeline/recompute/request.ts'
import { runIdOf } from '../../shared/pipeline/run.ts'
import { deliver, deliverOthers, drop, withSystem, type CallOptions } from './call.ts'
import { commandText } from './cli-place.ts'
import { outcomeText, report, type RunResult } from './process-report.ts'
import { BUCKET_NAMES, startServices } from './system.ts'
import { EXIT, UsageError } from './usage.ts'

/** What is to be computed again: one employer (one quarter, or all that it declared), or every employer of a quarter. */
export type Request =
  | { readonly employer: EmployerNumber; readonly quarter: Quarter | undefined }
  | { readonly employer: typeof EVERY_EMPLOYER; readonly quarter: Quarter }

export async function recomputeCommand({ employer, quarter }: Request, options: CallOptions & { readonly data: string }): Promise<number> {
  await assertDataFolder(options.data)
  return withSystem(options, async (call) => {
    const name = ['recompute', employer, ...(quarter === undefined ? [] : [quarter])].join('-')
    call.progress.begin(name)
    const key = `${options.dryRun ? PREFIXES.recomputeDryRun : PREFIXES.recompute}${name}.csv`
    const versionId = await drop({ text: requestText([[employer, quarter ?? '']]) }, key, call)
    const folder = join(options.out, name)
    const summary = await deliver(runIdOf({ bucket: BUCKET_NAMES.inbox, key, versionId }), folder, call)
    call.progress.finish(name, outcomeText(summary))
    const runs: RunResult[] = [{ file: name, folder, summary }, ...(await deliverOthers([name], call))]
    report(options.json, [], runs)
    return summary.state === 'rejected' ? EXIT.rejected : EXIT.done
  })
}

export async function assertDataFolder(data: string): Promise<void> {
  if (!(await stat(join(data, 'dynamodb')).catch(() => undefined))?.isDirectory())
    throw new UsageError(`${data} is not a data folder of an earlier call`)
}

/** Prints the quarters whose result this program's parameters can change, against every set that something was booked under, and how to start them. */
export async function parametersCommand(data: string): Promise<number> {
  await assertDataFolder(data)
  const services = await startServices({ data, now: () => new Date() })
  try {
    const quarters = await quartersToCompute(createDependencies(services.environment, { event: () => undefined, metric: () => undefined }))
    const lines = quarters.flatMap(({ quarter, changes }) => [
      `${quarter}  ${changes.join('; ')}`,
      `        ${commandText(`recompute --all ${quarter}`, data)}`,
    ])
    const text = lines.length > 0 ? lines.join('\n') : 'No quarter: everything was booked under parameters that give the same results.'
    process.stdout.write(`${text}\n`)
    return EXIT.done
  } finally {
    await services.close()
  }
}
