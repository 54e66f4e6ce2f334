// Understands a text of a sender on a page: without numbers of workers and characters that are not seen, and no longer than a reader needs.
import { readableText } from '../../../exceptions/readable.ts'
import { withoutInss } from '../../../kernel/identifiers.ts'

const CHARACTERS_MAX = 200

/** Masked before it is shortened: a number that is cut in two would no longer be one. */
export function senderText(text: string): string {
  const characters = Array.from(withoutInss(readableText(text)))
  return characters.length <= CHARACTERS_MAX ? characters.join('') : `${characters.slice(0, CHARACTERS_MAX).join('')}…`
}
