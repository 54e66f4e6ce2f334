// Understands what becomes of a refused payment when something new is known meanwhile: corrections, late decisions, another national number, a region.
import { afterEach, describe, expect, test } from 'vitest'
import type { MemorySystem } from '../../support/memory-ports.ts'
import {
  ANNA,
  BAKERY,
  BRAM,
  CEM,
  DORA,
  entitlementsCsv,
  establishmentOf,
  establishmentsCsv,
  grant,
  IBANS,
  outputsOf,
  payee,
  payeesCsv,
  row,
  send as sendAs,
  systemWith,
  unreadable,
  type Grant,
} from '../../support/pipeline-builders.ts'
import {
  again,
  aliasesCsv,
  bakeryState,
  dropRegistry,
  entriesOf,
  findingsOf,
  full,
  learn,
  movedBy,
  partial,
} from '../../support/recompute-builders.ts'
import { answer, booksOf, expectReturnsAccounted, paidBy, paymentOf, refused } from '../../support/return-builders.ts'

const systems: MemorySystem[] = []
afterEach(async () => {
  for (const system of systems.splice(0)) await expectReturnsAccounted(system)
})
const having = async (...grants: readonly Grant[]): Promise<MemorySystem> => {
  const system = await systemWith(grants.length > 0 ? grants : [ANNA, BRAM, CEM].map((inss) => grant(BAKERY, inss)))
  systems.push(system)
  return system
}
let files = 0
async function send(system: MemorySystem, text: string): Promise<string> {
  const run = sendAs(system, `account-${(files += 1)}`, text)
  await system.run()
  return run
}
const [V1, V2] = [paymentOf(BAKERY, 1), paymentOf(BAKERY, 2)]
/** Refused because of the payee, who is corrected then; gives the run that pays again. */
async function correct(system: MemorySystem, iban: string = IBANS[1]): Promise<string> {
  return (await learn(system, 'payees', payeesCsv(payee(BAKERY, { iban })))).released
}
const refuse = (system: MemorySystem, run: string, ...paymentIds: readonly string[]): Promise<string> =>
  answer(system, run, { listed: refused('AC04', ...paymentIds) })

