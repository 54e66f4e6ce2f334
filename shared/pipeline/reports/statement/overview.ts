// Understands the first page of a statement: whom it is for, the amounts in one look, per quarter and measure, what is paid and what is held.
import { centsOf, euroText, negateCents, NO_MONEY, subtractCents, sumCents, sumEuro, type EuroText } from '../../../kernel/money.ts'
import { amountText, dateText, employerNumberText, quarterText, type StatementLanguage } from '../page/figures.ts'
import { markup, NOTHING, type Markup } from '../page/markup.ts'
import { ACTION_TEXTS, HOLD_TEXTS } from './reason-texts.ts'
import { whoActs } from './remarks.ts'
import { nameOf, type StatementHead, type StatementMeasure, type StatementQuarter } from './statement.ts'
import { amountCell, amounts, codeTitle, measureAndQuarter, table, textCell, texts, totalsOf, type Totals } from './tables.ts'
import { MEASURE_TEXTS, say } from './texts.ts'

const NONE = euroText(NO_MONEY)

export const letterhead = ({ employerNumber, payee, date, runId }: StatementHead, language: StatementLanguage): Markup => markup`
<header>
<p class="letterhead"><strong>${say('letterhead', language)}</strong> <span>${say('department', language)}</span></p>
<h1>${say('title', language)}</h1>
<dl class="about">
<div><dt>${say('employer', language)}</dt><dd class="name">${nameOf({ payee }) ?? say('unnamed', language)}</dd></div>
<div><dt>${say('employerNumber', language)}</dt><dd>${employerNumberText(employerNumber)}</dd></div>
<div><dt>${say('date', language)}</dt><dd>${dateText(date, language)}</dd></div>
<div><dt>${say('run', language)}</dt><dd class="code">${runId}</dd></div>
</dl>
<p>${say('intro', language)} ${say('hidden', language)}</p>
</header>`

/** The three sums that matter, those of nothing left out; what is paid is always there. */
export function figures(quarters: readonly StatementQuarter[], language: StatementLanguage): Markup {
  const measures = quarters.flatMap((quarter) => quarter.measures)
  const paid = sumEuro(measures.flatMap(({ payment }) => payment?.amount ?? []))
  const held = sumEuro(measures.flatMap((measure) => measure.held.map(({ amount }) => amount)))
  const claimed = negateCents(sumEuro(measures.flatMap(({ claim }) => claim?.amount ?? [])))
  const figure = (title: 'paidNow' | 'heldNow' | 'claimNow', amount: typeof paid): Markup =>
    amount === NO_MONEY && title !== 'paidNow'
      ? NOTHING
      : markup`<div><dt>${say(title, language)}</dt><dd>${amountText(euroText(amount), language)}</dd></div>`
  return markup`<dl class="figures">${figure('paidNow', paid)}${figure('heldNow', held)}${figure('claimNow', claimed)}</dl>`
}

export function summarySection(quarters: readonly StatementQuarter[], language: StatementLanguage): Markup {
  const all = quarters.flatMap((quarter) => quarter.measures)
  const total = summaryOf(totalsOf(all.flatMap(({ rows }) => rows)), all)
  return markup`
<section>
<h2>${say('summary', language)}</h2>
${table(
  {
    name: 'summary',
    caption: say('summaryCaption', language),
    columns: [...texts('quarter', 'measure'), ...amounts('premium', 'earlier', 'difference', 'paidNow', 'heldNow', 'claim')],
    bodies: [markup`<tbody>${quarters.map((quarter) => quarterRows(quarter, language))}</tbody>`],
    foot:
      all.length === 0
        ? NOTHING
        : markup`<tfoot><tr><th scope="row" colspan="2">${say('total', language)}</th>${sumCells(total, language)}</tr></tfoot>`,
  },
  language,
)}
${heldList(quarters, language)}
</section>`
}

