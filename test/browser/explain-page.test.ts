// Understands what is seen of one worker's calculation in a real browser: nothing to object to for axe on any screen, all of it on A4, nothing fetched, nothing run.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasBrowser, TestBrowser, WHY_SKIPPED } from './browser.ts'
import { sampleExplanation } from './sample-pages.ts'
import { wrongLooks, wrongOnA4 } from './violations.ts'

if (!hasBrowser) process.stdout.write(`skipped: ${WHY_SKIPPED}\n`)

describe.skipIf(!hasBrowser)('the calculation of a worker as a page', () => {
  let browser: TestBrowser
  beforeAll(async () => {
    browser = await TestBrowser.start()
  })
  afterAll(async () => {
    await browser.end()
    expect([browser.requests, browser.complaints]).toEqual([[], []])
  })

  test('axe finds nothing to object, in a wide light window and a narrow dark one; the page is as wide as its window; on A4 stands every word, light, nothing cut off', async () => {
    const page = await browser.open(sampleExplanation('nl'))
    expect(await wrongLooks(page)).toEqual([])
    expect(await wrongOnA4(page)).toEqual([])
    await browser.leave(page)
  })

  test('without JavaScript it begins with the answer, in the first window, and says the rest', async () => {
    const page = await browser.open(sampleExplanation('en'), { javaScriptEnabled: false })
    expect(await page.evaluate('document.querySelectorAll("script, button, input, details").length')).toBe(0)
    const answer = page.locator('.answer').first()
    expect(await answer.innerText()).toMatch(/^The premium IMW is 1,769\.47 euros lower than in the 3rd quarter of 2024/)
    const box = await answer.boundingBox()
    expect((box?.y ?? Infinity) + (box?.height ?? 0)).toBeLessThan(450)
    expect(await page.locator('tfoot .result').allInnerTexts()).toEqual(['6,080.00', '4,310.53', '420.00'])
    await browser.leave(page)
  })
})
