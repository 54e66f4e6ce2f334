/** Checks one declared row: every WRK code on both sides of its boundary, one code per row, and the worker that a faulty row refuses. */
import { describe, expect, it } from 'vitest'
import { COLUMNS, OPTIONAL_COLUMNS, type Column } from '../../shared/declaration/columns.ts'
import {
  ANNA,
  BRAM,
  CLEO,
  csv,
  declaration,
  EMPLOYER,
  findings,
  inss,
  kbo,
  OTHER_EMPLOYER,
  readFile,
  readRows,
  row,
  said,
  type Fields,
  type Reading,
} from '../support/declaration-builders.ts'

/** The findings of a file with one row, changed so. */
const of = async (changed: Fields, reading: Reading = {}): Promise<string[]> => findings(await readRows([row(changed)], reading)).map(said)

/** The only finding of a file with one row, as data. */
async function finding(changed: Fields): Promise<unknown> {
  const [only] = findings(await readRows([row(changed)]))
  return only
}

it('a row that is right has no finding', async () => {
  expect(await of({})).toEqual([])
})

describe('WRK-001: no usable INSS', () => {
  it.each([
    ['missing', '', 'missing'],
    ['ten digits', ANNA.slice(1), 'malformed'],
    ['twelve digits', `${ANNA}0`, 'malformed'],
    ['letters', '8501010O115', 'malformed'],
    ['spaces between digits', '85 01 01 001 15', 'malformed'],
    ['slashes', '85/01/01/001/15', 'malformed'],
    ['check digits one too high', String(Number(ANNA) + 1), 'check-digits'],
    ['check digits one too low', String(Number(ANNA) - 1), 'check-digits'],
    ['two digits swapped', '58010100115', 'check-digits'],
  ])('%s', async (_, number, detail) => {
    expect(await of({ inss: number })).toEqual([`WRK-001 inss ${detail}`])
  })

  it.each([
    ['born before 2000', inss('850101001')],
    ['born from 2000', inss('050101001', true)],
    ['dots and dashes', '85.01.01-001.15'],
    ['unknown day and month', inss('850000001')],
    ['check digits 97: the first nine digits are a multiple of 97', '85010101697'],
    ['check digits below 10', '85010100709'],
  ])('accepted: %s', async (_, number) => {
    expect(await of({ inss: number })).toEqual([])
  })

  it.each(['00', '12', '20', '32', '40', '52'])('month %s is accepted', async (month) => {
    expect(await of({ inss: inss(`85${month}01001`) })).toEqual([])
  })

  it.each(['13', '19', '33', '39', '53', '59', '73', '79', '80', '99'])(
    'month %s is malformed, also where test numbers are allowed',
    async (month) => {
      expect(await of({ inss: inss(`85${month}01001`) })).toEqual(['WRK-001 inss malformed'])
      expect(await of({ inss: inss(`85${month}01001`) }, { testNumbersAllowed: true })).toEqual(['WRK-001 inss malformed'])
    },
  )

  it.each(['60', '61', '72'])('month %s is a test number: refused, unless they are allowed', async (month) => {
    expect(await of({ inss: inss(`85${month}01001`) })).toEqual(['WRK-001 inss test-number'])
    expect(await of({ inss: inss(`85${month}01001`) }, { testNumbersAllowed: true })).toEqual([])
  })

  it.each([
    ['00', []],
    ['31', []],
    ['32', ['WRK-001 inss malformed']],
    ['99', ['WRK-001 inss malformed']],
  ])('day %s', async (day, expected) => {
    expect(await of({ inss: inss(`8501${day}001`) })).toEqual(expected)
  })

  it('nothing else of the date is checked: 31 February', async () => {
    expect(await of({ inss: inss('850231001') })).toEqual([])
  })

  it('the row belongs to no worker: an unnamed row of its declaration, without INSS in the finding', async () => {
    const { items } = declaration(await readRows([row({ inss: '123' })]))
    expect(items).toEqual([
      {
        type: 'unnamed-row',
        exception: {
          code: 'WRK-001',
          details: ['malformed'],
          parameters: {},
          line: 2,
          employerNumber: EMPLOYER,
          quarter: '2024Q3',
          field: 'inss',
          value: '123',
        },
      },
    ])
  })
})

