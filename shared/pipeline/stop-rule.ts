// Understands the stop rule: when a run waits for a second person before anything of it is booked (RUN-001). Limits are settings, off by default.
import { plusQuarters } from '../kernel/calendar.ts'
import { addCents, centsOf, euroText, NO_MONEY, sumCents, type Cents } from '../kernel/money.ts'
import type { BusinessException } from '../exceptions/business-exception.ts'
import { fold } from '../ledger/account.ts'
import type { LedgerEntry } from '../ledger/entry.ts'
import type { PersonOf } from '../ledger/persons.ts'
import { personsOf } from './assess-declaration.ts'
import type { Dependencies } from './dependencies.ts'
import { computesAgain } from './layout.ts'
import type { Manifest } from './records.ts'
import type { DeclarationOutcome } from './reports/outcome.ts'
import type { Run } from './run.ts'
import { runOutcomes } from './run-outcomes.ts'
import type { StopRule } from './run-limits.ts'

interface Breach {
  readonly detail: string
  readonly parameters: Readonly<Record<string, string>>
}

/** Why the run has to wait, or undefined. Tries the whole run without booking, unless no limit needs it. */
export async function verdictOf(run: Run, manifest: Manifest, dependencies: Dependencies): Promise<BusinessException | undefined> {
  const rule = dependencies.settings.stopRule
  const needsTrial = rule.refusedPercentMax !== null || rule.changePercentMax !== null || rule.runTotalMax !== null
  const breaches: Breach[] = [
    ...(rule.holdsEveryRun ? [{ detail: 'every-run', parameters: {} }] : []),
    ...(needsTrial ? await breachesOf(run, manifest, rule, dependencies) : []),
  ]
  if (breaches.length === 0) return undefined
  const parameters = Object.assign({}, ...breaches.map((breach) => breach.parameters)) as Record<string, string>
  return { code: 'RUN-001', details: breaches.map(({ detail }) => detail), parameters }
}

async function breachesOf(run: Run, manifest: Manifest, rule: StopRule, dependencies: Dependencies): Promise<Breach[]> {
  const refusals = new Refusals()
  const change = new Change()
  let total = NO_MONEY
  for await (const settled of runOutcomes(run, manifest, 'trial', dependencies)) {
    if (settled.kind === 'refused') continue
    const { entry, accepted, settlement } = settled.outcome
    // What is computed again names only workers whose result changed: after a revocation all of them are refused, as they should be.
    if (!computesAgain(run.source.key)) refusals.add(settled.outcome)
    total = addCents(total, sumCents([...settlement.payments, ...settlement.held].map(({ amount }) => centsOf(amount))))
    if (rule.changePercentMax !== null && accepted) await change.add(entry, dependencies)
  }
  const { refusedPercentMax, changePercentMax, runTotalMax } = rule
  const refused = refusals.percent()
  return [
    ...(refusedPercentMax !== null && refused > refusedPercentMax
      ? [{ detail: 'refused', parameters: { refused: shown(refused), refusedMax: String(refusedPercentMax) } }]
      : []),
    ...(changePercentMax !== null && change.isAbove(changePercentMax)
      ? [{ detail: 'change', parameters: { change: change.shown(), changeMax: String(changePercentMax) } }]
      : []),
    ...(runTotalMax !== null && total > runTotalMax
      ? [{ detail: 'total', parameters: { total: euroText(total), totalMax: euroText(runTotalMax) } }]
      : []),
  ]
}

/** A percentage for people. */
const shown = (percent: number): string => String(Number(percent.toFixed(2)))

/** A CSV claims support for everyone in it; a DmfA or an attest lists people for whom nobody ever asked any. */
class Refusals {
  #refused = 0
  #claimed = 0

  add({ entry, counts: { workers, refused, withoutGrant } }: DeclarationOutcome): void {
    const isClaimed = entry.statement.ladder === 'CSV' && !entry.recomputed
    this.#refused += refused + (isClaimed ? withoutGrant : 0)
    this.#claimed += workers - (isClaimed ? 0 : withoutGrant)
  }

  percent(): number {
    return this.#claimed === 0 ? 0 : (this.#refused * 100) / this.#claimed
  }
}

/** Premiums of the run's accounts against those of the quarter before, of employers that had one. */
class Change {
  #now = NO_MONEY
  #before = NO_MONEY

  async add(entry: LedgerEntry, { ledger, registry }: Pick<Dependencies, 'ledger' | 'registry'>): Promise<void> {
    const { account, version } = entry
    const before = await ledger.entries({ ...account, quarter: plusQuarters(account.quarter, -1) })
    if (before.length === 0) return
    const persons = personsOf((await registry.employer(account.employerNumber)).aliases)
    const previous = premiumOf(before, persons)
    if (previous === NO_MONEY) return
    const earlier = (await ledger.entries(account)).filter((each) => each.version < version)
    this.#before = addCents(this.#before, previous)
    this.#now = addCents(this.#now, premiumOf([...earlier, entry], persons))
  }

  /** To the cent; nobody who had nothing before is compared. */
  isAbove(percentMax: number): boolean {
    const change = this.#now - this.#before
    return (change < 0n ? -change : change) * 100n > this.#before * BigInt(percentMax)
  }

  /** For people, with its sign. */
  shown(): string {
    const percent = Number(((this.#now - this.#before) * 10_000n) / this.#before) / 100
    return `${percent > 0 ? '+' : ''}${shown(percent)}`
  }
}

const premiumOf = (entries: readonly LedgerEntry[], persons: PersonOf): Cents =>
  sumCents([...fold(entries, persons).lines.values()].flatMap((worker) => [...worker.values()].map(({ premium }) => premium)))
