/** Checks every dated value of the law on both sides of its date, and that nothing is answered outside what a person reviewed. */
import { describe, expect, it } from 'vitest'
import { localDate, quarter } from '../../shared/kernel/calendar.ts'
import { PACKAGES } from '../../shared/law/measures.ts'
import { GGMMI, GUIDANCE, isReviewed, PARAMETERS, parameterSetHash, POLICIES } from '../../shared/law/parameters.ts'
import { VDAB } from '../../shared/law/sources.ts'
import { inForceOn, requireInForceOn, timeline, type Timeline } from '../../shared/law/timeline.ts'
import { readEntitlement, ENTITLEMENT_COLUMNS, type EntitlementColumn } from '../../shared/registry/entitlement-period.ts'
import {
  assess,
  assessed,
  EMPLOYER,
  fixedPackage,
  imw,
  occupation,
  quartersFrom,
  reviewedUntil,
  vop,
  WORKER,
} from '../support/law-builders.ts'

const on = <T>(of: Timeline<T>, day: string): T | undefined => inForceOn(of, localDate(day))?.value
const from = (day: string) => ({ from: localDate(day), value: day, source: VDAB })

describe('a timeline', () => {
  const two = timeline({
    name: 'two rows',
    unit: 'none',
    rows: [from('2024-02-29'), from('2020-01-01')],
    reviewedUntil: localDate('2025-06-30'),
  })

  it.each([
    ['before the first row', '2019-12-31', undefined],
    ['on the first day of the first row', '2020-01-01', '2020-01-01'],
    ['on the last day of the first row', '2024-02-28', '2020-01-01'],
    ['on the first day of the second row', '2024-02-29', '2024-02-29'],
    ['on the last reviewed day', '2025-06-30', '2024-02-29'],
    ['after the last reviewed day', '2025-07-01', undefined],
  ])('%s', (_, day, expected) => {
    expect(on(two, day)).toBe(expected)
    if (expected === undefined) expect(() => requireInForceOn(two, localDate(day))).toThrow(`two rows has no reviewed value on ${day}`)
    else expect(requireInForceOn(two, localDate(day)).value).toBe(expected)
  })

  it.each([
    ['oldest first', ['2020-01-01', '2024-02-29']],
    ['with a date twice', ['2024-02-29', '2024-02-29']],
  ])('cannot be made %s', (_, dates) => {
    expect(() => timeline({ name: 'wrong', unit: 'none', rows: dates.map(from), reviewedUntil: localDate('2025-06-30') })).toThrow(
      /wrong: rows are not newest first/,
    )
  })
})

/** rules.md 4: the day before, its amount, the first day, its amount. 2022-11 is unknown, so the row before 2022-12 is asked on 31 October. */
const GGMMI_CHANGES = [
  ['2018-08-31', undefined, '2018-09-01', '1593.81'],
  ['2020-02-29', '1593.81', '2020-03-01', '1625.72'],
  ['2021-08-31', '1625.72', '2021-09-01', '1658.23'],
  ['2021-12-31', '1658.23', '2022-01-01', '1691.40'],
  ['2022-02-28', '1691.40', '2022-03-01', '1725.21'],
  ['2022-03-31', '1725.21', '2022-04-01', '1806.16'],
  ['2022-04-30', '1806.16', '2022-05-01', '1842.28'],
  ['2022-07-31', '1842.28', '2022-08-01', '1879.13'],
  ['2022-10-31', '1879.13', '2022-12-01', '1954.99'],
  ['2023-10-31', '1954.99', '2023-11-01', '1994.18'],
  ['2024-03-31', '1994.18', '2024-04-01', '2029.88'],
  ['2024-04-30', '2029.88', '2024-05-01', '2070.48'],
  ['2025-01-31', '2070.48', '2025-02-01', '2111.89'],
] as const