describe('while a payment is held because it was refused', () => {
  /** Anna 2,000.00 and Bram 1,600.00 in one payment, refused. */
  async function held(...grants: readonly Grant[]): Promise<MemorySystem> {
    const system = await having(...grants)
    const run = await send(system, full(1, row(ANNA, '5000.00'), row(BRAM, '4000.00')))
    await refuse(system, run, V1)
    return system
  }

  test.each<[string, string, string]>([
    ['a FULL that pays more', full(2, row(ANNA, '5500.00'), row(BRAM, '4000.00')), '3800.00'],
    ['a FULL that pays less', full(2, row(ANNA, '4500.00'), row(BRAM, '4000.00')), '3400.00'],
    ['a FULL without Bram', full(2, row(ANNA, '5000.00')), '2000.00'],
    ['a FULL with Cem', full(2, row(ANNA, '5000.00'), row(BRAM, '4000.00'), row(CEM, '1000.00')), '4000.00'],
    ['a FULL in which Bram cannot be read', full(2, row(ANNA, '5500.00'), unreadable(BRAM)), '3800.00'],
    ['a PARTIAL of Bram', partial(2, row(BRAM, '1000.00')), '2400.00'],
    ['a PARTIAL of Cem', partial(2, row(CEM, '1000.00')), '4000.00'],
    ['other content under the same number: refused', full(1, row(ANNA, '1000.00')), '3600.00'],
    ['the same once more', full(1, row(ANNA, '5000.00'), row(BRAM, '4000.00'), row(BRAM, '0.00')), '3600.00'],
  ])('%s: the right of that moment goes out, once', async (_, text, expected) => {
    const system = await held()
    const correction = await send(system, text)
    expect(movedBy(system, correction)).toEqual([])
    expect(movedBy(system, await correct(system))).toEqual([`pay bakery 2024Q3 ${expected}`])
    expect(booksOf(system)).toEqual({ instructed: expected, held: '0.00' })
  })

  test('a PARTIAL of one worker holds that one; the other waits with it', async () => {
    const system = await held()
    const correction = await send(system, partial(2, row(BRAM, '5000.00')))
    expect(outputsOf(system, correction).held.map(({ code, amount }) => [code, amount].join(' '))).toEqual(['PAY-006 2000.00'])
    expect(booksOf(system)).toEqual({ instructed: '0.00', held: '4000.00' })
  })

  test('a revocation: what is not due any more does not go out', async () => {
    const system = await held()
    await learn(system, 'entitlements', entitlementsCsv(grant(BAKERY, BRAM, { end_quarter: '2024Q2' })))
    expect(booksOf(system)).toEqual({ instructed: '0.00', held: '2000.00' })
    expect(movedBy(system, await correct(system))).toEqual(['pay bakery 2024Q3 2000.00'])
  })

  test('a revocation of everything: nothing is held, and nothing goes out', async () => {
    const system = await held()
    await learn(system, 'entitlements', entitlementsCsv(...[ANNA, BRAM].map((inss) => grant(BAKERY, inss, { end_quarter: '2024Q2' }))))
    expect(booksOf(system)).toEqual({ instructed: '0.00', held: '0.00' })
    expect(movedBy(system, await correct(system))).toEqual([])
  })

  test('computed again: nothing changes, so nothing is told', async () => {
    const system = await held()
    const run = await again(system)
    expect([movedBy(system, run), findingsOf(system, run), booksOf(system)]).toEqual([[], [], { instructed: '0.00', held: '3600.00' }])
  })

  test('a grant that is decided late is held with the rest', async () => {
    const system = await held(grant(BAKERY, ANNA))
    expect(booksOf(system)).toEqual({ instructed: '0.00', held: '2000.00' })
    const late = await learn(system, 'entitlements', entitlementsCsv(grant(BAKERY, BRAM)))
    expect(outputsOf(system, late.run).held.map(({ code, amount }) => [code, amount].join(' '))).toEqual(['PAY-006 1600.00'])
    expect(movedBy(system, await correct(system))).toEqual(['pay bakery 2024Q3 3600.00'])
  })

  test('a new national number: one worker, paid once under it', async () => {
    const system = await held(grant(BAKERY, ANNA), grant(BAKERY, BRAM))
    await learn(system, 'aliases', aliasesCsv([ANNA, DORA]))
    expect(await bakeryState(system)).toEqual([
      'BRAM WAGE_PREMIUM 1600.00 0.00 held 1600.00',
      'DORA WAGE_PREMIUM 2000.00 0.00 held 2000.00',
    ])
    const paid = await correct(system)
    expect(outputsOf(system, paid).payments.flatMap(({ lines }) => lines.map(({ inss, amount }) => `${inss} ${amount}`))).toEqual([
      `${DORA} 2000.00`,
      `${BRAM} 1600.00`,
    ])
  })
})

describe('a national number that was replaced between the payment and its refusal', () => {
  test('is taken back under the new one', async () => {
    const system = await having()
    const run = await send(system, full(1, row(ANNA, '5000.00'), row(BRAM, '4000.00')))
    await learn(system, 'aliases', aliasesCsv([ANNA, DORA]))
    await refuse(system, run, V1)
    expect(await bakeryState(system)).toEqual([
      'BRAM WAGE_PREMIUM 1600.00 0.00 held 1600.00',
      'DORA WAGE_PREMIUM 2000.00 0.00 held 2000.00',
    ])
    await send(system, full(2, row(DORA, '4000.00'), row(BRAM, '4000.00')))
    expect(movedBy(system, await correct(system))).toEqual(['pay bakery 2024Q3 3200.00'])
  })

  test('and both numbers stood in the payment with a grant each: every line comes back once', async () => {
    const system = await having(grant(BAKERY, ANNA), grant(BAKERY, DORA, { entitlement_id: 'D' }))
    const run = await send(system, full(1, row(ANNA, '5000.00'), row(DORA, '1000.00')))
    dropRegistry(system, 'aliases', aliasesCsv([ANNA, DORA]))
    await refuse(system, run, V1)
    expect(booksOf(system).instructed).toBe('0.00')
    await correct(system)
    expect(Object.values(booksOf(system))[1]).toBe('0.00')
  })

  test('and the same line had a correction under the new number: what each entry moved comes back', async () => {
    const system = await having()
    const first = await send(system, full(1, row(ANNA, '5000.00')))
    await learn(system, 'aliases', aliasesCsv([ANNA, DORA]))
    const second = await send(system, full(2, row(DORA, '6000.00')))
    expect(paidBy(system, second)).toEqual([`${paymentOf(BAKERY, entriesOf(system).at(-1)!.version)} 400.00`])
    await refuse(system, first, V1)
    expect(await bakeryState(system)).toEqual(['DORA WAGE_PREMIUM 2400.00 400.00 held 2000.00'])
    expect(movedBy(system, await correct(system))).toEqual(['pay bakery 2024Q3 2000.00'])
  })
})

