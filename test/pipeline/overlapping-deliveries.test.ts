// Understands two deliveries of one trigger that overlap: while one stands at any of its calls, another does the whole work; then the first goes on, or is killed there.
import { describe, expect, test } from 'vitest'
import type { Dependencies } from '../../shared/pipeline/dependencies.ts'
import type { StageName } from '../../shared/pipeline/layout.ts'
import { FAULT_TIMES, killedAt, recorded, standingAt } from '../support/fault-injection.ts'
import { STAGES, type MemorySystem, type QueuedEvent } from '../support/memory-ports.ts'
import {
  ANNA,
  BAKERY,
  BRAM,
  CEM,
  declarationCsv,
  declared,
  filesOf,
  GARAGE,
  grant,
  outputsOf,
  payee,
  payeesCsv,
  row,
  send,
  SHOP,
  systemWith,
  unreadable,
} from '../support/pipeline-builders.ts'
import { dmfa, form, person } from '../support/xml-builders.ts'

const STAGE_ORDER: readonly StageName[] = ['intake', 'compute', 'settle']
const csv = declarationCsv(
  declared(BAKERY, 'FULL', 1, [row(ANNA, '5000.00'), unreadable(BRAM)]),
  declared(GARAGE, 'FULL', 1, [row(CEM, '2500.00', { quarter: '2025Q1' })]),
)

interface Ready {
  readonly system: MemorySystem
  readonly event: QueuedEvent
  readonly run: string
}
const ready = new Map<StageName, Promise<Ready>>()

/** A run whose file is free again afterwards (DCL-002), up to where the stage begins. Made once per stage: every story goes on from a copy. */
async function upTo(stage: StageName): Promise<Ready> {
  const made = ready.get(stage) ?? madeUpTo(stage)
  ready.set(stage, made)
  const { system, ...rest } = await made
  return { ...rest, system: system.copy() }
}

async function madeUpTo(stage: StageName): Promise<Ready> {
  const system = await systemWith([grant(BAKERY, ANNA), grant(GARAGE, CEM)])
  const run = send(system, 'declaration', csv)
  await system.run({ stages: STAGE_ORDER.slice(0, STAGE_ORDER.indexOf(stage)) })
  return { system, event: system.queue[0]!, run }
}

async function callsOf(stage: StageName): Promise<number> {
  const { system, event } = await upTo(stage)
  const { dependencies, calls } = recorded(system.dependencies)
  await STAGES[stage](event.created, dependencies)
  return calls.length
}

/** The first delivery stands at its n-th call while `meanwhile` happens; then it goes on with these ports. */
async function overlap(
  stage: StageName,
  number: number,
  meanwhile: (system: MemorySystem) => Promise<void>,
  after: (dependencies: Dependencies) => Dependencies,
): Promise<MemorySystem> {
  const { system, event } = await upTo(stage)
  const standing = standingAt(after(system.dependencies), number, () => meanwhile(system))
  await STAGES[stage](event.created, standing).catch(() => undefined)
  await system.run()
  return system
}

const wholeWork = async (system: MemorySystem): Promise<void> => system.run()

/** Everything but the claims of contents, which have a test of their own. */
const withoutClaims = (system: MemorySystem): Record<string, unknown> => ({ ...system.state(), claims: undefined })

