// Understands what a person sees of late decisions: what an import computes again by itself, `recompute`, `parameters`, and dry runs that leave no trace.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  cli,
  copyOf,
  filesOf,
  Folders,
  readExceptions,
  readLines,
  readSummary,
  REGISTRY,
  sample,
  undisturbedPlace,
  workerOf,
  type CliResult,
} from '../../support/cli.ts'

const folders = new Folders()
let data: string
let out: string
let looked: CliResult
let second: CliResult
const HOUTATELIER = '0110200215'
const later = (entitlements: string): readonly string[] => ['--entitlements', entitlements, ...REGISTRY.slice(2)]

interface Payment {
  readonly amount: string
  readonly paymentId?: string
}
const paymentsIn = (folder: string, run: string): string[] =>
  readLines<Payment>(folder, run, 'payment-instructions.jsonl').map(({ amount }) => amount)

/** First day: everything but the late decisions. Then a look, then the late decisions with an attest file, on the same data folder. */
beforeAll(async () => {
  data = copyOf(await undisturbedPlace(), folders).data
  out = join(folders.create(), 'out')
  const before = filesOf(data)
  looked = await cli(
    ...['process', sample('original.csv'), ...later(sample('entitlements-later.csv'))],
    ...['--dry-run', '--now', '2025-08-06T09:00:00Z', '--data', data, '--out', join(out, 'look')],
  )
  expect([...filesOf(data)].filter(([name, bytes]) => !before.get(name)?.equals(bytes)).map(([name]) => name)).toEqual([])
  second = await cli(
    ...['process', sample('attests.xml'), ...later(sample('entitlements-later.csv'))],
    ...['--now', '2025-08-06T09:00:00Z', '--data', data, '--out', out],
  )
})
afterAll(() => {
  folders.remove()
})

describe('late decisions', () => {
  test('are computed again by the import, and only the difference is paid and claimed', () => {
    expect(second.code).toBe(0)
    expect(second.stdout).toContain('entitlements-later.csv (computed again)  settled: 2 workers, 1 payments 5030.00, 1 claims -1698.80')
    expect(paymentsIn(out, 'entitlements-computed-again')).toEqual(['5030.00'])
    expect(readLines<Payment>(out, 'entitlements-computed-again', 'claims.jsonl').map(({ amount }) => amount)).toEqual(['-1698.80'])
    expect(readExceptions(out, 'entitlements-computed-again').map(({ code }) => code)).toEqual(['ENT-004', 'PAY-005'])
  })

  test('say why, before and after, in both languages', () => {
    const csv = filesOf(join(out, 'entitlements-computed-again')).get('differences.csv')?.toString('utf8') ?? ''
    const [, granted, revoked] = csv.split('\r\n')
    expect(granted).toBe(
      `${HOUTATELIER};••••••04254;2025Q1;IMW;1;0.00;5030.00;0.00;5030.00;0.00;grant-decided;`
        + 'Er is een beslissing bijgekomen: toekenning HOU-02 (IMW, 2024Q4 tot en met 2029Q3).;geen toekenning HOU-02;toekenning HOU-02;'
        + 'A decision was added: grant HOU-02 (IMW, 2024Q4 to 2029Q3 inclusive).;no grant HOU-02;grant HOU-02;',
    )
    expect(revoked).toContain(
      ';1698.80;0.00;1698.80;-1698.80;0.00;grant-revoked;Toekenning STA-02 is ingetrokken vanaf 2025Q2.;niet ingetrokken;',
    )
  })

  test('explain tells that the worker was computed again, and why', async () => {
    const { stdout } = await cli('explain', workerOf('HOU-02-DRU'), '--quarter', '2025Q1', '--data', data, '--language', 'en')
    expect(stdout).toContain('Computed again, because since then:')
    expect(stdout).toContain('A decision was added: grant HOU-02')
    expect(stdout).toContain('IMW HOU-02, wage premium: right 3400.00, instructed in all 3400.00, held 0.00')
  })
})

