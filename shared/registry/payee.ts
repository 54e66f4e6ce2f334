// Understands a row of the payees file: where an employer is paid, and what keeps a payment to it back (PAY-001 to PAY-003, PAY-009).
import { isValidBIC, isValidIBAN } from 'ibantools'
import { bankName } from '../text/bank-text.ts'
import { nossNumberOf, type EmployerNumber } from '../kernel/identifiers.ts'
import { RegistryRowReader, type ReadRow } from './row.ts'

export const PAYEE_COLUMNS = ['employer_number', 'name', 'iban', 'bic', 'language', 'hold', 'hold_reason', 'noss_number'] as const
export type PayeeColumn = (typeof PAYEE_COLUMNS)[number]
export const OPTIONAL_PAYEE_COLUMNS: readonly PayeeColumn[] = ['bic', 'language', 'hold', 'hold_reason', 'noss_number']

export const PAYEE_LANGUAGES = ['nl', 'fr', 'en'] as const

export interface Payee {
  readonly employerNumber: EmployerNumber
  readonly name: string
  /** Without spaces, upper case; it can be invalid: then payments are held (PAY-002). */
  readonly iban: string
  readonly bic: string | null
  readonly language: (typeof PAYEE_LANGUAGES)[number]
  readonly hold: boolean
  readonly holdReason: string
  /** RSZ registration number without leading zeros: a DmfA can name its employer by it alone. */
  readonly nossNumber?: string
}

export interface PayeeHold {
  readonly code: 'PAY-001' | 'PAY-002' | 'PAY-003' | 'PAY-009'
  readonly details: readonly string[]
  readonly parameters: Readonly<Record<string, string>>
}

const isBic = (bic: string): boolean => isValidBIC(bic)

/** A wrong IBAN or BIC is stored all the same and remarked: keeping the old account in place would pay to an account that the employer gave up. */
export function readPayee(line: number, fields: Readonly<Record<PayeeColumn, string>>): ReadRow<Payee> {
  const reader = new RegistryRowReader<PayeeColumn>(line, fields)
  const nossNumber = reader.optional('noss_number', nossNumberOf)
  const payee = {
    employerNumber: reader.employer('employer_number'),
    name: reader.text('name'),
    iban: reader.text('iban').replaceAll(/\s/g, '').toUpperCase(),
    bic: fields.bic === '' ? null : fields.bic.replaceAll(/\s/g, '').toUpperCase(),
    language: reader.optional('language', (text) => PAYEE_LANGUAGES.find((language) => language === text)) ?? 'nl',
    hold: reader.optional('hold', (text) => (text === 'YES' || text === 'NO' ? text : undefined)) === 'YES',
    holdReason: fields.hold_reason,
    ...(nossNumber === null ? {} : { nossNumber }),
  }
  if (reader.exception) return { kind: 'refused', exception: reader.exception }
  const wrong: PayeeColumn[] = [
    ...(isValidIBAN(payee.iban) ? [] : ['iban' as const]),
    ...(payee.bic === null || isBic(payee.bic) ? [] : ['bic' as const]),
  ]
  const value = payee as Payee
  return {
    kind: 'stored',
    value,
    remarks: wrong.map((field) => ({ ...reader.finding('REG-002', ['payee-stored'], {}, field), employerNumber: value.employerNumber })),
  }
}

/** Why nothing can be paid to this payee now, or undefined. */
export function payeeHold(payee: Payee | undefined): PayeeHold | undefined {
  if (!payee) return { code: 'PAY-001', details: [], parameters: {} }
  if (!isValidIBAN(payee.iban)) return { code: 'PAY-002', details: ['iban'], parameters: {} }
  if (payee.bic !== null && !isBic(payee.bic)) return { code: 'PAY-002', details: ['bic'], parameters: {} }
  if (payee.hold) return { code: 'PAY-003', details: [], parameters: { reason: payee.holdReason || '-' } }
  const name = bankName(payee.name)
  return name.kind === 'unmappable' ? { code: 'PAY-009', details: [], parameters: { characters: name.characters.join(' ') } } : undefined
}
