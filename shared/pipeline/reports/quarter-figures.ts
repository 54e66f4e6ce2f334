// Understands what a run changes on each quarter, per measure: added up from its outcomes, for the overview.
import type { Quarter } from '../../kernel/calendar.ts'
import { addCents, centsOf, euroText, negateCents, NO_MONEY, subtractCents, sumCents, type Cents } from '../../kernel/money.ts'
import type { AccountChanges } from '../../ledger/account-change.ts'
import { MEASURES, type Measure } from '../../law/measures.ts'
import type { Settlement } from '../../payment/payment-instruction.ts'
import type { FiguresByMeasure, MeasureFigures, RunFigures } from '../run-figures.ts'

interface Sums {
  readonly workers: number
  readonly due: Cents
  readonly paid: Cents
  readonly held: Cents
  readonly claims: Cents
}
const NONE: Sums = { workers: 0, due: NO_MONEY, paid: NO_MONEY, held: NO_MONEY, claims: NO_MONEY }

export class QuarterFigures {
  readonly #sums = new Map<Quarter, Map<Measure, Sums>>()

  add(quarter: Quarter, changes: AccountChanges, { payments, claims, returned }: Settlement): void {
    const ofQuarter = this.#sums.get(quarter) ?? new Map<Measure, Sums>()
    this.#sums.set(quarter, ofQuarter)
    for (const measure of MEASURES) {
      const known = ofQuarter.get(measure) ?? NONE
      const { workers, held } = changes[measure]
      const sumOf = (items: readonly { readonly measure: Measure; readonly amount: string }[]): Cents =>
        sumCents(items.filter((item) => item.measure === measure).map(({ amount }) => centsOf(amount)))
      const [paid, claimed] = [subtractCents(sumOf(payments), sumOf(returned)), negateCents(sumOf(claims))]
      ofQuarter.set(measure, {
        workers: known.workers + workers,
        // Of every right each cent is instructed or held.
        due: addCents(known.due, paid, negateCents(claimed), held),
        held: addCents(known.held, held),
        paid: addCents(known.paid, paid),
        claims: addCents(known.claims, claimed),
      })
    }
  }

  /** By quarter and measure, in order; without those on which nothing changed. */
  document(): RunFigures['quarters'] {
    const quarters = [...this.#sums].toSorted(([a], [b]) => (a < b ? -1 : 1))
    return Object.fromEntries(
      quarters.flatMap(([quarter, ofQuarter]): [Quarter, FiguresByMeasure][] => {
        const changed = [...ofQuarter].filter(([, sums]) =>
          Object.keys(NONE).some((key) => sums[key as keyof Sums] !== NONE[key as keyof Sums]),
        )
        return changed.length === 0 ? [] : [[quarter, Object.fromEntries(changed.map(([measure, sums]) => [measure, figuresOf(sums)]))]]
      }),
    )
  }
}

const figuresOf = ({ workers, due, paid, held, claims }: Sums): MeasureFigures => ({
  workers,
  due: euroText(due),
  paid: euroText(paid),
  held: euroText(held),
  claims: euroText(claims),
})
