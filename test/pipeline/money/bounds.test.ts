// Understands the bounds of every premium as calculations.jsonl and the payments tell them: part-time, part of the quarter, other support, regions; in whole numbers.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { outputKey, REPORT_FILES } from '../../../shared/pipeline/layout.ts'
import type { MemorySystem } from '../../support/memory-ports.ts'
import {
  ANNA,
  BAKERY,
  BRAM,
  declarationCsv,
  declared,
  DORA,
  establishmentOf,
  grant,
  outputsOf,
  row,
  send,
  systemWith,
  type Row,
} from '../../support/pipeline-builders.ts'
import { expectAddsUp } from './adds-up.ts'
import { halfUp, least } from './money-model.ts'
import { centsIn, movedIn, summed, text } from './money-story.ts'

/** The property stays below 3 s on two slow cores. */
const RUNS = Number(process.env.RUNS ?? 40)

const DAYS = 92
/** 2 x 2,070.48 x 3, in cents: full time in 2024Q3. */
const FULL_CEILING = 1_242_288n
const GUIDANCE_FIXED = 120_000n
const VARIABLE = { NONE: 0n, LOW: 43_000n, MEDIUM: 73_000n, HIGH: 128_000n }
type Level = keyof typeof VARIABLE
const REGIONS = ['FLANDERS', 'FLANDERS', 'BRUSSELS', 'WALLONIA', 'ABROAD', ''] as const

interface Drawn {
  readonly row: Row
  /** Of the occupation, inside the quarter. */
  readonly days: number
  /** Hundredths of hours a week, and of the reference person. */
  readonly q: number
  readonly s: number
  /** Hundredths of hours and cents. */
  readonly hours: number
  readonly wage: number
  readonly support: number
  readonly region: (typeof REGIONS)[number]
}
interface DrawnWorker {
  readonly inss: string
  readonly occupations: readonly Drawn[]
}

const dayOf = (offset: number): string => new Date(Date.UTC(2024, 6, 1 + offset)).toISOString().slice(0, 10)

const drawnOccupation: fc.Arbitrary<Omit<Drawn, 'row'> & { readonly row: Row }> = fc
  .record({
    s: fc.constantFrom(3_800, 3_600, 4_000, 2_550, 3_799),
    share: fc.oneof(fc.constant(100), fc.nat(100)),
    first: fc.integer({ min: -60, max: DAYS - 1 }),
    length: fc.integer({ min: 0, max: 150 }),
    isRunning: fc.boolean(),
    wage: fc.oneof(fc.nat(400_000), fc.nat(2_000_000)),
    contributions: fc.nat(300_000),
    reductions: fc.nat(600_000),
    support: fc.oneof(fc.constant(0), fc.nat(1_500_000)),
    hours: fc.nat(70_000),
    region: fc.constantFrom(...REGIONS),
  })
  .map(({ s, share, first, length, isRunning, wage, contributions, reductions, support, hours, region }) => {
    const q = Math.floor((s * share) / 100)
    const last = Math.max(0, first + length)
    const days = (isRunning ? DAYS - 1 : Math.min(DAYS - 1, last)) - Math.max(0, first) + 1
    const cells: Row = {
      occupation_start: dayOf(first),
      occupation_end: isRunning ? '' : dayOf(last),
      weekly_hours: text(q),
      fulltime_weekly_hours: text(s),
      gross_wage: text(wage),
      employer_contributions: text(contributions),
      contribution_reductions: text(reductions),
      other_support: text(support),
      hours_paid: text(hours),
      establishment_region: region,
    }
    return { row: cells, days, q, s, hours, wage: wage + contributions - reductions, support, region }
  })

const LEVELS: Readonly<Record<string, Level>> = { [ANNA]: 'NONE', [BRAM]: 'LOW', [DORA]: 'HIGH' }
const worker = (inss: string): fc.Arbitrary<DrawnWorker> =>
  fc.array(drawnOccupation, { minLength: 1, maxLength: 4 }).map((occupations) => ({ inss, occupations }))
const told = fc.record({
  /** The same workers twice: an original and its correction. */
  declarations: fc.array(fc.tuple(worker(ANNA), worker(BRAM), worker(DORA)), { minLength: 1, maxLength: 2 }),
  percentage: fc.integer({ min: 4, max: 15 }).map((fives) => fives * 5),
})

/** Workers whose quarter begins and ends in one row differ by their establishment (WRK-007). */
const rowsOf = ({ inss, occupations }: DrawnWorker): Row[] =>
  occupations.map(({ row: cells }, n) => row(inss, '0.00', { ...cells, establishment_number: establishmentOf(1 + n) }))

interface Calculation {
  readonly inss: string
  readonly outcome: 'PAID' | 'HELD' | 'REFUSED' | 'OVERTAKEN'
  readonly exception?: string
  readonly referenceWage: string | null
  readonly ceiling: string | null
  readonly employmentFraction: { readonly numerator: string; readonly denominator: string } | null
  readonly components: Readonly<Record<'WAGE_PREMIUM', string> & Partial<Record<'GUIDANCE_FIXED' | 'GUIDANCE_VARIABLE', string>>> | null
}
const calculationsOf = (system: MemorySystem, run: string): Calculation[] =>
  (system.objects.text('reports', outputKey(run, REPORT_FILES.calculations)) ?? '')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Calculation)

