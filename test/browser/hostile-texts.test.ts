// Understands hostile texts in a real browser: they stand in the page of findings and in a statement as text, and nothing of them happens.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { BusinessException } from '../../shared/exceptions/business-exception.ts'
import { reportRow } from '../../shared/exceptions/report.ts'
import { localDate } from '../../shared/kernel/calendar.ts'
import { statementHtml } from '../../shared/pipeline/reports/statement/document.ts'
import { HOSTILE } from '../pipeline/reports/hostile-story.ts'
import { EMPLOYER } from '../support/law-builders.ts'
import { hasBrowser, TestBrowser, WHY_SKIPPED } from './browser.ts'
import { FACTS, invented, pageOf } from './pages.ts'

const VALUES = Object.values(HOSTILE)
/** White space as a browser shows it. */
const spaced = (text: string): string => text.replaceAll(/\s+/g, ' ').trim()
const findings = VALUES.flatMap((value): BusinessException[] => [
  { ...invented(0), value, field: value },
  { code: 'RUN-002', parameters: { reason: value, file: value }, employerNumber: value, quarter: value },
])
const LIVE = `[...document.querySelectorAll('*')].filter((each) => each.matches('img, iframe, object, svg') || [...each.attributes].some(({ name }) => name.startsWith('on'))).map(({ outerHTML }) => outerHTML.slice(0, 200))`

if (!hasBrowser) process.stdout.write(`skipped: ${WHY_SKIPPED}\n`)

describe.skipIf(!hasBrowser)('hostile texts', () => {
  let browser: TestBrowser
  beforeAll(async () => {
    browser = await TestBrowser.start()
  })
  afterAll(() => browser.end())

  const payee = {
    employerNumber: EMPLOYER,
    name: VALUES.join(' | '),
    iban: '',
    bic: null,
    language: 'en',
    hold: false,
    holdReason: '',
  } as const
  const head = { runId: FACTS.runId, date: localDate('2025-08-01'), employerNumber: EMPLOYER, payee }
  test.each([
    ['the page of findings', pageOf(findings, { ...FACTS, file: VALUES.join(' | ') }), findings.map((each) => reportRow(each).value)],
    ['a statement', statementHtml(head, []), VALUES],
  ])('%s: no dialog, no error, no request, and every one is there as text', async (_, html, texts) => {
    const page = await browser.open(html)
    expect(await page.evaluate(LIVE)).toEqual([])
    const said = spaced(await page.locator('body').innerText())
    for (const text of texts) expect(said).toContain(spaced(text.replaceAll(/[\u0000\u202e]/g, '')))
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
    await browser.leave(page)
    expect([browser.requests, browser.complaints]).toEqual([[], []])
  })
})
