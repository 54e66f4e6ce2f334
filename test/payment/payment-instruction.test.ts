// Understands payment instructions: what an entry pays, claims or holds per measure, as lines that add up (formats.md 2).
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { euroText, sumEuro } from '../../shared/kernel/money.ts'
import { fold } from '../../shared/ledger/account.ts'
import { paymentIdOf, type LedgerEntry } from '../../shared/ledger/entry.ts'
import { settlementOf, type Settlement } from '../../shared/payment/payment-instruction.ts'
import { ACCOUNT, arrive, full, partial, PAYEE, type Declared } from '../ledger/account-story.ts'
import { ANNA, BRAM } from '../support/pipeline-builders.ts'

/** The settlement of the last entry. */
const settled = (...declarations: Declared[]): Settlement => settlementOfLast(arrive(...declarations))
const settlementOfLast = (entries: readonly LedgerEntry[]): Settlement => settlementOf(entries.at(-1)!, fold(entries.slice(0, -1)))

describe('payments', () => {
  test('one line per employer, measure and quarter, in the form of formats.md', () => {
    expect(settled(full(1, { ANNA: { wage: '3600.00', guidanceFixed: '1200.00' } })).payments).toEqual([
      {
        paymentId: '0400000185IMW2024Q3V0001',
        runId: 'run-FULL-1',
        employerNumber: '0400000185',
        payeeName: 'Bakery',
        iban: 'BE68539007547034',
        measure: 'IMW',
        quarter: '2024Q3',
        amount: '4800.00',
        currency: 'EUR',
        remittance: 'IMW 2024Q3 1 werknemer 0400000185IMW2024Q3V0001',
        recovered: '0.00',
        lines: [
          {
            inss: ANNA,
            entitlementId: 'IMW-1',
            component: 'WAGE_PREMIUM',
            premium: '3600.00',
            previouslyInstructed: '0.00',
            amount: '3600.00',
          },
          {
            inss: ANNA,
            entitlementId: 'IMW-1',
            component: 'GUIDANCE_FIXED',
            premium: '1200.00',
            previouslyInstructed: '0.00',
            amount: '1200.00',
          },
        ],
      },
    ])
  })

  test('a correction shows what was instructed before, and only lines that differ', () => {
    const { payments } = settled(full(1, { ANNA: '3600.00', BRAM: '1000.00' }), full(2, { ANNA: '3840.00', BRAM: '1000.00' }))
    expect(payments).toMatchObject([
      {
        paymentId: '0400000185IMW2024Q3V0002',
        amount: '240.00',
        lines: [{ inss: ANNA, premium: '3840.00', previouslyInstructed: '3600.00', amount: '240.00' }],
      },
    ])
    expect(payments[0]?.lines).toHaveLength(1)
  })

  test('VOP and IMW are paid apart, VOP first', () => {
    const { payments } = settled(full(1, { ANNA: { measure: 'IMW', wage: '1.00' }, BRAM: { measure: 'VOP', wage: '2.00' } }))
    expect(payments.map(({ paymentId, amount }) => [paymentId, amount])).toEqual([
      ['0400000185VOP2024Q3V0001', '2.00'],
      ['0400000185IMW2024Q3V0001', '1.00'],
    ])
  })

  test.each([
    ['nl', '2 werknemers'],
    ['fr', '2 travailleurs'],
    ['en', '2 workers'],
  ] as const)('the remittance counts workers in the language of the payee: %s', (language, words) => {
    expect(settled(full(1, { ANNA: '1.00', BRAM: '2.00' }, { payee: { ...PAYEE, language } })).payments[0]?.remittance).toBe(
      `IMW 2024Q3 ${words} 0400000185IMW2024Q3V0001`,
    )
  })

  test('nothing moves: no payment, no claim, nothing held', () => {
    expect(settled(full(1, { ANNA: '1.00' }), full(2, { ANNA: '1.00' }))).toEqual({
      payments: [],
      claims: [],
      cancelled: [],
      held: [],
      returned: [],
    })
  })

  test('a refused declaration: none either', () => {
    expect(settled(full(2, { ANNA: '1.00' }), full(1, { ANNA: '2.00' }))).toEqual({
      payments: [],
      claims: [],
      cancelled: [],
      held: [],
      returned: [],
    })
  })
})

