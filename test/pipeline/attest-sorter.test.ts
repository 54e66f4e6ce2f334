// Understands the sorting of attests in parts: a file too large for memory gives the same declarations as a small one.
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { AttestItem } from '../../shared/declaration/attest.ts'
import type { Declaration, FileItem } from '../../shared/declaration/declaration.ts'
import type { WorkerLineText } from '../../shared/law/worker-line.ts'
import { AttestSorter } from '../../shared/pipeline/attest-sorter.ts'
import { intake } from '../../shared/pipeline/intake.ts'
import type { Run } from '../../shared/pipeline/run.ts'
import { runIdOf } from '../../shared/pipeline/run.ts'
import { MemorySystem } from '../support/memory-ports.ts'
import { employerOf, grant, inssOf, outputsOf, Q3, systemWith } from '../support/pipeline-builders.ts'
import { publication } from '../support/xml-builders.ts'
import { version } from './attest-story.ts'

const PART_BYTES = 64 * 1024 * 1024

const runOf = (size: number): Run => ({
  runId: 'run-1',
  source: { bucket: 'inbox', key: 'declarations/a.xml', versionId: '1', size, sequencer: '1', uploadedBy: 'x' },
  receivedAt: '2024-10-15T08:00:00.000Z',
  state: 'received',
})

/** The n-th attest of a file: forty employers by turns, every fifth attest in two parts that stand far apart. */
function itemOf(n: number, part?: AttestItem['part']): AttestItem {
  return {
    type: 'attest',
    employer: { kind: 'known', employerNumber: employerOf(n % 40) },
    quarter: Q3,
    attest: {
      number: String(n + 1),
      version: 1,
      inss: inssOf(n),
      line: n + 1,
      column: 1,
      status: 'new',
      unusualStatus: false,
      digest: `digest of ${n} ${part?.number ?? ''}`,
      workerLine: '010/495{2020-01-01  5.00 38.00 38.00  t001:65.00: p001:9000.00}' as WorkerLineText,
      exceptions: [],
    },
    ...(part ? { part } : {}),
  }
}

/** So many attests, the second parts after all first ones. */
function* itemsOf(count: number): Generator<AttestItem> {
  const inTwo = (n: number): boolean => n % 5 === 0
  for (let n = 0; n < count; n++) yield itemOf(n, inTwo(n) ? { number: 1, total: 2 } : undefined)
  for (let n = 0; n < count; n++) if (inTwo(n)) yield itemOf(n, { number: 2, total: 2 })
}

interface Sorted {
  readonly declarations: readonly Declaration[]
  readonly segments: readonly string[]
}

async function sorted(count: number, size: number, isCompressed = false): Promise<Sorted> {
  const system = new MemorySystem()
  const sorter = new AttestSorter(runOf(size), isCompressed, system.dependencies)
  for (const item of itemsOf(count)) await sorter.add(item)
  const items: FileItem[] = []
  for await (const item of sorter.declarations()) items.push(item)
  return {
    declarations: items.flatMap((item) => (item.type === 'declaration' ? [item.declaration] : [])),
    segments: system.objects.stored.filter((name) => name.endsWith('.segment')),
  }
}

const byEmployer = (declarations: readonly Declaration[]): Declaration[] =>
  declarations.toSorted((a, b) => (a.employerNumber < b.employerNumber ? -1 : 1))

describe('the sorter', () => {
  it('works in several parts and segments, and gives the same declarations as one part', async () => {
    const whole = await sorted(42_000, PART_BYTES)
    const inParts = await sorted(42_000, 3 * PART_BYTES + 1)
    expect(whole.segments).toEqual([])
    // 42,000 attests and 8,400 second parts: twice 20,000 are written, the rest is at hand; four parts.
    expect(inParts.segments).toEqual(
      [1, 2].flatMap((segment) => [0, 1, 2, 3].map((part) => `work/run-1/00000${part}-00000${segment}.segment`)),
    )
    expect(whole.declarations.map(({ employerNumber }) => employerNumber)).toEqual(Array.from({ length: 40 }, (_, n) => employerOf(n)))
    expect(byEmployer(inParts.declarations)).toEqual(byEmployer(whole.declarations))
    expect(inParts.declarations.every(({ attests = [] }) => attests.every(({ exceptions }) => exceptions.length === 0))).toBe(true)
  })

  it('takes a compressed file as twenty times as large', async () => {
    const small = await sorted(200, PART_BYTES / 20)
    const compressed = await sorted(200, PART_BYTES / 20 + 1, true)
    const order = (of: Sorted): string[] => of.declarations.map(({ employerNumber }) => employerNumber)
    expect(order(await sorted(200, PART_BYTES / 20, true))).toEqual(order(small))
    expect(order(compressed)).not.toEqual(order(small))
    expect(order(compressed)).toEqual(order(await sorted(200, PART_BYTES + 1)))
    expect(byEmployer(compressed.declarations)).toEqual(byEmployer(small.declarations))
  })

  it('of a file without size or without attests gives what there is', async () => {
    expect((await sorted(0, 0)).declarations).toEqual([])
    expect((await sorted(0, 5 * PART_BYTES)).declarations).toEqual([])
    expect((await sorted(3, 0)).declarations).toHaveLength(3)
  })
})

describe('intake of a file that is said to be large', () => {
  const employers = Array.from({ length: 12 }, (_, n) => employerOf(n))
  const grants = employers.flatMap((employer, n) => [grant(employer, inssOf(n)), grant(employer, inssOf(n + 100))])
  const attests = [0, 100].flatMap((from) =>
    employers.map((employer, n) => version(n + from + 1, 1, `${1000 + n + from}.00`, { employer, inss: inssOf(n + from) })),
  )

  async function paidBy(name: string, body: string | Uint8Array, size: number | undefined): Promise<string[]> {
    const system = await systemWith(grants)
    const created = system.upload(`declarations/${name}`, body)
    system.queue = []
    await intake({ ...created, size: size ?? created.size }, system.dependencies)
    await system.run()
    const { payments, summary, exceptions } = outputsOf(system, runIdOf({ ...created, versionId: created.versionId ?? '' }))
    expect([summary?.counts, exceptions]).toMatchObject([{ declarations: 12, workers: 24, paid: 24 }, []])
    return payments.map((payment) => JSON.stringify({ ...payment, runId: '' })).toSorted()
  }

  it('pays the same as when it is small', async () => {
    const text = publication(...attests)
    const small = await paidBy('a.xml', text, undefined)
    expect(small).toHaveLength(12)
    expect(await paidBy('a.xml', text, 10 * PART_BYTES)).toEqual(small)
    expect(await paidBy('a.xml.gz', gzipSync(text), PART_BYTES)).toEqual(small)
  })
})
