// Understands what a reader can do with the overview in a real browser: choose a language, filter the runs, copy a command, print it, and read it without a script or on a phone.
import axe, { type RunOptions } from 'axe-core'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { comeBack, hasBrowser, REMEMBERS, TestBrowser, WHY_SKIPPED } from './browser.ts'
import { OVERVIEW, overviewHtml, PLACE } from './overviews.ts'

const HTML = overviewHtml()
const headline = (page: Page): Promise<string> => page.locator('h1').innerText()
const status = (page: Page): Promise<string> => page.locator('#status').innerText()
const shownRuns = (page: Page): Promise<number> => page.locator('#runs tbody tr:visible').count()
const staysInWindow = (page: Page): Promise<boolean> => page.evaluate('document.documentElement.scrollWidth <= innerWidth')

if (!hasBrowser) process.stdout.write(`skipped: ${WHY_SKIPPED}\n`)

describe.skipIf(!hasBrowser)('the overview', () => {
  let browser: TestBrowser
  beforeAll(async () => {
    browser = await TestBrowser.start()
  })
  afterAll(() => browser.end())

  /** Opens a page, does something with it; nothing may have left it, and nothing may have gone wrong. */
  async function on<T>(html: string, what: (page: Page) => Promise<T>, options: BrowserContextOptions = {}): Promise<T> {
    const page = await browser.open(html, options)
    const result = await what(page)
    await browser.leave(page)
    expect([browser.requests, browser.complaints]).toEqual([[], []])
    return result
  }

  test('filters the runs, copies a command, is accessible in light and dark, speaks the language that was chosen, and unfolds on paper', () =>
    on(HTML, async (page) => {
      expect(await status(page)).toBe('25 verwerkingen')
      await page.fill('#text', 'FIL-003')
      await page.selectOption('#state', 'rejected')
      expect([await status(page), await shownRuns(page)]).toEqual(['3 van 25 verwerkingen', 3])
      await page.fill('#text', 'nergens')
      expect(await status(page)).toBe('Geen enkele verwerking past bij deze filters.')
      await page.click('#clear')
      expect([await status(page), await shownRuns(page)]).toEqual(['25 verwerkingen', 25])
      // A day with some of every kind: the fewer rows, the sooner axe is done.
      await page.fill('#text', '31/07/2025')
      expect(await shownRuns(page)).toBe(4)

      await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
      await page.locator('#pauses .copy').click()
      await page.locator('#pauses .copy', { hasText: /Gekopieerd|Geselecteerd/ }).waitFor()
      const isCopied = (await page.locator('#said').innerText()) === 'Gekopieerd'
      expect(await page.evaluate(isCopied ? 'navigator.clipboard.readText()' : 'String(getSelection())')).toBe(
        'kwartaalpremie resume --measure IMW --as bob',
      )

      expect(await violations(page)).toEqual([])
      await page.check('#in-en')
      await page.emulateMedia({ colorScheme: 'dark' })
      expect(await violations(page, { runOnly: ['color-contrast', 'link-in-text-block'] })).toEqual([])
      await expect.poll(() => comeBack(page), REMEMBERS).toBe('Overview – Kwartaalpremie')
      expect([await headline(page), await status(page)]).toEqual(['32 matters wait for somebody', '25 runs'])
      expect(await page.locator('#state option').first().innerText()).toBe('All')

      await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
      for (const hidden of ['#filters', 'fieldset', '.copy >> nth=0']) expect(await page.locator(hidden).isVisible(), hidden).toBe(false)
      expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)')
      await page.evaluate("dispatchEvent(new Event('beforeprint'))")
      expect(await page.locator('details .matters').isVisible()).toBe(true)
      await page.evaluate("dispatchEvent(new Event('afterprint'))")
      expect(await page.locator('details .matters').isVisible()).toBe(false)
    }))

  const HOSTILE = ['<script>document.title = 1</script>', '"><img src=x onerror="document.title = 1">', 'x'.repeat(10_000)]
  const hostile = overviewHtml(
    {
      ...OVERVIEW,
      runs: OVERVIEW.runs.map((run, n) => ({ ...run, file: HOSTILE[n % HOSTILE.length]! })),
      waiting: {
        ...OVERVIEW.waiting,
        heldRuns: HOSTILE.map((file, n) => ({ runId: `run-${n}`, file, since: OVERVIEW.at })),
        pauses: { VOP: { reason: HOSTILE[1]! }, IMW: { reason: HOSTILE[2]! } },
      },
    },
    { ...PLACE, stepsFor: () => HOSTILE.map((text) => ({ text: { nl: text, en: text }, command: text })) },
  )

  test('on a phone without JavaScript: both languages, everything in the window, texts of others as text, and no buttons that do nothing', () =>
    on(
      hostile,
      async (page) => {
        expect(await headline(page)).toBe('34 zaken wachten op iemand')
        expect([await page.locator('button:visible').count(), await page.locator('img, script').count()]).toEqual([0, 1])
        expect(await page.locator('#runs tbody th').nth(1).innerText()).toContain(HOSTILE[1])
        expect(await staysInWindow(page)).toBe(true)
        await page.check('#in-en')
        expect([await headline(page), await staysInWindow(page)]).toEqual(['34 matters wait for somebody', true])
      },
      { javaScriptEnabled: false, viewport: { width: 390, height: 844 } },
    ))
})

/** What axe objects to, rule by rule, with the first place of each. In other colours only their rules can say something else. */
async function violations(page: Page, options: RunOptions = {}): Promise<string[]> {
  await page.evaluate(axe.source)
  return page.evaluate<string[]>(
    `axe.run(${JSON.stringify(options)}).then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes[0].html.slice(0, 200) + nodes[0].failureSummary))`,
  )
}
