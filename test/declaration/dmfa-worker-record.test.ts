/** Checks one worker record of a DmfA: every WRK code on both sides of its bounds, with the tag and the RSZ's own code of the error. */
import { describe, expect, it } from 'vitest'
import type { BusinessException } from '../../shared/exceptions/business-exception.ts'
import { ANNA, said } from '../support/declaration-builders.ts'
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
  tag,
  workerRecord,
  type Tags,
} from '../support/xml-builders.ts'

/** The findings of Anna with these worker records, also when they make the control total differ. */
async function findings(records: string): Promise<readonly BusinessException[]> {
  const { items } = await readXml(dmfa(form(person(ANNA, records))))
  const [item, ...others] = items
  if (item === undefined || others.length > 0) throw new Error('the file does not have exactly one item')
  if (item.type === 'rejected') return item.rowExceptions
  if (item.type !== 'declaration') throw new Error(`not a declaration: ${item.type}`)
  return item.declaration.items.flatMap((each) => (each.type === 'refused-worker' ? each.exceptions : []))
}

/** In short: `WRK-004 WorkingDaysSystem above 00047-008`. */
const of = async (records: string): Promise<string[]> =>
  (await findings(records)).map((exception) => [said(exception), exception.anomaly ?? ''].join(' ').trim())

const SERVICE = service('001', '06600')
const PAY = pay('001', '00000900000')
const OWED = contribution('495', '0', '00000900000', '00000342630')

const ofOccupation = (changed: Tags, content = SERVICE + PAY): Promise<string[]> => of(workerRecord(occupation(changed, content) + OWED))
const ofContent = (content: string): Promise<string[]> => ofOccupation({}, content)
const ofRecord = (changed: Tags): Promise<string[]> => of(workerRecord(occupation() + OWED, changed))
const ofContributions = (...contributions: readonly string[]): Promise<string[]> => of(workerRecord(occupation() + contributions.join('')))

it('a worker record that is right has no finding', async () => {
  expect(await of(workerRecord())).toEqual([])
})

it('the place is that of the element that holds the field, with the worker and the quarter', async () => {
  const record = workerRecord(`\n${occupation({}, `\n  ${service('001', 'x')}${PAY}`)}`)
  expect(await findings(record)).toEqual([
    {
      code: 'WRK-003',
      details: ['whole-number'],
      parameters: {},
      line: 4,
      column: 3,
      employerNumber: '0123456749',
      inss: ANNA,
      quarter: '2024Q3',
      field: 'ServiceNbrDays',
      value: 'x',
      anomaly: '00063-002',
    },
  ])
})

describe('WRK-002: a required field is missing', () => {
  const without = (element: string, name: string): readonly string[] => [
    element.replace(new RegExp(`<${name}>[^<]*</${name}>|<${name}/>`), ''),
    element.replace(new RegExp(`<${name}>[^<]*</${name}>|<${name}/>`), `<${name}/>`),
    element.replace(new RegExp(`<${name}>[^<]*</${name}>|<${name}/>`), `<${name}> \n </${name}>`),
  ]
  it.each<[string, string, string]>([
    ['EmployerClass', '00036', workerRecord()],
    ['WorkerCode', '00037', workerRecord()],
    ['OccupationStartingDate', '00044', workerRecord()],
    ['WorkingDaysSystem', '00047', workerRecord()],
    ['RefMeanWorkingHours', '00049', workerRecord()],
    ['MeanWorkingHours', '00048', workerRecord(occupation({ ContractType: '1' }))],
    ['ServiceCode', '00062', workerRecord()],
    ['ServiceNbrDays', '00063', workerRecord()],
    ['RemunCode', '00067', workerRecord()],
    ['RemunAmount', '00070', workerRecord()],
    ['ContributionWorkerCode', '00082', workerRecord()],
    ['ContributionType', '00083', workerRecord()],
    ['ContributionCalculationBasis', '00084', workerRecord()],
    ['ContributionAmount', '00085', workerRecord()],
    ['DeductionCode', '00086', workerRecord(occupation({}, PAY + reduction('Occupation', '3000', '1')))],
    ['DeductionCode', '00086', workerRecord(occupation() + reduction('Worker', '0001', '1'))],
  ])('%s (%s): absent, empty or white space', async (name, zone, right) => {
    expect(await of(right)).toEqual([])
    for (const wrong of without(right, name)) expect(await of(wrong)).toEqual([`WRK-002 ${name} ${zone}-001`])
  })

  it('a full-time worker needs no hours of his own: they are those of the full-time reference person', async () => {
    expect(await ofOccupation({ MeanWorkingHours: undefined, ContractType: '0' })).toEqual([])
    expect(await ofOccupation({ MeanWorkingHours: '', ContractType: '0' })).toEqual([])
  })

  it('working time needs days or hours', async () => {
    expect(await ofContent(tag('Service', '<ServiceCode>001</ServiceCode><ServiceNbrHours>100</ServiceNbrHours>'))).toEqual([])
    expect(await ofContent(tag('Service', '<ServiceCode>001</ServiceCode><ServiceNbrDays>0</ServiceNbrDays>'))).toEqual([])
  })

  it('a basis is needed only where it tells the own share of the worker', async () => {
    expect(await ofContributions(contribution('495', '0', undefined, '0'))).toEqual([])
    expect(await ofContributions(contribution('495', '0', '0', '1'))).toEqual([])
    expect(await ofContributions(contribution('810', '0', undefined, '1'), contribution('856', '0', '', '1'))).toEqual([])
    expect(await ofContributions(contribution('495', '0', undefined, '1'))).toEqual(['WRK-002 ContributionCalculationBasis 00084-001'])
  })

  it('a contribution of type 2 is the share of the worker as a whole: it needs no basis', async () => {
    expect(await ofContributions(contribution('495', '2', undefined, '1'))).toEqual([])
  })
})

