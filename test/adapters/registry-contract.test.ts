// Understands what both registry stores promise about changes: how far a row reaches, where things moved, and that all numbers of a person are known at each of the person's employers.
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { EmployerNumber, Inss } from '../../shared/kernel/identifiers.ts'
import type { RegistryStore, StampedContent } from '../../shared/pipeline/ports.ts'
import { personOf } from '../../shared/registry/alias.ts'
import { identityOf } from '../../shared/registry/employer-registry.ts'
import { employerOf, establishmentOf, IBANS, inssOf, permutations } from '../support/pipeline-builders.ts'
import { MemoryRegistryStore } from '../support/memory-ports.ts'
import { PORTS, type Ports } from './embedded-ports.ts'
import { aliasOf, establishmentAt, grantOf, payeeOf, reachTexts } from './registry-rows.ts'

let used = 0
const freshId = (): string => `G-${(used += 1)}`
const freshEmployer = (): EmployerNumber => employerOf(20_000 + (used += 1))
const freshInss = (): Inss => inssOf(400_000 + (used += 1))
const TWICE = ['at first', 'repeated'] as const
const RECORDED = '2024-10-01T06:00:00.000Z'

/** The aliases in force at an employer, as `old>new`. */
const aliasesAt = async (registry: RegistryStore, employer: EmployerNumber): Promise<string[]> =>
  [...(await registry.employer(employer)).aliases].map((each) => each.join('>')).toSorted()

