// Understands the findings of a run by who has to do something about them: the first thing that a reader passes on.
import { entryOf, whoActsText, type Bilingual, type WhoActs } from '../../../exceptions/catalogue.ts'
import { both } from '../page/bilingual.ts'
import { markup, NOTHING, type Markup } from '../page/markup.ts'
import type { CodeCount } from './kept-findings.ts'
import { counted } from './nouns.ts'
import { words } from './texts.ts'

/** Nothing where nobody has to do anything. */
export function whoActs(counts: readonly CodeCount[]): Markup {
  const acting = [...Map.groupBy(counts, ({ code }) => entryOf(code).whoActs)].filter(([who]) => who !== 'nobody')
  if (acting.length === 0) return NOTHING
  return markup`
<section id="who">
<h2>${words('whoActs')}</h2>
<ul class="who">${acting.map(([who, ofWho]) => markup`<li>${lineOf(who, ofWho)}</li>`)}</ul>
</section>`
}

const lineOf = (who: WhoActs, counts: readonly CodeCount[]): Markup =>
  markup`<strong>${both({ nl: whoActsText(who, 'nl'), en: whoActsText(who, 'en') })}</strong> ${both(findings(counts))} <span class="codes-of">${counts.map(({ code }) => markup` <a class="code" href="#code-${code}">${code}</a>`)}</span>`

function findings(counts: readonly CodeCount[]): Bilingual {
  const total = counts.reduce((sum, { count }) => sum + count, 0)
  return { nl: counted(total, 'finding', 'nl'), en: counted(total, 'finding', 'en') }
}
