// Understands that the work on a report, or on a list of returned money, may stop anywhere and be repeated, and meet another on its way: the same end.
import { describe, expect, test } from 'vitest'
import type { StageName } from '../../../shared/pipeline/layout.ts'
import { failingAt, InjectedFault, killedAt, recorded, standingAt, type PortCall } from '../../support/fault-injection.ts'
import { STAGES, type MemorySystem, type QueuedEvent } from '../../support/memory-ports.ts'
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
  send,
  systemWith,
} from '../../support/pipeline-builders.ts'
import { dropRequest, listedHolds, setPayees, TOM } from '../../support/release-builders.ts'
import {
  answerAbout,
  booksOf,
  dropReturn,
  expectReturnsAccounted,
  paymentOf,
  reconciliationOf,
  refused,
  REGISTRAR,
  returnMoney,
  takenBack,
  totalsOf,
} from '../../support/return-builders.ts'

const [OF_BAKERY, OF_GARAGE] = [paymentOf(BAKERY, 1), paymentOf(GARAGE, 1)]

/** 2,000.00 to the bakery and 1,600.00 to the garage. */
async function paid(): Promise<{ system: MemorySystem; run: string }> {
  const system = await systemWith([grant(BAKERY, ANNA), grant(GARAGE, BRAM)])
  const run = send(
    system,
    'paid',
    declarationCsv(declared(BAKERY, 'FULL', 1, [row(ANNA, '5000.00')]), declared(GARAGE, 'FULL', 1, [row(BRAM, '4000.00')])),
  )
  await system.run()
  return { system, run }
}
const report = (system: MemorySystem, run: string, given: Parameters<typeof answerAbout>[1], name = 'stopped.xml'): string =>
  dropReturn(system, answerAbout(run, given), undefined, name)

/** A system with a file that has to be handled, and the stages of its run. */
const STORIES: Readonly<Record<string, { readonly stages: readonly StageName[]; readonly prepare: () => Promise<MemorySystem> }>> = {
  'a report that refuses one payment, accepts the other and names one that nobody knows': {
    stages: ['returns', 'compute', 'settle'],
    prepare: async () => {
      const { system, run } = await paid()
      report(system, run, { groupStatus: 'ACCP', listed: refused('AC04', OF_BAKERY, 'NOTPROVIDED') })
      return system
    },
  },
  'a report that refuses a payment whose payee was corrected before': {
    stages: ['settle'],
    prepare: async () => {
      const { system, run } = await paid()
      await setPayees(system, payeesCsv(payee(BAKERY, { iban: IBANS[1] })))
      report(system, run, { listed: refused('AC04', OF_BAKERY) })
      return system
    },
  },
  'a list of returned money': {
    stages: ['returns', 'compute', 'settle'],
    prepare: async () => {
      const { system } = await paid()
      dropReturn(system, `${OF_BAKERY};2000.00;2024-10-14;AC04;\n`, REGISTRAR, 'manual/stopped.csv')
      return system
    },
  },
  'a list of returned money that is released': {
    stages: ['release', 'settle'],
    prepare: async () => {
      const { system } = await paid()
      const manual = await returnMoney(system, REGISTRAR, `${OF_BAKERY};2000.00;2024-10-14;AC04;`)
      dropRequest(system, TOM, `release;${manual};;`)
      return system
    },
  },
}

/** The work up to the stage; its first event is left for the test. */
async function upTo(
  stage: StageName,
  { stages, prepare }: (typeof STORIES)[string],
): Promise<{ system: MemorySystem; event: QueuedEvent }> {
  const system = await prepare()
  const before = stages.includes('release') ? (stage === 'release' ? [] : ['release']) : ['returns', 'compute', 'settle']
  const earlier = before.slice(0, Math.max(before.indexOf(stage), stage === 'settle' && before[0] === 'release' ? 1 : 0)) as StageName[]
  await system.run({ stages: earlier })
  const event = system.queue.find((each) => each.stage === stage)
  if (!event) throw new Error(`no event of ${stage}`)
  system.queue = system.queue.filter((other) => other !== event)
  return { system, event }
}

/** The calls after which the end can be another one. Of lines that are written nothing is seen, and of the other reports nobody reads anything again. */
const visible = ({ name, key }: PortCall): boolean =>
  name !== 'writer.write' && (!key.startsWith('reports/') || /reconciliation|summary/.test(key))
/** A read whose answer is lost is a read that was not made. */
const isRead = ({ name }: PortCall): boolean =>
  /^(?:objects\.(?:read|exists|list)|registry\.employer|ledger\.entries|runs\.(?:get|pauses))$/.test(name)
/** The process is killed before a call, or the answer of a call is lost and the process goes on for a while. */
const STOPS = [
  ['before', killedAt],
  ['after', failingAt],
] as const
async function callsOf({ system, event }: Awaited<ReturnType<typeof upTo>>): Promise<readonly PortCall[]> {
  const { dependencies, calls } = recorded(system.copy().dependencies)
  await STAGES[event.stage](event.created, dependencies)
  return calls.filter(visible)
}
const everything = async (system: MemorySystem): Promise<unknown> => [
  system.state(),
  await listedHolds(system),
  (await system.registry.employer(BAKERY)).refusedPayments,
  (await system.registry.employer(GARAGE)).refusedPayments,
]

