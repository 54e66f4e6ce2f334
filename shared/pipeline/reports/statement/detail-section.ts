// Understands the calculation per worker: one table per quarter and measure, each worker with every component, so that the totals are those of the payment.
import { NO_MONEY } from '../../../kernel/money.ts'
import { amountText, decimalOf, decimalText, percentText, quarterText, type StatementLanguage } from '../page/figures.ts'
import { markup, NOTHING, type Markup } from '../page/markup.ts'
import { ACTION_TEXTS, CAUSE_TEXTS } from './reason-texts.ts'
import { whoActs, type Remark } from './remarks.ts'
import type { StatementLine, StatementMeasure, StatementQuarter, StatementRow } from './statement.ts'
import { amountCell, amounts, codeTitle, heldOf, table, textCell, texts, totalsOf, whyNone, type Column, type Totals } from './tables.ts'
import { COMPONENT_TEXTS, MEASURE_TEXTS, say } from './texts.ts'

export function detailSection(quarters: readonly StatementQuarter[], language: StatementLanguage): Markup {
  const shown = quarters.filter(({ measures, remarks }) => measures.length + remarks.length > 0)
  if (shown.length === 0) return NOTHING
  return markup`
<section class="details">
<h2>${say('details', language)}</h2>
${shown.map(
  (quarter) => markup`
<h3>${quarterText(quarter.quarter, language)}</h3>
${causesOf(quarter, language)}${quarter.measures.map((measure) => measureTable(measure, language))}${remarksOf(quarter.remarks, language)}`,
)}
</section>`
}

/** Columns of what the premium was computed with: a row without premium has its reason across them. */
const BASIS_COLUMNS: readonly Column[] = amounts('ordinal', 'percentage', 'referenceWage', 'fraction', 'ceiling')

function measureTable(measure: StatementMeasure, language: StatementLanguage): Markup {
  const hasHeld = heldOf(measure) !== NO_MONEY
  const isPaid = measure.payment !== null || measure.rows.every(({ lines }) => lines.every(({ moved }) => moved === '0.00'))
  return table(
    {
      name: 'detail',
      caption: say('detailCaption', language, { measure: MEASURE_TEXTS[measure.measure][language] }),
      columns: [
        ...texts('workerAndGrant'),
        ...BASIS_COLUMNS,
        ...texts('component'),
        ...amounts('premium', 'earlier', isPaid ? 'now' : 'nowSetOff', ...(hasHeld ? (['heldNow'] as const) : [])),
      ],
      bodies: measure.rows.map((row) => workerBody(row, hasHeld, language)),
      foot: markup`<tfoot><tr><th scope="row" colspan="${BASIS_COLUMNS.length + 2}">${say('total', language)}</th>${sumCells(totalsOf(measure.rows), hasHeld, language)}</tr></tfoot>`,
    },
    language,
  )
}

/** A worker with its components, never cut by the end of a page. */
function workerBody(row: StatementRow, hasHeld: boolean, language: StatementLanguage): Markup {
  const { worker, grant, lines } = row
  const hasSum = lines.length > 1
  const rows = lines.length + (hasSum ? 1 : 0)
  const head = markup`<th scope="rowgroup" rowspan="${rows}"><span class="code">${worker}</span><small>${grant}</small></th>${basisCells(row, rows, language)}`
  return markup`
<tbody class="worker">
${lines.map((line, index) => markup`<tr>${index === 0 ? head : NOTHING}${lineCells(line, hasHeld, language)}</tr>`)}
${hasSum ? markup`<tr class="sum"><td>${say('together', language)}</td>${sumCells(totalsOf([row]), hasHeld, language)}</tr>` : NOTHING}
</tbody>`
}

function basisCells({ basis }: StatementRow, rows: number, language: StatementLanguage): Markup {
  if (basis.kind !== 'computed')
    return markup`<td colspan="${BASIS_COLUMNS.length}" rowspan="${rows}" class="none">${whyNone(basis, language)}</td>`
  const { ordinal, percentage, referenceWage, fraction, ceiling } = basis
  const cells = [
    String(ordinal),
    percentText(percentage, language),
    amountText(referenceWage, language),
    decimalText(decimalOf(fraction), language),
    amountText(ceiling, language),
  ]
  return markup`${cells.map((cell) => markup`<td class="n" rowspan="${rows}">${cell}</td>`)}`
}

const lineCells = (line: StatementLine, hasHeld: boolean, language: StatementLanguage): Markup =>
  markup`<td class="what">${COMPONENT_TEXTS[line.component][language]}</td>${sumCells(line, hasHeld, language)}`

/** A recovery is negative and says so. */
function sumCells({ premium, earlier, moved, held }: Totals, hasHeld: boolean, language: StatementLanguage): Markup {
  const word = say('recovery', language)
  const heldCell = hasHeld ? amountCell(held, language, { dash: true }) : NOTHING
  return markup`${amountCell(premium, language)}${amountCell(earlier, language)}${amountCell(moved, language, { word })}${heldCell}`
}

function causesOf({ causes }: StatementQuarter, language: StatementLanguage): Markup {
  if (causes.length === 0) return NOTHING
  return markup`<h4>${say('again', language)}</h4><ul>${causes.map(
    ({ worker, kinds }) =>
      markup`<li><span class="code">${worker}</span>: ${kinds.map((kind) => CAUSE_TEXTS[kind][language]).join('; ')}</li>`,
  )}</ul>`
}

const remarksOf = (remarks: readonly Remark[], language: StatementLanguage): Markup =>
  markup`${remarkTable('none', remarks, language)}${remarkTable('note', remarks, language)}`

function remarkTable(kind: Remark['kind'], remarks: readonly Remark[], language: StatementLanguage): Markup {
  const shown = remarks.filter((remark) => remark.kind === kind)
  if (shown.length === 0) return NOTHING
  const isNone = kind === 'none'
  return markup`<h4>${say(isNone ? 'without' : 'notes', language)}</h4>${table(
    {
      name: 'remarks',
      caption: say(isNone ? 'withoutCaption' : 'notesCaption', language),
      columns: texts('worker', 'measure', 'why', 'what'),
      bodies: [
        markup`<tbody>${shown.map(
          (remark) => markup`
<tr><th scope="row">${whomOf(remark, language)}</th>${textCell(remark.measure ?? '\u2013')}${textCell(codeTitle(remark.code, language))}${textCell(ACTION_TEXTS[whoActs(remark.code)][language])}</tr>`,
        )}</tbody>`,
      ],
    },
    language,
  )}`
}

function whomOf({ worker, line }: Remark, language: StatementLanguage): Markup {
  if (worker !== null) return markup`<span class="code">${worker}</span>`
  return markup`${line === null ? say('wholeDeclaration', language) : say('line', language, { line: String(line) })}`
}
