// Understands exceptions.html as one page, written in pieces; the same input gives the same bytes.
import { brusselsDate } from '../../../kernel/calendar.ts'
import { withoutInss } from '../../../kernel/identifiers.ts'
import { both } from '../page/bilingual.ts'
import { dateText } from '../page/figures.ts'
import { letterhead, opening } from '../page/frame.ts'
import { markup, NOTHING, type Markup } from '../page/markup.ts'
import { byCode, causesFirst } from './by-code.ts'
import { findingTables } from './finding-tables.ts'
import { kindOf, type Facts } from './facts.ts'
import { figures, headline } from './headline.ts'
import type { KeptFindings } from './kept-findings.ts'
import { readableText } from '../../../exceptions/readable.ts'
import { SCRIPT } from './script.ts'
import { styleFor } from './style.ts'
import { TEXTS, words } from './texts.ts'
import { whoActs } from './who-acts.ts'

/** The page in pieces, each small enough to be written by itself. `mark` stands before the messages of a dry run in an exported file. */
export function* exceptionsPage(given: Facts, findings: KeptFindings, mark: string): Generator<string> {
  const facts = { ...given, file: withoutInss(readableText(given.file)) }
  const counts = findings.counts()
  yield markup`${opening({ title: TEXTS.title, about: facts.file, style: styleFor(`${mark}${facts.runId}`), script: SCRIPT })}<body>
${findings.total === 0 ? NOTHING : markup`<a class="skip" href="#findings">${words('skip')}</a>`}
${head(facts)}
<main>
${notice(facts)}${figures(facts)}
${whoActs(causesFirst(counts))}${byCode(causesFirst(counts), findings.total)}
${findingTables(findings, counts)}
</main>
<script type="application/json" id="data">`.html
  yield* findings.json(mark)
  yield `</script>\n<script>${SCRIPT}</script>\n</body>\n</html>\n`
}

const head = (facts: Facts): Markup => markup`
<header>${letterhead(TEXTS.title)}
<h1>${both({ nl: headline(facts, 'nl'), en: headline(facts, 'en') })}</h1>
<p class="origin"><span>${words('received')}: ${both(receivedOn(facts))}</span><span>${words('run')}: ${facts.runId}</span></p>
</header>`

function receivedOn({ receivedAt }: Facts): { readonly nl: string; readonly en: string } {
  const date = brusselsDate(new Date(receivedAt))
  return { nl: dateText(date, 'nl'), en: dateText(date, 'en') }
}

function notice(facts: Facts): Markup {
  const kind = kindOf(facts)
  if (kind !== 'dryRun' && kind !== 'held') return NOTHING
  return markup`<p class="notice">${words(kind === 'held' ? 'waits' : 'dryRun')}</p>`
}
