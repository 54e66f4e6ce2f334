// Understands the statement as one page of HTML: everything in it, nothing fetched, no script; the same input gives the same bytes.
import { claimsSection } from './claims-section.ts'
import { detailSection } from './detail-section.ts'
import { employerNumberText } from '../page/figures.ts'
import { markup } from '../page/markup.ts'
import { figures, letterhead, paymentsSection, summarySection } from './overview.ts'
import { rulesSection } from './rules-section.ts'
import { nameOf, type StatementHead, type StatementQuarter } from './statement.ts'
import { styleFor } from './style.ts'
import { say } from './texts.ts'

/** What a browser may do with it: show it, with its own style. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

/**
 * The statement of one employer for one settled run, in the language of the payee (Dutch without one); `quarters` in the order they were settled.
 * A run that waits or a dry run orders nothing: it has no statement.
 */
export function statementHtml(head: StatementHead, quarters: readonly StatementQuarter[]): string {
  const language = head.payee?.language ?? 'nl'
  const title = `${say('title', language)} \u2013 ${nameOf(head) ?? employerNumberText(head.employerNumber)}`
  const rules = quarters.flatMap((quarter) => quarter.rules)
  const page = markup`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${{ html: styleFor(say('page', language), `${employerNumberText(head.employerNumber)} ${head.runId}`) }}</style>
</head>
<body>
${letterhead(head, language)}
<main>
${figures(quarters, language)}
${summarySection(quarters, language)}
${paymentsSection(quarters, language)}
${claimsSection(quarters, language)}
${detailSection(quarters, language)}
${rulesSection(rules, language)}
</main>
</body>
</html>
`
  return page.html
}
