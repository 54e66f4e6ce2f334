// Understands what waits for a person: stopped payments, runs for a second person, what stands still, messages that died, what is held, each with what resolves it.
import type { Overview, Waiting } from '../../overview/overview.ts'
import type { Matter, Place, Step } from '../../overview/place.ts'
import type { RunState } from '../../run.ts'
import { amountWords, both, countWords, quarterWords } from '../page/bilingual.ts'
import { markup, NOTHING, type Markup } from '../page/markup.ts'
import { STAGE_TEXTS, STATE_TEXTS } from '../page/run-words.ts'
import { senderText } from '../page/sender-text.ts'
import { claimsPart } from './claims.ts'
import { holdsPart } from './held-payments.ts'
import { matterList, type Column } from './matters.ts'
import { momentCell } from './moment.ts'
import { nameOf } from './names.ts'
import { words } from './texts.ts'
import { deadLettersOf, stoppedMeasures, waitingCount, type WaitingKind } from './what-waits.ts'

const KEYS_MAX = 3

export const waitingSection = (overview: Overview, place: Place): Markup => markup`
<section id="waiting">
<h2>${words('whatWaits')}</h2>
${waitingCount(overview.waiting) === 0 ? markup`<p class="calm">${words('calm')}</p>` : NOTHING}
${pausesPart(overview.waiting, place)}${heldRunsPart(overview.waiting, place)}${standingPart(overview.waiting, place)}${deadLettersPart(overview.waiting, place)}${holdsPart(overview.waiting.holds, place)}${unknownRegionsPart(overview.waiting, place)}${claimsPart(overview.claims, place)}
</section>`

interface Part<T> {
  readonly kind: Exclude<WaitingKind, 'holds'>
  readonly columns: readonly Column[]
  readonly cells: (each: T) => readonly Markup[]
  readonly matter: (each: T) => Matter
}

/** Nothing where nothing of the kind waits. */
function partOf<T>({ kind, columns, cells, matter }: Part<T>, all: readonly T[], place: Place): Markup {
  if (all.length === 0) return NOTHING
  const steps = (each: T): readonly Step[] => place.stepsFor(matter(each))
  return markup`
<section id="${kind}">
<h3 id="${kind}-title">${words(kind)} <span class="many">${both(countWords(all.length))}</span></h3>
<p class="about">${words(`${kind}About`)}</p>
${matterList({ id: kind, columns, all, cells, steps })}
</section>`
}

const pausesPart = (waiting: Waiting, place: Place): Markup =>
  partOf(
    {
      kind: 'pauses',
      columns: [{ name: 'measure' }, { name: 'reason' }],
      cells: ({ measure, reason }) => [markup`${measure}`, markup`${senderText(reason)}`],
      matter: ({ measure }) => ({ type: 'pause', measure }),
    },
    stoppedMeasures(waiting),
    place,
  )

const heldRunsPart = ({ heldRuns }: Waiting, place: Place): Markup =>
  partOf(
    {
      kind: 'heldRuns',
      columns: [{ name: 'file' }, { name: 'since' }],
      cells: ({ file, runId, since }) => [heldFile(file, runId, place), momentCell(since)],
      matter: ({ runId }) => ({ type: 'held-run', runId }),
    },
    heldRuns,
    place,
  )

const standingPart = ({ standingStill }: Waiting, place: Place): Markup =>
  partOf(
    {
      kind: 'standingStill',
      columns: [{ name: 'file' }, { name: 'state' }, { name: 'stage' }, { name: 'since' }, { name: 'lost' }],
      cells: ({ id, file, state, stage, since, deadLetters }) => [
        fileCell(file, id),
        Object.hasOwn(STATE_TEXTS, state) ? both(STATE_TEXTS[state as RunState]) : markup`${senderText(state)}`,
        both(STAGE_TEXTS[stage]),
        momentCell(since),
        keysCell(deadLetters),
      ],
      matter: (standing) => ({ type: 'standing-still', standing }),
    },
    standingStill,
    place,
  )

const unknownRegionsPart = ({ unknownRegions }: Waiting, place: Place): Markup =>
  partOf(
    {
      kind: 'unknownRegions',
      columns: [{ name: 'quarter' }, { name: 'amount', isNumber: true }],
      cells: ({ quarter, amount }) => [both(quarterWords(quarter)), both(amountWords(amount))],
      matter: () => ({ type: 'unknown-region' }),
    },
    unknownRegions,
    place,
  )

const deadLettersPart = (waiting: Waiting, place: Place): Markup =>
  partOf(
    {
      kind: 'deadLetters',
      columns: [{ name: 'stage' }, { name: 'count', isNumber: true }],
      cells: ({ stage, count }) => [both(STAGE_TEXTS[stage]), both(countWords(count))],
      matter: ({ stage }) => ({ type: 'dead-letters', stage }),
    },
    deadLettersOf(waiting),
    place,
  )

/** What waits has its reports: they say what would be paid. */
function heldFile(file: string, runId: string, place: Place): Markup {
  const folder = place.reportsOf(runId)
  return markup`${fileCell(file, runId)}${folder === undefined ? NOTHING : markup` <a href="${folder}exceptions.html">${words('toFindings')}</a>`}`
}

const fileCell = (file: string, id: string): Markup => markup`<span class="file">${nameOf(file)}</span> <small>${id}</small>`

function keysCell(keys: readonly string[]): Markup {
  if (keys.length === 0) return markup`\u2013`
  const shown = markup`<span class="file">${keys.slice(0, KEYS_MAX).map(senderText).join(', ')}</span>`
  return keys.length > KEYS_MAX ? markup`${shown} ${words('andMore', { count: countWords(keys.length - KEYS_MAX) })}` : shown
}
