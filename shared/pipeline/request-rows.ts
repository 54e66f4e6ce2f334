// Understands a small CSV that people put into the inbox, read as a whole: its rows without the header, or why it cannot be read.
import { csvException } from '../exceptions/file-exceptions.ts'
import type { BusinessException } from '../exceptions/business-exception.ts'
import { openText } from '../text/bytes.ts'
import { csvRows, type CsvRow } from '../text/csv.ts'
import { required, type Dependencies } from './dependencies.ts'
import type { Run } from './run.ts'
import type { Reading } from './run-start.ts'

export type RequestRows =
  | { readonly kind: 'rows'; readonly rows: readonly CsvRow[]; readonly sha256: string }
  | { readonly kind: 'rejected'; readonly exception: BusinessException; readonly sha256: string }

/** The rows in file order; a first row that begins with the name of the first column is the header, which may be left out. */
export async function requestRows(
  { source: { key, versionId } }: Run,
  columns: readonly string[],
  { objects, settings: { limits } }: Dependencies,
): Promise<RequestRows> {
  const source = openText(required(await objects.read('inbox', key, versionId), 'the uploaded request'), limits)
  const rows: CsvRow[] = []
  for await (const piece of csvRows(source.pieces, limits)) {
    if (piece.kind === 'problem') return { kind: 'rejected', exception: csvException(piece.problem), sha256: '' }
    rows.push(...(rows.length === 0 && piece.rows[0]?.fields[0] === columns[0] ? piece.rows.slice(1) : piece.rows))
  }
  const sha256 = source.sha256()
  return rows.length === 0 ? { kind: 'rejected', exception: { code: 'FIL-001', parameters: {} }, sha256 } : { kind: 'rows', rows, sha256 }
}

/** A request that was refused as a whole. */
export const refusedRequest = (exception: BusinessException, sha256: string): Reading => ({
  outcome: { kind: 'rejected', exception, rows: 0, readWhole: sha256 !== '' },
  sha256,
  chunks: [],
})
