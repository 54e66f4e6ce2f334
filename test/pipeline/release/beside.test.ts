// Understands a release that meets something else on its account: whichever stands at any of its calls while the other does all its work, the end is the same, paid once.
import { expect, test } from 'vitest'
import type { StageName } from '../../../shared/pipeline/layout.ts'
import { recorded, standingAt, type PortCall } from '../../support/fault-injection.ts'
import { STAGES, type MemorySystem } from '../../support/memory-ports.ts'
import { ANNA, BAKERY, BRAM, entitlementsCsv, grant, payee, payeesCsv, row, systemWith } from '../../support/pipeline-builders.ts'
import { full, partial, stateOf } from '../../support/recompute-builders.ts'
import { dropRequest, ELS, expectAccounted, MIA, moneyBooked, sendBy, TOM } from '../../support/release-builders.ts'

const GOOD = payeesCsv(payee(BAKERY))
const ON_HOLD = payeesCsv(payee(BAKERY, { hold: 'YES' }))
const send = (system: MemorySystem, text: string, name: string): string => sendBy(system, ELS, text, name)

/** The calls after which the end can be another one: of reports nobody makes money. */
const numbersOf = (calls: readonly PortCall[]): number[] =>
  calls.filter(({ key }) => !key.startsWith('reports/')).map(({ number }) => number)

/** Held for want of a good payee, who is known by now; nobody has asked for it. */
async function held(): Promise<MemorySystem> {
  const system = await systemWith([])
  system.upload('registry/entitlements/all.csv', entitlementsCsv(grant(BAKERY, ANNA), grant(BAKERY, BRAM)))
  system.upload('registry/payees/hold.csv', ON_HOLD)
  send(system, full(1, row(ANNA, '5000.00'), row(BRAM, '4000.00')), 'csv')
  await system.run()
  system.upload('registry/payees/good.csv', GOOD)
  await system.run({ stages: ['registry'] })
  system.queue = []
  return system
}
/** What meets the release: each alone ends with every right instructed. */
const OTHERS: Readonly<Record<string, (system: MemorySystem) => unknown>> = {
  'a PARTIAL': (system) => send(system, partial(2, row(ANNA, '5500.00')), 'partial'),
  'a FULL that pays Anna less': (system) => send(system, full(2, row(ANNA, '3000.00'), row(BRAM, '4000.00')), 'full'),
  'another release': (system) => dropRequest(system, MIA, `release;${BAKERY};2024Q3;`),
  'a payee on hold again, then good again': (system) => {
    system.upload('registry/payees/worse.csv', ON_HOLD)
    system.upload('registry/payees/better.csv', GOOD)
  },
  'a recompute': (system) => system.upload('recompute/again.csv', `${BAKERY};2024Q3\n`),
}

const stages: readonly StageName[] = ['registry', 'recompute', 'release', 'intake', 'compute', 'settle']
/** The calls of a stage when the first is alone; none when it has no such stage. */
async function reached(stage: StageName, index: number, first: (system: MemorySystem) => unknown): Promise<number[]> {
  const system = await held()
  first(system)
  await system.run({ stages: stages.slice(0, index) })
  const event = system.queue.find((each) => each.stage === stage)
  if (!event) return []
  const { dependencies, calls } = recorded(system.dependencies)
  await STAGES[stage](event.created, dependencies)
  return numbersOf(calls)
}

test.each(Object.entries(OTHERS))(
  'a release and %s: the one standing at any call of any stage while the other does all its work',
  async (_, other) => {
    const release = (system: MemorySystem): unknown => dropRequest(system, TOM, `release;${BAKERY};2024Q3;`)
    const known = await held()
    release(known)
    await known.run()
    other(known)
    await known.run()
    const expected = [await stateOf(known), moneyBooked(known)]
    for (const [first, second] of [
      [release, other],
      [other, release],
    ] as const)
      for (const [index, stage] of stages.entries())
        for (const number of await reached(stage, index, first)) {
          const system = await held()
          first(system)
          await system.run({ stages: stages.slice(0, index) })
          const event = system.queue.find((each) => each.stage === stage)!
          system.queue = system.queue.filter((each) => each !== event)
          const meanwhile = async (): Promise<void> => {
            second(system)
            await system.run()
          }
          await STAGES[stage](event.created, standingAt(system.dependencies, number, meanwhile))
          await system.run()
          // Whoever comes last asks again for what is listed, as the sweep does.
          for await (const { account } of system.runs.openHolds())
            dropRequest(system, TOM, `retry;${account.employerNumber};${account.quarter};`)
          await system.run()
          await expectAccounted(system)
          expect([await stateOf(system), moneyBooked(system)], `${stage}, call ${number}`).toEqual(expected)
        }
  },
)
