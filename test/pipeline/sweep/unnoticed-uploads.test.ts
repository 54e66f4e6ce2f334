// Understands uploads that nobody noticed: each found under its own version, in the window of days, run once, also when its notification comes after all.
import { describe, expect, test } from 'vitest'
import { SWEEP_QUIET_MINUTES, SWEEP_UPLOAD_DAYS } from '../../../shared/kernel/limits.ts'
import { work, type StageName } from '../../../shared/pipeline/layout.ts'
import { importIdOf } from '../../../shared/pipeline/registry-import.ts'
import { runIdOf } from '../../../shared/pipeline/run.ts'
import type { CreatedObject } from '../../../shared/pipeline/dependencies.ts'
import { releaseText } from '../../../shared/pipeline/release/request.ts'
import type { MemorySystem } from '../../support/memory-ports.ts'
import {
  ANNA,
  BAKERY,
  BRAM,
  CEM,
  entitlementsCsv,
  establishmentsCsv,
  grant,
  outputsOf,
  payee,
  payeesCsv,
  row,
  systemWith,
} from '../../support/pipeline-builders.ts'
import { aliasesCsv, partial, stateOf } from '../../support/recompute-builders.ts'
import { OF_THE_SWEEP, DAY, LATER, lose, MINUTE, ORIGINAL, paymentsIn, plus, stateOfRun, sweepAt, UPLOADED_AT } from './sweep-builders.ts'

const versioned = ({ bucket, key, versionId = '' }: CreatedObject): { bucket: string; key: string; versionId: string } => ({
  bucket,
  key,
  versionId,
})
const runOf = (created: CreatedObject): string => runIdOf(versioned(created))

/** Settled before; what is uploaded next changes something. */
async function declaredBefore(): Promise<MemorySystem> {
  const system = await systemWith([grant(BAKERY, ANNA), grant(BAKERY, BRAM)])
  system.upload('registry/payees/on-hold.csv', payeesCsv(payee(BAKERY, { hold: 'YES' })), '2024-10-14T08:00:00.000Z')
  await system.run()
  system.objects.now = UPLOADED_AT
  system.upload('declarations/before.csv', ORIGINAL)
  await system.run()
  return system
}

const GOOD_PAYEE = payeesCsv(payee(BAKERY))
const UPLOADS: readonly (readonly [key: string, text: string, stage: StageName])[] = [
  ['declarations/a.csv', partial(2, row(BRAM, '4000.00')), 'intake'],
  ['declarations/folder/é + ü.csv', partial(2, row(BRAM, '4000.00')), 'intake'],
  ['dry-run/a.csv', partial(2, row(BRAM, '4000.00')), 'intake'],
  ['registry/entitlements/a.csv', entitlementsCsv(grant(BAKERY, ANNA, { package: 'IMW_5Y_INCREASED' })), 'registry'],
  ['registry/payees/a.csv', GOOD_PAYEE, 'registry'],
  ['registry/establishments/a.csv', establishmentsCsv(['2000000042', BAKERY, 'FLANDERS']), 'registry'],
  ['registry/aliases/a.csv', aliasesCsv([ANNA, CEM]), 'registry'],
  ['recompute/a.csv', `${BAKERY};2024Q3\n`, 'recompute'],
  ['recompute/dry-run/a.csv', `${BAKERY};2024Q3\n`, 'recompute'],
  ['release/a.csv', releaseText([['pause', 'IMW', '', 'doubt']]), 'release'],
]

/** Everything, except who uploaded what and in which order: that stood in the notification only. */
function comparable(system: MemorySystem): unknown {
  const { files, runs, ...rest } = system.state() as { files: Record<string, string>; runs: readonly { source: object }[] }
  const kept = Object.entries(files).filter(([name]) => !name.startsWith('work/') && !OF_THE_SWEEP.includes(name))
  return {
    ...rest,
    files: Object.fromEntries(kept),
    runs: runs.map((run) => ({ ...run, source: { ...run.source, sequencer: '', uploadedBy: '' } })),
  }
}

