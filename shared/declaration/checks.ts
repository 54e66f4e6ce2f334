// Understands one row of a declaration: reads its fields and, where it is faulty, finds the one code that it gets (WRK-001 to WRK-006).
import { firstDayOf, lastDayOf, parseLocalDate, parseQuarter, type LocalDate, type Quarter } from '../kernel/calendar.ts'
import {
  checkEmployerNumber,
  checkEstablishmentNumber,
  checkInss,
  type Checked,
  type EmployerNumber,
  type EstablishmentNumber,
  type Inss,
} from '../kernel/identifiers.ts'
import { centsOf, type Cents, type EuroText } from '../kernel/money.ts'
import type { BusinessException } from '../exceptions/business-exception.ts'
import { precedence, type ExceptionCode } from '../exceptions/catalogue.ts'
import { OTHER_MEASURES, REGIONS } from '../law/measures.ts'
import type { HoursText } from '../law/occupation.ts'
import { readNumber, twoDecimals } from '../text/number.ts'
import { COLUMNS, OPTIONAL_COLUMNS, type Column } from './columns.ts'
import { DECLARATION_KINDS, type DeclarationKind, type DeclarationSettings, type DeclaredOccupation } from './declaration.ts'

export type RowFields = Readonly<Record<Column, string>>

/** A row as read. `place` is absent when the row joins no declaration (quarter, sequence or kind missing or malformed). */
export interface CheckedRow {
  readonly line: number
  readonly place: { readonly quarter: Quarter; readonly sequence: number; readonly kind: DeclarationKind } | undefined
  readonly employer: Checked<EmployerNumber>
  readonly employerText: string
  readonly inss: Checked<Inss>
  readonly occupation: DeclaredOccupation | undefined
  /** The first finding in catalogue order. */
  readonly exception: BusinessException | undefined
  /** Parsed values, or the text where it could not be read: equal for rows that say the same. */
  readonly canonical: string
}

interface Problem {
  readonly code: ExceptionCode
  readonly field: Column
  readonly details: readonly string[]
  readonly parameters: Readonly<Record<string, string>>
}

/** Policy: a declared amount above this is a mistake of the sender, as no payment of this size exists. In cents. */
const AMOUNT_MAX = centsOf('999999999.99')
const HOURS_PAID_MAX = centsOf('1000.00')
const FULLTIME_HOURS_MAX = centsOf('60.00')
const SEQUENCE = /^\d{1,9}$/

/** Reads one row; every problem is collected, the first in catalogue order (then in column order) is reported. */
export function checkRow(line: number, fields: RowFields, commaAllowed: boolean, settings: DeclarationSettings): CheckedRow {
  const reader = new RowReader(fields, commaAllowed)
  const inss = checkInss(fields.inss, settings)
  if (inss.kind === 'invalid') reader.report('WRK-001', 'inss', [inss.why])
  const quarter = reader.read('quarter', parseQuarter, 'quarter')
  const sequence = reader.read(
    'declaration_sequence',
    (text) => (SEQUENCE.test(text) && Number(text) >= 1 ? Number(text) : undefined),
    'sequence',
  )
  const kind = fields.declaration_kind === '' ? 'FULL' : reader.listed('declaration_kind', DECLARATION_KINDS, 'kind')
  const employer = checkEmployerNumber(fields.employer_number)
  const occupation = readOccupation(line, fields, reader, quarter)
  const place = quarter !== undefined && sequence !== undefined && kind !== undefined ? { quarter, sequence, kind } : undefined
  const problem = reader.first()
  const known = {
    ...(employer.kind === 'valid' ? { employerNumber: employer.value } : { employerNumber: fields.employer_number }),
    ...(inss.kind === 'valid' ? { inss: inss.value } : {}),
    quarter: fields.quarter,
  }
  return {
    line,
    place,
    employer,
    employerText: fields.employer_number,
    inss,
    occupation: problem ? undefined : occupation,
    exception: problem
      ? {
          code: problem.code,
          details: problem.details,
          parameters: problem.parameters,
          line,
          ...known,
          field: problem.field,
          value: fields[problem.field],
        }
      : undefined,
    canonical: reader.canonical({ quarter, sequence: sequence?.toString(), kind, employer, inss }),
  }
}