describe.each(PORTS)('%s', (_, open) => {
  let ports: Ports
  let registry: RegistryStore
  beforeAll(async () => {
    ports = await open()
    registry = ports.dependencies.registry
  })
  afterAll(() => ports.close())

  const upload = async (importId: string, rows: readonly StampedContent[]): Promise<string[]> =>
    reachTexts(await registry.store(rows, { importId, recordedAt: RECORDED }))
  /** One upload whose import is finished; it is named after the stamp of its first row. */
  const store = async (...rows: readonly StampedContent[]): Promise<string[]> => {
    const importId = `import-${rows[0]?.stamp ?? ''}`
    const reaches = await upload(importId, rows)
    await registry.finish(importId)
    return reaches
  }
  /** One upload whose import stops before it has asked for anything. */
  const stopped = async (row: StampedContent): Promise<string[]> => upload(`stopped-${identityOf(row.content)}-${row.stamp}`, [row])

  describe('a row reaches', () => {
    test('nothing when there is none', async () => {
      expect(await store()).toEqual([])
    })

    test('new: what it says; again, by the same upload: the same; by a later upload: nothing', async () => {
      const [a, anna, id] = [freshEmployer(), freshInss(), freshId()]
      expect(await store(grantOf(id, a, anna, '1'))).toEqual([`${a} 2024Q1..2028Q4`])
      expect(await store(grantOf(id, a, anna, '1'))).toEqual([`${a} 2024Q1..2028Q4`])
      expect(await store(grantOf(id, a, anna, '2'))).toEqual([])
      expect(await store(grantOf(id, a, anna, '2'))).toEqual([])
    })

    test('changed: what it said before and what it says now, also by a repeat', async () => {
      const [a, anna, id] = [freshEmployer(), freshInss(), freshId()]
      await store(grantOf(id, a, anna, '1'))
      const changed = grantOf(id, a, anna, '2', { start_quarter: '2024Q3', end_quarter: '2026Q4' })
      for (const time of TWICE) expect(await store(changed), time).toEqual([`${a} 2024Q1..2028Q4`, `${a} 2024Q3..2026Q4`])
    })

    test('changed within the same quarters: these quarters, once', async () => {
      const [a, anna, id] = [freshEmployer(), freshInss(), freshId()]
      await store(grantOf(id, a, anna, '1'))
      for (const time of TWICE)
        expect(await store(grantOf(id, a, anna, '2', { guidance_level: 'LOW' })), time).toEqual([`${a} 2024Q1..2028Q4`])
    })

    test('changed, then the same by a later upload, then changed: from what was in force', async () => {
      const [a, anna, id] = [freshEmployer(), freshInss(), freshId()]
      const ends = (end_quarter: string, stamp: string): StampedContent => grantOf(id, a, anna, stamp, { end_quarter })
      await store(ends('2025Q1', '1'))
      await store(ends('2025Q2', '2'))
      expect(await store(ends('2025Q2', '3'))).toEqual([])
      for (const time of TWICE) expect(await store(ends('2025Q3', '4')), time).toEqual([`${a} 2024Q1..2025Q2`, `${a} 2024Q1..2025Q3`])
    })

    test('confirmed after an import that changed it and was never finished: what that one should have asked for', async () => {
      const [a, anna, id] = [freshEmployer(), freshInss(), freshId()]
      await store(grantOf(id, a, anna, '1', { end_quarter: '2024Q4' }))
      await stopped(grantOf(id, a, anna, '2'))
      for (const time of TWICE)
        expect(await stopped(grantOf(id, a, anna, '3')), time).toEqual([`${a} 2024Q1..2024Q4`, `${a} 2024Q1..2028Q4`])
      // Whoever confirms it answers for it from then on: until one is finished, the next asks again.
      expect(await store(grantOf(id, a, anna, '4'))).toEqual([`${a} 2024Q1..2024Q4`, `${a} 2024Q1..2028Q4`])
      expect(await store(grantOf(id, a, anna, '5'))).toEqual([])
    })

    test('an alias confirmed after an import that was never finished: as far as its person', async () => {
      const [a, anna, bram, id] = [freshEmployer(), freshInss(), freshInss(), freshId()]
      await store(grantOf(id, a, anna, '1'))
      await stopped(aliasOf(anna, bram, '2'))
      expect(await store(aliasOf(anna, bram, '3'))).toEqual([`${a} 2024Q1..2028Q4`])
    })

    test('moved to another employer: both', async () => {
      const [a, b, anna, id] = [freshEmployer(), freshEmployer(), freshInss(), freshId()]
      await store(grantOf(id, a, anna, '1', { end_quarter: '2024Q4' }))
      for (const time of TWICE) expect(await store(grantOf(id, b, anna, '2')), time).toEqual([`${a} 2024Q1..2024Q4`, `${b} 2024Q1..2028Q4`])
    })

    test('late: it may repeat an import that stopped after its change, so everything that ever was', async () => {
      const [a, b, c, anna, id] = [freshEmployer(), freshEmployer(), freshEmployer(), freshInss(), freshId()]
      await store(grantOf(id, a, anna, '1'))
      await store(grantOf(id, b, anna, '3'))
      const late = [`${a} 2024Q1..2028Q4`, `${b} 2024Q1..2028Q4`, `${c} 2024Q1..2024Q4`]
      for (const time of TWICE) expect(await store(grantOf(id, c, anna, '2', { end_quarter: '2024Q4' })), time).toEqual(late)
      expect(await store(grantOf(id, a, anna, '1'))).toEqual(late.slice(0, 2))
    })

    test('the same content by a later upload, after an import that stopped: its repeat is late', async () => {
      const [a, anna, id] = [freshEmployer(), freshInss(), freshId()]
      await store(grantOf(id, a, anna, '1'))
      await store(grantOf(id, a, anna, '2'))
      expect(await store(grantOf(id, a, anna, '1'))).toEqual([`${a} 2024Q1..2028Q4`])
    })

    test('an establishment every quarter of its employers', async () => {
      const [a, b, establishment] = [freshEmployer(), freshEmployer(), establishmentOf((used += 1))]
      expect(await store(establishmentAt(establishment, a, '1'))).toEqual([`${a} all`])
      expect(await store(establishmentAt(establishment, a, '2'))).toEqual([])
      expect(await store(establishmentAt(establishment, a, '3', 'BRUSSELS'))).toEqual([`${a} all`])
      expect(await store(establishmentAt(establishment, b, '4', 'BRUSSELS'))).toEqual([`${a} all`, `${b} all`])
      expect(await store(establishmentAt(establishment, a, '1'))).toEqual([`${a} all`, `${b} all`])
    })

    test('a payee every quarter of its employer, where something may be held for want of it; a repeat that and no other', async () => {
      const a = freshEmployer()
      for (const [iban, stamp] of [
        [IBANS[0], '1'],
        [IBANS[1], '3'],
        [IBANS[1], '3'],
        [IBANS[2], '2'],
      ] as const)
        expect(await store(payeeOf(a, iban, stamp))).toEqual([`${a} all`])
    })

    test('many rows of one upload, each reach once; a repeated id too', async () => {
      const [a, anna] = [freshEmployer(), freshInss()]
      const ids = Array.from({ length: 130 }, freshId)
      const rows = ids.map((id, n) => grantOf(id, a, anna, `1#${n}`, { end_quarter: n < 100 ? '2025Q4' : '2026Q4' }))
      expect(await store(...rows, grantOf(ids[0]!, a, anna, '1#999', { end_quarter: '2027Q4' }))).toEqual([
        `${a} 2024Q1..2025Q4`,
        `${a} 2024Q1..2026Q4`,
        `${a} 2024Q1..2027Q4`,
      ])
    })
  })

  describe('moves', () => {
    const moves = async (employer: EmployerNumber): Promise<Record<string, unknown>> =>
      Object.fromEntries((await registry.employer(employer)).moves)

    test('a grant that moved: each place names the other, also after repeats and later changes', async () => {
      const [a, b, anna, id] = [freshEmployer(), freshEmployer(), freshInss(), freshId()]
      const key = `GRANT#${anna}#${id}`
      await store(grantOf(id, a, anna, '1'))
      expect(await moves(a)).toEqual({})
      for (const row of [
        grantOf(id, b, anna, '2'),
        grantOf(id, b, anna, '2'),
        grantOf(id, b, anna, '3'),
        grantOf(id, a, anna, '1'),
        grantOf(id, b, anna, '4', { guidance_level: 'LOW' }),
      ]) {
        await store(row)
        expect(await moves(a), row.stamp).toEqual({ [key]: { employerNumber: b, inss: anna } })
        expect(await moves(b), row.stamp).toEqual({ [key]: { employerNumber: a, inss: anna } })
      }
      await store(grantOf(id, a, anna, '5'))
      expect(await moves(a)).toEqual({ [key]: { employerNumber: b, inss: anna } })
      expect(await moves(b)).toEqual({ [key]: { employerNumber: a, inss: anna } })
    })

    test('every place where it was names the one where it is', async () => {
      const [a, b, c, anna, id] = [freshEmployer(), freshEmployer(), freshEmployer(), freshInss(), freshId()]
      for (const [index, employer] of [a, b, c].entries()) await store(grantOf(id, employer, anna, String(index)))
      const found = await Promise.all(
        [a, b, c].map(async (employer) => (await registry.employer(employer)).moves.get(`GRANT#${anna}#${id}`)),
      )
      expect(found.map((place) => place?.employerNumber)).toEqual([c, c, b])
    })

    test('a grant that went to another number of its employer', async () => {
      const [a, anna, bram, id] = [freshEmployer(), freshInss(), freshInss(), freshId()]
      await store(grantOf(id, a, anna, '1'))
      await store(grantOf(id, a, bram, '2'))
      expect(await moves(a)).toEqual({
        [`GRANT#${anna}#${id}`]: { employerNumber: a, inss: bram },
        [`GRANT#${bram}#${id}`]: { employerNumber: a, inss: anna },
      })
    })

    test('a late row names where it stands now', async () => {
      const [a, b, anna, id] = [freshEmployer(), freshEmployer(), freshInss(), freshId()]
      await store(grantOf(id, b, anna, '2'))
      await store(grantOf(id, a, anna, '1'))
      expect([await moves(a), await moves(b)]).toEqual([{ [`GRANT#${anna}#${id}`]: { employerNumber: b, inss: anna } }, {}])
    })

    test('an establishment', async () => {
      const [a, b, establishment] = [freshEmployer(), freshEmployer(), establishmentOf((used += 1))]
      await store(establishmentAt(establishment, a, '1'))
      await store(establishmentAt(establishment, b, '2'))
      expect(await moves(a)).toEqual({ [`ESTABLISHMENT#${establishment}`]: { employerNumber: b, inss: null } })
      expect(await moves(b)).toEqual({ [`ESTABLISHMENT#${establishment}`]: { employerNumber: a, inss: null } })
    })
  })

  describe('aliases', () => {
    test.each(permutations(['alias', 'old', 'new'] as const).map((order) => [order.join(', '), order] as const))(
      'stored %s: both employers of the person know it, nobody else does',
      async (__, order) => {
        const [a, b, other, bis, anna] = [freshEmployer(), freshEmployer(), freshEmployer(), freshInss(), freshInss()]
        const rows = { alias: aliasOf(bis, anna, '1'), old: grantOf(freshId(), a, bis, '2'), new: grantOf(freshId(), b, anna, '3') }
        await store(grantOf(freshId(), other, freshInss(), '1'))
        for (const each of order) await store(rows[each])
        expect(await Promise.all([a, b, other].map((employer) => aliasesAt(registry, employer)))).toEqual([
          [`${bis}>${anna}`],
          [`${bis}>${anna}`],
          [],
        ])
        for (const inss of [bis, anna]) expect(await registry.employersOf(inss)).toEqual([a, b].toSorted())
      },
    )

    test('an alias changes the digest of the law, is a version, and is what it was at an employer that comes later', async () => {
      const [a, b, bis, anna] = [freshEmployer(), freshEmployer(), freshInss(), freshInss()]
      await store(grantOf(freshId(), a, bis, '1'))
      const before = await registry.employer(a)
      await store(aliasOf(bis, anna, '2'))
      const after = await registry.employer(a)
      expect(after.lawDigest).not.toBe(before.lawDigest)
      expect(after.payeeDigest).toBe(before.payeeDigest)
      await store(aliasOf(bis, anna, '3'))
      expect(await registry.employer(a)).toEqual(after)
      await store(grantOf(freshId(), b, anna, '4'))
      const version = `ALIAS#${bis}@${RECORDED} by import-2`
      for (const employer of [a, b]) {
        const known = await registry.employer(employer)
        expect(known.versions).toContain(version)
        expect(known.history.get(version)).toEqual(aliasOf(bis, anna, '').content)
      }
    })

    test('replaced: the later upload wins at every employer, whatever order they come in', async () => {
      for (const order of permutations([0, 1, 2, 3])) {
        const [a, b] = [freshEmployer(), freshEmployer()]
        const [bis, anna, bram] = [freshInss(), freshInss(), freshInss()]
        const rows = [aliasOf(bis, anna, '1'), aliasOf(bis, bram, '2'), grantOf(freshId(), a, bis, '3'), grantOf(freshId(), b, anna, '4')]
        for (const index of [...order, order[0]!]) await store(rows[index]!)
        for (const employer of [a, b]) expect(await aliasesAt(registry, employer), order.join()).toEqual([`${bis}>${bram}`])
      }
    })

    /** Every way to store a few rows. */
    const ways: Readonly<Record<string, (rows: readonly StampedContent[]) => Promise<unknown>>> = {
      'one after the other': async (rows) => {
        for (const row of rows) await store(row)
      },
      'at once': (rows) => Promise.all(rows.map((row) => store(row))),
      'in one upload': (rows) => store(...rows),
    }

    test.each(Object.entries(ways))('a chain %s, in any order', async (__, storeAll) => {
      for (const order of permutations([0, 1, 2, 3])) {
        const [a, b] = [freshEmployer(), freshEmployer()]
        const [first, second, last] = [freshInss(), freshInss(), freshInss()]
        const rows = [
          aliasOf(first, second, '1'),
          aliasOf(second, last, '2'),
          grantOf(freshId(), a, first, '3'),
          grantOf(freshId(), b, last, '4'),
        ]
        await storeAll(order.map((index) => rows[index]!))
        for (const employer of [a, b])
          expect(await aliasesAt(registry, employer), order.join()).toEqual([`${first}>${second}`, `${second}>${last}`].toSorted())
        for (const inss of [first, second, last]) expect(await registry.employersOf(inss)).toEqual([a, b].toSorted())
      }
    })

    test.each(Object.entries(ways))('a long chain %s', async (__, storeAll) => {
      const employer = freshEmployer()
      const numbers = Array.from({ length: 8 }, freshInss)
      const links = numbers.slice(1).map((inss, index) => aliasOf(numbers[index]!, inss, `1#${index}`))
      await storeAll(
        [...links, grantOf(freshId(), employer, numbers[3]!, '2')].toSorted((x, y) => (x.stamp.at(-1)! < y.stamp.at(-1)! ? 1 : -1)),
      )
      const { aliases } = await registry.employer(employer)
      expect(new Set(numbers.map((inss) => personOf(aliases, inss)))).toEqual(new Set([numbers.at(-1)]))
    })

    test('numbers that replace each other', async () => {
      const [a, bis, anna] = [freshEmployer(), freshInss(), freshInss()]
      await store(grantOf(freshId(), a, bis, '1'), aliasOf(bis, anna, '2'), aliasOf(anna, bis, '3'))
      expect(await aliasesAt(registry, a)).toEqual([`${anna}>${bis}`, `${bis}>${anna}`].toSorted())
      expect(await registry.employersOf(anna)).toEqual([a])
    })

    test('reaches: the grants in force of the person, all quarters where there is none', async () => {
      const [a, b, c, other] = [freshEmployer(), freshEmployer(), freshEmployer(), freshEmployer()]
      const [bis, anna, moved] = [freshInss(), freshInss(), freshId()]
      await store(
        grantOf(freshId(), a, bis, '1', { end_quarter: '2025Q4' }),
        grantOf(freshId(), a, anna, '2', { start_quarter: '2026Q1' }),
        grantOf(freshId(), a, freshInss(), '3', { start_quarter: '2027Q1' }),
        grantOf(moved, c, bis, '4'),
      )
      await store(grantOf(moved, b, bis, '5'))
      await store(grantOf(freshId(), other, freshInss(), '6'))
      const all = [`${a} 2024Q1..2025Q4`, `${a} 2026Q1..2028Q4`, `${b} 2024Q1..2028Q4`, `${c} all`].toSorted()
      for (const time of TWICE) expect(await store(aliasOf(bis, anna, '7')), time).toEqual(all)
      expect(await store(aliasOf(bis, anna, '8'))).toEqual([])
      expect(await store(aliasOf(bis, anna, '7'))).toEqual(all)
    })

    test('reaches of one that is replaced: also the employers of the number that was given up', async () => {
      const [a, b, c] = [freshEmployer(), freshEmployer(), freshEmployer()]
      const [bis, anna, bram] = [freshInss(), freshInss(), freshInss()]
      await store(grantOf(freshId(), a, bis, '1'), grantOf(freshId(), b, anna, '2'), grantOf(freshId(), c, bram, '3'))
      const of = (...employers: readonly EmployerNumber[]): string[] => employers.map((each) => `${each} 2024Q1..2028Q4`).toSorted()
      expect(await store(aliasOf(bis, anna, '4'))).toEqual(of(a, b))
      for (const stamp of ['6', '5', '6', '4']) expect(await store(aliasOf(bis, bram, stamp))).toEqual(of(a, b, c))
    })

    test('of a person without grants reaches nothing', async () => {
      expect(await store(aliasOf(freshInss(), freshInss(), '1'))).toEqual([])
    })
  })
})

