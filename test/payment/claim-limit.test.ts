// Understands the limit below which a claim is only reported: a dated value, 0.00 until somebody decides otherwise.
import { describe, expect, test } from 'vitest'
import { localDate } from '../../shared/kernel/calendar.ts'
import { cents, centsOf, euroText, type EuroText } from '../../shared/kernel/money.ts'
import { policy } from '../../shared/law/sources.ts'
import { CLAIM_LIMITS, claimLimitOn, isCollected } from '../../shared/payment/claim-limit.ts'

const limit = (from: string, value: string): (typeof CLAIM_LIMITS)[number] => ({
  from: localDate(from),
  value,
  source: policy('claimLimit'),
})
const LIMITS = [limit('2026-01-01', '25.00'), limit('2025-03-30', '10.00'), limit('2019-01-01', '0.00')]

describe('the limit on a date', () => {
  test.each([
    ['2018-12-31', '0.00'],
    ['2019-01-01', '0.00'],
    ['2025-03-29', '0.00'],
    ['2025-03-30', '10.00'],
    ['2025-12-31', '10.00'],
    ['2026-01-01', '25.00'],
    ['2099-01-01', '25.00'],
  ])('%s: %s, on both sides of each change', (date, expected) => {
    expect(euroText(claimLimitOn(localDate(date), LIMITS))).toBe(expected)
  })

  test.each(['2019-01-01', '2024-10-15', '2099-12-31'])('is 0.00 on %s as long as nobody decided: every claim is collected', (date) => {
    expect(claimLimitOn(localDate(date))).toBe(0n)
    expect(isCollected(euroText(cents(-1n)), claimLimitOn(localDate(date)))).toBe(true)
  })

  test('has a source in every row, newest first', () => {
    expect(CLAIM_LIMITS.map(({ from }) => from)).toEqual(
      CLAIM_LIMITS.map(({ from }) => from)
        .toSorted()
        .toReversed(),
    )
    for (const { source, value } of CLAIM_LIMITS) expect([typeof source, euroText(centsOf(value))]).toEqual(['object', value])
  })
})

describe('a claim', () => {
  test.each<[string, string, boolean]>([
    ['-0.01', '0.00', true],
    ['-9.99', '10.00', false],
    ['-10.00', '10.00', true],
    ['-10.01', '10.00', true],
    ['-0.01', '0.01', true],
    ['-1000000.00', '25.00', true],
  ])('of %s with a limit of %s is collected: %s', (amount, of, expected) => {
    expect(isCollected(amount as EuroText, centsOf(of))).toBe(expected)
  })
})
