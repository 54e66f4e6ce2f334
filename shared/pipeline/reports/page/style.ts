// Knows the look that the pages about runs share: calm, one accent colour, numbers on the right in even digits; light or dark as the reader's system is, plain on paper.
import { DARK, FONT, LIGHT } from './colours.ts'

const RULES = `
:root { ${LIGHT} color-scheme: light dark; }
@media (prefers-color-scheme: dark) { :root { ${DARK} } }
@media print { :root { ${LIGHT} color-scheme: light; } }
html:has(#in-en:checked) .nl, html:not(:has(#in-en:checked)) .en { display: none; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 2rem 4rem; max-width: 84rem; color: var(--ink); background: var(--paper); font: 15px/1.5 ${FONT}; }
a { color: var(--accent); text-underline-offset: .15em; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.skip { position: absolute; left: -100vw; }
.skip:focus { position: static; }
.letterhead { display: flex; flex-wrap: wrap; gap: .4rem 2rem; justify-content: space-between; align-items: baseline; margin: 0 0 2rem; padding-bottom: .6rem; border-bottom: 3px solid var(--accent); color: var(--soft); }
.letterhead p { margin: 0; }
.letterhead strong { margin-right: .6rem; color: var(--accent); font-size: 1.2em; }
.letterhead fieldset { margin: 0; padding: 0; border: 0; }
.letterhead fieldset label { margin-left: .8rem; color: var(--ink); cursor: pointer; }
legend { float: left; padding: 0; }
input[type=radio] { margin: 0 .35rem 0 0; accent-color: var(--accent); vertical-align: -1px; }
h1 { margin: 0 0 1rem; max-width: 52rem; font-size: 1.7em; font-weight: 600; line-height: 1.3; text-wrap: pretty; overflow-wrap: anywhere; }
h2 { margin: 2.8rem 0 .6rem; color: var(--accent); font-size: 1.3em; font-weight: 600; }
h3 { margin: 2rem 0 .4rem; font-size: 1.08em; font-weight: 600; }
p { margin: 0 0 .9rem; }
.notice { max-width: 52rem; padding: .7rem 1rem; border: 2px solid var(--accent); font-weight: 600; }
.about, .origin { color: var(--soft); font-size: .92em; }
.origin > span + span { margin-left: 1.5rem; }
.figures { display: flex; flex-wrap: wrap; gap: .8rem; margin: 1.4rem 0 0; }
.figures.money { margin-top: .8rem; }
.figures div { flex: 1 1 8rem; max-width: 14rem; padding: .6rem 1rem; border-left: 3px solid var(--accent); background: var(--tint); }
.figures.money div { flex-basis: 14rem; max-width: 20rem; }
dt { color: var(--soft); font-size: .86em; }
dd { margin: 0; font-size: 1.45em; font-weight: 600; font-variant-numeric: tabular-nums; white-space: nowrap; }
.wide { overflow-x: auto; }
table { width: 100%; margin: .3rem 0 1rem; border-collapse: collapse; font-size: .87em; line-height: 1.4; }
caption { padding: 0 0 .6rem; color: var(--soft); text-align: left; }
th, td { padding: .45rem .6rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
th { font-weight: 600; }
thead th { border-bottom: 1.5px solid var(--accent); color: var(--accent); vertical-align: baseline; white-space: nowrap; }
th:first-child { padding-left: 0; }
th:last-child, td:last-child { padding-right: 0; }
.n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums lining-nums; }
.code { white-space: nowrap; font-variant-numeric: tabular-nums; }
tfoot th, tfoot td { border-top: 1.5px solid var(--accent); border-bottom: 0; font-weight: 600; }
#filters { display: flex; flex-wrap: wrap; gap: .8rem 1rem; align-items: end; margin: 1rem 0; padding: 1rem; background: var(--tint); }
#filters p { flex: 1 1 9rem; min-width: 0; margin: 0; }
#filters p:first-child { flex: 3 1 14rem; }
#filters p:nth-child(2) { flex-grow: 2; }
#filters .buttons { display: flex; flex: 0 1 auto; flex-wrap: wrap; gap: .6rem; }
#filters label { display: block; margin-bottom: .2rem; font-size: .86em; font-weight: 600; }
input:not([type=radio]), select, button { min-height: 2.5rem; padding: .35rem .6rem; border: 1px solid var(--soft); border-radius: 2px; color: var(--ink); background: var(--paper); font: inherit; }
#filters input, select { width: 100%; }
button { color: var(--accent); font-weight: 600; cursor: pointer; }
button:hover:not(:disabled) { border-color: var(--accent); }
button:disabled { color: var(--soft); border-color: var(--line); cursor: default; }
#status { margin: 0 0 .6rem; min-height: 1.5em; }
@media (max-width: 40rem) { body { padding: 1.2rem 1rem 3rem; } h1 { font-size: 1.35em; } .figures div { flex-basis: 40%; } }
@media print {
  body { max-width: none; padding: 0; font-size: 9pt; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .wide { overflow: visible; }
  #filters, fieldset, .skip { display: none; }
  table { font-size: 8pt; }
  th, td { padding: .8mm 1.2mm; }
  a, button { color: inherit; text-decoration: none; }
  tr, .figures { break-inside: avoid; }
  thead { display: table-header-group; }
  tfoot { display: table-row-group; }
  h2, h3, caption, thead { break-after: avoid; }
}
`

/** The look of a page with rules of its own. `reference` tells loose sheets apart: letters, digits, points and dashes. No rule fetches anything. */
export const styleOfPage = (own: string, reference: string): string =>
  `${RULES}${own}@page { size: A4 landscape; margin: 14mm 14mm 18mm; @bottom-left { content: "${reference.replaceAll(/[^\w. -]/g, '')}"; color: #5b6472; font: 8pt system-ui, sans-serif; } @bottom-right { content: counter(page) " / " counter(pages); color: #5b6472; font: 8pt system-ui, sans-serif; } }
`
