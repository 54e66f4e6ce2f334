// Understands how what was read is cut into chunks of whole declarations, written while the reading goes on.
import type { FileItem } from '../declaration/declaration.ts'
import { CHUNKS_WANTED_MAX } from '../kernel/limits.ts'
import type { Dependencies } from './dependencies.ts'
import { work } from './layout.ts'
import { encodeItem, encodeLines } from './records.ts'
import type { Run } from './run.ts'

/** JSON of declared rows is about three times their CSV. */
const JSON_PER_CSV = 3

/** Collects items and writes a chunk whenever there are enough: whole declarations, in file order. */
export class ChunkWriter {
  /** Items of each chunk so far. */
  readonly counts: number[] = []
  readonly #run: Run
  readonly #dependencies: Dependencies
  readonly #charactersWanted: number
  #lines: Buffer[] = []
  #characters = 0
  #writing: Promise<void> = Promise.resolve()

  constructor(run: Run, dependencies: Dependencies) {
    this.#run = run
    this.#dependencies = dependencies
    this.#charactersWanted = Math.max(
      dependencies.settings.chunkCharactersMin,
      Math.ceil((run.source.size * JSON_PER_CSV) / CHUNKS_WANTED_MAX),
    )
  }

  async add(item: FileItem): Promise<void> {
    this.#lines.push(encodeItem(item))
    this.#characters += roughCharacters(item)
    if (this.#characters >= this.#charactersWanted) await this.flush()
  }

  /**
   * Writes what was collected while the file is read on; at most one chunk is on its way. The last chunk can be empty only when the file had no item
   * at all: every file has at least one chunk.
   */
  async flush(): Promise<void> {
    if (this.#lines.length === 0 && this.counts.length > 0) return
    await this.#writing
    this.counts.push(this.#lines.length)
    const key = work.chunk(this.#run.runId, this.counts.length)
    this.#writing = encodeLines(this.#lines).then((bytes) => this.#dependencies.objects.put('work', key, bytes))
    this.#writing.catch(() => undefined) // awaited before the next chunk, or at the end
    this.#lines = []
    this.#characters = 0
  }

  /** When the last chunk is stored; the failure of one is the failure of all. */
  async written(): Promise<void> {
    await this.#writing
  }
}

const ROW_CHARACTERS = 400
const roughCharacters = (item: FileItem): number => ROW_CHARACTERS * (item.type === 'declaration' ? item.declaration.rows : 1)
