// Checks why a premium differs: which reason each change gives, in which words, and that the effects are the whole difference.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cents, euroText } from '../../../../shared/kernel/money.ts'
import { GUIDANCE_LEVELS, OTHER_MEASURES } from '../../../../shared/law/measures.ts'
import { PARAMETERS, type ParameterSet } from '../../../../shared/law/parameters.ts'
import { reasonText } from '../../../../shared/pipeline/reports/explain-page/reason-sentences.ts'
import type { Reason } from '../../../../shared/pipeline/reports/explain-page/reason.ts'
import { differenceOf, whyDifferent } from '../../../../shared/pipeline/reports/explain-page/reasons.ts'
import { premiumOfSide } from '../../../../shared/pipeline/reports/explain-page/page-input.ts'
import { imw, imwAt, occupation, quartersFrom, vop, type Situation } from '../../../support/law-builders.ts'
import { reasonsBetween, side } from './quarters.ts'

const told = (reasons: readonly Reason[], language: 'nl' | 'en' = 'en'): (readonly [string, string])[] =>
  reasons.map((reason) => [reasonText(reason, language), euroText(reason.effect)])

const AT_40 = imwAt(40)
const GUIDED = imw({ package: 'EXPLICIT', schedule: [{ from: 1, to: 20, percentage: 40 }], guidanceLevel: 'MEDIUM' })
const paid = (grossWage: string) => occupation({ grossWage })

type Row = readonly [string, Situation, Situation, readonly [string, string]]

