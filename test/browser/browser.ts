// Understands the real browser of the tests: Debian's chromium, started once per file, on pages from the disk or of a server of this machine; every request that is not for that page is noted.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'

const CHROMIUM = '/usr/bin/chromium'
export const hasBrowser = existsSync(CHROMIUM)
export const WHY_SKIPPED = `no browser at ${CHROMIUM} (apt-get install chromium): the pages are not looked at`

/** The browser stores what a page remembers in its own time: a visit right after it can come too early. */
export const REMEMBERS = { timeout: 10_000, interval: 50 }
/** Another visit of the same page; gives its title, which is in the language chosen. */
export async function comeBack(page: Page): Promise<string> {
  await page.reload()
  return page.title()
}

export class TestBrowser {
  readonly #browser: Browser
  readonly #folder = mkdtempSync(join(tmpdir(), 'kwartaalpremie-browser-'))
  #pages = 0
  #shared: Page | undefined
  /** Of the page that is open. */
  #address = ''
  /** Addresses of requests that left a page. */
  readonly requests: string[] = []
  /** What a page complained of: errors of its script, what its policy refused, and windows that it opened to speak. */
  readonly complaints: string[] = []

  private constructor(browser: Browser) {
    this.#browser = browser
  }

  static async start(): Promise<TestBrowser> {
    const args = ['--no-sandbox', '--headless', '--disable-gpu', '--disable-background-networking']
    return new TestBrowser(await chromium.launch({ executablePath: CHROMIUM, args }))
  }

  /** Writes the page as a file, which has `hash` behind its address, and opens it as a visitor who was never here; `options` are of the visitor's browser. */
  async open(html: string, options: BrowserContextOptions = {}, hash = ''): Promise<Page> {
    this.#pages += 1
    const file = join(this.#folder, `${this.#pages}.html`)
    writeFileSync(file, html)
    return this.visit(pathToFileURL(file).href, options, hash)
  }

  /** Opens an address, `hash` behind it; what is requested of the same server is its own. */
  async visit(address: string, options: BrowserContextOptions = {}, hash = ''): Promise<Page> {
    const page = await this.#pageFor(options)
    this.#address = address.startsWith('http') ? new URL(address).origin : address
    await page.goto(address + hash)
    return page
  }

  /** Visitors with nothing of their own share a window, which forgets what it remembered: opening one takes longer than a test. */
  async leave(page: Page): Promise<void> {
    if (page !== this.#shared) return page.context().close()
    await page.evaluate('localStorage.clear()')
    await page.emulateMedia({ media: null, colorScheme: null })
  }

  async #pageFor(options: BrowserContextOptions): Promise<Page> {
    const isShared = Object.keys(options).length === 0
    if (isShared && this.#shared) return this.#shared
    const context = await this.#browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
    const page = await context.newPage()
    page.on('request', (request) => {
      if (!request.url().startsWith(this.#address) && !request.url().startsWith('blob:')) this.requests.push(request.url())
    })
    page.on('pageerror', (error) => this.complaints.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(message.text())
    })
    page.on('dialog', (dialog) => {
      this.complaints.push(`dialog: ${dialog.message()}`)
      void dialog.dismiss()
    })
    if (isShared) this.#shared = page
    return page
  }

  async end(): Promise<void> {
    await this.#browser.close()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