const REQUIRED = COLUMNS.filter((column) => !OPTIONAL_COLUMNS.includes(column))

describe('WRK-002: a required field is missing', () => {
  it.each(REQUIRED.filter((column) => column !== 'inss' && column !== 'employer_number'))('%s', async (column) => {
    expect(await of({ [column]: '' })).toEqual([`WRK-002 ${column}`])
    expect(await of({ [column]: '   ' })).toEqual([`WRK-002 ${column}`])
  })

  it('a missing INSS is WRK-001, a missing employer DCL-007', async () => {
    expect(await of({ inss: '' })).toEqual(['WRK-001 inss missing'])
    expect(await of({ employer_number: '' })).toEqual(['DCL-007 employer_number number'])
  })

  it.each(OPTIONAL_COLUMNS)('%s may be empty', async (column) => {
    expect(await of({ [column]: '' })).toEqual([])
  })

  it('carries what the report shows', async () => {
    expect(await finding({ weekly_hours: '' })).toEqual({
      code: 'WRK-002',
      details: [],
      parameters: {},
      line: 2,
      employerNumber: EMPLOYER,
      inss: ANNA,
      quarter: '2024Q3',
      field: 'weekly_hours',
      value: '',
    })
  })
})

const AMOUNTS = ['gross_wage', 'employer_contributions', 'contribution_reductions', 'other_support'] as const
const HOURS = ['weekly_hours', 'fulltime_weekly_hours', 'hours_paid'] as const

describe('WRK-003: a field is not a number, date, quarter or listed value', () => {
  it.each([...AMOUNTS, ...HOURS])('%s is no number', async (column) => {
    for (const text of ['x', '1.234,56', '1 000', '1e3', '+5', '5.', '.5', '€5', '-'])
      expect(await of({ [column]: text })).toEqual([`WRK-003 ${column} number`])
  })

  it.each(['occupation_start', 'occupation_end'] as const)('%s is no date', async (column) => {
    for (const text of [
      '2024-02-30',
      '2023-02-29',
      '2024-13-01',
      '2024-00-10',
      '2024-9-1',
      '01/09/2024',
      '20240901',
      '2024-09-01T00:00',
      'today',
    ]) {
      expect(await of({ [column]: text })).toEqual([`WRK-003 ${column} date`])
    }
  })

  it.each(['2024Q0', '2024Q5', '2024q3', '24Q3', '2024-Q3', '2024Q33', 'Q32024', '2024'])('quarter %s', async (text) => {
    expect(await of({ quarter: text })).toEqual(['WRK-003 quarter quarter'])
  })

  it.each(['0', '00', '-1', '1.0', '1,0', '1.5', '+1', '1e1', 'one', '1 2'])('declaration_sequence %s', async (text) => {
    expect(await of({ declaration_sequence: text })).toEqual(['WRK-003 declaration_sequence sequence'])
  })

  it.each([
    ['1', 1],
    ['2', 2],
    ['007', 7],
    ['999999999', 999_999_999],
  ])('declaration_sequence %s is %i', async (text, sequence) => {
    expect(declaration(await readRows([row({ declaration_sequence: text })])).sequence).toBe(sequence)
  })

  it.each(['full', 'Full', 'PARTIEEL', 'F'])('declaration_kind %s', async (text) => {
    expect(await of({ declaration_kind: text })).toEqual(['WRK-003 declaration_kind kind'])
  })

  it.each([
    ['FULL', 'FULL'],
    ['PARTIAL', 'PARTIAL'],
    ['', 'FULL'],
  ])('declaration_kind «%s» is %s', async (text, kind) => {
    expect(declaration(await readRows([row({ declaration_kind: text })])).kind).toBe(kind)
  })

  it.each<[Column, string, string]>([
    ['establishment_region', 'flanders', 'FLANDERS, BRUSSELS, WALLONIA, ABROAD'],
    ['establishment_region', 'VLAANDEREN', 'FLANDERS, BRUSSELS, WALLONIA, ABROAD'],
    ['other_measure', 'lde', 'LDE, GESCO, DAC, MAATWERK_WAGE, ART60, WEP, INVOEG, APPRENTICE'],
    ['other_measure', 'ART61', 'LDE, GESCO, DAC, MAATWERK_WAGE, ART60, WEP, INVOEG, APPRENTICE'],
  ])('%s %s is not listed', async (column, text, allowed) => {
    expect(await finding({ [column]: text })).toMatchObject({
      code: 'WRK-003',
      details: ['listed'],
      parameters: { allowed },
      field: column,
      value: text,
    })
  })

  it.each(['FLANDERS', 'BRUSSELS', 'WALLONIA', 'ABROAD'])('establishment_region %s is listed', async (text) => {
    expect(await of({ establishment_region: text })).toEqual([])
  })

  it.each(['LDE', 'GESCO', 'DAC', 'MAATWERK_WAGE', 'ART60', 'WEP', 'INVOEG', 'APPRENTICE'])('other_measure %s is listed', async (text) => {
    expect(await of({ other_measure: text })).toEqual([])
  })
})

