// Understands what an account holds of attests: an attest replaces only its own earlier version, whatever files it comes in and in whatever order (rules.md 7).
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Attest, AttestStatus, DeclarationItem } from '../../shared/declaration/declaration.ts'
import { mergeAttests } from '../../shared/declaration/held-attests.ts'
import type { BusinessException } from '../../shared/exceptions/business-exception.ts'
import type { Inss } from '../../shared/kernel/identifiers.ts'
import type { WorkerLineText } from '../../shared/law/worker-line.ts'
import { ANNA, BRAM, CEM } from '../support/pipeline-builders.ts'

interface Told {
  readonly inss?: Inss
  readonly status?: AttestStatus
  readonly unusual?: boolean
  readonly unreadable?: boolean
  readonly line?: number
}

const unreadable = (line: number): BusinessException => ({ code: 'WRK-003', parameters: {}, line, column: 1 })

function told(number: string, version: number, of: Told = {}): Attest {
  const { inss = ANNA, status = 'new', unusual = false, line = 1 } = of
  const isReadable = status !== 'cancelled' && of.unreadable !== true
  return {
    number,
    version,
    inss,
    line,
    column: 1,
    status,
    unusualStatus: unusual,
    digest: `${number}/${version}`,
    exceptions: of.unreadable === true ? [unreadable(line)] : [],
    ...(isReadable ? { workerLine: `${number}/${version}` as WorkerLineText } : {}),
  }
}

/** What a file says of a worker, in short. */
function said(item: DeclarationItem | undefined): string {
  switch (item?.type) {
    case undefined:
      return 'nothing'
    case 'worker':
      return (item.workerLines ?? []).join(' ')
    case 'withdrawn-worker':
      return 'withdrawn'
    case 'refused-worker':
      return `refused ${item.exceptions.length}`
    case 'unnamed-row':
      return 'unnamed'
  }
}
const of = (items: readonly DeclarationItem[], inss: Inss): string =>
  said(items.find((item) => item.type !== 'unnamed-row' && item.inss === inss))

describe('the attests held', () => {
  it('are added up, in order of number', () => {
    const { held, items } = mergeAttests([told('2', 1)], [told('1', 1), told('3', 1, { inss: BRAM })])
    expect(held.map(({ number }) => number)).toEqual(['1', '2', '3'])
    expect([of(items, ANNA), of(items, BRAM), of(items, CEM)]).toEqual(['1/1 2/1', '3/1', 'nothing'])
  })

  it.each([
    ['a later version replaces the earlier', [told('1', 2)], '1/2'],
    ['an earlier version changes nothing', [told('1', 0), told('2', 1)], '1/1 2/1'],
    ['both versions in one file, the later first', [told('1', 3), told('1', 2)], '1/3'],
    ['both versions in one file, the later last', [told('1', 2), told('1', 3)], '1/3'],
    ['another attest leaves it as it is', [told('2', 9)], '1/1 2/9'],
    ['a cancelled one counts as absent', [told('1', 2, { status: 'cancelled' })], 'withdrawn'],
    ['with status 2 too', [told('1', 2, { status: 'cancelled', unusual: true })], 'withdrawn'],
    ['a cancelled one of two', [told('2', 1), told('1', 2, { status: 'cancelled' })], '2/1'],
    ['one that cannot be read', [told('1', 2, { unreadable: true }), told('2', 1)], 'refused 1'],
  ])('%s', (_, declared, expected) => {
    expect(of(mergeAttests([told('1', 1)], declared).items, ANNA)).toBe(expected)
  })

  it('a version that cannot be read is held, and refuses the worker in later files until it is mended', () => {
    const first = mergeAttests([told('1', 1)], [told('1', 2, { unreadable: true, line: 40 })])
    const other = mergeAttests(first.held, [told('2', 1, { line: 7 })])
    expect(of(other.items, ANNA)).toBe('refused 1')
    // The finding is shown where the worker stands in the file at hand.
    expect(other.items).toMatchObject([{ exceptions: [{ line: 7, column: 1 }] }])
    expect(of(mergeAttests(other.held, [told('1', 3)]).items, ANNA)).toBe('1/3 2/1')
    expect(of(mergeAttests(other.held, [told('1', 3, { status: 'cancelled' })]).items, ANNA)).toBe('2/1')
  })

  it('a cancelled one is held: its earlier versions stay out, reactivated it counts again', () => {
    const { held } = mergeAttests([], [told('1', 2, { status: 'cancelled' })])
    expect(mergeAttests(held, [told('1', 1)]).held).toEqual(held)
    expect(of(mergeAttests(held, [told('1', 3, { status: 'reactivated' })]).items, ANNA)).toBe('1/3')
  })

  it('an attest that moves to another number of the worker is lost to the first, who need not be in the file', () => {
    const { items } = mergeAttests([told('1', 1), told('2', 1)], [told('1', 2, { inss: BRAM })])
    expect([of(items, ANNA), of(items, BRAM)]).toEqual(['2/1', '1/2'])
    expect(of(mergeAttests([told('1', 1)], [told('1', 2, { inss: BRAM })]).items, ANNA)).toBe('withdrawn')
  })

  it('of an overtaken worker the file at hand is shown', () => {
    expect(of(mergeAttests([told('1', 5)], [told('1', 2)]).items, ANNA)).toBe('1/2')
  })

  it('workers stand in file order, once each', () => {
    const { items } = mergeAttests(
      [],
      [told('1', 1, { inss: CEM }), told('2', 1), told('3', 1, { inss: CEM }), told('4', 1, { inss: BRAM })],
    )
    expect(items.map((item) => item.type === 'worker' && item.inss)).toEqual([CEM, ANNA, BRAM])
  })
})

