// Understands a row of the aliases file: a number of a worker that another one replaced (a BIS number by the national number); both are one person.
import type { LocalDate } from '../kernel/calendar.ts'
import type { Inss } from '../kernel/identifiers.ts'
import { RegistryRowReader, type ReadRow, type RegistrySettings } from './row.ts'

export const ALIAS_COLUMNS = ['old_inss', 'new_inss', 'from'] as const
export type AliasColumn = (typeof ALIAS_COLUMNS)[number]

export interface InssAlias {
  readonly oldInss: Inss
  /** The same as the old one: it is replaced no longer (an alias that was a mistake). */
  readonly newInss: Inss
  /** Since when the new number is in use; for people: under both numbers it is one person at all times. */
  readonly from: LocalDate | null
}

/**
 * One person has a BIS number, perhaps a second one, and a national number. More old numbers for one new number in one file are a column that was filled
 * down: such a file is refused, because it would make one worker of many and claim their premiums back at once.
 */
export const OLD_NUMBERS_MAX = 2

/** Replaced numbers and what replaced them. */
export type Aliases = ReadonlyMap<Inss, Inss>
export const NO_ALIASES: Aliases = new Map()

/** The latest number of the person; numbers that replace each other in a circle (a mistake in the file) are all the smallest of them. */
export function personOf(aliases: Aliases, inss: Inss): Inss {
  if (aliases.size === 0) return inss
  const seen = [inss]
  for (let next = aliases.get(inss); next !== undefined; next = aliases.get(next)) {
    const circle = seen.indexOf(next)
    if (circle >= 0) return seen.slice(circle).toSorted()[0] ?? inss
    seen.push(next)
  }
  return seen.at(-1) ?? inss
}

export function readAlias(line: number, fields: Readonly<Record<AliasColumn, string>>, settings: RegistrySettings): ReadRow<InssAlias> {
  const reader = new RegistryRowReader<AliasColumn>(line, fields)
  const value = { oldInss: reader.inss('old_inss', settings), newInss: reader.inss('new_inss', settings), from: reader.date('from') }
  if (reader.exception) return { kind: 'refused', exception: reader.exception }
  return { kind: 'stored', value: value as InssAlias, remarks: [] }
}
