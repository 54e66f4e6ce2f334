// Understands the stop rule (RUN-001): on both sides of every limit, what counts for it and what does not.
import { describe, expect, test } from 'vitest'
import { centsOf } from '../../shared/kernel/money.ts'
import type { StopRule } from '../../shared/pipeline/run-limits.ts'
import type { MemorySystem } from '../support/memory-ports.ts'
import {
  ANNA,
  BAKERY,
  BRAM,
  CEM,
  declarationCsv,
  declared,
  DORA,
  entitlementsCsv,
  GARAGE,
  grant,
  payee,
  payeesCsv,
  row,
  systemWith,
  unreadable,
  type Row,
} from '../support/pipeline-builders.ts'
import { aliasesCsv, again, full, learn, partial } from '../support/recompute-builders.ts'
import { ELS, sendBy, setPayees, stateOfRun, stopRule, told, withSettings } from '../support/release-builders.ts'
import { dmfa, form, person } from '../support/xml-builders.ts'

const WORKERS = [ANNA, BRAM, CEM, DORA]
async function having(...granted: readonly string[]): Promise<MemorySystem> {
  const system = await systemWith(granted.map((inss) => grant(BAKERY, inss)))
  await setPayees(system, payeesCsv(payee(BAKERY), payee(GARAGE)))
  return system
}

/** What becomes of a file under these limits: its state and, if it is held, what the verdict says after its standing words. */
async function verdict(system: MemorySystem, limits: Partial<StopRule>, text: string, name?: string): Promise<readonly [string, string]> {
  const run = sendBy(system, ELS, text, name)
  await system.run({ dependencies: withSettings(system, stopRule(limits)) })
  const says = told(system, run).find((each) => each.startsWith('RUN-001'))
  return [stateOfRun(system, run), says?.split('what would be booked. ')[1] ?? '']
}

describe('refused workers', () => {
  const csv = (...rows: readonly Row[]): string => full(1, ...rows)
  const good = (inss: string): Row => row(inss, '1000.00')

  test.each([
    ['one of four refused, limit 25 %', 25, csv(good(ANNA), good(BRAM), good(CEM), unreadable(DORA)), 'settled'],
    ['one of four refused, limit 24 %', 24, csv(good(ANNA), good(BRAM), good(CEM), unreadable(DORA)), 'held'],
    ['none refused, limit 0 %', 0, csv(good(ANNA), good(BRAM)), 'settled'],
    ['one of three refused, limit 33 %', 33, csv(good(ANNA), good(BRAM), unreadable(CEM)), 'held'],
    ['one of three refused, limit 34 %', 34, csv(good(ANNA), good(BRAM), unreadable(CEM)), 'settled'],
    ['all refused, limit 100 %', 100, csv(unreadable(ANNA)), 'settled'],
    ['all refused, limit 99 %', 99, csv(unreadable(ANNA)), 'held'],
  ])('%s', async (_, percent, text, expected) => {
    const [state] = await verdict(await having(...WORKERS), { refusedPercentMax: percent }, text)
    expect(state).toBe(expected)
  })

  test('a worker without a grant counts as refused in a CSV, which claims support for everyone in it', async () => {
    const system = await having(ANNA)
    expect(await verdict(system, { refusedPercentMax: 49 }, csv(good(ANNA), good(BRAM)))).toEqual([
      'held',
      '50 % of the workers are refused, more than the limit of 49 %.',
    ])
  })

  test('and not in a DmfA, which lists everyone', async () => {
    const system = await having(ANNA)
    const xml = dmfa(form(WORKERS.map((inss) => person(inss)).join(''), { CompanyID: BAKERY }))
    expect((await verdict(system, { refusedPercentMax: 0 }, xml, 'all.xml'))[0]).toBe('settled')
  })

  test('a revocation that is computed afterwards is no reason to wait: such a run names only workers whose result changes', async () => {
    const system = await having(ANNA, BRAM)
    await verdict(system, {}, csv(good(ANNA), good(BRAM)))
    const { run } = await learn(system, 'entitlements', entitlementsCsv(grant(BAKERY, ANNA, { revoked_from: '2024Q3' })), {
      dependencies: withSettings(system, stopRule({ refusedPercentMax: 20 })),
    })
    expect(stateOfRun(system, run)).toBe('settled')
  })
})

