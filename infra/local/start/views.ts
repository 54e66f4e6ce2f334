// Understands what the page knows about one upload: what it is, how far it is, what it left, and what was answered.
import type { Bilingual } from '../../../shared/exceptions/catalogue.ts'
import { shownName } from '../../../shared/exceptions/readable.ts'
import { mapOrdered, type Dependencies } from '../../../shared/pipeline/dependencies.ts'
import { isRelease, outputKey, REGISTRY_REPORT_FILE, REPORT_FILES } from '../../../shared/pipeline/layout.ts'
import { personOf } from '../../../shared/pipeline/person.ts'
import type { StoredVersion } from '../../../shared/pipeline/ports.ts'
import { collect } from '../../../shared/pipeline/records.ts'
import { isFinal, type Run, type RunState } from '../../../shared/pipeline/run.ts'
import type { ShownSummary } from '../process-report.ts'
import { idOf } from './inbox.ts'
import { purposeOf, type Purpose } from './upload-kinds.ts'

interface Uploaded {
  readonly id: string
  readonly purpose: Purpose
  /** Its name without the folder of the inbox; national numbers in it are masked. */
  readonly file: string
  /** Of a request: the file, run, employer or measure that it is about. */
  readonly about?: string
  /** Instant of storage, ISO. */
  readonly at: string
  /** Files of both buckets, without the folder of the run. */
  readonly files: readonly string[]
}

/** What a request was answered, by code, in both languages. */
export interface Answer extends Bilingual {
  readonly code: string
}

export interface RunView extends Uploaded {
  readonly type: 'run'
  readonly by: string
  /** `unread`: stored, no stage has looked at it yet. */
  readonly state: RunState | 'unread'
  readonly chunks: { readonly done: number; readonly of: number }
  readonly summary: ShownSummary | undefined
  readonly answers: readonly Answer[]
}

export interface ImportView extends Uploaded {
  readonly type: 'import'
  readonly state: 'reading' | 'stored' | 'rejected'
  /** Rows that were not stored. */
  readonly refused: number
}

export type UploadView = RunView | ImportView

/** Nothing of it changes any more, except what later runs add to its files. */
export const isEnded = (view: UploadView): boolean => {
  if (view.type === 'import') return view.state !== 'reading'
  // The summary comes last of the reports, and once more when a run that waited is decided about.
  return view.state !== 'unread' && isFinal(view.state) && view.summary?.state === view.state
}

type Stores = Pick<Dependencies, 'objects' | 'runs'>

/** Names that people know: of the uploads by their identity. */
export type Names = ReadonlyMap<string, string>

export async function viewOf(upload: StoredVersion, names: Names, stores: Stores): Promise<UploadView> {
  const id = idOf(upload)
  const file = nameOf(upload.key)
  const about = aboutOf(upload.key, names)
  const uploaded = { id, purpose: purposeOf(upload.key), file, ...(about === undefined ? {} : { about }), at: upload.storedAt }
  // The files after the state: those of an ended one are then complete.
  if (id.startsWith('import-')) return { ...uploaded, type: 'import', ...(await importedOf(id, stores)), files: await filesOf(id, stores) }
  return { ...uploaded, type: 'run', ...(await ranOf(id, upload.key, stores)), files: await filesOf(id, stores) }
}

export const nameOf = (key: string): string => shownName(key.split('/').at(-1) ?? key)

/** `release/release-run-….csv` is about that run, `recompute/import-….csv` about that import: told by the name of its file. */
function aboutOf(key: string, names: Names): string | undefined {
  const target =
    /^(?:release|recompute)\/(?:dry-run\/)?(?:(?:release|abandon|settle-without|statement|pause|resume|recompute)-)?(.+)\.csv$/.exec(
      key,
    )?.[1]
  if (target === undefined) return undefined
  const id = /^(?:run|dry-run|import)-[0-9a-f]{24}/.exec(target)?.[0]
  return (id === undefined ? undefined : names.get(id)) ?? target
}

async function filesOf(id: string, { objects }: Stores): Promise<readonly string[]> {
  const keys = await Promise.all((['payments', 'reports'] as const).map((bucket) => objects.list(bucket, `${id}/`)))
  return keys.flat().map((key) => key.slice(id.length + 1))
}

async function textOf(id: string, file: string, { objects }: Stores): Promise<string | undefined> {
  const body = await objects.read('reports', outputKey(id, file))
  return body && (await collect(body)).toString('utf8')
}

async function importedOf(id: string, stores: Stores): Promise<Pick<ImportView, 'state' | 'refused'>> {
  const report = await textOf(id, REGISTRY_REPORT_FILE, stores)
  if (report === undefined) return { state: 'reading', refused: 0 }
  const codes = report.split('\r\n').flatMap((line) => /^REG-\d{3}/.exec(line) ?? [])
  return { state: codes.includes('REG-004') ? 'rejected' : 'stored', refused: codes.length }
}

async function ranOf(id: string, key: string, stores: Stores): Promise<Pick<RunView, 'by' | 'state' | 'chunks' | 'summary' | 'answers'>> {
  const run: Run | undefined = await stores.runs.get(id)
  const summary = await textOf(id, REPORT_FILES.summary, stores)
  return {
    by: personOf(run?.source.uploadedBy ?? '') ?? '',
    state: run?.state ?? 'unread',
    chunks: { done: run?.completed?.length ?? 0, of: run?.chunks ?? 0 },
    summary: summary === undefined ? undefined : (JSON.parse(summary) as ShownSummary),
    answers: await answersOf(id, key, run?.state, stores),
  }
}

type Row = Readonly<Record<'code' | 'message_nl' | 'message_en' | 'remedy_nl' | 'remedy_en', string>>

const ANSWERS_MAX = 5

/** What is told about the request itself; of a file that was rejected why, and what to do. */
async function answersOf(id: string, key: string, state: RunState | undefined, stores: Stores): Promise<readonly Answer[]> {
  const isRejected = state === 'rejected'
  if (!isRejected && !isRelease(key)) return []
  const rows = JSON.parse((await textOf(id, REPORT_FILES.exceptionsJson, stores)) ?? '[]') as readonly Row[]
  if (isRejected)
    return rows
      .slice(0, ANSWERS_MAX)
      .map((row) => ({ code: row.code, nl: `${row.message_nl} ${row.remedy_nl}`, en: `${row.message_en} ${row.remedy_en}` }))
  return rows.filter(({ code }) => code.startsWith('REL-')).map((row) => ({ code: row.code, nl: row.message_nl, en: row.message_en }))
}

/** The views of several uploads, in their order. */
export async function viewsOf(
  uploads: readonly StoredVersion[],
  look: (upload: StoredVersion) => Promise<UploadView>,
): Promise<UploadView[]> {
  const views: UploadView[] = []
  for await (const view of mapOrdered(uploads, 8, look)) views.push(view)
  return views
}
