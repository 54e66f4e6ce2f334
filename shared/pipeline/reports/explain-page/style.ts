// Knows what a page about one worker adds to the look of a statement: the answer in large letters, results above their sentences.
import type { Language } from '../../../exceptions/catalogue.ts'
import { styleFor } from './common.ts'
import { say } from './texts.ts'

/** The look of a statement first, so that ours has the last word. `reference` tells loose sheets apart: letters, digits, points and dashes. */
export const styleOf = (reference: string, language: Language): string => `${styleFor(say('page', language), reference)}
.answer { margin: 0 0 .8rem; padding: .7rem 1rem; border-left: 3px solid var(--accent); background: var(--tint); font-size: 1.16em; line-height: 1.45; }
.answer + .about { grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); margin-top: 1.4rem; }
article + article { margin-top: 4rem; }
.bridge .then th, .bridge .then td, .bridge tfoot th, .bridge tfoot td { font-weight: 600; }
.bridge .n { width: 9rem; }
.steps th:first-child { width: 15%; }
.steps td, .steps thead th { width: 29%; }
.steps td:last-child, .steps thead th:last-child { width: 27%; }
.steps td:last-child { color: var(--soft); }
.steps.alone td { width: auto; }
.result { font-weight: 600; font-variant-numeric: tabular-nums lining-nums; }
.steps .none { color: var(--soft); }
.changed td:not(:last-child) { background: var(--tint); }
.mark { color: var(--accent); font-weight: 600; }
.steps small { overflow-wrap: break-word; }
@media screen and (max-width: 44rem) {
  table.steps { min-width: 46rem; }
  .bridge .n { width: auto; }
}
@media print {
  .answer { font-size: 11pt; break-inside: avoid; }
  article + article { break-before: page; margin-top: 0; }
}
`
