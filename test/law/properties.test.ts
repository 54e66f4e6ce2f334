/** Checks what must hold for every worker, whatever is declared: order changes nothing, no bound is passed, and the sums equal a second computation. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { daysInQuarter, firstDayOf, quarter, type LocalDate, type Quarter } from '../../shared/kernel/calendar.ts'
import { fraction } from '../../shared/kernel/fraction.ts'
import { cents, centsOf, euroText, type Cents } from '../../shared/kernel/money.ts'
import type { MeasureAssessment } from '../../shared/law/assess.ts'
import { employmentFraction } from '../../shared/law/ceiling.ts'
import type { EntitlementPeriod } from '../../shared/law/grant.ts'
import { GUIDANCE_LEVELS, OTHER_MEASURES, REGIONS } from '../../shared/law/measures.ts'
import type { LocatedOccupation } from '../../shared/law/occupation.ts'
import { wagePremium } from '../../shared/law/wage-premium.ts'
import { assess, imw, imwAt, occupation, quartersFrom, vop, type Situation } from '../support/law-builders.ts'

/** Full-time amounts of six times GGMMI, from rules.md by hand, in cents. */
const FULL_CEILING: Readonly<Record<string, bigint>> = {
  '2023Q3': 1_172_994n,
  '2023Q4': 1_172_994n,
  '2024Q1': 1_196_508n,
  '2024Q2': 1_217_928n,
  '2024Q3': 1_242_288n,
  '2024Q4': 1_242_288n,
  '2025Q1': 1_242_288n,
  '2025Q2': 1_267_134n,
}

const hundredths = (value: number): string => euroText(cents(BigInt(value)))
const amount = (max: number) => fc.integer({ min: 0, max }).map(hundredths)
const dayOf = (of: Quarter, offset: number): LocalDate =>
  new Date(Date.parse(`${firstDayOf(of)}T00:00:00Z`) + offset * 86_400_000).toISOString().slice(0, 10) as LocalDate
const anyQuarter = fc.constantFrom(...quartersFrom('2023Q3', '2025Q2'))

/** One occupation that touches the quarter; `days` is how many days of it lie inside. */
interface Drawn {
  readonly row: LocatedOccupation
  readonly days: number
  readonly q: number
  readonly s: number
}

const drawnIn = (of: Quarter): fc.Arbitrary<Drawn> => {
  const length = daysInQuarter(of)
  return fc
    .record({
      s: fc.constantFrom(3600, 3800, 3750, 3999, 4000, 6000, 100),
      share: fc.integer({ min: 0, max: 100 }),
      first: fc.integer({ min: -40, max: length - 1 }),
      last: fc.integer({ min: 0, max: length + 40 }),
      running: fc.boolean(),
      grossWage: amount(2_000_000),
      employerContributions: amount(500_000),
      contributionReductions: amount(300_000),
      otherSupport: fc.oneof(fc.constant('0.00'), amount(1_500_000)),
      hoursPaid: amount(100_000),
      region: fc.constantFrom(...REGIONS, 'UNKNOWN' as const, 'NOT_APPLICABLE' as const),
    })
    .map(({ s, share, first, last, running, ...amounts }): Drawn => {
      const q = Math.floor((s * share) / 100)
      const end = Math.max(first, last)
      const [from, to] = [Math.max(0, first), running ? length - 1 : Math.min(length - 1, end)]
      const row = occupation({
        ...amounts,
        weeklyHours: hundredths(q),
        fulltimeWeeklyHours: hundredths(s),
        start: dayOf(of, first),
        end: running ? null : dayOf(of, end),
      })
      return { row, days: Math.max(0, to - from + 1), q, s }
    })
}

interface DrawnWorker {
  readonly of: Quarter
  readonly drawn: readonly Drawn[]
  readonly percentage: number
  readonly guidanceLevel: EntitlementPeriod['guidanceLevel']
}

const anyWorker: fc.Arbitrary<DrawnWorker> = anyQuarter.chain((of) =>
  fc.record({
    of: fc.constant(of),
    drawn: fc.array(drawnIn(of), { minLength: 1, maxLength: 4 }),
    percentage: fc.integer({ min: 4, max: 15 }).map((fives) => fives * 5),
    guidanceLevel: fc.constantFrom(...GUIDANCE_LEVELS),
  }),
)

