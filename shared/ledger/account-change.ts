// Understands what one entry changes on its account, per measure: workers with a right, what is held. Summed over the entries it is what stands there.
import { addCents, NO_MONEY, subtractCents, type Cents } from '../kernel/money.ts'
import { MEASURES, type Measure } from '../law/measures.ts'
import { accountAfter, type Account } from './account.ts'
import type { LedgerEntry } from './entry.ts'
import { ONE_NUMBER_EACH, type PersonOf } from './persons.ts'

export interface AccountChange {
  readonly workers: number
  readonly held: Cents
}

export type AccountChanges = Readonly<Record<Measure, AccountChange>>

/**
 * `before` is the account as it was when the entry was made, read through the same aliases; `told` is that account as the changes of the entries before it
 * add up: two numbers that only this entry knows to be one worker were two workers then.
 */
export function changesOf(
  before: Account,
  entry: LedgerEntry,
  personOf: PersonOf = ONE_NUMBER_EACH,
  told: Account = before,
): AccountChanges {
  const [was, is] = [standingOf(told), standingOf(accountAfter(before, entry, personOf))]
  const changeOf = (measure: Measure): AccountChange => ({
    workers: is[measure].workers - was[measure].workers,
    held: subtractCents(is[measure].held, was[measure].held),
  })
  return { VOP: changeOf('VOP'), IMW: changeOf('IMW') }
}

function standingOf({ lines }: Account): AccountChanges {
  const standing = { VOP: { workers: 0, held: NO_MONEY }, IMW: { workers: 0, held: NO_MONEY } }
  for (const worker of lines.values()) {
    for (const { measure, held } of worker.values()) standing[measure].held = addCents(standing[measure].held, held)
    for (const measure of MEASURES)
      if ([...worker.values()].some((line) => line.measure === measure && line.premium !== NO_MONEY)) standing[measure].workers += 1
  }
  return standing
}
