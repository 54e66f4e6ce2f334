/** Checks every reason to refuse a declaration CSV as a whole (FIL codes), and what a file may look like that is read. */
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { COLUMNS, OPTIONAL_COLUMNS } from '../../shared/declaration/columns.ts'
import {
  declaration,
  declarations,
  ANNA,
  BRAM,
  csv,
  ending,
  PIECE_SIZES,
  readFile,
  rejection,
  row,
  findings,
  kbo,
  said,
  type Fields,
} from '../support/declaration-builders.ts'

const FILE = csv([row()])
const HEADER = COLUMNS.join(';')
const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1')

describe.each(PIECE_SIZES)('a file in pieces of %i bytes', (pieceBytes) => {
  it.each([
    ['no bytes', ''],
    ['a BOM', '\uFEFF'],
    ['empty lines', '\n\r\n\n'],
    ['a header', `${HEADER}\n`],
    ['a header without line end', HEADER],
    ['a header and empty lines', `${HEADER}\n\n  \n`],
    ['a header and a TOTAL row that agrees', `${HEADER}\nTOTAL;rows=0;gross_wage=0.00\n`],
    ['a header and a TOTAL row that does not agree', `${HEADER}\nTOTAL;rows=3;gross_wage=10.00\n`],
  ])('FIL-001: the file holds only %s', async (_, text) => {
    const read = await readFile(text, { pieceBytes })
    expect(ending(read)).toBe('FIL-001')
    expect(read).toMatchObject({ items: [], outcome: { rows: 0 } })
    expect(ending(await readFile(gzipSync(text), { pieceBytes }))).toBe('FIL-001')
  })

  it.each([
    ['a name that is not known', `${HEADER};colour`, 'FIL-003 unknown-columns', { unknown: '«colour»' }],
    [
      'two names that are not known',
      `${HEADER};colour;name of the worker`,
      'FIL-003 unknown-columns',
      { unknown: '«colour», «name of the worker»' },
    ],
    ['a delimiter at the end', `${HEADER};`, 'FIL-003 unknown-columns', { unknown: '«»' }],
    ['a required name missing', HEADER.replace(';inss', ''), 'FIL-003 missing-columns', { missing: 'inss' }],
    ['a name twice', `${HEADER};inss`, 'FIL-003 double-columns', { double: 'inss' }],
    ['an unknown name twice', `${HEADER};x;x`, 'FIL-003 unknown-columns double-columns', { unknown: '«x», «x»', double: 'x' }],
    ['another case', HEADER.replace('inss', 'INSS'), 'FIL-003 missing-columns unknown-columns', { missing: 'inss', unknown: '«INSS»' }],
    [
      'spaces inside a name',
      HEADER.replace('gross_wage', 'gross wage'),
      'FIL-003 missing-columns unknown-columns',
      { missing: 'gross_wage', unknown: '«gross wage»' },
    ],
    ['tabs between the names', HEADER.replaceAll(';', '\t'), 'FIL-003 missing-columns unknown-columns', {}],
    ['no header, at once a row', Object.values(row()).join(';'), 'FIL-003 missing-columns unknown-columns double-columns', {}],
  ])('FIL-003: the header has %s', async (_, header, code, parameters) => {
    const read = await readFile(`${header}\n1;2\n`, { pieceBytes })
    expect(ending(read)).toBe(code)
    expect(rejection(read)).toMatchObject({ line: 1, parameters })
  })

  it('FIL-003: names the line of the header, here after two empty ones', async () => {
    expect(rejection(await readFile('\n\na;b\n', { pieceBytes }))).toMatchObject({ code: 'FIL-003', line: 3 })
  })

  it('FIL-004: a byte that is not UTF-8, named by its place in the decompressed file', async () => {
    const file = Buffer.concat([Buffer.from(`${HEADER}\n`), latin1('\xe9')])
    for (const bytes of [file, gzipSync(file)])
      expect(rejection(await readFile(bytes, { pieceBytes }))).toEqual({
        code: 'FIL-004',
        details: ['byte'],
        parameters: { byte: String(HEADER.length + 2) },
      })
  })

  it.each([
    ['too few fields', `${FILE}1;2;3\n`, 'fields', 3, { expected: '17', found: '3' }],
    ['too many fields', `${FILE}${Object.values(row()).join(';')};\n`, 'fields', 3, { expected: '17', found: '18' }],
    ['a quote that is never closed', `${FILE}"2024Q3;1\n2;3\n`, 'open-quote', 3, {}],
    ['a quote in the middle of a field', `${FILE}2024"Q3;1\n`, 'stray-quote', 3, {}],
    ['text after a closing quote', `${FILE}"2024Q3"x;1\n`, 'stray-quote', 3, {}],
    ['text after a closing quote and a space', `${FILE}"2024Q3" x;1\n`, 'stray-quote', 3, {}],
    ['a row after the TOTAL row', `${FILE}TOTAL;rows=1;gross_wage=9000.00\n\n${Object.values(row()).join(';')}\n`, 'after-total', 5, {}],
    ['a second TOTAL row', `${FILE}TOTAL;rows=1;gross_wage=9000.00\nTOTAL;rows=1;gross_wage=9000.00\n`, 'after-total', 4, {}],
  ])('FIL-005: %s, with its line', async (_, text, detail, line, parameters) => {
    expect(rejection(await readFile(text, { pieceBytes }))).toEqual({ code: 'FIL-005', details: [detail], parameters, line })
  })

  it.each([
    ['cut off', gzipSync(FILE).subarray(0, -12)],
    ['with a wrong checksum', gzipSync(FILE).map((byte, index, all) => (index === all.length - 8 ? byte ^ 1 : byte))],
  ])('FIL-005: a gzip %s', async (_, bytes) => {
    expect(rejection(await readFile(bytes, { pieceBytes }))).toEqual({ code: 'FIL-005', details: ['gzip'], parameters: {} })
  })

  it('FIL-007: a record larger than the limit, with the line on which it begins', async () => {
    const text = `${FILE}"${'x'.repeat(600)}"\n`
    expect(rejection(await readFile(text, { pieceBytes, limits: { recordBytesMax: 512 } }))).toEqual({
      code: 'FIL-007',
      details: ['record'],
      parameters: { limit: '512 bytes' },
      line: 3,
    })
  })

  it('FIL-007: decompressed content larger than the limit; the limit itself passes', async () => {
    const size = Buffer.byteLength(FILE)
    for (const bytes of [Buffer.from(FILE), gzipSync(FILE)]) {
      expect(ending(await readFile(bytes, { pieceBytes, limits: { decompressedBytesMax: size } }))).toBe('complete')
      expect(rejection(await readFile(bytes, { pieceBytes, limits: { decompressedBytesMax: size - 1 } }))).toEqual({
        code: 'FIL-007',
        details: ['decompressed'],
        parameters: { limit: `${size - 1} bytes` },
      })
    }
  })
})

