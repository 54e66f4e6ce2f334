/** Checks that a file is read as text whatever pieces it arrives in: gzip, UTF-8, sizes, hash. */
import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openText, type TextProblem } from '../../shared/text/bytes.ts'
import { sizeText, TEXT_LIMITS } from '../../shared/text/limits.ts'
import { inPieces, PIECE_SIZES } from '../support/declaration-builders.ts'

interface TextRead {
  readonly text: string
  readonly problem: TextProblem | undefined
  readonly sha256: string
  readonly size: number
}

async function read(bytes: Uint8Array, pieceBytes = 100_000, decompressedBytesMax = TEXT_LIMITS.decompressedBytesMax): Promise<TextRead> {
  return readBody(inPieces(bytes, pieceBytes), decompressedBytesMax)
}

async function readBody(body: AsyncIterable<Uint8Array>, decompressedBytesMax = TEXT_LIMITS.decompressedBytesMax): Promise<TextRead> {
  const source = openText(body, { ...TEXT_LIMITS, decompressedBytesMax })
  const parts: Uint8Array[] = []
  let problem: TextProblem | undefined
  for await (const piece of source.pieces) {
    expect(problem, 'nothing follows a problem').toBeUndefined()
    if (piece.kind === 'text') parts.push(piece.bytes)
    else problem = piece.problem
  }
  return { text: Buffer.concat(parts).toString('utf8'), problem, sha256: source.sha256(), size: source.size() }
}

const TEXT = 'naïef € 😀;x\nregel twee\n'
const SHA256 = createHash('sha256').update(TEXT).digest('hex')
const bytes = (...values: (number | string)[]): Buffer =>
  Buffer.concat(values.map((value) => (typeof value === 'number' ? Buffer.from([value]) : Buffer.from(value))))

describe.each(PIECE_SIZES)('a file in pieces of %i bytes', (pieceBytes) => {
  it.each([
    ['plain', Buffer.from(TEXT)],
    ['gzip', gzipSync(TEXT)],
    ['gzip of two members', Buffer.concat([gzipSync(TEXT.slice(0, 5)), gzipSync(TEXT.slice(5))])],
  ])('%s: text, size and hash are those of the decompressed content', async (_, file) => {
    expect(await read(file, pieceBytes)).toEqual({ text: TEXT, problem: undefined, sha256: SHA256, size: Buffer.byteLength(TEXT) })
  })

  it.each([
    ['an empty file', Buffer.alloc(0)],
    ['a gzip of nothing', gzipSync('')],
  ])('%s has no text and no problem', async (_, file) => {
    expect(await read(file, pieceBytes)).toMatchObject({ text: '', problem: undefined, size: 0 })
  })

  it.each([
    ['a byte that never occurs', bytes('abc', 0xff, 'def'), 4, 'abc'],
    ['a letter in Latin-1', bytes('caf', 0xe9, ';1'), 4, 'caf'],
    ['the first byte', bytes(0x80, 'abc'), 1, ''],
    ['an overlong form', bytes('a', 0xe0, 0x80, 0x80), 2, 'a'],
    ['half of a surrogate pair', bytes('ab', 0xed, 0xa0, 0x80, 'c'), 3, 'ab'],
    ['a value above the last character', bytes('é', 0xf5, 0x80, 0x80, 0x80), 3, 'é'],
    ['a character begun twice', bytes('a', 0xc3, 0xc3, 0xa9), 2, 'a'],
    ['a character of two bytes cut off by the end', bytes('ab', 0xc3), 3, 'ab'],
    ['a character of four bytes cut off by the end', bytes('ab€', 0xf0, 0x9f, 0x98), 6, 'ab€'],
  ])('not UTF-8, %s: names the first wrong byte after the text before it', async (_, file, byte, before) => {
    expect(await read(file, pieceBytes)).toMatchObject({ text: before, problem: { kind: 'not-utf8', byte } })
    expect(await read(gzipSync(file), pieceBytes)).toMatchObject({ text: before, problem: { kind: 'not-utf8', byte } })
  })

  it.each([
    ['cut off', gzipSync(TEXT).subarray(0, -9)],
    ['cut off after its first two bytes', gzipSync(TEXT).subarray(0, 2)],
    ['with a wrong checksum', gzipSync(TEXT).map((byte, index, all) => (index === all.length - 6 ? byte ^ 1 : byte))],
    ['with a wrong header', bytes(0x1f, 0x8b, 'no gzip at all')],
  ])('a gzip %s is damaged', async (_, file) => {
    expect((await read(file, pieceBytes)).problem).toEqual({ kind: 'gzip-damaged' })
  })

  it('zeros after a gzip are padding; anything else after it is damage', async () => {
    expect(await read(Buffer.concat([gzipSync(TEXT), Buffer.alloc(50)]), pieceBytes)).toMatchObject({
      text: TEXT,
      problem: undefined,
      sha256: SHA256,
    })
    expect((await read(Buffer.concat([gzipSync(TEXT), Buffer.from('more')]), pieceBytes)).problem).toEqual({ kind: 'gzip-damaged' })
  })

  it('the limit of decompressed bytes is the last size that passes', async () => {
    const size = Buffer.byteLength(TEXT)
    for (const file of [Buffer.from(TEXT), gzipSync(TEXT)]) {
      expect(await read(file, pieceBytes, size)).toMatchObject({ text: TEXT, problem: undefined })
      expect((await read(file, pieceBytes, size - 1)).problem).toEqual({ kind: 'decompressed-too-large', limit: size - 1 })
    }
  })
})

