/** Checks exclusions and limits, and the order in which they apply (rules.md 6). */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EntitlementPeriod } from '../../shared/law/grant.ts'
import type { Measure, OtherMeasure } from '../../shared/law/measures.ts'
import { allCodes, assess, assessed, codesOf, imw, imwAt, occupation, vop, type Given, type Situation } from '../support/law-builders.ts'

const NOW = '2024Q2'

describe('which grants there are', () => {
  it.each([
    ['no grant at this employer', [], ['ENT-001']],
    ['a grant that ended the quarter before', [imw({ startQuarter: '2023Q3', endQuarter: '2024Q1' })], ['ENT-002']],
    ['a grant that begins the quarter after', [imw({ startQuarter: '2024Q3' })], ['ENT-002']],
    ['a grant that begins in the quarter', [imw({ startQuarter: '2024Q2' })], []],
    ['a grant that ends in the quarter', [imw({ endQuarter: '2024Q2' })], []],
    [
      'an ended and a running grant',
      [imw({ entitlementId: 'OLD', endQuarter: '2024Q1' }), imw({ entitlementId: 'NEW', startQuarter: '2024Q2' })],
      [],
    ],
    ['a revoked grant that ended before', [imw({ endQuarter: '2024Q1', revokedFrom: '2023Q4' })], ['ENT-002']],
    ['a VOP that ended, an IMW that runs', [vop({ endQuarter: '2024Q1' }), imw()], []],
  ])('%s', (_, grants, expected) => {
    expect(allCodes(assess({ quarter: NOW, grants }))).toEqual(expected)
  })

  it('names every known grant when none covers the quarter, in the order of their numbers', () => {
    const grants = [
      imw({ entitlementId: 'B', startQuarter: '2024Q3', endQuarter: '2029Q2' }),
      vop({ entitlementId: 'A', endQuarter: '2023Q4' }),
    ]
    expect(assess({ quarter: NOW, grants })).toMatchObject({
      refusal: {
        code: 'ENT-002',
        inss: '85073003328',
        employerNumber: '0123456749',
        quarter: NOW,
        parameters: { grants: 'A 2022Q1-2023Q4, B 2024Q3-2029Q2' },
      },
      measures: [],
    })
  })

  it.each([
    ['ENT-001', []],
    ['ENT-002', [imw({ startQuarter: '2024Q3' })]],
  ])('%s comes before everything else', (code, grants) => {
    const occupations = [occupation({ contributionReductions: '9000.01', otherMeasure: 'LDE', region: 'UNKNOWN' })]
    expect(allCodes(assess({ quarter: NOW, grants, occupations }))).toEqual([code])
  })
})

describe('live, suspended and revoked', () => {
  it.each([
    ['revoked from the next quarter', { revokedFrom: '2024Q3' }, []],
    ['revoked from this quarter', { revokedFrom: '2024Q2' }, ['ENT-004']],
    ['revoked from an earlier quarter', { revokedFrom: '2023Q4' }, ['ENT-004']],
    ['suspended in this quarter', { suspendedQuarters: ['2024Q1', '2024Q2'] }, ['ENT-003']],
    ['suspended before and after', { suspendedQuarters: ['2024Q1', '2024Q3'] }, []],
    ['suspended and revoked', { suspendedQuarters: ['2024Q2'], revokedFrom: '2024Q2' }, ['ENT-004']],
  ])('an IMW %s', (_, given, expected) => {
    expect(codesOf(assessed({ quarter: NOW, grants: [imw(given)] }))).toEqual(expected)
  })

  it('names the lowest grant and its revocation', () => {
    const grants = [imw({ entitlementId: 'B', revokedFrom: '2023Q4' }), imw({ entitlementId: 'A', revokedFrom: '2024Q1' })]
    expect(assessed({ quarter: NOW, grants })).toMatchObject({
      entitlementId: 'A',
      outcome: 'REFUSED',
      exceptions: [{ code: 'ENT-004', parameters: { grant: 'A', revokedFrom: '2024Q1' } }],
    })
  })

  it.each([
    ['two live', [{ entitlementId: 'B' }, { entitlementId: 'A' }], 'A', ['ENT-005']],
    ['one revoked, one live: the live one pays', [{ entitlementId: 'A', revokedFrom: '2024Q2' }, { entitlementId: 'B' }], 'B', []],
    [
      'a suspended grant is live: nothing is paid',
      [{ entitlementId: 'A', suspendedQuarters: ['2024Q2'] }, { entitlementId: 'B' }],
      'A',
      ['ENT-005'],
    ],
    [
      'both suspended',
      [
        { entitlementId: 'A', suspendedQuarters: ['2024Q2'] },
        { entitlementId: 'B', suspendedQuarters: ['2024Q2'] },
      ],
      'A',
      ['ENT-005'],
    ],
    ['three live', [{ entitlementId: 'C' }, { entitlementId: 'A' }, { entitlementId: 'B' }], 'A', ['ENT-005']],
  ])('two grants of one measure: %s', (_, given, entitlementId, expected) => {
    const result = assessed({ quarter: NOW, grants: given.map(imw) })
    expect(result.entitlementId).toBe(entitlementId)
    expect(codesOf(result)).toEqual(expected)
  })

  it('names both live grants', () => {
    const grants = [imw({ entitlementId: 'C', revokedFrom: '2024Q1' }), imw({ entitlementId: 'B' }), imw({ entitlementId: 'A' })]
    expect(assessed({ quarter: NOW, grants }).exceptions[0]).toMatchObject({ code: 'ENT-005', parameters: { grants: 'A, B' } })
  })
})

