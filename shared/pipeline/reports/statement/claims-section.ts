// Understands the claims of a statement: how much comes back, for which quarter, because of which workers, and what happens next.
import { euroText, negateCents, NO_MONEY, sumEuro } from '../../../kernel/money.ts'
import { amountText, type StatementLanguage } from '../page/figures.ts'
import { markup, NOTHING, type Markup } from '../page/markup.ts'
import type { Order, StatementMeasure, StatementQuarter, StatementRow } from './statement.ts'
import { amountCell, amounts, measureAndQuarter, table, textCell, texts, whyNone } from './tables.ts'
import { say } from './texts.ts'

export function claimsSection(quarters: readonly StatementQuarter[], language: StatementLanguage): Markup {
  const claims = quarters.flatMap(({ quarter, measures }) =>
    measures.flatMap((measure) => (measure.claim ? [claimOf(measure.claim, measure, quarter, language)] : [])),
  )
  if (claims.length === 0) return NOTHING
  return markup`<section class="claims"><h2>${say('claims', language)}</h2>${claims}<p>${say('claimNext', language)}</p></section>`
}

function claimOf(
  { paymentId, amount }: Order,
  { measure, rows }: StatementMeasure,
  quarter: StatementQuarter['quarter'],
  language: StatementLanguage,
): Markup {
  const toPayBack = euroText(negateCents(sumEuro([amount])))
  const what = measureAndQuarter(measure, quarter, language)
  const moved = rows
    .map((row) => ({ row, sum: sumEuro(row.lines.map((line) => line.moved)) }))
    .filter(({ row, sum }) => sum !== NO_MONEY || row.lines.some((line) => line.moved !== '0.00'))
  return markup`
<p>${say('claimSentence', language, { what, amount: amountText(toPayBack, language) })}</p>
${table(
  {
    name: 'claim',
    caption: say('claimCaption', language, { reference: paymentId }),
    columns: [...texts('worker', 'why'), ...amounts('amount')],
    bodies: [
      markup`<tbody>${moved.map(
        ({ row, sum }) => markup`
<tr><th scope="row" class="code">${row.worker}</th>${textCell(reasonOf(row, sum < NO_MONEY, language))}${amountCell(euroText(sum), language)}</tr>`,
      )}</tbody>`,
    ],
    foot: markup`<tfoot><tr><th scope="row" colspan="2">${say('claim', language)}</th>${amountCell(amount, language)}</tr></tfoot>`,
  },
  language,
)}`
}

const reasonOf = ({ basis }: StatementRow, isLower: boolean, language: StatementLanguage): Markup =>
  basis.kind === 'computed' ? markup`${say(isLower ? 'lower' : 'higher', language)}` : whyNone(basis, language)
