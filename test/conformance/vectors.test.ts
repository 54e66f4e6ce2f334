// The scenarios with right answers beside the project: run through the command line, compared field by field. Skipped where they are absent.
import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, describe, expect, it } from 'vitest'

const VECTORS = fileURLToPath(new URL('../../../shared/vectors', import.meta.url))
const CLI = fileURLToPath(new URL('../../infra/local/cli.ts', import.meta.url))
const scenarios = existsSync(VECTORS) ? readdirSync(VECTORS).filter((name) => name.startsWith('scenario-')) : []
const run = promisify(execFile)
if (scenarios.length === 0) process.stdout.write('conformance: SKIPPED, there is no ../shared/vectors beside the project\n')

interface Line {
  readonly employerNumber: string
  readonly measure: string
  readonly quarter: string
  readonly amount: string
  readonly lines: readonly { readonly amount: string }[]
}
interface Calculation {
  readonly employerNumber: string
  readonly quarter: string
  readonly inss: string
  readonly measure: string
  readonly outcome: string
  readonly entitlementId: string
  readonly ordinal?: number
  readonly percentage?: string
  readonly referenceWage: string
  readonly ceiling?: string
  readonly employmentFraction?: { readonly numerator: string; readonly denominator: string }
  readonly components?: Readonly<Record<string, string>>
}
interface Expected {
  readonly payments: Readonly<Record<string, string>>
  readonly claims: Readonly<Record<string, string>>
  readonly held: Readonly<Record<string, string>>
  readonly exceptions: Readonly<Record<string, number>>
  readonly calculations: Readonly<
    Record<
      string,
      {
        readonly entitlement: string
        readonly ordinal: number
        readonly percentage: string
        readonly referenceWage: string
        readonly ceiling: string
        readonly fraction: string
        readonly components: Readonly<Record<string, string>>
      }
    >
  >
}

const jsonLines = <T>(file: string): T[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as T)
const cents = (text: string): bigint => BigInt(text.replace('.', ''))
const euro = (amount: bigint): string => {
  const digits = amount.toString().replace('-', '').padStart(3, '0')
  return `${amount < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

function amounts(file: string): Record<string, string> {
  const totals = new Map<string, bigint>()
  for (const { employerNumber, measure, quarter, amount, lines } of jsonLines<Line>(file)) {
    expect(euro(lines.reduce((sum, line) => sum + cents(line.amount), 0n))).toBe(amount)
    const key = `${employerNumber}|${measure}|${quarter}`
    totals.set(key, (totals.get(key) ?? 0n) + cents(amount))
  }
  return Object.fromEntries([...totals].map(([key, total]) => [key, euro(total)]))
}

function calculations(file: string): Expected['calculations'] {
  return Object.fromEntries(
    jsonLines<Calculation>(file)
      .filter(({ components }) => components !== undefined)
      .map((line) => [
        [line.employerNumber, line.quarter, line.inss, line.measure].join('|'),
        {
          entitlement: line.entitlementId,
          ordinal: line.ordinal ?? 0,
          percentage: line.percentage ?? '',
          referenceWage: line.referenceWage,
          ceiling: line.ceiling ?? '',
          fraction: `${line.employmentFraction?.numerator ?? ''}/${line.employmentFraction?.denominator ?? ''}`,
          components: line.components ?? {},
        },
      ]),
  )
}

/** Codes per finding; PAY codes and DCL-004 are not part of the expectations (they depend on the date of today). */
function codes(file: string): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { code } of JSON.parse(readFileSync(file, 'utf8')) as { code: string }[])
    if (!/^PAY|^DCL-004/.test(code)) counts[code] = (counts[code] ?? 0) + 1
  return counts
}

const withoutZero = (lines: Expected['calculations']): unknown =>
  Object.fromEntries(
    Object.entries(lines).map(([key, line]) => [
      key,
      { ...line, components: Object.fromEntries(Object.entries(line.components).filter(([, amount]) => amount !== '0.00')) },
    ]),
  )

describe.skipIf(scenarios.length === 0)('scenarios with right answers (skipped where ../shared/vectors is absent)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kwartaalpremie-vectors-'))
  afterAll(() => {
    rmSync(folder, { recursive: true })
  })

  it.each(scenarios.length > 0 ? scenarios : ['no scenario beside the project'])(
    '%s: original, then correction, to the cent and to the code',
    async (scenario) => {
      const inputs = join(VECTORS, scenario)
      const out = join(folder, scenario)
      const file = (name: string): string => join(inputs, name)
      await run(process.execPath, [
        CLI,
        'process',
        file('original.csv'),
        file('correction.csv'),
        '--entitlements',
        file('entitlements.csv'),
        '--payees',
        file('payees.csv'),
        '--out',
        out,
        '--now',
        '2025-10-01T08:00:00Z',
      ])
      const expected = JSON.parse(readFileSync(file('expected.json'), 'utf8')) as Readonly<Record<string, Expected>>
      for (const [name, answer] of Object.entries(expected)) {
        const result = (part: string): string => join(out, name, part)
        expect(amounts(result('payment-instructions.jsonl'))).toEqual(answer.payments)
        expect(amounts(result('claims.jsonl'))).toEqual(answer.claims)
        expect(amounts(result('held.jsonl'))).toEqual(answer.held)
        expect(withoutZero(calculations(result('calculations.jsonl')))).toEqual(withoutZero(answer.calculations))
        expect(codes(result('exceptions.json'))).toEqual(
          Object.fromEntries(Object.entries(answer.exceptions).filter(([code]) => !/^PAY|^DCL-004/.test(code))),
        )
      }
    },
  )
})