describe('guidance of an unknown region (CAL-003) beside a refusal (PAY-006)', () => {
  const place = establishmentOf(1)
  const unknown = row(ANNA, '5000.00', { establishment_region: '', establishment_number: place })
  /** Wage premium 2,000.00 refused; guidance 1,200.00 + 430.00 held for its region. */
  async function held(): Promise<{ system: MemorySystem; region: () => Promise<string> }> {
    const system = await having(grant(BAKERY, ANNA, { guidance_level: 'LOW' }))
    const run = await send(system, full(1, unknown))
    expect(paidBy(system, run)).toEqual([`${V1} 2000.00`])
    await refuse(system, run, V1)
    const region = async (): Promise<string> => (await learn(system, 'establishments', establishmentsCsv([place, BAKERY, 'FLANDERS']))).run
    return { system, region }
  }
  const heldNow = (system: MemorySystem): string[] =>
    [...new Map(entriesOf(system).flatMap(({ lines }) => lines.map((line) => [line.component, line] as const))).values()].map(
      ({ component, held: amount, holdCode }) => [component, amount, holdCode].join(' '),
    )

  test('each keeps its own reason', async () => {
    const { system } = await held()
    expect(heldNow(system)).toEqual(['WAGE_PREMIUM 2000.00 PAY-006', 'GUIDANCE_FIXED 1200.00 CAL-003', 'GUIDANCE_VARIABLE 430.00 CAL-003'])
  })

  test('the payee first, then the region', async () => {
    const { system, region } = await held()
    expect(movedBy(system, await correct(system))).toEqual(['pay bakery 2024Q3 2000.00'])
    expect(movedBy(system, await region())).toEqual(['pay bakery 2024Q3 1630.00'])
    expect(booksOf(system)).toEqual({ instructed: '3630.00', held: '0.00' })
  })

  test('the region first, then the payee: everything in one payment', async () => {
    const { system, region } = await held()
    expect(movedBy(system, await region())).toEqual([])
    expect(booksOf(system)).toEqual({ instructed: '0.00', held: '3630.00' })
    expect(movedBy(system, await correct(system))).toEqual(['pay bakery 2024Q3 3630.00'])
  })

  test('a correction while both hold, then the payee: the guidance waits for its region again', async () => {
    const { system, region } = await held()
    await send(system, full(2, { ...unknown, gross_wage: '6000.00' }))
    expect(new Set(heldNow(system).map((each) => each.slice(-7)))).toEqual(new Set(['PAY-006']))
    expect(movedBy(system, await correct(system))).toEqual(['pay bakery 2024Q3 2400.00'])
    expect(booksOf(system)).toEqual({ instructed: '2400.00', held: '1630.00' })
    expect(movedBy(system, await region())).toEqual(['pay bakery 2024Q3 1630.00'])
  })

  test('guidance that was paid comes back, and its region is not known any more: it waits for that', async () => {
    const system = await having(grant(BAKERY, ANNA, { guidance_level: 'LOW' }))
    const run = await send(system, full(1, row(ANNA, '5000.00')))
    await refuse(system, run, V1)
    await send(system, full(2, unknown))
    expect(movedBy(system, await correct(system))).toEqual(['pay bakery 2024Q3 2000.00'])
    expect(booksOf(system)).toEqual({ instructed: '2000.00', held: '1630.00' })
  })
})

describe('held.jsonl of a report', () => {
  const adds = (system: MemorySystem, run: string): string[] =>
    outputsOf(system, run).held.flatMap(({ lines }) =>
      lines.map(({ previouslyInstructed, amount, premium }) => `${previouslyInstructed} + ${amount} = ${premium}`),
    )

  test('what is instructed without the payment, and what is held, are the right: line by line, as in every other file', async () => {
    const system = await having()
    const run = await send(system, full(1, row(ANNA, '5000.00')))
    expect(adds(system, await refuse(system, run, V1))).toEqual(['0.00 + 2000.00 = 2000.00'])
    const more = await send(system, full(2, row(ANNA, '6000.00')))
    expect(adds(system, more)).toEqual(['0.00 + 2400.00 = 2400.00'])
  })

  test('also when an earlier payment stays', async () => {
    const system = await having()
    await send(system, full(1, row(ANNA, '5000.00')))
    const second = await send(system, full(2, row(ANNA, '6000.00')))
    expect(adds(system, await refuse(system, second, V2))).toEqual(['2000.00 + 400.00 = 2400.00'])
  })
})
