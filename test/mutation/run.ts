// Understands whether the tests notice the mistakes of mutations.ts: each is made in a copy of the project, and at least one of its tests must fail there.
import { execFileSync, spawn } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { MUTATIONS, type Mutation } from './mutations.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
/** A mistake can make a test go round for ever, where its own time limit does not reach. */
const SECONDS_MAX = 600

interface Outcome {
  /** Names of the tests that failed, each with the first line of what it said. A file that could not be read at all is no failed test. */
  readonly failed: readonly { readonly name: string; readonly said: string }[]
  readonly passed: number
  /** Why there is no answer: a file that could not be read, or no end. */
  readonly trouble: string | undefined
  readonly seconds: number
}

/** The report of the test runner, as far as it is used here. */
interface Report {
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly message: string
    readonly assertionResults: readonly { readonly title: string; readonly status: string; readonly failureMessages: readonly string[] }[]
  }[]
}

/** Does something in a copy of what git knows of the project; the packages are those of the project itself. */
async function inCopy<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'kwartaalpremie-mutation-'))
  try {
    const files = execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' }).split('\0')
    for (const file of files.filter((each) => each !== '' && existsSync(join(ROOT, each)))) {
      mkdirSync(dirname(join(folder, file)), { recursive: true })
      copyFileSync(join(ROOT, file), join(folder, file))
    }
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'dir')
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Makes the mistake. Throws when its text does not stand exactly once in its place: then mutations.ts has to be mended. */
function mutate(folder: string, { name, place, replace, by }: Mutation): void {
  const files = place.endsWith('.ts') ? [place] : readdirSync(join(folder, place)).map((file) => join(place, file))
  const found = files
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => {
      const parts = readFileSync(join(folder, file), 'utf8').split(replace)
      return parts.slice(1).map(() => ({ file, parts }))
    })
  const [only, ...others] = found
  if (!only || others.length > 0)
    throw new Error(`«${name}»: the text to replace stands ${found.length} times in ${place}, and must stand once:\n${replace}`)
  writeFileSync(join(folder, only.file), only.parts.join(by))
}

async function runTests(folder: string, tests: readonly string[]): Promise<Outcome> {
  const begun = performance.now()
  const report = join(folder, 'mutation-report.json')
  const vitest = join('node_modules', 'vitest', 'vitest.mjs')
  const args = [vitest, 'run', '--config', '.vitest.config.ts', '--reporter=json', `--outputFile=${report}`, ...tests]
  const child = spawn(process.execPath, args, { cwd: folder, stdio: 'ignore', timeout: SECONDS_MAX * 1000, killSignal: 'SIGKILL' })
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject).once('close', () => {
      resolve()
    })
  })
  const seconds = (performance.now() - begun) / 1000
  if (!existsSync(report)) return { failed: [], passed: 0, trouble: `no report within ${Math.round(seconds)} s`, seconds }
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as Report
  const all = testResults.flatMap(({ assertionResults }) => assertionResults)
  const unread = testResults.filter(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0)
  const missing = tests.filter((test) => !testResults.some(({ name }) => name.endsWith(test)))
  return {
    failed: all
      .filter(({ status }) => status === 'failed')
      .map(({ title, failureMessages: [said = ''] }) => ({ name: title, said: said.split('\n')[0] ?? '' })),
    passed: all.filter(({ status }) => status === 'passed').length,
    trouble: unread.length > 0 ? (unread[0]?.message ?? '') : missing.length > 0 ? `not found: ${missing.join(', ')}` : undefined,
    seconds,
  }
}

const short = (text: string, characters: number): string => (text.length > characters ? `${text.slice(0, characters - 1)}…` : text)
const say = (line: string): void => void process.stdout.write(`${line}\n`)

/** A mistake that does not run is no mistake: its text has gone out of date, and whatever fails tells nothing of the tests. */
const isNotRunning = (said: string): boolean => /^(Type|Reference|Syntax)Error: /.test(said)

function tell(name: string, { failed, trouble, seconds }: Outcome): boolean {
  const isKilled = failed.some(({ said }) => !isNotRunning(said))
  const verdict = isKilled ? 'killed' : 'SURVIVED'
  say(`${name.padEnd(70)} ${verdict.padEnd(9)} ${String(failed.length).padStart(3)} failed ${seconds.toFixed(0).padStart(4)} s`)
  for (const { name: test, said } of failed.slice(0, 3)) say(`     ${short(test, 120)}\n       ${short(said, 150)}`)
  if (trouble !== undefined) say(`     ${short(trouble, 200)}`)
  return isKilled
}

/** Only mutations whose name begins with one of the words of the call; without words all of them. */
const wanted = process.argv.slice(2)
const mutations = MUTATIONS.filter(({ name }) => wanted.length === 0 || wanted.some((word) => name.startsWith(word)))

if (mutations.length === 0) throw new Error(`no mutation begins with ${wanted.join(' or ')}`)
// All of them first: whoever has to mend a text should not wait for the tests.
for (const mutation of mutations)
  await inCopy((folder) => {
    mutate(folder, mutation)
    return Promise.resolve()
  })

const tests = [...new Set(mutations.flatMap((mutation) => mutation.tests))]
const unmutated = await inCopy((folder) => runTests(folder, tests))
if (unmutated.failed.length > 0 || unmutated.passed === 0 || unmutated.trouble !== undefined) {
  tell('without any mutation the tests must pass', unmutated)
  process.exitCode = 1
} else {
  say(`without any mutation ${unmutated.passed} tests of ${tests.length} files pass ${unmutated.seconds.toFixed(0)} s`)
  const survived: string[] = []
  for (const mutation of mutations) {
    const outcome = await inCopy((folder) => {
      mutate(folder, mutation)
      return runTests(folder, mutation.tests)
    })
    if (!tell(mutation.name, outcome)) survived.push(mutation.name)
  }
  say(survived.length === 0 ? `all ${mutations.length} killed` : `${survived.length} of ${mutations.length} SURVIVED`)
  process.exitCode = survived.length === 0 ? 0 : 1
}
