// Understands what a sweep leaves for people: what it started, what stands still, which runs and accounts wait, and never a worker, a name or an account number.
import { describe, expect, test } from 'vitest'
import { SWEEP_AGAIN_HOURS } from '../../../shared/kernel/limits.ts'
import { SWEEP_REPORT_KEY } from '../../../shared/pipeline/layout.ts'
import { runIdOf } from '../../../shared/pipeline/run.ts'
import { NO_STOP_RULE } from '../../../shared/pipeline/run-limits.ts'
import type { MemorySystem } from '../../support/memory-ports.ts'
import {
  ANNA,
  BAKERY,
  BRAM,
  declarationCsv,
  declared,
  entitlementsCsv,
  GARAGE,
  grant,
  IBANS,
  payee,
  payeesCsv,
  row,
  systemWith,
} from '../../support/pipeline-builders.ts'
import { dieOn, HOUR, LATER, lose, ORIGINAL, plus, sweepAt, UPLOADED_AT } from './sweep-builders.ts'

const AGAIN = SWEEP_AGAIN_HOURS * HOUR
const reportIn = (system: MemorySystem): string => system.objects.text('reports', SWEEP_REPORT_KEY) ?? ''
const dotted = `${ANNA.slice(0, 2)}.${ANNA.slice(2, 4)}.${ANNA.slice(4, 6)}-${ANNA.slice(6, 9)}.${ANNA.slice(9)}`

/** One of everything: a run that is held, one that stands still, a file that nobody noticed, an account that waits. The keys name Anna. */
async function everything(name: string): Promise<MemorySystem> {
  const system = await systemWith([grant(BAKERY, ANNA), grant(GARAGE, BRAM)], {
    stopRule: { ...NO_STOP_RULE, runTotalMax: 100_000n as never },
  })
  system.upload(
    'registry/payees/hold.csv',
    payeesCsv(payee(GARAGE, { name: 'Garage De Bie', hold: 'YES', hold_reason: 'seizure Janssens' })),
  )
  system.upload('declarations/garage.csv', declarationCsv(declared(GARAGE, 'FULL', 1, [row(BRAM, '2500.00')])))
  await system.run()
  system.upload(`declarations/held ${name}.csv`, ORIGINAL)
  await system.run()
  system.upload(`declarations/folder/stands ${name}.csv`, declarationCsv(declared(BAKERY, 'FULL', 2, [row(ANNA, '5100.00')])))
  await dieOn(system, ['intake'], 'objects.put', '/manifest')
  system.upload(`registry/entitlements/lost ${name}.csv`, entitlementsCsv(grant(BAKERY, BRAM)))
  lose(system)
  return system
}

test('what it started, which runs and accounts wait, by the names that their senders know', async () => {
  const system = await everything('of May')
  const { report } = await sweepAt(system, LATER)
  const runs = system.runs.all()
  const held = runs.find(({ state }) => state === 'held')!
  const standing = runs.find(({ state }) => state === 'received')!
  expect(JSON.parse(reportIn(system))).toEqual(report)
  expect(report).toEqual({
    at: LATER,
    helped: [`${standing.runId}/upload.intake`, expect.stringMatching(/^import-[0-9a-f]{24}\/upload\.registry$/)],
    standingStill: [],
    heldRuns: [{ runId: held.runId, file: 'held of May.csv', since: UPLOADED_AT }],
    holds: [{ employerNumber: GARAGE, quarter: '2024Q3', codes: ['PAY-003'], amount: '1000.00' }],
  })
  expect(reportIn(system).endsWith('}\n')).toBe(true)
})

test('what stands still: the run or import, its file, its state, since when, its stage and the keys that are dead letters', async () => {
  const system = await everything('of May')
  for (let sweeps = 0; sweeps < 3; sweeps++) {
    await sweepAt(system, plus(LATER, sweeps * AGAIN))
    lose(system)
  }
  const { report, metrics } = await sweepAt(system, plus(LATER, 3 * AGAIN))
  const standing = system.runs.all().find(({ state }) => state === 'received')!.runId
  expect(report.standingStill).toEqual([
    {
      id: standing,
      file: 'folder/stands of May.csv',
      state: 'received',
      since: UPLOADED_AT,
      stage: 'intake',
      deadLetters: [`${standing}/upload.intake`],
    },
    {
      id: expect.stringMatching(/^import-/) as unknown,
      file: expect.stringContaining('lost of May.csv') as unknown,
      state: 'unnoticed',
      since: UPLOADED_AT,
      stage: 'registry',
      deadLetters: [expect.stringMatching(/^import-.*\/upload\.registry$/)],
    },
  ])
  expect(metrics).toEqual({ StandingStill: 2, OpenHolds: 1 })
})

test('nothing to tell: everything empty, and zeros are counted', async () => {
  const system = await systemWith([])
  const { report, metrics } = await sweepAt(system, LATER)
  expect(report).toEqual({ at: LATER, helped: [], standingStill: [], heldRuns: [], holds: [] })
  expect(metrics).toEqual({ StandingStill: 0, OpenHolds: 0 })
})

test('the instant is written as ISO with milliseconds, however the schedule wrote it', async () => {
  const system = await systemWith([])
  expect((await sweepAt(system, '2024-10-15T11:00:00Z')).report.at).toBe(LATER)
})

describe('what stands in no report of a sweep', () => {
  test.each([
    ['plain', ANNA],
    ['with dots and a dash', dotted],
  ])(
    'the number of a worker that stands in the name of a file, %s: of runs that wait, stand still or were not noticed',
    async (_, name) => {
      const system = await everything(name)
      for (let sweeps = 0; sweeps < 4; sweeps++) {
        await sweepAt(system, plus(LATER, sweeps * AGAIN))
        lose(system)
        expect(reportIn(system)).not.toContain(name)
      }
    },
  )

  test('names and account numbers of employers, reasons of holds, names of uploaders', async () => {
    const system = await everything('of May')
    await sweepAt(system, LATER)
    for (const text of [...IBANS, 'Garage De Bie', 'Janssens', `Employer ${BAKERY}`, 'uploader', ANNA, BRAM])
      expect(reportIn(system)).not.toContain(text)
  })
})

test('it stands at one place: the last sweep has the last word', async () => {
  const system = await systemWith([grant(BAKERY, ANNA)])
  const { bucket, key, versionId = '' } = system.upload('declarations/a.csv', ORIGINAL)
  lose(system)
  await sweepAt(system, LATER)
  expect(reportIn(system)).toContain(runIdOf({ bucket, key, versionId }))
  await system.run()
  await sweepAt(system, plus(LATER, HOUR))
  expect(JSON.parse(reportIn(system))).toMatchObject({ at: plus(LATER, HOUR), helped: [] })
})
