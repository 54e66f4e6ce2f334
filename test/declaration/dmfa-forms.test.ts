/** Checks what the Forms of a DmfA hold together: their control total, several Forms in one file, and the people in them. */
import { describe, expect, it } from 'vitest'
import type { Declaration } from '../../shared/declaration/declaration.ts'
import { ANNA, BRAM, EMPLOYER, inss, OTHER_EMPLOYER, said } from '../support/declaration-builders.ts'
import {
  contribution,
  dmfa,
  form,
  occupation,
  person,
  readXml,
  reduction,
  tag,
  workerRecord,
  type XmlRead,
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

const RIGHT = [`declaration ${EMPLOYER} 2024Q3`]
const late = ({ outcome }: XmlRead): string[] =>
  outcome.kind === 'complete' ? Object.entries(outcome.late.rejected).map(([key, exception]) => `${key} ${said(exception)}`) : ['rejected']

describe('the control total: contributions less reductions, to the cent (DCL-008)', () => {
  const UNRELATED = tag(
    'ContributionUnrelatedToNP',
    '<UnrelatedEmployerClass>010</UnrelatedEmployerClass><UnrelatedAmount>5000</UnrelatedAmount>',
  )
  const total = async (people: string, stated: bigint): Promise<string[]> =>
    outline(await readXml(dmfa(form(people, { NetOwedAmount: stated.toString() }))))
  const WRONG = [`rejected ${EMPLOYER} 2024Q3 DCL-008 NetOwedAmount 00015-007`]

  const STUDENT =
    '<StudentContribution><StudentRemunAmount>99</StudentRemunAmount><StudentContributionAmount>7</StudentContributionAmount></StudentContribution>'
  const DETAIL =
    '<WorkerDeduction><DeductionCode>3000</DeductionCode><DeductionAmount>30</DeductionAmount><DeductionDetail><DeductionDetailAmount>30</DeductionDetailAmount></DeductionDetail></WorkerDeduction>'
  it.each<[string, string, bigint]>([
    ['one contribution', person(), 342_630n],
    ['two people', person() + person(BRAM), 685_260n],
    ['no person', '', 0n],
    ['a reduction of an occupation', person(ANNA, workerRecord(occupation({}, reduction('Occupation', '3000', '00100')))), -100n],
    ['contributions and reductions', person(ANNA, workerRecord(occupation() + contribution('810', '0', undefined, '500') + DETAIL)), 470n],
    ['a student', person(ANNA, workerRecord(STUDENT)), 7n],
    [
      'early retirement',
      person(ANNA, workerRecord(tag('EarlyRetirementContribution', tag('EarlyRetirementContributionAmount', '11')))),
      11n,
    ],
    [
      'statutory staff',
      person(ANNA, workerRecord(tag('DismissedStatutoryWorkerContribution', tag('GrossRefRemunContributionAmount', '13')))),
      13n,
    ],
    [
      'complementary indemnity',
      person(ANNA, workerRecord(tag('ComplementaryIndemnity', tag('ComplIndemnityContribution', tag('ContributionAmount', '17'))))),
      17n,
    ],
    ['contributions of no person', person() + UNRELATED, 347_630n],
    [
      'a faulty worker counts too',
      person('1') + person(BRAM, workerRecord(occupation({ OccupationStartingDate: '' }) + contribution('810', '0', '', '9'))),
      342_639n,
    ],
  ])('%s', async (_, people, owed) => {
    if (owed >= 0n) expect(await total(people, owed)).toEqual(RIGHT)
    if (owed < 0n) expect(await total(people, 0n)).toEqual(WRONG)
    expect(await total(people, owed < 0n ? -owed : owed + 1n)).toEqual(WRONG)
    if (owed > 0n) expect(await total(people, owed - 1n)).toEqual(WRONG)
  })

  it('the finding gives both amounts in euro', async () => {
    const { items } = await readXml(dmfa(form(person(), { NetOwedAmount: '00000000000342631'.slice(-15) })))
    expect(items).toMatchObject([{ exception: { parameters: { stated: '3426.31', computed: '3426.30' }, value: '000000000342631' } }])
  })

  it('a compensation of the employer (2023) may be taken off or not', async () => {
    const people = person() + tag('EmployerCompensation', tag('CompensationCode', '1') + tag('CompensationAmount', '0042630'))
    expect(await total(people, 342_630n)).toEqual(RIGHT)
    expect(await total(people, 300_000n)).toEqual(RIGHT)
    for (const wrong of [299_999n, 300_001n, 342_629n, 385_260n]) expect(await total(people, wrong)).toEqual(WRONG)
  })

  it('fifteen digits are added exactly', async () => {
    const unrelated = Array.from({ length: 9 }, () => tag('ContributionUnrelatedToNP', tag('UnrelatedAmount', '9999999999999'))).join('')
    expect(await total(unrelated, 89_999_999_999_991n)).toEqual(RIGHT)
    expect(await total(unrelated, 89_999_999_999_990n)).toEqual(WRONG)
  })
})

describe('several Forms', () => {
  it('of other employers and quarters: each is a declaration, in file order, and the rows add up', async () => {
    const read = await readXml(
      dmfa(form(), form(person() + person(BRAM), { CompanyID: OTHER_EMPLOYER }), form(undefined, { Quarter: '20242' })),
    )
    expect(outline(read)).toEqual([
      `declaration ${EMPLOYER} 2024Q3`,
      `declaration ${OTHER_EMPLOYER} 2024Q3`,
      `declaration ${EMPLOYER} 2024Q2`,
    ])
    expect(read.outcome).toMatchObject({ kind: 'complete', rows: 4 })
  })

  it('of the same employer and quarter: DCL-001, once, however the employer is named', async () => {
    const again = form(person(BRAM), { CompanyID: '0' })
    const read = await readXml(dmfa(form(), again, form(undefined, { CompanyID: EMPLOYER.slice(1) })), {
      employers: { '199999740': EMPLOYER },
    })
    expect(outline(read)).toEqual(RIGHT)
    expect(late(read)).toEqual([`${EMPLOYER}#2024Q3 DCL-001 two-forms`])
  })

  it('a second Form beside one that is rejected is DCL-001 too', async () => {
    const read = await readXml(dmfa(form(undefined, { NetOwedAmount: '1' }), form()))
    expect(outline(read)).toEqual([`rejected ${EMPLOYER} 2024Q3 DCL-008 NetOwedAmount 00015-007`])
    expect(late(read)).toEqual([`${EMPLOYER}#2024Q3 DCL-001 two-forms`])
  })

  it('the same person in Forms of two employers is no finding', async () => {
    expect(outline(await readXml(dmfa(form(), form(undefined, { CompanyID: OTHER_EMPLOYER }))))).toHaveLength(2)
  })

  it('nothing of one Form reaches the next', async () => {
    const empty = '<Form><EmployerDeclaration/></Form>'
    const [, second] = outline(await readXml(dmfa(form(), empty)))
    expect(second).toBe('rejected   DCL-007 NOSSRegistrationNbr noss 00014-001')
  })
})

describe('people', () => {
  it('a person twice in a Form: DCL-001 with the place of the second', async () => {
    const { items } = await readXml(dmfa(form(`${person()}\n${person(BRAM)}\n${person()}`)))
    expect(items).toMatchObject([
      { type: 'rejected', exception: { code: 'DCL-001', details: ['person-twice'], line: 4, column: 1, inss: ANNA, anomaly: '90017-006' } },
    ])
  })

  it('in file order, each with the line and column of its element', async () => {
    const { items } = declaration(await readXml(dmfa(form(`\n ${person(BRAM)}\n  ${person('1')}\n${person()}`))))
    expect(items).toMatchObject([
      { type: 'worker', inss: BRAM, line: 3, column: 2 },
      { type: 'unnamed-row', exception: { line: 4, column: 3 } },
      { type: 'worker', inss: ANNA, line: 5, column: 1 },
    ])
  })

  it.each([
    ['missing', '', 'missing', '001'],
    ['a letter', `${ANNA.slice(0, 10)}x`, 'malformed', '002'],
    ['ten digits', ANNA.slice(1), 'malformed', '093'],
    ['twelve digits', `${ANNA}0`, 'malformed', '093'],
    ['check digits', `${ANNA.slice(0, 9)}00`, 'check-digits', '004'],
    ['month 13', inss('851301001'), 'malformed', '003'],
    ['a test number', inss('856101001'), 'test-number', '003'],
  ])('WRK-001, %s: a row without a worker, with the code of the RSZ', async (_, number, why, kind) => {
    const { items, rows } = declaration(await readXml(dmfa(form(person(number)))))
    expect(items).toMatchObject([
      { type: 'unnamed-row', exception: { code: 'WRK-001', details: [why], field: 'INSS', value: number, anomaly: `00024-${kind}` } },
    ])
    expect(rows).toBe(1)
  })

  it('test numbers are read where they are allowed, BIS numbers and births from 2000 always', async () => {
    const numbers = [inss('856101001'), inss('852101001'), inss('854101001'), inss('050101001', true)]
    const read = await readXml(dmfa(form(numbers.map((number) => person(number)).join(''))), { testNumbersAllowed: true })
    expect(declaration(read).items.map(({ type }) => type)).toEqual(['worker', 'worker', 'worker', 'worker'])
  })

  it.each([
    ['one occupation', workerRecord(), 1],
    ['three occupations', workerRecord(occupation() + occupation({}, '', '02') + occupation({}, '', '03')), 3],
    ['two worker records', workerRecord() + workerRecord(occupation() + occupation({}, '', '02'), { WorkerCode: '015' }), 3],
    ['a student, without an occupation', workerRecord('<StudentContribution/>'), 1],
  ])('rows: %s', async (_, records, rows) => {
    for (const number of [ANNA, '1']) {
      const read = await readXml(dmfa(form(person(number, records) + person(BRAM))))
      expect(declaration(read).rows).toBe(rows + 1)
      expect(read.outcome.rows).toBe(rows + 1)
    }
  })

  it('a person without a worker record says nothing (the schema asks for one): refused, not computed as zero', async () => {
    const { items } = declaration(await readXml(dmfa(form(person(ANNA, '')))))
    expect(items.map(({ type }) => type)).not.toContain('worker')
  })

  it('the place of the head in the Form does not matter: dates are checked against its quarter all the same', async () => {
    const before = person(ANNA, workerRecord(occupation({ OccupationStartingDate: '2024-10-01' })))
    const file = dmfa(form(before))
    const moved = file
      .replace('<Quarter>20243</Quarter>', '')
      .replace('</EmployerDeclaration>', '<Quarter>20243</Quarter></EmployerDeclaration>')
    expect(declaration(await readXml(file)).items.map(({ type }) => type)).toEqual(['refused-worker'])
    const { items } = await readXml(moved)
    const computed = items.some((item) => item.type === 'declaration' && item.declaration.items.some(({ type }) => type === 'worker'))
    expect(computed).toBe(false)
  })
})
