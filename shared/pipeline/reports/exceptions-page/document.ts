// Understands exceptions.html as one page: everything in it, nothing fetched, the one script that may run named by its hash; the same input gives the same bytes.
import { createHash } from 'node:crypto'
import { brusselsDate } from '../../../kernel/calendar.ts'
import { withoutInss } from '../../../kernel/identifiers.ts'
import { dateText } from '../page/figures.ts'
import { markup, NOTHING, type Markup } from '../page/markup.ts'
import { both, words } from './bilingual.ts'
import { byCode, causesFirst } from './by-code.ts'
import { findingTables } from './finding-tables.ts'
import { figures, headline, kindOf, type Facts } from './headline.ts'
import type { KeptFindings } from './kept-findings.ts'
import { readableText } from '../../../exceptions/readable.ts'
import { SCRIPT } from './script.ts'
import { styleFor } from './style.ts'
import { TEXTS } from './texts.ts'

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/** What a browser may do with the page: run this script, use this style, and nothing else; no request leaves it. */
const policyFor = (style: string): string =>
  `default-src 'none'; script-src ${hashOf(SCRIPT)}; style-src ${hashOf(style)}; base-uri 'none'; form-action 'none'`

/** The page in pieces, each small enough to be written by itself. `mark` stands before the messages of a dry run in an exported file. */
export function* exceptionsPage(given: Facts, findings: KeptFindings, mark: string): Generator<string> {
  const facts = { ...given, file: withoutInss(readableText(given.file)) }
  const counts = findings.counts()
  const style = styleFor(`${mark}${facts.runId}`)
  yield markup`<!doctype html>
<html lang="nl">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyFor(style)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${TEXTS.title.nl} – ${facts.file}</title>
<style>${{ html: style }}</style>
</head>
<body>
${findings.total === 0 ? NOTHING : markup`<a class="skip" href="#findings">${words('skip')}</a>`}
${head(facts)}
<main>
${notice(facts)}${figures(facts)}
${byCode(causesFirst(counts), findings.total)}
${findingTables(findings, counts)}
</main>
<script type="application/json" id="data">`.html
  yield* findings.json(mark)
  yield `</script>\n<script>${SCRIPT}</script>\n</body>\n</html>\n`
}

const head = (facts: Facts): Markup => markup`
<header>
<div class="letterhead"><p><strong>Kwartaalpremie</strong> ${words('title')}</p>
<fieldset><legend>${words('language')}</legend><label lang="nl"><input type="radio" name="language" id="in-nl" value="nl" checked>Nederlands</label> <label lang="en"><input type="radio" name="language" id="in-en" value="en">English</label></fieldset></div>
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
