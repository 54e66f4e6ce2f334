// Understands the demonstration: the samples as three days at the office: what is declared and paid, what the bank answers, and late decisions about it.
import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const sample = (name: string): string => join('test', 'samples', name)

interface Day {
  readonly title: string
  readonly now: string
  /** The call: a command, and names of samples and options. */
  readonly call: readonly string[]
}

const registry = (entitlements: string, payees: string): string[] => [
  ...['--entitlements', entitlements, '--payees', payees],
  ...['--establishments', 'establishments.csv'],
]

const DAYS: readonly Day[] = [
  {
    title: '1 August 2025: declarations and corrections come in',
    now: '2025-08-01T09:00:00Z',
    call: [
      ...['process', 'original.csv', 'correction.csv', 'late.csv', 'dmfa.xml', 'attests.xml'],
      ...registry('entitlements.csv', 'payees.csv'),
    ],
  },
  {
    title: '4 August 2025: the bank answers: it refuses one payment of the first file and has made the others',
    now: '2025-08-04T20:00:00Z',
    call: ['returns', 'bank-answer.xml'],
  },
  {
    title:
      '6 August 2025: two late decisions (one grant, one revocation) are computed again by themselves, bank details that were missing or refused release what was held, then an attest changes',
    now: '2025-08-06T09:00:00Z',
    call: ['process', 'attests-changed.xml', ...registry('entitlements-later.csv', 'payees-later.csv')],
  },
]

/** It stays, so that the commands that the overview names can be tried; each demonstration begins anew. */
const DATA = join('out', 'demo-data')

rmSync(join(ROOT, DATA), { recursive: true, force: true })
for (const { title, now, call } of DAYS) {
  process.stdout.write(`\n${title}\n\n`)
  const words = call.map((word) => (/\.(?:csv|xml)$/.test(word) ? sample(word) : word))
  const args = [join('infra', 'local', 'cli.ts'), ...words, '--now', now, '--data', DATA]
  const { status } = spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit' })
  // The samples hold rejected declarations, but no rejected file.
  if (status !== 0) {
    process.exitCode = status ?? 1
    break
  }
}
