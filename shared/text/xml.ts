// Understands XML as a stream: containers that open and close, and the elements in them as small trees; everything else is skipped. Constant memory.
import { PERSON_CHARACTERS_MAX, PERSON_ELEMENTS_MAX, XML_DEPTH_MAX } from '../kernel/limits.ts'
import { SaxesParser, type SaxesTagPlain } from 'saxes'
import type { TextPiece, TextProblem } from './bytes.ts'
import type { TextLimits } from './limits.ts'
import { NO_CHILDREN, NO_LEAVES, XmlElement } from './xml-element.ts'

/** Which elements are wanted, by name without prefix: a container with what it contains, or `'element'` for a whole tree. */
export interface XmlShape {
  readonly [name: string]: XmlShape | 'element'
}

/** Why a text is not the XML that was expected. */
export type XmlProblem =
  | TextProblem
  | { readonly kind: 'not-well-formed'; readonly line: number; readonly column: number }
  /** A DOCTYPE, or a reference to an entity that only a DOCTYPE could define. */
  | { readonly kind: 'doctype' }
  | { readonly kind: 'unknown-root'; readonly name: string }
  | { readonly kind: 'empty' }
  | { readonly kind: 'record-too-large'; readonly line: number; readonly limit: number }
  | { readonly kind: 'too-deep'; readonly line: number; readonly limit: number }

export type XmlPiece =
  | { readonly kind: 'open'; readonly name: string; readonly line: number; readonly column: number }
  | { readonly kind: 'element'; readonly element: XmlElement }
  | { readonly kind: 'close'; readonly name: string }

export type XmlBatch =
  { readonly kind: 'pieces'; readonly pieces: readonly XmlPiece[] } | { readonly kind: 'problem'; readonly problem: XmlProblem }

/** What was found in the text, in file order; after a problem nothing follows. Nothing found before a problem is lost. */
export async function* xmlPieces(texts: AsyncIterable<TextPiece>, limits: TextLimits, shape: XmlShape): AsyncGenerator<XmlBatch, void> {
  const reader = new XmlReader(limits, shape)
  for await (const text of texts) {
    if (text.kind === 'problem') return void (yield { kind: 'problem', problem: text.problem })
    reader.write(Buffer.from(text.bytes.buffer, text.bytes.byteOffset, text.bytes.length).toString('utf8'))
    yield* reader.found()
    if (reader.problem) return
  }
  reader.end()
  yield* reader.found()
}

const COLON = ':'.charCodeAt(0)
const SPACE = ' '.charCodeAt(0)

/** Hardly any text has blanks around it, and looking costs less than trimming. */
const trimmed = (text: string): string =>
  text.charCodeAt(0) > SPACE && text.charCodeAt(text.length - 1) > SPACE && text.charCodeAt(text.length - 1) < NO_BREAK_SPACE
    ? text
    : text.trim()
const NO_BREAK_SPACE = 0xa0

/** Ends the parser's work on the current text. */
class Stop extends Error {}

class XmlReader {
  problem: XmlProblem | undefined
  readonly #parser = new SaxesParser()
  readonly #recordBytesMax: number
  /** Containers that are open, the innermost last. */
  readonly #containers: XmlShape[] = []
  /** Elements of the tree that is being built, the innermost last; the last is also `#top`. */
  readonly #tree: XmlElement[] = []
  #top: XmlElement | undefined
  /** An element in the tree of which it is not known yet whether it has elements in it. */
  #leaf: string | undefined
  #leafLine = 0
  #leafColumn = 0
  #leafText = ''
  /** Levels inside an element that is not wanted. */
  #skipped = 0
  #depth = 0
  #treeSize = 0
  #treeStart = 0
  /** Characters of the prefix of the tree's element, the colon included. */
  #prefix = 0
  #pieces: XmlPiece[] = []
  #rootSeen = false
  /** Position, line and column behind the last tag: text, comments and attributes between two tags are kept by the parser, so their length is bounded. */
  #lastTag = 0
  #lastLine = 1
  #lastColumn = 0
  #prolog = ''
  /** Characters written; the parser's own position counts the last piece twice once it has been read. */
  #written = 0

