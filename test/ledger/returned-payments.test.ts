// Understands an entry that takes payments back: what they moved and nothing else, once each, so that the account is its payments less what came back.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addCents, centsOf, euroText, negateCents, NO_MONEY, sumCents, type Cents } from '../../shared/kernel/money.ts'
import { MEASURES, type Measure } from '../../shared/law/measures.ts'
import { changesOf } from '../../shared/ledger/account-change.ts'
import { fold } from '../../shared/ledger/account.ts'
import { bookDeclaration } from '../../shared/ledger/booking.ts'
import { parsePaymentId, paymentIdOf, type LedgerEntry, type ReturnedPayment } from '../../shared/ledger/entry.ts'
import { holdingAll, paymentHolds, refusalHold, type PayeeState } from '../../shared/ledger/payment-holds.ts'
import { bookReturn, instructedPayment, takenBackBy } from '../../shared/ledger/returned-payments.ts'
import { settlementOf } from '../../shared/payment/payment-instruction.ts'
import type { RefusedPayment } from '../../shared/registry/employer-registry.ts'
import { BAKERY, Q3 } from '../support/pipeline-builders.ts'
import {
  ACCOUNT,
  arrive,
  arriveAfter,
  balance,
  bookingOf,
  full,
  nameOf,
  partial,
  PAYEE,
  WORKERS,
  type Declared,
  type Due,
} from './account-story.ts'

const REFUSAL = { code: 'AC04', text: '', details: ['AC04'], about: 'payee' } as const
const idOf = (version: number, measure: Measure = 'IMW'): string => paymentIdOf(ACCOUNT, measure, version)

/** The payment of an entry as something that came back; our own error where there is none. */
function comesBack(entries: readonly LedgerEntry[], version: number, measure: Measure = 'IMW'): ReturnedPayment {
  const found = instructedPayment(entries[version - 1], measure, idOf(version, measure))
  if (!found) throw new Error(`no ${measure} payment in entry ${version}`)
  const { paymentId, amount, payeeVersion } = found
  return { paymentId, measure, version, amount, payeeVersion, ...REFUSAL }
}
let runs = 0
const takeBack = (entries: readonly LedgerEntry[], ...returns: readonly ReturnedPayment[]): LedgerEntry[] => {
  const given = { account: ACCOUNT, runId: `run-return-${(runs += 1)}`, returns, payee: PAYEE, payeeVersion: 'payee' }
  return [...entries, JSON.parse(JSON.stringify(bookReturn(entries, given))) as LedgerEntry]
}

describe('what an entry instructed for a measure', () => {
  const entries = arrive(
    full(1, { ANNA: '2000.00', BRAM: { measure: 'VOP', wage: '500.00' } }),
    full(2, { ANNA: '1500.00', BRAM: { measure: 'VOP', wage: '600.00' } }),
    full(3, { ANNA: '1500.00', BRAM: { measure: 'VOP', wage: '600.00' } }),
  )
  test.each<[string, number, Measure, string | undefined]>([
    ['a payment', 1, 'IMW', '2000.00'],
    ['the payment of the other measure', 1, 'VOP', '500.00'],
    ['a claim is none', 2, 'IMW', undefined],
    ['beside a claim', 2, 'VOP', '100.00'],
    ['nothing moved', 3, 'VOP', undefined],
    ['no such entry', 9, 'IMW', undefined],
  ])('%s', (_, version, measure, amount) => {
    expect(instructedPayment(entries[version - 1], measure, idOf(version, measure))?.amount).toBe(amount)
  })

  test('what takes back instructs nothing, not even where it moves a positive amount', () => {
    const story = arrive(full(1, { ANNA: '2000.00' }), full(2, { ANNA: '1000.00', BRAM: '3000.00' }))
    const after = takeBack(story, comesBack(story, 2))
    expect(after.at(-1)?.lines.map(({ inss, moved }) => `${nameOf(inss)} ${moved}`)).toEqual(['ANNA 1000.00', 'BRAM -3000.00'])
    expect(instructedPayment(after.at(-1), 'IMW', idOf(3))).toBeUndefined()
    expect(settlementOf(after.at(-1)!, fold(story))).toMatchObject({
      payments: [],
      claims: [],
      cancelled: [],
      returned: [{ amount: '2000.00' }],
    })
  })
})

