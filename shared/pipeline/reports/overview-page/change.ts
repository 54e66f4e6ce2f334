// Understands how much an amount differs from an earlier one, in percent with one decimal; nothing where there is nothing to compare with.
import type { Bilingual } from '../../../exceptions/catalogue.ts'
import { centsOf } from '../../../kernel/money.ts'
import { sameWords } from '../page/bilingual.ts'
import { amountText, percentText } from '../page/figures.ts'

const NOTHING_TO_COMPARE = '\u2013'
/** More is no longer read as a percentage. */
const TENTHS_MAX = 9_999n

/**
 * `+12,3 %`: the sign says more or less, half-up away from zero; a change too small for a decimal keeps its sign. An earlier amount of zero or less has no
 * percentages.
 */
export function changeWords(now: string, before: string | undefined): Bilingual {
  const base = before === undefined ? 0n : centsOf(before)
  if (base <= 0n) return sameWords(NOTHING_TO_COMPARE)
  const difference = centsOf(now) - base
  if (difference === 0n) return { nl: 'gelijk', en: 'same' }
  const size = difference < 0n ? -difference : difference
  const tenths = (2_000n * size + base) / (2n * base)
  const isBeyond = tenths > TENTHS_MAX
  const digits = String(isBeyond ? TENTHS_MAX : tenths).padStart(2, '0')
  const number = `${digits.slice(0, -1)}.${digits.slice(-1)}`
  const told = (language: 'nl' | 'en'): string =>
    `${isBeyond ? '> ' : ''}${difference < 0n ? '\u2212' : '+'}${percentText(amountText(number, language), language)}`
  return { nl: told('nl'), en: told('en') }
}
