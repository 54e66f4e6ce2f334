// Understands the order of arrival seen from outside: declaration files in any order leave the same account and the same money (issue text).
import { describe, expect, test } from 'vitest'
import { fold } from '../../shared/ledger/account.ts'
import { addCents, centsOf, euroText, sumEuro } from '../../shared/kernel/money.ts'
import type { MemorySystem } from '../support/memory-ports.ts'
import {
  ANNA,
  BAKERY,
  BRAM,
  CEM,
  declarationCsv,
  declared,
  grant,
  outputsOf,
  permutations,
  row,
  send,
  systemWith,
  unnamed,
  unreadable,
  type Row,
} from '../support/pipeline-builders.ts'

const GRANTS = [grant(BAKERY, ANNA), grant(BAKERY, BRAM, { guidance_level: 'LOW' }), grant(BAKERY, CEM)]
const NAMES: Readonly<Record<string, string>> = { [ANNA]: 'ANNA', [BRAM]: 'BRAM', [CEM]: 'CEM' }

/** Premium and instructed per line that has any. */
function accountOf(system: MemorySystem): string[] {
  const account = fold(system.ledger.all()[`${BAKERY}#2024Q3`] ?? [])
  const lines = [...account.lines.values()].flatMap((worker) => [...worker.values()])
  return lines
    .filter(({ premium, instructed }) => premium !== 0n || instructed !== 0n)
    .map(({ inss, component, premium, instructed }) => `${NAMES[inss] ?? inss} ${component} ${euroText(premium)} ${euroText(instructed)}`)
    .toSorted()
}

/** Everything that payments and claims moved, over all runs. */
const instructedBy = (system: MemorySystem, runs: readonly string[]): string =>
  euroText(
    addCents(
      ...runs
        .map((run) => outputsOf(system, run))
        .flatMap(({ payments, claims }) => [...payments, ...claims].map(({ amount }) => centsOf(amount))),
    ),
  )

const full = (sequence: number, ...rows: Row[]): string => declarationCsv(declared(BAKERY, 'FULL', sequence, rows))
const partial = (sequence: number, ...rows: Row[]): string => declarationCsv(declared(BAKERY, 'PARTIAL', sequence, rows))
const guidance = ['BRAM GUIDANCE_FIXED 1200.00 1200.00', 'BRAM GUIDANCE_VARIABLE 430.00 430.00']

describe.each<[string, string[], string[], string]>([
  [
    'FULL 1, PARTIAL 2, PARTIAL 3',
    [
      full(1, row(ANNA, '5000.00'), row(BRAM, '4000.00'), row(CEM, '3000.00')),
      partial(2, row(ANNA, '5100.00'), row(BRAM, '4100.00')),
      partial(3, row(ANNA, '4900.00')),
    ],
    ['ANNA WAGE_PREMIUM 1960.00 1960.00', ...guidance, 'BRAM WAGE_PREMIUM 1640.00 1640.00', 'CEM WAGE_PREMIUM 1200.00 1200.00'],
    '6430.00',
  ],
  [
    'FULL 1 {A, B}, FULL 2 {A}',
    [full(1, row(ANNA, '5000.00'), row(BRAM, '4000.00')), full(2, row(ANNA, '5000.00'))],
    ['ANNA WAGE_PREMIUM 2000.00 2000.00'],
    '2000.00',
  ],
  [
    'FULL 1 {A, B}, FULL 2 {A}, FULL 3 {A, B refused by WRK}',
    [full(1, row(ANNA, '5000.00'), row(BRAM, '4000.00')), full(2, row(ANNA, '5100.00')), full(3, row(ANNA, '5200.00'), unreadable(BRAM))],
    ['ANNA WAGE_PREMIUM 2080.00 2080.00'],
    '2080.00',
  ],
  [
    'FULL 1 {A, B}, FULL 2 {A} with a row of nobody',
    [full(1, row(ANNA, '5000.00'), row(BRAM, '4000.00')), full(2, row(ANNA, '5100.00'), unnamed())],
    ['ANNA WAGE_PREMIUM 2040.00 2040.00', ...guidance, 'BRAM WAGE_PREMIUM 1600.00 1600.00'],
    '5270.00',
  ],
  [
    'FULL 1 {A, B}, FULL 2 {A} in a file with a row that joins no declaration',
    [
      full(1, row(ANNA, '5000.00'), row(BRAM, '4000.00')),
      declarationCsv(
        declared(BAKERY, 'FULL', 2, [row(ANNA, '5100.00')]),
        declared(BAKERY, 'FULL', 2, [row(CEM, '1.00', { quarter: '2024' })]),
      ),
    ],
    ['ANNA WAGE_PREMIUM 2040.00 2040.00', ...guidance, 'BRAM WAGE_PREMIUM 1600.00 1600.00'],
    '5270.00',
  ],
])('%s', (_, files, account, total) => {
  const orders = permutations(files.map((csv, index) => ({ csv, name: `file-${index + 1}` })))

  test.each(orders.map((order) => [order.map(({ name }) => name).join(', '), order] as const))('in the order %s', async (_order, order) => {
    const system = await systemWith(GRANTS)
    const runs: string[] = []
    for (const { name, csv } of order) {
      runs.push(send(system, name, csv))
      await system.run()
    }
    expect(accountOf(system)).toEqual(account)
    expect(instructedBy(system, runs)).toBe(total)
  })

  test('all of them at once', async () => {
    const system = await systemWith(GRANTS)
    const runs = files.map((csv, index) => send(system, `file-${index + 1}`, csv))
    const inFlight = async (): Promise<void> => {
      await system.run()
    }
    await Promise.all([inFlight(), inFlight(), inFlight()])
    expect(accountOf(system)).toEqual(account)
    expect(instructedBy(system, runs)).toBe(total)
    expect(
      sumEuro(
        Object.values(system.ledger.all())
          .flat()
          .flatMap(({ lines }) => lines.map(({ moved }) => moved)),
      ),
    ).toBe(centsOf(total))
  })
})
