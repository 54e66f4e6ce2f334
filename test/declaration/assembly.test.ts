/** Checks how rows become declarations: contiguity (DCL-001), dates of receipt, employers, and rows that join no declaration. */
import { describe, expect, it } from 'vitest'
import { brusselsDate } from '../../shared/kernel/calendar.ts'
import {
  ANNA,
  BRAM,
  CLEO,
  csv,
  declaration,
  declarations,
  EMPLOYER,
  findings,
  kbo,
  late,
  OTHER_EMPLOYER,
  outline,
  readFile,
  readRows,
  row,
  said,
  type FileRead,
} from '../support/declaration-builders.ts'

const THIRD_EMPLOYER = kbo('10000000')
const KEY = `${EMPLOYER}#2024Q3`
const short = (read: FileRead): string[] =>
  findings(read).map((finding) => `${said(finding)}${finding.line === undefined ? '' : ` line ${finding.line}`}`)

/** Late rejections in short, by key. */
const lateRejections = (read: FileRead): Record<string, string> =>
  Object.fromEntries(Object.entries(late(read).rejected).map(([key, finding]) => [key, `${said(finding)} line ${finding.line ?? '?'}`]))

describe('rows of one employer and quarter become one declaration', () => {
  it('workers and occupations in file order', async () => {
    const read = declaration(
      await readRows([
        row({ inss: CLEO }),
        row({ inss: ANNA, gross_wage: '1' }),
        row({ inss: ANNA, gross_wage: '2' }),
        row({ inss: BRAM }),
      ]),
    )
    expect(read).toMatchObject({
      employerNumber: EMPLOYER,
      quarter: '2024Q3',
      sequence: 1,
      kind: 'FULL',
      ladder: 'CSV',
      rows: 4,
      warnings: [],
    })
    expect(read.items.map((item) => item.type === 'worker' && [item.inss, ...item.occupations.map(({ grossWage }) => grossWage)])).toEqual([
      [CLEO, '9000.00'],
      [ANNA, '1.00', '2.00'],
      [BRAM, '9000.00'],
    ])
  })

  it('another employer or another quarter is another declaration, each with its own sequence and kind', async () => {
    const read = await readRows([
      row(),
      row({ quarter: '2024Q2', declaration_sequence: '2' }),
      row({ employer_number: OTHER_EMPLOYER, declaration_kind: 'PARTIAL' }),
    ])
    expect(
      declarations(read).map(({ employerNumber, quarter, sequence, kind, rows }) => [employerNumber, quarter, sequence, kind, rows]),
    ).toEqual([
      [EMPLOYER, '2024Q3', 1, 'FULL', 1],
      [EMPLOYER, '2024Q2', 2, 'FULL', 1],
      [OTHER_EMPLOYER, '2024Q3', 1, 'PARTIAL', 1],
    ])
    expect(late(read)).toEqual({ rejected: {}, malformedWorkers: {}, blocksRecovery: false })
  })

  it('an employer number with dots is the same employer, an INSS with dashes the same worker', async () => {
    const read = declaration(await readRows([row(), row({ employer_number: '0123.456.749', inss: '85.01.01-001.15', gross_wage: '1' })]))
    expect(read).toMatchObject({ rows: 2, items: [{ inss: ANNA, occupations: [{}, {}] }] })
  })
})

