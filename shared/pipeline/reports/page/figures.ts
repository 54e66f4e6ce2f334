// Understands figures as a reader in Belgium expects them: amounts, percentages, fractions, dates, quarters and numbers of employers, per language.
import type { Quarter } from '../../../kernel/calendar.ts'
import { amountText, dateText, MARKS } from '../../../kernel/shown.ts'
import type { Payee } from '../../../registry/payee.ts'

export type StatementLanguage = Payee['language']
/** A text in every language of a payee: one that is missing does not compile. */
export type Trilingual = Readonly<Record<StatementLanguage, string>>

export { amountText, dateText }

const NO_BREAK = '\u00a0'

/** A count with its thousands apart: `50.000`, `50 000`, `50,000`. */
export const countText = (count: number, language: StatementLanguage): string =>
  String(count).replaceAll(/\B(?=(?:\d{3})+$)/g, MARKS[language].group)

export const percentText = (percentage: string, language: StatementLanguage): string =>
  language === 'en' ? `${percentage}%` : `${percentage}${NO_BREAK}%`

const DECIMALS = 4
const SCALE = 10n ** BigInt(DECIMALS)

/** A fraction from 0 to 1 with four decimals, half-up: `0.8000`. For reading; the law computes with the fraction itself. */
export function decimalOf({ numerator, denominator }: { readonly numerator: string; readonly denominator: string }): string {
  const [above, below] = [BigInt(numerator) * SCALE, BigInt(denominator)]
  const digits = String((2n * above + below) / (2n * below)).padStart(DECIMALS + 1, '0')
  return `${digits.slice(0, -DECIMALS)}.${digits.slice(-DECIMALS)}`
}

export const decimalText = (decimal: string, language: StatementLanguage): string => decimal.replace('.', MARKS[language].decimal)

const ORDINALS: Readonly<Record<StatementLanguage, readonly string[]>> = {
  nl: ['1e', '2e', '3e', '4e'],
  fr: ['1er', '2e', '3e', '4e'],
  en: ['1st', '2nd', '3rd', '4th'],
}
const QUARTER: Trilingual = { nl: 'kwartaal', fr: 'trimestre', en: 'quarter' }

/** `2024Q3` as `3e kwartaal 2024`, `3e trimestre 2024`, `3rd quarter 2024`. */
export const quarterText = (quarter: Quarter, language: StatementLanguage): string =>
  [ORDINALS[language][Number(quarter.slice(5)) - 1] ?? '', QUARTER[language], quarter.slice(0, 4)].join(NO_BREAK)

/** `0123456749` as `0123.456.749`. */
export const employerNumberText = (number: string): string => number.replace(/^(\d{4})(\d{3})(\d{3})$/, '$1.$2.$3')
