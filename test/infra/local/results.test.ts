// What a kill leaves of results that are being copied or moved aside: no half order that looks like a whole one, and the next copy mends it.
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { copyRun } from '../../../infra/local/results.ts'
import { outputKey, PAYMENT_FILES, REPORT_FILES } from '../../../shared/pipeline/layout.ts'
import type { ObjectStore } from '../../../shared/pipeline/ports.ts'
import { Folders, readFiles } from '../../support/cli.ts'
import { MemorySystem } from '../../support/memory-ports.ts'

const folders = new Folders()
afterAll(() => {
  folders.remove()
})

const NAMES = { payments: Object.values(PAYMENT_FILES), reports: [REPORT_FILES.acknowledgement, REPORT_FILES.summary, REPORT_FILES.held] }

/** Two runs with results. */
async function stored(...runs: readonly string[]): Promise<ObjectStore> {
  const { objects } = new MemorySystem()
  for (const runId of runs)
    for (const bucket of ['payments', 'reports'] as const)
      for (const name of NAMES[bucket]) await objects.put(bucket, outputKey(runId, name), JSON.stringify({ runId, name }))
  return objects
}

const filesOf = (runId: string): Record<string, string> =>
  Object.fromEntries([...NAMES.payments, ...NAMES.reports].map((name) => [name, JSON.stringify({ runId, name })]))

/** As if the process ended there: nothing is read any more. */
const brokenOffAt = (objects: ObjectStore, reads: number): ObjectStore => {
  let left = reads
  const read: ObjectStore['read'] = (...place) => ((left -= 1) < 0 ? Promise.reject(new Error('killed')) : objects.read(...place))
  return new Proxy(objects, {
    get: (target, name) => (name === 'read' ? read : (Reflect.get(target, name, target) as ObjectStore['list']).bind(target)),
  })
}

test('a copy that is broken off anywhere, over the results of another run too, is mended by the next', async () => {
  const objects = await stored('run-1', 'run-2')
  for (let reads = 0; reads < NAMES.payments.length + NAMES.reports.length; reads++) {
    const folder = folders.create()
    await copyRun(objects, 'run-1', folder)
    await expect(copyRun(brokenOffAt(objects, reads), 'run-2', folder)).rejects.toThrow('killed')
    expect(existsSync(join(folder, PAYMENT_FILES.manifest))).toBe(false)
    await expect(copyRun(brokenOffAt(objects, reads), 'run-1', folder)).rejects.toThrow('killed')
    await copyRun(objects, 'run-2', folder)
    expect(readFiles(folder)).toEqual(filesOf('run-2'))
    expect(readdirSync(join(folder, 'earlier'))).toEqual(['run-1'])
    expect(readFiles(join(folder, 'earlier', 'run-1'))).toEqual(filesOf('run-1'))
  }
})

test('results that were half moved aside are moved on: the manifest stays until the last', async () => {
  const objects = await stored('run-1', 'run-2')
  const folder = folders.create()
  await copyRun(objects, 'run-1', folder)
  // A file that cannot be moved ends the move in the middle, as a kill does.
  const obstacle = join(folder, 'earlier', 'run-1', REPORT_FILES.held)
  mkdirSync(obstacle, { recursive: true })
  writeFileSync(join(obstacle, 'full'), '')
  await expect(copyRun(objects, 'run-2', folder)).rejects.toThrow()
  expect(existsSync(join(folder, PAYMENT_FILES.manifest))).toBe(true)
  rmSync(obstacle, { recursive: true })
  await copyRun(objects, 'run-2', folder)
  expect(readFiles(folder)).toEqual(filesOf('run-2'))
  expect(readFiles(join(folder, 'earlier', 'run-1'))).toEqual(filesOf('run-1'))
})
