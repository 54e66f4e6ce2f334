// Understands how rows become declarations: contiguous rows of one employer and quarter, workers within them, and rows that belong nowhere.
import type { Quarter } from '../kernel/calendar.ts'
import type { EmployerNumber, Inss } from '../kernel/identifiers.ts'
import type { BusinessException } from '../exceptions/business-exception.ts'
import type { ParameterSet } from '../law/parameters.ts'
import { lateWarnings, quarterRejection } from './admission.ts'
import type { CheckedRow } from './checks.ts'
import { declarationKey, type Declaration, type DeclarationSettings, type FileItem, type LateFindings } from './declaration.ts'
import { closedItem, faultyRows, joinRow, openDeclaration, type OpenDeclaration, type Place } from './open-declaration.ts'

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
    if (this.#open) joinRow(this.#open, row, row.place, this.#settings.workersMax)
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
    const exception: BusinessException = {
      code: 'DCL-007',
      details: ['number'],
      parameters: {},
      line: row.line,
      employerNumber: row.employerText,
      quarter,
      field: 'employer_number',
      value: row.employerText,
    }
    return [...completed, { type: 'rejected', employerNumber: row.employerText, quarter, exception, rowExceptions: [] }, ...loose]
  }

  #closeAndOpen(key: string, employerNumber: EmployerNumber, place: Place, line: number): FileItem[] {
    const completed = this.#close()
    this.#current = key
    if (this.#seen.has(key)) {
      this.#lateRejected[key] ??= {
        code: 'DCL-001',
        details: ['declaration-split'],
        parameters: {},
        line,
        employerNumber,
        quarter: place.quarter,
      }
      return completed
    }
    this.#seen.add(key)
    this.#open = openDeclaration(employerNumber, place, line)
    return completed
  }

  #close(): FileItem[] {
    const open = this.#open
    const strays = this.#strays
    this.#open = undefined
    this.#current = undefined
    this.#strays = []
    if (!open) return strays
    const {
      employerNumber,
      place: { quarter },
    } = open
    const about = { line: open.firstLine, employerNumber, quarter }
    const exception = open.rejection ?? quarterRejection(about, this.#settings, this.#parameters)
    if (exception) return [{ type: 'rejected', employerNumber, quarter, exception, rowExceptions: faultyRows(open) }, ...strays]
    return [{ type: 'declaration', declaration: this.#declarationOf(open) }, ...strays]
  }

  #declarationOf({ employerNumber, place, firstLine, items, digest, rows }: OpenDeclaration): Declaration {
    const { quarter, sequence, kind } = place
    return {
      employerNumber,
      quarter,
      ladder: 'CSV',
      sequence,
      kind,
      digest: digest.digest('hex'),
      rows,
      firstLine,
      items: items.map(closedItem),
      warnings: lateWarnings({ line: firstLine, employerNumber, quarter }, this.#settings, this.#parameters),
    }
  }
}
