// Understands decisions on the command line: what waits for a second person, what is stopped, what goes on, and how each answer reads.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { omit } from '../../../shared/kernel/omit.ts'
import {
  cli,
  cliWith,
  copyOf,
  Folders,
  NOW,
  readFiles,
  REGISTRY,
  sample,
  undisturbedPlace,
  type CliResult,
  type Place,
} from '../../support/cli.ts'

const folders = new Folders()
let done: Place
let undisturbed: Record<string, string>

beforeAll(async () => {
  done = await undisturbedPlace()
  undisturbed = readFiles(join(done.out, 'original'))
})
afterAll(() => {
  folders.remove()
})

const ORIGINAL = ['process', sample('original.csv'), ...REGISTRY, '--now', NOW]
const PAYMENT_FILE = 'payments-001.pain.001.xml'
const LATER = '2025-08-01T15:00:00Z'

interface Called extends Place {
  readonly options: readonly string[]
}

function place({ data, out }: Place = { data: join(folders.create(), 'data'), out: folders.create() }): Called {
  return { data, out, options: ['--data', data, '--out', out] }
}

const runOf = (folder: string): string => (JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8')) as { runId: string }).runId

/** Sentences that a decision is answered with. */
const answers = ({ stdout }: CliResult): string[] =>
  stdout
    .split('\n')
    .filter((line) => line.startsWith('  '))
    .map((line) => line.trim())

test('hold every run: held, refused to its uploader, released by another person; then it is the run that it would have been', async () => {
  const { out, options } = place()
  const held = await cliWith({ HOLD_EVERY_RUN: 'yes' }, ...ORIGINAL, ...options, '--as', 'anna')
  const run = runOf(join(out, 'original'))
  expect(held.code).toBe(0)
  expect(held.stdout).toContain('original.csv  HELD, waits for a second person; would be: 58 workers, 13 payments 117963.84')
  expect(held.stderr).toContain(`release --run ${run} --as <person>`)
  expect(existsSync(join(out, 'original', 'payment-instructions.jsonl'))).toBe(false)

  const swept = await cli('sweep', ...options, '--now', LATER)
  expect(swept.stdout).toContain(`waits for a second person: original.csv (${run})`)

  const refused = await cli('release', '--run', run, '--as', 'Anna', ...options, '--now', LATER)
  expect(refused.code).toBe(2)
  expect(answers(refused)).toEqual([`This takes two people. You cannot release ${run}. You submitted the file of this run yourself.`])

  const released = await cli('release', '--run', run, '--as', 'bob', ...options, '--now', LATER)
  expect(released.code).toBe(0)
  expect(released.stdout).toContain('original.csv (released)  settled: 58 workers, 13 payments 117963.84')
  // Ordered when it was released: only that instant, and so the hash of the file for the bank, is another one.
  const [orderedAt, releasedAt] = [NOW, LATER].map((at) => `<CreDtTm>${at}</CreDtTm>`)
  const file = (undisturbed[PAYMENT_FILE] ?? '').replace(orderedAt ?? '', releasedAt ?? '')
  const others = omit(readFiles(join(out, 'original')), PAYMENT_FILE, 'manifest.json')
  expect({ ...others, [PAYMENT_FILE]: readFileSync(join(out, 'original', PAYMENT_FILE), 'utf8') }).toEqual({
    ...omit(undisturbed, 'manifest.json'),
    [PAYMENT_FILE]: file,
  })
})

test('abandoned: nothing is booked, and the same file may come again', async () => {
  const { out, options } = place()
  await cliWith({ HOLD_EVERY_RUN: 'yes' }, ...ORIGINAL, ...options)
  const run = runOf(join(out, 'original'))
  const abandoned = await cli('abandon', '--run', run, '--reason', 'wrong file', '--as', 'anna', ...options, '--now', LATER)
  expect(answers(abandoned)).toEqual([
    `The request for ${run} was carried out. The run is abandoned. Nothing of it was booked. The same file may be submitted again.`,
  ])
  // Nor do its results and the overview beside them say that anything would be.
  expect(JSON.parse(readFileSync(join(out, 'original', 'summary.json'), 'utf8'))).toMatchObject({ runId: run, state: 'abandoned' })
  expect(readFileSync(join(out, 'index.html'), 'utf8')).not.toContain('117.963,84')
  const again = await cli(...ORIGINAL, ...options)
  expect(again.stdout).toContain('original.csv  settled: 58 workers, 13 payments 117963.84')
  const late = await cli('abandon', '--run', runOf(join(out, 'original')), '--reason', 'x', '--as', 'anna', ...options, '--now', LATER)
  expect(late.code).toBe(2)
  expect(answers(late)[0]).toContain('the state of the run is settled')
})

test('payments stopped and let go on: what was held goes out once', async () => {
  const { out, options } = place(copyOf(done, folders))
  const stop = ['--measure', 'IMW', '--as', 'bob', ...options]
  await cli('pause', ...stop, '--reason', 'bank closed', '--now', NOW)
  const correction = await cli('process', sample('correction.csv'), ...REGISTRY, '--now', NOW, ...options)
  expect(correction.stdout).toContain('correction.csv  settled: 22 workers, 2 payments 2260.00, 1 claims -1400.00, 6 held 32571.62')
  expect(correction.stdout).toContain('PAY-007         6  Payments stopped')
  const resumed = await cli('resume', ...stop, '--now', LATER)
  expect(resumed.stdout).toContain('resume-IMW  settled: 16 workers, 6 payments 32571.62')
  expect(readFiles(join(out, 'resume-IMW'))['payment-instructions.jsonl']?.trim().split('\n')).toHaveLength(6)
})

describe('a mistake in the call is told in one sentence', () => {
  test.each([
    [['release', '--run', 'run-1', '--employer', '0110100146', '--as', 'bob'], 'release takes either --run or --employer'],
    [['release', '--run', 'run-1', '--as', 'bob the builder'], '--as is a name of letters'],
    [['abandon', '--run', 'run-1', '--as', 'bob'], '--reason is missing'],
    [['pause', '--measure', 'DAC', '--reason', 'x', '--as', 'bob'], '--measure is one of VOP, IMW'],
  ])('%s', async (args, sentence) => {
    const { code, stderr } = await cli(...args)
    expect(code).toBe(1)
    expect(stderr).toContain(sentence)
    expect(stderr).not.toContain('    at ')
  })

  test('a folder that no call has made is not made by a release', async () => {
    const { code, stderr } = await cli('release', '--run', 'run-1', '--as', 'bob', '--data', join(folders.create(), 'nothing'))
    expect(code).toBe(1)
    expect(stderr).toContain('is not a data folder of an earlier call')
  })

  test('a run that does not exist: told, nothing done', async () => {
    const { options } = place()
    await cli('process', sample('late.csv'), ...REGISTRY, '--now', NOW, ...options)
    const unknown = await cli('release', '--run', `run-${'0'.repeat(24)}`, '--as', 'bob', ...options)
    expect(answers(unknown)[0]).toContain('This target is not known.')
  })
})
