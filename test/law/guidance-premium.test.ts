/** Checks the guidance premium: fixed and variable part, hours share, and in which region the work was done (rules.md 5). */
import { describe, expect, it } from 'vitest'
import type { EstablishmentNumber } from '../../shared/kernel/identifiers.ts'
import type { MeasureAssessment } from '../../shared/law/assess.ts'
import type { GuidanceLevel, Region } from '../../shared/law/measures.ts'
import type { ResolvedRegion } from '../../shared/law/occupation.ts'
import { resolveRegion } from '../../shared/registry/establishment.ts'
import { assessed, codesOf, imw, occupation, vop } from '../support/law-builders.ts'

const parts = ({ components }: MeasureAssessment) => [components?.GUIDANCE_FIXED, components?.GUIDANCE_VARIABLE]
const withLevel = (guidanceLevel: GuidanceLevel) => imw({ guidanceLevel })
/** Ordinals of a grant from 2023Q3. */
const QUARTER_OF: Readonly<Record<number, string>> = { 1: '2023Q3', 5: '2024Q3', 6: '2024Q4', 8: '2025Q2' }

describe('amounts by level and ordinal, at full hours', () => {
  it.each([
    ['LOW', 1, '1200.00', '430.00'],
    ['LOW', 5, '1200.00', '430.00'],
    ['LOW', 6, '600.00', '430.00'],
    ['MEDIUM', 1, '1200.00', '730.00'],
    ['MEDIUM', 5, '1200.00', '730.00'],
    ['MEDIUM', 6, '600.00', '730.00'],
    ['HIGH', 1, '1200.00', '1280.00'],
    ['HIGH', 5, '1200.00', '1280.00'],
    ['HIGH', 6, '600.00', '1280.00'],
    ['HIGH', 8, '600.00', '1280.00'],
  ] as const)('%s in ordinal %i', (level, ordinal, fixed, variable) => {
    const result = assessed({ quarter: QUARTER_OF[ordinal]!, grants: [withLevel(level)] })
    expect(result).toMatchObject({ outcome: 'PAID', ordinal, exceptions: [] })
    expect(parts(result)).toEqual([fixed, variable])
  })

  it('the last possible quarter of an IMW still has the lower fixed part', () => {
    const grants = [imw({ guidanceLevel: 'LOW', startQuarter: '2020Q3', endQuarter: '2025Q2' })]
    const result = assessed({ quarter: '2025Q2', grants })
    expect(result.ordinal).toBe(20)
    expect(parts(result)).toEqual(['600.00', '430.00'])
  })

  it.each([
    ['an IMW without guidance', imw(), 'IMW'],
    ['a VOP, even if a level was stored', vop({ guidanceLevel: 'HIGH' }), 'VOP'],
  ] as const)('%s has a wage premium only', (_, grant, measure) => {
    const result = assessed({ quarter: '2023Q3', grants: [grant], occupations: [occupation({ region: 'UNKNOWN' })] }, measure)
    expect(Object.keys(result.components ?? {})).toEqual(['WAGE_PREMIUM'])
    expect(result).toMatchObject({ outcome: 'PAID', exceptions: [] })
  })
})