describe('WRK-003: a field that cannot be read', () => {
  it.each<[string, string, string, (text: string) => string]>([
    ['EmployerClass', '00036', 'code', (text) => workerRecord(undefined, { EmployerClass: text })],
    ['WorkerCode', '00037', 'code', (text) => workerRecord(occupation(), { WorkerCode: text })],
    ['WorkingDaysSystem', '00047', 'whole-number', (text) => workerRecord(occupation({ WorkingDaysSystem: text }))],
    ['RefMeanWorkingHours', '00049', 'whole-number', (text) => workerRecord(occupation({ RefMeanWorkingHours: text }))],
    ['MeanWorkingHours', '00048', 'whole-number', (text) => workerRecord(occupation({ MeanWorkingHours: text }))],
    ['ServiceCode', '00062', 'code', (text) => workerRecord(occupation({}, service(text, '1')))],
    ['ServiceNbrDays', '00063', 'whole-number', (text) => workerRecord(occupation({}, service('001', text)))],
    ['ServiceNbrHours', '00064', 'whole-number', (text) => workerRecord(occupation({}, service('001', '1', text)))],
    ['RemunCode', '00067', 'code', (text) => workerRecord(occupation({}, pay(text, '1')))],
    ['RemunAmount', '00070', 'whole-number', (text) => workerRecord(occupation({}, pay('001', text)))],
    ['ContributionWorkerCode', '00082', 'code', (text) => workerRecord(occupation() + contribution(text, '0', '1', '1'))],
    ['ContributionType', '00083', 'code', (text) => workerRecord(occupation() + contribution('810', text, '1', '1'))],
    ['ContributionCalculationBasis', '00084', 'whole-number', (text) => workerRecord(occupation() + contribution('495', '0', text, '1'))],
    ['ContributionAmount', '00085', 'whole-number', (text) => workerRecord(occupation() + contribution('495', '0', '1', text))],
    ['DeductionCode', '00086', 'code', (text) => workerRecord(occupation() + reduction('Worker', text, '1'))],
    ['DeductionAmount', '00089', 'whole-number', (text) => workerRecord(occupation() + reduction('Worker', '3000', text))],
  ])('%s (%s)', async (name, zone, detail, record) => {
    for (const text of ['-1', '+1', '1.5', '1,5', '1e3', 'x', '1 2', '٣', '0x1']) {
      expect(await of(record(text)), text).toEqual([`WRK-003 ${name} ${detail} ${zone}-002`])
    }
  })

  it.each([
    ['EmployerClass', '0010', '00036', (text: string) => workerRecord(undefined, { EmployerClass: text })],
    ['ServiceCode', '0001', '00062', (text: string) => workerRecord(occupation({}, service(text, '1')))],
    ['ContributionType', '00', '00083', (text: string) => workerRecord(occupation() + contribution('810', text, '1', '1'))],
    ['DeductionCode', '03000', '00086', (text: string) => workerRecord(occupation() + reduction('Worker', text, '1'))],
  ])('%s %s has more digits than a code', async (name, text, zone, record) => {
    expect(await of(record(text))).toEqual([`WRK-003 ${name} code ${zone}-002`])
  })

  it.each(['2024-02-30', '2023-02-29', '2024-9-1', '01-07-2024', '20240701', '2024-07', '2024-07-01T00:00:00', '1899-12-31', 'x'])(
    'date %s',
    async (date) => {
      expect(await ofOccupation({ OccupationStartingDate: date })).toEqual(['WRK-003 OccupationStartingDate date 00044-008'])
      expect(await ofOccupation({ OccupationEndingDate: date })).toEqual(['WRK-003 OccupationEndingDate date 00045-008'])
      expect(await ofRecord({ NOSSQuarterStartingDate: date })).toEqual(['WRK-003 NOSSQuarterStartingDate date 00038-008'])
      expect(await ofRecord({ NOSSQuarterEndingDate: date })).toEqual(['WRK-003 NOSSQuarterEndingDate date 00039-008'])
    },
  )

  it('29 February of a leap year is a date', async () => {
    expect(await ofOccupation({ OccupationStartingDate: '2024-02-29' })).toEqual([])
  })
})

