// Understands a file as bytes: decompresses gzip, counts and hashes what is inside, and finds the first byte that is not UTF-8.
import { isUtf8 } from 'node:buffer'
import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import type { TextLimits } from './limits.ts'

/** Why a file cannot be read as text at all. A finding of the sender's file, not a fault of ours. */
export type TextProblem =
  | { readonly kind: 'not-utf8'; readonly byte: number }
  | { readonly kind: 'gzip-damaged' }
  | { readonly kind: 'decompressed-too-large'; readonly limit: number }

export type TextPiece = { readonly kind: 'text'; readonly bytes: Uint8Array } | { readonly kind: 'problem'; readonly problem: TextProblem }

/** The decompressed text of a file, piece by piece; after a problem nothing follows. `sha256` and `size` are those of the decompressed bytes read so far. */
export interface TextSource {
  readonly pieces: AsyncGenerator<TextPiece, void>
  sha256(): string
  size(): number
}

const isGzip = (first: Uint8Array): boolean => first[0] === 0x1f && first[1] === 0x8b

/** zlib says with these codes that the compressed data is damaged or cut off; any other error is a fault. */
const isDamage = (error: unknown): boolean => error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('Z_')

/** Opens bytes as text; gzip is recognised by its first two bytes, whatever the name says. */
export function openText(body: AsyncIterable<Uint8Array>, limits: TextLimits): TextSource {
  const hash = createHash('sha256')
  let size = 0
  async function* pieces(): AsyncGenerator<TextPiece, void> {
    let carry = Buffer.alloc(0)
    try {
      for await (const bytes of decompressed(body)) {
        size += bytes.length
        if (size > limits.decompressedBytesMax) {
          yield { kind: 'problem', problem: { kind: 'decompressed-too-large', limit: limits.decompressedBytesMax } }
          return
        }
        hash.update(bytes)
        const joined = carry.length > 0 ? Buffer.concat([carry, bytes]) : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
        const whole = joined.subarray(0, joined.length - unfinishedTail(joined))
        const valid = isUtf8(whole) ? whole.length : validPrefix(whole)
        if (valid > 0) yield { kind: 'text', bytes: whole.subarray(0, valid) }
        if (valid < whole.length) {
          yield { kind: 'problem', problem: { kind: 'not-utf8', byte: size - joined.length + valid + 1 } }
          return
        }
        carry = Buffer.from(joined.subarray(whole.length))
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

async function* decompressed(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  const iterator = body[Symbol.asyncIterator]()
  let head = Buffer.alloc(0)
  let done = false
  while (head.length < 2 && !done) {
    const next = await iterator.next()
    done = next.done === true
    if (!done) head = Buffer.concat([head, next.value as Uint8Array])
  }
  async function* whole(): AsyncGenerator<Uint8Array, void> {
    if (head.length > 0) yield head
    while (!done) {
      const next = await iterator.next()
      if (next.done === true) return
      yield next.value
    }
  }
  try {
    if (isGzip(head)) {
      const gunzip = createGunzip()
      const compressed = Readable.from(whole(), { objectMode: false })
      compressed.on('error', (error) => gunzip.destroy(error))
      yield* compressed.pipe(gunzip) as AsyncIterable<Uint8Array>
    } else {
      yield* whole()
    }
  } finally {
    await iterator.return?.()
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
