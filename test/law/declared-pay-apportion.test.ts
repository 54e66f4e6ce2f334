/** Checks the dividing of an amount over weights: to the cent, with the largest remainder. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cents, sumCents } from '../../shared/kernel/money.ts'
import { apportion } from '../../shared/law/declared-pay.ts'

describe('apportion', () => {
  const amounts = fc.bigInt({ min: 0n, max: 99_999_999_999n }).map(cents)
  const weights = fc.array(fc.oneof(fc.constantFrom(0n, 1n, 2n), fc.bigInt({ min: 0n, max: 99_999_999_999n })).map(cents), {
    minLength: 1,
    maxLength: 12,
  })

  it('the parts add up to the amount, and none is negative', () => {
    fc.assert(
      fc.property(amounts, weights, (amount, each) => {
        const parts = apportion(amount, each)
        expect(parts).toHaveLength(each.length)
        expect(sumCents(parts)).toBe(amount)
        expect(parts.every((part) => part >= 0n)).toBe(true)
      }),
    )
  })

  it('no part is a cent or more from its exact share, and without weight there is no part', () => {
    fc.assert(
      fc.property(amounts, weights, (amount, each) => {
        const total = sumCents(each)
        fc.pre(total > 0n)
        apportion(amount, each).forEach((part, index) => {
          const difference = part * total - amount * (each[index] ?? 0n)
          expect(difference < total && -difference < total).toBe(true)
          if (each[index] === 0n) expect(part).toBe(0n)
        })
      }),
    )
  })

  it('weights of another scale give the same parts', () => {
    fc.assert(
      fc.property(amounts, weights, fc.bigInt({ min: 1n, max: 1_000_000n }), (amount, each, scale) => {
        expect(
          apportion(
            amount,
            each.map((weight) => cents(weight * scale)),
          ),
        ).toEqual(apportion(amount, each))
      }),
    )
  })

  it('of equal weights an earlier part is never smaller, and at most a cent larger', () => {
    fc.assert(
      fc.property(amounts, weights, (amount, each) => {
        fc.pre(sumCents(each) > 0n)
        const parts = apportion(amount, each)
        for (const [index, weight] of each.entries()) {
          const next = each.indexOf(weight, index + 1)
          if (next < 0) continue
          const difference = (parts[index] ?? 0n) - (parts[next] ?? 0n)
          expect(difference === 0n || difference === 1n).toBe(true)
        }
      }),
    )
  })

  it.each<[bigint, readonly bigint[], readonly bigint[]]>([
    [100n, [1n, 1n, 1n], [34n, 33n, 33n]],
    [101n, [1n, 1n, 1n], [34n, 34n, 33n]],
    [1n, [1n, 1n], [1n, 0n]],
    [1n, [1n, 2n], [0n, 1n]],
    [5n, [0n, 0n], [5n, 0n]],
    [5n, [0n, 1n], [0n, 5n]],
    [0n, [1n, 2n], [0n, 0n]],
    [7n, [5n], [7n]],
    [5n, [], []],
  ])('%s by %s gives %s', (amount, each, expected) => {
    expect(apportion(cents(amount), each.map(cents))).toEqual(expected)
  })
})
