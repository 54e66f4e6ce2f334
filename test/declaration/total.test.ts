/** Checks the TOTAL row: if present it is the last and agrees, to the cent, over all rows (FIL-006). */
import { describe, expect, it } from 'vitest'
import {
  BRAM,
  csv,
  ending,
  PIECE_SIZES,
  readFile,
  rejection,
  row,
  said,
  findings,
  type Fields,
  type Writing,
} from '../support/declaration-builders.ts'

/** Three rows, 21,000.05 euro together. */
const ROWS: readonly Fields[] = [row(), row({ gross_wage: '0.05' }), row({ inss: BRAM, gross_wage: '12000' })]
const end = async (total: string, rows = ROWS, writing: Writing = {}): Promise<string> =>
  ending(await readFile(csv(rows, { ...writing, total })))

describe('a TOTAL row that agrees', () => {
  it.each([
    ['trailing fields absent', 'TOTAL;rows=3;gross_wage=21000.05'],
    ['one trailing field, empty', 'TOTAL;rows=3;gross_wage=21000.05;'],
    ['as many fields as the header, empty', `TOTAL;rows=3;gross_wage=21000.05${';'.repeat(14)}`],
    ['a decimal comma', 'TOTAL;rows=3;gross_wage=21000,05'],
    ['spaces around the fields', ' TOTAL ; rows=3 ; gross_wage=21000.05 '],
    ['quotes', '"TOTAL";"rows=3";"gross_wage=21000.05"'],
    ['empty lines after it', 'TOTAL;rows=3;gross_wage=21000.05\n\n\n'],
    ['rows with a zero in front', 'TOTAL;rows=03;gross_wage=21000.05'],
  ])('%s', async (_, total) => {
    expect(await end(total)).toBe('complete')
  })

  it('without line end at the end, in any pieces', async () => {
    const file = csv(ROWS, { total: 'TOTAL;rows=3;gross_wage=21000.05' }).trimEnd()
    for (const pieceBytes of PIECE_SIZES) expect(ending(await readFile(file, { pieceBytes }))).toBe('complete')
  })

  it('between commas', async () => {
    expect(await end('TOTAL,rows=3,gross_wage=21000.05', ROWS, { delimiter: ',' })).toBe('complete')
  })

  it.each([
    ['1 decimal', '9000.5'],
    ['no decimals', '9001'],
  ])('a sum with %s', async (_, wage) => {
    expect(await end(`TOTAL;rows=1;gross_wage=${wage}`, [row({ gross_wage: wage })])).toBe('complete')
  })

  it('also where gross_wage is not the third and quarter not the first column', async () => {
    expect(
      await end('TOTAL;rows=1;gross_wage=9000', [row()], {
        columns: [
          'inss',
          'gross_wage',
          'quarter',
          'weekly_hours',
          'fulltime_weekly_hours',
          'hours_paid',
          'declaration_sequence',
          'employer_number',
          'occupation_start',
          'employer_contributions',
          'contribution_reductions',
        ],
      }),
    ).toBe('complete')
  })
})

describe('faulty rows are counted too', () => {
  it.each([
    ['a wrong INSS', row({ inss: '1', gross_wage: '100.00' }), '9100.00'],
    ['a wrong quarter', row({ quarter: '2024', gross_wage: '100.00' }), '9100.00'],
    ['a wrong employer', row({ employer_number: '1', gross_wage: '100.00' }), '9100.00'],
    ['a negative wage', row({ gross_wage: '-100.00' }), '8900.00'],
    ['an unreadable wage counts as 0.00', row({ gross_wage: 'a lot' }), '9000.00'],
    ['a missing wage counts as 0.00', row({ gross_wage: '' }), '9000.00'],
  ])('%s', async (_, faulty, sum) => {
    expect(await end(`TOTAL;rows=2;gross_wage=${sum}`, [row(), faulty])).toBe('complete')
    expect(await end(`TOTAL;rows=1;gross_wage=${sum}`, [row(), faulty])).toBe('FIL-006 rows')
  })

  it('a wage with a decimal comma between commas is unreadable and counts as 0.00', async () => {
    expect(await end('TOTAL,rows=2,gross_wage=9000.00', [row(), row({ gross_wage: '"100,00"' })], { delimiter: ',' })).toBe('complete')
  })

  it('wages with too many decimals count with all of them', async () => {
    const wages = [row({ gross_wage: '100.005' }), row({ gross_wage: '0.005' })]
    expect(await end('TOTAL;rows=2;gross_wage=100.01', wages)).toBe('complete')
    expect(await end('TOTAL;rows=2;gross_wage=100.00', wages)).toBe('FIL-006 gross-wage')
  })

  it('rows of a rejected declaration, and rows that join none, are counted', async () => {
    const read = await readFile(
      csv([row(), row({ inss: BRAM }), row({ weekly_hours: '1' }), row({ quarter: '' })], { total: 'TOTAL;rows=4;gross_wage=36000.00' }),
    )
    expect(ending(read)).toBe('complete')
    expect(findings(read).map(said)).toEqual(['DCL-001 worker-split', 'WRK-002 quarter'])
  })
})

