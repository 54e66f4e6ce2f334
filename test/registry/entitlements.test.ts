/** Checks a row of the entitlements file: fields (REG-001), check digits (REG-002), and every rule that a stored grant must obey (REG-003), on both sides of its boundary. */
import { describe, expect, it } from 'vitest'
import { ENTITLEMENT_COLUMNS, OPTIONAL_ENTITLEMENT_COLUMNS } from '../../shared/registry/entitlement-period.ts'
import { ANNA, EMPLOYER, inss } from '../support/declaration-builders.ts'
import { contentOf, imw, outcomeOf, readRegistry, registryCsv, vop, type GrantFields } from './builders.ts'

const of = (fields: GrantFields): Promise<string[]> => outcomeOf('entitlements', fields)
const STORED = ['stored']
const broken = (rule: string): string[] => [`REG-003 ${rule}`]

/** The values that a refused grant is reported with. */
async function told(fields: GrantFields): Promise<unknown> {
  const {
    rows: [row],
  } = await readRegistry('entitlements', registryCsv('entitlements', [fields]))
  return row?.exceptions[0]?.parameters
}

describe('a grant that obeys all rules is stored', () => {
  it.each([
    ['an IMW', imw()],
    ['a VOP', vop()],
  ])('%s', async (_, fields) => {
    expect(await of(fields)).toEqual(STORED)
  })

  it('with every field in its place', async () => {
    expect(
      await contentOf(
        'entitlements',
        vop({
          entitlement_id: 'A/1.b-2_c',
          package: 'EXPLICIT',
          schedule: '"5-20:45, 1-4:60"',
          applied_on: '2020-09-30',
          decided_on: '2023-06-30',
          first_hired_on: '2018-02-01',
          left_on: '2019-03-31',
          rehired_on: '2020-03-31',
          suspended_quarters: '2024Q2 2024Q3',
          revoked_from: '2025Q1',
          decision_reference: '"besluit; 12"',
          inss: '85.01.01-001.15',
          employer_number: '0123.456.749',
        }),
      ),
    ).toEqual({
      kind: 'GRANT',
      value: {
        entitlementId: 'A/1.b-2_c',
        measure: 'VOP',
        inss: ANNA,
        employerNumber: EMPLOYER,
        startQuarter: '2021Q2',
        endQuarter: '2026Q1',
        package: 'EXPLICIT',
        schedule: [
          { from: 1, to: 4, percentage: 60 },
          { from: 5, to: 20, percentage: 45 },
        ],
        guidanceLevel: 'NONE',
        appliedOn: '2020-09-30',
        decidedOn: '2023-06-30',
        firstHiredOn: '2018-02-01',
        leftOn: '2019-03-31',
        rehiredOn: '2020-03-31',
        suspendedQuarters: ['2024Q2', '2024Q3'],
        revokedFrom: '2025Q1',
        decisionReference: 'besluit; 12',
      },
    })
  })

  it('with optional fields empty: no guidance, nothing suspended or revoked', async () => {
    expect(await contentOf('entitlements', imw())).toMatchObject({
      value: {
        schedule: null,
        guidanceLevel: 'NONE',
        appliedOn: null,
        decidedOn: null,
        firstHiredOn: null,
        leftOn: null,
        rehiredOn: null,
        suspendedQuarters: [],
        revokedFrom: null,
        decisionReference: '',
      },
    })
  })

  it.each([
    ['', 'NONE'],
    ['NONE', 'NONE'],
    ['LOW', 'LOW'],
    ['MEDIUM', 'MEDIUM'],
    ['HIGH', 'HIGH'],
  ])('guidance level «%s» is %s', async (text, guidanceLevel) => {
    expect(await contentOf('entitlements', imw({ guidance_level: text }))).toMatchObject({ value: { guidanceLevel } })
  })

  it('optional columns may be absent', async () => {
    const columns = ENTITLEMENT_COLUMNS.filter((column) => !OPTIONAL_ENTITLEMENT_COLUMNS.includes(column))
    const { rows, rejection } = await readRegistry('entitlements', registryCsv('entitlements', [imw()], { columns }))
    expect(rejection).toBeUndefined()
    expect(rows).toMatchObject([{ line: 2, exceptions: [], content: { value: { guidanceLevel: 'NONE' } } }])
  })
})

describe('REG-001: a required field is missing', () => {
  it.each(['entitlement_id', 'measure', 'inss', 'employer_number', 'start_quarter', 'end_quarter', 'package'] as const)(
    '%s',
    async (column) => {
      expect(await of(imw({ [column]: '' }))).toEqual([`REG-001 ${column} missing`])
    },
  )

  it('decided_on, for a VOP with its own percentages only', async () => {
    expect(await of(vop({ package: 'EXPLICIT', schedule: '1-20:45' }))).toEqual(['REG-001 decided_on missing'])
    expect(await of(vop({ package: 'EXPLICIT', schedule: '1-20:45', decided_on: '2021-06-01' }))).toEqual(STORED)
    expect(await of(imw({ package: 'EXPLICIT', schedule: '1-20:45' }))).toEqual(STORED)
  })
})

