// Understands what an account holds of attests: the latest version of each, and what a file of attests makes of it, worker by worker (rules.md 7).
import type { Inss } from '../kernel/identifiers.ts'
import type { Attest, DeclarationItem } from './declaration.ts'

/** What is held after the file, and what it says of every worker that it touches. */
export interface MergedAttests {
  /** The latest version of each attest, by number. */
  readonly held: readonly Attest[]
  /** One per worker, in file order. A worker's record is made of all attests held for it; an overtaken worker's of those in the file. */
  readonly items: readonly DeclarationItem[]
}

/** A version replaces the earlier ones, and itself while it could not be read: its parts may have come apart. */
const replaces = (attest: Attest, known: Attest | undefined): boolean =>
  known === undefined || attest.version > known.version || (attest.version === known.version && known.exceptions.length > 0)

/** An attest replaces only its own earlier version, so neither the order of files nor that within a file matters. */
export function mergeAttests(
  before: readonly Attest[],
  declared: readonly Attest[],
  personOf: (inss: Inss) => Inss = (inss) => inss,
): MergedAttests {
  const latest = new Map<string, Attest>()
  for (const attest of declared) if (replaces(attest, latest.get(attest.number))) latest.set(attest.number, attest)
  const held = new Map(before.map((attest) => [attest.number, attest]))
  const touched = new Set<Inss>()
  const touch = (inss: Inss | null): void => void (inss !== null && touched.add(personOf(inss)))
  for (const attest of latest.values()) {
    const known = held.get(attest.number)
    if (known && known.version > attest.version) continue
    if (replaces(attest, known)) held.set(attest.number, attest.inss === null && known ? { ...attest, inss: known.inss } : attest)
    touch(attest.inss)
    // The attest stood under another number of the worker: that one has lost it.
    if (known) touch(known.inss)
  }
  const sorted = [...held.values()].toSorted((one, other) => (one.number < other.number ? -1 : 1))
  const person = ({ inss }: Attest): Inss | null => inss && personOf(inss)
  const heldOf = Map.groupBy(sorted, person)
  const declaredOf = Map.groupBy(declared, person)
  const inFile = new Set(declared)
  const named = [...declaredOf.keys()].filter((inss) => inss !== null)
  const items = [...new Set([...named, ...touched])].map((inss): DeclarationItem => {
    const { line, column } = declaredOf.get(inss)?.[0] ?? declared[0] ?? { line: 1, column: 1 }
    const all = (touched.has(inss) ? heldOf : declaredOf).get(inss) ?? []
    const mine = all.filter(({ status }) => status !== 'cancelled')
    const exceptions = mine.flatMap((attest) =>
      inFile.has(attest) ? attest.exceptions : attest.exceptions.map((finding) => ({ ...finding, line, column })),
    )
    // What cannot be read in a version that is overtaken need not be mended.
    if (exceptions.length > 0 && touched.has(inss)) return { type: 'refused-worker', inss, exceptions }
    const workerLines = mine.flatMap(({ workerLine }) => workerLine ?? [])
    return workerLines.length === 0
      ? { type: 'withdrawn-worker', inss, line, column }
      : { type: 'worker', inss, line, column, occupations: [], workerLines }
  })
  return { held: sorted, items }
}

/** What the attests held say of every worker. A worker of whom one cannot be read is refused: it waits for a later version. */
export function itemsOfHeld(held: readonly Attest[], personOf: (inss: Inss) => Inss): readonly DeclarationItem[] {
  const byWorker = Map.groupBy(held, ({ inss }) => inss && personOf(inss))
  return [...byWorker].flatMap(([inss, attests]): DeclarationItem[] => {
    if (inss === null) return []
    const mine = attests.filter(({ status }) => status !== 'cancelled')
    const exceptions = mine.flatMap((attest) => attest.exceptions)
    if (exceptions.length > 0) return [{ type: 'refused-worker', inss, exceptions }]
    const { line, column } = attests[0] ?? { line: 0, column: 0 }
    const workerLines = mine.flatMap(({ workerLine }) => workerLine ?? [])
    return workerLines.length === 0
      ? [{ type: 'withdrawn-worker', inss, line, column }]
      : [{ type: 'worker', inss, line, column, occupations: [], workerLines }]
  })
}
