// Understands what an employer sees of a statement in a real browser: nothing to object to for axe on any screen, all of it on A4, nothing fetched, nothing run.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasBrowser, TestBrowser, WHY_SKIPPED } from './browser.ts'
import { samplePages, type SamplePages } from './sample-pages.ts'
import { wrongLooks, wrongOnA4 } from './violations.ts'

if (!hasBrowser) process.stdout.write(`skipped: ${WHY_SKIPPED}\n`)

describe.skipIf(!hasBrowser)('the statement of an employer', () => {
  let browser: TestBrowser
  let pages: SamplePages
  beforeAll(async () => {
    browser = await TestBrowser.start()
    pages = await samplePages()
  })
  afterAll(async () => {
    await browser.end()
    expect([browser.requests, browser.complaints]).toEqual([[], []])
  })

  test.each(['held', 'claim'] as const)(
    '%s: axe finds nothing to object, in a wide light window and a narrow dark one; the page is as wide as its window; on A4 stands every word, light, nothing cut off',
    async (kind) => {
      const page = await browser.open(pages[kind])
      expect(await wrongLooks(page)).toEqual([])
      expect(await wrongOnA4(page)).toEqual([])
      await browser.leave(page)
    },
  )

  test('without JavaScript it says the same, and its tables are reached with the keyboard', async () => {
    const page = await browser.open(pages.held, { javaScriptEnabled: false })
    expect(await page.evaluate('document.querySelectorAll("script, button, input, details").length')).toBe(0)
    expect(await page.locator('.figures').innerText()).toMatch(/Aangehouden\s+1\.930,00/)
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.ariaLabel')).toMatch(/^Per kwartaal en maatregel\./)
    await browser.leave(page)
  })
})