describe('REG-001: a field is malformed', () => {
  it.each<[keyof GrantFields, string]>([
    ['entitlement_id', 'IMW 1'],
    ['entitlement_id', 'x'.repeat(65)],
    ['measure', 'imw'],
    ['measure', 'GESCO'],
    ['package', 'IMW_5Y'],
    ['inss', '123'],
    ['employer_number', '123'],
    ['employer_number', '2000000051'],
    ['start_quarter', '2023-Q3'],
    ['end_quarter', '2028Q5'],
    ['guidance_level', 'medium'],
    ['applied_on', '2021-02-30'],
    ['decided_on', '1/1/2021'],
    ['first_hired_on', 'x'],
    ['left_on', '2021-13-01'],
    ['rehired_on', '2021-1-1'],
    ['suspended_quarters', '2024Q2;2024Q3'],
    ['suspended_quarters', '2024Q2 2024'],
    ['revoked_from', '2024-01-01'],
  ])('%s %s', async (column, text) => {
    expect(await of(imw({ [column]: `"${text}"` }))).toEqual([`REG-001 ${column} malformed`])
  })

  it('a test number is refused, unless test numbers are allowed', async () => {
    const number = inss('856101001')
    expect(await of(imw({ inss: number }))).toEqual(['REG-001 inss malformed'])
    expect(await outcomeOf('entitlements', imw({ inss: number }), { testNumbersAllowed: true })).toEqual(STORED)
  })
})

describe('REG-002: check digits', () => {
  it.each([
    ['inss', '85010100116'],
    ['employer_number', '0123456748'],
  ] as const)('%s', async (column, text) => {
    expect(await of(imw({ [column]: text }))).toEqual([`REG-002 ${column}`])
  })
})

it('one finding per row: fields come before rules', async () => {
  expect(await of(vop({ end_quarter: '2020Q1', guidance_level: 'LOW', applied_on: 'x' }))).toEqual(['REG-001 applied_on malformed'])
})

describe('REG-003: the package belongs to the measure', () => {
  it.each([
    ['IMW', 'VOP_INDEFINITE', 'IMW', broken('package-of-other-measure')],
    ['IMW', 'VOP_DEFINITE', 'IMW', broken('package-of-other-measure')],
    ['VOP', 'IMW_2Y', 'VOP', broken('package-of-other-measure')],
    ['VOP', 'IMW_5Y_STANDARD', 'VOP', broken('package-of-other-measure')],
    ['VOP', 'IMW_5Y_INCREASED', 'VOP', broken('package-of-other-measure')],
    ['VOP', 'IMW_5Y_COLLECTIVE', 'VOP', broken('package-of-other-measure')],
  ])('%s with %s', async (measure, name, _, expected) => {
    const fields = { ...(measure === 'VOP' ? vop() : imw()), package: name }
    expect(await of(fields)).toEqual(expected)
    expect(await told(fields)).toMatchObject({ package: name, measure })
  })

  it.each([
    ...['IMW_5Y_STANDARD', 'IMW_5Y_INCREASED', 'IMW_5Y_COLLECTIVE'].map((name) => imw({ package: name })),
    imw({ package: 'IMW_2Y', end_quarter: '2025Q2' }),
    vop({ package: 'VOP_DEFINITE', end_quarter: '2023Q1' }),
  ])('$measure with $package is stored', async (fields) => {
    expect(await of(fields)).toEqual(STORED)
  })
})