describe.each(Object.entries(STORIES))('%s', (_, story) => {
  test.each(story.stages)('%s stopped before and after any call, and delivered again: as if it had not stopped', async (stage) => {
    const at = await upTo(stage, story)
    const whole = at.system.copy()
    whole.queue.push(at.event)
    await whole.run()
    await expectReturnsAccounted(whole)
    const expected = await everything(whole)
    for (const call of await callsOf(at))
      for (const [when, stop] of isRead(call) ? STOPS.slice(0, 1) : STOPS) {
        const { number } = call
        const system = at.system.copy()
        const stopped = STAGES[stage](at.event.created, stop(system.dependencies, number, when))
        await expect(stopped, `call ${number}`).rejects.toThrow(InjectedFault)
        system.queue.push(at.event)
        await system.run()
        expect(await everything(system), `${when} call ${number}`).toEqual(expected)
      }
  })

  test.each(story.stages)('%s standing at any call while another delivery of it does all the work: the same', async (stage) => {
    const at = await upTo(stage, story)
    const whole = at.system.copy()
    whole.queue.push(at.event)
    await whole.run()
    const expected = await everything(whole)
    for (const { number } of await callsOf(at)) {
      const system = at.system.copy()
      const meanwhile = async (): Promise<void> => {
        system.queue.push(at.event)
        await system.run()
      }
      await STAGES[stage](at.event.created, standingAt(system.dependencies, number, meanwhile))
      await system.run()
      expect(await everything(system), `call ${number}`).toEqual(expected)
    }
  })
})

test('a run whose payments were ordered, then stopped, answered by the bank and delivered again: the same order, and everything reconciled', async () => {
  const system = await systemWith([grant(BAKERY, ANNA), grant(GARAGE, BRAM)])
  const run = send(
    system,
    'paid',
    declarationCsv(declared(BAKERY, 'FULL', 1, [row(ANNA, '5000.00')]), declared(GARAGE, 'FULL', 1, [row(BRAM, '4000.00')])),
  )
  await system.run({ stages: ['intake', 'compute'] })
  const [event] = system.queue
  if (!event) throw new Error('nothing to settle')
  system.queue = []
  const { dependencies, calls } = recorded(system.copy().dependencies)
  await STAGES.settle(event.created, dependencies)
  const ending = calls.findLast(({ name }) => name === 'runs.advance')
  await expect(STAGES.settle(event.created, killedAt(system.dependencies, ending?.number ?? 0, 'before'))).rejects.toThrow(InjectedFault)
  const ordered = system.objects.contents(['payments'])
  report(system, run, { groupStatus: 'ACCP', listed: refused('AC04', OF_BAKERY) })
  await system.run()
  const answered = reconciliationOf(system, run)
  system.queue.push(event)
  await system.run()
  expect(Object.fromEntries(Object.entries(system.objects.contents(['payments'])).filter(([name]) => name.includes(run)))).toEqual(ordered)
  expect(reconciliationOf(system, run)).toEqual(answered)
  expect(booksOf(system)).toEqual({ instructed: '1600.00', held: '2000.00' })
  await expectReturnsAccounted(system)
})

/** Two reports about the same run. */
const PAIRS: Readonly<Record<string, readonly [Parameters<typeof answerAbout>[1], Parameters<typeof answerAbout>[1]]>> = {
  'that refuse the same payment': [{ listed: refused('AC04', OF_BAKERY) }, { groupStatus: 'ACCP', listed: refused('AC06', OF_BAKERY) }],
  'that refuse a payment each': [{ listed: refused('AC04', OF_BAKERY) }, { listed: refused('AM04', OF_GARAGE) }],
}

describe.each(Object.entries(PAIRS))('two reports %s', (_, [one, other]) => {
  async function both(...order: readonly StageName[]): Promise<{ system: MemorySystem; run: string }> {
    const { system, run } = await paid()
    report(system, run, one, 'one.xml')
    report(system, run, other, 'other.xml')
    await system.run({ stages: order })
    return { system, run }
  }
  async function end(system: MemorySystem, run: string): Promise<unknown> {
    await expectReturnsAccounted(system)
    const { agrees, answers, differences } = reconciliationOf(system, run)
    return { agrees, answers, differences, totals: totalsOf(system, run), books: booksOf(system), back: takenBack(system) }
  }

  test.each<[StageName, readonly StageName[]]>([
    ['returns', []],
    ['settle', ['returns', 'compute']],
  ])('the one standing at any call of %s while the other does all its work: the same end', async (stage, before) => {
    const prepared = await both(...before)
    const alone = prepared.system.copy()
    await alone.run()
    const expected = await end(alone, prepared.run)
    expect(expected).toMatchObject({ agrees: true, answers: 2, differences: [] })
    const events = prepared.system.queue.filter((each) => each.stage === stage)
    for (const event of events) {
      const at = prepared.system.copy()
      at.queue = at.queue.filter((each) => each !== event)
      for (const { number } of await callsOf({ system: at, event })) {
        const system = at.copy()
        await STAGES[stage](
          event.created,
          standingAt(system.dependencies, number, () => system.run()),
        )
        await system.run()
        expect(await end(system, prepared.run), `call ${number} of ${event.created.key}`).toEqual(expected)
      }
    }
  })
})
