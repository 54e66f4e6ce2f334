// Understands how large an input may be (formats.md, FIL-007).
import { DECOMPRESSED_BYTES_MAX, FILE_BYTES_MAX, RECORD_BYTES_MAX } from '../kernel/limits.ts'

export interface TextLimits {
  readonly fileBytesMax: number
  readonly decompressedBytesMax: number
  readonly recordBytesMax: number
}

const GIB = 1024 ** 3

export const TEXT_LIMITS: TextLimits = {
  fileBytesMax: FILE_BYTES_MAX,
  decompressedBytesMax: DECOMPRESSED_BYTES_MAX,
  recordBytesMax: RECORD_BYTES_MAX,
}

/** A number of bytes as people read it: `64 KiB`. */
export function sizeText(bytes: number): string {
  if (bytes >= GIB) return `${bytes / GIB} GiB`
  return bytes >= 1024 ? `${Math.round(bytes / 1024)} KiB` : `${bytes} bytes`
}
