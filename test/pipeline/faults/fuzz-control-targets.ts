// Understands where spoiled inputs meet what people and the schedule decide: requests of release, uploads started again, messages of a schedule, payees while amounts are held.
import { Logger } from '@aws-lambda-powertools/logger'
import type { SQSEvent } from 'aws-lambda'
import { messageHandler, scheduledInstants } from '../../../functions/runtime/queue.ts'
import { cents } from '../../../shared/kernel/money.ts'
import type { CreatedObject } from '../../../shared/pipeline/dependencies.ts'
import { stageOf, work } from '../../../shared/pipeline/layout.ts'
import { importIdOf } from '../../../shared/pipeline/registry-import.ts'
import { releaseText, type Action } from '../../../shared/pipeline/release/request.ts'
import { runIdOf } from '../../../shared/pipeline/run.ts'
import { NO_STOP_RULE } from '../../../shared/pipeline/run-limits.ts'
import { sweep } from '../../../shared/pipeline/sweep/sweep.ts'
import type { MemorySystem, QueuedEvent } from '../../support/memory-ports.ts'
import { BAKERY, GARAGE, IBANS, payee, payeesCsv, SHOP } from '../../support/pipeline-builders.ts'
import { again, FIRST, LATER, NUMBERS, registered, REQUESTS, SECOND, toQuiet, type Target } from './fuzz-cases.ts'
import { happens, mutate, oneOf, type Random } from './fuzz-mutations.ts'

const SECOND_PERSON = 'AWS:AROARELEASER:second'
const ON_HOLD = payeesCsv(payee(BAKERY, { hold: 'YES', hold_reason: 'doubt' }), payee(GARAGE, { iban: 'BE00000000000000' }))
type Line = readonly [action: Action, target: string, quarter?: string, reason?: string]

/** Declared while nobody could be paid. */
async function heldBefore(random: Random, settings: Parameters<typeof registered>[1] = {}): Promise<MemorySystem> {
  const system = await registered(random, settings)
  system.upload('registry/payees/hold.csv', ON_HOLD)
  await system.run()
  system.upload('declarations/before.csv', FIRST)
  await system.run()
  return system
}

interface Situation {
  readonly system: MemorySystem
  /** Waits for people: not every request ends by itself. */
  readonly isHeld: boolean
  /** Messages that come after the request. */
  readonly late: readonly QueuedEvent[]
}

/** Something to decide: amounts held, a measure paused, a run that waits, a run without one of its chunks. */
async function toDecide(random: Random): Promise<Situation> {
  const drawn = random()
  if (drawn < 0.35) return { system: await heldBefore(random), isHeld: false, late: [] }
  if (drawn < 0.55) {
    const system = await registered(random, { confirmsAccountNumbers: true })
    system.upload('release/before.csv', releaseText([['pause', 'IMW', '', 'doubt']]))
    system.upload('declarations/before.csv', FIRST)
    await system.run()
    return { system, isHeld: false, late: [] }
  }
  if (drawn < 0.8) {
    const system = await registered(random, { stopRule: { ...NO_STOP_RULE, runTotalMax: cents(100_000n) } })
    system.upload('declarations/before.csv', FIRST)
    await system.run()
    return { system, isHeld: true, late: [] }
  }
  const system = await registered(random, { chunkCharactersMin: 1 })
  system.upload('declarations/before.csv', FIRST)
  await system.run({ stages: ['intake'] })
  const late = system.queue.slice(1)
  system.queue = system.queue.slice(0, 1)
  await system.run()
  return { system, isHeld: false, late }
}

const linesFor = (run: string): readonly (readonly Line[])[] => [
  [['release', run]],
  [['abandon', run, '', 'wrong file']],
  [['settle-without', run, '', 'a chunk fails']],
  [
    ['release', BAKERY, '2024Q3'],
    ['retry', GARAGE, '2024Q3'],
    ['release', SHOP],
  ],
  [
    ['pause', 'VOP', '', 'doubt; and more'],
    ['resume', 'IMW'],
    ['release', BAKERY],
  ],
]

const RELEASE: Target = {
  name: 'release requests',
  weight: 7,
  play: async (random) => {
    const { system, isHeld, late } = await toDecide(random)
    const run = system.runs.all().findLast(({ source }) => source.key.startsWith('declarations/'))?.runId ?? ''
    const texts = linesFor(run).map(releaseText)
    const other = Buffer.from(happens(random, 0.2) ? oneOf(random, REQUESTS) : oneOf(random, texts))
    const mutated = mutate(Buffer.from(oneOf(random, texts)), random, { format: 'csv', other, numbers: NUMBERS }, happens(random, 0.15))
    const letIn = (into: MemorySystem): undefined =>
      void into.upload('release/fuzz.csv', mutated.bytes, undefined, happens(random, 0.7) ? SECOND_PERSON : undefined)
    const then = (after: MemorySystem): void => {
      after.queue.push(...late)
      if (happens(random, 0.3))
        after.upload(
          'release/after.csv',
          releaseText([
            ['resume', 'IMW'],
            ['release', BAKERY],
            ['release', run],
          ]),
        )
    }
    return toQuiet({ system, mutated, format: 'csv', isSenders: true, mayBeSilent: isHeld, letIn, then })
  },
}

