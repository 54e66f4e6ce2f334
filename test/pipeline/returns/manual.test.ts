// Understands money that came back after it was settled: registered by one person, released by another.
import { afterEach, describe, expect, test } from 'vitest'
import type { MemorySystem } from '../../support/memory-ports.ts'
import {
  ANNA,
  BAKERY,
  BRAM,
  CEM,
  declarationCsv,
  declared,
  GARAGE,
  grant,
  IBANS,
  outputsOf,
  payee,
  payeesCsv,
  row,
  send as sendAs,
  systemWith,
} from '../../support/pipeline-builders.ts'
import { findingsOf, full, learn, movedBy } from '../../support/recompute-builders.ts'
import { decide, listedHolds, MIA, paymentFilesOf, runNamed, stateOfRun, told, TOM } from '../../support/release-builders.ts'
import {
  answer,
  booksOf,
  expectReturnsAccounted,
  paymentOf,
  reconciledLines,
  reconciliationOf,
  refused,
  REGISTRAR,
  returnMoney,
  takenBack,
  totalsOf,
} from '../../support/return-builders.ts'

const systems: MemorySystem[] = []
afterEach(async () => {
  for (const system of systems.splice(0)) await expectReturnsAccounted(system)
})
const [V1, OF_GARAGE] = [paymentOf(BAKERY, 1), paymentOf(GARAGE, 1)]
let files = 0
async function send(system: MemorySystem, text: string): Promise<string> {
  const run = sendAs(system, `manual-${(files += 1)}`, text)
  await system.run()
  return run
}
/** 2,000.00 to the bakery and 1,600.00 to the garage, both settled. */
async function settled(): Promise<{ system: MemorySystem; run: string }> {
  const system = await systemWith([grant(BAKERY, ANNA), grant(GARAGE, BRAM), grant(BAKERY, CEM)])
  systems.push(system)
  const run = await send(
    system,
    declarationCsv(declared(BAKERY, 'FULL', 1, [row(ANNA, '5000.00')]), declared(GARAGE, 'FULL', 1, [row(BRAM, '4000.00')])),
  )
  await answer(system, run, { groupStatus: 'ACSC' })
  return { system, run }
}
const LINE = `${V1};2000.00;2024-10-14;AC04;Closed`
const SETTLED = ['instructed 2 3600.00', 'settled 2 3600.00']
const UNTOUCHED = { instructed: '3600.00', held: '0.00' }
const BOOKED = { instructed: '1600.00', held: '2000.00' }

