// Understands the percentages of the wage premium: which package gives which percentage in which quarter of the grant (rules.md 3).
import { localDate } from '../kernel/calendar.ts'
import type { PackageName } from './measures.ts'
import { cite, HERWIN, VDAB, VLAANDEREN, WERK, type Source } from './sources.ts'
import { timeline, type DatedValue, type Timeline } from './timeline.ts'

/** Ordinals `from` to `to`, both included (`to` null = without end), at a whole percentage. */
export interface Segment {
  readonly from: number
  readonly to: number | null
  readonly percentage: number
}

export type FixedPackage = Exclude<PackageName, 'EXPLICIT'>
export type PackageTimelines = Readonly<Record<FixedPackage, Timeline<readonly Segment[]>>>

const IMW_START = '2023-07-01'
const BOUNDARY_NOTE = 'vlaanderen.be prints 6-8 / 9-20; the Herwin FAQ prints 6-9 / 10-20; the boundary of vlaanderen.be is followed'

const segment = (from: number, to: number | null, percentage: number): Segment => ({ from, to, percentage })

function packageTimeline(
  name: FixedPackage,
  from: string,
  source: Source,
  segments: readonly Segment[],
  note?: string,
): Timeline<readonly Segment[]> {
  const row: DatedValue<readonly Segment[]> = { from: localDate(from), value: segments, source, ...(note === undefined ? {} : { note }) }
  return timeline({ name, unit: 'percent of the capped reference wage', rows: [row], reviewedUntil: localDate('2025-06-30') })
}

/** Every package with fixed percentages; EXPLICIT carries its own segments in the decision. */
export const PACKAGE_TIMELINES: PackageTimelines = {
  VOP_INDEFINITE: packageTimeline(
    'VOP_INDEFINITE',
    '2016-07-01',
    VDAB,
    [segment(1, 5, 40), segment(6, 9, 30), segment(10, null, 20)],
    cite(VDAB, WERK),
  ),
  VOP_DEFINITE: packageTimeline('VOP_DEFINITE', '2019-01-01', VDAB, [segment(1, null, 20)]),
  IMW_2Y: packageTimeline('IMW_2Y', IMW_START, HERWIN, [segment(1, 8, 20)], cite(HERWIN, VLAANDEREN)),
  IMW_5Y_STANDARD: packageTimeline(
    'IMW_5Y_STANDARD',
    IMW_START,
    VLAANDEREN,
    [segment(1, 5, 40), segment(6, 8, 30), segment(9, 20, 20)],
    BOUNDARY_NOTE,
  ),
  IMW_5Y_INCREASED: packageTimeline(
    'IMW_5Y_INCREASED',
    IMW_START,
    VLAANDEREN,
    [segment(1, 5, 55), segment(6, 8, 50), segment(9, 20, 40)],
    BOUNDARY_NOTE,
  ),
  IMW_5Y_COLLECTIVE: packageTimeline(
    'IMW_5Y_COLLECTIVE',
    IMW_START,
    VLAANDEREN,
    [segment(1, 5, 45), segment(6, 8, 45), segment(9, 20, 40)],
    BOUNDARY_NOTE,
  ),
}

/** The percentage for an ordinal, or undefined when no segment covers it. */
export const percentageAt = (segments: readonly Segment[], ordinal: number): number | undefined =>
  segments.find(({ from, to }) => ordinal >= from && (to === null || ordinal <= to))?.percentage
