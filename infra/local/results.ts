// Understands the results of a run on disk: the run's files of both buckets side by side in one folder.
import { createWriteStream, existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { ObjectStore } from '../../shared/pipeline/ports.ts'
import {
  isPaymentFile,
  outputKey,
  PAYMENT_FILES,
  REGISTRY_REPORT_FILE,
  REPORT_FILES,
  STATEMENTS_FOLDER,
  type Bucket,
} from '../../shared/pipeline/layout.ts'

/** `original.csv` and `original.csv.gz` give `original`. */
export const nameOf = (file: string): string =>
  basename(file)
    .replace(/\.gz$/i, '')
    .replace(/\.[^.]+$/, '')

export async function copyFile(objects: ObjectStore, bucket: Bucket, key: string, target: string): Promise<void> {
  const body = await objects.read(bucket, key)
  if (body) await pipeline(body, createWriteStream(target))
}

/** Whether a file beside a manifest is one that a run writes: then it belongs to the run of the manifest. */
const isOfRun = (file: string): boolean =>
  file === PAYMENT_FILES.instructions || isPaymentFile(file) || file === STATEMENTS || Object.values<string>(REPORT_FILES).includes(file)
const STATEMENTS = STATEMENTS_FOLDER.replace('/', '')

/**
 * Copies everything the run left; files that it did not write do not stay. The order of another run is never deleted: its files move to `earlier/<run>/`.
 * The manifest comes last and whole: a copy that a kill broke off has none, so nobody takes it for results, to be paid or to be kept.
 */
export async function copyRun(objects: ObjectStore, runId: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  await keepEarlier(runId, folder)
  const manifest = join(folder, PAYMENT_FILES.manifest)
  await rm(manifest, { force: true })
  // A file of an earlier run must not stand beside the results of this one.
  for (const file of await readdir(folder)) if (isOfRun(file)) await rm(join(folder, file), { recursive: true, force: true })
  const half = `${manifest}.half`
  for (const bucket of ['payments', 'reports'] as const)
    for (const key of await objects.list(bucket, `${runId}/`)) {
      const file = key.slice(runId.length + 1)
      if (file.startsWith(STATEMENTS_FOLDER)) await mkdir(join(folder, STATEMENTS), { recursive: true })
      if (file !== PAYMENT_FILES.manifest) await copyFile(objects, bucket, key, join(folder, file))
    }
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
  for (const file of [...(await readdir(folder)).filter(isOfRun), PAYMENT_FILES.manifest])
    await rename(join(folder, file), join(kept, file))
}

export async function copyRegistryReport(objects: ObjectStore, importId: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  await rm(join(folder, REGISTRY_REPORT_FILE), { force: true })
  await copyFile(objects, 'reports', outputKey(importId, REGISTRY_REPORT_FILE), join(folder, REGISTRY_REPORT_FILE))
}