describe('four eyes (RET-008)', () => {
  test('the run waits: its reports say what it would book, nothing is booked, nothing is to be paid', async () => {
    const { system, run } = await settled()
    const manual = await returnMoney(system, REGISTRAR, LINE)
    expect([stateOfRun(system, manual), booksOf(system), paymentFilesOf(system, manual)]).toEqual(['held', UNTOUCHED, []])
    expect(told(system, manual)).toEqual([
      'RET-008: Returned money that somebody registers must be checked by a second person. Nothing is booked yet.',
      `PAY-006: The bank refused payment ${V1} of IMW for 2024Q3 to employer ${BAKERY} (code AC04). The amount is not paid for now. The account is closed. The bank writes: «Closed». The money came back after it was paid.`,
    ])
    expect(outputsOf(system, manual).summary).toMatchObject({ state: 'held', returned: { count: 1, sum: '2000.00' } })
    expect(totalsOf(system, run)).toEqual(SETTLED)
    expect(await listedHolds(system)).toEqual([])
  })

  test.each([
    ['who uploaded it', REGISTRAR, 'REL-004'],
    ['the same person in another role', 'AWS:AROAOPERATORS:nora', 'REL-004'],
    ['nobody that is known', '', 'REL-004'],
  ])('it is not released by %s', async (_, principal, code) => {
    const { system } = await settled()
    const manual = await returnMoney(system, REGISTRAR, LINE)
    const request = await decide(system, principal, `release;${manual};;`)
    expect([findingsOf(system, request), stateOfRun(system, manual), booksOf(system)]).toEqual([[code], 'held', UNTOUCHED])
  })

  test('released by a second person it is booked, once; the reconciliation says returned', async () => {
    const { system, run } = await settled()
    const manual = await returnMoney(system, REGISTRAR, LINE)
    await decide(system, TOM, `release;${manual};;`)
    expect([stateOfRun(system, manual), runNamed(system, manual).decision?.by, booksOf(system)]).toEqual(['settled', TOM, BOOKED])
    expect(totalsOf(system, run)).toEqual(['instructed 2 3600.00', 'settled 1 1600.00', 'returned 1 2000.00'])
    expect(reconciliationOf(system, run).agrees).toBe(true)
    expect(reconciledLines(system, run)[0]).toMatchObject({
      payment_id: V1,
      status: 'RETURNED',
      history: '2025-08-04T09:00:00.000Z ACSC / 2024-10-14 RETURNED',
      reason: 'AC04 Closed',
    })
    const again = await decide(system, MIA, `release;${manual};;`)
    expect([findingsOf(system, again), booksOf(system)]).toEqual([['REL-003'], BOOKED])
  })

  test('it goes out again as a refused payment does', async () => {
    const { system } = await settled()
    const manual = await returnMoney(system, REGISTRAR, LINE)
    await decide(system, TOM, `release;${manual};;`)
    const { released } = await learn(system, 'payees', payeesCsv(payee(BAKERY, { iban: IBANS[1] })))
    expect(movedBy(system, released)).toEqual(['pay bakery 2024Q3 2000.00'])
  })

  test('a reason that is not about the payee: a person lifts it', async () => {
    const { system } = await settled()
    const manual = await returnMoney(system, REGISTRAR, `${V1};2000,00;2024-10-14;MS03`)
    await decide(system, TOM, `release;${manual};;`)
    expect(movedBy(system, await decide(system, TOM, `release;${BAKERY};2024Q3;`))).toEqual(['pay bakery 2024Q3 2000.00'])
  })
})

describe('while it waits, and when it is abandoned', () => {
  test('what another person has not released is not returned: the reconciliation does not say so', async () => {
    const { system, run } = await settled()
    await returnMoney(system, REGISTRAR, LINE)
    await answer(system, run, { groupStatus: 'ACSC', messageId: 'BANK-2' })
    expect(totalsOf(system, run)).toEqual(SETTLED)
    expect(reconciliationOf(system, run).agrees).toBe(true)
  })

  test('abandoned, nothing was ever said: every later reconciliation agrees', async () => {
    const { system, run } = await settled()
    const manual = await returnMoney(system, REGISTRAR, LINE)
    await decide(system, TOM, `abandon;${manual};;a mistake`)
    await answer(system, run, { groupStatus: 'ACSC', messageId: 'BANK-2' })
    expect([stateOfRun(system, manual), booksOf(system), takenBack(system)]).toEqual(['abandoned', UNTOUCHED, []])
    expect(totalsOf(system, run)).toEqual(SETTLED)
    expect(reconciliationOf(system, run).agrees).toBe(true)
  })

  test('abandoned, the same lines may come again', async () => {
    const { system, run } = await settled()
    const first = await returnMoney(system, REGISTRAR, LINE)
    await decide(system, TOM, `abandon;${first};;a mistake`)
    const second = await returnMoney(system, REGISTRAR, LINE)
    await decide(system, TOM, `release;${second};;`)
    expect([booksOf(system), totalsOf(system, run).at(-1)]).toEqual([BOOKED, 'returned 1 2000.00'])
  })

  test('a correction meanwhile: what is taken back is what the payment was, what is held is what is due then', async () => {
    const { system } = await settled()
    const manual = await returnMoney(system, REGISTRAR, LINE)
    await send(system, full(2, row(ANNA, '6000.00')))
    await decide(system, TOM, `release;${manual};;`)
    expect(booksOf(system)).toEqual({ instructed: '2000.00', held: '2000.00' })
  })
})