describe('FIL-006: a TOTAL row that does not agree', () => {
  const numbers = { stated: '3', counted: '3', statedSum: '21000.05', countedSum: '21000.05' }
  it.each([
    ['one row too many', 'rows=4', 'gross_wage=21000.05', ['rows'], { stated: '4' }],
    ['one row too few', 'rows=2', 'gross_wage=21000.05', ['rows'], { stated: '2' }],
    ['one cent too much', 'rows=3', 'gross_wage=21000.06', ['gross-wage'], { statedSum: '21000.06' }],
    ['one cent too little', 'rows=3', 'gross_wage=21000.04', ['gross-wage'], { statedSum: '21000.04' }],
    ['the cents left out', 'rows=3', 'gross_wage=21000', ['gross-wage'], { statedSum: '21000.00' }],
    ['both', 'rows=0', 'gross_wage=0', ['rows', 'gross-wage'], { stated: '0', statedSum: '0.00' }],
    ['a negative sum', 'rows=3', 'gross_wage=-21000.05', ['gross-wage'], { statedSum: '-21000.05' }],
  ])('%s', async (_, rows, sum, details, parameters) => {
    expect(rejection(await readFile(csv(ROWS, { total: `TOTAL;${rows};${sum}` })))).toEqual({
      code: 'FIL-006',
      details,
      parameters: { ...numbers, ...parameters },
    })
  })
})

describe('FIL-006: a TOTAL row that cannot be read', () => {
  it.each([
    ['nothing but the word', 'TOTAL'],
    ['only rows', 'TOTAL;rows=3'],
    ['the two the other way round', 'TOTAL;gross_wage=21000.05;rows=3'],
    ['without the names', 'TOTAL;3;21000.05'],
    ['names in another case', 'TOTAL;Rows=3;Gross_wage=21000.05'],
    ['rows is no number', 'TOTAL;rows=three;gross_wage=21000.05'],
    ['rows is empty', 'TOTAL;rows=;gross_wage=21000.05'],
    ['rows is negative', 'TOTAL;rows=-3;gross_wage=21000.05'],
    ['rows has decimals', 'TOTAL;rows=3.0;gross_wage=21000.05'],
    ['the sum is no number', 'TOTAL;rows=3;gross_wage=much'],
    ['the sum is empty', 'TOTAL;rows=3;gross_wage='],
    ['the sum has three decimals', 'TOTAL;rows=3;gross_wage=21000.050'],
    ['the sum has a separator of thousands', 'TOTAL;rows=3;gross_wage=21.000,05'],
    ['something in a trailing field', 'TOTAL;rows=3;gross_wage=21000.05;;x'],
  ])('%s', async (_, total) => {
    expect(await end(total)).toBe('FIL-006 unreadable')
  })

  it('a decimal comma between commas', async () => {
    expect(await end('TOTAL,rows=3,"gross_wage=21000,05"', ROWS, { delimiter: ',' })).toBe('FIL-006 unreadable')
  })

  it('a very long one is shortened', async () => {
    const { parameters } = rejection(await readFile(csv(ROWS, { total: `TOTAL;${'x'.repeat(5000)}` })))
    expect(parameters.value).toHaveLength(200)
  })
})

it('total in another case, or in another column, is a row like any other', async () => {
  expect(await end('total;rows=3;gross_wage=21000.05')).toBe('FIL-005 fields')
  expect(await end(`;TOTAL${';'.repeat(15)}`)).toBe('complete')
})

it('a TOTAL row in the middle of the file is not the last one', async () => {
  const text = csv([row()], { total: `TOTAL;rows=1;gross_wage=9000.00\n${Object.values(row({ inss: BRAM })).join(';')}` })
  expect(rejection(await readFile(text))).toMatchObject({ code: 'FIL-005', details: ['after-total'], line: 4 })
})