function readOccupation(line: number, fields: RowFields, reader: RowReader, quarter: Quarter | undefined): DeclaredOccupation | undefined {
  const start = reader.read('occupation_start', parseLocalDate, 'date')
  const end = fields.occupation_end === '' ? null : reader.read('occupation_end', parseLocalDate, 'date')
  const amounts = {
    grossWage: reader.number('gross_wage', AMOUNT_MAX),
    employerContributions: reader.number('employer_contributions', AMOUNT_MAX),
    contributionReductions: reader.number('contribution_reductions', AMOUNT_MAX),
    otherSupport: fields.other_support === '' ? '0.00' : reader.number('other_support', AMOUNT_MAX),
  }
  const hours = {
    weeklyHours: reader.number('weekly_hours', FULLTIME_HOURS_MAX),
    fulltimeWeeklyHours: reader.number('fulltime_weekly_hours', FULLTIME_HOURS_MAX),
    hoursPaid: reader.number('hours_paid', HOURS_PAID_MAX),
  }
  if (hours.fulltimeWeeklyHours === '0.00') reader.report('WRK-004', 'fulltime_weekly_hours', ['not-positive'])
  else if (
    hours.weeklyHours !== undefined
    && hours.fulltimeWeeklyHours !== undefined
    && centsOf(hours.weeklyHours) > centsOf(hours.fulltimeWeeklyHours)
  ) {
    reader.report('WRK-004', 'weekly_hours', ['hours-above-fulltime'], { fulltime: hours.fulltimeWeeklyHours })
  }
  if (start !== undefined && end !== undefined) checkDates(start, end, quarter, reader)
  const establishmentNumber = readEstablishment(fields, reader)
  const establishmentRegion = fields.establishment_region === '' ? null : reader.listed('establishment_region', REGIONS)
  const otherMeasure = fields.other_measure === '' ? null : reader.listed('other_measure', OTHER_MEASURES)
  if (reader.first() || start === undefined) return undefined
  return {
    line,
    start,
    end: end ?? null,
    ...(amounts as Record<keyof typeof amounts, EuroText>),
    ...(hours as Record<keyof typeof hours, HoursText>),
    otherMeasure: otherMeasure ?? null,
    establishmentNumber,
    establishmentRegion: establishmentRegion ?? null,
  }
}

function checkDates(start: LocalDate, end: LocalDate | null, quarter: Quarter | undefined, reader: RowReader): void {
  if (end !== null && end < start) reader.report('WRK-005', 'occupation_end', ['reversed'], { start, end })
  else if (quarter !== undefined && start > lastDayOf(quarter)) reader.report('WRK-005', 'occupation_start', ['after-quarter'])
  else if (quarter !== undefined && end !== null && end < firstDayOf(quarter))
    reader.report('WRK-005', 'occupation_end', ['before-quarter'])
}

function readEstablishment(fields: RowFields, reader: RowReader): EstablishmentNumber | null {
  if (fields.establishment_number === '') return null
  const checked = checkEstablishmentNumber(fields.establishment_number)
  if (checked.kind === 'valid') return checked.value
  reader.report('WRK-006', 'establishment_number', [checked.why])
  return null
}

/** Reads fields and remembers what was wrong with them. */
class RowReader {
  readonly #fields: RowFields
  readonly #commaAllowed: boolean
  readonly #problems: Problem[] = []
  readonly #numbers = new Map<Column, string>()

  constructor(fields: RowFields, commaAllowed: boolean) {
    this.#fields = fields
    this.#commaAllowed = commaAllowed
  }

  report(code: ExceptionCode, field: Column, details: readonly string[], parameters: Readonly<Record<string, string>> = {}): void {
    this.#problems.push({ code, field, details, parameters })
  }

  /** A required field: missing is WRK-002, unreadable WRK-003. */
  read<T>(
    field: Column,
    parse: (text: string) => T | undefined,
    detail: string,
    parameters: Readonly<Record<string, string>> = {},
  ): T | undefined {
    const text = this.#fields[field]
    if (text === '') {
      if (!OPTIONAL_COLUMNS.includes(field)) this.report('WRK-002', field, [])
      return undefined
    }
    const value = parse(text)
    if (value === undefined) this.report('WRK-003', field, [detail], parameters)
    return value
  }

  listed<T extends string>(field: Column, values: readonly T[], detail = 'listed'): T | undefined {
    return this.read(field, (text) => values.find((value) => value === text), detail, { allowed: values.join(', ') })
  }

  /** A number of 0 to `max` with at most two decimals, given back with exactly two. */
  number(field: Column, max: Cents): string | undefined {
    const read = this.read(
      field,
      (text) => {
        const number = readNumber(text, this.#commaAllowed)
        return number.kind === 'not-a-number' ? undefined : number
      },
      'number',
    )
    if (read === undefined) return undefined
    if (read.kind === 'too-precise') {
      this.#numbers.set(field, read.text)
      return void this.report('WRK-004', field, ['decimals'])
    }
    this.#numbers.set(field, twoDecimals(read.hundredths))
    if (read.hundredths < 0n) return void this.report('WRK-004', field, ['negative'])
    if (read.hundredths > max) return void this.report('WRK-004', field, ['above'], { limit: twoDecimals(max).replace(/\.00$/, '') })
    return twoDecimals(read.hundredths)
  }

  first(): Problem | undefined {
    return this.#problems.toSorted(
      (a, b) => precedence(a.code) - precedence(b.code) || COLUMNS.indexOf(a.field) - COLUMNS.indexOf(b.field),
    )[0]
  }

  canonical(read: {
    readonly quarter: string | undefined
    readonly sequence: string | undefined
    readonly kind: string | undefined
    readonly employer: Checked<string>
    readonly inss: Checked<string>
  }): string {
    const parsed: Partial<Record<Column, string | undefined>> = {
      quarter: read.quarter,
      declaration_sequence: read.sequence,
      declaration_kind: read.kind,
      other_support: this.#fields.other_support === '' ? '0.00' : undefined,
      employer_number: read.employer.kind === 'valid' ? read.employer.value : undefined,
      inss: read.inss.kind === 'valid' ? read.inss.value : undefined,
    }
    return JSON.stringify(COLUMNS.map((column) => parsed[column] ?? this.#numbers.get(column) ?? this.#fields[column]))
  }
}
