// Understands a run that goes on without the chunks that could not be computed: their declarations are RUN-002, the others are booked, and the file may come again.
import { afterEach, describe, expect, test } from 'vitest'
import { compute } from '../../../shared/pipeline/compute.ts'
import { work } from '../../../shared/pipeline/layout.ts'
import type { MemorySystem, QueuedEvent } from '../../support/memory-ports.ts'
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
  row,
  SHOP,
  systemWith,
  unreadable,
} from '../../support/pipeline-builders.ts'
import { entriesOf, findingsOf, movedBy } from '../../support/recompute-builders.ts'
import { decide, ELS, EVERY_RUN, expectAccounted, runNamed, sendBy, stateOfRun, told, TOM } from '../../support/release-builders.ts'

const systems: MemorySystem[] = []
afterEach(async () => {
  for (const system of systems.splice(0)) await expectAccounted(system)
})
const csv = declarationCsv(
  declared(BAKERY, 'FULL', 1, [row(ANNA, '5000.00')]),
  declared(GARAGE, 'FULL', 1, [row(CEM, '2500.00'), unreadable(BRAM)]),
  declared(SHOP, 'FULL', 1, [row(BRAM, '1000.00')]),
)

/** A file of three chunks, of which the second is not computed: its message is dead. */
async function stuck(settings: Parameters<typeof systemWith>[1] = {}): Promise<{ system: MemorySystem; run: string; dead: QueuedEvent }> {
  const system = await systemWith([grant(BAKERY, ANNA), grant(GARAGE, CEM), grant(SHOP, BRAM)], { chunkCharactersMin: 1, ...settings })
  systems.push(system)
  const run = sendBy(system, ELS, csv)
  await system.run({ stages: ['intake'] })
  const dead = system.queue.find(({ created }) => created.key === work.computeTrigger(run, 2))!
  system.queue = system.queue.filter((event) => event !== dead)
  await system.run()
  expect(runNamed(system, run)).toMatchObject({ state: 'computing', chunks: 3, completed: [1, 3] })
  return { system, run, dead }
}
const without = (run: string): string => `settle-without;${run};;"the garage, again"`

test('the declarations of the dead chunk are RUN-002 with the reason, the others are booked and paid', async () => {
  const { system, run } = await stuck()
  const decision = await decide(system, TOM, without(run))
  expect(told(system, decision)).toEqual([
    `REL-002: The request for ${run} was carried out. The run goes on without 1 chunk(s). The declarations in them get RUN-002 and must be submitted again.`,
  ])
  expect(stateOfRun(system, run)).toBe('settled')
  expect(movedBy(system, run)).toEqual(['pay bakery 2024Q3 2000.00', 'pay shop 2024Q3 400.00'])
  expect(findingsOf(system, run)).toEqual(['RUN-002', 'WRK-003 BRAM'])
  expect(told(system, run)[0]).toBe(
    'RUN-002: This declaration was left out when a member of staff settled the run. Reason given: «the garage, again». Nothing of it was booked.',
  )
  expect(outputsOf(system, run).summary).toMatchObject({
    counts: { declarations: 3, rejectedDeclarations: 1 },
    payments: { count: 2, sum: '2400.00' },
  })
  expect(entriesOf(system, GARAGE)).toEqual([])
})

test('the file may be sent again: only what was left out is paid', async () => {
  const { system, run } = await stuck()
  await decide(system, TOM, without(run))
  const second = sendBy(system, ELS, csv)
  await system.run()
  expect(movedBy(system, second)).toEqual(['pay garage 2024Q3 1000.00'])
})

test('a chunk that is computed after all changes nothing any more', async () => {
  const { system, run, dead } = await stuck()
  await decide(system, TOM, without(run))
  const state = system.state()
  await compute(dead.created, system.dependencies)
  await system.run()
  expect(system.state()).toEqual(state)
})

test('a chunk that is computed before the request is settled with the others', async () => {
  const { system, run, dead } = await stuck()
  system.queue.push(dead)
  await system.run({ stages: ['compute'] })
  system.queue = [] // the settle trigger is lost
  const decision = await decide(system, TOM, without(run))
  expect(told(system, decision)[0]).toContain('All chunks are computed: the run goes on by itself.')
  expect(movedBy(system, run)).toHaveLength(3)
})

test('delivered again: the same answer, nothing twice', async () => {
  const { system, run } = await stuck()
  await decide(system, TOM, without(run))
  const state = system.state()
  system.queue.push(system.handled.find(({ stage }) => stage === 'release')!)
  await system.run()
  expect(system.state()).toEqual(state)
})

test('a run that is settled, or waits, cannot be settled without something', async () => {
  const { system, run } = await stuck()
  await decide(system, TOM, without(run))
  expect(told(system, await decide(system, TOM, without(run)))).toEqual([
    `REL-005: This cannot be done to ${run}: the state of the run is settled. Nothing was changed.`,
  ])
})

describe('the stop rule', () => {
  test('holds for what is left as well: the uploader alone cannot let a run pass by leaving something out', async () => {
    const { system, run } = await stuck(EVERY_RUN)
    await decide(system, ELS, without(run))
    expect([stateOfRun(system, run), entriesOf(system)]).toEqual(['held', []])
  })

  test('held without its dead chunk and released by a second person: booked without it', async () => {
    const { system, run } = await stuck(EVERY_RUN)
    await decide(system, ELS, without(run))
    await decide(system, TOM, `release;${run};;`)
    expect(movedBy(system, run)).toEqual(['pay bakery 2024Q3 2000.00', 'pay shop 2024Q3 400.00'])
    expect(findingsOf(system, run)).toEqual(['RUN-002', 'WRK-003 BRAM'])
  })
})

test('a dead chunk that cannot even be read is not left out: the run stays where it is, and can be abandoned', async () => {
  const { system, run } = await stuck()
  await system.objects.put('work', work.chunk(run, 2), 'spoiled')
  expect(told(system, await decide(system, TOM, without(run)))).toEqual([
    `REL-003: For ${run} there is nothing that can be released now. Chunk 2 cannot be read, so nobody can say which declarations are left out. Abandon the run.`,
  ])
  expect(stateOfRun(system, run)).toBe('computing')
  await decide(system, TOM, `abandon;${run};;spoiled`)
  expect(stateOfRun(system, run)).toBe('abandoned')
})
