// Understands late decisions seen from outside: what becomes known after the declaration moves exactly the difference, and ends where it would have ended known at the start.
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, test } from 'vitest'
import { changedQuarters } from '../../../shared/law/parameter-changes.ts'
import { PARAMETERS } from '../../../shared/law/parameters.ts'
import { hashOf } from '../../../shared/pipeline/assess-declaration.ts'
import { outputKey, REPORT_FILES } from '../../../shared/pipeline/layout.ts'
import type { RegistryKind } from '../../../shared/registry/import.ts'
import { reviewedUntil } from '../../support/law-builders.ts'
import type { MemorySystem } from '../../support/memory-ports.ts'
import {
  ANNA,
  BAKERY,
  BRAM,
  CEM,
  declarationCsv,
  declared,
  DORA,
  employerOf,
  entitlementsCsv,
  establishmentOf,
  establishmentsCsv,
  filesOf,
  GARAGE,
  grant,
  outputsOf,
  payee,
  payeesCsv,
  row,
  send,
  SHOP,
  systemWith,
  unnamed,
  unreadable,
  type Grant,
} from '../../support/pipeline-builders.ts'
import {
  again,
  aliasesCsv,
  bakeryState,
  differencesIn,
  entriesOf,
  expectSound,
  findingsOf,
  full,
  learn,
  moneyOf,
  movedBy,
  partial,
  RAISED,
  request,
  stateOf,
  under,
} from '../../support/recompute-builders.ts'
import { dmfa, form, person } from '../../support/xml-builders.ts'
import { expectOverviewOfLedger, overviewOf, overviewQuarters } from '../../support/overview-builders.ts'
import { cancelled, file, version } from '../attest-story.ts'

const systems: MemorySystem[] = []
afterEach(async () => {
  for (const system of systems.splice(0)) {
    expectSound(system)
    await expectOverviewOfLedger(system)
  }
})

/** A system with payees for all three employers, and these grants. */
async function having(grants: readonly Grant[], settings?: Parameters<typeof systemWith>[1]): Promise<MemorySystem> {
  const system = await systemWith(grants, settings)
  system.upload('registry/payees/three.csv', payeesCsv(payee(BAKERY), payee(GARAGE), payee(SHOP)))
  await system.run()
  systems.push(system)
  return system
}

/** The files, one after the other; gives their runs. */
async function declare(system: MemorySystem, ...csvs: readonly string[]): Promise<string[]> {
  const runs: string[] = []
  for (const csv of csvs) {
    runs.push(send(system, `file-${system.runs.all().length}`, csv))
    await system.run()
  }
  return runs
}

type Knowledge = readonly (readonly [RegistryKind, string])[]
const grants = (...rows: readonly Grant[]): readonly [RegistryKind, string] => ['entitlements', entitlementsCsv(...rows)]

/** As a system ends that had all of this in its registry before anything was declared. */
async function knownAtTheStart(knowledge: Knowledge, ...csvs: readonly string[]): Promise<MemorySystem> {
  const system = await having([])
  for (const [kind, text] of knowledge) await learn(system, kind, text)
  await declare(system, ...csvs)
  return system
}

/** Same accounts, and the same money over all payment and claim files. */
async function expectSame(system: MemorySystem, known: MemorySystem): Promise<void> {
  expect(await stateOf(system)).toEqual(await stateOf(known))
  expect(moneyOf(system)).toEqual(moneyOf(known))
}

const both = full(1, row(ANNA, '5000.00'), row(BRAM, '4000.00'))

