/** Checks euro amounts: text in and out, sums, and the one rounding. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addCents,
  cents,
  centsOf,
  Decimal,
  euroText,
  largerOf,
  negateCents,
  NO_MONEY,
  roundHalfUpToCent,
  smallerOf,
  subtractCents,
  sumEuro,
} from '../../shared/kernel/money.ts'

describe('an amount as text', () => {
  it.each([
    ['0.00', 0n],
    ['0.01', 1n],
    ['0.10', 10n],
    ['1.00', 100n],
    ['1234.56', 123_456n],
    ['-0.01', -1n],
    ['-12.50', -1250n],
    ['999999999.99', 99_999_999_999n],
    ['90071992547409.93', 9_007_199_254_740_993n],
  ])('%s is %s cents, and back', (text, expected) => {
    expect(centsOf(text)).toBe(expected)
    expect(euroText(cents(expected))).toBe(text)
  })

  it.each(['-0.00', '007.00'])('%s is read, and written in its plain form', (text) => {
    expect(euroText(centsOf(text))).toBe(text === '-0.00' ? '0.00' : '7.00')
  })

  it.each(['', '1', '1.2', '1.234', '.50', '1,50', '+1.00', '1 000.00', '1.00 ', '1.00\n', '--1.00', '1e2.00', 'NaN', '٣.00'])(
    '«%s» is not an amount with two decimals',
    (text) => {
      expect(() => centsOf(text)).toThrow('not an amount with two decimals')
    },
  )

  it('goes out and in unchanged, whatever its size', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), (value) => {
        const text = euroText(cents(value))
        expect(text).toMatch(/^-?(0|[1-9]\d*)\.\d{2}$/)
        expect(centsOf(text)).toBe(value)
      }),
    )
  })
})

describe('sums', () => {
  it('add, subtract, turn and compare in whole cents', () => {
    expect(addCents()).toBe(NO_MONEY)
    expect(addCents(cents(1n), cents(2n), cents(-5n))).toBe(-2n)
    expect(subtractCents(cents(1n), cents(3n))).toBe(-2n)
    expect(negateCents(cents(3n))).toBe(-3n)
    expect(euroText(negateCents(NO_MONEY))).toBe('0.00')
    expect([
      smallerOf(cents(1n), cents(2n)),
      smallerOf(cents(2n), cents(1n)),
      largerOf(cents(1n), cents(2n)),
      largerOf(cents(2n), cents(1n)),
    ]).toEqual([1n, 1n, 2n, 2n])
  })

  it('of texts do not lose a cent where a double would', () => {
    expect(euroText(sumEuro(['0.10', '0.20']))).toBe('0.30')
    expect(euroText(sumEuro(Array.from({ length: 1000 }, () => '0.01')))).toBe('10.00')
    expect(euroText(sumEuro(['90071992547409.93', '-90071992547409.92']))).toBe('0.01')
    expect(sumEuro([])).toBe(NO_MONEY)
  })
})

describe('THE rounding: half-up to the cent', () => {
  it.each([
    ['0', '0.00'],
    ['0.004', '0.00'],
    ['0.005', '0.01'],
    ['0.0049999999999999999999999999', '0.00'],
    ['0.015', '0.02'],
    ['0.025', '0.03'],
    ['1.005', '1.01'],
    ['1.345', '1.35'],
    ['2.675', '2.68'],
    ['9503.505', '9503.51'],
    ['4691.976', '4691.98'],
    ['3825.024', '3825.02'],
    ['2868.768', '2868.77'],
    ['1912.512', '1912.51'],
    ['0.994', '0.99'],
    ['0.995', '1.00'],
    ['99999999999999999999.995', '100000000000000000000.00'],
  ])('%s is %s', (exact, expected) => {
    expect(euroText(roundHalfUpToCent(new Decimal(exact)))).toBe(expected)
  })

  it('equals a second computation in whole numbers', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 14n }), fc.integer({ min: 0, max: 12 }), (numerator, places) => {
        const scale = 10n ** BigInt(places)
        const euro = new Decimal(numerator.toString()).dividedBy(scale.toString())
        expect(roundHalfUpToCent(euro)).toBe((2n * numerator * 100n + scale) / (2n * scale))
      }),
      { numRuns: 500 },
    )
  })

  it('is off neither by more than half a cent nor for whole cents', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 15n }), (value) => {
        expect(roundHalfUpToCent(new Decimal(value.toString()).dividedBy(100))).toBe(value)
      }),
    )
  })
})
