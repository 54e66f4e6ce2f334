// Understands an overview for the tests: nine quarters of a growing VOP and a young IMW, 25 runs, and something of every kind that waits.
import { plusQuarters, quarter, quarterIndex, type Quarter } from '../../shared/kernel/calendar.ts'
import type { EmployerNumber } from '../../shared/kernel/identifiers.ts'
import { cents, euroText, type EuroText } from '../../shared/kernel/money.ts'
import { RUN_KINDS, type Overview, type OverviewQuarter, type OverviewRun, type RunKind } from '../../shared/pipeline/overview/overview.ts'
import type { Place } from '../../shared/pipeline/overview/place.ts'
import { overviewPage } from '../../shared/pipeline/reports/overview-page/document.ts'
import type { MeasureFigures, RunFigures } from '../../shared/pipeline/run-figures.ts'
import type { WaitingHold } from '../../shared/pipeline/sweep/open-holds.ts'

export const euro = (hundredths: number): EuroText => euroText(cents(BigInt(hundredths)))

const NOTHING_YET: MeasureFigures = { workers: 0, due: euro(0), paid: euro(0), held: euro(0), claims: euro(0) }
const NEWEST = quarter('2025Q2')
const FIRST_OF_IMW = quarter('2023Q3')

/** Quarter `n` back from the newest: VOP grows by some hundred workers a quarter, IMW begins in 2023Q3. */
function quarterBack(n: number): OverviewQuarter {
  const of = plusQuarters(NEWEST, -n)
  const figures = (workers: number, each: number): MeasureFigures => {
    const [due, held] = [workers * each, n === 0 ? workers * 9_700 : n === 1 ? 864_000 : 0]
    return { workers, due: euro(due), paid: euro(due - held), held: euro(held), claims: euro(n % 3 === 2 ? 121_050 : 0) }
  }
  const sinceImw = quarterIndex(of) - quarterIndex(FIRST_OF_IMW)
  const vop = figures(24_310 - n * 412, 191_327 + n * 211)
  return { quarter: of, measures: { VOP: vop, IMW: sinceImw < 0 ? NOTHING_YET : figures(900 + sinceImw * 730, 264_113) } }
}

const runId = (n: number): string => `run-${String(n).padStart(24, '0123456789abcdef01234567')}`

function figuresOf(n: number, kind: RunKind): RunFigures {
  const pays = kind === 'declaration' || kind === 'dry-run'
  return {
    rows: n * 37 + 12,
    workers: n * 31 + 9,
    refused: n % 4,
    findings: n % 7,
    errors: n % 3,
    payments: { count: pays ? n + 1 : 0, sum: euro(pays ? n * 7_412_345 + 120_050 : 0) },
    claims: { count: n % 5 === 4 ? 1 : 0, sum: euro(n % 5 === 4 ? 121_050 : 0) },
    held: { count: n % 6 === 1 ? 2 : 0, sum: euro(n % 6 === 1 ? 288_010 : 0) },
    returned: kind === 'bank-answer' ? { count: 2, sum: euro(345_600) } : { count: 0, sum: euro(0) },
    quarters: {},
  }
}

/** Run `n`, the newest one first: every kind in turn, of which one waits, one was rejected and one is computed. */
export function invented(n: number): OverviewRun {
  const kind = RUN_KINDS[n % 8] ?? 'declaration'
  const state = n === 0 ? 'computing' : n === 1 || n === 16 ? 'held' : n % 9 === 3 ? 'rejected' : 'settled'
  const at = new Date(Date.UTC(2025, 7, 1, 9, 0) - n * 7 * 3_600_000)
  return {
    runId: runId(n),
    file: `aangifte-2025Q2-${String(n).padStart(4, '0')}.csv`,
    kind: state === 'held' ? 'declaration' : kind,
    receivedAt: at.toISOString(),
    state,
    rejectedFor: state === 'rejected' ? 'FIL-003' : null,
    figures: state === 'settled' || state === 'held' ? figuresOf(n, state === 'held' ? 'declaration' : kind) : null,
  }
}

