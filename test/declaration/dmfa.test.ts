/** Checks a DmfA as a whole: the head of each Form, who the employer is, its control total, its place in time, and whom it names. */
import { describe, expect, it } from 'vitest'
import type { Declaration } from '../../shared/declaration/declaration.ts'
import { parseWorkerLine } from '../../shared/law/worker-line.ts'
import { ANNA, EMPLOYER, kbo, OTHER_EMPLOYER, said } from '../support/declaration-builders.ts'
import {
  contribution,
  dmfa,
  form,
  occupation,
  pay,
  person,
  readXml,
  reduction,
  service,
  workerRecord,
  type Tags,
  type XmlRead,
  type XmlReading,
} from '../support/xml-builders.ts'

/** Items in short, with the RSZ's own code: `declaration 0123456749 2024Q3`, `rejected … DCL-007 CompanyID number 00014-004`. */
const outline = ({ items, outcome }: XmlRead): string[] => [
  ...items.map((item) => {
    if (item.type === 'declaration') return `declaration ${item.declaration.employerNumber} ${item.declaration.quarter}`
    if (item.type !== 'rejected') return item.type
    const { employerNumber, quarter, exception } = item
    return [`rejected ${employerNumber} ${quarter}`, said(exception), exception.anomaly ?? ''].join(' ').trim()
  }),
  ...(outcome.kind === 'complete' ? [] : [said(outcome.exception)]),
]

const declaration = ({ items }: XmlRead): Declaration => {
  const [item, ...others] = items
  if (item?.type !== 'declaration' || others.length > 0) throw new Error('the file does not have exactly one declaration')
  return item.declaration
}

const of = async (changed: Tags, head: Tags = {}, reading: XmlReading = {}): Promise<string[]> =>
  outline(await readXml(dmfa(form(undefined, changed, head)), reading))

const RIGHT = [`declaration ${EMPLOYER} 2024Q3`]

describe('a Form that is right', () => {
  it('is a FULL declaration at its place in the file, with its worker', async () => {
    const read = await readXml(dmfa(form()))
    expect(declaration(read)).toMatchObject({
      employerNumber: EMPLOYER,
      quarter: '2024Q3',
      ladder: 'DMFA',
      kind: 'FULL',
      sequence: Date.UTC(2024, 9, 14, 9, 30),
      rows: 1,
      firstLine: 2,
      warnings: [],
      items: [{ type: 'worker', inss: ANNA, line: 2, occupations: [] }],
    })
    expect(read.outcome).toEqual({ kind: 'complete', rows: 1, late: { rejected: {}, malformedWorkers: {}, blocksRecovery: false } })
  })

  it('says of its worker exactly what stands there', async () => {
    const content =
      service('001', '06500', '49400') + service('010', '0100') + pay('001', '00000900000') + reduction('Occupation', '3000', '1')
    const records = workerRecord(
      occupation({ OccupationEndingDate: '2024-09-15', MeanWorkingHours: '1900', ContractType: '1', WorkingDaysSystem: '250' }, content)
        + contribution('495', '0', '00000900000', '00000342630')
        + contribution('856', '0', undefined, '5')
        + reduction('Worker', '0001', '15000'),
    )
    const [worker] = declaration(await readXml(dmfa(form(person(ANNA, records))))).items
    expect(worker?.type === 'worker' ? worker.workerLines?.map(parseWorkerLine) : worker).toEqual([
      {
        employerClass: '010',
        workerCode: '495',
        occupations: [
          {
            start: '2020-01-01',
            end: '2024-09-15',
            workingDays: '2.50',
            weeklyHours: '19.00',
            fulltimeWeeklyHours: '38.00',
            establishmentNumber: '2000000042',
            services: [
              { code: '001', days: '65.00', hours: '494.00' },
              { code: '010', days: '1.00', hours: null },
            ],
            remunerations: [{ code: '001', amount: '9000.00' }],
            deductions: [{ code: '3000', amount: '0.01' }],
          },
        ],
        contributions: [
          { code: '495', type: '0', basis: '9000.00', amount: '3426.30' },
          { code: '856', type: '0', basis: null, amount: '0.05' },
        ],
        deductions: [{ code: '0001', amount: '150.00' }],
      },
    ])
  })
})

describe('who the employer is', () => {
  const NINE = EMPLOYER.slice(1)
  it.each([
    ['ten digits', EMPLOYER],
    ['nine digits: the zero in front is dropped', NINE],
    ['white space around it', `\n ${EMPLOYER} `],
  ])('%s', async (_, number) => {
    expect(await of({ CompanyID: number })).toEqual(RIGHT)
  })

  it('a number that begins with 1', async () => {
    expect(await of({ CompanyID: kbo('10000000') })).toEqual([`declaration ${kbo('10000000')} 2024Q3`])
  })

  it.each([
    ['wrong check digits', '0123456789', '004'],
    ['nine digits with wrong check digits', '123456789', '004'],
    ['eleven digits', `0${EMPLOYER}`, '003'],
    ['an establishment number', '2000000042', '003'],
    ['letters', 'BE0123456749', '003'],
  ])('%s: DCL-007, even when the RSZ number is known', async (_, number, kind) => {
    expect(await of({ CompanyID: number }, {}, { employers: { '199999740': EMPLOYER } })).toEqual([
      `rejected ${number} 2024Q3 DCL-007 CompanyID number 00014-${kind}`,
    ])
  })

  it.each([
    ['0', '0'],
    ['0000000000', '0000000000'],
    ['empty', ''],
    ['absent', undefined],
  ])('%s says unknown: found by the RSZ number, whose leading zeros do not count', async (_, number) => {
    const employers = { '199999740': OTHER_EMPLOYER }
    for (const noss of ['199999740', '0199999740', '00199999740'])
      expect(await of({ CompanyID: number, NOSSRegistrationNbr: noss }, {}, { employers })).toEqual([
        `declaration ${OTHER_EMPLOYER} 2024Q3`,
      ])
  })

  it.each(['199999741', '0', '', undefined, 'x'])('RSZ number %s is not known: DCL-007', async (noss) => {
    const [found] = await of({ CompanyID: '0', NOSSRegistrationNbr: noss }, {}, { employers: { '199999740': EMPLOYER } })
    expect(found).toBe('rejected 0 2024Q3 DCL-007 NOSSRegistrationNbr noss 00014-001')
  })

  it('the findings about workers name the employer that was found', async () => {
    const people = person(ANNA, workerRecord(occupation({ OccupationStartingDate: '' }))) + person('1')
    const read = await readXml(dmfa(form(people, { CompanyID: '0' })), { employers: { '199999740': OTHER_EMPLOYER } })
    const numbers = declaration(read).items.flatMap((item) =>
      item.type === 'unnamed-row' ? [item.exception] : item.type === 'refused-worker' ? item.exceptions : [],
    )
    expect(numbers.map(({ employerNumber }) => employerNumber)).toEqual([OTHER_EMPLOYER, OTHER_EMPLOYER])
  })
})

