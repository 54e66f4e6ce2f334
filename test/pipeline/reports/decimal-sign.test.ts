// Understands the decimal sign of reports: with a comma every number of ours in a CSV has one, and nothing else in any file of the run is different.
import { expect, test } from 'vitest'
import { outputKey, REPORT_FILES } from '../../../shared/pipeline/layout.ts'
import type { MemorySystem } from '../../support/memory-ports.ts'
import {
  ANNA,
  BAKERY,
  BRAM,
  CEM,
  declarationCsv,
  declared,
  entitlementsCsv,
  grant,
  row,
  send,
  systemWith,
} from '../../support/pipeline-builders.ts'

/** A declaration, its correction, of which money comes back, and what a grant that is revoked computes again: every kind of report. */
async function having(decimalSign: '.' | ','): Promise<{ system: MemorySystem; runs: readonly string[] }> {
  const system = await systemWith([grant(BAKERY, ANNA), grant(BAKERY, BRAM)], { decimalSign })
  const csv = (sequence: number, wage: string): string =>
    declarationCsv(
      declared(BAKERY, 'FULL', sequence, [row(ANNA, wage), row(BRAM, '4000.50', { other_support: '-5.00' }), row(CEM, '1.00')]),
    )
  const first = send(system, 'first', csv(1, '5000.10'))
  await system.run()
  const second = send(system, 'second', csv(2, '3000.10'))
  await system.run()
  system.upload('registry/entitlements/revoked.csv', entitlementsCsv(grant(BAKERY, ANNA, { revoked_from: '2024Q3' })))
  await system.run()
  return { system, runs: [first, second] }
}

const linesOf = (text: string): string[][] => text.split('\r\n').map((line) => line.split(';'))

test('with a comma: the numbers of our CSV files, and what a reader saves from the page; every other file is the same', async () => {
  const [point, comma] = [await having('.'), await having(',')]
  expect(comma.runs).toEqual(point.runs)
  const buckets = ['payments', 'reports'] as const
  const files = point.system.objects.contents([...buckets])
  expect(Object.keys(comma.system.objects.contents([...buckets]))).toEqual(Object.keys(files))
  const changed = new Set<string>()
  for (const name of Object.keys(files)) {
    const [bucket, key] = [name.startsWith('payments/') ? 'payments' : 'reports', name.replace(/^[^/]+\//, '')] as const
    const [before, after] = [point, comma].map(({ system }) => system.objects.text(bucket, key) ?? '')
    const file = key.split('/').at(-1) ?? ''
    if (before === after) continue
    changed.add(file)
    if (file === REPORT_FILES.exceptionsPage) {
      expect(after).toBe(before!.replace('"decimalSign":"."', '"decimalSign":","'))
      continue
    }
    const cells = linesOf(after!)
    for (const [line, plain] of linesOf(before!).entries())
      for (const [place, cell] of plain.entries()) {
        const written = cells[line]![place]!
        if (written !== cell) expect(written).toBe(cell.replace(/^(-?\d+)\.(\d+)$/, '$1,$2'))
        if (/^-?\d+\.\d+$/.test(cell)) expect(written, `${file} ${line}`).toContain(',')
      }
  }
  expect([...changed].toSorted()).toEqual([
    REPORT_FILES.differencesCsv,
    REPORT_FILES.exceptionsCsv,
    REPORT_FILES.exceptionsPage,
    REPORT_FILES.reconciliationCsv,
    REPORT_FILES.statementCsv,
  ])
  // The sender's own copy has a comma between semicolons, whatever is set: its cells are the sender's.
  expect(point.system.objects.text('reports', outputKey(point.runs[0]!, REPORT_FILES.annotated))).toMatch(/;PAID;[^\n]*;2000,04;\r\n/)
})
