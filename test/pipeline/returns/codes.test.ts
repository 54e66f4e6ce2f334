// Understands what a report of the bank is answered with: a code for everything that does not fit, and nothing changed by it.
import { afterEach, describe, expect, test } from 'vitest'
import { outputKey, REPORT_FILES } from '../../../shared/pipeline/layout.ts'
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
  outputsOf,
  row,
  send,
  SHOP,
  systemWith,
} from '../../support/pipeline-builders.ts'
import { dryRun, full } from '../../support/recompute-builders.ts'
import { stateOfRun, told } from '../../support/release-builders.ts'
import {
  answer,
  answerAbout,
  booksOf,
  dropReturn,
  expectReturnsAccounted,
  paymentOf,
  reconciledLines,
  refused,
  totalsOf,
  VOP,
} from '../../support/return-builders.ts'

const systems: MemorySystem[] = []
afterEach(async () => {
  for (const system of systems.splice(0)) await expectReturnsAccounted(system)
})

const [BAKERY_1, GARAGE_1] = [paymentOf(BAKERY, 1), paymentOf(GARAGE, 1)]

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
const ALL_OPEN = ['instructed 3 4800.00', 'open 3 4800.00']
const UNTOUCHED = { instructed: '4800.00', held: '0.00' }

describe('a report that is about no file of ours is rejected as a whole (RET-001)', () => {
  const NOTHING = 'Nothing was changed.'
  test.each<[string, Parameters<typeof answerAbout>[1], string]>([
    [
      'another message',
      { originalMessageId: 'MESSAGE-1' },
      `about file «MESSAGE-1» fits no payment file of this system. ${NOTHING} That identification is not known here.`,
    ],
    [
      'a run that nobody knows',
      { originalMessageId: 'run-000000000000000000000000-001' },
      `about file «run-000000000000000000000000-001» fits no payment file of this system. ${NOTHING} The run of that file is not known.`,
    ],
    [
      'a dry run',
      { originalMessageId: 'dry-run-000000000000000000000000-001' },
      `about file «dry-run-000000000000000000000000-001» fits no payment file of this system. ${NOTHING} That identification is not known here.`,
    ],
    [
      'a direct debit',
      { originalMessageName: 'pain.008.001.08' },
      `fits no payment file of this system. ${NOTHING} It is about a message «pain.008.001.08», not about a pain.001.`,
    ],
    [
      'nothing said of when',
      { createdAt: undefined },
      `fits no payment file of this system. ${NOTHING} The element CreDtTm is missing, cannot be read or is there twice.`,
    ],
  ])('%s', async (_, given, expected) => {
    const { system, run } = await paid()
    const report = await answer(system, run, { groupStatus: 'RJCT', ...given })
    expect(told(system, report)).toEqual([expect.stringContaining(expected)])
    expect(told(system, report)[0]).toMatch(/^RET-001: The answer of the bank about file «/)
    expect([stateOfRun(system, report), booksOf(system), totalsOf(system, run)]).toEqual(['rejected', UNTOUCHED, ALL_OPEN])
  })

  test('a file of the run that there is none of', async () => {
    const { system, run } = await paid()
    const report = await answer(system, run, { groupStatus: 'RJCT', fileNumber: 2 })
    expect(told(system, report)).toEqual([
      `RET-001: The answer of the bank about file «${run}-002» fits no payment file of this system. Nothing was changed. The run has no file with that identification.`,
    ])
    expect([booksOf(system), totalsOf(system, run)]).toEqual([UNTOUCHED, ALL_OPEN])
  })

  test('a run that paid nothing has no file that the bank could answer', async () => {
    const { system } = await paid()
    const nothing = send(system, 'again', full(2, row(ANNA, '5000.00')))
    await system.run()
    expect(told(system, await answer(system, nothing, { groupStatus: 'RJCT' }))).toEqual([
      expect.stringMatching(/^RET-001: .* The run has no file with that identification\.$/),
    ])
  })

  test('a report that comes before the payments are ordered can come again', async () => {
    const { system } = await paid()
    const late = send(system, 'late', declarationCsv(declared(BAKERY, 'FULL', 2, [row(ANNA, '5500.00')])))
    const text = answerAbout(late, { listed: refused('AC04', paymentOf(BAKERY, 2)) })
    const early = dropReturn(system, text)
    await system.run({ stages: ['returns'] })
    expect(told(system, early)).toEqual([expect.stringMatching(/^RET-001: .* The run of that file is not known\.$/)])
    await system.run()
    expect(booksOf(system)).toEqual({ instructed: '5000.00', held: '0.00' })
    dropReturn(system, text)
    await system.run()
    expect(booksOf(system)).toEqual({ instructed: '4800.00', held: '200.00' })
  })

  test('nothing but XML of the bank is read', async () => {
    const { system } = await paid()
    const report = dropReturn(system, 'payment;amount\n1;2\n')
    await system.run()
    expect([stateOfRun(system, report), outputsOf(system, report).exceptions]).toEqual(['rejected', ['FIL-005']])
  })
})

