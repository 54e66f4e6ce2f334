// Understands the demonstration: the samples as two days at the office, the second of which brings late decisions about what the first one paid.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const sample = (name: string): string => join('test', 'samples', name)

interface Day {
  readonly title: string
  readonly now: string
  readonly declarations: readonly string[]
  readonly entitlements: string
  readonly payees: string
}

const DAYS: readonly Day[] = [
  {
    title: '1 August 2025: declarations and corrections come in',
    now: '2025-08-01T09:00:00Z',
    declarations: ['original.csv', 'correction.csv', 'late.csv', 'dmfa.xml', 'attests.xml'],
    entitlements: 'entitlements.csv',
    payees: 'payees.csv',
  },
  {
    title:
      '6 August 2025: two late decisions (one grant, one revocation) are computed again by themselves, bank details that were missing release what was held, then an attest changes',
    now: '2025-08-06T09:00:00Z',
    declarations: ['attests-changed.xml'],
    entitlements: 'entitlements-later.csv',
    payees: 'payees-later.csv',
  },
]

const data = mkdtempSync(join(tmpdir(), 'kwartaalpremie-demo-'))
try {
  for (const { title, now, declarations, entitlements, payees } of DAYS) {
    process.stdout.write(`\n${title}\n\n`)
    const registry = ['--entitlements', entitlements, '--payees', payees, '--establishments', 'establishments.csv']
    const files = registry.map((each) => (each.endsWith('.csv') ? sample(each) : each))
    const args = [join('infra', 'local', 'cli.ts'), 'process', ...declarations.map(sample), ...files, '--now', now, '--data', data]
    const { status } = spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit' })
    // The samples hold rejected declarations, but no rejected file.
    if (status !== 0) {
      process.exitCode = status ?? 1
      break
    }
  }
} finally {
  rmSync(data, { recursive: true, force: true })
}