describe('a grant', () => {
  test('decided after the declaration: its premium is paid', async () => {
    const system = await having([grant(BAKERY, BRAM)])
    await declare(system, both)
    const late = await learn(system, ...grants(grant(BAKERY, ANNA)))
    expect(late.asked).toEqual(['bakery 2024Q3'])
    expect(movedBy(system, late.run)).toEqual(['pay bakery 2024Q3 2000.00'])
    expect(outputsOf(system, late.run).payments[0]).toMatchObject({
      paymentId: `${BAKERY}IMW2024Q3V0002`,
      lines: [{ inss: ANNA, premium: '2000.00', previouslyInstructed: '0.00', amount: '2000.00' }],
    })
    expect(differencesIn(system, late.run)).toEqual(['bakery 2024Q3 ANNA (1): 0.00 -> 2000.00, 2000.00: grant-decided'])
    expect(
      entriesOf(system).map(({ recomputed, lines }) => [recomputed?.map(({ sequence, workers }) => [sequence, workers]), lines.length]),
    ).toEqual([
      [undefined, 1],
      [[[1, [ANNA]]], 1],
    ])
    await expectSame(system, await knownAtTheStart([grants(grant(BAKERY, BRAM), grant(BAKERY, ANNA))], both))
    expect(await bakeryState(system)).toEqual(['ANNA WAGE_PREMIUM 2000.00 2000.00', 'BRAM WAGE_PREMIUM 1600.00 1600.00'])
  })

  test('decided after the declaration at an employer who has no other: as well', async () => {
    const system = await having([])
    await declare(system, both)
    const late = await learn(system, ...grants(grant(BAKERY, ANNA, { guidance_level: 'LOW' })))
    expect(movedBy(system, late.run)).toEqual(['pay bakery 2024Q3 3630.00'])
    await expectSame(system, await knownAtTheStart([grants(grant(BAKERY, ANNA, { guidance_level: 'LOW' }))], both))
  })

  test('decided late asks for the declared quarters that it covers, and no others', async () => {
    const system = await having([])
    const of = (quarter: string): string =>
      declarationCsv(declared(BAKERY, 'FULL', 1, [row(ANNA, '5000.00', { quarter, occupation_start: '2023-01-01' })]))
    await declare(system, of('2023Q4'), of('2024Q1'), of('2024Q2'), of('2024Q3'))
    const late = await learn(system, ...grants(grant(BAKERY, ANNA, { start_quarter: '2024Q1', end_quarter: '2024Q2', package: 'IMW_2Y' })))
    expect(late.asked).toEqual(['bakery 2024Q1', 'bakery 2024Q2'])
    expect(movedBy(system, late.run)).toEqual(['pay bakery 2024Q1 1000.00', 'pay bakery 2024Q2 1000.00'])
    const changed = await learn(
      system,
      ...grants(grant(BAKERY, ANNA, { start_quarter: '2024Q2', end_quarter: '2024Q3', package: 'IMW_2Y' })),
    )
    expect(changed.asked).toEqual(['bakery 2024Q1', 'bakery 2024Q2', 'bakery 2024Q3'])
    expect(movedBy(system, changed.run)).toEqual(['pay bakery 2024Q3 1000.00', 'claim bakery 2024Q1 -1000.00'])
  })

  test('of an employer who has not declared asks for nothing', async () => {
    const system = await having([])
    await declare(system, both)
    expect((await learn(system, ...grants(grant(GARAGE, ANNA)))).asked).toEqual([])
    expect((await learn(system, ...grants(grant(BAKERY, ANNA, { start_quarter: '2024Q4' })))).asked).toEqual([])
    expect(entriesOf(system)).toHaveLength(1)
  })

  test('in identical rows again asks for nothing', async () => {
    const system = await having([grant(BAKERY, ANNA), grant(BAKERY, BRAM)])
    await declare(system, both)
    expect((await learn(system, ...grants(grant(BAKERY, ANNA), grant(BAKERY, BRAM)))).asked).toEqual([])
    expect(entriesOf(system)).toHaveLength(1)
  })

  test('revoked later: what was paid is claimed', async () => {
    const system = await having([grant(BAKERY, ANNA), grant(BAKERY, BRAM)])
    await declare(system, both)
    const revoked = grants(grant(BAKERY, ANNA, { revoked_from: '2024Q3' }))
    const late = await learn(system, ...revoked)
    expect(movedBy(system, late.run)).toEqual(['claim bakery 2024Q3 -2000.00'])
    expect(findingsOf(system, late.run)).toEqual(['ENT-004 ANNA', 'PAY-005'])
    expect(differencesIn(system, late.run)).toEqual(['bakery 2024Q3 ANNA (1): 2000.00 -> 0.00, -2000.00: grant-revoked'])
    await expectSame(system, await knownAtTheStart([grants(grant(BAKERY, BRAM)), revoked], both))
  })

  test('suspended later: claimed; the suspension lifted again: paid again', async () => {
    const system = await having([grant(BAKERY, ANNA)])
    await declare(system, both)
    const suspended = await learn(system, ...grants(grant(BAKERY, ANNA, { suspended_quarters: '2024Q2 2024Q3' })))
    expect(movedBy(system, suspended.run)).toEqual(['claim bakery 2024Q3 -2000.00'])
    expect(await bakeryState(system)).toEqual([])
    const lifted = await learn(system, ...grants(grant(BAKERY, ANNA)))
    expect(movedBy(system, lifted.run)).toEqual(['pay bakery 2024Q3 2000.00'])
    expect(differencesIn(system, lifted.run)).toEqual(['bakery 2024Q3 ANNA (1): 0.00 -> 2000.00, 2000.00: suspension-lifted'])
    await expectSame(system, await knownAtTheStart([grants(grant(BAKERY, ANNA))], both))
  })

  test('moved to another employer: claimed at the one, paid at the other', async () => {
    const system = await having([grant(BAKERY, ANNA, { entitlement_id: 'G-1' })])
    const garage = declarationCsv(declared(GARAGE, 'FULL', 1, [row(ANNA, '3000.00')]))
    await declare(system, both, garage)
    const moved = grants(grant(GARAGE, ANNA, { entitlement_id: 'G-1' }))
    const late = await learn(system, ...moved)
    expect(late.asked.toSorted()).toEqual(['bakery 2024Q3', 'garage 2024Q3'])
    expect(movedBy(system, late.run).toSorted()).toEqual(['claim bakery 2024Q3 -2000.00', 'pay garage 2024Q3 1200.00'])
    expect(differencesIn(system, late.run).toSorted()).toEqual([
      'bakery 2024Q3 ANNA (1): 2000.00 -> 0.00, -2000.00: grant-moved-away',
      'garage 2024Q3 ANNA (1): 0.00 -> 1200.00, 1200.00: grant-moved-here',
    ])
    await expectSame(system, await knownAtTheStart([moved], both, garage))
  })

  test('moved to another worker: set off in one payment', async () => {
    const system = await having([grant(BAKERY, BRAM, { entitlement_id: 'G-1' })])
    await declare(system, both)
    const moved = grants(grant(BAKERY, ANNA, { entitlement_id: 'G-1' }))
    const late = await learn(system, ...moved)
    expect(movedBy(system, late.run)).toEqual(['pay bakery 2024Q3 400.00'])
    expect(outputsOf(system, late.run).payments[0]?.lines.map(({ inss, amount }) => [inss, amount])).toEqual([
      [ANNA, '2000.00'],
      [BRAM, '-1600.00'],
    ])
    expect(findingsOf(system, late.run)).toContain('PAY-004')
    await expectSame(system, await knownAtTheStart([moved], both))
  })

  test('decided for a worker of a DmfA: paid', async () => {
    const xml = dmfa(form(person(ANNA) + person(BRAM), { CompanyID: BAKERY }))
    const declareXml = async (system: MemorySystem): Promise<void> => {
      send(system, 'a.xml', xml, '2025-01-15T09:00:00.000Z')
      await system.run()
    }
    const system = await having([])
    await declareXml(system)
    const late = await learn(system, ...grants(grant(BAKERY, ANNA)))
    // 9,000.00 + 3,426.30 - 13.07 % of 9,000.00 = 11,250.00.
    expect(movedBy(system, late.run)).toEqual(['pay bakery 2024Q3 4500.00'])
    expect(differencesIn(system, late.run)).toEqual([
      'bakery 2024Q3 ANNA (2024-10-14 09:30:00.000): 0.00 -> 4500.00, 4500.00: grant-decided',
    ])
    const known = await having([grant(BAKERY, ANNA)])
    await declareXml(known)
    await expectSame(system, known)
  })

  test('decided for a worker of attests: paid on the latest versions held, and the next version moves only its difference', async () => {
    const system = await having([])
    await file(system, 'a', version(1, 1, '9000.00'), version(3, 3, '1000.00', { inss: BRAM }))
    await file(system, 'b', version(1, 2, '8000.00'))
    const late = await learn(system, ...grants(grant(BAKERY, ANNA)))
    expect(movedBy(system, late.run)).toEqual(['pay bakery 2024Q3 3200.00'])
    expect(movedBy(system, await file(system, 'c', version(1, 3, '8600.00')))).toEqual(['pay bakery 2024Q3 240.00'])
    expect(movedBy(system, await file(system, 'd', version(1, 1, '9000.00')))).toEqual([])
    expect(movedBy(system, await again(system))).toEqual([])
    expect(await bakeryState(system)).toEqual(['ANNA WAGE_PREMIUM 3440.00 3440.00'])
    expect(movedBy(system, await file(system, 'e', cancelled(1, 4)))).toEqual(['claim bakery 2024Q3 -3440.00'])
    expect(movedBy(system, await again(system, 'last'))).toEqual([])
    expect(await bakeryState(system)).toEqual([])
  })
})

