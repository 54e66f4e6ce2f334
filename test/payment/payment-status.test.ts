// Checks what a report says of one payment, level by level, and the whole table of what the next report does to what is known.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { StatusReason, StatusReport } from '../../shared/payment/pain002.ts'
import {
  currentStatus,
  follow,
  statusReader,
  type BankStatus,
  type Following,
  type ReportedStatus,
  type StatusEvent,
} from '../../shared/payment/payment-status.ts'

const why = (...codes: readonly string[]): readonly StatusReason[] => codes.map((code) => ({ code, text: '' }))

interface Levels {
  readonly group?: string | null
  readonly block?: string | null
  /** Undefined: the payment is not listed. */
  readonly own?: string | null | undefined
  readonly groupWhy?: readonly string[]
  readonly blockWhy?: readonly string[]
  readonly ownWhy?: readonly string[]
}

const REPORT: StatusReport = {
  messageId: 'BANK-1',
  createdAt: '2025-08-04T09:00:00.000Z',
  originalMessageId: 'MESSAGE-1',
  originalCount: null,
  originalSum: null,
  groupStatus: null,
  groupReasons: [],
  paymentInformations: [],
}

/** A report that says this of payment P of payment information B, and of others that all is well. */
const report = ({ group = null, block = null, own, groupWhy = [], blockWhy = [], ownWhy = [] }: Levels): StatusReport => ({
  ...REPORT,
  groupStatus: group,
  groupReasons: why(...groupWhy),
  paymentInformations: [
    { id: 'A', status: 'ACSC', reasons: why('NARR'), transactions: [{ paymentId: 'Q', status: 'ACSC', reasons: [] }] },
    {
      id: 'B',
      status: block,
      reasons: why(...blockWhy),
      transactions: [
        { paymentId: 'R', status: 'ACSC', reasons: [] },
        ...(own === undefined ? [] : [{ paymentId: 'P', status: own, reasons: why(...ownWhy) }]),
      ],
    },
  ],
})
const of = (given: StatusReport): ReportedStatus | undefined => statusReader(given)({ paymentId: 'P', paymentInformationId: 'B' })

/** In short: `RJCT by group`, `? PART`, `no news`. */
function inShort(said: ReportedStatus | undefined): string {
  if (!said) return 'no news'
  return 'unknownStatus' in said ? `? ${said.unknownStatus}` : `${said.status} by ${said.level}`
}