describe.each(STAGE_ORDER)('%s', (stage) => {
  test('the slow delivery goes on after the other has done the whole work: the same state', async () => {
    const expected = await upTo(stage)
    await expected.system.run()
    const calls = await callsOf(stage)
    for (let number = 1; number <= calls; number++) {
      const system = await overlap(stage, number, wholeWork, (dependencies) => dependencies)
      expect(withoutClaims(system), `call ${number}`).toEqual(withoutClaims(expected.system))
    }
  })

  test('the slow delivery goes on after the other has done the whole work: a content that was freed stays free', async () => {
    const calls = await callsOf(stage)
    for (let number = 1; number <= calls; number++) {
      const system = await overlap(stage, number, wholeWork, (dependencies) => dependencies)
      expect(system.runs.claims(), `call ${number}`).toEqual({})
    }
  })

  test.each(FAULT_TIMES)('the slow delivery is killed later, %s any call, and delivered again: the same state', async (when) => {
    const expected = await upTo(stage)
    await expected.system.run()
    const calls = await callsOf(stage)
    for (let number = 1; number <= calls; number++) {
      // Before a later call is after the one before it.
      for (let killed = number; killed <= (when === 'before' ? number : calls); killed++) {
        const system = await overlap(stage, number, wholeWork, (dependencies) => killedAt(dependencies, killed, when))
        await STAGES[stage](expected.event.created, system.dependencies)
        await system.run()
        expect(withoutClaims(system), `standing at ${number}, killed at ${killed}`).toEqual(withoutClaims(expected.system))
      }
    }
  })
})

test('an intake that stands still while its run is settled and the freed file is sent again: the reports of the settled run stay', async () => {
  const againAfterTheQuarter = async (system: MemorySystem): Promise<void> => {
    await system.run()
    send(system, 'again', csv, '2025-04-02T08:00:00.000Z')
    await system.run()
  }
  const { system: expected, run } = await upTo('intake')
  await againAfterTheQuarter(expected)
  const calls = await callsOf('intake')
  for (let number = 1; number <= calls; number++) {
    const system = await overlap('intake', number, againAfterTheQuarter, (dependencies) => dependencies)
    expect(filesOf(system, run), `call ${number}`).toEqual(filesOf(expected, run))
  }
})

describe('a DmfA whose first employer is named by RSZ number alone, and becomes known while a slow intake stands', () => {
  const named = (employer: string, ...workers: string[]): string =>
    form(workers.map((inss) => person(inss)).join(''), { CompanyID: employer })
  const text = dmfa(named('0', ANNA, BRAM, CEM), named(GARAGE, ANNA), named(SHOP, BRAM))
  const grants = [grant(BAKERY, ANNA), grant(GARAGE, ANNA), grant(SHOP, BRAM)]

  /** With chunks so small that a declaration of three workers fills one, a rejected one does not. */
  async function sent(): Promise<{ system: MemorySystem; event: QueuedEvent; run: string }> {
    const system = await systemWith(grants, { chunkCharactersMin: 1_000 })
    const run = send(system, 'forms.xml', text, '2025-01-15T09:00:00.000Z')
    return { system, event: system.queue[0]!, run }
  }

  test('at any of its calls: what the first reading found counts, and each employer is paid once', async () => {
    const expected = await sent()
    await expected.system.run()
    const paid = outputsOf(expected.system, expected.run)
    expect([paid.exceptions, paid.payments.map(({ employerNumber }) => employerNumber)]).toEqual([['DCL-007'], [GARAGE, SHOP]])
    const counted = await sent()
    const watched = recorded(counted.system.dependencies)
    await STAGES.intake(counted.event.created, watched.dependencies)
    for (let number = 1; number <= watched.calls.length; number++) {
      const { system, event, run } = await sent()
      const meanwhile = async (): Promise<void> => {
        await STAGES.intake(event.created, system.dependencies)
        const first = system.queue.find(({ stage }) => stage === 'compute')!
        await STAGES.compute(first.created, system.dependencies)
        system.queue = system.queue.filter((each) => each !== first && each !== event)
        const later = system.queue
        system.queue = []
        system.upload('registry/payees/noss.csv', payeesCsv(payee(BAKERY, { noss_number: '199999740' })))
        await system.run()
        system.queue = later
      }
      await STAGES.intake(event.created, standingAt(system.dependencies, number, meanwhile))
      await system.run()
      const { payments, exceptions, summary } = outputsOf(system, run)
      expect(summary?.state, `call ${number}`).toBe('settled')
      const isKnown = !exceptions.includes('DCL-007')
      expect(
        payments.map(({ employerNumber }) => employerNumber),
        `call ${number}`,
      ).toEqual([...(isKnown ? [BAKERY] : []), GARAGE, SHOP])
    }
  })
})
