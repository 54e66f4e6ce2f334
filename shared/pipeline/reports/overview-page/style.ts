// Knows what the overview adds to the look of the pages about runs: what waits with its steps, quarters beside each other, and a picture of them.
import { styleOfPage } from '../page/style.ts'

const RULES = `
h1 { margin-bottom: .4rem; }
h3 { margin-top: 2.2rem; }
h4 { margin: 1.6rem 0 .2rem; font-size: 1em; font-weight: 600; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.calm { padding: .7rem 1rem; border-left: 3px solid var(--accent); background: var(--tint); }
.many { margin-left: .3rem; padding: 0 .5rem; border: 1px solid var(--accent); border-radius: 1em; color: var(--accent); font-size: .86em; font-variant-numeric: tabular-nums; }
.figures dt a { color: inherit; }
.figures .sum { color: var(--soft); font-size: .92em; font-weight: 400; }
p.todo { margin: 0 0 .2rem; font-weight: 600; font-size: .92em; }
.steps { margin: 0 0 .9rem; padding-left: 1.2rem; max-width: 60rem; font-size: .92em; }
td .steps { margin: 0; font-size: 1em; }
.steps li { margin: .2rem 0; overflow-wrap: anywhere; }
.command { display: inline-block; max-width: 100%; padding: .2rem .5rem; background: var(--tint); font: .95em/1.4 ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace; white-space: pre-wrap; overflow-wrap: anywhere; user-select: all; }
.command var { color: var(--accent); font-style: normal; font-weight: 600; text-decoration: underline dotted; text-underline-offset: .2em; }
.copy { min-height: 1.6rem; padding: 0 .5rem; border-color: var(--line); font-size: .86em; vertical-align: top; }
.matters { width: auto; min-width: min(100%, 40rem); }
.matters tbody th, .runs tbody th { font-weight: 400; }
.file { overflow-wrap: anywhere; }
small { color: var(--soft); font-size: .92em; }
.matters small { display: block; white-space: nowrap; }
.matters td, .matters th { max-width: 44rem; }
.matters td.todo { min-width: 19rem; }
.moment { white-space: nowrap; font-variant-numeric: tabular-nums; }
details { margin: 0 0 1rem; }
summary { width: max-content; min-height: 1.6rem; color: var(--accent); font-size: .92em; cursor: pointer; }
.quarters tbody th { font-weight: 400; white-space: nowrap; }
.quarters tbody th[scope=rowgroup] { font-weight: 600; }
.quarters tbody { border-bottom: 1px solid var(--soft); }
.quarters tbody tr:not(:last-child) > :not([rowspan]) { border-bottom-color: transparent; }
.quarters tbody th + th, .quarters tr:not(:first-child) th { padding-left: .6rem; }
.quarters .together td, .quarters .together th { font-weight: 600; }
.quarters td.change { color: var(--soft); font-weight: 400; }
.quarters thead [colspan] { text-align: center; border-bottom: 1px solid var(--line); }
.quarters thead tr + tr th:first-child { padding-left: .6rem; }
.quarters thead tr + tr th:last-child { padding-right: .6rem; }
.quarters thead tr:first-child th[rowspan] { vertical-align: bottom; }
.quarters thead tr + tr th { font-weight: 400; }
.chart { margin: 2rem 0 0; max-width: 54rem; }
.chart figcaption { max-width: 52rem; margin-bottom: .6rem; color: var(--soft); font-size: .92em; }
.chart svg { display: block; width: 100%; min-width: 34rem; height: auto; }
.chart text { fill: var(--soft); font: 12px system-ui, sans-serif; font-variant-numeric: tabular-nums; }
.chart .line { stroke: var(--line); }
.chart .VOP, .chart .ink { fill: var(--accent); }
.chart .ground { fill: var(--paper); }
.chart .dot { fill: var(--ink); }
.chart rect.VOP, .chart rect.IMW { stroke: var(--accent); }
.chart .IMW { fill: url(#IMW-pattern); }
.chart .held { fill: url(#held-pattern); stroke: var(--ink); }
#filters[hidden] { display: none; }
.runs td:first-child { padding-left: 0; white-space: nowrap; font-variant-numeric: tabular-nums; }
.runs tbody th { min-width: 14rem; max-width: 24rem; padding-left: .6rem; overflow-wrap: anywhere; }
.runs small { display: block; white-space: nowrap; }
.runs td small { white-space: normal; }
.runs a + a { margin-left: .6rem; }
.runs a { white-space: nowrap; }
@media screen and (max-width: 40rem) {
  .matters:has(td.todo) thead { position: absolute; clip-path: inset(50%); }
  .matters:has(td.todo) :is(table, tbody, tr, th, td) { display: block; min-width: 0; padding: .1rem 0; border: 0; text-align: left; }
  .matters:has(td.todo) tr { padding: .5rem 0; border-bottom: 1px solid var(--line); }
}
@media print {
  .copy { display: none; }
  .matters, .runs tbody th { min-width: 0; }
  .chart svg { min-width: 0; max-width: 16cm; }
  .chart, h4 { break-inside: avoid; }
  h4, .about, p.todo { break-after: avoid; }
}
`

/** `reference` stands at the foot of each sheet. */
export const styleFor = (reference: string): string => styleOfPage(RULES, reference)
