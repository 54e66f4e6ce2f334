// Understands which quarters another parameter set computes differently: what is in force on their first day, before and after.
import { isDeepStrictEqual } from 'node:util'
import { firstDayOf, plusQuarters, quarterOf, quartersInclusive, type LocalDate, type Quarter } from '../kernel/calendar.ts'
import { isReviewed, reviewOf, type ParameterSet, type POLICIES } from './parameters.ts'
import { inForceOn, type Timeline } from './timeline.ts'

export interface QuarterChange {
  readonly quarter: Quarter
  /** What changed for it, sorted: `GGMMI: 2070.48 → 2075.00`, or the name alone where the value is no text; `-` is no value. */
  readonly changes: readonly string[]
}

/**
 * Policies that decide only which grant may be stored (the registry) or which declaration may be received (admission). What is stored and received stays
 * as it is, so no result of it changes. `imwFirstQuarter` also stands as a date in a finding, which pays nothing; `firstQuarterFrom` also says which
 * quarters are reviewed, and that is asked of both sets.
 */
const FOR_STORING_OR_RECEIVING = [
  'explicitPercentages',
  'vopFirstApplication',
  'vopLastApplication',
  'vopDefiniteFirstApplication',
  'vopRaisedLastDecision',
  'imwFirstQuarter',
  'quartersMax',
  'quartersMaxShort',
  'correctionYears',
  'firstQuarterFrom',
] as const satisfies readonly (keyof typeof POLICIES)[]
const WITHOUT_RESULT: ReadonlySet<string> = new Set(FOR_STORING_OR_RECEIVING.map((name) => `policies.${name}`))

/**
 * The quarters whose result a new parameter set can change, in order. A quarter that either set does not review is not among them: nothing of it is kept,
 * or nothing can be computed for it. What has no date counts for every quarter, also when it is new; names, units, notes and sources pay nothing.
 */
export function changedQuarters(before: ParameterSet, after: ParameterSet): readonly QuarterChange[] {
  const old = partsOf(before)
  const current = partsOf(after)
  const paths = [...new Set([...old.keys(), ...current.keys()])].filter((path) => !WITHOUT_RESULT.has(path)).toSorted()
  return reviewedUnderBoth(before, after).flatMap((quarter): QuarterChange[] => {
    const day = firstDayOf(quarter)
    const changes = paths.flatMap((path) => changeOf(old.get(path), current.get(path), day))
    return changes.length === 0 ? [] : [{ quarter, changes }]
  })
}

/** A parameter set as text, which a run stores so that a later set can be compared with it. Its SHA-256 is `parameterSetHash`. */
export const parameterSetText = (parameters: ParameterSet): string => JSON.stringify(parameters)

/** The set that `parameterSetText` wrote. The text is our own, so its shape is trusted. */
export const parseParameterSet = (text: string): ParameterSet => JSON.parse(text) as ParameterSet

function reviewedUnderBoth(before: ParameterSet, after: ParameterSet): Quarter[] {
  const { from, until } = reviewOf(before)
  const first = quarterOf(from)
  const count = Math.max(0, quartersInclusive(first, quarterOf(until)))
  const quarters = Array.from({ length: count }, (_, index) => plusQuarters(first, index))
  return quarters.filter((quarter) => isReviewed(before, quarter) && isReviewed(after, quarter))
}

/** A table or a policy of a parameter set. */
interface Part {
  readonly name: string
  /** What a computation finds on that day; undefined when there is nothing. */
  readonly valueOn: (day: LocalDate) => unknown
}

/** All parts by their place in the set. It is read as it stands, not field by field: a table that somebody adds is then compared as well. */
function partsOf(parameters: ParameterSet): ReadonlyMap<string, Part> {
  const parts = Object.entries<unknown>({ ...parameters }).flatMap(([group, value]): [string, Part][] => {
    if (isTimeline(value)) return [[group, partOf(value.name, value)]]
    if (!isObject(value)) return [[group, partOf(group, value)]]
    return Object.entries(value).map(([key, each]) => [`${group}.${key}`, partOf(nameInGroup(key, each), each)])
  })
  return new Map(parts)
}

/** Tables of a group can have one name (`RSZ codes`): then the key tells them apart. */
const nameInGroup = (key: string, value: unknown): string => (isTimeline(value) && value.name !== key ? `${value.name} (${key})` : key)

function partOf(name: string, value: unknown): Part {
  if (isTimeline(value)) return { name, valueOn: (day) => inForceOn(value, day)?.value }
  const always = withoutSources(value)
  return { name, valueOn: () => always }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isTimeline = (value: unknown): value is Timeline<unknown> =>
  isObject(value) && Array.isArray(value.rows) && typeof value.reviewedUntil === 'string'

const isSource = (value: Readonly<Record<string, unknown>>): boolean =>
  Object.keys(value).length === 2 && typeof value.name === 'string' && typeof value.title === 'string'

/** What a policy decides: without the texts that say where it comes from. Where a source is itself the value (not cumulable), only that it is there counts. */
function withoutSources(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSources)
  if (!isObject(value)) return value
  if (isSource(value)) return true
  const kept = Object.entries(value).filter(([key, each]) => key !== 'source' && key !== 'note' && each !== undefined)
  const [only] = kept
  if (only?.[0] === 'value' && kept.length === 1) return withoutSources(only[1])
  return Object.fromEntries(kept.map(([key, each]) => [key, withoutSources(each)]))
}

function changeOf(before: Part | undefined, after: Part | undefined, day: LocalDate): string[] {
  const was = before?.valueOn(day)
  const is = after?.valueOn(day)
  if (isDeepStrictEqual(was, is)) return []
  const name = after?.name ?? before?.name ?? ''
  const [shownBefore, shownAfter] = [shown(was), shown(is)]
  return [shownBefore === undefined || shownAfter === undefined ? name : `${name}: ${shownBefore} → ${shownAfter}`]
}

/** A value as short text, or undefined when it is more than one text or number. */
function shown(value: unknown): string | undefined {
  if (value === undefined) return '-'
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
}
