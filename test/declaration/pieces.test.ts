/** Checks that what is read from a declaration file never depends on how its bytes were cut into pieces. */
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { COLUMNS } from '../../shared/declaration/columns.ts'
import {
  ANNA,
  BRAM,
  CLEO,
  csv,
  ending,
  OTHER_EMPLOYER,
  PIECE_SIZES,
  readFile,
  row,
  type FileRead,
  type Fields,
  type Reading,
} from '../support/declaration-builders.ts'

/** Of a rejected file only the rejection counts: its items are not used. */
const result = async (file: string | Uint8Array, reading: Reading): Promise<unknown> => {
  const read: FileRead | string = await readFile(file, reading).catch((error: unknown) => `fault ${String(error)}`)
  return typeof read === 'string' || read.outcome.kind === 'complete' ? read : read.outcome
}

async function expectTheSame(file: string | Uint8Array, limits: NonNullable<Reading['limits']> = {}): Promise<void> {
  const whole = await result(file, { limits })
  for (const pieceBytes of PIECE_SIZES) expect(await result(file, { pieceBytes, limits })).toEqual(whole)
}

const ROWS: readonly Fields[] = [
  row(),
  row({ gross_wage: '12,5' }),
  row({ inss: 'x' }),
  row({ inss: BRAM, occupation_end: '2024-08-15', other_measure: '"LDE"' }),
  row({ quarter: 'é€😀' }),
  row({ inss: CLEO, hours_paid: '1001' }),
  row({ employer_number: OTHER_EMPLOYER }),
  row({ employer_number: '1' }),
]

describe('the same in pieces of 1, 3, 7 and 100000 bytes', () => {
  it.each([
    ['good and faulty rows', csv(ROWS)],
    ['CRLF', csv(ROWS, { lineEnd: '\r\n' })],
    ['a BOM', `\uFEFF${csv(ROWS)}`],
    ['gzip', gzipSync(csv(ROWS))],
    ['quoted line ends', csv([row({ other_measure: '"a\r\n""\n"' }), ...ROWS], { lineEnd: '\r\n' })],
    ['a TOTAL row', csv(ROWS, { total: 'TOTAL;rows=8;gross_wage=1.00' })],
    ['an open quote', `${csv(ROWS)}"`],
    ['too few fields', `${csv(ROWS)}1;2\n`],
    ['Latin-1', Buffer.concat([Buffer.from(csv(ROWS)), Buffer.from('caf\xe9\n', 'latin1')])],
  ])('%s', async (_, file) => {
    await expectTheSame(file)
  })

  it('a damaged gzip with a wrong header in it', async () => {
    const file = gzipSync('a;b\n1;2\n'.repeat(20))
    await expectTheSame(file.map((byte, index) => (index === file.length - 8 ? byte ^ 1 : byte)))
  })

  it('a gzip cut off, with too few fields in its last rows', async () => {
    const file = gzipSync(csv([...ROWS, ...ROWS]) + '1;2\n'.repeat(50))
    await expectTheSame(file.subarray(0, -9))
  })

  it('a file over the limit of decompressed bytes, with a wrong header in it', async () => {
    await expectTheSame('a;b\n1;2\n'.repeat(100), { decompressedBytesMax: 400 })
  })

  it('more empty lines before the header than a record may have bytes', async () => {
    await expectTheSame('\n'.repeat(600) + csv(ROWS), { recordBytesMax: 500 })
  })

  it('a first line larger than a record', async () => {
    await expectTheSame(`${COLUMNS.join(';')};${'x'.repeat(600)}\n`, { recordBytesMax: 500 })
  })
})

it('any rows, in any order, in any pieces, plain or gzip: the same items and the same end', async () => {
  const anyRow = fc
    .record({
      inss: fc.constantFrom(ANNA, BRAM, CLEO, ''),
      quarter: fc.constantFrom('2024Q3', '2024Q2', '2024'),
      employer_number: fc.constantFrom(row().employer_number, OTHER_EMPLOYER, '1'),
      gross_wage: fc.constantFrom('1', '1,50', '"2.25"', '€'),
      declaration_sequence: fc.constantFrom('1', '1', '1', '2'),
    })
    .map((changed) => row(changed))
  const total = fc.constantFrom(undefined, 'TOTAL;rows=3;gross_wage=3.00', 'TOTAL;x', '1;2', '"', '\n')
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyRow, { maxLength: 6 }),
      total,
      fc.constantFrom<'\n' | '\r\n'>('\n', '\r\n'),
      fc.integer({ min: 1, max: 50 }),
      async (rows, last, lineEnd, pieceBytes) => {
        const file = csv(rows, { lineEnd, ...(last === undefined ? {} : { total: last }) })
        const whole = await result(file, {})
        expect(await result(file, { pieceBytes })).toEqual(whole)
        expect(await result(gzipSync(file), { pieceBytes })).toEqual(whole)
      },
    ),
    { seed: 7, numRuns: 150 },
  )
})

it('a rejected file is rejected by the same finding, whatever stands in it', async () => {
  expect(ending(await readFile(csv(ROWS, { total: 'TOTAL;rows=1;gross_wage=1.00' }), { pieceBytes: 1 }))).toBe('FIL-006 rows gross-wage')
})