describe('twice', () => {
  test('in two files that wait: the second changes nothing (RET-006)', async () => {
    const { system } = await settled()
    const first = await returnMoney(system, REGISTRAR, LINE)
    const second = await returnMoney(system, MIA, LINE)
    await decide(system, TOM, `release;${second};;`, `release;${first};;`)
    expect(takenBack(system)).toEqual([V1])
    const answers = [first, second].map((each) => told(system, each)[0] ?? '').toSorted()
    expect(answers).toEqual([
      expect.stringMatching(/^PAY-006: /),
      expect.stringMatching(/^RET-006: Payment .* was taken back before by run run-[0-9a-f]{24}\. Nothing was changed\.$/),
    ])
    expect(booksOf(system)).toEqual(BOOKED)
  })

  test('what the bank refused before it was registered, and what was registered before the bank says so', async () => {
    const { system, run } = await settled()
    const other = await send(system, full(2, row(ANNA, '6000.00')))
    await answer(system, other, { listed: refused('AC04', paymentOf(BAKERY, 2)) })
    const manual = await returnMoney(system, REGISTRAR, `${paymentOf(BAKERY, 2)};400.00;2024-10-14;AC04;`)
    await decide(system, TOM, `release;${manual};;`)
    expect(findingsOf(system, manual)).toContain('RET-006')
    const first = await returnMoney(system, REGISTRAR, LINE)
    await decide(system, TOM, `release;${first};;`)
    const late = await answer(system, run, { createdAt: '2025-08-09T09:00:00Z', listed: refused('AC04', V1) })
    expect(findingsOf(system, late)).toEqual(['RET-004'])
    expect(takenBack(system)).toEqual([paymentOf(BAKERY, 2), V1])
    expect(booksOf(system)).toEqual({ instructed: '1600.00', held: '2400.00' })
  })

  test('a contradiction of the bank that a person settled, as RET-004 asks: the reconciliation agrees again', async () => {
    const { system, run } = await settled()
    await answer(system, run, { createdAt: '2025-08-09T09:00:00Z', listed: refused('AC04', V1) })
    expect(reconciliationOf(system, run)).toMatchObject({ agrees: false, differences: [{ paymentId: V1, differences: ['contradiction'] }] })
    const manual = await returnMoney(system, REGISTRAR, LINE)
    await decide(system, TOM, `release;${manual};;`)
    expect(totalsOf(system, run)).toEqual(['instructed 2 3600.00', 'settled 1 1600.00', 'returned 1 2000.00'])
    expect(reconciliationOf(system, run).agrees).toBe(true)
  })

  test('never answered by the bank, registered as returned, then refused by the bank: taken back once', async () => {
    const { system } = await settled()
    const run = await send(system, full(2, row(ANNA, '6000.00')))
    const paymentId = paymentOf(BAKERY, 2)
    const manual = await returnMoney(system, REGISTRAR, `${paymentId};400.00;2024-10-14;AC04;`)
    await decide(system, TOM, `release;${manual};;`)
    expect(findingsOf(system, await answer(system, run, { listed: refused('AC04', paymentId) }))).toEqual(['RET-006'])
    expect(totalsOf(system, run)).toEqual(['instructed 1 400.00', 'returned 1 400.00'])
  })

  test('two payments of one account and of two runs in one file: one entry takes both back', async () => {
    const { system, run } = await settled()
    const other = await send(system, full(2, row(ANNA, '6000.00'), row(CEM, '1000.00')))
    const manual = await returnMoney(
      system,
      REGISTRAR,
      LINE,
      `${paymentOf(BAKERY, 2)};800.00;2024-10-14;AC04;`,
      `${OF_GARAGE};1600.00;2024-10-14;BE06;`,
    )
    await decide(system, TOM, `release;${manual};;`)
    expect(booksOf(system)).toEqual({ instructed: '0.00', held: '4400.00' })
    expect(findingsOf(system, manual)).toEqual(['PAY-006', 'PAY-006', 'PAY-006'])
    expect(totalsOf(system, run)).toEqual(['instructed 2 3600.00', 'returned 2 3600.00'])
    expect(totalsOf(system, other)).toEqual(['instructed 1 800.00', 'returned 1 800.00'])
  })
})
