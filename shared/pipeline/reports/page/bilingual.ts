// Understands a text that stands in a page in both languages: the page shows the one that its reader chose, also without a script.
import type { Bilingual, Language } from '../../../exceptions/catalogue.ts'
import type { Quarter } from '../../../kernel/calendar.ts'
import { amountText, countText, quarterText } from './figures.ts'
import { markup, type Markup } from './markup.ts'

/** The text with its placeholders filled in; one without a value stays empty. Escaping belongs to the page. */
export const filledText = (text: Bilingual, language: Language, values: Readonly<Record<string, string>> = {}): string =>
  text[language].replaceAll(/\{(\w+)\}/g, (_, key: string) => values[key] ?? '')

/** The same in both languages at once; so are the values. */
export function filledTexts(text: Bilingual, values: Readonly<Record<string, Bilingual>>): Bilingual {
  const valuesIn = (language: Language): Record<string, string> =>
    Object.fromEntries(Object.entries(values).map(([key, each]) => [key, each[language]]))
  return { nl: filledText(text, 'nl', valuesIn('nl')), en: filledText(text, 'en', valuesIn('en')) }
}

/** What is the same in both stands once. */
export const both = ({ nl, en }: Bilingual): Markup =>
  nl === en ? markup`${nl}` : markup`<span class="nl" lang="nl">${nl}</span><span class="en" lang="en">${en}</span>`

/** How a page says its own texts, by their names. */
export const wordsOf =
  <Name extends string>(texts: Readonly<Record<Name, Bilingual>>) =>
  (name: Name, values: Readonly<Record<string, Bilingual>> = {}): Markup =>
    both(filledTexts(texts[name], values))

/** What is no word: a file, a number as it is. */
export const sameWords = (text: string): Bilingual => ({ nl: text, en: text })
export const countWords = (count: number): Bilingual => ({ nl: countText(count, 'nl'), en: countText(count, 'en') })
export const amountWords = (euro: string): Bilingual => ({ nl: amountText(euro, 'nl'), en: amountText(euro, 'en') })
export const quarterWords = (quarter: Quarter): Bilingual => ({ nl: quarterText(quarter, 'nl'), en: quarterText(quarter, 'en') })
