// Understands amounts that are held for two reasons at once, one of which goes: no request can let them go, so none is made again and again.
import { describe, expect, test } from 'vitest'
import { SWEEP_AGAIN_HOURS } from '../../../shared/kernel/limits.ts'
import { releaseText } from '../../../shared/pipeline/release/request.ts'
import type { MemorySystem } from '../../support/memory-ports.ts'
import {
  ANNA,
  BAKERY,
  establishmentOf,
  establishmentsCsv,
  grant,
  IBANS,
  payee,
  payeesCsv,
  row,
  systemWith,
} from '../../support/pipeline-builders.ts'
import { bakeryState, entriesOf, full, moneyOf } from '../../support/recompute-builders.ts'
import { HOUR, LATER, plus, sweepAt } from './sweep-builders.ts'

const AGAIN = SWEEP_AGAIN_HOURS * HOUR
const ESTABLISHMENT = establishmentOf(1)
const UNKNOWN_REGION = { establishment_number: ESTABLISHMENT, establishment_region: '' }
const WAGE_PAID = 'ANNA WAGE_PREMIUM 2000.00 2000.00'
const GUIDANCE_WAITS = ['ANNA GUIDANCE_FIXED 1200.00 0.00 held 1200.00', 'ANNA GUIDANCE_VARIABLE 730.00 0.00 held 730.00']

let requests = 0
async function ask(system: MemorySystem, line: readonly ['pause' | 'resume', string, string, string]): Promise<void> {
  system.upload(`release/${String((requests += 1))}.csv`, releaseText([line]))
  await system.run()
}

/** The wage premium is paid; the guidance premium waits for the region, and for a second reason that begins and ends. */
async function heldTwice(
  begin: (system: MemorySystem) => Promise<void>,
  end: (system: MemorySystem) => Promise<void>,
): Promise<MemorySystem> {
  const system = await systemWith([grant(BAKERY, ANNA, { guidance_level: 'MEDIUM' })])
  system.upload('declarations/a.csv', full(1, row(ANNA, '5000.00', UNKNOWN_REGION)))
  await system.run()
  await begin(system)
  system.upload('declarations/b.csv', full(2, row(ANNA, '5000.00', UNKNOWN_REGION)))
  await system.run()
  await end(system)
  expect(await bakeryState(system)).toEqual([...GUIDANCE_WAITS, WAGE_PAID].toSorted())
  return system
}
const payeeIs =
  (other: Parameters<typeof payee>[1]) =>
  async (system: MemorySystem): Promise<void> => {
    system.upload('registry/payees/new.csv', payeesCsv(payee(BAKERY, other)))
    await system.run()
  }

describe.each([
  [
    'a pause',
    (system: MemorySystem) => ask(system, ['pause', 'IMW', '', 'doubt']),
    (system: MemorySystem) => ask(system, ['resume', 'IMW', '', '']),
  ],
  ['a payee on hold', payeeIs({ hold: 'YES' }), payeeIs({ iban: IBANS[1] })],
] as const)('held for an unknown region and for %s, which is over', (_, begin, end) => {
  test('no sweep asks for what only the region can let go, and the account gets no further entries', async () => {
    const system = await heldTwice(begin, end)
    const entries = entriesOf(system).length
    for (let sweeps = 0; sweeps < 6; sweeps++) {
      await sweepAt(system, plus(LATER, sweeps * AGAIN))
      await system.run()
    }
    // One request may find it out; each further one would be one too many, for ever.
    expect(entriesOf(system).length).toBeLessThanOrEqual(entries + 1)
    expect((await sweepAt(system, plus(LATER, 6 * AGAIN))).report).toMatchObject({ helped: [], holds: [] })
    expect(moneyOf(system)).toEqual({ 'bakery 2024Q3': '2000.00' })
  })

  test('when the region becomes known, it is paid once', async () => {
    const system = await heldTwice(begin, end)
    await sweepAt(system, LATER)
    await system.run()
    system.upload('registry/establishments/known.csv', establishmentsCsv([ESTABLISHMENT, BAKERY, 'FLANDERS']))
    await system.run()
    expect(moneyOf(system)).toEqual({ 'bakery 2024Q3': '3930.00' })
    await sweepAt(system, plus(LATER, AGAIN))
    await system.run()
    expect(moneyOf(system)).toEqual({ 'bakery 2024Q3': '3930.00' })
    expect((await sweepAt(system, plus(LATER, 2 * AGAIN))).report).toMatchObject({ helped: [], holds: [] })
  })
})
