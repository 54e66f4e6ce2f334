/** Checks which quarters another parameter set computes differently: one change at a time, and that a quarter that is not listed has the same results. */
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { localDate, quarter, type Quarter } from '../../shared/kernel/calendar.ts'
import { paidOccupations } from '../../shared/law/declared-pay.ts'
import { changedQuarters, parameterSetText, parseParameterSet } from '../../shared/law/parameter-changes.ts'
import { isReviewed, PARAMETERS, parameterSetHash, POLICIES, type ParameterSet } from '../../shared/law/parameters.ts'
import { HERWIN, SECUREX } from '../../shared/law/sources.ts'
import type { DatedValue, Timeline } from '../../shared/law/timeline.ts'
import type { WorkerLine } from '../../shared/law/worker-line.ts'
import { assess, imw, occupation, quartersFrom, reviewedUntil, vop } from '../support/law-builders.ts'

const ALL = quartersFrom('2019Q1', '2025Q2')

type Rows<T> = readonly DatedValue<T>[]
const withRows = <T>(of: Timeline<T>, change: (rows: Rows<T>) => Rows<T>): Timeline<T> => ({ ...of, rows: change(of.rows) })
const row = <T>(from: string, value: T): DatedValue<T> => ({ from: localDate(from), value, source: SECUREX })
/** The rows with one more, at its place; a row of that day makes way. */
const inserted =
  <T>(from: string, value: NoInfer<T>) =>
  (rows: Rows<T>): Rows<T> =>
    [...rows.filter((each) => each.from !== from), row<T>(from, value)].toSorted((a, b) => (a.from < b.from ? 1 : -1))
/** The value of the newest row. */
const newest = <T>({ rows }: Timeline<T>): T => rows[0]!.value

const withGgmmi = (change: (rows: Rows<string>) => Rows<string>, of = PARAMETERS): ParameterSet => ({
  ...of,
  ggmmi: withRows(of.ggmmi, change),
})
const withPackages = (changed: object): ParameterSet => ({ ...PARAMETERS, packages: { ...PARAMETERS.packages, ...changed } })
const withCodes = (changed: object): ParameterSet => ({ ...PARAMETERS, declaredCodes: { ...PARAMETERS.declaredCodes, ...changed } })
/** The type of the policies is of their values, which a test changes. */
const withPolicies = (changed: object): ParameterSet => ({ ...PARAMETERS, policies: { ...POLICIES, ...changed } })
const without = <T extends object>(of: T, key: keyof T): T =>
  Object.fromEntries(Object.entries(of).filter(([each]) => each !== key)) as unknown as T

const changed = (after: ParameterSet, before = PARAMETERS): Record<string, readonly string[]> =>
  Object.fromEntries(changedQuarters(before, after).map(({ quarter: of, changes }) => [of, changes]))
const each = (quarters: readonly Quarter[], ...changes: string[]): Record<string, readonly string[]> =>
  Object.fromEntries(quarters.map((of) => [of, changes]))

describe('a parameter set as text', () => {
  it('comes back as it was, with the same hash, and its own SHA-256 is that hash', () => {
    const text = parameterSetText(PARAMETERS)
    const back = parseParameterSet(text)
    expect(back).toEqual(PARAMETERS)
    expect(parameterSetHash(back)).toBe(parameterSetHash(PARAMETERS))
    expect(createHash('sha256').update(text).digest('hex')).toBe(parameterSetHash(PARAMETERS))
    expect(parameterSetText(back)).toBe(text)
  })

  it('differs in no quarter from what was written, and in the same quarters as it from another set', () => {
    const back = parseParameterSet(parameterSetText(PARAMETERS))
    expect(changedQuarters(PARAMETERS, back)).toEqual([])
    const other = withGgmmi(inserted('2024-07-01', '2075.00'))
    expect(changedQuarters(back, other)).toEqual(changedQuarters(PARAMETERS, other))
  })
})

