// Understands the looks of every page, for eyes: light, dark, narrow, on paper and without a script, as pictures in out/screenshots; `--readme` makes those of the README.
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { hasBrowser, TestBrowser, WHY_SKIPPED } from './browser.ts'
import { overviewHtml } from './overviews.ts'
import { FACTS, pageOf, several } from './pages.ts'
import { sampleExplanation, samplePages } from './sample-pages.ts'
import { startSampleDesk } from './sample-desk.ts'

const folderAt = (path: string): string => fileURLToPath(new URL(`../../${path}/`, import.meta.url))
const [OUT, README] = [folderAt('out/screenshots'), folderAt('.pictures')]

/** A page of which pictures are made, under its name. */
interface Pictured {
  /** HTML, or the address where it is served. */
  readonly page: string
  /** Places to scroll to, each with pictures of its own; without any the whole page is one picture. */
  readonly places?: Readonly<Record<string, string>>
  /** What a reader does first. */
  readonly first?: (page: Page) => Promise<void>
}

/** A picture of the README: of a place of a page, as high as what it is about. */
interface ReadmePicture {
  readonly name: string
  readonly of: string
  readonly place: string
  readonly height: number
  /** Where the usual one would cut a table. */
  readonly width?: number
}

const README_PICTURES: readonly ReadmePicture[] = [
  { name: 'exceptions', of: 'exceptions-english', place: 'body', height: 720 },
  { name: 'overview', of: 'overview-english', place: 'body', height: 640 },
  { name: 'overview-quarters', of: 'overview-english', place: '#quarters', height: 480, width: 1_280 },
  { name: 'explain', of: 'explain-english', place: 'h1', height: 650 },
]
/** As wide as it is shown there. */
const README_WIDTH = 1_000

const LOOKS: Readonly<Record<string, BrowserContextOptions>> = {
  light: {},
  dark: { colorScheme: 'dark' },
  narrow: { viewport: { width: 390, height: 844 } },
  'without-script': { javaScriptEnabled: false },
}

const inEnglish = async (page: Page): Promise<void> => page.check('#in-en')

/** Every page, by the name of its pictures: another page is another line. */
async function pictured(desk: string): Promise<Readonly<Record<string, Pictured>>> {
  const { exceptions, held, claim } = await samplePages()
  return {
    exceptions: { page: exceptions, places: { headline: 'body', codes: 'section:has(.codes)', findings: '#findings' } },
    'exceptions-english': { page: exceptions, places: { headline: 'body' }, first: inEnglish },
    'exceptions-many': { page: pageOf(several(260)), places: { findings: '#findings' } },
    'exceptions-held-english': { page: pageOf(several(40), { ...FACTS, state: 'held' }), places: { headline: 'body' }, first: inEnglish },
    overview: { page: overviewHtml(), places: { headline: 'body', quarters: '#quarters', runs: '#runs-title' } },
    'overview-english': { page: overviewHtml(), places: { headline: 'body' }, first: inEnglish },
    'statement-held': { page: held },
    'statement-claim': { page: claim },
    explain: { page: sampleExplanation('nl') },
    'explain-english': { page: sampleExplanation('en') },
    start: { page: desk },
    'start-english': { page: `${desk}?lang=en&as=bob` },
  }
}

const isAddress = (page: string): boolean => page.startsWith('http')

async function opened({ page: given, first }: Pictured, browser: TestBrowser, options: BrowserContextOptions): Promise<Page> {
  const page = await (isAddress(given) ? browser.visit(given, options) : browser.open(given, options))
  await first?.(page)
  return page
}

const scrollTo = (page: Page, place: string): Promise<void> =>
  page
    .locator(place)
    .first()
    .evaluate((element) => {
      element.scrollIntoView()
    })

async function take(page: Page, name: string, { places = {} }: Pictured): Promise<void> {
  if (Object.keys(places).length === 0) await page.screenshot({ path: `${OUT}${name}.png`, fullPage: true })
  for (const [place, selector] of Object.entries(places)) {
    await scrollTo(page, selector)
    await page.screenshot({ path: `${OUT}${name}-${place}.png` })
  }
}

async function takeLooks(name: string, subject: Pictured, browser: TestBrowser): Promise<void> {
  for (const [look, options] of Object.entries(LOOKS)) {
    const page = await opened(subject, browser, options)
    await take(page, `${name}-${look}`, subject)
    if (look === 'light') {
      await page.pdf({ path: `${OUT}${name}.pdf`, preferCSSPageSize: true })
      await page.emulateMedia({ media: 'print' })
      await take(page, `${name}-print`, subject)
    }
    await browser.leave(page)
  }
}

async function takeForReadme(pages: Readonly<Record<string, Pictured>>, browser: TestBrowser): Promise<void> {
  for (const { name, of, place, height, width = README_WIDTH } of README_PICTURES) {
    const subject = pages[of]
    if (!subject) throw new Error(`no page is called ${of}`)
    const page = await opened(subject, browser, { viewport: { width, height } })
    await scrollTo(page, place)
    await page.screenshot({ path: `${README}${name}.png` })
    await browser.leave(page)
  }
}

if (hasBrowser) {
  const isReadme = process.argv.includes('--readme')
  mkdirSync(isReadme ? README : OUT, { recursive: true })
  const [browser, desk] = await Promise.all([TestBrowser.start(), startSampleDesk()])
  const pages = await pictured(desk.address)
  if (isReadme) await takeForReadme(pages, browser)
  else for (const [name, subject] of Object.entries(pages)) await takeLooks(name, subject, browser)
  await browser.end()
  await desk.end()
  process.stdout.write(`pictures in ${isReadme ? '.pictures' : 'out/screenshots'}\n`)
} else process.stdout.write(`${WHY_SKIPPED}\n`)
