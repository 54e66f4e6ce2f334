// A large payment run written to disk: how long it takes, and that memory does not grow with it. `npm run benchmark:payments -- --payments 100000 --per-file 1000`
import { spawnSync } from 'node:child_process'
import { createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { paymentFileName } from '../../shared/payment/pain001.ts'
import { filesOf, SETTINGS } from '../payment/transfers.ts'

const { values } = parseArgs({
  options: {
    payments: { type: 'string', default: '100000' },
    'per-file': { type: 'string', default: '1000' },
    /** Only write so many, in this process: one process per measurement, because its peak never falls. */
    only: { type: 'string' },
  },
})
/** A small heap shows what is needed; in a large one the collector leaves lying what nobody needs. */
const HEAP = ['--max-old-space-size=64', '--max-semi-space-size=2']
const print = (line: string): boolean => process.stdout.write(`${line}\n`)

async function write(count: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'kwartaalpremie-payments-'))
  const began = performance.now()
  let fileNumber = 0
  let bytes = 0
  for (const file of filesOf(count, { ...SETTINGS, transactionsMax: Number(values['per-file']) })) {
    const path = join(folder, paymentFileName(++fileNumber))
    await pipeline(Readable.from(file.pieces()), createWriteStream(path))
    bytes += statSync(path).size
    // One file at a time on the disk, as one at a time goes to the bucket.
    rmSync(path)
  }
  const seconds = (performance.now() - began) / 1000
  rmSync(folder, { recursive: true, force: true })
  // Node gives it in KB.
  const peak = process.resourceUsage().maxRSS / 1024
  print(
    `${count} payments, ${fileNumber} files, ${(bytes / 1e6).toFixed(1)} MB: ${seconds.toFixed(1)} s, peak memory ${Math.round(peak)} MB`,
  )
}

if (values.only === undefined) {
  for (const count of [1000, Number(values.payments)]) {
    const call = [fileURLToPath(import.meta.url), '--only', String(count), '--per-file', values['per-file']]
    const { status } = spawnSync(process.execPath, [...HEAP, ...call], { stdio: 'inherit' })
    if (status !== 0) process.exitCode = 1
  }
} else await write(Number(values.only))
