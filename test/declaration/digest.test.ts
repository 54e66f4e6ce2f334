/** Checks "same content" of a declaration: the parsed values, with defaults filled in, rows in file order. */
import { describe, expect, it } from 'vitest'
import { COLUMNS, OPTIONAL_COLUMNS, type Column } from '../../shared/declaration/columns.ts'
import {
  ANNA,
  BRAM,
  CLEO,
  csv,
  declaration,
  declarations,
  EMPLOYER,
  kbo,
  OTHER_EMPLOYER,
  readFile,
  row,
  type Fields,
  type Writing,
} from '../support/declaration-builders.ts'

const ROWS: readonly Fields[] = [row(), row({ inss: BRAM })]
const digest = async (rows: readonly Fields[], writing: Writing = {}): Promise<string> =>
  declaration(await readFile(csv(rows, writing))).digest
const withFirst = (changed: Fields): readonly Fields[] => [row(changed), ...ROWS.slice(1)]

describe('the same content', () => {
  it.each<[string, Fields]>([
    ['38 for 38.00', { weekly_hours: '38' }],
    ['38,0 for 38.00', { weekly_hours: '38,0' }],
    ['a zero in front', { gross_wage: '09000.00' }],
    ['no kind for FULL', { declaration_kind: '' }],
    ['no other support for 0.00', { other_support: '' }],
    ['sequence 01 for 1', { declaration_sequence: '01' }],
    ['dots in the employer number', { employer_number: '0123.456.749' }],
    ['dots and dashes in the INSS', { inss: '85.01.01-001.15' }],
    ['spaces around a value', { inss: ` ${ANNA} `, establishment_region: ' FLANDERS' }],
    ['quotes around a value', { inss: `"${ANNA}"` }],
  ])('%s', async (_, changed) => {
    expect(await digest(withFirst(changed))).toBe(await digest(ROWS))
  })

  it('the form of the file does not count: delimiter, line ends, order of the columns, TOTAL row', async () => {
    const expected = await digest(ROWS)
    expect(await digest(ROWS, { delimiter: ',' })).toBe(expected)
    expect(await digest(ROWS, { lineEnd: '\r\n' })).toBe(expected)
    expect(await digest(ROWS, { columns: [...COLUMNS].reverse() })).toBe(expected)
    expect(await digest(ROWS, { total: 'TOTAL;rows=2;gross_wage=18000' })).toBe(expected)
  })

  it('nor does the place in the file, or what stands around it', async () => {
    const others = [row({ quarter: 'x' }), row({ employer_number: OTHER_EMPLOYER })]
    const read = declarations(await readFile(csv([...others, ...ROWS, row({ quarter: '2024Q2' })])))
    expect(read.find(({ employerNumber, quarter }) => employerNumber === EMPLOYER && quarter === '2024Q3')?.digest).toBe(await digest(ROWS))
  })

  it('optional columns that are absent are as if they were empty', async () => {
    const empty: Fields = Object.fromEntries(OPTIONAL_COLUMNS.map((column) => [column, '']))
    expect(await digest([row(empty)], { columns: COLUMNS.filter((column) => !OPTIONAL_COLUMNS.includes(column)) })).toBe(
      await digest([row(empty)]),
    )
  })
})

describe('another content', () => {
  const CHANGED = {
    quarter: '2024Q2',
    declaration_sequence: '2',
    declaration_kind: 'PARTIAL',
    employer_number: OTHER_EMPLOYER,
    establishment_number: kbo('20000000'),
    establishment_region: 'BRUSSELS',
    inss: CLEO,
    occupation_start: '2020-01-02',
    occupation_end: '2024-09-30',
    gross_wage: '9000.01',
    employer_contributions: '2500.01',
    contribution_reductions: '500.01',
    weekly_hours: '37.99',
    fulltime_weekly_hours: '38.01',
    hours_paid: '494.01',
    other_support: '0.01',
    other_measure: 'DAC',
  } satisfies Record<Column, string>

  it.each(COLUMNS)('another %s', async (column) => {
    const changed = { [column]: CHANGED[column] }
    expect(await digest([row(changed)])).not.toBe(await digest([row()]))
  })

  it('all these changes give digests of their own', async () => {
    const all = await Promise.all(COLUMNS.map((column) => digest([row({ [column]: CHANGED[column] })])))
    expect(new Set(all).size).toBe(COLUMNS.length)
  })

  it.each<[string, readonly Fields[]]>([
    ['the rows in another order', [...ROWS].reverse()],
    ['a row more', [...ROWS, row({ inss: BRAM, gross_wage: '1' })]],
    ['a row less', ROWS.slice(1)],
    ['a row twice', [row(), ...ROWS]],
    ['the wages of two workers exchanged', [row({ gross_wage: '1' }), row({ inss: BRAM })]],
    ['a value that became unreadable', withFirst({ gross_wage: 'x' })],
    ['a region left empty, though the establishments registry may say the same', withFirst({ establishment_region: '' })],
  ])('%s', async (_, rows) => {
    expect(await digest(rows)).not.toBe(await digest(ROWS))
  })

  it('two values that cannot be read are different when their texts are', async () => {
    expect(await digest(withFirst({ gross_wage: 'x' }))).not.toBe(await digest(withFirst({ gross_wage: 'y' })))
    expect(await digest(withFirst({ inss: '1' }))).not.toBe(await digest(withFirst({ inss: '2' })))
  })
})
