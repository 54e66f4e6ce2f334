// Understands a claim as the team that collects it gets it: reference, reasons, workers, quarter, the payments that are taken back, and whether it is collected.
import { afterEach, describe, expect, test } from 'vitest'
import { centsOf } from '../../../shared/kernel/money.ts'
import { reportRow } from '../../../shared/exceptions/report.ts'
import { claimLine, withClaimLimit, type ClaimLine } from '../../../shared/pipeline/reports/claim-line.ts'
import { outputKey, REPORT_FILES } from '../../../shared/pipeline/layout.ts'
import type { MemorySystem } from '../../support/memory-ports.ts'
import {
  ANNA,
  BAKERY,
  BRAM,
  CEM,
  entitlementsCsv,
  grant,
  outputsOf,
  row,
  send as sendAs,
  systemWith,
  type Grant,
} from '../../support/pipeline-builders.ts'
import { dryRun, full, learn, partial } from '../../support/recompute-builders.ts'
import { EVERY_RUN, told, withSettings } from '../../support/release-builders.ts'
import { answer, expectReturnsAccounted, paymentOf, refused, VOP } from '../../support/return-builders.ts'
import { outcomesOf } from './statement/outcomes.ts'

const systems: MemorySystem[] = []
afterEach(async () => {
  for (const system of systems.splice(0)) await expectReturnsAccounted(system)
})
let files = 0
async function send(system: MemorySystem, text: string): Promise<string> {
  const run = sendAs(system, `claims-${(files += 1)}`, text)
  await system.run()
  return run
}
/** Anna 2,000.00 and Bram 1,600.00 in one payment. */
async function paid(...grants: readonly Grant[]): Promise<{ system: MemorySystem; run: string }> {
  const system = await systemWith(grants.length > 0 ? grants : [ANNA, BRAM, CEM].map((inss) => grant(BAKERY, inss)))
  systems.push(system)
  return { system, run: await send(system, full(1, row(ANNA, '5000.00'), row(BRAM, '4000.00'))) }
}
const claimsOf = (system: MemorySystem, run: string): ClaimLine[] => outputsOf(system, run).claims as unknown as ClaimLine[]
const reasons = (system: MemorySystem, run: string): string[] =>
  claimsOf(system, run).flatMap((claim) => claim.reasons.map(({ code, workers }) => `${code} ${workers}`))

test('a claim as a line of claims.jsonl', async () => {
  const { system } = await paid()
  const run = await send(system, full(2, row(ANNA, '4000.00'), row(BRAM, '4000.00')))
  expect(claimsOf(system, run)).toEqual([
    {
      paymentId: paymentOf(BAKERY, 2),
      runId: run,
      employerNumber: BAKERY,
      payeeName: `Employer ${BAKERY}`,
      iban: 'BE68539007547034',
      measure: 'IMW',
      quarter: '2024Q3',
      amount: '-400.00',
      currency: 'EUR',
      remittance: `IMW 2024Q3 1 werknemer ${paymentOf(BAKERY, 2)}`,
      lines: [
        {
          inss: ANNA,
          entitlementId: `IMW-${BAKERY}-${ANNA}`,
          component: 'WAGE_PREMIUM',
          premium: '1600.00',
          previouslyInstructed: '2000.00',
          amount: '-400.00',
        },
      ],
      originalPayments: [paymentOf(BAKERY, 1)],
      reference: paymentOf(BAKERY, 2),
      collection: 'COLLECT',
      reasons: [
        {
          code: 'LOWER',
          workers: 1,
          nl: 'De verbeterde aangifte geeft een lagere premie',
          en: 'The corrected declaration gives a lower premium',
        },
      ],
      workers: 1,
    },
  ])
  expect(told(system, run).filter((each) => each.startsWith('PAY-005'))).toEqual([
    `PAY-005: For IMW in 2024Q3 the recovery from employer ${BAKERY} is larger than the payment. A claim of 400.00 euros remains. Nothing is paid.`,
  ])
})

describe('why it is claimed, by number of workers', () => {
  test.each<[string, string, readonly string[]]>([
    ['lower for both', full(2, row(ANNA, '1000.00'), row(BRAM, '1000.00')), ['LOWER 2']],
    ['one lower, one not declared any more', full(2, row(ANNA, '1000.00')), ['LOWER 1', 'NOT-DECLARED 1']],
    ['nobody of them declared any more', full(2, row(CEM, '0.00')), ['NOT-DECLARED 2']],
    ['one higher, one lower by more', full(2, row(ANNA, '5500.00'), row(BRAM, '1000.00')), ['LOWER 1']],
    ['one that is new set off against it', full(2, row(ANNA, '5000.00'), row(CEM, '1000.00')), ['NOT-DECLARED 1']],
    ['a PARTIAL that gives less', partial(2, row(BRAM, '1000.00')), ['LOWER 1']],
  ])('%s', async (_, text, expected) => {
    const { system } = await paid()
    expect(reasons(system, await send(system, text))).toEqual(expected)
  })

  test('a grant that is revoked: the code that refuses the worker, told in both languages', async () => {
    const { system } = await paid()
    const late = await learn(system, 'entitlements', entitlementsCsv(grant(BAKERY, BRAM, { end_quarter: '2024Q2' })))
    const [claim] = claimsOf(system, late.run)
    expect(claim?.reasons.map(({ code, workers }) => `${code} ${workers}`)).toEqual(['ENT-002 1'])
    for (const { nl, en } of claim?.reasons ?? []) expect([nl.length > 4, en.length > 4, nl === en]).toEqual([true, true, false])
  })

  test('a grant that gives less: computed again', async () => {
    const { system } = await paid(grant(BAKERY, ANNA), grant(BAKERY, BRAM, { package: 'IMW_5Y_INCREASED' }))
    const late = await learn(system, 'entitlements', entitlementsCsv(grant(BAKERY, BRAM)))
    expect(reasons(system, late.run)).toEqual(['COMPUTED-AGAIN 1'])
  })

  test('each measure has its own claim, reference and reasons', async () => {
    const { system } = await paid(grant(BAKERY, ANNA), grant(BAKERY, BRAM, VOP))
    const run = await send(system, full(2, row(ANNA, '1000.00')))
    expect(claimsOf(system, run).map(({ measure, reference, amount, workers }) => `${measure} ${reference} ${amount} ${workers}`)).toEqual([
      `VOP ${paymentOf(BAKERY, 2, 'VOP')} -800.00 1`,
      `IMW ${paymentOf(BAKERY, 2)} -1600.00 1`,
    ])
    expect(reasons(system, run)).toEqual(['NOT-DECLARED 1', 'LOWER 1'])
  })
})

