// Understands that a copy of the system in memory goes on exactly like the original, and that neither sees what the other does: stories may share their beginning.
import { expect, test } from 'vitest'
import type { MemorySystem } from './memory-ports.ts'
import { ANNA, BAKERY, BRAM, declarationCsv, declared, entitlementsCsv, GARAGE, grant, row, send, systemWith } from './pipeline-builders.ts'
import { aliasesCsv } from './recompute-builders.ts'

/** Everything that can be seen of a system. */
const seen = async (system: MemorySystem): Promise<unknown> =>
  structuredClone({
    state: system.state(),
    objects: system.objects.contents(),
    stored: system.objects.stored,
    now: system.objects.now,
    registry: [await system.registry.employer(BAKERY), await system.registry.employer(GARAGE), await system.registry.employersOf(ANNA)],
    queue: system.queue,
    handled: system.handled,
    deadLetters: system.deadLetters,
    // Adds nothing, and tells what was added before.
    quarter: await system.runs.addToQuarter('2024Q3' as never, 0n as never),
  })

const first = declarationCsv(declared(BAKERY, 'FULL', 1, [row(ANNA, '5000.00'), row(BRAM, '4000.00')]))
const second = declarationCsv(declared(GARAGE, 'FULL', 1, [row(BRAM, '3000.00')]), declared(BAKERY, 'PARTIAL', 2, [row(ANNA, '5500.00')]))

/** Something booked, something computed and not settled, something waiting in the inbox. */
async function midway(): Promise<MemorySystem> {
  const system = await systemWith([grant(BAKERY, ANNA), grant(BAKERY, BRAM)], { chunkCharactersMin: 1 })
  send(system, 'first', first)
  await system.run()
  send(system, 'second', second)
  await system.run({ stages: ['intake', 'compute'] })
  system.upload('registry/aliases/late.csv', aliasesCsv([BRAM, ANNA]), '2024-10-16T08:00:00.000Z')
  system.upload('registry/entitlements/late.csv', entitlementsCsv(grant(GARAGE, BRAM)))
  return system
}

test('a copy is the same, goes on like a system that was never copied, and the original does not see it', async () => {
  const [original, untouched] = [await midway(), await midway()]
  const before = await seen(original)
  const copy = original.copy()
  expect(await seen(copy)).toEqual(before)
  await copy.run()
  expect(await seen(original)).toEqual(before)
  await untouched.run()
  expect(await seen(copy)).toEqual(await seen(untouched))
})

test('a copy does not see how the original goes on', async () => {
  const original = await midway()
  const copy = original.copy()
  const before = await seen(copy)
  await original.run()
  expect(await seen(original)).not.toEqual(before)
  expect(await seen(copy)).toEqual(before)
})
