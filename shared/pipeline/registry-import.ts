// Understands the import of a registry file: checked as a whole first, then stored row by row, with a report of what was refused.
import { createHash } from 'node:crypto'
import type { BusinessException } from '../exceptions/business-exception.ts'
import type { Quarter } from '../kernel/calendar.ts'
import { INSS_VISIBLE, masked, type EmployerNumber, type Inss } from '../kernel/identifiers.ts'
import { csvHeader, csvLine, reportRow } from '../exceptions/report.ts'
import { OLD_NUMBERS_MAX } from '../registry/alias.ts'
import { readRegistryCsv, REGISTRY_KINDS, type RegistryKind, type RegistryRow } from '../registry/import.ts'
import { openText } from '../text/bytes.ts'
import { Fault, required, type CreatedObject, type Dependencies } from './dependencies.ts'
import { importRequestKey, outputKey, PREFIXES, REGISTRY_REPORT_FILE, releaseKey, work } from './layout.ts'
import type { StampedContent } from './ports.ts'
import { collect } from './records.ts'
import { requestText } from './recompute/request.ts'
import { holdingAccounts } from './release/accounts.ts'
import { releaseText } from './release/request.ts'
import { TouchedAccounts } from './recompute/touched-accounts.ts'

/** Identity of an import: the object version it reads. */
export const importIdOf = ({ bucket, key, versionId }: Pick<CreatedObject, 'bucket' | 'key' | 'versionId'>): string =>
  `import-${createHash('sha256')
    .update(JSON.stringify([bucket, key, versionId ?? '']))
    .digest('hex')
    .slice(0, 24)}`

/**
 * Handles one created registry file. Idempotent: rows carry the stamp of their upload, and the later upload wins whatever order imports run in. Asks for
 * the accounts whose result it can change to be computed again, and (payees) for what was held for want of a good one; a repeat after a stop asks for at
 * least the same.
 */
export async function importRegistry(notified: CreatedObject, dependencies: Dependencies): Promise<void> {
  const { objects, registry, telemetry, settings } = dependencies
  if (notified.versionId === undefined) throw new Fault(`the event of an upload in ${notified.bucket} has no object version`)
  const kind = kindOf(notified.key)
  const importId = importIdOf(notified)
  const reportKey = outputKey(importId, REGISTRY_REPORT_FILE)
  // A redelivery has nothing to add, and must not ask for accounts that came later.
  if (await registry.isFinished(importId)) return
  const created = await pinned(notified, importId, dependencies)
  const report = objects.openWriter('reports', reportKey, { once: false, contentType: 'text/csv; charset=utf-8' })
  const touched = new TouchedAccounts()
  // An upload that nobody noticed has no uploader; whoever uploads the same again is then the first.
  const uploadedBy = created.principal === '' ? {} : { uploadedBy: created.principal }
  const upload = { importId, recordedAt: created.eventTime, ...uploadedBy }
  let stored = 0
  let refused = 0
  try {
    await report.write(csvHeader())
    const rejection = await firstRejection(kind, created, dependencies)
    if (rejection) {
      refused = 1
      await report.write(csvLine(reportRow(rejection), settings.decimalSign))
    } else {
      for await (const rows of readRows(kind, created, dependencies)) {
        const contents = rows.flatMap(({ line, content }): StampedContent[] =>
          content ? [{ content, stamp: stampOf(created, line) }] : [],
        )
        touched.add(await registry.store(contents, upload))
        stored += contents.length
        refused += rows.length - contents.length
        for (const exception of rows.flatMap(({ exceptions }) => exceptions))
          await report.write(csvLine(reportRow(exception), settings.decimalSign))
      }
    }
    // Only now, after every row is written: an account that is booked from here on is booked on them (design.md 2.4).
    const accounts = await touched.declared(dependencies)
    await ask(kind, importId, accounts, dependencies)
    await report.close()
    await registry.finish(importId)
    telemetry.event('registry imported', { import: importId, kind, stored, refused, accountsToCompute: accounts.length })
  } catch (error) {
    await report.abort()
    throw error
  }
}

/**
 * What the first delivery said counts for the import: its rows carry the instant and sequencer of it, and one that is started again by a sweep, which knows
 * neither who uploaded it nor in which order, must not come before what it stored itself.
 */
async function pinned(notified: CreatedObject, importId: string, { objects }: Dependencies): Promise<CreatedObject> {
  const key = work.upload(importId)
  await objects.putOnce('work', key, JSON.stringify(notified))
  return JSON.parse(
    (await collect(required(await objects.read('work', key), 'the notification of an import'))).toString('utf8'),
  ) as CreatedObject
}

/** Bank details change no premium: of them only what is held is asked for. */
async function ask(
  kind: RegistryKind,
  importId: string,
  accounts: readonly (readonly [EmployerNumber, Quarter])[],
  dependencies: Dependencies,
): Promise<void> {
  const { objects } = dependencies
  if (kind !== 'payees') {
    if (accounts.length > 0) await objects.putOnce('inbox', importRequestKey(importId), requestText(accounts))
    return
  }
  const holding = await holdingAccounts(accounts, dependencies)
  if (holding.length > 0)
    await objects.putOnce('inbox', releaseKey(importId), releaseText(holding.map(([employer, quarter]) => ['retry', employer, quarter])))
}

/** Orders rows of uploads: instant, then sequencer (S3 compares it as text of equal length), then line. */
const stampOf = ({ eventTime, sequencer }: CreatedObject, line: number): string =>
  `${new Date(eventTime).toISOString()}#${sequencer.padStart(32, '0')}#${String(line).padStart(9, '0')}`

function kindOf(key: string): RegistryKind {
  const kind = REGISTRY_KINDS.find((each) => key.startsWith(`${PREFIXES.registry}${each}/`))
  if (!kind) throw new Fault('an object under the registry prefix belongs to no kind of registry file')
  return kind
}

async function* pieces(
  kind: RegistryKind,
  { key, versionId }: CreatedObject,
  { objects, settings }: Dependencies,
): ReturnType<typeof readRegistryCsv> {
  const body = required(await objects.read('inbox', key, versionId), 'the uploaded registry file')
  yield* readRegistryCsv(kind, openText(body, settings.limits).pieces, settings.limits, settings)
}

/** A malformed file stores nothing, so it is read once for its form before anything is stored. */
async function firstRejection(
  kind: RegistryKind,
  created: CreatedObject,
  dependencies: Dependencies,
): Promise<BusinessException | undefined> {
  const oldNumbers = new Map<Inss, Set<Inss>>()
  for await (const piece of pieces(kind, created, dependencies)) {
    if (piece.kind === 'rejected') return piece.exception
    for (const { line, content } of piece.rows) {
      if (content?.kind !== 'ALIAS' || content.value.oldInss === content.value.newInss) continue
      const { oldInss, newInss } = content.value
      const known = (oldNumbers.get(newInss) ?? new Set()).add(oldInss)
      oldNumbers.set(newInss, known)
      if (known.size > OLD_NUMBERS_MAX) {
        const parameters = { worker: masked(newInss, INSS_VISIBLE), limit: String(OLD_NUMBERS_MAX), line: String(line) }
        return { code: 'REG-004', details: ['aliases-of-one'], parameters, line }
      }
    }
  }
  return undefined
}

async function* readRows(
  kind: RegistryKind,
  created: CreatedObject,
  dependencies: Dependencies,
): AsyncGenerator<readonly RegistryRow[], void> {
  for await (const piece of pieces(kind, created, dependencies)) if (piece.kind === 'rows') yield piece.rows
}
