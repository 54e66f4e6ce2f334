// Understands that a chunk, or its result, that lost items on the way is never taken for whole: nothing is paid, and nobody is left out without a word.
import { expect, test } from 'vitest'
import { AssertionFailure } from '../../shared/pipeline/dependencies.ts'
import { work } from '../../shared/pipeline/layout.ts'
import { collect, decodeItems, encodeItems, type ResultItem } from '../../shared/pipeline/records.ts'
import type { MemorySystem } from '../support/memory-ports.ts'
import {
  ANNA,
  BAKERY,
  BRAM,
  declarationCsv,
  declared,
  GARAGE,
  grant,
  outputsOf,
  row,
  send,
  systemWith,
} from '../support/pipeline-builders.ts'

const TWO = declarationCsv(declared(BAKERY, 'FULL', 1, [row(ANNA, '5000.00')]), declared(GARAGE, 'FULL', 1, [row(BRAM, '4000.00')]))

/** Leaves out the last item of an object of the work bucket. */
async function shorten(system: MemorySystem, key: string): Promise<void> {
  const items = decodeItems<ResultItem>(await collect((await system.objects.read('work', key))!))
  await system.objects.put('work', key, await encodeItems(items.slice(0, -1)))
}

async function sent(): Promise<{ readonly system: MemorySystem; readonly run: string }> {
  const system = await systemWith([grant(BAKERY, ANNA), grant(GARAGE, BRAM)])
  return { system, run: send(system, 'two', TWO) }
}

const stateOf = async (system: MemorySystem, run: string): Promise<string | undefined> => (await system.runs.get(run))?.state

test('a chunk that lost a declaration is not computed', async () => {
  const { system, run } = await sent()
  await system.run({ stages: ['intake'] })
  await shorten(system, work.chunk(run, 1))
  await expect(system.run()).rejects.toThrow(AssertionFailure)
  expect([await stateOf(system, run), system.ledger.all()]).toEqual(['computing', {}])
})

test('a result that lost a declaration is not settled', async () => {
  const { system, run } = await sent()
  await system.run({ stages: ['intake', 'compute'] })
  await shorten(system, work.result(run, 1))
  await expect(system.run()).rejects.toThrow(AssertionFailure)
  expect([await stateOf(system, run), system.ledger.all()]).toEqual(['settling', {}])
})

test('whole, both are paid', async () => {
  const { system, run } = await sent()
  await system.run()
  expect(outputsOf(system, run).payments.map(({ amount }) => amount)).toEqual(['2000.00', '1600.00'])
})
