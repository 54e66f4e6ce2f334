// Understands choices that look random and depend on nothing but the numbers they are seeded with.

/** A small generator of 32 bits: good enough to mix people, the same on every machine. */
export class Random {
  #state = 0x1f123bb5

  constructor(...seeds: readonly number[]) {
    for (const seed of seeds) {
      this.#state = Math.imul(this.#state ^ seed, 0x2c1b3c6d)
      this.#state ^= this.#state >>> 15
    }
  }

  /** A whole number from 0 up to the limit, without it. */
  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000) * limit)
  }

  /** A whole number from the first to the last, both included. */
  between(first: number, last: number): number {
    return first + this.below(last - first + 1)
  }

  chance(percent: number): boolean {
    return this.below(100) < percent
  }

  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)]!
  }

  /** The same items, beginning elsewhere. */
  rotated<T>(items: readonly T[]): T[] {
    const from = this.below(items.length)
    return [...items.slice(from), ...items.slice(0, from)]
  }
}
