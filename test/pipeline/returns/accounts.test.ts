// Understands what a payment that comes back leaves on its account: recoveries that were set off in it, claims before and after, corrections, late decisions.
import { afterEach, describe, expect, test } from 'vitest'
import type { MemorySystem } from '../../support/memory-ports.ts'
import {
  ANNA,
  BAKERY,
  BRAM,
  CEM,
  declarationCsv,
  declared,
  grant,
  IBANS,
  outputsOf,
  payee,
  payeesCsv,
  row,
  send as sendAs,
  systemWith,
  type Grant,
} from '../../support/pipeline-builders.ts'
import { bakeryState, entriesOf, findingsOf, full, learn, movedBy } from '../../support/recompute-builders.ts'
import { decide, told, TOM } from '../../support/release-builders.ts'
import {
  answer,
  booksOf,
  expectReturnsAccounted,
  paidBy,
  paymentOf,
  reconciliationOf,
  refused,
  totalsOf,
  VOP,
} from '../../support/return-builders.ts'

const systems: MemorySystem[] = []
afterEach(async () => {
  for (const system of systems.splice(0)) await expectReturnsAccounted(system)
})
const having = async (...grants: readonly Grant[]): Promise<MemorySystem> => {
  const system = await systemWith(grants.length > 0 ? grants : [ANNA, BRAM, CEM].map((inss) => grant(BAKERY, inss)))
  systems.push(system)
  return system
}
let files = 0
async function send(system: MemorySystem, text: string): Promise<string> {
  const run = sendAs(system, `account-${(files += 1)}`, text)
  await system.run()
  return run
}
const [V1, V2] = [paymentOf(BAKERY, 1), paymentOf(BAKERY, 2)]
/** Refused because of the payee, who is corrected then; gives the run that pays again. */
async function correct(system: MemorySystem, iban: string = IBANS[1]): Promise<string> {
  return (await learn(system, 'payees', payeesCsv(payee(BAKERY, { iban })))).released
}
const refuse = (system: MemorySystem, run: string, ...paymentIds: readonly string[]): Promise<string> =>
  answer(system, run, { listed: refused('AC04', ...paymentIds) })

describe('a payment in which a recovery was set off (PAY-004)', () => {
  /** Anna 2,000.00; then Anna 1,200.00 and Bram 1,600.00: 800.00 are paid. */
  async function setOff(): Promise<{ system: MemorySystem; first: string; second: string }> {
    const system = await having(grant(BAKERY, ANNA), grant(BAKERY, BRAM))
    const first = await send(system, full(1, row(ANNA, '5000.00')))
    const second = await send(system, full(2, row(ANNA, '3000.00'), row(BRAM, '4000.00')))
    expect([paidBy(system, second), findingsOf(system, second)]).toEqual([[`${V2} 800.00`], ['PAY-004']])
    return { system, first, second }
  }

  test('the recovery comes back with it, and is set off again when it is paid again', async () => {
    const { system, second } = await setOff()
    await refuse(system, second, V2)
    expect(await bakeryState(system)).toEqual([
      'ANNA WAGE_PREMIUM 1200.00 2000.00 held -800.00',
      'BRAM WAGE_PREMIUM 1600.00 0.00 held 1600.00',
    ])
    const paid = await correct(system)
    expect([movedBy(system, paid), findingsOf(system, paid)]).toEqual([['pay bakery 2024Q3 800.00'], ['PAY-004']])
    expect(await bakeryState(system)).toEqual(['ANNA WAGE_PREMIUM 1200.00 1200.00', 'BRAM WAGE_PREMIUM 1600.00 1600.00'])
  })

  test('the payment before it comes back: what was recovered from it too', async () => {
    const { system, first } = await setOff()
    await refuse(system, first, V1)
    expect(await bakeryState(system)).toEqual(['ANNA WAGE_PREMIUM 1200.00 -800.00 held 2000.00', 'BRAM WAGE_PREMIUM 1600.00 1600.00'])
    expect(movedBy(system, await correct(system))).toEqual(['pay bakery 2024Q3 2000.00'])
  })

  test.each([
    ['in the order in which they were paid', [0, 1]],
    ['the later one first', [1, 0]],
  ])('both come back, %s: all that is due goes out once', async (_, order) => {
    const { system, first, second } = await setOff()
    for (const at of order) await refuse(system, [first, second][at]!, [V1, V2][at]!)
    expect(booksOf(system)).toEqual({ instructed: '0.00', held: '2800.00' })
    expect(movedBy(system, await correct(system))).toEqual(['pay bakery 2024Q3 2800.00'])
  })

  test('the claims after it name the payments that carried the money, those that came back never', async () => {
    const { system, second } = await setOff()
    await refuse(system, second, V2)
    await correct(system)
    const lower = await send(system, full(3, row(ANNA, '1000.00'), row(BRAM, '1000.00')))
    expect(outputsOf(system, lower).claims).toMatchObject([{ amount: '-2000.00', originalPayments: [V1, paymentOf(BAKERY, 4)] }])
  })
})

