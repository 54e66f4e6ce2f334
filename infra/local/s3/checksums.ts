// Understands the checksums of S3: which algorithms there are and how a stream of bytes is digested by them.
import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'

export type ChecksumAlgorithm = 'crc32' | 'crc32c' | 'crc64nvme' | 'md5' | 'sha1' | 'sha256' | 'sha512'

export interface Digest {
  update(bytes: Uint8Array): void
  /** The raw digest, big-endian for the CRCs; call once, at the end. */
  finish(): Buffer
}

/** Number of bytes in a digest; also the list of algorithms that this server knows. */
export const DIGEST_BYTES: Readonly<Record<ChecksumAlgorithm, number>> = {
  crc32: 4,
  crc32c: 4,
  crc64nvme: 8,
  md5: 16,
  sha1: 20,
  sha256: 32,
  sha512: 64,
}

/** True for the algorithm names of headers, e.g. `crc32` of x-amz-checksum-crc32. */
export const isChecksumAlgorithm = (name: string): name is ChecksumAlgorithm => Object.hasOwn(DIGEST_BYTES, name)

/** True where S3 can state one checksum for the whole of a multipart object. */
export const isCrc = (algorithm: ChecksumAlgorithm): boolean => algorithm.startsWith('crc')

function bigEndian32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value >>> 0)
  return bytes
}

// Castagnoli and NVMe polynomials, both bit-reflected; the 64-bit one as two 32-bit halves, because BigInt per byte is far too slow.
const CRC32C_POLYNOMIAL = 0x82f63b78
const NVME_POLYNOMIAL_HIGH = 0x9a6c9329
const NVME_POLYNOMIAL_LOW = 0xac4bc9b5

const crc32cTable = Uint32Array.from({ length: 256 }, (_, index) => {
  let rest = index
  for (let bit = 0; bit < 8; bit += 1) rest = rest & 1 ? (rest >>> 1) ^ CRC32C_POLYNOMIAL : rest >>> 1
  return rest
})

const nvmeHigh = new Uint32Array(256)
const nvmeLow = new Uint32Array(256)
for (let index = 0; index < 256; index += 1) {
  let high = 0
  let low = index
  for (let bit = 0; bit < 8; bit += 1) {
    const odd = low & 1
    low = (low >>> 1) | (high << 31)
    high >>>= 1
    if (odd) {
      high ^= NVME_POLYNOMIAL_HIGH
      low ^= NVME_POLYNOMIAL_LOW
    }
  }
  nvmeHigh[index] = high
  nvmeLow[index] = low
}

function crc32Digest(): Digest {
  let state = 0
  return {
    update: (bytes) => {
      state = crc32(bytes, state)
    },
    finish: () => bigEndian32(state),
  }
}

function crc32cDigest(): Digest {
  let state = -1
  return {
    update(bytes) {
      let rest = state
      for (const byte of bytes) rest = (rest >>> 8) ^ (crc32cTable[(rest ^ byte) & 0xff] ?? 0)
      state = rest
    },
    finish: () => bigEndian32(~state),
  }
}

function crc64nvmeDigest(): Digest {
  let high = -1
  let low = -1
  return {
    update(bytes) {
      for (const byte of bytes) {
        const index = (low ^ byte) & 0xff
        low = ((low >>> 8) | (high << 24)) ^ (nvmeLow[index] ?? 0)
        high = (high >>> 8) ^ (nvmeHigh[index] ?? 0)
      }
    },
    finish: () => Buffer.concat([bigEndian32(~high), bigEndian32(~low)]),
  }
}

/** A fresh digest of an algorithm. */
export function createDigest(algorithm: ChecksumAlgorithm): Digest {
  if (algorithm === 'crc32') return crc32Digest()
  if (algorithm === 'crc32c') return crc32cDigest()
  if (algorithm === 'crc64nvme') return crc64nvmeDigest()
  const hash = createHash(algorithm)
  return {
    update: (bytes) => {
      hash.update(bytes)
    },
    finish: () => hash.digest(),
  }
}

/** Digest of bytes that are already in memory. */
export function digestOf(algorithm: ChecksumAlgorithm, bytes: Uint8Array): Buffer {
  const digest = createDigest(algorithm)
  digest.update(bytes)
  return digest.finish()
}