describe('the change against the previous quarter', () => {
  const of = (quarter: string, ...rows: readonly Row[]): string =>
    declarationCsv(
      declared(
        BAKERY,
        'FULL',
        1,
        rows.map((each) => ({ ...each, quarter })),
      ),
    )
  /** 40 % of 2,500.00: the quarter before is 1,000.00. */
  const before = of('2024Q2', row(ANNA, '2500.00'))

  test.each([
    ['2750.00', 10, 'settled', ''],
    ['2750.03', 10, 'held', undefined],
    ['2250.00', 10, 'settled', ''],
    ['2249.97', 10, 'held', undefined],
    ['2500.00', 0, 'settled', ''],
    ['3000.00', 19, 'held', 'The premiums of these employers differ +20 % from their previous quarter, more than the limit of 19 %.'],
    ['0.00', 99, 'held', 'The premiums of these employers differ -100 % from their previous quarter, more than the limit of 99 %.'],
    ['0.00', 100, 'settled', ''],
  ])('wages from 2500.00 to %s, limit %i %%: %s', async (wage, percent, state, says) => {
    const system = await having(ANNA)
    await verdict(system, {}, before)
    const [is, said] = await verdict(system, { changePercentMax: percent }, of('2024Q3', row(ANNA, wage)))
    expect(is).toBe(state)
    if (says !== undefined) expect(said).toBe(says)
  })

  test('one cent above the limit is above it, however large the amounts', async () => {
    const system = await having(...WORKERS)
    await verdict(system, {}, of('2024Q2', ...WORKERS.map((inss) => row(inss, '10000.00'))))
    const rows = WORKERS.map((inss) => row(inss, '11000.00'))
    expect((await verdict(system, { changePercentMax: 10 }, of('2024Q3', ...rows)))[0]).toBe('settled')
    // 16,000.00 before, 17,600.00 is 10 %, 17,600.01 is more.
    const above = rows
      .map((each, index) => (index === 0 ? { ...each, gross_wage: '11000.03' } : each))
      .map((each) => ({ ...each, declaration_sequence: '2' }))
    const text = declarationCsv(declared(BAKERY, 'FULL', 2, above))
    expect((await verdict(system, { changePercentMax: 10 }, text))[0]).toBe('held')
  })

  test('employers who had nothing the quarter before do not count', async () => {
    const system = await having(ANNA)
    await learn(system, 'entitlements', entitlementsCsv(grant(GARAGE, CEM)))
    await verdict(system, {}, before)
    const text = declarationCsv(declared(BAKERY, 'FULL', 1, [row(ANNA, '2500.00')]), declared(GARAGE, 'FULL', 1, [row(CEM, '9000.00')]))
    expect((await verdict(system, { changePercentMax: 0 }, text))[0]).toBe('settled')
  })

  test('a PARTIAL correction is seen with the rest of its account', async () => {
    const system = await having(ANNA, BRAM)
    await verdict(system, {}, of('2024Q2', row(ANNA, '2500.00'), row(BRAM, '2500.00')))
    await verdict(system, {}, of('2024Q3', row(ANNA, '2500.00'), row(BRAM, '2500.00')))
    expect((await verdict(system, { changePercentMax: 10 }, partial(2, row(BRAM, '3000.00'))))[0]).toBe('settled')
    expect((await verdict(system, { changePercentMax: 9 }, partial(3, row(BRAM, '3000.00'))))[0]).toBe('held')
  })

  test('a worker whose number was replaced counts once', async () => {
    const system = await having(ANNA)
    await verdict(system, {}, before)
    await verdict(system, {}, full(1, row(ANNA, '2500.00')))
    await learn(system, 'aliases', aliasesCsv([ANNA, BRAM]))
    const [state, says] = await verdict(system, { changePercentMax: 0 }, partial(2, row(BRAM, '2500.00')))
    expect([state, says]).toEqual(['settled', ''])
  })
})

describe('what the run would pay', () => {
  test.each([
    ['2000.00', 'settled', ''],
    ['1999.99', 'held', '2,000.00 euros would be paid or held, more than the limit of 1,999.99 euros.'],
    ['0.00', 'held', '2,000.00 euros would be paid or held, more than the limit of 0.00 euros.'],
  ])('2,000.00 with a limit of %s: %s', async (limit, state, says) => {
    expect(await verdict(await having(ANNA), { runTotalMax: centsOf(limit) }, full(1, row(ANNA, '5000.00')))).toEqual([state, says])
  })

  test('only the difference counts, and a claim is no payment', async () => {
    const system = await having(ANNA, BRAM)
    await verdict(system, {}, full(1, row(ANNA, '5000.00'), row(BRAM, '5000.00')))
    expect((await verdict(system, { runTotalMax: centsOf('40.00') }, full(2, row(ANNA, '5100.00'), row(BRAM, '5000.00'))))[0]).toBe(
      'settled',
    )
    expect((await verdict(system, { runTotalMax: centsOf('0.00') }, full(3, row(ANNA, '5100.00'))))[0]).toBe('settled')
  })
})

test('several limits: each that is passed is told, in one finding', async () => {
  const [state, says] = await verdict(
    await having(ANNA),
    { holdsEveryRun: true, refusedPercentMax: 10, runTotalMax: centsOf('100.00') },
    full(1, row(ANNA, '5000.00'), unreadable(BRAM)),
  )
  expect([state, says]).toEqual([
    'held',
    'Every run waits (setting). 50 % of the workers are refused, more than the limit of 10 %. 2,000.00 euros would be paid or held, more than the limit of 100.00 euros.',
  ])
})

test('no limit: nothing waits, and nothing is computed twice', async () => {
  const system = await having(ANNA)
  expect((await verdict(system, {}, full(1, row(ANNA, '5000.00'))))[0]).toBe('settled')
  expect(stateOfRun(system, await again(system))).toBe('settled')
})

test('a file of which nothing is left to book passes every limit of a share', async () => {
  const system = await having(ANNA)
  const early = declarationCsv(declared(BAKERY, 'FULL', 1, [row(ANNA, '5000.00', { quarter: '2024Q4' })]))
  expect((await verdict(system, { refusedPercentMax: 0, changePercentMax: 0, runTotalMax: centsOf('0.00') }, early))[0]).toBe('settled')
})