describe('a region', () => {
  const unknown = full(1, row(ANNA, '5000.00', { establishment_region: '', establishment_number: establishmentOf(1) }))
  const withGuidance = grant(BAKERY, ANNA, { guidance_level: 'MEDIUM' })
  const region = (name: string): readonly [RegistryKind, string] => [
    'establishments',
    establishmentsCsv([establishmentOf(1), BAKERY, name]),
  ]

  test('known later: the guidance premium that was held is paid', async () => {
    const system = await having([withGuidance])
    await declare(system, unknown)
    expect(await bakeryState(system)).toEqual([
      'ANNA GUIDANCE_FIXED 1200.00 0.00 held 1200.00',
      'ANNA GUIDANCE_VARIABLE 730.00 0.00 held 730.00',
      'ANNA WAGE_PREMIUM 2000.00 2000.00',
    ])
    const late = await learn(system, ...region('FLANDERS'))
    expect(late.asked).toEqual(['bakery 2024Q3'])
    expect(movedBy(system, late.run)).toEqual(['pay bakery 2024Q3 1930.00'])
    expect(differencesIn(system, late.run)).toEqual(['bakery 2024Q3 ANNA (1): 3930.00 -> 3930.00, 1930.00: region-known'])
    await expectSame(system, await knownAtTheStart([grants(withGuidance), region('FLANDERS')], unknown))
  })

  test('known later as another one: nothing is held any more, nothing is paid', async () => {
    const system = await having([withGuidance])
    await declare(system, unknown)
    const late = await learn(system, ...region('BRUSSELS'))
    expect(movedBy(system, late.run)).toEqual([])
    expect(findingsOf(system, late.run)).toEqual(['CAL-004 ANNA'])
    expect(differencesIn(system, late.run)).toEqual(['bakery 2024Q3 ANNA (1): 3930.00 -> 2000.00, 0.00: region-known'])
    await expectSame(system, await knownAtTheStart([grants(withGuidance), region('BRUSSELS')], unknown))
  })

  test('corrected later: what was paid is claimed', async () => {
    const system = await having([withGuidance])
    await learn(system, ...region('FLANDERS'))
    await declare(system, unknown)
    const late = await learn(system, ...region('WALLONIA'))
    expect(movedBy(system, late.run)).toEqual(['claim bakery 2024Q3 -1930.00'])
    await expectSame(system, await knownAtTheStart([grants(withGuidance), region('WALLONIA')], unknown))
  })

  test('of an establishment asks for every declared quarter of its employer', async () => {
    const system = await having([])
    await declare(system, unknown, declarationCsv(declared(BAKERY, 'FULL', 1, [row(ANNA, '5000.00', { quarter: '2024Q2' })])))
    expect((await learn(system, ...region('FLANDERS'))).asked).toEqual(['bakery 2024Q2', 'bakery 2024Q3'])
  })

  test('of an establishment that moves to another employer asks for both', async () => {
    const system = await having([])
    await learn(system, ...region('FLANDERS'))
    await declare(system, unknown, declarationCsv(declared(GARAGE, 'FULL', 1, [row(ANNA, '5000.00')])))
    const late = await learn(system, 'establishments', establishmentsCsv([establishmentOf(1), GARAGE, 'FLANDERS']))
    expect(late.asked.toSorted()).toEqual(['bakery 2024Q3', 'garage 2024Q3'])
  })
})

