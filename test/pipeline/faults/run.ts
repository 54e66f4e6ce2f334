// Starts the tests of faults with the numbers that are asked for: `npm run faults -- --seeds 10000 --cases 200000 --crashes 50 --files 2000 --seed 7`. 0 leaves a kind out.
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
/** The tests know how long their number takes; this is only above all of them. */
const MILLISECONDS_MAX = 7 * 24 * 3_600_000

/** What each option sets in the environment; where it is absent, the environment of the caller and then the test itself say how many. */
const VARIABLES = { seeds: 'SEEDS', cases: 'CASES', crashes: 'CRASHES', files: 'FILES', seed: 'SEED' } as const

/** A mistake in the call is told in a sentence. */
function fail(sentence: string): never {
  process.stderr.write(`${sentence}\n`)
  process.exit(1)
}

function options() {
  try {
    return read()
  } catch (error) {
    return fail(error instanceof Error ? error.message : 'the call cannot be read')
  }
}

const read = () =>
  parseArgs({
    options: {
      seeds: { type: 'string' },
      cases: { type: 'string' },
      crashes: { type: 'string' },
      files: { type: 'string' },
      seed: { type: 'string' },
    },
  }).values

const values = options()
const numbers: Record<string, string> = {}
for (const [option, variable] of Object.entries(VARIABLES)) {
  const value = values[option as keyof typeof VARIABLES]
  if (value === undefined) continue
  if (!/^\d{1,9}$/.test(value)) fail(`--${option} is a whole number, not ${value}`)
  numbers[variable] = value
}

const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs')
const words = ['run', '--config', '.vitest.config.ts', `--testTimeout=${MILLISECONDS_MAX}`, 'test/pipeline/faults']
const { status } = spawnSync(process.execPath, [vitest, ...words], { cwd: ROOT, stdio: 'inherit', env: { ...process.env, ...numbers } })
process.exitCode = status ?? 1