describe('nothing changes', () => {
  it.each([
    ['with the same set', PARAMETERS],
    ['with a later review of every table', reviewedUntil('2025-12-31')],
    ['with an earlier review of every table', reviewedUntil('2024-12-31')],
    ['with another note', withGgmmi((rows) => rows.map((one) => ({ ...one, note: 'checked' })))],
    ['with another source of a row', withGgmmi((rows) => rows.map((one) => ({ ...one, source: HERWIN })))],
    ['with another name or unit of a table', { ...PARAMETERS, ggmmi: { ...PARAMETERS.ggmmi, name: 'minimum', unit: 'euro' } }],
    ['with another source of a policy', withPolicies({ weeksPerQuarter: { ...POLICIES.weeksPerQuarter, source: HERWIN } })],
    ['with a note at a policy', withPolicies({ weeksPerQuarter: { ...POLICIES.weeksPerQuarter, note: 'checked' } })],
    [
      'with another source of a measure that is not cumulable',
      withPolicies({ notCumulable: { ...POLICIES.notCumulable, IMW: { ...POLICIES.notCumulable.IMW, LDE: SECUREX } } }),
    ],
    ['with a row before the first of a reviewed quarter', withGgmmi(inserted('2018-12-31', '1593.81'))],
    ['with a row of the same amount', withGgmmi(inserted('2024-06-01', '2070.48'))],
    ['with a row that another follows before the next quarter', withGgmmi(inserted('2024-04-15', '2030.00'))],
  ])('%s', (_, after) => {
    expect(changedQuarters(PARAMETERS, after)).toEqual([])
    expect(changedQuarters(after, PARAMETERS)).toEqual([])
  })

  it.each([
    ['explicitPercentages', { VOP: { value: { lowest: 1, highest: 70, step: 1 }, source: HERWIN }, IMW: POLICIES.explicitPercentages.IMW }],
    ['vopFirstApplication', '2015-07-01'],
    ['vopLastApplication', '2023-09-30'],
    ['vopDefiniteFirstApplication', '2018-01-01'],
    ['vopRaisedLastDecision', '2023-09-30'],
    ['imwFirstQuarter', '2023Q4'],
    ['quartersMax', 24],
    ['quartersMaxShort', 12],
    ['correctionYears', 7],
    ['firstQuarterFrom', '2018-10-01'],
  ] as const)('by %s: it says what may be stored or received', (name, value) => {
    const after = withPolicies({ [name]: name === 'explicitPercentages' ? value : { ...POLICIES[name], value } })
    expect(parameterSetHash(after)).not.toBe(parameterSetHash(PARAMETERS))
    expect(changedQuarters(PARAMETERS, after)).toEqual([])
  })
})

describe('GGMMI', () => {
  it.each([
    ['on the first day of a quarter', '2024-07-01', each(quartersFrom('2024Q3', '2025Q1'), 'GGMMI: 2070.48 → 2075.00')],
    ['a day after it', '2024-07-02', each(quartersFrom('2024Q4', '2025Q1'), 'GGMMI: 2070.48 → 2075.00')],
    ['a day before it', '2024-06-30', each(quartersFrom('2024Q3', '2025Q1'), 'GGMMI: 2070.48 → 2075.00')],
    ['in place of a known row', '2024-05-01', each(quartersFrom('2024Q3', '2025Q1'), 'GGMMI: 2070.48 → 2075.00')],
    ['on the first day of the last reviewed quarter', '2025-04-01', each([quarter('2025Q2')], 'GGMMI: 2111.89 → 2075.00')],
    ['after the first day of the last reviewed quarter', '2025-04-02', {}],
  ])('a row found later %s: until the next row', (_, from, expected) => {
    expect(changed(withGgmmi(inserted(from, '2075.00')))).toEqual(expected)
  })

  it('a row less: what was in force before it counts again', () => {
    const after = withGgmmi((rows) => rows.filter(({ from }) => from !== '2024-05-01'))
    expect(changed(after)).toEqual(each(quartersFrom('2024Q3', '2025Q1'), 'GGMMI: 2070.48 → 2029.88'))
  })

  it('the newest row, added with a later review, changes no quarter that was reviewed before', () => {
    expect(changed(withGgmmi(inserted('2025-07-01', '2154.13'), reviewedUntil('2025-12-31')))).toEqual({})
  })

  it('a newest row that begins inside what was reviewed changes that, and not what was refused', () => {
    expect(changed(withGgmmi(inserted('2025-04-01', '2154.13'), reviewedUntil('2025-12-31')))).toEqual({
      '2025Q2': ['GGMMI: 2111.89 → 2154.13'],
    })
  })

  it.each([
    ['2025-07-01', ['2025Q2', '2025Q3']],
    ['2025-06-30', ['2025Q2']],
  ])('both reviewed until %s: %s', (day, quarters) => {
    const after = withGgmmi(inserted('2025-04-01', '2154.13'), reviewedUntil('2025-12-31'))
    expect(Object.keys(changed(after, reviewedUntil(day)))).toEqual(quarters)
    expect(Object.keys(changed(reviewedUntil(day), after))).toEqual(quarters)
  })

  it('first quarters that either set refuses are not listed', () => {
    const after = withGgmmi(inserted('2018-09-01', '1600.00'))
    const later = { ...after, policies: withPolicies({ firstQuarterFrom: { ...POLICIES.firstQuarterFrom, value: '2019-04-02' } }).policies }
    expect(Object.keys(changed(after))[0]).toBe('2019Q1')
    expect(Object.keys(changed(later))[0]).toBe('2019Q3')
    expect(Object.keys(changed(PARAMETERS, later))[0]).toBe('2019Q3')
  })
})