const WORKERS = [ANNA, BRAM, CEM] as const

/** Versions of a few attests of a few workers, each with one content: cut into files in any way, with repeats. */
const attests = fc.uniqueArray(
  fc.record({
    number: fc.constantFrom('9', '10', '200', '3000'),
    version: fc.integer({ min: 0, max: 12 }),
    inss: fc.constantFrom(...WORKERS),
    status: fc.constantFrom<AttestStatus>('new', 'changed', 'cancelled', 'reactivated'),
    unreadable: fc.boolean(),
  }),
  { selector: ({ number, version }) => `${number}/${version}`, minLength: 1, maxLength: 14 },
)
const cuts = fc.infiniteStream(fc.boolean())
const stories = attests.chain((all) => {
  const versions = all.map(({ number, version, ...rest }) => told(number, version, rest))
  const order = fc.tuple(
    fc.shuffledSubarray(versions, { minLength: versions.length, maxLength: versions.length }),
    fc.shuffledSubarray(versions),
    cuts,
  )
  return fc.record({ all: fc.constant(versions), one: order, two: order })
})

/** Files of attests, no version twice in one file. */
function filesOf([all, again, cut]: [Attest[], Attest[], fc.Stream<boolean>]): Attest[][] {
  const files: Attest[][] = []
  for (const attest of [...all, ...again]) {
    const last = files.at(-1)
    const isCut = cut.next().value === true
    if (!last || isCut || last.includes(attest)) files.push([attest])
    else last.push(attest)
  }
  return files
}

const heldAfter = (files: readonly Attest[][]): readonly Attest[] =>
  files.reduce<readonly Attest[]>((held, file) => mergeAttests(held, file).held, [])

describe('in any files and any order', () => {
  it('the same is held: the highest version of each number', () => {
    fc.assert(
      fc.property(stories, ({ all, one, two }) => {
        const latest = Object.values(Object.groupBy(all, ({ number }) => number)).map(
          (versions) => versions!.toSorted((a, b) => b.version - a.version)[0]!,
        )
        const expected = latest.toSorted((a, b) => (a.number < b.number ? -1 : 1))
        expect(heldAfter(filesOf(one))).toEqual(expected)
        expect(heldAfter(filesOf(two))).toEqual(expected)
      }),
      { numRuns: 300 },
    )
  })

  it('whoever gains, loses or changes an attest is spoken of, with all that is held for him then', () => {
    fc.assert(
      fc.property(stories, ({ one }) => {
        let held: readonly Attest[] = []
        for (const file of filesOf(one)) {
          const before = held
          const merged = mergeAttests(before, file)
          held = merged.held
          for (const inss of WORKERS) {
            const mine = (all: readonly Attest[]): Attest[] => all.filter((attest) => attest.inss === inss)
            if (JSON.stringify(mine(before)) !== JSON.stringify(mine(held))) expect(of(merged.items, inss)).toBe(expectedOf(mine(held)))
          }
          const named = merged.items.map((item) => item.type !== 'unnamed-row' && item.inss)
          expect(new Set(named).size).toBe(named.length)
          for (const { inss } of file) expect(named).toContain(inss)
        }
      }),
      { numRuns: 300 },
    )
  })
})

function expectedOf(mine: readonly Attest[]): string {
  const live = mine.filter(({ status }) => status !== 'cancelled')
  const faults = live.filter(({ exceptions }) => exceptions.length > 0).length
  if (faults > 0) return `refused ${faults}`
  return live.length === 0 ? 'withdrawn' : live.map(({ number, version }) => `${number}/${version}`).join(' ')
}
