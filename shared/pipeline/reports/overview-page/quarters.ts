// Understands what stands on each quarter, newest first: per measure and together, with what is due and paid beside the quarter before and that of last year.
import { plusQuarters, type Quarter } from '../../../kernel/calendar.ts'
import { addCents, centsOf, euroText } from '../../../kernel/money.ts'
import { MEASURES, type Measure } from '../../../law/measures.ts'
import type { OverviewQuarter } from '../../overview/overview.ts'
import type { MeasureFigures } from '../../run-figures.ts'
import { amountWords, both, countWords, quarterWords } from '../page/bilingual.ts'
import { markup, NOTHING, type Markup } from '../page/markup.ts'
import { changeWords } from './change.ts'
import { chartOf } from './chart.ts'
import { TEXTS, words } from './texts.ts'

/** Older ones are there to compare with. */
const QUARTERS_MAX = 8
const A_YEAR = 4

type Row = Measure | 'together'
type FiguresOf = (quarter: Quarter, row: Row) => MeasureFigures | undefined

export function quartersSection(quarters: readonly OverviewQuarter[]): Markup {
  const table =
    quarters.length === 0 ? markup`<p>${words('noQuarters')}</p>` : markup`${tableOf(quarters)}${chartOf(quarters, QUARTERS_MAX)}`
  return markup`
<section id="quarters">
<h2 id="quarters-title">${words('quarters')}</h2>
${table}
</section>`
}

/** Of two measures together. */
export function together(measures: OverviewQuarter['measures']): MeasureFigures {
  const all = MEASURES.map((measure) => measures[measure])
  const sum = (name: 'due' | 'paid' | 'held' | 'claims'): MeasureFigures['due'] =>
    euroText(addCents(...all.map((each) => centsOf(each[name]))))
  return {
    workers: all.reduce((total, { workers }) => total + workers, 0),
    due: sum('due'),
    paid: sum('paid'),
    held: sum('held'),
    claims: sum('claims'),
  }
}

function tableOf(quarters: readonly OverviewQuarter[]): Markup {
  const rows: readonly Row[] = [...MEASURES, 'together']
  const byQuarter = new Map(quarters.map(({ quarter, measures }) => [quarter, { ...measures, together: together(measures) }]))
  const figuresOf: FiguresOf = (quarter, row) => byQuarter.get(quarter)?.[row]
  return markup`
<p class="about" id="quarters-about">${words('quartersAbout')}</p>
<div class="wide" tabindex="0" role="region" aria-labelledby="quarters-title"><table class="quarters" aria-labelledby="quarters-title" aria-describedby="quarters-about">
<thead>
<tr><th scope="col" rowspan="2">${words('quarter')}</th><th scope="col" rowspan="2">${words('measure')}</th><th scope="col" rowspan="2" class="n">${words('workers')}</th><th scope="colgroup" colspan="3" class="n">${words('due')}</th><th scope="colgroup" colspan="3" class="n">${words('paid')}</th><th scope="col" rowspan="2" class="n">${words('held')}</th><th scope="col" rowspan="2" class="n">${words('claims')}</th></tr>
<tr>${['due', 'paid'].map(() => markup`<th scope="col" class="n">${words('euros')}</th><th scope="col" class="n">${words('beforeShort')}</th><th scope="col" class="n">${words('lastYearShort')}</th>`)}</tr>
</thead>
${quarters.slice(0, QUARTERS_MAX).map(
  ({ quarter }) => markup`<tbody>${rows.map(
    (row, index) => markup`
<tr${row === 'together' ? markup` class="together"` : NOTHING}>${index === 0 ? markup`<th scope="rowgroup" rowspan="${rows.length}">${both(quarterWords(quarter))}</th>` : NOTHING}<th scope="row">${row === 'together' ? both(TEXTS.together) : row}</th>${cellsOf(quarter, row, figuresOf)}</tr>`,
  )}
</tbody>`,
)}
</table></div>`
}

function cellsOf(quarter: Quarter, row: Row, figuresOf: FiguresOf): Markup {
  const figures = figuresOf(quarter, row)
  if (!figures) return NOTHING
  const compared = (name: 'due' | 'paid'): Markup =>
    markup`${cell(both(amountWords(figures[name])))}${[1, A_YEAR].map((earlier) => {
      const before = figuresOf(plusQuarters(quarter, -earlier), row)
      return markup`<td class="n change">${both(changeWords(figures[name], before?.[name]))}</td>`
    })}`
  return markup`${cell(both(countWords(figures.workers)))}${compared('due')}${compared('paid')}${cell(both(amountWords(figures.held)))}${cell(both(amountWords(figures.claims)))}`
}

const cell = (text: Markup): Markup => markup`<td class="n">${text}</td>`
