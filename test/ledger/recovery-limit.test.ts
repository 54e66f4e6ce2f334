// Understands when a FULL waits because of what it recovers from its account (RUN-003), on both sides of each limit, and which declaration waits on an account.
import { describe, expect, test } from 'vitest'
import { euroText, centsOf } from '../../shared/kernel/money.ts'
import { bookDeclaration } from '../../shared/ledger/booking.ts'
import type { LedgerEntry } from '../../shared/ledger/entry.ts'
import { ONE_NUMBER_EACH } from '../../shared/ledger/persons.ts'
import { waitingEntry, type RecoveryLimits } from '../../shared/ledger/recovery-limit.ts'
import { arrive, balance, bookingOf, full, instructed, partial, PAYEE, type Declared } from './account-story.ts'

/** Anna 600.00 and Bram 400.00: 1,000.00 is instructed. */
const paid = arrive(full(1, { ANNA: '600.00', BRAM: '400.00' }))
const limitsOf = (percentMax: number | null, euro: string | null): RecoveryLimits => ({
  percentMax,
  euroMax: euro === null ? null : centsOf(euro),
})

/** The entries with this declaration after them, under these limits. */
const under = (limits: RecoveryLimits, entries: readonly LedgerEntry[], declared: Declared): LedgerEntry[] => [
  ...entries,
  JSON.parse(JSON.stringify(bookDeclaration(entries, { ...bookingOf(declared), recoveryLimits: limits }))) as LedgerEntry,
]
const booked = (limits: RecoveryLimits, declared: Declared, entries = paid): string => {
  const { refusal } = under(limits, entries, declared).at(-1)!
  return refusal === null ? 'booked' : [refusal.code, ...(refusal.details ?? [])].join(' ')
}

describe('the share of what is instructed', () => {
  test.each([
    [40, '600.00', '0.00', 'booked'],
    [39, '600.00', '0.00', 'RUN-003 share'],
    [40, '599.99', '0.00', 'RUN-003 share'],
    [40, '600.00', '0.01', 'booked'],
    [100, '0.00', '0.00', 'booked'],
    [99, '0.00', '0.00', 'RUN-003 share'],
    [99, '0.00', '10.00', 'booked'],
    [99, '0.00', '9.99', 'RUN-003 share'],
    [0, '600.00', '400.00', 'booked'],
    [0, '599.99', '400.00', 'RUN-003 share'],
    [0, '700.00', '400.00', 'booked'],
  ] as const)('limit %i %%: Anna from 600.00 to %s and Bram from 400.00 to %s is %s', (percent, anna, bram, expected) => {
    expect(booked(limitsOf(percent, null), full(2, { ANNA: anna, BRAM: bram }))).toBe(expected)
  })
})

describe('the amount', () => {
  test.each([
    ['400.00', {}, 'RUN-003 amount'],
    ['1000.00', {}, 'booked'],
    ['999.99', {}, 'RUN-003 amount'],
    ['400.00', { ANNA: '600.00' }, 'booked'],
    ['399.99', { ANNA: '600.00' }, 'RUN-003 amount'],
    ['0.00', { ANNA: '600.00', BRAM: '400.00' }, 'booked'],
    ['0.00', { ANNA: '600.00', BRAM: '399.99' }, 'RUN-003 amount'],
  ] as const)('limit %s: %j is %s', (euro, due, expected) => {
    expect(booked(limitsOf(null, euro), full(2, due))).toBe(expected)
  })
})

test('both limits: either one is enough, and each that is passed is told', () => {
  const half = full(2, { ANNA: '500.00', BRAM: '400.00' })
  expect(booked(limitsOf(10, '100.00'), half)).toBe('booked')
  expect(booked(limitsOf(9, '100.00'), half)).toBe('RUN-003 share')
  expect(booked(limitsOf(10, '99.99'), half)).toBe('RUN-003 amount')
  expect(booked(limitsOf(9, '99.99'), half)).toBe('RUN-003 share amount')
  expect(booked(limitsOf(null, null), full(2, {}))).toBe('booked')
})

test('what it would recover counts, whatever it pays to others: nothing is netted', () => {
  expect(booked(limitsOf(39, null), full(2, { ANNA: '5000.00' }))).toBe('RUN-003 share')
})

test('what a hold keeps back counts too: it would go out without a second look when the hold is gone', () => {
  const onHold = { payee: { ...PAYEE, hold: true } }
  expect(booked(limitsOf(39, null), full(2, { ANNA: '5000.00' }, onHold))).toBe('RUN-003 share')
})

