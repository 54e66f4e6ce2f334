// Understands the runs as a table, newest first: what came in, what became of it, and where its reports are; the page's script filters it.
import { entryOf, type Bilingual } from '../../../exceptions/catalogue.ts'
import type { EuroText } from '../../../kernel/money.ts'
import type { Overview, OverviewRun } from '../../overview/overview.ts'
import type { Place } from '../../overview/place.ts'
import { REPORT_FILES } from '../../layout.ts'
import { momentText } from '../page/moment.ts'
import { amountWords, both, countWords, sameWords } from '../page/bilingual.ts'
import { markup, NOTHING, type Markup } from '../page/markup.ts'
import { isOwnRequest } from '../page/request-name.ts'
import { STATE_TEXTS } from '../page/run-words.ts'
import { KIND_TEXTS, nameOf, RETRY, STATES } from './names.ts'
import { TEXTS, words, type TextName } from './texts.ts'

const COLUMNS: readonly { readonly name: TextName; readonly isNumber?: true }[] = [
  { name: 'received' },
  { name: 'file' },
  { name: 'kind' },
  { name: 'state' },
  { name: 'workers', isNumber: true },
  { name: 'paid', isNumber: true },
  { name: 'held', isNumber: true },
  { name: 'claims', isNumber: true },
  { name: 'errors', isNumber: true },
  { name: 'findings', isNumber: true },
]

export const runsSection = ({ runs, runsNotListed }: Overview, place: Place): Markup => markup`
<section id="all-runs" aria-labelledby="runs-title">
<h2 id="runs-title" tabindex="-1">${words('runs')}</h2>
${runs.length === 0 ? markup`<p>${words('noRuns')}</p>` : markup`${filters(runs)}${tableOf(runs, place)}`}${notListed(runsNotListed)}
</section>`

const notListed = (count: number): Markup =>
  count === 0 ? NOTHING : markup`<p>${words(count === 1 ? 'oneRunNotListed' : 'runsNotListed', { count: countWords(count) })}</p>`

/** The words of an option are put in by the script, in the language that it shows. */
const option = (value: string, { nl, en }: Bilingual): Markup =>
  markup`<option value="${value}" data-nl="${nl}" data-en="${en}">${nl}</option>`

/** The script shows them: without it they do nothing. */
function filters(runs: readonly OverviewRun[]): Markup {
  const present = new Set(runs.map(({ state }) => state))
  return markup`
<form id="filters" role="search" aria-labelledby="runs-title" hidden>
<p><label for="text">${words('search')}</label><input id="text" type="search" autocomplete="off" spellcheck="false"></p>
<p><label for="state">${words('state')}</label><select id="state">${option('', TEXTS.anyState)}${STATES.filter((state) => present.has(state)).map((state) => option(state, STATE_TEXTS[state]))}</select></p>
<p class="buttons"><button type="button" id="clear">${words('clear')}</button></p>
</form>
<p id="status" role="status" aria-live="polite"></p>`
}

const tableOf = (runs: readonly OverviewRun[], place: Place): Markup => markup`
<p class="about" id="runs-about">${words('runsAbout')}</p>
<div class="wide" tabindex="0" role="region" aria-labelledby="runs-title runs-about"><table class="runs" id="runs" aria-labelledby="runs-title" aria-describedby="runs-about">
<thead><tr>${COLUMNS.map(({ name, isNumber }) => markup`<th scope="col"${isNumber ? markup` class="n"` : NOTHING}>${words(name)}</th>`)}</tr></thead>
<tbody>${runs.map((run) => rowOf(run, place))}</tbody>
</table></div>`

const rowOf = (run: OverviewRun, place: Place): Markup => markup`
<tr data-state="${run.state}"><td>${momentText(run.receivedAt)}</td><th scope="row">${nameOf(run.file)} <small>${run.runId}</small>${links(run, place)}</th><td>${both(kindOf(run))}</td><td>${both(STATE_TEXTS[run.state])}${rejectedFor(run)}</td>${numbers(run)}</tr>`

/** What the system asks for itself decides nothing. */
const kindOf = ({ kind, file }: OverviewRun): Bilingual => (kind === 'release' && isOwnRequest(file) ? RETRY : KIND_TEXTS[kind])

const rejectedFor = ({ rejectedFor: code }: OverviewRun): Markup =>
  code === null ? NOTHING : markup` <small>${code} ${both(entryOf(code).title)}</small>`

const NOT_YET = markup`<td class="n">\u2013</td>`.html.repeat(COLUMNS.filter(({ isNumber }) => isNumber).length)

/** What an abandoned run would have paid is nothing that anybody adds up. */
function numbers({ figures, state }: OverviewRun): Markup {
  if (figures === null || state === 'abandoned') return { html: NOT_YET }
  const { workers, payments, held, claims, errors, findings, returned } = figures
  const count = (number: number): Markup => markup`<td class="n">${figure(countWords(number))}</td>`
  const amount = (euro: EuroText, more = NOTHING): Markup => markup`<td class="n">${figure(amountOrNone(euro))}${more}</td>`
  const cameBack = returned.count === 0 ? NOTHING : markup` <small>${words('returned', { sum: amountWords(returned.sum) })}</small>`
  return markup`${count(workers)}${amount(payments.sum, cameBack)}${amount(held.sum)}${amount(claims.sum)}${count(errors)}${count(findings)}`
}

/** A plain 0 is the same in both languages: there are thousands of them. */
const amountOrNone = (euro: EuroText): Bilingual => (euro === '0.00' ? sameWords('0') : amountWords(euro))
/** Of thousands of figures none says its language: that of the document is enough. */
const figure = ({ nl, en }: Bilingual): Markup =>
  nl === en ? markup`${nl}` : markup`<span class="nl">${nl}</span><span class="en">${en}</span>`

/** While a file is read and computed it has no reports yet. */
function links({ runId, state }: OverviewRun, place: Place): Markup {
  const folder = state === 'received' || state === 'computing' ? undefined : place.reportsOf(runId)
  return folder === undefined
    ? NOTHING
    : markup` <a href="${folder}${REPORT_FILES.exceptionsPage}">${words('toFindings')}</a> <a href="${folder}${REPORT_FILES.summary}">${REPORT_FILES.summary}</a>`
}
