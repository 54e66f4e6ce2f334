// Understands a slow settle of a run that waits: while it stands the run goes on, and the state and the final reports stay.
import { describe, expect, test } from 'vitest'
import { centsOf } from '../../../shared/kernel/money.ts'
import { work } from '../../../shared/pipeline/layout.ts'
import { settle } from '../../../shared/pipeline/settle.ts'
import { recorded, standingAt } from '../../support/fault-injection.ts'
import type { MemorySystem } from '../../support/memory-ports.ts'
import { ANNA, BAKERY, BRAM, CEM, filesOf, grant, outputsOf, row, systemWith } from '../../support/pipeline-builders.ts'
import { full } from '../../support/recompute-builders.ts'
import { decide, ELS, paymentFilesOf, sendBy, stateOfRun, stopRule, TOM, withSettings } from '../../support/release-builders.ts'

const csv = full(1, row(ANNA, '5000.00'), row(BRAM, '4000.00'), row(CEM, '100.00'))

/** The declaration of Els, held because it would pay more than 3,000.00; nothing else is. */
async function held(
  settings: Parameters<typeof systemWith>[1] = stopRule({ runTotalMax: centsOf('3000.00') }),
): Promise<{ system: MemorySystem; run: string }> {
  const system = await systemWith([grant(BAKERY, ANNA), grant(BAKERY, BRAM)], settings)
  const run = sendBy(system, ELS, csv, 'same')
  await system.run()
  expect(stateOfRun(system, run)).toBe('held')
  return { system, run }
}
const trigger = (run: string) =>
  ({
    bucket: 'work',
    key: work.settleTrigger(run),
    versionId: undefined,
    size: 0,
    eventTime: '2024-10-15T08:00:00.000Z',
    sequencer: '1',
    principal: 'x',
  }) as const

describe('a slow settle', () => {
  test('that writes the reports of the waiting run while it is released and settled: the final reports stay, paid once', async () => {
    const { system: expected, run: expectedRun } = await held()
    await decide(expected, TOM, `release;${expectedRun};;`)
    const trial = await held()
    const { dependencies, calls } = recorded(trial.system.dependencies)
    await settle(trigger(trial.run), dependencies)
    for (const { number } of calls) {
      const { system, run } = await held()
      await settle(
        trigger(run),
        standingAt(system.dependencies, number, async () => void (await decide(system, TOM, `release;${run};;`))),
      )
      expect(Object.values(filesOf(system, run)), `call ${number}`).toEqual(Object.values(filesOf(expected, expectedRun)))
      expect(stateOfRun(system, run)).toBe('settled')
    }
  })

  test('that judged `held`, standing at any call while another delivery without the limit settles: settled, with the final reports', async () => {
    const prepared = async (): Promise<{ system: MemorySystem; run: string }> => {
      const system = await systemWith([grant(BAKERY, ANNA), grant(BAKERY, BRAM)], stopRule({ runTotalMax: centsOf('3000.00') }))
      const run = sendBy(system, ELS, csv, 'same')
      await system.run({ stages: ['intake', 'compute'] })
      return { system, run }
    }
    const expected = await prepared()
    await settle(trigger(expected.run), withSettings(expected.system, stopRule({})))
    const trial = await prepared()
    const { dependencies, calls } = recorded(trial.system.dependencies)
    await settle(trigger(trial.run), dependencies)
    const ends = new Set<string>()
    for (const { number } of calls) {
      const { system, run } = await prepared()
      const meanwhile = (): Promise<void> => settle(trigger(run), withSettings(system, stopRule({})))
      await settle(trigger(run), standingAt(system.dependencies, number, meanwhile))
      const state = stateOfRun(system, run)
      ends.add(state)
      expect(outputsOf(system, run).summary?.state, `call ${number}`).toBe(state)
      expect(paymentFilesOf(system, run).length, `call ${number}`).toBe(state === 'settled' ? 3 : 0)
      if (state === 'settled') expect(filesOf(system, run), `call ${number}`).toEqual(filesOf(expected.system, expected.run))
    }
    expect([...ends].toSorted()).toEqual(['held', 'settled'])
  })
})
