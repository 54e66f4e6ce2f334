// What a killed call leaves: the next call with the same words finishes it, delivers its results once, and nothing is paid twice.
import { copyFileSync, existsSync, readFileSync, rmSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { OVERVIEW_KEY } from '../../../shared/pipeline/layout.ts'
import {
  cli,
  copyOf,
  Folders,
  NOW,
  processSamples,
  readFiles,
  REGISTRY,
  sample,
  startCli,
  undisturbedPlace,
  type Place,
} from '../../support/cli.ts'

const folders = new Folders()
/** What an undisturbed call leaves, and its results. */
let done: Place
let undisturbed: Record<string, string>

const place = (): Place => ({ data: join(folders.create(), 'data'), out: folders.create() })

beforeAll(async () => {
  done = await undisturbedPlace()
  undisturbed = readFiles(join(done.out, 'original'))
})
afterAll(() => {
  folders.remove()
})

/** Starts a call and kills it as soon as the stored objects name this text: a moment of the work, not of the clock. */
async function killedWhen(text: string): Promise<Place> {
  const { data, out } = place()
  const child = startCli('process', sample('original.csv'), ...REGISTRY, '--now', NOW, '--data', data, '--out', out)
  const ended = new Promise<void>((resolve) =>
    child.once('close', () => {
      resolve()
    }),
  )
  const journal = join(data, 's3', 'journal.jsonl')
  const watch = setInterval(() => {
    if (existsSync(journal) && readFileSync(journal, 'utf8').includes(text)) child.kill('SIGKILL')
  }, 1)
  await ended
  clearInterval(watch)
  return { data, out }
}

/** A call that was killed when a chunk waited; made once, every story goes on from a copy. */
let killed: Promise<Place> | undefined
const killedMidway = async (): Promise<Place> => copyOf(await (killed ??= killedWhen('.compute')), folders)

// Moments that a draw seldom meets; those between them are in test/pipeline/faults/crashes.test.ts.
describe.each([
  ['the declaration lies in the inbox', 'declarations/original.csv'],
  ['the first record is in the ledger bucket', 'records/'],
  ['the payment file is written', 'payment-instructions.jsonl'],
])('killed when %s', (_, text) => {
  test('the same call again gives the results of an undisturbed one, and a third one a duplicate', async () => {
    const { data, out } = await killedWhen(text)
    const again = await processSamples([sample('original.csv')], out, '--data', data)
    expect(again).toMatchObject({ code: 0, stderr: '' })
    expect(readFiles(join(out, 'original'))).toEqual(undisturbed)
    const third = await processSamples([sample('original.csv')], out, '--data', data)
    expect(third.code).toBe(2)
    expect(third.stdout).toContain('FIL-002')
  })
})

test('a call for another file delivers what the killed one had begun, and says so', async () => {
  const { data, out } = await killedMidway()
  const { code, stdout } = await cli('process', sample('correction.csv'), ...REGISTRY, '--now', NOW, '--data', data, '--out', out)
  expect(code).toBe(0)
  expect(stdout).toContain('original.csv (begun by an interrupted call)  settled')
  expect(readFiles(join(out, 'original'))).toEqual(undisturbed)
})

test('a call for another content under the same name delivers what the killed one had begun beside it', async () => {
  const { data, out } = await killedMidway()
  const other = join(folders.create(), 'original.csv')
  copyFileSync(sample('correction.csv'), other)
  const { code, stdout } = await cli('process', other, ...REGISTRY, '--now', NOW, '--data', data, '--out', out)
  expect(code).toBe(0)
  expect(stdout).toContain('original.csv (begun by an interrupted call)  settled')
  const { runId } = JSON.parse(undisturbed['summary.json'] ?? '') as { runId: string }
  expect(readFiles(join(out, 'original', 'earlier', runId))).toEqual(undisturbed)
})

test('results that were copied but not yet known to be, or in part only, are given once more in the same place', async () => {
  const { data, out } = copyOf(done, folders)
  const { runId } = JSON.parse(undisturbed['summary.json'] ?? '') as { runId: string }
  rmSync(join(data, 'delivered', runId))
  truncateSync(join(out, 'original', 'summary.json'), 10)
  const again = await processSamples([sample('original.csv')], out, '--data', data)
  expect(again).toMatchObject({ code: 0, stderr: '' })
  expect(readFiles(join(out, 'original'))).toEqual(undisturbed)
  expect(existsSync(join(out, 'original', 'earlier'))).toBe(false)
})

test('results of a file that may be sent again, killed before they were copied: the second run of the file moves nothing, the first is given too', async () => {
  const [data, out] = [join(folders.create(), 'data'), folders.create()]
  await processSamples([sample('late.csv')], out, '--data', data)
  const first = readFiles(join(out, 'late'))
  const { runId } = JSON.parse(first['summary.json'] ?? '') as { runId: string }
  rmSync(join(data, 'delivered', runId))
  rmSync(join(out, 'late'), { recursive: true })
  const again = await processSamples([sample('late.csv')], out, '--data', data)
  expect(again).toMatchObject({ code: 0, stderr: '' })
  expect(readFiles(join(out, 'late'))['payment-instructions.jsonl']).toBe('')
  expect(readFiles(join(out, 'late', 'earlier', runId))).toEqual(first)
})

test('the order of a run is not deleted when its file is sent again: it moves aside', async () => {
  const { data, out } = copyOf(done, folders)
  await processSamples([sample('original.csv')], out, '--data', data)
  const { runId } = JSON.parse(undisturbed['summary.json'] ?? '') as { runId: string }
  expect(readFiles(join(out, 'original', 'earlier', runId))).toEqual(undisturbed)
  expect(existsSync(join(out, 'original', 'payment-instructions.jsonl'))).toBe(false)
})

test('an earlier --now on the same data is told: registry rows of later uploads stay in force, and the overview has the later runs', async () => {
  const { data, out } = copyOf(done, folders)
  const { code, stderr } = await cli(
    'process',
    sample('correction.csv'),
    ...REGISTRY,
    '--now',
    '2024-12-31T23:30:00Z',
    '--data',
    data,
    '--out',
    out,
  )
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: 'note: this data folder holds uploads of 2025-08-01T09:00:00.000Z, later than --now; registry rows of then stay in force\n',
  })
  expect(readFileSync(join(out, OVERVIEW_KEY), 'utf8')).toContain('original/exceptions.html')
})
