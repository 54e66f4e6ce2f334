// Understands the index of open holds under a sweep: it forgets what nobody holds any more, and nothing that was held meanwhile.
import { describe, expect, test } from 'vitest'
import { SWEEP_AGAIN_HOURS } from '../../../shared/kernel/limits.ts'
import type { OpenHold } from '../../../shared/pipeline/ports.ts'
import { afterFirst } from '../../support/fault-injection.ts'
import type { MemorySystem } from '../../support/memory-ports.ts'
import { ANNA, BAKERY, employerOf, grant, payee, payeesCsv, Q3, row, systemWith } from '../../support/pipeline-builders.ts'
import { full } from '../../support/recompute-builders.ts'
import { HOUR, LATER, ORIGINAL, plus, sweepAt } from './sweep-builders.ts'

const AGAIN = SWEEP_AGAIN_HOURS * HOUR
const GRANTS = [grant(BAKERY, ANNA)]

const holdsIn = async (system: MemorySystem): Promise<OpenHold[]> => {
  const open: OpenHold[] = []
  for await (const each of system.runs.openHolds()) open.push(each)
  return open
}

describe('the index of open holds', () => {
  /** Held, then declared to be nothing: the entry stays listed though nothing is held. */
  async function stale(): Promise<MemorySystem> {
    const system = await systemWith(GRANTS)
    system.upload('registry/payees/bad.csv', payeesCsv(payee(BAKERY, { hold: 'YES' })))
    await system.run()
    system.upload('declarations/a.csv', ORIGINAL)
    await system.run()
    system.upload('declarations/b.csv', full(2, row(ANNA, '0.00')))
    await system.run()
    expect(await holdsIn(system)).toEqual([{ account: { employerNumber: BAKERY, quarter: '2024Q3' }, versions: [1] }])
    return system
  }

  test('what is held no more is forgotten, without a request', async () => {
    const system = await stale()
    expect(await sweepAt(system, LATER)).toMatchObject({ wrote: [], report: { holds: [] }, metrics: { OpenHolds: 0 } })
    expect(await holdsIn(system)).toEqual([])
  })

  test.each(['ledger.entries', 'registry.employer', 'runs.pauses'] as const)(
    'what is held anew while the sweep looks (at %s) stays listed',
    async (call) => {
      const system = await stale()
      const dependencies = afterFirst(system.dependencies, call, async () => {
        system.upload('declarations/c.csv', full(3, row(ANNA, '4500.00')))
        await system.run()
      })
      await sweepAt(system, LATER, { dependencies })
      expect(await holdsIn(system)).toEqual([{ account: { employerNumber: BAKERY, quarter: '2024Q3' }, versions: [3] }])
      expect((await sweepAt(system, plus(LATER, AGAIN))).report.holds.length).toBe(1)
    },
  )

  test('an account that the ledger does not know is forgotten', async () => {
    const system = await systemWith(GRANTS)
    await system.runs.openHold({ employerNumber: employerOf(9), quarter: Q3 }, 4)
    expect((await sweepAt(system, LATER)).wrote).toEqual([])
    // An entry that cannot be seen can still come: it was listed under a higher version than the ledger has.
    expect((await holdsIn(system)).map(({ versions }) => versions)).toEqual([[4]])
  })
})
