// Understands which runs leave statements: one page per employer up to a limit, one table always, and nothing of what is not booked.
import { describe, expect, test } from 'vitest'
import { STATEMENT_EMPLOYERS_MAX, STATEMENT_ROWS_MAX } from '../../../shared/kernel/limits.ts'
import { outputKey, REPORT_FILES, STATEMENTS_FOLDER } from '../../../shared/pipeline/layout.ts'
import type { DeclarationOutcome } from '../../../shared/pipeline/reports/outcome.ts'
import { Statements } from '../../../shared/pipeline/reports/statements.ts'
import { statementCsvHeader } from '../../../shared/pipeline/reports/statement/statement-csv.ts'
import { MemoryObjectStore, type MemorySystem } from '../../support/memory-ports.ts'
import {
  ANNA,
  BAKERY,
  BRAM,
  declarationCsv,
  declared,
  employerOf,
  GARAGE,
  grant,
  IBANS,
  payee,
  payeesCsv,
  row,
  send,
  systemWith,
} from '../../support/pipeline-builders.ts'
import { again, dryRun, full, learn } from '../../support/recompute-builders.ts'
import { decide, ELS, EVERY_RUN, runNamed, sendBy, stateOfRun, TOM } from '../../support/release-builders.ts'
import { answer, paymentOf, refused, REGISTRAR, returnMoney } from '../../support/return-builders.ts'
import { outcomesOf } from './statement/outcomes.ts'

const two = declarationCsv(declared(BAKERY, 'FULL', 1, [row(ANNA, '5000.00')]), declared(GARAGE, 'FULL', 1, [row(BRAM, '4000.00')]))
async function having(settings: Parameters<typeof systemWith>[1] = {}): Promise<MemorySystem> {
  return systemWith([grant(BAKERY, ANNA), grant(GARAGE, BRAM)], settings)
}
async function paid(): Promise<{ system: MemorySystem; run: string }> {
  const system = await having()
  const run = send(system, 'two', two)
  await system.run()
  return { system, run }
}
const pagesOf = (system: Pick<MemorySystem, 'objects'>, run: string): string[] =>
  Object.keys(system.objects.contents(['reports'])).flatMap((name) => name.split(`${run}/${STATEMENTS_FOLDER}`)[1] ?? [])
const tableOf = (system: Pick<MemorySystem, 'objects'>, run: string): string | undefined =>
  system.objects.text('reports', outputKey(run, REPORT_FILES.statementCsv))

test('a run that is settled: a page for each employer, and the table of all', async () => {
  const { system, run } = await paid()
  expect(pagesOf(system, run)).toEqual([`${BAKERY}.html`, `${GARAGE}.html`])
  expect(tableOf(system, run)?.startsWith(statementCsvHeader())).toBe(true)
  expect(tableOf(system, run)?.match(/WAGE_PREMIUM/g)).toHaveLength(2)
  expect(system.objects.text('reports', outputKey(run, `${STATEMENTS_FOLDER}${BAKERY}.html`))).toContain('2.000,00')
})

test('a run in which every declaration is refused has a table that says so', async () => {
  const { system } = await paid()
  const run = send(system, 'other', declarationCsv(declared(BAKERY, 'PARTIAL', 1, [row(ANNA, '1.00')])))
  await system.run()
  const lines = tableOf(system, run)?.split('\r\n') ?? []
  expect([stateOfRun(system, run), lines.length, lines[1]?.includes(';REFUSED;DCL-006;')]).toEqual(['settled', 3, true])
})

test('a run that pays again what was refused has pages too: the employer reads there what is paid now', async () => {
  const { system, run } = await paid()
  await answer(system, run, { listed: refused('AC04', paymentOf(BAKERY, 1)) })
  const { released } = await learn(system, 'payees', payeesCsv(payee(BAKERY, { iban: IBANS[1] })))
  expect(pagesOf(system, released)).toEqual([`${BAKERY}.html`])
  expect(tableOf(system, released)).toMatch(new RegExp(`;2000\\.00;0\\.00;2000\\.00;0\\.00;;${paymentOf(BAKERY, 3)}\\r\\n$`))
})

test('a correction of what was refused says that it is held', async () => {
  const { system, run } = await paid()
  await answer(system, run, { listed: refused('AC04', paymentOf(BAKERY, 1)) })
  const correction = send(system, 'correction', full(2, row(ANNA, '5500.00')))
  await system.run()
  expect(tableOf(system, correction)).toMatch(/;2200\.00;0\.00;0\.00;2200\.00;PAY-006;\r\n$/)
  expect(pagesOf(system, correction)).toEqual([`${BAKERY}.html`])
})

