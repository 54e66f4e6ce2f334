/** Checks a worker record of a DmfA as a whole: dates, establishment, what is double or contradicts itself (WRK-005 to WRK-008), and what is right though it looks odd. */
import { describe, expect, it } from 'vitest'
import type { BusinessException } from '../../shared/exceptions/business-exception.ts'
import { ANNA, kbo, said } from '../support/declaration-builders.ts'
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
const ofContributions = (...contributions: readonly string[]): Promise<string[]> => of(workerRecord(occupation() + contributions.join('')))

describe('WRK-005: dates', () => {
  const dates = (start: string, end?: string, record: Tags = {}): Promise<string[]> =>
    of(workerRecord(occupation({ OccupationStartingDate: start, OccupationEndingDate: end }) + OWED, record))
  const AFTER = ['WRK-005 OccupationStartingDate after-quarter 00044-008']
  const BEFORE = ['WRK-005 OccupationEndingDate before-quarter 00045-008']
  const REVERSED = ['WRK-005 OccupationEndingDate reversed 00045-014']
  /** The period of manual workers, whose last pay ends on another day than the quarter. */
  const PERIOD = { NOSSQuarterStartingDate: '2024-06-24', NOSSQuarterEndingDate: '2024-10-06' }
  const SHORT = { NOSSQuarterStartingDate: '2024-07-08', NOSSQuarterEndingDate: '2024-09-22' }
  const ELSEWHERE = { NOSSQuarterStartingDate: '2024-10-01', NOSSQuarterEndingDate: '2024-12-31' }

  it.each<[string, readonly [start: string, end?: string | undefined, record?: Tags], readonly string[]]>([
    ['running', ['2020-01-01'], []],
    ['starts on the last day', ['2024-09-30'], []],
    ['starts a day later', ['2024-10-01'], AFTER],
    ['ends on the first day', ['2020-01-01', '2024-07-01'], []],
    ['ends a day earlier', ['2020-01-01', '2024-06-30'], BEFORE],
    ['one day', ['2024-08-01', '2024-08-01'], []],
    ['reversed by a day', ['2024-08-01', '2024-07-31'], REVERSED],
    ['reversed and outside', ['2024-10-01', '2024-06-30'], REVERSED],
    ['a longer RSZ period: starts on its last day', ['2024-10-06', undefined, PERIOD], []],
    ['a longer RSZ period: starts a day later', ['2024-10-07', undefined, PERIOD], AFTER],
    ['a longer RSZ period: ends on its first day', ['2020-01-01', '2024-06-24', PERIOD], []],
    ['a longer RSZ period: ends a day earlier', ['2020-01-01', '2024-06-23', PERIOD], BEFORE],
    ['a shorter RSZ period takes nothing away', ['2024-09-30', undefined, SHORT], []],
    ['a shorter RSZ period, the first days', ['2020-01-01', '2024-07-01', SHORT], []],
    ['an RSZ period that does not touch the quarter adds nothing', ['2024-10-01', undefined, ELSEWHERE], AFTER],
    ['no RSZ period', ['2024-10-01', undefined, { NOSSQuarterStartingDate: '', NOSSQuarterEndingDate: undefined }], AFTER],
  ])('%s', async (_, [start, end, record], expected) => {
    expect(await dates(start, end, record)).toEqual(expected)
  })
})

describe('WRK-006: establishment', () => {
  it.each([
    ['absent', undefined],
    ['empty', ''],
    ['0: there is none', '0'],
    ['0000000000', '0000000000'],
    ['abroad', '8999999993'],
    ['fictive, Flemish Region', '8999999104'],
    ['fictive, German-speaking', '8999999401'],
    ['number pending', '8999999005'],
    ['not applicable', '8999999894'],
    ['first digit 2', kbo('20000001')],
    ['first digit 8', kbo('80000000')],
  ])('accepted: %s', async (_, number) => {
    expect(await ofOccupation({ LocalUnitID: number })).toEqual([])
  })

  it.each([
    ['check digits', '2000000043', 'check-digits 00042-004'],
    ['an enterprise number', '0123456749', 'malformed 00042-008'],
    ['first digit 9', kbo('90000000'), 'malformed 00042-008'],
    ['nine digits', '200000004', 'malformed 00042-008'],
    ['eleven digits', '02000000042', 'malformed 00042-008'],
    ['letters', 'x', 'malformed 00042-008'],
  ])('%s', async (_, number, expected) => {
    expect(await ofOccupation({ LocalUnitID: number })).toEqual([`WRK-006 LocalUnitID ${expected}`])
  })
})

