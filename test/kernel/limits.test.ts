// Understands where every limit of shared/kernel/limits.ts is tested, and tests those that belong to no folder: size of a file, chunks of a run, receives, minutes.
//
// | limit | where it is tested, on both sides |
// |---|---|
// | FILE_BYTES_MAX | here: refused before a byte is read; its value: test/text/bytes.test.ts |
// | DECOMPRESSED_BYTES_MAX | test/text/bytes.test.ts, test/text/xml-attacks.test.ts and test/declaration/file.test.ts: a bomb stops where the limit is reached |
// | RECORD_BYTES_MAX | test/text/csv.test.ts, test/text/xml.test.ts, test/text/xml-attacks.test.ts, test/declaration/file.test.ts |
// | XML_DEPTH_MAX, PERSON_ELEMENTS_MAX, PERSON_CHARACTERS_MAX | test/text/xml-attacks.test.ts; characters of a person: test/declaration/limits.test.ts |
// | WORKERS_PER_DECLARATION_MAX, OCCUPATIONS_PER_WORKER_MAX, PARTS_MAX | test/declaration/limits.test.ts |
// | ACCOUNT_LINES_MAX | test/ledger/account-size.test.ts |
// | PAYMENT_FILE_TRANSACTIONS_MAX | test/infra/settings.test.ts and test/functions/config.test.ts: no deployment can set more |
// | REPORTED_TRANSACTIONS_MAX | test/payment/pain002.test.ts |
// | STATEMENT_EMPLOYERS_MAX, STATEMENT_ROWS_MAX | test/pipeline/reports/statements.test.ts |
// | ANNOTATED_ROWS_MAX | test/pipeline/reports/annotated-copy.test.ts |
// | FINDINGS_SHOWN_MAX, FINDINGS_WITHOUT_SCRIPT_MAX, FINDINGS_CHARACTERS_MAX | test/pipeline/reports/exceptions-page/limits.test.ts |
// | OVERVIEW_RUNS_MAX, OVERVIEW_QUARTERS | test/pipeline/overview/make-overview.test.ts |
// | CHUNKS_WANTED_MAX, CHUNK_ACCOUNTS_MAX | here |
// | ATTESTS_IN_MEMORY_MAX | test/pipeline/attest-sorter.test.ts |
// | MESSAGES_PER_BATCH | test/infra/stack.test.ts: one message at a time |
// | RECEIVES_MAX | test/infra/stack.test.ts: then the dead letters; here: the same on one machine |
// | SWEEP_QUIET_MINUTES, SWEEP_AGAIN_HOURS, SWEEPS_FAILED_MAX, SWEEP_UPLOAD_DAYS | test/pipeline/sweep |
// | STAGE_MINUTES_MAX, COMPUTE_MINUTES_MAX | here; that a message stays unseen for six times as long: test/infra/stack.test.ts |
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { App, Stack } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { describe, expect, test } from 'vitest'
import { Dispatcher } from '../../infra/local/dispatcher.ts'
import { readSettings } from '../../infra/settings.ts'
import { Stage } from '../../infra/stage.ts'
import { Storage } from '../../infra/storage.ts'
import * as limits from '../../shared/kernel/limits.ts'
import { ChunkWriter } from '../../shared/pipeline/chunk-writer.ts'
import { TRIGGERS, work, type StageName } from '../../shared/pipeline/layout.ts'
import { decodeItems, collect, type ChunkItem } from '../../shared/pipeline/records.ts'
import { recorded } from '../support/fault-injection.ts'
import { MemorySystem, TEST_SETTINGS } from '../support/memory-ports.ts'
import {
  ANNA,
  BAKERY,
  declarationCsv,
  declared,
  employerOf,
  grant,
  inssOf,
  outputsOf,
  row,
  send,
  systemWith,
} from '../support/pipeline-builders.ts'
import { request } from '../support/recompute-builders.ts'
import { cdkContext } from '../support/template.ts'

const STAGES = [...new Set(TRIGGERS.map(({ stage }) => stage))]

test('every limit has its place in the table above', () => {
  const [table] = readFileSync(import.meta.filename, 'utf8').split('\nimport ')
  expect(Object.keys(limits).filter((name) => !table!.includes(name))).toEqual([])
})

