/** Checks CSV as rows of trimmed fields with line numbers, the same however the bytes are cut into pieces. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openText, type TextPiece } from '../../shared/text/bytes.ts'
import { csvRows, type CsvPiece, type CsvProblem } from '../../shared/text/csv.ts'
import { TEXT_LIMITS } from '../../shared/text/limits.ts'
import { inPieces, PIECE_SIZES } from '../support/declaration-builders.ts'

interface CsvRead {
  /** Each row as `line: field | field`. */
  readonly rows: readonly string[]
  readonly delimiter: string | undefined
  readonly problem: CsvProblem | undefined
}

const NOWHERE = { rows: [], delimiter: undefined, problem: undefined }

async function* piecesOf(
  file: string | Uint8Array,
  pieceBytes: number,
  recordBytesMax = TEXT_LIMITS.recordBytesMax,
): AsyncGenerator<CsvPiece, void> {
  const limits = { ...TEXT_LIMITS, recordBytesMax }
  yield* csvRows(cutAgain(openText(inPieces(Buffer.from(file), 100_000), limits).pieces, pieceBytes), limits)
}

/** Cuts text into small pieces of whole characters, as a reader of text gives them. */
async function* cutAgain(pieces: AsyncIterable<TextPiece>, pieceBytes: number): AsyncGenerator<TextPiece, void> {
  for await (const piece of pieces) {
    if (piece.kind === 'problem') {
      yield piece
      continue
    }
    let from = 0
    while (from < piece.bytes.length) {
      let to = from + pieceBytes
      while (((piece.bytes[to] ?? 0) & 0xc0) === 0x80) to += 1
      yield { kind: 'text', bytes: piece.bytes.subarray(from, to) }
      from = to
    }
  }
}

/** Reads up to the first problem, as every reader of rows does. */
async function read(file: string | Uint8Array, pieceBytes = 100_000, recordBytesMax?: number): Promise<CsvRead> {
  let found: CsvRead = NOWHERE
  for await (const piece of piecesOf(file, pieceBytes, recordBytesMax)) {
    if (piece.kind === 'problem') return { ...found, problem: piece.problem }
    found = {
      ...found,
      delimiter: piece.delimiter,
      rows: [...found.rows, ...piece.rows.map(({ line, fields }) => `${line}: ${fields.join(' | ')}`)],
    }
  }
  return found
}