describe('64 KiB is the largest record', () => {
  it.each([
    ['60 KiB in one field: read, with too few fields', 60, 'FIL-005 fields'],
    ['66 KiB in one field: too large', 66, 'FIL-007 record'],
  ])('%s', async (_, size, code) => {
    expect(ending(await readFile(`${FILE}${'x'.repeat(size * 1024)};1\n`))).toBe(code)
  })

  it('70,000 delimiters in one row: too large, though every field is empty', async () => {
    expect(ending(await readFile(`${FILE}${';'.repeat(70_000)}\n`))).toBe('FIL-007 record')
  })
})

describe('of two problems in one file the first in the file decides', () => {
  it.each([
    ['a wrong header, then a quote that is not closed', `a;b\n"1;2\n`, 'FIL-003 missing-columns unknown-columns'],
    ['a wrong header, then bytes that are not UTF-8', latin1('a;b\n1;2\n\xff'), 'FIL-003 missing-columns unknown-columns'],
    ['too few fields, then bytes that are not UTF-8', latin1(`${HEADER}\n1;2\n3;4\n\xff`), 'FIL-005 fields'],
    ['bytes that are not UTF-8, then too few fields', latin1(`${HEADER}\n\xff\n1;2\n`), 'FIL-004 byte'],
    ['bytes that are not UTF-8 in the header', latin1('qu\xe9arter;b\n1;2\n'), 'FIL-004 byte'],
    ['too few fields, then a TOTAL row that does not agree', `${FILE}1;2\nTOTAL;rows=9;gross_wage=1.00\n`, 'FIL-005 fields'],
    ['a TOTAL row that does not agree, then a row after it', `${FILE}TOTAL;rows=9;gross_wage=1.00\n1;2\n`, 'FIL-005 after-total'],
    ['a TOTAL row that does not agree, then a quote that is not closed', `${FILE}TOTAL;rows=9;gross_wage=1.00\n"\n`, 'FIL-005 open-quote'],
  ])('%s', async (_, file, code) => {
    for (const pieceBytes of PIECE_SIZES) expect(ending(await readFile(file, { pieceBytes }))).toBe(code)
  })
})

it('a rejected file tells how many rows were read', async () => {
  expect((await readFile(`${csv([row(), row({ inss: BRAM })])}1;2\n`)).outcome).toMatchObject({ kind: 'rejected', rows: 2 })
})

