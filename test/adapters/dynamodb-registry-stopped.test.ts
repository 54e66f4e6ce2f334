// Understands an import that stops between the writes of one row: anchor first, then the row, then the earlier places are closed; a repeat finishes it (design.md 2.8).
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DynamoRegistryStore } from '../../functions/adapters/dynamodb-registry.ts'
import type { EmployerNumber } from '../../shared/kernel/identifiers.ts'
import type { StampedContent } from '../../shared/pipeline/ports.ts'
import { readEntitlement, ENTITLEMENT_COLUMNS } from '../../shared/registry/entitlement-period.ts'
import { FAULT_TIMES } from '../support/fault-injection.ts'
import { ANNA, BRAM, employerOf, grant, type Grant } from '../support/pipeline-builders.ts'
import { embeddedPorts, REGISTRY_TABLE, stoppingAt } from './embedded-ports.ts'

let ports: Awaited<ReturnType<typeof embeddedPorts>>
let used = 0
beforeAll(async () => {
  ports = await embeddedPorts()
})
afterAll(() => ports.close())

function granted(cells: Grant, stamp: string): StampedContent {
  const fields = Object.fromEntries(ENTITLEMENT_COLUMNS.map((column) => [column, cells[column] ?? ''])) as Record<
    (typeof ENTITLEMENT_COLUMNS)[number],
    string
  >
  const read = readEntitlement(2, fields, { testNumbersAllowed: true })
  if (read.kind === 'refused') throw new Error(read.exception.code)
  return { content: { kind: 'GRANT', value: read.value }, stamp }
}
const upload = { importId: 'import', recordedAt: '2024-10-01T06:00:00.000Z' }
const REQUESTS_MAX = 12

describe.each([
  ['moves a grant', ['1', '2', '3'], 1],
  ['brings a late older version of a grant that moved since', ['1', '3', '2'], 2],
])('an import that %s', (_, stamps, stopped) => {
  test.each(FAULT_TIMES)('stopped %s any request, and repeated, also after a later import: one place is open, the last', async (when) => {
    const whole = new DynamoRegistryStore(ports.client(), REGISTRY_TABLE)
    let reachedEnd = false
    for (let number = 1; number <= REQUESTS_MAX && !reachedEnd; number++) {
      for (const repeatedLast of [false, true]) {
        const [a, b, c] = [0, 1, 2].map(() => employerOf(5_000 + (used += 1))) as [EmployerNumber, EmployerNumber, EmployerNumber]
        const entitlement_id = `MOVED-${used}`
        const places: Readonly<Record<string, Grant>> = {
          1: grant(a, ANNA, { entitlement_id }),
          2: grant(b, BRAM, { entitlement_id }),
          3: grant(c, ANNA, { entitlement_id }),
        }
        const rows = stamps.map((stamp) => granted(places[stamp]!, stamp))
        for (const row of rows.slice(0, stopped)) await whole.store([row], upload)
        reachedEnd = await new DynamoRegistryStore(stoppingAt(ports.client(), number, when), REGISTRY_TABLE)
          .store([rows[stopped]!], upload)
          .then(
            () => true,
            () => false,
          )
        const rest = repeatedLast ? [...rows.slice(stopped + 1), rows[stopped]!] : rows.slice(stopped)
        for (const row of rest) await whole.store([row], upload)
        const open = await Promise.all([a, b, c].map(async (employer) => (await whole.employer(employer)).grants.length))
        expect(open, `request ${number}`).toEqual([0, 0, 1])
      }
    }
    expect(reachedEnd).toBe(true)
  })
})
