// Understands invented histories of declarations and corrections, and the files that say them in any order that the format allows.
import fc from 'fast-check'
import { seededRandom } from '../../support/fault-injection.ts'
import type { MemorySystem } from '../../support/memory-ports.ts'
import {
  ANNA,
  BAKERY,
  BRAM,
  CEM,
  declarationCsv,
  declared,
  DORA,
  establishmentOf,
  GARAGE,
  grant,
  inssOf,
  outputsOf,
  row,
  send,
  systemWith,
  type Grant,
  type Row,
} from '../../support/pipeline-builders.ts'

/** Nobody granted Emma anything. */
const EMMA = inssOf(5)
export const WORKERS = [ANNA, BRAM, CEM, DORA, EMMA] as const
export type Worker = (typeof WORKERS)[number]
export const EMPLOYERS = [BAKERY, GARAGE] as const
export const QUARTERS = ['2024Q2', '2024Q3'] as const

/** IMW of 40 % (and with guidance) and of 55 %, VOP of 20 %; all of them in their first five quarters. */
const GRANTS: readonly Grant[] = EMPLOYERS.flatMap((employer) => [
  grant(employer, ANNA),
  grant(employer, BRAM, { package: 'IMW_5Y_INCREASED' }),
  grant(employer, CEM, {
    entitlement_id: `VOP-${employer}`,
    measure: 'VOP',
    package: 'VOP_DEFINITE',
    start_quarter: '2023Q2',
    end_quarter: '2025Q1',
    applied_on: '2023-05-15',
  }),
  grant(employer, DORA, { guidance_level: 'MEDIUM' }),
])

/** Full time for the whole quarter; amounts in cents, hours in hundredths. */
export interface Occupation {
  readonly grossWage: number
  readonly contributions: number
  readonly reductions: number
  readonly hours: number
}
export interface DeclaredWorker {
  readonly inss: Worker
  readonly occupations: readonly Occupation[]
}
export interface Declaration {
  readonly employer: (typeof EMPLOYERS)[number]
  readonly quarter: (typeof QUARTERS)[number]
  readonly sequence: number
  readonly kind: 'FULL' | 'PARTIAL'
  readonly workers: readonly DeclaredWorker[]
}
/** Files in the order in which they arrive; an employer's quarter stands at most once in each. */
export type History = readonly (readonly Declaration[])[]

/** Few amounts, so that corrections are often equal or cancel out; 5 and 15 cents give ties at 40 % or 55 %. */
const amount = fc.oneof(fc.constantFrom(0, 5, 10, 15, 100_000, 200_000), fc.integer({ min: 0, max: 300_000 }))
/** The reference wage of three occupations stays below every ceiling (12,179.28 in 2024Q2). */
const occupation: fc.Arbitrary<Occupation> = fc
  .record({
    grossWage: amount,
    contributions: fc.oneof({ weight: 3, arbitrary: fc.constantFrom(0, 50_000) }, { weight: 1, arbitrary: fc.nat(100_000) }),
    share: fc.constantFrom(0, 0, 33, 100),
    hours: fc.oneof(fc.constantFrom(49_400, 24_700), fc.nat(60_000)),
  })
  .map(({ share, ...given }) => ({ ...given, reductions: Math.floor((given.contributions * share) / 100) }))
const workers = fc.uniqueArray(
  fc.record({ inss: fc.constantFrom(...WORKERS), occupations: fc.array(occupation, { minLength: 1, maxLength: 3 }) }),
  { selector: ({ inss }) => inss, minLength: 1, maxLength: 5 },
)
/** One employer's quarter in the order of arrival, which need not be that of the numbers. */
const corrections = fc.uniqueArray(
  fc.record({ sequence: fc.integer({ min: 1, max: 9 }), kind: fc.constantFrom('FULL' as const, 'PARTIAL' as const), workers }),
  { selector: ({ sequence }) => sequence, maxLength: 4 },
)
export const histories: fc.Arbitrary<History> = fc
  .tuple(...EMPLOYERS.flatMap(() => QUARTERS.map(() => corrections)))
  .map((accounts) => {
    const declarations = accounts.map((each, n) =>
      each.map((said) => ({ ...said, employer: EMPLOYERS[Math.floor(n / QUARTERS.length)]!, quarter: QUARTERS[n % QUARTERS.length]! })),
    )
    const files = Math.max(...declarations.map(({ length }) => length))
    return Array.from({ length: files }, (_, file) => declarations.flatMap((each) => each[file] ?? []))
  })
  .filter((files) => files.length > 0)

