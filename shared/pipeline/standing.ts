// Understands what an account's declarations say today of every worker: the words of the declaration that has the last word, and what he was last computed with.
import type { DeclarationItem, WithdrawnWorker, WorkerRecord } from '../declaration/declaration.ts'
import { itemsOfHeld } from '../declaration/held-attests.ts'
import { itemsByPerson } from '../declaration/persons.ts'
import type { Inss } from '../kernel/identifiers.ts'
import { linesOf, speakerOf, type Account, type BookedDeclaration } from '../ledger/account.ts'
import type { LedgerEntry } from '../ledger/entry.ts'
import { entryOfPersons, type PersonOf } from '../ledger/persons.ts'
import type { DeclarationRecord } from './records.ts'

export interface StandingWorker {
  readonly inss: Inss
  /** Number of the declaration that has the last word, and the record that holds its words; of a worker whom none names, the number alone (0 = none speaks of him). */
  readonly sequence: number
  readonly record: string
  readonly item: WorkerRecord | WithdrawnWorker
  /** The record that holds the worker's latest assessment. */
  readonly basis: string
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
  const setters = lastSetters(entries, personOf)
  const spoken =
    account.ladder === 'ATTEST' ? await spokenByAttests(account, personOf, read) : await spokenByDeclarations(account, personOf, read)
  const named = new Set(spoken.map(({ item }) => item.inss))
  const unnamed = [...account.lines.keys()].filter((inss) => !named.has(inss) && hasAmount(account, inss))
  const silent = unnamed.map((inss): Spoken => ({ sequence: speakerOf(account, inss), record: '', item: withdrawn(inss) }))
  return [...spoken, ...silent].flatMap(({ sequence, record, item }): StandingWorker[] =>
    item.type === 'worker' || item.type === 'withdrawn-worker'
      ? [{ inss: item.inss, sequence, record, item, basis: setters(item.inss, sequence) ?? record }]
      : [],
  )
}

interface Spoken {
  readonly sequence: number
  readonly record: string
  readonly item: Exclude<DeclarationItem, { type: 'unnamed-row' }>
}

const withdrawn = (inss: Inss): WithdrawnWorker => ({ type: 'withdrawn-worker', inss, line: 0, column: 0 })

const hasAmount = (account: Account, inss: Inss): boolean =>
  [...linesOf(account, inss).values()].some(({ premium, instructed, held }) => premium !== 0n || instructed !== 0n || held !== 0n)

/** The latest booking of each number, the highest number first, until one that speaks of everyone. */
async function spokenByDeclarations(account: Account, personOf: PersonOf, read: ReadRecord): Promise<Spoken[]> {
  const latest = new Map<number, BookedDeclaration>()
  for (const declaration of account.booked) latest.set(declaration.statement.sequence, declaration)
  const spoken: Spoken[][] = []
  for (const { statement, record } of [...latest.values()].toSorted((a, b) => b.statement.sequence - a.statement.sequence)) {
    const { sequence, speaksOfAll, refused } = statement
    const items = itemsByPerson((await read(record)).declaration.items, personOf)
    spoken.unshift(
      items.flatMap((item): Spoken[] =>
        item.type !== 'unnamed-row' && item.type !== 'refused-worker' && speakerOf(account, item.inss) === sequence
          ? [{ sequence, record, item }]
          : [],
      ),
    )
    if (speaksOfAll && refused.length === 0) break
  }
  return spoken.flat()
}

/** Of attests the record of the last entry holds the latest version of each. One that cannot be read is in it too: its worker waits, and is no silent one. */
async function spokenByAttests({ heldRecord, booked }: Account, personOf: PersonOf, read: ReadRecord): Promise<Spoken[]> {
  if (heldRecord === null) return []
  const held = (await read(heldRecord)).held?.attests ?? []
  const sequence = booked.at(-1)?.statement.sequence ?? 0
  return itemsOfHeld(held, personOf).flatMap((item) => (item.type === 'unnamed-row' ? [] : [{ sequence, record: heldRecord, item }]))
}

/** The record of the last entry that computed a worker: his declaration's, or a later one that computed him again. */
function lastSetters(entries: readonly LedgerEntry[], personOf: PersonOf): (inss: Inss, sequence: number) => string | undefined {
  const booked = entries.filter(({ refusal }) => refusal === null).map((entry) => entryOfPersons(entry, personOf))
  const again = new Map<Inss, LedgerEntry>()
  const bySequence = new Map<number, LedgerEntry>()
  const listing = new Map<Inss, LedgerEntry>()
  for (const entry of booked) {
    for (const { workers } of entry.recomputed ?? []) for (const inss of workers) again.set(inss, entry)
    if (entry.recomputed) continue
    bySequence.set(entry.statement.sequence, entry)
    if (entry.statement.attests) for (const inss of entry.statement.listed) listing.set(inss, entry)
  }
  return (inss, sequence) => {
    const declared = listing.get(inss) ?? bySequence.get(sequence)
    const recomputed = again.get(inss)
    return recomputed && recomputed.version > (declared?.version ?? 0) ? recomputed.record : declared?.record
  }
}