describe('WRK-004: an amount or hours out of bounds', () => {
  it.each(
    AMOUNTS.flatMap(
      (column) =>
        [
          [column, '0', []],
          [column, '0.00', []],
          [column, '0,01', []],
          [column, '7786.5', []],
          [column, '7786.50', []],
          [column, '999999999.99', []],
          [column, '-0.01', ['negative']],
          [column, '-1', ['negative']],
          [column, '0.001', ['decimals']],
          [column, '7786.500', ['decimals']],
          [column, '-0.001', ['decimals']],
          [column, '1000000000.00', ['above']],
        ] as const,
    ),
  )('%s %s: %j', async (column, text, details) => {
    expect(await of({ [column]: text })).toEqual(details.map((detail) => `WRK-004 ${column} ${detail}`))
  })

  it.each([
    ['nobody works: Q = 0', '0', '38', []],
    ['Q = S', '38', '38.00', []],
    ['Q one hundredth below S', '37.99', '38', []],
    ['Q one hundredth above S', '38.01', '38', ['WRK-004 weekly_hours hours-above-fulltime']],
    ['S = 60', '38', '60', []],
    ['Q = S = 60', '60', '60', []],
    ['S = 60.01', '38', '60.01', ['WRK-004 fulltime_weekly_hours above']],
    ['Q = 60.01', '60.01', '60', ['WRK-004 weekly_hours above']],
    ['S = 0.01, the least', '0.01', '0.01', []],
    ['S = 0', '0', '0', ['WRK-004 fulltime_weekly_hours not-positive']],
    ['S = 0.00 below Q', '38', '0.00', ['WRK-004 fulltime_weekly_hours not-positive']],
    ['S negative', '0', '-0.01', ['WRK-004 fulltime_weekly_hours negative']],
    ['Q negative', '-0.01', '38', ['WRK-004 weekly_hours negative']],
    ['Q with three decimals', '30.400', '38', ['WRK-004 weekly_hours decimals']],
    ['S with three decimals', '30.4', '38.000', ['WRK-004 fulltime_weekly_hours decimals']],
    ['Q above S and both above 60: the first column', '62', '61', ['WRK-004 weekly_hours above']],
  ])('weekly hours, %s', async (_, weekly, fulltime, expected) => {
    expect(await of({ weekly_hours: weekly, fulltime_weekly_hours: fulltime })).toEqual(expected)
  })

  it.each([
    ['0', []],
    ['0.01', []],
    ['1000', []],
    ['1000.00', []],
    ['1000.01', ['above']],
    ['-0.01', ['negative']],
    ['494.000', ['decimals']],
  ])('hours_paid %s: %j', async (text, details) => {
    expect(await of({ hours_paid: text })).toEqual(details.map((detail) => `WRK-004 hours_paid ${detail}`))
  })

  it('the limits are told as they are', async () => {
    expect(await finding({ fulltime_weekly_hours: '60.01' })).toMatchObject({ parameters: { limit: '60' } })
    expect(await finding({ hours_paid: '1000.01' })).toMatchObject({ parameters: { limit: '1000' } })
    expect(await finding({ weekly_hours: '38.5' })).toMatchObject({ parameters: { fulltime: '38.00' } })
    expect(await finding({ gross_wage: '1000000000.00' })).toMatchObject({ parameters: { limit: '999999999.99' } })
  })
})

