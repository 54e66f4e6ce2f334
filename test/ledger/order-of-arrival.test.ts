// Understands that the order in which declarations arrive does not matter: whatever it is, the account ends the same (design.md 2.3).
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fold } from '../../shared/ledger/account.ts'
import { addCents, euroText } from '../../shared/kernel/money.ts'
import { permutations } from '../support/pipeline-builders.ts'
import { arrive, balance, full, instructed, nameOf, partial, told, type Declared, type Due, type Name } from './account-story.ts'

const inEveryOrder = (declarations: readonly Declared[]): { order: string; balance: string[]; instructed: string }[] =>
  permutations(declarations).map((order) => {
    const entries = arrive(...order)
    return {
      order: order.map(({ kind, sequence }) => `${kind} ${sequence}`).join(', '),
      balance: balance(entries),
      instructed: instructed(entries),
    }
  })

describe('every order ends in the same account', () => {
  test.each<[string, Declared[], string[], string]>([
    [
      'FULL 1, PARTIAL 2, PARTIAL 3',
      [
        full(1, { ANNA: '1000.00', BRAM: '2000.00', CEM: '3000.00' }),
        partial(2, { ANNA: '1100.00', BRAM: '2100.00' }),
        partial(3, { ANNA: '900.00' }),
      ],
      ['ANNA 900.00', 'BRAM 2100.00', 'CEM 3000.00'],
      '6000.00',
    ],
    [
      'FULL 1 {A, B}, FULL 2 {A}',
      [full(1, { ANNA: '1000.00', BRAM: '2000.00' }), full(2, { ANNA: '1000.00' })],
      ['ANNA 1000.00'],
      '1000.00',
    ],
    [
      'FULL 1 {A, B}, FULL 2 {A}, FULL 3 {A, B refused by WRK}',
      [full(1, { ANNA: '1000.00', BRAM: '2000.00' }), full(2, { ANNA: '1100.00' }), full(3, { ANNA: '1200.00' }, { refused: ['BRAM'] })],
      ['ANNA 1200.00'],
      '1200.00',
    ],
    [
      'FULL 1 {A, B}, FULL 2 {A, B refused by WRK}',
      [full(1, { ANNA: '1000.00', BRAM: '2000.00' }), full(2, { ANNA: '1100.00' }, { refused: ['BRAM'] })],
      ['ANNA 1100.00', 'BRAM 2000.00'],
      '3100.00',
    ],
    [
      'FULL 1 {A, B}, FULL 2 {A} with a row of nobody',
      [full(1, { ANNA: '1000.00', BRAM: '2000.00' }), full(2, { ANNA: '1100.00' }, { unnamed: true })],
      ['ANNA 1100.00', 'BRAM 2000.00'],
      '3100.00',
    ],
    [
      'PARTIAL 1 {A}, FULL 2 {B}, PARTIAL 3 {C}, FULL 4 {A, C refused by WRK}',
      [
        partial(1, { ANNA: '1.00' }),
        full(2, { BRAM: '2.00' }),
        partial(3, { CEM: '3.00' }),
        full(4, { ANNA: '4.00' }, { refused: ['CEM'] }),
      ],
      ['ANNA 4.00', 'CEM 3.00'],
      '7.00',
    ],
    [
      'two FULL that refuse different workers above one that names nobody',
      [
        full(1, { ANNA: '1.00', BRAM: '2.00', CEM: '3.00' }),
        full(2, { CEM: '3.00' }),
        full(3, { CEM: '4.00' }, { refused: ['ANNA'] }),
        full(4, { CEM: '5.00' }, { refused: ['BRAM'] }),
      ],
      ['CEM 5.00'],
      '5.00',
    ],
  ])('%s', (_, declarations, rights, total) => {
    for (const { order, balance: lines, instructed: sum } of inEveryOrder(declarations)) {
      const shown = rights.map((each) => each.replace(/^(\w+) (.+)$/, '$1 IMW-1 wage: right $2, instructed $2, held 0.00'))
      expect({ order, lines, sum }).toEqual({ order, lines: shown, sum: total })
    }
  })

  test('FULL 3, then FULL 1, then FULL 2 says of the worker that 3 refused: nothing is due', () => {
    const [one, two, three] = [
      full(1, { ANNA: '1000.00', BRAM: '2000.00' }),
      full(2, { ANNA: '1100.00' }),
      full(3, { ANNA: '1200.00' }, { refused: ['BRAM'] }),
    ]
    expect(told(arrive(three, one))).toEqual(['ANNA: overtaken by 3', 'BRAM IMW-1 wage: right 2000.00, moved 2000.00'])
    expect(told(arrive(three, one, two))).toEqual(['ANNA: overtaken by 3', 'BRAM IMW-1 wage: right 0.00, moved -2000.00'])
    expect(told(arrive(three, two, one))).toEqual(['DCL-005 older'])
  })
})

const NAMES: readonly Name[] = ['ANNA', 'BRAM', 'CEM', 'DORA']
const amount = fc.constantFrom('100.00' as const, '250.50' as const, '0.00' as const, '999.99' as const)
const due: fc.Arbitrary<Due> = fc.oneof(
  amount,
  fc.constant([] as const),
  fc.record({ wage: amount, guidanceFixed: fc.constantFrom('1200.00', '600.00'), guidanceVariable: fc.constantFrom('430.00', '730.00') }),
  fc.record({ wage: amount, measure: fc.constantFrom('VOP' as const, 'IMW' as const), grant: fc.constantFrom('G-1', 'G-2') }),
)
const roles = fc.record(
  Object.fromEntries(
    NAMES.map((name) => [
      name,
      fc.oneof(
        { weight: 3, arbitrary: due },
        { weight: 2, arbitrary: fc.constant('absent' as const) },
        { weight: 2, arbitrary: fc.constant('refused' as const) },
      ),
    ]),
  ) as Record<Name, fc.Arbitrary<Due | 'absent' | 'refused'>>,
)
const isDue = (role: Due | 'absent' | 'refused'): role is Due => role !== 'absent' && role !== 'refused'

