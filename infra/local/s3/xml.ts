// Understands the little XML that S3 requests and answers are made of; document type declarations are refused.
import { S3Error } from './errors.ts'

export interface XmlElement {
  readonly name: string
  readonly text: string
  readonly children: readonly XmlElement[]
}

type Content = string | number | boolean | undefined | readonly string[]

const TOKEN =
  /<\?[^]*?\?>|<!--[^]*?-->|<!\[CDATA\[(?<cdata>[^]*?)\]\]>|<\/(?<close>[^\s<>]+)\s*>|<(?<open>[^\s<>/!?]+)(?:\s+[^\s=<>]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*\s*(?<empty>\/?)>|(?<text>[^<]+)/uy
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
const DEPTH_MAX = 8

const malformed = (): S3Error =>
  new S3Error('MalformedXML', 'The XML you provided was not well-formed or did not validate against our published schema.')

/** Text for an element; control characters become references, as S3 itself writes them. */
export function escapeXml(text: string): string {
  return text.replaceAll(/[&<>"\p{Cc}]/gu, (found) => {
    const name = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot' }[found]
    return name === undefined ? `&#x${found.charCodeAt(0).toString(16)};` : `&${name};`
  })
}

/** One element; a list is already XML (children), anything else is text; undefined leaves the element out. */
export function element(name: string, content: Content): string {
  if (content === undefined) return ''
  return `<${name}>${typeof content === 'object' ? content.join('') : escapeXml(String(content))}</${name}>`
}

/** A whole answer with the namespace of S3. */
export function xmlDocument(name: string, children: readonly string[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${name} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${children.join('')}</${name}>`
}

function unescapeXml(text: string): string {
  return text.replaceAll(/&([^;&]*);?/g, (whole, name: string) => {
    if (!whole.endsWith(';')) throw malformed()
    const number = /^#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}))$/.exec(name)
    const code = number === null ? undefined : Number.parseInt(number[1] ?? number[2] ?? '', number[1] === undefined ? 10 : 16)
    if (code !== undefined && code > 0x10ffff) throw malformed()
    const replaced = code === undefined ? ENTITIES[name] : String.fromCodePoint(code)
    if (replaced === undefined) throw malformed()
    return replaced
  })
}

/** Reads a request document into its root element; anything unclear is MalformedXML. */
export function parseXml(source: string): XmlElement {
  interface Open {
    readonly name: string
    text: string
    readonly children: Open[]
  }
  const top: Open = { name: '', text: '', children: [] }
  const open: Open[] = [top]
  const token = new RegExp(TOKEN)
  while (token.lastIndex < source.length) {
    const groups = token.exec(source)?.groups
    const current = open.at(-1)
    if (groups === undefined || current === undefined) throw malformed()
    if (groups.text !== undefined) current.text += unescapeXml(groups.text)
    if (groups.cdata !== undefined) current.text += groups.cdata
    if (groups.open !== undefined) {
      const started: Open = { name: groups.open, text: '', children: [] }
      current.children.push(started)
      if (groups.empty !== '/') open.push(started)
      if (open.length > DEPTH_MAX) throw malformed()
    }
    if (groups.close !== undefined && (open.length === 1 || open.pop()?.name !== groups.close)) throw malformed()
  }
  const root = top.children[0]
  if (open.length !== 1 || root === undefined || top.children.length !== 1 || top.text.trim() !== '') throw malformed()
  return root
}

/** The root element of a request body, which must have this name. */
export function parseRequest(body: Buffer, name: string): XmlElement {
  let source: string
  try {
    source = new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch {
    throw malformed()
  }
  const root = parseXml(source)
  if (root.name !== name) throw malformed()
  return root
}

/** Text of the only child with this name; absent = undefined, twice = MalformedXML. */
export function childText(parent: XmlElement, name: string): string | undefined {
  const found = parent.children.filter((child) => child.name === name)
  if (found.length > 1) throw malformed()
  return found[0]?.text
}

/** Like `childText`, where the schema requires the child. */
export function requiredText(parent: XmlElement, name: string): string {
  const text = childText(parent, name)
  if (text === undefined || text === '') throw malformed()
  return text
}
