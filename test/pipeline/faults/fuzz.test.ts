/** Checks that no input breaks anything: thousands of spoiled ones, drawn from a seed, each to its end. CASES=n, SEED=n and CASE=n (only that one) change the draw. */
import { expect, it } from 'vitest'
import { seededRandom } from '../../support/fault-injection.ts'
import type { Played } from './fuzz-cases.ts'
import { play } from './fuzz-targets.ts'
import type { Result } from './fuzz-verdict.ts'

const SEED = Number(process.env.SEED ?? '20250801')
const CASES = Number(process.env.CASES ?? '5000')
const ONLY = process.env.CASE === undefined ? undefined : Number(process.env.CASE)
/** Cases shown of those that fail in the same way. */
const SHOWN_MAX = 2
/** Cases under way at the same time: while one waits for zlib the other goes on. */
const LANES = 2

const randomOf = (number: number): (() => number) => seededRandom((SEED ^ Math.imul(number, 0x9e3779b1)) >>> 0)

const print = (text: string): void => void process.stdout.write(`${text}\n`)
const shortened = (text: string): string =>
  text.length > 1_500 ? `${text.slice(0, 1_000)} … ${text.slice(-450)} (${text.length} characters)` : text

function told(number: number, { target, mutated, wrong }: Played, whole = false): string {
  const input = JSON.stringify(mutated.plain.toString('utf8'))
  return `SEED=${SEED} CASE=${number} ${target}, ${mutated.names.join(' + ')}: ${wrong.join('; ')}\n    ${whole ? input : shortened(input)}`
}

/** What failed in the same way: the words without numbers and quotations. */
const signature = ({ target, wrong: [first = ''] }: Played): string => `${target}: ${first.replaceAll(/…[^]*…|\d+/g, '#').slice(0, 90)}`

const counted = (names: Iterable<string>): string =>
  [...Map.groupBy(names, (name) => name)]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, all]) => `${name} ${all.length}`)
    .join(', ')

it(`${CASES} spoiled inputs: each ends with a code or a fault, and nothing is paid by half`, { timeout: 60_000 + CASES * 40 }, async () => {
  const unhandled: unknown[] = []
  const onUnhandled = (reason: unknown): void => void unhandled.push(reason)
  process.on('unhandledRejection', onUnhandled)
  const failing = new Map<string, string[]>()
  const results: Result[] = []
  const targets: string[] = []
  const mutations: string[] = []
  const faults: string[] = []
  let [slowest, slowestCase, longest, paid] = [0, 0, 0, 0]
  const playOne = async (number: number): Promise<void> => {
    const played = await play(randomOf(number))
    const { result, target, mutated, milliseconds, deliveries } = played
    results.push(result)
    targets.push(`${target} ${result}`)
    mutations.push(...mutated.names)
    faults.push(...new Set(played.faults.map((name) => `${name} (${target})`)))
    if (played.paid) paid += 1
    if (milliseconds > slowest) [slowest, slowestCase] = [milliseconds, number]
    longest = Math.max(longest, deliveries)
    const kind = signature(played)
    if (played.wrong.length > 0) failing.set(kind, [...(failing.get(kind) ?? []), told(number, played)])
    if (ONLY !== undefined) print(`${result} ${played.faults.join(' ')}\n${told(number, played, true)}`)
  }
  const last = ONLY ?? CASES
  let next = ONLY ?? 1
  const lane = async (): Promise<void> => {
    while (next <= last) await playOne(next++)
  }
  try {
    await Promise.all(Array.from({ length: LANES }, lane))
    await new Promise((resolve) => setImmediate(resolve))
  } finally {
    process.off('unhandledRejection', onUnhandled)
  }
  for (const [kind, cases] of failing) print(`${cases.length} x ${kind}\n  ${cases.slice(0, SHOWN_MAX).join('\n  ')}`)
  const counts = counted(results)
  print(
    `fuzz: SEED=${SEED}, cases ${results.length}: ${counts}, of them paying ${paid}; faults: ${counted(faults)}; `
      + `slowest ${slowest.toFixed(0)} ms (CASE=${slowestCase}), most deliveries ${longest}, unhandled ${unhandled.length}; `
      + `mutations: ${counted(mutations)}; targets: ${counted(targets)}`,
  )
  expect(unhandled).toEqual([])
  expect([...failing.values()].flat().length, [...failing].map(([kind, cases]) => `${cases.length} x ${kind}`).join('\n')).toBe(0)
})