describe('GGMMI', () => {
  it.each(GGMMI_CHANGES)('is until %s %s, and from %s %s', (last, before, first, after) => {
    expect(on(GGMMI, last)).toBe(before)
    expect(on(GGMMI, first)).toBe(after)
  })

  it('has no other rows, each with a source and a two-decimal amount', () => {
    expect(GGMMI.rows.map((row) => row.from).toReversed()).toEqual(GGMMI_CHANGES.map(([, , first]) => first))
    for (const { value, source } of GGMMI.rows) {
      expect(value).toMatch(/^\d{4}\.\d{2}$/)
      expect(source.title).not.toBe('')
    }
  })

  it.each([
    ['2022-01-01', /unverified/],
    ['2022-05-01', /derived/],
    ['2024-05-01', /derived, confirmed by the next row/],
    ['2022-12-01', /2022-11-01.*unknown.*1916\.66.*1916\.71.*no quarter begins/],
  ])('says of the row of %s what a reader must know', (day, note) => {
    expect(inForceOn(GGMMI, localDate(day))?.note).toMatch(note)
  })

  it('holds until 2025-06-30 and is silent from 2025-07-01', () => {
    expect(on(GGMMI, '2025-06-30')).toBe('2111.89')
    expect(on(GGMMI, '2025-07-01')).toBeUndefined()
    expect(() => requireInForceOn(GGMMI, localDate('2025-07-01'))).toThrow('GGMMI has no reviewed value on 2025-07-01')
  })

  /** 2 x GGMMI of the first day x 3, by hand: a change in the middle of a quarter takes effect in the next. */
  it.each([
    ['2019Q1', '2020Q1', '9562.86'],
    ['2020Q2', '2021Q3', '9754.32'],
    ['2021Q4', '2021Q4', '9949.38'],
    ['2022Q1', '2022Q1', '10148.40'],
    ['2022Q2', '2022Q2', '10836.96'],
    ['2022Q3', '2022Q3', '11053.68'],
    ['2022Q4', '2022Q4', '11274.78'],
    ['2023Q1', '2023Q4', '11729.94'],
    ['2024Q1', '2024Q1', '11965.08'],
    ['2024Q2', '2024Q2', '12179.28'],
    ['2024Q3', '2025Q1', '12422.88'],
    ['2025Q2', '2025Q2', '12671.34'],
  ])('gives from %s to %s a full-time ceiling of %s', (first, last, ceiling) => {
    const grants = [vop({ startQuarter: '2018Q4', endQuarter: '2025Q4', appliedOn: '2018-12-01', firstHiredOn: '2018-10-01' })]
    for (const each of quartersFrom(first, last)) expect(assessed({ quarter: each, grants }, 'VOP').ceiling).toBe(ceiling)
  })
})

describe('guidance amounts', () => {
  const amounts = {
    fixed: [
      { fromOrdinal: 1, amount: '1200.00' },
      { fromOrdinal: 6, amount: '600.00' },
    ],
    variable: { LOW: '430.00', MEDIUM: '730.00', HIGH: '1280.00' },
  }

  it.each([
    ['2023-06-30', undefined],
    ['2023-07-01', amounts],
    ['2025-06-30', amounts],
    ['2025-07-01', undefined],
  ])('on %s', (day, expected) => {
    expect(on(GUIDANCE, day)).toEqual(expected)
    if (expected === undefined)
      expect(() => requireInForceOn(GUIDANCE, localDate(day))).toThrow(`guidance premium has no reviewed value on ${day}`)
  })
})

