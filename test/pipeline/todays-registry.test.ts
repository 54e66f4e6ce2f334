// Understands that everything is booked on today's registry, whenever it changed (design.md 2.4), and that the later upload wins (2.8).
import { describe, expect, test } from 'vitest'
import { settle } from '../../shared/pipeline/settle.ts'
import { afterFirst, failingAt, recorded } from '../support/fault-injection.ts'
import { MemorySystem } from '../support/memory-ports.ts'
import {
  ANNA,
  BAKERY,
  BRAM,
  declarationCsv,
  declared,
  entitlementsCsv,
  establishmentOf,
  establishmentsCsv,
  GARAGE,
  grant,
  IBANS,
  outputsOf,
  payee,
  payeesCsv,
  permutations,
  row,
  send,
  SHOP,
  systemWith,
  type Grant,
} from '../support/pipeline-builders.ts'

const csv = declarationCsv(declared(BAKERY, 'FULL', 1, [row(ANNA, '5000.00'), row(BRAM, '4000.00')]))
const bakeryGrants = [grant(BAKERY, ANNA), grant(BAKERY, BRAM)]

async function computed(grants: readonly Grant[] = bakeryGrants): Promise<{ system: MemorySystem; run: string }> {
  const system = await systemWith(grants)
  const run = send(system, 'declaration', csv)
  await system.run({ stages: ['intake', 'compute'] })
  return { system, run }
}
async function importFile(system: MemorySystem, key: string, text: string): Promise<void> {
  system.upload(`registry/${key}`, text)
  await system.run({ stages: ['registry'] })
}
/** Asked for by settle; what imports ask for themselves is in recompute-*.test.ts. */
const recomputes = (system: MemorySystem): string[] => system.objects.stored.filter((name) => name.startsWith('inbox/recompute/run-'))

describe('a change between compute and settle', () => {
  test('a new percentage: the declaration is assessed again', async () => {
    const { system, run } = await computed()
    await importFile(system, 'entitlements/raised.csv', entitlementsCsv(grant(BAKERY, ANNA, { package: 'IMW_5Y_INCREASED' })))
    await system.run()
    expect(outputsOf(system, run).payments[0]?.lines.map(({ inss, premium }) => [inss, premium])).toEqual([
      [ANNA, '2750.00'],
      [BRAM, '1600.00'],
    ])
    expect(system.objects.text('reports', `${run}/calculations.jsonl`)).toContain('"percentage":"55"')
    expect(recomputes(system)).toEqual([])
  })

  test('a revoked grant: nothing is paid on what compute saw', async () => {
    const { system, run } = await computed()
    await importFile(system, 'entitlements/revoked.csv', entitlementsCsv(grant(BAKERY, ANNA, { revoked_from: '2024Q3' })))
    await system.run()
    expect(outputsOf(system, run)).toMatchObject({ payments: [{ amount: '1600.00' }], exceptions: ['ENT-004 00386'] })
  })

  test('a new grant: its worker is paid', async () => {
    const { system, run } = await computed([grant(BAKERY, BRAM)])
    await importFile(system, 'entitlements/new.csv', entitlementsCsv(grant(BAKERY, ANNA)))
    await system.run()
    expect(outputsOf(system, run)).toMatchObject({ payments: [{ amount: '3600.00' }], exceptions: [] })
  })

  test('a region that became known: the guidance premium is not held', async () => {
    const system = await systemWith([grant(BAKERY, ANNA, { guidance_level: 'LOW' })])
    const rows = [row(ANNA, '5000.00', { establishment_region: '', establishment_number: establishmentOf(1) })]
    const run = send(system, 'declaration', declarationCsv(declared(BAKERY, 'FULL', 1, rows)))
    await system.run({ stages: ['intake', 'compute'] })
    await importFile(system, 'establishments/new.csv', establishmentsCsv([establishmentOf(1), BAKERY, 'FLANDERS']))
    await system.run()
    expect(outputsOf(system, run)).toMatchObject({ payments: [{ amount: '3630.00' }], held: [], exceptions: [] })
  })

  test('another account or a hold of the payee counts from settle on', async () => {
    const { system, run } = await computed()
    await importFile(system, 'payees/hold.csv', payeesCsv(payee(BAKERY, { iban: IBANS[1], hold: 'YES', hold_reason: 'court order' })))
    await system.run()
    expect(outputsOf(system, run)).toMatchObject({
      payments: [],
      held: [{ code: 'PAY-003', iban: IBANS[1], amount: '3600.00' }],
      exceptions: ['PAY-003'],
    })
  })

  test('identical rows again are no change: compute is not repeated', async () => {
    const { system } = await computed()
    await importFile(system, 'entitlements/same.csv', entitlementsCsv(...bakeryGrants))
    await system.run()
    const [entry] = system.ledger.all()[`${BAKERY}#2024Q3`]!
    expect(entry?.registryDigest).toBe((await system.registry.employer(BAKERY)).lawDigest)
    expect(recomputes(system)).toEqual([])
  })
})