  constructor({ recordBytesMax }: TextLimits, shape: XmlShape) {
    this.#recordBytesMax = recordBytesMax
    this.#containers.push(shape)
    // Few handlers: with some more the parser's object gets too many properties for the engine, and is seven times slower.
    const parser = this.#parser
    parser.on('opentagstart', (tag) => {
      this.#start(tag.name)
    })
    parser.on('closetag', (tag) => {
      this.#close(tag)
    })
    const text = (value: string): void => {
      if (this.#leaf !== undefined) this.#leafText += value
      else if (this.#top?.leaves === NO_LEAVES && this.#top.children === NO_CHILDREN && this.#skipped === 0) this.#top.text += value
    }
    parser.on('text', text)
    parser.on('cdata', text)
    parser.on('doctype', () => this.#stop({ kind: 'doctype' }))
    parser.on('error', ({ message }) => this.#stop(this.#problemOf(message)))
  }

  #problemOf(message: string): XmlProblem {
    if (message.includes('undefined entity')) return { kind: 'doctype' }
    // Reported by the parser only where it goes on, which depends on how the text is cut.
    if (message.includes('outside of root')) return { kind: 'not-well-formed', line: this.#lastLine, column: this.#lastColumn }
    return { kind: 'not-well-formed', line: this.#parser.line, column: this.#parser.column }
  }

  write(text: string): void {
    if (!this.#rootSeen) this.#prolog += text
    this.#run(() => this.#parser.write(text))
    if (this.#rootSeen) this.#prolog = ''
    this.#written += text.length
    if (this.#written - this.#lastTag <= this.#recordBytesMax) return
    this.problem ??=
      !this.#rootSeen && /<!DOCTYPE/i.test(this.#prolog)
        ? { kind: 'doctype' }
        : { kind: 'record-too-large', line: this.#parser.line, limit: this.#recordBytesMax }
  }

  end(): void {
    if (!this.#rootSeen && this.#prolog.trim() === '') this.problem = { kind: 'empty' }
    else this.#run(() => this.#parser.close())
  }

  /** What was found since the last call. */
  *found(): Generator<XmlBatch> {
    const pieces = this.#pieces
    this.#pieces = []
    if (pieces.length > 0) yield { kind: 'pieces', pieces }
    if (this.problem) yield { kind: 'problem', problem: this.problem }
  }

  #run(parse: () => void): void {
    try {
      parse()
    } catch (error) {
      if (!(error instanceof Stop)) throw error
    }
  }

  #stop(problem: XmlProblem): never {
    this.problem = problem
    throw new Stop()
  }

  #start(qualified: string): void {
    const { line, column, position } = this.#parser
    if (position - this.#lastTag > this.#recordBytesMax) this.#stop({ kind: 'record-too-large', line, limit: this.#recordBytesMax })
    this.#lastTag = position
    this.#depth += 1
    if (this.#depth > XML_DEPTH_MAX) this.#stop({ kind: 'too-deep', line, limit: XML_DEPTH_MAX })
    if (this.#skipped > 0) return void (this.#skipped += 1)
    // A line end directly behind the name is counted already; the column on the line before is gone.
    const isBroken = column === 0
    const startColumn = isBroken ? 1 : column - qualified.length - 1
    const startLine = isBroken ? line - 1 : line
    if (this.#top) return this.#grow(this.#localName(qualified), startLine, startColumn)
    this.#prefix = qualified.indexOf(':') + 1
    const name = qualified.slice(this.#prefix)
    const shape = this.#containers.at(-1)
    const wanted = shape && Object.hasOwn(shape, name) ? shape[name] : undefined
    if (!this.#rootSeen && wanted === undefined) this.#stop({ kind: 'unknown-root', name })
    this.#rootSeen = true
    if (wanted === undefined) this.#skipped = 1
    else if (wanted === 'element') {
      this.#treeSize = 1
      this.#treeStart = position
      this.#push(new XmlElement(name, startLine, startColumn))
    } else {
      this.#containers.push(wanted)
      this.#pieces.push({ kind: 'open', name, line: startLine, column: startColumn })
    }
  }

  /** The name without the prefix of the tree's own element; one with another prefix is foreign and stays as it is. */
  #localName(qualified: string): string {
    const prefix = this.#prefix
    return prefix > 0 && qualified.charCodeAt(prefix - 1) === COLON ? qualified.slice(prefix) : qualified
  }

  /** One more element of the tree. The one before it, if it is still open, has an element in it now. */
  #grow(name: string, line: number, column: number): void {
    this.#treeSize += 1
    if (this.#treeSize > PERSON_ELEMENTS_MAX || this.#lastTag - this.#treeStart > PERSON_CHARACTERS_MAX)
      this.#stop({ kind: 'record-too-large', line, limit: this.#recordBytesMax })
    if (this.#leaf !== undefined && this.#top) {
      const element = new XmlElement(this.#leaf, this.#leafLine, this.#leafColumn)
      if (this.#top.children === NO_CHILDREN) this.#top.children = [element]
      else (this.#top.children as XmlElement[]).push(element)
      this.#push(element)
    }
    this.#leaf = name
    this.#leafLine = line
    this.#leafColumn = column
    this.#leafText = ''
  }

  #push(element: XmlElement): void {
    this.#tree.push(element)
    this.#top = element
  }

  #close({ name }: SaxesTagPlain): void {
    const { position } = this.#parser
    if (position - this.#lastTag > this.#recordBytesMax)
      this.#stop({ kind: 'record-too-large', line: this.#parser.line, limit: this.#recordBytesMax })
    this.#lastTag = position
    this.#depth -= 1
    if (this.#depth === 0) {
      this.#lastLine = this.#parser.line
      this.#lastColumn = this.#parser.column
    }
    if (this.#skipped > 0) return void (this.#skipped -= 1)
    if (this.#leaf !== undefined && this.#top) {
      if (this.#top.leaves === NO_LEAVES) this.#top.leaves = [this.#leaf, trimmed(this.#leafText)]
      else (this.#top.leaves as string[]).push(this.#leaf, trimmed(this.#leafText))
      this.#leaf = undefined
      return
    }
    const closed = this.#tree.pop()
    this.#top = this.#tree.at(-1)
    if (!closed) {
      this.#containers.pop()
      this.#pieces.push({ kind: 'close', name: name.slice(name.indexOf(':') + 1) })
      return
    }
    closed.text = closed.children === NO_CHILDREN && closed.leaves === NO_LEAVES ? closed.text.trim() : ''
    if (!this.#top) this.#pieces.push({ kind: 'element', element: closed })
  }
}
