// Understands the sender's CSV given back: the same rows in the same order, each with what became of it.
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { COLUMNS } from '../../../shared/declaration/columns.ts'
import { ANNOTATED_ROWS_MAX } from '../../../shared/kernel/limits.ts'
import { outputKey, REPORT_FILES } from '../../../shared/pipeline/layout.ts'
import { annotatedCopy, ANNOTATION_COLUMNS } from '../../../shared/pipeline/reports/annotated-copy.ts'
import { openText } from '../../../shared/text/bytes.ts'
import { csvRows, type CsvRow } from '../../../shared/text/csv.ts'
import { TEXT_LIMITS } from '../../../shared/text/limits.ts'
import type { MemorySystem } from '../../support/memory-ports.ts'
import { ANNA, BAKERY, BRAM, CEM, declarationCsv, declared, GARAGE, grant, row, send, systemWith } from '../../support/pipeline-builders.ts'
import { ELS, EVERY_RUN, sendBy } from '../../support/release-builders.ts'

const textOf = (system: MemorySystem, run: string): string | undefined =>
  system.objects.text('reports', outputKey(run, REPORT_FILES.annotated))

async function rowsOf(text: string): Promise<CsvRow[]> {
  const rows: CsvRow[] = []
  const body = (async function* () {
    yield await Promise.resolve(Buffer.from(text))
  })()
  for await (const piece of csvRows(openText(body, TEXT_LIMITS).pieces, TEXT_LIMITS)) {
    if (piece.kind === 'problem') throw new Error('the copy cannot be read')
    rows.push(...piece.rows)
  }
  return rows
}

/** `status code amount held` of every row but the header. */
async function annotations(system: MemorySystem, run: string): Promise<string[]> {
  const [header, ...rows] = await rowsOf(textOf(system, run) ?? '')
  const places = (['status', 'code', 'amount', 'held'] as const).map((column) => header?.fields.indexOf(column) ?? -1)
  return rows.map(({ fields }) => places.map((place) => fields[place] ?? '').join(' '))
}

async function processed(csv: string | Uint8Array, name = 'file'): Promise<{ system: MemorySystem; run: string }> {
  const system = await systemWith([grant(BAKERY, ANNA), grant(BAKERY, BRAM), grant(GARAGE, CEM, { suspended_quarters: '2024Q3' })])
  const run = send(system, name, csv)
  await system.run()
  return { system, run }
}

const CSV = declarationCsv(
  declared(BAKERY, 'FULL', 1, [row(ANNA, '5000.00'), row(BRAM, 'veel'), row(CEM, '4000.00')]),
  declared(GARAGE, 'FULL', 1, [row(CEM, '4000.00')]),
)

describe('a file that is settled', () => {
  test('every row says how its worker ended, with the code and the amount', async () => {
    const { system, run } = await processed(CSV)
    expect(await annotations(system, run)).toEqual([
      'PAID  2000,00 ',
      'REFUSED WRK-003 0,00 ',
      'NO_GRANT ENT-001 0,00 ',
      'REFUSED ENT-003 0,00 ',
    ])
  })

  test('amounts stand on the first row of a worker with several', async () => {
    const twice = declarationCsv(
      declared(BAKERY, 'FULL', 1, [
        row(ANNA, '3000.00', { occupation_end: '2024-08-15' }),
        row(ANNA, '2000.00', { occupation_start: '2024-08-16' }),
      ]),
    )
    const { system, run } = await processed(twice)
    expect(await annotations(system, run)).toEqual(['PAID  2000,00 ', 'PAID   '])
  })

  test('what is held says why', async () => {
    const system = await systemWith([grant(BAKERY, ANNA)])
    system.upload(
      'registry/payees/hold.csv',
      `employer_number;name;iban;hold;hold_reason\n${BAKERY};x;BE68539007547034;YES;doubt\n`,
      '2024-10-10T06:00:00.000Z',
    )
    await system.run()
    const run = send(system, 'file', declarationCsv(declared(BAKERY, 'FULL', 1, [row(ANNA, '5000.00')])))
    await system.run()
    expect(await annotations(system, run)).toEqual(['HELD PAY-003 0,00 2000,00'])
    expect(textOf(system, run)).toContain(';Betalingen geblokkeerd.;Payee on hold.;')
  })

  test('a declaration that is not booked says so on each of its rows', async () => {
    const { system } = await processed(CSV)
    const older = send(system, 'other', declarationCsv(declared(BAKERY, 'FULL', 1, [row(ANNA, '6000.00'), row(BRAM, '6000.00')])))
    await system.run()
    expect(await annotations(system, older)).toEqual(['NOT_BOOKED DCL-006  ', 'NOT_BOOKED DCL-006  '])
  })

  test('the TOTAL stays as it is; a gzipped file is given back unpacked', async () => {
    const total = `${declarationCsv(declared(BAKERY, 'FULL', 1, [row(ANNA, '5000.00')]))}TOTAL;rows=1;gross_wage=5000.00\n`
    const { system, run } = await processed(gzipSync(total), 'file.csv.gz')
    expect(textOf(system, run)?.split('\r\n').at(-2)).toBe('TOTAL;rows=1;gross_wage=5000.00')
    expect((await annotations(system, run))[0]).toBe('PAID  2000,00 ')
  })

  test('a dry run says on each row that it is one', async () => {
    const system = await systemWith([grant(BAKERY, ANNA)])
    const created = system.upload('dry-run/file.csv', CSV)
    await system.run()
    const [run] = system.runs.all().filter(({ source }) => source.key === created.key)
    expect(textOf(system, run?.runId ?? '')).toMatch(/;\[DRY RUN\] REFUSED;WRK-003;/)
  })
})

