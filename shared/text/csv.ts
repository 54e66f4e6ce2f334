// Understands CSV (RFC 4180, `;` or `,` found from the header) as rows of trimmed fields with their line numbers, one piece of text at a time.
import { CsvError, Parser } from 'csv-parse'
import type { TextLimits } from './limits.ts'
import type { TextPiece, TextProblem } from './bytes.ts'

export interface CsvRow {
  /** Line on which the row begins; the header is line 1 in a file without leading empty lines. */
  readonly line: number
  readonly fields: readonly string[]
}

/** Why a text is not the CSV that was expected. */
export type CsvProblem =
  | TextProblem
  | { readonly kind: 'open-quote'; readonly line: number }
  | { readonly kind: 'stray-quote'; readonly line: number }
  | { readonly kind: 'record-too-large'; readonly line: number; readonly limit: number }

export type CsvPiece =
  | { readonly kind: 'rows'; readonly rows: readonly CsvRow[]; readonly delimiter: Delimiter }
  | { readonly kind: 'problem'; readonly problem: CsvProblem }

export type Delimiter = ';' | ','

const BOM = 0xfeff
const LF = 0x0a

/** Rows in file order; empty lines are skipped; after a problem nothing follows. Every row before a problem is delivered before it, however the text was cut into pieces. */
export async function* csvRows(pieces: AsyncIterable<TextPiece>, limits: TextLimits): AsyncGenerator<CsvPiece, void> {
  let reader: CsvReader | undefined
  let head: Buffer = Buffer.alloc(0)
  for await (const piece of pieces) {
    if (piece.kind === 'problem') {
      if (!reader && head.length > 0) yield* (await openReader(head, limits).write(head)).pieces
      yield piece
      return
    }
    if (!reader) {
      head = Buffer.concat([head, piece.bytes])
      if (!hasFirstLine(head) && head.length <= limits.recordBytesMax) continue
      reader = openReader(head, limits)
    }
    const outcome = await reader.write(head.length > 0 ? head : piece.bytes)
    head = Buffer.alloc(0)
    yield* outcome.pieces
    if (outcome.failed) return
  }
  reader ??= openReader(head, limits)
  if (head.length > 0) {
    const outcome = await reader.write(head)
    yield* outcome.pieces
    if (outcome.failed) return
  }
  yield* (await reader.end()).pieces
}

interface Outcome {
  readonly pieces: readonly CsvPiece[]
  readonly failed: boolean
}

interface CsvReader {
  write(bytes: Uint8Array): Promise<Outcome>
  end(): Promise<Outcome>
}

/** The first line with something in it ends here. */
const hasFirstLine = (bytes: Buffer): boolean => firstLineOf(bytes).complete

function firstLineOf(bytes: Buffer): { readonly text: string; readonly complete: boolean } {
  let from = 0
  for (;;) {
    const end = bytes.indexOf(LF, from)
    const text = bytes.toString('utf8', from, end === -1 ? bytes.length : end)
    if (end === -1) return { text, complete: false }
    if (text.replace(String.fromCharCode(BOM), '').trim() !== '') return { text, complete: true }
    from = end + 1
  }
}

function openReader(head: Buffer, limits: TextLimits): CsvReader {
  const delimiter: Delimiter = firstLineOf(head).text.includes(';') ? ';' : ','
  let rows: CsvRow[] = []
  let nextLine = 1
  // csv-parse is driven by hand, one write at a time: its records arrive before its error does, so what is read does not depend on chunk boundaries.
  const parser = new Parser({
    delimiter, bom: true, trim: true, record_delimiter: ['\r\n', '\n'], relax_column_count: true, skip_empty_lines: false,
    max_record_size: limits.recordBytesMax,
    on_record: (fields: string[], context) => {
      const line = nextLine
      nextLine = context.lines + 1
      if (fields.length > 1 || fields[0] !== '') rows.push({ line, fields: fields.map((field) => field.trim()) }) // also inside quotes
      return null
    },
  })
  parser.on('error', () => undefined) // reported through the callbacks below
  parser.resume()
  const outcomeOf = (error: Error | null | undefined): Outcome => {
    const read = rows
    rows = []
    const pieces: CsvPiece[] = read.length > 0 ? [{ kind: 'rows', rows: read, delimiter }] : []
    if (error) pieces.push({ kind: 'problem', problem: problemOf(error, nextLine, limits) })
    return { pieces, failed: Boolean(error) }
  }
  return {
    write: (bytes) => promised((settle) => parser.write(bytes, (error) => { settle(() => outcomeOf(error)) })),
    end: () => promised((settle) => {
      parser.once('error', (error) => { settle(() => outcomeOf(error)) })
      parser.once('end', () => { settle(() => outcomeOf(undefined)) })
      parser.end()
    }),
  }
}

/** A promise that is settled by a computation: what the computation throws (a fault) rejects it, instead of ending the process. */
const promised = <T>(start: (settle: (compute: () => T) => void) => void): Promise<T> =>
  new Promise((resolve, reject) => { start((compute) => { try { resolve(compute()) } catch (error) { reject(error instanceof Error ? error : new Error('unknown')) } }) })

/** Turns the library's error into ours; an error that it does not document is a fault. */
function problemOf(error: Error, line: number, limits: TextLimits): CsvProblem {
  if (!(error instanceof CsvError)) throw error
  const code: string = error.code
  switch (code) {
    case 'CSV_QUOTE_NOT_CLOSED': return { kind: 'open-quote', line }
    case 'CSV_MAX_RECORD_SIZE': return { kind: 'record-too-large', line, limit: limits.recordBytesMax }
    case 'INVALID_OPENING_QUOTE':
    case 'CSV_INVALID_CLOSING_QUOTE': return { kind: 'stray-quote', line }
    default: throw error
  }
}
