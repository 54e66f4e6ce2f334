// Understands what else keeps payments back beside a refusal, and what happens beside a report: whichever comes first, paid once.
import { afterEach, describe, expect, test } from 'vitest'
import { recorded, standingAt } from '../../support/fault-injection.ts'
import { STAGES, type MemorySystem } from '../../support/memory-ports.ts'
import {
  ANNA,
  BAKERY,
  BRAM,
  declarationCsv,
  declared,
  GARAGE,
  grant,
  IBANS,
  payee,
  payeesCsv,
  row,
  send as sendAs,
  systemWith,
} from '../../support/pipeline-builders.ts'
import { findingsOf, full, learn, movedBy } from '../../support/recompute-builders.ts'
import {
  decide,
  dropRequest,
  ELS,
  EVERY_RUN,
  listedHolds,
  MIA,
  sendBy,
  setPayees,
  stateOfRun,
  stopRule,
  told,
  TOM,
} from '../../support/release-builders.ts'
import {
  answer,
  booksOf,
  dropReturn,
  answerAbout,
  expectReturnsAccounted,
  paymentOf,
  refused,
  takenBack,
} from '../../support/return-builders.ts'
import { cancelled, file as attests, version } from '../attest-story.ts'

const systems: MemorySystem[] = []
afterEach(async () => {
  for (const system of systems.splice(0)) await expectReturnsAccounted(system)
})
const V1 = paymentOf(BAKERY, 1)
let files = 0
async function send(system: MemorySystem, text: string): Promise<string> {
  const run = sendAs(system, `beside-${(files += 1)}`, text)
  await system.run()
  return run
}
/** 2,000.00 to the bakery and 1,600.00 to the garage. */
async function paid(settings: Parameters<typeof systemWith>[1] = {}): Promise<{ system: MemorySystem; run: string }> {
  const system = await systemWith([grant(BAKERY, ANNA), grant(GARAGE, BRAM)], settings)
  systems.push(system)
  const run = await send(
    system,
    declarationCsv(declared(BAKERY, 'FULL', 1, [row(ANNA, '5000.00')]), declared(GARAGE, 'FULL', 1, [row(BRAM, '4000.00')])),
  )
  return { system, run }
}
type Payee = Parameters<typeof payee>[1]
/** The payee of the bakery becomes another one; what the run that it asks for moved. */
const becomes = async (system: MemorySystem, other: Payee): Promise<string[]> =>
  movedBy(system, (await learn(system, 'payees', payeesCsv(payee(BAKERY, other)))).released)
const refuse = (system: MemorySystem, run: string, reason = 'AC04', ...paymentIds: readonly string[]): Promise<string> =>
  answer(system, run, { listed: refused(reason, ...(paymentIds.length > 0 ? paymentIds : [V1])) })
const PAID_AGAIN = ['pay bakery 2024Q3 2000.00']