describe('packages', () => {
  it.each([
    ['VOP_INDEFINITE', '2016-06-30', '2016-07-01'],
    ['VOP_DEFINITE', '2018-12-31', '2019-01-01'],
    ['IMW_2Y', '2023-06-30', '2023-07-01'],
    ['IMW_5Y_STANDARD', '2023-06-30', '2023-07-01'],
    ['IMW_5Y_INCREASED', '2023-06-30', '2023-07-01'],
    ['IMW_5Y_COLLECTIVE', '2023-06-30', '2023-07-01'],
  ] as const)('%s does not exist on %s, does from %s, and is reviewed until 2025-06-30', (name, before, first) => {
    const percentages = PARAMETERS.packages[name]
    expect(on(percentages, before)).toBeUndefined()
    expect(on(percentages, first)).toBeDefined()
    expect(on(percentages, '2025-06-30')).toBe(on(percentages, first))
    expect(on(percentages, '2025-07-01')).toBeUndefined()
    expect(() => requireInForceOn(percentages, localDate('2025-07-01'))).toThrow(`${name} has no reviewed value on 2025-07-01`)
  })

  it.each(['IMW_5Y_STANDARD', 'IMW_5Y_INCREASED', 'IMW_5Y_COLLECTIVE'] as const)('%s notes both published boundaries', (name) => {
    expect(PARAMETERS.packages[name].rows[0]?.note).toMatch(/6-8 \/ 9-20.*6-9 \/ 10-20/)
  })

  it('are a timeline each, except EXPLICIT', () => {
    expect(Object.keys(PARAMETERS.packages)).toEqual(PACKAGES.filter((name) => name !== 'EXPLICIT').map(fixedPackage))
  })
})

describe('which quarters are reviewed', () => {
  it.each([
    ['2018Q4', false],
    ['2019Q1', true],
    ['2025Q2', true],
    ['2025Q3', false],
  ])('%s: %s', (text, expected) => {
    expect(isReviewed(PARAMETERS, quarter(text))).toBe(expected)
  })

  it('a quarter that begins on the last reviewed day is reviewed, one that begins a day later is not', () => {
    expect(isReviewed(reviewedUntil('2025-07-01'), quarter('2025Q3'))).toBe(true)
    expect(isReviewed(reviewedUntil('2025-06-30'), quarter('2025Q3'))).toBe(false)
  })

  it('one table that was not reviewed is enough to refuse', () => {
    const later = reviewedUntil('2025-12-31')
    expect(isReviewed({ ...later, ggmmi: GGMMI }, quarter('2025Q3'))).toBe(false)
    expect(isReviewed({ ...later, guidance: GUIDANCE }, quarter('2025Q3'))).toBe(false)
    const { wage } = PARAMETERS.declaredCodes
    expect(isReviewed({ ...later, declaredCodes: { ...later.declaredCodes, wage } }, quarter('2025Q3'))).toBe(false)
    expect(isReviewed({ ...later, packages: { ...later.packages, IMW_2Y: PARAMETERS.packages.IMW_2Y } }, quarter('2025Q3'))).toBe(false)
  })

  it.each([
    ['2025Q3', imw(), /IMW_5Y_STANDARD has no reviewed value on 2025-07-01/],
    ['2025Q3', imw({ package: 'EXPLICIT', schedule: [{ from: 1, to: 20, percentage: 40 }] }), /GGMMI has no reviewed value on 2025-07-01/],
    [
      '2018Q3',
      vop({ startQuarter: '2018Q1', appliedOn: '2018-01-15', firstHiredOn: '2018-01-15' }),
      /GGMMI has no reviewed value on 2018-07-01/,
    ],
  ])('the law never falls back to a last or first value: %s', (text, grant, fault) => {
    expect(() => assess({ quarter: text, grants: [grant], occupations: [occupation()] })).toThrow(fault)
  })
})

describe('the hash of the parameter set', () => {
  it('is the same for the same numbers and another for any other amount', () => {
    const hash = parameterSetHash(PARAMETERS)
    const rows = GGMMI.rows.map((row, index) => (index === 6 ? { ...row, value: '1842.29' } : row))
    expect(hash).toMatch(/^[0-9a-f]{64}$/)
    expect(parameterSetHash({ ...PARAMETERS })).toBe(hash)
    expect(parameterSetHash({ ...PARAMETERS, ggmmi: { ...GGMMI, rows } })).not.toBe(hash)
    expect(parameterSetHash(reviewedUntil('2025-09-30'))).not.toBe(hash)
  })
})

