// Understands a sender's text as a browser shows it: characters that are not seen are left out before anything is masked, for a number without them is a number.
import { withoutInss } from '../kernel/identifiers.ts'
import type { BusinessException } from './business-exception.ts'

/** Control characters (a file in UTF-16 has one between any two letters) and those that only join, hide or turn around what stands beside them. */
const UNSEEN = /(?![\t\n\r])[\p{Cc}\p{Cf}]/gu

export const readableText = (text: string): string => text.replaceAll(UNSEEN, '')

/** A name that somebody gave to a file or an employer, as people may see it: a number of a worker in it is masked, in pieces or not. */
export const shownName = (name: string): string => withoutInss(readableText(name))

/** The same exception when there is nothing to leave out. */
export function readable(exception: BusinessException): BusinessException {
  const { parameters, employerNumber, quarter, field, value } = exception
  const texts = { employerNumber, quarter, field, value }
  if ([...Object.values(texts), ...Object.values(parameters)].every((text = '') => text.search(UNSEEN) < 0)) return exception
  const cleared = (named: Readonly<Record<string, string | undefined>>): Record<string, string> =>
    Object.fromEntries(Object.entries(named).flatMap(([name, text]) => (text === undefined ? [] : [[name, readableText(text)]])))
  return { ...exception, ...cleared(texts), parameters: cleared(parameters) }
}
