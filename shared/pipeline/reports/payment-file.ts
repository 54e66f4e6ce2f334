// Understands a file of the payments bucket: put once, the same at every repeat, with its count, sum and hash.
import { createHash, type Hash } from 'node:crypto'
import { addCents, centsOf, NO_MONEY, type EuroText } from '../../kernel/money.ts'
import { AssertionFailure } from '../dependencies.ts'
import type { ObjectStore, ObjectWriter } from '../ports.ts'

/** A file of the payments bucket: put once; when it is there already it must be the same, byte for byte. */
export class PaymentFile {
  readonly #objects: ObjectStore
  readonly #key: string
  readonly #writer: ObjectWriter
  readonly #hash: Hash = createHash('sha256')
  count = 0
  sum = NO_MONEY

  constructor(objects: ObjectStore, key: string, contentType: string) {
    this.#objects = objects
    this.#key = key
    this.#writer = objects.openWriter('payments', key, { once: true, contentType })
  }

  async add(amount: EuroText, line: string): Promise<void> {
    this.count += 1
    this.sum = addCents(this.sum, centsOf(amount))
    await this.write(line)
  }

  async write(text: string): Promise<void> {
    this.#hash.update(text)
    await this.#writer.write(text)
  }

  /** Stores the file and gives its SHA-256; another content under this name is an assertion failure. */
  async close(): Promise<string> {
    const sha256 = this.#hash.digest('hex')
    if ((await this.#writer.close()) === 'exists') await assertSame(this.#objects, this.#key, sha256)
    return sha256
  }

  abort(): Promise<void> {
    return this.#writer.abort()
  }
}

export async function assertSame(objects: ObjectStore, key: string, sha256: string): Promise<void> {
  const stored = createHash('sha256')
  for await (const piece of (await objects.read('payments', key)) ?? []) stored.update(piece)
  if (stored.digest('hex') !== sha256)
    throw new AssertionFailure(`another content stands under ${key} in the payments bucket`, 'payment-exists')
}