describe('a dry run', () => {
  test('shows the same amounts, marked, with nothing to pay and no trace in the data folder', () => {
    expect(looked.code).toBe(0)
    expect(looked.stdout).toContain('entitlements-later.csv (computed again)  DRY RUN: 2 workers, 1 payments 5030.00, 1 claims -1698.80')
    expect(looked.stdout).toContain('(processed before: a real run would be FIL-002)')
    expect(looked.stderr).toContain('amounts of several files must not be added up')
    const files = [...filesOf(join(out, 'look')).keys()]
    expect(files.filter((name) => /manifest|payment-instructions/.test(name))).toEqual([])
    expect(readSummary(join(out, 'look'), 'original')).toMatchObject({ dryRun: true })
    for (const { message_nl } of readExceptions(join(out, 'look'), 'original')) expect(message_nl).toMatch(/^\[DRY RUN\] /)
  })

  test('of a request shows what the request itself then does: nothing, where what was held went out by itself', async () => {
    const folder = folders.create()
    const options = ['--now', '2025-08-01T09:00:00Z', '--data', copyOf(await undisturbedPlace(), folders).data]
    // What was held for want of bank details is paid with them, so a request finds nothing.
    const payees = join(folder, 'payees.csv')
    writeFileSync(payees, 'employer_number;name;iban\n0110800823;Wasserij De Lelie BV;BE68539007547034\n')
    const registry = REGISTRY.map((each) => (each === sample('payees.csv') ? payees : each))
    const later = await cli('process', sample('late.csv'), ...registry, ...options, '--out', join(folder, 'b'))
    expect(later.stdout).toContain('payees.csv (what was held for it)  settled: 2 workers, 2 payments 5540.00')
    const request = ['recompute', '--employer', '0110.800.823', '--quarter', '2025Q1', ...options]
    const dry = await cli(...request, '--dry-run', '--out', join(folder, 'dry'))
    const real = await cli(...request, '--out', join(folder, 'real'))
    const name = 'recompute-0110800823-2025Q1'
    const sum = (where: string): unknown => readSummary(join(folder, where), name).payments
    expect([dry.code, real.code]).toEqual([0, 0])
    expect([sum('dry'), sum('real')]).toEqual([
      { count: 0, sum: '0.00' },
      { count: 0, sum: '0.00' },
    ])
    expect(dry.stdout).toContain('DRY RUN')
  })
})

describe('recompute and parameters', () => {
  test('a quarter of everybody: nothing moves when nothing changed', async () => {
    const { code, stdout } = await cli('recompute', '--all', '2025Q1', '--data', data, '--out', out, '--now', '2025-08-07T09:00:00Z')
    expect([code, stdout.split('\n')[0]]).toEqual([
      0,
      'recompute-all-2025Q1  settled: 0 workers, 0 payments 0.00, 0 claims 0.00, 0 held 0.00',
    ])
    expect(readSummary(out, 'recompute-all-2025Q1').counts.declarations).toBeGreaterThan(5)
  })

  test('an employer who has declared nothing: told, and no mistake', async () => {
    const { code } = await cli('recompute', '--employer', '0123456749', '--data', data, '--out', out, '--now', '2025-08-07T09:00:00Z')
    expect([code, readExceptions(out, 'recompute-0123456749').map((each) => each.code)]).toEqual([0, ['REC-002']])
  })

  test('parameters: everything was booked under those of this program', async () => {
    expect(await cli('parameters', '--data', data)).toMatchObject({ code: 0, stdout: expect.stringContaining('No quarter') as string })
  })

  test.each([
    ['recompute without --data', ['recompute', '--all', '2025Q1'], /--data is missing/],
    ['recompute of nobody', ['recompute', '--data', 'nowhere'], /either --employer or --all/],
    ['recompute of both', ['recompute', '--employer', '0123456749', '--all', '2025Q1', '--data', 'nowhere'], /either --employer or --all/],
    ['a wrong enterprise number', ['recompute', '--employer', '0123456748', '--data', 'nowhere'], /not a valid enterprise number/],
    ['a wrong quarter', ['recompute', '--all', '2025Q5', '--data', 'nowhere'], /--all is not a quarter/],
    [
      '--all with --quarter',
      ['recompute', '--all', '2025Q1', '--quarter', '2025Q1', '--data', 'nowhere'],
      /--quarter goes with --employer/,
    ],
    ['a file', ['recompute', 'request.csv', '--all', '2025Q1', '--data', 'nowhere'], /and no file/],
    ['no data folder', ['recompute', '--all', '2025Q1', '--data', 'nowhere'], /is not a data folder/],
    ['parameters without a data folder', ['parameters', '--data', 'nowhere'], /is not a data folder/],
  ])('%s is a wrong call', async (_, args, sentence) => {
    const { code, stderr } = await cli(...args)
    expect(code).toBe(1)
    expect(stderr).toMatch(sentence)
    expect(stderr).not.toMatch(/^\s+at /m)
  })
})
