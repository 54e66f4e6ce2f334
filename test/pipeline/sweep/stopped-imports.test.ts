// Understands registry files whose import stopped in the middle: a sweep starts them again, and what their rows say is in force as if nothing had stopped.
import { describe, expect, test } from 'vitest'
import { importRegistry, importIdOf } from '../../../shared/pipeline/registry-import.ts'
import type { Dependencies } from '../../../shared/pipeline/dependencies.ts'
import { work } from '../../../shared/pipeline/layout.ts'
import { releaseText } from '../../../shared/pipeline/release/request.ts'
import { killedAt, recorded } from '../../support/fault-injection.ts'
import { UPLOADER, type MemorySystem } from '../../support/memory-ports.ts'
import { ANNA, BAKERY, entitlementsCsv, GARAGE, grant, IBANS, payee, payeesCsv, systemWith } from '../../support/pipeline-builders.ts'
import { stateOf } from '../../support/recompute-builders.ts'
import { dieOn, HOUR, LATER, lose, ORIGINAL, paymentsIn, plus, sweepAt } from './sweep-builders.ts'

const SECOND_PERSON = 'AWS:AROARELEASER:second'

/** Ports on which an import stores only the first so many rows of its file and then dies. */
const storingOnly = ({ dependencies }: MemorySystem, rows: number): Dependencies => ({
  ...dependencies,
  registry: Object.assign(Object.create(dependencies.registry) as Dependencies['registry'], {
    employer: dependencies.registry.employer.bind(dependencies.registry),
    isFinished: dependencies.registry.isFinished.bind(dependencies.registry),
    store: async (...[all, upload]: Parameters<Dependencies['registry']['store']>) => {
      await dependencies.registry.store(all.slice(0, rows), upload)
      throw new Error('killed between two rows')
    },
  }),
})

/** Declared without a grant; the file with the grant is uploaded. */
async function decidedLate(): Promise<{ readonly system: MemorySystem; readonly id: string }> {
  const system = await systemWith([grant(GARAGE, ANNA)])
  system.upload('registry/payees/bakery.csv', payeesCsv(payee(BAKERY)))
  system.upload('declarations/a.csv', ORIGINAL)
  await system.run()
  const file = entitlementsCsv(grant(BAKERY, ANNA), grant(GARAGE, ANNA, { package: 'IMW_5Y_INCREASED' }))
  return { system, id: importIdOf(system.upload('registry/entitlements/late.csv', file)) }
}

describe('an import that stopped is finished by the sweep, and what it asks for is paid', () => {
  test.each(['registry.store', 'registry.finish', 'writer.close', 'objects.putOnce'] as const)('at %s, before and after', async (call) => {
    for (const when of ['before', 'after'] as const) {
      const { system, id } = await decidedLate()
      await dieOn(system, ['registry'], call, '', when)
      lose(system, ['registry'])
      const isFinished = call === 'registry.finish' && when === 'after'
      const { helped } = (await sweepAt(system, LATER)).report
      expect(
        helped.filter((key) => key.startsWith(id)),
        when,
      ).toEqual(isFinished ? [] : [work.restart(id, 'registry')])
      await system.run()
      expect(await system.registry.isFinished(id)).toBe(true)
      expect(paymentsIn(system), when).toEqual([`${BAKERY} 2024Q3 2000.00`])
      expect((await sweepAt(system, plus(LATER, 12 * HOUR))).wrote).toEqual([])
    }
  })

  test('before and after every call of a port', async () => {
    const undisturbed = await decidedLate()
    const event = undisturbed.system.queue[0]!.created
    const { dependencies, calls } = recorded(undisturbed.system.dependencies)
    await importRegistry(event, dependencies)
    for (let call = 1; call <= calls.length; call++)
      for (const when of ['before', 'after'] as const) {
        const { system } = await decidedLate()
        await system.run({ receivesMax: 1, stages: ['registry'], dependencies: killedAt(system.dependencies, call, when) })
        // Whatever it asked for before it died is carried out in the meantime.
        await system.run()
        await sweepAt(system, LATER)
        await system.run()
        expect(paymentsIn(system), `${when} call ${call}`).toEqual([`${BAKERY} 2024Q3 2000.00`])
        expect(await stateOf(system)).toEqual({ 'bakery 2024Q3': ['ANNA WAGE_PREMIUM 2000.00 2000.00'] })
      }
  })
})

describe('what a file says', () => {
  const twice = payeesCsv(payee(BAKERY, { iban: IBANS[1] }), payee(GARAGE), payee(BAKERY, { iban: IBANS[2] }))
  const ibanOf = async (system: MemorySystem): Promise<string | undefined> => (await system.registry.employer(BAKERY)).payee?.iban

  test('the last row of an employer is in force, undisturbed', async () => {
    const system = await systemWith([grant(BAKERY, ANNA)])
    system.upload('registry/payees/new.csv', twice)
    await system.run()
    expect(await ibanOf(system)).toBe(IBANS[2])
  })

  test.each([1, 2, 3])(
    'the last row of an employer is in force, also when the import stopped after %d rows and the sweep started it again',
    async (rows) => {
      const system = await systemWith([grant(BAKERY, ANNA)])
      system.upload('registry/payees/new.csv', twice)
      await system.run({ receivesMax: 1, dependencies: storingOnly(system, rows) })
      await sweepAt(system, LATER)
      await system.run()
      expect(await ibanOf(system)).toBe(IBANS[2])
    },
  )

  test.each([0, 1, 2])(
    'a later upload stays in force when an import before it stopped after %d rows and the sweep started it again',
    async (rows) => {
      const system = await systemWith([grant(BAKERY, ANNA)])
      system.upload('registry/payees/stopped.csv', twice)
      await system.run({ receivesMax: 1, dependencies: storingOnly(system, rows) })
      system.upload('registry/payees/later.csv', payeesCsv(payee(BAKERY, { iban: IBANS[0] })), '2024-10-15T08:30:00.000Z')
      await system.run()
      await sweepAt(system, LATER)
      await system.run()
      expect(await ibanOf(system)).toBe(IBANS[0])
    },
  )
})

test('an import that stopped keeps who uploaded it: a second person can confirm the account number, and what was held is paid', async () => {
  const system = await systemWith([grant(BAKERY, ANNA)], { confirmsAccountNumbers: true })
  system.upload('registry/payees/new.csv', payeesCsv(payee(GARAGE), payee(BAKERY, { iban: IBANS[1] })))
  await system.run({ receivesMax: 1, dependencies: storingOnly(system, 1) })
  await sweepAt(system, LATER)
  await system.run()
  expect((await system.registry.employer(BAKERY)).payeeSetBy).toBe(UPLOADER)
  system.upload('declarations/a.csv', ORIGINAL)
  await system.run()
  expect(paymentsIn(system)).toEqual([])
  system.upload('release/confirm.csv', releaseText([['release', BAKERY]]), undefined, SECOND_PERSON)
  await system.run()
  expect(paymentsIn(system)).toEqual([`${BAKERY} 2024Q3 2000.00`])
})