describe('claims', () => {
  test('a claim on what comes back later: the payment goes out whole, the claim stays', async () => {
    const system = await having()
    const first = await send(system, full(1, row(ANNA, '5000.00')))
    const lower = await send(system, full(2, row(ANNA, '4000.00')))
    expect(outputsOf(system, lower).claims).toMatchObject([{ amount: '-400.00', originalPayments: [V1] }])
    await refuse(system, first, V1)
    expect(await bakeryState(system)).toEqual(['ANNA WAGE_PREMIUM 1600.00 -400.00 held 2000.00'])
    expect(movedBy(system, await correct(system))).toEqual(['pay bakery 2024Q3 2000.00'])
    expect(booksOf(system)).toEqual({ instructed: '1600.00', held: '0.00' })
  })

  test('nothing is claimed of what the bank refused', async () => {
    const system = await having()
    const first = await send(system, full(1, row(ANNA, '5000.00'), row(BRAM, '4000.00')))
    await refuse(system, first, V1)
    const lower = await send(system, full(2, row(ANNA, '4000.00')))
    expect(outputsOf(system, lower)).toMatchObject({ payments: [], claims: [], held: [{ code: 'PAY-006', amount: '1600.00' }] })
    expect(await bakeryState(system)).toEqual(['ANNA WAGE_PREMIUM 1600.00 0.00 held 1600.00'])
    expect(movedBy(system, await correct(system))).toEqual(['pay bakery 2024Q3 1600.00'])
  })

  test('a claim is set off against what is held: a net that is negative is booked', async () => {
    const system = await having()
    await send(system, full(1, row(BRAM, '9000.00')))
    const second = await send(system, full(2, row(BRAM, '9000.00'), row(ANNA, '5000.00')))
    await refuse(system, second, V2)
    const lower = await send(system, full(3, row(ANNA, '5000.00')))
    expect(movedBy(system, lower)).toEqual(['claim bakery 2024Q3 -1600.00'])
    expect(booksOf(system)).toEqual({ instructed: '2000.00', held: '0.00' })
    expect(await correct(system).then((run) => movedBy(system, run))).toEqual([])
  })

  test('what was claimed whole is paid again when the payment comes back: the claim is still to be paid', async () => {
    const system = await having()
    const first = await send(system, full(1, row(ANNA, '5000.00')))
    await send(system, full(2, row(BRAM, '0.00')))
    expect(booksOf(system)).toEqual({ instructed: '0.00', held: '0.00' })
    await refuse(system, first, V1)
    expect(booksOf(system)).toEqual({ instructed: '-2000.00', held: '2000.00' })
    expect(movedBy(system, await correct(system))).toEqual(['pay bakery 2024Q3 2000.00'])
  })
})

describe('two measures of one account', () => {
  async function paid(): Promise<{ system: MemorySystem; run: string }> {
    const system = await having(grant(BAKERY, ANNA), grant(BAKERY, BRAM, VOP))
    const run = await send(system, full(1, row(ANNA, '5000.00'), row(BRAM, '6000.00')))
    expect(paidBy(system, run)).toEqual([`${paymentOf(BAKERY, 1, 'VOP')} 1200.00`, `${V1} 2000.00`])
    return { system, run }
  }

  test('both refused in one report: one entry, two payments taken back', async () => {
    const { system, run } = await paid()
    const report = await refuse(system, run, V1, paymentOf(BAKERY, 1, 'VOP'))
    expect([findingsOf(system, report), entriesOf(system).length]).toEqual([['PAY-006', 'PAY-006'], 2])
    expect(booksOf(system)).toEqual({ instructed: '0.00', held: '3200.00' })
    expect(movedBy(system, await correct(system))).toEqual(['pay bakery 2024Q3 1200.00', 'pay bakery 2024Q3 2000.00'])
  })

  test('one refused because of the payment: the other measure goes on', async () => {
    const { system, run } = await paid()
    await answer(system, run, { listed: refused('AM04', V1) })
    const more = await send(system, full(2, row(ANNA, '5500.00'), row(BRAM, '7000.00')))
    expect([movedBy(system, more), findingsOf(system, more)]).toEqual([['pay bakery 2024Q3 200.00'], ['PAY-006']])
    expect(booksOf(system)).toEqual({ instructed: '1400.00', held: '2200.00' })
  })

  test('one refused because of the payee: the other measure is held too', async () => {
    const { system, run } = await paid()
    await refuse(system, run, V1)
    const more = await send(system, full(2, row(ANNA, '5500.00'), row(BRAM, '7000.00')))
    expect([movedBy(system, more), findingsOf(system, more)]).toEqual([[], ['PAY-006', 'PAY-006']])
    expect(told(system, more)).toEqual([
      `PAY-006: The bank refused payment ${V1} of IMW for 2024Q3 to employer ${BAKERY} (code AC04). The amount is not paid for now. The account is closed.`,
      `PAY-006: The bank refused payment ${V1} of IMW for 2024Q3 to employer ${BAKERY} (code AC04). The amount is not paid for now. The account is closed.`,
    ])
  })

  test('one refused because of the payee, the other because of the payment: the payee alone lets the one go, and another version the other', async () => {
    const { system, run } = await paid()
    await answer(system, run, { listed: [...refused('AC04', V1), ...refused('AM04', paymentOf(BAKERY, 1, 'VOP'))] })
    const request = await decide(system, TOM, `release;${BAKERY};2024Q3;`)
    expect([told(system, request), movedBy(system, request)]).toEqual([
      [
        `REL-002: The request for ${BAKERY} 2024Q3 was carried out. The refusal of payment ${paymentOf(BAKERY, 1, 'VOP')} by the bank is lifted.`,
      ],
      [],
    ])
    expect(movedBy(system, await correct(system))).toEqual(['pay bakery 2024Q3 1200.00', 'pay bakery 2024Q3 2000.00'])
  })
})