describe.each(PIECE_SIZES)('a text in pieces of %i bytes', (pieceBytes) => {
  it.each([
    ['semicolons', 'a;b\n1;2\n', ['1: a | b', '2: 1 | 2']],
    ['commas', 'a,b\n1,2\n', ['1: a | b', '2: 1 | 2']],
    ['the delimiter comes from the header: a comma below semicolons is text', 'a;b\n1,5;2\n', ['1: a | b', '2: 1,5 | 2']],
    ['the delimiter comes from the header: a semicolon below commas is text', 'a,b\n1;5,2\n', ['1: a | b', '2: 1;5 | 2']],
    ['CRLF', 'a;b\r\n1;2\r\n3;4\r\n', ['1: a | b', '2: 1 | 2', '3: 3 | 4']],
    ['LF and CRLF mixed', 'a;b\n1;2\r\n3;4\n', ['1: a | b', '2: 1 | 2', '3: 3 | 4']],
    ['no line end after the last row', 'a;b\n1;2', ['1: a | b', '2: 1 | 2']],
    ['a BOM', '\uFEFFa;b\n1;2\n', ['1: a | b', '2: 1 | 2']],
    ['a BOM before a quoted name', '\uFEFF"a";b\n1;2\n', ['1: a | b', '2: 1 | 2']],
    ['fields are trimmed, also inside quotes', ' a ;\tb\n 1 ;" 2 "\n', ['1: a | b', '2: 1 | 2']],
    ['spaces around quotes', 'a;b\n "1" ; "2" \n', ['1: a | b', '2: 1 | 2']],
    ['a quoted delimiter', 'a;b\n"1;5";2\n', ['1: a | b', '2: 1;5 | 2']],
    ['doubled quotes', 'a;b\n"say ""yes""";""""\n', ['1: a | b', '2: say "yes" | "']],
    ['quoted names', '"a";"b"\n1;2\n', ['1: a | b', '2: 1 | 2']],
    ['quoted names between commas', '"a","b"\n1;5,2\n', ['1: a | b', '2: 1;5 | 2']],
    ['a quoted name with a line end in it', '"a";"b\nc"\n1;2\n', ['1: a | b\nc', '3: 1 | 2']],
    ['an empty quoted field', 'a;b\n"";2\n', ['1: a | b', '2:  | 2']],
    ['characters of several bytes', 'a;b\né€😀;2\n', ['1: a | b', '2: é€😀 | 2']],
    ['too few and too many fields are for the reader of the rows', 'a;b\n1\n1;2;3\n', ['1: a | b', '2: 1', '3: 1 | 2 | 3']],
    ['a row of empty fields is not an empty line', 'a;b\n;\n', ['1: a | b', '2:  | ']],
    ['empty lines are skipped and counted', '\n\na;b\n\n  \n1;2\n\n\n3;4\n\n', ['3: a | b', '6: 1 | 2', '9: 3 | 4']],
    ['empty CRLF lines are skipped and counted', '\r\na;b\r\n\r\n1;2\r\n', ['2: a | b', '4: 1 | 2']],
    ['a quoted line end: the row has the line on which it begins', 'a;b\n"1\n\nx";2\n3;4\n', ['1: a | b', '2: 1\n\nx | 2', '5: 3 | 4']],
    ['nothing', '', []],
    ['only a BOM', '\uFEFF', []],
    ['only empty lines', '\n\r\n \n', []],
  ])('%s', async (_, text, rows) => {
    const found = await read(text, pieceBytes)
    expect(found.problem).toBeUndefined()
    expect(found.rows).toEqual(rows)
  })

  it('a quoted CRLF counts as one line', async () => {
    expect((await read('a;b\r\n"1\r\nx";2\r\n3;4\r\n', pieceBytes)).rows).toEqual(['1: a | b', '2: 1\r\nx | 2', '4: 3 | 4'])
  })

  it.each([
    ['a quote that is never closed', 'a;b\n1;2\n3;"4\n5;6\n', { kind: 'open-quote', line: 3 }],
    ['a quote inside a field', 'a;b\n1;2\n3;4"4\n5;6\n', { kind: 'stray-quote', line: 3 }],
    ['text directly after a closing quote', 'a;b\n1;2\n3;"4"4\n5;6\n', { kind: 'stray-quote', line: 3 }],
    ['text after a closing quote and a space', 'a;b\n1;2\n3;"4" 4\n5;6\n', { kind: 'stray-quote', line: 3 }],
    ['bytes that are not UTF-8 further on', Buffer.from('a;b\n1;2\n3;4\xff\n5;6\n', 'latin1'), { kind: 'not-utf8', byte: 12 }],
  ])('%s: the rows before it are delivered, then the problem', async (_, file, problem) => {
    expect(await read(file, pieceBytes)).toEqual({ rows: ['1: a | b', '2: 1 | 2'], delimiter: ';', problem })
  })

  it('a record of the largest size passes, one byte more does not', async () => {
    const record = (size: number): string => `a;b\n1;2\n"${'x'.repeat(size - '"";y'.length)}";y\n`
    expect(await read(record(100), pieceBytes, 100)).toMatchObject({ rows: { length: 3 }, problem: undefined })
    expect(await read(record(101), pieceBytes, 100)).toEqual({
      rows: ['1: a | b', '2: 1 | 2'],
      delimiter: ';',
      problem: { kind: 'record-too-large', line: 3, limit: 100 },
    })
  })

  it('a quoted record of the largest size, with any line end', async () => {
    const quoted = `"${'x'.repeat(96)}";` // 99 bytes
    for (const lineEnd of ['\n', '\r\n']) {
      expect(await read(`a;b${lineEnd}${quoted}y${lineEnd}`, pieceBytes, 100)).toMatchObject({ rows: { length: 2 }, problem: undefined })
      expect((await read(`a;b${lineEnd}${quoted}yy${lineEnd}`, pieceBytes, 100)).problem).toEqual({
        kind: 'record-too-large',
        line: 2,
        limit: 100,
      })
    }
  })

  it.each([
    ['a first line without end', 'x'.repeat(200), 1],
    ['a quote opened and never closed', `a;b\n"${'1;2\n'.repeat(50)}`, 2],
    ['delimiters without anything between them', `a;b\n${';'.repeat(200)}\n`, 2],
  ])('a record that is too large: %s', async (_, text, line) => {
    expect((await read(text, pieceBytes, 100)).problem).toEqual({ kind: 'record-too-large', line, limit: 100 })
  })

  it('more empty lines before the header than a record may have bytes: the delimiter is still that of the header', async () => {
    expect(await read(`${'\n'.repeat(120)}a;b\n1;2\n`, pieceBytes, 100)).toEqual({
      rows: ['121: a | b', '122: 1 | 2'],
      delimiter: ';',
      problem: undefined,
    })
  })
})