describe('no copy', () => {
  test('of a run that waits: it would say what may never be', async () => {
    const system = await systemWith([grant(BAKERY, ANNA)], EVERY_RUN)
    const run = sendBy(system, ELS, CSV)
    await system.run()
    expect(textOf(system, run)).toBeUndefined()
  })

  test('of a file that is rejected as a whole', async () => {
    const { system, run } = await processed(CSV.replace('gross_wage', 'wage'))
    expect(textOf(system, run)).toBeUndefined()
  })

  test('of a file of more rows than the limit', async () => {
    const { system, run } = await processed(CSV)
    const found = system.runs.all().find(({ runId }) => runId === run)
    if (!found) throw new Error('no run')
    const manifest = { runId: run, sha256: '', chunks: 1, items: [1], late: { rejected: {}, malformedWorkers: {}, blocksRecovery: false } }
    const copyOf = (rows: number): unknown => annotatedCopy({ ...found, state: 'settling' }, { ...manifest, rows }, system.dependencies)
    expect([copyOf(ANNOTATED_ROWS_MAX) === undefined, copyOf(ANNOTATED_ROWS_MAX + 1) === undefined]).toEqual([false, true])
  })
})

describe('cells of the sender', () => {
  test('a value like a formula is text, a number stays one', async () => {
    const cells = { gross_wage: '=cmd|x', other_support: '-5.00', hours_paid: '@SUM(A1)' }
    const { system, run } = await processed(declarationCsv(declared(BAKERY, 'FULL', 1, [{ ...row(ANNA, '1.00'), ...cells }])))
    const text = textOf(system, run) ?? ''
    expect([text.includes(`;'=cmd|x;`), text.includes(`;'@SUM(A1);`), text.includes(';-5.00;')]).toEqual([true, true, true])
  })

  test('whatever stands in them, rows and their cells come back in the same order', async () => {
    const cell = fc.stringMatching(/^[a-z0-9<>;"' ,.é]{0,12}$/)
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 6 }), async (texts) => {
        const rows = texts.map(([wage, hours], index) => ({
          ...row([ANNA, BRAM, CEM][index % 3] ?? ANNA, '1.00'),
          gross_wage: wage,
          hours_paid: hours,
        }))
        const quoted = rows.map((each) =>
          COLUMNS.map((column) => `"${((each as Record<string, string>)[column] ?? '').replaceAll('"', '""')}"`),
        )
        const csv = [COLUMNS, ...quoted].map((cells) => cells.join(';')).join('\n')
        const { system, run } = await processed(csv)
        const [sent, got] = [await rowsOf(csv), await rowsOf(textOf(system, run) ?? '')]
        expect(got.map(({ fields }) => fields.slice(0, -ANNOTATION_COLUMNS.length))).toEqual(sent.map(({ fields }) => fields))
      }),
      { numRuns: 15 },
    )
  })
})
