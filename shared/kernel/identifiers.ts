// Understands the Belgian numbers that name workers, employers and establishments, with their check digits (formats.md, head).

/** National social-security number of a worker (INSZ), 11 digits without marks. */
export type Inss = string & { readonly __brand: 'Inss' }
/** Enterprise number of an employer (KBO), 10 digits without marks. */
export type EmployerNumber = string & { readonly __brand: 'EmployerNumber' }
/** Establishment number (vestigingseenheid), 10 digits, first digit 2 to 8. */
export type EstablishmentNumber = string & { readonly __brand: 'EstablishmentNumber' }

export type Checked<T> = { readonly kind: 'valid'; readonly value: T } | { readonly kind: 'invalid'; readonly why: IdentifierProblem }
export type IdentifierProblem = 'missing' | 'malformed' | 'check-digits' | 'test-number'

const INSS_DIGITS = 11
const CENTURY = 2_000_000_000
const invalid = (why: IdentifierProblem): { readonly kind: 'invalid'; readonly why: IdentifierProblem } => ({ kind: 'invalid', why })
const complement97 = (digits: number): number => 97 - (digits % 97)

/** Month 00-12, +20 or +40 for BIS numbers, +60 for official test numbers; day 00-31; nothing else of the date is checked. */
function monthKind(month: number): 'usual' | 'test' | 'none' {
  if (month % 20 > 12 || month > 72) return 'none'
  return month >= 60 ? 'test' : 'usual'
}

/** Check digits 97 - (first nine mod 97), for births from 2000 with 2 000 000 000 added; dots and dashes are allowed. */
export function checkInss(text: string, settings: { readonly testNumbersAllowed: boolean }): Checked<Inss> {
  if (text === '') return invalid('missing')
  const digits = text.length === INSS_DIGITS ? text : text.replaceAll(/[.-]/g, '')
  if (!/^\d{11}$/.test(digits)) return invalid('malformed')
  const kind = monthKind(Number(digits.slice(2, 4)))
  if (kind === 'none' || Number(digits.slice(4, 6)) > 31) return invalid('malformed')
  const first = Number(digits.slice(0, 9))
  const check = Number(digits.slice(9))
  if (check !== complement97(first) && check !== complement97(CENTURY + first)) return invalid('check-digits')
  if (kind === 'test' && !settings.testNumbersAllowed) return invalid('test-number')
  return { kind: 'valid', value: digits as Inss }
}

const hasCheckDigits = (digits: string): boolean => Number(digits.slice(8)) === complement97(Number(digits.slice(0, 8)))

/** Ten digits beginning with 0 or 1 (2 to 8 are establishments), check digits 97 - (first eight mod 97); dots are allowed. */
export function checkEmployerNumber(text: string): Checked<EmployerNumber> {
  if (text === '') return invalid('missing')
  const digits = text.replaceAll('.', '')
  if (!/^[01]\d{9}$/.test(digits)) return invalid('malformed')
  return hasCheckDigits(digits) ? { kind: 'valid', value: digits as EmployerNumber } : invalid('check-digits')
}

/** Ten digits beginning with 2 to 8, check digits 97 - (first eight mod 97). */
export function checkEstablishmentNumber(text: string): Checked<EstablishmentNumber> {
  if (text === '') return invalid('missing')
  if (!/^[2-8]\d{9}$/.test(text)) return invalid('malformed')
  return hasCheckDigits(text) ? { kind: 'valid', value: text as EstablishmentNumber } : invalid('check-digits')
}

/** The last characters of a number, the others as dots: `••••••34796`. For reports; the mask keeps the length. */
export const masked = (text: string, visible: number): string => '•'.repeat(Math.max(0, text.length - visible)) + text.slice(-visible)
export const INSS_VISIBLE = 5

/** Every place where eleven digits stand, with or without the usual marks; one place can begin within another. */
const INSS_PLACES = /(?=(\d{2}[.\s]?\d{2}[.\s]?\d{2}[-.\s]?\d{3}[-.\s]?\d{2}))/g

/** The text with every valid number of a worker masked, also where other letters or digits stand right beside it. Other numbers stay readable. */
export function withoutInss(text: string): string {
  let shown = text
  for (const { 1: found = '', index } of text.matchAll(INSS_PLACES)) {
    if (checkInss(found.replaceAll(/\s/g, ''), { testNumbersAllowed: true }).kind === 'invalid') continue
    const mask = masked(found, INSS_VISIBLE)
    // What a number before it has hidden stays hidden.
    const merged = Array.from(mask, (character, at) => (shown[index + at] === '•' ? '•' : character)).join('')
    shown = shown.slice(0, index) + merged + shown.slice(index + found.length)
  }
  return shown
}
export const IBAN_VISIBLE = 4

/**
 * An RSZ (NOSS) registration number without leading zeros, or undefined when there is none. 0 means unknown. Its check digits are not checked: no text gives
 * the rule for temporary numbers, and published samples break it.
 */
export function nossNumberOf(text: string): string | undefined {
  const digits = text.replaceAll(/[\s./-]/g, '').replace(/^0+/, '')
  return /^\d{1,10}$/.test(digits) ? digits : undefined
}
