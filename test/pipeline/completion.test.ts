// Understands when a run is complete: the set of its chunks, not a count of deliveries; and the states it goes through, forward only (design.md 2.5, 2.6).
import { describe, expect, test } from 'vitest'
import { compute } from '../../shared/pipeline/compute.ts'
import { mayFollow, TRANSITIONS, type Run, type RunState } from '../../shared/pipeline/run.ts'
import { settle } from '../../shared/pipeline/settle.ts'
import { recorded } from '../support/fault-injection.ts'
import { MemoryRunStore, type MemorySystem } from '../support/memory-ports.ts'
import {
  ANNA,
  BAKERY,
  BRAM,
  CEM,
  declarationCsv,
  declared,
  employerOf,
  filesOf,
  GARAGE,
  grant,
  inssOf,
  outputsOf,
  row,
  send,
  SHOP,
  systemWith,
  unnamed,
  unreadable,
} from '../support/pipeline-builders.ts'

const three = declarationCsv(
  declared(BAKERY, 'FULL', 1, [row(ANNA, '5000.00')]),
  declared(GARAGE, 'FULL', 1, [row(BRAM, '5000.00')]),
  declared(SHOP, 'FULL', 1, [row(CEM, '5000.00')]),
)
const grants = [grant(BAKERY, ANNA), grant(GARAGE, BRAM), grant(SHOP, CEM)]
const settlesWaiting = (system: MemorySystem): number => system.queue.filter(({ stage }) => stage === 'settle').length
const stateOf = (system: MemorySystem, runId: string): RunState | undefined => system.runs.all().find((run) => run.runId === runId)?.state

describe('completion is a set', () => {
  test('a chunk that is completed twice does not settle the run early', async () => {
    const system = await systemWith(grants, { chunkCharactersMin: 1 })
    const run = send(system, 'three', three)
    await system.run({ stages: ['intake'] })
    const [first, second, third] = system.queue.map(({ created }) => created)
    for (let time = 0; time < 3; time++) await compute(first!, system.dependencies)
    await compute(second!, system.dependencies)
    expect(settlesWaiting(system)).toBe(0)
    await compute(third!, system.dependencies)
    expect(settlesWaiting(system)).toBe(1)
    await compute(second!, system.dependencies)
    expect(settlesWaiting(system)).toBe(2) // harmless: settle is idempotent
    await system.run()
    expect(stateOf(system, run)).toBe('settled')
    expect(outputsOf(system, run).summary?.payments).toEqual({ count: 3, sum: '6000.00' })
  })

  test('a settle trigger written too early, by hand, changes nothing: the chunk that completes the set settles the run', async () => {
    const system = await systemWith(grants, { chunkCharactersMin: 1 })
    const run = send(system, 'three', three)
    await system.run({ stages: ['intake'] })
    await compute(system.queue[0]!.created, system.dependencies)
    await system.dependencies.objects.put('work', `${run}/run.settle`, '')
    await settle(system.queue.findLast(({ stage }) => stage === 'settle')!.created, system.dependencies)
    expect(stateOf(system, run)).toBe('computing')
    await system.run()
    expect(stateOf(system, run)).toBe('settled')
    expect(outputsOf(system, run).summary?.payments).toEqual({ count: 3, sum: '6000.00' })
  })

  test('results are written once: a second compute of a chunk leaves the first result', async () => {
    const system = await systemWith(grants)
    const run = send(system, 'three', three)
    await system.run({ stages: ['intake', 'compute'] })
    const before = system.objects.text('work', `${run}/000001.result`)
    const { dependencies, calls } = recorded(system.dependencies)
    await compute(system.handled.findLast(({ stage }) => stage === 'compute')!.created, dependencies)
    expect(calls.filter(({ name }) => name === 'objects.putOnce')).toEqual([])
    expect(system.objects.text('work', `${run}/000001.result`)).toBe(before)
  })

  test('compute books nothing', async () => {
    const system = await systemWith(grants)
    send(system, 'three', three)
    await system.run({ stages: ['intake', 'compute'] })
    expect(system.ledger.all()).toEqual({})
    expect(Object.keys(system.objects.contents(['payments', 'ledger']))).toEqual([])
  })
})

