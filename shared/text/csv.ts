// Understands CSV (RFC 4180, `;` or `,` found from the header) as rows of trimmed fields with their line numbers, one piece of text at a time.
import type { TextPiece, TextProblem } from './bytes.ts'
import type { TextLimits } from './limits.ts'

export interface CsvRow {
  /** Line on which the row begins; line 1 is the first line of the file. */
  readonly line: number
  readonly fields: readonly string[]
}

/** Why a text is not the CSV that was expected. */
export type CsvProblem =
  | TextProblem
  | { readonly kind: 'open-quote'; readonly line: number }
  | { readonly kind: 'stray-quote'; readonly line: number }
  | { readonly kind: 'record-too-large'; readonly line: number; readonly limit: number }

export type Delimiter = ';' | ','

export type CsvPiece =
  | { readonly kind: 'rows'; readonly rows: readonly CsvRow[]; readonly delimiter: Delimiter }
  | { readonly kind: 'problem'; readonly problem: CsvProblem }

/** Rows in file order; empty lines are skipped; after a problem nothing follows. Every row before a problem is delivered before it, however the text was cut into pieces. */
export async function* csvRows(pieces: AsyncIterable<TextPiece>, limits: TextLimits): AsyncGenerator<CsvPiece, void> {
  const reader = new CsvReader(limits.recordBytesMax)
  for await (const piece of pieces) {
    if (piece.kind === 'problem') return void (yield piece)
    const found = reader.take(Buffer.from(piece.bytes.buffer, piece.bytes.byteOffset, piece.bytes.length).toString('utf8'))
    yield* found
    if (found.at(-1)?.kind === 'problem') return
  }
  yield* reader.end()
}

/** One record at the head of a text: complete with its fields, not complete yet, or wrong. */
type Scanned =
  | { readonly kind: 'record'; readonly fields: readonly string[]; readonly end: number }
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'stray-quote' | 'record-too-large' }

const INCOMPLETE = { kind: 'incomplete' } as const

/** Bytes of a text in UTF-8, counted only where they can matter. */
const exceeds = (text: string, limit: number): boolean =>
  text.length > limit || (text.length * 3 > limit && Buffer.byteLength(text) > limit)

class CsvReader {
  readonly #recordBytesMax: number
  #delimiter: Delimiter | undefined
  #pending = ''
  #line = 1
  #isFirstPiece = true

  constructor(recordBytesMax: number) {
    this.#recordBytesMax = recordBytesMax
  }

  take(piece: string): CsvPiece[] {
    const isFirst = this.#isFirstPiece && piece !== ''
    this.#isFirstPiece &&= !isFirst
    const text = this.#pending + (isFirst && piece.startsWith('\uFEFF') ? piece.slice(1) : piece)
    return this.#read(text, false)
  }

  end(): CsvPiece[] {
    return this.#read(this.#pending, true)
  }

  #read(text: string, isEnd: boolean): CsvPiece[] {
    const rows: CsvRow[] = []
    let from = 0
    let problem: CsvProblem | undefined
    while (from < text.length) {
      const scanned = this.#scan(text, from, isEnd)
      if (scanned.kind === 'incomplete') {
        if (isEnd) problem = { kind: 'open-quote', line: this.#line }
        break
      }
      if (scanned.kind !== 'record') {
        problem =
          scanned.kind === 'stray-quote'
            ? { kind: scanned.kind, line: this.#line }
            : { kind: scanned.kind, line: this.#line, limit: this.#recordBytesMax }
        break
      }
      if (scanned.fields.length > 1 || scanned.fields[0] !== '') rows.push({ line: this.#line, fields: scanned.fields })
      this.#line += countLines(text, from, scanned.end)
      from = scanned.end
    }
    this.#pending = text.slice(from)
    return [
      ...(rows.length > 0 && this.#delimiter ? [{ kind: 'rows', rows, delimiter: this.#delimiter } as const] : []),
      ...(problem ? [{ kind: 'problem', problem } as const] : []),
    ]
  }

  /** The record that begins at `from`: a plain line where no quote is in it, else character by character. */
  #scan(text: string, from: number, isEnd: boolean): Scanned {
    const newline = text.indexOf('\n', from)
    const lineEnd = newline === -1 ? text.length : newline
    const line = text.slice(from, lineEnd)
    const plain = line.endsWith('\r') ? line.slice(0, -1) : line
    // The header's first line is measured before it is understood, and an unfinished line decides nothing yet: not even, in the header, the delimiter.
    if ((this.#delimiter === undefined || !line.includes('"')) && exceeds(plain, this.#recordBytesMax)) return { kind: 'record-too-large' }
    if (newline === -1 && !isEnd && (this.#delimiter === undefined || !line.includes('"'))) return INCOMPLETE
    if (plain.trim() !== '' || line.includes('"')) this.#delimiter ??= plain.includes(';') ? ';' : ','
    if (line.includes('"')) return scanQuoted(text, from, this.#delimiter ?? ',', isEnd, this.#recordBytesMax)
    return {
      kind: 'record',
      fields: this.#delimiter ? plain.split(this.#delimiter).map((field) => field.trim()) : [''],
      end: newline === -1 ? lineEnd : newline + 1,
    }
  }
}

function countLines(text: string, from: number, to: number): number {
  let lines = 0
  for (let at = text.indexOf('\n', from); at !== -1 && at < to; at = text.indexOf('\n', at + 1)) lines += 1
  return lines
}

const isBlank = (character: string): boolean => character === ' ' || character === '\t' || character === '\r'

/** A record with quotes in it; what is wrong first, from the left, decides. */
function scanQuoted(text: string, from: number, delimiter: Delimiter, isEnd: boolean, bytesMax: number): Scanned {
  const fields: string[] = []
  let field = ''
  let state: 'plain' | 'quoted' | 'closed' = 'plain'
  let bytes = 0
  for (let at = from; at < text.length; at++) {
    const character = text.charAt(at)
    if (state !== 'quoted' && character === '\n') return { kind: 'record', fields: [...fields, field.trim()], end: at + 1 }
    bytes += character <= '\u007F' ? 1 : character <= '\u07FF' || (character >= '\uD800' && character <= '\uDFFF') ? 2 : 3
    if (character === '\r' && at + 1 === text.length && !isEnd) return INCOMPLETE // the next piece says whether the line ends here
    const isLineEnd = state !== 'quoted' && character === '\r' && text[at + 1] === '\n'
    if (bytes > bytesMax && !isLineEnd) return { kind: 'record-too-large' }
    if (state === 'quoted') {
      if (character !== '"') field += character
      else if (text[at + 1] === '"') {
        field += '"'
        bytes += 1
        at += 1
      } else if (at + 1 === text.length && !isEnd)
        return INCOMPLETE // the next piece says whether the quote is doubled
      else state = 'closed'
    } else if (character === delimiter) {
      fields.push(field.trim())
      field = ''
      state = 'plain'
    } else if (character === '"') {
      if (state === 'closed' || field.trim() !== '') return { kind: 'stray-quote' }
      field = ''
      state = 'quoted'
    } else if (state === 'plain') field += character
    else if (!isBlank(character)) return { kind: 'stray-quote' }
  }
  if (isEnd && state !== 'quoted') return { kind: 'record', fields: [...fields, field.trim()], end: text.length }
  return INCOMPLETE
}