describe('DCL-001: a declaration that is not in one piece', () => {
  it.each([
    ['two sequences', [row(), row({ declaration_sequence: '2' })], 'DCL-001 two-sequences line 3', { first: '1', second: '2' }],
    ['two kinds', [row(), row({ declaration_kind: 'PARTIAL' })], 'DCL-001 two-kinds line 3', { first: 'FULL', second: 'PARTIAL' }],
    [
      'two kinds, the first by default',
      [row({ declaration_kind: '' }), row({ declaration_kind: 'PARTIAL' })],
      'DCL-001 two-kinds line 3',
      { first: 'FULL', second: 'PARTIAL' },
    ],
    [
      'two sequences and two kinds: the sequences',
      [row(), row({ declaration_kind: 'PARTIAL', declaration_sequence: '3' })],
      'DCL-001 two-sequences line 3',
      { first: '1', second: '3' },
    ],
    [
      'two sequences, also on a row without usable INSS',
      [row(), row({ inss: '1', declaration_sequence: '2' })],
      'DCL-001 two-sequences line 3',
      { first: '1', second: '2' },
    ],
    ['a worker in two places', [row(), row({ inss: BRAM }), row({ gross_wage: '1' })], 'DCL-001 worker-split line 4', {}],
    [
      'a worker in two places, with a row without usable INSS and another worker between',
      [row(), row({ inss: '1' }), row({ inss: BRAM }), row({ gross_wage: '1' })],
      'DCL-001 worker-split line 5',
      {},
    ],
  ])('%s: rejected, with the row that shows it', async (_, rows, code, parameters) => {
    const read = await readRows(rows)
    expect(short(read)[0]).toBe(code)
    expect(read.items).toMatchObject([
      {
        type: 'rejected',
        employerNumber: EMPLOYER,
        quarter: '2024Q3',
        exception: { parameters, employerNumber: EMPLOYER, quarter: '2024Q3' },
      },
    ])
    expect(lateRejections(read)).toEqual({})
  })

  it('a split worker is named', async () => {
    const [finding] = findings(await readRows([row(), row({ inss: BRAM }), row({ gross_wage: '1' })]))
    expect(finding).toMatchObject({ inss: ANNA })
  })

  it.each([
    ['the same sequence written otherwise', [row(), row({ declaration_sequence: '01', gross_wage: '1' })]],
    ['FULL and nothing', [row(), row({ declaration_kind: '', gross_wage: '1' })]],
    ['rows without usable INSS between the rows of one worker', [row(), row({ inss: '' }), row({ inss: '123' }), row({ gross_wage: '1' })]],
    ['a row that joins no declaration between the rows of one worker', [row(), row({ quarter: 'x' }), row({ gross_wage: '1' })]],
    ['a faulty row between the rows of one worker', [row(), row({ gross_wage: 'x' }), row({ gross_wage: '1' })]],
    ['the same worker at another employer between', [row(), row({ employer_number: OTHER_EMPLOYER })]],
  ])('not: %s', async (_, rows) => {
    const read = await readRows(rows)
    expect(declarations(read)[0]).toMatchObject({ employerNumber: EMPLOYER })
    expect(short(read).filter((finding) => finding.startsWith('DCL'))).toEqual([])
    expect(lateRejections(read)).toEqual({})
  })

  it('in two places: known only after the first was delivered, so it is a late finding', async () => {
    const read = await readRows([row(), row({ employer_number: OTHER_EMPLOYER }), row({ inss: BRAM })])
    expect(outline(read)).toEqual([`declaration ${EMPLOYER} 2024Q3`, `declaration ${OTHER_EMPLOYER} 2024Q3`])
    expect(lateRejections(read)).toEqual({ [KEY]: 'DCL-001 declaration-split line 4' })
    expect(declarations(read)[0]).toMatchObject({ rows: 1 })
  })

  it('in three places: the second place is named', async () => {
    const other = row({ quarter: '2024Q2' })
    const read = await readRows([row(), other, row({ inss: BRAM }), row({ quarter: '2024Q1' }), row({ inss: CLEO })])
    expect(lateRejections(read)).toEqual({ [KEY]: 'DCL-001 declaration-split line 4' })
  })

  it('two declarations that are interleaved are both rejected', async () => {
    const other = { employer_number: OTHER_EMPLOYER }
    const read = await readRows([row(), row(other), row({ inss: BRAM }), row({ ...other, inss: BRAM })])
    expect(lateRejections(read)).toEqual({
      [KEY]: 'DCL-001 declaration-split line 4',
      [`${OTHER_EMPLOYER}#2024Q3`]: 'DCL-001 declaration-split line 5',
    })
  })

  it('a row of an invalid employer between splits it too', async () => {
    expect(lateRejections(await readRows([row(), row({ employer_number: '1' }), row({ inss: BRAM })]))).toEqual({
      [KEY]: 'DCL-001 declaration-split line 4',
    })
  })

  it('faulty rows of the second place are reported, where they stand', async () => {
    const read = await readRows([
      row(),
      row({ employer_number: OTHER_EMPLOYER }),
      row({ inss: BRAM, gross_wage: 'x' }),
      row({ inss: 'y' }),
      row({ inss: CLEO }),
      row({ employer_number: THIRD_EMPLOYER }),
    ])
    expect(outline(read)).toEqual([
      `declaration ${EMPLOYER} 2024Q3`,
      `declaration ${OTHER_EMPLOYER} 2024Q3`,
      'loose WRK-003 gross_wage number line 4',
      'loose WRK-001 inss malformed line 5',
      `declaration ${THIRD_EMPLOYER} 2024Q3`,
    ])
  })
})

