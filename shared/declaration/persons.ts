// Understands a declaration read through the aliases of its workers: what stands under two numbers of one person is one worker.
import type { Inss } from '../kernel/identifiers.ts'
import type { DeclarationItem, WorkerRecord } from './declaration.ts'

/** The items with every person once, under the latest number, where the first of the numbers stands. One faulty row refuses the person. */
export function itemsByPerson(items: readonly DeclarationItem[], personOf: (inss: Inss) => Inss): readonly DeclarationItem[] {
  if (items.every((item) => item.type === 'unnamed-row' || personOf(item.inss) === item.inss)) return items
  const merged = new Map<Inss | DeclarationItem, DeclarationItem>()
  for (const item of items) {
    if (item.type === 'unnamed-row') merged.set(item, item)
    else {
      const inss = personOf(item.inss)
      const known = merged.get(inss)
      merged.set(inss, known === undefined ? { ...item, inss } : together(known, { ...item, inss }))
    }
  }
  return [...merged.values()]
}

function together(one: DeclarationItem, other: Exclude<DeclarationItem, { type: 'unnamed-row' }>): DeclarationItem {
  if (one.type === 'unnamed-row') throw new Error('a row of nobody has no number')
  if (one.type === 'refused-worker' || other.type === 'refused-worker') {
    const exceptions = [one, other].flatMap((item) => (item.type === 'refused-worker' ? item.exceptions : []))
    return { type: 'refused-worker', inss: one.inss, exceptions }
  }
  if (one.type === 'withdrawn-worker') return other.type === 'worker' ? { ...other, line: one.line } : one
  return other.type === 'worker' ? bothOf(one, other) : one
}

function bothOf(one: WorkerRecord, other: WorkerRecord): WorkerRecord {
  const workerLines = [...(one.workerLines ?? []), ...(other.workerLines ?? [])]
  return { ...one, occupations: [...one.occupations, ...other.occupations], ...(workerLines.length > 0 ? { workerLines } : {}) }
}
