// Understands the kill switch: payments of a measure that a person stopped are booked as held (PAY-007), and go out when they are let go on.
import { afterEach, describe, expect, test } from 'vitest'
import { settle } from '../../../shared/pipeline/settle.ts'
import { recorded, standingAt } from '../../support/fault-injection.ts'
import type { MemorySystem } from '../../support/memory-ports.ts'
import {
  ANNA,
  BAKERY,
  BRAM,
  CEM,
  declarationCsv,
  declared,
  GARAGE,
  grant,
  outputsOf,
  payee,
  payeesCsv,
  row,
  systemWith,
} from '../../support/pipeline-builders.ts'
import { bakeryState, findingsOf, full, movedBy, stateOf } from '../../support/recompute-builders.ts'
import {
  decide,
  dropRequest,
  ELS,
  EVERY_RUN,
  expectAccounted,
  listedHolds,
  sendBy,
  setPayees,
  stateOfRun,
  told,
  TOM,
  withSettings,
} from '../../support/release-builders.ts'

const systems: MemorySystem[] = []
afterEach(async () => {
  for (const system of systems.splice(0)) await expectAccounted(system)
})

const both = full(1, row(ANNA, '5000.00'), row(BRAM, '4000.00', { establishment_region: 'FLANDERS' }))
/** Anna has an IMW, Bram a VOP of 40 % in its first year. */
async function having(): Promise<MemorySystem> {
  const vop = { measure: 'VOP', package: 'VOP_DEFINITE', start_quarter: '2023Q2', end_quarter: '2025Q1', applied_on: '2023-05-15' }
  const system = await systemWith([grant(BAKERY, ANNA), grant(BAKERY, BRAM, vop), grant(GARAGE, CEM)])
  systems.push(system)
  return system
}
async function declare(system: MemorySystem, csv: string): Promise<string> {
  const run = sendBy(system, ELS, csv)
  await system.run()
  return run
}
const PAUSE = 'pause;IMW;;wrong amounts in 2024Q2'

test('stopped: what is booked from then on is held with the reason given, measure by measure; a recovery is booked', async () => {
  const system = await having()
  expect(told(system, await decide(system, TOM, PAUSE))).toEqual([
    'REL-002: The request for IMW was carried out. Payments are stopped. What is booked from now on is held (PAY-007).',
  ])
  const run = await declare(system, both)
  expect(outputsOf(system, run).held.map(({ code, measure, amount }) => [code, measure, amount])).toEqual([['PAY-007', 'IMW', '2000.00']])
  expect(outputsOf(system, run).payments.map(({ measure }) => measure)).toEqual(['VOP'])
  expect(told(system, run)).toEqual([
    `PAY-007: All payments of IMW are stopped. Reason given: «wrong amounts in 2024Q2». The amount for employer ${BAKERY} is not paid for now.`,
  ])
  expect(await listedHolds(system)).toEqual(['bakery 2024Q3: 1'])
})

test('let go on: everything that was held for it is paid, at all employers, by that request', async () => {
  const system = await having()
  await decide(system, TOM, PAUSE)
  await declare(system, both)
  await declare(system, declarationCsv(declared(GARAGE, 'FULL', 1, [row(CEM, '2500.00')])))
  const run = await decide(system, TOM, 'resume;imw;;')
  expect(movedBy(system, run)).toEqual(['pay bakery 2024Q3 2000.00', 'pay garage 2024Q3 1000.00'])
  expect(findingsOf(system, run)).toEqual(['REL-002'])
  expect(await listedHolds(system)).toEqual([])
  expect(movedBy(system, await decide(system, TOM, 'resume;IMW;;'))).toEqual([])
})

test('both measures stopped, one let go on: the other stays held and listed', async () => {
  const system = await having()
  await decide(system, TOM, PAUSE, 'pause;VOP;;too')
  await declare(system, both)
  const run = await decide(system, TOM, 'resume;IMW;;')
  expect(outputsOf(system, run).payments.map(({ measure }) => measure)).toEqual(['IMW'])
  expect(await listedHolds(system)).toEqual(['bakery 2024Q3: 1'])
  const last = await decide(system, TOM, 'resume;VOP;;')
  expect(outputsOf(system, last).payments.map(({ measure }) => measure)).toEqual(['VOP'])
  expect(await listedHolds(system)).toEqual([])
})

