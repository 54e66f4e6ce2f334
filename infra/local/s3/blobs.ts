// Understands the files that hold bodies: written once, named by a number (never by a key), deleted when nothing refers to them.
import { createReadStream, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { join } from 'node:path'

/** One file of a body; a multipart object has one per part, an empty object none. */
export interface BlobRef {
  readonly id: number
  readonly size: number
}

const WRITE_BYTES = 1 << 20
const READ_BYTES = 1 << 18

/**
 * Journal records, running requests and readers each hold the blobs they use; the last release deletes the file. A kill between a
 * journal line and a deletion leaves a file that nothing refers to: `sweep` deletes it at the next start.
 */
export class BlobFolder {
  readonly #folder: string
  readonly #holders = new Map<number, number>()
  #swept = false
  #lastId = 0

  constructor(folder: string) {
    this.#folder = folder
    mkdirSync(folder, { recursive: true })
  }

  hold(blobs: readonly BlobRef[]): void {
    for (const { id } of blobs) {
      this.#holders.set(id, (this.#holders.get(id) ?? 0) + 1)
      this.#lastId = Math.max(this.#lastId, id)
    }
  }

  release(blobs: readonly BlobRef[]): void {
    for (const { id } of blobs) {
      const left = (this.#holders.get(id) ?? 0) - 1
      if (left > 0) this.#holders.set(id, left)
      else this.#delete(id)
    }
  }

  /** Ends the loading of the journal: files of uploads that were cut off, or of deletions that a kill overtook, go. */
  sweep(): void {
    for (const name of readdirSync(this.#folder)) {
      if (!this.#holders.has(Number(name))) rmSync(this.#path(name), { force: true })
    }
    this.#swept = true
  }

  /** Writes a body as one blob held by the caller; constant memory; nothing is left when the source fails. */
  async write(source: AsyncIterable<Buffer>): Promise<readonly BlobRef[]> {
    this.#lastId += 1
    const id = this.#lastId
    this.#holders.set(id, 1)
    let file: FileHandle | undefined
    let size = 0
    try {
      let waiting: Buffer[] = []
      let waitingBytes = 0
      for await (const bytes of source) {
        waiting.push(bytes)
        waitingBytes += bytes.length
        size += bytes.length
        if (waitingBytes < WRITE_BYTES) continue
        file ??= await open(this.#path(id), 'w')
        await file.writeFile(Buffer.concat(waiting))
        waiting = []
        waitingBytes = 0
      }
      // A small body is written without leaving the thread: several times faster than the thread pool for the thousands of small objects.
      if (file !== undefined) await file.writeFile(Buffer.concat(waiting))
      else if (size > 0) writeFileSync(this.#path(id), Buffer.concat(waiting))
      await file?.close()
    } catch (error) {
      await file?.close().catch(() => undefined)
      this.#delete(id)
      throw error
    }
    if (size > 0) return [{ id, size }]
    this.#delete(id)
    return []
  }

  /** Bytes `start` to `end` (inclusive) of a body; the caller holds its blobs meanwhile. */
  async *read(blobs: readonly BlobRef[], start: number, end: number): AsyncGenerator<Buffer, void, undefined> {
    let offset = 0
    for (const { id, size } of blobs) {
      const from = Math.max(start - offset, 0)
      const to = Math.min(end - offset, size - 1)
      offset += size
      if (from > to) continue
      let left = to - from + 1
      const stream: AsyncIterable<Buffer> = createReadStream(this.#path(id), { start: from, end: to, highWaterMark: READ_BYTES })
      for await (const bytes of stream) {
        left -= bytes.length
        yield bytes
      }
      if (left !== 0) throw new Error(`body file ${String(id)} is too short: the folder was changed by something else`)
    }
  }

  /** A small body at once, for the same reason as in `write`. */
  readSmall(blobs: readonly BlobRef[]): Buffer {
    return Buffer.concat(blobs.map(({ id }) => readFileSync(this.#path(id))))
  }

  #delete(id: number): void {
    this.#holders.delete(id)
    if (this.#swept) rmSync(this.#path(id), { force: true })
  }

  #path(name: number | string): string {
    return join(this.#folder, String(name))
  }
}