describe('a change between the put of the entry and the second look', () => {
  const change = (system: MemorySystem) => (): Promise<void> =>
    importFile(system, 'entitlements/raised.csv', entitlementsCsv(grant(BAKERY, ANNA, { package: 'IMW_5Y_INCREASED' })))

  test('a recompute of the account is asked for, once', async () => {
    const { system, run } = await computed()
    const trigger = system.queue.find(({ stage }) => stage === 'settle')!.created
    await settle(trigger, afterFirst(system.dependencies, 'ledger.append', change(system)))
    const name = `recompute/${run}-${BAKERY}-2024Q3.csv`
    expect(recomputes(system)).toEqual([`inbox/${name}`])
    expect(system.objects.text('inbox', name)).toBe(`employer_number;quarter\n${BAKERY};2024Q3\n`)
    // What was booked stands as the answer of this run.
    expect(outputsOf(system, run).payments.map(({ amount }) => amount)).toEqual(['3600.00'])
  })

  test('also when settle stops right after the put: the repeat looks for it', async () => {
    const { system, run } = await computed()
    const trigger = system.queue.find(({ stage }) => stage === 'settle')!.created
    const { dependencies, calls } = recorded(afterFirst(system.dependencies, 'ledger.append', change(system)))
    const counted = await computed()
    const watched = recorded(counted.system.dependencies)
    await settle(counted.system.queue.find(({ stage }) => stage === 'settle')!.created, watched.dependencies)
    const append = watched.calls.find(({ name }) => name === 'ledger.append')!.number
    await expect(settle(trigger, failingAt(dependencies, append, 'after'))).rejects.toThrow('ledger.append')
    expect(calls.length).toBeGreaterThan(0)
    expect(recomputes(system)).toEqual([])
    for (let repeat = 0; repeat < 3; repeat++) {
      await settle(trigger, system.dependencies)
      expect(recomputes(system)).toEqual([`inbox/recompute/${run}-${BAKERY}-2024Q3.csv`])
    }
    expect(outputsOf(system, run).payments.map(({ amount }) => amount)).toEqual(['3600.00'])
  })

  test('of the payee as well', async () => {
    const { system } = await computed()
    const trigger = system.queue.find(({ stage }) => stage === 'settle')!.created
    await settle(
      trigger,
      afterFirst(system.dependencies, 'ledger.append', () =>
        importFile(system, 'payees/new.csv', payeesCsv(payee(BAKERY, { iban: IBANS[2] }))),
      ),
    )
    expect(recomputes(system)).toHaveLength(1)
  })

  test('of another employer: nothing is asked for', async () => {
    const { system } = await computed()
    const trigger = system.queue.find(({ stage }) => stage === 'settle')!.created
    await settle(
      trigger,
      afterFirst(system.dependencies, 'ledger.append', () =>
        importFile(system, 'entitlements/other.csv', entitlementsCsv(grant(GARAGE, ANNA))),
      ),
    )
    expect(recomputes(system)).toEqual([])
  })
})