describe('an alias', () => {
  const annaIsBram = ['aliases', aliasesCsv([ANNA, BRAM])] as const
  const ofAnna = grant(BAKERY, ANNA)

  test('known later, declared under the new number with the grant under the old one: paid under the new one', async () => {
    const system = await having([ofAnna])
    const csv = full(1, row(BRAM, '5000.00'))
    await declare(system, csv)
    expect(await bakeryState(system)).toEqual([])
    const late = await learn(system, ...annaIsBram)
    expect(late.asked).toEqual(['bakery 2024Q3'])
    expect(movedBy(system, late.run)).toEqual(['pay bakery 2024Q3 2000.00'])
    expect(differencesIn(system, late.run)).toEqual(['bakery 2024Q3 BRAM (1): 0.00 -> 2000.00, 2000.00: number-replaced'])
    await expectSame(system, await knownAtTheStart([grants(ofAnna), annaIsBram], csv))
    expect(await bakeryState(system)).toEqual(['BRAM WAGE_PREMIUM 2000.00 2000.00'])
  })

  test('known later, declared and paid under the old number: nothing moves, the line stands under the new one', async () => {
    const system = await having([ofAnna])
    const csv = full(1, row(ANNA, '5000.00'))
    await declare(system, csv)
    const late = await learn(system, ...annaIsBram)
    expect(movedBy(system, late.run)).toEqual([])
    expect(await bakeryState(system)).toEqual(['BRAM WAGE_PREMIUM 2000.00 2000.00'])
    await expectSame(system, await knownAtTheStart([grants(ofAnna), annaIsBram], csv))
  })

  test('known before the correction: paid under the old number, declared under the new one, only the difference moves', async () => {
    const system = await having([ofAnna])
    const csvs = [full(1, row(ANNA, '5000.00')), full(2, row(BRAM, '5500.00'))] as const
    await declare(system, csvs[0])
    await learn(system, ...annaIsBram)
    const [run] = await declare(system, csvs[1])
    expect(movedBy(system, run!)).toEqual(['pay bakery 2024Q3 200.00'])
    expect(outputsOf(system, run!).payments[0]?.lines).toEqual([
      expect.objectContaining({ inss: BRAM, premium: '2200.00', previouslyInstructed: '2000.00', amount: '200.00' }),
    ])
    expect(findingsOf(system, run!)).toEqual([])
    await expectSame(system, await knownAtTheStart([grants(ofAnna), annaIsBram], ...csvs))
  })

  test('known after the correction: recovered on the old number and refused on the new one; the recompute pays once', async () => {
    const system = await having([ofAnna])
    const csvs = [full(1, row(ANNA, '5000.00')), full(2, row(BRAM, '5500.00'))] as const
    const runs = await declare(system, ...csvs)
    expect(movedBy(system, runs[1]!)).toEqual(['claim bakery 2024Q3 -2000.00'])
    const late = await learn(system, ...annaIsBram)
    expect(movedBy(system, late.run)).toEqual(['pay bakery 2024Q3 2200.00'])
    await expectSame(system, await knownAtTheStart([grants(ofAnna), annaIsBram], ...csvs))
  })

  test('of two numbers in one FULL: one worker with both occupations, whenever it is known', async () => {
    const csv = full(
      1,
      row(ANNA, '3000.00', { weekly_hours: '19', hours_paid: '247' }),
      row(CEM, '1000.00'),
      row(BRAM, '2000.00', { weekly_hours: '19', hours_paid: '247' }),
    )
    const guided = grant(BAKERY, ANNA, { guidance_level: 'LOW' })
    const system = await having([guided])
    await declare(system, csv)
    expect(await bakeryState(system)).toEqual([
      'ANNA GUIDANCE_FIXED 1200.00 1200.00',
      'ANNA GUIDANCE_VARIABLE 215.00 215.00',
      'ANNA WAGE_PREMIUM 1200.00 1200.00',
    ])
    const late = await learn(system, ...annaIsBram)
    expect(movedBy(system, late.run)).toEqual(['pay bakery 2024Q3 1015.00'])
    expect(await bakeryState(system)).toEqual([
      'BRAM GUIDANCE_FIXED 1200.00 1200.00',
      'BRAM GUIDANCE_VARIABLE 430.00 430.00',
      'BRAM WAGE_PREMIUM 2000.00 2000.00',
    ])
    await expectSame(system, await knownAtTheStart([grants(guided), annaIsBram], csv))
  })

  test('of two numbers in two PARTIALs: the later one has the last word, in whatever order they came', async () => {
    for (const order of [
      [0, 1],
      [1, 0],
    ] as const) {
      const csvs = [partial(1, row(ANNA, '5000.00')), partial(2, row(BRAM, '4000.00'))]
      const system = await having([ofAnna])
      await declare(system, ...order.map((index) => csvs[index]!))
      const late = await learn(system, ...annaIsBram)
      expect(movedBy(system, late.run), order.join()).toEqual(['claim bakery 2024Q3 -400.00'])
      expect(await bakeryState(system)).toEqual(['BRAM WAGE_PREMIUM 1600.00 1600.00'])
      await expectSame(system, await knownAtTheStart([grants(ofAnna), annaIsBram], ...csvs))
    }
  })

  test('of two numbers of which one is held: the overview holds what the account holds, before and after it goes out', async () => {
    const system = await having([ofAnna])
    system.upload('registry/payees/hold.csv', payeesCsv(payee(BAKERY, { hold: 'YES' })))
    await declare(system, partial(1, row(ANNA, '5000.00')), partial(2, row(BRAM, '4000.00')))
    await learn(system, ...annaIsBram)
    expect(overviewQuarters(await overviewOf(system, '2025-01-01T00:00:00.000Z'))).toEqual([
      '2024Q3 IMW: workers 1, due 1600.00, instructed 0.00, held 1600.00',
    ])
    system.upload('registry/payees/free.csv', payeesCsv(payee(BAKERY)))
    await system.run()
  })

  test('whose other number is refused by WRK in the newest declaration: the words before stay', async () => {
    const system = await having([ofAnna])
    const csvs = [full(1, row(ANNA, '5000.00')), full(2, unreadable(BRAM), row(CEM, '1000.00'))]
    await declare(system, ...csvs)
    expect(await bakeryState(system)).toEqual([])
    const late = await learn(system, ...annaIsBram)
    expect(movedBy(system, late.run)).toEqual(['pay bakery 2024Q3 2000.00'])
    await expectSame(system, await knownAtTheStart([grants(ofAnna), annaIsBram], ...csvs))
  })

  test('with a grant under each number: two grants of one person (ENT-005), what was paid comes back', async () => {
    const csv = full(1, row(ANNA, '5000.00'), row(BRAM, '4000.00'))
    const two = grants(ofAnna, grant(BAKERY, BRAM))
    const system = await having([])
    await learn(system, ...two)
    await declare(system, csv)
    const late = await learn(system, ...annaIsBram)
    expect(movedBy(system, late.run)).toEqual(['claim bakery 2024Q3 -3600.00'])
    expect(findingsOf(system, late.run)).toContain('ENT-005 BRAM')
    await expectSame(system, await knownAtTheStart([two, annaIsBram], csv))
  })

  test('corrected to another number: back on the one, paid on the other', async () => {
    const csv = full(1, row(BRAM, '5000.00'), row(CEM, '4000.00'))
    const system = await having([ofAnna])
    await declare(system, csv)
    await learn(system, ...annaIsBram)
    const corrected = ['aliases', aliasesCsv([ANNA, CEM])] as const
    const late = await learn(system, ...corrected)
    expect(late.asked).toEqual(['bakery 2024Q3'])
    expect(movedBy(system, late.run)).toEqual(['claim bakery 2024Q3 -400.00'])
    await expectSame(system, await knownAtTheStart([grants(ofAnna), corrected], csv))
  })

  test('corrected to another number: it is the cause for both workers', async () => {
    const system = await having([ofAnna])
    await declare(system, full(1, row(BRAM, '5000.00'), row(CEM, '4000.00')))
    await learn(system, ...annaIsBram)
    const late = await learn(system, 'aliases', aliasesCsv([ANNA, CEM]))
    expect(differencesIn(system, late.run)).toEqual([
      'bakery 2024Q3 BRAM (1): 2000.00 -> 0.00, -2000.00: number-replaced',
      'bakery 2024Q3 CEM (1): 0.00 -> 1600.00, 1600.00: number-replaced',
    ])
  })

  test('corrected to another number after a correction under the wrong one: nothing is lost and nothing doubled', async () => {
    const csvs = [full(1, row(ANNA, '5000.00'), row(BRAM, '1000.00')), partial(2, row(ANNA, '5500.00'))]
    const system = await having([ofAnna])
    await declare(system, csvs[0]!)
    await learn(system, ...annaIsBram)
    await declare(system, csvs[1]!)
    const corrected = ['aliases', aliasesCsv([ANNA, CEM])] as const
    await learn(system, ...corrected)
    await expectSame(system, await knownAtTheStart([grants(ofAnna), corrected], ...csvs))
    expect(await bakeryState(system)).toEqual(['CEM WAGE_PREMIUM 2200.00 2200.00'])
  })

  test('a chain of them: the latest number', async () => {
    const system = await having([ofAnna])
    const csv = full(1, row(CEM, '5000.00'))
    await declare(system, csv)
    await learn(system, ...annaIsBram)
    expect(await bakeryState(system)).toEqual([])
    const second = ['aliases', aliasesCsv([BRAM, CEM])] as const
    const late = await learn(system, ...second)
    expect(movedBy(system, late.run)).toEqual(['pay bakery 2024Q3 2000.00'])
    await expectSame(system, await knownAtTheStart([grants(ofAnna), annaIsBram, second], csv))
  })

  test('asks for the quarters of the grants of the person at every employer, and for nothing when it is the same again', async () => {
    const system = await having([ofAnna, grant(GARAGE, BRAM, { start_quarter: '2024Q3' })])
    const declaredIn = (employer: string, quarter: string): string =>
      declarationCsv(declared(employer, 'FULL', 1, [row(DORA, '1.00', { quarter })]))
    await declare(
      system,
      ...[BAKERY, GARAGE, SHOP].flatMap((employer) => ['2024Q2', '2024Q3'].map((quarter) => declaredIn(employer, quarter))),
    )
    const late = await learn(system, ...annaIsBram)
    expect(late.asked.toSorted()).toEqual(['bakery 2024Q2', 'bakery 2024Q3', 'garage 2024Q3'])
    expect((await learn(system, ...annaIsBram)).asked).toEqual([])
  })

  test('of workers of attests: the attests of both numbers are one worker', async () => {
    const attests = [version(1, 1, '3000.00'), version(3, 3, '2000.00', { inss: BRAM })]
    const system = await having([ofAnna])
    await file(system, 'a', ...attests)
    const late = await learn(system, ...annaIsBram)
    expect(movedBy(system, late.run)).toEqual(['pay bakery 2024Q3 800.00'])
    const known = await having([ofAnna])
    await learn(known, ...annaIsBram)
    await file(known, 'a', ...attests)
    await expectSame(system, known)
    expect(movedBy(system, await file(system, 'b', cancelled(3, 4, { inss: BRAM })))).toEqual(['claim bakery 2024Q3 -800.00'])
    expect(movedBy(system, await again(system))).toEqual([])
  })
})