describe('policies', () => {
  it.each([
    ['firstQuarterFrom', '2019-01-01'],
    ['ceilingMultiple', 2],
    ['monthsPerQuarter', 3],
    ['weeksPerQuarter', 13],
    ['vopCountsFromApplication', '2020-10-01'],
    ['rehireResetYears', 1],
    ['vopFirstApplication', '2016-07-01'],
    ['vopLastApplication', '2023-06-30'],
    ['vopDefiniteFirstApplication', '2019-01-01'],
    ['vopRaisedLastDecision', '2023-06-30'],
    ['imwFirstQuarter', '2023Q3'],
  ] as const)('%s is %s, with a source', (name, value) => {
    expect(POLICIES[name].value).toBe(value)
    expect(POLICIES[name].source.title).not.toBe('')
  })

  it.each([
    ['weeksPerQuarter', 'P'],
    ['rehireResetYears', 'VDAB'],
    ['vopLastApplication', 'SEC'],
    ['vopRaisedLastDecision', 'VL'],
    ['imwFirstQuarter', 'SEC'],
  ] as const)('%s cites what rules.md cites: %s', (name, source) => {
    expect(POLICIES[name].source.name).toBe(source)
  })

  /** What the registry says of a row: `stored`, or the rule that it breaks. */
  function stored(given: Partial<Record<EntitlementColumn, string>>): string {
    const empty = Object.fromEntries(ENTITLEMENT_COLUMNS.map((column) => [column, ''])) as Record<EntitlementColumn, string>
    const fields = { ...empty, entitlement_id: 'G-1', inss: WORKER, employer_number: EMPLOYER, ...given }
    const read = readEntitlement(2, fields, { testNumbersAllowed: false })
    return read.kind === 'stored' ? 'stored' : [read.exception.code, ...(read.exception.details ?? [])].join(' ')
  }

  const VOP = { measure: 'VOP', package: 'VOP_INDEFINITE', start_quarter: '2021Q1', end_quarter: '2022Q4', first_hired_on: '2015-01-05' }
  const IMW = { measure: 'IMW', package: 'IMW_5Y_STANDARD', end_quarter: '2024Q4' }
  const RAISED = { ...VOP, package: 'EXPLICIT', schedule: '1-20:55', applied_on: '2021-01-15' }

  it.each([
    ['VOP applied for on 2016-06-30', { ...VOP, applied_on: '2016-06-30' }, 'REG-003 vop-applied-before'],
    ['VOP applied for on 2016-07-01', { ...VOP, applied_on: '2016-07-01' }, 'stored'],
    ['VOP applied for on 2023-06-30', { ...VOP, applied_on: '2023-06-30' }, 'stored'],
    ['VOP applied for on 2023-07-01', { ...VOP, applied_on: '2023-07-01' }, 'REG-003 vop-applied-after'],
    [
      'VOP_DEFINITE applied for on 2018-12-31',
      { ...VOP, package: 'VOP_DEFINITE', applied_on: '2018-12-31' },
      'REG-003 vop-definite-applied-before',
    ],
    ['VOP_DEFINITE applied for on 2019-01-01', { ...VOP, package: 'VOP_DEFINITE', applied_on: '2019-01-01' }, 'stored'],
    [
      'VOP applied for on 2020-09-30 without first hire',
      { ...VOP, first_hired_on: '', applied_on: '2020-09-30' },
      'REG-003 vop-without-first-hired-on',
    ],
    ['VOP applied for on 2020-10-01 without first hire', { ...VOP, first_hired_on: '', applied_on: '2020-10-01' }, 'stored'],
    ['raised VOP decided on 2023-06-30', { ...RAISED, decided_on: '2023-06-30' }, 'stored'],
    ['raised VOP decided on 2023-07-01', { ...RAISED, decided_on: '2023-07-01' }, 'REG-003 explicit-vop-decided-late'],
    ['IMW from 2023Q2', { ...IMW, start_quarter: '2023Q2' }, 'REG-003 imw-before'],
    ['IMW from 2023Q3', { ...IMW, start_quarter: '2023Q3' }, 'stored'],
  ])('%s: %s', (_, fields, expected) => {
    expect(stored(fields)).toBe(expected)
  })
})
