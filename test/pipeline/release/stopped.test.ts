// Understands that a decision may stop anywhere and be repeated, and meet anything else on its way: the same answer, paid once, nothing lost.
import { describe, expect, test } from 'vitest'
import { work, type StageName } from '../../../shared/pipeline/layout.ts'
import { centsOf } from '../../../shared/kernel/money.ts'
import { failingAt, InjectedFault, killedAt, recorded, standingAt, type PortCall } from '../../support/fault-injection.ts'
import { STAGES, type MemorySystem, type QueuedEvent } from '../../support/memory-ports.ts'
import {
  ANNA,
  BAKERY,
  BRAM,
  CEM,
  declarationCsv,
  declared,
  entitlementsCsv,
  GARAGE,
  grant,
  payee,
  payeesCsv,
  row,
  systemWith,
} from '../../support/pipeline-builders.ts'
import { full } from '../../support/recompute-builders.ts'
import { ELS, expectAccounted, listedHolds, MIA, sendBy, stopRule, TOM } from '../../support/release-builders.ts'

const RULE = stopRule({ runTotalMax: centsOf('10000.00'), recovery: { percentMax: 50, euroMax: null } })
const csv = full(1, row(ANNA, '5000.00'), row(BRAM, '4000.00'))
const send = (system: MemorySystem, text: string, name: string): string => sendBy(system, ELS, text, name)
const lose = async (system: MemorySystem, ...stages: StageName[]): Promise<void> => {
  await system.run({ stages })
  system.queue = []
}

/** Grants at the bakery, at the garage enough to be held; a chunk for each account. */
async function having(payees: string, settings: Parameters<typeof systemWith>[1] = RULE): Promise<MemorySystem> {
  const system = await systemWith([], settings)
  const rich = Array.from({ length: 3 }, (_, n) => grant(GARAGE, [ANNA, BRAM, CEM][n]!))
  system.upload('registry/entitlements/all.csv', entitlementsCsv(grant(BAKERY, ANNA), grant(BAKERY, BRAM), ...rich))
  system.upload('registry/payees/all.csv', payees, system.objects.now, MIA)
  await system.run()
  return system
}
const GOOD = payeesCsv(payee(BAKERY), payee(GARAGE))
const ON_HOLD = payeesCsv(payee(BAKERY, { hold: 'YES' }), payee(GARAGE))
const large = declarationCsv(
  declared(
    GARAGE,
    'FULL',
    1,
    [ANNA, BRAM, CEM].map((inss) => row(inss, '12000.00')),
  ),
)

/** A system with something that waits, and the request that decides about it; its run is the one that is stopped. */
const DECISIONS: Readonly<Record<string, () => Promise<MemorySystem>>> = {
  'a hold whose payee is good, known to nobody': async () => {
    const system = await having(ON_HOLD)
    send(system, csv, 'csv')
    await system.run()
    system.upload('registry/payees/good.csv', GOOD)
    await lose(system, 'registry')
    system.upload('release/x.csv', `release;${BAKERY};;\nnonsense\n`, system.objects.now, TOM)
    return system
  },
  'an account number that is confirmed': async () => {
    const system = await having(GOOD, { ...RULE, confirmsAccountNumbers: true })
    send(system, csv, 'csv')
    await system.run()
    system.upload('release/x.csv', `release;${BAKERY};2024Q3;\n`, system.objects.now, TOM)
    return system
  },
  'a pause that is lifted': async () => {
    const system = await having(GOOD)
    system.upload('release/pause.csv', 'pause;IMW;;why\n', system.objects.now, TOM)
    await system.run()
    send(system, csv, 'csv')
    await system.run()
    system.upload('release/x.csv', 'resume;IMW;;\n', system.objects.now, TOM)
    return system
  },
  'a large recovery': async () => {
    const system = await having(GOOD)
    send(system, csv, 'csv')
    await system.run()
    send(system, full(2, row(BRAM, '4000.00')), 'cut-off')
    await system.run()
    system.upload('release/x.csv', `release;${BAKERY};2024Q3;\n`, system.objects.now, TOM)
    return system
  },
  'a run that waits': async () => {
    const system = await having(GOOD)
    const run = send(system, large, 'large')
    await system.run()
    expect(system.runs.all().find(({ runId }) => runId === run)?.state).toBe('held')
    system.upload('release/x.csv', `release;${run};;\n`, system.objects.now, TOM)
    return system
  },
  'a run that is given up': async () => {
    const system = await having(GOOD)
    const run = send(system, large, 'large')
    await system.run()
    system.upload('release/x.csv', `abandon;${run};;why\n`, system.objects.now, TOM)
    return system
  },
  'a run without its dead chunk': async () => {
    const system = await having(GOOD, { ...RULE, chunkCharactersMin: 1 })
    const run = send(
      system,
      declarationCsv(declared(BAKERY, 'FULL', 1, [row(ANNA, '5000.00')]), declared(GARAGE, 'FULL', 1, [row(CEM, '2500.00')])),
      'two',
    )
    await system.run({ stages: ['intake'] })
    system.queue = system.queue.filter(({ created }) => created.key !== work.computeTrigger(run, 2))
    await system.run()
    system.upload('release/x.csv', `settle-without;${run};;why\n`, system.objects.now, TOM)
    return system
  },
}
/** The process is killed before a call, or the answer of a call is lost and the process goes on for a while. */
const STOPS = [
  ['before', killedAt],
  ['after', failingAt],
] as const
const STAGE_ORDER = ['release', 'compute', 'settle'] as const
type Stage = (typeof STAGE_ORDER)[number]

