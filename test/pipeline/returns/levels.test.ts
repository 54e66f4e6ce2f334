// Understands what the levels of a report say of the payments of its file, listed or not, and what a status does that does not fit.
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
  send,
  SHOP,
  systemWith,
} from '../../support/pipeline-builders.ts'
import { stateOfRun, told } from '../../support/release-builders.ts'
import {
  answer,
  answerAbout,
  booksOf,
  dropReturn,
  expectReturnsAccounted,
  paymentOf,
  reconciliationOf,
  reconciledLines,
  refused,
  statusesOf,
  VOP,
} from '../../support/return-builders.ts'

const systems: MemorySystem[] = []
afterEach(async () => {
  for (const system of systems.splice(0)) await expectReturnsAccounted(system)
})

const [BAKERY_1, GARAGE_1, SHOP_1] = [paymentOf(BAKERY, 1), paymentOf(GARAGE, 1), paymentOf(SHOP, 1, 'VOP')]

/** 2,000.00 to the bakery and 1,600.00 to the garage (IMW), 1,200.00 to the shop (VOP); so many payments in each file for the bank. */
async function paid(transactionsMax = 10_000): Promise<{ system: MemorySystem; run: string }> {
  const { paymentFiles } = (await systemWith([])).dependencies.settings
  const grants = [grant(BAKERY, ANNA), grant(GARAGE, BRAM), grant(SHOP, CEM, VOP)]
  const system = await systemWith(grants, { paymentFiles: { ...paymentFiles, transactionsMax } })
  systems.push(system)
  const run = send(
    system,
    'all',
    declarationCsv(
      declared(BAKERY, 'FULL', 1, [row(ANNA, '5000.00')]),
      declared(GARAGE, 'FULL', 1, [row(BRAM, '4000.00')]),
      declared(SHOP, 'FULL', 1, [row(CEM, '6000.00')]),
    ),
  )
  await system.run()
  return { system, run }
}

describe('what the levels of a report say of the payments of its file', () => {
  const STATUS = [BAKERY_1, GARAGE_1, SHOP_1]
  const say = (system: MemorySystem, run: string): string => {
    const found = new Map(statusesOf(system, run))
    return STATUS.map((each) => found.get(each)).join(' ')
  }
  const one = (paymentId: string, status: string | undefined, reason?: string): Parameters<typeof answerAbout>[1] => ({
    listed: [{ paymentId, status, reason, measure: paymentId.slice(10, 13) as 'IMW' }],
  })
  test.each<[string, Parameters<typeof answerAbout>[1], string, readonly string[]]>([
    ['a group that is refused lists none', { groupStatus: 'RJCT', groupReason: 'DT01' }, 'RJCT RJCT RJCT', ['0.00', '4800.00']],
    ['a group that is accepted', { groupStatus: 'ACCP' }, 'ACCP ACCP ACCP', ['4800.00', '0.00']],
    ['a group in part, one refused', { groupStatus: 'PART', ...one(GARAGE_1, 'RJCT', 'AC04') }, 'ACCP RJCT ACCP', ['3200.00', '1600.00']],
    ['an accepted group, one refused', { groupStatus: 'ACCP', ...one(SHOP_1, 'RJCT', 'AC04') }, 'ACCP ACCP RJCT', ['3600.00', '1200.00']],
    ['a group that is settled, one pending', { groupStatus: 'ACSC', ...one(BAKERY_1, 'PDNG') }, 'PDNG ACSC ACSC', ['4800.00', '0.00']],
    ['one that is listed, of the others no news', one(BAKERY_1, 'ACSP'), 'ACSP OPEN OPEN', ['4800.00', '0.00']],
    ['a listed one without any status: no news', one(BAKERY_1, undefined), 'OPEN OPEN OPEN', ['4800.00', '0.00']],
    ['nothing at all', {}, 'OPEN OPEN OPEN', ['4800.00', '0.00']],
  ])('%s', async (_, given, statuses, books) => {
    const { system, run } = await paid()
    const report = await answer(system, run, given)
    expect([say(system, run), Object.values(booksOf(system)), stateOfRun(system, report)]).toEqual([statuses, books, 'settled'])
    expect(reconciliationOf(system, run).agrees).toBe(true)
  })

  test('a payment information that is refused takes all of its measure with it, and nothing else', async () => {
    const { system, run } = await paid()
    const text = answerAbout(run, { groupStatus: 'PART', listed: [{ paymentId: 'x', status: 'RJCT' }] })
    dropReturn(
      system,
      text.replace(/<TxInfAndSts>.*<\/TxInfAndSts>/, '<PmtInfSts>RJCT</PmtInfSts><StsRsnInf><Rsn><Cd>DU02</Cd></Rsn></StsRsnInf>'),
    )
    await system.run()
    expect([say(system, run), booksOf(system)]).toEqual(['RJCT RJCT ACCP', { instructed: '1200.00', held: '3600.00' }])
    expect(reconciledLines(system, run).map(({ status, reason }) => [status, reason].join(' ').trim())).toEqual([
      'RJCT DU02',
      'RJCT DU02',
      'ACCP',
    ])
  })

  test('a status that nobody knows changes nothing (RET-009), nor one that a report contradicts itself with', async () => {
    const { system, run } = await paid()
    const report = await answer(system, run, { groupStatus: 'ACCP', ...one(BAKERY_1, 'BLCK') })
    const unclear = await answer(system, run, { groupStatus: 'RJCT', ...one(GARAGE_1, 'ACSC') })
    expect(told(system, report)).toEqual([
      `RET-009: The bank gives payment ${BAKERY_1} the status «BLCK», which is not known here or not clear. Nothing was changed.`,
    ])
    expect(told(system, unclear)[0]).toBe(
      `RET-009: The bank gives payment ${GARAGE_1} the status «RJCT/ACSC», which is not known here or not clear. Nothing was changed.`,
    )
    expect(say(system, run)).toBe('RJCT ACCP RJCT')
    expect(booksOf(system)).toEqual({ instructed: '1600.00', held: '3200.00' })
  })

  test('settled and then refused, refused and then settled: told (RET-004), nothing changed, named by the reconciliation', async () => {
    const { system, run } = await paid()
    await answer(system, run, { listed: [...one(BAKERY_1, 'ACSC')!.listed!, ...refused('AC04', GARAGE_1)] })
    const before = booksOf(system)
    const report = await answer(system, run, {
      createdAt: '2025-08-05T09:00:00Z',
      listed: [...refused('AC04', BAKERY_1), { paymentId: GARAGE_1, status: 'ACSC' }],
    })
    expect(told(system, report)).toEqual([
      `RET-004: The bank gives payment ${BAKERY_1} the status RJCT, and ACSC before: both cannot be. Nothing was changed. The payment still counts as not refused.`,
      `RET-004: The bank gives payment ${GARAGE_1} the status ACSC, and RJCT before: both cannot be. Nothing was changed. The payment still counts as refused, and can have been paid again already.`,
    ])
    expect(booksOf(system)).toEqual(before)
    expect([say(system, run), reconciliationOf(system, run).agrees]).toEqual(['ACSC RJCT OPEN', false])
    expect(reconciliationOf(system, run).differences.map(({ paymentId, differences }) => [paymentId, ...differences])).toEqual([
      [BAKERY_1, 'contradiction'],
      [GARAGE_1, 'contradiction'],
    ])
  })
})
