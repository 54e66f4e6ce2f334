// Understands the acknowledgement: the first sign of life for the sender, and once the file was read its hash and whether it was seen before.
import { shownName } from '../../exceptions/readable.ts'
import { fileNameOf } from '../file-name.ts'
import { isDryRun } from '../layout.ts'
import type { Run } from '../run.ts'

export function acknowledgementOf(run: Run, read: { readonly sha256?: string; readonly duplicateOf?: string | null }): string {
  const {
    runId,
    receivedAt,
    source: { key, size, versionId },
  } = run
  const dryRun = isDryRun(key) ? { dryRun: true } : {}
  return `${JSON.stringify({ ...dryRun, runId, file: shownName(fileNameOf(run)), version: versionId, receivedAt, sizeBytes: size, ...read }, null, 2)}\n`
}
