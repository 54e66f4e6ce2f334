// Understands that what is held for want of a good payee goes out as soon as its reason is gone, once, whoever asks for it and however often.
import { afterEach, describe, expect, test } from 'vitest'
import { NO_STOP_RULE } from '../../../shared/pipeline/run-limits.ts'
import type { MemorySystem } from '../../support/memory-ports.ts'
import {
  ANNA,
  BAKERY,
  BRAM,
  CEM,
  declarationCsv,
  declared,
  DORA,
  entitlementsCsv,
  establishmentOf,
  GARAGE,
  grant,
  IBANS,
  outputsOf,
  payee,
  payeesCsv,
  row,
  systemWith,
} from '../../support/pipeline-builders.ts'
import { bakeryState, entriesOf, full, lateOf, learn, movedBy, partial, stateOf } from '../../support/recompute-builders.ts'
import {
  decide,
  dropRequest,
  ELS,
  expectAccounted,
  listedHolds,
  sendBy,
  setPayees,
  told,
  toldByLine,
  TOM,
  withSettings,
} from '../../support/release-builders.ts'

const systems: MemorySystem[] = []
afterEach(async () => {
  for (const system of systems.splice(0)) await expectAccounted(system)
})

const GOOD = payee(BAKERY)
const BAD: Readonly<Record<string, string | undefined>> = {
  'PAY-001': undefined,
  'PAY-002': payeesCsv(payee(BAKERY, { iban: 'BE00000000000000' })),
  'PAY-003': payeesCsv(payee(BAKERY, { hold: 'YES', hold_reason: 'court order' })),
}
const both = full(1, row(ANNA, '5000.00'), row(BRAM, '4000.00'))

/** Grants of the bakery and the garage; no payee unless told. */
async function having(text?: string, settings?: Parameters<typeof systemWith>[1]): Promise<MemorySystem> {
  const system = await systemWith([], settings)
  systems.push(system)
  system.upload('registry/entitlements/all.csv', entitlementsCsv(grant(BAKERY, ANNA), grant(BAKERY, BRAM), grant(GARAGE, CEM)))
  await system.run()
  if (text !== undefined) await setPayees(system, text)
  return system
}

async function declare(system: MemorySystem, ...csvs: readonly string[]): Promise<string[]> {
  const runs: string[] = []
  for (const csv of csvs) {
    runs.push(sendBy(system, ELS, csv))
    await system.run()
  }
  return runs
}

/** Stores payees; gives the run that pays what was held. */
async function learnPayees(system: MemorySystem, ...payees: readonly ReturnType<typeof payee>[]): Promise<string> {
  const created = system.upload(`registry/payees/learn-${system.handled.length}.csv`, payeesCsv(...payees))
  await system.run()
  return lateOf(system, created).released
}

describe.each(Object.entries(BAD))('held for %s', (code, text) => {
  test('paid as soon as the payee is good: once, in a run and an entry of its own', async () => {
    const system = await having(text)
    const [first = ''] = await declare(system, both)
    expect(outputsOf(system, first).held.map((held) => [held.code, held.amount])).toEqual([[code, '3600.00']])
    expect(await listedHolds(system)).toEqual(['bakery 2024Q3: 1'])
    const run = await learnPayees(system, GOOD)
    expect(movedBy(system, run)).toEqual(['pay bakery 2024Q3 3600.00'])
    expect(outputsOf(system, run).payments).toMatchObject([
      {
        paymentId: `${BAKERY}IMW2024Q3V0002`,
        iban: IBANS[0],
        lines: [
          { inss: ANNA, previouslyInstructed: '0.00', amount: '2000.00' },
          { inss: BRAM, amount: '1600.00' },
        ],
      },
    ])
    expect(entriesOf(system).map(({ runId }) => runId)).toEqual([first, run])
    expect(await listedHolds(system)).toEqual([])
  })

  test('and released by an operator while the reason is still there: told so, nothing is paid', async () => {
    const system = await having(text)
    await declare(system, both)
    const run = await decide(system, TOM, `release;${BAKERY};2024Q3;`)
    expect(told(system, run)).toEqual([
      `REL-003: For ${BAKERY} 2024Q3 there is nothing that can be released now. The reason is still there: ${code}. First take that reason away.`,
    ])
    expect(entriesOf(system)).toHaveLength(1)
    expect(await listedHolds(system)).toEqual(['bakery 2024Q3: 1'])
  })

  test('and known too late for the import to ask: an operator releases it, twice, and it is paid once', async () => {
    const system = await having(text)
    await declare(system, both)
    system.upload('registry/payees/good.csv', payeesCsv(GOOD))
    await system.run({ stages: ['registry'] })
    system.queue = [] // the request of the import is lost
    const first = dropRequest(system, TOM, `release;${BAKERY};2024Q3;`)
    const second = dropRequest(system, ELS, `release;${BAKERY};;`)
    await system.run()
    expect([movedBy(system, first), movedBy(system, second)]).toEqual([['pay bakery 2024Q3 3600.00'], []])
    expect(await listedHolds(system)).toEqual([])
    expect(told(system, await decide(system, TOM, `release;${BAKERY};2024Q3;`))).toEqual([
      `REL-003: For ${BAKERY} 2024Q3 there is nothing that can be released now. Nothing waits.`,
    ])
  })
})

