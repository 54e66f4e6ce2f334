// Understands instants as the overview shows them: in its lists, and in words when it was updated.
import type { Bilingual } from '../../../exceptions/catalogue.ts'
import { brusselsDate, brusselsTime } from '../../../kernel/calendar.ts'
import { filledTexts, sameWords } from '../page/bilingual.ts'
import { dateText } from '../page/figures.ts'
import { markup, type Markup } from '../page/markup.ts'
import { momentText } from '../page/moment.ts'
import { TEXTS } from './texts.ts'

export const momentCell = (instant: string): Markup => markup`<span class="moment">${momentText(instant)}</span>`

/** `Bijgewerkt op 1 augustus 2025 om 11.00 uur`. */
export function updatedAt(instant: string): Bilingual {
  const at = new Date(instant)
  const [date, time] = [brusselsDate(at), brusselsTime(at)]
  return {
    nl: filledTexts(TEXTS.at, { date: sameWords(dateText(date, 'nl')), time: sameWords(time.replace(':', '.')) }).nl,
    en: filledTexts(TEXTS.at, { date: sameWords(dateText(date, 'en')), time: sameWords(time) }).en,
  }
}