describe('a report says of a payment', () => {
  it.each<[string, Levels, string]>([
    ['nothing', {}, 'no news'],
    ['its own status', { own: 'ACSC' }, 'ACSC by transaction'],
    ['its own status, under any other', { group: 'PART', block: 'ACCP', own: 'RJCT' }, 'RJCT by transaction'],
    ['its own status, in a payment information that is pending', { block: 'PDNG', own: 'ACSP' }, 'ACSP by transaction'],
    ['refused with the group', { group: 'RJCT' }, 'RJCT by group'],
    ['refused with the group, that of its own and listed too', { group: 'RJCT', block: 'RJCT', own: 'RJCT' }, 'RJCT by group'],
    ['refused with its payment information', { group: 'PART', block: 'RJCT' }, 'RJCT by payment-information'],
    ['refused with its payment information, listed or not', { block: 'RJCT', own: 'RJCT' }, 'RJCT by payment-information'],
    ['refused with it, listed without a status', { block: 'RJCT', own: null }, 'RJCT by payment-information'],
    ['not listed, as its payment information is', { group: 'PART', block: 'ACSP' }, 'ACSP by payment-information'],
    ['not listed, as its pending payment information is', { group: 'ACCP', block: 'PDNG' }, 'PDNG by payment-information'],
    ['not listed in one that is accepted in part', { group: 'PART', block: 'PART' }, 'ACCP by payment-information'],
    ['not listed, as the group is', { group: 'ACSC' }, 'ACSC by group'],
    ['not listed in a pending group', { group: 'PDNG' }, 'PDNG by group'],
    ['not listed in a group that is accepted in part', { group: 'PART' }, 'ACCP by group'],
    ['listed without a status, as its payment information is', { block: 'ACCP', own: null }, 'ACCP by payment-information'],
    ['listed without a status where a part is accepted: which one it is in is not said', { block: 'PART', own: null }, '? PART'],
    ['a status that does not exist for a payment', { own: 'PART' }, '? PART'],
    ['a status that is not known', { group: 'ACCP', own: 'XXXX' }, '? XXXX'],
    ['a status not known of the group', { group: 'RVCM' }, '? RVCM'],
    ['its own status in a group of which the status is not known', { group: 'RVCM', own: 'ACCP' }, 'ACCP by transaction'],
    ['the name of a property of every object', { own: 'constructor' }, '? constructor'],
    ['settled, in a refused group: a contradiction', { group: 'RJCT', own: 'ACSC' }, '? RJCT/ACSC'],
    ['pending, in a refused payment information: a contradiction', { block: 'RJCT', own: 'PDNG' }, '? RJCT/PDNG'],
    ['accepted payment information, in a refused group: a contradiction', { group: 'RJCT', block: 'ACCP' }, '? RJCT/ACCP'],
  ])('%s', (_, levels, expected) => {
    expect(inShort(of(report(levels)))).toBe(expected)
  })

  it.each<[string, BankStatus]>([
    ['RCVD', 'PDNG'],
    ['PDNG', 'PDNG'],
    ['PATC', 'PDNG'],
    ['ACTC', 'ACCP'],
    ['ACCP', 'ACCP'],
    ['ACFC', 'ACCP'],
    ['ACWC', 'ACCP'],
    ['ACWP', 'ACCP'],
    ['ACSP', 'ACSP'],
    ['ACSC', 'ACSC'],
    ['ACCC', 'ACSC'],
    ['RJCT', 'RJCT'],
    ['CANC', 'RJCT'],
  ])('%s of ISO 20022 as %s', (code, status) => {
    expect(of(report({ own: code }))).toMatchObject({ status })
  })

  it('a group that is cancelled, with payments that are refused, as refused', () => {
    expect(inShort(of(report({ group: 'CANC', own: 'RJCT' })))).toBe('RJCT by group')
  })

  it.each<[string, Levels, readonly string[]]>([
    [
      'that of the level that decided',
      { group: 'PART', groupWhy: ['G'], block: 'PART', blockWhy: ['B'], own: 'RJCT', ownWhy: ['O', 'P'] },
      ['O', 'P'],
    ],
    ['without one, that of the level above', { groupWhy: ['G'], blockWhy: ['B'], own: 'RJCT' }, ['B']],
    ['without one there either, that of the group', { groupWhy: ['G'], own: 'RJCT' }, ['G']],
    ['of a refused group', { group: 'RJCT', groupWhy: ['G'], own: 'RJCT', ownWhy: ['O'] }, ['G']],
    ['of a refused group that gives none, the nearest below', { group: 'RJCT', blockWhy: ['B'], ownWhy: ['O'], own: 'RJCT' }, ['B']],
    ['none', { own: 'RJCT' }, []],
  ])('as the reason %s', (_, levels, expected) => {
    expect(of(report(levels))).toMatchObject({ reasons: why(...expected) })
  })

  it('nothing of a payment of another file, and never what it says of another payment', () => {
    const reader = statusReader(report({ own: 'RJCT' }))
    expect(reader({ paymentId: 'X', paymentInformationId: 'X' })).toBeUndefined()
    expect(reader({ paymentId: 'Q', paymentInformationId: 'A' })).toMatchObject({ status: 'ACSC', reasons: why('NARR') })
  })

  describe('that is listed, or whose payment information is, more than once', () => {
    const twice = (first: Levels, second: Levels): StatusReport => ({
      ...REPORT,
      paymentInformations: [...report(first).paymentInformations, ...report(second).paymentInformations],
    })

    it.each<[string, Levels, Levels, string]>([
      ['the same', { own: 'RJCT' }, { own: 'RJCT' }, 'RJCT by transaction'],
      ['once with a status', { own: null }, { own: 'RJCT' }, 'RJCT by transaction'],
      ['a payment in two ways: a contradiction', { own: 'RJCT' }, { own: 'ACSC' }, '? RJCT/ACSC'],
      ['a payment information in two ways', { block: 'RJCT' }, { block: 'PART' }, '? RJCT/PART'],
      ['a block for each payment', { block: 'PART', own: 'ACSP' }, { block: 'PART' }, 'ACSP by transaction'],
    ])('%s', (_, first, second, expected) => {
      expect(inShort(of(twice(first, second)))).toBe(expected)
    })

    it('every reason counts once', () => {
      const given = twice({ own: 'RJCT', ownWhy: ['AC04'] }, { own: 'RJCT', ownWhy: ['AC04', 'NARR'] })
      expect(of(given)).toMatchObject({ reasons: why('AC04', 'NARR') })
    })
  })

  it('looks through the report once, however many payments are asked for', () => {
    let looked = 0
    const all = Array.from({ length: 1000 }, (_, at) => ({ paymentId: `P${at}`, status: 'ACSC', reasons: [] }))
    const paymentInformations = [{ id: 'B', status: null, reasons: [], transactions: all }]
    const reader = statusReader({
      ...REPORT,
      get paymentInformations() {
        looked += 1
        return paymentInformations
      },
    })
    const before = looked
    expect(all.map(({ paymentId }) => inShort(reader({ paymentId, paymentInformationId: 'B' })))).toEqual(
      all.map(() => 'ACSC by transaction'),
    )
    expect(looked).toBe(before)
  })
})

