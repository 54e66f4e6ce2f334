// Understands that a recompute may stop anywhere and be repeated, and meet anything else on its way: the same end, and never money twice.
import { describe, expect, test } from 'vitest'
import type { Dependencies } from '../../../shared/pipeline/dependencies.ts'
import type { StageName } from '../../../shared/pipeline/layout.ts'
import { FAULT_TIMES, failingRandomly, InjectedFault, killedAt, recorded, standingAt, STOPS } from '../../support/fault-injection.ts'
import { STAGES, type MemorySystem, type QueuedEvent } from '../../support/memory-ports.ts'
import {
  ANNA,
  BAKERY,
  BRAM,
  CEM,
  declarationCsv,
  declared,
  DORA,
  entitlementsCsv,
  establishmentOf,
  establishmentsCsv,
  GARAGE,
  grant,
  payee,
  payeesCsv,
  row,
  send,
  systemWith,
} from '../../support/pipeline-builders.ts'
import { aliasesCsv, expectSound, full, moneyOf, partial, RAISED, request, stateOf, under } from '../../support/recompute-builders.ts'

const region = { establishment_region: '', establishment_number: establishmentOf(1) }
const bakery = full(1, row(ANNA, '5000.00'), row(BRAM, '4000.00', region), row(CEM, '12500.00'))
const garage = declarationCsv(declared(GARAGE, 'FULL', 1, [row(DORA, '3000.00')]))
const moving = { entitlement_id: 'G-1' }

/** Two accounts declared and booked; a chunk each. Made once: every story goes on from a copy. */
async function declaredAndBooked(): Promise<MemorySystem> {
  const grants = [grant(BAKERY, ANNA, moving), grant(BAKERY, BRAM, { guidance_level: 'LOW' }), grant(BAKERY, CEM)]
  const system = await systemWith(grants, { chunkCharactersMin: 1 })
  system.upload('registry/payees/two.csv', payeesCsv(payee(BAKERY), payee(GARAGE)))
  await system.run()
  send(system, 'bakery', bakery)
  send(system, 'garage', garage)
  await system.run()
  return system
}
let prepared: Promise<MemorySystem> | undefined
const booked = async (): Promise<MemorySystem> => (await (prepared ??= declaredAndBooked())).copy()

/** What becomes known, as one upload. */
const LATE: Readonly<Record<string, (system: MemorySystem) => void>> = {
  'grants decided, moved and revoked': (system) =>
    void system.upload(
      'registry/entitlements/late.csv',
      entitlementsCsv(grant(GARAGE, DORA, moving), grant(BAKERY, CEM, { revoked_from: '2024Q2' }), grant(BAKERY, DORA)),
    ),
  'a region': (system) =>
    void system.upload('registry/establishments/late.csv', establishmentsCsv([establishmentOf(1), BAKERY, 'FLANDERS'])),
  'an alias': (system) => void system.upload('registry/aliases/late.csv', aliasesCsv([BRAM, ANNA])),
}

/** What becomes known, or a request of operations; the program of the request has another law. */
const STARTS: Readonly<Record<string, (system: MemorySystem) => void>> = {
  ...LATE,
  'a request, and nothing has changed': (system) => void request(system, 'all', 'all;2024Q3', `${BAKERY};2024Q3`, `${BAKERY};1999Q9`),
}

const STAGE_ORDER = ['registry', 'recompute', 'compute', 'settle'] as const satisfies readonly StageName[]
const ALL_STAGES: readonly StageName[] = ['registry', 'recompute', 'intake', 'compute', 'settle']
const CALLS_MAX = 400

interface Ready {
  readonly event: QueuedEvent
  /** A system in which the event is taken and all before it is done. */
  readonly begun: () => MemorySystem
  /** How many calls the stage makes when nothing disturbs it. */
  readonly calls: number
}

/** The work as far as the first event of the stage, done once; undefined when the stage has none. */
async function readyFor(stage: StageName, start: (system: MemorySystem) => void): Promise<Ready | undefined> {
  const system = await booked()
  start(system)
  await system.run({ stages: ALL_STAGES.slice(0, ALL_STAGES.indexOf(stage)) })
  const event = system.queue.find((each) => each.stage === stage)
  if (!event) return undefined
  system.queue = system.queue.filter((other) => other !== event)
  const { dependencies, calls } = recorded(system.copy().dependencies)
  await STAGES[stage](event.created, dependencies)
  expect(calls.length).toBeLessThan(CALLS_MAX)
  return { event, begun: () => system.copy(), calls: calls.length }
}

/** Everything that must be the same, the registry of both employers too. */
const everything = async (system: MemorySystem): Promise<unknown> => [
  system.state(),
  await system.registry.employer(BAKERY),
  await system.registry.employer(GARAGE),
]

