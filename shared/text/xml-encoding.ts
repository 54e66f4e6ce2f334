// Understands which encoding an XML file says it has: UTF-8 unless its declaration names another one.

export type TextEncoding =
  { readonly kind: 'utf-8' } | { readonly kind: 'latin-1' } | { readonly kind: 'unsupported'; readonly name: string }

const DECLARATION = /^(?:\u00EF\u00BB\u00BF)?<\?xml\s[^>]*?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']/
const HEAD_BYTES = 400

/** The encoding named in the first bytes of the file (XML 1.0, 4.3.3). */
export function xmlEncoding(first: Uint8Array): TextEncoding {
  const head = Buffer.from(first.subarray(0, HEAD_BYTES)).toString('latin1')
  const name = DECLARATION.exec(head)?.[1]?.toUpperCase()
  if (name === undefined || name === 'UTF-8' || name === 'UTF8' || name === 'US-ASCII') return { kind: 'utf-8' }
  if (name === 'ISO-8859-1' || name === 'LATIN1') return { kind: 'latin-1' }
  return { kind: 'unsupported', name }
}
