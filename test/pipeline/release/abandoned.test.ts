// Understands a run that a person gives up: nothing of it was or will be booked, its file may come again, and a run that is booked cannot be given up.
import { afterEach, describe, expect, test } from 'vitest'
import { outputKey, REPORT_FILES, type StageName } from '../../../shared/pipeline/layout.ts'
import { differencesHeader } from '../../../shared/pipeline/reports/difference-report.ts'
import { runIdOf } from '../../../shared/pipeline/run.ts'
import { recorded, standingAt } from '../../support/fault-injection.ts'
import { STAGES, type MemorySystem, type QueuedEvent } from '../../support/memory-ports.ts'
import { ANNA, BAKERY, filesOf, grant, row, systemWith } from '../../support/pipeline-builders.ts'
import { again, entriesOf, findingsOf, full, movedBy } from '../../support/recompute-builders.ts'
import {
  decide,
  ELS,
  EVERY_RUN,
  expectAbandoned,
  expectAccounted,
  paymentFilesOf,
  runNamed,
  sendBy,
  stateOfRun,
  told,
  toldByLine,
  TOM,
  withSettings,
} from '../../support/release-builders.ts'

const systems: MemorySystem[] = []
afterEach(async () => {
  for (const system of systems.splice(0)) await expectAccounted(system)
})
const csv = full(1, row(ANNA, '5000.00'))
async function having(): Promise<MemorySystem> {
  const system = await systemWith([grant(BAKERY, ANNA)])
  systems.push(system)
  return system
}

/** How far a run has come when it is given up, and how it gets there. */
const STATES: Readonly<Record<string, (system: MemorySystem) => Promise<void>>> = {
  received: async (system) => {
    const event = system.queue.shift()!
    const { runs } = system.dependencies
    const { created } = event
    const source = { ...created, versionId: created.versionId!, uploadedBy: created.principal }
    await runs.receive({ runId: runIdOf(source), source, receivedAt: created.eventTime, state: 'received' })
    system.queue.push(event)
  },
  computing: (system) => system.run({ stages: ['intake'] }),
  held: (system) => system.run({ dependencies: withSettings(system, EVERY_RUN) }),
}

describe.each(Object.entries(STATES))('%s', (state, bring) => {
  test('given up: nothing is booked, whatever is still delivered; the same file is taken again and paid', async () => {
    const system = await having()
    const run = sendBy(system, ELS, csv)
    await bring(system)
    expect(stateOfRun(system, run)).toBe(state)
    const decision = await decide(system, ELS, `abandon;${run};;wrong month`)
    expect(told(system, decision)).toEqual([
      `REL-002: The request for ${run} was carried out. The run is abandoned. Nothing of it was booked. The same file may be submitted again.`,
    ])
    expect(runNamed(system, run)).toMatchObject({ state: 'abandoned', decision: { by: ELS, reason: 'wrong month', request: decision } })
    expect(told(system, run)).toEqual([
      `RUN-004: This run was abandoned by request ${decision}. Reason given: «wrong month». `
        + 'Nothing of it was booked and nothing of it is paid. The request was submitted by «els».',
    ])
    expect([entriesOf(system), paymentFilesOf(system, run)]).toEqual([[], []])
    const second = sendBy(system, ELS, csv)
    await system.run()
    expect(movedBy(system, second)).toEqual(['pay bakery 2024Q3 2000.00'])
  })
})

test.each(['settled', 'rejected', 'abandoned'])('a run that is %s stays so, and the request is told', async (state) => {
  const system = await having()
  const run = sendBy(system, ELS, state === 'rejected' ? '' : csv)
  if (state === 'abandoned') await decide(system, TOM, `abandon;${run};;no`)
  await system.run()
  const decision = await decide(system, TOM, `abandon;${run};;no`)
  expect(told(system, decision)).toEqual([`REL-005: This cannot be done to ${run}: the state of the run is ${state}. Nothing was changed.`])
  expect(stateOfRun(system, run)).toBe(state)
})

test('a run that nobody knows: told so', async () => {
  const system = await having()
  const unknown = `run-${'0'.repeat(24)}`
  for (const line of [`abandon;${unknown};;no`, `release;${unknown};;`, `settle-without;${unknown};;no`])
    expect(told(system, await decide(system, TOM, line))[0]).toBe(
      `REL-003: For ${unknown} there is nothing that can be released now. This target is not known.`,
    )
})

test('a run that computes an account again can be given up', async () => {
  const system = await having()
  sendBy(system, ELS, csv)
  await system.run()
  const run = await again(system, 'again', undefined, { dependencies: withSettings(system, EVERY_RUN) })
  await decide(system, TOM, `abandon;${run};;no`)
  expect([stateOfRun(system, run), entriesOf(system).length]).toEqual(['abandoned', 1])
  const differences = [REPORT_FILES.differencesCsv, REPORT_FILES.differences].map((file) =>
    system.objects.text('reports', outputKey(run, file)),
  )
  expect(differences).toEqual([differencesHeader(), ''])
})