describe('WRK-007: an occupation that equals an earlier one', () => {
  const content = service('001', '01') + pay('001', '1')
  it('with the same sequence number, however it is padded: reported on the later ones with the line of the first', async () => {
    const again = occupation({ WorkingDaysSystem: '0500' }, service('1', '00001') + pay('001', '01'), '1')
    const found = await findings(workerRecord(`\n${occupation({}, content)}\n${again}\n${occupation({}, content)}${OWED}`))
    expect(found.map((each) => [said(each), each.line, each.parameters.firstLine])).toEqual([
      ['WRK-007', 4, '3'],
      ['WRK-007', 5, '3'],
    ])
  })

  it.each([
    ['another sequence number', occupation({}, content, '02')],
    ['another amount', occupation({}, service('001', '01') + pay('001', '2'))],
    ['another start', occupation({ OccupationStartingDate: '2020-01-02' }, content)],
    ['another establishment', occupation({ LocalUnitID: '' }, content)],
  ])('not with %s', async (_, other) => {
    expect(await of(workerRecord(occupation({}, content) + other + OWED))).toEqual([])
  })
})

describe('WRK-008: data that are double', () => {
  it('worker records of the same class and code, with or without zeros in front', async () => {
    const second = (changed: Tags): string => workerRecord(occupation(), changed)
    expect(await of(workerRecord() + second({}))).toEqual(['WRK-008 WorkerCode worker-record 90012-006'])
    expect(await of(workerRecord() + second({ EmployerClass: '10' }))).toEqual(['WRK-008 WorkerCode worker-record 90012-006'])
    expect(await of(workerRecord() + second({ EmployerClass: '012' }))).toEqual([])
    expect(await of(workerRecord() + second({ WorkerCode: '015' }))).toEqual([])
  })

  const bonus = (code: string, frequency?: string): string => pay(code, '1', frequency)
  const percentage = (of: string): string => bonus('061').replace('<RemunAmount>', `<PercentagePaid>${of}</PercentagePaid><RemunAmount>`)
  it.each<[string, string, readonly string[]]>([
    ['a service code', service('001', '1') + service('001', '2'), ['WRK-008 ServiceCode service 00062-006']],
    ['a service code with other padding', service('001', '1') + service('1', '2'), ['WRK-008 ServiceCode service 00062-006']],
    ['two service codes', service('001', '1') + service('010', '1'), []],
    ['a pay code', bonus('001') + bonus('001'), ['WRK-008 RemunCode remuneration 00067-006']],
    ['a pay code with other padding', bonus('001') + bonus('1'), ['WRK-008 RemunCode remuneration 00067-006']],
    ['a pay code and frequency', bonus('002', '12') + bonus('002', '12'), ['WRK-008 RemunCode remuneration 00067-006']],
    ['a frequency with other padding', bonus('002', '01') + bonus('002', '1'), ['WRK-008 RemunCode remuneration 00067-006']],
    ['a pay code of another frequency', bonus('002', '12') + bonus('002', '1'), []],
    ['a pay code of another percentage', percentage('10000') + percentage('15000'), []],
    ['two pay codes', bonus('001') + bonus('002', '12'), []],
    [
      'a reduction',
      reduction('Occupation', '3000', '1') + reduction('Occupation', '3000', '2'),
      ['WRK-008 DeductionCode reduction 00086-006'],
    ],
    ['two reductions', reduction('Occupation', '3000', '1') + reduction('Occupation', '3315', '1'), []],
  ])('in an occupation: %s', async (_, content, expected) => {
    // Without working time the anomaly names the first double.
    const found = await findings(workerRecord(occupation({}, content) + OWED))
    expect(found.map((each) => `${said(each)} ${each.anomaly ?? ''}`)).toEqual(expected)
  })

  it('in a worker record: contributions by code and type, reductions by code', async () => {
    const twice = contribution('810', '0', undefined, '1')
    expect(await ofContributions(twice, twice)).toEqual(['WRK-008 ContributionWorkerCode contribution 00082-006'])
    expect(await ofContributions(twice, contribution('810', '1', undefined, '1'))).toEqual([])
    expect(await ofContributions(reduction('Worker', '0001', '1'), reduction('Worker', '1', '2'))).toEqual([
      'WRK-008 DeductionCode reduction 00086-006',
    ])
  })

  it('the same code in two occupations, or in an occupation and its worker record, is not double', async () => {
    const deduction = reduction('Occupation', '3000', '1')
    const two =
      occupation({}, SERVICE + PAY + deduction) + occupation({ OccupationStartingDate: '2024-08-01' }, SERVICE + PAY + deduction, '02')
    expect(await of(workerRecord(two + OWED + reduction('Worker', '3000', '1')))).toEqual([])
  })

  it('severance stands in an occupation of its own (90015-169)', async () => {
    for (const code of ['003', '009', '3']) {
      expect(await ofContent(pay(code, '1'))).toEqual([])
      expect(await ofContent(pay(code, '1') + pay('001', '1'))).toEqual(['WRK-008 Occupation severance 90015-169'])
    }
    expect(await ofContent(pay('004', '1') + pay('001', '1'))).toEqual([])
  })
})

