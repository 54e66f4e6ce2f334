// Understands which results have reached a person: a mark per run in the data folder, and the instant of the latest call.
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A call that was killed may have settled a run without copying its results: the next call must not take them for delivered. */
export class Deliveries {
  readonly #folder: string | undefined

  /** Without a data folder nothing outlives the call, so nothing has to be remembered. */
  constructor(data: string | undefined) {
    this.#folder = data === undefined ? undefined : join(data, 'delivered')
  }

  async isDelivered(runId: string): Promise<boolean> {
    return this.#folder === undefined || (await stat(join(this.#folder, runId)).catch(() => undefined)) !== undefined
  }

  async mark(runId: string): Promise<void> {
    if (this.#folder === undefined) return
    await mkdir(this.#folder, { recursive: true })
    await writeFile(join(this.#folder, runId), '')
  }

  /** Remembers the instant of this call; gives the latest one before it, when that lies later. */
  async laterInstant(now: Date): Promise<string | undefined> {
    if (this.#folder === undefined) return undefined
    await mkdir(this.#folder, { recursive: true })
    const file = join(this.#folder, 'latest-instant')
    const latest = await readFile(file, 'utf8').catch(() => '')
    if (latest > now.toISOString()) return latest
    await writeFile(file, now.toISOString())
    return undefined
  }
}
