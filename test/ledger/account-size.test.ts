// Understands how large an account may be: 10,000 lines with an amount (DCL-009), and an entry of that size in one DynamoDB item.
import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { cents } from '../../shared/kernel/money.ts'
import { fold } from '../../shared/ledger/account.ts'
import { bookDeclaration, type Booking } from '../../shared/ledger/booking.ts'
import type { DueLine } from '../../shared/ledger/differences.ts'
import { inssOf } from '../support/pipeline-builders.ts'
import { arrive, bookingOf, full, partial, type Declared } from './account-story.ts'

const refusalAfter = (entries: ReturnType<typeof arrive>, declared: Declared, linesMax: number): string | undefined =>
  bookDeclaration(entries, bookingOf(declared), linesMax).refusal?.code

describe('DCL-009: lines whose right or instructed amount is not 0', () => {
  test.each([
    [3, undefined],
    [2, 'DCL-009'],
  ])('three lines with a limit of %i: %s', (limit, code) => {
    expect(refusalAfter([], full(1, { ANNA: { wage: '1.00', guidanceFixed: '1.00' }, BRAM: '1.00' }), limit)).toBe(code)
  })

  test('the refusal says how many, and the account stays as it was', () => {
    const entries = arrive(full(1, { ANNA: '1.00' }))
    const entry = bookDeclaration(entries, bookingOf(full(2, { ANNA: '2.00', BRAM: '3.00' })), 1)
    expect(entry.refusal).toMatchObject({ code: 'DCL-009', parameters: { lines: '2', limit: '1' } })
    expect(entry.lines).toEqual([])
    expect(fold([...entries, entry]).lines).toEqual(fold(entries).lines)
  })

  test('lines of other workers count too: a PARTIAL can be the one too many', () => {
    expect(refusalAfter(arrive(full(1, { ANNA: '1.00', BRAM: '1.00' })), partial(2, { CEM: '1.00' }), 2)).toBe('DCL-009')
  })

  test('lines that this declaration brings to zero count, so that its entry is never larger', () => {
    expect(refusalAfter(arrive(full(1, { ANNA: '1.00', BRAM: '1.00' })), full(2, { CEM: '1.00', DORA: '1.00' }), 3)).toBe('DCL-009')
  })

  test('lines that an earlier declaration brought to zero do not', () => {
    expect(
      refusalAfter(arrive(full(1, { ANNA: '1.00', BRAM: '1.00' }), full(2, {})), full(3, { CEM: '1.00', DORA: '1.00' }), 2),
    ).toBeUndefined()
  })

  test('lines of 0.00 do not', () => {
    expect(refusalAfter([], full(1, { ANNA: '1.00', BRAM: '0.00', CEM: [] }), 1)).toBeUndefined()
  })

  test('lines that are only held do', () => {
    expect(refusalAfter([], full(1, { ANNA: '1.00', BRAM: '2.00' }, { payee: undefined }), 1)).toBe('DCL-009')
  })
})

/** Numbers of the size and spread of real ones, from a hash: nothing that gzip could guess. */
const spread = (n: number, below: number): number =>
  Number.parseInt(createHash('sha256').update(String(n)).digest('hex').slice(0, 12), 16) % below
/** As many different workers as the largest test needs, in no order. */
const workers = [...new Set(Array.from({ length: 50_500 }, (_, n) => spread(n, 8_000_000)))].map(inssOf)
const worker = (n: number): DueLine['inss'] => workers[n]!

function large(count: number, kind: 'FULL' | 'PARTIAL', extras: Partial<Booking['statement']> = {}): Booking {
  const due = new Map(
    Array.from({ length: count }, (_, n): [DueLine['inss'], DueLine[]] => [
      worker(n),
      [
        {
          inss: worker(n),
          entitlementId: `IMW-${2023 + spread(n, 3)}-${String(spread(n + 100_000, 10_000_000)).padStart(7, '0')}`,
          measure: 'IMW',
          component: 'WAGE_PREMIUM',
          premium: cents(BigInt(20_000 + spread(n, 450_000))),
          regionUnknown: false,
        },
      ],
    ]),
  )
  const booking = bookingOf(full(1, {}))
  return {
    ...booking,
    runId: 'run-0123456789abcdef01234567',
    due,
    statement: { ...booking.statement, kind, speaksOfAll: kind === 'FULL', listed: [...due.keys()], ...extras },
  }
}
const bytesOf = (booking: Booking): number => gzipSync(JSON.stringify(bookDeclaration([], booking))).length

describe('an entry of 10,000 lines', () => {
  const ENTRY_BYTES_MAX = 390_000

  test('10,000 lines are booked, 10,001 are not', () => {
    expect(bookDeclaration([], large(10_000, 'FULL')).refusal).toBeNull()
    expect(bookDeclaration([], large(10_001, 'FULL')).refusal).toMatchObject({
      code: 'DCL-009',
      parameters: { lines: '10001', limit: '10000' },
    })
  })

  test.each([
    ['a FULL', 'FULL', {}],
    ['a PARTIAL, which names its workers', 'PARTIAL', {}],
    ['a FULL with rows of nobody, which names its workers', 'FULL', { speaksOfAll: false }],
  ] as const)('%s stays below 390,000 bytes', (_, kind, extras) => {
    expect(bytesOf(large(10_000, kind, extras))).toBeLessThan(ENTRY_BYTES_MAX)
  })

  test('a correction that recovers 5,000 workers and pays 5,000 others stays below 390,000 bytes', () => {
    const first = bookDeclaration([], large(5_000, 'FULL'))
    const { due } = large(10_000, 'FULL')
    const others = new Map([...due].slice(5_000))
    const booking = { ...large(0, 'FULL', { sequence: 2, digest: 'second', listed: [...others.keys()] }), due: others }
    const second = bookDeclaration([first], booking)
    expect(second.refusal).toBeNull()
    expect(second.lines).toHaveLength(10_000)
    expect(gzipSync(JSON.stringify(second)).length).toBeLessThan(ENTRY_BYTES_MAX)
  })

  test('DCL-009 also far above the limit: 150,000 lines are refused with a code, not with a fault', () => {
    expect(bookDeclaration([], large(150_000, 'FULL')).refusal).toMatchObject({ code: 'DCL-009' })
  })
})
