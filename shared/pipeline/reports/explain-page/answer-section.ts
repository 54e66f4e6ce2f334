// Understands how the page begins: the answer to "why is it lower this time" for each measure, and the table that leads from one premium to the other.
import type { Language } from '../../../exceptions/catalogue.ts'
import { markup, MEASURE_TEXTS, NOTHING, type Markup } from './common.ts'
import { measurePages, premiumOfSide, type ExplainedWorkerPage, type MeasurePage } from './page-input.ts'
import { answer, reasonText } from './reason-sentences.ts'
import { withoutText } from './reason-texts.ts'
import { numberCell, table } from './table.ts'
import { say } from './texts.ts'
import { shownCents, signedCents, theQuarter } from './words.ts'

/** One sentence per measure; where neither quarter has one, why there is no premium at all. */
export function answers({ before, now }: Pick<ExplainedWorkerPage, 'before' | 'now'>, language: Language): readonly string[] {
  const pages = measurePages({ before, now })
  if (pages.length > 0) return pages.map((page) => answerOf(page, before, language))
  const why = now.kind === 'assessed' ? (now.assessment.refusal?.code ?? 'no-grant') : now.kind
  return [say('answerNothing', language, { why: withoutText(why, language) })]
}

function answerOf({ measure, now, before, reasons }: MeasurePage, quarter: ExplainedWorkerPage['before'], language: Language): string {
  if (quarter && reasons) {
    const then = { quarter: quarter.quarter, premium: premiumOfSide(before) }
    return answer({ measure, before: then, premium: premiumOfSide(now), reasons }, language)
  }
  if (now.kind === 'none') return say('answerFirstNone', language, { measure, why: withoutText(now.why, language) })
  return say('answerFirst', language, { measure, premium: shownCents(now.premium, language) })
}

/** From the premium then to that of now; nothing for a measure whose premium is what it was. */
export function differenceSection(worker: ExplainedWorkerPage, language: Language): Markup {
  const changed = measurePages(worker).filter(({ reasons = [] }) => reasons.some(({ effect }) => effect !== 0n))
  if (changed.length === 0) return NOTHING
  return markup`
<section>
<h2>${say('difference', language)}</h2>
${changed.map((page) => differenceTable(page, worker, language))}
</section>`
}

function differenceTable({ measure, now, before, reasons = [] }: MeasurePage, worker: ExplainedWorkerPage, language: Language): Markup {
  const premiumRow = (quarter: ExplainedWorkerPage['now']['quarter'], side: MeasurePage['before']): Markup =>
    markup`<tr><th scope="row">${say('premiumIn', language, { quarter: theQuarter(quarter, language) })}</th>${numberCell(shownCents(premiumOfSide(side), language))}</tr>`
  return table({
    name: 'bridge',
    caption: say('differenceCaption', language, { measure: MEASURE_TEXTS[measure][language] }),
    headings: [{ text: say('cause', language) }, { text: say('effect', language), isNumber: true }],
    bodies: [
      markup`<tbody class="then">${worker.before ? premiumRow(worker.before.quarter, before) : NOTHING}</tbody>`,
      markup`<tbody>${reasons.map(
        (reason) =>
          markup`<tr><th scope="row">${capital(reasonText(reason, language))}.</th>${numberCell(signedCents(reason.effect, language))}</tr>`,
      )}</tbody>`,
    ],
    foot: markup`<tfoot>${premiumRow(worker.now.quarter, now)}</tfoot>`,
  })
}

const capital = (clause: string): string => clause.slice(0, 1).toUpperCase() + clause.slice(1)
