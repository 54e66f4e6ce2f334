// A large declaration through the embedded system: rows per second and peak memory of the node processes. `npm run benchmark -- --workers 100000 --employers 1000`
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { finished } from 'node:stream/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { COLUMNS } from '../../shared/declaration/columns.ts'
import { ENTITLEMENT_COLUMNS } from '../../shared/registry/entitlement-period.ts'
import { PAYEE_COLUMNS } from '../../shared/registry/payee.ts'
import { nthIban, nthKbo, nthTestInss } from '../support/numbers.ts'

const { values } = parseArgs({
  options: { workers: { type: 'string', default: '100000' }, employers: { type: 'string', default: '1000' } },
})
const workers = Number(values.workers)
const employers = Number(values.employers)
const folder = mkdtempSync(join(tmpdir(), 'kwartaalpremie-benchmark-'))
const file = (name: string): string => join(folder, name)

async function write(name: string, columns: readonly string[], rows: Iterable<string>): Promise<void> {
  const stream = createWriteStream(file(name))
  stream.write(`${columns.join(';')}\n`)
  for (const row of rows) if (!stream.write(`${row}\n`)) await once(stream, 'drain')
  stream.end()
  await finished(stream)
}

function* each<T>(count: number, make: (n: number) => T): Generator<T> {
  for (let n = 0; n < count; n++) yield make(n)
}

const employerOf = (worker: number): string => nthKbo(Math.floor((worker * employers) / workers))
await write(
  'entitlements.csv',
  ENTITLEMENT_COLUMNS,
  each(workers, (n) => `G${n};IMW;${nthTestInss(n)};${employerOf(n)};2023Q3;2028Q2;IMW_5Y_STANDARD;;MEDIUM;;2023-07-01;;;;;;`),
)
await write(
  'payees.csv',
  PAYEE_COLUMNS,
  each(employers, (n) => `${nthKbo(n)};Werkgever ${n};${nthIban(n)};;nl;NO;;`),
)
await write(
  'large.csv',
  COLUMNS,
  each(
    workers,
    (n) =>
      `2024Q3;1;FULL;${employerOf(n)};;FLANDERS;${nthTestInss(n)};2020-01-01;;${7000 + (n % 3000)}.00;2100.00;300.00;30.4;38;${390 + (n % 10)}.50;;`,
  ),
)

/** Resident memory of a process in MB, 0 when it has ended (Linux only). */
function residentMb(pid: number): number {
  try {
    return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}

const began = performance.now()
const cli = fileURLToPath(new URL('../../infra/local/cli.ts', import.meta.url))
const child = spawn(
  process.execPath,
  [
    cli,
    'process',
    file('large.csv'),
    '--entitlements',
    file('entitlements.csv'),
    '--payees',
    file('payees.csv'),
    '--out',
    file('out'),
    '--now',
    '2025-01-15T09:00:00Z',
  ],
  { stdio: ['ignore', 'pipe', 'inherit'] },
)
let peak = 0
const watch = setInterval(() => {
  peak = Math.max(peak, residentMb(child.pid ?? 0))
}, 200)
let importedAt = began
child.stdout.on('data', (piece: Buffer) => {
  if (piece.toString().includes('payees:')) importedAt = performance.now()
})
const exitCode = await new Promise<number | null>((resolve) => child.once('exit', resolve))
clearInterval(watch)
const ended = performance.now()
const perSecond = (milliseconds: number): number => Math.round(workers / (milliseconds / 1000))
process.stdout.write(
  [
    `exit code ${exitCode ?? 'none'}; ${workers} workers, ${employers} employers`,
    `registry import: ${Math.round((importedAt - began) / 1000)} s, ${perSecond(importedAt - began)} grants/s`,
    `declaration: ${Math.round((ended - importedAt) / 1000)} s, ${perSecond(ended - importedAt)} rows/s`,
    `peak memory of the node process: ${Math.round(peak)} MB`,
    '',
  ].join('\n'),
)
rmSync(folder, { recursive: true, force: true })
process.exitCode = exitCode ?? 1