describe('beside a refusal', () => {
  test.each([
    ['the payee, then the payments of the measure', [0, 1]],
    ['the payments of the measure, then the payee', [1, 0]],
  ])('payments are stopped (PAY-007): it goes out when both are gone: %s', async (_, order) => {
    const { system, run } = await paid()
    await decide(system, TOM, 'pause;IMW;;wrong amounts')
    await refuse(system, run)
    const steps = [() => becomes(system, { iban: IBANS[1] }), async () => movedBy(system, await decide(system, TOM, 'resume;IMW;;'))]
    expect(await steps[order[0]!]!()).toEqual([])
    expect(booksOf(system)).toEqual({ instructed: '1600.00', held: '2000.00' })
    expect(await steps[order[1]!]!()).toEqual(PAID_AGAIN)
  })

  test('payments are stopped, and the payee was another one before the report came', async () => {
    const { system, run } = await paid()
    await becomes(system, { iban: IBANS[1] })
    await decide(system, TOM, 'pause;IMW;;wrong amounts')
    await refuse(system, run)
    expect(booksOf(system)).toEqual({ instructed: '1600.00', held: '2000.00' })
    expect(await listedHolds(system)).toEqual(['bakery 2024Q3: 2'])
    expect(movedBy(system, await decide(system, TOM, 'resume;IMW;;'))).toEqual(PAID_AGAIN)
  })

  test('a new account number waits for a second person (PAY-008)', async () => {
    const confirming = await systemWith([grant(BAKERY, ANNA)], { confirmsAccountNumbers: true })
    systems.push(confirming)
    await setPayees(confirming, payeesCsv(payee(BAKERY)), MIA)
    await send(confirming, full(1, row(ANNA, '5000.00')))
    const first = await decide(confirming, TOM, `release;${BAKERY};;`)
    expect(movedBy(confirming, first)).toEqual(PAID_AGAIN)
    await refuse(confirming, first, 'AC04', paymentOf(BAKERY, 2))
    await setPayees(confirming, payeesCsv(payee(BAKERY, { iban: IBANS[1] })), MIA)
    expect(booksOf(confirming)).toEqual({ instructed: '0.00', held: '2000.00' })
    expect(told(confirming, await decide(confirming, MIA, `release;${BAKERY};;`))[0]).toMatch(/^REL-004: /)
    expect(movedBy(confirming, await decide(confirming, TOM, `release;${BAKERY};;`))).toEqual(PAID_AGAIN)
  })

  test('a refusal about the payment and an account number that nobody confirmed: one release of a second person lets it out', async () => {
    const system = await systemWith([grant(BAKERY, ANNA)], {})
    systems.push(system)
    await setPayees(system, payeesCsv(payee(BAKERY, { name: 'Other' })), MIA)
    const run = await send(system, full(1, row(ANNA, '5000.00')))
    await refuse(system, run, 'AM04')
    const dependencies = { ...system.dependencies, settings: { ...system.dependencies.settings, confirmsAccountNumbers: true } }
    dropRequest(system, TOM, `release;${BAKERY};;`)
    await system.run({ dependencies })
    expect(booksOf(system)).toEqual({ instructed: '2000.00', held: '0.00' })
  })

  test('every run waits (RUN-001): what the bank refused is a fact, what is paid again after it is released by who acts', async () => {
    const { system, run } = await paid()
    const dependencies = { ...system.dependencies, settings: { ...system.dependencies.settings, ...EVERY_RUN } }
    const report = dropReturn(system, answerAbout(run, { listed: refused('AC04', V1) }))
    await system.run({ dependencies })
    expect([stateOfRun(system, report), booksOf(system)]).toEqual(['settled', { instructed: '1600.00', held: '2000.00' }])
  })
})

describe('a request that is none of a person for this account lifts nothing', () => {
  test('what the system asks for by itself lifts nothing', async () => {
    const { system, run } = await paid()
    await refuse(system, run, 'AM04')
    expect(told(system, await decide(system, TOM, `retry;${BAKERY};2024Q3;`))).toEqual([expect.stringMatching(/^REL-003: .*PAY-006/)])
  })

  test.each([
    ['another quarter', `release;${BAKERY};2024Q2;`],
    ['another employer', `release;${GARAGE};;`],
  ])('%s', async (_, line) => {
    const { system, run } = await paid()
    await send(system, declarationCsv(declared(BAKERY, 'FULL', 1, [row(ANNA, '1000.00', { quarter: '2024Q2' })])))
    await refuse(system, run, 'AM04')
    expect(told(system, await decide(system, TOM, line)).map((each) => each.slice(0, 7))).toEqual(['REL-003'])
    expect(booksOf(system)).toEqual({ instructed: '2000.00', held: '2000.00' })
  })
})

test('a recovery that waits (RUN-003) waits on, and is booked on what is instructed by then', async () => {
  const { system, run } = await paid(stopRule({ recovery: { percentMax: 50, euroMax: null } }))
  const cutOff = sendBy(system, ELS, full(2, row(ANNA, '1000.00')))
  await system.run()
  expect(findingsOf(system, cutOff)).toEqual(['RUN-003'])
  await refuse(system, run)
  expect(booksOf(system)).toEqual({ instructed: '1600.00', held: '2000.00' })
  const request = await decide(system, TOM, `release;${BAKERY};2024Q3;`)
  expect(movedBy(system, request)).toEqual([])
  expect(booksOf(system)).toEqual({ instructed: '1600.00', held: '400.00' })
  expect(await becomes(system, { iban: IBANS[1] })).toEqual(['pay bakery 2024Q3 400.00'])
})

