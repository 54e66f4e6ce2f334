// Understands what became of each worker that a sender's CSV names: how he ended, what is instructed now and what is held.
import type { Inss } from '../../kernel/identifiers.ts'
import { addCents, centsOf, euroText, NO_MONEY, type Cents, type EuroText } from '../../kernel/money.ts'
import type { WorkerAssessment } from '../../law/assess.ts'
import type { HoldCode, LedgerEntry } from '../../ledger/entry.ts'
import { personsOfRecord } from '../assess-declaration.ts'
import type { DeclarationRecord } from '../records.ts'
import { heldWorkers, statusOf, type WorkerStatus } from './worker-counts.ts'

export interface WorkerNote {
  /** As declared: it can have been replaced. */
  readonly inss: Inss
  readonly status: WorkerStatus
  /** Instructed now, signed; of two numbers of one person with the first. */
  readonly moved: EuroText
  readonly held: EuroText
  readonly holdCode: HoldCode | null
}

interface Amounts {
  readonly moved: Cents
  readonly held: Cents
  readonly holdCode: HoldCode | null
}

const NOTHING: Amounts = { moved: NO_MONEY, held: NO_MONEY, holdCode: null }

/** In file order; empty where the file is no CSV. */
export function workerNotes(
  entry: LedgerEntry,
  record: DeclarationRecord,
  assessments: ReadonlyMap<Inss, WorkerAssessment>,
  overtaken: ReadonlyMap<Inss, number>,
): WorkerNote[] {
  if (record.recomputed || record.declaration.ladder !== 'CSV') return []
  const personOf = personsOfRecord(record)
  const amounts = amountsOf(entry)
  const held = heldWorkers(entry)
  return record.declaration.items.flatMap((item): WorkerNote[] => {
    if (item.type !== 'worker' && item.type !== 'refused-worker') return []
    const person = personOf(item.inss)
    const { moved, held: kept, holdCode } = amounts.get(person) ?? NOTHING
    amounts.delete(person)
    const assessment = item.type === 'worker' ? assessments.get(person) : undefined
    const status = assessment ? statusOf(assessment, overtaken.has(person), held.has(person)) : 'REFUSED'
    return [{ inss: item.inss, status, moved: euroText(moved), held: euroText(kept), holdCode }]
  })
}

function amountsOf({ lines }: LedgerEntry): Map<Inss, Amounts> {
  const amounts = new Map<Inss, Amounts>()
  for (const { inss, moved, held, holdCode } of lines) {
    const known = amounts.get(inss) ?? NOTHING
    amounts.set(inss, {
      moved: addCents(known.moved, centsOf(moved)),
      held: addCents(known.held, centsOf(held)),
      holdCode: known.holdCode ?? holdCode,
    })
  }
  return amounts
}
