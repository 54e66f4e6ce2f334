// Understands an entry in several items whose put stops between them: what an attempt left behind never becomes part of the entry that stands.
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DynamoLedgerStore } from '../../functions/adapters/dynamodb-ledger.ts'
import type { LedgerEntry } from '../../shared/ledger/entry.ts'
import { arrive, full } from '../ledger/account-story.ts'
import { employerOf, Q3 } from '../support/pipeline-builders.ts'
import { embeddedPorts, LEDGER_TABLE, stoppingAfter } from './embedded-ports.ts'

let ports: Awaited<ReturnType<typeof embeddedPorts>>
let used = 0
beforeAll(async () => {
  ports = await embeddedPorts()
})
afterAll(() => ports.close())

const incompressible = (seed: string, bytes: number): string =>
  Array.from({ length: bytes / 32 }, (_, n) => createHash('sha256').update(`${seed} ${n}`).digest('base64')).join('')
const entryOf = (n: number, seed: string, bytes: number): LedgerEntry => ({
  ...arrive(full(1, { ANNA: '3600.00' }))[0]!,
  account: { employerNumber: employerOf(7_000 + n), quarter: Q3 },
  runId: 'run-a',
  record: incompressible(seed, bytes),
})

/** More requests than the largest entry here needs. */
const REQUESTS_MAX = 8

test.each([
  ['larger', 1_600_000],
  ['smaller', 500_000],
  ['of one item', 32],
] as const)(
  'stopped after any request, and repeated by the same run with another content, %s: that content stands, or the first does',
  async (_, bytes) => {
    let stopped = true
    for (let number = 1; stopped && number <= REQUESTS_MAX; number++) {
      used += 1
      const [first, second] = [entryOf(used, 'first', 1_200_000), entryOf(used, 'second', bytes)]
      stopped = await new DynamoLedgerStore(stoppingAfter(ports.client(), number), LEDGER_TABLE).append(first).then(
        () => false,
        () => true,
      )
      const whole = new DynamoLedgerStore(ports.client(), LEDGER_TABLE)
      const created = await whole.append(second)
      await expect(whole.entries(first.account), `request ${number}`).resolves.toEqual([created === 'created' ? second : first])
    }
    expect(stopped).toBe(false)
  },
)