describe('a rejected declaration keeps the findings of its rows', () => {
  it.each([
    [
      'before and after the row that rejects it',
      [row({ gross_wage: 'x' }), row({ inss: BRAM }), row({ inss: '1' }), row({ weekly_hours: '1' }), row({ inss: CLEO, hours_paid: '' })],
      '2025-01-10',
      ['DCL-001 worker-split line 5', 'WRK-003 gross_wage number line 2', 'WRK-001 inss malformed line 4', 'WRK-002 hours_paid line 6'],
    ],
    [
      'on the row that rejects it',
      [row(), row({ declaration_sequence: '2', gross_wage: '-1' })],
      '2025-01-10',
      ['DCL-001 two-sequences line 3', 'WRK-004 gross_wage negative line 3'],
    ],
    [
      'a repeated row',
      [row(), row(), row({ inss: BRAM, declaration_kind: 'PARTIAL' })],
      '2025-01-10',
      ['DCL-001 two-kinds line 4', 'WRK-007 line 3'],
    ],
    ['a quarter that has not ended', [row({ gross_wage: 'x' })], '2024-09-30', ['DCL-002 line 2', 'WRK-003 gross_wage number line 2']],
    [
      'a quarter without reviewed amounts',
      [row({ quarter: '2018Q4', occupation_start: '2018-01-01', gross_wage: 'x' })],
      '2025-01-10',
      ['DCL-003 quarter line 2', 'WRK-003 gross_wage number line 2'],
    ],
    [
      'an invalid employer number',
      [row({ employer_number: '1', gross_wage: 'x' })],
      '2025-01-10',
      ['DCL-007 employer_number number line 2', 'WRK-003 gross_wage number line 2'],
    ],
  ])('%s', async (_, rows, receivedOn, expected) => {
    expect(short(await readRows(rows, { receivedOn }))).toEqual(expected)
  })
})

