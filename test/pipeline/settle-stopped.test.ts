// Understands a settle that stops anywhere and is repeated after another run has booked: the same answer, nothing twice, nothing lost (design.md 2.2).
import { describe, expect, test } from 'vitest'
import type { LedgerEntry } from '../../shared/ledger/entry.ts'
import { euroText, sumEuro } from '../../shared/kernel/money.ts'
import { settle } from '../../shared/pipeline/settle.ts'
import type { CreatedObject } from '../../shared/pipeline/dependencies.ts'
import { FAULT_TIMES, failingAt, InjectedFault, recorded, standingAt, STOPS, type FaultTime } from '../support/fault-injection.ts'
import type { MemorySystem } from '../support/memory-ports.ts'
import {
  ANNA,
  BAKERY,
  BRAM,
  CEM,
  declarationCsv,
  declared,
  filesOf,
  GARAGE,
  grant,
  outputsOf,
  payee,
  payeesCsv,
  row,
  send,
  systemWith,
  unnamed,
  unreadable,
} from '../support/pipeline-builders.ts'

interface Scenario {
  /** Files that were settled before. */
  readonly before?: readonly string[]
  /** The file whose settle stops. */
  readonly first: string
  /** The file that books on the same account in between. */
  readonly second: string
  /** The refusal of the first run's entry for the bakery when it comes first; null = booked. */
  readonly refusal?: string
}

const bakery = (kind: 'FULL' | 'PARTIAL', sequence: number, ...rows: Parameters<typeof declared>[3]): ReturnType<typeof declared> =>
  declared(BAKERY, kind, sequence, rows)
