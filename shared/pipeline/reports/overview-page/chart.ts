// Understands what was paid per quarter as a picture: measures stacked, on top what is held, each with a pattern of its own; the table beside it has the amounts.
import type { Bilingual } from '../../../exceptions/catalogue.ts'
import { plusQuarters, quartersInclusive, type Quarter } from '../../../kernel/calendar.ts'
import { addCents, centsOf, type Cents } from '../../../kernel/money.ts'
import { MEASURES } from '../../../law/measures.ts'
import type { OverviewQuarter } from '../../overview/overview.ts'
import { amountWords, countWords, sameWords } from '../page/bilingual.ts'
import { markup, type Markup } from '../page/markup.ts'
import { TEXTS, words } from './texts.ts'

/** The picture in its own units. */
const BOX = { width: 640, height: 300, left: 56, top: 44, bottom: 252 } as const
const BAR_SHARE = 0.56
const LINES_MAX = 5

const PARTS = [...MEASURES, 'held'] as const
type Part = (typeof PARTS)[number]
interface Bar {
  readonly quarter: Quarter
  readonly euros: Readonly<Record<Part, number>>
}

/** `quarters` stand newest first; the picture has `max` of them at most, and an empty place for one without figures between others. */
export function chartOf(quarters: readonly OverviewQuarter[], max: number): Markup {
  const bars = barsOf(quarters, max)
  const { step, top, unit } = scaleOf(Math.max(...bars.map(({ euros }) => PARTS.reduce((sum, part) => sum + euros[part], 0))))
  const heightOf = (euros: number): number => ((BOX.bottom - BOX.top) * euros) / top
  const place = (BOX.width - BOX.left) / max
  const lines = Array.from({ length: Math.round(top / step) + 1 }, (_, index) => index * step)
  return markup`
<figure class="chart">
<figcaption id="chart-caption">${words('chartCaption')}</figcaption>
<div class="wide" tabindex="0" role="region" aria-labelledby="chart-caption"><svg viewBox="0 0 ${BOX.width} ${BOX.height}" role="img" aria-labelledby="chart-caption">
<title>${TEXTS.chart.nl} / ${TEXTS.chart.en}</title>
<desc>${TEXTS.chartCaption.nl} / ${TEXTS.chartCaption.en}</desc>
<defs><pattern id="IMW-pattern" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="ground" width="6" height="6"/><rect class="ink" width="3" height="6"/></pattern><pattern id="held-pattern" width="6" height="6" patternUnits="userSpaceOnUse"><rect class="ground" width="6" height="6"/><circle class="dot" cx="3" cy="3" r="1.2"/></pattern></defs>
${legend}<text x="0" y="17">${spoken(unit.text)}</text>
${lines.map((euros) => markup`<line class="line" x1="${BOX.left}" x2="${BOX.width}" y1="${rounded(BOX.bottom - heightOf(euros))}" y2="${rounded(BOX.bottom - heightOf(euros))}"/><text x="${BOX.left - 8}" y="${rounded(BOX.bottom - heightOf(euros) + 4)}" text-anchor="end">${spoken(lineText(euros / unit.euros))}</text>`)}
${bars.map((bar, index) => barOf(bar, BOX.left + place * index, place, heightOf))}
</svg></div>
</figure>`
}

/** Oldest first. */
function barsOf(quarters: readonly OverviewQuarter[], max: number): Bar[] {
  const [newest] = quarters
  if (!newest) return []
  const byQuarter = new Map(quarters.map((each) => [each.quarter, each]))
  const oldest = quarters.at(-1)?.quarter ?? newest.quarter
  const count = Math.min(quartersInclusive(oldest, newest.quarter), max)
  return Array.from({ length: count }, (_, index): Bar => {
    const quarter = plusQuarters(newest.quarter, index + 1 - count)
    const measures = byQuarter.get(quarter)?.measures
    const held = measures ? addCents(...MEASURES.map((measure) => centsOf(measures[measure].held))) : undefined
    const paid = (measure: (typeof MEASURES)[number]): number => eurosOf(measures && centsOf(measures[measure].paid))
    return { quarter, euros: { VOP: paid('VOP'), IMW: paid('IMW'), held: eurosOf(held) } }
  })
}

/** For drawing only. What is below zero has no height. */
const eurosOf = (amount: Cents | undefined): number => Math.max(0, Number(amount ?? 0n) / 100)

interface Scale {
  readonly step: number
  readonly top: number
  readonly unit: { readonly euros: number; readonly text: Bilingual }
}

/** Lines at 1, 2 or 5 times a power of ten. */
function scaleOf(highest: number): Scale {
  const power = 10 ** Math.floor(Math.log10(Math.max(highest, 1) / LINES_MAX))
  const step = power * ([1, 2, 5, 10].find((times) => times * power * LINES_MAX >= highest) ?? 10)
  const unit =
    highest >= 1_000_000
      ? { euros: 1_000_000, text: TEXTS.unit1000000 }
      : highest >= 10_000
        ? { euros: 1_000, text: TEXTS.unit1000 }
        : { euros: 1, text: TEXTS.unit1 }
  return { step, top: step * Math.max(1, Math.ceil(highest / step)), unit }
}

/** With a decimal only where the lines need one. */
function lineText(value: number): Bilingual {
  const text = value.toFixed(1)
  return text.endsWith('.0') ? countWords(Number(text)) : amountWords(text)
}

function barOf({ quarter, euros }: Bar, from: number, place: number, heightOf: (euros: number) => number): Markup {
  const width = place * BAR_SHARE
  const left = from + (place - width) / 2
  let stands = BOX.bottom
  const rects = PARTS.map((part) => {
    const height = heightOf(euros[part])
    stands -= height
    return height === 0
      ? markup``
      : markup`<rect class="${part}" x="${rounded(left)}" y="${rounded(stands)}" width="${rounded(width)}" height="${rounded(height)}"/>`
  })
  const middle = rounded(from + place / 2)
  return markup`<g>${rects}<text x="${middle}" y="${BOX.bottom + 18}" text-anchor="middle">${spoken(shortQuarter(quarter))}</text><text x="${middle}" y="${BOX.bottom + 34}" text-anchor="middle">${quarter.slice(0, 4)}</text></g>
`
}

const LEGEND_TEXTS: Readonly<Record<Part, Bilingual>> = { VOP: sameWords('VOP'), IMW: sameWords('IMW'), held: TEXTS.held }
const legend = markup`${PARTS.map((part, index) => {
  const x = 250 + index * 100
  return markup`<rect class="${part}" x="${x}" y="4" width="16" height="16"/><text x="${x + 24}" y="17">${spoken(LEGEND_TEXTS[part])}</text>`
})}`

function spoken({ nl, en }: Bilingual): Markup {
  return nl === en ? markup`${nl}` : markup`<tspan class="nl" lang="nl">${nl}</tspan><tspan class="en" lang="en">${en}</tspan>`
}

const shortQuarter = (quarter: Quarter): Bilingual => ({ nl: `${quarter.slice(5)}e kw.`, en: quarter.slice(4) })

/** One decimal is finer than an eye: the bytes stay the same on every machine. */
const rounded = (value: number): number => Math.round(value * 10) / 10
