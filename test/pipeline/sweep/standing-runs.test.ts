// Understands runs that stand still: in each state the trigger that is missing, written when its stage is idle, at most once in some hours, and told after three times.
import { describe, expect, test } from 'vitest'
import { SWEEP_AGAIN_HOURS, SWEEP_QUIET_MINUTES } from '../../../shared/kernel/limits.ts'
import type { FunctionName } from '../../../shared/pipeline/layout.ts'
import { releaseText } from '../../../shared/pipeline/release/request.ts'
import { NO_STOP_RULE } from '../../../shared/pipeline/run-limits.ts'
import type { MemorySystem } from '../../support/memory-ports.ts'
import {
  ANNA,
  BAKERY,
  CEM,
  declarationCsv,
  declared,
  entitlementsCsv,
  GARAGE,
  grant,
  payee,
  payeesCsv,
  row,
  send,
  systemWith,
} from '../../support/pipeline-builders.ts'
import { request } from '../../support/recompute-builders.ts'
import { runIdOf } from '../../../shared/pipeline/run.ts'
import { dieOn, HOUR, LATER, lose, MINUTE, ORIGINAL, paymentsIn, plus, stateOfRun, sweepAt, UPLOADED_AT } from './sweep-builders.ts'

const GRANTS = [grant(BAKERY, ANNA), grant(GARAGE, CEM)]
const TWO_CHUNKS = declarationCsv(declared(BAKERY, 'FULL', 1, [row(ANNA, '5000.00')]), declared(GARAGE, 'FULL', 1, [row(CEM, '2500.00')]))
const SECOND_PERSON = 'AWS:AROARELEASER:second'

interface Standing {
  readonly system: MemorySystem
  readonly run: string
  /** Keys in the work bucket. */
  readonly missing: readonly string[]
  readonly stage: FunctionName
  readonly paid: readonly string[]
}
const PAID = [`${BAKERY} 2024Q3 2000.00`]

/** A run whose messages died where it stands. */
const STANDING: Readonly<Record<string, () => Promise<Standing>>> = {
  'received: intake': async () => {
    const system = await systemWith(GRANTS)
    const run = send(system, 'a', ORIGINAL)
    await dieOn(system, ['intake'], 'objects.put', '/manifest')
    return { system, run, missing: [`${run}/upload.intake`], stage: 'intake', paid: PAID }
  },
  'received: recompute': async () => {
    const system = await systemWith([grant(GARAGE, CEM)])
    system.upload('registry/payees/bakery.csv', payeesCsv(payee(BAKERY)))
    send(system, 'a', ORIGINAL)
    await system.run()
    // Decided after the declaration, and what the import itself asks for is abandoned: only this request pays.
    system.upload('registry/entitlements/late.csv', entitlementsCsv(grant(BAKERY, ANNA)))
    await system.run({ stages: ['registry', 'recompute'] })
    release(system, ['abandon', system.runs.all().at(-1)!.runId, '', 'by hand instead'])
    await system.run()
    const run = request(system, 'again', `${BAKERY};2024Q3`)
    await dieOn(system, ['recompute'], 'objects.putOnce', '/accounts')
    return { system, run, missing: [`${run}/upload.recompute`], stage: 'recompute', paid: PAID }
  },
  'received: release': async () => {
    const system = await paused()
    const run = release(system, ['resume', 'IMW'])
    await dieOn(system, ['release'], 'runs.setPause')
    return { system, run, missing: [`${run}/upload.release`], stage: 'release', paid: PAID }
  },
  'computing, without two of its chunks': async () => {
    const system = await systemWith(GRANTS, { chunkCharactersMin: 1 })
    const run = send(system, 'a', TWO_CHUNKS)
    await system.run({ stages: ['intake'] })
    lose(system)
    const missing = [`${run}/000001.compute`, `${run}/000002.compute`]
    return { system, run, missing, stage: 'compute', paid: [...PAID, `${GARAGE} 2024Q3 1000.00`] }
  },
  'computing, without its second chunk': async () => {
    const system = await systemWith(GRANTS, { chunkCharactersMin: 1 })
    const run = send(system, 'a', TWO_CHUNKS)
    await system.run({ stages: ['intake'] })
    system.queue = system.queue.filter(({ created }) => created.key.endsWith('000001.compute'))
    await system.run()
    return { system, run, missing: [`${run}/000002.compute`], stage: 'compute', paid: [...PAID, `${GARAGE} 2024Q3 1000.00`] }
  },
  'computing, with a result that is not in the set': async () => {
    const system = await systemWith(GRANTS)
    const run = send(system, 'a', ORIGINAL)
    await system.run({ stages: ['intake'] })
    await dieOn(system, ['compute'], 'runs.completeChunk')
    return { system, run, missing: [`${run}/000001.compute`], stage: 'compute', paid: PAID }
  },
  'computing, with the whole set and no settle trigger': async () => {
    const system = await systemWith(GRANTS)
    const run = send(system, 'a', ORIGINAL)
    await system.run({ stages: ['intake'] })
    await dieOn(system, ['compute'], 'objects.put', '/run.settle')
    return { system, run, missing: [`${run}/run.settle`], stage: 'settle', paid: PAID }
  },
  'settling, nothing booked': async () => settling('ledger.append', 'before'),
  'settling, booked': async () => settling('ledger.append', 'after'),
  'settling, everything written': async () => settling('runs.advance', 'after'),
  released: async () => {
    const system = await systemWith(GRANTS, { stopRule: { ...NO_STOP_RULE, holdsEveryRun: true } })
    const run = send(system, 'a', ORIGINAL)
    await system.run()
    expect(stateOfRun(system, run)).toBe('held')
    const key = 'release/let-go.csv'
    system.upload(key, releaseText([['release', run]]), undefined, SECOND_PERSON)
    // The request's own run waits too; it pays nothing.
    await system.run({ stages: ['release'] })
    system.queue = system.queue.filter(({ created }) => !created.key.startsWith(run))
    await system.run({ dependencies: { ...system.dependencies, settings: { ...system.dependencies.settings, stopRule: NO_STOP_RULE } } })
    return { system, run, missing: [`${run}/run.settle`], stage: 'settle', paid: PAID }
  },
}

