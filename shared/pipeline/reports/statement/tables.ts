// Understands the tables of a statement: a caption, columns with scope, amounts on the right; and the words that more than one section uses.
import type { Cents } from '../../../kernel/money.ts'
import { euroText, sumEuro, type EuroText } from '../../../kernel/money.ts'
import type { Measure } from '../../../law/measures.ts'
import { amountText, quarterText, type StatementLanguage } from '../page/figures.ts'
import { markup, NOTHING, type Markup } from '../page/markup.ts'
import { titleOf } from './reason-texts.ts'
import type { StatementMeasure, StatementQuarter, StatementRow } from './statement.ts'
import { say, type TextName } from './texts.ts'
import type { ExceptionCode } from '../../../exceptions/catalogue.ts'

export interface Column {
  readonly title: TextName
  readonly isAmount: boolean
}

export const texts = (...titles: readonly TextName[]): Column[] => titles.map((title) => ({ title, isAmount: false }))
export const amounts = (...titles: readonly TextName[]): Column[] => titles.map((title) => ({ title, isAmount: true }))

export interface Table {
  readonly name: string
  readonly caption: string
  readonly columns: readonly Column[]
  /** One or more tbody. */
  readonly bodies: readonly Markup[]
  readonly foot?: Markup
}

/** A table that scrolls by itself where the page is narrower than it, also with the keyboard. */
export const table = ({ name, caption, columns, bodies, foot = NOTHING }: Table, language: StatementLanguage): Markup => markup`
<div class="wide" tabindex="0" role="group" aria-label="${caption}"><table class="${name}">
<caption>${caption}</caption>
<thead><tr>${columns.map(({ title, isAmount }) => markup`<th scope="col"${isAmount ? NUMBER : NOTHING}>${say(title, language)}</th>`)}</tr></thead>
${bodies}${foot}
</table></div>`

const NUMBER = markup` class="n"`

export const textCell = (text: string | Markup): Markup => markup`<td>${text}</td>`

/** An amount, or a dash for nothing where `dash` says so; a negative one is marked, and says so in a word where `word` is given. */
export function amountCell(euro: EuroText, language: StatementLanguage, { dash = false, word = '' } = {}): Markup {
  if (dash && euro === '0.00') return markup`<td class="n">\u2013</td>`
  const isNegative = euro.startsWith('-')
  const shown = amountText(euro, language)
  if (!isNegative) return markup`<td class="n">${shown}</td>`
  return markup`<td class="n minus">${shown}${word === '' ? NOTHING : markup`<small>${word}</small>`}</td>`
}

/** `IMW, 3e kwartaal 2024`. */
export const measureAndQuarter = (measure: Measure, quarter: StatementQuarter['quarter'], language: StatementLanguage): string =>
  `${measure}, ${quarterText(quarter, language)}`

/** The words of a code; Dutch ones in a French statement say that they are Dutch. */
export function codeTitle(code: ExceptionCode, language: StatementLanguage): Markup {
  const { text, lang } = titleOf(code, language)
  return lang === undefined ? markup`${text}` : markup`<span lang="${lang}">${text}</span>`
}

/** Why a row has no premium. */
export function whyNone(basis: Exclude<StatementRow['basis'], { kind: 'computed' }>, language: StatementLanguage): Markup {
  switch (basis.kind) {
    case 'refused':
      return codeTitle(basis.code, language)
    case 'absent':
      return markup`${say('absent', language)}`
    case 'other-grant':
      return markup`${say('otherGrant', language)}`
  }
}

export interface Totals {
  readonly premium: EuroText
  readonly earlier: EuroText
  readonly moved: EuroText
  readonly held: EuroText
}

/** Sums over every line: what the rows show adds up to them, to the cent. */
export function totalsOf(rows: readonly StatementRow[]): Totals {
  const lines = rows.flatMap((row) => row.lines)
  const sum = (amount: keyof Totals): EuroText => euroText(sumEuro(lines.map((line) => line[amount])))
  return { premium: sum('premium'), earlier: sum('earlier'), moved: sum('moved'), held: sum('held') }
}

export const heldOf = ({ held }: StatementMeasure): Cents => sumEuro(held.map(({ amount }) => amount))