describe('other tables', () => {
  it.each([
    ['2025-01-01', '2025Q1'],
    ['2025-01-02', '2025Q2'],
  ])('guidance amounts from %s: from %s, by name', (from, first) => {
    const amounts = newest(PARAMETERS.guidance)
    const variable = { ...amounts.variable, LOW: '440.00' }
    const after = { ...PARAMETERS, guidance: withRows(PARAMETERS.guidance, inserted(from, { ...amounts, variable })) }
    expect(changed(after)).toEqual(each(quartersFrom(first, '2025Q2'), 'guidance premium'))
  })

  it.each([
    ['2024-10-01', '2024Q4'],
    ['2024-10-02', '2025Q1'],
  ])('a package from %s: from %s', (from, first) => {
    const { IMW_2Y } = PARAMETERS.packages
    const after = withPackages({ IMW_2Y: withRows(IMW_2Y, inserted(from, [{ from: 1, to: 8, percentage: 25 }])) })
    expect(changed(after)).toEqual(each(quartersFrom(first, '2025Q2'), 'IMW_2Y'))
  })

  it('a package that begins earlier had no value before', () => {
    const { IMW_2Y } = PARAMETERS.packages
    const after = withPackages({ IMW_2Y: withRows(IMW_2Y, inserted('2023-04-01', newest(IMW_2Y))) })
    expect(changed(after)).toEqual({ '2023Q2': ['IMW_2Y'] })
  })

  it.each(['wage', 'severance', 'contributionPay', 'paidTime', 'ownReductions'] as const)('RSZ codes: %s, under its own name', (name) => {
    const table = PARAMETERS.declaredCodes[name]
    const onDay = (day: string) => changed(withCodes({ [name]: withRows(table, inserted(day, [...newest(table), '099'])) }))
    expect(onDay('2024-04-01')).toEqual(each(quartersFrom('2024Q2', '2025Q2'), `RSZ codes (${name})`))
    expect(onDay('2024-04-02')).toEqual(each(quartersFrom('2024Q3', '2025Q2'), `RSZ codes (${name})`))
  })

  it('RSZ codes: the own share and signs of other measures', () => {
    const { ownShare, measureSigns } = PARAMETERS.declaredCodes
    const workerCodes = { ...newest(measureSigns).workerCodes, '999': 'LDE' as const }
    const after = withCodes({
      ownShare: withRows(ownShare, inserted('2025-01-01', { ...newest(ownShare), percentage: '13.10' })),
      measureSigns: withRows(measureSigns, inserted('2025-04-01', { ...newest(measureSigns), workerCodes })),
    })
    expect(changed(after)).toEqual({ '2025Q1': ['RSZ codes (ownShare)'], '2025Q2': ['RSZ codes (measureSigns)', 'RSZ codes (ownShare)'] })
  })

  it('a table of one set only: every quarter in which it has a value', () => {
    const fewer: ParameterSet = { ...PARAMETERS, packages: without(PARAMETERS.packages, 'IMW_2Y') }
    const expected = each(quartersFrom('2023Q3', '2025Q2'), 'IMW_2Y')
    expect(changed(fewer)).toEqual(expected)
    expect(changed(PARAMETERS, fewer)).toEqual(expected)
  })

  it('a table outside the known groups counts as well, and its text shows what there was not', () => {
    const bonus = { name: 'bonus', unit: 'EUR', reviewedUntil: localDate('2025-06-30'), rows: [row('2025-01-02', '10.00')] }
    const more = { ...PARAMETERS, bonus }
    expect(changed(more)).toEqual({ '2025Q2': ['bonus: - → 10.00'] })
    expect(changed(PARAMETERS, more)).toEqual({ '2025Q2': ['bonus: 10.00 → -'] })
  })
})

