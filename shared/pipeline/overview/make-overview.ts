// Understands how the overview is made: the runs of the last years added up from their figures, and beside them what waits.
import { plusQuarters, quarterOf, brusselsDate, firstDayOf, type Quarter } from '../../kernel/calendar.ts'
import { shownName } from '../../exceptions/readable.ts'
import { OVERVIEW_QUARTERS, OVERVIEW_RUNS_MAX } from '../../kernel/limits.ts'
import { addCents, centsOf, euroText, NO_MONEY, subtractCents, sumCents, type EuroText } from '../../kernel/money.ts'
import { MEASURES, type Measure } from '../../law/measures.ts'
import type { Dependencies } from '../dependencies.ts'
import { fileNameOf } from '../file-name.ts'
import { isDryRun, isManualReturn, isRecompute, isRelease, isReturn } from '../layout.ts'
import type { ListedRun } from '../run.ts'
import type { MeasureFigures, RunFigures } from '../run-figures.ts'
import type { Overview, OverviewQuarter, OverviewRun, RunClaims, RunKind, UnknownRegion, Waiting } from './overview.ts'

const NO_AMOUNT = euroText(NO_MONEY)
const NOTHING: MeasureFigures = { workers: 0, due: NO_AMOUNT, paid: NO_AMOUNT, held: NO_AMOUNT, claims: NO_AMOUNT }

/**
 * The overview as of an instant (ISO). A quarter is declared after it began, so that the runs since the first day of the oldest quarter shown are all that
 * say something of it; runs are read from an index that lags behind a little.
 */
export async function makeOverview(
  at: string,
  found: Omit<Waiting, 'unknownRegions'>,
  { runs }: Pick<Dependencies, 'runs'>,
): Promise<Overview> {
  const oldest = plusQuarters(quarterOf(brusselsDate(new Date(at))), 1 - OVERVIEW_QUARTERS)
  const listed: OverviewRun[] = []
  const claims: RunClaims[] = []
  const quarters = new Map<Quarter, Map<Measure, MeasureFigures>>()
  let runsNotListed = 0
  let inbox = ''
  for (let year = Number(at.slice(0, 4)); year >= Number(firstDayOf(oldest).slice(0, 4)); year--)
    for await (const each of newestFirst(runs.runsOf(year))) {
      const run = shownRun(each)
      inbox ||= each.source.bucket
      if (listed.length < OVERVIEW_RUNS_MAX) listed.push(run)
      else runsNotListed += 1
      if (run.state !== 'settled' || run.figures === null || isDryRun(each.source.key)) continue
      addQuarters(quarters, run.figures)
      if (run.figures.claims.count > 0) claims.push(claimsOf(run, run.figures))
    }
  const shown = shownQuarters(quarters, oldest)
  return {
    at,
    inbox,
    runs: listed,
    runsNotListed,
    quarters: shown,
    claims,
    waiting: { ...found, unknownRegions: unknownRegions(shown, found) },
  }
}

/** Of one instant, which lists give in any order, the latest upload first: the same page from the same runs. */
async function* newestFirst(listed: AsyncIterable<ListedRun>): AsyncGenerator<ListedRun, void> {
  let together: ListedRun[] = []
  for await (const run of listed) {
    if (together[0] && together[0].receivedAt !== run.receivedAt) {
      yield* latestFirst(together)
      together = []
    }
    together.push(run)
  }
  yield* latestFirst(together)
}

/** The sequencer orders uploads of one key; S3 compares it as text of equal length. */
const latestFirst = (runs: readonly ListedRun[]): ListedRun[] => {
  const place = ({ runId, source: { sequencer } }: ListedRun): string => `${sequencer.padStart(32, '0')} ${runId}`
  return runs.toSorted((a, b) => (place(a) < place(b) ? 1 : -1))
}

function shownRun({ runId, source, receivedAt, state, rejection, figures }: ListedRun): OverviewRun {
  const file = shownName(fileNameOf({ source }))
  return {
    runId,
    file,
    kind: kindOf(source.key),
    receivedAt,
    state,
    rejectedFor: rejection?.exception.code ?? null,
    // It keeps what it would have paid when it waited; nothing of that is paid.
    figures: state === 'abandoned' ? null : (figures ?? null),
  }
}

function kindOf(key: string): RunKind {
  if (isDryRun(key)) return 'dry-run'
  if (isRecompute(key)) return 'recompute'
  if (isRelease(key)) return 'release'
  if (isManualReturn(key)) return 'returned-money'
  return isReturn(key) ? 'bank-answer' : 'declaration'
}

const claimsOf = ({ runId, file, receivedAt }: OverviewRun, { claims: { count, sum } }: RunFigures): RunClaims => ({
  runId,
  file,
  receivedAt,
  count,
  sum,
})

function addQuarters(quarters: Map<Quarter, Map<Measure, MeasureFigures>>, figures: RunFigures): void {
  for (const [quarter, byMeasure] of Object.entries(figures.quarters) as [Quarter, RunFigures['quarters'][Quarter]][]) {
    const known = quarters.get(quarter) ?? new Map<Measure, MeasureFigures>()
    quarters.set(quarter, known)
    for (const measure of MEASURES) {
      const more = byMeasure?.[measure]
      if (more) known.set(measure, added(known.get(measure) ?? NOTHING, more))
    }
  }
}

const sum = (a: EuroText, b: EuroText): EuroText => euroText(addCents(centsOf(a), centsOf(b)))

const added = (a: MeasureFigures, b: MeasureFigures): MeasureFigures => ({
  workers: a.workers + b.workers,
  due: sum(a.due, b.due),
  paid: sum(a.paid, b.paid),
  held: sum(a.held, b.held),
  claims: sum(a.claims, b.claims),
})

/** Newest first; of quarters before the oldest one only late runs are known, which say nothing of the whole. */
const shownQuarters = (quarters: ReadonlyMap<Quarter, ReadonlyMap<Measure, MeasureFigures>>, oldest: Quarter): OverviewQuarter[] =>
  [...quarters]
    .filter(([quarter]) => quarter >= oldest)
    .toSorted(([a], [b]) => (a < b ? 1 : -1))
    .map(([quarter, of]) => ({ quarter, measures: { VOP: of.get('VOP') ?? NOTHING, IMW: of.get('IMW') ?? NOTHING } }))

/** Of what a quarter holds, what none of the accounts that wait for something else holds: the ledger keeps no list of it. */
function unknownRegions(quarters: readonly OverviewQuarter[], { holds }: Pick<Waiting, 'holds'>): UnknownRegion[] {
  return quarters.flatMap(({ quarter, measures }) => {
    const held = sumCents(MEASURES.map((measure) => centsOf(measures[measure].held)))
    const listed = sumCents(holds.filter((hold) => hold.quarter === quarter).map(({ amount }) => centsOf(amount)))
    // An account that is listed a moment later than it was booked is no reason to worry anybody.
    return held > listed ? [{ quarter, amount: euroText(subtractCents(held, listed)) }] : []
  })
}
