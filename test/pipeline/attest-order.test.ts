// The same attests in any files and any order leave the same money, counted from the payment and claim files (rules.md 7, design.md 2.3).
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { centsOf, euroText, cents } from '../../shared/kernel/money.ts'
import { ANNA, BAKERY, BRAM, CEM, GARAGE, grant, permutations, systemWith } from '../support/pipeline-builders.ts'
import { file, instructed, nameOf, version } from './attest-story.ts'

const EMPLOYERS = [BAKERY, GARAGE] as const
const WORKERS = [ANNA, BRAM, CEM] as const
const GRANTS = EMPLOYERS.flatMap((employer) => WORKERS.map((inss) => grant(employer, inss)))

type Status = 'new' | 'changed' | 'cancelled' | 'reactivated'
const CODES: Readonly<Record<Status, string>> = { new: '0', changed: '1', cancelled: '3', reactivated: '4' }

/** One version of one attest. */
interface Told {
  readonly employer: string
  readonly number: number
  readonly version: number
  readonly inss: string
  readonly status: Status
  readonly wage: string
}

const textOf = ({ employer, number, version: of, inss, status, wage }: Told): string =>
  version(number, of, wage, { employer, inss, status: CODES[status] })

/** An attest of one employer: its versions after the first, with the worker of each. */
const history = fc.array(
  fc.record({ status: fc.constantFrom<Status>('changed', 'cancelled', 'reactivated'), gap: fc.integer({ min: 1, max: 9 }) }),
  { maxLength: 2 },
)
/** Four attests at each employer: one of each worker, and another of the first. */
const histories = fc.array(history, { minLength: 8, maxLength: 8 })

/**
 * Premiums of one employer are 2 x 3^n cents, each n once: no two sets of differences have the same sum, so that a run whose differences add up to zero
 * (which no file shows) never occurs. Wages add up to less than the ceiling.
 */
const wageOf = (n: number): string => euroText(cents(5n * 3n ** BigInt(n)))
const premiumOf = (wage: string): bigint => (centsOf(wage) * 2n) / 5n

function toldBy(all: readonly (readonly { readonly status: Status; readonly gap: number }[])[]): Told[] {
  const powers = new Map<string, number>()
  return all.flatMap((changes, index): Told[] => {
    const employer = EMPLOYERS[index % 2] ?? BAKERY
    let of = 1
    const one = (status: Status): Told => {
      const power = powers.get(employer) ?? 0
      powers.set(employer, power + 1)
      return { employer, number: index + 1, version: of, inss: WORKERS[(index >> 1) % 3] ?? ANNA, status, wage: wageOf(power) }
    }
    return [
      one('new'),
      ...changes.map(({ status, gap }) => {
        of += gap
        return one(status)
      }),
    ]
  })
}

/** Per employer and worker: the premiums of the latest version of each attest, cancelled ones not. Written down without the program. */
function owedBy(all: readonly Told[]): Record<string, string> {
  const latest = new Map<number, Told>()
  for (const told of all) if ((latest.get(told.number)?.version ?? 0) < told.version) latest.set(told.number, told)
  const sums = new Map<string, bigint>()
  for (const { employer, inss, status, wage } of latest.values()) {
    const who = `${nameOf(employer)} ${nameOf(inss)}`
    if (status !== 'cancelled') sums.set(who, (sums.get(who) ?? 0n) + premiumOf(wage))
  }
  return Object.fromEntries([...sums].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([who, sum]) => [who, euroText(cents(sum))]))
}

const cut = <T>(all: readonly T[], isCut: fc.Stream<boolean>): T[][] =>
  all.reduce<T[][]>(
    (files, each) =>
      files.length === 0 || isCut.next().value === true ? [...files, [each]] : [...files.slice(0, -1), [...files.at(-1)!, each]],
    [],
  )

const asFiles = (all: readonly Told[]): fc.Arbitrary<Told[][]> =>
  fc
    .tuple(
      fc.shuffledSubarray([...all], { minLength: all.length }),
      fc.shuffledSubarray([...all], { maxLength: 4 }),
      fc.infiniteStream(fc.boolean()),
    )
    .map(([order, again, isCut]) => cut([...order, ...again], isCut))

async function moneyAfter(files: readonly (readonly Told[])[]): Promise<Record<string, string>> {
  const system = await systemWith(GRANTS)
  for (const [index, all] of files.entries()) await file(system, `file-${index}`, ...all.map(textOf))
  return instructed(system)
}

const told = (number: number, of: number, status: Status, wage: string, inss: string = ANNA): Told => ({
  employer: BAKERY,
  number,
  version: of,
  inss,
  status,
  wage,
})

describe('in any order and any files', () => {
  it('three workers of two employers end with what the latest versions say', async () => {
    const stories = histories.chain((all) => fc.record({ all: fc.constant(toldBy(all)), files: asFiles(toldBy(all)) }))
    await fc.assert(
      fc.asyncProperty(stories, async ({ all, files }) => {
        expect(await moneyAfter(files)).toEqual(owedBy(all))
      }),
      { numRuns: 40 },
    )
  })

  it('attests that move from one worker to another too', async () => {
    const moved = histories.chain((all) => {
      const stay = toldBy(all)
      const workers = fc.array(fc.constantFrom(...WORKERS), { minLength: stay.length, maxLength: stay.length })
      return workers.chain((of) => {
        const everyone = stay.map((each, index) => ({ ...each, inss: of[index] ?? each.inss }))
        return fc.record({ all: fc.constant(everyone), files: asFiles(everyone) })
      })
    })
    await fc.assert(
      fc.asyncProperty(moved, async ({ all, files }) => {
        expect(await moneyAfter(files)).toEqual(owedBy(all))
      }),
      { numRuns: 40 },
    )
  })

  it.each<[string, Told[], Record<string, string>]>([
    [
      'new, changed, cancelled, reactivated',
      [
        told(1, 1, 'new', '1000.00'),
        told(1, 2, 'changed', '2000.00'),
        told(1, 3, 'cancelled', '0.00'),
        told(1, 4, 'reactivated', '3000.00'),
      ],
      { 'bakery ANNA': '1200.00' },
    ],
    [
      'new, changed, cancelled, beside another attest of the worker',
      [told(1, 1, 'new', '1000.00'), told(1, 2, 'changed', '2000.00'), told(1, 3, 'cancelled', '0.00'), told(2, 1, 'new', '500.00')],
      { 'bakery ANNA': '200.00' },
    ],
    [
      'under one number, then another, then a third',
      [told(1, 1, 'new', '1000.00'), told(1, 2, 'changed', '2000.00', BRAM), told(1, 3, 'changed', '4000.00', CEM)],
      { 'bakery CEM': '1600.00' },
    ],
  ])('one after the other, in every order: %s', async (_, all, expected) => {
    for (const order of permutations(all)) expect(await moneyAfter(order.map((each) => [each]))).toEqual(expected)
    expect(await moneyAfter([all])).toEqual(expected)
  })
})
