// Understands where spoiled inputs go in: files of senders, messages of S3, and objects of our own; each case in a small system of its own, to quiet.
import { gunzipSync, gzipSync } from 'node:zlib'
import { Logger } from '@aws-lambda-powertools/logger'
import type { SQSEvent } from 'aws-lambda'
import { queueHandler } from '../../../functions/runtime/queue.ts'
import type { CreatedObject } from '../../../shared/pipeline/dependencies.ts'
import { collect } from '../../../shared/pipeline/records.ts'
import { stageOf, work, type Bucket } from '../../../shared/pipeline/layout.ts'
import { REGISTRY_KINDS, type RegistryKind } from '../../../shared/registry/import.ts'
import { STAGES, type MemorySystem } from '../../support/memory-ports.ts'
import {
  again,
  ATTEST_CHANGED,
  ATTESTS,
  declaredBefore,
  DMFA,
  DMFA_OF_NOSS,
  FIRST,
  LATER,
  NUMBERS,
  registered,
  REGISTRY,
  REQUESTS,
  SECOND,
  toQuiet,
  type Played,
  type Target,
} from './fuzz-cases.ts'
import { CONTROL_TARGETS } from './fuzz-control-targets.ts'
import { below, happens, mutate, oneOf, type Format, type Mutated, type Random } from './fuzz-mutations.ts'

/** A declaration file in one of its forms, on an empty account or on one that was declared before. */
function declarations(name: string, weight: number, format: Format, files: readonly string[], packedShare: number): Target {
  return {
    name,
    weight,
    play: async (random) => {
      const file = oneOf(random, files)
      const isPacked = happens(random, packedShare)
      const mutated = mutate(Buffer.from(file), random, { format, other: Buffer.from(oneOf(random, files)), numbers: NUMBERS }, isPacked)
      const isLater = happens(random, 0.25)
      const [first = ''] = files
      const system = isLater ? await declaredBefore(random, first, format) : await registered(random)
      const key = `${happens(random, 0.15) ? 'dry-run' : 'declarations'}/fuzz.${format}${isPacked ? '.gz' : ''}`
      const letIn = (into: MemorySystem): undefined => void into.upload(key, mutated.bytes)
      return toQuiet({ system, mutated, format, isSenders: true, letIn, then: again(random, 0.15) })
    },
  }
}

const registryOf = (kind: RegistryKind): Target => ({
  name: kind,
  weight: 4,
  play: async (random) => {
    const isPacked = happens(random, 0.15)
    const file = Buffer.from(happens(random, 0.3) && kind !== 'aliases' ? REGISTRY[kind] : LATER[kind])
    const other = Buffer.from(LATER[oneOf(random, REGISTRY_KINDS)])
    const mutated = mutate(file, random, { format: 'csv', other, numbers: NUMBERS }, isPacked)
    const system = await declaredBefore(random)
    const letIn = (into: MemorySystem): undefined => void into.upload(`registry/${kind}/fuzz.csv`, mutated.bytes)
    return toQuiet({ system, mutated, format: 'csv', isSenders: true, letIn, then: again(random, 0.25) })
  },
})

const REQUEST: Target = {
  name: 'requests',
  weight: 6,
  play: async (random) => {
    const file = oneOf(random, REQUESTS)
    const mutated = mutate(
      Buffer.from(file),
      random,
      { format: 'csv', other: Buffer.from(oneOf(random, REQUESTS)), numbers: NUMBERS },
      happens(random, 0.15),
    )
    const system = await declaredBefore(random)
    // Something that moves: the request comes beside that of an import.
    if (happens(random, 0.5)) {
      system.upload('registry/entitlements/later.csv', LATER.entitlements)
      await system.run({ stages: ['registry'] })
    }
    const key = `recompute/${happens(random, 0.3) ? 'dry-run/' : ''}fuzz.csv`
    const letIn = (into: MemorySystem): undefined => void into.upload(key, mutated.bytes)
    return toQuiet({ system, mutated, format: 'csv', isSenders: true, letIn })
  },
}

