// Understands what a sweep tells people about runs: which it could not help on after three times, which wait for a decision, and that it leaves ended ones alone.
import { describe, expect, test } from 'vitest'
import { SWEEP_AGAIN_HOURS, SWEEPS_FAILED_MAX } from '../../../shared/kernel/limits.ts'
import { outputKey, REPORT_FILES } from '../../../shared/pipeline/layout.ts'
import { releaseText } from '../../../shared/pipeline/release/request.ts'
import { NO_STOP_RULE } from '../../../shared/pipeline/run-limits.ts'
import type { MemorySystem } from '../../support/memory-ports.ts'
import {
  ANNA,
  BAKERY,
  CEM,
  declarationCsv,
  declared,
  GARAGE,
  grant,
  outputsOf,
  row,
  send,
  systemWith,
} from '../../support/pipeline-builders.ts'
import { dieOn, HOUR, LATER, lose, ORIGINAL, paymentsIn, plus, stateOfRun, sweepAt, UPLOADED_AT } from './sweep-builders.ts'

const GRANTS = [grant(BAKERY, ANNA), grant(GARAGE, CEM)]
const AGAIN = SWEEP_AGAIN_HOURS * HOUR
const HOLDS_ALL = { stopRule: { ...NO_STOP_RULE, holdsEveryRun: true } }

/** Two chunks of which none is computed. */
async function twoChunks(): Promise<{ readonly system: MemorySystem; readonly run: string }> {
  const system = await systemWith(GRANTS, { chunkCharactersMin: 1 })
  const run = send(
    system,
    'a',
    declarationCsv(declared(BAKERY, 'FULL', 1, [row(ANNA, '5000.00')]), declared(GARAGE, 'FULL', 1, [row(CEM, '2500.00')])),
  )
  await system.run({ stages: ['intake'] })
  lose(system)
  return { system, run }
}

describe('a run that sweeps cannot help on', () => {
  test(`is told about, with the keys of its dead letters, when ${SWEEPS_FAILED_MAX} sweeps did not help it on, and not before`, async () => {
    const { system, run } = await twoChunks()
    const deadLetters = [`${run}/000001.compute`, `${run}/000002.compute`]
    for (let sweeps = 0; sweeps < SWEEPS_FAILED_MAX; sweeps++) {
      const { report, metrics } = await sweepAt(system, plus(LATER, sweeps * AGAIN))
      expect(report).toMatchObject({ helped: deadLetters, standingStill: [] })
      expect(metrics).toEqual({ StandingStill: 0, OpenHolds: 0 })
      lose(system)
    }
    const { report, metrics } = await sweepAt(system, plus(LATER, SWEEPS_FAILED_MAX * AGAIN))
    expect(report.standingStill).toEqual([
      { id: run, file: 'a.csv', state: 'computing', since: UPLOADED_AT, stage: 'compute', deadLetters },
    ])
    expect(metrics).toEqual({ StandingStill: 1, OpenHolds: 0 })
    // Told, and helped all the same.
    expect(report.helped).toEqual(deadLetters)
  })

  test('is told about by every sweep between two helps, as soon as the third help left it where it was', async () => {
    const { system } = await twoChunks()
    for (let sweeps = 0; sweeps < SWEEPS_FAILED_MAX; sweeps++) {
      await sweepAt(system, plus(LATER, sweeps * AGAIN))
      lose(system)
      const told = (await sweepAt(system, plus(LATER, sweeps * AGAIN + 2 * HOUR))).metrics.StandingStill
      expect(told).toBe(sweeps === SWEEPS_FAILED_MAX - 1 ? 1 : 0)
    }
  })

  test('the count begins again when it made progress: one more chunk', async () => {
    const { system, run } = await twoChunks()
    await sweepAt(system, LATER)
    lose(system)
    await sweepAt(system, plus(LATER, AGAIN))
    system.queue = system.queue.filter(({ created }) => created.key.endsWith('000001.compute'))
    await system.run()
    for (let sweeps = 2; sweeps < 2 + SWEEPS_FAILED_MAX; sweeps++) {
      const { report } = await sweepAt(system, plus(LATER, sweeps * AGAIN))
      expect(report).toMatchObject({ helped: [`${run}/000002.compute`], standingStill: [] })
      lose(system)
    }
    expect((await sweepAt(system, plus(LATER, 5 * AGAIN))).metrics.StandingStill).toBe(1)
  })

  test('the count begins again when it made progress: another state', async () => {
    const system = await systemWith(GRANTS)
    send(system, 'a', ORIGINAL)
    await dieOn(system, ['intake'], 'objects.put', '/manifest')
    for (let sweeps = 0; sweeps < SWEEPS_FAILED_MAX; sweeps++) {
      await sweepAt(system, plus(LATER, sweeps * AGAIN))
      if (sweeps < SWEEPS_FAILED_MAX - 1) lose(system)
    }
    await system.run({ stages: ['intake'] })
    lose(system)
    const { report, metrics } = await sweepAt(system, plus(LATER, SWEEPS_FAILED_MAX * AGAIN))
    expect([report.helped.length, metrics.StandingStill]).toEqual([1, 0])
  })

  test('is not told about any more when it ended', async () => {
    const { system, run } = await twoChunks()
    for (let sweeps = 0; sweeps <= SWEEPS_FAILED_MAX; sweeps++) {
      lose(system)
      await sweepAt(system, plus(LATER, sweeps * AGAIN))
    }
    await system.run()
    expect(stateOfRun(system, run)).toBe('settled')
    expect((await sweepAt(system, plus(LATER, 9 * AGAIN))).metrics.StandingStill).toBe(0)
    expect(paymentsIn(system)).toEqual([`${BAKERY} 2024Q3 2000.00`, `${GARAGE} 2024Q3 1000.00`])
  })
})