/** An event of these tests: a status and the hour of the day at which the bank made the report. */
type Told = `${BankStatus}@${number}`
const event = (told: Told): StatusEvent => {
  const [status, hour = ''] = told.split('@')
  return { status: status as BankStatus, reasons: [], level: 'transaction', at: `2025-08-04T0${hour}:00:00.000Z`, report: told }
}
const events = (...told: readonly Told[]): StatusEvent[] => told.map(event)

describe('the next report of a payment', () => {
  const [A, R, O, C] = ['advances', 'repeats', 'older', 'contradicts'] as const
  const STATUSES = ['PDNG', 'ACCP', 'ACSP', 'ACSC', 'RJCT'] as const

  /** What is known, made at 5; then what the next one does that was made before, at the same time, after. */
  it.each<[BankStatus, BankStatus, readonly [before: Following, same: Following, after: Following]]>([
    ['PDNG', 'PDNG', [R, R, R]],
    ['PDNG', 'ACCP', [O, A, A]],
    ['PDNG', 'ACSP', [O, A, A]],
    ['PDNG', 'ACSC', [A, A, A]],
    ['PDNG', 'RJCT', [C, A, A]],
    ['ACCP', 'PDNG', [O, O, O]],
    ['ACCP', 'ACCP', [R, R, R]],
    ['ACCP', 'ACSP', [O, A, A]],
    ['ACCP', 'ACSC', [A, A, A]],
    ['ACCP', 'RJCT', [C, A, A]],
    ['ACSP', 'PDNG', [O, O, O]],
    ['ACSP', 'ACCP', [O, O, O]],
    ['ACSP', 'ACSP', [R, R, R]],
    ['ACSP', 'ACSC', [A, A, A]],
    ['ACSP', 'RJCT', [C, A, A]],
    ['ACSC', 'PDNG', [O, O, O]],
    ['ACSC', 'ACCP', [O, O, O]],
    ['ACSC', 'ACSP', [O, O, O]],
    ['ACSC', 'ACSC', [R, R, R]],
    ['ACSC', 'RJCT', [C, C, C]],
    ['RJCT', 'PDNG', [O, O, C]],
    ['RJCT', 'ACCP', [O, O, C]],
    ['RJCT', 'ACSP', [O, O, C]],
    ['RJCT', 'ACSC', [C, C, C]],
    ['RJCT', 'RJCT', [R, R, R]],
  ])('%s is known, %s comes: %j before, at the same instant, after', (known, next, expected) => {
    const answers = ([4, 5, 6] as const).map((hour) => follow(events(`${known}@5`), event(`${next}@${hour}`)))
    expect(answers).toEqual(expected)
  })

  it.each(STATUSES)('%s as the first one advances', (status) => {
    expect(currentStatus([])).toBe('OPEN')
    expect(follow([], event(`${status}@5`))).toBe('advances')
    expect(currentStatus(events(`${status}@5`))).toBe(status)
  })

  it.each<[string, readonly Told[], BankStatus]>([
    ['the usual way', ['PDNG@1', 'ACCP@2', 'ACSP@3', 'ACSC@4'], 'ACSC'],
    ['refused after it was accepted', ['ACCP@2', 'RJCT@3'], 'RJCT'],
    ['reports that arrive in reverse', ['ACSC@4', 'ACSP@3', 'ACCP@2', 'PDNG@1'], 'ACSC'],
    ['a refusal after it was settled', ['ACSC@4', 'RJCT@5'], 'ACSC'],
    ['settled after it was refused', ['RJCT@5', 'ACSC@4', 'ACSC@6'], 'RJCT'],
    ['accepted after it was refused', ['RJCT@5', 'ACCP@6', 'ACSP@7'], 'RJCT'],
    ['an older one counts for the instant of what is known only when it advances', ['ACCP@5', 'PDNG@7', 'ACSP@6'], 'ACSP'],
    ['refused before it was last said to be alive', ['ACCP@2', 'ACCP@6', 'RJCT@5'], 'ACCP'],
  ])('%s', (_, told, expected) => {
    expect(currentStatus(events(...told))).toBe(expected)
  })

  it('compares instants, however they are written', () => {
    const known = [{ ...event('ACCP@5'), at: '2025-08-04T05:00:00Z' }]
    expect(follow(known, { ...event('ACSP@5'), at: '2025-08-04T06:59:59+02:00' })).toBe('older')
    expect(follow(known, { ...event('ACSP@5'), at: '2025-08-04T07:00:00.000+02:00' })).toBe('advances')
  })

  const someEvents = fc.array(
    fc.tuple(fc.constantFrom(...STATUSES), fc.integer({ min: 1, max: 9 })).map(([status, hour]) => event(`${status}@${hour}`)),
    { maxLength: 6 },
  )

  it('only one that advances changes the status, to its own', () => {
    fc.assert(
      fc.property(someEvents, someEvents, (known, [next = event('PDNG@5')]) => {
        const before = currentStatus(known)
        expect(currentStatus([...known, next])).toBe(follow(known, next) === 'advances' ? next.status : before)
      }),
      { seed: 5, numRuns: 300 },
    )
  })

  it('a final status never changes any more, and settled meets refused as a contradiction only', () => {
    fc.assert(
      fc.property(someEvents, someEvents, (known, later) => {
        const status = currentStatus(known)
        fc.pre(status === 'ACSC' || status === 'RJCT')
        expect(currentStatus([...known, ...later])).toBe(status)
        const other = status === 'ACSC' ? 'RJCT' : 'ACSC'
        for (const hour of [1, 9]) expect(follow([...known, ...later], event(`${other}@${hour}`))).toBe('contradicts')
      }),
      { seed: 6, numRuns: 300 },
    )
  })

  it('two reports contradict each other whichever comes first, a refusal being one of them', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('PDNG', 'ACCP', 'ACSP', 'ACSC'),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        (status, a, b) => {
          const [alive, refused] = [event(`${status}@${a}`), event(`RJCT@${b}`)]
          expect(follow([alive], refused) === 'contradicts').toBe(follow([refused], alive) === 'contradicts')
        },
      ),
      { seed: 7, numRuns: 200 },
    )
  })
})