test('a run without any account leaves the table with its header', async () => {
  const { system } = await paid()
  const run = await decide(system, TOM, `release;${BAKERY};2024Q3;`)
  expect([stateOfRun(system, run), pagesOf(system, run), tableOf(system, run)]).toEqual(['settled', [], statementCsvHeader()])
})

describe('no statement, and no table, of what is not booked', () => {
  test('a dry run', async () => {
    const { system } = await paid()
    const run = dryRun(system, 'look', full(2, row(ANNA, '9000.00')))
    await system.run()
    expect([stateOfRun(system, run), pagesOf(system, run), tableOf(system, run)]).toEqual(['settled', [], undefined])
  })

  test('a run that waits; when it is released it has them', async () => {
    const system = await having(EVERY_RUN)
    const run = sendBy(system, ELS, two)
    await system.run()
    expect([stateOfRun(system, run), pagesOf(system, run), tableOf(system, run)]).toEqual(['held', [], undefined])
    await decide(system, TOM, `release;${run};;`)
    expect([stateOfRun(system, run), pagesOf(system, run)]).toEqual(['settled', [`${BAKERY}.html`, `${GARAGE}.html`]])
  })

  test('a run that is abandoned', async () => {
    const system = await having(EVERY_RUN)
    const run = sendBy(system, ELS, two)
    await system.run()
    await decide(system, TOM, `abandon;${run};;why`)
    expect([stateOfRun(system, run), pagesOf(system, run), tableOf(system, run)]).toEqual(['abandoned', [], undefined])
  })

  test('a file that is rejected', async () => {
    const { system } = await paid()
    const run = send(system, 'nonsense', 'nonsense\n')
    await system.run()
    expect([stateOfRun(system, run), pagesOf(system, run), tableOf(system, run)]).toEqual(['rejected', [], undefined])
  })

  test('a report of the bank, and a list of returned money: they tell employers nothing', async () => {
    const { system, run } = await paid()
    const report = await answer(system, run, { listed: refused('AC04', paymentOf(BAKERY, 1)) })
    const manual = await returnMoney(system, REGISTRAR, `${paymentOf(GARAGE, 1)};1600.00;2024-10-14;AC04;`)
    await decide(system, TOM, `release;${manual};;`)
    for (const each of [report, manual])
      expect([stateOfRun(system, each), pagesOf(system, each), tableOf(system, each)]).toEqual(['settled', [], undefined])
  })
})

describe('how many', () => {
  /** An outcome of the bakery, as of as many employers as are wanted. */
  async function writtenFor(employers: number, rowsOf = 1): Promise<{ pages: number; lines: number }> {
    const { system, run } = await paid()
    const [outcome] = (await outcomesOf(system, run)).get(BAKERY) ?? []
    if (!outcome) throw new Error('the bakery was paid')
    const objects = new MemoryObjectStore('2024-10-15T08:00:00.000Z')
    const statements = new Statements(runNamed(system, run), objects)
    const of = (n: number): DeclarationOutcome => ({
      ...outcome,
      entry: { ...outcome.entry, account: { ...outcome.entry.account, employerNumber: employerOf(n) } },
    })
    for (let n = 1; n <= employers; n++) for (let at = 0; at < rowsOf; at++) await statements.add(of(n))
    await statements.close()
    return { pages: pagesOf({ objects }, run).length, lines: (tableOf({ objects }, run) ?? '').split('\r\n').length - 2 }
  }

  test('a page for each of 200 employers; for 201 none, and the table all the same', async () => {
    expect(STATEMENT_EMPLOYERS_MAX).toBe(200)
    expect(await writtenFor(200)).toEqual({ pages: 200, lines: 200 })
    expect(await writtenFor(201)).toEqual({ pages: 0, lines: 201 })
  })

  test('the quarters of one employer stand on one page', async () => {
    expect(await writtenFor(2, 3)).toEqual({ pages: 2, lines: 6 })
  })

  test('of a run with too many rows none: some 50,000 are kept until the end', () => {
    expect(STATEMENT_ROWS_MAX).toBe(50_000)
  })
})

test('computed again, and nothing changed: a table with its header', async () => {
  const { system } = await paid()
  const run = await again(system)
  expect(tableOf(system, run)).toBe(statementCsvHeader())
})
