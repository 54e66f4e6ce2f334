// Understands one append-only file of JSON lines: a line is there whole or it is not there at all.
import { closeSync, constants, ftruncateSync, openSync, readSync, writeSync } from 'node:fs'

const READ_BYTES = 1 << 20
const NEWLINE = 0x0a

/**
 * Why a kill leaves a commit whole or absent: a record is one line and only its newline makes it count. The operating system keeps what
 * was written when the process dies, so the file is the lines written so far plus, at most, the beginning of one line that nobody was
 * told about. Opening cuts that beginning off. Whatever must hold together (object, version, event) must therefore be in one record.
 */
export class Journal {
  readonly #file: number
  #bytes = 0
  #open = true

  constructor(path: string) {
    this.#file = openSync(path, constants.O_RDWR | constants.O_CREAT)
  }

  /** Hands every record to `apply`, oldest first, and cuts off a torn last line; call once, before the first append. */
  load(apply: (record: unknown) => void): void {
    const chunk = Buffer.alloc(READ_BYTES)
    let rest = Buffer.alloc(0)
    let lines = 0
    for (;;) {
      const read = readSync(this.#file, chunk, 0, READ_BYTES, this.#bytes + rest.length)
      if (read === 0) break
      rest = Buffer.concat([rest, chunk.subarray(0, read)])
      let start = 0
      for (let end = rest.indexOf(NEWLINE); end !== -1; end = rest.indexOf(NEWLINE, start)) {
        lines += 1
        apply(parseLine(rest.toString('utf8', start, end), lines))
        start = end + 1
      }
      this.#bytes += start
      rest = rest.subarray(start)
    }
    if (rest.length > 0) ftruncateSync(this.#file, this.#bytes)
  }

  /** Durable (against a kill) when it returns; after an error the file is as before. */
  append(record: object): void {
    if (!this.#open) throw new Error('journal is closed')
    const line = Buffer.from(`${JSON.stringify(record)}\n`)
    try {
      for (let written = 0; written < line.length;)
        written += writeSync(this.#file, line, written, line.length - written, this.#bytes + written)
    } catch (error) {
      ftruncateSync(this.#file, this.#bytes)
      throw error
    }
    this.#bytes += line.length
  }

  close(): void {
    if (this.#open) closeSync(this.#file)
    this.#open = false
  }
}

function parseLine(line: string, number: number): unknown {
  try {
    return JSON.parse(line)
  } catch {
    throw new Error(`journal line ${String(number)} is not JSON: the folder was changed by something else`)
  }
}