function quarterRows({ quarter, measures, refusal }: StatementQuarter, language: StatementLanguage): Markup {
  const head = markup`<th scope="row">${quarterText(quarter, language)}</th>`
  if (refusal !== null) {
    const action = ACTION_TEXTS[whoActs(refusal)][language]
    return markup`<tr>${head}<td colspan="7">${say('notBooked', language)} ${codeTitle(refusal, language)}. ${action}</td></tr>`
  }
  if (measures.length === 0) return markup`<tr>${head}<td colspan="7">${say('nothing', language)}</td></tr>`
  return markup`${measures.map(
    (measure) => markup`<tr>${head}<td>${measure.measure}</td>${sumCells(summaryOf(totalsOf(measure.rows), [measure]), language)}</tr>`,
  )}`
}

interface Summary {
  readonly premium: EuroText
  readonly earlier: EuroText
  readonly difference: EuroText
  readonly paid: EuroText
  readonly held: EuroText
  readonly claim: EuroText
}

/** difference = paid + held + claim: the first from the lines, the others from what is ordered. */
function summaryOf({ premium, earlier }: Totals, measures: readonly StatementMeasure[]): Summary {
  const summed = (amountsOf: (measure: StatementMeasure) => readonly EuroText[]): EuroText => euroText(sumEuro(measures.flatMap(amountsOf)))
  return {
    premium,
    earlier,
    difference: euroText(subtractCents(centsOf(premium), centsOf(earlier))),
    paid: summed(({ payment }) => (payment ? [payment.amount] : [])),
    held: summed(({ held }) => held.map(({ amount }) => amount)),
    claim: summed(({ claim }) => (claim ? [claim.amount] : [])),
  }
}

const sumCells = ({ premium, earlier, difference, paid, held, claim }: Summary, language: StatementLanguage): Markup =>
  markup`${[premium, earlier, difference].map((amount) => amountCell(amount, language))}${[paid, held, claim].map((amount) => amountCell(amount, language, { dash: true }))}`

/** Why something is held: one sentence per quarter, measure and reason. */
function heldList(quarters: readonly StatementQuarter[], language: StatementLanguage): Markup {
  const held = quarters.flatMap(({ quarter, measures }) =>
    measures.flatMap(({ measure, held: amountsHeld }) =>
      amountsHeld
        .filter(({ amount }) => amount !== NONE)
        .map(({ code, amount }) =>
          say('heldSentence', language, {
            amount: amountText(amount, language),
            what: measureAndQuarter(measure, quarter, language),
            why: HOLD_TEXTS[code][language],
          }),
        ),
    ),
  )
  if (held.length === 0) return NOTHING
  return markup`<h3>${say('heldHeading', language)}</h3><ul class="held">${held.map((sentence) => markup`<li>${sentence}</li>`)}</ul>`
}

export function paymentsSection(quarters: readonly StatementQuarter[], language: StatementLanguage): Markup {
  const payments = quarters.flatMap(({ quarter, measures }) =>
    measures.flatMap(({ measure, payment }) => (payment ? [{ quarter, measure, payment }] : [])),
  )
  const total = euroText(sumCents(payments.map(({ payment }) => centsOf(payment.amount))))
  const body =
    payments.length === 0
      ? markup`<p>${say('noPayment', language)}</p>`
      : table(
          {
            name: 'payments',
            caption: say('paymentsCaption', language),
            columns: [...texts('reference', 'quarter', 'measure', 'account'), ...amounts('amount')],
            bodies: [
              markup`<tbody>${payments.map(
                ({ quarter, measure, payment: { paymentId, iban, amount } }) => markup`
<tr><th scope="row" class="code">${paymentId}</th>${textCell(quarterText(quarter, language))}${textCell(MEASURE_TEXTS[measure][language])}<td class="code">${iban ?? '\u2013'}</td>${amountCell(amount, language)}</tr>`,
              )}</tbody>`,
            ],
            foot: markup`<tfoot><tr><th scope="row" colspan="4">${say('total', language)}</th>${amountCell(total, language)}</tr></tfoot>`,
          },
          language,
        )
  return markup`<section><h2>${say('payments', language)}</h2>${body}</section>`
}
