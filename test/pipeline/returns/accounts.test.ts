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
  DORA,
  entitlementsCsv,
  establishmentOf,
  establishmentsCsv,
  grant,
  IBANS,
  outputsOf,
  payee,
  payeesCsv,
  row,
  send as sendAs,
  systemWith,
  unreadable,
  type Grant,
} from '../../support/pipeline-builders.ts'
import {
  again,
  aliasesCsv,
  bakeryState,
  dropRegistry,
  entriesOf,
  findingsOf,
  full,
  learn,
  movedBy,
  partial,
} from '../../support/recompute-builders.ts'
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

describe('while a payment is held because it was refused', () => {
  /** Anna 2,000.00 and Bram 1,600.00 in one payment, refused. */
  async function held(...grants: readonly Grant[]): Promise<MemorySystem> {
    const system = await having(...grants)
    const run = await send(system, full(1, row(ANNA, '5000.00'), row(BRAM, '4000.00')))
    await refuse(system, run, V1)
    return system
  }

  test.each<[string, string, string]>([
    ['a FULL that pays more', full(2, row(ANNA, '5500.00'), row(BRAM, '4000.00')), '3800.00'],
    ['a FULL that pays less', full(2, row(ANNA, '4500.00'), row(BRAM, '4000.00')), '3400.00'],
    ['a FULL without Bram', full(2, row(ANNA, '5000.00')), '2000.00'],
    ['a FULL with Cem', full(2, row(ANNA, '5000.00'), row(BRAM, '4000.00'), row(CEM, '1000.00')), '4000.00'],
    ['a FULL in which Bram cannot be read', full(2, row(ANNA, '5500.00'), unreadable(BRAM)), '3800.00'],
    ['a PARTIAL of Bram', partial(2, row(BRAM, '1000.00')), '2400.00'],
    ['a PARTIAL of Cem', partial(2, row(CEM, '1000.00')), '4000.00'],
    ['an older one, that changes nothing', full(0, row(ANNA, '1000.00')), '3600.00'],
    ['the same once more', full(1, row(ANNA, '5000.00'), row(BRAM, '4000.00'), row(BRAM, '0.00')), '3600.00'],
  ])('%s: the right of that moment goes out, once', async (_, text, expected) => {
    const system = await held()
    const correction = await send(system, text)
    expect(movedBy(system, correction)).toEqual([])
    expect(movedBy(system, await correct(system))).toEqual([`pay bakery 2024Q3 ${expected}`])
    expect(booksOf(system)).toEqual({ instructed: expected, held: '0.00' })
  })

  test('a PARTIAL of one worker holds that one; the other waits with it', async () => {
    const system = await held()
    const correction = await send(system, partial(2, row(BRAM, '5000.00')))
    expect(outputsOf(system, correction).held.map(({ code, amount }) => `${code} ${amount}`)).toEqual(['PAY-006 2000.00'])
    expect(booksOf(system)).toEqual({ instructed: '0.00', held: '4000.00' })
  })

  test('a revocation: what is not due any more does not go out', async () => {
    const system = await held()
    await learn(system, 'entitlements', entitlementsCsv(grant(BAKERY, BRAM, { end_quarter: '2024Q2' })))
    expect(booksOf(system)).toEqual({ instructed: '0.00', held: '2000.00' })
    expect(movedBy(system, await correct(system))).toEqual(['pay bakery 2024Q3 2000.00'])
  })

  test('a revocation of everything: nothing is held, and nothing goes out', async () => {
    const system = await held()
    await learn(system, 'entitlements', entitlementsCsv(...[ANNA, BRAM].map((inss) => grant(BAKERY, inss, { end_quarter: '2024Q2' }))))
    expect(booksOf(system)).toEqual({ instructed: '0.00', held: '0.00' })
    expect(movedBy(system, await correct(system))).toEqual([])
  })

  test('computed again: nothing changes, so nothing is told', async () => {
    const system = await held()
    const run = await again(system)
    expect([movedBy(system, run), findingsOf(system, run), booksOf(system)]).toEqual([[], [], { instructed: '0.00', held: '3600.00' }])
  })

  test('a grant that is decided late is held with the rest', async () => {
    const system = await held(grant(BAKERY, ANNA))
    expect(booksOf(system)).toEqual({ instructed: '0.00', held: '2000.00' })
    const late = await learn(system, 'entitlements', entitlementsCsv(grant(BAKERY, BRAM)))
    expect(outputsOf(system, late.run).held.map(({ code, amount }) => `${code} ${amount}`)).toEqual(['PAY-006 1600.00'])
    expect(movedBy(system, await correct(system))).toEqual(['pay bakery 2024Q3 3600.00'])
  })

  test('a new national number: one worker, paid once under it', async () => {
    const system = await held(grant(BAKERY, ANNA), grant(BAKERY, BRAM))
    await learn(system, 'aliases', aliasesCsv([ANNA, DORA]))
    expect(await bakeryState(system)).toEqual([
      'BRAM WAGE_PREMIUM 1600.00 0.00 held 1600.00',
      'DORA WAGE_PREMIUM 2000.00 0.00 held 2000.00',
    ])
    const paid = await correct(system)
    expect(outputsOf(system, paid).payments.flatMap(({ lines }) => lines.map(({ inss, amount }) => `${inss} ${amount}`))).toEqual([
      `${DORA} 2000.00`,
      `${BRAM} 1600.00`,
    ])
  })
})

