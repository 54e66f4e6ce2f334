// Understands how many workers of a declaration ended how.
import type { Inss } from '../../kernel/identifiers.ts'
import type { LedgerEntry } from '../../ledger/entry.ts'
import type { WorkerAssessment } from '../../law/assess.ts'
import { itemsOf } from '../assess-declaration.ts'
import type { DeclarationRecord } from '../records.ts'

/** How many workers ended how; each worker of the declaration counts once. */
export interface WorkerCounts {
  readonly workers: number
  readonly withoutGrant: number
  readonly paid: number
  readonly held: number
  readonly refused: number
  readonly overtaken: number
  /** No attest is left of them. */
  readonly withdrawn: number
}
export const NO_WORKERS: WorkerCounts = { workers: 0, withoutGrant: 0, paid: 0, held: 0, refused: 0, overtaken: 0, withdrawn: 0 }
export const addWorkers = (a: WorkerCounts, b: WorkerCounts): WorkerCounts => ({
  workers: a.workers + b.workers,
  withoutGrant: a.withoutGrant + b.withoutGrant,
  paid: a.paid + b.paid,
  held: a.held + b.held,
  refused: a.refused + b.refused,
  overtaken: a.overtaken + b.overtaken,
  withdrawn: a.withdrawn + b.withdrawn,
})

export type WorkerStatus = 'PAID' | 'HELD' | 'REFUSED' | 'NO_GRANT' | 'OVERTAKEN'

/** How one assessed worker ended. */
export function statusOf({ refusal, measures }: WorkerAssessment, isOvertaken: boolean, isHeld: boolean): WorkerStatus {
  if (isOvertaken) return 'OVERTAKEN'
  if (refusal?.code === 'ENT-001') return 'NO_GRANT'
  if (measures.every(({ outcome }) => outcome === 'REFUSED')) return 'REFUSED'
  return isHeld || measures.some(({ outcome }) => outcome === 'HELD') ? 'HELD' : 'PAID'
}

/** Workers of whom the entry holds something back. */
export const heldWorkers = ({ lines }: LedgerEntry): ReadonlySet<Inss> =>
  new Set(lines.filter(({ holdCode }) => holdCode !== null).map(({ inss }) => inss))

const COUNTED_AS = { PAID: 'paid', HELD: 'held', REFUSED: 'refused', NO_GRANT: 'withoutGrant', OVERTAKEN: 'overtaken' } as const

/** Counts the workers of one booked declaration. */
export function countWorkers(
  entry: LedgerEntry,
  record: DeclarationRecord,
  assessments: ReadonlyMap<Inss, WorkerAssessment>,
  overtaken: ReadonlyMap<Inss, number>,
): WorkerCounts {
  const items = itemsOf(record)
  const refusedRows = items.filter(({ type }) => type === 'refused-worker').length
  const withdrawn = items.filter((item) => item.type === 'withdrawn-worker')
  const counts = {
    ...NO_WORKERS,
    workers: assessments.size + refusedRows + withdrawn.length,
    refused: refusedRows,
    overtaken: overtaken.size,
    withdrawn: withdrawn.filter(({ inss }) => !overtaken.has(inss)).length,
  } as { -readonly [K in keyof WorkerCounts]: number }
  const held = heldWorkers(entry)
  for (const [inss, assessment] of assessments) {
    const status = statusOf(assessment, overtaken.has(inss), held.has(inss))
    // Those who are overtaken are counted already, the withdrawn among them too.
    if (status !== 'OVERTAKEN') counts[COUNTED_AS[status]] += 1
  }
  return counts
}