const situationOf = ({ of, drawn, percentage, guidanceLevel }: DrawnWorker): Situation => ({
  quarter: of,
  grants: [imwAt(percentage, { guidanceLevel })],
  occupations: drawn.map(({ row }) => row),
})
const only = (situation: Situation): MeasureAssessment => assess(situation).measures[0]!
const premiumOf = ({ components }: MeasureAssessment): Cents => centsOf(components?.WAGE_PREMIUM ?? '0.00')
const minimum = (a: bigint, b: bigint): bigint => (a < b ? a : b)
/** Half-up, by whole numbers only: for a numerator that is not negative. */
const halfUp = (numerator: bigint, denominator: bigint): bigint => (2n * numerator + denominator) / (2n * denominator)
/** The sum of q x days over S x days in the quarter, over one common denominator, and not reduced. */
const fractionParts = ({ of, drawn }: DrawnWorker): readonly [bigint, bigint] => {
  const length = BigInt(daysInQuarter(of))
  const denominator = drawn.reduce((product, { s }) => product * BigInt(s) * length, 1n)
  const numerator = drawn.reduce((total, { q, s, days }) => total + (BigInt(q) * BigInt(days) * denominator) / (BigInt(s) * length), 0n)
  return [minimum(numerator, denominator), denominator]
}

describe('order changes nothing', () => {
  /** Everything but the order in which findings and texts list the rows. */
  const result = (situation: Situation) => {
    const { refusal, measures } = assess(situation)
    return {
      refusal,
      measures: measures.map(({ findings, exceptions, ...rest }) => ({
        ...rest,
        steps: findings.map(({ rule, outcome, output }) => [rule, outcome, output]),
        exceptions: exceptions.map(({ code, amountEffect }) => [code, amountEffect]),
      })),
    }
  }

  it('of the occupations', () => {
    fc.assert(
      fc.property(
        anyWorker.chain((worker) =>
          fc.tuple(fc.constant(worker), fc.shuffledSubarray([...worker.drawn], { minLength: worker.drawn.length })),
        ),
        ([worker, shuffled]) => {
          expect(result(situationOf({ ...worker, drawn: shuffled }))).toEqual(result(situationOf(worker)))
        },
      ),
      { numRuns: 200 },
    )
  })

  it('of occupations under several other measures', () => {
    const rows = fc
      .uniqueArray(fc.constantFrom(...OTHER_MEASURES), { minLength: 1 })
      .map((all) => all.map((otherMeasure) => occupation({ otherMeasure })))
    fc.assert(
      fc.property(rows, fc.constantFrom(imw(), vop()), (occupations, grant) => {
        const situation = { quarter: '2024Q2', grants: [grant], occupations }
        expect(result({ ...situation, occupations: occupations.toReversed() })).toEqual(result(situation))
      }),
      { numRuns: 100 },
    )
  })

  it('of the grants', () => {
    const anyGrant = fc.record({
      revokedFrom: fc.constantFrom(null, '2024Q1', '2024Q2', '2024Q3'),
      suspendedQuarters: fc.constantFrom<string[]>([], ['2024Q2']),
      endQuarter: fc.constantFrom('2024Q1', '2024Q2', '2026Q4'),
      isVop: fc.boolean(),
    })
    const grants = fc
      .array(anyGrant, { maxLength: 5 })
      .map((all) => all.map(({ isVop, ...given }, index) => (isVop ? vop : imw)({ ...given, entitlementId: `G-${index}` })))
    fc.assert(
      fc.property(
        grants.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([all, shuffled]) => {
          expect(assess({ quarter: '2024Q2', grants: shuffled })).toEqual(assess({ quarter: '2024Q2', grants: all }))
        },
      ),
      { numRuns: 300 },
    )
  })
})

