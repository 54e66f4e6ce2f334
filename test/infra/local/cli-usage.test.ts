// Understands wrong calls: each is told in one sentence with the usage, exit code 1, nothing written, no stack trace.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cli, Folders, NOW, REGISTRY, sample, workerOf } from '../../support/cli.ts'

const folders = new Folders()
let out: string

beforeAll(() => {
  out = join(folders.create(), 'out')
})
afterAll(() => {
  folders.remove()
})

const [, ENTITLEMENTS = '', , PAYEES = ''] = REGISTRY
const ORIGINAL = sample('original.csv')

describe('a wrong call', () => {
  test.each([
    ['no command', [], /^Usage:/],
    ['an unknown command', ['pay', ORIGINAL], /there is no command pay/],
    ['an unknown option', ['process', ORIGINAL, ...REGISTRY, '--fast'], /--fast/],
    ['an option of another command', ['process', ORIGINAL, ...REGISTRY, '--quarter', '2025Q1'], /process has no option --quarter/],
    ['no declaration file', ['process', ...REGISTRY], /no declaration file is named/],
    ['no --entitlements', ['process', ORIGINAL, '--payees', PAYEES], /--entitlements is missing/],
    ['no --payees', ['process', ORIGINAL, '--entitlements', ENTITLEMENTS], /--payees is missing/],
    ['an option without its value', ['process', ORIGINAL, '--payees', PAYEES, '--entitlements'], /--entitlements/],
    [
      'a declaration file that does not exist',
      ['process', ORIGINAL, sample('nowhere.csv'), ...REGISTRY],
      /there is no file .*nowhere\.csv/,
    ],
    ['a folder for a file', ['process', sample('rejected'), ...REGISTRY], /there is no file .*rejected/],
    [
      'a registry file that does not exist',
      ['process', ORIGINAL, '--entitlements', sample('nowhere.csv'), '--payees', PAYEES],
      /there is no file .*nowhere\.csv/,
    ],
    ['an instant that is none', ['process', ORIGINAL, ...REGISTRY, '--now', 'yesterday'], /--now yesterday is not an instant/],
    ['an instant without a time zone', ['process', ORIGINAL, ...REGISTRY, '--now', '2025-08-01T09:00:00'], /is not an instant/],
    ['explain without --data', ['explain', workerOf('KOR-01'), '--quarter', '2025Q1'], /--data is missing/],
    ['explain without a worker', ['explain', '--quarter', '2025Q1', '--data', 'nowhere'], /INSS of one worker/],
    ['explain with a quarter that is none', ['explain', workerOf('KOR-01'), '--quarter', '2025-Q1', '--data', 'nowhere'], /not a quarter/],
    [
      'explain with a data folder that does not exist',
      ['explain', workerOf('KOR-01'), '--quarter', '2025Q1', '--data', sample('nowhere')],
      /is not a data folder of an earlier call/,
    ],
    [
      'explain with a number that is no INSS',
      ['explain', '12345678901', '--quarter', '2025Q1', '--data', sample('rejected')],
      /INSZ-nummer/,
    ],
  ])('%s', async (_, args, sentence) => {
    const { code, stdout, stderr } = await cli(...args, ...(args[0] === 'process' ? ['--out', out] : []))
    expect(code).toBe(1)
    expect(stdout + stderr).toMatch(sentence)
    expect(stdout + stderr).toContain('Usage:')
    expect(stdout + stderr).not.toMatch(/^\s+at /m)
    expect(existsSync(out)).toBe(false)
  })

  test('a wrong INSS is told as what it is, not as a line of some file', async () => {
    const { stderr } = await cli('explain', '12345678901', '--quarter', '2025Q1', '--data', sample('rejected'), '--language', 'en')
    expect(stderr).toContain('«••••••78901»')
    expect(stderr).not.toContain('Line 1')
  })

  test('--help prints the usage and is no mistake', async () => {
    expect(await cli('--help', '--now', NOW)).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/^Usage:/) as string })
  })
})