const EMPLOYERS = ['0110100146', '0110200215', '0110300381'] as EmployerNumber[]
export const heldAt = (n: number, codes: WaitingHold['codes'], of: Quarter = NEWEST): WaitingHold => ({
  employerNumber: (EMPLOYERS[n] ?? String(110_400_000 + n).padStart(10, '0')) as EmployerNumber,
  quarter: of,
  codes,
  amount: codes.includes('RUN-003') ? euro(0) : euro(288_010 + n * 1_375),
})

export const OVERVIEW: Overview = {
  inbox: 'kwartaalpremie-inbox',
  at: '2025-08-01T09:00:00.000Z',
  runs: Array.from({ length: 25 }, (_, n) => invented(n)),
  runsNotListed: 1_204,
  quarters: Array.from({ length: 9 }, (_, n) => quarterBack(n)),
  claims: [4, 9, 14].map((n) => ({
    runId: runId(n),
    file: invented(n).file,
    receivedAt: invented(n).receivedAt,
    count: n === 9 ? 2 : 1,
    sum: euro(121_050 + n * 100),
  })),
  waiting: {
    heldRuns: [1, 16].map((n) => ({ runId: runId(n), file: invented(n).file, since: invented(n).receivedAt })),
    holds: [
      ...Array.from({ length: 24 }, (_, n) => heldAt(n, ['PAY-001'])),
      heldAt(0, ['PAY-008', 'CAL-003'], quarter('2025Q1')),
      heldAt(1, ['RUN-003'], quarter('2025Q1')),
    ],
    standingStill: [
      {
        id: runId(40),
        file: 'juli-bis.csv',
        state: 'computing',
        since: '2025-07-29T14:05:00.000Z',
        stage: 'compute',
        deadLetters: [1, 2, 3, 4, 5].map((chunk) => `${runId(40)}/00000${chunk}.compute`),
      },
    ],
    deadLetters: [
      { stage: 'compute', count: 5 },
      { stage: 'settle', count: 0 },
    ],
    pauses: { IMW: { reason: 'de bank is gesloten tot maandag' } },
    unknownRegions: [{ quarter: quarter('2025Q1'), amount: euro(193_000) }],
  },
}

const STEPS: Place['stepsFor'] = (matter) => {
  switch (matter.type) {
    case 'held-run':
      return [
        { text: { nl: 'Bekijk de meldingen.', en: 'Look at the findings.' } },
        { text: { nl: 'Geef vrij:', en: 'Release:' }, command: `kwartaalpremie release --run ${matter.runId} --reason "…" --as bob` },
        { text: { nl: 'Of zet stop:', en: 'Or abandon:' }, command: `kwartaalpremie abandon --run ${matter.runId} --reason "…" --as bob` },
      ]
    case 'hold':
      return matter.code === 'PAY-001'
        ? [{ text: { nl: 'Dien bankgegevens in.', en: 'Hand in bank details.' }, href: '#bank-details' }]
        : [
            {
              text: { nl: 'Geef vrij na nazicht:', en: 'Release after a check:' },
              command: `kwartaalpremie release --employer ${matter.account.employerNumber} --quarter ${matter.account.quarter}`,
            },
          ]
    case 'unknown-region':
      return [{ text: { nl: 'Dien de vestigingen in.', en: 'Hand in the establishments.' }, href: '#establishments' }]
    case 'pause':
      return [{ text: { nl: 'Hervat:', en: 'Resume:' }, command: `kwartaalpremie resume --measure ${matter.measure} --as bob` }]
    case 'standing-still':
    case 'dead-letters':
      return [{ text: { nl: 'Kijk in het logboek naar de oorzaak.', en: 'Look for the cause in the log.' } }]
  }
}

/** Reports lie in folders beside the page. */
export const PLACE: Place = { reportsOf: (id) => `reports/${id}/`, stepsFor: STEPS }

export const overviewHtml = (overview: Overview = OVERVIEW, place: Place = PLACE): string => overviewPage(overview, place)
