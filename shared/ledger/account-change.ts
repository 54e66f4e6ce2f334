// Understands what one entry changes on its account, per measure: workers with a right, what is due, what is held. Summed over the entries it is what stands there.
import { addCents, NO_MONEY, subtractCents, type Cents } from '../kernel/money.ts'
import { MEASURES, type Measure } from '../law/measures.ts'
import { accountAfter, type Account } from './account.ts'
import type { LedgerEntry } from './entry.ts'
import { ONE_NUMBER_EACH, type PersonOf } from './persons.ts'

export interface AccountChange {
  readonly workers: number
  readonly due: Cents
  readonly held: Cents
}

export type AccountChanges = Readonly<Record<Measure, AccountChange>>

/** `before` is the account as it was when the entry was made, read through the same aliases. */
export function changesOf(before: Account, entry: LedgerEntry, personOf: PersonOf = ONE_NUMBER_EACH): AccountChanges {
  const [was, is] = [standingOf(before), standingOf(accountAfter(before, entry, personOf))]
  const changeOf = (measure: Measure): AccountChange => ({
    workers: is[measure].workers - was[measure].workers,
    due: subtractCents(is[measure].due, was[measure].due),
    held: subtractCents(is[measure].held, was[measure].held),
  })
  return { VOP: changeOf('VOP'), IMW: changeOf('IMW') }
}

function standingOf({ lines }: Account): AccountChanges {
  const standing = { VOP: { workers: 0, due: NO_MONEY, held: NO_MONEY }, IMW: { workers: 0, due: NO_MONEY, held: NO_MONEY } }
  for (const worker of lines.values()) {
    for (const { measure, premium, held } of worker.values()) {
      const of = standing[measure]
      of.due = addCents(of.due, premium)
      of.held = addCents(of.held, held)
    }
    for (const measure of MEASURES)
      if ([...worker.values()].some((line) => line.measure === measure && line.premium !== NO_MONEY)) standing[measure].workers += 1
  }
  return standing
}