describe('the payments that are taken back', () => {
  test('all that carried the lines, in their order; a claim in between carried nothing', async () => {
    const { system } = await paid()
    await send(system, full(2, row(ANNA, '6000.00'), row(BRAM, '4000.00')))
    await send(system, full(3, row(ANNA, '5500.00'), row(BRAM, '4000.00')))
    await send(system, full(4, row(ANNA, '5500.00'), row(BRAM, '4500.00')))
    const run = await send(system, full(5, row(ANNA, '1000.00'), row(BRAM, '4500.00')))
    expect(claimsOf(system, run)[0]?.originalPayments).toEqual([paymentOf(BAKERY, 1), paymentOf(BAKERY, 2)])
  })

  test('never one that the bank refused; the one that replaced it instead', async () => {
    const { system, run } = await paid()
    await answer(system, run, { groupStatus: 'RJCT' })
    system.upload('release/again.csv', `release;${BAKERY};;\n`)
    await system.run()
    const lower = await send(system, full(2, row(ANNA, '1000.00'), row(BRAM, '4000.00')))
    expect(claimsOf(system, lower)[0]?.originalPayments).toEqual([paymentOf(BAKERY, 3)])
  })

  test('a refused one leaves those before it', async () => {
    const { system } = await paid()
    const more = await send(system, full(2, row(ANNA, '6000.00'), row(BRAM, '4000.00')))
    await answer(system, more, { listed: refused('AC04', paymentOf(BAKERY, 2)) })
    const lower = await send(system, full(3, row(ANNA, '1000.00'), row(BRAM, '4000.00')))
    expect(claimsOf(system, lower)).toMatchObject([{ amount: '-1600.00', originalPayments: [paymentOf(BAKERY, 1)] }])
  })
})

describe('a claim that is not booked has no number that anybody could pay', () => {
  test('in a dry run', async () => {
    const { system } = await paid()
    const run = dryRun(system, `claims-${(files += 1)}`, full(2, row(ANNA, '1000.00'), row(BRAM, '4000.00')))
    await system.run()
    const text = system.objects.text('reports', outputKey(run, REPORT_FILES.claims)) ?? ''
    expect(JSON.parse(text)).toMatchObject({ dryRun: true, amount: '-1600.00', originalPayments: [paymentOf(BAKERY, 1)] })
    expect(text).not.toContain(paymentOf(BAKERY, 2))
  })

  test('in a run that waits', async () => {
    const { system } = await paid()
    const run = sendAs(system, `claims-${(files += 1)}`, full(2, row(ANNA, '1000.00'), row(BRAM, '4000.00')))
    await system.run({ dependencies: withSettings(system, EVERY_RUN) })
    const text = system.objects.text('reports', outputKey(run, REPORT_FILES.claims)) ?? ''
    expect(JSON.parse(text)).toMatchObject({ waitsForRelease: true, amount: '-1600.00' })
    expect(text).not.toContain(paymentOf(BAKERY, 2))
  })
})

describe('below the limit', () => {
  test.each([
    ['399.99', 'COLLECT'],
    ['400.00', 'COLLECT'],
    ['400.01', 'REPORT_ONLY'],
  ])('a claim of 400.00 with a limit of %s: %s, booked all the same', async (limit, collection) => {
    const { system } = await paid()
    const run = await send(system, full(2, row(ANNA, '4000.00'), row(BRAM, '4000.00')))
    const [outcome] = (await outcomesOf(system, run)).get(BAKERY) ?? []
    const [claim] = outcome?.settlement.claims ?? []
    expect(claim && outcome && claimLine(claim, outcome, centsOf(limit))).toMatchObject({ amount: '-400.00', collection })
    const [finding] = (outcome?.paymentExceptions ?? []).map((each) => reportRow(withClaimLimit(each, centsOf(limit))))
    const isSmall = collection === 'REPORT_ONLY'
    expect(finding?.message_en.endsWith(' It is smaller than 400.01 euros: it is only reported, not collected.')).toBe(isSmall)
    expect(finding?.message_nl.endsWith(' Ze is kleiner dan 400,01 euro: ze wordt enkel gemeld en niet geïnd.')).toBe(isSmall)
    expect(finding?.remedy_en).toBe(
      isSmall
        ? 'You need not do anything: this claim is not collected.'
        : 'Pass the claim in claims.jsonl to the team that collects claims.',
    )
  })

  test('a recovery that is set off (PAY-004) is no claim: nothing is said of the limit', () => {
    const exception = { code: 'PAY-004', parameters: {}, amountEffect: '-1.00' } as const
    expect(withClaimLimit({ ...exception, amountEffect: '-1.00' as never }, centsOf('10.00'))).toEqual(exception)
  })
})