/** 2024Q3 and 2024Q4 have the same GGMMI: what differs is what the row is about. */
const ONE_REASON: readonly Row[] = [
  [
    'the ordinal reaches another step',
    { quarter: '2024Q3', grants: [imw()] },
    { quarter: '2024Q4', grants: [imw()] },
    ['the percentage fell from 40% to 30%, because this is the 6th quarter of the grant (then the 5th)', '-900.00'],
  ],
  [
    'another grant',
    { quarter: '2024Q3', grants: [imwAt(40, { endQuarter: '2024Q3' })] },
    { quarter: '2024Q4', grants: [imwAt(55, { entitlementId: 'IMW-2', startQuarter: '2024Q4' })] },
    ['the percentage rose from 40% to 55%, because another grant applies: IMW-2 instead of IMW-1', '1350.00'],
  ],
  [
    'another package of the same grant',
    { quarter: '2024Q2', grants: [imw()] },
    { quarter: '2024Q3', grants: [imw({ package: 'IMW_5Y_INCREASED' })] },
    ['the percentage rose from 40% to 55%, because the grant has another package: IMW_5Y_INCREASED instead of IMW_5Y_STANDARD', '1350.00'],
  ],
  [
    'a decision that replaces its percentages',
    { quarter: '2024Q3', grants: [imwAt(40, { decidedOn: '2023-07-01' })] },
    { quarter: '2024Q4', grants: [imwAt(30, { decidedOn: '2024-11-01' })] },
    ['the percentage fell from 40% to 30%, because the decision has changed', '-900.00'],
  ],
  [
    'a lower wage',
    { quarter: '2024Q3', grants: [AT_40] },
    { quarter: '2024Q4', grants: [AT_40], occupations: [paid('8000.01')] },
    ['the reference wage is lower (8,000.01, then 9,000.00)', '-400.00'],
  ],
  [
    'a wage that reaches the ceiling',
    { quarter: '2024Q3', grants: [AT_40] },
    { quarter: '2024Q4', grants: [AT_40], occupations: [paid('13000.00')] },
    ['the reference wage is higher (13,000.00, then 9,000.00), but counts only up to the ceiling', '1369.15'],
  ],
  [
    'a wage that falls below the ceiling',
    { quarter: '2024Q3', grants: [AT_40], occupations: [paid('13000.00')] },
    { quarter: '2024Q4', grants: [AT_40] },
    ['the reference wage is lower (9,000.00, then 13,000.00); then it counted up to the ceiling of 12,422.88', '-1369.15'],
  ],
  [
    'part-time',
    { quarter: '2024Q3', grants: [AT_40] },
    { quarter: '2024Q4', grants: [AT_40], occupations: [occupation({ weeklyHours: '19.00' })] },
    [
      'the employment fraction is lower (0.5000, then 1.0000) because of other weekly hours, and with it the ceiling (6,211.44, then 12,422.88)',
      '-1115.42',
    ],
  ],
  [
    'an occupation that ends within the quarter',
    { quarter: '2024Q3', grants: [AT_40] },
    { quarter: '2024Q4', grants: [AT_40], occupations: [occupation({ end: '2024-11-15' })] },
    [
      'the employment fraction is lower (0.5000, then 1.0000) because of the dates of employment, and with it the ceiling (6,211.44, then 12,422.88)',
      '-1115.42',
    ],
  ],
  [
    'GGMMI, for a wage above the ceiling',
    { quarter: '2025Q1', grants: [AT_40], occupations: [paid('15000.00')] },
    { quarter: '2025Q2', grants: [AT_40], occupations: [paid('15000.00')] },
    ['the minimum wage (GGMMI) behind the ceiling is higher (2,111.89 from 1\u00a0February\u00a02025, then 2,070.48)', '99.39'],
  ],
  [
    'cut to 100 %',
    { quarter: '2024Q3', grants: [AT_40] },
    { quarter: '2024Q4', grants: [AT_40], occupations: [occupation({ otherSupport: '6000.00' })] },
    ['the other wage support is higher (6,000.00, then 0.00), and all together may not exceed 100% of the reference wage', '-600.00'],
  ],
  [
    'no longer cut to 100 %',
    { quarter: '2024Q3', grants: [AT_40], occupations: [occupation({ otherSupport: '6000.00' })] },
    { quarter: '2024Q4', grants: [AT_40], occupations: [occupation({ otherSupport: '1000.00' })] },
    ['the other wage support is lower (1,000.00, then 6,000.00)', '600.00'],
  ],
  [
    'a higher wage above the ceiling, which makes room for other support',
    { quarter: '2024Q3', grants: [AT_40], occupations: [occupation({ grossWage: '13000.00', otherSupport: '9000.00' })] },
    { quarter: '2024Q4', grants: [AT_40], occupations: [occupation({ grossWage: '13500.00', otherSupport: '9000.00' })] },
    ['the reference wage is higher (13,500.00, then 13,000.00), and with it the limit of 100% for all support together', '500.00'],
  ],
  [
    'fewer paid hours of a guided worker',
    { quarter: '2024Q2', grants: [GUIDED] },
    { quarter: '2024Q3', grants: [GUIDED], occupations: [occupation({ hoursPaid: '247.00' })] },
    ['the share of the hours that counts for the guidance premium is lower (0.5000, then 1.0000)', '-365.00'],
  ],
  [
    'the fixed part of the guidance premium at its second step',
    { quarter: '2024Q3', grants: [GUIDED] },
    { quarter: '2024Q4', grants: [GUIDED] },
    [
      'the fixed part of the guidance premium fell from 1,200.00 to 600.00, because this is the 6th quarter of the grant (then the 5th)',
      '-600.00',
    ],
  ],
  [
    'another need of guidance',
    { quarter: '2024Q2', grants: [GUIDED] },
    { quarter: '2024Q3', grants: [{ ...GUIDED, guidanceLevel: 'HIGH' }] },
    ['the full amount of the variable part of the guidance premium rose from 730.00 (MEDIUM) to 1,280.00 (HIGH)', '550.00'],
  ],
  [
    'guidance that was not granted before',
    { quarter: '2024Q2', grants: [AT_40] },
    { quarter: '2024Q3', grants: [GUIDED] },
    ['there is a guidance premium now: then the decision granted none', '1930.00'],
  ],
  [
    'work outside the Flemish Region',
    { quarter: '2024Q2', grants: [GUIDED] },
    { quarter: '2024Q3', grants: [GUIDED], occupations: [occupation({ region: 'BRUSSELS' })] },
    ['there is no guidance premium any more: no establishment lies in the Flemish Region', '-1930.00'],
  ],
  [
    'a suspended grant',
    { quarter: '2024Q3', grants: [AT_40] },
    { quarter: '2024Q4', grants: [imwAt(40, { suspendedQuarters: ['2024Q4'] })] },
    ['there is no premium any more: grant suspended (ENT-003)', '-3600.00'],
  ],
  [
    'a revoked grant',
    { quarter: '2024Q3', grants: [AT_40] },
    { quarter: '2024Q4', grants: [imwAt(40, { revokedFrom: '2024Q4' })] },
    ['there is no premium any more: grant revoked (ENT-004)', '-3600.00'],
  ],
  [
    'a grant that has ended',
    { quarter: '2024Q3', grants: [imwAt(40, { endQuarter: '2024Q3' })] },
    { quarter: '2024Q4', grants: [imwAt(40, { endQuarter: '2024Q3' })] },
    ['grant IMW-1 does not cover this quarter, and there is no other', '-3600.00'],
  ],
  [
    'a new grant',
    { quarter: '2024Q3', grants: [imwAt(40, { startQuarter: '2024Q4' })] },
    { quarter: '2024Q4', grants: [imwAt(40, { startQuarter: '2024Q4' })] },
    ['then no grant covered the quarter; now IMW-1 applies', '3600.00'],
  ],
  [
    'a suspension that is over',
    { quarter: '2024Q3', grants: [imwAt(40, { suspendedQuarters: ['2024Q3'] })] },
    { quarter: '2024Q4', grants: [AT_40] },
    ['there was no premium then: grant suspended (ENT-003)', '3600.00'],
  ],
  [
    'refused in both quarters',
    { quarter: '2024Q3', grants: [imwAt(40, { revokedFrom: '2024Q3' })] },
    { quarter: '2024Q4', grants: [imwAt(40, { revokedFrom: '2024Q3' })] },
    ['grant revoked (ENT-004)', '0.00'],
  ],
  [
    'nothing that changes the amount',
    { quarter: '2024Q3', grants: [AT_40], occupations: [paid('13000.00')] },
    { quarter: '2024Q4', grants: [AT_40], occupations: [paid('14000.00')] },
    ['nothing in the calculation changed the amount', '0.00'],
  ],
]

