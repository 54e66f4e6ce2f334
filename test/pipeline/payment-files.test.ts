// Understands the payments bucket: put once, the manifest last, another content under a name is our own error and nothing is paid on doubt (design.md 2.7).
import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { AssertionFailure } from '../../shared/pipeline/dependencies.ts'
import { settle } from '../../shared/pipeline/settle.ts'
import { recorded } from '../support/fault-injection.ts'
import type { MemorySystem } from '../support/memory-ports.ts'
import { ANNA, BAKERY, BRAM, declarationCsv, declared, GARAGE, grant, row, send, systemWith } from '../support/pipeline-builders.ts'

const csv = declarationCsv(declared(BAKERY, 'FULL', 1, [row(ANNA, '5000.00')]), declared(GARAGE, 'FULL', 1, [row(BRAM, '4000.00')]))

async function computed(): Promise<{ system: MemorySystem; run: string; settleRun: () => Promise<void> }> {
  const system = await systemWith([grant(BAKERY, ANNA), grant(GARAGE, BRAM)])
  const run = send(system, 'declaration', csv)
  await system.run({ stages: ['intake', 'compute'] })
  const { created } = system.queue[0]!
  return { system, run, settleRun: () => settle(created, system.dependencies) }
}

test('the manifest names the order with its hash, count and sum', async () => {
  const { system, run, settleRun } = await computed()
  await settleRun()
  const instructions = system.objects.text('payments', `${run}/payment-instructions.jsonl`) ?? ''
  expect(instructions.split('\n')).toHaveLength(3)
  const file = system.objects.text('payments', `${run}/payments-001.pain.001.xml`) ?? ''
  expect([...file.matchAll(/<EndToEndId>([^<]+)/g)].map(([, id]) => id)).toEqual(['0400000185IMW2024Q3V0001', '0400000284IMW2024Q3V0001'])
  expect(JSON.parse(system.objects.text('payments', `${run}/manifest.json`) ?? '')).toEqual({
    runId: run,
    currency: 'EUR',
    files: [
      {
        name: 'payment-instructions.jsonl',
        sha256: createHash('sha256').update(instructions).digest('hex'),
        count: 2,
        sum: '3600.00',
        order: false,
      },
      { name: 'payments-001.pain.001.xml', sha256: createHash('sha256').update(file).digest('hex'), count: 2, sum: '3600.00', order: true },
    ],
  })
})

test('the manifest is the last object of the order; what became of the payments is told after it', async () => {
  const { system, run, settleRun } = await computed()
  const { dependencies, calls } = recorded(system.dependencies)
  await settle(system.queue[0]!.created, dependencies)
  await settleRun()
  expect(system.objects.stored.filter((name) => name.startsWith('payments/')).at(-1)).toBe(`payments/${run}/manifest.json`)
  const writes = calls
    .filter(({ name }) => /put|close|advance/.test(name))
    .map(({ name, key }) => `${name} ${key.split('/').at(-1) ?? ''}`.trim())
  expect(writes.slice(-7)).toEqual([
    'writer.close payments-001.pain.001.xml',
    'writer.close payment-instructions.jsonl',
    'objects.putOnce manifest.json',
    'writer.close annotated.csv',
    'writer.close reconciliation.csv',
    'objects.put reconciliation.json',
    'runs.advance',
  ])
})

test('a run without any payment leaves an empty order and its manifest', async () => {
  const system = await systemWith([])
  const run = send(system, 'declaration', csv)
  await system.run()
  expect(system.objects.text('payments', `${run}/payment-instructions.jsonl`)).toBe('')
  expect(JSON.parse(system.objects.text('payments', `${run}/manifest.json`) ?? '')).toMatchObject({ files: [{ count: 0, sum: '0.00' }] })
})

test('a rejected file leaves nothing in the payments bucket', async () => {
  const system = await systemWith([])
  send(system, 'declaration', 'quarter;nonsense\n')
  await system.run()
  expect(Object.keys(system.objects.contents(['payments']))).toEqual([])
})

describe('what stands already', () => {
  test('the same bytes: fine, and not written again', async () => {
    const { system, settleRun } = await computed()
    const first = await computed()
    await first.settleRun()
    for (const [name, body] of Object.entries(first.system.objects.contents(['payments'])))
      system.objects.create('payments', name.slice('payments/'.length), body)
    const before = system.objects.stored.length
    await settleRun()
    expect(system.objects.stored.slice(before).filter((name) => name.startsWith('payments/'))).toEqual([])
  })

  test('other instructions: an assertion failure; no manifest, the run is not settled, also when it is tried again', async () => {
    const { system, run, settleRun } = await computed()
    system.objects.create('payments', `${run}/payment-instructions.jsonl`, '{"paymentId":"another"}\n')
    for (let time = 0; time < 2; time++) await expect(settleRun()).rejects.toThrow(AssertionFailure)
    expect(system.objects.text('payments', `${run}/manifest.json`)).toBeUndefined()
    expect(system.objects.text('payments', `${run}/payment-instructions.jsonl`)).toBe('{"paymentId":"another"}\n')
    expect(system.runs.all()[0]?.state).toBe('settling')
  })

  test('another manifest: an assertion failure too', async () => {
    const { system, run, settleRun } = await computed()
    system.objects.create('payments', `${run}/manifest.json`, '{}')
    await expect(settleRun()).rejects.toThrow(AssertionFailure)
    expect(system.objects.text('payments', `${run}/manifest.json`)).toBe('{}')
  })
})
