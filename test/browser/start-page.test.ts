// Understands what a person can do with the page of `npm start` in a real browser: drop and choose files, follow a run, open its findings, release what waits, switch the language.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startLocalPage, type LocalPage } from '../../infra/local/start/local-page.ts'
import { Folders, sample } from '../support/cli.ts'
import { hasBrowser, TestBrowser, WHY_SKIPPED } from './browser.ts'
import { wrongLooks } from './violations.ts'

const cycle = (name: string): string => sample(join('cycle', name))
const RETURNED = 'payment_id;amount;returned_on;reason;text\n0110200215IMW2025Q1V0001;7440.00;2025-08-01;AC04;account closed\n'

if (!hasBrowser) process.stdout.write(`skipped: ${WHY_SKIPPED}\n`)

describe.skipIf(!hasBrowser)('the page of npm start', () => {
  const folders = new Folders()
  const troubles: string[] = []
  let browser: TestBrowser
  let local: LocalPage
  beforeAll(async () => {
    const starting = startLocalPage({
      data: join(folders.create(), 'data'),
      port: 0,
      now: () => new Date('2025-08-01T09:00:00Z'),
      person: 'anna',
      dropIntervalMs: 60_000,
      onTrouble: (sentence) => troubles.push(sentence),
    })
    ;[browser, local] = await Promise.all([TestBrowser.start(), starting])
  })
  afterAll(async () => {
    await browser.end()
    await local.close()
    folders.remove()
    expect([browser.requests, browser.complaints, troubles]).toEqual([[], [], []])
  })

  const choose = (page: Page, kind: string, ...files: string[]): Promise<void> => page.setInputFiles(`#file-${kind}`, files)
  const card = (page: Page, file: string) => page.locator('#runs-list > li', { has: page.locator('h3', { hasText: file }) })
  /** Drops a file on its box as a mouse does; a browser lets no test drag from outside. */
  const drop = (page: Page, kind: string, name: string, text: string): Promise<void> =>
    page.evaluate(
      ([where, file, content]) => {
        const dataTransfer = new DataTransfer()
        dataTransfer.items.add(new File([content ?? ''], file ?? ''))
        document.querySelector(`[data-kind="${where ?? ''}"]`)?.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true }))
      },
      [kind, name, text],
    )

  test('a person hands in, follows, reads the findings, and another one releases what waits', async () => {
    const page = await browser.visit(local.address)
    expect(await page.locator('#notice').innerText()).toBe('')
    for (const kind of ['entitlements', 'payees']) {
      await choose(page, kind, cycle(`${kind}.csv`))
      await page.locator('#notice', { hasText: `${kind}.csv is ingediend.` }).waitFor()
    }
    await drop(page, 'declaration', 'aangifte.csv', readFileSync(cycle('declaration.csv'), 'utf8'))
    const declared = card(page, 'aangifte.csv')
    await declared.locator('.state.settled').waitFor()
    expect(await page.locator('#told').innerText()).toContain('aangifte.csv: Afgehandeld. 2 betalingen, 12.067,50 euro.')

    const [findings] = await Promise.all([page.waitForEvent('popup'), declared.locator('a[href$="/exceptions.html"]').click()])
    expect(await findings.locator('h1').innerText()).toMatch(/^aangifte\.csv is verwerkt/)
    // Its own script runs, in a sandbox from which it reaches nothing.
    await findings.check('#in-en')
    expect(await findings.title()).toBe('Findings of a run – aangifte.csv')
    await findings.close()

    const [overview] = await Promise.all([page.waitForEvent('popup'), page.locator('a[href="/overview"]').click()])
    await overview.fill('#text', 'aangifte')
    expect(await overview.locator('#runs tbody tr:visible').count()).toBe(1)
    await overview.close()

    await drop(page, 'returned-money', 'teruggestort.csv', RETURNED)
    const waiting = page.locator('#waiting > li', { has: page.locator('h3', { hasText: 'teruggestort.csv' }) })
    await waiting.getByRole('button', { name: 'Vrijgeven' }).click()
    await page.locator('#notice', { hasText: '(REL-004)' }).waitFor()
    expect(await wrongLooks(page)).toEqual([])
    await waiting.locator('input[name=as]').fill('bob')
    await waiting.getByRole('button', { name: 'Vrijgeven' }).click()
    await page.locator('#notice', { hasText: '(REL-002)' }).waitFor()
    await card(page, 'teruggestort.csv').locator('.state.settled').first().waitFor()

    await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
    expect(await page.locator('button:visible, input:visible').count()).toBe(0)
    expect(await page.evaluate('getComputedStyle(document.body).color')).toBe('rgb(29, 36, 48)')
    await page.emulateMedia({ media: null, colorScheme: null })

    await page.getByRole('link', { name: 'English' }).click()
    await page.locator('h2', { hasText: 'Waits for somebody' }).waitFor()
    expect(await page.locator('html').getAttribute('lang')).toBe('en')
    expect(await card(page, 'aangifte.csv').locator('.state').innerText()).toContain('Settled')
    await browser.leave(page)
  })

  test('without JavaScript: a file is chosen and handed in with its form, and the language is a link', async () => {
    const page = await browser.visit(`${local.address}?lang=en&as=carl`, { javaScriptEnabled: false })
    const tile = page.locator('[data-kind=dry-run]')
    await choose(page, 'dry-run', cycle('correction.csv'))
    await tile.getByRole('button', { name: 'Hand in' }).click()
    await card(page, 'correction.csv').waitFor()
    expect(await card(page, 'correction.csv').locator('.meta').innerText()).toContain('Dry run')
    await page.getByRole('link', { name: 'Nederlands' }).click()
    expect(await page.locator('#hand-in').innerText()).toBe('Indienen')
    expect(await page.locator('#as').inputValue()).toBe('carl')
    await browser.leave(page)
  })
})