describe('properties', () => {
  const field = fc.string({ unit: fc.constantFrom('a', ';', ',', '"', '\n', ' ', 'é', '😀'), maxLength: 6 })

  it('quoted fields come back as they were written, trimmed, in any cut', async () => {
    const rows = fc.array(fc.tuple(field, field), { maxLength: 5 })
    await fc.assert(
      fc.asyncProperty(rows, fc.constantFrom(';', ','), fc.integer({ min: 1, max: 9 }), async (fields, delimiter, pieceBytes) => {
        const quoted = fields.map((each) => each.map((text) => `"${text.replaceAll('"', '""')}"`).join(delimiter))
        let line = 2
        const expected = fields.map((each) => {
          const shown = `${line}: ${each.map((text) => text.trim()).join(' | ')}`
          line += 1 + each.join('').split('\n').length - 1
          return shown
        })
        const { rows: found, problem } = await read([`k${delimiter}l`, ...quoted, ''].join('\n'), pieceBytes)
        expect({ found: found.slice(1), problem }).toEqual({ found: expected, problem: undefined })
      }),
      { seed: 3, numRuns: 300 },
    )
  })

  const parts = ['a', ';', '"', '"', '\n', ';', ',', '\r\n', '\r', ' ', 'é', '\uFEFF'].map((text) => Buffer.from(text))
  const anything = fc
    .array(fc.constantFrom(...parts, Buffer.from([0xff]), Buffer.from([0xc3])), { maxLength: 14 })
    .map((each) => Buffer.concat(each))

  it('any text gives the same rows and the same problem in any cut', async () => {
    const outcome = (file: Buffer, pieceBytes: number, recordBytesMax: number): Promise<unknown> =>
      read(file, pieceBytes, recordBytesMax).catch((error: unknown) => String(error))
    await fc.assert(
      fc.asyncProperty(anything, fc.integer({ min: 1, max: 4 }), fc.constantFrom(4, 7, 1000), async (file, pieceBytes, recordBytesMax) => {
        expect(await outcome(file, pieceBytes, recordBytesMax)).toEqual(await outcome(file, 100_000, recordBytesMax))
      }),
      { seed: 4, numRuns: 6000 },
    )
  })

  it('no text is a fault: every one is rows or a problem', async () => {
    await fc.assert(
      fc.asyncProperty(anything, async (file) => {
        await expect(read(file)).resolves.toBeDefined()
      }),
      { seed: 5, numRuns: 3000 },
    )
  })

  it('nothing follows a problem', async () => {
    await fc.assert(
      fc.asyncProperty(anything, async (file) => {
        const kinds: string[] = []
        try {
          for await (const { kind } of piecesOf(file, 100_000)) kinds.push(kind)
        } catch {
          return // a fault is the subject of the property before this one
        }
        expect(kinds.slice(0, -1)).not.toContain('problem')
      }),
      { seed: 6, numRuns: 3000 },
    )
  })
})
