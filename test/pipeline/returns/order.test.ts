// Understands reports of the bank in any order of arrival: what must hold whatever they say, and one end where they do not contradict each other.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { MemorySystem } from '../../support/memory-ports.ts'
import {
  ANNA,
  BAKERY,
  BRAM,
  declarationCsv,
  declared,
  GARAGE,
  grant,
  outputsOf,
  row,
  send,
  systemWith,
} from '../../support/pipeline-builders.ts'
import {
  answerAbout,
  booksOf,
  dropReturn,
  expectReturnsAccounted,
  paymentOf,
  reconciledLines,
  reconciliationOf,
  statusesOf,
  takenBack,
  totalsOf,
} from '../../support/return-builders.ts'

const PAYMENTS = [paymentOf(BAKERY, 1), paymentOf(GARAGE, 1)] as const
const STATUSES = ['PDNG', 'ACCP', 'ACSP', 'ACSC', 'RJCT'] as const
type Status = (typeof STATUSES)[number]

/** What a report says of the payments, and the hour at which the bank made it. */
interface Report {
  readonly hour: number
  readonly listed: readonly { readonly paymentId: string; readonly status: Status; readonly reason: string }[]
}

/** 2,000.00 to the bakery and 1,600.00 to the garage. */
const paid = (async (): Promise<{ system: MemorySystem; run: string }> => {
  const system = await systemWith([grant(BAKERY, ANNA), grant(GARAGE, BRAM)])
  const run = send(
    system,
    'paid',
    declarationCsv(declared(BAKERY, 'FULL', 1, [row(ANNA, '5000.00')]), declared(GARAGE, 'FULL', 1, [row(BRAM, '4000.00')])),
  )
  await system.run()
  return { system, run }
})()

/** One after the other; all together, stage by stage; or together, and handled in another order than they were received. */
const WAYS = ['alone', 'together', 'reversed'] as const

/** Everything of these reports is done; gives the system and their runs. */
async function after(reports: readonly Report[], way: (typeof WAYS)[number]): Promise<{ system: MemorySystem; run: string; of: string[] }> {
  const { system: before, run } = await paid
  const system = before.copy()
  const of: string[] = []
  for (const [at, { hour, listed }] of reports.entries()) {
    const createdAt = `2025-08-04T0${hour}:00:00Z`
    of.push(dropReturn(system, answerAbout(run, { createdAt, messageId: `BANK-${at}`, listed }), undefined, `order-${at}.xml`))
    if (way === 'alone') await system.run()
  }
  for (const stage of ['returns', 'compute'] as const) {
    if (way === 'reversed') system.queue = system.queue.toReversed()
    await system.run({ stages: [stage] })
  }
  await system.run()
  return { system, run, of }
}

const said = (paymentId: string, status: Status, reason = 'AC04'): Report['listed'][number] => ({ paymentId, status, reason })
const anyReport: fc.Arbitrary<Report> = fc.record({
  hour: fc.integer({ min: 1, max: 5 }),
  listed: fc
    .tuple(...PAYMENTS.map(() => fc.option(fc.tuple(fc.constantFrom(...STATUSES, 'RJCT' as const), fc.constantFrom('AC04', 'AM04')))))
    .map((each) => each.flatMap((about, at) => (about ? [said(PAYMENTS[at] ?? '', ...about)] : []))),
})

/** Codes that a report was answered with about a payment. */
const answersAbout = (system: MemorySystem, report: string, paymentId: string): string[] =>
  (JSON.parse(system.objects.text('reports', `${report}/exceptions.json`) ?? '[]') as { code: string; message_en: string }[])
    .filter(({ message_en }) => message_en.includes(paymentId))
    .map(({ code }) => code)

describe('reports of any content', () => {
  test('take no payment back twice and lose none; every refusal has one answer; what is instructed and held is what is due', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyReport, { maxLength: 4 }), fc.constantFrom(...WAYS), async (reports, way) => {
        const { system, run, of } = await after(reports, way)
        await expectReturnsAccounted(system)
        const { instructed, held } = booksOf(system)
        expect(Number(instructed) + Number(held)).toBe(3600)
        for (const paymentId of PAYMENTS) {
          const answers = reports.flatMap(({ listed }, at) =>
            listed.some((each) => each.paymentId === paymentId && each.status === 'RJCT')
              ? [answersAbout(system, of[at] ?? '', paymentId)]
              : [],
          )
          for (const codes of answers) expect([['PAY-006'], ['RET-006'], ['RET-004']]).toContainEqual(codes)
          const isTaken = takenBack(system).includes(paymentId)
          expect(answers.filter(([code]) => code === 'PAY-006').length).toBe(isTaken ? 1 : 0)
        }
        expect(reconciliationOf(system, run).answers).toBe(reports.length)
      }),
      { numRuns: 30 },
    )
  })
})

/** What the bank says of one payment in the course of time: ever further, to settled or refused at last. */
const course = (paymentId: string): fc.Arbitrary<readonly Report[]> =>
  fc
    .tuple(fc.subarray(['PDNG', 'ACCP', 'ACSP'] as const), fc.constantFrom('ACSC', 'RJCT', undefined))
    .map(([statuses, last]) =>
      [...statuses, ...(last ? [last] : [])].map((status, at) => ({ hour: at + 1, listed: [said(paymentId, status)] })),
    )

describe('reports that do not contradict each other', () => {
  test('end the same in whatever order they come, one after the other or at once, and once more', async () => {
    const stories = fc.tuple(...PAYMENTS.map(course)).chain((courses) => {
      const reports = courses.flat()
      const orders = fc.shuffledSubarray([...reports], { minLength: reports.length })
      return fc.tuple(fc.constant(courses), orders, fc.constantFrom(...WAYS), fc.subarray(reports, { maxLength: 1 }))
    })
    await fc.assert(
      fc.asyncProperty(stories, async ([courses, order, way, again]) => {
        const { system, run, of } = await after([...order, ...again], way)
        await expectReturnsAccounted(system)
        const last = courses.map((each) => each.at(-1)?.listed[0]?.status ?? 'OPEN')
        expect(statusesOf(system, run).map(([, status]) => status)).toEqual(last)
        expect(reconciliationOf(system, run)).toMatchObject({ agrees: true, differences: [] })
        expect(takenBack(system)).toEqual(PAYMENTS.filter((_, at) => last[at] === 'RJCT'))
        const codes = of.flatMap((report) => outputsOf(system, report).exceptions)
        expect(codes).not.toContain('RET-004')
      }),
      { numRuns: 25 },
    )
  })
})

test('the history of a payment keeps everything that was said, in the order in which it was received', async () => {
  const [bakery] = PAYMENTS
  const { system, run } = await after(
    [
      { hour: 2, listed: [said(bakery, 'ACSP')] },
      { hour: 1, listed: [said(bakery, 'ACCP')] },
      { hour: 3, listed: [said(bakery, 'ACSC')] },
    ],
    'reversed',
  )
  expect(reconciledLines(system, run)[0]).toMatchObject({
    status: 'ACSC',
    history: '2025-08-04T02:00:00.000Z ACSP / 2025-08-04T01:00:00.000Z ACCP / 2025-08-04T03:00:00.000Z ACSC',
  })
  expect(totalsOf(system, run)).toEqual(['instructed 2 3600.00', 'settled 1 2000.00', 'open 1 1600.00'])
})
