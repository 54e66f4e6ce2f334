// Understands a payment that the bank refuses: no longer instructed, held with the bank's reason, and paid again once, when the payee is another version.
import { describe, expect, test } from 'vitest'
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
  send,
  systemWith,
} from '../../support/pipeline-builders.ts'
import { decide, setPayees, told, TOM } from '../../support/release-builders.ts'
import { answer, booksOf, reconciliationOf, totalsOf } from '../../support/return-builders.ts'
import { outputKey, REPORT_FILES } from '../../../shared/pipeline/layout.ts'
import type { MemorySystem } from '../../support/memory-ports.ts'

const csv = declarationCsv(declared(BAKERY, 'FULL', 1, [row(ANNA, '5000.00')]), declared(GARAGE, 'FULL', 1, [row(BRAM, '4000.00')]))
const OF_BAKERY = `${BAKERY}IMW2024Q3V0001`

async function paid(): Promise<{ system: MemorySystem; run: string }> {
  const system = await systemWith([grant(BAKERY, ANNA), grant(GARAGE, BRAM)])
  const run = send(system, 'declaration', csv)
  await system.run()
  return { system, run }
}

const runsOf = (system: MemorySystem): string[] => system.runs.all().map(({ runId }) => runId)
const newestRun = (system: MemorySystem, before: readonly string[]): string => runsOf(system).find((run) => !before.includes(run))!

describe('one payment refused, the other settled', () => {
  test('the refused one is held with the reason, the books and the reconciliation agree', async () => {
    const { system, run } = await paid()
    expect(totalsOf(system, run)).toEqual(['instructed 2 3600.00', 'open 2 3600.00'])
    const report = await answer(system, run, {
      groupStatus: 'PART',
      listed: [{ paymentId: OF_BAKERY, status: 'RJCT', reason: 'AC04', text: 'Closed account' }],
    })
    expect(outputsOf(system, report).summary).toMatchObject({
      state: 'settled',
      returned: { count: 1, sum: '2000.00' },
      held: { count: 1, sum: '2000.00' },
    })
    expect(told(system, report)).toEqual([
      `PAY-006: The bank refused payment ${OF_BAKERY} of IMW for 2024Q3 to employer ${BAKERY} (code AC04). The amount is not paid for now. The account is closed. The bank writes: «Closed account».`,
    ])
    expect(booksOf(system)).toEqual({ instructed: '1600.00', held: '2000.00' })
    expect(totalsOf(system, run)).toEqual(['instructed 2 3600.00', 'accepted 1 1600.00', 'rejected 1 2000.00'])
    expect(reconciliationOf(system, run).agrees).toBe(true)
    const page = system.objects.text('reports', outputKey(report, REPORT_FILES.exceptionsPage)) ?? ''
    expect(page).toMatch(/is verwerkt: 1 betaling teruggekomen, 2\.000,00 euro; 2\.000,00 euro is aangehouden\./)
  })

  test('once per payment, however often the report comes', async () => {
    const { system, run } = await paid()
    const listed = [{ paymentId: OF_BAKERY, status: 'RJCT', reason: 'AC04' }]
    await answer(system, run, { listed })
    const again = await answer(system, run, { listed })
    expect(told(system, again)).toEqual([expect.stringMatching(/^RET-006: /)])
    expect(booksOf(system)).toEqual({ instructed: '1600.00', held: '2000.00' })
  })

  test('a new version of the payee lets it out, and nothing else', async () => {
    const { system, run } = await paid()
    await answer(system, run, { listed: [{ paymentId: OF_BAKERY, status: 'RJCT', reason: 'AC04' }] })
    expect(told(system, await decide(system, TOM, `release;${BAKERY};2024Q3;please`))).toEqual([
      expect.stringMatching(/^REL-003: .*PAY-006/),
    ])
    const before = runsOf(system)
    await setPayees(system, payeesCsv(payee(BAKERY, { iban: IBANS[1] })))
    const released = newestRun(system, before)
    expect(outputsOf(system, released).payments).toMatchObject([
      {
        paymentId: `${BAKERY}IMW2024Q3V0003`,
        amount: '2000.00',
        iban: IBANS[1],
        lines: [{ inss: ANNA, previouslyInstructed: '0.00', amount: '2000.00' }],
      },
    ])
    expect(booksOf(system)).toEqual({ instructed: '3600.00', held: '0.00' })
    expect(totalsOf(system, released)).toEqual(['instructed 1 2000.00', 'open 1 2000.00'])
  })

  test('the same payee imported again is the same version: it stays held', async () => {
    const { system, run } = await paid()
    await answer(system, run, { listed: [{ paymentId: OF_BAKERY, status: 'RJCT', reason: 'AC04' }] })
    const before = runsOf(system)
    await setPayees(system, payeesCsv(payee(BAKERY)))
    expect(newestRun(system, before)).toBeUndefined()
    expect(booksOf(system)).toEqual({ instructed: '1600.00', held: '2000.00' })
  })

  test('a correction meanwhile holds the new total', async () => {
    const { system, run } = await paid()
    await answer(system, run, { listed: [{ paymentId: OF_BAKERY, status: 'RJCT', reason: 'AC04' }] })
    const correction = send(system, 'correction', declarationCsv(declared(BAKERY, 'FULL', 2, [row(ANNA, '5500.00')])))
    await system.run()
    expect(outputsOf(system, correction)).toMatchObject({
      payments: [],
      held: [{ code: 'PAY-006', amount: '2200.00' }],
      exceptions: ['PAY-006'],
    })
    await setPayees(system, payeesCsv(payee(BAKERY, { iban: IBANS[1] })))
    expect(booksOf(system)).toEqual({ instructed: '3800.00', held: '0.00' })
  })
})

describe('a whole file refused', () => {
  test('nothing of it is instructed, a person lets it out', async () => {
    const { system, run } = await paid()
    const report = await answer(system, run, { groupStatus: 'RJCT', groupReason: 'DT01' })
    expect(booksOf(system)).toEqual({ instructed: '0.00', held: '3600.00' })
    expect(outputsOf(system, report).exceptions).toEqual(['PAY-006', 'PAY-006'])
    const request = await decide(system, TOM, `release;${BAKERY};2024Q3;`, `release;${GARAGE};;`)
    expect(told(system, request)).toEqual([expect.stringMatching(/^REL-002: .*refusal/), expect.stringMatching(/^REL-002: .*refusal/)])
    expect(outputsOf(system, request).payments.map(({ paymentId, amount }) => `${paymentId} ${amount}`)).toEqual([
      `${BAKERY}IMW2024Q3V0003 2000.00`,
      `${GARAGE}IMW2024Q3V0003 1600.00`,
    ])
    expect(booksOf(system)).toEqual({ instructed: '3600.00', held: '0.00' })
  })
})
