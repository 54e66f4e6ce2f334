// Understands who the employer of an XML declaration is: by enterprise number, or by RSZ number where the enterprise number is not given (DCL-007).
import type { BusinessException } from '../../exceptions/business-exception.ts'
import { checkEmployerNumber, nossNumberOf, type EmployerNumber } from '../../kernel/identifiers.ts'

/** Finds the employer that an RSZ number belongs to, in the registry of payees. */
export type FindEmployer = (nossNumber: string) => Promise<EmployerNumber | undefined>

export type EmployerIdentity =
  | { readonly kind: 'known'; readonly employerNumber: EmployerNumber }
  /** `detail` and `value` for DCL-007. */
  | { readonly kind: 'unknown'; readonly detail: 'number' | 'noss'; readonly value: string; readonly anomaly: string }

/** KBO_DIGITS digits; leading zeros may be dropped, and 0 alone says that the number is unknown. */
const KBO_DIGITS = 10

/** Gives the employer; each RSZ number is looked up once. */
export class EmployerIdentities {
  readonly #find: FindEmployer
  readonly #known = new Map<string, Promise<EmployerNumber | undefined>>()

  constructor(find: FindEmployer) {
    this.#find = find
  }

  async of(companyId: string, noss: string): Promise<EmployerIdentity> {
    if (!/^0*$/.test(companyId)) {
      const checked = checkEmployerNumber(companyId.padStart(KBO_DIGITS, '0'))
      if (checked.kind === 'valid') return { kind: 'known', employerNumber: checked.value }
      return { kind: 'unknown', detail: 'number', value: companyId, anomaly: checked.why === 'check-digits' ? '00014-004' : '00014-003' }
    }
    const number = nossNumberOf(noss)
    const found = number === undefined ? undefined : await this.#lookUp(number)
    return found === undefined
      ? { kind: 'unknown', detail: 'noss', value: noss, anomaly: '00014-001' }
      : { kind: 'known', employerNumber: found }
  }

  #lookUp(number: string): Promise<EmployerNumber | undefined> {
    const known = this.#known.get(number) ?? this.#find(number)
    this.#known.set(number, known)
    return known
  }
}

/** DCL-007 for an employer who cannot be identified. */
export const unknownEmployer = (
  { detail, value, anomaly }: Extract<EmployerIdentity, { kind: 'unknown' }>,
  about: Pick<BusinessException, 'line' | 'column' | 'employerNumber' | 'quarter'>,
  fields: Readonly<Record<'number' | 'noss', string>> = { number: 'CompanyID', noss: 'NOSSRegistrationNbr' },
): BusinessException => ({ code: 'DCL-007', details: [detail], parameters: {}, ...about, field: fields[detail], value, anomaly })