describe('a payment that is not of the file', () => {
  test('one that nobody knows (RET-002), a claim and a number that no entry has among them; the others count', async () => {
    const { system, run } = await paid()
    const lower = send(system, 'lower', full(2, row(ANNA, '4000.00')))
    await system.run()
    expect(outputsOf(system, lower).claims.map(({ paymentId }) => paymentId)).toEqual([paymentOf(BAKERY, 2)])
    const report = await answer(system, run, {
      listed: [
        ...refused('AC04', 'NOTPROVIDED', paymentOf(BAKERY, 2), paymentOf(BAKERY, 9), `${BAKERY}IMW2024Q3V01`),
        ...refused('AC04', GARAGE_1),
      ],
    })
    expect(told(system, report).map((each) => each.replace(/ The bank refused.*/, ''))).toEqual([
      'RET-002: The bank names payment «NOTPROVIDED», which is not known here. Nothing was changed for it.',
      `RET-002: The bank names payment «${paymentOf(BAKERY, 2)}», which is not known here. Nothing was changed for it.`,
      `RET-002: The bank names payment «${paymentOf(BAKERY, 9)}», which is not known here. Nothing was changed for it.`,
      expect.stringMatching(/^RET-002: The bank names payment «.*V01», which is not known here\. Nothing was changed for it\.$/),
      'PAY-006:',
    ])
    expect(booksOf(system)).toEqual({ instructed: '2800.00', held: '1600.00' })
  })

  test('one of another run (RET-003) names the run that it belongs to', async () => {
    const { system, run } = await paid()
    const other = send(system, 'more', full(2, row(ANNA, '6000.00')))
    await system.run()
    const report = await answer(system, run, { listed: refused('AC04', paymentOf(BAKERY, 2)) })
    expect(told(system, report)).toEqual([
      `RET-003: Payment «${paymentOf(BAKERY, 2)}» belongs to ${other}, and the answer of the bank is about ${run}-001. Nothing was changed for this payment.`,
    ])
    expect(booksOf(system)).toEqual({ instructed: '5200.00', held: '0.00' })
    expect(totalsOf(system, other)).toEqual(['instructed 1 400.00', 'open 1 400.00'])
  })

  test('one of another file of the run (RET-003) names both files', async () => {
    const { system, run } = await paid(2)
    const report = await answer(system, run, { fileNumber: 2, listed: refused('AC04', BAKERY_1) })
    expect(told(system, report)).toEqual([
      `RET-003: Payment «${BAKERY_1}» belongs to ${run}-001, and the answer of the bank is about ${run}-002. Nothing was changed for this payment.`,
    ])
    expect([booksOf(system), totalsOf(system, run)]).toEqual([UNTOUCHED, ALL_OPEN])
  })
})

describe('what the bank counts (RET-005)', () => {
  test.each<[string, Parameters<typeof answerAbout>[1], readonly string[]]>([
    ['count and sum as sent', { originalCount: 3, originalSum: '4800.00' }, []],
    ['neither of them', {}, []],
    ['the same sum written otherwise', { originalCount: '03', originalSum: '4800.0' }, []],
    ['another count', { originalCount: 2 }, ['Sent: 3. The bank counts 2 payments.']],
    ['another sum, by a cent', { originalSum: '4800.01' }, ['Sent: 4,800.00 euros. The bank counts 4,800.01 euros.']],
    [
      'both',
      { originalCount: 0, originalSum: '0.00' },
      ['Sent: 3. The bank counts 0 payments.', 'Sent: 4,800.00 euros. The bank counts 0.00 euros.'],
    ],
  ])('%s; what it says of the payments counts all the same', async (_, given, expected) => {
    const { system, run } = await paid()
    const report = await answer(system, run, { groupStatus: 'ACSC', ...given })
    expect(told(system, report)).toEqual(
      expected.map((each) => `RET-005: The answer of the bank is about another whole than what was sent. ${each}`),
    )
    expect(totalsOf(system, run)).toEqual(['instructed 3 4800.00', 'settled 3 4800.00'])
  })
})

test('the column of values names the payment, as the messages do: who reads the report looks for it', async () => {
  const { system, run } = await paid()
  const report = await answer(system, run, { listed: [...refused('AC04', BAKERY_1), { paymentId: GARAGE_1, status: 'BLCK' }] })
  const again = await answer(system, run, { listed: refused('AC04', BAKERY_1) })
  const values = (of: string): string[] =>
    (JSON.parse(system.objects.text('reports', outputKey(of, REPORT_FILES.exceptionsJson)) ?? '[]') as { value: string }[]).map(
      ({ value }) => value,
    )
  expect([values(report), values(again)]).toEqual([[GARAGE_1, BAKERY_1], [BAKERY_1]])
})

test('a dry run and a run that is rejected leave no reconciliation', async () => {
  const { system } = await paid()
  const looked = dryRun(system, 'look', full(2, row(ANNA, '9000.00')))
  await system.run()
  expect(reconciledLines(system, looked)).toEqual([])
})