describe('in memory and on DynamoDB', () => {
  const opened: Ports[] = []
  afterAll(() => Promise.all(opened.map((each) => each.close())))

  /** Rows of two grants, an establishment and two replaced numbers: who, where and when by chance. */
  const anyRow = fc.record({
    kind: fc.constantFrom('first', 'second', 'establishment', 'alias', 'other alias'),
    employer: fc.nat({ max: 2 }),
    number: fc.nat({ max: 3 }),
    end: fc.constantFrom('2025Q4', '2026Q4'),
    stamp: fc.nat({ max: 6 }),
  })

  test('the same rows in the same order give the same: rows in force, versions, history, moves, reaches', async () => {
    const ports = await PORTS[1]![1]()
    opened.push(ports)
    await fc.assert(
      fc.asyncProperty(fc.array(anyRow, { minLength: 4, maxLength: 10 }), async (drawn) => {
        const stores: readonly RegistryStore[] = [new MemoryRegistryStore(), ports.dependencies.registry]
        const employers = [freshEmployer(), freshEmployer(), freshEmployer()]
        const numbers = [freshInss(), freshInss(), freshInss(), freshInss()]
        const [first, second, establishment] = [freshId(), freshId(), establishmentOf((used += 1))]
        const rows = drawn.map(({ kind, employer: e, number, end, stamp }, index): StampedContent => {
          const [employer, inss, at] = [employers[e]!, numbers[number]!, `${stamp}#${index}`]
          if (kind === 'establishment') return establishmentAt(establishment, employer, at)
          if (kind === 'first' || kind === 'second')
            return grantOf(kind === 'first' ? first : second, employer, inss, at, { end_quarter: end })
          const old = kind === 'alias' ? 0 : 1
          return aliasOf(numbers[old]!, numbers[number === old ? 2 : number]!, at)
        })
        for (const row of [...rows, ...rows.slice(0, 3)]) {
          const upload = { importId: `import-${row.stamp}`, recordedAt: RECORDED }
          const [memory, dynamo] = [await stores[0]!.store([row], upload), await stores[1]!.store([row], upload)]
          expect(reachTexts(dynamo)).toEqual(reachTexts(memory))
        }
        for (const employer of employers) expect(await stores[1]!.employer(employer)).toEqual(await stores[0]!.employer(employer))
        for (const inss of numbers) expect(await stores[1]!.employersOf(inss)).toEqual(await stores[0]!.employersOf(inss))
      }),
      { numRuns: 60 },
    )
  })
})
