// Understands euro amounts: whole cents at the edges, decimals of 40 digits inside a formula, one named rounding between them.
import { Decimal as DecimalJs } from 'decimal.js'

/** decimal.js at 40 significant digits, half-up: enough for any premium formula when the division comes last. */
export const Decimal = DecimalJs.clone({ precision: 40, rounding: DecimalJs.ROUND_HALF_UP })
export type Decimal = InstanceType<typeof Decimal>

/** A euro amount in whole cents. Never a `number`. */
export type Cents = bigint & { readonly __brand: 'Cents' }

/** A euro amount as text with a point and exactly two decimals: `-12.50`. The form in which amounts cross every edge. */
export type EuroText = string & { readonly __brand: 'EuroText' }

const EURO = /^-?\d+\.\d{2}$/

export const cents = (value: bigint): Cents => value as Cents
export const NO_MONEY = cents(0n)

/** Cents as text: 123456n gives `1234.56`. */
export function euroText(amount: Cents): EuroText {
  const sign = amount < 0n ? '-' : ''
  const digits = amount.toString().replace('-', '').padStart(3, '0')
  return `${sign}${digits.slice(0, -2)}.${digits.slice(-2)}` as EuroText
}

/** The cents of a text with exactly two decimals; anything else is our own error, because edges check their input first. */
export function centsOf(text: string): Cents {
  if (!EURO.test(text)) throw new Error('not an amount with two decimals')
  return cents(BigInt(text.replace('.', '')))
}

export const addCents = (...amounts: readonly Cents[]): Cents => cents(amounts.reduce<bigint>((total, amount) => total + amount, 0n))
export const subtractCents = (a: Cents, b: Cents): Cents => cents(a - b)
export const negateCents = (a: Cents): Cents => cents(0n - a)
export const smallerOf = (a: Cents, b: Cents): Cents => (a < b ? a : b)
export const largerOf = (a: Cents, b: Cents): Cents => (a > b ? a : b)
/** The sum of any number of amounts; a list of lines is not spread into arguments, which the stack bounds. */
export function sumCents(amounts: Iterable<Cents>): Cents {
  let total = 0n
  for (const amount of amounts) total += amount
  return cents(total)
}

export const sumEuro = (texts: Iterable<string>): Cents => {
  let total = 0n
  for (const text of texts) total += centsOf(text)
  return cents(total)
}

/** THE rounding of this project: half-up to the cent, once per component (rules.md 4). */
export const roundHalfUpToCent = (euro: Decimal): Cents =>
  cents(BigInt(euro.times(100).toDecimalPlaces(0, Decimal.ROUND_HALF_UP).toFixed(0)))