describe('a parameter set that changes', () => {
  const high = full(1, row(ANNA, '12500.00'), row(BRAM, '4000.00'))

  test('does nothing by itself; the request pays the difference, and the quarters are told once', async () => {
    const system = await having([grant(BAKERY, ANNA), grant(BAKERY, BRAM)])
    await declare(system, high)
    // 40 % of 12,422.88, the ceiling of 2024Q3.
    expect(await bakeryState(system)).toEqual(['ANNA WAGE_PREMIUM 4969.15 4969.15', 'BRAM WAGE_PREMIUM 1600.00 1600.00'])
    const report = `parameters-${hashOf(RAISED).slice(0, 24)}/quarters.csv`
    const dependencies = under(RAISED, system)
    await system.run({ dependencies })
    expect(system.objects.text('reports', report)).toBeUndefined()

    const run = await again(system, 'new-law', `${BAKERY};2024Q3`, { dependencies })
    expect(movedBy(system, run)).toEqual(['pay bakery 2024Q3 30.85'])
    expect(differencesIn(system, run)).toEqual(['bakery 2024Q3 ANNA (1): 4969.15 -> 5000.00, 30.85: parameters-changed'])
    const told = changedQuarters(PARAMETERS, RAISED).map(({ quarter }) => `all;${quarter}`)
    expect(told).toEqual(['all;2024Q3', 'all;2024Q4', 'all;2025Q1'])
    expect(system.objects.text('reports', report)).toBe(`employer_number;quarter\n${told.join('\n')}\n`)
    await again(system, 'once-more', `${BAKERY};2024Q3`, { dependencies })
    expect(system.objects.stored.filter((name) => name === `reports/${report}`)).toHaveLength(1)

    const known = await having([grant(BAKERY, ANNA), grant(BAKERY, BRAM)], { parameters: RAISED })
    await declare(known, high)
    await expectSame(system, known)
  })

  test('and changes back: what was too much is claimed', async () => {
    const system = await having([grant(BAKERY, ANNA), grant(BAKERY, BRAM)])
    await declare(system, high)
    await again(system, 'new-law', 'all;2024Q3', { dependencies: under(RAISED, system) })
    expect(movedBy(system, await again(system, 'old-law', 'all;2024Q3'))).toEqual(['claim bakery 2024Q3 -30.85'])
  })

  test('and a correction under the new set: computed on it without any request', async () => {
    const system = await having([grant(BAKERY, ANNA)])
    await declare(system, high)
    send(system, 'second', partial(2, row(ANNA, '13000.00')))
    await system.run({ dependencies: under(RAISED, system) })
    expect(await bakeryState(system)).toEqual(['ANNA WAGE_PREMIUM 5040.00 5040.00'])
  })
})

