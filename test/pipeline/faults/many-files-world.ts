// Understands a closing day: many small declaration files of many employers, some of them a correction of what another file declares, and what is due for all of them together.
import { Random } from '../../support/dmfa-random.ts'
import {
  declarationCsv,
  declared,
  employerOf,
  entitlementsCsv,
  grant,
  inssOf,
  payee,
  payeesCsv,
  row,
} from '../../support/pipeline-builders.ts'
import type { AccountId } from '../../../shared/ledger/entry.ts'
import { quarter } from '../../../shared/kernel/calendar.ts'

export interface DroppedFile {
  readonly key: string
  readonly text: string
  readonly account: AccountId
}

export interface ClosingDay {
  readonly files: readonly DroppedFile[]
  readonly entitlements: string
  readonly payees: string
  /** Cents by employer and quarter: 40 % of the last wage declared. */
  readonly due: ReadonlyMap<string, bigint>
  /** Files that name each account. */
  readonly filesOf: ReadonlyMap<string, number>
}

/** Of a hundred files, those that declare an account that another file declares too. */
const COLLIDING_PERCENT = 30
const QUARTERS = ['2024Q2', '2024Q3'].map(quarter)

const euro = (cents: bigint): string => `${cents / 100n}.${String(cents % 100n).padStart(2, '0')}`
export const nameOf = ({ employerNumber, quarter: of }: AccountId): string => `${employerNumber} ${of}`

const shuffled = <T>(items: readonly T[], random: Random): T[] =>
  items
    .map((item) => ({ item, place: random.below(1_000_000_000) }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ item }) => item)

export function closingDay(count: number, seed: number): ClosingDay {
  const random = new Random(seed, 2000)
  const employers = Math.max(1, Math.ceil((count * (100 - COLLIDING_PERCENT)) / 100))
  const last = new Map<string, { readonly sequence: number; readonly wage: bigint }>()
  const filesOf = new Map<string, number>()
  // No number twice, in no order: of two files of an account the newer declaration can be either.
  const sequences = shuffled(
    Array.from({ length: count }, (_, index) => index + 1),
    random,
  )
  const files = Array.from({ length: count }, (_, index): DroppedFile => {
    // First a file of every employer, then those that collide with one of them.
    const employer = index < employers ? index + 1 : random.between(1, employers)
    const account = { employerNumber: employerOf(employer), quarter: QUARTERS[employer % QUARTERS.length]! }
    const name = nameOf(account)
    filesOf.set(name, (filesOf.get(name) ?? 0) + 1)
    const sequence = sequences[index]!
    // Below the ceiling; in steps of five cents, of which 40 % are whole cents.
    const wage = 5n * BigInt(random.between(40_000, 240_000))
    if (sequence > (last.get(name)?.sequence ?? 0)) last.set(name, { sequence, wage })
    const rows = [row(inssOf(employer), euro(wage), { quarter: account.quarter })]
    return { key: `declarations/${index + 1}.csv`, text: declarationCsv(declared(account.employerNumber, 'FULL', sequence, rows)), account }
  })
  const all = Array.from({ length: employers }, (_, index) => index + 1)
  return {
    files,
    entitlements: entitlementsCsv(...all.map((n) => grant(employerOf(n), inssOf(n)))),
    payees: payeesCsv(...all.map((n) => payee(employerOf(n)))),
    due: new Map([...last].map(([name, { wage }]) => [name, (wage * 40n) / 100n])),
    filesOf,
  }
}