describe.each(UPLOADS)('%s without a notification', (key, text, stage) => {
  test('is started under its own version and ends as if it had been noticed', async () => {
    const noticed = await declaredBefore()
    noticed.upload(key, text)
    await noticed.run()

    const system = await declaredBefore()
    const created = system.upload(key, text)
    lose(system)
    const id = stage === 'registry' ? importIdOf(created) : runOf(created)
    const { report, wrote } = await sweepAt(system, LATER)
    expect(wrote).toEqual([`work/${work.restart(id, stage)}`])
    expect(report).toMatchObject({ helped: [work.restart(id, stage)], standingStill: [] })
    // What it asks for itself gets the same instant, so that everything can be compared.
    system.objects.now = UPLOADED_AT
    await system.run()
    expect(comparable(system)).toEqual(comparable(noticed))
    expect(await stateOf(system)).toEqual(await stateOf(noticed))
    expect((await sweepAt(system, plus(LATER, DAY))).wrote).toEqual([])
  })

  test('is looked for from two hours to fourteen days after its storage, to the millisecond on both sides', async () => {
    const system = await declaredBefore()
    system.upload(key, text)
    lose(system)
    const quietAt = plus(UPLOADED_AT, SWEEP_QUIET_MINUTES * MINUTE)
    const lastAt = plus(UPLOADED_AT, SWEEP_UPLOAD_DAYS * DAY)
    for (const [at, isStarted] of [
      [plus(quietAt, -1), 0],
      [plus(lastAt, 1), 0],
      [quietAt, 1],
      [lastAt, 1],
    ] as const)
      expect((await sweepAt(system, at)).wrote.length, at).toBe(isStarted)
  })

  test('waits while its stage has a backlog', async () => {
    const system = await declaredBefore()
    system.upload(key, text)
    lose(system)
    expect((await sweepAt(system, LATER, { busy: [stage] })).wrote).toEqual([])
    expect((await sweepAt(system, LATER)).wrote.length).toBe(1)
  })

  test.each(['after', 'before', 'beside'] as const)(
    'its notification comes after all, %s what the sweep started: nothing twice',
    async (when) => {
      const system = await declaredBefore()
      system.upload(key, text)
      const late = [...system.queue]
      lose(system)
      await sweepAt(system, LATER)
      if (when === 'after') await system.run()
      system.queue = when === 'before' ? [...late, ...system.queue] : [...system.queue, ...late]
      await system.run()
      const noticed = await declaredBefore()
      noticed.upload(key, text)
      await noticed.run()
      expect(await stateOf(system)).toEqual(await stateOf(noticed))
      expect(paymentsIn(system)).toEqual(paymentsIn(noticed))
      expect(system.runs.all().map(({ runId, state }) => [runId, state])).toEqual(
        noticed.runs.all().map(({ runId, state }) => [runId, state]),
      )
    },
  )
})

describe('versions of one key', () => {
  test('each that nobody noticed is a run of its own, the earlier one too', async () => {
    const system = await systemWith([grant(BAKERY, ANNA), grant(BAKERY, BRAM)])
    const first = system.upload('declarations/same.csv', ORIGINAL)
    const second = system.upload('declarations/same.csv', partial(2, row(BRAM, '4000.00')), '2024-10-15T08:30:00.000Z')
    lose(system)
    const { report } = await sweepAt(system, LATER)
    expect(report.helped.toSorted()).toEqual([first, second].map((each) => work.restart(runOf(each), 'intake')).toSorted())
    await system.run()
    expect([first, second].map((each) => stateOfRun(system, runOf(each)))).toEqual(['settled', 'settled'])
    expect(
      system.runs
        .all()
        .map(({ receivedAt }) => receivedAt)
        .toSorted(),
    ).toEqual([UPLOADED_AT, '2024-10-15T08:30:00.000Z'])
    expect(paymentsIn(system)).toEqual([`${BAKERY} 2024Q3 1600.00`, `${BAKERY} 2024Q3 2000.00`])
  })

  test('only the one that nobody noticed is started', async () => {
    const system = await systemWith([grant(BAKERY, ANNA), grant(BAKERY, BRAM)])
    system.upload('declarations/same.csv', ORIGINAL)
    await system.run()
    const second = system.upload('declarations/same.csv', partial(2, row(BRAM, '4000.00')))
    lose(system)
    expect((await sweepAt(system, LATER)).report.helped).toEqual([work.restart(runOf(second), 'intake')])
  })

  test('a file that nobody noticed and that its sender dropped again is paid once: the lost one is the duplicate', async () => {
    const system = await systemWith([grant(BAKERY, ANNA)])
    const lost = system.upload('declarations/a.csv', ORIGINAL)
    lose(system)
    system.upload('declarations/once-more.csv', ORIGINAL, '2024-10-15T09:00:00.000Z')
    await system.run()
    await sweepAt(system, LATER)
    await system.run()
    expect(outputsOf(system, runOf(lost)).exceptions).toEqual(['FIL-002'])
    expect(paymentsIn(system)).toEqual([`${BAKERY} 2024Q3 2000.00`])
  })
})

test('an upload that no stage can read is started three times in some hours each, then told about', async () => {
  const system = await systemWith([])
  const created = system.upload('registry/a.csv', GOOD_PAYEE)
  lose(system)
  const id = importIdOf(created)
  const told: number[] = []
  for (let sweeps = 0; sweeps < 4; sweeps++) {
    const { metrics } = await sweepAt(system, plus(LATER, sweeps * 6 * 60 * MINUTE))
    told.push(metrics.StandingStill ?? -1)
    await system.run({ receivesMax: 5 })
  }
  expect(told).toEqual([0, 0, 0, 1])
  expect(system.deadLetters.map(({ event }) => event.created.key)).toEqual(Array.from({ length: 4 }, () => `${id}/upload.registry`))
})