describe('a request', () => {
  const known = [grant(BAKERY, ANNA), grant(BAKERY, BRAM)]

  test('for an account of which nothing has changed books an entry that moves nothing, and no payment line', async () => {
    const system = await having(known)
    await declare(system, both)
    const run = await again(system)
    expect(entriesOf(system)).toHaveLength(2)
    expect(entriesOf(system)[1]).toMatchObject({ runId: run, lines: [], refusal: null, overtaken: [], recomputed: [] })
    expect(outputsOf(system, run)).toMatchObject({ payments: [], claims: [], held: [], exceptions: [], summary: { state: 'settled' } })
    expect(differencesIn(system, run)).toEqual([])
    expect(system.objects.text('payments', outputKey(run, 'manifest.json'))).toContain('"count": 0')
  })

  /** A registry row that reaches the store without an import that could ask: as if its request had been lost. */
  async function grantedSilently(system: MemorySystem, ...rows: readonly Grant[]): Promise<void> {
    system.upload('registry/entitlements/silent.csv', entitlementsCsv(...rows))
    await system.run({ stages: ['registry'] })
    system.queue = system.queue.filter(({ stage }) => stage !== 'recompute')
  }

  test('twice the same: one difference', async () => {
    const system = await having([])
    await declare(system, both)
    await grantedSilently(system, grant(BAKERY, ANNA))
    const runs = [
      request(system, 'one', `${BAKERY};2024Q3`),
      request(system, 'two', `${BAKERY};2024Q3`),
      request(system, 'one', `${BAKERY};2024Q3`),
    ]
    expect(new Set(runs).size).toBe(3)
    await system.run()
    expect(runs.map((run) => movedBy(system, run))).toEqual([['pay bakery 2024Q3 2000.00'], [], []])
    expect(entriesOf(system)).toHaveLength(4)
  })

  test('that names an account twice gives it one entry', async () => {
    const system = await having([])
    await declare(system, both)
    await grantedSilently(system, grant(BAKERY, ANNA))
    const run = request(system, 'twice', 'employer_number;quarter', `${BAKERY};2024Q3`, `${BAKERY};`, 'all;2024Q3', `${BAKERY};2024Q3`)
    await system.run()
    expect(entriesOf(system).filter(({ runId }) => runId === run)).toHaveLength(1)
    expect(movedBy(system, run)).toEqual(['pay bakery 2024Q3 2000.00'])
    expect(outputsOf(system, run).summary?.counts).toMatchObject({ rows: 4, declarations: 1, rejectedDeclarations: 0 })
  })

  test('after a file in which the worker is overtaken: what changed since his own words is the cause', async () => {
    const system = await having([])
    await file(system, 'a', version(1, 2, '5000.00'))
    await grantedSilently(system, grant(BAKERY, ANNA))
    // Of Anna it has an older version only (DCL-010); of Bram it is news.
    expect(findingsOf(system, await file(system, 'b', version(1, 1, '4000.00'), version(7, 7, '1000.00', { inss: BRAM })))).toEqual([
      'DCL-010 ANNA',
    ])
    expect(differencesIn(system, await again(system)).map((line) => line.replace(/ \(.*\)/, ''))).toEqual([
      'bakery 2024Q3 ANNA: 0.00 -> 2000.00, 2000.00: grant-decided',
    ])
  })

  test('for all employers of a quarter, and for all quarters of an employer', async () => {
    const system = await having([])
    const of = (employer: string, quarter: string): string =>
      declarationCsv(declared(employer, 'FULL', 1, [row(ANNA, '5000.00', { quarter })]))
    await declare(system, of(BAKERY, '2024Q2'), of(BAKERY, '2024Q3'), of(GARAGE, '2024Q2'), of(GARAGE, '2024Q3'))
    await grantedSilently(system, grant(BAKERY, ANNA), grant(GARAGE, ANNA))
    const everyone = await again(system, 'everyone', 'all;2024Q2')
    expect(movedBy(system, everyone).toSorted()).toEqual(['pay bakery 2024Q2 2000.00', 'pay garage 2024Q2 2000.00'])
    const everything = await again(system, 'everything', `${BAKERY};`)
    expect(movedBy(system, everything)).toEqual(['pay bakery 2024Q3 2000.00'])
    expect(entriesOf(system, BAKERY, '2024Q2').map(({ runId }) => runId)).toContain(everything)
    expect(movedBy(system, await again(system, 'number-alone', GARAGE))).toEqual(['pay garage 2024Q3 2000.00'])
  })

  test('with dots, commas, capitals and no header is read', async () => {
    const system = await having([])
    await declare(system, both)
    await grantedSilently(system, grant(BAKERY, ANNA))
    const dotted = `${BAKERY.slice(0, 4)}.${BAKERY.slice(4, 7)}.${BAKERY.slice(7)}`
    const run = request(system, 'free', `${dotted},2024Q3`, 'ALL,2024Q3')
    await system.run()
    expect(movedBy(system, run)).toEqual(['pay bakery 2024Q3 2000.00'])
    expect(findingsOf(system, run)).toEqual([])
  })

  test('as a spreadsheet writes it, with a byte order mark and CRLF, is read', async () => {
    const system = await having([])
    await declare(system, both)
    await grantedSilently(system, grant(BAKERY, ANNA))
    const { key } = system.upload('recompute/sheet.csv', `\uFEFFemployer_number;quarter\r\n${BAKERY};2024Q3\r\n`)
    await system.run()
    const run = system.runs.all().find(({ source }) => source.key === key)!.runId
    expect([findingsOf(system, run), movedBy(system, run)]).toEqual([[], ['pay bakery 2024Q3 2000.00']])
  })

  test('for a quarter that the law of this program does not review: DCL-003, the account stays as it is', async () => {
    const system = await having([])
    await declare(system, both)
    await grantedSilently(system, grant(BAKERY, ANNA))
    const run = await again(system, 'unreviewed', 'all;2024Q3', { dependencies: under(reviewedUntil('2024-06-30'), system) })
    expect([findingsOf(system, run), movedBy(system, run)]).toEqual([['DCL-003'], []])
    expect(entriesOf(system)).toHaveLength(1)
    expect(movedBy(system, await again(system))).toEqual(['pay bakery 2024Q3 2000.00'])
  })

  test('with unreadable lines: REC-001 for each, the others are computed', async () => {
    const system = await having([])
    await declare(system, both)
    await grantedSilently(system, grant(BAKERY, ANNA))
    const wrong = ['0400000136;2024Q3', 'bakery;2024Q3', `${BAKERY};2024-3`, 'all;', `${BAKERY};2024Q3;`, ';2024Q3']
    const run = request(system, 'wrong', ...wrong, `${BAKERY};2024Q3`)
    await system.run()
    expect(findingsOf(system, run)).toEqual(wrong.map(() => 'REC-001'))
    const exceptions = JSON.parse(system.objects.text('reports', outputKey(run, REPORT_FILES.exceptionsJson)) ?? '') as {
      line: string | number
    }[]
    expect(exceptions.map(({ line }) => Number(line))).toEqual([1, 2, 3, 4, 5, 6])
    expect(movedBy(system, run)).toEqual(['pay bakery 2024Q3 2000.00'])
  })

  test('for what is not declared: REC-002, and no account comes into being', async () => {
    const system = await having([])
    await declare(system, both)
    const run = request(system, 'nothing', `${BAKERY};2024Q2`, `${GARAGE};`, `${GARAGE};2024Q3`, 'all;2024Q2')
    await system.run()
    expect(findingsOf(system, run)).toEqual(['REC-002', 'REC-002', 'REC-002', 'REC-002'])
    expect(Object.keys(system.ledger.all())).toEqual([`${BAKERY}#2024Q3`])
    expect(outputsOf(system, run).summary?.state).toBe('settled')
  })

  test('without any line is rejected', async () => {
    const system = await having([])
    const run = request(system, 'empty', 'employer_number;quarter')
    await system.run()
    expect(outputsOf(system, run)).toMatchObject({ exceptions: ['FIL-001'], summary: { state: 'rejected' } })
  })

  test('compressed is read; one that is not UTF-8, or has an open quote, is rejected', async () => {
    const system = await having([])
    await declare(system, both)
    const sent = async (name: string, body: string | Uint8Array): Promise<string[]> => {
      const { key } = system.upload(`recompute/${name}`, body)
      await system.run()
      return findingsOf(system, system.runs.all().find(({ source }) => source.key === key)!.runId)
    }
    expect(await sent('a.csv.gz', gzipSync(`${BAKERY};2024Q3\n`))).toEqual([])
    expect(entriesOf(system)).toHaveLength(2)
    expect(await sent('b.csv', Buffer.from([0x80, 0x0a]))).toEqual(['FIL-004'])
    expect(await sent('c.csv', `"${BAKERY};2024Q3\n`)).toEqual(['FIL-005'])
    expect(await sent('d.csv', '')).toEqual(['FIL-001'])
    expect(entriesOf(system)).toHaveLength(2)
  })

  test('for very many accounts runs in several chunks, one entry each', async () => {
    const system = await having([], { chunkCharactersMin: 200 })
    const employers = Array.from({ length: 20 }, (_, index) => employerOf(100 + index))
    await declare(system, declarationCsv(...employers.map((employer) => declared(employer, 'FULL', 1, [row(ANNA, '5000.00')]))))
    const run = await again(system, 'many', 'all;2024Q3')
    expect(system.runs.all().find(({ runId }) => runId === run)?.chunks).toBeGreaterThan(1)
    for (const employer of employers) expect(entriesOf(system, employer)).toHaveLength(2)
  })

  test('for an account of which every declaration was refused changes nothing', async () => {
    const system = await having(known)
    await declare(system, full(2, row(ANNA, '5000.00'), row(BRAM, '4000.00')))
    await declare(system, full(1, row(ANNA, '1.00')))
    const run = await again(system)
    expect(movedBy(system, run)).toEqual([])
    expect(await bakeryState(system)).toEqual(['ANNA WAGE_PREMIUM 2000.00 2000.00', 'BRAM WAGE_PREMIUM 1600.00 1600.00'])
  })
})

