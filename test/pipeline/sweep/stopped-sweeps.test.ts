// Understands sweeps that stop anywhere and come again, and sweeps at the same time: everything is helped on in the end, nothing twice, nobody is told too early.
import { describe, expect, test } from 'vitest'
import { SWEEP_AGAIN_HOURS } from '../../../shared/kernel/limits.ts'
import { sweep } from '../../../shared/pipeline/sweep/sweep.ts'
import { releaseText } from '../../../shared/pipeline/release/request.ts'
import { failingAt, FAULT_TIMES, InjectedFault, killedAt, recorded, standingAt } from '../../support/fault-injection.ts'
import type { MemorySystem } from '../../support/memory-ports.ts'
import {
  ANNA,
  BAKERY,
  BRAM,
  CEM,
  declarationCsv,
  declared,
  entitlementsCsv,
  GARAGE,
  grant,
  row,
  SHOP,
  systemWith,
} from '../../support/pipeline-builders.ts'
import { expectSound, moneyOf, stateOf } from '../../support/recompute-builders.ts'
import { dieOn, HOUR, LATER, lose, paymentsIn, plus, sweepAt } from './sweep-builders.ts'

const AGAIN = SWEEP_AGAIN_HOURS * HOUR
const IDLE = { backlog: () => Promise.resolve(0), deadLetters: () => Promise.resolve(0) }
const file = (employer: string, inss: string, wage: string): string => declarationCsv(declared(employer, 'FULL', 1, [row(inss, wage)]))

/** Something of each kind to help on: held without a reason, standing still, not noticed. */
async function muchToDo(): Promise<MemorySystem> {
  const system = await systemWith([grant(BAKERY, ANNA), grant(SHOP, BRAM)], { concurrency: 2 })
  const requests = (name: string, ...lines: Parameters<typeof releaseText>[0][]): void =>
    void lines.map((each) => system.upload(`release/${name}.csv`, releaseText(each)))
  requests('pause', [['pause', 'IMW', '', 'doubt']])
  await system.run()
  system.upload('declarations/bakery.csv', file(BAKERY, ANNA, '5000.00'))
  await system.run()
  requests('resume', [['resume', 'IMW']])
  await dieOn(system, ['release'], 'objects.putOnce', '/accounts')
  system.upload('declarations/shop.csv', file(SHOP, BRAM, '4000.00'))
  await system.run({ stages: ['intake'] })
  lose(system)
  system.upload('registry/entitlements/garage.csv', entitlementsCsv(grant(GARAGE, CEM)))
  system.upload('declarations/garage.csv', file(GARAGE, CEM, '2500.00'))
  lose(system)
  return system
}
const MONEY = { 'bakery 2024Q3': '2000.00', 'shop 2024Q3': '1600.00' }

async function toTheEnd(system: MemorySystem, from = LATER): Promise<void> {
  for (let sweeps = 0; sweeps < 3; sweeps++) {
    await system.run()
    await sweepAt(system, plus(from, sweeps * AGAIN))
  }
  await system.run()
}

/** The garage has a grant and no payee: what is due to it waits. */
async function expectEnd(system: MemorySystem): Promise<void> {
  expect(moneyOf(system)).toEqual(MONEY)
  expect(await stateOf(system)).toEqual({
    'bakery 2024Q3': ['ANNA WAGE_PREMIUM 2000.00 2000.00'],
    'garage 2024Q3': ['CEM WAGE_PREMIUM 1000.00 0.00 held 1000.00'],
    'shop 2024Q3': ['BRAM WAGE_PREMIUM 1600.00 1600.00'],
  })
  expectSound(system)
}

test('undisturbed: all of it is helped on, and a sweep after that finds nothing', async () => {
  const system = await muchToDo()
  expect(paymentsIn(system)).toEqual([])
  await toTheEnd(system)
  await expectEnd(system)
  expect((await sweepAt(system, plus(LATER, 5 * AGAIN))).wrote).toEqual([])
})

describe('a sweep that stops', () => {
  async function callsOf(): Promise<number> {
    const system = await muchToDo()
    const { dependencies, calls } = recorded(system.dependencies)
    await sweep(LATER, dependencies, IDLE)
    return calls.length
  }

  test.each(FAULT_TIMES)(
    'killed %s every call of a port, and repeated: what it left out is helped on some hours later, paid once',
    async (when) => {
      const calls = await callsOf()
      expect(calls).toBeGreaterThan(15)
      for (let call = 1; call <= calls; call++) {
        const system = await muchToDo()
        await expect(sweep(LATER, killedAt(system.dependencies, call, when), IDLE), `call ${call}`).rejects.toThrow(InjectedFault)
        await sweepAt(system, LATER)
        await toTheEnd(system, plus(LATER, AGAIN))
        await expectEnd(system)
        expect((await sweepAt(system, plus(LATER, 6 * AGAIN))).report, `call ${call}`).toMatchObject({ helped: [], standingStill: [] })
      }
    },
  )

  test.each(FAULT_TIMES)('one call fails, %s its effect, and what it did is carried out before it comes again: paid once', async (when) => {
    const calls = await callsOf()
    for (let call = 1; call <= calls; call++) {
      const system = await muchToDo()
      await sweep(LATER, failingAt(system.dependencies, call, when), IDLE).catch(() => undefined)
      await system.run()
      await sweepAt(system, LATER)
      await toTheEnd(system, plus(LATER, AGAIN))
      await expectEnd(system)
    }
  })

  test('the queues do not answer: the sweep fails, and nothing was written', async () => {
    const system = await muchToDo()
    const before = system.objects.stored.length
    await expect(sweep(LATER, system.dependencies, { ...IDLE, backlog: () => Promise.reject(new Error('no answer')) })).rejects.toThrow(
      'no answer',
    )
    expect(system.objects.stored.length).toBe(before)
    await toTheEnd(system)
    await expectEnd(system)
  })
})

describe('two sweeps at the same time', () => {
  test.each([0, 1, HOUR, AGAIN - 1])(
    '%d milliseconds apart, one standing at every call of the other: each trigger once, paid once',
    async (apart) => {
      const calls = recorded((await muchToDo()).dependencies)
      await sweep(LATER, calls.dependencies, IDLE)
      for (let call = 1; call <= calls.calls.length; call++) {
        const system = await muchToDo()
        const before = system.objects.stored.length
        const other = async (): Promise<void> => void (await sweepAt(system, plus(LATER, apart)))
        await sweep(LATER, standingAt(system.dependencies, call, other), IDLE)
        const wrote = system.objects.stored.slice(before).filter((name) => !name.startsWith('reports/'))
        const restarts = wrote.filter((name) => name.startsWith('work/'))
        expect(new Set(restarts).size, `call ${call}`).toBe(restarts.length)
        await toTheEnd(system, plus(LATER, 2 * AGAIN))
        await expectEnd(system)
      }
    },
  )

  test('side by side, with the work that they start', async () => {
    const system = await muchToDo()
    await Promise.all([sweepAt(system, LATER), sweepAt(system, LATER), system.run(), sweepAt(system, plus(LATER, 1))])
    await toTheEnd(system, plus(LATER, AGAIN))
    await expectEnd(system)
  })
})
