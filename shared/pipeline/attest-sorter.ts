// Understands how attests of one employer and quarter come together although they stand anywhere in a file: sorted into parts that fit in memory.
import { ATTESTS_IN_MEMORY_MAX } from '../kernel/limits.ts'
import type { AttestItem } from '../declaration/attest.ts'
import { attestDeclarations, groupOf } from '../declaration/attest-declarations.ts'
import type { FileItem } from '../declaration/declaration.ts'
import { required, type Dependencies } from './dependencies.ts'
import { work } from './layout.ts'
import { collect, decodeItems, encodeItems } from './records.ts'
import type { Run } from './run.ts'
import { brusselsDate } from '../kernel/calendar.ts'

/** Parts into which a larger file is sorted. */
const PARTS = 64

/** Takes attests in file order; gives the declarations they make. In a large file each employer and quarter goes to one part, chosen by its key. */
export class AttestSorter {
  readonly #run: Run
  readonly #dependencies: Dependencies
  readonly #heldMax: number
  #held: AttestItem[] = []
  /** Segments written of each part; none as long as everything fits in memory. */
  readonly #written = new Map<number, number>()

  constructor(run: Run, dependencies: Dependencies, heldMax = ATTESTS_IN_MEMORY_MAX) {
    this.#run = run
    this.#dependencies = dependencies
    this.#heldMax = heldMax
  }

  async add(item: AttestItem): Promise<void> {
    this.#held.push(item)
    if (this.#held.length >= this.#heldMax) await this.#write()
  }

  async #write(): Promise<void> {
    const parts = Map.groupBy(this.#held, (item) => partOf(groupOf(item), PARTS))
    for (const [part, items] of parts) {
      const segment = (this.#written.get(part) ?? 0) + 1
      this.#written.set(part, segment)
      await this.#dependencies.objects.put('work', work.segment(this.#run.runId, part, segment), await encodeItems(items))
    }
    this.#held = []
  }

  /** The declarations, part by part. */
  async *declarations(): AsyncGenerator<FileItem> {
    const { testNumbersAllowed, parameters } = this.#dependencies.settings
    const settings = { testNumbersAllowed, receivedOn: brusselsDate(new Date(this.#run.receivedAt)) }
    if (this.#written.size === 0) return yield* attestDeclarations(this.#held, settings, parameters)
    await this.#write()
    for (const [part, segments] of [...this.#written].toSorted(([one], [other]) => one - other)) {
      const items: AttestItem[] = []
      for (let segment = 1; segment <= segments; segment++) {
        const body = required(
          await this.#dependencies.objects.read('work', work.segment(this.#run.runId, part, segment)),
          `segment ${segment}`,
        )
        for (const item of decodeItems<AttestItem>(await collect(body))) items.push(item)
      }
      yield* attestDeclarations(items, settings, parameters)
    }
  }
}

/** FNV-1a: the same part on every machine and every repeat. */
function partOf(key: string, parts: number): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < key.length; at++) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193) >>> 0
  return hash % parts
}