describe('a payment that is taken back', () => {
  test('all its components, of all its workers, and of no other measure', () => {
    const story = arrive(
      full(1, { ANNA: { wage: '100.00', guidanceFixed: '20.00', guidanceVariable: '3.00' }, BRAM: { measure: 'VOP', wage: '7.00' } }),
    )
    expect(balance(takeBack(story, comesBack(story, 1)))).toEqual([
      'ANNA IMW-1 fixed: right 20.00, instructed 0.00, held 20.00',
      'ANNA IMW-1 variable: right 3.00, instructed 0.00, held 3.00',
      'ANNA IMW-1 wage: right 100.00, instructed 0.00, held 100.00',
      'BRAM VOP-1 wage: right 7.00, instructed 7.00, held 0.00',
    ])
  })

  test('declares nothing: a declaration that comes after it is as new as without it', () => {
    const story = arrive(full(2, { ANNA: '100.00' }))
    const after = takeBack(story, comesBack(story, 1))
    expect(after.at(-1)).toMatchObject({
      version: 2,
      statement: { sequence: 0, listed: [], speaksOfAll: false },
      refusal: null,
      overtaken: [],
    })
    expect(fold(after).booked.map(({ version }) => version)).toEqual([1])
    expect(arriveAfter(after, partial(1, { BRAM: '5.00' })).at(-1)?.refusal?.code).toBe('DCL-005')
  })

  test('the same once more: an entry that moves nothing', () => {
    const story = arrive(full(1, { ANNA: '100.00' }))
    const once = takeBack(story, comesBack(story, 1))
    const twice = takeBack(once, comesBack(story, 1))
    expect(twice.at(-1)).toMatchObject({ version: 3, returned: [], lines: [], holds: {} })
    expect([takenBackBy(twice, idOf(1))?.version, takenBackBy(twice, idOf(2))]).toEqual([2, undefined])
    expect(balance(twice)).toEqual(balance(once))
  })

  test('two payments of the same line in one entry: their sum comes back', () => {
    const story = arrive(full(1, { ANNA: '100.00' }), full(2, { ANNA: '130.00', BRAM: '1.00' }))
    const after = takeBack(story, comesBack(story, 1), comesBack(story, 2))
    expect(after.at(-1)?.lines.map(({ inss, moved, held }) => `${nameOf(inss)} ${moved} ${held}`)).toEqual([
      'ANNA -130.00 130.00',
      'BRAM -1.00 1.00',
    ])
  })

  test.each([
    ['another amount than its entry instructed', { amount: euroText(centsOf('99.99')) }],
    ['an entry that is not there', { version: 7 }],
    ['a measure that nothing was instructed for', { measure: 'VOP' as const }],
  ])('%s is our own error', (_, wrong) => {
    const story = arrive(full(1, { ANNA: '100.00' }))
    expect(() => takeBack(story, { ...comesBack(story, 1), ...wrong })).toThrow(/^a payment that came back/)
  })

  test('is carried by no payment any more: a later claim names the one that replaced it', () => {
    const story = arrive(full(1, { ANNA: '100.00', BRAM: '50.00' }))
    const back = takeBack(story, comesBack(story, 1))
    const again = arriveAfter(back, full(2, { ANNA: '100.00', BRAM: '50.00' }))
    const lower = arriveAfter(again, full(3, { ANNA: '80.00', BRAM: '50.00' }))
    expect(settlementOf(lower.at(-1)!, fold(again)).claims).toMatchObject([{ amount: '-20.00', originalPayments: [idOf(3)] }])
  })
})

describe('the name of a payment', () => {
  test.each([
    [idOf(1), 1],
    [idOf(12_345), 12_345],
  ])('%s names entry %i', (text, version) => {
    expect(parsePaymentId(text)).toEqual({ account: ACCOUNT, measure: 'IMW', version })
  })
  test.each([
    ['', 'nothing'],
    [`${BAKERY}IMW2024Q3V01`, 'too few digits'],
    [`${BAKERY}IMW2024Q3V00001`, 'too many'],
    [`${BAKERY}IMW2024Q5V0001`, 'no quarter'],
    [`${BAKERY}ABC2024Q3V0001`, 'no measure'],
    ['0400000186IMW2024Q3V0001', 'no employer'],
    [`${BAKERY}IMW2024Q3V0001 `, 'a blank'],
    [`${BAKERY}imw2024Q3V0001`, 'small letters'],
  ])('«%s» names none: %s', (text) => {
    expect(parsePaymentId(text)).toBeUndefined()
  })
})

