// Understands one worker's calculation as a page of HTML: the answer first, then the steps; everything in it, nothing fetched, no script.
import type { Language } from '../../../exceptions/catalogue.ts'
import { shownName } from '../../../exceptions/readable.ts'
import { answers, differenceSection } from './answer-section.ts'
import { employerNumberText, markup, NOTHING, quarterText, sayOfStatement, type Markup } from './common.ts'
import { accountSection, againSection, declaredSection } from './facts-section.ts'
import { shownWorker, type ExplainedWorkerPage } from './page-input.ts'
import { sourcesSection, stepsSection } from './steps-section.ts'
import { styleOf } from './style.ts'
import { say } from './texts.ts'

/** What a browser may do with it: show it, with its own style. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

/**
 * The calculation of one worker in one quarter beside the quarter before, one part per employer (at least one), all of the same worker and quarter.
 * The same input gives the same bytes. Whatever comes from outside is escaped; the number of the worker is masked.
 */
export function explainHtml(workers: readonly ExplainedWorkerPage[], language: Language): string {
  const [first] = workers
  if (!first) throw new Error('Assertion failed: a page without a worker')
  const title = say('title', language, { worker: shownWorker(first) })
  const page = markup`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} \u2013 ${quarterText(first.now.quarter, language)}</title>
<style>${{ html: styleOf(`${first.inss.slice(-5)} ${first.now.quarter}`, language) }}</style>
</head>
<body>
<header>
<p class="letterhead"><strong>${sayOfStatement('letterhead', language)}</strong> <span>${sayOfStatement('department', language)}</span></p>
<h1>${title}</h1>
</header>
<main>
${workers.map((worker) => article(worker, language))}
${sourcesSection(workers, language)}
</main>
</body>
</html>
`
  return page.html
}

const article = (worker: ExplainedWorkerPage, language: Language): Markup => markup`
<article>
${answers(worker, language).map((sentence) => markup`<p class="answer">${sentence}</p>`)}
${about(worker, language)}
${differenceSection(worker, language)}
${stepsSection(worker, language)}
${declaredSection(worker, language)}
${againSection(worker, language)}
${accountSection(worker, language)}
</article>`

function about({ employerNumber, employerName, now, before }: ExplainedWorkerPage, language: Language): Markup {
  const number = employerNumberText(employerNumber)
  const name = employerName === null ? null : shownName(employerName)
  const compared = before ? quarterText(before.quarter, language) : say('nothingBefore', language)
  return markup`
<dl class="about">
<div><dt>${say('employer', language)}</dt><dd><span class="name">${name ?? number}</span>${name === null ? NOTHING : markup` <span class="code">${number}</span>`}</dd></div>
<div><dt>${say('quarter', language)}</dt><dd>${quarterText(now.quarter, language)}</dd></div>
<div><dt>${say('comparedWith', language)}</dt><dd>${compared}</dd></div>
</dl>
<p>${say('hidden', language)}</p>`
}
