// Understands a run that waits for a second person (RUN-001): its reports are there, nothing is booked or instructed, and only somebody else lets it go on.
import { afterEach, describe, expect, test } from 'vitest'
import { centsOf } from '../../../shared/kernel/money.ts'
import { outputKey, REPORT_FILES, work } from '../../../shared/pipeline/layout.ts'
import { settle } from '../../../shared/pipeline/settle.ts'
import type { MemorySystem } from '../../support/memory-ports.ts'
import {
  ANNA,
  BAKERY,
  BRAM,
  CEM,
  entitlementsCsv,
  filesOf,
  GARAGE,
  grant,
  outputsOf,
  payee,
  payeesCsv,
  row,
  systemWith,
} from '../../support/pipeline-builders.ts'
import { again, bakeryState, dryRun, entriesOf, findingsOf, full, movedBy } from '../../support/recompute-builders.ts'
import {
  decide,
  dropRequest,
  ELS,
  EVERY_RUN,
  expectAccounted,
  listedHolds,
  MIA,
  paymentFilesOf,
  runNamed,
  sendBy,
  setPayees,
  stateOfRun,
  stopRule,
  told,
  TOM,
  withSettings,
} from '../../support/release-builders.ts'

const systems: MemorySystem[] = []
afterEach(async () => {
  for (const system of systems.splice(0)) await expectAccounted(system)
})

const csv = full(1, row(ANNA, '5000.00'), row(BRAM, '4000.00'), row(CEM, '100.00'))

/** The declaration of Els, held because it would pay more than 3,000.00; nothing else is. */
async function held(
  settings: Parameters<typeof systemWith>[1] = stopRule({ runTotalMax: centsOf('3000.00') }),
): Promise<{ system: MemorySystem; run: string }> {
  const system = await systemWith([grant(BAKERY, ANNA), grant(BAKERY, BRAM)], settings)
  systems.push(system)
  const run = sendBy(system, ELS, csv, 'same')
  await system.run()
  expect(stateOfRun(system, run)).toBe('held')
  return { system, run }
}
const trigger = (run: string) =>
  ({
    bucket: 'work',
    key: work.settleTrigger(run),
    versionId: undefined,
    size: 0,
    eventTime: '2024-10-15T08:00:00.000Z',
    sequencer: '1',
    principal: 'x',
  }) as const

describe('a run that waits', () => {
  test('has its reports, has booked nothing, and has nothing in the payments bucket', async () => {
    const { system, run } = await held()
    expect(entriesOf(system)).toEqual([])
    expect(paymentFilesOf(system, run)).toEqual([])
    expect(await listedHolds(system)).toEqual([])
    expect(findingsOf(system, run)).toEqual(['RUN-001', 'ENT-001 CEM'])
    expect(told(system, run)[0]).toBe(
      'RUN-001: This run waits for release by a second person. Nothing has been booked or paid yet. The amounts in the reports are what would be booked. 3,600.00 euros would be paid or held, more than the limit of 3,000.00 euros.',
    )
    expect(outputsOf(system, run).summary).toMatchObject({
      state: 'held',
      counts: { rows: 3, declarations: 1, workers: 3, paid: 2, withoutGrant: 1 },
      payments: { count: 1, sum: '3600.00' },
      claims: { count: 0, sum: '0.00' },
      held: { count: 0, sum: '0.00' },
      totals: { IMW: { WAGE_PREMIUM: { instructed: '3600.00', held: '0.00' } } },
      exceptions: { 'RUN-001': 1, 'ENT-001': 1 },
    })
    expect(Object.values(filesOf(system, run)).join('')).not.toContain('paymentId')
  })

  test('says in each line of its files what it is, also of claims and held amounts', async () => {
    const system = await systemWith([grant(BAKERY, ANNA), grant(BAKERY, BRAM)])
    systems.push(system)
    sendBy(system, ELS, csv)
    await system.run()
    await setPayees(system, payeesCsv(payee(BAKERY, { hold: 'YES' })))
    const claiming = sendBy(system, ELS, full(2, row(ANNA, '5000.00')))
    await system.run({ dependencies: withSettings(system, EVERY_RUN) })
    expect(outputsOf(system, claiming).claims).toMatchObject([{ waitsForRelease: true, amount: '-1600.00' }])
    const holding = sendBy(system, ELS, full(3, row(ANNA, '9000.00'), row(BRAM, '4000.00')))
    await system.run({ dependencies: withSettings(system, EVERY_RUN) })
    expect(outputsOf(system, holding).held).toMatchObject([{ waitsForRelease: true, code: 'PAY-003', amount: '1600.00' }])
    for (const run of [claiming, holding]) expect(Object.values(filesOf(system, run)).join('')).not.toContain('paymentId')
  })

  test('is not judged again: with the limit gone, or its trigger written again, it waits', async () => {
    const { system, run } = await held()
    const { verdict } = runNamed(system, run)
    for (const dependencies of [system.dependencies, withSettings(system, stopRule({}))]) await settle(trigger(run), dependencies)
    expect([stateOfRun(system, run), entriesOf(system)]).toEqual(['held', []])
    expect(runNamed(system, run).verdict).toEqual(verdict)
  })

  test('a second upload of its file is the same content (FIL-002), until the first is abandoned', async () => {
    const { system, run } = await held()
    const second = sendBy(system, ELS, csv)
    await system.run()
    expect([stateOfRun(system, second), findingsOf(system, second)]).toEqual(['rejected', ['FIL-002']])
    await decide(system, ELS, `abandon;${run};;wrong file`)
    expect(stateOfRun(system, run)).toBe('abandoned')
    const third = sendBy(system, ELS, csv)
    await system.run()
    expect(stateOfRun(system, third)).toBe('held')
    await decide(system, TOM, `release;${third};;`)
    expect(movedBy(system, third)).toEqual(['pay bakery 2024Q3 3600.00'])
  })

  test('a dry run of the same file is not held, and shows the same amounts', async () => {
    const { system } = await held()
    const trial = dryRun(system, 'trial', csv)
    await system.run()
    expect(stateOfRun(system, trial)).toBe('settled')
    expect(outputsOf(system, trial).summary?.payments).toEqual({ count: 1, sum: '3600.00' })
    expect(findingsOf(system, trial)).not.toContain('RUN-001')
  })

  test('reports of a waiting run that is abandoned say so in the end', async () => {
    const { system, run } = await held()
    await decide(system, TOM, `abandon;${run};;no`)
    const summary = JSON.parse(system.objects.text('reports', outputKey(run, REPORT_FILES.summary)) ?? '{}') as { state: string }
    expect(summary.state).toBe('abandoned')
  })
})