/** As S3 writes it. */
const notification = ({ bucket, key, versionId, size, eventTime, sequencer, principal }: CreatedObject): string =>
  JSON.stringify({
    Records: [
      {
        eventVersion: '2.1',
        eventSource: 'aws:s3',
        awsRegion: 'eu-west-1',
        eventTime,
        eventName: 'ObjectCreated:Put',
        userIdentity: { principalId: principal },
        s3: {
          bucket: { name: bucket, arn: `arn:aws:s3:::${bucket}` },
          object: { key: encodeURIComponent(key).replaceAll('%2F', '/').replaceAll('%20', '+'), size, eTag: 'x', versionId, sequencer },
        },
      },
    ],
  })

const silent = new Logger({ logLevel: 'SILENT' })
const UPLOADS: readonly (readonly [key: string, file: string])[] = [
  ['declarations/a file.csv', SECOND],
  ['dry-run/é.csv', SECOND],
  ['declarations/a.xml', DMFA],
  ['registry/payees/a.csv', LATER.payees],
  ['registry/entitlements/a+b.csv', LATER.entitlements],
  ['recompute/a.csv', 'all;2024Q3\n'],
  ['recompute/dry-run/100%.csv', 'all;2024Q3\n'],
]

const ODD_KEYS = [
  '',
  '%',
  'declarations/%',
  'declarations/%E0%A4.csv',
  '+',
  'declarations/',
  'registry/',
  'registry/x/a.csv',
  'recompute/dry-run/',
  '../a.csv',
] as const
function withKey(body: Buffer, random: Random): Mutated {
  const bytes = Buffer.from(body.toString('utf8').replace(/"key":"[^"]*"/, () => `"key":"${oneOf(random, ODD_KEYS)}"`))
  return { plain: bytes, bytes, names: ['odd key'] }
}

const EVENT: Target = {
  name: 'S3 events',
  weight: 7,
  play: async (random) => {
    const system = await declaredBefore(random)
    const [key, file] = oneOf(random, UPLOADS)
    const created = system.upload(key, file)
    const stage = STAGES[stageOf('inbox', key) ?? 'intake']
    system.queue = []
    const other = Buffer.from(notification({ ...created, key: oneOf(random, UPLOADS)[0] }))
    const body = Buffer.from(notification(created))
    const mutated = happens(random, 0.1) ? withKey(body, random) : mutate(body, random, { format: 'json', other, numbers: NUMBERS }, false)
    const letIn = async ({ dependencies }: MemorySystem): Promise<readonly unknown[]> => {
      let errors: readonly unknown[] = []
      const event = { Records: [{ messageId: 'm', body: mutated.bytes.toString('utf8') }] } as SQSEvent
      const handler = queueHandler(
        (each) => stage(each, dependencies),
        silent,
        (thrown) => (errors = thrown),
      )
      for (let receives = 1; receives <= 3; receives++) if ((await handler(event)).batchItemFailures.length === 0) return []
      return errors
    }
    return toQuiet({ system, mutated, format: 'json', isSenders: true, mayBeSilent: true, letIn })
  },
}

const TRIGGER: Target = {
  name: 'trigger keys',
  weight: 3,
  play: async (random) => {
    const system = await registered(random)
    system.upload('declarations/fuzz.csv', FIRST)
    await system.run({ stages: ['intake'] })
    if (happens(random, 0.5)) await system.run({ stages: ['compute'] })
    const runId = system.runs.all()[0]?.runId ?? ''
    const keys = [work.computeTrigger(runId, 1), work.settleTrigger(runId), work.computeTrigger(runId, 2)]
    const other = Buffer.from(oneOf(random, keys))
    const mutated = mutate(Buffer.from(oneOf(random, keys)), random, { format: 'csv', other, numbers: NUMBERS }, false)
    const key = mutated.bytes.toString('utf8')
    const isHeld = happens(random, 0.5)
    const letIn = async (into: MemorySystem): Promise<readonly unknown[]> => {
      const waiting = into.queue
      if (isHeld) into.queue = []
      const created = into.objects.create('work', key, '')
      // Whatever the filter of S3 would let through: a stage must not rely on it.
      if (stageOf('work', key) === undefined) into.queue.push({ stage: happens(random, 0.5) ? 'compute' : 'settle', created, receives: 0 })
      if (isHeld) {
        await into.run({ receivesMax: 3 })
        into.queue = [...into.queue, ...waiting]
      }
      return []
    }
    return toQuiet({ system, mutated, format: 'csv', isSenders: false, letIn })
  },
}

/** A body in the work bucket, spoiled as packed bytes or as the JSON in it. */
const BODY: Target = {
  name: 'chunks, results, manifests',
  weight: 6,
  play: async (random) => {
    const isAgain = happens(random, 0.3)
    const system = isAgain ? await declaredBefore(random) : await registered(random)
    const key = isAgain ? 'recompute/fuzz.csv' : happens(random, 0.2) ? 'dry-run/fuzz.csv' : 'declarations/fuzz.csv'
    if (isAgain) system.upload('registry/payees/later.csv', LATER.payees)
    if (isAgain) await system.run({ stages: ['registry'] })
    system.upload(key, isAgain ? 'all;2024Q3\n' : oneOf(random, [FIRST, SECOND]))
    await system.run({ stages: ['intake', 'recompute'] })
    const isResult = happens(random, 0.5)
    if (isResult) await system.run({ stages: ['compute'] })
    const runId = system.runs.all().at(-1)?.runId ?? ''
    const name = happens(random, 0.25) ? work.manifest(runId) : isResult ? work.result(runId, 1) : work.chunk(runId, 1)
    const isJson = name === work.manifest(runId)
    const body = await bytesOf(system, 'work', name)
    const other = gunzipSync(await bytesOf(system, 'work', work.chunk(runId, 1)))
    const asBytes = !isJson && happens(random, 0.2)
    const format: Format = 'json'
    const material = { format, other, numbers: NUMBERS }
    const drawn = mutate(isJson || asBytes ? body : gunzipSync(body), random, material, false)
    const mutated = isJson || asBytes ? drawn : { ...drawn, bytes: gzipSync(drawn.plain, { level: 1 }) }
    const letIn = (into: MemorySystem): undefined => void into.objects.create('work', name, mutated.bytes)
    return toQuiet({ system, mutated, format: 'json', isSenders: false, paysOnFault: isAgain, letIn })
  },
}

async function bytesOf({ objects }: MemorySystem, bucket: Bucket, key: string): Promise<Buffer> {
  const body = await objects.read(bucket, key)
  if (!body) throw new Error(`${key} does not exist`)
  return collect(body)
}

const TARGETS: readonly Target[] = [
  declarations('declaration CSV', 31, 'csv', [FIRST, SECOND], 0.3),
  declarations('DmfA', 16, 'xml', [DMFA, DMFA_OF_NOSS], 0.25),
  declarations('attests', 15, 'xml', [ATTESTS, ATTEST_CHANGED], 0.25),
  ...REGISTRY_KINDS.map(registryOf),
  REQUEST,
  EVENT,
  TRIGGER,
  BODY,
  ...CONTROL_TARGETS,
]
const BY_WEIGHT = TARGETS.flatMap((target) => Array.from({ length: target.weight }, () => target))

/** Plays one case; everything in it follows from the numbers that are drawn. */
export async function play(random: Random): Promise<Played> {
  const target = BY_WEIGHT[below(random, BY_WEIGHT.length)]
  if (!target) throw new Error('no target')
  const start = performance.now()
  const played = await target.play(random)
  return { ...played, target: target.name, milliseconds: performance.now() - start }
}
