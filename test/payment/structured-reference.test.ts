// Understands the Belgian structured reference of a payment.
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { shownReference, structuredReference } from '../../shared/payment/structured-reference.ts'

describe('twelve digits from the identity of a payment', () => {
  test.each([
    ['0123456749IMW2024Q3V0001', '826327804847'],
    ['0123456749IMW2024Q3V0002', '297306233516'],
    ['0123456749VOP2024Q3V0001', '841244807781'],
  ])('%s gives %s, always', (paymentId, expected) => {
    expect(structuredReference(paymentId)).toBe(expected)
  })

  test('the first ten are the last ten of the SHA-256 as a number', () => {
    const digest = BigInt(`0x${createHash('sha256').update('0123456749IMW2024Q3V0001').digest('hex')}`).toString()
    expect(structuredReference('0123456749IMW2024Q3V0001').slice(0, 10)).toBe(digest.slice(-10))
  })

  test('the last two are the first ten mod 97, never 00', () => {
    fc.assert(
      fc.property(fc.string(), (paymentId) => {
        const reference = structuredReference(paymentId)
        expect(reference).toMatch(/^\d{12}$/)
        const check = Number(reference.slice(10))
        expect(check).toBeGreaterThanOrEqual(1)
        expect(check % 97).toBe(Number(reference.slice(0, 10)) % 97)
      }),
      { numRuns: 500 },
    )
  })

  test('a remainder of 0 is written as 97', () => {
    const found = Array.from({ length: 2000 }, (_, n) => structuredReference(`payment ${n}`)).filter((text) => text.endsWith('97'))
    expect(found.length).toBeGreaterThan(0)
    for (const text of found) expect(Number(text.slice(0, 10)) % 97).toBe(0)
  })
})

describe('as people read it', () => {
  test('three, four and five digits between plus signs', () => {
    expect(shownReference('010806817183')).toBe('+++010/8068/17183+++')
  })

  test.each(['', '12345678901', '1234567890123', '12345678901a', '+++010/8068/17183+++'])('«%s» has not twelve digits', (text) => {
    expect(() => shownReference(text)).toThrow('not a structured reference of twelve digits')
  })
})