describe('released', () => {
  test('by somebody else: booked and paid on the registry of that moment, under its own number, once', async () => {
    const { system, run } = await held()
    await setPayees(system, payeesCsv(payee(BAKERY, { iban: 'BE71096123456769' })))
    const decision = await decide(system, TOM, `release;${run};;checked with the employer`)
    expect(told(system, decision)).toEqual([
      `REL-002: The request for ${run} was carried out. The run is released: it is booked now, and its payments stand with the run itself.`,
    ])
    expect([movedBy(system, run), movedBy(system, decision)]).toEqual([['pay bakery 2024Q3 3600.00'], []])
    expect(outputsOf(system, run).payments[0]?.iban).toBe('BE71096123456769')
    expect(outputsOf(system, run).summary?.state).toBe('settled')
    expect(findingsOf(system, run)).toEqual(['ENT-001 CEM'])
    expect(runNamed(system, run)).toMatchObject({
      state: 'settled',
      decision: { request: decision, by: TOM, reason: 'checked with the employer' },
    })
    expect(movedBy(system, await decide(system, MIA, `release;${run};;`))).toEqual([])
    expect(await bakeryState(system)).toEqual(['ANNA WAGE_PREMIUM 2000.00 2000.00', 'BRAM WAGE_PREMIUM 1600.00 1600.00'])
  })

  test.each([
    ['the one who uploaded it', ELS, 'You submitted the file of this run yourself.'],
    ['the same person in other letters', 'AWS:AROAUPLOADERS:ELS', 'You submitted the file of this run yourself.'],
    ['the same person in another role', 'AWS:AROAOPERATORS:els', 'You submitted the file of this run yourself.'],
    ['nobody known', '', 'It is not known who submitted this request. Submit it again.'],
    ['a principal without a name', 'AWS:AROAOPERATORS:', 'It is not known who submitted this request. Submit it again.'],
  ])('by %s: refused and told so', async (_, principal, says) => {
    const { system, run } = await held()
    const decision = await decide(system, principal, `release;${run};;`)
    expect(told(system, decision)).toEqual([`REL-004: This takes two people. You cannot release ${run}. ${says}`])
    expect([stateOfRun(system, run), entriesOf(system)]).toEqual(['held', []])
    expect(runNamed(system, run).decision).toBeUndefined()
  })

  test('when nobody knows who uploaded it: nobody can be the second person', async () => {
    const system = await systemWith([grant(BAKERY, ANNA)], EVERY_RUN)
    const run = sendBy(system, '', csv)
    await system.run()
    const decision = dropRequest(system, TOM, `release;${run};;`)
    await system.run()
    expect(told(system, decision).join()).toContain('It is not known who submitted it')
    expect(stateOfRun(system, run)).toBe('held')
  })

  test('and abandoned by two requests at the same moment: one of them wins, the other is told', async () => {
    const { system, run } = await held()
    const [released, abandoned] = [dropRequest(system, TOM, `release;${run};;`), dropRequest(system, MIA, `abandon;${run};;no`)]
    await system.run()
    expect(stateOfRun(system, run)).toBe('settled')
    expect([told(system, released)[0], told(system, abandoned)[0]]).toEqual([
      expect.stringContaining('REL-002'),
      expect.stringMatching(/^REL-005: .* the state of the run is (?:released|settled)\./),
    ])
  })
})

describe('every run is held', () => {
  test('but not the request that releases one: a second person would need a third, and so on', async () => {
    const { system, run } = await held(EVERY_RUN)
    const decision = await decide(system, TOM, `release;${run};;`)
    expect([stateOfRun(system, run), movedBy(system, run)]).toEqual(['settled', ['pay bakery 2024Q3 3600.00']])
    expect(stateOfRun(system, decision)).toBe('settled')
  })

  test('but not what goes out of itself when its reason is gone', async () => {
    const system = await systemWith([grant(GARAGE, CEM)], EVERY_RUN)
    systems.push(system)
    system.upload('registry/entitlements/more.csv', entitlementsCsv(grant(BAKERY, ANNA), grant(BAKERY, BRAM)))
    const run = sendBy(system, ELS, csv)
    await system.run()
    await decide(system, TOM, `release;${run};;`)
    await setPayees(system, payeesCsv(payee(BAKERY)))
    expect(await bakeryState(system)).toEqual(['ANNA WAGE_PREMIUM 2000.00 2000.00', 'BRAM WAGE_PREMIUM 1600.00 1600.00'])
  })

  test('an account that is computed again waits too', async () => {
    const { system, run } = await held(EVERY_RUN)
    await decide(system, TOM, `release;${run};;`)
    const recomputed = await again(system)
    expect(stateOfRun(system, recomputed)).toBe('held')
    await decide(system, TOM, `release;${recomputed};;`)
    expect(stateOfRun(system, recomputed)).toBe('settled')
  })
})
