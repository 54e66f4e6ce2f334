// Understands a declaration while its rows are still coming: which row joins which worker, and when the whole is rejected (DCL-001).
import { createHash, type Hash } from 'node:crypto'
import type { Quarter } from '../kernel/calendar.ts'
import { OCCUPATIONS_PER_WORKER_MAX, WORKERS_PER_DECLARATION_MAX } from '../kernel/limits.ts'
import type { EmployerNumber, Inss } from '../kernel/identifiers.ts'
import type { BusinessException } from '../exceptions/business-exception.ts'
import { tooManyWorkers } from './admission.ts'
import type { CheckedRow } from './checks.ts'
import type { DeclarationItem, DeclaredOccupation, RefusedWorker } from './declaration.ts'

export type Place = NonNullable<CheckedRow['place']>

interface OpenWorker {
  readonly inss: Inss
  readonly line: number
  readonly occupations: DeclaredOccupation[]
  readonly exceptions: BusinessException[]
  readonly firstLineOf: Map<string, number>
}

export interface OpenDeclaration {
  readonly employerNumber: EmployerNumber
  readonly place: Place
  readonly firstLine: number
  readonly items: (OpenWorker | Extract<DeclarationItem, { type: 'unnamed-row' }>)[]
  readonly seenWorkers: Set<Inss>
  worker: OpenWorker | undefined
  readonly digest: Hash
  rows: number
  rejection: BusinessException | undefined
  /** Faulty rows after the one that rejected the declaration. */
  readonly afterRejection: BusinessException[]
}

/** A declaration without rows yet. */
export function openDeclaration(employerNumber: EmployerNumber, place: Place, firstLine: number): OpenDeclaration {
  const digest = createHash('sha256').update(JSON.stringify(['CSV', employerNumber, place.quarter, place.sequence, place.kind]))
  return {
    employerNumber,
    place,
    firstLine,
    items: [],
    seenWorkers: new Set(),
    worker: undefined,
    digest,
    rows: 0,
    rejection: undefined,
    afterRejection: [],
  }
}

/** Puts a row into its declaration, or rejects the declaration (DCL-001, DCL-013). */
export function joinRow(open: OpenDeclaration, row: CheckedRow, place: Place, workersMax = WORKERS_PER_DECLARATION_MAX): void {
  if (open.rejection) return void (row.exception && open.afterRejection.push(row.exception))
  open.rows += 1
  open.digest.update(row.canonical)
  const reject = (details: readonly string[], parameters: Record<string, string>): void => {
    if (row.exception) open.afterRejection.push(row.exception)
    open.rejection = {
      code: 'DCL-001',
      details,
      parameters,
      line: row.line,
      employerNumber: open.employerNumber,
      quarter: place.quarter,
      ...(row.inss.kind === 'valid' ? { inss: row.inss.value } : {}),
    }
  }
  if (place.sequence !== open.place.sequence)
    return reject(['two-sequences'], { first: String(open.place.sequence), second: String(place.sequence) })
  if (place.kind !== open.place.kind) return reject(['two-kinds'], { first: open.place.kind, second: place.kind })
  if (row.inss.kind === 'invalid') {
    if (!row.exception) throw new Error('a row without a usable INSS must have a finding')
    open.items.push({ type: 'unnamed-row', exception: row.exception })
    return
  }
  const inss = row.inss.value
  if (open.worker?.inss !== inss) {
    if (open.seenWorkers.has(inss)) return reject(['worker-split'], {})
    if (open.seenWorkers.size >= workersMax) {
      if (row.exception) open.afterRejection.push(row.exception)
      open.rejection = tooManyWorkers({ line: row.line, employerNumber: open.employerNumber, quarter: place.quarter }, workersMax)
      return
    }
    open.seenWorkers.add(inss)
    open.worker = { inss, line: row.line, occupations: [], exceptions: [], firstLineOf: new Map() }
    open.items.push(open.worker)
  }
  joinWorker(open.worker, row, open.employerNumber, place.quarter)
}

function joinWorker(worker: OpenWorker, row: CheckedRow, employerNumber: EmployerNumber, quarter: Quarter): void {
  const firstLine = worker.firstLineOf.get(row.canonical)
  if (firstLine === undefined) worker.firstLineOf.set(row.canonical, row.line)
  if (row.exception) worker.exceptions.push(row.exception)
  else if (firstLine !== undefined) {
    worker.exceptions.push({
      code: 'WRK-007',
      parameters: { firstLine: String(firstLine) },
      line: row.line,
      employerNumber,
      inss: worker.inss,
      quarter,
      field: '',
      value: '',
    })
  } else if (worker.occupations.length >= OCCUPATIONS_PER_WORKER_MAX) {
    // Once: the worker is refused by it, and every further row would say the same.
    if (worker.exceptions.length === 0)
      worker.exceptions.push({
        code: 'WRK-004',
        details: ['too-many'],
        parameters: { limit: String(OCCUPATIONS_PER_WORKER_MAX) },
        line: row.line,
        employerNumber,
        inss: worker.inss,
        quarter,
        field: '',
        value: '',
      })
  } else if (row.occupation) worker.occupations.push(row.occupation)
}

export function closedItem(item: OpenWorker | Extract<DeclarationItem, { type: 'unnamed-row' }>): DeclarationItem {
  if ('type' in item) return item
  const { inss, line, occupations, exceptions } = item
  const refused: RefusedWorker = { type: 'refused-worker', inss, exceptions }
  return exceptions.length > 0 ? refused : { type: 'worker', inss, line, occupations }
}

/** Every faulty row of the declaration, also those after its rejection. */
export const faultyRows = ({ items, afterRejection }: OpenDeclaration): readonly BusinessException[] => [
  ...items.flatMap((item) => ('type' in item ? [item.exception] : item.exceptions)),
  ...afterRejection,
]