describe('how long a refusal holds', () => {
  const refusal: RefusedPayment = {
    paymentId: idOf(1),
    quarter: Q3,
    measure: 'IMW',
    payeeVersion: 'A',
    about: 'payee',
    code: 'AC04',
    text: '',
    details: ['AC04'],
    report: 'run-1',
  }
  const held = (refusedPayments: readonly RefusedPayment[], state: Partial<PayeeState> = {}, quarter = Q3): string => {
    const payee: PayeeState = { payee: PAYEE, payeeVersion: 'A', confirmedIbans: new Map(), refusedPayments, ...state }
    const holds = paymentHolds(payee, quarter, { pauses: { VOP: { reason: 'x' } }, confirmsAccountNumbers: true })
    return MEASURES.map((measure) => `${holds[measure]?.code ?? '-'} ${holds[measure]?.parameters.payment ?? ''}`.trim()).join(', ')
  }
  const other = '2024Q2' as typeof Q3
  const byPayment = { ...refusal, about: 'payment' } as const

  test.each<[string, string, string]>([
    ['nothing refused: the pause, and the number that nobody confirmed', held([]), 'PAY-007, PAY-008'],
    ['about the payee: every measure', held([refusal]), `PAY-006 ${idOf(1)}, PAY-006 ${idOf(1)}`],
    ['about the payee: every quarter', held([refusal], {}, other), `PAY-006 ${idOf(1)}, PAY-006 ${idOf(1)}`],
    ['about the payment: its own measure', held([byPayment]), `PAY-007, PAY-006 ${idOf(1)}`],
    ['about the payment: its own quarter', held([byPayment], {}, other), 'PAY-007, PAY-008'],
    ['another version of the payee', held([refusal, byPayment], { payeeVersion: 'B' }), 'PAY-007, PAY-008'],
    ['lifted', held([{ ...byPayment, liftedBy: 'run-2' }]), 'PAY-007, PAY-008'],
    [
      'one lifted, another one of the same measure not',
      held([
        { ...byPayment, liftedBy: 'run-2' },
        { ...byPayment, paymentId: idOf(3) },
      ]),
      `PAY-007, PAY-006 ${idOf(3)}`,
    ],
    ['what is wrong with the payee goes first', held([refusal], { payee: { ...PAYEE, hold: true } }), 'PAY-003, PAY-003'],
    ['no payee any more', held([refusal], { payee: undefined, payeeVersion: null }), 'PAY-001, PAY-001'],
  ])('%s', (_, found, expected) => {
    expect(found).toBe(expected)
  })
})

/** A step of a story: a declaration, booked while a refusal holds or not, or payments that come back, known by a number. */
type Step = { readonly declare: Declared; readonly isHeld: boolean } | { readonly back: readonly number[] }
const due: fc.Arbitrary<Due> = fc.oneof(
  fc.constantFrom<Due>('0.00', '100.00', '250.00'),
  fc.constantFrom<Due>(
    { measure: 'VOP', wage: '80.00' },
    { wage: '10.00', guidanceFixed: '20.00', regionUnknown: true },
    { wage: '10.00', guidanceFixed: '30.00' },
  ),
)
const names = Object.keys(WORKERS) as (keyof typeof WORKERS)[]
const declare = fc
  .record({
    sequence: fc.integer({ min: 1, max: 9 }),
    isFull: fc.boolean(),
    of: fc.array(due, { minLength: 3, maxLength: 3 }),
    spoken: fc.subarray(names.slice(0, 3)),
  })
  .map(({ sequence, isFull, of, spoken }) =>
    (isFull ? full : partial)(sequence, Object.fromEntries(spoken.map((name) => [name, of[names.indexOf(name)] ?? '0.00'])), {
      content: JSON.stringify([of, spoken]),
    }),
  )
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ declare, isHeld: fc.boolean() }),
  fc.record({ back: fc.array(fc.nat(20), { minLength: 1, maxLength: 2 }) }),
)

/** Every payment of these entries, in their order. */
const paymentsIn = (entries: readonly LedgerEntry[]): ReturnedPayment[] =>
  entries.flatMap(({ version }) =>
    MEASURES.flatMap((measure) => (instructedPayment(entries[version - 1], measure, '') ? [comesBack(entries, version, measure)] : [])),
  )

