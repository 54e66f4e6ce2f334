// Understands the looks of exceptions.html, for eyes: light, dark, narrow, English, on paper and without a script, as pictures in out/screenshots.
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { BrowserContextOptions } from 'playwright-core'
import { hasBrowser, TestBrowser, WHY_SKIPPED } from './browser.ts'
import { FACTS, pageOf, several } from './pages.ts'

const FOLDER = fileURLToPath(new URL('../../out/screenshots/', import.meta.url))

const LOOKS: Readonly<Record<string, BrowserContextOptions>> = {
  light: {},
  dark: { colorScheme: 'dark' },
  narrow: { viewport: { width: 390, height: 844 } },
  'without-script': { javaScriptEnabled: false },
}

if (hasBrowser) {
  mkdirSync(FOLDER, { recursive: true })
  const browser = await TestBrowser.start()
  const html = pageOf(several(260))
  for (const [name, options] of Object.entries(LOOKS)) {
    const page = await browser.open(html, options)
    await page.screenshot({ path: `${FOLDER}${name}.png` })
    await page.evaluate("document.getElementById('findings').scrollIntoView()")
    await page.screenshot({ path: `${FOLDER}${name}-findings.png` })
  }
  const page = await browser.open(pageOf(several(40), { ...FACTS, state: 'held' }))
  await page.check('#in-en')
  await page.screenshot({ path: `${FOLDER}held-english.png` })
  await page.pdf({ path: `${FOLDER}print.pdf`, preferCSSPageSize: true })
  await page.emulateMedia({ media: 'print' })
  await page.screenshot({ path: `${FOLDER}print.png` })
  await browser.end()
  process.stdout.write('pictures in out/screenshots\n')
} else process.stdout.write(`${WHY_SKIPPED}\n`)