describe('the size of a file', () => {
  const csv = declarationCsv(declared(BAKERY, 'FULL', 1, [row(ANNA, '5000.00')]))
  const size = Buffer.byteLength(csv)

  test('a file of the limit is processed', async () => {
    const system = await systemWith([grant(BAKERY, ANNA)], { limits: { ...TEST_SETTINGS.limits, fileBytesMax: size } })
    const run = send(system, 'just', csv)
    await system.run()
    expect(outputsOf(system, run).payments.map(({ amount }) => amount)).toEqual(['2000.00'])
  })

  test('one byte more is FIL-007, and not a byte of it is read', async () => {
    const system = await systemWith([grant(BAKERY, ANNA)], { limits: { ...TEST_SETTINGS.limits, fileBytesMax: size - 1 } })
    const run = send(system, 'more', csv)
    const { dependencies, calls } = recorded(system.dependencies)
    await system.run({ dependencies })
    expect(outputsOf(system, run)).toMatchObject({ exceptions: ['FIL-007'], payments: [], summary: { state: 'rejected' } })
    expect(calls.filter(({ name, key }) => name === 'objects.read' && key.startsWith('inbox/'))).toEqual([])
  })

  test('a request to compute again has the same limit', async () => {
    const system = await systemWith([], { limits: { ...TEST_SETTINGS.limits, fileBytesMax: 10 } })
    const run = request(system, 'large', `${BAKERY};2024Q3`)
    await system.run()
    expect(outputsOf(system, run)).toMatchObject({ exceptions: ['FIL-007'], summary: { state: 'rejected' } })
  })
})

describe('chunks of a run', () => {
  /** Not many more: a row counts for 400 characters, and for three times its bytes in the file; rows are seldom shorter than 90 bytes. */
  const NOT_MANY_MORE = 1.5

  test.each([1, 10, 399, 400, 401, 1_000, 4_000])(
    'of a file with %i employers are as many as wanted at most, or not many more',
    async (employers) => {
      const system = new MemorySystem({ chunkCharactersMin: 1 })
      const run = send(
        system,
        'many',
        declarationCsv(...Array.from({ length: employers }, (_, n) => declared(employerOf(n), 'FULL', 1, [row(inssOf(n), '5000.00')]))),
      )
      await system.run({ stages: ['intake'] })
      const chunks = system.runs.all()[0]?.chunks ?? 0
      expect(chunks).toBeLessThanOrEqual(limits.CHUNKS_WANTED_MAX * NOT_MANY_MORE)
      expect(chunks).toBeGreaterThanOrEqual(Math.min(employers, limits.CHUNKS_WANTED_MAX) / 2)
      expect(system.queue.filter(({ stage }) => stage === 'compute').map(({ created }) => created.key)).toEqual(
        Array.from({ length: chunks }, (_, n) => work.computeTrigger(run, n + 1)),
      )
    },
  )

  /** Chunks of a file of so many bytes whose employers have 1,000 rows each. */
  async function chunksOf(sizeBytes: number, rowBytes: number): Promise<number> {
    const { dependencies } = new MemorySystem()
    const source = { bucket: 'inbox', key: 'declarations/x.csv', versionId: '1', size: sizeBytes, sequencer: '1', uploadedBy: 'x' }
    const writer = new ChunkWriter({ runId: 'run-x', source, receivedAt: '2024-10-15T08:00:00.000Z', state: 'received' }, dependencies)
    const thousandRows = { type: 'declaration', declaration: { rows: 1_000 } } as Parameters<ChunkWriter['add']>[0]
    for (let read = 0; read < sizeBytes; read += 1_000 * rowBytes) await writer.add(thousandRows)
    await writer.flush()
    await writer.written()
    return writer.counts.length
  }
  const rowBytes = declarationCsv(declared(BAKERY, 'FULL', 1, [row(ANNA, '5000.00')])).split('\n')[1]!.length + 1

  /** The shortest row that has every required field. */
  const shortestBytes = '2024Q3;1;0400000181;50610100138;2024-01-01;0;0;0;1;1;0\n'.length

  test.each([
    ['1 MB', 1_000_000, rowBytes, 1, 3],
    ['100 MB', 100_000_000, rowBytes, 100, 250],
    ['the largest size', limits.FILE_BYTES_MAX, rowBytes, limits.CHUNKS_WANTED_MAX / 2, limits.CHUNKS_WANTED_MAX * NOT_MANY_MORE],
    [
      'the largest size and the shortest rows',
      limits.FILE_BYTES_MAX,
      shortestBytes,
      limits.CHUNKS_WANTED_MAX,
      limits.CHUNKS_WANTED_MAX * 2.5,
    ],
  ])('of a file of %s', async (_, sizeBytes, bytes, least, most) => {
    const chunks = await chunksOf(sizeBytes, bytes)
    expect(chunks).toBeGreaterThanOrEqual(least)
    expect(chunks).toBeLessThanOrEqual(most)
  })

  test('of the largest text, packed into nothing, can still be named by their six digits, and be kept as a set in one item of 400 KB', () => {
    const ROW_CHARACTERS = 400
    const chunks = (limits.DECOMPRESSED_BYTES_MAX / shortestBytes) * (ROW_CHARACTERS / TEST_SETTINGS.chunkCharactersMin)
    expect(chunks).toBeLessThan(999_999)
    // A number takes half a byte per digit, and two.
    expect(chunks * (2 + 6 / 2)).toBeLessThan(400_000)
  })
})