describe('DCL-002: the quarter has not ended on the date of receipt in Brussels', () => {
  it.each([
    ['2024-08-15', ['DCL-002 line 2']],
    ['2024-09-30', ['DCL-002 line 2']],
    ['2024-10-01', []],
  ])('2024Q3 received on %s: %j', async (receivedOn, expected) => {
    expect(short(await readRows([row()], { receivedOn }))).toEqual(expected)
  })

  it.each([
    ['half an hour before midnight, summer time', '2024-09-30T21:30:00Z', 'rejected'],
    ['the last second of the quarter', '2024-09-30T21:59:59Z', 'rejected'],
    ['midnight in Brussels, still September in Greenwich', '2024-09-30T22:00:00Z', 'declaration'],
  ])('%s', async (_, instant, type) => {
    expect((await readRows([row()], { receivedOn: brusselsDate(new Date(instant)) })).items).toMatchObject([{ type }])
  })

  it.each([
    ['the last second, winter time', '2024-12-31T22:59:59Z', 'rejected'],
    ['midnight, winter time', '2024-12-31T23:00:00Z', 'declaration'],
  ])('2024Q4, %s', async (_, instant, type) => {
    expect((await readRows([row({ quarter: '2024Q4' })], { receivedOn: brusselsDate(new Date(instant)) })).items).toMatchObject([{ type }])
  })

  it('tells the last day and the day of receipt', async () => {
    expect(findings(await readRows([row()], { receivedOn: '2024-09-30' }))).toMatchObject([
      { code: 'DCL-002', parameters: { lastDay: '2024-09-30', received: '2024-09-30' }, employerNumber: EMPLOYER, quarter: '2024Q3' },
    ])
  })

  it('comes before DCL-003: a quarter that has not ended is not reviewed either', async () => {
    expect(short(await readRows([row({ quarter: '2025Q3' })], { receivedOn: '2025-08-01' }))).toEqual(['DCL-002 line 2'])
  })

  it('comes after DCL-001', async () => {
    expect(short(await readRows([row(), row({ declaration_sequence: '2' })], { receivedOn: '2024-08-01' }))).toEqual([
      'DCL-001 two-sequences line 3',
    ])
  })
})

describe('DCL-003: the legal parameters are not reviewed for the quarter', () => {
  it.each([
    ['2018Q4', ['DCL-003 quarter line 2']],
    ['2019Q1', []],
    ['2025Q2', []],
    ['2025Q3', ['DCL-003 quarter line 2']],
    ['2031Q1', ['DCL-003 quarter line 2']],
  ])('%s: %j', async (quarter, expected) => {
    const read = await readRows([row({ quarter, occupation_start: '2010-01-01' })], { receivedOn: '2035-01-01' })
    expect(short(read).filter((finding) => !finding.startsWith('DCL-004'))).toEqual(expected)
  })

  it('names the table to extend and what was reviewed', async () => {
    const [finding] = findings(await readRows([row({ quarter: '2025Q3' })], { receivedOn: '2026-01-01' }))
    expect(finding?.parameters).toMatchObject({ reviewedFrom: '2019-01-01', reviewedUntil: '2025-06-30' })
    expect(finding?.parameters.table).toContain('GGMMI')
  })
})

describe('DCL-004: declared more than three years after the last day of the quarter', () => {
  it.each([
    ['2021Q1', '2024-03-31', []],
    ['2021Q1', '2024-04-01', ['DCL-004 line 2']],
    ['2020Q4', '2023-12-31', []],
    ['2020Q4', '2024-01-01', ['DCL-004 line 2']],
    ['2021Q2', '2024-06-30', []],
    ['2021Q2', '2024-07-01', ['DCL-004 line 2']],
    ['2021Q3', '2024-09-30', []],
    ['2021Q3', '2024-10-01', ['DCL-004 line 2']],
  ])('%s received on %s: %j', async (quarter, receivedOn, expected) => {
    const read = await readRows([row({ quarter })], { receivedOn })
    expect(declaration(read).items).toMatchObject([{ type: 'worker' }])
    expect(short(read)).toEqual(expected)
  })

  it('the date is that of Brussels', async () => {
    expect(short(await readRows([row({ quarter: '2021Q3' })], { receivedOn: brusselsDate(new Date('2024-09-30T22:00:00Z')) }))).toEqual([
      'DCL-004 line 2',
    ])
    expect(short(await readRows([row({ quarter: '2021Q3' })], { receivedOn: brusselsDate(new Date('2024-09-30T21:59:59Z')) }))).toEqual([])
  })
})