const declaration = fc
  .record({
    sequence: fc.integer({ min: 1, max: 30 }),
    kind: fc.constantFrom(full, partial),
    roles,
    unnamed: fc.integer({ min: 0, max: 3 }).map((n) => n === 0),
    fileBlocks: fc.integer({ min: 0, max: 4 }).map((n) => n === 0),
  })
  .map(({ sequence, kind, roles: of, unnamed, fileBlocks }) =>
    kind(sequence, Object.fromEntries(NAMES.flatMap((name) => (isDue(of[name]) ? [[name, of[name]]] : []))), {
      refused: NAMES.filter((name) => of[name] === 'refused'),
      unnamed,
      fileBlocks,
    }),
  )
const declarations = fc.uniqueArray(declaration, { minLength: 2, maxLength: 4, selector: ({ sequence }) => sequence })

/** What must hold of every account: the right of every line is instructed or held. */
function rightsNotCovered(entries: ReturnType<typeof arrive>): string[] {
  return [...fold(entries).lines].flatMap(([inss, lines]) =>
    [...lines.values()].flatMap((line) => {
      const covered = addCents(line.instructed, line.held)
      return covered === line.premium
        ? []
        : [`${nameOf(inss)} ${line.entitlementId} ${line.component}: right ${euroText(line.premium)}, covered ${euroText(covered)}`]
    }),
  )
}

describe('properties', () => {
  test('any declarations, in any order: the same lines and the same total', () => {
    fc.assert(
      fc.property(declarations, (set) => {
        const [first, ...others] = inEveryOrder(set)
        for (const other of others)
          expect({ balance: other.balance, instructed: other.instructed }, `${other.order} against ${first!.order}`).toEqual({
            balance: first!.balance,
            instructed: first!.instructed,
          })
      }),
      { numRuns: 400 },
    )
  })

  test('also when one arrives twice, in files with different faults elsewhere', () => {
    const sets = fc.uniqueArray(declaration, { minLength: 2, maxLength: 3, selector: ({ sequence }) => sequence })
    // A row that joined no declaration refuses its worker in the copy, or only blocks recovery.
    const withCopy = fc
      .tuple(sets, fc.nat(2), fc.boolean(), fc.subarray([...NAMES], { maxLength: 2 }))
      .map(([set, index, fileBlocks, malformed]): Declared[] => {
        const copied = set[index % set.length]!
        const stillDue = Object.entries(copied.due).filter(([name]) => !malformed.includes(name as Name))
        return [
          ...set,
          {
            ...copied,
            run: 'run-copy',
            fileBlocks: fileBlocks || malformed.length > 0,
            due: Object.fromEntries(stillDue),
            refused: [...new Set([...copied.refused, ...malformed])],
          },
        ]
      })
    fc.assert(
      fc.property(withCopy, (set) => {
        const [first, ...others] = inEveryOrder(set)
        for (const other of others)
          expect({ balance: other.balance, instructed: other.instructed }, `${other.order} against ${first!.order}`).toEqual({
            balance: first!.balance,
            instructed: first!.instructed,
          })
      }),
      { numRuns: 200 },
    )
  })

  test('in ascending order nobody is ever overtaken, and a worker has what the last declaration that speaks of the worker says', () => {
    fc.assert(
      fc.property(declarations, (set) => {
        const ascending = set.toSorted((a, b) => a.sequence - b.sequence)
        const entries = arrive(...ascending)
        expect(entries.flatMap(({ refusal, overtaken }) => [...(refusal ? [refusal.code] : []), ...overtaken])).toEqual([])
        for (const name of NAMES) {
          const last = ascending.findLast(
            (each) => name in each.due || (each.kind === 'FULL' && !each.unnamed && !each.fileBlocks && !each.refused.includes(name)),
          )
          const expected = balance(arrive(partial(1, { [name]: last?.due[name] ?? [] })))
          expect(balance(entries).filter((line) => line.startsWith(name))).toEqual(expected)
        }
      }),
      { numRuns: 300 },
    )
  })

  test('every right is instructed or held, whoever is the payee and whatever the region', () => {
    const held = fc.tuple(
      declarations,
      fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
      fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
    )
    fc.assert(
      fc.property(held, ([set, payees, regions]) => {
        const declared = set.map((each, index): Declared => {
          const unknown = (of: Due): Due => (typeof of === 'object' && 'wage' in of ? { ...of, regionUnknown: regions[index]! } : of)
          return {
            ...each,
            due: Object.fromEntries(Object.entries(each.due).map(([name, of]) => [name, unknown(of)])),
            ...(payees[index] ? { payee: undefined } : {}),
          }
        })
        for (const order of permutations(declared)) expect(rightsNotCovered(arrive(...order))).toEqual([])
      }),
      { numRuns: 150 },
    )
  })

  test('nothing is instructed while a payee is on hold, unless it comes back', () => {
    fc.assert(
      fc.property(declarations, (set) => {
        const entries = arrive(...set.map((each) => ({ ...each, payee: undefined })))
        expect(instructed(entries)).toBe('0.00')
      }),
      { numRuns: 100 },
    )
  })
})