describe('VOP and IMW in the same quarter', () => {
  const excluded = [occupation({ otherMeasure: 'LDE' })]

  it.each<[string, Situation, string[]]>([
    ['the IMW is paid, the VOP is not', { quarter: NOW, grants: [imw(), vop()] }, ['VOP ENT-006']],
    [
      'a suspended IMW displaces it too',
      { quarter: NOW, grants: [imw({ suspendedQuarters: [NOW] }), vop()] },
      ['VOP ENT-006', 'IMW ENT-003'],
    ],
    ['so does a double IMW', { quarter: NOW, grants: [imw(), imw({ entitlementId: 'IMW-2' }), vop()] }, ['VOP ENT-006', 'IMW ENT-005']],
    [
      'so does an IMW that is not cumulable',
      { quarter: NOW, grants: [imw(), vop()], occupations: excluded },
      ['VOP ENT-006', 'IMW ENT-008'],
    ],
    [
      'so does an IMW without a percentage',
      { quarter: NOW, grants: [imw({ package: 'EXPLICIT', schedule: [] }), vop()] },
      ['VOP ENT-006', 'IMW ENT-007'],
    ],
    [
      'so does an IMW with a negative reference wage',
      { quarter: NOW, grants: [imw(), vop()], occupations: [occupation({ contributionReductions: '9000.01' })] },
      ['VOP ENT-006', 'IMW CAL-001'],
    ],
    ['a revoked IMW does not', { quarter: NOW, grants: [imw({ revokedFrom: NOW }), vop()] }, ['IMW ENT-004']],
    ['an IMW that ended does not', { quarter: NOW, grants: [imw({ endQuarter: '2024Q1' }), vop()] }, []],
    ['an IMW that is not begun does not', { quarter: NOW, grants: [imw({ startQuarter: '2024Q3' }), vop()] }, []],
    [
      'one revoked and one live IMW do',
      { quarter: NOW, grants: [imw({ revokedFrom: NOW }), imw({ entitlementId: 'IMW-2' }), vop()] },
      ['VOP ENT-006'],
    ],
    ['a suspended VOP does not stop the IMW', { quarter: NOW, grants: [imw(), vop({ suspendedQuarters: [NOW] })] }, ['VOP ENT-006']],
    ['a double VOP does not stop the IMW', { quarter: NOW, grants: [imw(), vop(), vop({ entitlementId: 'VOP-2' })] }, ['VOP ENT-005']],
    ['a revoked VOP does not stop the IMW', { quarter: NOW, grants: [imw(), vop({ revokedFrom: NOW })] }, ['VOP ENT-004']],
  ])('%s', (_, situation, expected) => {
    const result = assess(situation)
    expect(allCodes(result)).toEqual(expected)
    for (const each of result.measures)
      expect(each.outcome).toBe(expected.some((code) => code.startsWith(each.measure)) ? 'REFUSED' : 'PAID')
  })

  it('are both assessed, VOP first, and the VOP line names the IMW', () => {
    const { measures } = assess({ quarter: NOW, grants: [imw(), vop()] })
    expect(measures.map(({ measure, outcome }) => `${measure} ${outcome}`)).toEqual(['VOP REFUSED', 'IMW PAID'])
    expect(measures[0]?.exceptions[0]).toMatchObject({ measure: 'VOP', parameters: { grant: 'VOP-1', imwGrant: 'IMW-1' } })
  })
})

