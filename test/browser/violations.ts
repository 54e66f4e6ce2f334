// Understands what axe objects to in a page that is open, and whether the page is wider than its window.
import axe from 'axe-core'
import type { Page } from 'playwright-core'

/** What axe objects to, rule by rule, with the first place of each. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  return page.evaluate<string[]>(
    'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 200)} ${nodes[0].failureSummary}`))',
  )
}

const PHONE = { width: 390, height: 844 }
const DESK = { width: 1280, height: 900 }

/** Tables that do not fit, in a window that has room for them or on paper. */
const tooWide = (page: Page): Promise<string[]> =>
  page.evaluate<string[]>(
    "[...document.querySelectorAll('.wide')].filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth).map(({ ariaLabel }) => `too wide: ${ariaLabel}`)",
  )

/** What is wrong with the looks of a page in a wide light window and in a narrow dark one: what axe objects to, a table that does not fit the wide one, a page that is wider than the narrow one. */
export async function wrongLooks(page: Page): Promise<string[]> {
  const light = [...(await violations(page)), ...(await tooWide(page))]
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.setViewportSize(PHONE)
  const dark = await violations(page)
  const width = await page.evaluate<number>('document.documentElement.scrollWidth')
  await page.setViewportSize(DESK)
  await page.emulateMedia({ colorScheme: null })
  const isWider = width > PHONE.width ? [`the page is ${width} wide in ${PHONE.width}`] : []
  return [...light.map((each) => `light: ${each}`), ...dark.map((each) => `narrow and dark: ${each}`), ...isWider]
}

/** Inside the margins of A4, at 96 points an inch. */
const SHEET = { width: 687, height: 1000 }

export const textOf = (page: Page): Promise<string> => page.evaluate<string>('document.body.innerText')

/** What is wrong with the page on A4: words that only the screen shows, tables that run over the edge, a dark ground, sheets of another size. */
export async function wrongOnA4(page: Page): Promise<string[]> {
  const onScreen = (await textOf(page)).split(/\s+/)
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
  await page.setViewportSize(SHEET)
  const found = await tooWide(page)
  const onPaper = new Set((await textOf(page)).split(/\s+/))
  found.push(...onScreen.filter((word) => !onPaper.has(word)).map((word) => `not on paper: ${word}`))
  if ((await page.evaluate('getComputedStyle(document.body).backgroundColor')) !== 'rgb(255, 255, 255)') found.push('not light')
  const sheets = (await page.pdf({ preferCSSPageSize: true })).toString('latin1').match(/\/MediaBox[^\]]*\]/g) ?? []
  if (sheets.length === 0 || sheets.some((sheet) => !/^\/MediaBox \[0 0 59[45]\.?\d* 84[12]\.?\d*\]$/.test(sheet)))
    found.push(`sheets: ${sheets.join()}`)
  await page.emulateMedia({ media: null, colorScheme: null })
  await page.setViewportSize(DESK)
  return found
}