describe('WRK-004: out of bounds', () => {
  const AMOUNT_MAX = '99999999999'
  const ABOVE = '100000000000'
  it.each<[string, string, string, string, (text: string) => string]>([
    ['WorkingDaysSystem', '00047', '700', '701', (text) => workerRecord(occupation({ WorkingDaysSystem: text }))],
    ['RefMeanWorkingHours', '00049', '6000', '6001', (text) => workerRecord(occupation({ RefMeanWorkingHours: text }))],
    [
      'MeanWorkingHours',
      '00048',
      '6000',
      '6001',
      (text) => workerRecord(occupation({ RefMeanWorkingHours: '6000', MeanWorkingHours: text }, '')),
    ],
    ['ServiceNbrDays', '00063', '36600', '36601', (text) => workerRecord(occupation({ MeanWorkingHours: '0' }, service('001', text)))],
    ['RemunAmount', '00070', AMOUNT_MAX, ABOVE, (text) => workerRecord(occupation({}, pay('001', text)))],
    [
      'ContributionCalculationBasis',
      '00084',
      AMOUNT_MAX,
      ABOVE,
      (text) => workerRecord(occupation() + contribution('810', '0', text, '1')),
    ],
    ['ContributionAmount', '00085', AMOUNT_MAX, ABOVE, (text) => workerRecord(occupation() + contribution('810', '0', '1', text))],
    ['DeductionAmount', '00089', AMOUNT_MAX, ABOVE, (text) => workerRecord(occupation() + reduction('Worker', '3000', text))],
  ])('%s (%s): %s is accepted, %s is not', async (name, zone, largest, above, record) => {
    expect(await of(record(largest))).toEqual([])
    expect(await of(record(largest.padStart(40, '0')))).toEqual([])
    for (const wrong of [above, '9'.repeat(16), '9'.repeat(400)])
      expect(await of(record(wrong)), wrong).toEqual([`WRK-004 ${name} above ${zone}-008`])
  })

  it('a full-time reference person works more than 0 hours', async () => {
    expect(await ofOccupation({ RefMeanWorkingHours: '1', MeanWorkingHours: '1' })).toEqual([])
    for (const zero of ['0', '0000'])
      expect(await ofOccupation({ RefMeanWorkingHours: zero, MeanWorkingHours: '0' })).toEqual([
        'WRK-004 RefMeanWorkingHours not-positive 00049-008',
      ])
  })

  it('a worker works no more hours a week than the full-time reference person', async () => {
    expect(await ofOccupation({ MeanWorkingHours: '0' })).toEqual([])
    expect(await ofOccupation({ MeanWorkingHours: '3800' })).toEqual([])
    expect(await ofOccupation({ MeanWorkingHours: '3801' })).toEqual(['WRK-004 MeanWorkingHours hours-above-fulltime 00048-008'])
  })

  it('days of work need a working week', async () => {
    expect(await ofOccupation({ WorkingDaysSystem: '1' }, service('001', '1'))).toEqual([])
    expect(await ofOccupation({ WorkingDaysSystem: '0' }, service('001', '1'))).toEqual([
      'WRK-004 WorkingDaysSystem not-positive 00047-008',
    ])
    expect(await ofOccupation({ WorkingDaysSystem: '0' }, service('001', '1', '100'))).toEqual([])
  })

  const TOO_LONG = ['WRK-004 ServiceNbrHours hours-in-quarter 00064-008']
  it.each<[string, Tags, string, string]>([
    ['in hours', {}, service('001', '0', '100000'), service('001', '0', '100001')],
    ['the largest hours of the schema', {}, service('001', '0', '0'), service('001', '0', '9999999')],
    ['in days: 131.57 days of 7.6 hours', {}, service('001', '13157'), service('001', '13158')],
    [
      'under two codes',
      {},
      service('001', '0', '50000') + service('002', '0', '50000'),
      service('001', '0', '50000') + service('050', '0', '50001'),
    ],
    [
      'in hours and in days',
      { WorkingDaysSystem: '380' },
      service('001', '0', '99000') + service('010', '100'),
      service('001', '0', '99001') + service('010', '100'),
    ],
  ])('at most 1,000 hours in the quarter: %s', async (_, changed, most, more) => {
    expect(await ofOccupation(changed, most)).toEqual([])
    expect(await ofOccupation(changed, more)).toEqual(TOO_LONG)
  })

  it('hours above the schema', async () => {
    expect(await ofContent(service('001', '0', '10000000'))).toEqual(['WRK-004 ServiceNbrHours above 00064-008'])
  })
})
