// Knows how a statement looks: one accent colour, system fonts, amounts on the right in even digits, light or dark as the screen, light on A4 paper.
import { DARK, FONT, LIGHT } from '../page/colours.ts'

const ON_PAPER = `@media print {
  body { max-width: none; padding: 0; font-size: 9.5pt; line-height: 1.4; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .wide { overflow: visible; }
  table { font-size: 8pt; }
  th, td { padding: .9mm 1.1mm; }
  .detail { font-size: 7.2pt; }
  :where(.detail) th, :where(.detail) td { padding: .9mm .7mm; }
  .detail tbody th { min-width: 19mm; }
  thead { display: table-header-group; }
  tfoot { display: table-row-group; }
  tr, .worker, .figures, .about, li { break-inside: avoid; }
  h2, h3, h4, caption, thead { break-after: avoid; }
  tfoot { break-before: avoid; }
  h2 { margin-top: 7mm; }
  .rules, table.remarks, table.claim { break-inside: avoid; }
  p { orphans: 3; widows: 3; }
}
`

/** `page` is the word before the number of the page, `reference` what tells loose sheets apart: letters, digits, points and dashes. No rule fetches anything. */
export const styleFor = (page: string, reference: string): string => `
:root { ${LIGHT} color-scheme: light; }
@media screen and (prefers-color-scheme: dark) { :root { ${DARK} color-scheme: dark; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2.5rem 2rem 4rem; max-width: 64rem; color: var(--ink); background: var(--paper); font: 15px/1.5 ${FONT}; }
.letterhead { margin: 0 0 2rem; padding-bottom: .6rem; border-bottom: 3px solid var(--accent); color: var(--soft); }
.letterhead strong { margin-right: .6rem; color: var(--accent); font-size: 1.2em; }
h1 { margin: 0 0 1rem; font-size: 1.9em; font-weight: 600; line-height: 1.2; }
h2 { margin: 2.4rem 0 .6rem; color: var(--accent); font-size: 1.3em; font-weight: 600; }
h3 { margin: 1.6rem 0 .4rem; font-size: 1.08em; font-weight: 600; }
h4 { margin: 1.2rem 0 .3rem; font-size: 1em; font-weight: 600; }
p, ul, dl { margin: 0 0 .9rem; }
ul { padding-left: 1.2rem; }
dd { margin: 0; }
.about { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: .7rem 2rem; margin-bottom: 1.4rem; }
dt { color: var(--soft); font-size: .86em; }
.name { font-weight: 600; overflow-wrap: anywhere; }
.code { font-variant-numeric: tabular-nums; white-space: nowrap; }
.about .code { white-space: normal; overflow-wrap: anywhere; }
.figures { display: flex; flex-wrap: wrap; gap: .8rem; margin: 1.2rem 0 0; }
.figures div { flex: 1 1 12rem; max-width: 20rem; padding: .7rem 1rem; border-left: 3px solid var(--accent); background: var(--tint); }
.figures dd { font-size: 1.5em; font-weight: 600; font-variant-numeric: tabular-nums; }
.wide { overflow-x: auto; }
.wide:focus-visible { outline: 2px solid var(--accent); outline-offset: 3px; }
table { width: 100%; margin: .3rem 0 1.2rem; border-collapse: collapse; font-size: .87em; line-height: 1.35; }
caption { padding: 0 0 .4rem; color: var(--soft); text-align: left; }
th, td { padding: .34rem .4rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
th { font-weight: 600; }
tbody th { font-weight: 400; }
thead th { border-bottom: 1.5px solid var(--accent); color: var(--accent); vertical-align: bottom; }
th:first-child, caption { padding-left: 0; }
th:last-child, td:last-child { padding-right: 0; }
.n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums lining-nums; }
thead .n { white-space: normal; }
tfoot th, tfoot td { border-top: 1.5px solid var(--accent); border-bottom: 0; font-weight: 600; }
.minus { font-weight: 600; }
small { display: block; color: var(--soft); font-size: .88em; font-weight: 400; overflow-wrap: anywhere; }
.detail { font-size: .82em; }
:where(.detail) th, :where(.detail) td { padding: .34rem .3rem; }
.detail tr:not(:last-child) td:not([rowspan]) { border-bottom-color: transparent; padding-bottom: .1rem; }
.detail .sum td { font-weight: 600; }
.detail .what { white-space: nowrap; }
.detail .none { color: var(--soft); }
.detail tbody th { min-width: 6.4rem; }
.detail thead .n { width: 1%; }
.remarks th, .rules tbody th { white-space: nowrap; }
.sources div { display: grid; grid-template-columns: 5rem 1fr; font-size: .87em; }
@media screen and (max-width: 44rem) {
  body { padding: 1.4rem 1rem 3rem; }
  table:is(.rules, .remarks, .claim) { min-width: 34rem; }
  caption { position: sticky; left: 0; max-width: calc(100vw - 2rem); }
  .figures div { max-width: none; }
}
@page { size: A4; margin: 16mm 14mm 18mm; @bottom-left { content: "${reference.replaceAll(/[^\w. -]/g, '')}"; color: #5b6472; font: 8pt system-ui, sans-serif; } @bottom-right { content: "${page} " counter(page) " / " counter(pages); color: #5b6472; font: 8pt system-ui, sans-serif; } }
${ON_PAPER}`
