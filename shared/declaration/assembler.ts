// Understands how rows become declarations: contiguous rows of one employer and quarter, workers within them, and rows that belong nowhere.
import { createHash, type Hash } from 'node:crypto'
import { lastDayOf, plusYears, type Quarter } from '../kernel/calendar.ts'
import type { EmployerNumber, Inss } from '../kernel/identifiers.ts'
import type { BusinessException } from '../exceptions/business-exception.ts'
import { isReviewed, type ParameterSet } from '../law/parameters.ts'
import type { CheckedRow } from './checks.ts'
import { declarationKey, type Declaration, type DeclarationItem, type DeclarationSettings, type DeclaredOccupation, type FileItem, type LateFindings, type RefusedWorker } from './declaration.ts'

type Place = NonNullable<CheckedRow['place']>

interface OpenWorker {
  readonly inss: Inss
  readonly occupations: DeclaredOccupation[]
  readonly exceptions: BusinessException[]
  readonly firstLineOf: Map<string, number>
}

interface OpenDeclaration {
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

/** Takes rows in file order, gives items in file order. Holds one open declaration, and a key for every declaration seen. */
export class DeclarationAssembler {
  readonly #settings: DeclarationSettings
  readonly #parameters: ParameterSet
  readonly #seen = new Set<string>()
  readonly #lateRejected: Record<string, BusinessException> = {}
  readonly #malformed = new Map<EmployerNumber, Set<Inss>>()
  #blocksRecovery = false
  #open: OpenDeclaration | undefined
  /** The declaration that the current rows belong to, also when they are dropped because it was rejected. */
  #current: string | undefined
  /** Rows that joined no declaration while one was open: they follow it. */
  #strays: FileItem[] = []

  constructor(settings: DeclarationSettings, parameters: ParameterSet) {
    this.#settings = settings
    this.#parameters = parameters
  }

