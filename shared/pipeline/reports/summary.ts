// Understands the summary of a run: counts, totals and exceptions per code, added up while the reports are written.
import { shownName } from '../../exceptions/readable.ts'
import type { Quarter } from '../../kernel/calendar.ts'
import { addCents, centsOf, euroText, negateCents, NO_MONEY, type Cents, type EuroText, sumCents } from '../../kernel/money.ts'
import { CODES, entryOf, type ExceptionCode } from '../../exceptions/catalogue.ts'
import { COMPONENTS, MEASURES } from '../../law/measures.ts'
import { fileNameOf } from '../file-name.ts'
import { isDryRun, isReturn } from '../layout.ts'
import type { DeclarationOutcome } from './outcome.ts'
import type { Run, RunState } from '../run.ts'
import type { RunFigures } from '../run-figures.ts'
import { QuarterFigures } from './quarter-figures.ts'
import { addWorkers, NO_WORKERS, type WorkerCounts } from './worker-counts.ts'

interface Count {
  count: number
  sum: Cents
}

const none = (): Count => ({ count: 0, sum: NO_MONEY })
const add = (total: Count, amount: string): void => {
  total.count += 1
  total.sum = addCents(total.sum, centsOf(amount))
}
const shown = ({ count, sum }: Count): { count: number; sum: EuroText } => ({ count, sum: euroText(sum) })

/** Adds up a run. What it shows is made from the same outcomes as the reports. */
export class Summary {
  readonly #exceptions = new Map<ExceptionCode, number>()
  readonly #components = new Map<string, { instructed: Cents; held: Cents }>()
  readonly #quarters = new Map<Quarter, Cents>()
  #workers: WorkerCounts = NO_WORKERS
  #declarations = 0
  #rejectedDeclarations = 0
  #waitingDeclarations = 0
  readonly #changes = new QuarterFigures()
  readonly payments = none()
  readonly claims = none()
  readonly held = none()
  readonly returned = none()

  exception(code: ExceptionCode): void {
    this.#exceptions.set(code, (this.#exceptions.get(code) ?? 0) + 1)
  }

  rejectedDeclaration(): void {
    this.#declarations += 1
    this.#rejectedDeclarations += 1
  }

  outcome({ accepted, counts, entry, settlement, changes }: DeclarationOutcome): void {
    if (entry.refusal?.code === 'RUN-003') {
      this.#declarations += 1
      this.#waitingDeclarations += 1
      return
    }
    if (!accepted) return this.rejectedDeclaration()
    // What comes back declares nothing.
    if (!entry.returned) this.#declarations += 1
    this.#workers = addWorkers(this.#workers, counts)
    for (const { measure, component, moved, held } of entry.lines) {
      const key = `${measure}#${component}`
      const total = this.#components.get(key) ?? { instructed: NO_MONEY, held: NO_MONEY }
      this.#components.set(key, { instructed: addCents(total.instructed, centsOf(moved)), held: addCents(total.held, centsOf(held)) })
    }
    const moved = sumCents(entry.lines.map((line) => centsOf(line.moved)))
    this.#quarters.set(entry.account.quarter, addCents(this.#quarters.get(entry.account.quarter) ?? NO_MONEY, moved))
    this.#changes.add(entry.account.quarter, changes, settlement)
    for (const { amount } of settlement.payments) add(this.payments, amount)
    for (const { amount } of settlement.claims) add(this.claims, amount)
    for (const { amount } of settlement.held) add(this.held, amount)
    for (const { amount } of settlement.returned) add(this.returned, amount)
  }

  /** Everything that the entries moved. */
  instructed(): Cents {
    return sumCents(this.#quarters.values())
  }

  /** The same per quarter. */
  quarters(): ReadonlyMap<Quarter, Cents> {
    return this.#quarters
  }

  /** Refused workers, those without a grant included, in percent of all. */
  refusedShare(): number {
    const { workers, refused, withoutGrant } = this.#workers
    return workers === 0 ? 0 : ((refused + withoutGrant) * 100) / workers
  }

  /** What is kept with the run, for the overview. */
  figures(rows: number): RunFigures {
    const { workers, refused, withoutGrant } = this.#workers
    const errors = [...this.#exceptions].filter(([code]) => entryOf(code).severity === 'error')
    const total = (counts: Iterable<readonly [unknown, number]>): number => [...counts].reduce((sum, [, count]) => sum + count, 0)
    const { count, sum } = this.claims
    return {
      rows,
      workers,
      refused: refused + withoutGrant,
      findings: total(this.#exceptions),
      errors: total(errors),
      payments: shown(this.payments),
      claims: shown({ count, sum: negateCents(sum) }),
      held: shown(this.held),
      returned: shown(this.returned),
      quarters: this.#changes.document(),
    }
  }

  /** The summary as it is written: keys always in the same order. */
  document(run: Run, state: RunState, parameterSet: string, rows: number, sha256: string | undefined): string {
    const totals = Object.fromEntries(
      MEASURES.map((measure) => [
        measure,
        Object.fromEntries(
          COMPONENTS.flatMap((component) => {
            const total = this.#components.get(`${measure}#${component}`)
            return total ? [[component, { instructed: euroText(total.instructed), held: euroText(total.held) }]] : []
          }),
        ),
      ]),
    )
    const document = {
      ...(isDryRun(run.source.key) ? { dryRun: true } : {}),
      runId: run.runId,
      state,
      file: shownName(fileNameOf(run)),
      version: run.source.versionId,
      receivedAt: run.receivedAt,
      sizeBytes: run.source.size,
      sha256: sha256 ?? null,
      parameterSet,
      counts: {
        rows,
        declarations: this.#declarations,
        rejectedDeclarations: this.#rejectedDeclarations,
        // Only where a limit for recoveries is set (RUN-003).
        ...(this.#waitingDeclarations > 0 ? { waitingDeclarations: this.#waitingDeclarations } : {}),
        ...this.#workers,
      },
      payments: shown(this.payments),
      claims: shown(this.claims),
      held: shown(this.held),
      ...(isReturn(run.source.key) ? { returned: shown(this.returned) } : {}),
      totals,
      exceptions: Object.fromEntries(CODES.flatMap((code) => (this.#exceptions.has(code) ? [[code, this.#exceptions.get(code)]] : []))),
    }
    return `${JSON.stringify(document, null, 2)}\n`
  }
}