describe('a run that waits for a second person', () => {
  test('is only told about', async () => {
    const system = await systemWith(GRANTS, HOLDS_ALL)
    const run = send(system, 'a', ORIGINAL)
    await system.run()
    const state = system.state()
    for (let sweeps = 0; sweeps < 5; sweeps++) {
      const { report, wrote, metrics } = await sweepAt(system, plus(LATER, sweeps * AGAIN))
      expect(wrote).toEqual([])
      expect(report).toMatchObject({ helped: [], standingStill: [], heldRuns: [{ runId: run, file: 'a.csv', since: UPLOADED_AT }] })
      expect(metrics.StandingStill).toBe(0)
    }
    const {
      'reports/sweep/waiting.json': told,
      'reports/index.html': overview,
      ...files
    } = system.objects.contents(['payments', 'reports', 'ledger', 'work', 'inbox'])
    expect([told, overview]).not.toContain(undefined)
    expect({ ...system.state(), files }).toEqual(state)
  })

  test('has its reports, though settle died after the verdict: whoever decides sees what it would book', async () => {
    const system = await systemWith(GRANTS, HOLDS_ALL)
    const run = send(system, 'a', ORIGINAL)
    await system.run({ stages: ['intake', 'compute'] })
    await dieOn(system, ['settle'], 'runs.advance', '', 'after')
    expect(stateOfRun(system, run)).toBe('held')
    for (let sweeps = 0; sweeps < 3; sweeps++) {
      await sweepAt(system, plus(LATER, sweeps * AGAIN))
      await system.run()
    }
    expect(outputsOf(system, run).summary).toMatchObject({ state: 'held' })
  })
})

describe('a run that ended', () => {
  test.each(['settled', 'rejected', 'abandoned'] as const)('%s: nothing is written', async (state) => {
    const system = await systemWith(GRANTS, state === 'abandoned' ? HOLDS_ALL : {})
    const run = send(system, 'a', state === 'rejected' ? 'no declaration' : ORIGINAL)
    await system.run()
    if (state === 'abandoned') {
      system.upload('release/no.csv', releaseText([['abandon', run, '', 'wrong file']]))
      await system.run({ stages: ['release'] })
      lose(system)
      system.upload('release/nor.csv', releaseText([['abandon', system.runs.all().at(-1)!.runId, '', 'done']]))
      await system.run({ stages: ['release'] })
      lose(system)
    }
    expect(stateOfRun(system, run)).toBe(state)
    const { report } = await sweepAt(system, plus(LATER, 30 * AGAIN))
    expect(report.helped.filter((key) => key.startsWith(run))).toEqual([])
    expect(report.standingStill.filter(({ id }) => id === run)).toEqual([])
  })

  test('rejected, and its handler died before the reports: the sender is told all the same', async () => {
    const system = await systemWith(GRANTS)
    const run = send(system, 'a', 'no declaration')
    await dieOn(system, ['intake'], 'runs.advance', '', 'after')
    expect(stateOfRun(system, run)).toBe('rejected')
    for (let sweeps = 0; sweeps < 3; sweeps++) {
      await sweepAt(system, plus(LATER, sweeps * AGAIN))
      await system.run()
    }
    expect(outputsOf(system, run).exceptions).toEqual(['FIL-003'])
    expect(system.objects.text('reports', outputKey(run, REPORT_FILES.summary))).toContain('"rejected"')
  })
})
