// Understands a run that a person gives up: nothing of it was or will be booked, its file may come again, and a run that is booked cannot be given up.
import { afterEach, describe, expect, test } from 'vitest'
import type { StageName } from '../../../shared/pipeline/layout.ts'
import { runIdOf } from '../../../shared/pipeline/run.ts'
import { recorded, standingAt } from '../../support/fault-injection.ts'
import { STAGES, type MemorySystem } from '../../support/memory-ports.ts'
import { ANNA, BAKERY, grant, row, systemWith } from '../../support/pipeline-builders.ts'
import { again, entriesOf, findingsOf, full, movedBy } from '../../support/recompute-builders.ts'
import {
  decide,
  ELS,
  EVERY_RUN,
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
