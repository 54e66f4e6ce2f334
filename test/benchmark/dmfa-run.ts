// A large DmfA: the speed of intake beside that of the bare parser over the same file, and the peak memory of the embedded system. `npm run benchmark:dmfa -- --persons 200000 --employers 1000`
import { spawn } from 'node:child_process'
import { createReadStream, createWriteStream, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { SaxesParser } from 'saxes'
import { quarter } from '../../shared/kernel/calendar.ts'
import { intake } from '../../shared/pipeline/intake.ts'
import { dmfaFile, workersOf, type DmfaPlan } from '../support/dmfa-generator.ts'
import { MemorySystem } from '../support/memory-ports.ts'
import { employerOf, entitlementsCsv, grant, payee, payeesCsv } from '../support/pipeline-builders.ts'

const { values } = parseArgs({
  options: { persons: { type: 'string', default: '200000' }, employers: { type: 'string', default: '1000' } },
})
const employers = Number(values.employers)
const plan: DmfaPlan = {
  seed: 7,
  employers,
  workersPerEmployer: Math.round(Number(values.persons) / employers),
  quarter: quarter('2024Q3'),
}
const folder = mkdtempSync(join(tmpdir(), 'kwartaalpremie-dmfa-'))
const file = (name: string): string => join(folder, name)
const print = (line: string): boolean => process.stdout.write(`${line}\n`)

const PIECE_BYTES = 65_536
/** One worker in twenty has a grant: more than anywhere in reality. */
const GRANT_EVERY = 20

function* grants(): Generator<ReturnType<typeof grant>> {
  let count = 0
  for (let employer = 0; employer < employers; employer++)
    for (const { inss } of workersOf(plan, employer))
      if (count++ % GRANT_EVERY === 0)
        yield grant(employerOf(employer), inss, { start_quarter: '2023Q3', end_quarter: '2028Q2', guidance_level: 'MEDIUM' })
}

await pipeline(Readable.from(dmfaFile(plan)), createWriteStream(file('dmfa.xml')))
writeFileSync(file('entitlements.csv'), entitlementsCsv(...grants()))
writeFileSync(file('payees.csv'), payeesCsv(...Array.from({ length: employers }, (_, n) => payee(employerOf(n)))))
const { size } = statSync(file('dmfa.xml'))
const megabytes = size / 1e6
const perSecond = (began: number): number => megabytes / ((performance.now() - began) / 1000)
const pieces = (): AsyncIterable<Uint8Array> => createReadStream(file('dmfa.xml'), { highWaterMark: PIECE_BYTES })

/** The parser with three handlers that do nothing, over the file; `xmlns` as it is used for documents with namespaces. */
async function bareParser(xmlns: boolean): Promise<number> {
  const began = performance.now()
  const parser = new SaxesParser({ xmlns })
  const decoder = new TextDecoder()
  let tags = 0
  parser.on('opentag', () => (tags += 1))
  parser.on('closetag', () => (tags += 1))
  parser.on('text', () => undefined)
  for await (const piece of pieces()) parser.write(decoder.decode(piece, { stream: true }))
  parser.close()
  return tags > 0 ? perSecond(began) : 0
}

/** The intake stage with the file on disk as the uploaded object, and everything it writes kept nowhere. */
async function intakeAlone(): Promise<number> {
  const system = new MemorySystem({}, '2025-01-15T09:00:00.000Z')
  const created = { ...system.upload('declarations/dmfa.xml', 'x'), size }
  const { objects } = system.dependencies
  const dependencies = {
    ...system.dependencies,
    objects: {
      read: (...[bucket, key, version]: Parameters<typeof objects.read>) =>
        bucket === 'inbox' ? Promise.resolve(pieces()) : objects.read(bucket, key, version),
      exists: objects.exists.bind(objects),
      list: objects.list.bind(objects),
      versions: objects.versions.bind(objects),
      put: () => Promise.resolve(),
      putOnce: () => Promise.resolve('created' as const),
      openWriter: objects.openWriter.bind(objects),
    },
  }
  const began = performance.now()
  await intake(created, dependencies)
  return perSecond(began)
}

/** Highest resident memory of a process in MB, 0 when it has ended (Linux only). */
function residentMb(pid: number): number {
  try {
    return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}

async function embedded(): Promise<{ readonly exitCode: number | null; readonly peak: number; readonly seconds: number }> {
  const cli = fileURLToPath(new URL('../../infra/local/cli.ts', import.meta.url))
  const registry = ['--entitlements', file('entitlements.csv'), '--payees', file('payees.csv')]
  const began = performance.now()
  const child = spawn(
    process.execPath,
    [cli, 'process', file('dmfa.xml'), ...registry, '--out', file('out'), '--now', '2025-01-15T09:00:00Z'],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  )
  let peak = 0
  const watch = setInterval(() => {
    peak = Math.max(peak, residentMb(child.pid ?? 0))
  }, 100)
  const exitCode = await new Promise<number | null>((resolve) => child.once('exit', resolve))
  clearInterval(watch)
  return { exitCode, peak, seconds: (performance.now() - began) / 1000 }
}

print(`${values.persons} persons of ${employers} employers, ${Math.round(megabytes)} MB`)
const TURNS = 5
const shares: number[] = []
const namespaceShares: number[] = []
const middle = (of: readonly number[]): string => of.toSorted((a, b) => a - b)[Math.floor(of.length / 2)]?.toFixed(2) ?? ''
for (let turn = 1; turn <= TURNS; turn++) {
  const bare = await bareParser(false)
  const whole = await intakeAlone()
  const namespaces = await bareParser(true)
  shares.push(whole / bare)
  namespaceShares.push(whole / namespaces)
  print(
    `bare parser ${Math.round(bare)} MB/s, with namespaces ${Math.round(namespaces)} MB/s; intake ${Math.round(whole)} MB/s: ${(whole / bare).toFixed(2)} and ${(whole / namespaces).toFixed(2)} of it`,
  )
}
print(`middle of ${TURNS} turns: ${middle(shares)} of the bare parser, ${middle(namespaceShares)} of it with namespaces`)
const { exitCode, peak, seconds } = await embedded()
print(
  `embedded system: exit code ${exitCode ?? 'none'}, ${Math.round(seconds)} s with the registry, peak memory of the node process ${Math.round(peak)} MB`,
)
rmSync(folder, { recursive: true, force: true })
process.exitCode = exitCode ?? 1
