// Understands HTML that is built from data: whatever is put into a template is escaped, unless it was built the same way.

/** HTML that may stand in a page as it is. */
export interface Markup {
  readonly html: string
}

const ESCAPED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/**
 * What stands for itself nowhere: the characters of HTML, and, left out, control characters, which HTML forbids, and those that turn around what stands
 * beside them.
 */
const SPECIAL = /[&<>"'\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

/** Safe as text and as a quoted attribute. */
export const escaped = (text: string): string => text.replaceAll(SPECIAL, (character) => ESCAPED[character] ?? '')

type Part = string | number | Markup | readonly Markup[]

/** A template of HTML. Texts and numbers in it are escaped; a list is joined. */
export function markup([first = '', ...texts]: readonly string[], ...parts: readonly Part[]): Markup {
  let html = first
  for (const [index, part] of parts.entries()) html += shown(part) + (texts[index] ?? '')
  return { html }
}

export const NOTHING: Markup = { html: '' }

function shown(part: Part): string {
  if (typeof part === 'string') return escaped(part)
  if (typeof part === 'number') return String(part)
  return 'html' in part ? part.html : part.map(({ html }) => html).join('')
}