describe('an occupation that is only severance', () => {
  const severance = (changed: Tags, content = pay('003', '900000')): Promise<string[]> =>
    of(workerRecord(occupation() + occupation({ LocalUnitID: '8999999894', ...changed }, content, '02') + OWED))

  it('its dates may lie after the quarter, or before, and it can cover years', async () => {
    expect(await severance({ OccupationStartingDate: '2024-10-01', OccupationEndingDate: '2026-03-31' })).toEqual([])
    expect(await severance({ OccupationStartingDate: '2024-01-01', OccupationEndingDate: '2024-06-30' })).toEqual([])
    expect(await severance({ OccupationStartingDate: '2024-10-01' }, service('001', '36600') + pay('003', '1'))).toEqual([])
  })

  it('its dates are not reversed all the same', async () => {
    expect(await severance({ OccupationStartingDate: '2024-10-02', OccupationEndingDate: '2024-10-01' })).toEqual([
      'WRK-005 OccupationEndingDate reversed 00045-014',
    ])
  })

  it('other pay after the quarter is not', async () => {
    expect(await severance({ OccupationStartingDate: '2024-10-01' }, pay('004', '1'))).toEqual([
      'WRK-005 OccupationStartingDate after-quarter 00044-008',
    ])
  })
})

describe('what is right though it looks odd', () => {
  it.each([
    ['a full career break', workerRecord(occupation({ WorkingDaysSystem: '0', MeanWorkingHours: '0', ContractType: '1' }, ''))],
    [
      'a student, who has no occupation',
      workerRecord('<StudentContribution><StudentRemunAmount>1</StudentRemunAmount></StudentContribution>'),
    ],
    ['no contributions', workerRecord(occupation())],
    ['a balance of 0 (pay code 29)', workerRecord(occupation({}, pay('029', '0')))],
    [
      'sequence numbers out of order',
      workerRecord(occupation({}, '', '02') + occupation({ OccupationStartingDate: '2024-08-01' }, '', '01')),
    ],
    ['a reduction without an amount', workerRecord(occupation({}, reduction('Occupation', '3000')))],
    ['a reduction with an empty amount', workerRecord(occupation({}, reduction('Occupation', '3000', '')))],
    [
      'elements of later schemas',
      workerRecord(occupation({ FutureField: '1' }, `${PAY}<FutureBlock><RemunCode>x</RemunCode></FutureBlock>`) + OWED, { Later: 'x' }),
    ],
  ])('%s', async (_, records) => {
    expect(await of(records)).toEqual([])
  })
})

describe('how many findings', () => {
  it('one for each occupation and one for the rest, each the first in catalogue order', async () => {
    const faulty = occupation({ LocalUnitID: 'x', WorkingDaysSystem: '701', RefMeanWorkingHours: '' }, service('x', '1'))
    const other = occupation({ OccupationStartingDate: '2024-10-01', OccupationEndingDate: 'x' }, service('001', '1'), '02')
    const records = workerRecord(faulty + occupation({}, '', '03') + other + contribution('810', 'x', undefined, ''), { WorkerCode: 'x' })
    expect(await of(records + workerRecord(occupation(), { WorkerCode: '' }))).toEqual([
      'WRK-002 ContributionAmount 00085-001',
      'WRK-002 RefMeanWorkingHours 00049-001',
      'WRK-003 OccupationEndingDate date 00045-008',
      'WRK-002 WorkerCode 00037-001',
    ])
  })
})
