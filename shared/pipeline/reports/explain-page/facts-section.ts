// Understands the facts behind a calculation: what was declared in both quarters, why it was computed again, and how the account stands.
import type { Language } from '../../../exceptions/catalogue.ts'
import { withoutInss } from '../../../kernel/identifiers.ts'
import type { Occupation } from '../../../law/occupation.ts'
import { causeText } from '../cause-texts.ts'
import { amountText, COMPONENT_TEXTS, dateText, markup, NOTHING, quarterText, type Markup } from './common.ts'
import type { AssessedQuarter, ExplainedQuarter } from './explained-quarter.ts'
import type { ExplainedWorkerPage } from './page-input.ts'
import { numberCell, table, type Heading } from './table.ts'
import { say, type TextName } from './texts.ts'
import { shownCents, shownHours } from './words.ts'

const quartersOf = ({ before, now }: ExplainedWorkerPage): readonly ExplainedQuarter[] => (before ? [before, now] : [now])
const text = (name: TextName, language: Language): Heading => ({ text: say(name, language) })
const number = (name: TextName, language: Language): Heading => ({ text: say(name, language), isNumber: true })

/** The occupations of both quarters, and the declared codes where there are any. */
export function declaredSection(worker: ExplainedWorkerPage, language: Language): Markup {
  const quarters = quartersOf(worker).filter((of): of is AssessedQuarter => of.kind === 'assessed' && of.occupations.length > 0)
  if (quarters.length === 0) return NOTHING
  const [heading, ...codes] = worker.codes
  return markup`
<section>
<h2>${say('declared', language)}</h2>
${table({
  name: 'declared',
  caption: say('declaredCaption', language),
  headings: [
    ...(['quarter', 'dates'] as const).map((name) => text(name, language)),
    ...(['weeklyHours', 'paidHours', 'gross', 'contributions', 'reductions', 'support'] as const).map((name) => number(name, language)),
  ],
  bodies: quarters.map((of) => occupationRows(of, language)),
})}
${heading === undefined ? NOTHING : markup`<h3>${heading.trim()}</h3><ul>${codes.map((code) => markup`<li>${withFigures(code.trim(), language)}</li>`)}</ul>`}
</section>`
}

/** The lines of the text form, with figures as the language writes them. */
const withFigures = (line: string, language: Language): string => line.replaceAll(/-?\d+\.\d{2}/g, (figure) => amountText(figure, language))

const occupationRows = ({ quarter, occupations }: AssessedQuarter, language: Language): Markup =>
  markup`<tbody class="worker">${occupations.map(
    (occupation, index) =>
      markup`<tr>${index === 0 ? markup`<th scope="rowgroup" rowspan="${occupations.length}">${quarterText(quarter, language)}</th>` : NOTHING}${occupationCells(occupation, language)}</tr>`,
  )}</tbody>`

function occupationCells(occupation: Occupation, language: Language): Markup {
  const { start, end, weeklyHours, fulltimeWeeklyHours, hoursPaid } = occupation
  const from = dateText(start, language)
  const dates = end === null ? say('since', language, { from }) : say('period', language, { from, to: dateText(end, language) })
  const hours = say('ofFullTime', language, { hours: shownHours(weeklyHours, language), full: shownHours(fulltimeWeeklyHours, language) })
  const { grossWage, employerContributions, contributionReductions, otherSupport } = occupation
  const sums = [grossWage, employerContributions, contributionReductions, otherSupport].map((euro) => amountText(euro, language))
  return markup`<td>${dates}</td>${[hours, shownHours(hoursPaid, language), ...sums].map(numberCell)}`
}

/** What changed since the declaration, where it was computed again without a new one. */
export function againSection({ now }: ExplainedWorkerPage, language: Language): Markup {
  if (now.kind !== 'assessed' || now.causes.length === 0) return NOTHING
  const told = now.causes.map((cause) => causeText(cause, language))
  return markup`
<section><h2>${say('again', language)}</h2><ul>${told.map(
    ({ change, before, after }) => markup`<li>${change} (${before} \u2192 ${after})</li>`,
  )}</ul></section>`
}

/** Right, instructed and held per line of the account, of both quarters, as they stand now. */
export function accountSection(worker: ExplainedWorkerPage, language: Language): Markup {
  const quarters = quartersOf(worker).filter(({ standing }) => standing.length > 0)
  const body =
    quarters.length === 0
      ? markup`<p>${say('nothingStands', language)}</p>`
      : table({
          name: 'account',
          caption: say('accountCaption', language),
          headings: [
            text('quarter', language),
            { text: say('grantHeading', language) },
            text('component', language),
            ...(['right', 'instructed', 'held'] as const).map((name) => number(name, language)),
          ],
          bodies: quarters.map((of) => accountRows(of, language)),
        })
  return markup`<section><h2>${say('account', language)}</h2>${body}</section>`
}

const accountRows = ({ quarter, standing }: ExplainedQuarter, language: Language): Markup =>
  markup`<tbody class="worker">${standing.map(
    ({ measure, entitlementId, component, premium, instructed, held, holdCode }, index) =>
      markup`<tr>${index === 0 ? markup`<th scope="rowgroup" rowspan="${standing.length}">${quarterText(quarter, language)}</th>` : NOTHING}<td>${measure} ${withoutInss(entitlementId)}</td><td>${COMPONENT_TEXTS[component][language]}</td>${[
        shownCents(premium, language),
        shownCents(instructed, language),
        holdCode === null ? shownCents(held, language) : `${shownCents(held, language)} (${holdCode})`,
      ].map(numberCell)}</tr>`,
  )}</tbody>`