describe('measures that do not go together', () => {
  it.each<[Measure, OtherMeasure | null, boolean]>([
    ['VOP', 'LDE', true],
    ['VOP', 'GESCO', true],
    ['VOP', 'DAC', true],
    ['VOP', 'MAATWERK_WAGE', true],
    ['VOP', 'ART60', true],
    ['VOP', 'WEP', true],
    ['VOP', 'INVOEG', true],
    ['VOP', 'APPRENTICE', true],
    ['VOP', null, false],
    ['IMW', 'LDE', true],
    ['IMW', 'GESCO', false],
    ['IMW', 'DAC', false],
    ['IMW', 'MAATWERK_WAGE', true],
    ['IMW', 'ART60', false],
    ['IMW', 'WEP', false],
    ['IMW', 'INVOEG', false],
    ['IMW', 'APPRENTICE', false],
    ['IMW', null, false],
  ])('%s beside %s: excluded %s', (measure, otherMeasure, excluded) => {
    const grant = measure === 'VOP' ? vop() : imw()
    // One row with the measure refuses the measure for the whole worker.
    const result = assessed(
      { quarter: NOW, grants: [grant], occupations: [occupation(), occupation({ otherMeasure }), occupation()] },
      measure,
    )
    expect(codesOf(result)).toEqual(excluded ? ['ENT-008'] : [])
    expect(result.outcome).toBe(excluded ? 'REFUSED' : 'PAID')
    if (excluded) expect(result.exceptions[0]?.parameters).toEqual({ grant: grant.entitlementId, otherMeasure })
  })

  it('an allowed measure beside an excluded one: the excluded one is named', () => {
    const occupations = [occupation({ otherMeasure: 'GESCO' }), occupation({ otherMeasure: 'MAATWERK_WAGE' })]
    expect(assessed({ quarter: NOW, grants: [imw()], occupations }).exceptions[0]).toMatchObject({
      code: 'ENT-008',
      parameters: { otherMeasure: 'MAATWERK_WAGE' },
    })
  })
})

/** What can be wrong with a measure, in the order of rules.md 6. */
interface Trouble {
  readonly code: string
  readonly grants?: (grants: readonly EntitlementPeriod[]) => readonly EntitlementPeriod[]
  readonly row?: Given<ReturnType<typeof occupation>>
}

const each = (given: Given<EntitlementPeriod>) => (grants: readonly EntitlementPeriod[]) =>
  grants.map((grant) => ({ ...grant, ...given }) as EntitlementPeriod)
const TROUBLES: readonly Trouble[] = [
  { code: 'ENT-004', grants: each({ revokedFrom: NOW }) },
  { code: 'ENT-005', grants: ([grant]) => [grant!, { ...grant!, entitlementId: 'SECOND' }] },
  { code: 'ENT-006' },
  { code: 'ENT-003', grants: each({ suspendedQuarters: [NOW] }) },
  { code: 'ENT-008', row: { otherMeasure: 'LDE' } },
  { code: 'ENT-007', grants: each({ package: 'EXPLICIT', schedule: [{ from: 1, to: 1, percentage: 40 }] }) },
  { code: 'CAL-001', row: { contributionReductions: '9000.01' } },
]

/** The outcome for a worker with all these troubles at once. The second grant comes first, so that revoking and suspending befall both. */
function codesWith(measure: Measure, troubles: readonly Trouble[]): string[] {
  const has = (code: string): boolean => troubles.some((trouble) => trouble.code === code)
  const doubledFirst = [...troubles].sort((a, b) => Number(b.code === 'ENT-005') - Number(a.code === 'ENT-005'))
  const first = measure === 'VOP' ? vop() : imw({ guidanceLevel: 'HIGH' })
  const grants = doubledFirst.reduce<readonly EntitlementPeriod[]>((all, trouble) => trouble.grants?.(all) ?? all, [first])
  const row = Object.assign({ region: 'UNKNOWN' }, ...troubles.map((trouble) => trouble.row ?? {})) as Given<ReturnType<typeof occupation>>
  const beside = has('ENT-006') ? [imw({ entitlementId: 'BESIDE' })] : []
  const result = assessed({ quarter: NOW, grants: [...grants, ...beside], occupations: [occupation(row)] }, measure)
  if (troubles.length > 0)
    expect(Object.keys(result).sort()).toEqual(['entitlementId', 'exceptions', 'findings', 'measure', 'outcome', 'referenceWage'])
  return codesOf(result)
}

