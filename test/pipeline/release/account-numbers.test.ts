// Understands that a new or changed account number holds payments (PAY-008) until somebody else than who set it confirms it.
import { afterEach, describe, expect, test } from 'vitest'
import { work } from '../../../shared/pipeline/layout.ts'
import { importIdOf } from '../../../shared/pipeline/registry-import.ts'
import { startAgain } from '../../../shared/pipeline/restart.ts'
import type { MemorySystem } from '../../support/memory-ports.ts'
import {
  ANNA,
  BAKERY,
  entitlementsCsv,
  grant,
  IBANS,
  outputsOf,
  payee,
  payeesCsv,
  row,
  systemWith,
} from '../../support/pipeline-builders.ts'
import { bakeryState, findingsOf, full, movedBy } from '../../support/recompute-builders.ts'
import { decide, ELS, expectAccounted, listedHolds, MIA, sendBy, setPayees, told, TOM } from '../../support/release-builders.ts'

const systems: MemorySystem[] = []
afterEach(async () => {
  for (const system of systems.splice(0)) await expectAccounted(system)
})

const release = `release;${BAKERY};2024Q3;`
const shown = (iban: string): string => `${'•'.repeat(iban.length - 4)}${iban.slice(-4)}`

/** Grants, no payee; a declaration is booked when the account number was set by Mia, unless told otherwise. */
async function having(by: string | null = MIA, text = payeesCsv(payee(BAKERY))): Promise<{ system: MemorySystem; run: string }> {
  const system = await systemWith([], { confirmsAccountNumbers: true })
  systems.push(system)
  system.upload('registry/entitlements/all.csv', entitlementsCsv(grant(BAKERY, ANNA)))
  await system.run()
  if (by !== null) await setPayees(system, text, by)
  const run = sendBy(system, ELS, full(1, row(ANNA, '5000.00')))
  await system.run()
  return { system, run }
}

test('a new account number: held, told with its last digits only, and listed', async () => {
  const { system, run } = await having()
  expect(outputsOf(system, run).held.map(({ code, amount }) => [code, amount])).toEqual([['PAY-008', '2000.00']])
  expect(findingsOf(system, run)).toEqual(['PAY-008'])
  expect(told(system, run)[0]).toContain(`The account number ${shown(IBANS[0])} of employer ${BAKERY} is new or changed`)
  expect(await listedHolds(system)).toEqual(['bakery 2024Q3: 1'])
})

test('confirmed by somebody else: paid by that release, told so, and later payments need nobody', async () => {
  const { system } = await having()
  const decision = await decide(system, TOM, release)
  expect(movedBy(system, decision)).toEqual(['pay bakery 2024Q3 2000.00'])
  expect(told(system, decision)).toEqual([
    `REL-002: The request for ${BAKERY} was carried out. The account number ${shown(IBANS[0])} is confirmed.`,
  ])
  expect(await listedHolds(system)).toEqual([])
  const later = sendBy(system, ELS, full(2, row(ANNA, '6000.00')))
  await system.run()
  expect(movedBy(system, later)).toEqual(['pay bakery 2024Q3 400.00'])
})

test('changed after it was confirmed: held again until the new one is confirmed', async () => {
  const { system } = await having()
  await decide(system, TOM, release)
  await setPayees(system, payeesCsv(payee(BAKERY, { iban: IBANS[1] })), MIA)
  const later = sendBy(system, ELS, full(2, row(ANNA, '6000.00')))
  await system.run()
  expect(movedBy(system, later)).toEqual([])
  expect(outputsOf(system, later).held.map(({ code, amount }) => [code, amount])).toEqual([['PAY-008', '400.00']])
  expect(movedBy(system, await decide(system, TOM, release))).toEqual(['pay bakery 2024Q3 400.00'])
})

