// Understands the reconciliation of a run: every payment once, totals that add up to the cent, and a name for every payment that does not agree.
import { describe, expect, test } from 'vitest'
import { outputKey, REPORT_FILES } from '../../../shared/pipeline/layout.ts'
import { writeReconciliation } from '../../../shared/pipeline/reports/reconciliation.ts'
import { afterFirst } from '../../support/fault-injection.ts'
import type { MemorySystem } from '../../support/memory-ports.ts'
import {
  ANNA,
  BAKERY,
  BRAM,
  CEM,
  declarationCsv,
  declared,
  DORA,
  GARAGE,
  grant,
  row,
  send,
  SHOP,
  systemWith,
} from '../../support/pipeline-builders.ts'
import { dryRun, full } from '../../support/recompute-builders.ts'
import { told } from '../../support/release-builders.ts'
import {
  answer,
  answerAbout,
  dropReturn,
  expectReturnsAccounted,
  paymentOf,
  reconciledLines,
  reconciliationOf,
  refused,
  totalsOf,
  VOP,
} from '../../support/return-builders.ts'

const [BAKERY_1, GARAGE_1, SHOP_1, BAKERY_VOP] = [
  paymentOf(BAKERY, 1),
  paymentOf(GARAGE, 1),
  paymentOf(SHOP, 1),
  paymentOf(BAKERY, 1, 'VOP'),
]
const csvOf = (system: MemorySystem, run: string): string =>
  system.objects.text('reports', outputKey(run, REPORT_FILES.reconciliationCsv)) ?? ''

/** VOP 600.03 and IMW 2,000.01 to the bakery, 1,600.00 to the garage, 400.10 to the shop. */
async function paid(): Promise<{ system: MemorySystem; run: string }> {
  const system = await systemWith([grant(BAKERY, ANNA), grant(BAKERY, DORA, VOP), grant(GARAGE, BRAM), grant(SHOP, CEM)])
  const run = send(
    system,
    'paid',
    declarationCsv(
      declared(BAKERY, 'FULL', 1, [row(ANNA, '5000.02'), row(DORA, '3000.15')]),
      declared(GARAGE, 'FULL', 1, [row(BRAM, '4000.00')]),
      declared(SHOP, 'FULL', 1, [row(CEM, '1000.25')]),
    ),
  )
  await system.run()
  return { system, run }
}

test('before the bank says anything: everything is open', async () => {
  const { system, run } = await paid()
  expect(JSON.parse(system.objects.text('reports', outputKey(run, REPORT_FILES.reconciliation)) ?? '')).toEqual({
    runId: run,
    currency: 'EUR',
    answers: 0,
    instructed: { count: 4, sum: '4600.14' },
    accepted: { count: 0, sum: '0.00' },
    settled: { count: 0, sum: '0.00' },
    pending: { count: 0, sum: '0.00' },
    open: { count: 4, sum: '4600.14' },
    rejected: { count: 0, sum: '0.00' },
    returned: { count: 0, sum: '0.00' },
    agrees: true,
    differences: [],
  })
  expect(csvOf(system, run).split('\r\n').slice(0, 2)).toEqual([
    '\uFEFFpayment_id;file;employer_number;measure;quarter;amount;status;reason;history;differences',
    `${BAKERY_VOP};1;${BAKERY};VOP;2024Q3;600.03;OPEN;;;`,
  ])
})

test('every state in its own total; the reason and the history of each payment', async () => {
  const { system, run } = await paid()
  await answer(system, run, {
    listed: [
      { paymentId: BAKERY_VOP, status: 'PDNG', measure: 'VOP' },
      { paymentId: BAKERY_1, status: 'ACSC' },
      { paymentId: GARAGE_1, status: 'RJCT', reasons: [{ code: 'AC04', text: 'Closed\nsince May' }, { code: 'MS03' }] },
      { paymentId: SHOP_1, status: 'ACSP' },
    ],
  })
  await answer(system, run, { createdAt: '2025-08-04T12:00:00+02:00', listed: [{ paymentId: SHOP_1, status: 'ACCP' }] })
  expect(totalsOf(system, run)).toEqual([
    'instructed 4 4600.14',
    'accepted 1 400.10',
    'settled 1 2000.01',
    'pending 1 600.03',
    'rejected 1 1600.00',
  ])
  expect(reconciliationOf(system, run)).toMatchObject({ agrees: true, answers: 2 })
  expect(reconciledLines(system, run).map(({ status, reason, history }) => [status, reason, history])).toEqual([
    ['PDNG', '', '2025-08-04T09:00:00.000Z PDNG'],
    ['ACSC', '', '2025-08-04T09:00:00.000Z ACSC'],
    ['RJCT', 'AC04 Closed since May / MS03', '2025-08-04T09:00:00.000Z RJCT'],
    ['ACSP', '', '2025-08-04T09:00:00.000Z ACSP / 2025-08-04T10:00:00.000Z ACCP'],
  ])
  await expectReturnsAccounted(system)
})