/** How a history is written and cut; nothing of it may matter. */
export interface Layout {
  readonly order: number
  readonly chunkCharactersMin: number
}
export const layouts: fc.Arbitrary<Layout> = fc.record({
  order: fc.nat(),
  chunkCharactersMin: fc.constantFrom(1, 1_000, 2_500, 6_000, 2_000_000),
})

export const text = (hundredths: number | bigint): string => {
  const digits = String(hundredths).padStart(3, '0')
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`
}

/** Occupations of one worker differ by their establishment, so that no two rows are equal (WRK-007). */
const rowOf = (inss: string, quarter: string, { grossWage, contributions, reductions, hours }: Occupation, n: number): Row =>
  row(inss, text(grossWage), {
    quarter,
    employer_contributions: text(contributions),
    contribution_reductions: text(reductions),
    hours_paid: text(hours),
    establishment_number: establishmentOf(1 + n),
  })

export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const order = items.map((item) => ({ item, rank: random() }))
  return order.toSorted((a, b) => a.rank - b.rank).map(({ item }) => item)
}

/** Declarations in any order, workers within one in any order, occupations of a worker in any order: rows that belong together stay so. */
function csvOf(file: readonly Declaration[], random: () => number): string {
  const declarations = shuffled(file, random).map(({ employer, quarter, sequence, kind, workers: listed }) => {
    const rows = shuffled(listed, random).flatMap(({ inss, occupations }) =>
      shuffled(
        occupations.map((each, n) => rowOf(inss, quarter, each, n)),
        random,
      ),
    )
    return declared(employer, kind, sequence, rows)
  })
  return declarationCsv(...declarations)
}

export interface Played {
  readonly system: MemorySystem
  /** Runs of the files, in the order of arrival, and what they were written as. */
  readonly runs: readonly string[]
  readonly texts: readonly string[]
}

/** The whole pipeline, one file after the other. */
export async function play(history: History, { order, chunkCharactersMin }: Layout): Promise<Played> {
  const system = await systemWith(GRANTS, { chunkCharactersMin })
  const random = seededRandom(order)
  const texts = history.map((file) => csvOf(file, random))
  const runs: string[] = []
  for (const [n, csv] of texts.entries()) {
    runs.push(send(system, `file-${n + 1}`, csv))
    await system.run()
  }
  return { system, runs, texts }
}

export const centsIn = (amountText: string): bigint => BigInt(amountText.replace('.', ''))

export interface Moved {
  readonly employer: string
  readonly quarter: string
  readonly measure: string
  readonly inss: string
  readonly component: string
  readonly amount: bigint
}

/** Every line of the instructions and claims of a run, read from its files and from nowhere else. */
export const movedIn = (system: MemorySystem, run: string): Moved[] => {
  const { payments, claims } = outputsOf(system, run)
  return [...payments, ...claims].flatMap(({ employerNumber: employer, quarter, measure, lines }) =>
    lines.map(({ inss, component, amount: moved }) => ({ employer, quarter, measure, inss, component, amount: centsIn(moved) })),
  )
}

/** Sums by a key; what comes to nothing is left out. */
export function summed(moved: readonly Moved[], keyOf: (each: Moved) => string): Record<string, bigint> {
  const sums = new Map<string, bigint>()
  for (const each of moved) sums.set(keyOf(each), (sums.get(keyOf(each)) ?? 0n) + each.amount)
  return Object.fromEntries([...sums].filter(([, sum]) => sum !== 0n).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
export const perLine = ({ employer, quarter, measure, inss, component }: Moved): string =>
  [employer, quarter, measure, inss, component].join(' ')
export const perMeasure = ({ employer, quarter, measure }: Moved): string => [employer, quarter, measure].join(' ')
