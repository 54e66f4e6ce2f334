// Understands the command `sweep`: one sweep as the schedule makes it on AWS, what it found in sentences, and the results of what it started.
import { required } from '../../shared/pipeline/dependencies.ts'
import { SWEEP_REPORT_KEY } from '../../shared/pipeline/layout.ts'
import { collect } from '../../shared/pipeline/records.ts'
import type { SweepReport } from '../../shared/pipeline/sweep/sweep.ts'
import { deliverOthers, withSystem, type CallOptions } from './call.ts'
import { report } from './process-report.ts'
import { assertDataFolder } from './recompute-command.ts'
import { OF_A_PERSON, OF_THE_PAYEE } from './hold-remedies.ts'
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
  const command = (words: string): string => `    npm run kwartaalpremie -- ${words} --data ${data}`
  const lines = [
    ...helped.map((each) => `started again: ${each}`),
    ...standingStill.flatMap(({ id, file, state, stage, deadLetters }) => [
      `STANDS STILL: ${file} (${id}) is ${state}; the ${stage} stage failed on ${deadLetters.join(', ')}`,
      ...(id.startsWith('import-') ? [] : [command(`abandon --run ${id} --reason <why> --as <person>`)]),
      ...(stage === 'compute' ? [command(`settle-without --run ${id} --reason <why> --as <person>`)] : []),
    ]),
    ...heldRuns.flatMap(({ runId, file }) => [
      `waits for a second person: ${file} (${runId})`,
      command(`release --run ${runId} --as <person>`),
    ]),
    ...holds.flatMap(({ employerNumber, quarter, codes }) => [
      `held: employer ${employerNumber}, ${quarter}: ${codes.join(', ')}`,
      ...(codes.some((code) => OF_THE_PAYEE.includes(code)) ? [command('import --payees <corrected csv>')] : []),
      ...(codes.some((code) => OF_A_PERSON.includes(code))
        ? [command(`release --employer ${employerNumber} --quarter ${quarter} --as <person>`)]
        : []),
    ]),
  ]
  return lines.length > 0 ? lines : ['Nothing stands still, nothing waits.']
}
