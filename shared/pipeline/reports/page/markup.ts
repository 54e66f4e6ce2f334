// Understands HTML that is built from data: whatever is put into a template is escaped, unless it was built the same way.

/** HTML that may stand in a page as it is. */
export interface Markup {
  readonly html: string
}

const ESCAPED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Safe as text and as a quoted attribute. Control characters, which HTML forbids, are left out. */
export const escaped = (text: string): string =>
  text.replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '').replaceAll(/[&<>"']/g, (character) => ESCAPED[character] ?? '')

type Part = string | number | Markup | readonly Markup[]

/** A template of HTML. Texts and numbers in it are escaped; a list is joined. */
export const markup = (texts: readonly string[], ...parts: readonly Part[]): Markup => ({
  html: texts.map((text, index) => text + (index < parts.length ? shown(parts[index] ?? '') : '')).join(''),
})

export const NOTHING: Markup = { html: '' }

function shown(part: Part): string {
  if (typeof part === 'string') return escaped(part)
  if (typeof part === 'number') return String(part)
  return 'html' in part ? part.html : part.map(({ html }) => html).join('')
}