test('the reason and the name of who asked are texts of people: masked and shortened in every report; nobody is named who is not known', async () => {
  const system = await having()
  const run = sendBy(system, ELS, csv)
  await STATES.held!(system)
  await decide(system, `AWS:AROA:${ANNA}`, `abandon;${run};;"${ANNA} BE68 5390 0754 7034, ${'x'.repeat(300)}"`)
  const [text = ''] = told(system, run)
  expect(text).toContain('Reason given: «••••••')
  expect(text).toMatch(/x{9}…». .*submitted by «•{6}/)
  for (const file of [REPORT_FILES.exceptionsCsv, REPORT_FILES.exceptionsJson, REPORT_FILES.exceptionsPage, REPORT_FILES.summary])
    expect(system.objects.text('reports', outputKey(run, file)), file).not.toMatch(new RegExp(`${ANNA}|5390 0754`))
  const other = sendBy(system, ELS, csv)
  await STATES.held!(system)
  const unnamed = await decide(system, 'AWS:', `abandon;${other};;why`)
  expect(told(system, other)).toEqual([
    `RUN-004: This run was abandoned by request ${unnamed}. Reason given: «why». Nothing of it was booked and nothing of it is paid.`,
  ])
})

describe('a slow settle of a run that waits', () => {
  const waiting = async (): Promise<{ system: MemorySystem; run: string; trigger: QueuedEvent }> => {
    const system = await having()
    const run = sendBy(system, ELS, csv, 'same')
    await system.run({ stages: ['intake', 'compute'] })
    const [trigger] = system.queue.splice(0)
    return { system, run, trigger: trigger! }
  }
  const abandon = (system: MemorySystem, run: string): void =>
    void system.upload('release/same.csv', `abandon;${run};;no\n`, system.objects.now, TOM)

  test('standing at any call while the run is abandoned, or delivered after it: the reports that tell of its end stay', async () => {
    const { system: expected, run, trigger } = await waiting()
    const { dependencies, calls } = recorded(withSettings(expected, EVERY_RUN))
    await STAGES.settle(trigger.created, dependencies)
    abandon(expected, run)
    await expected.run()
    expectAbandoned(expected, run)
    const files = filesOf(expected, run)
    await STAGES.settle(trigger.created, withSettings(expected, EVERY_RUN))
    expect(filesOf(expected, run)).toEqual(files)
    for (const { number, name } of calls) {
      if (name === 'writer.write') continue
      const { system, trigger: slow } = await waiting()
      const meanwhile = async (): Promise<void> => {
        abandon(system, run)
        await system.run()
      }
      await STAGES.settle(slow.created, standingAt(withSettings(system, EVERY_RUN), number, meanwhile))
      expect(filesOf(system, run), `call ${number}`).toEqual(files)
    }
  })
})

describe('two decisions about one run in one request', () => {
  test.each([
    ['abandon, then release', ['abandon', 'release'], 'abandoned'],
    ['abandon, then settle without', ['abandon', 'settle-without'], 'abandoned'],
    ['release, then abandon', ['release', 'abandon'], 'settled'],
    ['release, then settle without', ['release', 'settle-without'], 'settled'],
  ])('%s: the first is carried out, the second is told that it cannot be', async (_, actions, end) => {
    const system = await having()
    const run = sendBy(system, ELS, csv)
    await system.run({ dependencies: withSettings(system, EVERY_RUN) })
    const decision = await decide(system, TOM, ...actions.map((action) => `${action};${run};;both`))
    expect(stateOfRun(system, run)).toBe(end)
    expect(toldByLine(system, decision).map((each) => each.slice(0, 9))).toEqual(['1 REL-002', '2 REL-005'])
  })
})

test.each(['intake', 'compute', 'settle'] as const)(
  'given up while %s stands at any of its calls: it is given up and free, or it was too late and the run is booked',
  async (stage: StageName) => {
    const upTo = async (): Promise<{ system: MemorySystem; run: string }> => {
      const system = await systemWith([grant(BAKERY, ANNA)])
      const run = sendBy(system, ELS, csv)
      const order: readonly StageName[] = ['intake', 'compute', 'settle']
      await system.run({ stages: order.slice(0, order.indexOf(stage)) })
      return { system, run }
    }
    const trial = await upTo()
    const { dependencies, calls } = recorded(trial.system.dependencies)
    await STAGES[stage](trial.system.queue[0]!.created, dependencies)
    for (const { number } of calls) {
      const { system, run } = await upTo()
      const [event] = system.queue.splice(0)
      const meanwhile = async (): Promise<void> => void (await decide(system, TOM, `abandon;${run};;no`))
      await STAGES[stage](event!.created, standingAt(system.dependencies, number, meanwhile))
      await system.run()
      if (stateOfRun(system, run) !== 'settled') {
        expect(stateOfRun(system, run) === 'abandoned' || stage === 'intake', `call ${number}`).toBe(true)
        expect(entriesOf(system), `call ${number}`).toEqual([])
        const second = sendBy(system, ELS, csv)
        await system.run()
        expect(findingsOf(system, second), `call ${number}`).toEqual([])
        expect(movedBy(system, second)).toEqual(['pay bakery 2024Q3 2000.00'])
      }
      await expectAccounted(system)
    }
  },
)
