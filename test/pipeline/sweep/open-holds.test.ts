// Understands accounts with open holds under a sweep: one request for those whose reason is gone, none for the others, and an index that forgets what nobody holds any more.
import { Readable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { cents } from '../../../shared/kernel/money.ts'
import { SWEEP_AGAIN_HOURS } from '../../../shared/kernel/limits.ts'
import type { Dependencies } from '../../../shared/pipeline/dependencies.ts'
import { releaseText } from '../../../shared/pipeline/release/request.ts'
import { NO_STOP_RULE } from '../../../shared/pipeline/run-limits.ts'
import { aroundPorts } from '../../support/fault-injection.ts'
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
  IBANS,
  payee,
  payeesCsv,
  row,
  SHOP,
  systemWith,
} from '../../support/pipeline-builders.ts'
import { full } from '../../support/recompute-builders.ts'
import { HOUR, LATER, ORIGINAL, paymentsIn, plus, sweepAt, type Swept } from './sweep-builders.ts'

const AGAIN = SWEEP_AGAIN_HOURS * HOUR
const GRANTS = [grant(BAKERY, ANNA), grant(GARAGE, CEM), grant(SHOP, BRAM)]
const ALL = declarationCsv(
  declared(BAKERY, 'FULL', 1, [row(ANNA, '5000.00')]),
  declared(GARAGE, 'FULL', 1, [row(CEM, '2500.00')]),
  declared(SHOP, 'FULL', 1, [row(BRAM, '4000.00')]),
)
const PAID = [`${BAKERY} 2024Q3 2000.00`, `${GARAGE} 2024Q3 1000.00`, `${SHOP} 2024Q3 1600.00`]

/** Ports on which the index of open holds shows nothing yet: it lags behind. */
function withoutIndex({ dependencies }: MemorySystem): Dependencies {
  const ports = aroundPorts(dependencies, (_, effect) => effect())
  return { ...ports, runs: { ...ports.runs, openHolds: () => Readable.from([]) } }
}

let requests = 0
async function ask(system: MemorySystem, lines: Parameters<typeof releaseText>[0], dependencies = system.dependencies): Promise<void> {
  system.upload(`release/${String((requests += 1))}.csv`, releaseText(lines))
  await system.run({ dependencies })
}

/** Declared while IMW was paused, and let go on when nobody could see yet what was held: the reason is gone, and nobody asked. */
async function forgotten(file = ALL): Promise<MemorySystem> {
  const system = await systemWith(GRANTS)
  await ask(system, [['pause', 'IMW', '', 'doubt']])
  system.upload('declarations/a.csv', file)
  await system.run()
  await ask(system, [['resume', 'IMW']], withoutIndex(system))
  expect(paymentsIn(system)).toEqual([])
  return system
}

const requestsIn = ({ wrote }: Swept): string[] => wrote.filter((name) => name.startsWith('inbox/release/sweep-'))

describe('accounts whose reason is gone', () => {
  test('one request for all of them, and each is paid once', async () => {
    const system = await forgotten()
    const { report, wrote, metrics } = await sweepAt(system, LATER)
    expect(wrote).toEqual(report.helped.map((key) => `inbox/${key}`))
    expect(wrote.length).toBe(1)
    expect(system.objects.text('inbox', report.helped[0]!)).toBe(
      releaseText([BAKERY, GARAGE, SHOP].map((employer) => ['retry', employer, '2024Q3'])),
    )
    expect(metrics.OpenHolds).toBe(3)
    await system.run()
    expect(paymentsIn(system)).toEqual(PAID)
    const next = await sweepAt(system, plus(LATER, 2 * AGAIN))
    expect(next).toMatchObject({ wrote: [], report: { helped: [], holds: [] }, metrics: { OpenHolds: 0 } })
    for await (const each of system.runs.openHolds()) expect.unreachable(JSON.stringify(each))
  })

  test.each(['release', 'settle'] as const)('nothing is asked for while messages of %s wait; it is told that they wait', async (stage) => {
    const system = await forgotten()
    expect(await sweepAt(system, LATER, { busy: [stage] })).toMatchObject({ wrote: [], metrics: { OpenHolds: 3 } })
    expect((await sweepAt(system, LATER, { busy: ['intake', 'compute', 'recompute', 'registry'] })).wrote.length).toBe(1)
  })

  test('those that are asked for are named with the reason they were held for, and others beside them with theirs', async () => {
    const system = await forgotten()
    system.upload('registry/payees/hold.csv', payeesCsv(payee(GARAGE, { hold: 'YES' })))
    await system.run()
    const { report } = await sweepAt(system, LATER)
    expect(system.objects.text('inbox', report.helped[0]!)).toBe(
      releaseText([BAKERY, SHOP].map((employer) => ['retry', employer, '2024Q3'])),
    )
    expect(report.holds.map(({ employerNumber, codes }) => [employerNumber, codes])).toEqual([
      [BAKERY, ['PAY-007']],
      [GARAGE, ['PAY-003']],
      [SHOP, ['PAY-007']],
    ])
    await system.run()
    expect(paymentsIn(system)).toEqual([PAID[0], PAID[2]])
  })
})

