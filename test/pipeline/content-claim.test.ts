// Understands duplicates: a content is processed once; it is free again when what was wrong can be right later (design.md 3, FIL-002).
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { outputKey, REPORT_FILES } from '../../shared/pipeline/layout.ts'
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
  type Row,
} from '../support/pipeline-builders.ts'

const csv = declarationCsv(declared(BAKERY, 'FULL', 1, [row(ANNA, '5000.00')]))
const system = (): Promise<MemorySystem> => systemWith([grant(BAKERY, ANNA), grant(GARAGE, BRAM)])
const report = (of: MemorySystem, run: string, file: string): Record<string, unknown> =>
  JSON.parse(of.objects.text('reports', outputKey(run, file)) ?? '{}') as Record<string, unknown>

describe('the same content again', () => {
  test('under another name: rejected with FIL-002, which names the first run; nothing is paid twice', async () => {
    const of = await system()
    const first = send(of, 'a', csv)
    await of.run()
    const second = send(of, 'b', csv)
    await of.run()
    expect(outputsOf(of, second)).toMatchObject({ payments: [], exceptions: ['FIL-002'], summary: { state: 'rejected' } })
    expect(of.objects.text('reports', outputKey(second, REPORT_FILES.exceptionsJson))).toContain(first)
    expect(report(of, second, REPORT_FILES.acknowledgement)).toMatchObject({ runId: second, duplicateOf: first })
    expect(report(of, first, REPORT_FILES.acknowledgement)).toMatchObject({ runId: first, duplicateOf: null })
    expect(Object.values(of.ledger.all()).flat()).toHaveLength(1)
  })

  test('as a new version under the same name, or gzipped: the decompressed bytes count', async () => {
    const of = await system()
    const first = send(of, 'a', csv)
    await of.run()
    const again = send(of, 'a', csv)
    of.upload('declarations/a.csv.gz', gzipSync(csv))
    await of.run()
    expect(of.runs.all().map(({ state }) => state)).toEqual(['settled', 'rejected', 'rejected'])
    expect(again).not.toBe(first)
  })

  test('while the first is being processed: one of the two is rejected', async () => {
    const of = await system()
    send(of, 'a', csv)
    send(of, 'b', csv)
    await Promise.all([of.run(), of.run()])
    expect(
      of.runs
        .all()
        .map(({ state }) => state)
        .toSorted(),
    ).toEqual(['rejected', 'settled'])
    expect(Object.values(of.ledger.all()).flat()).toHaveLength(1)
  })

  test('a rejected duplicate stays rejected when it is delivered again', async () => {
    const of = await system()
    send(of, 'a', csv)
    await of.run()
    send(of, 'b', csv)
    const [event] = of.queue
    await of.run()
    const before = of.state()
    of.queue.push(event!)
    await of.run()
    expect(of.state()).toEqual(before)
  })
})

describe('a content is free again', () => {
  test('after the file was rejected: it can be sent again', async () => {
    const of = await system()
    const bad = `${csv}TOTAL;rows=7;gross_wage=5000.00\n`
    for (const name of ['a', 'b']) {
      const run = send(of, name, bad)
      await of.run()
      expect(outputsOf(of, run).exceptions).toEqual(['FIL-006'])
    }
    expect(of.runs.claims()).toEqual({})
  })

  const future = declarationCsv(
    declared(BAKERY, 'FULL', 1, [row(ANNA, '5000.00')]),
    declared(GARAGE, 'FULL', 1, [row(BRAM, '4000.00', { quarter: '2024Q4' })]),
  )

  test('after a declaration of it ended DCL-002: sent again after the quarter it is paid, and the rest is not paid twice', async () => {
    const of = await system()
    const early = send(of, 'a', future, '2024-12-31T22:59:59.000Z')
    await of.run()
    expect(outputsOf(of, early)).toMatchObject({ payments: [{ employerNumber: BAKERY, amount: '2000.00' }], exceptions: ['DCL-002'] })
    const late = send(of, 'a', future, '2024-12-31T23:00:00.000Z') // 1 January in Brussels
    await of.run()
    expect(outputsOf(of, late)).toMatchObject({
      payments: [{ employerNumber: GARAGE, quarter: '2024Q4', amount: '1600.00' }],
      exceptions: [],
    })
  })

  test('once it was processed to its end, it is taken', async () => {
    const of = await system()
    send(of, 'a', future, '2024-12-01T10:00:00.000Z')
    await of.run()
    expect(of.runs.claims()).toEqual({})
    send(of, 'b', future, '2025-01-02T10:00:00.000Z')
    const duplicate = send(of, 'c', future, '2025-01-02T11:00:00.000Z')
    await of.run()
    expect(outputsOf(of, duplicate).exceptions).toEqual(['FIL-002'])
  })

  test.each<[string, Row]>([
    ['DCL-003', { quarter: '2018Q4' }],
    ['DCL-007', { employer_number: '0123456789' }],
  ])('after %s', async (code, other) => {
    const of = await system()
    const text = declarationCsv(declared(BAKERY, 'FULL', 1, [row(ANNA, '5000.00', { occupation_start: '2018-01-01', ...other })]))
    const runs = [send(of, 'a', text)]
    await of.run()
    runs.push(send(of, 'b', text))
    await of.run()
    expect(runs.map((run) => outputsOf(of, run).exceptions.filter((each) => each.startsWith('DCL-00')))).toEqual(runs.map(() => [code]))
  })

  test('not after a refusal that the same file would meet again', async () => {
    const of = await system()
    send(of, 'newer', declarationCsv(declared(BAKERY, 'FULL', 2, [row(ANNA, '5500.00')])))
    await of.run()
    send(of, 'older', csv)
    await of.run()
    const again = send(of, 'again', csv)
    await of.run()
    expect(outputsOf(of, again).exceptions).toEqual(['FIL-002'])
  })
})
