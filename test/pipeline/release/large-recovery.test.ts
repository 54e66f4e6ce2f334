// Understands a FULL whose recovery is too large to be booked without a second look (RUN-003): its entry moves nothing, and its release books it if it is still the newest.
import { afterEach, describe, expect, test } from 'vitest'
import { settle } from '../../../shared/pipeline/settle.ts'
import { recorded, standingAt } from '../../support/fault-injection.ts'
import type { MemorySystem } from '../../support/memory-ports.ts'
import {
  ANNA,
  BAKERY,
  BRAM,
  CEM,
  declarationCsv,
  declared,
  GARAGE,
  grant,
  outputsOf,
  payee,
  payeesCsv,
  row,
  systemWith,
} from '../../support/pipeline-builders.ts'
import { bakeryState, dryRun, entriesOf, findingsOf, full, movedBy, partial } from '../../support/recompute-builders.ts'
import {
  decide,
  dropRequest,
  ELS,
  expectAccounted,
  listedHolds,
  sendBy,
  setPayees,
  stopRule,
  told,
  toldByLine,
  TOM,
} from '../../support/release-builders.ts'
import { dmfa, form, person } from '../../support/xml-builders.ts'

const systems: MemorySystem[] = []
afterEach(async () => {
  for (const system of systems.splice(0)) await expectAccounted(system)
})

const LIMIT = stopRule({ recovery: { percentMax: 50, euroMax: null } })
const original = full(1, row(ANNA, '5000.00'), row(BRAM, '4000.00'))
/** Anna, 2,000.00 of 3,600.00, is absent. */
const cutOff = full(2, row(BRAM, '4000.00'))
const PAID = ['ANNA WAGE_PREMIUM 2000.00 2000.00', 'BRAM WAGE_PREMIUM 1600.00 1600.00']
const RECOVERED = ['BRAM WAGE_PREMIUM 1600.00 1600.00']

async function declare(system: MemorySystem, csv: string, principal = ELS): Promise<string> {
  const run = sendBy(system, principal, csv)
  await system.run()
  return run
}

/** The original is paid; the FULL that is cut off waits. */
async function waiting(): Promise<{ system: MemorySystem; run: string }> {
  const system = await systemWith([grant(BAKERY, ANNA), grant(BAKERY, BRAM), grant(GARAGE, CEM)], LIMIT)
  systems.push(system)
  await declare(system, original)
  return { system, run: await declare(system, cutOff) }
}
const release = `release;${BAKERY};2024Q3;`

