// Understands the sorting of attests in parts: a file too large for memory gives the same declarations as a small one.
import { describe, expect, it } from 'vitest'
import type { AttestItem } from '../../shared/declaration/attest.ts'
import type { Declaration, FileItem } from '../../shared/declaration/declaration.ts'
import type { WorkerLineText } from '../../shared/law/worker-line.ts'
import { AttestSorter } from '../../shared/pipeline/attest-sorter.ts'
import type { Run } from '../../shared/pipeline/run.ts'
import { MemorySystem } from '../support/memory-ports.ts'
import { employerOf, inssOf, Q3 } from '../support/pipeline-builders.ts'

const RUN: Run = {
  runId: 'run-1',
  source: { bucket: 'inbox', key: 'declarations/a.xml', versionId: '1', size: 1, sequencer: '1', uploadedBy: 'x' },
  receivedAt: '2024-10-15T08:00:00.000Z',
  state: 'received',
}

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
      workerLine: '010/495{2020-01-01  500 3800 3800  t001:6500: p001:900000}' as WorkerLineText,
      exceptions: [],
    },
    ...(part ? { part } : {}),
  }
}

/** So many attests, the second parts after all first ones. */
function* itemsOf(count: number): Generator<AttestItem> {
  const inTwo = (n: number): boolean => n % 5 === 0
  for (let n = 0; n < count; n++) yield itemOf(n, inTwo(n) ? { number: 1, total: 2, occupations: ['1 A'] } : undefined)
  for (let n = 0; n < count; n++) if (inTwo(n)) yield itemOf(n, { number: 2, total: 2, occupations: ['2 B'] })
}

interface Sorted {
  readonly declarations: readonly Declaration[]
  readonly segments: readonly string[]
}

async function sorted(count: number, heldMax?: number): Promise<Sorted> {
  const system = new MemorySystem()
  const sorter = new AttestSorter(RUN, system.dependencies, heldMax)
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
  it('works in several parts and segments, and gives the same declarations as in memory', async () => {
    const whole = await sorted(2_000)
    const inParts = await sorted(2_000, 1_000)
    expect(whole.segments).toEqual([])
    // 2,000 attests and 400 second parts: three times what is held, of at most 40 employers.
    expect(new Set(inParts.segments.map((name) => name.slice(-'000001.segment'.length)))).toEqual(
      new Set(['000001.segment', '000002.segment', '000003.segment']),
    )
    expect(whole.declarations.map(({ employerNumber }) => employerNumber)).toEqual(Array.from({ length: 40 }, (_, n) => employerOf(n)))
    expect(byEmployer(inParts.declarations)).toEqual(byEmployer(whole.declarations))
    expect(inParts.declarations.every(({ attests = [] }) => attests.every(({ exceptions }) => exceptions.length === 0))).toBe(true)
  })

  it('gives the same order on every machine and every repeat', async () => {
    const order = async (): Promise<string[]> => (await sorted(400, 100)).declarations.map(({ employerNumber }) => employerNumber)
    expect(await order()).toEqual(await order())
  })

  it('of a file without attests gives nothing', async () => {
    expect((await sorted(0)).declarations).toEqual([])
    expect((await sorted(3, 1)).declarations).toHaveLength(3)
  })
})