  /** Adds one row and gives the items that are complete now. */
  add(row: CheckedRow): FileItem[] {
    if (row.place === undefined) return this.#stray(row)
    if (row.employer.kind === 'invalid') return this.#invalidEmployer(row, row.place.quarter)
    const key = declarationKey(row.employer.value, row.place.quarter)
    const completed = key === this.#current ? [] : this.#closeAndOpen(key, row.employer.value, row.place, row.line)
    if (this.#open) join(this.#open, row, row.place)
    else if (row.exception) return [...completed, { type: 'loose-row', exception: row.exception }]
    return completed
  }

  /** The end of the file. */
  finish(): { readonly items: FileItem[]; readonly late: LateFindings } {
    const items = this.#close()
    return {
      items,
      late: {
        rejected: this.#lateRejected,
        malformedWorkers: Object.fromEntries([...this.#malformed].map(([employer, workers]) => [employer, [...workers]])),
        blocksRecovery: this.#blocksRecovery,
      },
    }
  }

  /** The row joins no declaration: its worker is refused in every declaration of that employer in the file (rules.md 7). */
  #stray(row: CheckedRow): FileItem[] {
    this.#blocksRecovery = true
    if (row.employer.kind === 'valid') {
      const workers = this.#malformed.get(row.employer.value) ?? new Set<Inss>()
      if (row.inss.kind === 'valid') workers.add(row.inss.value)
      this.#malformed.set(row.employer.value, workers)
    }
    if (!row.exception) throw new Error('a row that joins no declaration must have a finding')
    const item: FileItem = { type: 'loose-row', exception: row.exception }
    if (!this.#open) return [item]
    this.#strays.push(item)
    return []
  }

  #invalidEmployer(row: CheckedRow, quarter: Quarter): FileItem[] {
    this.#blocksRecovery = true
    const key = declarationKey(`?${row.employerText}`, quarter)
    const loose: FileItem[] = row.exception ? [{ type: 'loose-row', exception: row.exception }] : []
    if (key === this.#current) return loose
    const completed = this.#close()
    this.#current = key
    if (this.#seen.has(key)) return [...completed, ...loose]
    this.#seen.add(key)
    const exception: BusinessException = { code: 'DCL-007', parameters: {}, line: row.line, employerNumber: row.employerText, quarter, field: 'employer_number', value: row.employerText }
    return [...completed, { type: 'rejected', employerNumber: row.employerText, quarter, exception, rowExceptions: [] }, ...loose]
  }

  #closeAndOpen(key: string, employerNumber: EmployerNumber, place: Place, line: number): FileItem[] {
    const completed = this.#close()
    this.#current = key
    if (this.#seen.has(key)) {
      this.#lateRejected[key] ??= { code: 'DCL-001', details: ['declaration-split'], parameters: {}, line, employerNumber, quarter: place.quarter }
      return completed
    }
    this.#seen.add(key)
    const digest = createHash('sha256').update(JSON.stringify(['CSV', employerNumber, place.quarter, place.sequence, place.kind]))
    this.#open = { employerNumber, place, firstLine: line, items: [], seenWorkers: new Set(), worker: undefined, digest, rows: 0, rejection: undefined, afterRejection: [] }
    return completed
  }

  #close(): FileItem[] {
    const open = this.#open
    const strays = this.#strays
    this.#open = undefined
    this.#current = undefined
    this.#strays = []
    if (!open) return strays
    const { employerNumber, place: { quarter } } = open
    const exception = open.rejection ?? this.#rejectionByQuarter(open)
    if (exception) return [{ type: 'rejected', employerNumber, quarter, exception, rowExceptions: [...open.items.flatMap(exceptionsOf), ...open.afterRejection] }, ...strays]
    return [{ type: 'declaration', declaration: this.#declarationOf(open) }, ...strays]
  }

  #rejectionByQuarter({ employerNumber, firstLine, place: { quarter } }: OpenDeclaration): BusinessException | undefined {
    const about = { line: firstLine, employerNumber, quarter }
    const lastDay = lastDayOf(quarter)
    if (this.#settings.receivedOn <= lastDay) return { code: 'DCL-002', ...about, parameters: { lastDay, received: this.#settings.receivedOn } }
    if (isReviewed(this.#parameters, quarter)) return undefined
    const { ggmmi, policies } = this.#parameters
    const texts = { reviewedFrom: policies.firstQuarterFrom.value, reviewedUntil: ggmmi.reviewedUntil, table: `${ggmmi.name} (shared/law/parameters.ts)` }
    return { code: 'DCL-003', ...about, parameters: texts, field: 'quarter', value: quarter }
  }

  #declarationOf({ employerNumber, place, firstLine, items, digest, rows }: OpenDeclaration): Declaration {
    const { quarter, sequence, kind } = place
    const lastDay = lastDayOf(quarter)
    const late = this.#settings.receivedOn > plusYears(lastDay, 3)
    const warnings: BusinessException[] = late ? [{ code: 'DCL-004', line: firstLine, employerNumber, quarter, parameters: { lastDay, received: this.#settings.receivedOn } }] : []
    return { employerNumber, quarter, ladder: 'CSV', sequence, kind, digest: digest.digest('hex'), rows, firstLine, items: items.map(closedItem), warnings }
  }
}

/** Puts a row into its declaration, or rejects the declaration (DCL-001). */
function join(open: OpenDeclaration, row: CheckedRow, place: Place): void {
  if (open.rejection) return void (row.exception && open.afterRejection.push(row.exception))
  open.rows += 1
  open.digest.update(row.canonical)
  const reject = (details: readonly string[], parameters: Record<string, string>): void => {
    if (row.exception) open.afterRejection.push(row.exception)
    open.rejection = { code: 'DCL-001', details, parameters, line: row.line, employerNumber: open.employerNumber, quarter: place.quarter, ...(row.inss.kind === 'valid' ? { inss: row.inss.value } : {}) }
  }
  if (place.sequence !== open.place.sequence) return reject(['two-sequences'], { first: String(open.place.sequence), second: String(place.sequence) })
  if (place.kind !== open.place.kind) return reject(['two-kinds'], { first: open.place.kind, second: place.kind })
  if (row.inss.kind === 'invalid') {
    if (!row.exception) throw new Error('a row without a usable INSS must have a finding')
    open.items.push({ type: 'unnamed-row', exception: row.exception })
    return
  }
  const inss = row.inss.value
  if (open.worker?.inss !== inss) {
    if (open.seenWorkers.has(inss)) return reject(['worker-split'], {})
    open.seenWorkers.add(inss)
    open.worker = { inss, occupations: [], exceptions: [], firstLineOf: new Map() }
    open.items.push(open.worker)
  }
  joinWorker(open.worker, row, open.employerNumber, place.quarter)
}

function joinWorker(worker: OpenWorker, row: CheckedRow, employerNumber: EmployerNumber, quarter: Quarter): void {
  const firstLine = worker.firstLineOf.get(row.canonical)
  if (firstLine === undefined) worker.firstLineOf.set(row.canonical, row.line)
  if (row.exception) worker.exceptions.push(row.exception)
  else if (firstLine !== undefined) {
    worker.exceptions.push({ code: 'WRK-007', parameters: { firstLine: String(firstLine) }, line: row.line, employerNumber, inss: worker.inss, quarter, field: '', value: '' })
  } else if (row.occupation) worker.occupations.push(row.occupation)
}

function closedItem(item: OpenWorker | Extract<DeclarationItem, { type: 'unnamed-row' }>): DeclarationItem {
  if ('type' in item) return item
  const { inss, occupations, exceptions } = item
  const refused: RefusedWorker = { type: 'refused-worker', inss, exceptions }
  return exceptions.length > 0 ? refused : { type: 'worker', inss, occupations }
}

const exceptionsOf = (item: OpenDeclaration['items'][number]): readonly BusinessException[] => ('type' in item ? [item.exception] : item.exceptions)