describe('a payment that does not agree is named', () => {
  const differing = (system: MemorySystem, run: string): unknown => {
    const { agrees, differences } = reconciliationOf(system, run)
    const lines = reconciledLines(system, run).filter((line) => line.differences !== '')
    expect(lines.map(({ payment_id: paymentId, differences: of }) => [paymentId, of])).toEqual(
      differences.map(({ paymentId, differences: of }) => [paymentId, of.join(' / ')]),
    )
    return [agrees, ...differences]
  }

  test('refused, and the ledger has not taken it back yet', async () => {
    const { system, run } = await paid()
    dropReturn(system, answerAbout(run, { listed: refused('AC04', BAKERY_1) }))
    await system.run({ stages: ['returns'] })
    await writeReconciliation(run, system.dependencies)
    expect(differing(system, run)).toEqual([
      false,
      { paymentId: BAKERY_1, amount: '2000.01', status: 'RJCT', differences: ['not-taken-back'] },
    ])
    await system.run()
    expect(differing(system, run)).toEqual([true])
  })

  test('taken back, and then said to be settled: the later word contradicts', async () => {
    const { system, run } = await paid()
    await answer(system, run, { listed: refused('AC04', BAKERY_1) })
    await answer(system, run, { createdAt: '2025-08-05T09:00:00Z', groupStatus: 'ACSC' })
    expect(differing(system, run)).toEqual([
      false,
      { paymentId: BAKERY_1, amount: '2000.01', status: 'RJCT', differences: ['contradiction'] },
    ])
    expect(totalsOf(system, run)).toEqual(['instructed 4 4600.14', 'settled 3 2600.13', 'rejected 1 2000.01'])
  })

  test('taken back, when the bank had said before that it was settled: that report was received first and read last', async () => {
    const { system, run } = await paid()
    const report = dropReturn(system, answerAbout(run, { listed: [{ paymentId: BAKERY_1, status: 'ACSC' }] }))
    const [settled] = system.queue
    system.queue = []
    await answer(system, run, { listed: refused('AC04', BAKERY_1) })
    system.queue = settled ? [settled] : []
    await system.run()
    expect(told(system, report)).toEqual([
      expect.stringContaining(' the status ACSC, and RJCT before: both cannot be. Nothing was changed.'),
    ])
    expect(differing(system, run)).toEqual([
      false,
      { paymentId: BAKERY_1, amount: '2000.01', status: 'ACSC', differences: ['contradiction', 'taken-back'] },
    ])
  })
})

test('an answer that comes while it is written is in it', async () => {
  const { system, run } = await paid()
  for (const name of ['objects.list', 'writer.close']) {
    const copy = system.copy()
    const interrupted = afterFirst(copy.dependencies, name, async () => {
      dropReturn(copy, answerAbout(run, { groupStatus: 'ACSC' }), undefined, `${name}.xml`)
      await copy.run()
    })
    await writeReconciliation(run, interrupted)
    expect(totalsOf(copy, run), name).toEqual(['instructed 4 4600.14', 'settled 4 4600.14'])
  }
})

test('a cell that a spreadsheet would run, and one with the separator, are made harmless', async () => {
  const { system, run } = await paid()
  await answer(system, run, { listed: [{ paymentId: BAKERY_1, status: 'RJCT', reasons: [{ code: '=1+2', text: 'a;b "c"' }] }] })
  expect(csvOf(system, run)).toContain(`;RJCT;"'=1+2 a;b ""c""";2025-08-04T09:00:00.000Z RJCT;\r\n`)
})

test('shows no whole account or worker, whatever the bank writes, as the exceptions do not either', async () => {
  const { system, run } = await paid()
  await answer(system, run, {
    listed: [{ paymentId: BAKERY_1, status: 'RJCT', reason: 'BE01', text: 'not BE68 5390 0754 7034 but 85010100115' }],
  })
  expect(csvOf(system, run)).not.toMatch(/5390 0754|85010100115/)
})

test('a run that paid nothing, a dry run, a run of a report and a run that nobody knows have none', async () => {
  const { system, run } = await paid()
  const nothing = send(system, 'nothing', full(2, row(ANNA, '5000.02'), row(DORA, '3000.15')))
  const looked = dryRun(system, 'look', full(2, row(ANNA, '9000.00')))
  await system.run()
  const report = await answer(system, run, { groupStatus: 'ACSC' })
  await writeReconciliation('run-000000000000000000000000', system.dependencies)
  for (const each of [nothing, looked, report, 'run-000000000000000000000000'])
    expect(system.objects.text('reports', outputKey(each, REPORT_FILES.reconciliation)), each).toBeUndefined()
})

test('written again, the same bytes', async () => {
  const { system, run } = await paid()
  await answer(system, run, { groupStatus: 'PART', listed: refused('AC04', BAKERY_1) })
  const before = [csvOf(system, run), reconciliationOf(system, run)]
  await writeReconciliation(run, system.dependencies)
  expect([csvOf(system, run), reconciliationOf(system, run)]).toEqual(before)
})
