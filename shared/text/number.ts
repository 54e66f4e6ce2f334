// Understands decimal numbers that people write, with a point or a comma, and gives them back with exactly two decimals.
import { cents, euroText, type Cents } from '../kernel/money.ts'

export type ReadNumber =
  | { readonly kind: 'number'; readonly hundredths: Cents }
  | { readonly kind: 'not-a-number' }
  /** A number, but with more than two decimals; `text` is the exact value with a point. */
  | { readonly kind: 'too-precise'; readonly text: string }

const POINT = /^(-?)(\d{1,30})(?:\.(\d{1,30}))?$/
const POINT_OR_COMMA = /^(-?)(\d{1,30})(?:[.,](\d{1,30}))?$/

/** Reads `7786.5`, `7786,50` (where a comma is allowed) or `-3`. No thousands separators, no exponent, no plus sign. */
export function readNumber(text: string, commaAllowed: boolean): ReadNumber {
  const match = (commaAllowed ? POINT_OR_COMMA : POINT).exec(text)
  if (!match) return { kind: 'not-a-number' }
  const [, sign = '', whole = '', decimals = ''] = match
  if (decimals.length > 2) return { kind: 'too-precise', text: `${sign}${whole}.${decimals}` }
  return { kind: 'number', hundredths: cents(BigInt(`${sign}${whole}${decimals.padEnd(2, '0')}`)) }
}

/** Two decimals and a point: the form in which amounts and hours are kept. */
export const twoDecimals = (value: Cents): string => euroText(value)
