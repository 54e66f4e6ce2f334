// Understands a run whose payments stand in several files for the bank, each answered by itself; and when the bank executes them.
import { afterEach, describe, expect, test } from 'vitest'
import { outputKey, PAYMENT_FILES } from '../../../shared/pipeline/layout.ts'
import { paymentFileName } from '../../../shared/payment/payment-file-ids.ts'
import type { PaymentManifest } from '../../../shared/pipeline/reports/payment-order.ts'
import { InjectedFault, killedAt, recorded } from '../../support/fault-injection.ts'
import { STAGES, TEST_SETTINGS, type MemorySystem } from '../../support/memory-ports.ts'
import {
  ANNA,
  BAKERY,
  BRAM,
  CEM,
  declarationCsv,
  declared,
  DORA,
  GARAGE,
  grant,
  inssOf,
  orderedByFiles,
  row,
  send,
  SHOP,
  systemWith,
} from '../../support/pipeline-builders.ts'
import { full } from '../../support/recompute-builders.ts'
import { dropRequest, ELS, EVERY_RUN, paymentFilesOf, sendBy, TOM } from '../../support/release-builders.ts'
import {
  answer,
  booksOf,
  expectReturnsAccounted,
  paidBy,
  paymentOf,
  refused,
  statusesOf,
  takenBack,
  totalsOf,
  VOP,
} from '../../support/return-builders.ts'

const systems: MemorySystem[] = []
afterEach(async () => {
  for (const system of systems.splice(0)) await expectReturnsAccounted(system)
})
const perFile = (transactionsMax: number): Parameters<typeof systemWith>[1] => ({
  paymentFiles: { ...TEST_SETTINGS.paymentFiles, transactionsMax },
})
const EVA = inssOf(5)

/** Five payments: VOP and IMW of the bakery, IMW of the garage, VOP and IMW of the shop. */
async function paid(transactionsMax: number): Promise<{ system: MemorySystem; run: string; ids: string[] }> {
  const vop = (employer: string, inss: string): ReturnType<typeof grant> => grant(employer, inss, VOP)
  const grants = [grant(BAKERY, ANNA), vop(BAKERY, BRAM), grant(GARAGE, CEM), grant(SHOP, DORA), vop(SHOP, EVA)]
  const system = await systemWith(grants, { ...perFile(transactionsMax), chunkCharactersMin: 1 })
  systems.push(system)
  const run = send(
    system,
    `all-${transactionsMax}`,
    declarationCsv(
      declared(BAKERY, 'FULL', 1, [row(ANNA, '5000.00'), row(BRAM, '4000.00')]),
      declared(GARAGE, 'FULL', 1, [row(CEM, '3000.00')]),
      declared(SHOP, 'FULL', 1, [row(DORA, '2000.00'), row(EVA, '1000.00')]),
    ),
  )
  await system.run()
  return { system, run, ids: paidBy(system, run).map((each) => each.split(' ')[0] ?? '') }
}
const manifestOf = (system: MemorySystem, run: string): PaymentManifest =>
  JSON.parse(system.objects.text('payments', outputKey(run, PAYMENT_FILES.manifest)) ?? '') as PaymentManifest

describe.each([1, 2, 3])('%i payments in a file', (max) => {
  const files = Math.ceil(5 / max)

  test('every payment stands in one file; the manifest names them in order, with counts and sums that add up', async () => {
    const { system, run, ids } = await paid(max)
    const ordered = manifestOf(system, run).files.filter(({ order }) => order)
    expect(ordered.map(({ name }) => name)).toEqual(Array.from({ length: files }, (_, at) => paymentFileName(at + 1)))
    expect(ordered.map(({ count }) => count)).toEqual(Array.from({ length: files }, (_, at) => Math.min(max, 5 - at * max)))
    expect(orderedByFiles(system, run).toSorted()).toEqual(paidBy(system, run).toSorted())
    expect(ids).toEqual([
      paymentOf(BAKERY, 1, 'VOP'),
      paymentOf(BAKERY, 1),
      paymentOf(GARAGE, 1),
      paymentOf(SHOP, 1, 'VOP'),
      paymentOf(SHOP, 1),
    ])
  })

  test('a file that is refused takes back its own payments; one that is settled, the others', async () => {
    const { system, run, ids } = await paid(max)
    for (let file = 1; file <= files; file++) await answer(system, run, { fileNumber: file, groupStatus: file === 2 ? 'RJCT' : 'ACSC' })
    const expected = ids.map((paymentId, at) => [paymentId, Math.floor(at / max) === 1 ? 'RJCT' : 'ACSC'])
    expect(statusesOf(system, run)).toEqual(expected)
    expect(takenBack(system)).toEqual(ids.slice(max, 2 * max))
  })

  test('a report says nothing of the payments of other files', async () => {
    const { system, run, ids } = await paid(max)
    await answer(system, run, { fileNumber: files, groupStatus: 'ACCP', listed: refused('AC04', ids[0] ?? '') })
    expect(statusesOf(system, run).map(([, status]) => status)).toEqual(
      ids.map((_, at) => (Math.floor(at / max) === files - 1 ? 'ACCP' : 'OPEN')),
    )
    expect(takenBack(system)).toEqual([])
  })
})

