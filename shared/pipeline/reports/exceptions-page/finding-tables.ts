// Understands the findings one by one as tables: one that the page's script fills, searches and sorts, and without JavaScript one per code.
import { entryOf, type ExceptionCode } from '../../../exceptions/catalogue.ts'
import { amountWords, both, countWords } from '../page/bilingual.ts'
import { markup, NOTHING, type Markup } from '../page/markup.ts'
import { causesFirst, severitySign } from './by-code.ts'
import type { CodeCount, KeptFindings, NumberedRow } from './kept-findings.ts'
import { SEVERITY_TEXTS } from './script-texts.ts'
import { TEXTS, words, type TextName } from './texts.ts'

/** Columns by which the script sorts, by the name of their text; `finding` holds the sentences and is not one of them. */
const COLUMNS: readonly { readonly name: TextName; readonly isNumber?: true; readonly unsorted?: true }[] = [
  { name: 'number', isNumber: true },
  { name: 'code' },
  { name: 'line', isNumber: true },
  { name: 'employer' },
  { name: 'worker' },
  { name: 'quarter' },
  { name: 'finding', unsorted: true },
  { name: 'field' },
  { name: 'value' },
  { name: 'amount', isNumber: true },
]

export const findingTables = (findings: KeptFindings, counts: readonly CodeCount[]): Markup =>
  findings.total === 0
    ? NOTHING
    : markup`
<section id="findings" aria-labelledby="findings-title">
<h2 id="findings-title" tabindex="-1">${words('all')}</h2>
<p class="about">${words('hidden')} ${truncated(findings)}<a class="to-csv" href="exceptions.csv">${words('csvLink')}</a></p>
<noscript>${withoutScript(findings, counts)}</noscript>
<div id="live" hidden>${filters(counts)}${liveTable}${pager}</div>
</section>`

const truncated = ({ shown, total }: KeptFindings): Markup =>
  shown === total
    ? NOTHING
    : markup`<strong>${words('truncated', { shown: countWords(shown), total: countWords(total) })}</strong> ${words('csv')} `

/** The words of an option are put in by the script, in the language that it shows. */
const option = (value: string, { nl, en }: { readonly nl: string; readonly en: string }): Markup =>
  markup`<option value="${value}" data-nl="${nl}" data-en="${en}">${nl}</option>`

const filters = (counts: readonly CodeCount[]): Markup => markup`
<form id="filters" role="search" aria-labelledby="findings-title">
<p><label for="text">${words('search')}</label><input id="text" type="search" autocomplete="off" spellcheck="false"></p>
<p><label for="code">${words('code')}</label><select id="code">${option('', TEXTS.anyCode)}${causesFirst(counts).map(({ code }) => {
  const { nl, en } = entryOf(code).title
  return option(code, { nl: `${code} ${nl}`, en: `${code} ${en}` })
})}</select></p>
<p><label for="severity">${words('severity')}</label><select id="severity">${option('', TEXTS.anySeverity)}${(['error', 'warning', 'info'] as const).map((severity) => option(severity, SEVERITY_TEXTS[severity]))}</select></p>
<p><label for="employer">${words('employer')}</label><input id="employer" type="search" inputmode="numeric" autocomplete="off"></p>
<p class="buttons"><button type="button" id="clear">${words('clear')}</button><button type="button" id="export">${words('export')}</button></p>
</form>
<p id="status" role="status" aria-live="polite"></p>`

const liveTable = markup`
<div class="wide" tabindex="0" role="region" aria-labelledby="all-caption"><table class="findings" id="table">
<caption id="all-caption">${words('allCaption')}</caption>
<thead><tr>${COLUMNS.map(({ name, isNumber, unsorted }) => markup`<th scope="col"${isNumber ? markup` class="n"` : NOTHING}>${unsorted ? words(name) : markup`<button type="button" data-sort="${name}">${words(name)}<span aria-hidden="true" class="arrow"></span></button>`}</th>`)}</tr></thead>
</table></div>`

const pager = markup`
<nav id="pager" aria-label="${TEXTS.pages.nl}"><button type="button" id="previous">${words('previous')}</button><label for="page">${words('page')}</label><input id="page" type="number" min="1" value="1"><span id="pages"></span><button type="button" id="next">${words('next')}</button></nav>`

/** The first findings, a table per code, causes first. */
function withoutScript({ first, total }: KeptFindings, counts: readonly CodeCount[]): Markup {
  const byCode = Map.groupBy(first, ({ row }) => row.code as ExceptionCode)
  const codes = causesFirst(counts).flatMap(({ code }) => (byCode.has(code) ? [code] : []))
  const note =
    total > first.length
      ? markup`<p><strong>${words('withoutScript', { shown: countWords(first.length) })}</strong> ${words('csv')}</p>`
      : NOTHING
  return markup`${note}${codes.map((code) => tableOf(code, byCode.get(code) ?? []))}`
}

const tableOf = (code: ExceptionCode, rows: readonly NumberedRow[]): Markup => markup`
<h3 id="code-${code}">${code} ${both(entryOf(code).title)}</h3>
<div class="wide" tabindex="0" role="region" aria-labelledby="caption-${code}"><table class="findings">
<caption id="caption-${code}">${severitySign(code)} · ${words('allCaption')}</caption>
<thead><tr>${COLUMNS.filter(({ name }) => name !== 'code').map(({ name, isNumber }) => markup`<th scope="col"${isNumber ? markup` class="n"` : NOTHING}>${words(name)}</th>`)}</tr></thead>
<tbody>${rows.map(rowOf)}</tbody>
</table></div>`

const rowOf = ({ number, row }: NumberedRow): Markup => markup`
<tr id="m${number}"><th scope="row" class="n">${both(countWords(number))}</th><td class="n line">${row.line}</td><td class="code">${row.employer_number}</td><td class="code">${row.worker}</td><td class="code">${row.quarter}</td><td class="message"><p>${both({ nl: row.message_nl, en: row.message_en })}</p><details><summary>${words('whatToDo')}</summary>${both({ nl: row.remedy_nl, en: row.remedy_en })}</details></td><td>${row.field}</td><td class="value">${row.value}</td><td class="n">${row.amount_effect === '' ? '' : both(amountWords(row.amount_effect))}</td></tr>`