describe('what is released', () => {
  test('is every line whose total differs from what is instructed, over several quarters and employers, each its own', async () => {
    const system = await having()
    const q2 = declarationCsv(declared(BAKERY, 'FULL', 1, [row(ANNA, '3000.00', { quarter: '2024Q2' })]))
    await declare(system, both, partial(2, row(BRAM, '4500.00')), q2, declarationCsv(declared(GARAGE, 'FULL', 1, [row(CEM, '2500.00')])))
    const run = await learnPayees(system, GOOD)
    expect(movedBy(system, run)).toEqual(['pay bakery 2024Q2 1200.00', 'pay bakery 2024Q3 3800.00'])
    expect(await listedHolds(system)).toEqual(['garage 2024Q3: 1'])
    expect(movedBy(system, await learnPayees(system, payee(GARAGE)))).toEqual(['pay garage 2024Q3 1000.00'])
  })

  test('is set off against what was recovered meanwhile, and a hold that nets to a recovery was booked as a claim long before', async () => {
    const system = await having(payeesCsv(GOOD))
    await declare(system, both)
    await setPayees(system, payeesCsv(payee(BAKERY, { hold: 'YES' })))
    await declare(system, full(2, row(ANNA, '9000.00'), row(BRAM, '3000.00')))
    expect(await bakeryState(system)).toEqual([
      'ANNA WAGE_PREMIUM 3600.00 2000.00 held 1600.00',
      'BRAM WAGE_PREMIUM 1200.00 1600.00 held -400.00',
    ])
    expect(movedBy(system, await learnPayees(system, GOOD))).toEqual(['pay bakery 2024Q3 1200.00'])
    expect(await bakeryState(system)).toEqual(['ANNA WAGE_PREMIUM 3600.00 3600.00', 'BRAM WAGE_PREMIUM 1200.00 1200.00'])
  })

  test('is paid to the account of that moment, not to the one that was known when it was held', async () => {
    const system = await having(payeesCsv(payee(BAKERY, { hold: 'YES', iban: IBANS[1] })))
    await declare(system, both)
    const run = await learnPayees(system, payee(BAKERY, { iban: IBANS[0] }))
    expect(outputsOf(system, run).payments.map(({ iban, amount }) => [iban, amount])).toEqual([[IBANS[0], '3600.00']])
  })

  test('leaves guidance of an unknown region held, under its own code', async () => {
    const system = await having()
    await learn(system, 'entitlements', entitlementsCsv(grant(BAKERY, DORA, { guidance_level: 'LOW' })))
    await declare(system, full(1, row(DORA, '1000.00', { establishment_region: '', establishment_number: establishmentOf(1) })))
    const run = await learnPayees(system, GOOD)
    expect(movedBy(system, run)).toEqual(['pay bakery 2024Q3 400.00'])
    expect(outputsOf(system, run).held.map(({ code, amount }) => [code, amount])).toEqual([['CAL-003', '1630.00']])
    expect(await listedHolds(system)).toEqual([])
  })
})

describe('a payee that changes on the way', () => {
  test('worse again before the release is settled: nothing is paid, and it stays listed; good again: paid once', async () => {
    const system = await having()
    await declare(system, both)
    const created = system.upload('registry/payees/good.csv', payeesCsv(GOOD))
    await system.run({ stages: ['registry', 'release', 'compute'] })
    system.upload('registry/payees/worse.csv', BAD['PAY-003']!)
    await system.run({ stages: ['registry'] })
    await system.run()
    const { released } = lateOf(system, created)
    expect(movedBy(system, released)).toEqual([])
    expect(entriesOf(system).map(({ runId, lines }) => [runId === released, lines.length])).toEqual([
      [false, 2],
      [true, 0],
    ])
    expect(await listedHolds(system)).toEqual(['bakery 2024Q3: 1'])
    expect(movedBy(system, await learnPayees(system, GOOD))).toEqual(['pay bakery 2024Q3 3600.00'])
    expect(await listedHolds(system)).toEqual([])
  })

  test('stored again as it is: nothing is asked for', async () => {
    const system = await having(payeesCsv(GOOD))
    await declare(system, both)
    const inbox = (): string[] => Object.keys(system.objects.contents(['inbox'])).filter((name) => /release|recompute/.test(name))
    await setPayees(system, payeesCsv(GOOD))
    await setPayees(system, payeesCsv(payee(BAKERY, { iban: IBANS[1] })))
    expect(inbox()).toEqual([])
  })
})

test('releasing a settled run releases what its accounts hold, and no others', async () => {
  const system = await having()
  const [first = ''] = await declare(system, both, declarationCsv(declared(GARAGE, 'FULL', 1, [row(CEM, '2500.00')])))
  system.upload('registry/payees/good.csv', payeesCsv(GOOD, payee(GARAGE)))
  await system.run({ stages: ['registry'] })
  system.queue = []
  const run = await decide(system, TOM, `release;${first};;`)
  expect(movedBy(system, run)).toEqual(['pay bakery 2024Q3 3600.00'])
  expect(toldByLine(system, await decide(system, TOM, `release;${first};;`))).toEqual([
    `1 REL-003: For ${first} there is nothing that can be released now. Nothing waits.`,
  ])
  expect(Object.keys(await stateOf(system))).toEqual(['bakery 2024Q3', 'garage 2024Q3'])
})

test('a release is not held by a limit that the accounts passed long ago', async () => {
  const system = await having()
  const q2 = declarationCsv(declared(BAKERY, 'FULL', 1, [row(ANNA, '1000.00', { quarter: '2024Q2' })]))
  await declare(system, q2, both)
  // The limit is set now: 900 % more than the quarter before was looked at when the declaration was booked.
  const dependencies = withSettings(system, { stopRule: { ...NO_STOP_RULE, changePercentMax: 10 } })
  const created = system.upload('registry/payees/good.csv', payeesCsv(GOOD))
  await system.run({ dependencies })
  expect(movedBy(system, lateOf(system, created).released)).toEqual(['pay bakery 2024Q2 400.00', 'pay bakery 2024Q3 3600.00'])
})