describe('a national number that was replaced between the payment and its refusal', () => {
  test('is taken back under the new one', async () => {
    const system = await having()
    const run = await send(system, full(1, row(ANNA, '5000.00'), row(BRAM, '4000.00')))
    await learn(system, 'aliases', aliasesCsv([ANNA, DORA]))
    await refuse(system, run, V1)
    expect(await bakeryState(system)).toEqual([
      'BRAM WAGE_PREMIUM 1600.00 0.00 held 1600.00',
      'DORA WAGE_PREMIUM 2000.00 0.00 held 2000.00',
    ])
    await send(system, full(2, row(DORA, '4000.00'), row(BRAM, '4000.00')))
    expect(movedBy(system, await correct(system))).toEqual(['pay bakery 2024Q3 3200.00'])
  })

  test('and both numbers stood in the payment with a grant each: every line comes back once', async () => {
    const system = await having(grant(BAKERY, ANNA), grant(BAKERY, DORA, { entitlement_id: 'D' }))
    const run = await send(system, full(1, row(ANNA, '5000.00'), row(DORA, '1000.00')))
    dropRegistry(system, 'aliases', aliasesCsv([ANNA, DORA]))
    await refuse(system, run, V1)
    expect(booksOf(system).instructed).toBe('0.00')
    await correct(system)
    expect(Object.values(booksOf(system))[1]).toBe('0.00')
  })

  test('and the same line had a correction under the new number: what each entry moved comes back', async () => {
    const system = await having()
    const first = await send(system, full(1, row(ANNA, '5000.00')))
    await learn(system, 'aliases', aliasesCsv([ANNA, DORA]))
    const second = await send(system, full(2, row(DORA, '6000.00')))
    expect(paidBy(system, second)).toEqual([`${paymentOf(BAKERY, entriesOf(system).at(-1)!.version)} 400.00`])
    await refuse(system, first, V1)
    expect(await bakeryState(system)).toEqual(['DORA WAGE_PREMIUM 2400.00 400.00 held 2000.00'])
    expect(movedBy(system, await correct(system))).toEqual(['pay bakery 2024Q3 2000.00'])
  })
})

describe('guidance of an unknown region (CAL-003) beside a refusal (PAY-006)', () => {
  const place = establishmentOf(1)
  const unknown = row(ANNA, '5000.00', { establishment_region: '', establishment_number: place })
  /** Wage premium 2,000.00 refused; guidance 1,200.00 + 430.00 held for its region. */
  async function held(): Promise<{ system: MemorySystem; region: () => Promise<string> }> {
    const system = await having(grant(BAKERY, ANNA, { guidance_level: 'LOW' }))
    const run = await send(system, full(1, unknown))
    expect(paidBy(system, run)).toEqual([`${V1} 2000.00`])
    await refuse(system, run, V1)
    const region = async (): Promise<string> => (await learn(system, 'establishments', establishmentsCsv([place, BAKERY, 'FLANDERS']))).run
    return { system, region }
  }
  const heldNow = (system: MemorySystem): string[] =>
    [...new Map(entriesOf(system).flatMap(({ lines }) => lines.map((line) => [line.component, line] as const))).values()].map(
      ({ component, held: amount, holdCode }) => `${component} ${amount} ${holdCode}`,
    )

  test('each keeps its own reason', async () => {
    const { system } = await held()
    expect(heldNow(system)).toEqual(['WAGE_PREMIUM 2000.00 PAY-006', 'GUIDANCE_FIXED 1200.00 CAL-003', 'GUIDANCE_VARIABLE 430.00 CAL-003'])
  })

  test('the payee first, then the region', async () => {
    const { system, region } = await held()
    expect(movedBy(system, await correct(system))).toEqual(['pay bakery 2024Q3 2000.00'])
    expect(movedBy(system, await region())).toEqual(['pay bakery 2024Q3 1630.00'])
    expect(booksOf(system)).toEqual({ instructed: '3630.00', held: '0.00' })
  })

  test('the region first, then the payee: everything in one payment', async () => {
    const { system, region } = await held()
    expect(movedBy(system, await region())).toEqual([])
    expect(booksOf(system)).toEqual({ instructed: '0.00', held: '3630.00' })
    expect(movedBy(system, await correct(system))).toEqual(['pay bakery 2024Q3 3630.00'])
  })

  test('a correction while both hold, then the payee: the guidance waits for its region again', async () => {
    const { system, region } = await held()
    await send(system, full(2, { ...unknown, gross_wage: '6000.00' }))
    expect(new Set(heldNow(system).map((each) => each.slice(-7)))).toEqual(new Set(['PAY-006']))
    expect(movedBy(system, await correct(system))).toEqual(['pay bakery 2024Q3 2400.00'])
    expect(booksOf(system)).toEqual({ instructed: '2400.00', held: '1630.00' })
    expect(movedBy(system, await region())).toEqual(['pay bakery 2024Q3 1630.00'])
  })

  test('guidance that was paid comes back, and its region is not known any more: it waits for that', async () => {
    const system = await having(grant(BAKERY, ANNA, { guidance_level: 'LOW' }))
    const run = await send(system, full(1, row(ANNA, '5000.00')))
    await refuse(system, run, V1)
    await send(system, full(2, unknown))
    expect(movedBy(system, await correct(system))).toEqual(['pay bakery 2024Q3 2000.00'])
    expect(booksOf(system)).toEqual({ instructed: '2000.00', held: '1630.00' })
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
