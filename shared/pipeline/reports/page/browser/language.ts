/// <reference lib="dom" />
// Understands the language that a reader chose: remembered for every page, and said by what no style can switch. Runs in the browser.
import type { Bilingual, Language } from '../../../../exceptions/catalogue.ts'
import { byId } from './elements.ts'

const REMEMBERED = 'kwartaalpremie.language'

/** From a disk a browser can refuse to remember. */
function remembered(): string | null {
  try {
    return localStorage.getItem(REMEMBERED)
  } catch {
    return null
  }
}
function remember(language: Language): void {
  try {
    localStorage.setItem(REMEMBERED, language)
  } catch {
    // The next visit begins in Dutch again.
  }
}

/** The language of the document, its title, and its options. */
export function speakDocument(language: Language, title: Bilingual): void {
  const root = document.documentElement
  document.title = document.title.replace(title[root.lang as Language], title[language])
  root.lang = language
  for (const option of document.querySelectorAll('option')) option.textContent = option.dataset[language] ?? ''
}

/** The language of the last visit is chosen again. */
export function languageOfReader(): Language {
  const language: Language = remembered() === 'en' ? 'en' : 'nl'
  byId(`in-${language}`, HTMLInputElement).checked = true
  return language
}

export function whenLanguageIsChosen(speak: (language: Language) => void): void {
  for (const each of ['nl', 'en'] as const)
    byId(`in-${each}`, HTMLInputElement).addEventListener('change', () => {
      remember(each)
      speak(each)
    })
}