/** A sum of fractions, at most 1, over one common denominator. */
function shareOf(parts: readonly (readonly [numerator: number, denominator: number])[]): readonly [bigint, bigint] {
  const denominator = parts.reduce((product, [, each]) => product * BigInt(each), 1n)
  const numerator = parts.reduce((sum, [each, of]) => sum + (BigInt(each) * denominator) / BigInt(of), 0n)
  return [least(numerator, denominator), denominator]
}

function expectWithinBounds({ occupations }: DrawnWorker, level: Level, percentage: number, calculation: Calculation): void {
  const sum = (field: 'wage' | 'support'): bigint => occupations.reduce((total, each) => total + BigInt(each[field]), 0n)
  const [wage, support] = [sum('wage'), sum('support')]
  if (wage < 0n) {
    expect(calculation).toMatchObject({ outcome: 'REFUSED', exception: 'CAL-001' })
    return
  }
  const { components, employmentFraction, ceiling, referenceWage } = calculation
  expect(centsIn(referenceWage!)).toBe(wage)
  const [f, of] = shareOf(occupations.map(({ q, s, days }) => [q * days, s * DAYS]))
  expect(BigInt(employmentFraction!.numerator) * of).toBe(BigInt(employmentFraction!.denominator) * f)
  expect(centsIn(ceiling!)).toBe(halfUp(FULL_CEILING * f, of))

  const premium = centsIn(components!.WAGE_PREMIUM)
  expect(premium).toBeGreaterThanOrEqual(0n)
  expect(premium).toBeLessThanOrEqual(halfUp(BigInt(percentage) * FULL_CEILING * f, 100n * of))
  expect(premium).toBeLessThanOrEqual(halfUp(BigInt(percentage) * wage, 100n))
  expect(premium + support <= wage || premium === 0n, 'premium and other support within the wage').toBe(true)

  const [fixed, variable] = [components!.GUIDANCE_FIXED, components!.GUIDANCE_VARIABLE]
  expect(fixed === undefined).toBe(variable === undefined)
  if (fixed === undefined || variable === undefined) return
  expect(level).not.toBe('NONE')
  const counting = occupations.filter(({ region }) => region === 'FLANDERS' || region === '')
  const [worked, possible] = shareOf(counting.map(({ hours, s }) => [hours, s * 13]))
  expect(centsIn(fixed)).toBe(GUIDANCE_FIXED)
  expect(centsIn(variable)).toBeGreaterThanOrEqual(0n)
  expect(centsIn(variable)).toBeLessThanOrEqual(VARIABLE[level])
  expect(centsIn(variable)).toBe(halfUp(VARIABLE[level] * worked, possible))
}

describe('whatever is declared', () => {
  test('no premium is negative or above its ceiling, no guidance part above its amount, and no more is paid than computed', async () => {
    await fc.assert(
      fc.asyncProperty(told, async ({ declarations, percentage }) => {
        const system = await systemWith(
          Object.entries(LEVELS).map(([inss, level]) =>
            grant(BAKERY, inss, { package: 'EXPLICIT', schedule: `1-20:${percentage}`, guidance_level: level }),
          ),
        )
        const runs: string[] = []
        for (const [n, workers] of declarations.entries()) {
          const run = send(system, `file-${n + 1}`, declarationCsv(declared(BAKERY, 'FULL', n + 1, workers.flatMap(rowsOf))))
          await system.run()
          const calculations = calculationsOf(system, run)
          expect(calculations.map(({ inss }) => inss)).toEqual(workers.map(({ inss }) => inss))
          for (const [at, each] of workers.entries()) expectWithinBounds(each, LEVELS[each.inss]!, percentage, calculations[at]!)
          expectAddsUp(system, run)
          runs.push(run)
        }
        expectNoMoreThanComputed(system, runs)
      }),
      { numRuns: RUNS },
    )
  })
})

/** What all runs moved for a line is at least nothing and at most what was ever computed for it; without a hold in the last run, exactly what it computed. */
function expectNoMoreThanComputed(system: MemorySystem, runs: readonly string[]): void {
  const computed = runs.map((run) =>
    Object.fromEntries(
      calculationsOf(system, run).flatMap(({ inss, components }) =>
        Object.entries(components ?? {}).map(([component, amount]) => [`${inss} ${component}`, centsIn(amount)]),
      ),
    ),
  )
  const moved = summed(
    runs.flatMap((run) => movedIn(system, run)),
    ({ inss, component }) => `${inss} ${component}`,
  )
  for (const [line, amount] of Object.entries(moved)) {
    expect(amount, line).toBeGreaterThan(0n)
    expect(
      computed.map((run) => run[line] ?? 0n).some((each) => amount <= each),
      line,
    ).toBe(true)
  }
  const isHeld = runs.some((run) => outputsOf(system, run).held.length > 0)
  if (isHeld) return
  const last = Object.fromEntries(Object.entries(computed.at(-1) ?? {}).filter(([, amount]) => amount > 0n))
  expect(moved).toEqual(last)
}