describe('WRK-005: occupation dates reversed or outside the quarter (2024Q3: 1 July to 30 September)', () => {
  it.each([
    ['longer than the quarter on both sides', '2020-02-29', '2030-12-31', []],
    ['still running', '2020-01-01', '', []],
    ['the last day of the quarter alone', '2024-09-30', '2024-09-30', []],
    ['the first day of the quarter alone', '2024-07-01', '2024-07-01', []],
    ['starts on the last day, still running', '2024-09-30', '', []],
    ['starts the day after the quarter', '2024-10-01', '', ['WRK-005 occupation_start after-quarter']],
    ['starts and ends after the quarter', '2024-10-01', '2024-10-31', ['WRK-005 occupation_start after-quarter']],
    ['ends on the first day', '2020-01-01', '2024-07-01', []],
    ['ends the day before the quarter', '2020-01-01', '2024-06-30', ['WRK-005 occupation_end before-quarter']],
    ['ends the day before it starts', '2024-08-02', '2024-08-01', ['WRK-005 occupation_end reversed']],
    ['reversed and after the quarter: reversed', '2024-11-01', '2024-10-01', ['WRK-005 occupation_end reversed']],
  ])('%s', async (_, start, end, expected) => {
    expect(await of({ occupation_start: start, occupation_end: end })).toEqual(expected)
  })

  it('tells both dates when they are reversed', async () => {
    expect(await finding({ occupation_start: '2024-08-02', occupation_end: '2024-08-01' })).toMatchObject({
      parameters: { start: '2024-08-02', end: '2024-08-01' },
      value: '2024-08-01',
    })
  })
})

describe('WRK-006: the establishment number is invalid', () => {
  it.each([
    ['check digits', `${kbo('20000000').slice(0, 8)}00`, 'check-digits'],
    ['an enterprise number', EMPLOYER, 'malformed'],
    ['a first digit 9', kbo('90000000'), 'malformed'],
    ['a first digit 1', kbo('10000000'), 'malformed'],
    ['nine digits', '200000008', 'malformed'],
    ['eleven digits', `${kbo('20000000')}0`, 'malformed'],
    ['letters', '20000000XX', 'malformed'],
  ])('%s', async (_, number, detail) => {
    expect(await of({ establishment_number: number })).toEqual([`WRK-006 establishment_number ${detail}`])
  })

  it.each([kbo('20000000'), kbo('89999998'), '8999999993', '8999999104', '8999999203', '8999999302', '8999999401', '8999999894', ''])(
    '«%s» is accepted',
    async (number) => {
      expect(await of({ establishment_number: number })).toEqual([])
    },
  )
})

describe('WRK-007: all columns equal to an earlier row of the worker', () => {
  const duplicates = async (...rows: Fields[]): Promise<string[]> =>
    findings(await readRows(rows)).map((each) => `${said(each)} line ${each.line ?? '?'} as ${each.parameters.firstLine ?? '?'}`)

  it.each<[string, Fields, Fields]>([
    ['the same text', {}, {}],
    ['38 and 38.00', { weekly_hours: '38' }, { weekly_hours: '38.00' }],
    ['9000,00 and 9000', { gross_wage: '9000,00' }, { gross_wage: '9000' }],
    ['038 and 38', { weekly_hours: '038' }, { weekly_hours: '38' }],
    ['no kind and FULL', { declaration_kind: '' }, { declaration_kind: 'FULL' }],
    ['sequence 1 and 01', { declaration_sequence: '1' }, { declaration_sequence: '01' }],
    ['no other support and 0', { other_support: '' }, { other_support: '0' }],
    ['dots and dashes in the INSS', { inss: '85.01.01-001.15' }, { inss: ANNA }],
    ['dots in the employer number', { employer_number: '0123.456.749' }, { employer_number: EMPLOYER }],
  ])('%s: reported on the later row', async (_, first, second) => {
    expect(await duplicates(row(first), row(second))).toEqual(['WRK-007 line 3 as 2'])
  })

  it.each<[string, Fields]>([
    ['another wage', { gross_wage: '9000.01' }],
    ['another start', { occupation_start: '2020-01-02' }],
    ['an end', { occupation_end: '2024-09-30' }],
    ['another region', { establishment_region: 'BRUSSELS' }],
    ['an establishment', { establishment_number: kbo('20000000') }],
    ['other support', { other_support: '0.01' }],
    ['another measure', { other_measure: 'DAC' }],
    ['other hours', { hours_paid: '493.99' }],
  ])('%s: not equal', async (_, changed) => {
    expect(await duplicates(row(), row(changed))).toEqual([])
  })

  it('three equal rows: both later ones point to the first', async () => {
    expect(await duplicates(row(), row(), row())).toEqual(['WRK-007 line 3 as 2', 'WRK-007 line 4 as 2'])
  })

  it('with another row between them', async () => {
    expect(await duplicates(row(), row({ gross_wage: '1' }), row())).toEqual(['WRK-007 line 4 as 2'])
  })

  it('equal rows of two workers, quarters or employers are none', async () => {
    expect(
      await duplicates(row(), row({ inss: BRAM }), row({ quarter: '2024Q2' }), row({ quarter: '2024Q2', employer_number: OTHER_EMPLOYER })),
    ).toEqual([])
  })

  it('a faulty row that is repeated keeps its own code', async () => {
    expect(await duplicates(row({ gross_wage: 'x' }), row({ gross_wage: 'x' }))).toEqual([
      'WRK-003 gross_wage number line 2 as ?',
      'WRK-003 gross_wage number line 3 as ?',
    ])
  })
})

