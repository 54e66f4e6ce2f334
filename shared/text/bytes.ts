// Understands a file as bytes: decompresses gzip, counts and hashes what is inside, and finds the first byte that is not UTF-8.
import { isUtf8 } from 'node:buffer'
import { createHash } from 'node:crypto'
import { createGunzip } from 'node:zlib'
import type { TextLimits } from './limits.ts'
import type { TextEncoding } from './xml-encoding.ts'

/** Why a file cannot be read as text at all. A finding of the sender's file, not a fault of ours. */
export type TextProblem =
  | { readonly kind: 'not-utf8'; readonly byte: number }
  | { readonly kind: 'gzip-damaged' }
  /** The file says itself that it has an encoding that is not read here. */
  | { readonly kind: 'encoding'; readonly name: string }
  | { readonly kind: 'decompressed-too-large'; readonly limit: number }

export type TextPiece = { readonly kind: 'text'; readonly bytes: Uint8Array } | { readonly kind: 'problem'; readonly problem: TextProblem }

/** The decompressed text of a file as UTF-8, piece by piece; after a problem nothing follows. `sha256` and `size` are those of the decompressed bytes read so far. */
export interface TextSource {
  readonly pieces: AsyncGenerator<TextPiece, void>
  sha256(): string
  size(): number
}

const tooLarge = ({ decompressedBytesMax }: TextLimits): TextPiece => ({
  kind: 'problem',
  problem: { kind: 'decompressed-too-large', limit: decompressedBytesMax },
})

const isGzip = (first: Uint8Array): boolean => first[0] === 0x1f && first[1] === 0x8b

/** zlib says with these codes that the compressed data is damaged or cut off; any other error is a fault. */
const isDamage = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('Z_')

const NO_BYTES = Buffer.alloc(0)
const UTF8: TextEncoding = { kind: 'utf-8' }

/** Opens bytes as text; gzip is recognised by its first two bytes, whatever the name says. `encodingOf` finds the encoding from the first bytes; without it a text is UTF-8. */
export function openText(
  body: AsyncIterable<Uint8Array>,
  limits: TextLimits,
  encodingOf: (first: Uint8Array) => TextEncoding = () => UTF8,
): TextSource {
  const hash = createHash('sha256')
  let size = 0
  async function* pieces(): AsyncGenerator<TextPiece, void> {
    let carry = NO_BYTES
    let isTooLarge = false
    let encoding: TextEncoding | undefined
    try {
      for await (const piece of decompressed(body)) {
        encoding ??= encodingOf(piece)
        if (encoding.kind === 'unsupported') return void (yield { kind: 'problem', problem: { kind: 'encoding', name: encoding.name } })
        // What lies within the limit is read first: its own problems come before that of the size.
        const bytes = piece.subarray(0, limits.decompressedBytesMax - size)
        isTooLarge = bytes.length < piece.length
        size += bytes.length
        hash.update(bytes)
        if (encoding.kind === 'latin-1') {
          yield { kind: 'text', bytes: Buffer.from(Buffer.from(bytes).toString('latin1'), 'utf8') }
          if (isTooLarge) return void (yield tooLarge(limits))
          continue
        }
        const joined = carry.length > 0 ? Buffer.concat([carry, bytes]) : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
        const whole = joined.subarray(0, joined.length - unfinishedTail(joined))
        const valid = isUtf8(whole) ? whole.length : validPrefix(whole)
        if (valid > 0) yield { kind: 'text', bytes: whole.subarray(0, valid) }
        if (valid < whole.length) {
          yield { kind: 'problem', problem: { kind: 'not-utf8', byte: size - joined.length + valid + 1 } }
          return
        }
        carry = whole.length < joined.length ? Buffer.from(joined.subarray(whole.length)) : NO_BYTES
        if (isTooLarge) return void (yield tooLarge(limits))
      }
    } catch (error) {
      if (!isDamage(error)) throw error
      yield { kind: 'problem', problem: { kind: 'gzip-damaged' } }
      return
    }
    if (carry.length > 0) yield { kind: 'problem', problem: { kind: 'not-utf8', byte: size - carry.length + 1 } }
  }
  return { pieces: pieces(), sha256: () => hash.copy().digest('hex'), size: () => size }
}

/** Compressed bytes go to zlib in blocks of this size: what comes out before damage is found must not depend on how the file arrived. */
const BLOCK_BYTES = 65_536

async function* decompressed(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  let first = true
  let gunzip: Gunzip | undefined
  for await (const block of blocks(body)) {
    if (first && isGzip(block)) gunzip = new Gunzip()
    first = false
    if (gunzip) yield* gunzip.write(block)
    else yield block
  }
  if (gunzip) yield* gunzip.end()
}

/** The same bytes in blocks of one size, the last one shorter. */
async function* blocks(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  let pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of body) {
    pieces.push(piece)
    length += piece.length
    if (length < BLOCK_BYTES) continue
    const joined = pieces[1] === undefined ? piece : Buffer.concat(pieces)
    const whole = joined.length - (joined.length % BLOCK_BYTES)
    for (let at = 0; at < whole; at += BLOCK_BYTES) yield joined.subarray(at, at + BLOCK_BYTES)
    pieces = whole < joined.length ? [joined.subarray(whole)] : []
    length = joined.length - whole
  }
  if (length > 0) yield Buffer.concat(pieces)
}

/** zlib driven one block at a time: everything that came out of a block is delivered before the error that the block caused. */
class Gunzip {
  readonly #stream = createGunzip()
  #output: Buffer[] = []
  #error: Error | undefined

  constructor() {
    this.#stream.on('data', (piece: Buffer) => this.#output.push(piece))
    this.#stream.on('error', (error) => {
      this.#error ??= error
    })
  }

  async *write(block: Uint8Array): AsyncGenerator<Buffer, void> {
    await this.#until((done) => {
      this.#stream.write(block, done)
    })
    yield* this.#delivered()
  }

  async *end(): AsyncGenerator<Buffer, void> {
    await this.#until((done) => {
      this.#stream.once('end', done).end()
    })
    yield* this.#delivered()
  }

  /** Waits for a step, or for the stream to be closed by an error: then the step's own callback never comes. */
  async #until(start: (done: () => void) => void): Promise<void> {
    if (this.#stream.destroyed) return
    await new Promise<void>((resolve) => {
      this.#stream.once('close', resolve)
      start(() => {
        this.#stream.off('close', resolve)
        resolve()
      })
    })
  }

  *#delivered(): Generator<Buffer, void> {
    const output = this.#output
    this.#output = []
    yield* output
    if (this.#error) throw this.#error
  }
}

/** Bytes at the end that can be the beginning of one more character (at most 3), so that a character cut by a chunk boundary is no error. */
function unfinishedTail(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte < 0x80) return 0
    if (byte >= 0xc2) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
      return back < length ? back : 0
    }
  }
  return 0
}

/** Length of the longest valid prefix. */
function validPrefix(bytes: Buffer): number {
  let low = 0
  let high = bytes.length
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    const candidate = bytes.subarray(0, middle)
    if (isUtf8(candidate.subarray(0, middle - unfinishedTail(candidate)))) low = middle
    else high = middle - 1
  }
  return low - unfinishedTail(bytes.subarray(0, low))
}
