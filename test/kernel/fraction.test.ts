/** Checks exact fractions. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { add, atMostOne, fraction, fractionText, isLess, ONE, sum, ZERO } from '../../shared/kernel/fraction.ts'

describe('a fraction', () => {
  it.each([
    [1n, 2n, '1/2'],
    [2n, 4n, '1/2'],
    [3040n, 3800n, '4/5'],
    [0n, 7n, '0/1'],
    [0n, -7n, '0/1'],
    [7n, 7n, '1/1'],
    [6n, 3n, '2/1'],
    [-1n, 2n, '-1/2'],
    [1n, -2n, '-1/2'],
    [-2n, -4n, '1/2'],
    [10n ** 30n, 3n * 10n ** 30n, '1/3'],
  ])('%s over %s is %s: lowest terms, positive denominator', (numerator, denominator, expected) => {
    expect(fractionText(fraction(numerator, denominator))).toBe(expected)
  })

  it('with denominator 0 is our own error', () => {
    expect(() => fraction(1n, 0n)).toThrow('zero denominator')
    expect(() => fraction(0n, 0n)).toThrow('zero denominator')
  })

  it.each([
    ['nothing', [], '0/1'],
    ['a half and a third', [fraction(1n, 2n), fraction(1n, 3n)], '5/6'],
    ['three thirds', [fraction(1n, 3n), fraction(1n, 3n), fraction(1n, 3n)], '1/1'],
    ['a half and minus a half', [fraction(1n, 2n), fraction(-1n, 2n)], '0/1'],
  ])('sum of %s', (_, parts, expected) => {
    expect(fractionText(sum(parts))).toBe(expected)
  })

  it.each([
    [fraction(1n, 3n), fraction(1n, 2n), true],
    [fraction(1n, 2n), fraction(1n, 2n), false],
    [fraction(2n, 3n), fraction(1n, 2n), false],
    [fraction(-1n, 2n), ZERO, true],
    [fraction(10n ** 20n, 10n ** 20n + 1n), ONE, true],
  ])('%o less than %o: %s', (a, b, expected) => {
    expect(isLess(a, b)).toBe(expected)
  })

  it.each([
    [fraction(2n, 3n), '2/3'],
    [ONE, '1/1'],
    [fraction(10n ** 20n + 1n, 10n ** 20n), '1/1'],
    [fraction(7n, 2n), '1/1'],
    [ZERO, '0/1'],
  ])('at most one: %o', (of, expected) => {
    expect(fractionText(atMostOne(of))).toBe(expected)
  })

  it('adds in any order, in lowest terms', () => {
    const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? (a < 0n ? -a : a) : gcd(b, a % b))
    const part = fc.tuple(fc.bigInt({ min: -1000n, max: 1000n }), fc.bigInt({ min: 1n, max: 1000n }))
    fc.assert(
      fc.property(part, part, ([a, b], [c, d]) => {
        const total = add(fraction(a, b), fraction(c, d))
        expect(total).toEqual(add(fraction(c, d), fraction(a, b)))
        expect(total.numerator * b * d).toBe((a * d + c * b) * total.denominator)
        expect(gcd(total.numerator, total.denominator)).toBe(1n)
        expect(total.denominator).toBeGreaterThan(0n)
      }),
    )
  })
})