describe('run states go forward only', () => {
  const STATES = Object.keys(TRANSITIONS) as RunState[]
  const ALLOWED = [
    'received → computing',
    'received → rejected',
    'computing → settling',
    'computing → held',
    'received → abandoned',
    'computing → abandoned',
    'held → released',
    'held → abandoned',
    'settling → settled',
    'released → settled',
  ]
  const pairs = STATES.flatMap((from) => STATES.map((to) => [from, to] as const))

  test.each(pairs.filter(([from, to]) => ALLOWED.includes(`${from} → ${to}`)))('%s → %s', (from, to) => {
    expect(mayFollow(from, to)).toBe(true)
  })

  test.each(pairs.filter(([from, to]) => !ALLOWED.includes(`${from} → ${to}`)))('never %s → %s', async (from, to) => {
    expect(mayFollow(from, to)).toBe(false)
    const runs = new MemoryRunStore()
    await runs.receive(received('run-x', 'received'))
    await expect(runs.advance('run-x', [from], to)).rejects.toThrow(`no run goes from ${from} to ${to}`)
    await expect(runs.get('run-x')).resolves.toMatchObject({ state: 'received' })
  })

  test('settled, rejected and abandoned are final', () => {
    expect(STATES.filter((state) => TRANSITIONS[state].length === 0)).toEqual(['settled', 'rejected', 'abandoned'])
  })

  test.each(['held', 'abandoned'] as const)('a run that is %s books nothing, whatever is delivered', async (state) => {
    const system = await systemWith(grants)
    const run = send(system, 'three', three)
    await system.run({ stages: ['intake', 'compute'] })
    await system.runs.advance(run, ['computing'], state)
    await system.run()
    expect(system.ledger.all()).toEqual({})
    expect(stateOf(system, run)).toBe(state)
    expect(Object.keys(system.objects.contents(['payments']))).toEqual([])
  })

  test('a released run books', async () => {
    const system = await systemWith(grants)
    const run = send(system, 'three', three)
    await system.run({ stages: ['intake', 'compute'] })
    await system.runs.advance(run, ['computing'], 'held')
    await system.runs.advance(run, ['held'], 'released')
    await system.run()
    expect(stateOf(system, run)).toBe('settled')
    expect(outputsOf(system, run).summary?.payments).toEqual({ count: 3, sum: '6000.00' })
  })

  test('a settled run is left alone: a late trigger reads nothing and writes nothing', async () => {
    const system = await systemWith(grants)
    const run = send(system, 'three', three)
    await system.run()
    const before = system.objects.stored.length
    for (const { stage, created } of [...system.handled]) if (stage === 'settle') await settle(created, system.dependencies)
    expect(system.objects.stored.length).toBe(before)
    expect(stateOf(system, run)).toBe('settled')
  })

  const received = (runId: string, state: RunState): Run => ({
    runId,
    state,
    receivedAt: '2024-10-15T08:00:00.000Z',
    source: { bucket: 'inbox', key: 'declarations/x.csv', versionId: '1', size: 1, sequencer: '1', uploadedBy: 'x' },
  })
})

describe('chunks', () => {
  const employers = Array.from({ length: 12 }, (_, n) => employerOf(10 + n))
  const workers = Array.from({ length: 12 }, (_, n) => inssOf(10 + n))
  // Enough of everything that crosses a boundary: employers with two quarters, late rejections, rows of nobody, loose rows, holds.
  const declarations = employers.flatMap((employer, n) => [
    declared(employer, 'FULL', 1, [
      row(workers[n]!, '2000.00'),
      ...(n % 3 === 0 ? [unreadable(ANNA)] : []),
      ...(n % 4 === 0 ? [unnamed()] : []),
    ]),
    declared(employer, 'FULL', 1, [row(workers[n]!, '2100.00', { quarter: '2024Q2' })]),
    ...(n === 5 ? [declared(employer, 'FULL', 1, [row(BRAM, '1.00', { quarter: '2024' })])] : []),
  ])
  const csv = declarationCsv(...declarations, declared(employers[2]!, 'FULL', 1, [row(CEM, '1.00')]))
  const chunkGrants = [
    ...employers.map((employer, n) => grant(employer, workers[n]!, { guidance_level: 'LOW' })),
    grant(employers[3]!, BRAM),
  ]

  async function filesWith(
    chunkCharactersMin: number,
    concurrency: number,
  ): Promise<{ files: Record<string, string>; chunks: number | undefined; run: string; system: MemorySystem }> {
    const system = await systemWith(chunkGrants, { chunkCharactersMin, concurrency })
    const run = send(system, 'many', csv)
    await system.run()
    return { files: filesOf(system, run), chunks: system.runs.all()[0]?.chunks, run, system }
  }

  test('size and concurrency change nothing in the outputs, byte for byte', async () => {
    const small = await filesWith(1, 1)
    const huge = await filesWith(1_000_000_000, 40)
    const between = await filesWith(3_000, 3)
    expect([huge.chunks, small.chunks]).toEqual([1, 25])
    expect(between.chunks).toBeGreaterThan(1)
    expect(small.files).toEqual(huge.files)
    expect(between.files).toEqual(huge.files)
    expect(small.system.ledger.all()).toEqual(huge.system.ledger.all())
    expect(Object.keys(small.files).filter((name) => !name.includes('/statements/'))).toHaveLength(15)
    expect(outputsOf(small.system, small.run).exceptions).toContain('DCL-001')
  })
})
