// Understands the command `sweep`: one sweep as the schedule makes it on AWS, what it found in sentences, and the results of what it started.
import { required } from '../../shared/pipeline/dependencies.ts'
import { SWEEP_REPORT_KEY } from '../../shared/pipeline/layout.ts'
import { deedsFor, type Deed } from '../../shared/pipeline/overview/deeds.ts'
import { collect } from '../../shared/pipeline/records.ts'
import type { SweepReport } from '../../shared/pipeline/sweep/sweep.ts'
import { deliverOthers, withSystem, type CallOptions } from './call.ts'
import { commandText, wordsFor } from './cli-place.ts'
import { report } from './process-report.ts'
import { assertDataFolder } from './recompute-command.ts'
import { EXIT } from './usage.ts'

export async function sweepCommand(options: CallOptions & { readonly data: string }): Promise<number> {
  await assertDataFolder(options.data)
  return withSystem(options, async (call) => {
    await call.system.sweep(options.now())
    await call.system.dispatcher.idle()
    const body = required(await call.dependencies.objects.read('reports', SWEEP_REPORT_KEY), 'the report of the sweep')
    const found = JSON.parse((await collect(body)).toString('utf8')) as SweepReport
    if (options.json) process.stdout.write(`${JSON.stringify(found, null, 2)}\n`)
    else process.stdout.write(`${sentences(found, options.data).join('\n')}\n`)
    const runs = await deliverOthers([], call)
    if (!options.json) report(false, [], runs)
    return EXIT.done
  })
}

/** What the sweep did and what waits for a person, each with the command that resolves it. */
function sentences({ helped, standingStill, heldRuns, holds }: SweepReport, data: string): string[] {
  const commands = (deeds: readonly Deed[]): string[] => [...new Set(deeds.map((deed) => `    ${commandText(wordsFor(deed), data)}`))]
  const lines = [
    ...helped.map((each) => `started again: ${each}`),
    ...standingStill.flatMap((standing) => [
      `STANDS STILL: ${standing.file} (${standing.id}) is ${standing.state}; the ${standing.stage} stage failed on ${standing.deadLetters.join(', ')}`,
      ...commands(deedsFor({ type: 'standing-still', standing })),
    ]),
    ...heldRuns.flatMap(({ runId, file }) => [
      `waits for a second person: ${file} (${runId})`,
      ...commands(deedsFor({ type: 'held-run', runId })),
    ]),
    ...holds.flatMap(({ codes, ...account }) => [
      `held: employer ${account.employerNumber}, ${account.quarter}: ${codes.join(', ')}`,
      ...commands(codes.flatMap((code) => deedsFor({ type: 'hold', account, code }))),
    ]),
  ]
  return lines.length > 0 ? lines : ['Nothing stands still, nothing waits.']
}
