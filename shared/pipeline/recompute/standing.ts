// Understands what an account's declarations say today of every worker: the words of the declaration that has the last word, and what he was last computed with.
import type { DeclarationItem, WithdrawnWorker, WorkerRecord } from '../../declaration/declaration.ts'
import { itemsOfHeld } from '../../declaration/held-attests.ts'
import { itemsByPerson } from '../../declaration/persons.ts'
import type { Inss } from '../../kernel/identifiers.ts'
import { linesOf, speakerOf, type Account } from '../../ledger/account.ts'
import type { LedgerEntry } from '../../ledger/entry.ts'
import { entryOfPersons, type PersonOf } from '../../ledger/persons.ts'
import type { DeclarationRecord } from '../records.ts'

export interface StandingWorker {
  readonly inss: Inss
  /** Number of the declaration that has the last word, and the record that holds its words; of a worker whom none names, the number alone (0 = none speaks of him). */
  readonly sequence: number
  readonly record: string
  readonly item: WorkerRecord | WithdrawnWorker
  /** The entry that computed the worker last. */
  readonly basis: LedgerEntry | undefined
}

export type ReadRecord = (sha256: string) => Promise<DeclarationRecord>

/**
 * Every worker of the account, as its declarations say of him, by number of declaration and in file order. A worker whose latest words are unreadable
 * (WRK) keeps the words before them; one whom no declaration names any more but who has lines has none (withdrawn).
 */
export async function standingWorkers(
  account: Account,
  entries: readonly LedgerEntry[],
  personOf: PersonOf,
  read: ReadRecord,
): Promise<StandingWorker[]> {
  const again = lastRecomputed(entries, personOf)
  const spoken =
    account.ladder === 'ATTEST' ? await spokenByAttests(account, personOf, read) : await spokenByDeclarations(account, personOf, read)
  const named = new Set(spoken.map(({ item }) => item.inss))
  const unnamed = [...account.lines.keys()].filter((inss) => !named.has(inss) && hasAmount(account, inss))
  const setBy = lastLines(entries, personOf)
  const silent = unnamed.map((inss): Spoken => ({
    sequence: speakerOf(account, inss),
    version: setBy.get(inss) ?? 0,
    record: '',
    item: withdrawn(inss),
  }))
  const byVersion = new Map(entries.map((entry) => [entry.version, entry]))
  return [...spoken, ...silent].flatMap(({ sequence, version, record, item }): StandingWorker[] => {
    if (item.type === 'refused-worker') return []
    const recomputed = again.get(item.inss)
    const basis = recomputed && recomputed.version > version ? recomputed.version : version
    return [{ inss: item.inss, sequence, record, item, basis: byVersion.get(basis) }]
  })
}

interface Spoken {
  readonly sequence: number
  /** Version of the entry that booked these words; 0 = nobody speaks of the worker. */
  readonly version: number
  readonly record: string
  readonly item: Exclude<DeclarationItem, { type: 'unnamed-row' }>
}

const withdrawn = (inss: Inss): WithdrawnWorker => ({ type: 'withdrawn-worker', inss, line: 0, column: 0 })

const hasAmount = (account: Account, inss: Inss): boolean =>
  [...linesOf(account, inss).values()].some(({ premium, instructed, held }) => premium !== 0n || instructed !== 0n || held !== 0n)

/**
 * The highest number first, until one that speaks of everyone. The same number can be booked more than once: the latest booking that could read the
 * worker counts, as the same words can come again in a file that refuses him.
 */
async function spokenByDeclarations(account: Account, personOf: PersonOf, read: ReadRecord): Promise<Spoken[]> {
  const newestFirst = account.booked.toSorted((a, b) => b.statement.sequence - a.statement.sequence || b.version - a.version)
  const found = new Set<Inss>()
  const spoken: Spoken[][] = []
  for (const { statement, version, record } of newestFirst) {
    const { sequence, speaksOfAll, refused } = statement
    const items = itemsByPerson((await read(record)).declaration.items, personOf)
    const isWordOfThis = (inss: Inss): boolean => !found.has(inss) && speakerOf(account, inss) === sequence
    const words = items.flatMap((item): Spoken[] =>
      item.type !== 'unnamed-row' && item.type !== 'refused-worker' && isWordOfThis(item.inss) ? [{ sequence, version, record, item }] : [],
    )
    for (const { item } of words) found.add(item.inss)
    spoken.unshift(words)
    if (speaksOfAll && refused.length === 0) break
  }
  return spoken.flat()
}

/** Of attests the record of the last entry holds the latest version of each. One that cannot be read is in it too: its worker waits, and is no silent one. */
async function spokenByAttests({ heldRecord, booked }: Account, personOf: PersonOf, read: ReadRecord): Promise<Spoken[]> {
  if (heldRecord === null) return []
  const held = (await read(heldRecord)).held?.attests ?? []
  const latest = booked.at(-1)
  const versions = new Map<Inss, number>()
  for (const { version, spoken } of booked) for (const inss of spoken) versions.set(inss, version)
  return itemsOfHeld(held, personOf).flatMap((item) =>
    item.type === 'unnamed-row'
      ? []
      : [{ sequence: latest?.statement.sequence ?? 0, version: versions.get(item.inss) ?? latest?.version ?? 0, record: heldRecord, item }],
  )
}

/** The version of the last entry that computed a line of the worker, by worker: one that takes a payment back computes nothing. */
const lastLines = (entries: readonly LedgerEntry[], personOf: PersonOf): ReadonlyMap<Inss, number> =>
  new Map(entries.flatMap(({ version, lines, returned }) => (returned ? [] : lines).map(({ inss }) => [personOf(inss), version] as const)))

/** The last entry that computed a worker again, by worker. */
function lastRecomputed(entries: readonly LedgerEntry[], personOf: PersonOf): ReadonlyMap<Inss, LedgerEntry> {
  const again = new Map<Inss, LedgerEntry>()
  for (const entry of entries)
    if (entry.refusal === null)
      for (const { workers } of entryOfPersons(entry, personOf).recomputed ?? []) for (const inss of workers) again.set(inss, entry)
  return again
}