describe('one change is one reason, with what it did to the premium', () => {
  it.each(ONE_REASON)('%s', (_, before, now, expected) => {
    expect(told(reasonsBetween(before, now))).toEqual([expected])
  })

  it('a VOP that an IMW displaces', () => {
    const reasons = reasonsBetween({ quarter: '2024Q2', grants: [vop()] }, { quarter: '2024Q3', grants: [vop(), imw()] }, 'VOP')
    expect(told(reasons)).toEqual([['there is no premium any more: VOP beside a live IMW (ENT-006)', '-1800.00']])
    expect(told(reasonsBetween({ quarter: '2024Q2', grants: [vop()] }, { quarter: '2024Q3', grants: [vop(), imw()] }))).toEqual([
      ['then no grant covered the quarter; now IMW-1 applies', '3600.00'],
    ])
  })

  it('a worker whom the declaration leaves out, or whose rows were faulty', () => {
    const before = side({ quarter: '2024Q3', grants: [AT_40] })
    expect(told(whyDifferent(before, { kind: 'none', why: 'absent' }))).toEqual([
      ['there is no premium any more: the worker is not in the declaration', '-3600.00'],
    ])
    expect(told(whyDifferent(before, { kind: 'none', why: 'faulty' }), 'nl')).toEqual([
      ['er is geen premie meer: de aangegeven gegevens van de werknemer waren fout', '-3600.00'],
    ])
  })
})

