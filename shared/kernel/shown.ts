// Understands amounts and days as a reader in Belgium writes them, per language.
import type { LocalDate } from './calendar.ts'

export type ReaderLanguage = 'nl' | 'fr' | 'en'

/** What stands between thousands, and before the cents. */
export const MARKS: Readonly<Record<ReaderLanguage, { readonly group: string; readonly decimal: string }>> = {
  nl: { group: '.', decimal: ',' },
  // A narrow no-break space.
  fr: { group: '\u202f', decimal: ',' },
  en: { group: ',', decimal: '.' },
}
const MINUS = '\u2212'
const NO_BREAK = '\u00a0'

/** `-1234.56` as `−1.234,56`, `−1 234,56` or `−1,234.56`; also of a ceiling, which is shown to the cent. */
export function amountText(euro: string, language: ReaderLanguage): string {
  const { group, decimal } = MARKS[language]
  const [whole = '', hundredths = ''] = euro.replace('-', '').split('.')
  return `${euro.startsWith('-') ? MINUS : ''}${whole.replaceAll(/\B(?=(?:\d{3})+$)/g, group)}${decimal}${hundredths}`
}

const MONTHS: Readonly<Record<ReaderLanguage, readonly string[]>> = {
  nl: ['januari', 'februari', 'maart', 'april', 'mei', 'juni', 'juli', 'augustus', 'september', 'oktober', 'november', 'december'],
  fr: ['janvier', 'février', 'mars', 'avril', 'mai', 'juin', 'juillet', 'août', 'septembre', 'octobre', 'novembre', 'décembre'],
  en: ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'],
}

/** `2024-10-01` as `1 oktober 2024`, `1er octobre 2024`, `1 October 2024`. */
export function dateText(date: LocalDate, language: ReaderLanguage): string {
  const [year = '', month = '', day = ''] = date.split('-')
  const number = Number(day)
  const dayText = language === 'fr' && number === 1 ? '1er' : String(number)
  return `${dayText}${NO_BREAK}${MONTHS[language][Number(month) - 1] ?? ''}${NO_BREAK}${year}`
}