describe('several payments of one account', () => {
  test('each in its own run, all refused: what each one moved comes back, and one payment replaces them', async () => {
    const system = await having()
    const runs = [
      await send(system, full(1, row(ANNA, '1000.00'))),
      await send(system, full(2, row(ANNA, '2000.00'))),
      await send(system, full(3, row(ANNA, '3000.00'))),
    ]
    for (const [at, run] of runs.entries()) await refuse(system, run, paymentOf(BAKERY, at + 1))
    expect(booksOf(system)).toEqual({ instructed: '0.00', held: '1200.00' })
    for (const run of runs) expect(totalsOf(system, run)).toEqual(['instructed 1 400.00', 'rejected 1 400.00'])
    expect(movedBy(system, await correct(system))).toEqual(['pay bakery 2024Q3 1200.00'])
  })

  test('one in the middle refused: only what that one moved comes back', async () => {
    const system = await having()
    await send(system, full(1, row(ANNA, '1000.00')))
    const second = await send(system, full(2, row(ANNA, '2000.00')))
    await send(system, full(3, row(ANNA, '3000.00')))
    await refuse(system, second, V2)
    expect(await bakeryState(system)).toEqual(['ANNA WAGE_PREMIUM 1200.00 800.00 held 400.00'])
    expect(movedBy(system, await correct(system))).toEqual(['pay bakery 2024Q3 400.00'])
  })

  test('the payment that replaces a refused one is refused too, and the one after that: every time once', async () => {
    const system = await having()
    let run = await send(system, full(1, row(ANNA, '5000.00')))
    for (const [at, iban] of [IBANS[1], 'BE43068999999501', IBANS[0]].entries()) {
      const paymentId = paymentOf(BAKERY, 1 + 2 * at)
      expect(paidBy(system, run)).toEqual([`${paymentId} 2000.00`])
      await refuse(system, run, paymentId)
      expect(booksOf(system)).toEqual({ instructed: '0.00', held: '2000.00' })
      expect(reconciliationOf(system, run).agrees).toBe(true)
      run = await correct(system, iban)
    }
    expect(paidBy(system, run)).toEqual([`${paymentOf(BAKERY, 7)} 2000.00`])
  })
})

test('several quarters of one employer: each payment comes back to its own account', async () => {
  const system = await having()
  const quarters = (wage: string, sequence: number): string =>
    declarationCsv(...['2024Q1', '2024Q2', '2024Q3'].map((quarter) => declared(BAKERY, 'FULL', sequence, [row(ANNA, wage, { quarter })])))
  const run = await send(system, quarters('5000.00', 1))
  const ids = ['2024Q1', '2024Q2', '2024Q3'].map((quarter) => paymentOf(BAKERY, 1, 'IMW', quarter))
  const report = await refuse(system, run, ids[0]!, ids[2]!)
  expect(findingsOf(system, report)).toEqual(['PAY-006', 'PAY-006'])
  expect(booksOf(system)).toEqual({ instructed: '2000.00', held: '4000.00' })
  const more = await send(system, quarters('5500.00', 2))
  expect([movedBy(system, more), booksOf(system)]).toEqual([[], { instructed: '2000.00', held: '4600.00' }])
  const paid = await correct(system)
  expect(movedBy(system, paid)).toEqual(['pay bakery 2024Q1 2200.00', 'pay bakery 2024Q2 200.00', 'pay bakery 2024Q3 2200.00'])
})
