// Understands values of a calculation as a page shows them: amounts, fractions and dates of the language, and no whole number of a worker.
import { parseLocalDate, type Quarter } from '../../../kernel/calendar.ts'
import { withoutInss } from '../../../kernel/identifiers.ts'
import { euroText, type Cents } from '../../../kernel/money.ts'
import type { Bilingual, Language } from '../../../exceptions/catalogue.ts'
import { amountText, dateText, decimalOf, decimalText, percentText } from './common.ts'
import { fractionOf } from './factors.ts'

const WORDS: Readonly<Record<string, Bilingual>> = {
  yes: { nl: 'ja', en: 'yes' },
  no: { nl: 'nee', en: 'no' },
  none: { nl: 'geen', en: 'none' },
  FLANDERS: { nl: 'Vlaams Gewest', en: 'Flemish Region' },
  BRUSSELS: { nl: 'Brussels Gewest', en: 'Brussels Region' },
  WALLONIA: { nl: 'Waals Gewest', en: 'Walloon Region' },
  ABROAD: { nl: 'buitenland', en: 'abroad' },
  UNKNOWN: { nl: 'onbekend', en: 'unknown' },
  NOT_APPLICABLE: { nl: 'niet van toepassing', en: 'not applicable' },
}

const EURO = /^-?\d+\.\d{2}$/
const FRACTION = /^\d+\/\d+$/

/** `7200.00` as `7.200,00`; `4/5` stays, `1/1` is `1`; each part of a sum or a list by itself; words of the program in the language. */
export function shownValue(text: string, language: Language): string {
  for (const separator of [' + ', ', '])
    if (text.includes(separator))
      return text
        .split(separator)
        .map((part) => shownValue(part, language))
        .join(separator)
  if (EURO.test(text)) return amountText(text, language)
  if (FRACTION.test(text)) return text.replace(/\/1$/, '')
  return WORDS[text]?.[language] ?? withoutInss(text)
}

/** A fraction with four decimals: `0,8000`. */
export function shownFraction(text: string, language: Language): string {
  const { numerator, denominator } = fractionOf(text)
  return decimalText(decimalOf({ numerator: numerator.toString(), denominator: denominator.toString() }), language)
}

/** Hours with two decimals, or as a fraction that two decimals cannot say. */
export const shownHours = (hours: string, language: Language): string =>
  hours.includes('/') ? shownFraction(hours, language) : decimalText(hours, language)

/** A percentage, or the word for none. */
export const shownPercentage = (output: string, language: Language): string =>
  output === 'none' ? shownValue(output, language) : percentText(output, language)

/** A day as the findings have it; nothing for a rule without a date. */
export function shownDay(text: string, language: Language): string | undefined {
  const day = parseLocalDate(text)
  return day && dateText(day, language)
}

export const shownCents = (amount: Cents, language: Language): string => amountText(euroText(amount), language)

/** With its sign, also a plus: `+120,00`, `−960,00`. */
export const signedCents = (amount: Cents, language: Language): string => `${amount > 0n ? '+' : ''}${shownCents(amount, language)}`

const SUFFIXES = ['th', 'st', 'nd', 'rd'] as const

/** `6e`, `6th`. */
export function shownOrdinal(text: string, language: Language): string {
  if (language === 'nl') return `${text}e`
  const number = Number(text)
  const isTeen = Math.floor(number / 10) % 10 === 1
  return `${text}${isTeen ? 'th' : (SUFFIXES[number % 10] ?? 'th')}`
}

/** Within a sentence: `het 4e kwartaal van 2024`, `the 4th quarter of 2024`. */
export function theQuarter(quarter: Quarter, language: Language): string {
  const [year = '', number = ''] = quarter.split('Q')
  const ordinal = shownOrdinal(number, language)
  return language === 'nl' ? `het ${ordinal} kwartaal van ${year}` : `the ${ordinal} quarter of ${year}`
}