/** The work of the request as far as the stage; gives its first event. */
async function upTo(stage: Stage, prepare: () => Promise<MemorySystem>): Promise<{ system: MemorySystem; event: QueuedEvent }> {
  const system = await prepare()
  await system.run({ stages: STAGE_ORDER.slice(0, STAGE_ORDER.indexOf(stage)) })
  const event = system.queue.find((each) => each.stage === stage)!
  system.queue = system.queue.filter((other) => other !== event)
  return { system, event }
}

/** The calls that others can see; of the lines that are written nothing is seen before the file is closed. */
const visible = (calls: readonly PortCall[]): PortCall[] => calls.filter(({ name }) => name !== 'writer.write')
/** A read whose answer is lost is a read that was not made. */
const isRead = ({ name }: PortCall): boolean =>
  /^(?:objects\.(?:read|exists|list)|registry\.employer|ledger\.(?:entries|quartersOf)|runs\.(?:get|pauses|holderOf))$/.test(name)

const everything = async (system: MemorySystem): Promise<unknown> => [
  system.state(),
  await listedHolds(system),
  await system.runs.pauses(),
  [...(await system.registry.employer(BAKERY)).confirmedIbans],
]

describe.each(Object.entries(DECISIONS))('%s', (_, prepare) => {
  async function callsOf(stage: Stage): Promise<PortCall[]> {
    const { system, event } = await upTo(stage, prepare)
    const { dependencies, calls } = recorded(system.dependencies)
    await STAGES[stage](event.created, dependencies)
    return visible(calls)
  }
  async function undisturbed(): Promise<MemorySystem> {
    const system = await prepare()
    await system.run()
    await expectAccounted(system)
    return system
  }

  test.each(STAGE_ORDER)(
    '%s stopped before and after any call, and delivered again: byte for byte as if it had not stopped',
    async (stage) => {
      const expected = await everything(await undisturbed())
      const calls = await callsOf(stage)
      for (const call of calls)
        for (const [when, stop] of isRead(call) ? STOPS.slice(0, 1) : STOPS) {
          const { number } = call
          const { system, event } = await upTo(stage, prepare)
          await expect(STAGES[stage](event.created, stop(system.dependencies, number, when)), `call ${number}`).rejects.toThrow(
            InjectedFault,
          )
          system.queue.push(event)
          await system.run()
          expect(await everything(system), `${when} call ${number}`).toEqual(expected)
        }
    },
  )

  test.each(STAGE_ORDER)('%s standing at any call while another delivery of it does all the work: the same', async (stage) => {
    const expected = await everything(await undisturbed())
    const calls = await callsOf(stage)
    for (const { number } of calls) {
      const { system, event } = await upTo(stage, prepare)
      const meanwhile = async (): Promise<void> => {
        system.queue.push(event)
        await system.run()
      }
      await STAGES[stage](event.created, standingAt(system.dependencies, number, meanwhile))
      await system.run()
      expect(await everything(system), `call ${number}`).toEqual(expected)
    }
  })
})