describe('how often it asks', () => {
  test('the same account and payee at most once in some hours, to the millisecond', async () => {
    const system = await forgotten(ORIGINAL)
    expect(requestsIn(await sweepAt(system, LATER)).length).toBe(1)
    for (const at of [LATER, plus(LATER, 1), plus(LATER, AGAIN - 1)]) expect(requestsIn(await sweepAt(system, at)), at).toEqual([])
  })

  test('another version of the payee is another request; both together pay once', async () => {
    const system = await forgotten(ORIGINAL)
    const first = await sweepAt(system, LATER)
    const waiting = [...system.queue]
    system.queue = []
    system.upload('registry/payees/new.csv', payeesCsv(payee(BAKERY, { iban: IBANS[1] })))
    await system.run({ stages: ['registry'] })
    // What the import asks for itself is lost here: only the sweep is left.
    system.queue = []
    const second = await sweepAt(system, plus(LATER, AGAIN))
    expect(requestsIn(second).length).toBe(1)
    expect(second.report.helped).not.toContain(first.report.helped[0])
    system.queue = [...waiting, ...system.queue]
    await system.run()
    expect(paymentsIn(system)).toEqual([PAID[0]])
  })

  test('again when the first request found another reason, and that is gone too', async () => {
    const system = await forgotten(ORIGINAL)
    const { report } = await sweepAt(system, LATER)
    const waiting = [...system.queue]
    system.queue = []
    await ask(system, [['pause', 'IMW', '', 'doubt again']])
    system.queue = waiting
    await system.run()
    expect(paymentsIn(system)).toEqual([])
    await ask(system, [['resume', 'IMW']], withoutIndex(system))
    const again = await sweepAt(system, plus(LATER, 2 * AGAIN))
    expect(requestsIn(again).length, `${report.helped[0] ?? ''} once more, or another one`).toBe(1)
    await system.run()
    expect(paymentsIn(system)).toEqual([PAID[0]])
  })

  test('what is told to be done was done: a request that stands already is not called help', async () => {
    const system = await forgotten(ORIGINAL)
    await sweepAt(system, LATER)
    // Its run was abandoned by a person.
    await system.run({ stages: ['release'] })
    const run = system.runs.all().at(-1)!.runId
    system.queue = []
    await ask(system, [['abandon', run, '', 'not yet']])
    const { report, wrote } = await sweepAt(system, plus(LATER, 2 * AGAIN))
    expect(report.helped.toSorted()).toEqual(wrote.map((name) => name.replace(/^(?:inbox|work)\//, '')).toSorted())
  })
})

describe('accounts whose reason is still there', () => {
  test.each([
    ['payee on hold', payee(BAKERY, { hold: 'YES' }), 'PAY-003'],
    ['account number wrong', payee(BAKERY, { iban: 'BE00000000000000' }), 'PAY-002'],
  ])('%s: nothing is asked for, the code is told', async (_, bad, code) => {
    const system = await systemWith(GRANTS)
    system.upload('registry/payees/bad.csv', payeesCsv(bad))
    await system.run()
    system.upload('declarations/a.csv', ORIGINAL)
    await system.run()
    for (let sweeps = 0; sweeps < 4; sweeps++) {
      const { report, wrote } = await sweepAt(system, plus(LATER, sweeps * AGAIN))
      expect(wrote).toEqual([])
      expect(report).toMatchObject({ standingStill: [], holds: [{ employerNumber: BAKERY, quarter: '2024Q3', codes: [code] }] })
    }
  })

  test('paused: told; resumed: paid by the request of who resumed, and the sweep has nothing to add', async () => {
    const system = await systemWith(GRANTS)
    await ask(system, [['pause', 'IMW', '', 'doubt']])
    system.upload('declarations/a.csv', ORIGINAL)
    await system.run()
    expect((await sweepAt(system, LATER)).report.holds).toEqual([
      { employerNumber: BAKERY, quarter: '2024Q3', codes: ['PAY-007'], amount: '2000.00' },
    ])
    await ask(system, [['resume', 'IMW']])
    expect(paymentsIn(system)).toEqual([PAID[0]])
    expect(await sweepAt(system, plus(LATER, AGAIN))).toMatchObject({ wrote: [], report: { holds: [] } })
  })

  test('a recovery that waits for a second person (RUN-003) is told, never released', async () => {
    const system = await systemWith([grant(BAKERY, ANNA), grant(BAKERY, BRAM)], {
      stopRule: { ...NO_STOP_RULE, recovery: { percentMax: null, euroMax: cents(100_000n) } },
    })
    system.upload('declarations/a.csv', full(1, row(ANNA, '5000.00'), row(BRAM, '4000.00')))
    await system.run()
    system.upload('declarations/b.csv', full(2, row(BRAM, '4000.00')))
    await system.run()
    const ledger = system.ledger.all()
    for (let sweeps = 0; sweeps < 5; sweeps++) {
      const { report, wrote, metrics } = await sweepAt(system, plus(LATER, sweeps * AGAIN))
      expect(wrote).toEqual([])
      expect(report.holds).toEqual([{ employerNumber: BAKERY, quarter: '2024Q3', codes: ['RUN-003'], amount: '0.00' }])
      expect(metrics).toEqual({ StandingStill: 0, OpenHolds: 1 })
      await system.run()
    }
    expect(system.ledger.all()).toEqual(ledger)
  })
})
