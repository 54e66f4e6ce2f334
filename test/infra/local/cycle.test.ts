// The whole way from a premium to a settled payment, on the embedded system: declare, pay, one payment refused and the other settled, the payee corrected, only
// the refused one paid again, the declaration corrected, the difference paid and claimed, a statement. What comes out stands in test/samples/cycle/expected;
// GOLDEN=write writes it anew, to be read before it is committed.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cli, Folders, readJson, readLines, type CliResult } from '../../support/cli.ts'

const SAMPLES = join(import.meta.dirname, '..', '..', 'samples', 'cycle')
const sample = (name: string): string => join(SAMPLES, name)

const folders = new Folders()
afterAll(() => {
  folders.remove()
})

/** The text of a page as a reader sees it, a line per cell or paragraph. */
const shownText = (html: string): string =>
  html
    .replaceAll(/<(style|title)[\s\S]*?<\/\1>/g, '')
    .replaceAll(/<\/(?:p|h\d|td|th|caption|li|dt|dd|div)>/g, '\n')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/[ \t]+/g, ' ')
    .replaceAll(/\s*\n\s*/g, '\n')
    .trim()

describe('declare, pay, refused, corrected, paid again, corrected again', () => {
  let out = ''
  const calls: CliResult[] = []
  beforeAll(async () => {
    const data = join(folders.create(), 'data')
    out = folders.create()
    const call = async (now: string, ...args: readonly string[]): Promise<void> => {
      calls.push(await cli(...args, '--data', data, '--out', out, '--now', now))
    }
    const registry = (payees: string): string[] => ['--entitlements', sample('entitlements.csv'), '--payees', sample(payees)]
    await call('2025-08-01T09:00:00Z', 'process', sample('declaration.csv'), ...registry('payees.csv'))
    await call('2025-08-04T20:00:00Z', 'returns', sample('answer.xml'))
    await call('2025-08-06T09:00:00Z', 'import', '--payees', sample('payees-corrected.csv'))
    await call('2025-08-08T20:00:00Z', 'returns', sample('answer-to-released.xml'))
    await call('2025-08-11T09:00:00Z', 'process', sample('correction.csv'), ...registry('payees-corrected.csv'))
    await call('2025-08-12T09:00:00Z', 'statement', '--employer', '0110100146')
  })

  test('every call ends well', () => {
    expect(calls.map(({ code, stderr }) => `${String(code)} ${stderr}`)).toEqual(Array<string>(6).fill('0 '))
  })

  /** Of the runs that an answer is about, named by their run. */
  const aboutRun = (folder: string): string => (readJson(out, folder, 'manifest.json') as { runId: string }).runId

  test.each([
    ['1-payments.pain.001.xml', () => 'declaration/payments-001.pain.001.xml'],
    ['2-refused.exceptions.csv', () => 'answer/exceptions.csv'],
    ['2-reconciliation.csv', () => `answer/${aboutRun('declaration')}-reconciliation.csv`],
    ['3-paid-again.pain.001.xml', () => 'payees-released/payments-001.pain.001.xml'],
    ['4-reconciliation.csv', () => `answer-to-released/${aboutRun('payees-released')}-reconciliation.csv`],
    ['5-difference.pain.001.xml', () => 'correction/payments-001.pain.001.xml'],
    ['5-claims.jsonl', () => 'correction/claims.jsonl'],
    ['5-statement.csv', () => 'correction/statement.csv'],
    ['5-statement-0110100146.txt', () => 'correction/statements/0110100146.html'],
    ['5-statement-0110200215.txt', () => 'correction/statements/0110200215.html'],
  ])('%s', (name, file) => {
    const written = readFileSync(join(out, file()), 'utf8')
    const text = name.endsWith('.txt') ? `${shownText(written)}\n` : written
    const golden = join(SAMPLES, 'expected', name)
    if (process.env.GOLDEN === 'write') writeFileSync(golden, text)
    expect(text).toBe(readFileSync(golden, 'utf8'))
  })

  test('the refused payment alone goes out again, to the other account', () => {
    const paid = readLines<{ paymentId: string; amount: string; iban: string }>(out, 'payees-released', 'payment-instructions.jsonl')
    expect(paid.map(({ paymentId, amount, iban }) => `${paymentId} ${amount} ${iban}`)).toEqual([
      '0110100146IMW2025Q1V0003 4627.50 BE88539011030041',
    ])
  })

  test('a statement can be asked for', () => {
    expect(existsSync(join(out, 'statement-0110100146', 'statements', '0110100146.html'))).toBe(true)
  })
})
