// Understands the forms with which a person stops the payments of a measure, lets them go on, or has an employer computed again.
import type { Bilingual } from '../../../../shared/exceptions/catalogue.ts'
import { MEASURES } from '../../../../shared/law/measures.ts'
import { markup, type Markup } from '../presentation.ts'
import type { Setting } from './setting.ts'

const TEXTS = {
  title: { nl: 'Ingrijpen', en: 'Step in' },
  payments: { nl: 'Betalingen opschorten of hervatten', en: 'Stop or resume payments' },
  paymentsHint: {
    nl: 'Wat geboekt wordt terwijl ze opgeschort zijn, wordt aangehouden en na het hervatten vanzelf vrijgegeven.',
    en: 'What is booked while they are stopped is held, and released by itself once they are resumed.',
  },
  measure: { nl: 'Maatregel', en: 'Measure' },
  reason: { nl: 'Reden', en: 'Reason' },
  reasonHint: { nl: 'nodig om op te schorten', en: 'needed to stop' },
  pause: { nl: 'Opschorten', en: 'Stop' },
  resume: { nl: 'Hervatten', en: 'Resume' },
  recompute: { nl: 'Opnieuw berekenen', en: 'Compute again' },
  recomputeHint: {
    nl: 'Met het register van vandaag. Alleen het verschil met wat al geboekt is, wordt betaald of teruggevorderd.',
    en: 'With the registry of today. Only the difference with what was booked before is paid or recovered.',
  },
  employer: { nl: 'Ondernemingsnummer', en: 'Enterprise number' },
  quarter: { nl: 'Kwartaal', en: 'Quarter' },
  quarterHint: { nl: 'zoals 2025Q1; leeg = alle', en: 'like 2025Q1; empty = all' },
} as const satisfies Record<string, Bilingual>

/** Folded: they are needed seldom. Who asks is the person named at the top of the page. */
export function requestForms({ language, person }: Setting): Markup {
  const text = (name: keyof typeof TEXTS): string => TEXTS[name][language]
  const form = (fields: Markup): Markup => markup`<form class="decision" method="post" action="/decisions">
<input type="hidden" name="lang" value="${language}"><input type="hidden" class="person" name="as" value="${person}">
${fields}
</form>`
  return markup`
<h3 id="requests">${text('title')}</h3>
<details data-part="payments"><summary>${text('payments')}</summary>
<p class="note">${text('paymentsHint')}</p>
${form(markup`<p><label for="measure">${text('measure')}</label><select id="measure" name="target">${MEASURES.map((measure) => markup`<option>${measure}</option>`)}</select></p>
<p class="grow"><label for="why-payments">${text('reason')} <small>${text('reasonHint')}</small></label><input id="why-payments" name="reason" autocomplete="off" maxlength="500"></p>
<p class="buttons"><button name="action" value="pause">${text('pause')}</button><button class="second" name="action" value="resume">${text('resume')}</button></p>`)}
</details>
<details data-part="recompute"><summary>${text('recompute')}</summary>
<p class="note">${text('recomputeHint')}</p>
${form(markup`<p class="grow"><label for="recompute-employer">${text('employer')}</label><input id="recompute-employer" name="target" inputmode="numeric" autocomplete="off" maxlength="16" required></p>
<p class="grow"><label for="recompute-quarter">${text('quarter')} <small>${text('quarterHint')}</small></label><input id="recompute-quarter" name="quarter" autocomplete="off" maxlength="6"></p>
<p class="buttons"><button name="action" value="recompute">${text('recompute')}</button></p>`)}
</details>`
}