describe('hours share: hours paid / (full-time hours x 13), at most 1', () => {
  it.each([
    ['no hours: the fixed part is due in full', [{ hoursPaid: '0.00' }], '0.00'],
    ['0.6', [{ hoursPaid: '296.40' }], '768.00'],
    ['one hundredth of an hour below full', [{ hoursPaid: '493.99' }], '1279.97'],
    ['exactly full', [{ hoursPaid: '494.00' }], '1280.00'],
    ['one hundredth of an hour above full', [{ hoursPaid: '494.01' }], '1280.00'],
    ['twice full', [{ hoursPaid: '988.00' }], '1280.00'],
    ['part-time: the share is of full-time hours', [{ weeklyHours: '19.00', hoursPaid: '247.00' }], '640.00'],
    ['other full-time hours', [{ fulltimeWeeklyHours: '40.00', hoursPaid: '260.00' }], '640.00'],
    ['two occupations are summed', [{ hoursPaid: '123.50' }, { hoursPaid: '123.50' }], '640.00'],
    [
      'two occupations with other full-time hours',
      [{ hoursPaid: '247.00' }, { fulltimeWeeklyHours: '40.00', hoursPaid: '130.00' }],
      '960.00',
    ],
    ['two occupations together above 1', [{ hoursPaid: '400.00' }, { hoursPaid: '400.00' }], '1280.00'],
    ['a third of full time rounds down', [{ fulltimeWeeklyHours: '39.00', hoursPaid: '169.00' }], '426.67'],
    [
      'two parts are summed before the one rounding',
      [
        { fulltimeWeeklyHours: '39.00', hoursPaid: '84.50' },
        { fulltimeWeeklyHours: '39.00', hoursPaid: '84.50' },
      ],
      '426.67',
    ],
    ['the days of the occupation do not matter', [{ start: '2023-09-01', end: '2023-09-30', hoursPaid: '247.00' }], '640.00'],
    ['a single day of occupation: the fixed part is due in full', [{ start: '2023-09-30', hoursPaid: '7.60' }], '19.69'],
  ])('%s', (_, given, variable) => {
    const result = assessed({ quarter: '2023Q3', grants: [withLevel('HIGH')], occupations: given.map(occupation) })
    expect(parts(result)).toEqual(['1200.00', variable])
  })

  it('exactly half a cent goes up: LOW, 0.26 of 520 hours is 21.5 cents', () => {
    const occupations = [occupation({ fulltimeWeeklyHours: '40.00', hoursPaid: '0.26' })]
    expect(parts(assessed({ quarter: '2023Q3', grants: [withLevel('LOW')], occupations }))).toEqual(['1200.00', '0.22'])
  })
})

describe('regions', () => {
  /** Each occupation has a quarter of the full-time hours: 182.50 of MEDIUM. */
  const at = (region: ResolvedRegion, index: number) =>
    occupation({ region, weeklyHours: '9.50', hoursPaid: '123.50', establishmentNumber: `20000000${40 + index}` })

  it.each<[string, ResolvedRegion[], string, string | undefined, string | undefined]>([
    ['one Flemish', ['FLANDERS'], 'PAID', '1200.00', '182.50'],
    ['two Flemish', ['FLANDERS', 'FLANDERS'], 'PAID', '1200.00', '365.00'],
    ['Flemish and Brussels: only Flemish hours', ['FLANDERS', 'BRUSSELS'], 'PAID', '1200.00', '182.50'],
    ['Wallonia and Flemish: the order does not matter', ['WALLONIA', 'FLANDERS'], 'PAID', '1200.00', '182.50'],
    ['Flemish and abroad', ['FLANDERS', 'ABROAD'], 'PAID', '1200.00', '182.50'],
    ['Flemish and not applicable', ['FLANDERS', 'NOT_APPLICABLE'], 'PAID', '1200.00', '182.50'],
    ['one unknown: held as if Flemish', ['UNKNOWN'], 'HELD', '1200.00', '182.50'],
    ['Flemish and unknown: both held, as if Flemish', ['FLANDERS', 'UNKNOWN'], 'HELD', '1200.00', '365.00'],
    ['Brussels and unknown: held for the unknown hours', ['BRUSSELS', 'UNKNOWN'], 'HELD', '1200.00', '182.50'],
    ['unknown and not applicable', ['UNKNOWN', 'NOT_APPLICABLE'], 'HELD', '1200.00', '182.50'],
    ['all kinds together', ['WALLONIA', 'UNKNOWN', 'FLANDERS', 'NOT_APPLICABLE', 'ABROAD'], 'HELD', '1200.00', '365.00'],
    ['Brussels only', ['BRUSSELS'], 'PAID', undefined, undefined],
    ['Wallonia only', ['WALLONIA'], 'PAID', undefined, undefined],
    ['abroad only', ['ABROAD'], 'PAID', undefined, undefined],
    ['not applicable only', ['NOT_APPLICABLE'], 'PAID', undefined, undefined],
    ['Brussels, Wallonia and not applicable', ['BRUSSELS', 'WALLONIA', 'NOT_APPLICABLE'], 'PAID', undefined, undefined],
  ])('%s', (_, regions, outcome, fixed, variable) => {
    const result = assessed({ quarter: '2023Q3', grants: [withLevel('MEDIUM')], occupations: regions.map(at) })
    expect(result.outcome).toBe(outcome)
    expect(parts(result)).toEqual([fixed, variable])
    // Ceiling of the occupations together; the wage premium is due everywhere.
    expect(Number(result.components?.WAGE_PREMIUM)).toBeGreaterThan(0)
    expect(codesOf(result)).toEqual(outcome === 'HELD' ? ['CAL-003'] : fixed === undefined ? ['CAL-004'] : [])
  })

  it('the wage premium is the same in every region', () => {
    const premium = (region: ResolvedRegion) =>
      assessed({ quarter: '2023Q3', grants: [withLevel('MEDIUM')], occupations: [occupation({ region })] }).components?.WAGE_PREMIUM
    for (const region of ['FLANDERS', 'BRUSSELS', 'WALLONIA', 'ABROAD', 'UNKNOWN', 'NOT_APPLICABLE'] as const)
      expect(premium(region)).toBe('3600.00')
  })
})

