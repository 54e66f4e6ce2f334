// Understands what an entry makes otherwise, per worker and measure: the right, what is instructed and held, before and after, and why.
import type { Inss } from '../../kernel/identifiers.ts'
import { centsOf, euroText, NO_MONEY, type Cents, sumCents } from '../../kernel/money.ts'
import { MEASURES, type Measure } from '../../law/measures.ts'
import { linesOf, type Account, type AccountLine } from '../../ledger/account.ts'
import { sequenceText, type EntryLine, type LedgerEntry } from '../../ledger/entry.ts'
import type { DifferenceRow } from './difference-report.ts'
import type { DeclarationRecord } from '../records.ts'

/** In the order of the entry's lines. What stays as it was is left out. */
export function differencesOf(entry: LedgerEntry, record: DeclarationRecord, before: Account, dryRun: boolean): DifferenceRow[] {
  const { employerNumber, quarter } = entry.account
  const { ladder, sequence } = record.declaration
  const recomputed = new Map(record.recomputed?.workers.map((worker) => [worker.inss, worker]))
  const byWorker = Map.groupBy(entry.lines, ({ inss }) => inss)
  return [...byWorker].flatMap(([inss, lines]) =>
    MEASURES.flatMap((measure): DifferenceRow[] => {
      const amounts = amountsOf(inss, measure, lines, before)
      const { premiumBefore, premiumAfter, moved, held, heldBefore } = amounts
      if (premiumBefore === premiumAfter && moved === NO_MONEY && held === heldBefore) return []
      return [
        {
          employerNumber,
          inss,
          quarter,
          measure,
          // Nobody speaks any more of a worker whose declaration has no number.
          declaration: recomputed.get(inss)?.sequence === 0 ? '-' : sequenceText(ladder, recomputed.get(inss)?.sequence ?? sequence),
          premiumBefore: euroText(premiumBefore),
          premiumAfter: euroText(premiumAfter),
          instructedBefore: euroText(amounts.instructedBefore),
          moved: euroText(moved),
          held: euroText(held),
          causes: recomputed.get(inss)?.causes ?? [],
          dryRun,
        },
      ]
    }),
  )
}

interface Amounts {
  readonly premiumBefore: Cents
  readonly premiumAfter: Cents
  readonly instructedBefore: Cents
  readonly heldBefore: Cents
  readonly moved: Cents
  readonly held: Cents
}

function amountsOf(inss: Inss, measure: Measure, lines: readonly EntryLine[], before: Account): Amounts {
  const ofMeasure = lines.filter((line) => line.measure === measure)
  const known = [...linesOf(before, inss).values()].filter((line) => line.measure === measure)
  const now = (amount: 'premium' | 'moved' | 'held'): Cents => sumCents(ofMeasure.map((line) => centsOf(line[amount])))
  const then = (amount: keyof Pick<AccountLine, 'premium' | 'instructed' | 'held'>): Cents => sumCents(known.map((line) => line[amount]))
  return {
    premiumBefore: then('premium'),
    premiumAfter: now('premium'),
    instructedBefore: then('instructed'),
    heldBefore: then('held'),
    moved: now('moved'),
    held: now('held'),
  }
}
