// Understands exact fractions of integers, so that an employment fraction is never rounded (rules.md 4).

/** A fraction in lowest terms with a positive denominator. */
export interface Fraction {
  readonly numerator: bigint
  readonly denominator: bigint
}

const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? (a < 0n ? -a : a) : gcd(b, a % b))

/** numerator / denominator in lowest terms; a zero denominator is our own error. */
export function fraction(numerator: bigint, denominator: bigint): Fraction {
  if (denominator === 0n) throw new Error('fraction with a zero denominator')
  const sign = denominator < 0n ? -1n : 1n
  const divisor = gcd(numerator, denominator) * sign
  return { numerator: numerator / divisor, denominator: denominator / divisor }
}

export const ZERO: Fraction = { numerator: 0n, denominator: 1n }
export const ONE: Fraction = { numerator: 1n, denominator: 1n }

export const add = (a: Fraction, b: Fraction): Fraction =>
  fraction(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator)

export const sum = (parts: readonly Fraction[]): Fraction => parts.reduce(add, ZERO)

export const isLess = (a: Fraction, b: Fraction): boolean => a.numerator * b.denominator < b.numerator * a.denominator

/** The smaller of a and 1. */
export const atMostOne = (a: Fraction): Fraction => (isLess(ONE, a) ? ONE : a)

export const fractionText = (of: Fraction): string => `${of.numerator}/${of.denominator}`
