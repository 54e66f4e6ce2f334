/** Checks a row of the aliases file, and which numbers are one person. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Inss } from '../../shared/kernel/identifiers.ts'
import { NO_ALIASES, personOf, type Aliases } from '../../shared/registry/alias.ts'
import { identityOf, registryOf, rowKey } from '../../shared/registry/employer-registry.ts'
import { ANNA, BRAM, CLEO } from '../support/declaration-builders.ts'
import { testInss, withWrongCheck } from '../support/numbers.ts'
import { alias, contentOf, imw, outcomeOf, readRegistry, version } from './builders.ts'

const TEST_NUMBER = testInss('1985-01-01', 1)

describe('a row of the aliases file', () => {
  it('is stored, with or without the day', async () => {
    const value = { oldInss: ANNA, newInss: BRAM, from: '2024-05-06' }
    expect(await contentOf('aliases', alias())).toEqual({ kind: 'ALIAS', value })
    expect(await contentOf('aliases', alias({ from: '' }))).toEqual({ kind: 'ALIAS', value: { ...value, from: null } })
  })

  it('may lack the column of the day, and write numbers with marks', async () => {
    const { rows, rejection } = await readRegistry('aliases', `old_inss;new_inss\n85.01.01-001.15;${BRAM}\n`)
    expect(rejection).toBeUndefined()
    expect(rows).toMatchObject([{ content: { kind: 'ALIAS', value: { oldInss: ANNA, newInss: BRAM, from: null } }, exceptions: [] }])
  })

  it.each([
    ['old_inss', '', 'REG-001 old_inss missing'],
    ['old_inss', '123', 'REG-001 old_inss malformed'],
    ['old_inss', withWrongCheck(ANNA), 'REG-002 old_inss'],
    ['old_inss', TEST_NUMBER, 'REG-001 old_inss malformed'],
    ['new_inss', '', 'REG-001 new_inss missing'],
    ['new_inss', 'BRAM', 'REG-001 new_inss malformed'],
    ['new_inss', withWrongCheck(BRAM), 'REG-002 new_inss'],
    ['from', '6/5/2024', 'REG-001 from malformed'],
    ['from', '2024-02-30', 'REG-001 from malformed'],
  ])('%s «%s»: refused', async (column, text, code) => {
    expect(await outcomeOf('aliases', alias({ [column]: text }))).toEqual([code])
  })

  it('test numbers where they are allowed', async () => {
    expect(await outcomeOf('aliases', alias({ old_inss: TEST_NUMBER }), { testNumbersAllowed: true })).toEqual(['stored'])
  })

  it('of itself: the number is replaced no longer', async () => {
    const [first, withdrawn] = [await contentOf('aliases', alias()), await contentOf('aliases', alias({ new_inss: ANNA }))]
    const rows = [version(first, '2025-01-01T00:00:00.000Z'), version(withdrawn, '2025-02-01T00:00:00.000Z')]
    for (const each of [rows, rows.toReversed()]) expect([...registryOf(each).aliases]).toEqual([])
    expect(registryOf(rows).lawDigest).not.toBe(registryOf(rows.slice(0, 1)).lawDigest)
  })

  it('is known by the old number, and changes the digest of the law', async () => {
    const [content, grant] = [await contentOf('aliases', alias()), await contentOf('entitlements', imw())]
    expect([rowKey(content), identityOf(content)]).toEqual([`ALIAS#${ANNA}`, `ALIAS#${ANNA}`])
    const [without, having] = [registryOf([version(grant)]), registryOf([version(grant), version(content)])]
    expect([...having.aliases]).toEqual([[ANNA, BRAM]])
    expect(having.lawDigest).not.toBe(without.lawDigest)
    expect(having.payeeDigest).toBe(without.payeeDigest)
  })

  it('the later upload wins', async () => {
    const rows = [
      version(await contentOf('aliases', alias({ new_inss: CLEO })), '2025-02-01T00:00:00.000Z'),
      version(await contentOf('aliases', alias()), '2025-01-01T00:00:00.000Z'),
    ]
    for (const each of [rows, rows.toReversed()]) expect([...registryOf(each).aliases]).toEqual([[ANNA, CLEO]])
  })
})

describe('the person of a number', () => {
  const aliasesOf = (text: string): Aliases => new Map(text.split(' ').flatMap((pair) => (pair ? [pair.split('>') as [Inss, Inss]] : [])))

  it.each([
    ['', 'a', 'a'],
    ['a>b', 'a', 'b'],
    ['a>b', 'b', 'b'],
    ['a>b', 'c', 'c'],
    ['a>c b>c', 'a', 'c'],
    ['a>c b>c', 'b', 'c'],
    ['a>b b>c', 'a', 'c'],
    ['b>c c>a', 'b', 'a'],
    ['a>b b>a', 'a', 'a'],
    ['a>b b>a', 'b', 'a'],
    ['d>c c>b b>c', 'd', 'b'],
    ['a>c c>b b>c', 'a', 'b'],
    ['c>a a>b b>c', 'c', 'a'],
  ])('«%s»: %s is %s', (aliases, inss, person) => {
    expect(personOf(aliasesOf(aliases), inss as Inss)).toBe(person)
  })

  it('without aliases is the number', () => {
    expect(personOf(NO_ALIASES, ANNA as Inss)).toBe(ANNA)
  })

  const NUMBERS = ['a', 'b', 'c', 'd', 'e', 'f'] as Inss[]
  const pairs = fc.uniqueArray(fc.tuple(fc.constantFrom(...NUMBERS), fc.constantFrom(...NUMBERS)), { selector: ([old]) => old })

  it('ends, is of its own, is the same for a number and its replacement, and does not depend on the order of rows', () => {
    fc.assert(
      fc.property(
        pairs.chain((rows) => fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length }))),
        ([rows, shuffled]) => {
          const aliases = new Map(rows)
          for (const inss of NUMBERS) {
            const person = personOf(aliases, inss)
            expect(personOf(aliases, person)).toBe(person)
            expect(personOf(aliases, aliases.get(inss) ?? inss)).toBe(person)
            expect(personOf(new Map(shuffled), inss)).toBe(person)
          }
        },
      ),
    )
  })
})