describe('whichever stands at any of its calls while the other does all its work', () => {
  const OTHERS: Readonly<Record<string, (system: MemorySystem) => unknown>> = {
    'a correction that pays more': (system) => sendAs(system, 'other', full(2, row(ANNA, '5500.00'))),
    'another payee': (system) => system.upload('registry/payees/other.csv', payeesCsv(payee(BAKERY, { iban: IBANS[1] }))),
  }

  test.each(Object.entries(OTHERS))('a report and %s: taken back once, nothing lost, nothing paid to who was refused', async (_, other) => {
    const prepared = await paid()
    systems.pop()
    const report = (system: MemorySystem): unknown =>
      dropReturn(system, answerAbout(prepared.run, { listed: refused('AC04', V1) }), undefined, 'beside.xml')
    for (const [first, second] of [
      [report, other],
      [other, report],
    ] as const) {
      const started = prepared.system.copy()
      first(started)
      await started.run({ stages: ['intake', 'returns', 'compute'] })
      const event = started.queue.find(({ stage }) => stage === 'settle' || stage === 'registry')
      if (!event) throw new Error('nothing to settle')
      started.queue = started.queue.filter((each) => each !== event)
      const { dependencies, calls } = recorded(started.copy().dependencies)
      await STAGES[event.stage](event.created, dependencies)
      for (const { number } of calls.filter(({ key, name }) => name !== 'writer.write' && !key.startsWith('reports/'))) {
        const system = started.copy()
        const meanwhile = async (): Promise<void> => {
          second(system)
          await system.run()
        }
        await STAGES[event.stage](event.created, standingAt(system.dependencies, number, meanwhile))
        await system.run()
        await expectReturnsAccounted(system)
        expect(takenBack(system), `call ${number}`).toEqual([V1])
        const { instructed, held } = booksOf(system)
        const isCorrected = (await system.registry.employer(BAKERY)).payee?.iban === IBANS[1]
        expect(Number(instructed) + Number(held), `call ${number}`).toBe(isCorrected ? 3600 : 3800)
        if (isCorrected) expect(held, `call ${number}`).toBe('0.00')
      }
    }
  })

  test('two reports with another reason each: what is told is what holds', async () => {
    const prepared = await paid()
    systems.pop()
    const report = (reason: string) => (system: MemorySystem) =>
      dropReturn(system, answerAbout(prepared.run, { listed: refused(reason, V1) }), undefined, `${reason}.xml`)
    for (const [one, two] of [
      ['AC04', 'AM04'],
      ['AM04', 'AC04'],
    ] as const) {
      const started = prepared.system.copy()
      const runs = [report(one)(started), report(two)(started)]
      await started.run({ stages: ['returns', 'compute'] })
      const [event] = started.queue
      if (!event) throw new Error('nothing to settle')
      started.queue = started.queue.slice(1)
      const { dependencies, calls } = recorded(started.copy().dependencies)
      await STAGES.settle(event.created, dependencies)
      for (const { number } of calls.filter(({ name }) => /registry|ledger/.test(name))) {
        const system = started.copy()
        await STAGES.settle(
          event.created,
          standingAt(system.dependencies, number, () => system.run()),
        )
        await expectReturnsAccounted(system)
        const [known] = (await system.registry.employer(BAKERY)).refusedPayments
        const says = runs.flatMap((run) => told(system, run)).filter((each) => each.startsWith('PAY-006'))
        expect(says, `call ${number}`).toEqual([expect.stringContaining(`(code ${known?.code ?? ''})`)])
      }
    }
  })
})

describe('accounts of every kind of declaration', () => {
  test('attests: versions that come after a refusal are as new as without it', async () => {
    const system = await systemWith([grant(BAKERY, ANNA), grant(BAKERY, BRAM)])
    systems.push(system)
    const run = await attests(system, 'a', version(1, 1, '5000.00'), version(2, 1, '4000.00', { inss: BRAM }))
    await refuse(system, run)
    expect(booksOf(system)).toEqual({ instructed: '0.00', held: '3600.00' })
    const later = await attests(system, 'b', version(1, 2, '5500.00'))
    expect([movedBy(system, later), findingsOf(system, later)]).toEqual([[], ['PAY-006']])
    await attests(system, 'c', cancelled(2, 2, { inss: BRAM }))
    const older = await attests(system, 'd', version(1, 1, '5000.00'))
    expect(findingsOf(system, older)).toEqual(['DCL-005'])
    expect(await becomes(system, { iban: IBANS[1] })).toEqual(['pay bakery 2024Q3 2200.00'])
  })
})
