// Understands reading an account through the aliases of its workers: what stands under a replaced number stands under the latest one (registry/alias.ts).
import type { Inss } from '../kernel/identifiers.ts'
import { addCents, centsOf, euroText } from '../kernel/money.ts'
import { lineKey, type EntryLine, type LedgerEntry, type Statement } from './entry.ts'

/** The latest number of the person who has this number. */
export type PersonOf = (inss: Inss) => Inss

/** Every number is its own person: no alias is known. */
export const ONE_NUMBER_EACH: PersonOf = (inss) => inss

const persons = (numbers: readonly Inss[], personOf: PersonOf): Inss[] => [...new Set(numbers.map(personOf))]

/** A person one of whose numbers was refused is refused as a whole: one faulty row refuses the worker's quarter (formats.md 2). */
export function statementOfPersons(statement: Statement, personOf: PersonOf): Statement {
  if (personOf === ONE_NUMBER_EACH) return statement
  const refused = persons(statement.refused, personOf)
  const isRefused = new Set(refused)
  const listed = persons(statement.listed, personOf).filter((inss) => !isRefused.has(inss))
  const attests = statement.attests?.map((attest) => ({ ...attest, inss: attest.inss === null ? null : personOf(attest.inss) }))
  return { ...statement, listed, refused, ...(attests ? { attests } : {}) }
}

/** The entry as it reads when the aliases are known; lines of two numbers that are one line of the person are added up. */
export function entryOfPersons(entry: LedgerEntry, personOf: PersonOf): LedgerEntry {
  if (personOf === ONE_NUMBER_EACH) return entry
  const lines = new Map<string, EntryLine>()
  for (const line of entry.lines) {
    const mine = { ...line, inss: personOf(line.inss) }
    const known = lines.get(lineKey(mine))
    lines.set(lineKey(mine), known ? added(known, mine) : mine)
  }
  return {
    ...entry,
    statement: statementOfPersons(entry.statement, personOf),
    overtaken: entry.overtaken.map((overtaken) => ({ ...overtaken, inss: personOf(overtaken.inss) })),
    lines: [...lines.values()],
    ...(entry.recomputed ? { recomputed: entry.recomputed.map((group) => ({ ...group, workers: persons(group.workers, personOf) })) } : {}),
  }
}

const sum = (a: string, b: string): EntryLine['premium'] => euroText(addCents(centsOf(a), centsOf(b)))

const added = (one: EntryLine, other: EntryLine): EntryLine => ({
  ...one,
  premium: sum(one.premium, other.premium),
  moved: sum(one.moved, other.moved),
  held: sum(one.held, other.held),
  holdCode: one.holdCode ?? other.holdCode,
})