async function undisturbed(start: (system: MemorySystem) => void): Promise<MemorySystem> {
  const system = await booked()
  start(system)
  await system.run()
  expectSound(system)
  return system
}

test('undisturbed, each of them moves what it should', async () => {
  const ends = await Promise.all(Object.values(STARTS).map(async (start) => moneyOf(await undisturbed(start))))
  expect(Object.fromEntries(Object.keys(STARTS).map((name, index) => [name, ends[index]]))).toEqual({
    // Anna 2,000.00 and Cem 4,969.15 come back, of Dora the garage declares 3,000.00; Bram's guidance is held.
    'grants decided, moved and revoked': { 'bakery 2024Q3': '1600.00', 'garage 2024Q3': '1200.00' },
    'a region': { 'bakery 2024Q3': '10199.15' },
    // One person with two grants: 2,000.00 and 1,600.00 come back.
    'an alias': { 'bakery 2024Q3': '4969.15' },
    'a request, and nothing has changed': { 'bakery 2024Q3': '8569.15' },
  })
})

describe.each(Object.entries(STARTS))('%s', (_, start) => {
  describe.each(STAGE_ORDER)('%s', (stage) => {
    test.each(FAULT_TIMES)('stopped %s any call and delivered again: byte for byte as if it had not stopped', async (when) => {
      const expected = await everything(await undisturbed(start))
      const ready = await readyFor(stage, start)
      if (!ready) return expect(stage).toBe('registry')
      const { event, begun, calls } = ready
      for (let number = 1; number <= calls; number++) {
        for (const stop of STOPS[when]) {
          const system = begun()
          await expect(STAGES[stage](event.created, stop(system.dependencies, number, when)), `call ${number}`).rejects.toThrow(
            InjectedFault,
          )
          system.queue.push(event)
          await system.run()
          expect(await everything(system), `call ${number}`).toEqual(expected)
        }
      }
    })

    test('standing at any call while another delivery of it does all the work: the same', async () => {
      const expected = await everything(await undisturbed(start))
      const ready = await readyFor(stage, start)
      if (!ready) return void expect(stage).toBe('registry')
      const { event, begun, calls } = ready
      for (let number = 1; number <= calls; number++) {
        const system = begun()
        const meanwhile = async (): Promise<void> => {
          system.queue.push(event)
          await system.run()
        }
        await STAGES[stage](event.created, standingAt(system.dependencies, number, meanwhile))
        await system.run()
        expect(await everything(system), `call ${number}`).toEqual(expected)
      }
    })
  })

  test.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'one call in twenty failing, delivered until they work (seed %i): the same accounts and money',
    async (seed) => {
      const expected = await undisturbed(start)
      const system = await booked()
      start(system)
      await system.run({ dependencies: failingRandomly(system.dependencies, seed, 0.05), receivesMax: 1_000 })
      expect(system.deadLetters).toEqual([])
      expectSound(system)
      expect(await stateOf(system)).toEqual(await stateOf(expected))
      expect(moneyOf(system)).toEqual(moneyOf(expected))
    },
  )
})

describe('a new parameter set', () => {
  /** Booked under the old law; the request comes to a program with the new one. */
  async function underNewLaw(): Promise<{ system: MemorySystem; dependencies: Dependencies }> {
    const system = await booked()
    request(system, 'new-law', 'all;2024Q3')
    return { system, dependencies: under(RAISED, system) }
  }

  test.each(FAULT_TIMES)('and a settle that stops %s any call: byte for byte the same, its quarters are told', async (when) => {
    const expected = await underNewLaw()
    await expected.system.run({ dependencies: expected.dependencies })
    expect(moneyOf(expected.system)).toEqual({ 'bakery 2024Q3': '8600.00' })
    const computed = await underNewLaw()
    await computed.system.run({ dependencies: computed.dependencies, stages: ['recompute', 'compute'] })
    const event = computed.system.queue[0]!
    const watched = recorded(under(RAISED, computed.system.copy()))
    await STAGES.settle(event.created, watched.dependencies)
    for (const { number } of watched.calls) {
      const system = computed.system.copy()
      const dependencies = under(RAISED, system)
      await expect(STAGES.settle(event.created, killedAt(dependencies, number, when))).rejects.toThrow(InjectedFault)
      await system.run({ dependencies })
      expect(system.state(), `call ${number}`).toEqual(expected.system.state())
    }
  })
})

