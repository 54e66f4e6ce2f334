// Understands every number of the law that changes on a date, as one parameter set with a hash that each run stores.
import { createHash } from 'node:crypto'
import { firstDayOf, localDate, type LocalDate, type Quarter } from '../kernel/calendar.ts'
import { DECLARED_CODES, type DeclaredCodes } from './declared-codes.ts'
import type { GuidanceLevel, Measure, OtherMeasure } from './measures.ts'
import { PACKAGE_TIMELINES, type PackageTimelines } from './packages.ts'
import { GGMMI_TABLE, HERWIN, policy, SECUREX, VDAB, VLAANDEREN, WERK, type Source } from './sources.ts'
import { timeline, type Timeline } from './timeline.ts'

/** Dates up to which a person vouched for the tables (rules.md 4 and 5). */
const REVIEWED_UNTIL = localDate('2025-06-30')

const amount = (from: string, value: string, note?: string, source: Source = GGMMI_TABLE) => ({
  from: localDate(from),
  value,
  source,
  ...(note === undefined ? {} : { note }),
})

/**
 * GGMMI (gewaarborgd gemiddeld minimummaandinkomen), euro per month, 18 years and older; a single amount from 1 April 2022.
 * The amount of 1 November 2022 is unknown (between 1916.66 and 1916.71): no quarter begins between 1 November and 1 December 2022,
 * so nothing depends on it and no row is invented.
 */
export const GGMMI: Timeline<string> = timeline({
  name: 'GGMMI',
  unit: 'EUR per month',
  reviewedUntil: REVIEWED_UNTIL,
  rows: [
    amount('2025-02-01', '2111.89'),
    amount('2024-05-01', '2070.48', 'derived, confirmed by the next row'),
    amount('2024-04-01', '2029.88'),
    amount('2023-11-01', '1994.18'),
    amount('2022-12-01', '1954.99', 'from 2022-11-01 to 2022-11-30 the amount is unknown (1916.66 to 1916.71); no quarter begins then'),
    amount('2022-08-01', '1879.13'),
    amount('2022-05-01', '1842.28', 'derived'),
    amount('2022-04-01', '1806.16'),
    amount('2022-03-01', '1725.21'),
    amount('2022-01-01', '1691.40', 'unverified'),
    amount('2021-09-01', '1658.23'),
    amount('2020-03-01', '1625.72'),
    amount('2018-09-01', '1593.81'),
  ],
})

/** Amounts of the guidance premium (begeleidingspremie), euro per full-time quarter; no indexed amounts have been published. */
export interface GuidanceAmounts {
  /** Fixed part by ordinal; the last segment has no end. */
  readonly fixed: readonly { readonly fromOrdinal: number; readonly amount: string }[]
  readonly variable: Readonly<Record<Exclude<GuidanceLevel, 'NONE'>, string>>
}

export const GUIDANCE: Timeline<GuidanceAmounts> = timeline({
  name: 'guidance premium',
  unit: 'EUR per quarter',
  reviewedUntil: REVIEWED_UNTIL,
  rows: [
    {
      from: localDate('2023-07-01'),
      source: HERWIN,
      value: {
        fixed: [
          { fromOrdinal: 1, amount: '1200.00' },
          { fromOrdinal: 6, amount: '600.00' },
        ],
        variable: { LOW: '430.00', MEDIUM: '730.00', HIGH: '1280.00' },
      },
    },
  ],
})

/** A named number or date that is not an amount, with its source. */
export interface Policy<T> {
  readonly value: T
  readonly source: Source
}

const set = <T>(value: T, source: Source): Policy<T> => ({ value, source })