describe('held guidance (CAL-003)', () => {
  const held = (establishments: readonly (string | null)[]) =>
    assessed({
      quarter: '2023Q3',
      grants: [withLevel('HIGH')],
      occupations: establishments.map((establishmentNumber) => occupation({ region: 'UNKNOWN', establishmentNumber, hoursPaid: '49.40' })),
    }).exceptions

  it.each([
    ['one establishment', ['2123456791'], '2123456791', '1328.00'],
    ['two establishments', ['2123456791', '2000000042'], '2123456791, 2000000042', '1456.00'],
    ['the same establishment twice is named once', ['2123456791', '2123456791'], '2123456791', '1456.00'],
    ['no establishment declared', [null], '-', '1328.00'],
    ['one declared, one not', [null, '2000000042'], '2000000042', '1456.00'],
  ])('names both parts as one amount, and %s', (_, given, establishments, amount) => {
    expect(held(given)).toMatchObject([{ code: 'CAL-003', measure: 'IMW', parameters: { establishments, amount }, amountEffect: amount }])
  })

  it('does not name establishments of which the region is known', () => {
    const occupations = [
      occupation({ establishmentNumber: '2123456791' }),
      occupation({ establishmentNumber: '2000000042', region: 'UNKNOWN' }),
    ]
    const { exceptions } = assessed({ quarter: '2023Q3', grants: [withLevel('HIGH')], occupations })
    expect(exceptions).toMatchObject([{ code: 'CAL-003', parameters: { establishments: '2000000042', amount: '2480.00' } }])
  })

  it('no establishment in the Flemish Region: CAL-004, without an amount', () => {
    const { exceptions } = assessed({ quarter: '2023Q3', grants: [withLevel('HIGH')], occupations: [occupation({ region: 'BRUSSELS' })] })
    expect(exceptions).toMatchObject([{ code: 'CAL-004', measure: 'IMW' }])
    expect(exceptions[0]).not.toHaveProperty('amountEffect')
  })
})

describe('which region counts', () => {
  const REGISTERED: ReadonlyMap<string, Region> = new Map([
    ['2123456791', 'BRUSSELS'],
    ['8999999104', 'WALLONIA'],
  ])

  it.each<[string, string | null, Region | null, ResolvedRegion]>([
    ['a declared region wins over the registry', '2123456791', 'FLANDERS', 'FLANDERS'],
    ['a declared region wins over a fictive number', '8999999302', 'FLANDERS', 'FLANDERS'],
    ['a declared region wins over not applicable', '8999999894', 'FLANDERS', 'FLANDERS'],
    ['a declared region without a number', null, 'ABROAD', 'ABROAD'],
    ['the registry of this employer', '2123456791', null, 'BRUSSELS'],
    ['not in the registry of this employer', '2000000042', null, 'UNKNOWN'],
    ['nothing declared', null, null, 'UNKNOWN'],
    ['fictive: abroad', '8999999993', null, 'ABROAD'],
    ['fictive: Flanders, whatever the registry says', '8999999104', null, 'FLANDERS'],
    ['fictive: Brussels', '8999999203', null, 'BRUSSELS'],
    ['fictive: Wallonia', '8999999302', null, 'WALLONIA'],
    ['fictive: German-speaking is Wallonia', '8999999401', null, 'WALLONIA'],
    ['fictive: not applicable', '8999999894', null, 'NOT_APPLICABLE'],
  ])('%s', (_, number, declared, expected) => {
    const declaredOccupation = {
      ...occupation(),
      line: 2,
      establishmentNumber: number as EstablishmentNumber | null,
      establishmentRegion: declared,
    }
    expect(resolveRegion(declaredOccupation, REGISTERED)).toBe(expected)
  })
})