function after(entries: readonly LedgerEntry[], said: Step): LedgerEntry[] {
  if ('back' in said) {
    const payments = paymentsIn(entries)
    const chosen = new Map(
      said.back.flatMap((at) => payments[at % Math.max(payments.length, 1)] ?? []).map((each) => [each.paymentId, each]),
    )
    return chosen.size === 0 ? [...entries] : takeBack(entries, ...chosen.values())
  }
  const hold = refusalHold({ paymentId: idOf(1), measure: 'IMW', quarter: Q3, ...REFUSAL })
  const booking = { ...bookingOf({ ...said.declare, run: `run-${entries.length}` }), holds: said.isHeld ? holdingAll(hold) : {} }
  return [...entries, JSON.parse(JSON.stringify(bookDeclaration(entries, booking))) as LedgerEntry]
}

describe('whatever is declared and comes back, in whatever order', () => {
  const total = (amounts: readonly string[]): Cents => sumCents(amounts.map(centsOf))

  test('what is instructed is what was paid and claimed less what came back, line by line covered, nothing taken twice', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
        const entries = steps.reduce<LedgerEntry[]>(after, [])
        const lines = [...fold(entries).lines.values()].flatMap((worker) => [...worker.values()])
        const settlements = entries.map((entry, at) => settlementOf(entry, fold(entries.slice(0, at))))
        const back = entries.flatMap(({ returned = [] }) => returned)
        const sums = (of: 'payments' | 'claims'): Cents => total(settlements.flatMap((each) => each[of].map(({ amount }) => amount)))
        expect(new Set(back.map(({ paymentId }) => paymentId)).size).toBe(back.length)
        expect(sumCents(lines.map(({ instructed }) => instructed))).toBe(
          addCents(sums('payments'), sums('claims'), negateCents(total(back.map(({ amount }) => amount)))),
        )
        for (const { premium, instructed, held, holdCode } of lines) {
          expect(addCents(instructed, held)).toBe(premium)
          expect(held === NO_MONEY || holdCode !== null).toBe(true)
        }
        // What the entries change, one after the other, is what stands there in the end: the overview adds it up.
        const changes = entries.map((entry, at) => changesOf(fold(entries.slice(0, at)), entry))
        for (const measure of MEASURES) {
          const ofMeasure = lines.filter((line) => line.measure === measure)
          const due = ofMeasure.filter(({ premium }) => premium !== NO_MONEY)
          expect(sumCents(changes.map((change) => change[measure].held))).toBe(sumCents(ofMeasure.map(({ held }) => held)))
          expect(changes.reduce((workers, change) => workers + change[measure].workers, 0)).toBe(new Set(due.map(({ inss }) => inss)).size)
        }
        const gone = new Set(back.map(({ measure, version }) => `${measure} ${version}`))
        expect(lines.flatMap(({ measure, paidBy }) => paidBy.filter((version) => gone.has(`${measure} ${version}`)))).toEqual([])
      }),
      { numRuns: 200 },
    )
  })

  test('a payment that comes back, whenever: the same rights, and the same instructed once all is booked', () => {
    const stories = fc.tuple(fc.uniqueArray(declare, { selector: ({ sequence }) => sequence, minLength: 2, maxLength: 4 }), fc.nat(3))
    fc.assert(
      fc.property(stories, ([declarations, at]) => {
        const first = after([], { declare: full(0, { ANNA: '500.00' }), isHeld: false })
        const returning = takeBack(first, comesBack(first, 1))
        const tell = (entries: readonly LedgerEntry[], said: readonly Declared[]): LedgerEntry[] =>
          said.reduce((known, each) => after(known, { declare: each, isHeld: false }), [...entries])
        const before = tell(returning, declarations)
        const middle = tell(first, declarations.slice(0, at))
        const later = tell(takeBack(middle, comesBack(middle, 1)), declarations.slice(at))
        const rights = (entries: readonly LedgerEntry[]): string[] => balance(entries).map((line) => line.split(',')[0] ?? '')
        expect(rights(later).filter((line) => !line.endsWith('right 0.00'))).toEqual(
          rights(before).filter((line) => !line.endsWith('right 0.00')),
        )
      }),
      { numRuns: 150 },
    )
  })
})