test('all files refused, each in its report: nothing is instructed, and one release pays everything in as many files', async () => {
  const { system, run } = await paid(2)
  for (const file of [3, 1, 2]) await answer(system, run, { fileNumber: file, groupStatus: 'RJCT', groupReason: 'FF01' })
  expect(booksOf(system)).toEqual({ instructed: '0.00', held: '5000.00' })
  const request = dropRequest(system, TOM, `release;${run};;`)
  await system.run()
  expect(totalsOf(system, request)).toEqual(['instructed 5 5000.00', 'open 5 5000.00'])
  expect(manifestOf(system, request).files.filter(({ order }) => order).length).toBe(3)
})

describe('a run without payments has no file for the bank', () => {
  test.each([
    ['nothing changed', full(2, row(ANNA, '5000.00'), row(BRAM, '4000.00'))],
    ['a claim', full(2, row(ANNA, '1000.00'), row(BRAM, '4000.00'))],
  ])('%s', async (_, text) => {
    const { system } = await paid(2)
    const run = send(system, 'none', text)
    await system.run()
    expect(paymentFilesOf(system, run).map((name) => name.split('/').at(-1))).toEqual(['manifest.json', 'payment-instructions.jsonl'])
    expect(manifestOf(system, run).files).toMatchObject([{ name: 'payment-instructions.jsonl', count: 0, sum: '0.00', order: false }])
  })

  test('a report of the bank', async () => {
    const { system, run } = await paid(2)
    const report = await answer(system, run, { groupStatus: 'RJCT' })
    expect(manifestOf(system, report).files.filter(({ order }) => order)).toEqual([])
  })
})

describe('the day of execution', () => {
  const datesOf = (system: MemorySystem, run: string): string[] =>
    [1, 2].flatMap((file) => {
      const text = system.objects.text('payments', outputKey(run, paymentFileName(file))) ?? ''
      return [...text.matchAll(/<(?:CreDtTm|Dt)>([^<]+)</g)].map(([, date = '']) => date)
    })
  const two = declarationCsv(declared(BAKERY, 'FULL', 1, [row(ANNA, '5000.00')]), declared(GARAGE, 'FULL', 1, [row(BRAM, '4000.00')]))
  const having = async (settings: Parameters<typeof systemWith>[1]): Promise<MemorySystem> => {
    const system = await systemWith([grant(BAKERY, ANNA), grant(GARAGE, BRAM)], { ...perFile(1), ...settings })
    systems.push(system)
    return system
  }

  test('follows the moment at which the run was settled, in every file the same; a later delivery changes no byte', async () => {
    const system = await having({})
    const run = send(system, 'friday', two, '2024-10-17T21:30:00.000Z')
    await system.run({ stages: ['intake', 'compute'] })
    const [event] = system.queue
    system.objects.now = '2024-10-21T09:00:00.000Z'
    await STAGES.settle({ ...event!.created, eventTime: '2024-10-18T09:00:00.000Z' }, system.dependencies)
    // A Friday: the next day of TARGET is Monday.
    const dates = ['2024-10-18T09:00:00Z', '2024-10-21']
    expect(datesOf(system, run)).toEqual([...dates, ...dates])
    const before = system.objects.contents(['payments'])
    system.objects.now = '2024-10-30T09:00:00.000Z'
    await system.run()
    expect(system.objects.contents(['payments'])).toEqual(before)
  })

  test('stopped after its first file and delivered again days later: the date of the first time', async () => {
    const system = await having({})
    const run = send(system, 'stopped', two)
    await system.run({ stages: ['intake', 'compute'] })
    const [event] = system.queue
    const { dependencies, calls } = recorded(system.copy().dependencies)
    await STAGES.settle(event!.created, dependencies)
    const manifest = calls.find(({ name, key }) => name === 'objects.putOnce' && key.endsWith(PAYMENT_FILES.manifest))
    const stopped = killedAt(system.dependencies, manifest?.number ?? 0, 'before')
    await expect(STAGES.settle(event!.created, stopped)).rejects.toThrow(InjectedFault)
    const late = { ...event!.created, eventTime: '2024-10-25T09:00:00.000Z' }
    await STAGES.settle(late, system.dependencies)
    await system.run()
    expect(new Set(datesOf(system, run))).toEqual(new Set(['2024-10-15T08:00:00Z', '2024-10-16']))
  })

  test('of a run that waited follows the release', async () => {
    const system = await having(EVERY_RUN)
    const run = sendBy(system, ELS, two)
    await system.run()
    expect(paymentFilesOf(system, run)).toEqual([])
    system.objects.now = '2024-11-04T09:00:00.000Z'
    dropRequest(system, TOM, `release;${run};;`)
    await system.run({ stages: ['release'] })
    system.objects.now = '2024-11-06T09:00:00.000Z'
    await system.run()
    expect(new Set(datesOf(system, run))).toEqual(new Set(['2024-11-04T09:00:00Z', '2024-11-05']))
  })
})
