// A settle of attests that fails or is killed at any call, and is repeated, also after another run has booked: the same files, nothing twice (design.md 2.2).
import { describe, expect, it } from 'vitest'
import { settle } from '../../shared/pipeline/settle.ts'
import type { CreatedObject } from '../../shared/pipeline/dependencies.ts'
import { FAULT_TIMES, failingAt, InjectedFault, killedAt, recorded } from '../support/fault-injection.ts'
import type { MemorySystem } from '../support/memory-ports.ts'
import { ANNA, BAKERY, BRAM, CEM, entitlementsCsv, filesOf, GARAGE, grant, send, systemWith } from '../support/pipeline-builders.ts'
import { attestLine, publication } from '../support/xml-builders.ts'
import { cancelled, file, instructed, version } from './attest-story.ts'

interface Scenario {
  readonly before: readonly string[]
  /** The file whose settle stops. */
  readonly first: readonly string[]
  /** The file that books on the same account in between. */
  readonly second: readonly string[]
  /** What was instructed in the end, whatever the order. */
  readonly money: Readonly<Record<string, string>>
}

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'changes one attest and adds another, while a third comes': {
    before: [version(1, 1, '5000.00')],
    first: [version(1, 2, '5500.00'), version(4, 1, '2500.00', { employer: GARAGE, inss: CEM }), version(2, 1, '1000.00')],
    second: [version(3, 1, '700.00'), version(5, 1, '800.00', { inss: BRAM })],
    money: { 'bakery ANNA': '2880.00', 'bakery BRAM': '320.00', 'garage CEM': '1000.00' },
  },
  'cancels one and moves another, while the cancelled one is reactivated': {
    before: [version(1, 1, '5000.00'), version(2, 1, '1100.00', { inss: CEM })],
    first: [cancelled(1, 2), version(2, 2, '1300.00', { inss: BRAM })],
    second: [version(1, 3, '4500.00', { status: '4' })],
    money: { 'bakery ANNA': '1800.00', 'bakery BRAM': '520.00' },
  },
  'is refused by DCL-005, and a version that cannot be read comes': {
    before: [version(1, 5, '5000.00')],
    first: [version(1, 4, '100.00')],
    second: [version(1, 6, '0.00', { line: attestLine('much') })],
    money: { 'bakery ANNA': '2000.00' },
  },
}

interface Prepared {
  readonly system: MemorySystem
  readonly run: string
  readonly other: string
  readonly settleFirst: CreatedObject
  readonly settleSecond: CreatedObject
}

const prepared = new Map<Scenario, Promise<Prepared>>()

/** Both runs computed; then the registry gains a grant that only settle sees. Made once per scenario: every story goes on from a copy. */
async function prepare(scenario: Scenario): Promise<Prepared> {
  const made = prepared.get(scenario) ?? computed(scenario)
  prepared.set(scenario, made)
  const { system, ...rest } = await made
  return { ...rest, system: system.copy() }
}

async function computed({ before, first, second }: Scenario): Promise<Prepared> {
  const system = await systemWith([grant(BAKERY, ANNA), grant(BAKERY, CEM), grant(GARAGE, CEM)])
  await file(system, 'before', ...before)
  const run = send(system, 'first.xml', publication(...first))
  const other = send(system, 'second.xml', publication(...second))
  await system.run({ stages: ['intake', 'compute'] })
  system.upload('registry/entitlements/late.csv', entitlementsCsv(grant(BAKERY, BRAM)))
  await system.run({ stages: ['registry'] })
  const trigger = (runId: string): CreatedObject => system.queue.find(({ created }) => created.key === `${runId}/run.settle`)!.created
  return { system, run, other, settleFirst: trigger(run), settleSecond: trigger(other) }
}

const ORDERS = ['first-second', 'second-first'] as const
type Order = (typeof ORDERS)[number]

async function undisturbed(scenario: Scenario, order: Order): Promise<Prepared> {
  const story = await prepare(scenario)
  const { system, settleFirst, settleSecond } = story
  for (const trigger of order === 'first-second' ? [settleFirst, settleSecond] : [settleSecond, settleFirst])
    await settle(trigger, system.dependencies)
  return story
}

function orderOf({ system, run, other }: Prepared): Order {
  const versions = new Map(system.ledger.all()[`${BAKERY}#2024Q3`]?.map(({ runId, version: of }) => [runId, of]))
  return versions.get(run)! < versions.get(other)! ? 'first-second' : 'second-first'
}

/** Entries, states and claims; and of the ledger bucket what the entries name: an attempt that lost its place to another run leaves its record behind. */
function remains({ ledger, runs, objects }: MemorySystem): unknown {
  const records = Object.values(ledger.all())
    .flat()
    .map(({ record }) => objects.contents(['ledger'])[`ledger/records/${record}.json.gz`])
  expect(records).not.toContain(undefined)
  return { entries: ledger.all(), runs: runs.all(), claims: runs.claims(), records, inbox: objects.contents(['inbox']) }
}

describe.each(Object.entries(SCENARIOS))('a settle that %s', (_, scenario) => {
  it.each(ORDERS)('undisturbed (%s): the same money', async (order) => {
    expect(instructed((await undisturbed(scenario, order)).system)).toEqual(scenario.money)
  })

  it.each(FAULT_TIMES)('stopped %s any call, and repeated before or after the other run: the same files', async (when) => {
    const expected = {
      'first-second': await undisturbed(scenario, 'first-second'),
      'second-first': await undisturbed(scenario, 'second-first'),
    }
    const trial = await prepare(scenario)
    const { dependencies, calls } = recorded(trial.system.dependencies)
    await settle(trial.settleFirst, dependencies)
    const reached = new Set<Order>()
    for (const { number } of calls) {
      for (const stop of [failingAt, killedAt]) {
        const story = await prepare(scenario)
        const { system, run, other, settleFirst, settleSecond } = story
        await expect(settle(settleFirst, stop(system.dependencies, number, when)), `call ${number}`).rejects.toThrow(InjectedFault)
        // Once with the other run in between, once repeated at once.
        for (const trigger of stop === killedAt ? [settleSecond, settleFirst] : [settleFirst, settleSecond])
          await settle(trigger, system.dependencies)
        const order = orderOf(story)
        reached.add(order)
        const as = expected[order]
        expect(filesOf(system, run), `call ${number}`).toEqual(filesOf(as.system, run))
        expect(filesOf(system, other), `call ${number}`).toEqual(filesOf(as.system, other))
        expect(remains(system), `call ${number}`).toEqual(remains(as.system))
      }
    }
    expect([...reached].toSorted()).toEqual([...ORDERS])
  })
})
