// Understands the results of a run on disk: the run's files of both buckets side by side in one folder.
import { createWriteStream, existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { ObjectStore } from '../../shared/pipeline/ports.ts'
import { outputKey, PAYMENT_FILES, REGISTRY_REPORT_FILE, REPORT_FILES, type Bucket } from '../../shared/pipeline/layout.ts'

/** `original.csv` and `original.csv.gz` give `original`. */
export const nameOf = (file: string): string =>
  basename(file)
    .replace(/\.gz$/i, '')
    .replace(/\.[^.]+$/, '')

/** The files of a run without its manifest. */
const OTHER_FILES: readonly (readonly [Bucket, string])[] = [
  ['payments', PAYMENT_FILES.instructions],
  ...Object.values(REPORT_FILES).map((file) => ['reports', file] as const),
]

async function copyFile(objects: ObjectStore, bucket: Bucket, key: string, target: string): Promise<void> {
  // A file of an earlier run must not stand beside the results of this one.
  await rm(target, { force: true })
  const body = await objects.read(bucket, key)
  if (body) await pipeline(body, createWriteStream(target))
}

/**
 * Copies everything the run left; files that it did not write do not stay. The order of another run is never deleted: its files move to `earlier/<run>/`.
 * The manifest comes last and whole: a copy that a kill broke off has none, so nobody takes it for results, to be paid or to be kept.
 */
export async function copyRun(objects: ObjectStore, runId: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  await keepEarlier(runId, folder)
  const manifest = join(folder, PAYMENT_FILES.manifest)
  await rm(manifest, { force: true })
  for (const [bucket, file] of OTHER_FILES) await copyFile(objects, bucket, outputKey(runId, file), join(folder, file))
  const half = `${manifest}.half`
  await copyFile(objects, 'payments', outputKey(runId, PAYMENT_FILES.manifest), half)
  if (existsSync(half)) await rename(half, manifest)
}

async function keepEarlier(runId: string, folder: string): Promise<void> {
  const manifest = await readFile(join(folder, PAYMENT_FILES.manifest), 'utf8').catch(() => undefined)
  if (manifest === undefined) return
  const earlier = (JSON.parse(manifest) as { runId: string }).runId
  if (earlier === runId) return
  const kept = join(folder, 'earlier', earlier)
  await mkdir(kept, { recursive: true })
  // The manifest last: while it stands here, a move that a kill broke off is finished by the next call.
  for (const file of [...OTHER_FILES.map(([, other]) => other), PAYMENT_FILES.manifest])
    if (existsSync(join(folder, file))) await rename(join(folder, file), join(kept, file))
}

export async function copyRegistryReport(objects: ObjectStore, importId: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  await copyFile(objects, 'reports', outputKey(importId, REGISTRY_REPORT_FILE), join(folder, REGISTRY_REPORT_FILE))
}
