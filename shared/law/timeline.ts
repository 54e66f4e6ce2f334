// Understands values that change on a date: one list, newest first, a source per row, and no answer outside what a person reviewed.
import type { LocalDate } from '../kernel/calendar.ts'
import type { Source } from './sources.ts'

export interface DatedValue<T> {
  readonly from: LocalDate
  readonly value: T
  readonly source: Source
  /** What a reader must know about this row: unverified, derived, another source differs. */
  readonly note?: string
}

export interface Timeline<T> {
  readonly name: string
  readonly unit: string
  /** Newest first. */
  readonly rows: readonly DatedValue<T>[]
  /** The last day for which a person vouched that no newer row exists. */
  readonly reviewedUntil: LocalDate
}

/** The row in force on a date, or undefined when the date lies before the first row or after `reviewedUntil`: there is no fallback to the last value. */
export function inForceOn<T>(timeline: Timeline<T>, date: LocalDate): DatedValue<T> | undefined {
  if (date > timeline.reviewedUntil) return undefined
  return timeline.rows.find((row) => row.from <= date)
}

/** As `inForceOn`, where the caller has established that the date is reviewed: anything else is our own error. */
export function requireInForceOn<T>(timeline: Timeline<T>, date: LocalDate): DatedValue<T> {
  const row = inForceOn(timeline, date)
  if (!row) throw new Error(`${timeline.name} has no reviewed value on ${date}`)
  return row
}

/** A timeline whose rows are in order (newest first, no date twice); a wrong order is our own error, found when the module loads. */
export function timeline<T>(definition: Timeline<T>): Timeline<T> {
  definition.rows.forEach((row, index) => {
    const next = definition.rows[index + 1]
    if (next && next.from >= row.from) throw new Error(`${definition.name}: rows are not newest first at ${row.from}`)
  })
  return definition
}