describe('an import', () => {
  const again = entitlementsCsv(grant(BAKERY, DORA), grant(BAKERY, ANNA, { ...moving, package: 'IMW_5Y_INCREASED' }))

  test.each(FAULT_TIMES)(
    'that stops %s any call and is repeated after a later import of the same grants: all that either touches is computed again',
    async (when) => {
      const start = LATE['grants decided, moved and revoked']!
      const known = await booked()
      start(known)
      await known.run()
      known.upload('registry/entitlements/later.csv', again)
      await known.run()
      const { event, begun, calls } = (await readyFor('registry', start))!
      for (let number = 1; number <= calls; number++) {
        const system = begun()
        await expect(STAGES.registry(event.created, killedAt(system.dependencies, number, when))).rejects.toThrow(InjectedFault)
        system.upload('registry/entitlements/later.csv', again)
        await system.run()
        await STAGES.registry(event.created, system.dependencies)
        await system.run()
        expectSound(system)
        expect(await stateOf(system), `call ${number}`).toEqual(await stateOf(known))
        expect(moneyOf(system), `call ${number}`).toEqual(moneyOf(known))
      }
    },
  )

  test.each(FAULT_TIMES)('that stops %s any call for good, and the same rows are uploaded again: nobody is forgotten', async (when) => {
    for (const [name, start] of Object.entries(LATE)) {
      const known = await undisturbed(start)
      const { event, begun, calls } = (await readyFor('registry', start))!
      for (let number = 1; number <= calls; number++) {
        const system = begun()
        await expect(STAGES.registry(event.created, killedAt(system.dependencies, number, when))).rejects.toThrow(InjectedFault)
        await system.run()
        start(system)
        await system.run()
        expectSound(system)
        expect(await stateOf(system), `${name}, call ${number}`).toEqual(await stateOf(known))
        expect(moneyOf(system), `${name}, call ${number}`).toEqual(moneyOf(known))
      }
    }
  })

  test('standing at any call while a declaration of a new account does all its work: nobody is forgotten', async () => {
    const fresh = declarationCsv(
      declared(GARAGE, 'FULL', 1, [row(ANNA, '2000.00', { quarter: '2024Q2' }), row(DORA, '1000.00', { quarter: '2024Q2' })]),
    )
    for (const [name, start] of Object.entries(LATE)) {
      const known = await booked()
      start(known)
      await known.run()
      send(known, 'fresh', fresh)
      await known.run()
      const { event, begun, calls } = (await readyFor('registry', start))!
      for (let number = 1; number <= calls; number++) {
        const system = begun()
        const meanwhile = async (): Promise<void> => {
          send(system, 'fresh', fresh)
          await system.run()
        }
        await STAGES.registry(event.created, standingAt(system.dependencies, number, meanwhile))
        await system.run()
        expectSound(system)
        expect(await stateOf(system), `${name}, call ${number}`).toEqual(await stateOf(known))
        expect(moneyOf(system), `${name}, call ${number}`).toEqual(moneyOf(known))
      }
    }
  })
})

/** Declarations that meet a recompute on the account of the bakery. */
const CORRECTIONS: Readonly<Record<string, string>> = {
  'a PARTIAL of the worker': partial(2, row(ANNA, '5500.00'), row(DORA, '1000.00')),
  'a FULL without the worker': full(3, row(BRAM, '4100.00', region), row(DORA, '900.00')),
  'the same number and content in another file': bakery.replaceAll('.00', '.0'),
}

describe.each(Object.entries(CORRECTIONS))('%s and a recompute on one account', (_, correction) => {
  const declare = (system: MemorySystem): void => void send(system, 'correction', correction)

  test.each(Object.entries(STARTS))(
    '%s: the one standing at any call of any stage while the other does all its work, the money is right',
    async (_name, start) => {
      const known = await booked()
      start(known)
      await known.run()
      declare(known)
      await known.run()
      const expected = [await stateOf(known), moneyOf(known)]
      for (const [first, second] of [
        [start, declare],
        [declare, start],
      ] as const)
        for (const stage of ALL_STAGES) await eachCallReached(first, second, stage, expected)
    },
  )
})

/** The first stands at its n-th call of the stage while the second does all its work, for every n. */
async function eachCallReached(
  first: (system: MemorySystem) => void,
  second: (system: MemorySystem) => void,
  stage: StageName,
  expected: unknown,
): Promise<void> {
  const ready = await readyFor(stage, first)
  if (!ready) return
  // What the second does changes how many calls the stage makes: until it makes none to stand at.
  for (let number = 1; ; number++) {
    expect(number).toBeLessThan(CALLS_MAX)
    const system = ready.begun()
    const meanwhile = async (): Promise<void> => {
      second(system)
      await system.run()
    }
    const watched = recorded(standingAt(system.dependencies, number, meanwhile))
    await STAGES[stage](ready.event.created, watched.dependencies)
    if (watched.calls.length < number) return
    await system.run()
    expectSound(system)
    expect([await stateOf(system), moneyOf(system)], `${stage}, call ${number}`).toEqual(expected)
  }
}
