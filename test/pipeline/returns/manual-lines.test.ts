// Understands the lines of a list of returned money: what each must say, and how a wrong one is answered.
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
  row,
  send as sendAs,
  systemWith,
} from '../../support/pipeline-builders.ts'
import { findingsOf, full } from '../../support/recompute-builders.ts'
import { decide, stateOfRun, toldByLine, TOM } from '../../support/release-builders.ts'
import {
  answer,
  booksOf,
  dropReturn,
  expectReturnsAccounted,
  paymentOf,
  REGISTRAR,
  returnMoney,
  statusesOf,
  takenBack,
} from '../../support/return-builders.ts'

const systems: MemorySystem[] = []
afterEach(async () => {
  for (const system of systems.splice(0)) await expectReturnsAccounted(system)
})
const [V1, OF_GARAGE] = [paymentOf(BAKERY, 1), paymentOf(GARAGE, 1)]
let files = 0
async function send(system: MemorySystem, text: string): Promise<string> {
  const run = sendAs(system, `lines-${(files += 1)}`, text)
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
const UNTOUCHED = { instructed: '3600.00', held: '0.00' }
const BOOKED = { instructed: '1600.00', held: '2000.00' }

describe('a line that cannot be used (RET-007)', () => {
  const said = (line: number, payment: string, why: string): string =>
    `${line} RET-007: Line ${line} of the file of returned money, about payment «${payment}», cannot be used. Nothing was changed for this line. ${why}`

  test.each<[string, string, string, string]>([
    ['too few fields', `${V1};2000.00;2024-10-14`, V1, 'The number of fields is not right.'],
    ['too many fields', `${V1};2000.00;2024-10-14;AC04;a;b`, V1, 'The number of fields is not right.'],
    ['no payment of ours', 'REF-17;2000.00;2024-10-14;AC04;', 'REF-17', 'This payment is not known.'],
    [
      'a payment that does not exist',
      `${paymentOf(BAKERY, 7)};2000.00;2024-10-14;AC04;`,
      paymentOf(BAKERY, 7),
      'This payment is not known.',
    ],
    [
      'the measure that nothing was paid for',
      `${paymentOf(BAKERY, 1, 'VOP')};2000.00;2024-10-14;AC04;`,
      paymentOf(BAKERY, 1, 'VOP'),
      'No money was sent under this identification.',
    ],
    ['another amount, by a cent', `${V1};1999.99;2024-10-14;AC04;`, V1, '«1999.99» is not the amount of the payment.'],
    ['a part of it', `${V1};1000.00;2024-10-14;AC04;`, V1, '«1000.00» is not the amount of the payment.'],
    ['no amount', `${V1};;2024-10-14;AC04;`, V1, '«» is not the amount of the payment.'],
    ['a day that does not exist', `${V1};2000.00;2024-02-30;AC04;`, V1, '«2024-02-30» cannot be the day of return.'],
    ['a day that has still to come', `${V1};2000.00;2024-10-16;AC04;`, V1, '«2024-10-16» cannot be the day of return.'],
    ['no reason', `${V1};2000.00;2024-10-14;;`, V1, '«» is not a reason.'],
    ['words for a reason', `${V1};2000.00;2024-10-14;closed;`, V1, '«closed» is not a reason.'],
  ])('%s: a list without a line that can be used waits for nobody', async (_, line, payment, why) => {
    const { system } = await settled()
    const manual = await returnMoney(system, REGISTRAR, line)
    expect(toldByLine(system, manual)).toEqual([said(2, payment, why)])
    expect([stateOfRun(system, manual), booksOf(system)]).toEqual(['settled', UNTOUCHED])
  })

  test('a claim is no money that was sent', async () => {
    const { system } = await settled()
    await send(system, full(2, row(ANNA, '4000.00')))
    const manual = await returnMoney(system, REGISTRAR, `${paymentOf(BAKERY, 2)};-400.00;2024-10-14;AC04;`)
    expect(toldByLine(system, manual)).toEqual([said(2, paymentOf(BAKERY, 2), 'No money was sent under this identification.')])
  })

  test('what came back is not a payment that can come back', async () => {
    const { system } = await settled()
    const first = await returnMoney(system, REGISTRAR, LINE)
    await decide(system, TOM, `release;${first};;`)
    const manual = await returnMoney(system, REGISTRAR, `${paymentOf(BAKERY, 2)};2000.00;2024-10-14;AC04;`)
    expect(toldByLine(system, manual)).toEqual([said(2, paymentOf(BAKERY, 2), 'No money was sent under this identification.')])
  })

  test('the same payment on two lines counts once; a wrong line takes nothing from a right one', async () => {
    const { system } = await settled()
    const manual = await returnMoney(system, REGISTRAR, `${V1};1.00;2024-10-14;AC04;`, LINE, LINE, `${OF_GARAGE};1600.00;2024-10-15;AC06;`)
    await decide(system, TOM, `release;${manual};;`)
    expect(toldByLine(system, manual).filter((each) => each.includes('RET-'))).toEqual([
      said(2, V1, '«1.00» is not the amount of the payment.'),
      said(4, V1, 'The same payment is on an earlier line already.'),
    ])
    expect(takenBack(system)).toEqual([V1, OF_GARAGE])
  })

  test('the header may be left out', async () => {
    const { system } = await settled()
    const manual = dropReturn(system, `${LINE}\n`, REGISTRAR, `manual/bare-${(files += 1)}.csv`)
    await system.run()
    await decide(system, TOM, `release;${manual};;`)
    expect(booksOf(system)).toEqual(BOOKED)
  })

  test('an empty file is rejected; nothing waits', async () => {
    const { system } = await settled()
    const manual = dropReturn(system, '', REGISTRAR, `manual/empty-${(files += 1)}.csv`)
    await system.run()
    expect([stateOfRun(system, manual), findingsOf(system, manual)]).toEqual(['rejected', ['FIL-001']])
  })

  test('a report of the bank in the folder of manual returns takes nothing back', async () => {
    const { system, run } = await settled()
    const manual = dropReturn(system, `<?xml version="1.0"?><Document/>`, REGISTRAR, `manual/report-${(files += 1)}.xml`)
    await system.run()
    expect([stateOfRun(system, manual) === 'settled', booksOf(system), statusesOf(system, run).map(([, status]) => status)]).toEqual([
      false,
      UNTOUCHED,
      ['ACSC', 'ACSC'],
    ])
  })
})