const garage = declared(GARAGE, 'FULL', 1, [row(CEM, '2500.00')])
const original = declarationCsv(bakery('FULL', 1, row(ANNA, '5000.00'), row(BRAM, '4000.00')))

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'pays, and another correction comes in between': {
    first: declarationCsv(bakery('FULL', 1, row(ANNA, '5000.00'), row(BRAM, '4000.00')), garage),
    second: declarationCsv(bakery('PARTIAL', 2, row(ANNA, '5500.00'))),
  },
  'recovers more than it pays, and what it recovered is declared again in between': {
    before: [original],
    first: declarationCsv(garage, bakery('FULL', 2, row(ANNA, '5100.00'))),
    second: declarationCsv(bakery('PARTIAL', 3, row(BRAM, '4000.00'))),
  },
  'is overtaken in part': {
    before: [declarationCsv(bakery('PARTIAL', 5, row(ANNA, '5100.00')))],
    first: declarationCsv(bakery('FULL', 1, row(ANNA, '5000.00'), row(BRAM, '4000.00'))),
    second: declarationCsv(bakery('PARTIAL', 3, row(BRAM, '4200.00'))),
  },
  'moved nothing: the same rights again': {
    before: [original],
    first: declarationCsv(bakery('FULL', 2, row(ANNA, '5000.00'), row(BRAM, '4000.00'))),
    second: declarationCsv(bakery('PARTIAL', 3, row(ANNA, '5500.00'))),
  },
  'moved nothing: the same number and content in another file': {
    before: [original],
    first: declarationCsv(bakery('FULL', 1, row(ANNA, '5000'), row(BRAM, '4000.0'))),
    second: declarationCsv(bakery('PARTIAL', 2, row(ANNA, '5500.00'))),
  },
  'moved nothing: DCL-005': {
    before: [declarationCsv(bakery('FULL', 5, row(ANNA, '5000.00')))],
    first: declarationCsv(bakery('FULL', 4, row(ANNA, '4000.00'), row(BRAM, '4000.00')), garage),
    second: declarationCsv(bakery('FULL', 6, row(ANNA, '5500.00'), row(BRAM, '1000.00'))),
    refusal: 'DCL-005',
  },
  'moved nothing: DCL-006': {
    before: [original],
    first: declarationCsv(bakery('FULL', 1, row(ANNA, '9000.00')), garage),
    second: declarationCsv(bakery('FULL', 2, row(ANNA, '5500.00'))),
    refusal: 'DCL-006',
  },
  'moved nothing: every worker refused by WRK': {
    before: [original],
    first: declarationCsv(bakery('FULL', 2, unreadable(ANNA), unreadable(BRAM), unnamed())),
    second: declarationCsv(bakery('FULL', 3, row(ANNA, '5500.00'))),
  },
  'moved nothing: no worker has a grant': {
    first: declarationCsv(bakery('FULL', 1, row(CEM, '1000.00'))),
    second: declarationCsv(bakery('FULL', 2, row(ANNA, '5500.00'))),
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

/** Both runs computed, neither settled. Made once per scenario: every story goes on from a copy. */
async function prepare(scenario: Scenario): Promise<Prepared> {
  const made = prepared.get(scenario) ?? computed(scenario)
  prepared.set(scenario, made)
  const { system, ...rest } = await made
  return { ...rest, system: system.copy() }
}

async function computed({ before = [], first, second }: Scenario): Promise<Prepared> {
  const system = await systemWith([grant(BAKERY, ANNA), grant(BAKERY, BRAM, { guidance_level: 'MEDIUM' }), grant(GARAGE, CEM)])
  for (const [index, csv] of before.entries()) {
    send(system, `before-${index}`, csv)
    await system.run()
  }
  const run = send(system, 'first', first)
  const other = send(system, 'second', second)
  await system.run({ stages: ['intake', 'compute'] })
  const trigger = (runId: string): CreatedObject => system.queue.find(({ created }) => created.key.startsWith(runId))!.created
  return { system, run, other, settleFirst: trigger(run), settleSecond: trigger(other) }
}

/** Both settled, undisturbed, in an order. */
async function undisturbed(scenario: Scenario, order: 'first-second' | 'second-first'): Promise<Prepared> {
  const story = await prepare(scenario)
  const { system, settleFirst, settleSecond } = story
  for (const trigger of order === 'first-second' ? [settleFirst, settleSecond] : [settleSecond, settleFirst])
    await settle(trigger, system.dependencies)
  return story
}

/** What is left of both runs when nothing stops, by order. */
type Ends = Readonly<Record<Order, { readonly files: unknown; readonly otherFiles: unknown; readonly state: unknown }>>

async function endsOf(scenario: Scenario): Promise<Ends> {
  const end = async (order: Order): Promise<Ends[Order]> => {
    const { system, run, other } = await undisturbed(scenario, order)
    return { files: filesOf(system, run), otherFiles: filesOf(system, other), state: system.state() }
  }
  return { 'first-second': await end('first-second'), 'second-first': await end('second-first') }
}

const bakeryEntries = (system: MemorySystem): readonly LedgerEntry[] => system.ledger.all()[`${BAKERY}#2024Q3`] ?? []
const moved = (system: MemorySystem): string =>
  euroText(
    sumEuro(
      Object.values(system.ledger.all())
        .flat()
        .flatMap(({ lines }) => lines.map((line) => line.moved)),
    ),
  )
const paid = (system: MemorySystem, runs: readonly string[]): string =>
  euroText(
    sumEuro(
      runs.flatMap((run) => {
        const { payments, claims } = outputsOf(system, run)
        return [...payments, ...claims].map(({ amount }) => amount)
      }),
    ),
  )

describe.each(Object.entries(SCENARIOS))('a settle that %s', (_, scenario) => {
  test.each(FAULT_TIMES)('stopped %s any call, repeated after the other run has booked: as if it had not stopped', async (when) => {
    const expected = await endsOf(scenario)
    const trial = await prepare(scenario)
    const { dependencies, calls } = recorded(trial.system.dependencies)
    await settle(trial.settleFirst, dependencies)
    const reached = new Set<string>()
    for (const { number } of calls) for (const stop of STOPS[when]) reached.add(await stopAndRepeat(scenario, number, when, stop, expected))
    // The sweep has seen the stop before the entry was put and the stop after it.
    expect([...reached].toSorted()).toEqual(['first-second', 'second-first'])
  })

  test('standing at any call while another delivery of it and the other run do all their work, in either order: the same state', async () => {
    const trial = await prepare(scenario)
    const { dependencies, calls } = recorded(trial.system.dependencies)
    await settle(trial.settleFirst, dependencies)
    const expected = await endsOf(scenario)
    for (const { number } of calls) {
      for (const otherFirst of [true, false]) {
        const { system, run, other, settleFirst, settleSecond } = await prepare(scenario)
        const meanwhile = async (): Promise<void> => {
          for (const trigger of otherFirst ? [settleSecond, settleFirst] : [settleFirst, settleSecond])
            await settle(trigger, system.dependencies)
        }
        await settle(settleFirst, standingAt(system.dependencies, number, meanwhile))
        expect(system.state(), `call ${number}`).toEqual(expected[orderOf(system, run, other)].state)
      }
    }
  })

  test('the entry of the run says what it did', async () => {
    const { system, run } = await undisturbed(scenario, 'first-second')
    expect(
      bakeryEntries(system)
        .filter(({ runId }) => runId === run)
        .map(({ refusal }) => refusal?.code),
    ).toEqual([scenario.refusal])
  })
})

/** In which order the two runs stand in the ledger of the bakery. */
function orderOf(system: MemorySystem, run: string, other: string): Order {
  const versions = new Map(bakeryEntries(system).map(({ runId, version }) => [runId, version]))
  return versions.get(run)! < versions.get(other)! ? 'first-second' : 'second-first'
}

type Order = 'first-second' | 'second-first'

async function stopAndRepeat(scenario: Scenario, number: number, when: FaultTime, stop: typeof failingAt, expected: Ends): Promise<Order> {
  const { system, run, other, settleFirst, settleSecond } = await prepare(scenario)
  await expect(settle(settleFirst, stop(system.dependencies, number, when)), `call ${number}`).rejects.toThrow(InjectedFault)
  await settle(settleSecond, system.dependencies)
  await settle(settleFirst, system.dependencies)

  const order = orderOf(system, run, other)
  const as = expected[order]
  expect(filesOf(system, run), `call ${number}`).toEqual(as.files)
  expect(filesOf(system, other), `call ${number}`).toEqual(as.otherFiles)
  expect(system.state(), `call ${number}`).toEqual(as.state)
  // Every account that a run reached has exactly one entry of it.
  for (const [account, entries] of Object.entries(system.ledger.all()))
    expect(new Set(entries.map(({ runId }) => runId)).size, account).toBe(entries.length)
  return order
}

describe('money', () => {
  test.each(['first-second', 'second-first'] as const)(
    'what was paid and claimed over all runs is what the ledger moved (%s)',
    async (order) => {
      for (const scenario of Object.values(SCENARIOS)) {
        const { system } = await undisturbed(scenario, order)
        expect(
          paid(
            system,
            system.runs.all().map(({ runId }) => runId),
          ),
        ).toBe(moved(system))
      }
    },
  )

  test('a settle that is repeated five times with other runs in between pays once', async () => {
    const { system, run, settleFirst, settleSecond } = await prepare(SCENARIOS['pays, and another correction comes in between']!)
    await settle(settleFirst, system.dependencies)
    const files = filesOf(system, run)
    await settle(settleSecond, system.dependencies)
    for (let repeat = 0; repeat < 5; repeat++) await settle(settleFirst, system.dependencies)
    expect(filesOf(system, run)).toEqual(files)
    expect(moved(system)).toBe('6730.00') // ANNA 2200.00, BRAM 1600.00 + 1930.00, CEM 1000.00
  })

  test('stopped before its files are complete, on an account that a registry change reaches in between: still the first answer, and a recompute is asked for', async () => {
    const scenario = SCENARIOS['pays, and another correction comes in between']!
    const { system, run, settleFirst } = await prepare(scenario)
    const calls = recorded(system.dependencies)
    await expect(settle(settleFirst, failingAt(calls.dependencies, 30, 'before'))).rejects.toThrow(InjectedFault)
    expect(bakeryEntries(system)).toHaveLength(1)
    system.upload('registry/payees/changed.csv', payeesCsv(payee(BAKERY, { iban: 'BE71096123456769' })))
    await system.run({ stages: ['registry'] })
    await settle(settleFirst, system.dependencies)
    expect(outputsOf(system, run).payments.map(({ employerNumber, iban, amount }) => [employerNumber, iban, amount])).toEqual([
      [BAKERY, 'BE68539007547034', '5530.00'],
      [GARAGE, 'BE68539007547034', '1000.00'],
    ])
    expect(system.objects.text('inbox', `recompute/${run}-${BAKERY}-2024Q3.csv`)).toBe(`employer_number;quarter\n${BAKERY};2024Q3\n`)
  })
})

test('every account that a run reaches gets exactly one entry from it, also when it is refused or nothing moves', async () => {
  for (const scenario of Object.values(SCENARIOS)) {
    const { system, run } = await undisturbed(scenario, 'first-second')
    const reached = Object.values(system.ledger.all()).map((entries) => entries.filter(({ runId }) => runId === run).length)
    expect(reached.filter((count) => count > 0)).toEqual(Array.from({ length: scenario.first.includes(GARAGE) ? 2 : 1 }, () => 1))
  }
})

test('two runs that settle at the same time on one account both book, one after the other', async () => {
  const { system, settleFirst, settleSecond } = await prepare(SCENARIOS['pays, and another correction comes in between']!)
  await Promise.all([settle(settleFirst, system.dependencies), settle(settleSecond, system.dependencies)])
  expect(bakeryEntries(system).map(({ version }) => version)).toEqual([1, 2])
  expect(moved(system)).toBe('6730.00')
})

test('one settle trigger delivered twice at the same time books once', async () => {
  const { system, run, settleFirst } = await prepare(SCENARIOS['pays, and another correction comes in between']!)
  await Promise.all([
    settle(settleFirst, system.dependencies),
    settle(settleFirst, system.dependencies),
    settle(settleFirst, system.dependencies),
  ])
  expect(bakeryEntries(system).map(({ runId }) => runId)).toEqual([run])
  expect(system.runs.all().find(({ runId }) => runId === run)?.state).toBe('settled')
})