describe('policies', () => {
  it.each([
    ['ceilingMultiple', 3, '2 → 3'],
    ['monthsPerQuarter', 4, '3 → 4'],
    ['weeksPerQuarter', 12, '13 → 12'],
    ['vopCountsFromApplication', '2020-07-01', '2020-10-01 → 2020-07-01'],
    ['rehireResetYears', 2, '1 → 2'],
  ] as const)('%s changes every reviewed quarter', (name, value, text) => {
    expect(changed(withPolicies({ [name]: { ...POLICIES[name], value } }))).toEqual(each(ALL, `${name}: ${text}`))
  })

  it.each([
    ['one more', { ...POLICIES.notCumulable, IMW: { ...POLICIES.notCumulable.IMW, GESCO: HERWIN } }],
    ['one less', { ...POLICIES.notCumulable, VOP: without(POLICIES.notCumulable.VOP, 'WEP') }],
  ])('measures that are not cumulable, %s', (_, notCumulable) => {
    expect(changed(withPolicies({ notCumulable }))).toEqual(each(ALL, 'notCumulable'))
  })

  it('one that only one set knows counts for every quarter', () => {
    const more = withPolicies({ somethingNew: { value: 5, source: HERWIN } })
    expect(changed(more)).toEqual(each(ALL, 'somethingNew: - → 5'))
    expect(changed(PARAMETERS, more)).toEqual(each(ALL, 'somethingNew: 5 → -'))
  })

  it('a number that stands in the set itself has no date either', () => {
    const of = (share: number): ParameterSet => ({ ...PARAMETERS, ...{ share } })
    expect(changed(of(3), of(2))).toEqual(each(ALL, 'share: 2 → 3'))
  })

  it('what stands beside the value of a policy counts', () => {
    const after = withPolicies({ weeksPerQuarter: { ...POLICIES.weeksPerQuarter, unless: 'leap' } })
    expect(changed(after)).toEqual(each(ALL, 'weeksPerQuarter'))
  })

  it('every policy either says only what may be stored or received, or changes quarters', () => {
    const withoutResult = Object.keys(POLICIES).filter((name) => {
      const after = { ...PARAMETERS, policies: { ...POLICIES, [name]: { value: '2019-01-01', source: HERWIN, other: 1 } } }
      return changedQuarters(PARAMETERS, after).length === 0
    })
    expect(withoutResult.toSorted()).toEqual([
      'correctionYears',
      'explicitPercentages',
      'firstQuarterFrom',
      'imwFirstQuarter',
      'quartersMax',
      'quartersMaxShort',
      'vopDefiniteFirstApplication',
      'vopFirstApplication',
      'vopLastApplication',
      'vopRaisedLastDecision',
    ])
  })
})