test('a PARTIAL does not wait: it names everyone from whom it recovers', () => {
  expect(booked(limitsOf(0, '0.00'), partial(2, { ANNA: '0.00', BRAM: '0.00' }))).toBe('booked')
})

test('a FULL that recovers from nobody absent does not count whom it cannot read', () => {
  expect(booked(limitsOf(0, '0.00'), full(2, { ANNA: '600.00' }, { refused: ['BRAM'] }))).toBe('booked')
  expect(booked(limitsOf(0, '0.00'), full(2, { ANNA: '600.00' }, { unnamed: true }))).toBe('booked')
})

test('a declaration that is refused anyway is refused for that', () => {
  expect(booked(limitsOf(0, null), full(1, {}, { content: 'other' }))).toBe('DCL-006')
  const newer = arrive(full(1, { ANNA: '600.00' }), full(5, { ANNA: '700.00' }))
  expect(booked(limitsOf(0, null), full(3, {}), newer)).toBe('DCL-005 older')
})

test('a first declaration recovers nothing, also with limits of zero', () => {
  expect(booked(limitsOf(0, '0.00'), full(1, { ANNA: '600.00' }), [])).toBe('booked')
})

test('the finding says what would be recovered from how many, and of what', () => {
  const { refusal } = under(limitsOf(20, '250.00'), paid, full(2, {})).at(-1)!
  expect(refusal).toMatchObject({
    code: 'RUN-003',
    parameters: { amount: '1000.00', workers: '2', instructed: '1000.00', percent: '20', limit: '250.00' },
    amountEffect: '-1000.00',
  })
})

type Step = Declared | { readonly released: Declared }

describe('which declaration waits', () => {
  const LIMIT = limitsOf(50, null)
  /** Each arrives under the limit, unless it is released. */
  const after = (...steps: readonly Step[]): LedgerEntry[] =>
    steps.reduce<LedgerEntry[]>(
      (entries, step) => ('released' in step ? under(limitsOf(null, null), entries, step.released) : under(LIMIT, entries, step)),
      [...paid],
    )
  const waits = (...steps: readonly Step[]): number | undefined => waitingEntry(after(...steps), ONE_NUMBER_EACH)?.statement.sequence
  const cutOff = full(2, { BRAM: '400.00' })

  test('one that nobody answered: its entry moves nothing', () => {
    expect(waits(cutOff)).toBe(2)
    expect(balance(after(cutOff))).toEqual(balance(paid))
  })

  test('none when it was released, and it is booked', () => {
    const entries = after(cutOff, { released: cutOff })
    expect(waitingEntry(entries, ONE_NUMBER_EACH)).toBeUndefined()
    expect(instructed(entries)).toBe('400.00')
  })

  test('none after a newer FULL, and still the same after a newer PARTIAL', () => {
    expect(waits(cutOff, full(3, { ANNA: '600.00', BRAM: '410.00' }))).toBeUndefined()
    expect(waits(cutOff, partial(3, { BRAM: '410.00' }))).toBe(2)
  })

  test('still one after a newer FULL that could not read a worker of whom it speaks', () => {
    expect(waits(cutOff, full(3, { BRAM: '410.00' }, { refused: ['ANNA'] }))).toBe(2)
  })

  test('none after a corrected declaration under the same number', () => {
    expect(waits(cutOff, full(2, { ANNA: '600.00', BRAM: '400.00' }, { content: 'corrected' }))).toBeUndefined()
  })

  test('of two the newest, in whatever order they came; none is lost when the other is answered', () => {
    const newest = full(3, { BRAM: '400.00' })
    expect([waits(cutOff, newest), waits(newest, cutOff)]).toEqual([3, 3])
    expect(waits(newest, cutOff, { released: cutOff })).toBe(3)
    expect(waits(cutOff, newest, { released: newest })).toBeUndefined()
  })

  test('the same declaration sent again waits once, and one release answers both', () => {
    expect(waits(cutOff, { ...cutOff, run: 'again' })).toBe(2)
    expect(waits(cutOff, { ...cutOff, run: 'again' }, { released: cutOff })).toBeUndefined()
  })

  test('released, and then sent again: booked without a second look, as nothing is recovered', () => {
    expect(after(cutOff, { released: cutOff }, { ...cutOff, run: 'again' }).map(({ refusal }) => refusal?.code)).toEqual([
      undefined,
      'RUN-003',
      undefined,
      undefined,
    ])
  })
})

test('sums stay sums: what was instructed before a recovery waits is instructed after it', () => {
  expect(instructed(under(limitsOf(0, null), paid, full(2, {})))).toBe(euroText(centsOf('1000.00')))
})