describe('the order in which they apply: the first ends the measure, guidance included', () => {
  const of = (measure: Measure) => TROUBLES.filter(({ code }) => measure === 'VOP' || code !== 'ENT-006')
  const pairs = (measure: Measure) =>
    of(measure).flatMap((first, index) =>
      of(measure)
        .slice(index + 1)
        .map((second) => [measure, first.code, second.code] as const),
    )
  const named = (...codes: readonly string[]) => TROUBLES.filter(({ code }) => codes.includes(code))

  it.each([...of('VOP').map(({ code }) => ['VOP', code] as const), ...of('IMW').map(({ code }) => ['IMW', code] as const)])(
    '%s with %s alone',
    (measure, code) => {
      expect(codesWith(measure, named(code))).toEqual([code])
    },
  )

  it.each([...pairs('VOP'), ...pairs('IMW')])('%s with %s and %s: the former', (measure, first, second) => {
    expect(codesWith(measure, named(first, second))).toEqual([first])
  })

  it('with nothing wrong: the VOP is paid; of the IMW with an unknown region the guidance is held', () => {
    expect(codesWith('VOP', [])).toEqual([])
    expect(codesWith('IMW', [])).toEqual(['CAL-003'])
  })

  it('holds for every combination', () => {
    fc.assert(
      fc.property(fc.constantFrom<Measure>('VOP', 'IMW'), fc.subarray([...TROUBLES], { minLength: 1 }), (measure, chosen) => {
        const troubles = chosen.filter((trouble) => of(measure).includes(trouble))
        fc.pre(troubles.length > 0)
        expect(codesWith(measure, troubles)).toEqual([troubles[0]!.code])
      }),
      { numRuns: 200 },
    )
  })
})

describe('all support together is at most 100 % of the wage', () => {
  it.each([
    ['no other support: nothing cut', 75, '9000.00', '0.00', '6750.00', undefined],
    ['together exactly R: nothing cut', 75, '9000.00', '2250.00', '6750.00', undefined],
    ['one cent too much', 75, '9000.00', '2250.01', '6749.99', '0.01'],
    ['one cent left', 75, '9000.00', '8999.99', '0.01', '6749.99'],
    ['other support is R: cut to 0', 75, '9000.00', '9000.00', '0.00', '6750.00'],
    ['other support above R: cut to 0, never below', 75, '9000.00', '20000.00', '0.00', '6750.00'],
    ['R 0 with other support: nothing to cut', 75, '0.00', '100.00', '0.00', undefined],
    ['R 0 without other support', 75, '0.00', '0.00', '0.00', undefined],
    ['the limit is the uncapped R', 75, '20000.00', '11000.00', '8797.46', undefined],
    ['the limit is the uncapped R, and cuts', 75, '20000.00', '12000.00', '8000.00', '797.46'],
    ['the premium is rounded before the limit', 75, '9000.02', '2250.00', '6750.02', undefined],
    ['the rounded premium is cut by its half cent', 75, '9000.02', '2250.01', '6750.01', '0.01'],
  ])('%s', (_, percentage, grossWage, otherSupport, premium, cut) => {
    const result = assessed({ quarter: '2023Q3', grants: [imwAt(percentage)], occupations: [occupation({ grossWage, otherSupport })] })
    expect(result).toMatchObject({ outcome: 'PAID', components: { WAGE_PREMIUM: premium } })
    expect(codesOf(result)).toEqual(cut === undefined ? [] : ['CAL-002'])
    if (cut !== undefined)
      expect(result.exceptions[0]).toMatchObject({ parameters: { otherSupport, referenceWage: grossWage, cut }, amountEffect: `-${cut}` })
  })

  it('counts the other support of every row, and holds for VOP too', () => {
    const occupations = [
      occupation({ grossWage: '4000.00', otherSupport: '2500.00' }),
      occupation({ grossWage: '5000.00', otherSupport: '3000.00' }),
    ]
    expect(assessed({ quarter: '2022Q1', grants: [vop()], occupations }, 'VOP')).toMatchObject({
      components: { WAGE_PREMIUM: '3500.00' },
      exceptions: [{ code: 'CAL-002', parameters: { premium: '3600.00', otherSupport: '5500.00', cut: '100.00' } }],
    })
  })

  it.each([
    ['guidance held', 'UNKNOWN', 'HELD', ['CAL-002', 'CAL-003']],
    ['no Flemish establishment', 'WALLONIA', 'PAID', ['CAL-002', 'CAL-004']],
    ['guidance paid', 'FLANDERS', 'PAID', ['CAL-002']],
  ] as const)('leaves the guidance premium alone: %s', (_, region, outcome, codes) => {
    const grants = [imwAt(75, { guidanceLevel: 'HIGH' })]
    const result = assessed({ quarter: '2023Q3', grants, occupations: [occupation({ region, otherSupport: '9000.00' })] })
    expect(codesOf(result)).toEqual(codes)
    expect(result).toMatchObject({
      outcome,
      components: { WAGE_PREMIUM: '0.00', ...(region === 'WALLONIA' ? {} : { GUIDANCE_FIXED: '1200.00', GUIDANCE_VARIABLE: '1280.00' }) },
    })
  })
})