describe('a file of 100,000 bytes and more', () => {
  const text = Array.from({ length: 9000 }, (_, index) => `${(index * 7919) % 10_007};é€😀`).join('\n')
  const plain = Buffer.from(text)
  const damaged = (at: number): Uint8Array => gzipSync(text).map((byte, index) => (index === at ? byte ^ 0x55 : byte))
  const whole = {
    plain,
    gzip: gzipSync(text),
    'not UTF-8': Buffer.concat([plain.subarray(0, 70_000), bytes(0xff), plain]),
    'gzip cut off': gzipSync(text).subarray(0, -30),
    'gzip damaged': damaged(25_000),
  }

  it.each(Object.entries(whole))('%s: the same in any pieces', async (_, file) => {
    const expected = await read(file, 1_000_000)
    for (const pieceBytes of [1, 999, 16_383, 16_384, 16_385, 65_536]) expect(await read(file, pieceBytes)).toEqual(expected)
  })

  it('plain and gzip give the same text', async () => {
    for (const file of [plain, gzipSync(text)]) expect(await read(file)).toMatchObject({ text, problem: undefined, size: plain.length })
  })
})

it('a small gzip of very much text is stopped at the limit', async () => {
  const bomb = gzipSync(Buffer.alloc(5_000_000, 'a'))
  const { problem, size } = await read(bomb, 1000, 10_000)
  expect(problem).toEqual({ kind: 'decompressed-too-large', limit: 10_000 })
  expect(size).toBeLessThan(1_000_000)
})

it('the text is the same however the bytes are cut', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.integer({ min: 1, max: 9 }),
      fc.boolean(),
      async (text, pieceBytes, compressed) => {
        const plain = Buffer.from(text)
        fc.pre(!(plain[0] === 0x1f && plain[1] === 0x8b))
        const { text: found, problem } = await read(compressed ? gzipSync(plain) : plain, pieceBytes)
        expect({ found, problem }).toEqual({ found: plain.toString('utf8'), problem: undefined })
      },
    ),
    { seed: 1, numRuns: 150 },
  )
})

it('what is wrong with arbitrary bytes does not depend on how they are cut', async () => {
  const byte = fc.constantFrom(0x61, 0x0a, 0x80, 0xbf, 0xc2, 0xc3, 0xa9, 0xe0, 0xe2, 0x82, 0xac, 0xed, 0xf0, 0x9f, 0xf4, 0xf5, 0xff)
  await fc.assert(
    fc.asyncProperty(fc.array(byte, { maxLength: 12 }), fc.integer({ min: 1, max: 5 }), async (values, pieceBytes) => {
      const file = Buffer.from(values)
      const { text, problem } = await read(file)
      expect(await read(file, pieceBytes)).toMatchObject({ text, problem })
    }),
    { seed: 2, numRuns: 400 },
  )
})

describe('a source that fails', () => {
  // eslint-disable-next-line @typescript-eslint/require-await
  async function* failing(first: Uint8Array): AsyncGenerator<Uint8Array, void> {
    yield first
    throw new Error('connection lost')
  }
  it.each([
    ['plain', Buffer.from(TEXT)],
    ['gzip', gzipSync(TEXT).subarray(0, 20)],
  ])('%s: is a fault, not a finding of the file', async (_, first) => {
    await expect(readBody(failing(first))).rejects.toThrow('connection lost')
  })
})

it('the source is closed when the text has a problem', async () => {
  let closed = false
  // eslint-disable-next-line @typescript-eslint/require-await
  async function* endless(): AsyncGenerator<Uint8Array, void> {
    try {
      for (;;) yield bytes('a', 0xff)
    } finally {
      closed = true
    }
  }
  expect((await readBody(endless())).problem).toEqual({ kind: 'not-utf8', byte: 2 })
  expect(closed).toBe(true)
})

it.each([
  [100, '100 bytes'],
  [64 * 1024, '64 KiB'],
  [2 * 1024 ** 3, '2 GiB'],
  [12 * 1024 ** 3, '12 GiB'],
])('%i bytes read as %s', (size, text) => {
  expect(sizeText(size)).toBe(text)
})

it('the limits are those of FIL-007', () => {
  expect(TEXT_LIMITS).toEqual({ fileBytesMax: 2_147_483_648, decompressedBytesMax: 12_884_901_888, recordBytesMax: 65_536 })
})
