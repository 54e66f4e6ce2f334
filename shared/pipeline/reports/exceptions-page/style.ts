// Knows what exceptions.html adds to the look of the pages about runs: its codes, its findings, and how they are sorted and turned.
import { styleOfPage } from '../page/style.ts'

const RULES = `
.group th { padding-top: 1.2rem; color: var(--soft); border-bottom-color: var(--soft); }
.codes tbody th { white-space: nowrap; font-variant-numeric: tabular-nums; }
.codes thead th:nth-child(2) { width: 100%; min-width: 20rem; }
.codes .severity, .codes thead th:nth-child(3) { padding-left: 1.4rem; }
.codes td p { margin: .25rem 0 0; max-width: 52rem; color: var(--soft); }
.codes td p b { color: var(--ink); font-weight: 600; }
#who h2 + ul { margin: 0; padding: 0; max-width: 64rem; list-style: none; }
.who li { margin: 0; padding: .4rem 0; border-bottom: 1px solid var(--line); }
.who li strong::first-letter { text-transform: uppercase; }
.who li strong { display: inline-block; margin-right: .6rem; }
.codes-of { margin-left: .6rem; }
.severity { white-space: nowrap; }
thead button { min-height: 0; padding: .2rem 0; border: 0; background: none; color: inherit; font-size: inherit; line-height: inherit; }
thead button:hover { text-decoration: underline; }
.arrow { position: absolute; }
[aria-sort=ascending] .arrow::after { content: "\\00a0↑"; }
[aria-sort=descending] .arrow::after { content: "\\00a0↓"; }
.findings tbody th { font-weight: 400; }
.findings .heading th { padding: 1.4rem 0 .4rem; font-weight: 600; font-size: 1.08em; border-bottom-color: var(--soft); }
.findings .message { min-width: 18rem; overflow-wrap: anywhere; }
.findings .message p { margin: 0; }
.findings details { color: var(--soft); }
.findings summary { width: max-content; min-height: 1.5rem; color: var(--accent); cursor: pointer; }
.findings .value { max-width: 14rem; min-width: 7.5rem; overflow-wrap: anywhere; white-space: pre-wrap; }
.findings .code small { display: block; color: var(--soft); font-size: 1em; }
.findings tr:target, .findings tr.chosen { background: var(--tint); box-shadow: inset 4px 0 var(--accent); }
.findings .link { min-height: 0; padding: .1rem .4rem; border-color: var(--line); font-size: .95em; font-weight: 400; }
#pager { display: flex; flex-wrap: wrap; gap: .6rem; align-items: center; margin: 1rem 0; }
#page { width: 5.5rem; text-align: right; }
@media screen and (max-width: 40rem) {
  .codes thead, .codes td:nth-child(5) { position: absolute; clip-path: inset(50%); }
  .codes :is(tbody, tfoot), .codes .group th { display: block; }
  .codes tr { display: flex; flex-wrap: wrap; gap: .1rem 1rem; padding: .5rem 0; border-bottom: 1px solid var(--line); }
  .codes tr > * { padding: 0; border: 0; }
  .codes tr.group { border-bottom-color: var(--soft); }
  .codes .severity { padding: 0; }
  .codes tbody tr:not(.group) td:nth-child(2) { order: 1; flex-basis: 100%; }
  .codes tbody td:nth-child(4)::after { content: "\\00a0×"; }
  .findings, .codes, :is(.findings, .codes) caption, .findings :is(thead, tbody) { display: block; }
  .findings tr { display: flex; flex-wrap: wrap; gap: .2rem 1rem; padding: .5rem 0; border-bottom: 1px solid var(--line); }
  .findings tr > * { padding: 0; border: 0; text-align: left; }
  .findings tr > :empty, .findings thead th:not([data-sort], :has(button)) { display: none; }
  .findings td.line::before { content: "regel\\00a0"; }
  html:has(#in-en:checked) .findings td.line::before { content: "line\\00a0"; }
  .findings .message { flex-basis: 100%; min-width: 0; }
  .findings .value { min-width: 0; max-width: 100%; }
  .findings .heading { border-bottom-color: var(--soft); }
  .findings th br { display: none; }
  .findings .link { margin-left: .5rem; }
  .findings .arrow { position: static; }
  .findings td.n:last-child::after { content: "\\00a0 euro"; }
  html:has(#in-en:checked) .findings td.n:last-child::after { content: "\\00a0 euros"; }
}
@media print {
  #pager, .link, .findings details, .arrow, .to-csv { display: none; }
  .codes thead th:nth-child(2), .findings .message, .findings .value { min-width: 0; }
  .heading { break-inside: avoid; }
  .heading, .group { break-after: avoid; }
}
`

/** `reference` stands at the foot of each sheet. */
export const styleFor = (reference: string): string => styleOfPage(RULES, reference)