describe('a FULL that recovers more than the limit', () => {
  test('has an entry that moves nothing, is told with what it would recover, and is listed', async () => {
    const { system, run } = await waiting()
    expect(entriesOf(system).map(({ refusal, lines }) => [refusal?.code, lines.length])).toEqual([
      [undefined, 2],
      ['RUN-003', 0],
    ])
    expect(movedBy(system, run)).toEqual([])
    expect(told(system, run)).toEqual([
      `RUN-003: This full declaration of employer ${BAKERY} for 2024Q3 would recover 2,000.00 euros, for 1 worker(s). It waits for release by a second person. Nothing of it was booked. That is more than 50 % of the 3,600.00 euros instructed for this quarter.`,
    ])
    expect(outputsOf(system, run).summary).toMatchObject({
      state: 'settled',
      counts: { declarations: 1, rejectedDeclarations: 0, waitingDeclarations: 1 },
      claims: { count: 0 },
    })
    expect(await bakeryState(system)).toEqual(PAID)
    expect(await listedHolds(system)).toEqual(['bakery 2024Q3: 2'])
  })

  test('holds that account only: the others of its file are booked', async () => {
    const { system } = await waiting()
    const run = await declare(
      system,
      declarationCsv(declared(BAKERY, 'FULL', 3, [row(BRAM, '4000.00')]), declared(GARAGE, 'FULL', 1, [row(CEM, '2500.00')])),
    )
    expect(movedBy(system, run)).toEqual(['pay garage 2024Q3 1000.00'])
    expect(findingsOf(system, run)).toEqual(['RUN-003'])
  })

  test('of a DmfA waits as well, and is released by its employer and quarter', async () => {
    const system = await systemWith([grant(BAKERY, ANNA), grant(BAKERY, BRAM)], stopRule({ recovery: { percentMax: 49, euroMax: null } }))
    systems.push(system)
    const xml = (hour: string, ...workers: string[]): string =>
      dmfa(form(workers.map((inss) => person(inss)).join(''), { CompanyID: BAKERY }, { FormCreationHour: hour }))
    const sendXml = async (name: string, text: string): Promise<string> => {
      const run = sendBy(system, ELS, text, `${name}.xml`)
      await system.run()
      return run
    }
    await sendXml('whole', xml('09:30:00.000', ANNA, BRAM))
    const run = await sendXml('cut-off', xml('10:30:00.000', BRAM))
    expect([movedBy(system, run), findingsOf(system, run)]).toEqual([[], ['RUN-003']])
    // Of 11,250.00 each 40 %.
    expect(movedBy(system, await decide(system, TOM, release))).toEqual(['claim bakery 2024Q3 -4500.00'])
    expect(await bakeryState(system)).toEqual(['BRAM WAGE_PREMIUM 4500.00 4500.00'])
  })

  test('in a dry run: told the same, nothing kept', async () => {
    const { system } = await waiting()
    const run = dryRun(system, 'trial', full(5, row(BRAM, '4000.00')))
    await system.run()
    expect(told(system, run)[0]).toMatch(/^RUN-003: \[DRY RUN\] This full declaration/)
    expect(entriesOf(system)).toHaveLength(2)
  })

  test('that a payment hold would keep back waits too: its release would recover without a second look', async () => {
    const system = await systemWith([grant(BAKERY, ANNA), grant(BAKERY, BRAM)], LIMIT)
    systems.push(system)
    await declare(system, original)
    await setPayees(system, payeesCsv(payee(BAKERY, { hold: 'YES' })))
    // Anna is absent (-2,000.00), Bram has 2,400.00 more: net positive, so all of it is held.
    const run = await declare(system, full(2, row(BRAM, '10000.00')))
    await setPayees(system, payeesCsv(payee(BAKERY)))
    expect(findingsOf(system, run)).toContain('RUN-003')
    expect(await bakeryState(system)).toEqual(PAID)
  })
})

