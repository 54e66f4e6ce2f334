// An import of late decisions through the embedded system: which accounts are computed again, and how long it takes. `npm run benchmark:late -- --grants 20000 --employers 3000 --declared 500`
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { COLUMNS } from '../../shared/declaration/columns.ts'
import { ENTITLEMENT_COLUMNS } from '../../shared/registry/entitlement-period.ts'
import { PAYEE_COLUMNS } from '../../shared/registry/payee.ts'
import { nthIban, nthKbo, nthTestInss } from '../support/numbers.ts'

const { values } = parseArgs({
  options: {
    grants: { type: 'string', default: '20000' },
    employers: { type: 'string', default: '3000' },
    declared: { type: 'string', default: '500' },
  },
})
const [grants, employers, declared] = [Number(values.grants), Number(values.employers), Number(values.declared)]
const folder = mkdtempSync(join(tmpdir(), 'kwartaalpremie-benchmark-'))
const cli = fileURLToPath(new URL('../../infra/local/cli.ts', import.meta.url))

const write = (name: string, columns: readonly string[], rows: readonly string[]): string => {
  writeFileSync(join(folder, name), `${[columns.join(';'), ...rows].join('\n')}\n`)
  return join(folder, name)
}
const all = Array.from({ length: grants }, (_, n) => n)
const employerOf = (n: number): number => n % employers
const grant = (n: number, end: string): string =>
  `G${n};IMW;${nthTestInss(n)};${nthKbo(employerOf(n))};2023Q3;${end};IMW_5Y_STANDARD;;LOW;;;;;;;;`
// Nobody is granted on the day of the declaration but the first worker of each employer, whose grant is changed later; all others are decided later.
const early = write(
  'early.csv',
  ENTITLEMENT_COLUMNS,
  all.slice(0, employers).map((n) => grant(n, '2028Q1')),
)
const late = write(
  'late.csv',
  ENTITLEMENT_COLUMNS,
  all.map((n) => grant(n, '2028Q2')),
)
const payees = write(
  'payees.csv',
  PAYEE_COLUMNS,
  all.slice(0, employers).map((n) => `${nthKbo(n)};Werkgever ${n};${nthIban(n)};;nl;NO;;`),
)
const workersOf = (employer: number): number[] => all.filter((n) => employerOf(n) === employer)
const row = (n: number): string =>
  `2024Q3;1;FULL;${nthKbo(employerOf(n))};;FLANDERS;${nthTestInss(n)};2020-01-01;;9000.00;2100.00;300.00;38;38;494;;`
const declaration = write(
  'large.csv',
  COLUMNS,
  all.slice(0, declared).flatMap((employer) => workersOf(employer).map(row)),
)
const another = write('another.csv', COLUMNS, [
  `2024Q2;1;FULL;${nthKbo(0)};;FLANDERS;${nthTestInss(0)};2020-01-01;;9000.00;0;0;38;38;494;;`,
])

function run(file: string, entitlements: string, out: string): number {
  const began = performance.now()
  const options = ['--entitlements', entitlements, '--payees', payees, '--data', join(folder, 'data'), '--out', join(folder, out)]
  const { status } = spawnSync(process.execPath, [cli, 'process', file, ...options, '--now', '2025-01-15T09:00:00Z'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  if (status !== 0) throw new Error(`exit code ${status ?? 'none'}`)
  return (performance.now() - began) / 1000
}

run(declaration, early, 'first')

const together = run(another, late, 'second')
const summary = JSON.parse(readFileSync(join(folder, 'second', 'entitlements-computed-again', 'summary.json'), 'utf8')) as {
  readonly counts: Readonly<Record<'rows' | 'declarations' | 'workers', number>>
  readonly payments: { readonly count: number; readonly sum: string }
}
process.stdout.write(
  [
    `${grants} grants at ${employers} employers, of whom ${declared} have declared`,
    `computed again: ${summary.counts.declarations} accounts, ${summary.counts.workers} workers with another result, ${summary.payments.count} payments ${summary.payments.sum}`,
    `the whole call, import included: ${together.toFixed(1)} s`,
    '',
  ].join('\n'),
)
rmSync(folder, { recursive: true, force: true })
