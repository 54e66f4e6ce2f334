// Understands how large an input may be (formats.md, FIL-007).

export interface TextLimits {
  readonly fileBytesMax: number
  readonly decompressedBytesMax: number
  readonly recordBytesMax: number
}

const GIB = 1024 ** 3

export const TEXT_LIMITS: TextLimits = { fileBytesMax: 2 * GIB, decompressedBytesMax: 12 * GIB, recordBytesMax: 64 * 1024 }

/** A number of bytes as people read it: `64 KiB`. */
export function sizeText(bytes: number): string {
  if (bytes >= GIB) return `${bytes / GIB} GiB`
  return bytes >= 1024 ? `${Math.round(bytes / 1024)} KiB` : `${bytes} bytes`
}
