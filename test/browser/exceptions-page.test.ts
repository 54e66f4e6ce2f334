// Understands what a reader can do with exceptions.html in a real browser: search, sort, turn pages, choose a language, link, save, print, and read it without a script.
import { readFileSync } from 'node:fs'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { BusinessException } from '../../shared/exceptions/business-exception.ts'
import { csvHeader, csvLine, reportRow } from '../../shared/exceptions/report.ts'
import { comeBack, hasBrowser, REMEMBERS, TestBrowser, WHY_SKIPPED } from './browser.ts'
import { FACTS, invented, pageOf, several } from './pages.ts'
import { violations } from './violations.ts'

const HTML = pageOf(several(260))
const FEW = pageOf(several(10))
/** Numbers of the rows that are shown, in their order. */
const shown = (page: Page): Promise<string[]> => page.locator('#table tbody tr[id]').evaluateAll((rows) => rows.map(({ id }) => id))
const status = (page: Page): Promise<string> => page.locator('#status').innerText()
const headline = (page: Page): Promise<string> => page.locator('h1').innerText()

if (!hasBrowser) process.stdout.write(`skipped: ${WHY_SKIPPED}\n`)

describe.skipIf(!hasBrowser)('exceptions.html', () => {
  let browser: TestBrowser
  beforeAll(async () => {
    browser = await TestBrowser.start()
  })
  afterAll(() => browser.end())

  /** Opens a page, does something with it; nothing may have left it, and nothing may have gone wrong. */
  async function on<T>(html: string, what: (page: Page) => Promise<T>, options: BrowserContextOptions = {}, hash = ''): Promise<T> {
    const page = await browser.open(html, options, hash)
    const result = await what(page)
    await browser.leave(page)
    expect([browser.requests, browser.complaints]).toEqual([[], []])
    return result
  }

  test('shows the findings by code, causes first, 100 on a page, and turns pages', () =>
    on(HTML, async (page) => {
      expect(await page.locator('#table .heading').first().innerText()).toBe(
        'WRK-002 Verplicht veld ontbreekt – de afzender van het bestand',
      )
      expect((await shown(page)).slice(0, 3)).toEqual(['m3', 'm8', 'm13'])
      expect(await status(page)).toBe('1–100 van 260 meldingen')
      await page.click('#next')
      await page.click('#next')
      expect(await status(page)).toBe('201–260 van 260 meldingen')
      expect(await page.locator('#next').isDisabled()).toBe(true)
      await page.fill('#page', '1')
      await page.press('#page', 'Enter')
      expect(await status(page)).toBe('1–100 van 260 meldingen')
    }))

  test('filters by code, severity, employer and text, together, and clears them', () =>
    on(HTML, async (page) => {
      await page.selectOption('#code', 'WRK-003')
      expect(await status(page)).toBe('1–52 van 52 meldingen die passen, 260 in het geheel')
      await page.fill('#employer', '0110.200.215')
      await page.locator('#status', { hasText: '17 van 17' }).waitFor()
      await page.fill('#text', '«12,10»')
      await page.locator('#status', { hasText: '1–1 van 1 meldingen' }).waitFor()
      expect(await shown(page)).toEqual(['m11'])
      await page.selectOption('#severity', 'info')
      expect(await status(page)).toBe('Geen enkele melding past bij deze filters.')
      await page.click('#clear')
      expect(await status(page)).toBe('1–100 van 260 meldingen')
    }))

  test('a code of the overview filters by it', () =>
    on(HTML, async (page) => {
      await page.click('.codes a[href="#code-PAY-001"]')
      await page.locator('#status', { hasText: '52 van 52' }).waitFor()
      expect(await page.locator('#code').inputValue()).toBe('PAY-001')
      expect(await page.evaluate('document.activeElement.id')).toBe('findings-title')
    }))

  test('sorts by a column with the keyboard, and says which', () =>
    on(HTML, async (page) => {
      await page.focus('[data-sort=amount]')
      await page.keyboard.press('Enter')
      expect((await shown(page))[0]).toBe('m257')
      expect(await page.locator('th[aria-sort]').evaluateAll((heads) => heads.map((head) => [head.textContent, head.ariaSort]))).toEqual([
        ['BedragAmount', 'ascending'],
      ])
      await page.keyboard.press('Enter')
      expect((await shown(page))[0]).toBe('m260')
      expect(await page.locator('#m260 td').last().innerText()).toBe('2.882,59')
      expect(await page.locator('#table .heading').count()).toBe(0)
    }))

  test('speaks Dutch or English, with its numbers, and remembers it', () =>
    on(HTML, async (page) => {
      expect(await headline(page)).toMatch(/^juli\.csv is verwerkt: 12 werkgevers met 1\.204 werknemers/)
      await page.check('#in-en')
      const english = async (): Promise<void> => {
        expect(await headline(page)).toMatch(/^juli\.csv was processed: 12 employers with 1,204 workers/)
        expect(await status(page)).toBe('1–100 of 260 findings')
        expect(await page.locator('#m3 .message p').innerText()).toBe('On line 4 the required field hours_paid is not filled in.')
        expect(await page.locator('#code option').first().innerText()).toBe('All codes')
        expect([await page.title(), await page.locator('html').getAttribute('lang')]).toEqual(['Findings of a run – juli.csv', 'en'])
      }
      await english()
      await expect.poll(() => comeBack(page), REMEMBERS).toBe('Findings of a run – juli.csv')
      await english()
    }))

  test('links to one finding, wherever it stands', () =>
    on(
      HTML,
      async (page) => {
        expect(await page.evaluate('document.activeElement.id')).toBe('m260')
        expect(await page.locator('#m260').isVisible()).toBe(true)
        await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
        await page.locator('#m255 .link').click()
        await page.locator('#status', { hasText: '255' }).waitFor()
        const said = await status(page)
        const link = said.includes('gekopieerd') ? await page.evaluate('navigator.clipboard.readText()') : page.url()
        expect(link).toBe(page.url().replace(/#.*$/, '#m255'))
      },
      {},
      '#m260',
    ))

  test('saves what is selected, in its order, with the bytes of exceptions.csv', () =>
    on(HTML, async (page) => {
      await page.selectOption('#code', 'WRK-003')
      await page.click('[data-sort=line]')
      const [download] = await Promise.all([page.waitForEvent('download'), page.click('#export')])
      const findings = several(260).filter(({ code }) => code === 'WRK-003')
      expect(download.suggestedFilename()).toBe('exceptions-selected.csv')
      expect(readFileSync(await download.path(), 'utf8')).toBe(csvHeader() + findings.map((each) => csvLine(reportRow(each))).join(''))
    }))

  test('without JavaScript: both languages, a table per code, and no buttons that do nothing', () =>
    on(
      HTML,
      async (page) => {
        expect(await page.locator('tr[id]').count()).toBe(260)
        expect(await page.locator('#m3 .message p').innerText()).toBe('Op regel 4 is het verplichte veld hours_paid niet ingevuld.')
        expect(await page.locator('button:visible').count()).toBe(0)
        await page.check('#in-en')
        expect(await headline(page)).toMatch(/^juli\.csv was processed/)
        expect(await page.locator('#m3 .message p').innerText()).toBe('On line 4 the required field hours_paid is not filled in.')
        await page.click('.codes a[href="#code-PAY-001"]')
        expect(page.url()).toMatch(/#code-PAY-001$/)
      },
      { javaScriptEnabled: false },
    ))

  test('on paper: the selection without its controls, on light ground', () =>
    on(HTML, async (page) => {
      await page.selectOption('#severity', 'warning')
      await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
      for (const hidden of ['#filters', '#pager', 'fieldset', '.link >> nth=0'])
        expect(await page.locator(hidden).isVisible(), hidden).toBe(false)
      expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)')
      await page.evaluate("dispatchEvent(new Event('beforeprint'))")
      expect(await status(page)).toBe('1–104 van 104 meldingen die passen, 260 in het geheel')
      await page.evaluate("dispatchEvent(new Event('afterprint'))")
      expect(await status(page)).toBe('1–100 van 104 meldingen die passen, 260 in het geheel')
    }))

  test('50,000 findings: the headline within a second, and searched, sorted and turned without waiting', () =>
    on(pageOf(several(50_000)), async (page) => {
      const painted = await page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
      expect(painted).toBeLessThan(1_000)
      expect(await status(page)).toBe('1–100 van 50.000 meldingen')
      await page.fill('#text', '«12,49995»')
      await page.locator('#status', { hasText: '1–1 van 1 meldingen die passen, 50.000 in het geheel' }).waitFor({ timeout: 3_000 })
      await page.click('#clear')
      await page.click('[data-sort=amount]')
      expect((await shown(page))[0]).toBe('m49997')
      await page.click('#next')
      expect(await status(page)).toBe('101–200 van 50.000 meldingen')
    }))

  test.each<[string, string, BrowserContextOptions, string]>([
    ['light', FEW, {}, 'nl'],
    ['dark, in English, of a run that waits', pageOf(several(10), { ...FACTS, state: 'held' }), { colorScheme: 'dark' }, 'en'],
    ['narrow', FEW, { viewport: { width: 320, height: 700 } }, 'nl'],
    ['without findings', pageOf([]), {}, 'nl'],
  ])('axe finds nothing to object: %s', (_, html, options, language) =>
    on(
      html,
      async (page) => {
        await page.check(`#in-${language}`)
        expect(await violations(page)).toEqual([])
      },
      options,
    ),
  )

  const HOSTILE = [
    "=cmd|'/c calc'!A1",
    '<script>document.title = 1</script>',
    '"><img src=x onerror="document.title = 1">',
    'x'.repeat(10_000),
  ]
  const IMAGE_NAME = '"><img src=x onerror="document.title = 2">.csv'
  const hostile = HOSTILE.flatMap((value): BusinessException[] => [
    { ...invented(0), value, field: value },
    { code: 'RUN-002', parameters: { reason: value }, employerNumber: value, quarter: value },
  ])

  test.each([true, false])('what a sender wrote is text wherever it stands; with a script: %s', (javaScriptEnabled) =>
    on(
      pageOf(hostile, { ...FACTS, file: IMAGE_NAME }),
      async (page) => {
        expect(await page.title()).toBe(`Meldingen van een verwerking – ${IMAGE_NAME}`)
        expect(await page.locator('img, #live script, noscript script, h1 *:not(span)').count()).toBe(0)
        const values = await page.locator('td.value').allInnerTexts()
        for (const { value = '' } of hostile)
          expect(values).toContain(reportRow({ code: 'WRK-003', details: ['number'], parameters: {}, value }).value)
        expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
      },
      { javaScriptEnabled },
    ),
  )
})