describe('whatever changes', () => {
  const day = fc
    .tuple(fc.integer({ min: 2018, max: 2025 }), fc.constantFrom('01-01', '01-02', '03-31', '04-01', '06-30', '07-01', '07-02', '10-01'))
    .map(([year, rest]) => localDate(`${year}-${rest}`))
  const percentage = fc.integer({ min: 1, max: 75 })

  /** Mostly as it is: of a set in which everything changes, nothing stays the same. */
  const seldom = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
    fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: of })

  /** A set with a few changes, each of another table or policy. */
  const anySet: fc.Arbitrary<ParameterSet> = fc
    .record({
      ggmmi: seldom(fc.tuple(day, fc.integer({ min: 1500, max: 2500 }))),
      guidance: seldom(fc.tuple(day, fc.integer({ min: 100, max: 999 }))),
      package: seldom(fc.tuple(fc.constantFrom('VOP_INDEFINITE', 'IMW_5Y_STANDARD'), day, percentage)),
      wage: seldom(fc.tuple(day, fc.constantFrom('003', '010', '011'))),
      ownShare: seldom(fc.tuple(day, fc.integer({ min: 10, max: 20 }))),
      policy: seldom(
        fc.tuple(
          fc.constantFrom('ceilingMultiple', 'weeksPerQuarter', 'quartersMax', 'correctionYears', 'new'),
          fc.integer({ min: 1, max: 15 }),
        ),
      ),
      review: seldom(fc.tuple(fc.constantFrom('guidance', 'ggmmi'), fc.constantFrom('2024-06-30', '2024-07-01', '2025-03-31'))),
    })
    .map((drawn) => {
      const { guidance, packages, declaredCodes } = PARAMETERS
      let of: ParameterSet = PARAMETERS
      if (drawn.ggmmi) of = withGgmmi(inserted(drawn.ggmmi[0], `${drawn.ggmmi[1]}.00`))
      if (drawn.guidance) {
        const amounts = { ...newest(guidance), fixed: [{ fromOrdinal: 1, amount: `${drawn.guidance[1]}.00` }] }
        of = { ...of, guidance: withRows(guidance, inserted(drawn.guidance[0], amounts)) }
      }
      if (drawn.package) {
        const [name, from, value] = drawn.package
        of = {
          ...of,
          packages: { ...packages, [name]: withRows(packages[name], inserted(from, [{ from: 1, to: null, percentage: value }])) },
        }
      }
      if (drawn.wage) {
        const [from, code] = drawn.wage
        const wage = withRows<readonly string[]>(declaredCodes.wage, inserted(from, ['001', code])) as typeof declaredCodes.wage
        of = { ...of, declaredCodes: { ...of.declaredCodes, wage } }
      }
      if (drawn.ownShare) {
        const [from, share] = drawn.ownShare
        const ownShare = withRows(declaredCodes.ownShare, inserted(from, { ...newest(declaredCodes.ownShare), percentage: `${share}.00` }))
        of = { ...of, declaredCodes: { ...of.declaredCodes, ownShare } }
      }
      if (drawn.policy) of = { ...of, policies: withPolicies({ [drawn.policy[0]]: { value: drawn.policy[1], source: HERWIN } }).policies }
      if (drawn.review) {
        const [name, until] = drawn.review
        of = { ...of, [name]: { ...of[name], reviewedUntil: localDate(until) } }
      }
      return of
    })

  const mirrored = (text: string): string => text.replace(/: (\S+) → (\S+)$/, ': $2 → $1')

  it('forth and back are the same quarters, with the values the other way round', () => {
    fc.assert(
      fc.property(anySet, anySet, (one, other) => {
        const back = changedQuarters(other, one).map((change) => ({ ...change, changes: change.changes.map(mirrored) }))
        expect(changedQuarters(one, other)).toEqual(back)
      }),
      { numRuns: 200 },
    )
  })

  const LINE = {
    employerClass: '010',
    workerCode: '495',
    occupations: [
      {
        start: '2018-01-01',
        end: null,
        workingDays: '5.00',
        weeklyHours: '38.00',
        fulltimeWeeklyHours: '38.00',
        establishmentNumber: null,
        services: [{ code: '001', days: '65.00', hours: '494.00' }],
        remunerations: ['001', '002', '010', '011'].map((code) => ({ code, amount: '1000.00' })),
        deductions: [],
      },
    ],
    contributions: [{ code: '495', type: '0', basis: '4000.00', amount: '1500.00' }],
    deductions: [],
  } as unknown as WorkerLine

  /** What is paid, without the words that say why. */
  function resultsOf(of: Quarter, parameters: ParameterSet): unknown {
    const occupations = [{ ...occupation({ grossWage: '15000.00', hoursPaid: '300.00' }) }]
    const grants = [
      [vop({ startQuarter: '2018Q4', endQuarter: '2025Q4', firstHiredOn: '2018-10-01', appliedOn: '2018-12-01' })],
      [imw({ guidanceLevel: 'MEDIUM' })],
    ]
    const measures = grants.flatMap((held) => assess({ quarter: of, grants: held, occupations }, parameters).measures)
    return [paidOccupations([LINE], of, parameters), measures.map((measure) => ({ ...measure, findings: [] }))]
  }

  it('a quarter that is not listed has the same results, and one that is listed is reviewed under both', () => {
    let same = 0
    fc.assert(
      fc.property(anySet, anySet, (before, after) => {
        const listed = new Set(changedQuarters(before, after).map((change) => change.quarter))
        for (const of of ALL) {
          const reviewed = isReviewed(before, of) && isReviewed(after, of)
          if (listed.has(of)) expect(reviewed).toBe(true)
          else if (reviewed) {
            expect(resultsOf(of, after)).toEqual(resultsOf(of, before))
            same += 1
          }
        }
      }),
      { numRuns: 100 },
    )
    expect(same).toBeGreaterThan(100)
  })
})