describe('accounts that are computed again', () => {
  /** Sizes of the chunks of a request for a quarter that so many employers have declared. */
  async function chunkSizes(employers: number): Promise<number[]> {
    const system = new MemorySystem()
    const numbers = Array.from({ length: employers }, (_, n) => employerOf(n))
    system.ledger.employersIn = () => Promise.resolve(numbers)
    const run = request(system, 'all', 'all;2024Q3')
    await system.run({ stages: ['recompute'] })
    const sizes: number[] = []
    for (let chunk = 1; chunk <= (system.runs.all()[0]?.chunks ?? 0); chunk++) {
      const body = await system.objects.read('work', work.chunk(run, chunk))
      sizes.push(decodeItems<ChunkItem>(await collect(body!)).length)
    }
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(employers)
    return sizes
  }

  test('a few stand in one chunk', async () => {
    expect(await chunkSizes(3)).toEqual([3])
  })

  test('more give more chunks, then larger ones, but none of more accounts than the limit', async () => {
    const atMost = limits.CHUNKS_WANTED_MAX * limits.CHUNK_ACCOUNTS_MAX
    expect(Math.max(...(await chunkSizes(limits.CHUNKS_WANTED_MAX * 60)))).toBe(60)
    const full = await chunkSizes(atMost)
    expect([full.length, Math.max(...full)]).toEqual([limits.CHUNKS_WANTED_MAX, limits.CHUNK_ACCOUNTS_MAX])
    const above = await chunkSizes(atMost + 1)
    expect([above.length, Math.max(...above), above.at(-1)]).toEqual([limits.CHUNKS_WANTED_MAX + 1, limits.CHUNK_ACCOUNTS_MAX, 1])
  })
})

test('on one machine too a message that always fails is received so often and then a dead letter', async () => {
  let received: string[] = []
  const fails: ConstructorParameters<typeof Dispatcher>[0]['handlers'][StageName] = ({ Records }) => {
    received = [...received, ...Records.map(({ attributes }) => attributes.ApproximateReceiveCount)]
    return Promise.resolve({ batchItemFailures: Records.map(({ messageId }) => ({ itemIdentifier: messageId })) })
  }
  const completed: string[] = []
  const dispatcher = new Dispatcher({
    handlers: Object.fromEntries(STAGES.map((name) => [name, fails])) as Record<StageName, typeof fails>,
    stageOf: () => 'intake',
    complete: (id) => Promise.resolve(void completed.push(id)),
  })
  dispatcher.accept({ id: '1', bucket: 'inbox', key: 'declarations/x.csv', event: { Records: [] } })
  await dispatcher.idle()
  expect(received).toEqual(Array.from({ length: limits.RECEIVES_MAX }, (_, n) => String(n + 1)))
  expect(dispatcher.deadLetters).toEqual([{ stage: 'intake', bucket: 'inbox', key: 'declarations/x.csv' }])
  expect(completed).toEqual([])
})

test('what is deployed takes no more minutes, messages and receives than the limits say, and the minutes are those that Lambda allows', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kwartaalpremie-limits-'))
  try {
    const assetFolder = join(folder, 'asset')
    mkdirSync(assetFolder)
    writeFileSync(join(assetFolder, 'index.mjs'), 'export const handler = () => undefined\n')
    const app = new App({ context: { ...cdkContext(), stage: 'test' }, outdir: join(folder, 'out') })
    const stack = new Stack(app, 'limits')
    const settings = readSettings(app)
    const storage = new Storage(stack, 'storage', settings)
    const alarmAction = { bind: () => ({ alarmActionArn: 'arn:aws:sns:eu-west-1:123456789012:alarms' }) }
    for (const name of STAGES) new Stage(stack, { name, storage, settings, assetFolder, alarmAction })
    const template = Template.fromStack(stack)
    const found = (type: string, property: (of: Record<string, unknown>) => unknown): unknown[] =>
      Object.values(template.findResources(type) as Record<string, { Properties: Record<string, unknown> }>)
        .map(({ Properties }) => property(Properties))
        .filter((value) => value !== undefined)
    const minutes = STAGES.map((name) => (name === 'compute' ? limits.COMPUTE_MINUTES_MAX : limits.STAGE_MINUTES_MAX))
    expect(found('AWS::Lambda::Function', ({ Timeout }) => Timeout).toSorted()).toEqual(minutes.map((each) => each * 60).toSorted())
    expect(Math.max(...minutes)).toBeLessThanOrEqual(15)
    expect(found('AWS::SQS::Queue', ({ VisibilityTimeout }) => VisibilityTimeout).toSorted()).toEqual(
      minutes.map((each) => each * 60 * 6).toSorted(),
    )
    expect(new Set(found('AWS::Lambda::EventSourceMapping', ({ BatchSize }) => BatchSize))).toEqual(new Set([limits.MESSAGES_PER_BATCH]))
    const redrives = found(
      'AWS::SQS::Queue',
      ({ RedrivePolicy }) => (RedrivePolicy as { maxReceiveCount?: number } | undefined)?.maxReceiveCount,
    )
    expect([redrives.length, new Set(redrives)]).toEqual([STAGES.length, new Set([limits.RECEIVES_MAX])])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
