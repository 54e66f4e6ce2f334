// Understands the overview as data: every run listed, quarters added up as the ledger has them, and what waits looked up without helping it on.
import { describe, expect, test } from 'vitest'
import { OVERVIEW_RUNS_MAX } from '../../../shared/kernel/limits.ts'
import { makeOverview } from '../../../shared/pipeline/overview/make-overview.ts'
import type { Overview } from '../../../shared/pipeline/overview/overview.ts'
import { runIdOf, type Run } from '../../../shared/pipeline/run.ts'
import { MemorySystem } from '../../support/memory-ports.ts'
import { expectOverviewOfLedger, overviewOf, overviewQuarters } from '../../support/overview-builders.ts'
import {
  ANNA,
  BAKERY,
  BRAM,
  CEM,
  declarationCsv,
  declared,
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
import { decide, ELS, sendBy, stopRule, TOM } from '../../support/release-builders.ts'
import { answer, refused, paymentOf, REGISTRAR, returnMoney } from '../../support/return-builders.ts'
import { centsOf } from '../../../shared/kernel/money.ts'

const NOW = '2024-11-01T09:00:00.000Z'
const NOTHING_WAITS = { heldRuns: [], holds: [], standingStill: [], deadLetters: [], pauses: {} }
const GRANTS = [grant(BAKERY, ANNA), grant(BAKERY, BRAM), grant(GARAGE, CEM)]
const shown = ({ runs }: Overview): string[] => runs.map(({ file, kind, state }) => `${file} ${kind} ${state}`)

describe('runs', () => {
  test('every one is listed, the newest first, with what started it, its state and its figures', async () => {
    const system = await systemWith(GRANTS)
    const paid = send(system, 'a', declarationCsv(declared(BAKERY, 'FULL', 1, [row(ANNA, '5000.00'), row(BRAM, 'much')])))
    await system.run()
    system.objects.now = '2024-10-16T08:00:00.000Z'
    system.upload('dry-run/b.csv', declarationCsv(declared(BAKERY, 'FULL', 2, [row(ANNA, '9000.00')])))
    await system.run()
    system.objects.now = '2024-10-17T08:00:00.000Z'
    send(system, 'c', 'no;header\n')
    await system.run()
    system.objects.now = '2024-10-18T08:00:00.000Z'
    system.upload('recompute/d.csv', `${BAKERY};2024Q3\n`)
    await system.run()
    system.objects.now = '2024-10-19T08:00:00.000Z'
    await answer(system, paid, { listed: refused('AC04', paymentOf(BAKERY, 1)) })
    system.objects.now = '2024-10-20T08:00:00.000Z'
    await returnMoney(system, REGISTRAR, `${paymentOf(BAKERY, 1)};2000.00;2024-10-19;AC04;closed`)
    const overview = await overviewOf(system, NOW)
    expect(shown(overview).map((line) => line.replace(/^\d+\.(csv|xml) /, ''))).toEqual([
      'returned-money held',
      'bank-answer settled',
      'd.csv recompute settled',
      'c.csv declaration rejected',
      'b.csv dry-run settled',
      'a.csv declaration settled',
    ])
    expect(overview.runs.at(-1)).toMatchObject({
      runId: paid,
      receivedAt: '2024-10-15T08:00:00.000Z',
      rejectedFor: null,
      figures: {
        rows: 2,
        workers: 2,
        refused: 1,
        findings: 1,
        errors: 1,
        payments: { count: 1, sum: '2000.00' },
        claims: { count: 0, sum: '0.00' },
      },
    })
    expect(overview.runs.find(({ file }) => file === 'c.csv')).toMatchObject({ rejectedFor: 'FIL-003', figures: null })
    expect(overview.inbox).toBe('inbox')
  })

  test('a national number in the name of a file is masked', async () => {
    const system = await systemWith(GRANTS)
    send(system, `${ANNA}-2024`, declarationCsv(declared(BAKERY, 'FULL', 1, [row(ANNA, '5000.00')])))
    await system.run()
    expect(JSON.stringify(await overviewOf(system, NOW))).not.toContain(ANNA)
  })

  test('of one instant the latest upload comes first, in whatever order they are found', async () => {
    const runs = ['9', 'A', '0B'].map((sequencer): Run => {
      const source = { bucket: 'inbox', key: `declarations/${sequencer}.csv`, versionId: '1', size: 1, sequencer, uploadedBy: '' }
      return { runId: runIdOf(source), source, receivedAt: '2024-10-15T08:00:00.000Z', state: 'received' }
    })
    for (const found of [runs, runs.toReversed()]) {
      const { dependencies } = new MemorySystem()
      for (const run of found) await dependencies.runs.receive(run)
      expect((await makeOverview(NOW, NOTHING_WAITS, dependencies)).runs.map(({ file }) => file)).toEqual(['0B.csv', 'A.csv', '9.csv'])
    }
  })

  test('so many are listed; of the older ones it is told how many there are, and their figures count', async () => {
    const system = new MemorySystem()
    const later = '2024-12-31T23:00:00.000Z'
    const figures = { count: 0, sum: '0.00' } as never
    const [none, oldest] = [figures, 'declarations/oldest.csv']
    for (let n = 0; n <= OVERVIEW_RUNS_MAX; n += 1) {
      const source = {
        bucket: 'inbox',
        key: n === 0 ? oldest : `declarations/${n}.csv`,
        versionId: '1',
        size: 1,
        sequencer: '1',
        uploadedBy: '',
      }
      const receivedAt = new Date(Date.parse('2023-01-01T00:00:00Z') + n * 60_000_000).toISOString()
      const run: Run = { runId: runIdOf(source), source, receivedAt, state: 'received' }
      await system.runs.receive(run)
      await system.runs.advance(run.runId, ['received'], 'computing')
      await system.runs.advance(run.runId, ['computing'], 'settling')
      await system.runs.keepFigures(run.runId, ['settling'], {
        ...{ rows: 1, workers: 1, refused: 0, findings: 0, errors: 0, payments: none, claims: none, held: none, returned: none },
        quarters: { ['2024Q3' as never]: { VOP: { workers: 1, due: '1.00', paid: '1.00', held: '0.00', claims: '0.00' } as never } },
      })
      await system.runs.advance(run.runId, ['settling'], 'settled')
    }
    const overview = await makeOverview(later, NOTHING_WAITS, system.dependencies)
    expect([overview.runs.length, overview.runsNotListed]).toEqual([OVERVIEW_RUNS_MAX, 1])
    expect(shown(overview)).not.toContain('oldest.csv declaration settled')
    expect(overviewQuarters(overview)).toEqual([
      `2024Q3 VOP: workers ${OVERVIEW_RUNS_MAX + 1}, due ${OVERVIEW_RUNS_MAX + 1}.00, instructed ${OVERVIEW_RUNS_MAX + 1}.00, held 0.00`,
    ])
  })
})

describe('quarters', () => {
  test('say what the ledger says: paid, corrected, claimed back, held; a dry run, a run that waits and one that was given up count nothing', async () => {
    const system = await systemWith(GRANTS, stopRule({ runTotalMax: centsOf('4000.00') }))
    system.upload('registry/payees/hold.csv', payeesCsv(payee(GARAGE, { hold: 'YES' })))
    await system.run()
    send(
      system,
      'a',
      declarationCsv(declared(BAKERY, 'FULL', 1, [row(ANNA, '5000.00')]), declared(GARAGE, 'FULL', 1, [row(CEM, '2500.00')])),
    )
    await system.run()
    expect(overviewQuarters(await overviewOf(system, NOW))).toEqual([
      '2024Q3 IMW: workers 2, due 3000.00, instructed 2000.00, held 1000.00',
    ])
    send(system, 'b', declarationCsv(declared(BAKERY, 'FULL', 2, [row(ANNA, '3000.00')])))
    system.upload('dry-run/c.csv', declarationCsv(declared(BAKERY, 'FULL', 3, [row(ANNA, '4000.00')])))
    const held = sendBy(system, ELS, declarationCsv(declared(BAKERY, 'FULL', 3, [row(ANNA, '9000.00'), row(BRAM, '9000.00')])))
    await system.run()
    const [quarter] = (await overviewOf(system, NOW)).quarters
    expect(quarter).toEqual({
      quarter: '2024Q3',
      measures: {
        VOP: { workers: 0, due: '0.00', paid: '0.00', held: '0.00', claims: '0.00' },
        IMW: { workers: 2, due: '2200.00', paid: '2000.00', held: '1000.00', claims: '800.00' },
      },
    })
    await decide(system, TOM, `abandon;${held};;wrong`)
    const { runs, quarters } = await overviewOf(system, NOW)
    expect(quarters).toEqual([quarter])
    // The list does not say that something of it was paid either.
    expect(runs.find(({ runId }) => runId === held)).toMatchObject({ state: 'abandoned', figures: null })
    await expectOverviewOfLedger(system)
  })

  test('a premium that waits for the region of an establishment waits on the overview too, though no list has its account; with the region it goes', async () => {
    const system = await systemWith([grant(BAKERY, ANNA, { guidance_level: 'LOW' })])
    const unknown = { establishment_region: '', establishment_number: establishmentOf(1) }
    send(system, 'a', declarationCsv(declared(BAKERY, 'FULL', 1, [row(ANNA, '5000.00', unknown)])))
    await system.run()
    const { waiting, quarters } = await overviewOf(system, NOW)
    expect([waiting.holds, waiting.unknownRegions]).toEqual([[], [{ quarter: '2024Q3', amount: '1630.00' }]])
    expect(quarters[0]!.measures.IMW.held).toBe('1630.00')
    system.upload('registry/establishments/all.csv', establishmentsCsv([establishmentOf(1), BAKERY, 'FLANDERS']))
    await system.run()
    expect((await overviewOf(system, NOW)).waiting.unknownRegions).toEqual([])
    await expectOverviewOfLedger(system)
  })

  // Thirteen quarters up to the one of the instant, in Brussels.
  test.each([
    ['2024-11-01T09:00:00.000Z', ['2024Q3', '2021Q4']],
    ['2024-12-31T22:59:59.999Z', ['2024Q3', '2021Q4']],
    ['2024-12-31T23:00:00.000Z', ['2024Q3']],
    ['2027-09-30T21:59:59.999Z', ['2024Q3']],
    ['2027-09-30T22:00:00.000Z', []],
  ])('as of %s: %j', async (at, expected) => {
    const system = await systemWith([grant(BAKERY, ANNA, { measure: 'VOP', first_quarter: '2021Q1', start_date: '2021-01-01' } as never)])
    for (const quarter of ['2024Q3', '2021Q4', '2021Q3']) {
      const source = { bucket: 'inbox', key: `declarations/${quarter}.csv`, versionId: '1', size: 1, sequencer: '1', uploadedBy: '' }
      const run: Run = { runId: runIdOf(source), source, receivedAt: '2024-11-01T00:00:00.000Z', state: 'received' }
      await system.runs.receive(run)
      for (const [from, to] of [
        ['received', 'computing'],
        ['computing', 'settling'],
      ] as const)
        await system.runs.advance(run.runId, [from], to)
      const none = { count: 0, sum: '0.00' } as never
      await system.runs.keepFigures(run.runId, ['settling'], {
        ...{ rows: 1, workers: 1, refused: 0, findings: 0, errors: 0, payments: none, claims: none, held: none, returned: none },
        quarters: { [quarter as never]: { VOP: { workers: 1, due: '1.00', paid: '1.00', held: '0.00', claims: '0.00' } as never } },
      })
      await system.runs.advance(run.runId, ['settling'], 'settled')
    }
    expect((await makeOverview(at, NOTHING_WAITS, system.dependencies)).quarters.map(({ quarter }) => quarter)).toEqual(expected)
  })
})