describe('DCL-007: the employer number is invalid', () => {
  it.each([
    ['missing', ''],
    ['nine digits', '123456749'],
    ['eleven digits', '01234567490'],
    ['check digits', '0123456748'],
    ['letters', 'BE0123456749'],
    ['an establishment number', kbo('20000000')],
    ['dashes', '0123-456-749'],
  ])('%s', async (_, employer) => {
    const read = await readRows([row({ employer_number: employer })])
    expect(read.items).toEqual([
      {
        type: 'rejected',
        employerNumber: employer,
        quarter: '2024Q3',
        rowExceptions: [],
        exception: {
          code: 'DCL-007',
          details: ['number'],
          parameters: {},
          line: 2,
          employerNumber: employer,
          quarter: '2024Q3',
          field: 'employer_number',
          value: employer,
        },
      },
    ])
  })

  it.each([
    ['plain', '0123456749'],
    ['with dots', '0123.456.749'],
    ['with a first digit 1', THIRD_EMPLOYER],
  ])('accepted: %s', async (_, employer) => {
    expect(declaration(await readRows([row({ employer_number: employer })])).employerNumber).toBe(employer.replaceAll('.', ''))
  })

  it('once per number and quarter, also when its rows stand apart', async () => {
    const read = await readRows([
      row({ employer_number: '1' }),
      row({ employer_number: '1', inss: BRAM }),
      row(),
      row({ employer_number: '1', inss: CLEO }),
      row({ employer_number: '1', quarter: '2024Q2' }),
      row({ employer_number: '2' }),
    ])
    expect(outline(read)).toEqual([
      'rejected 1 2024Q3 DCL-007 employer_number number',
      `declaration ${EMPLOYER} 2024Q3`,
      'rejected 1 2024Q2 DCL-007 employer_number number',
      'rejected 2 2024Q3 DCL-007 employer_number number',
    ])
  })

  it('an absent worker of any employer in the file may be one of its rows: nothing is recovered', async () => {
    expect(late(await readRows([row(), row({ employer_number: '1' })]))).toEqual({
      rejected: {},
      malformedWorkers: {},
      blocksRecovery: true,
    })
  })
})

describe('a row whose quarter, sequence or kind is missing or malformed joins no declaration', () => {
  const faulty = [
    ['quarter malformed', { quarter: '2024' }, 'WRK-003 quarter quarter'],
    ['quarter missing', { quarter: '' }, 'WRK-002 quarter'],
    ['sequence malformed', { declaration_sequence: '0' }, 'WRK-003 declaration_sequence sequence'],
    ['sequence missing', { declaration_sequence: '' }, 'WRK-002 declaration_sequence'],
    ['kind malformed', { declaration_kind: 'NEW' }, 'WRK-003 declaration_kind kind'],
  ] as const

  it.each(faulty)('%s: a loose row, and its worker is refused in every declaration of the employer', async (_, changed, code) => {
    const read = await readRows([row(changed), row({ inss: BRAM })])
    expect(outline(read)).toEqual([`loose ${code} line 2`, `declaration ${EMPLOYER} 2024Q3`])
    expect(declaration(read)).toMatchObject({ rows: 1, items: [{ inss: BRAM }] })
    expect(late(read)).toEqual({ rejected: {}, malformedWorkers: { [EMPLOYER]: [ANNA] }, blocksRecovery: true })
  })

  it.each(faulty)('%s, after a declaration: it does not end the declaration, and follows it', async (_, changed, code) => {
    const read = await readRows([row(), row({ ...changed, inss: CLEO }), row({ inss: BRAM }), row({ employer_number: OTHER_EMPLOYER })])
    expect(outline(read)).toEqual([`declaration ${EMPLOYER} 2024Q3`, `loose ${code} line 3`, `declaration ${OTHER_EMPLOYER} 2024Q3`])
    expect(declarations(read)[0]).toMatchObject({ rows: 2 })
    expect(late(read)).toEqual({ rejected: {}, malformedWorkers: { [EMPLOYER]: [CLEO] }, blocksRecovery: true })
  })

  it.each(faulty)('%s, with a wrong INSS too: the INSS is reported, and the employer is named without worker', async (_, changed) => {
    const read = await readRows([row({ ...changed, inss: '1' })])
    expect(outline(read)).toEqual(['loose WRK-001 inss malformed line 2'])
    expect(late(read)).toEqual({ rejected: {}, malformedWorkers: { [EMPLOYER]: [] }, blocksRecovery: true })
  })

  it.each(faulty)('%s, with an invalid employer too: only the row is reported', async (_, changed, code) => {
    const read = await readRows([row({ ...changed, employer_number: '1' })])
    expect(outline(read)).toEqual([`loose ${code} line 2`])
    expect(late(read)).toEqual({ rejected: {}, malformedWorkers: {}, blocksRecovery: true })
  })

  it('several workers of several employers, each once', async () => {
    const read = await readRows([
      row({ quarter: '' }),
      row({ quarter: '' }),
      row({ quarter: '', inss: BRAM }),
      row({ quarter: '', inss: '' }),
      row({ quarter: '', employer_number: OTHER_EMPLOYER, inss: CLEO }),
    ])
    expect(late(read).malformedWorkers).toEqual({ [EMPLOYER]: [ANNA, BRAM], [OTHER_EMPLOYER]: [CLEO] })
  })

  it('the file is complete even when no row joins a declaration', async () => {
    const read = await readRows([row({ quarter: '' })])
    expect(read.outcome).toMatchObject({ kind: 'complete', rows: 1 })
    expect(declarations(read)).toEqual([])
  })
})

