/// <reference lib="dom" />
// Understands what a reader does with the overview: choose a language, filter the runs, copy a command. Runs in the browser.
import type { Bilingual } from '../../../../exceptions/catalogue.ts'
import { countWords, filledTexts } from '../../page/bilingual.ts'
import { byId } from '../../page/browser/elements.ts'
import { languageOfReader, speakDocument, whenLanguageIsChosen } from '../../page/browser/language.ts'
import { SCRIPT_TEXTS } from '../script-texts.ts'

/** The same in both languages: the style shows the one that is chosen. */
function put(place: HTMLElement, text: Bilingual): void {
  const spoken = (['nl', 'en'] as const).map((language) => {
    const span = document.createElement('span')
    span.className = language
    span.lang = language
    span.textContent = text[language]
    return span
  })
  place.replaceChildren(...spoken)
}

function statusOf(found: number, total: number): Bilingual {
  if (found === 0) return SCRIPT_TEXTS.statusNone
  if (found < total) return SCRIPT_TEXTS.statusFiltered
  return total === 1 ? SCRIPT_TEXTS.statusOne : SCRIPT_TEXTS.status
}

/** Rows of which some cell has the text, in either language, and that have the state. */
function filterRuns(form: HTMLFormElement): void {
  const [text, state, status] = [byId('text', HTMLInputElement), byId('state', HTMLSelectElement), byId('status', HTMLElement)]
  const rows = Array.from(byId('runs', HTMLTableElement).tBodies, (body) => [...body.rows]).flat()
  const searched = rows.map((row) => row.textContent.toLowerCase())
  const show = (): void => {
    const wanted = text.value.trim().toLowerCase()
    let found = 0
    for (const [place, row] of rows.entries()) {
      row.hidden = !searched[place]?.includes(wanted) || (state.value !== '' && row.dataset.state !== state.value)
      if (!row.hidden) found += 1
    }
    put(status, filledTexts(statusOf(found, rows.length), { found: countWords(found), total: countWords(rows.length) }))
  }
  text.addEventListener('input', show)
  state.addEventListener('change', show)
  form.addEventListener('submit', (event) => event.preventDefault())
  byId('clear', HTMLButtonElement).addEventListener('click', () => {
    text.value = state.value = ''
    show()
    text.focus()
  })
  form.hidden = false
  show()
}

/** A button beside each command. Where a page may not write to the clipboard, the command is selected instead. */
function addCopying(command: HTMLElement): void {
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'copy'
  put(button, SCRIPT_TEXTS.copy)
  const said = byId('said', HTMLElement)
  button.addEventListener('click', () => {
    const tell = (text: Bilingual): void => {
      put(button, text)
      put(said, text)
    }
    navigator.clipboard.writeText(command.textContent).then(
      () => tell(command.querySelector('var') ? SCRIPT_TEXTS.fillIn : SCRIPT_TEXTS.copied),
      () => {
        getSelection()?.selectAllChildren(command)
        tell(SCRIPT_TEXTS.selected)
      },
    )
  })
  command.after(' ', button)
}

/** Paper has nothing to fold out. */
function unfoldOnPaper(): void {
  const folded = (): HTMLDetailsElement[] => [...document.querySelectorAll('details')]
  let closed: readonly HTMLDetailsElement[] = []
  addEventListener('beforeprint', () => {
    closed = folded().filter(({ open }) => !open)
    for (const each of closed) each.open = true
  })
  addEventListener('afterprint', () => {
    for (const each of closed) each.open = false
  })
}

speakDocument(languageOfReader(), SCRIPT_TEXTS.title)
whenLanguageIsChosen((language) => speakDocument(language, SCRIPT_TEXTS.title))
const filters = document.getElementById('filters')
if (filters instanceof HTMLFormElement) filterRuns(filters)
for (const command of document.querySelectorAll<HTMLElement>('code.command')) addCopying(command)
unfoldOnPaper()