describe('several changes', () => {
  const before: Situation = { quarter: '2024Q3', grants: [imw({ guidanceLevel: 'HIGH' })], occupations: [paid('8000.00')] }
  const now: Situation = {
    quarter: '2024Q4',
    grants: [imw({ guidanceLevel: 'HIGH' })],
    occupations: [occupation({ grossWage: '10000.00', weeklyHours: '19.00', hoursPaid: '247.00' })],
  }

  it('come in the order of the calculation, each with the factors before it as they are now', () => {
    expect(told(reasonsBetween(before, now), 'nl')).toEqual([
      ['het percentage daalde van 40\u00a0% naar 30\u00a0%, want dit is het 6e kwartaal van de toekenning (toen het 5e)', '-800.00'],
      ['het referteloon is hoger (10.000,00, toen 8.000,00)', '600.00'],
      [
        'de tewerkstellingsbreuk is lager (0,5000, toen 1,0000) door andere weekuren, en daarmee het loonplafond (6.211,44, toen 12.422,88)',
        '-1136.57',
      ],
      [
        'het vaste deel van de begeleidingspremie daalde van 1.200,00 naar 600,00, want dit is het 6e kwartaal van de toekenning (toen het 5e)',
        '-600.00',
      ],
      ['het deel van de uren dat voor de begeleidingspremie telt is lager (0,5000, toen 1,0000)', '-640.00'],
    ])
  })

  it('an amount of the law that changes is told as such', () => {
    const [row] = PARAMETERS.guidance.rows
    const indexed = { fixed: [{ fromOrdinal: 1, amount: '1250.00' }], variable: { LOW: '450.00', MEDIUM: '750.00', HIGH: '1300.00' } }
    const parameters: ParameterSet = {
      ...PARAMETERS,
      guidance: { ...PARAMETERS.guidance, rows: [{ ...row!, from: '2024-10-01' as never, value: indexed }, row!] },
    }
    const reasons = whyDifferent(
      side(before, 'IMW', parameters),
      side({ ...before, quarter: '2024Q4', grants: [GUIDED] }, 'IMW', parameters),
    )
    expect(told(reasons)).toEqual([
      ['the fixed part of the guidance premium rose from 1,200.00 to 1,250.00, because the amount has changed', '50.00'],
      [
        'the full amount of the variable part of the guidance premium fell from 1,280.00 to 750.00, because the amount has changed',
        '-530.00',
      ],
    ])
  })

  it('what an older program computed in another way is told as such, not given to a factor', () => {
    const old = side(before)
    if (old.kind !== 'premium') throw new Error('the example has a premium')
    expect(told(whyDifferent({ ...old, premium: cents(old.premium - 1n) }, side(before)))).toEqual([
      ['the booked amount follows another version of the calculation than that of this program', '0.01'],
    ])
  })
})

const amount = (max: number) => fc.integer({ min: 0, max }).map((value) => euroText(cents(BigInt(value))))
const HOURS = ['0.00', '7.60', '19.00', '30.40', '38.00']
const anyOccupation = fc
  .record({
    grossWage: amount(2_000_000),
    contributionReductions: fc.oneof(fc.constant('0.00'), amount(300_000)),
    otherSupport: fc.oneof(fc.constant('0.00'), amount(1_500_000)),
    otherMeasure: fc.option(fc.constantFrom(...OTHER_MEASURES), { freq: 20 }),
    weeklyHours: fc.constantFrom(...HOURS),
    hoursPaid: amount(50_000),
    start: fc.constantFrom('2018-01-01', '2024-02-13', '2024-08-20', '2025-05-05'),
    region: fc.constantFrom('FLANDERS', 'FLANDERS', 'BRUSSELS', 'UNKNOWN'),
  })
  .map((given) => occupation(given as Parameters<typeof occupation>[0]))
const anyGrant = fc
  .record({
    startQuarter: fc.constantFrom('2023Q3', '2023Q4', '2024Q3'),
    package: fc.constantFrom('IMW_2Y', 'IMW_5Y_STANDARD', 'IMW_5Y_INCREASED'),
    guidanceLevel: fc.constantFrom(...GUIDANCE_LEVELS),
    revokedFrom: fc.option(fc.constant('2025Q1'), { freq: 8 }),
  })
  .map((given) => imw(given as Parameters<typeof imw>[0]))
const anySituation = fc.record({
  quarter: fc.constantFrom(...quartersFrom('2023Q3', '2025Q2')),
  grants: fc.tuple(anyGrant, fc.boolean()).map(([grant, hasVop]) => (hasVop ? [grant, vop()] : [grant])),
  occupations: fc.array(anyOccupation, { minLength: 1, maxLength: 3 }),
})

describe('whatever changes', () => {
  it('the effects add up to the difference, to the cent, and nothing is left to another calculation', () => {
    fc.assert(
      fc.property(anySituation, anySituation, fc.constantFrom('IMW' as const, 'VOP' as const), (before, now, measure) => {
        const [then, today] = [side(before, measure), side(now, measure)]
        const reasons = whyDifferent(then, today)
        expect(differenceOf(reasons)).toBe(premiumOfSide(today) - premiumOfSide(then))
        expect(reasons.map(({ kind }) => kind)).not.toContain('computation')
        expect(reasons.length === 1 || reasons.every(({ effect }) => effect !== 0n)).toBe(true)
        expect(told(reasons, 'nl').concat(told(reasons)).join()).not.toMatch(/undefined|\{/)
      }),
      { numRuns: 400 },
    )
  })
})
