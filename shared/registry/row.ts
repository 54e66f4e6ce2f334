// Understands one row of a registry file: required and optional fields, and the REG code of what is wrong with it.
import { parseLocalDate, parseQuarter, type LocalDate, type Quarter } from '../kernel/calendar.ts'
import { checkEmployerNumber, checkInss, type EmployerNumber, type IdentifierProblem, type Inss } from '../kernel/identifiers.ts'
import type { BusinessException } from '../exceptions/business-exception.ts'

/** A row that can be stored (with remarks for the report), or that is refused with its first finding. */
export type ReadRow<T> =
  | { readonly kind: 'stored'; readonly value: T; readonly remarks: readonly BusinessException[] }
  | { readonly kind: 'refused'; readonly exception: BusinessException }

export interface RegistrySettings {
  readonly testNumbersAllowed: boolean
}

/** Reads the fields of one row; the first finding stands. */
export class RegistryRowReader<C extends string> {
  readonly #fields: Readonly<Record<C, string>>
  readonly #line: number
  #exception: BusinessException | undefined

  constructor(line: number, fields: Readonly<Record<C, string>>) {
    this.#line = line
    this.#fields = fields
  }

  get exception(): BusinessException | undefined {
    return this.#exception
  }

  finding(
    code: 'REG-001' | 'REG-002' | 'REG-003',
    details: readonly string[],
    parameters: Readonly<Record<string, string>> = {},
    field?: C,
  ): BusinessException {
    return { code, details, parameters, line: this.#line, ...(field === undefined ? {} : { field, value: this.#fields[field] }) }
  }

  refuse(exception: BusinessException): void {
    this.#exception ??= exception
  }

  text(field: C): string {
    const text = this.#fields[field]
    if (text === '') this.refuse(this.finding('REG-001', ['missing'], {}, field))
    return text
  }

  optional<T>(field: C, parse: (text: string) => T | undefined): T | null {
    const text = this.#fields[field]
    if (text === '') return null
    const value = parse(text)
    if (value !== undefined) return value
    this.refuse(this.finding('REG-001', ['malformed'], {}, field))
    return null
  }

  required<T>(field: C, parse: (text: string) => T | undefined): T | undefined {
    if (this.#fields[field] === '') return void this.refuse(this.finding('REG-001', ['missing'], {}, field))
    return this.optional(field, parse) ?? undefined
  }

  listed<T extends string>(field: C, values: readonly T[]): T | undefined {
    return this.required(field, (text) => values.find((value) => value === text))
  }

  quarter(field: C): Quarter | undefined {
    return this.required(field, parseQuarter)
  }

  date(field: C): LocalDate | null {
    return this.optional(field, parseLocalDate)
  }

  inss(field: C, settings: RegistrySettings): Inss | undefined {
    return this.identifier(field, checkInss(this.#fields[field], settings))
  }

  employer(field: C): EmployerNumber | undefined {
    return this.identifier(field, checkEmployerNumber(this.#fields[field]))
  }

  identifier<T>(
    field: C,
    checked: { readonly kind: 'valid'; readonly value: T } | { readonly kind: 'invalid'; readonly why: IdentifierProblem },
  ): T | undefined {
    if (checked.kind === 'valid') return checked.value
    if (checked.why === 'check-digits') return void this.refuse(this.finding('REG-002', [], {}, field))
    return void this.refuse(this.finding('REG-001', [checked.why === 'missing' ? 'missing' : 'malformed'], {}, field))
  }
}