describe('recovery from absent workers', () => {
  it.each([
    ['only good rows', [row()], false],
    ['a faulty row of a worker', [row({ gross_wage: 'x' })], false],
    ['a row without usable INSS: the declaration itself says so', [row({ inss: '1' })], false],
    ['a rejected declaration', [row(), row({ declaration_sequence: '2' })], false],
    ['a row that joined no declaration', [row({ quarter: '1' })], true],
    ['an invalid employer number', [row({ employer_number: '1' })], true],
  ])('the rest of the file blocks it, %s: %j', async (_, rows, blocked) => {
    expect(late(await readRows(rows)).blocksRecovery).toBe(blocked)
  })
})

describe('items come in the order of the file', () => {
  it('loose rows, declarations and rejected ones', async () => {
    const read = await readRows([
      row({ quarter: 'a' }),
      row({ employer_number: OTHER_EMPLOYER }),
      row({ employer_number: OTHER_EMPLOYER, quarter: 'b' }),
      row({ employer_number: '1' }),
      row({ quarter: 'c' }),
      row(),
      row({ inss: BRAM }),
      row({ gross_wage: '1' }),
      row({ quarter: '2024Q2' }),
      row({ quarter: 'd' }),
    ])
    expect(outline(read)).toEqual([
      'loose WRK-003 quarter quarter line 2',
      `declaration ${OTHER_EMPLOYER} 2024Q3`,
      'loose WRK-003 quarter quarter line 4',
      'rejected 1 2024Q3 DCL-007 employer_number number',
      'loose WRK-003 quarter quarter line 6',
      `rejected ${EMPLOYER} 2024Q3 DCL-001 worker-split`,
      `declaration ${EMPLOYER} 2024Q2`,
      'loose WRK-003 quarter quarter line 11',
    ])
  })

  it('within a declaration: workers, refused workers and rows without usable INSS', async () => {
    const { items } = declaration(
      await readFile(csv([row({ inss: CLEO }), row({ inss: '' }), row({ gross_wage: 'x' }), row({ inss: '1' }), row({ inss: BRAM })])),
    )
    expect(items.map(({ type }) => type)).toEqual(['worker', 'unnamed-row', 'refused-worker', 'unnamed-row', 'worker'])
  })
})
