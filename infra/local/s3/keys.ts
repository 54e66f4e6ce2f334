// Understands the keys of one bucket in the order of S3, which is that of their UTF-8 bytes.
import type { VersionRecord } from './records.ts'

/** Everything known of one key; it stays after its last version is gone, so that a version number never comes back. */
export interface KeyState {
  /** Oldest first; the last one is current. */
  versions: readonly VersionRecord[]
  lastVersion: number
}

// UTF-16 order differs from UTF-8 order only where surrogates (above U+FFFF) meet U+E000 to U+FFFF: lift surrogates above those.
const rank = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit)

/** Negative, zero or positive, as for sort. */
export function compareKeys(left: string, right: string): number {
  const length = Math.min(left.length, right.length)
  for (let index = 0; index < length; index += 1) {
    const difference = left.charCodeAt(index) - right.charCodeAt(index)
    if (difference !== 0) return rank(left.charCodeAt(index)) - rank(right.charCodeAt(index))
  }
  return left.length - right.length
}

export class KeyIndex {
  readonly #states = new Map<string, KeyState>()
  /** Built at the first listing and kept in order from then on; loading never pays for it. */
  #sorted: string[] | undefined

  get(key: string): KeyState | undefined {
    return this.#states.get(key)
  }

  ensure(key: string): KeyState {
    const known = this.#states.get(key)
    if (known !== undefined) return known
    const state: KeyState = { versions: [], lastVersion: 0 }
    this.#states.set(key, state)
    if (this.#sorted !== undefined) this.#sorted.splice(this.#position(this.#sorted, key), 0, key)
    return state
  }

  delete(key: string): void {
    if (this.#states.delete(key) && this.#sorted !== undefined) this.#sorted.splice(this.#position(this.#sorted, key), 1)
  }

  /** Keys from `first` (included) upwards, with their states. */
  *from(first: string): Generator<readonly [string, KeyState], void, undefined> {
    this.#sorted ??= [...this.#states.keys()].sort(compareKeys)
    for (let index = this.#position(this.#sorted, first); index < this.#sorted.length; index += 1) {
      const key = this.#sorted[index] ?? ''
      const state = this.#states.get(key)
      if (state !== undefined) yield [key, state]
    }
  }

  #position(sorted: readonly string[], key: string): number {
    let low = 0
    let high = sorted.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (compareKeys(sorted[middle] ?? '', key) < 0) low = middle + 1
      else high = middle
    }
    return low
  }
}