describe('the declaration that has the last word', () => {
  test('of a worker whose newest words are WRK: the words before are computed again', async () => {
    const csvs = [full(1, row(ANNA, '5000.00')), full(2, unreadable(ANNA), row(BRAM, '4000.00')), partial(3, unreadable(ANNA))]
    const system = await having([])
    await declare(system, ...csvs)
    const late = await learn(system, ...grants(grant(BAKERY, ANNA)))
    expect(movedBy(system, late.run)).toEqual(['pay bakery 2024Q3 2000.00'])
    expect(entriesOf(system).at(-1)?.recomputed).toMatchObject([{ sequence: 1, workers: [ANNA] }])
    await expectSame(system, await knownAtTheStart([grants(grant(BAKERY, ANNA))], ...csvs))
  })

  test('of a worker whose newest words are WRK in the same number and content, sent again with a row that joined no declaration: the words before stay', async () => {
    const csvs = [full(1, row(ANNA, '5000.00'), row(BRAM, '4000.00'))]
    // The same number and content; elsewhere in the file a row of Anna has no quarter, so Anna is refused in every declaration of it (rules.md 7).
    csvs.push(
      declarationCsv(
        declared(BAKERY, 'FULL', 1, [row(ANNA, '5000.00'), row(BRAM, '4000.00')]),
        declared(BAKERY, 'FULL', 1, [row(ANNA, '1.00', { quarter: '2024' })]),
      ),
    )
    const system = await having([grant(BAKERY, ANNA), grant(BAKERY, BRAM)])
    const runs = await declare(system, ...csvs)
    expect(movedBy(system, runs[1]!)).toEqual([])
    expect(await bakeryState(system)).toEqual(['ANNA WAGE_PREMIUM 2000.00 2000.00', 'BRAM WAGE_PREMIUM 1600.00 1600.00'])
    expect(movedBy(system, await again(system))).toEqual([])
    expect(await bakeryState(system)).toEqual(['ANNA WAGE_PREMIUM 2000.00 2000.00', 'BRAM WAGE_PREMIUM 1600.00 1600.00'])
  })

  test('of a worker overtaken by a later PARTIAL: computed on the later one', async () => {
    for (const order of [
      [0, 1],
      [1, 0],
    ] as const) {
      const csvs = [full(1, row(ANNA, '5000.00'), row(BRAM, '4000.00')), partial(2, row(ANNA, '5500.00'))]
      const system = await having([])
      await declare(system, ...order.map((index) => csvs[index]!))
      const late = await learn(system, ...grants(grant(BAKERY, ANNA), grant(BAKERY, BRAM)))
      expect(
        outputsOf(system, late.run)
          .payments[0]?.lines.map(({ inss, amount }) => [inss, amount])
          .toSorted(),
      ).toEqual([
        [ANNA, '2200.00'],
        [BRAM, '1600.00'],
      ])
      expect(findingsOf(system, late.run)).toEqual([])
      await expectSame(system, await knownAtTheStart([grants(grant(BAKERY, ANNA), grant(BAKERY, BRAM))], ...csvs))
    }
  })

  test('of a worker whom a later FULL does not name: nothing, however late the grant', async () => {
    const csvs = [full(1, row(ANNA, '5000.00'), row(BRAM, '4000.00')), full(2, row(BRAM, '4000.00'))]
    const system = await having([])
    await declare(system, ...csvs)
    const late = await learn(system, ...grants(grant(BAKERY, ANNA)))
    expect(movedBy(system, late.run)).toEqual([])
    expect(await bakeryState(system)).toEqual([])
  })

  test('of a worker whom a later FULL with a row of nobody does not name: the one before', async () => {
    const csvs = [full(1, row(ANNA, '5000.00'), row(BRAM, '4000.00')), full(2, row(BRAM, '4000.00'), unnamed())]
    const system = await having([])
    await declare(system, ...csvs)
    const late = await learn(system, ...grants(grant(BAKERY, ANNA)))
    expect(movedBy(system, late.run)).toEqual(['pay bakery 2024Q3 2000.00'])
    await expectSame(system, await knownAtTheStart([grants(grant(BAKERY, ANNA))], ...csvs))
  })

  test('is not changed by a recompute: an older file after it is DCL-005 or DCL-010 and revives nobody', async () => {
    const system = await having([grant(BAKERY, BRAM)])
    await declare(system, full(3, row(BRAM, '4000.00')), partial(4, row(ANNA, '5000.00')))
    await learn(system, ...grants(grant(BAKERY, ANNA), grant(BAKERY, CEM)))
    const before = await stateOf(system)
    const [older] = await declare(system, full(1, row(ANNA, '9000.00'), row(CEM, '9000.00')))
    expect(findingsOf(system, older!)).toEqual(['DCL-005'])
    const [overtaken] = await declare(system, full(2, row(ANNA, '9000.00'), row(CEM, '9000.00')))
    expect(findingsOf(system, overtaken!)).toEqual(['DCL-005'])
    expect(movedBy(system, await again(system))).toEqual([])
    expect(await stateOf(system)).toEqual(before)
  })

  test('is not changed by a recompute: of an older PARTIAL the overtaken worker is DCL-010, the other is paid', async () => {
    const system = await having([])
    await declare(system, partial(4, row(ANNA, '5000.00')))
    await learn(system, ...grants(grant(BAKERY, ANNA), grant(BAKERY, CEM)))
    const [run] = await declare(system, partial(2, row(ANNA, '9000.00'), row(CEM, '3000.00')))
    expect(findingsOf(system, run!)).toEqual(['DCL-010 ANNA'])
    expect(movedBy(system, run!)).toEqual(['pay bakery 2024Q3 1200.00'])
    expect(movedBy(system, await again(system))).toEqual([])
    expect(await bakeryState(system)).toEqual(['ANNA WAGE_PREMIUM 2000.00 2000.00', 'CEM WAGE_PREMIUM 1200.00 1200.00'])
  })

  test('is another one after a later correction, which pays only the difference', async () => {
    const system = await having([])
    await declare(system, both)
    await learn(system, ...grants(grant(BAKERY, ANNA)))
    const [run] = await declare(system, partial(2, row(ANNA, '5600.00')))
    expect(outputsOf(system, run!).payments[0]?.lines).toEqual([
      expect.objectContaining({ inss: ANNA, premium: '2240.00', previouslyInstructed: '2000.00', amount: '240.00' }),
    ])
    const [absent] = await declare(system, full(3, row(BRAM, '4000.00')))
    expect(movedBy(system, absent!)).toEqual(['claim bakery 2024Q3 -2240.00'])
  })

  test('and the same declaration sent again after a recompute moves nothing', async () => {
    const system = await having([])
    await declare(system, both)
    await learn(system, ...grants(grant(BAKERY, ANNA)))
    const [run] = await declare(system, both.replaceAll('.00', '.0'))
    expect(movedBy(system, run!)).toEqual([])
    expect(movedBy(system, await again(system))).toEqual([])
  })
})