describe('recoveries', () => {
  const before = full(1, { ANNA: '1000.00', BRAM: '500.00' })

  test('are set off inside the payment, which says how much (PAY-004)', () => {
    const { payments, claims } = settled(before, full(2, { ANNA: '1400.00', BRAM: '400.00' }))
    expect(payments).toMatchObject([
      {
        amount: '300.00',
        recovered: '-100.00',
        lines: [
          { inss: ANNA, amount: '400.00' },
          { inss: BRAM, amount: '-100.00' },
        ],
      },
    ])
    expect(claims).toEqual([])
  })

  test('net zero is neither payment nor claim, but it is told', () => {
    expect(settled(before, full(2, { ANNA: '1100.00', BRAM: '400.00' }))).toEqual({
      payments: [],
      claims: [],
      cancelled: [{ measure: 'IMW', recovered: '-100.00' }],
      held: [],
      returned: [],
    })
  })

  test('a net negative is a claim with a negative amount, and counts as instructed', () => {
    const { payments, claims } = settled(before, full(2, { ANNA: '1000.00' }))
    expect(payments).toEqual([])
    expect(claims).toMatchObject([
      {
        paymentId: '0400000185IMW2024Q3V0002',
        amount: '-500.00',
        lines: [{ inss: BRAM, premium: '0.00', previouslyInstructed: '500.00', amount: '-500.00' }],
      },
    ])
    expect(settled(before, full(2, { ANNA: '1000.00' }), full(3, { ANNA: '1000.00', BRAM: '500.00' })).payments).toMatchObject([
      { amount: '500.00' },
    ])
  })

  test('one measure is not set off against the other', () => {
    const { payments, claims } = settled(
      full(1, { ANNA: { measure: 'VOP', wage: '100.00' } }),
      full(2, { ANNA: { measure: 'IMW', wage: '300.00' } }),
    )
    expect(payments.map(({ measure, amount }) => [measure, amount])).toEqual([['IMW', '300.00']])
    expect(claims.map(({ measure, amount }) => [measure, amount])).toEqual([['VOP', '-100.00']])
  })
})

describe('held amounts', () => {
  test('carry no paymentId, and the code of the hold', () => {
    const { held, payments } = settled(
      full(1, { ANNA: { wage: '2000.00', guidanceFixed: '1200.00', guidanceVariable: '430.00', regionUnknown: true } }),
    )
    expect(payments).toMatchObject([{ amount: '2000.00' }])
    expect(held).toMatchObject([
      {
        code: 'CAL-003',
        amount: '1630.00',
        lines: [
          { component: 'GUIDANCE_FIXED', amount: '1200.00' },
          { component: 'GUIDANCE_VARIABLE', amount: '430.00' },
        ],
      },
    ])
    expect(held[0]).not.toHaveProperty('paymentId')
  })

  test('an employer without a payee: no name, no account', () => {
    expect(settled(full(1, { ANNA: '10.00' }, { payee: undefined })).held).toMatchObject([
      { code: 'PAY-001', payeeName: null, iban: null, amount: '10.00' },
    ])
  })

  test('a later run lists only what it holds itself', () => {
    const entries = arrive(
      full(1, { ANNA: '100.00', BRAM: '50.00' }, { payee: undefined }),
      partial(2, { BRAM: '60.00' }, { payee: undefined }),
    )
    expect(settlementOfLast(entries).held).toMatchObject([{ amount: '60.00', lines: [{ inss: BRAM, amount: '60.00' }] }])
  })
})

describe('paymentId', () => {
  test.each([
    [1, 'V0001'],
    [37, 'V0037'],
    [9_999, 'V9999'],
    [123_456, 'V123456'],
  ])('version %i', (version, suffix) => {
    const id = paymentIdOf(ACCOUNT, 'VOP', version)
    expect(id).toBe(`0400000185VOP2024Q3${suffix}`)
    expect(id.length).toBeLessThanOrEqual(35)
    expect(id).toMatch(/^[0-9A-Z]+$/)
  })
})

test('any two declarations: lines add up to every amount, and amounts to everything that the entry moved or held', () => {
  const euros = fc.integer({ min: 0, max: 500_000 }).map((n) => euroText(BigInt(n) as Parameters<typeof euroText>[0]))
  const due = fc.record(
    {
      ANNA: euros,
      BRAM: fc.record({ wage: euros, guidanceFixed: euros, guidanceVariable: euros, regionUnknown: fc.boolean() }),
      CEM: fc.record({ measure: fc.constant('VOP' as const), wage: euros }),
    },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(due, due, fc.boolean(), (first, second, hasPayee) => {
      const entries = arrive(full(1, first), full(2, second, hasPayee ? {} : { payee: undefined }))
      const settlement = settlementOfLast(entries)
      const all = [...settlement.payments, ...settlement.claims, ...settlement.held]
      for (const { amount, lines } of all) expect(euroText(sumEuro(lines.map((line) => line.amount)))).toBe(amount)
      for (const { amount, lines } of [...settlement.payments, ...settlement.claims])
        for (const line of lines) expect(euroText(sumEuro([line.previouslyInstructed, line.amount])), amount).toBe(line.premium)
      for (const { amount } of settlement.payments) expect(amount).toMatch(/^(?!0\.00$)\d/)
      for (const { amount } of settlement.claims) expect(amount).toMatch(/^-/)
      const { lines } = entries.at(-1)!
      expect(euroText(sumEuro([...settlement.payments, ...settlement.claims].map(({ amount }) => amount)))).toBe(
        euroText(sumEuro(lines.map(({ moved }) => moved))),
      )
      expect(euroText(sumEuro(settlement.held.map(({ amount }) => amount)))).toBe(euroText(sumEuro(lines.map(({ held }) => held))))
    }),
    { numRuns: 300 },
  )
})