export const POLICIES = {
  /** Quarters before this date are refused: the ceiling rules were other ones (rules.md 4). */
  firstQuarterFrom: set(localDate('2019-01-01'), policy('notBefore2019')),
  /** ceiling = 2 x GGMMI x 3 months x fraction (rules.md 4). */
  ceilingMultiple: set(2, VDAB),
  monthsPerQuarter: set(3, VDAB),
  /** 13 weeks a quarter in the hours share of the variable guidance premium (rules.md 5). */
  weeksPerQuarter: set(13, policy('thirteenWeeks')),
  /** VOP applied for before this date counts from the first hire, later from the application (rules.md 2). */
  vopCountsFromApplication: set(localDate('2020-10-01'), VDAB),
  /** Away for more than so many years: the return counts instead of the first hire (rules.md 2). */
  rehireResetYears: set(1, VDAB),
  vopFirstApplication: set(localDate('2016-07-01'), policy('earlierCeilingRules')),
  vopLastApplication: set(localDate('2023-06-30'), SECUREX),
  vopDefiniteFirstApplication: set(localDate('2019-01-01'), VDAB),
  vopRaisedLastDecision: set(localDate('2023-06-30'), VLAANDEREN),
  imwFirstQuarter: set('2023Q3' as Quarter, SECUREX),
  /** Longest grants in quarters: 5 years, or 2 for IMW_2Y and VOP_DEFINITE (rules.md 1 and 3). */
  quartersMax: set(20, VDAB),
  quartersMaxShort: set(8, VDAB),
  /** Percentages that an EXPLICIT decision may give (rules.md 3). */
  explicitPercentages: { VOP: set({ lowest: 1, highest: 60, step: 1 }, VDAB), IMW: set({ lowest: 20, highest: 75, step: 5 }, HERWIN) },
  /** Declared later than so many years after the quarter: check (DCL-004; rules.md 7). */
  correctionYears: set(3, WERK),
  /** Measures with which a premium cannot be combined, each with its source (rules.md 6.1, 6.4, 6.6). */
  notCumulable: {
    VOP: { LDE: VDAB, GESCO: VDAB, DAC: VDAB, MAATWERK_WAGE: VDAB, ART60: VDAB, WEP: VDAB, INVOEG: VDAB, APPRENTICE: VDAB },
    IMW: { LDE: HERWIN, MAATWERK_WAGE: policy('imwMaatwerkWage') },
  } satisfies Record<Measure, Partial<Record<OtherMeasure, Source>>>,
} as const

/** Everything that a computation takes from the law, as one value: a test or a later text can replace it. */
export interface ParameterSet {
  readonly ggmmi: Timeline<string>
  readonly guidance: Timeline<GuidanceAmounts>
  readonly packages: PackageTimelines
  /** Which RSZ codes of a DmfA or attest count; a CSV gives sums. */
  readonly declaredCodes: DeclaredCodes
  readonly policies: typeof POLICIES
}

export const PARAMETERS: ParameterSet = {
  ggmmi: GGMMI,
  guidance: GUIDANCE,
  packages: PACKAGE_TIMELINES,
  declaredCodes: DECLARED_CODES,
  policies: POLICIES,
}

/** SHA-256 of the parameter set; a run stores it, because a table can change retroactively (rules.md 4). */
export const parameterSetHash = (parameters: ParameterSet): string => createHash('sha256').update(JSON.stringify(parameters)).digest('hex')

const tablesOf = ({ ggmmi, guidance, packages, declaredCodes }: ParameterSet): readonly Timeline<unknown>[] => [
  ggmmi,
  guidance,
  ...Object.values(packages),
  ...Object.values(declaredCodes),
]

/** Between which dates a quarter must begin to be computed, and which tables bound it at the end (DCL-003 names them). */
export function reviewOf(parameters: ParameterSet): { readonly from: LocalDate; readonly until: LocalDate; readonly tables: string } {
  const tables = tablesOf(parameters)
  const until = tables.map(({ reviewedUntil }) => reviewedUntil).toSorted()[0] ?? parameters.ggmmi.reviewedUntil
  const bounding = new Set(tables.filter(({ reviewedUntil }) => reviewedUntil === until).map(({ name }) => name))
  return { from: parameters.policies.firstQuarterFrom.value, until, tables: `${[...bounding].join(', ')} (shared/law)` }
}

/** Whether every table was reviewed for the quarter: from 2019Q1, beginning no later than `reviewedUntil` (else DCL-003). */
export function isReviewed(parameters: ParameterSet, of: Quarter): boolean {
  const { from, until } = reviewOf(parameters)
  const first = firstDayOf(of)
  return from <= first && first <= until
}