describe('a payee', () => {
  const onHold = payeesCsv(payee(BAKERY, { hold: 'YES', hold_reason: 'court order' }))

  test('on hold: what a recompute finds is held with it, and paid as soon as the hold has ended', async () => {
    const system = await having([grant(BAKERY, BRAM)])
    await learn(system, 'payees', onHold)
    await declare(system, both)
    const late = await learn(system, ...grants(grant(BAKERY, ANNA)))
    expect(outputsOf(system, late.run)).toMatchObject({ payments: [], held: [{ code: 'PAY-003', amount: '2000.00' }] })
    expect(findingsOf(system, late.run)).toEqual(['PAY-003'])
    expect(await bakeryState(system)).toEqual([
      'ANNA WAGE_PREMIUM 2000.00 0.00 held 2000.00',
      'BRAM WAGE_PREMIUM 1600.00 0.00 held 1600.00',
    ])
    const ended = await learn(system, 'payees', payeesCsv(payee(BAKERY)))
    expect(ended.asked).toEqual([])
    expect(movedBy(system, ended.released)).toEqual(['pay bakery 2024Q3 3600.00'])
    expect(differencesIn(system, ended.released)).toEqual([
      'bakery 2024Q3 ANNA (1): 2000.00 -> 2000.00, 2000.00: payee-changed',
      'bakery 2024Q3 BRAM (1): 1600.00 -> 1600.00, 1600.00: payee-changed',
    ])
    expect(movedBy(system, await again(system, 'once-more'))).toEqual([])
  })

  test('on hold while nothing has changed: nothing is held twice', async () => {
    const system = await having([grant(BAKERY, ANNA)])
    await learn(system, 'payees', onHold)
    await declare(system, both)
    const run = await again(system)
    expect(outputsOf(system, run)).toMatchObject({ payments: [], held: [], exceptions: [] })
    expect(await bakeryState(system)).toEqual(['ANNA WAGE_PREMIUM 2000.00 0.00 held 2000.00'])
  })

  test('on hold: a revocation is claimed all the same, and what was held for the grant falls away', async () => {
    const system = await having([grant(BAKERY, ANNA), grant(BAKERY, BRAM)])
    await declare(system, full(1, row(ANNA, '5000.00')))
    await learn(system, 'payees', onHold)
    await declare(system, partial(2, row(BRAM, '4000.00')))
    const late = await learn(
      system,
      ...grants(grant(BAKERY, ANNA, { revoked_from: '2024Q1' }), grant(BAKERY, BRAM, { revoked_from: '2024Q1' })),
    )
    expect(movedBy(system, late.run)).toEqual(['claim bakery 2024Q3 -2000.00'])
    expect(await bakeryState(system)).toEqual([])
  })

  test('that came since, and another worker was corrected since: the difference still says why', async () => {
    const system = await systemWith([])
    systems.push(system)
    await learn(system, ...grants(grant(BAKERY, ANNA), grant(BAKERY, BRAM)))
    await declare(system, both)
    // The release that the import asks for comes after the correction.
    const late = await learn(system, 'payees', payeesCsv(payee(BAKERY)), { stages: ['registry'] })
    const correction = send(system, 'correction', partial(2, row(BRAM, '4000.00')))
    await system.run({ stages: ['intake', 'compute', 'settle'] })
    expect(movedBy(system, correction)).toEqual(['pay bakery 2024Q3 1600.00'])
    await system.run()
    expect(movedBy(system, late.released)).toEqual(['pay bakery 2024Q3 2000.00'])
    expect(differencesIn(system, late.released)).toEqual(['bakery 2024Q3 ANNA (1): 2000.00 -> 2000.00, 2000.00: payee-changed'])
  })

  test('that changed since is no cause of what a grant moves', async () => {
    const system = await having([grant(BAKERY, BRAM)])
    await declare(system, both)
    await learn(system, 'payees', payeesCsv(payee(BAKERY, { name: 'Another name' })))
    const late = await learn(system, ...grants(grant(BAKERY, ANNA)))
    expect(differencesIn(system, late.run)).toEqual(['bakery 2024Q3 ANNA (1): 0.00 -> 2000.00, 2000.00: grant-decided'])
  })

  test('that came since: what was held for want of one is paid by itself, and asking again pays nothing more', async () => {
    const system = await systemWith([])
    systems.push(system)
    await learn(system, ...grants(grant(BAKERY, ANNA, { guidance_level: 'LOW' })))
    const [declaredRun] = await declare(system, both)
    expect(outputsOf(system, declaredRun!).held).toMatchObject([{ code: 'PAY-001', amount: '3630.00' }])
    const { released } = await learn(system, 'payees', payeesCsv(payee(BAKERY)))
    expect(movedBy(system, released)).toEqual(['pay bakery 2024Q3 3630.00'])
    expect(movedBy(system, await again(system))).toEqual([])
    await expectSame(system, await knownAtTheStart([grants(grant(BAKERY, ANNA, { guidance_level: 'LOW' }))], both))
  })
})

test('every file of a run that computes again is the same when its request is delivered again after it', async () => {
  const system = await having([grant(BAKERY, BRAM)])
  await declare(system, both)
  const late = await learn(system, ...grants(grant(BAKERY, ANNA)))
  const files = filesOf(system, late.run)
  const state = system.state()
  system.queue = [...system.handled]
  await system.run()
  expect(filesOf(system, late.run)).toEqual(files)
  expect(system.state()).toEqual(state)
})