describe('its release', () => {
  test('books it in a run of its own: the recovery is claimed there, once', async () => {
    const { system, run } = await waiting()
    const decision = await decide(system, TOM, release)
    expect([movedBy(system, run), movedBy(system, decision)]).toEqual([[], ['claim bakery 2024Q3 -2000.00']])
    expect(entriesOf(system).at(-1)).toMatchObject({ version: 3, runId: decision, refusal: null, statement: { sequence: 2, kind: 'FULL' } })
    expect(await bakeryState(system)).toEqual(RECOVERED)
    expect(await listedHolds(system)).toEqual([])
    const again = await decide(system, TOM, release)
    expect([movedBy(system, again), told(system, again)[0]]).toEqual([[], expect.stringContaining('Nothing waits.')])
  })

  test('names no lines of the file that was declared: the request has other lines', async () => {
    const { system } = await waiting()
    const decision = await decide(system, TOM, 'action;target;quarter;reason', release)
    expect(toldByLine(system, decision).map((each) => each.split(':')[0])).toEqual([' ENT-009', ' PAY-005'])
    const withUnknown = await waiting()
    await declare(withUnknown.system, full(3, row(BRAM, '4000.00'), row(CEM, '100.00')))
    const other = await decide(withUnknown.system, TOM, release)
    expect(toldByLine(withUnknown.system, other).map((each) => each.split(':')[0])).toEqual([' ENT-001', ' ENT-009', ' PAY-005'])
  })

  test('by the one who uploaded it: refused and told so', async () => {
    const { system } = await waiting()
    const decision = await decide(system, 'AWS:AROAOTHER:Els', release)
    expect(told(system, decision)).toEqual([
      `REL-004: This takes two people. You cannot release ${BAKERY} 2024Q3. You submitted the file of this run yourself.`,
    ])
    expect(await bakeryState(system)).toEqual(PAID)
  })

  test.each([
    [
      'a newer FULL',
      full(3, row(ANNA, '5000.00'), row(BRAM, '4100.00')),
      ['ANNA WAGE_PREMIUM 2000.00 2000.00', 'BRAM WAGE_PREMIUM 1640.00 1640.00'],
    ],
    [
      'the corrected declaration under the same number',
      full(2, row(ANNA, '5100.00'), row(BRAM, '4000.00')),
      ['ANNA WAGE_PREMIUM 2040.00 2040.00', 'BRAM WAGE_PREMIUM 1600.00 1600.00'],
    ],
  ])('after %s came: nothing is recovered', async (_, correction, end) => {
    const { system } = await waiting()
    await declare(system, correction)
    await decide(system, TOM, release)
    expect(await bakeryState(system)).toEqual(end)
    expect(told(system, await decide(system, TOM, release))).toEqual([expect.stringContaining('Nothing waits.')])
  })

  test('after a newer PARTIAL of the absent worker came: who is named there stays', async () => {
    const { system } = await waiting()
    await declare(system, partial(3, row(ANNA, '5500.00')))
    await decide(system, TOM, release)
    expect(await bakeryState(system)).toEqual(['ANNA WAGE_PREMIUM 2200.00 2200.00', 'BRAM WAGE_PREMIUM 1600.00 1600.00'])
  })

  test('of two that wait books the newest, in whatever order they came', async () => {
    for (const order of [
      [2, 3],
      [3, 2],
    ]) {
      const system = await systemWith([grant(BAKERY, ANNA), grant(BAKERY, BRAM)], LIMIT)
      systems.push(system)
      await declare(system, original)
      for (const sequence of order) await declare(system, full(sequence, row(BRAM, sequence === 3 ? '4100.00' : '4200.00')))
      await decide(system, TOM, release)
      await decide(system, TOM, release)
      expect(await bakeryState(system), order.join()).toEqual(['BRAM WAGE_PREMIUM 1640.00 1640.00'])
    }
  })

  test('while a payment is held on the account: both go out in the one entry', async () => {
    const { system } = await waiting()
    await setPayees(system, payeesCsv(payee(BAKERY, { hold: 'YES' })))
    await declare(system, partial(3, row(BRAM, '9000.00')))
    system.upload('registry/payees/lost.csv', payeesCsv(payee(BAKERY)))
    await system.run({ stages: ['registry'] })
    system.queue = []
    const decision = await decide(system, TOM, release)
    expect(entriesOf(system).filter(({ runId }) => runId === decision)).toHaveLength(1)
    await decide(system, TOM, release)
    expect(await bakeryState(system)).toEqual(['BRAM WAGE_PREMIUM 3600.00 3600.00'])
  })
})

test('a release beside a newer declaration: the one standing at any call of settle while the other is booked, the end is the same', async () => {
  const correction = full(3, row(ANNA, '5000.00'), row(BRAM, '4100.00'))
  for (let number = 1, calls = 1; number <= calls; number++) {
    const { system } = await waiting()
    dropRequest(system, TOM, release)
    await system.run({ stages: ['release', 'compute'] })
    const [event] = system.queue.splice(0)
    const { dependencies, calls: made } = recorded(
      standingAt(system.dependencies, number, async () => void (await declare(system, correction))),
    )
    await settle(event!.created, dependencies)
    calls = made.length
    await system.run()
    expect(await bakeryState(system), `call ${number}`).toEqual(['ANNA WAGE_PREMIUM 2000.00 2000.00', 'BRAM WAGE_PREMIUM 1640.00 1640.00'])
  }
})