describe('the later upload wins, whatever order the imports run in', () => {
  interface Upload {
    readonly key: string
    readonly text: string
    readonly at: string
  }

  /** Uploads in order of time; imports in the order given. */
  async function imported(uploads: readonly Upload[], order: readonly number[]): Promise<MemorySystem> {
    const system = new MemorySystem()
    for (const { key, text, at } of uploads) system.upload(`registry/${key}`, text, at)
    const waiting = system.queue
    system.queue = order.map((index) => waiting[index]!)
    await system.run()
    return system
  }
  const orders = (uploads: readonly Upload[]): number[][] => permutations(uploads.map((_, index) => index))
  const at = (hour: number): string => `2024-10-01T${String(hour).padStart(2, '0')}:00:00.000Z`
  const entitlements = (hour: number, ...grants: Grant[]): Upload => ({
    key: `entitlements/${hour}.csv`,
    at: at(hour),
    text: entitlementsCsv(...grants),
  })
  const G1 = { entitlement_id: 'G-1' }

  test('three versions of one grant', async () => {
    const uploads = [
      entitlements(1, grant(BAKERY, ANNA, { ...G1, package: 'IMW_2Y', end_quarter: '2025Q4' })),
      entitlements(2, grant(BAKERY, ANNA, { ...G1, package: 'IMW_5Y_INCREASED' })),
      entitlements(3, grant(BAKERY, ANNA, G1)),
    ]
    for (const order of orders(uploads)) {
      const { grants } = await (await imported(uploads, order)).registry.employer(BAKERY)
      expect(
        grants.map((each) => each.package),
        order.join(),
      ).toEqual(['IMW_5Y_STANDARD'])
    }
  })

  test('identical content advances the stamp: a change that was uploaded before the confirmation does not win', async () => {
    const uploads = [
      entitlements(1, grant(BAKERY, ANNA, G1)),
      entitlements(2, grant(BAKERY, ANNA, { ...G1, package: 'IMW_5Y_INCREASED' })),
      entitlements(3, grant(BAKERY, ANNA, G1)),
    ]
    for (const order of orders(uploads)) {
      const { grants } = await (await imported(uploads, order)).registry.employer(BAKERY)
      expect(
        grants.map((each) => each.package),
        order.join(),
      ).toEqual(['IMW_5Y_STANDARD'])
    }
  })

  test('a grant that moves to another employer, to another worker, and back is open at one place only', async () => {
    const uploads = [
      entitlements(1, grant(BAKERY, ANNA, G1)),
      entitlements(2, grant(GARAGE, ANNA, G1)),
      entitlements(3, grant(GARAGE, BRAM, G1)),
      entitlements(4, grant(SHOP, BRAM, G1)),
      entitlements(5, grant(BAKERY, ANNA, { ...G1, package: 'IMW_5Y_INCREASED' })),
    ]
    for (const last of [2, 3, 4, 5]) {
      const some = uploads.slice(0, last)
      for (const order of orders(some)) {
        const system = await imported(some, order)
        const open = await Promise.all(
          [BAKERY, GARAGE, SHOP].map(async (employer) =>
            (await system.registry.employer(employer)).grants.map(({ inss }) => [employer, inss]),
          ),
        )
        expect(open.flat(), order.join()).toEqual([[[GARAGE, ANNA]], [[GARAGE, BRAM]], [[SHOP, BRAM]], [[BAKERY, ANNA]]][last - 2])
      }
    }
  })

  test('of two rows of one id in a file the lower one wins', async () => {
    const system = await imported([entitlements(1, grant(BAKERY, ANNA, G1), grant(GARAGE, ANNA, G1))], [0])
    expect((await system.registry.employer(BAKERY)).grants).toEqual([])
    expect((await system.registry.employer(GARAGE)).grants).toHaveLength(1)
  })

  test('two uploads at the same instant: the later sequencer wins', async () => {
    const uploads = [
      { ...entitlements(1, grant(BAKERY, ANNA, G1)), key: 'entitlements/a.csv' },
      { ...entitlements(1, grant(BAKERY, ANNA, { ...G1, package: 'IMW_5Y_COLLECTIVE' })), key: 'entitlements/b.csv' },
    ]
    for (const order of orders(uploads))
      expect((await (await imported(uploads, order)).registry.employer(BAKERY)).grants.map((each) => each.package)).toEqual([
        'IMW_5Y_COLLECTIVE',
      ])
  })

  test('payees and establishments too', async () => {
    const uploads: Upload[] = [
      { key: 'payees/1.csv', at: at(1), text: payeesCsv(payee(BAKERY)) },
      { key: 'payees/2.csv', at: at(2), text: payeesCsv(payee(BAKERY, { iban: IBANS[1] })) },
      { key: 'establishments/3.csv', at: at(3), text: establishmentsCsv([establishmentOf(1), BAKERY, 'FLANDERS']) },
      { key: 'establishments/4.csv', at: at(4), text: establishmentsCsv([establishmentOf(1), GARAGE, 'BRUSSELS']) },
    ]
    for (const order of orders(uploads)) {
      const system = await imported(uploads, order)
      const [bakery, garage] = [await system.registry.employer(BAKERY), await system.registry.employer(GARAGE)]
      expect(bakery.payee?.iban, order.join()).toBe(IBANS[1])
      expect([[...bakery.establishments], [...garage.establishments]], order.join()).toEqual([[], [[establishmentOf(1), 'BRUSSELS']]])
    }
  })

  test('employers of a worker are found, also where the grant was', async () => {
    const system = await imported(
      [entitlements(1, grant(BAKERY, ANNA, G1)), entitlements(2, grant(GARAGE, ANNA, G1), grant(SHOP, BRAM))],
      [1, 0],
    )
    expect(await system.registry.employersOf(ANNA)).toEqual([BAKERY, GARAGE])
  })

  test('the version in force names the import that wrote it', async () => {
    const system = await imported([entitlements(1, grant(BAKERY, ANNA, G1))], [0])
    const { versions } = await system.registry.employer(BAKERY)
    expect(versions).toEqual([expect.stringMatching(new RegExp(`^GRANT#${ANNA}#G-1@2024-10-01T01:00:00.000Z by import-[0-9a-f]{24}$`))])
  })
})
