// Understands the folder to drop files in: a folder per kind, looked at again and again; a file that is complete is handed in and moved to done/.
import { createReadStream } from 'node:fs'
import { mkdir, readdir, rename, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { Refused } from './refused.ts'
import { fileNameFrom, UPLOAD_KINDS, type UploadKind } from './upload-kinds.ts'

export interface DropFolderOptions {
  readonly folder: string
  readonly intervalMs: number
  /** Stores the file; throws when it could not. */
  readonly handIn: (body: Readable, kind: UploadKind, file: string) => Promise<unknown>
  /** Trouble with a file, told once. */
  readonly onTrouble: (sentence: string) => void
}

export const DONE = 'done'

/** Names that programs give to a file while they write it, and hidden ones. */
const UNFINISHED = /^\.|^~|\.(?:part|partial|tmp|crdownload|filepart|swp)$/i

export class DropFolder {
  readonly #options: DropFolderOptions
  /** Size and time of every file at the last look. */
  #seen = new Map<string, string>()
  /** Files that were handed in but could not be moved: the same bytes are not handed in twice. */
  readonly #stuck = new Map<string, string>()
  readonly #told = new Set<string>()
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<void> = Promise.resolve()
  #closed = false

  private constructor(options: DropFolderOptions) {
    this.#options = options
  }

  /** Makes the folders and begins to look. */
  static async open(options: DropFolderOptions): Promise<DropFolder> {
    for (const name of [...UPLOAD_KINDS, DONE]) await mkdir(join(options.folder, name), { recursive: true })
    const folder = new DropFolder(options)
    folder.#next()
    return folder
  }

  /** Looks no more; resolves when what is under way has ended. */
  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    await this.#looking
  }

  #next(): void {
    if (this.#closed) return
    this.#timer = setTimeout(() => {
      this.#looking = this.#look().then(() => {
        this.#next()
      })
    }, this.#options.intervalMs)
  }

  async #look(): Promise<void> {
    const now = new Map<string, string>()
    for (const kind of UPLOAD_KINDS)
      for (const file of await this.#filesOf(kind)) {
        const path = join(this.#options.folder, kind, file)
        const mark = await markOf(path)
        if (mark === undefined) continue
        now.set(path, mark)
        const isComplete = this.#seen.get(path) === mark && this.#stuck.get(path) !== mark
        if (!isComplete || this.#closed) continue
        await this.#take(kind, file, mark)
      }
    this.#seen = now
  }

  async #filesOf(kind: UploadKind): Promise<readonly string[]> {
    const entries = await readdir(join(this.#options.folder, kind), { withFileTypes: true }).catch(() => [])
    return entries
      .filter((entry) => entry.isFile() && !UNFINISHED.test(entry.name))
      .map(({ name }) => name)
      .toSorted()
  }

  /** Stored first and moved then: a stop in between hands it in once more, which the content shows (FIL-002); the other way round it would be lost. */
  async #take(kind: UploadKind, file: string, mark: string): Promise<void> {
    const { folder, handIn, onTrouble } = this.#options
    const path = join(folder, kind, file)
    try {
      await handIn(createReadStream(path), kind, fileNameFrom(file))
      this.#stuck.set(path, mark)
      await rename(path, await freeName(join(folder, DONE), file))
      this.#stuck.delete(path)
    } catch (error) {
      if (!this.#told.has(path)) onTrouble(`${path}: ${reasonOf(error)}`)
      this.#told.add(path)
    }
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof Refused) return 'its name cannot be used'
  return error instanceof Error ? error.message : 'cannot be taken'
}

/** undefined for an empty file: somebody may be about to write it. */
async function markOf(path: string): Promise<string | undefined> {
  const found = await stat(path).catch(() => undefined)
  return found && found.size > 0 ? `${found.size} ${found.mtimeMs}` : undefined
}

/** `original.csv`, then `original-2.csv`, …: what was taken before stays. */
async function freeName(folder: string, file: string): Promise<string> {
  const extension = extname(file)
  const stem = file.slice(0, file.length - extension.length)
  for (let count = 1; ; count += 1) {
    const path = join(folder, count === 1 ? file : `${stem}-${count}${extension}`)
    if (!(await stat(path).catch(() => undefined))) return path
  }
}
