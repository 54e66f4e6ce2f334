// Understands that no whole number of a worker stays in a text, whatever stands beside it, and that other numbers stay readable.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkInss, withoutInss } from '../../shared/kernel/identifiers.ts'
import { inssOf } from '../support/pipeline-builders.ts'

const WORKER = inssOf(7)
const SHOWN = `••••••${WORKER.slice(-5)}`
const dotted = `${WORKER.slice(0, 2)}.${WORKER.slice(2, 4)}.${WORKER.slice(4, 6)}-${WORKER.slice(6, 9)}.${WORKER.slice(9)}`

describe('a text without numbers of workers', () => {
  it.each([
    ['alone', WORKER, SHOWN],
    ['behind letters', `IMW${WORKER}`, `IMW${SHOWN}`],
    ['before letters', `${WORKER}x`, `${SHOWN}x`],
    ['twice', `${WORKER}, ${WORKER}`, `${SHOWN}, ${SHOWN}`],
    ['with marks', dotted, `••••••••••${dotted.slice(-5)}`],
    ['behind the number of an employer', `0123456749 ${WORKER}`, `0123456749 ${SHOWN}`],
  ])('%s', (_, text, shown) => {
    expect(withoutInss(text)).toBe(shown)
  })

  it.each([
    ['an employer', '0123456749'],
    ['an establishment', '2110100188'],
    ['a payment', '0123456749IMW2024Q3V0001'],
    ['eleven digits with wrong check digits', `${WORKER.slice(0, 9)}${WORKER.endsWith('00') ? '01' : '00'}`],
    ['a decision', 'VLA/2024-00012.3'],
    ['nothing', ''],
  ])('%s stays', (_, text) => {
    expect(withoutInss(text)).toBe(text)
  })

  it('between any digits and letters: never whole, the length stays, and what it shows has no number any more', () => {
    const around = fc.string({ unit: fc.constantFrom(...'0123456789x. -'.split('')), maxLength: 6 })
    fc.assert(
      fc.property(around, fc.nat(9_999), around, (before, n, after) => {
        const inss = inssOf(n)
        const shown = withoutInss(before + inss + after)
        expect(shown).not.toContain(inss)
        expect(shown).toHaveLength(before.length + inss.length + after.length)
        for (const [digits] of shown.matchAll(/\d{11}/g)) expect(checkInss(digits, { testNumbersAllowed: true }).kind).toBe('invalid')
      }),
    )
  })
})