describe('refused and told so', () => {
  test.each([
    ['who set it', MIA, `You submitted the account number ${shown(IBANS[0])} yourself.`],
    [
      'who set it, in another role and other letters',
      'AWS:AROAELSEWHERE:MIA',
      `You submitted the account number ${shown(IBANS[0])} yourself.`,
    ],
    ['nobody known', '', 'It is not known who submitted this request. Submit it again.'],
  ])('when it is confirmed by %s', async (_, principal, says) => {
    const { system } = await having()
    const decision = await decide(system, principal, release)
    expect(told(system, decision)).toEqual([`REL-004: This takes two people. You cannot release ${BAKERY}. ${says}`])
    expect(await bakeryState(system)).toEqual(['ANNA WAGE_PREMIUM 2000.00 0.00 held 2000.00'])
  })

  test('when who set it changes nothing but the name: the account number is still hers', async () => {
    const { system } = await having()
    await setPayees(system, payeesCsv(payee(BAKERY, { name: 'Another name' })), MIA)
    expect(movedBy(system, await decide(system, MIA, release))).toEqual([])
  })

  test('when somebody else changes nothing but the name afterwards, and who set it confirms: it was never looked at', async () => {
    const { system } = await having()
    await setPayees(system, payeesCsv(payee(BAKERY, { name: 'Another name' })), TOM)
    expect(movedBy(system, await decide(system, MIA, release))).toEqual([])
  })
})

test('what the system asks for itself confirms nothing', async () => {
  const { system } = await having()
  expect(movedBy(system, await decide(system, TOM, `retry;${BAKERY};2024Q3;`))).toEqual([])
  expect(await bakeryState(system)).toEqual(['ANNA WAGE_PREMIUM 2000.00 0.00 held 2000.00'])
})

test('what is wrong with the payee goes first: a wrong account number cannot be confirmed', async () => {
  const { system, run } = await having(MIA, payeesCsv(payee(BAKERY, { iban: 'BE00000000000000' })))
  expect(outputsOf(system, run).held.map(({ code }) => code)).toEqual(['PAY-002'])
  expect(told(system, await decide(system, TOM, release))[0]).toContain('The reason is still there: PAY-002.')
})

test('set while nothing is held, confirmed when something is: the confirmation is of the account number in force', async () => {
  const { system } = await having()
  await setPayees(system, payeesCsv(payee(BAKERY, { iban: IBANS[1] })), TOM)
  expect(movedBy(system, await decide(system, TOM, release))).toEqual([])
  const decision = await decide(system, MIA, release)
  expect(outputsOf(system, decision).payments.map(({ iban }) => iban)).toEqual([IBANS[1]])
})

test('of an upload that nobody noticed, started again, nobody knows who set it; uploaded again by somebody known it can be confirmed', async () => {
  const { system } = await having(null)
  const created = system.upload('registry/payees/unnoticed.csv', payeesCsv(payee(BAKERY)), system.objects.now, MIA)
  system.queue = []
  await startAgain(importIdOf(created), 'registry', { ...created, principal: '', sequencer: '' }, system.dependencies)
  expect(system.queue.map((each) => each.created.key)).toEqual([work.restart(importIdOf(created), 'registry')])
  await system.run()
  const decision = await decide(system, TOM, release)
  expect([told(system, decision)[0], movedBy(system, decision)]).toEqual([
    expect.stringContaining('It is not known who submitted the account number'),
    [],
  ])
  await setPayees(system, payeesCsv(payee(BAKERY)), MIA)
  expect(movedBy(system, await decide(system, TOM, release))).toEqual(['pay bakery 2024Q3 2000.00'])
})

test('with the setting off nothing is asked', async () => {
  const system = await systemWith([grant(BAKERY, ANNA)])
  systems.push(system)
  const run = sendBy(system, ELS, full(1, row(ANNA, '5000.00')))
  await system.run()
  expect(movedBy(system, run)).toEqual(['pay bakery 2024Q3 2000.00'])
})