describe('the head', () => {
  it.each([undefined, '', '2024', '20240', '20245', '202403', '2024Q3', 'x', '18993'])(
    'Quarter %s cannot be read: DCL-011',
    async (quarter) => {
      expect(await of({ Quarter: quarter })).toEqual([
        `rejected ${EMPLOYER} ${quarter ?? ''} DCL-011 Quarter 00013-${(quarter ?? '') === '' ? '001' : '003'}`,
      ])
    },
  )

  it.each([
    ['00:00:00.000', Date.UTC(2024, 9, 14)],
    ['23:59:59.999', Date.UTC(2024, 9, 14, 23, 59, 59, 999)],
    ['09:30:00', Date.UTC(2024, 9, 14, 9, 30)],
    ['09:30:00.5', Date.UTC(2024, 9, 14, 9, 30, 0, 500)],
    ['09:30:00.123456', Date.UTC(2024, 9, 14, 9, 30, 0, 123)],
  ])('FormCreationHour %s: the sequence is the instant in milliseconds', async (hour, sequence) => {
    expect(declaration(await readXml(dmfa(form(undefined, {}, { FormCreationHour: hour })))).sequence).toBe(sequence)
  })

  it.each([
    ['2024-10-14', '24:00:00.000'],
    ['2024-10-14', '09:60:00.000'],
    ['2024-10-14', '09:30:60.000'],
    ['2024-10-14', '9:30:00.000'],
    ['2024-10-14', '09:30'],
    ['2024-10-14', ''],
    ['2024-10-14', undefined],
    ['2024-02-30', '09:30:00.000'],
    ['14-10-2024', '09:30:00.000'],
    ['', '09:30:00.000'],
    [undefined, '09:30:00.000'],
  ])('%s %s has no place in time: DCL-011', async (date, hour) => {
    expect(await of({}, { FormCreationDate: date, FormCreationHour: hour })).toEqual([
      `rejected ${EMPLOYER} 2024Q3 DCL-011 FormCreationDate`,
    ])
  })

  it.each(['', undefined, 'x', '-1', '1.5', '1234567890123456'])('NetOwedAmount %s cannot be read: DCL-011', async (amount) => {
    expect(await of({ NetOwedAmount: amount })).toEqual([
      `rejected ${EMPLOYER} 2024Q3 DCL-011 NetOwedAmount 00015-${(amount ?? '') === '' ? '001' : '003'}`,
    ])
  })

  it.each([
    ['the last day of the quarter: DCL-002', '2024-09-30', [`rejected ${EMPLOYER} 2024Q3 DCL-002`]],
    ['the day after', '2024-10-01', RIGHT],
    ['three years after the last day', '2027-09-30', RIGHT],
  ])('received on %s', async (_, receivedOn, expected) => {
    expect(await of({}, {}, { receivedOn })).toEqual(expected)
  })

  it('received later than three years after the last day: DCL-004, and computed', async () => {
    const warnings = async (receivedOn: string): Promise<string[]> =>
      declaration(await readXml(dmfa(form()), { receivedOn })).warnings.map(said)
    expect(await warnings('2027-09-30')).toEqual([])
    expect(await warnings('2027-10-01')).toEqual(['DCL-004'])
  })

  it.each([
    ['20184', false],
    ['20191', true],
    ['20252', true],
    ['20253', false],
  ])('the law of %s is reviewed: %s (DCL-003)', async (quarter, isReviewed) => {
    const [found] = await of({ Quarter: quarter }, {}, { receivedOn: '2025-12-31' })
    expect(found?.includes('DCL-003')).toBe(!isReviewed)
  })

  it('the first reason counts, and the faulty rows are reported with it', async () => {
    const people = person(ANNA, workerRecord(occupation({ WorkingDaysSystem: '701' }))) + person('1')
    const { items } = await readXml(dmfa(form(people, { CompanyID: '1', Quarter: 'x', NetOwedAmount: '1' })))
    expect(items).toMatchObject([
      { type: 'rejected', employerNumber: '1', quarter: 'x', exception: { code: 'DCL-007', line: 2, column: 15 } },
    ])
    const [item] = items
    expect(item?.type === 'rejected' ? item.rowExceptions.map(said) : []).toEqual([
      'WRK-004 WorkingDaysSystem above',
      'WRK-001 INSS malformed',
    ])
  })
})
