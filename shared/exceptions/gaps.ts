// Understands the gaps in a sentence of the catalogue: an amount or a day in one is told as the reader of the sentence writes it, anything else as it is.
import type { LocalDate } from '../kernel/calendar.ts'
import { amountText, dateText } from '../kernel/shown.ts'
import type { Language } from './catalogue/entry.ts'

/** A gap, and the unit behind it by which an amount is known. */
const GAP = /\{(\w+)\}( (?:euros?|uur|hours)\b)?/g
/** Days that we give ourselves; what a sender wrote stays as it was. */
const DAYS: readonly string[] = ['date', 'lastDay', 'received', 'reviewedFrom', 'reviewedUntil']

const AMOUNT = /^-?\d+\.\d{2}$/
const DAY = /^\d{4}-\d{2}-\d{2}$/

const isTold = (name: string, unit: string | undefined): boolean => unit !== undefined || DAYS.includes(name)

function told(value: string, unit: string | undefined, language: Language): string {
  if (unit !== undefined) return AMOUNT.test(value) ? amountText(value, language) : value
  // Who searches types a usual space.
  return DAY.test(value) ? dateText(value as LocalDate, language).replaceAll('\u00a0', ' ') : value
}

/** The sentence with a value in every gap. */
export const withValues = (template: string, language: Language, valueOf: (name: string) => string): string =>
  template.replace(GAP, (_, name: string, unit?: string) => {
    const value = valueOf(name)
    return (isTold(name, unit) ? told(value, unit, language) : value) + (unit ?? '')
  })

/** The sentence with names of their own for the gaps whose values are another text in another language. */
export const withOwnGaps = (template: string, language: Language): string =>
  template.replace(GAP, (gap, name: string, unit?: string) => (isTold(name, unit) ? `{${name}_${language}}${unit ?? ''}` : gap))