const LOST: readonly (readonly [key: string, file: string])[] = [
  ['declarations/lost.csv', SECOND],
  ['dry-run/lost.csv', SECOND],
  ['registry/payees/lost.csv', LATER.payees],
  ['registry/entitlements/lost.csv', LATER.entitlements],
  ['recompute/lost.csv', 'all;2024Q3\n'],
  ['release/lost.csv', releaseText([['release', BAKERY]])],
]

const upload = (created: CreatedObject): CreatedObject & { readonly versionId: string } => ({
  ...created,
  versionId: created.versionId ?? '',
})

/** The trigger object of an upload that is started again, spoiled; the notification that was lost can come after all. */
const RESTART: Target = {
  name: 'uploads started again',
  weight: 5,
  play: async (random) => {
    const system = await heldBefore(random)
    const [key, file] = oneOf(random, LOST)
    const created = upload(system.upload(key, file))
    const late = system.queue
    system.queue = []
    const stage = stageOf('inbox', key) ?? 'intake'
    const trigger = work.restart(stage === 'registry' ? importIdOf(created) : runIdOf(created), stage)
    const text = JSON.stringify(created)
    const other = Buffer.from(JSON.stringify({ ...created, key: oneOf(random, LOST)[0] }))
    const mutated = mutate(Buffer.from(text), random, { format: 'json', other, numbers: NUMBERS }, false)
    const letIn = (into: MemorySystem): undefined => void into.objects.create('work', trigger, mutated.bytes)
    const then = (after: MemorySystem): void => void (happens(random, 0.5) && after.queue.push(...late))
    return toQuiet({ system, mutated, format: 'json', isSenders: false, letIn, then })
  },
}

/** As EventBridge writes it. */
const scheduled = (time: string): string =>
  JSON.stringify({
    version: '0',
    id: '53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa',
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: '123456789012',
    time,
    region: 'eu-west-1',
    resources: ['arn:aws:events:eu-west-1:123456789012:rule/sweep'],
    detail: {},
  })
const silent = new Logger({ logLevel: 'SILENT' })

/** A sweep with something to help on; what was lost comes after it too, so that every run ends whatever the instant was. */
const SCHEDULE: Target = {
  name: 'messages of the schedule',
  weight: 4,
  play: async (random) => {
    const system = await heldBefore(random)
    system.upload(...oneOf(random, LOST))
    if (happens(random, 0.5)) await system.run({ stages: ['intake', 'recompute', 'release'] })
    const late = system.queue
    system.queue = []
    const material = { format: 'json', other: Buffer.from(scheduled('2024-10-29T08:00:00Z')), numbers: NUMBERS } as const
    const mutated = mutate(Buffer.from(scheduled('2024-10-15T20:00:00Z')), random, material, false)
    const letIn = async ({ dependencies }: MemorySystem): Promise<readonly unknown[]> => {
      let errors: readonly unknown[] = []
      const event = { Records: [{ messageId: 'm', body: mutated.bytes.toString('utf8') }] } as SQSEvent
      const task = (at: string): Promise<unknown> =>
        sweep(at, dependencies, { backlog: () => Promise.resolve(0), deadLetters: () => Promise.resolve(0) })
      const handler = messageHandler(scheduledInstants, task, silent, (thrown) => (errors = thrown))
      for (let receives = 1; receives <= 3; receives++) if ((await handler(event)).batchItemFailures.length === 0) return []
      return errors
    }
    const then = (after: MemorySystem): void => void after.queue.push(...late)
    return toQuiet({ system, mutated, format: 'json', isSenders: true, mayBeSilent: true, letIn, then })
  },
}

/** A file that should let go what is held, spoiled: what goes out goes to an account number that stands in it. */
const HELD_PAYEES: Target = {
  name: 'payees while amounts are held',
  weight: 5,
  play: async (random) => {
    const system = await heldBefore(random)
    const good = payeesCsv(payee(BAKERY, { iban: IBANS[1] }), payee(GARAGE, { iban: IBANS[2], bic: 'GKCCBEBB' }))
    const other = Buffer.from(happens(random, 0.5) ? ON_HOLD : LATER.payees)
    const mutated = mutate(Buffer.from(good), random, { format: 'csv', other, numbers: NUMBERS }, happens(random, 0.15))
    const letIn = (into: MemorySystem): undefined => void into.upload('registry/payees/fuzz.csv', mutated.bytes)
    return toQuiet({ system, mutated, format: 'csv', isSenders: true, letIn, then: again(random, 0.25) })
  },
}

export const CONTROL_TARGETS: readonly Target[] = [RELEASE, RESTART, SCHEDULE, HELD_PAYEES]