describe('a file that is read', () => {
  const wage = async (text: string): Promise<string | undefined> => {
    const [item] = declaration(await readFile(text)).items
    return item?.type === 'worker' ? item.occupations[0]?.grossWage : undefined
  }

  it.each([
    ['semicolons and LF', csv([row()])],
    ['commas', csv([row()], { delimiter: ',' })],
    ['CRLF', csv([row()], { lineEnd: '\r\n' })],
    ['a BOM', `\uFEFF${csv([row()])}`],
    ['no line end at the end', csv([row()]).trimEnd()],
    ['the columns in another order', csv([row()], { columns: [...COLUMNS].reverse() })],
    ['every optional column left out', csv([row()], { columns: COLUMNS.filter((column) => !OPTIONAL_COLUMNS.includes(column)) })],
    [
      'quoted fields',
      csv([row()].map((fields) => Object.fromEntries(Object.entries(fields).map(([column, value]) => [column, `"${value}"`])))),
    ],
    ['a quoted header', csv([row()]).replace(HEADER, COLUMNS.map((column) => `"${column}"`).join(';'))],
    ['spaces around the fields', csv([row()]).replaceAll(';', ' ; ')],
    ['empty lines', csv([row()]).replaceAll('\n', '\n\n \n')],
    ['a decimal comma with semicolons', csv([row({ gross_wage: '9000,00' })])],
    ['a quoted decimal point with commas', csv([row({ gross_wage: '"9000.00"' })], { delimiter: ',' })],
  ])('%s', async (_, text) => {
    expect(await wage(text)).toBe('9000.00')
  })

  it.each(OPTIONAL_COLUMNS)('the column %s may be absent', async (column) => {
    const read = await readFile(csv([row()], { columns: COLUMNS.filter((each) => each !== column) }))
    expect(ending(read)).toBe('complete')
    expect(findings(read)).toEqual([])
  })

  it.each(COLUMNS.filter((column) => !OPTIONAL_COLUMNS.includes(column)))('the column %s may not be absent', async (column) => {
    expect(rejection(await readFile(csv([row()], { columns: COLUMNS.filter((each) => each !== column) })))).toMatchObject({
      code: 'FIL-003',
      parameters: { missing: column },
    })
  })

  it('a decimal comma between commas is a fault of the row, not of the file', async () => {
    const read = await readFile(csv([row({ gross_wage: '"9000,00"' })], { delimiter: ',' }))
    expect(ending(read)).toBe('complete')
    expect(findings(read).map(said)).toEqual(['WRK-003 gross_wage number'])
  })

  it('a quoted field may hold delimiters, quotes and line ends; the rows after it keep their lines', async () => {
    const rows: Fields[] = [row({ other_measure: '"a;b ""c""\n\nd"' }), row({ inss: BRAM, gross_wage: 'x' })]
    const read = await readFile(csv(rows))
    expect(findings(read).map((finding) => `${said(finding)} line ${finding.line ?? '?'}: ${finding.value ?? ''}`)).toEqual([
      'WRK-003 other_measure listed line 2: a;b "c"\n\nd',
      'WRK-003 gross_wage number line 5: x',
    ])
  })

  it('occupations keep the line of their row, empty lines counted', async () => {
    const text = csv([row(), row({ gross_wage: '1.00' }), row({ inss: BRAM })]).replaceAll('\n', '\r\n\r\n')
    const lines = declaration(await readFile(text)).items.map((item) =>
      item.type === 'worker' ? item.occupations.map(({ line }) => line) : [],
    )
    expect(lines).toEqual([[3, 5], [7]])
  })

  it('optional values left out are filled in', async () => {
    const changed: Fields = Object.fromEntries(OPTIONAL_COLUMNS.map((column) => [column, '']))
    const read = declaration(await readFile(csv([row(changed)])))
    expect(read).toMatchObject({
      kind: 'FULL',
      ladder: 'CSV',
      sequence: 1,
      rows: 1,
      items: [
        {
          type: 'worker',
          inss: ANNA,
          occupations: [{ end: null, otherSupport: '0.00', otherMeasure: null, establishmentNumber: null, establishmentRegion: null }],
        },
      ],
    })
  })

  it('every value goes to its place', async () => {
    const [item] = declaration(
      await readFile(
        csv([
          row({
            declaration_kind: 'PARTIAL',
            declaration_sequence: '3',
            establishment_number: kbo('20000000'),
            establishment_region: 'WALLONIA',
            occupation_start: '2024-07-02',
            occupation_end: '2024-09-29',
            gross_wage: '1,1',
            employer_contributions: '2,2',
            contribution_reductions: '3,3',
            weekly_hours: '4,4',
            fulltime_weekly_hours: '5,5',
            hours_paid: '6,6',
            other_support: '7,7',
            other_measure: 'ART60',
          }),
        ]),
      ),
    ).items
    expect(item).toEqual({
      type: 'worker',
      inss: ANNA,
      line: 2,
      occupations: [
        {
          line: 2,
          start: '2024-07-02',
          end: '2024-09-29',
          grossWage: '1.10',
          employerContributions: '2.20',
          contributionReductions: '3.30',
          weeklyHours: '4.40',
          fulltimeWeeklyHours: '5.50',
          hoursPaid: '6.60',
          otherSupport: '7.70',
          otherMeasure: 'ART60',
          establishmentNumber: kbo('20000000'),
          establishmentRegion: 'WALLONIA',
        },
      ],
    })
  })

  it('a file without TOTAL row needs none', async () => {
    expect(declarations(await readFile(FILE))).toHaveLength(1)
  })
})
