// Understands a file of a run as an answer: found in one of both buckets, with a type that a browser shows and never runs.
import { extname } from 'node:path'
import type { Dependencies } from '../../../shared/pipeline/dependencies.ts'
import { outputKey } from '../../../shared/pipeline/layout.ts'
import { REPORT_POLICY } from './guard.ts'
import { Refused } from './refused.ts'

const RUN_FILE = /^\/runs\/((?:run|dry-run|import)-[0-9a-f]{24})\/((?:[a-z][a-z-]*\/)?[A-Za-z0-9][\w-]*(?:\.[\w-]+)+)$/

/** HTML opens in the browser; a CSV is for a spreadsheet; everything else is shown as text. */
const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html; charset=utf-8', '.csv': 'text/csv; charset=utf-8' }

export interface RunFile {
  readonly headers: Readonly<Record<string, string>>
  readonly body: AsyncIterable<Uint8Array>
}

/** `/runs/<runId>/<file>`, of a file that a run can have written: names of ours only, so no path leads elsewhere. Throws Refused when there is none. */
export async function runFile(path: string, { objects }: Pick<Dependencies, 'objects'>): Promise<RunFile> {
  const [, runId = '', file = ''] = RUN_FILE.exec(path) ?? []
  if (runId === '') throw new Refused('notFound')
  const key = outputKey(runId, file)
  const body = (await objects.read('payments', key)) ?? (await objects.read('reports', key))
  if (!body) throw new Refused('notFound')
  const extension = extname(file)
  const isForDownload = extension === '.csv'
  const name = (file.split('/').at(-1) ?? file).replaceAll('"', '')
  return {
    headers: {
      'content-type': TYPES[extension] ?? 'text/plain; charset=utf-8',
      'content-security-policy': REPORT_POLICY,
      'content-disposition': isForDownload ? `attachment; filename="${name}"` : 'inline',
    },
    body,
  }
}
