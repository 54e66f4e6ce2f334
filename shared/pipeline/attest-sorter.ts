// Understands how attests of one employer and quarter come together although they stand anywhere in a file: sorted into parts that fit in memory.
import type { AttestItem } from '../declaration/attest.ts'
import { attestDeclarations, groupOf } from '../declaration/attest-declarations.ts'
import type { FileItem } from '../declaration/declaration.ts'
import { required, type Dependencies } from './dependencies.ts'
import { work } from './layout.ts'
import { collect, decodeItems, encodeItems } from './records.ts'
import type { Run } from './run.ts'
import { brusselsDate } from '../kernel/calendar.ts'

/** Bytes of XML whose attests are sorted in memory at once; a file up to this size gives its declarations in file order. */
const PART_BYTES = 64 * 1024 * 1024
/** What gzip usually makes of XML, at most. */
const COMPRESSION = 20
/** Attests held before they are written to the work bucket. */
const HELD_MAX = 20_000

/** Takes attests in file order; gives the declarations they make. Each employer and quarter goes to one part, chosen by its key. */
export class AttestSorter {
  readonly #run: Run
  readonly #dependencies: Dependencies
  readonly #parts: AttestItem[][]
  readonly #written: number[]
  #held = 0

  constructor(run: Run, isCompressed: boolean, dependencies: Dependencies) {
    this.#run = run
    this.#dependencies = dependencies
    const parts = Math.max(1, Math.ceil((run.source.size * (isCompressed ? COMPRESSION : 1)) / PART_BYTES))
    this.#parts = Array.from({ length: parts }, () => [])
    this.#written = this.#parts.map(() => 0)
  }

  async add(item: AttestItem): Promise<void> {
    this.#parts[partOf(groupOf(item), this.#parts.length)]?.push(item)
    this.#held += 1
    if (this.#held >= HELD_MAX && this.#parts.length > 1) await this.#write()
  }

  async #write(): Promise<void> {
    for (const [part, items] of this.#parts.entries()) {
      if (items.length === 0) continue
      const segment = (this.#written[part] ?? 0) + 1
      this.#written[part] = segment
      await this.#dependencies.objects.put('work', work.segment(this.#run.runId, part, segment), await encodeItems(items))
      items.length = 0
    }
    this.#held = 0
  }

  /** The declarations, part by part. */
  async *declarations(): AsyncGenerator<FileItem> {
    const { testNumbersAllowed, parameters } = this.#dependencies.settings
    const settings = { testNumbersAllowed, receivedOn: brusselsDate(new Date(this.#run.receivedAt)) }
    for (const [part, held] of this.#parts.entries()) {
      const items: AttestItem[] = []
      for (let segment = 1; segment <= (this.#written[part] ?? 0); segment++) {
        const body = required(
          await this.#dependencies.objects.read('work', work.segment(this.#run.runId, part, segment)),
          `segment ${segment}`,
        )
        for (const item of decodeItems<AttestItem>(await collect(body))) items.push(item)
      }
      for (const item of held) items.push(item)
      yield* attestDeclarations(items, settings, parameters)
      this.#parts[part] = []
    }
  }
}

/** FNV-1a: the same part on every machine and every repeat. */
function partOf(key: string, parts: number): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < key.length; at++) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193) >>> 0
  return hash % parts
}
