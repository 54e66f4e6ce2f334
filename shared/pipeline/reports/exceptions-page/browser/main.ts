/// <reference lib="dom" />
// Understands what a reader does with exceptions.html: choose a language, filter, sort, turn pages, link to a finding, save what is selected. Runs in the browser.
import type { Language, Severity } from '../../../../exceptions/catalogue.ts'
import { byId } from '../../page/browser/elements.ts'
import { languageOfReader, speakDocument, whenLanguageIsChosen } from '../../page/browser/language.ts'
import { countText } from '../../page/figures.ts'
import type { PageData } from '../page-data.ts'
import { say, SCRIPT_TEXTS } from '../script-texts.ts'
import { csvOf } from './csv-file.ts'
import { bodiesOf } from './rows.ts'
import { Findings, NO_WISH, SORTS, type SortName, type Wish } from './selection.ts'

const PAGE_ROWS = 100
/** Paper has no buttons: as many rows as without JavaScript. */
const PRINTED_ROWS = 1_000
const TYPING_MS = 150

class Page {
  readonly #findings: Findings
  readonly #table = byId('table', HTMLTableElement)
  readonly #status = byId('status', HTMLElement)
  readonly #inputs = {
    text: byId('text', HTMLInputElement),
    code: byId('code', HTMLSelectElement),
    severity: byId('severity', HTMLSelectElement),
    employer: byId('employer', HTMLInputElement),
  }
  readonly #pager = {
    page: byId('page', HTMLInputElement),
    previous: byId('previous', HTMLButtonElement),
    next: byId('next', HTMLButtonElement),
  }
  #language: Language
  #wish: Wish = NO_WISH
  #places: readonly number[] = []
  #page = 1
  #chosen = 0

  constructor(language: Language) {
    this.#language = language
    const data = JSON.parse(byId('data', HTMLScriptElement).text) as PageData
    const codes = Array.from(this.#inputs.code.options, ({ value }) => value).filter((value) => value !== '')
    this.#findings = new Findings(data, codes)
  }

  start(): void {
    this.#listen()
    this.#select({})
    byId('live', HTMLElement).hidden = false
    this.#follow()
  }

  speak(language: Language): void {
    this.#language = language
    this.#select({}, this.#page)
  }

  #listen(): void {
    const { text, employer, code, severity } = this.#inputs
    let typing: ReturnType<typeof setTimeout> | undefined
    for (const input of [text, employer])
      input.addEventListener('input', () => {
        clearTimeout(typing)
        typing = setTimeout(() => this.#select(this.#asked()), TYPING_MS)
      })
    for (const select of [code, severity]) select.addEventListener('change', () => this.#select(this.#asked()))
    byId('filters', HTMLFormElement).addEventListener('submit', (event) => event.preventDefault())
    byId('clear', HTMLButtonElement).addEventListener('click', () => {
      this.#clear()
      text.focus()
    })
    byId('export', HTMLButtonElement).addEventListener('click', () => this.#export())
    this.#pager.previous.addEventListener('click', () => this.#turnTo(this.#page - 1))
    this.#pager.next.addEventListener('click', () => this.#turnTo(this.#page + 1))
    this.#pager.page.addEventListener('change', () => this.#turnTo(Number(this.#pager.page.value)))
    this.#table.addEventListener('click', ({ target }) => {
      if (!(target instanceof Element)) return
      const { sort, link } = target.closest('button')?.dataset ?? {}
      if (sort !== undefined) this.#sortBy(sort)
      if (link !== undefined) void this.#copyLink(Number(link))
    })
    addEventListener('hashchange', () => this.#follow())
    addEventListener('beforeprint', () => this.#show(0, PRINTED_ROWS))
    addEventListener('afterprint', () => this.#turnTo(this.#page))
  }

  #asked(): Partial<Wish> {
    const { text, code, severity, employer } = this.#inputs
    return { text: text.value, code: code.value, severity: severity.value as Severity | '', employer: employer.value }
  }

  #clear(): void {
    for (const input of Object.values(this.#inputs)) input.value = ''
    this.#select(this.#asked())
  }

  #select(change: Partial<Wish>, page = 1): void {
    this.#wish = { ...this.#wish, ...change }
    this.#places = this.#findings.matching(this.#wish, this.#language)
    for (const head of this.#table.querySelectorAll('th[scope=col]')) {
      const isSorted = head.querySelector('button')?.dataset.sort === this.#wish.sort
      head.ariaSort = isSorted ? (this.#wish.isDescending ? 'descending' : 'ascending') : null
    }
    this.#turnTo(page)
  }

  #sortBy(name: string): void {
    const sort: SortName = SORTS.find((each) => each === name) ?? NO_WISH.sort
    this.#select({ sort, isDescending: sort === this.#wish.sort && !this.#wish.isDescending })
  }

  #turnTo(page: number): void {
    const pages = Math.max(1, Math.ceil(this.#places.length / PAGE_ROWS))
    this.#page = Math.min(pages, Math.max(1, Math.trunc(page) || 1))
    const { previous, next, page: input } = this.#pager
    input.value = String(this.#page)
    input.max = String(pages)
    previous.disabled = this.#page === 1
    next.disabled = this.#page === pages
    byId('pages', HTMLElement).textContent = say('of', this.#language, { pages: countText(pages, this.#language) })
    this.#show((this.#page - 1) * PAGE_ROWS, PAGE_ROWS)
  }

  #show(from: number, rows: number): void {
    const places = this.#places.slice(from, from + rows)
    for (const body of [...this.#table.tBodies]) body.remove()
    this.#table.append(...bodiesOf(this.#findings, places, this.#language, this.#wish.sort === 'code'))
    document.getElementById(`m${this.#chosen}`)?.classList.add('chosen')
    this.#status.textContent = this.#statusText(from, places.length)
  }

  #statusText(from: number, rows: number): string {
    const [found, total] = [this.#places.length, this.#findings.data.rows.length]
    if (found === 0) return say('statusNone', this.#language)
    const text = (count: number): string => countText(count, this.#language)
    const values = { from: text(from + 1), to: text(from + rows), found: text(found), total: text(total) }
    return say(found < total ? 'statusFiltered' : total === 1 ? 'statusOne' : 'status', this.#language, values)
  }

  /** `#m12` shows finding 12, `#code-WRK-003` the findings of a code. */
  #follow(): void {
    const number = Number(/^#m(\d+)$/.exec(location.hash)?.[1])
    const code = /^#code-([A-Z]{3}-\d{3})$/.exec(location.hash)?.[1]
    if (number >= 1 && number <= this.#findings.data.rows.length) this.#goTo(number)
    if (code !== undefined) {
      this.#inputs.code.value = code
      this.#select(this.#asked())
      const title = byId('findings-title', HTMLElement)
      title.scrollIntoView()
      title.focus({ preventScroll: true })
      // The same link works once more.
      history.replaceState(null, '', location.href.replace(/#.*$/, ''))
    }
  }

  #goTo(number: number): void {
    this.#chosen = number
    this.#clear()
    this.#turnTo(Math.floor(this.#places.indexOf(number - 1) / PAGE_ROWS) + 1)
    const row = document.getElementById(`m${number}`)
    row?.scrollIntoView({ block: 'center' })
    row?.focus({ preventScroll: true })
  }

  async #copyLink(number: number): Promise<void> {
    const link = `${location.href.replace(/#.*$/, '')}#m${number}`
    const said = (name: 'copied' | 'inAddress'): void => {
      this.#status.textContent = say(name, this.#language, { number: countText(number, this.#language) })
    }
    try {
      await navigator.clipboard.writeText(link)
      said('copied')
    } catch {
      history.replaceState(null, '', link)
      said('inAddress')
    }
  }

  #export(): void {
    const file = new Blob([csvOf(this.#findings, this.#places)], { type: 'text/csv;charset=utf-8' })
    const link = document.createElement('a')
    link.href = URL.createObjectURL(file)
    link.download = 'exceptions-selected.csv'
    link.click()
    URL.revokeObjectURL(link.href)
    this.#status.textContent = say('exported', this.#language, { found: countText(this.#places.length, this.#language) })
  }
}

function speakPage(language: Language): void {
  speakDocument(language, SCRIPT_TEXTS.title)
  document.getElementById('pager')?.setAttribute('aria-label', say('pages', language))
}

const language = languageOfReader()
speakPage(language)
const page = document.getElementById('live') ? new Page(language) : undefined
page?.start()
whenLanguageIsChosen((each) => {
  speakPage(each)
  page?.speak(each)
})
