// Understands how long a refused payment is held, and what it holds with it: until its payee is another one, or until a person lets it go.
import { afterEach, describe, expect, test } from 'vitest'
import type { MemorySystem } from '../../support/memory-ports.ts'
import {
  ANNA,
  BAKERY,
  BRAM,
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
import { decide, MIA, setPayees, told, TOM } from '../../support/release-builders.ts'
import {
  answer,
  booksOf,
  dropReturn,
  answerAbout,
  expectReturnsAccounted,
  paidBy,
  paymentOf,
  refused,
  VOP,
} from '../../support/return-builders.ts'

const systems: MemorySystem[] = []
afterEach(async () => {
  for (const system of systems.splice(0)) await expectReturnsAccounted(system)
})
const V1 = paymentOf(BAKERY, 1)
let files = 0
async function send(system: MemorySystem, text: string): Promise<string> {
  const run = sendAs(system, `hold-${(files += 1)}`, text)
  await system.run()
  return run
}
/** 2,000.00 to the bakery and 1,600.00 to the garage. */
async function paid(settings: Parameters<typeof systemWith>[1] = {}): Promise<{ system: MemorySystem; run: string }> {
  const system = await systemWith([grant(BAKERY, ANNA), grant(GARAGE, BRAM)], settings)
  systems.push(system)
  const run = await send(
    system,
    declarationCsv(declared(BAKERY, 'FULL', 1, [row(ANNA, '5000.00')]), declared(GARAGE, 'FULL', 1, [row(BRAM, '4000.00')])),
  )
  return { system, run }
}
type Payee = Parameters<typeof payee>[1]
/** The payee of the bakery becomes another one; what the run that it asks for moved. */
const becomes = async (system: MemorySystem, other: Payee): Promise<string[]> =>
  movedBy(system, (await learn(system, 'payees', payeesCsv(payee(BAKERY, other)))).released)
const refuse = (system: MemorySystem, run: string, reason = 'AC04', ...paymentIds: readonly string[]): Promise<string> =>
  answer(system, run, { listed: refused(reason, ...(paymentIds.length > 0 ? paymentIds : [V1])) })
const q2 = (wage: string, sequence = 1): string =>
  declarationCsv(declared(BAKERY, 'FULL', sequence, [row(ANNA, wage, { quarter: '2024Q2' })]))
const PAID_AGAIN = ['pay bakery 2024Q3 2000.00']

describe('a refusal that is about the payee', () => {
  test('holds every quarter of the employer, of no other one', async () => {
    const { system, run } = await paid()
    await refuse(system, run)
    const more = await send(system, q2('1000.00'))
    expect([movedBy(system, more), findingsOf(system, more)]).toEqual([[], ['PAY-006']])
    const other = await send(system, declarationCsv(declared(GARAGE, 'FULL', 2, [row(BRAM, '5000.00')])))
    expect(movedBy(system, other)).toEqual(['pay garage 2024Q3 400.00'])
    expect(await becomes(system, { iban: IBANS[1] })).toEqual(['pay bakery 2024Q2 400.00', 'pay bakery 2024Q3 2000.00'])
  })

  test('is not lifted by a person: the bank would refuse again', async () => {
    const { system, run } = await paid()
    const report = await refuse(system, run)
    for (const target of [`release;${BAKERY};2024Q3;`, `release;${BAKERY};;`, `release;${report};;`, `release;${run};;`]) {
      const request = await decide(system, TOM, target)
      expect([told(system, request), movedBy(system, request)]).toEqual([
        [
          `REL-003: For ${BAKERY} 2024Q3 there is nothing that can be released now. The reason is still there: PAY-006. First take that reason away.`,
        ],
        [],
      ])
    }
  })

  test('another payee first on hold, then good: it goes out when nothing keeps it back any more', async () => {
    const { system, run } = await paid()
    await refuse(system, run)
    expect(await becomes(system, { iban: IBANS[1], hold: 'YES', hold_reason: 'who is this?' })).toEqual([])
    expect(await becomes(system, { iban: IBANS[1] })).toEqual(PAID_AGAIN)
  })

  test('another payee with a wrong account number, then a right one', async () => {
    const { system, run } = await paid()
    await refuse(system, run)
    expect(await becomes(system, { iban: 'BE00000000000000' })).toEqual([])
    expect(await becomes(system, { iban: IBANS[1] })).toEqual(PAID_AGAIN)
  })

  test('another payee whose name no bank can write (PAY-009), then one that it can', async () => {
    const { system, run } = await paid()
    await refuse(system, run)
    expect(await becomes(system, { iban: IBANS[1], name: '面包店' })).toEqual([])
    const more = await send(system, full(2, row(ANNA, '5500.00')))
    expect(findingsOf(system, more)).toEqual(['PAY-009'])
    expect(told(system, more)).toEqual([
      `PAY-009: The name of employer ${BAKERY} cannot be written with the characters that banks use. What cannot be: 面 包 店. The amounts computed are not paid for now.`,
    ])
    expect(await becomes(system, { iban: IBANS[1], name: 'Bakkerij' })).toEqual(['pay bakery 2024Q3 2200.00'])
  })

  test('A, refused, then B while the bank refuses B too, then A again: every version counts for itself', async () => {
    const { system, run } = await paid()
    await refuse(system, run)
    const toB = (await learn(system, 'payees', payeesCsv(payee(BAKERY, { iban: IBANS[1] })))).released
    expect(outputsOf(system, toB).payments.map(({ iban }) => iban)).toEqual([IBANS[1]])
    await refuse(system, toB, 'AC04', paymentOf(BAKERY, 3))
    expect(booksOf(system)).toEqual({ instructed: '1600.00', held: '2000.00' })
    expect(await becomes(system, {})).toEqual(PAID_AGAIN)
  })

  test('A, then B before the report about A comes, then A again: what was refused under A has gone to B, once', async () => {
    const { system, run } = await paid()
    expect(await becomes(system, { iban: IBANS[1] })).toEqual([])
    await refuse(system, run)
    expect(booksOf(system)).toEqual({ instructed: '3600.00', held: '0.00' })
    expect(await becomes(system, {})).toEqual([])
    expect(booksOf(system)).toEqual({ instructed: '3600.00', held: '0.00' })
  })

  test('the payee was corrected before the report came: it goes out at once, to the new one', async () => {
    const { system, run } = await paid()
    await becomes(system, { iban: IBANS[1] })
    const before = system.runs.all().length
    const report = await refuse(system, run)
    expect(findingsOf(system, report)).toEqual(['PAY-006'])
    const paying = system.runs
      .all()
      .slice(before)
      .filter(({ runId }) => runId !== report)
    expect(paying.flatMap(({ runId }) => outputsOf(system, runId).payments.map(({ iban, amount }) => [iban, amount].join(' ')))).toEqual([
      `${IBANS[1]} 2000.00`,
    ])
    expect(await becomes(system, { iban: 'BE43068999999501' })).toEqual([])
  })

  test('the payee is corrected while the report is under way', async () => {
    for (const stages of [['returns'], ['returns', 'compute']] as const) {
      const { system, run } = await paid()
      dropReturn(system, answerAbout(run, { listed: refused('AC04', V1) }))
      await system.run({ stages })
      const waiting = system.queue
      system.queue = []
      await setPayees(system, payeesCsv(payee(BAKERY, { iban: IBANS[1] })))
      system.queue = [...waiting]
      await system.run()
      expect(booksOf(system)).toEqual({ instructed: '3600.00', held: '0.00' })
    }
  })

  test('two of its payments refused in one report, one after the other in two: held until the payee is another one', async () => {
    const { system } = await paid()
    const run = await send(
      system,
      declarationCsv(...['2024Q1', '2024Q2'].map((quarter) => declared(BAKERY, 'FULL', 1, [row(ANNA, '1000.00', { quarter })]))),
    )
    const [one, two] = [paymentOf(BAKERY, 1, 'IMW', '2024Q1'), paymentOf(BAKERY, 1, 'IMW', '2024Q2')]
    await refuse(system, run, 'AC04', one, two)
    await refuse(system, run, 'AC06', two)
    expect(booksOf(system)).toEqual({ instructed: '3600.00', held: '800.00' })
    expect(await becomes(system, { iban: IBANS[1] })).toEqual(['pay bakery 2024Q1 400.00', 'pay bakery 2024Q2 400.00'])
  })
})

describe('a refusal that is about the payment', () => {
  test('holds its own quarter and measure', async () => {
    const { system, run } = await paid()
    await refuse(system, run, 'AM04')
    expect(movedBy(system, await send(system, q2('1000.00')))).toEqual(['pay bakery 2024Q2 400.00'])
    const more = await send(system, full(2, row(ANNA, '5500.00')))
    expect([movedBy(system, more), findingsOf(system, more)]).toEqual([[], ['PAY-006']])
  })

  test.each([
    ['the account', `${BAKERY};2024Q3`],
    ['the employer', `${BAKERY};`],
  ])('is lifted by a person who releases %s, once', async (_, target) => {
    const { system, run } = await paid()
    await refuse(system, run, 'AM04')
    const request = await decide(system, TOM, `release;${target};`)
    expect(told(system, request)).toEqual([
      `REL-002: The request for ${BAKERY} 2024Q3 was carried out. The refusal of payment ${V1} by the bank is lifted.`,
    ])
    expect(movedBy(system, request)).toEqual(PAID_AGAIN)
    const again = await decide(system, MIA, `release;${target};`)
    expect([movedBy(system, again), told(system, again).map((each) => each.slice(0, 7))]).toEqual([[], ['REL-003']])
  })

  test('is lifted by a person who releases the run of the report', async () => {
    const { system, run } = await paid()
    const report = await answer(system, run, { groupStatus: 'RJCT' })
    const request = await decide(system, TOM, `release;${report};;`)
    expect(movedBy(system, request)).toEqual(['pay bakery 2024Q3 2000.00', 'pay garage 2024Q3 1600.00'])
    expect(told(system, request)).toEqual([
      `REL-002: The request for ${BAKERY} 2024Q3 was carried out. The refusal of payment ${V1} by the bank is lifted.`,
      `REL-002: The request for ${GARAGE} 2024Q3 was carried out. The refusal of payment ${paymentOf(GARAGE, 1)} by the bank is lifted.`,
    ])
  })

  test('goes out by itself when the payee becomes another one', async () => {
    const { system, run } = await paid()
    await refuse(system, run, 'MS03')
    expect(await becomes(system, { iban: IBANS[1] })).toEqual(PAID_AGAIN)
  })

  test('lifted, and refused again: another payment, so held again', async () => {
    const { system, run } = await paid()
    await refuse(system, run, 'AM04')
    const second = await decide(system, TOM, `release;${BAKERY};;`)
    expect(paidBy(system, second)).toEqual([`${paymentOf(BAKERY, 3)} 2000.00`])
    await refuse(system, second, 'AM04', paymentOf(BAKERY, 3))
    expect(booksOf(system)).toEqual({ instructed: '1600.00', held: '2000.00' })
    expect(movedBy(system, await decide(system, TOM, `release;${BAKERY};;`))).toEqual(PAID_AGAIN)
  })

  test('of two measures each is lifted by the same release', async () => {
    const system = await systemWith([grant(BAKERY, ANNA), grant(BAKERY, BRAM, VOP)])
    systems.push(system)
    const run = await send(system, full(1, row(ANNA, '5000.00'), row(BRAM, '6000.00')))
    await answer(system, run, { groupStatus: 'RJCT', groupReason: 'AC04' })
    const request = await decide(system, TOM, `release;${BAKERY};2024Q3;`)
    expect(movedBy(system, request)).toEqual(['pay bakery 2024Q3 1200.00', 'pay bakery 2024Q3 2000.00'])
    expect(told(system, request)).toHaveLength(2)
  })

  test('a reason about the payee counts as one about the payment when the whole file is refused', async () => {
    const { system, run } = await paid()
    await answer(system, run, { groupStatus: 'RJCT', groupReason: 'AC04' })
    expect(movedBy(system, await send(system, q2('1000.00')))).toEqual(['pay bakery 2024Q2 400.00'])
  })
})