describe('REG-003: quarters', () => {
  it.each([
    ['one quarter', '2023Q3', STORED],
    ['the end one quarter before the start', '2023Q2', broken('end-before-start')],
    ['20 quarters', '2028Q2', STORED],
    ['21 quarters', '2028Q3', broken('too-many-quarters')],
  ])('%s', async (_, end, expected) => {
    expect(await of(imw({ end_quarter: end }))).toEqual(expected)
    expect(await of(imw({ end_quarter: end, package: 'EXPLICIT', schedule: '1-20:45' }))).toEqual(expected)
  })

  it.each([
    ['IMW_2Y, 8 quarters', imw({ package: 'IMW_2Y', end_quarter: '2025Q2' }), STORED],
    ['IMW_2Y, 9 quarters', imw({ package: 'IMW_2Y', end_quarter: '2025Q3' }), broken('too-many-quarters')],
    ['VOP_DEFINITE, 8 quarters', vop({ package: 'VOP_DEFINITE', end_quarter: '2023Q1' }), STORED],
    ['VOP_DEFINITE, 9 quarters', vop({ package: 'VOP_DEFINITE', end_quarter: '2023Q2' }), broken('too-many-quarters')],
    ['VOP_INDEFINITE, 20 quarters', vop({ end_quarter: '2026Q1' }), STORED],
    ['VOP_INDEFINITE, 21 quarters', vop({ end_quarter: '2026Q2' }), broken('too-many-quarters')],
  ])('%s', async (_, fields, expected) => {
    expect(await of(fields)).toEqual(expected)
  })

  it('tells how many and how many are allowed', async () => {
    expect(await told(imw({ end_quarter: '2028Q3' }))).toEqual({ entitlement: 'IMW-1', quarters: '21', limit: '20' })
    expect(await told(imw({ package: 'IMW_2Y', end_quarter: '2025Q3' }))).toEqual({ entitlement: 'IMW-1', quarters: '9', limit: '8' })
  })

  it('IMW exists from 2023Q3', async () => {
    expect(await of(imw({ start_quarter: '2023Q3' }))).toEqual(STORED)
    expect(await of(imw({ start_quarter: '2023Q2', end_quarter: '2024Q1' }))).toEqual(broken('imw-before'))
  })
})

describe('REG-003: dates of a VOP', () => {
  const hired = { first_hired_on: '2015-01-01' }
  it.each([
    ['applied for on the last day, 30 June 2023', { applied_on: '2023-06-30' }, STORED],
    ['applied for the day after', { applied_on: '2023-07-01' }, broken('vop-applied-after')],
    ['applied for on the first day, 1 July 2016', { applied_on: '2016-07-01', ...hired }, STORED],
    ['applied for the day before', { applied_on: '2016-06-30', ...hired }, broken('vop-applied-before')],
    ['without date of application', { applied_on: '' }, broken('vop-without-applied-on')],
    ['applied for on 1 October 2020, no first hire', { applied_on: '2020-10-01' }, STORED],
    ['applied for on 30 September 2020, no first hire', { applied_on: '2020-09-30' }, broken('vop-without-first-hired-on')],
    ['applied for on 30 September 2020, first hire known', { applied_on: '2020-09-30', ...hired }, STORED],
    ['with guidance', { guidance_level: 'LOW' }, broken('guidance-on-vop')],
    ['with guidance NONE', { guidance_level: 'NONE' }, STORED],
  ])('%s', async (_, changed, expected) => {
    expect(await of(vop(changed))).toEqual(expected)
  })

  it.each([
    ['2019-01-01', STORED],
    ['2018-12-31', broken('vop-definite-applied-before')],
  ])('VOP_DEFINITE applied for on %s: %j', async (appliedOn, expected) => {
    expect(await of(vop({ package: 'VOP_DEFINITE', end_quarter: '2023Q1', applied_on: appliedOn, ...hired }))).toEqual(expected)
  })

  it.each([
    ['2023-06-30', STORED],
    ['2023-07-01', broken('explicit-vop-decided-late')],
  ])('a raised VOP (EXPLICIT) decided on %s: %j', async (decidedOn, expected) => {
    expect(await of(vop({ package: 'EXPLICIT', schedule: '1-20:60', decided_on: decidedOn }))).toEqual(expected)
  })

  it.each([
    ['a VOP that is not raised', vop({ decided_on: '2023-07-01' })],
    ['an IMW with its own percentages', imw({ package: 'EXPLICIT', schedule: '1-20:60', decided_on: '2024-01-01' })],
  ])('%s may be decided later', async (_, fields) => {
    expect(await of(fields)).toEqual(STORED)
  })

  it('tells the boundary of the law', async () => {
    expect(await told(vop({ applied_on: '2023-07-01' }))).toMatchObject({ date: '2023-06-30' })
    expect(await told(vop({ applied_on: '2016-06-30' }))).toMatchObject({ date: '2016-07-01' })
    expect(await told(vop({ applied_on: '2020-09-30' }))).toMatchObject({ date: '2020-10-01' })
    expect(await told(vop({ package: 'VOP_DEFINITE', end_quarter: '2023Q1', applied_on: '2018-12-31' }))).toMatchObject({
      date: '2019-01-01',
    })
    expect(await told(imw({ start_quarter: '2023Q2', end_quarter: '2024Q1' }))).toMatchObject({ quarter: '2023Q3' })
  })

  it('the rules of a VOP do not bind an IMW', async () => {
    expect(await of(imw({ applied_on: '2024-01-01', guidance_level: 'HIGH' }))).toEqual(STORED)
  })
})