test('a payee that is bad as well goes first, and what goes out needs both to be right', async () => {
  const system = await having()
  await setPayees(system, payeesCsv(payee(BAKERY, { hold: 'YES' })))
  await decide(system, TOM, PAUSE)
  expect(outputsOf(system, await declare(system, both)).held.map(({ code }) => code)).toEqual(['PAY-003', 'PAY-003'])
  await setPayees(system, payeesCsv(payee(BAKERY)))
  expect((await bakeryState(system)).filter((line) => line.includes('held'))).toEqual(['ANNA WAGE_PREMIUM 2000.00 0.00 held 2000.00'])
  await decide(system, TOM, 'resume;IMW;;')
  expect((await bakeryState(system)).filter((line) => line.includes('held'))).toEqual([])
})

test('released by an operator while it is stopped: told so', async () => {
  const system = await having()
  await decide(system, TOM, PAUSE)
  await declare(system, both)
  expect(told(system, await decide(system, TOM, `release;${BAKERY};2024Q3;`))[0]).toContain('The reason is still there: PAY-007.')
})

test('stopped while a run waits for a second person: released, it is booked and held', async () => {
  const system = await having()
  const run = sendBy(system, ELS, both)
  await system.run({ dependencies: withSettings(system, EVERY_RUN) })
  expect(stateOfRun(system, run)).toBe('held')
  await decide(system, TOM, PAUSE)
  await decide(system, TOM, `release;${run};;`)
  expect(outputsOf(system, run).held.map(({ code }) => code)).toEqual(['PAY-007'])
})

describe('the later decision wins', () => {
  test.each([
    ['paused, then let go on', [PAUSE, 'resume;IMW;;'], []],
    ['let go on, then paused', ['resume;IMW;;', PAUSE], ['IMW']],
  ])('%s, handled in either order', async (_, lines, paused) => {
    for (const reversed of [false, true]) {
      const system = await having()
      for (const line of lines) dropRequest(system, TOM, line)
      if (reversed) system.queue.reverse()
      await system.run()
      expect(Object.keys(await system.runs.pauses())).toEqual(paused)
    }
  })

  test('in one request: the last line', async () => {
    const system = await having()
    await decide(system, TOM, PAUSE, 'resume;IMW;;')
    expect(await system.runs.pauses()).toEqual({})
    await decide(system, TOM, 'resume;IMW;;', PAUSE)
    expect(await system.runs.pauses()).toEqual({ IMW: { reason: 'wrong amounts in 2024Q2' } })
  })

  test('delivered again after the later one: nothing changes', async () => {
    const system = await having()
    await decide(system, TOM, PAUSE)
    const first = system.handled.find(({ stage }) => stage === 'release')!
    await decide(system, TOM, 'resume;IMW;;')
    system.queue.push(first)
    await system.run()
    expect(await system.runs.pauses()).toEqual({})
  })
})

test('stopped or let go on while a settle stands at any of its calls: either paid or held, never both, and it goes out once', async () => {
  const prepared = async (isPaused: boolean): Promise<MemorySystem> => {
    const system = await having()
    if (isPaused) await decide(system, TOM, PAUSE)
    sendBy(system, ELS, both)
    await system.run({ stages: ['intake', 'compute'] })
    return system
  }
  for (const isPaused of [false, true]) {
    const trial = await prepared(isPaused)
    const [event] = trial.queue.splice(0)
    const { dependencies, calls } = recorded(trial.dependencies)
    await settle(event!.created, dependencies)
    for (const { number } of calls) {
      const system = await prepared(isPaused)
      const [own] = system.queue.splice(0)
      await settle(
        own!.created,
        standingAt(system.dependencies, number, async () => void (await decide(system, TOM, isPaused ? 'resume;IMW;;' : PAUSE))),
      )
      await system.run()
      if (!isPaused) await decide(system, TOM, 'resume;IMW;;')
      // What was held after the list of open holds was read: the next sweep asks for it.
      for await (const { account } of system.runs.openHolds())
        await decide(system, TOM, `retry;${account.employerNumber};${account.quarter};`)
      expect((await stateOf(system))['bakery 2024Q3']?.join(), `call ${number}`).not.toContain('held')
    }
  }
})