describe('one code per row: the first in catalogue order, then in the order of the columns', () => {
  const WRONG = {
    'WRK-001 inss check-digits': { inss: '85010100199' },
    'WRK-002 contribution_reductions': { contribution_reductions: '' },
    'WRK-003 gross_wage number': { gross_wage: 'x' },
    'WRK-004 hours_paid above': { hours_paid: '1001' },
    'WRK-005 occupation_start after-quarter': { occupation_start: '2024-10-01' },
    'WRK-006 establishment_number malformed': { establishment_number: '1' },
  } as const satisfies Record<string, Fields>
  const wrong = Object.entries(WRONG)

  it.each(wrong.map(([code], index) => [code, Object.assign({}, ...wrong.slice(index).map(([, fields]) => fields)) as Fields] as const))(
    '%s stands before all that follow it',
    async (code, fields) => {
      expect(await of(fields)).toEqual([code])
    },
  )

  it.each<[string, Fields, string]>([
    ['two missing', { hours_paid: '', gross_wage: '' }, 'WRK-002 gross_wage'],
    ['two unreadable', { other_measure: 'x', occupation_end: 'x' }, 'WRK-003 occupation_end date'],
    ['two out of bounds', { other_support: '-1', gross_wage: '-1' }, 'WRK-004 gross_wage negative'],
  ])('%s: the first column of formats.md, whatever the order in the file', async (_, fields, code) => {
    expect(await of(fields)).toEqual([code])
    expect(findings(await readFile(csv([row(fields)], { columns: [...COLUMNS].reverse() }))).map(said)).toEqual([code])
  })
})

describe('one faulty row refuses the quarter of its worker', () => {
  it('all rows of the worker, no other worker; one finding per faulty row', async () => {
    const { items } = declaration(
      await readRows([
        row({ inss: BRAM }),
        row(),
        row({ gross_wage: 'x' }),
        row({ occupation_start: '' }),
        row({ gross_wage: '1' }),
        row({ inss: CLEO }),
      ]),
    )
    expect(
      items.map((item) =>
        item.type === 'refused-worker'
          ? [item.inss, item.exceptions.map(said)]
          : item.type === 'worker'
            ? [item.inss, item.occupations.length]
            : item.type,
      ),
    ).toEqual([
      [BRAM, 1],
      [ANNA, ['WRK-003 gross_wage number', 'WRK-002 occupation_start']],
      [CLEO, 1],
    ])
  })

  it('also when the faulty row is the last, or only a repetition', async () => {
    for (const last of [row({ gross_wage: '-1' }), row()])
      expect(declaration(await readRows([row(), last])).items).toMatchObject([{ type: 'refused-worker', inss: ANNA }])
  })

  it('not the same worker at another employer or in another quarter', async () => {
    const { items } = await readRows([
      row({ gross_wage: 'x' }),
      row({ employer_number: OTHER_EMPLOYER }),
      row({ employer_number: OTHER_EMPLOYER, quarter: '2024Q2' }),
    ])
    expect(items.map((item) => item.type === 'declaration' && item.declaration.items.map(({ type }) => type))).toEqual([
      ['refused-worker'],
      ['worker'],
      ['worker'],
    ])
  })
})