describe('the wage premium', () => {
  it('is never negative, never above percentage x ceiling, nor percentage x R, nor R less other support', () => {
    fc.assert(
      fc.property(anyWorker, (worker) => {
        const result = only(situationOf(worker))
        const reference = centsOf(result.referenceWage)
        const support = worker.drawn.reduce((total, { row }) => total + centsOf(row.otherSupport), 0n)
        expect(result.outcome === 'REFUSED').toBe(reference < 0n)
        fc.pre(reference >= 0n)
        const premium = premiumOf(result)
        const [numerator, denominator] = fractionParts(worker)
        const percentage = BigInt(worker.percentage)
        expect(premium).toBeGreaterThanOrEqual(0n)
        expect(premium).toBeLessThanOrEqual(halfUp(percentage * FULL_CEILING[worker.of]! * numerator, 100n * denominator))
        expect(premium).toBeLessThanOrEqual(halfUp(percentage * reference, 100n))
        expect(premium).toBeLessThanOrEqual(reference > support ? reference - support : 0n)
      }),
      { numRuns: 500 },
    )
  })

  it('equals percentage x min(R, C) in whole numbers, rounded half-up once, then cut to R less other support', () => {
    fc.assert(
      fc.property(anyWorker, (worker) => {
        const result = only(situationOf(worker))
        const sum = (field: 'grossWage' | 'employerContributions' | 'contributionReductions' | 'otherSupport') =>
          worker.drawn.reduce((total, { row }) => total + BigInt(row[field].replace('.', '')), 0n)
        const reference = sum('grossWage') + sum('employerContributions') - sum('contributionReductions')
        expect(centsOf(result.referenceWage)).toBe(reference)
        fc.pre(reference >= 0n)
        const [numerator, denominator] = fractionParts(worker)
        const capped = minimum(reference * denominator, FULL_CEILING[worker.of]! * numerator)
        const premium = halfUp(BigInt(worker.percentage) * capped, 100n * denominator)
        const room = reference > sum('otherSupport') ? reference - sum('otherSupport') : 0n
        expect(premiumOf(result)).toBe(minimum(premium, room))
        expect(result.exceptions.some(({ code }) => code === 'CAL-002')).toBe(premium > room)
      }),
      { numRuns: 500 },
    )
  })

  it('rounds any ceiling half-up, exact ties included', () => {
    const ceiling = fc.tuple(
      fc.bigInt({ min: 0n, max: 10n ** 9n }),
      fc.oneof(fc.constantFrom(1n, 2n, 3n, 4n, 5n, 8n, 40n, 200n), fc.bigInt({ min: 1n, max: 10n ** 12n })),
    )
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 75 }),
        fc.bigInt({ min: 0n, max: 10n ** 9n }),
        ceiling,
        (percentage, reference, [numerator, denominator]) => {
          const expected = halfUp(BigInt(percentage) * minimum(reference * denominator, numerator), 100n * denominator)
          expect(wagePremium(percentage, cents(reference), fraction(numerator, denominator)).value).toBe(expected)
        },
      ),
      { numRuns: 1000 },
    )
  })

  it('does not fall when the wage rises', () => {
    fc.assert(
      fc.property(anyWorker, fc.integer({ min: 0, max: 500_000 }), (worker, more) => {
        const [first, ...others] = worker.drawn
        const raised = { ...first!, row: { ...first!.row, grossWage: euroText(cents(centsOf(first!.row.grossWage) + BigInt(more))) } }
        const before = only(situationOf(worker))
        fc.pre(before.outcome !== 'REFUSED')
        expect(premiumOf(only(situationOf({ ...worker, drawn: [raised, ...others] })))).toBeGreaterThanOrEqual(premiumOf(before))
      }),
      { numRuns: 200 },
    )
  })
})

describe('the employment fraction', () => {
  const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? a : gcd(b, a % b))

  it('is in lowest terms, from 0 to 1, and exactly the sum of its parts', () => {
    fc.assert(
      fc.property(anyWorker, (worker) => {
        const { value } = employmentFraction(
          worker.drawn.map(({ row }) => row),
          worker.of,
        )
        expect(gcd(value.numerator, value.denominator)).toBe(1n)
        expect(value.numerator).toBeGreaterThanOrEqual(0n)
        expect(value.numerator).toBeLessThanOrEqual(value.denominator)
        const [numerator, denominator] = fractionParts(worker)
        expect(value.numerator * denominator).toBe(numerator * value.denominator)
      }),
      { numRuns: 500 },
    )
  })

  it('of an occupation cut in two on any day is the same', () => {
    fc.assert(
      fc.property(
        anyQuarter.chain((of) => fc.tuple(fc.constant(of), drawnIn(of), fc.integer({ min: 0, max: daysInQuarter(of) - 2 }))),
        ([of, { row }, offset]) => {
          const cut = dayOf(of, offset)
          fc.pre(row.start <= cut && (row.end === null || row.end > cut))
          const parts = [
            { ...row, end: cut },
            { ...row, start: dayOf(of, offset + 1) },
          ]
          expect(employmentFraction(parts, quarter(of)).value).toEqual(employmentFraction([row], of).value)
        },
      ),
      { numRuns: 200 },
    )
  })
})

describe('the guidance premium', () => {
  const VARIABLE = { NONE: 0n, LOW: 43_000n, MEDIUM: 73_000n, HIGH: 128_000n }

  it('equals the fixed part, and the hours share in whole numbers rounded half-up once', () => {
    fc.assert(
      fc.property(anyWorker, (worker) => {
        const result = only(situationOf(worker))
        fc.pre(result.outcome !== 'REFUSED')
        const counting = worker.drawn.filter(({ row }) => row.region === 'FLANDERS' || row.region === 'UNKNOWN')
        const due = worker.guidanceLevel !== 'NONE' && counting.length > 0
        const denominator = counting.reduce((product, { s }) => product * BigInt(s) * 13n, 1n)
        const numerator = counting.reduce(
          (total, { row, s }) => total + (BigInt(row.hoursPaid.replace('.', '')) * denominator) / (BigInt(s) * 13n),
          0n,
        )
        const variable = halfUp(VARIABLE[worker.guidanceLevel] * minimum(numerator, denominator), denominator)
        expect(result.components?.GUIDANCE_FIXED).toBe(due ? (result.ordinal! <= 5 ? '1200.00' : '600.00') : undefined)
        expect(result.components?.GUIDANCE_VARIABLE).toBe(due ? euroText(cents(variable)) : undefined)
        expect(result.outcome).toBe(due && counting.some(({ row }) => row.region === 'UNKNOWN') ? 'HELD' : 'PAID')
      }),
      { numRuns: 500 },
    )
  })
})