async function settling(call: string, when: 'before' | 'after'): Promise<Standing> {
  const system = await systemWith(GRANTS)
  const run = send(system, 'a', ORIGINAL)
  await system.run({ stages: ['intake', 'compute'] })
  // The first advance is the verdict.
  if (call === 'runs.advance') await dieOn(system, ['settle'], 'runs.advance', '', 'after')
  else await dieOn(system, ['settle'], call, '', when)
  return { system, run, missing: [`${run}/run.settle`], stage: 'settle', paid: PAID }
}

async function paused(): Promise<MemorySystem> {
  const system = await systemWith(GRANTS)
  release(system, ['pause', 'IMW', '', 'doubt'])
  await system.run()
  send(system, 'a', ORIGINAL)
  await system.run()
  expect(paymentsIn(system)).toEqual([])
  return system
}

let requests = 0
function release(system: MemorySystem, ...lines: Parameters<typeof releaseText>[0] extends Iterable<infer L> ? L[] : never): string {
  const { bucket, key, versionId = '' } = system.upload(`release/${String((requests += 1))}.csv`, releaseText(lines))
  return runIdOf({ bucket, key, versionId })
}

describe.each(Object.entries(STANDING))('a run that is %s', (_, prepare) => {
  test('goes on with the trigger that is missing, is settled and pays once', async () => {
    const { system, run, missing, paid } = await prepare()
    const { report, wrote } = await sweepAt(system, LATER)
    expect(wrote).toEqual(missing.map((key) => `work/${key}`))
    expect(report).toMatchObject({ helped: missing, standingStill: [] })
    await system.run()
    expect(stateOfRun(system, run)).toBe('settled')
    expect(paymentsIn(system)).toEqual([...paid].toSorted())
    expect((await sweepAt(system, plus(LATER, 12 * HOUR))).report).toMatchObject({ helped: [], standingStill: [], heldRuns: [], holds: [] })
  })

  test('is left alone until it is quiet for long enough, to the millisecond', async () => {
    const { system, missing } = await prepare()
    const quietAt = plus(UPLOADED_AT, SWEEP_QUIET_MINUTES * MINUTE)
    expect((await sweepAt(system, plus(quietAt, -1))).report.helped).toEqual([])
    expect((await sweepAt(system, quietAt)).report.helped).toEqual(missing)
  })

  test('is helped on again after some hours and not before, to the millisecond', async () => {
    const { system, missing } = await prepare()
    expect((await sweepAt(system, LATER)).report.helped).toEqual(missing)
    lose(system)
    const againAt = plus(LATER, SWEEP_AGAIN_HOURS * HOUR)
    expect((await sweepAt(system, plus(againAt, -1))).wrote).toEqual([])
    expect((await sweepAt(system, againAt)).report.helped).toEqual(missing)
  })

  test('stands in a row and not still while messages of its stage wait; those of other stages do not matter', async () => {
    const { system, stage, missing } = await prepare()
    for (let sweeps = 0; sweeps < 5; sweeps++) {
      const { report, wrote } = await sweepAt(system, plus(LATER, sweeps * 7 * HOUR), { busy: [stage] })
      expect({ wrote, helped: report.helped, standingStill: report.standingStill }).toEqual({ wrote: [], helped: [], standingStill: [] })
    }
    const others = (['intake', 'compute', 'settle', 'registry', 'recompute', 'release'] as const).filter((each) => each !== stage)
    expect((await sweepAt(system, plus(LATER, 40 * HOUR), { busy: others })).report.helped).toEqual(missing)
  })

  test('the trigger comes twice, and what was thought dead comes after all: nothing twice', async () => {
    const { system, run, paid } = await prepare()
    const dead = system.deadLetters.map(({ event }) => event)
    await sweepAt(system, LATER)
    const triggers = [...system.queue]
    await system.run()
    const state = system.state()
    system.queue = [...triggers, ...dead, ...triggers]
    await system.run()
    expect(paymentsIn(system)).toEqual([...paid].toSorted())
    expect(stateOfRun(system, run)).toBe('settled')
    expect(system.state()).toEqual(state)
  })
})