describe('REG-003: leaving and coming back', () => {
  it.each([
    ['left and never came back', '2021-06-30', '', STORED],
    ['came back the day after', '2021-06-30', '2021-07-01', STORED],
    ['came back on the same day', '2021-06-30', '2021-06-30', STORED],
    ['left the day after the return', '2021-07-01', '2021-06-30', broken('left-after-rehired')],
    ['came back without having left', '', '2021-07-01', broken('rehired-without-left')],
  ])('%s', async (_, left, rehired, expected) => {
    for (const grant of [vop, imw]) expect(await of(grant({ left_on: left, rehired_on: rehired }))).toEqual(expected)
  })
})

describe('REG-003: own percentages (schedule)', () => {
  const explicitImw = (schedule: string): GrantFields => imw({ package: 'EXPLICIT', schedule: `"${schedule}"` })
  const explicitVop = (schedule: string): GrantFields => vop({ package: 'EXPLICIT', schedule: `"${schedule}"`, decided_on: '2021-06-01' })

  it.each([
    ['one segment', '1-20:45', STORED],
    ['one ordinal', '1-1:45', STORED],
    ['touching segments', '1-4:60,5-20:45', STORED],
    ['segments in another order', '5-20:45,1-4:60', STORED],
    ['spaces', ' 1-4:60 , 5-20:45 ', STORED],
    ['shorter than the grant', '1-4:60', STORED],
    ['not from 1', '2-20:45', broken('schedule-not-from-one')],
    ['from 0', '0-20:45', broken('schedule-not-from-one')],
    ['a gap of one ordinal', '1-4:60,6-20:45', broken('schedule-gap')],
    ['an overlap of one ordinal', '1-5:60,5-20:45', broken('schedule-overlap')],
    ['the same ordinals twice', '1-20:60,1-20:60', broken('schedule-overlap')],
    ['reversed', '4-1:60', broken('schedule-malformed')],
    ['no percentage', '1-4', broken('schedule-malformed')],
    ['a percent sign', '1-4:60%', broken('schedule-malformed')],
    ['half percents', '1-4:52.5', broken('schedule-malformed')],
    ['a comma at the end', '1-4:60,', broken('schedule-malformed')],
    ['semicolons', '1-4:60;5-20:45', broken('schedule-malformed')],
  ])('%s: %s', async (_, schedule, expected) => {
    expect(await of(explicitImw(schedule))).toEqual(expected)
    expect(await of(explicitVop(schedule))).toEqual(expected)
  })

  it.each([
    ['15', broken('percentage-out-of-bounds')],
    ['19', broken('percentage-out-of-bounds')],
    ['20', STORED],
    ['21', broken('percentage-not-multiple')],
    ['25', STORED],
    ['74', broken('percentage-not-multiple')],
    ['75', STORED],
    ['76', broken('percentage-out-of-bounds')],
    ['80', broken('percentage-out-of-bounds')],
  ])('IMW, %s %%: %j (multiples of 5 from 20 to 75)', async (percentage, expected) => {
    expect(await of(explicitImw(`1-20:${percentage}`))).toEqual(expected)
    expect(await of(explicitImw(`1-4:60,5-20:${percentage}`))).toEqual(expected)
  })

  it.each([
    ['0', broken('percentage-out-of-bounds')],
    ['1', STORED],
    ['37', STORED],
    ['60', STORED],
    ['61', broken('percentage-out-of-bounds')],
  ])('VOP, %s %%: %j (whole percentages from 1 to 60)', async (percentage, expected) => {
    expect(await of(explicitVop(`1-20:${percentage}`))).toEqual(expected)
  })

  it('tells the bounds and the step', async () => {
    expect(await told(explicitImw('1-20:80'))).toEqual({ entitlement: 'IMW-1', percentage: '80', lowest: '20', highest: '75' })
    expect(await told(explicitVop('1-20:61'))).toEqual({ entitlement: 'VOP-1', percentage: '61', lowest: '1', highest: '60' })
    expect(await told(explicitImw('1-20:21'))).toEqual({ entitlement: 'IMW-1', percentage: '21', step: '5' })
  })

  it('only with the package EXPLICIT, and always with it', async () => {
    expect(await of(imw({ schedule: '1-20:45' }))).toEqual(broken('schedule-without-explicit'))
    expect(await of(vop({ schedule: 'nonsense' }))).toEqual(broken('schedule-without-explicit'))
    expect(await of(imw({ package: 'EXPLICIT' }))).toEqual(broken('explicit-without-schedule'))
  })
})

it('a refused grant names its employer and worker, for the report', async () => {
  const { rows } = await readRegistry(
    'entitlements',
    registryCsv('entitlements', [imw(), imw({ entitlement_id: 'IMW-2', end_quarter: '2023Q2' })]),
  )
  expect(rows[1]).toEqual({
    line: 3,
    content: undefined,
    exceptions: [
      {
        code: 'REG-003',
        details: ['end-before-start'],
        parameters: { entitlement: 'IMW-2' },
        line: 3,
        employerNumber: EMPLOYER,
        inss: ANNA,
      },
    ],
  })
})
