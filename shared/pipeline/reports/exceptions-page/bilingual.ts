// Understands a text that stands in a page in both languages: the page shows the one that its reader chose, also without a script.
import type { Bilingual } from '../../../exceptions/catalogue.ts'
import { amountText, countText } from '../page/figures.ts'
import { markup, type Markup } from '../page/markup.ts'
import { filledText } from './script-texts.ts'
import { TEXTS, type TextName } from './texts.ts'

/** What is the same in both stands once. */
export const both = ({ nl, en }: Bilingual): Markup =>
  nl === en ? markup`${nl}` : markup`<span class="nl" lang="nl">${nl}</span><span class="en" lang="en">${en}</span>`

export const words = (name: TextName, values: Readonly<Record<string, Bilingual>> = {}): Markup => {
  const valuesIn = (language: 'nl' | 'en'): Record<string, string> =>
    Object.fromEntries(Object.entries(values).map(([key, text]) => [key, text[language]]))
  return both({ nl: filledText(TEXTS[name], 'nl', valuesIn('nl')), en: filledText(TEXTS[name], 'en', valuesIn('en')) })
}

export const countWords = (count: number): Bilingual => ({ nl: countText(count, 'nl'), en: countText(count, 'en') })
export const amountWords = (euro: string): Bilingual => ({ nl: amountText(euro, 'nl'), en: amountText(euro, 'en') })
