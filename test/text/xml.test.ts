/** Checks XML as a stream: containers that open and close, wanted elements as trees, positions, and the same result however the text is cut. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TextPiece } from '../../shared/text/bytes.ts'
import { TEXT_LIMITS } from '../../shared/text/limits.ts'
import { xmlPieces, type XmlPiece, type XmlProblem, type XmlShape } from '../../shared/text/xml.ts'
import { canonicalElement, type XmlElement } from '../../shared/text/xml-element.ts'

const SHAPE: XmlShape = { Root: { Box: { Item: 'element', Note: 'element' }, Item: 'element' }, Other: 'element' }
const SIZES = [1, 3, 7, 65_536, 1_000_000] as const

interface XmlRead {
  readonly pieces: readonly XmlPiece[]
  readonly problem: XmlProblem | undefined
}

/** Cuts at these bytes, or after them where a character would be cut: a reader of text gives whole characters. */
// eslint-disable-next-line @typescript-eslint/require-await -- a source of text is asynchronous, this one is at hand
async function* cutAt(file: string, cuts: Iterable<number>): AsyncGenerator<TextPiece, void> {
  const bytes = Buffer.from(file)
  let from = 0
  for (const cut of cuts) {
    let to = cut
    while (((bytes[to] ?? 0) & 0xc0) === 0x80) to += 1
    if (to > from) yield { kind: 'text', bytes: bytes.subarray(from, to) }
    from = Math.max(from, to)
  }
  if (from < bytes.length) yield { kind: 'text', bytes: bytes.subarray(from) }
}

async function readPieces(texts: AsyncIterable<TextPiece>, recordBytesMax = TEXT_LIMITS.recordBytesMax): Promise<XmlRead> {
  const pieces: XmlPiece[] = []
  let problem: XmlProblem | undefined
  for await (const batch of xmlPieces(texts, { ...TEXT_LIMITS, recordBytesMax }, SHAPE)) {
    expect(problem, 'nothing follows a problem').toBeUndefined()
    if (batch.kind === 'problem') problem = batch.problem
    else pieces.push(...batch.pieces)
  }
  return { pieces, problem }
}

function* every(size: number, length: number): Generator<number> {
  for (let at = size; at < length; at += size) yield at
}

const read = (file: string, size = 1_000_000, recordBytesMax?: number): Promise<XmlRead> =>
  readPieces(cutAt(file, every(size, Buffer.byteLength(file))), recordBytesMax)

/** Elements that have only text first, then those with elements in them: `Item@2:3(A="1" B@3:1(C=""))`. */
function tree({ name, line, column, text, leaves, children }: XmlElement): string {
  const texts: string[] = []
  for (let at = 0; at < leaves.length; at += 2) texts.push(`${leaves[at] ?? ''}=${JSON.stringify(leaves[at + 1])}`)
  const inside = [...texts, ...children.map(tree)]
  return `${name}@${line}:${column}${inside.length === 0 ? `=${JSON.stringify(text)}` : `(${inside.join(' ')})`}`
}

/** Pieces in short: `+Root@1:1`, `Item@2:3="x"`, `-Root`. */
const inShort = ({ pieces }: XmlRead): string[] =>
  pieces.map((piece) => {
    switch (piece.kind) {
      case 'open':
        return `+${piece.name}@${piece.line}:${piece.column}`
      case 'close':
        return `-${piece.name}`
      case 'element':
        return tree(piece.element)
    }
  })

/** Without a position: what most examples are about. */
const found = async (file: string): Promise<string[]> => {
  const all = await read(file)
  expect(all.problem).toBeUndefined()
  return inShort(all).map((each) => each.replaceAll(/@\d+:-?\d+/g, ''))
}

const inItem = (content: string): string => `<Root><Item>${content}</Item></Root>`
const textIn = async (content: string): Promise<string | undefined> => {
  const { pieces } = await read(inItem(content))
  const piece = pieces.find(({ kind }) => kind === 'element')
  return piece?.kind === 'element' ? piece.element.text : undefined
}

describe('what is found', () => {
  it.each<[string, string, readonly string[]]>([
    ['a root alone', '<Root/>', ['+Root', '-Root']],
    ['a root that is an element', '<Other>1</Other>', ['Other="1"']],
    ['a container in a container', '<Root><Box></Box><Box/></Root>', ['+Root', '+Box', '-Box', '+Box', '-Box', '-Root']],
    ['an element in two containers', '<Root><Item/><Box><Item/></Box></Root>', ['+Root', 'Item=""', '+Box', 'Item=""', '-Box', '-Root']],
    ['a tree', inItem('<A>1</A><B><C>2</C><C/></B>'), ['+Root', 'Item(A="1" B(C="2" C=""))', '-Root']],
    ['unknown elements, with everything in them', '<Root><X><Box><Item>1</Item></Box></X><Item/></Root>', ['+Root', 'Item=""', '-Root']],
    ['wanted names in a tree are part of it', inItem('<Box><Item>1</Item></Box>'), ['+Root', 'Item(Box(Item="1"))', '-Root']],
    ['a wanted element in the wrong container', '<Root><Note>1</Note></Root>', ['+Root', '-Root']],
    ['other letter case is another name', '<Root><item>1</item></Root>', ['+Root', '-Root']],
    ['names of object members are no elements', '<Root><constructor>1</constructor><toString/></Root>', ['+Root', '-Root']],
    ['attributes', '<Root a="1" b=\'2\'><Item c="&lt;">1</Item></Root>', ['+Root', 'Item="1"', '-Root']],
    ['a default namespace', '<Root xmlns="urn:a"><Item>1</Item></Root>', ['+Root', 'Item="1"', '-Root']],
    ['prefixes', '<n:Root xmlns:n="urn:a"><n:Item><m:A>1</m:A></n:Item></n:Root>', ['+Root', 'Item(A="1")', '-Root']],
    ['comments and instructions', '<?a b?><!-- <Root> --><Root><!----><?x y?><Item/></Root><!-- x --><?z?>', ['+Root', 'Item=""', '-Root']],
    ['text between elements', '<Root>x<Item>y<A>1</A>z</Item>w</Root>', ['+Root', 'Item(A="1")', '-Root']],
  ])('%s', async (_, file, expected) => {
    expect(await found(file)).toEqual(expected)
  })

  it.each<[string, string]>([
    ['an XML declaration', `<?xml version="1.0" encoding="UTF-8"?>\n${inItem('1')}`],
    ['XML 1.1', `<?xml version="1.1"?>${inItem('1')}`],
    ['a BOM', `\uFEFF${inItem('1')}`],
    ['a BOM before an XML declaration', `\uFEFF<?xml version="1.0"?>${inItem('1')}`],
    ['white space before and after', ` \r\n\t${inItem('1')} \r\n`],
  ])('%s changes nothing', async (_, file) => {
    expect(await found(file)).toEqual(await found(inItem('1')))
  })
})

describe('text', () => {
  it.each<[string, string, string]>([
    ['is trimmed', ' \n\t1 2\r\n ', '1 2'],
    ['CDATA', '<![CDATA[<a>&amp;]]]]><![CDATA[>]]>', '<a>&amp;]]>'],
    ['CDATA between text', 'a<![CDATA[ & ]]>b', 'a & b'],
    ['character references', '&#233;&#xe9;&#xE9;&#128512;', 'ééé😀'],
    ['the five entities of XML itself', '&lt;&gt;&amp;&quot;&apos;', `<>&"'`],
    ['an escaped reference stays text', '&amp;#233;', '&#233;'],
    ['a comment in the middle', '12<!-- 3 -->4', '124'],
    ['an instruction in the middle', '12<?x 3?>4', '124'],
    ['CRLF and CR are one line end', 'a\r\nb\rc', 'a\nb\nc'],
    ['letters outside Latin', 'é€漢😀', 'é€漢😀'],
    ['none', '', ''],
    ['white space only', ' \n ', ''],
  ])('%s', async (_, content, expected) => {
    expect(await textIn(content)).toBe(expected)
  })

  it('a child is found by name, and its text is empty when it is absent or empty', async () => {
    const { pieces } = await read(inItem('<A>1</A><B/><A>2</A>'))
    const [, piece] = pieces
    if (piece?.kind !== 'element') throw new Error('no element')
    const { element } = piece
    expect([element.textOf('A'), element.textOf('B'), element.textOf('C')]).toEqual(['1', '', ''])
    expect(element.all('A')).toHaveLength(2)
    expect(element.all('B', 'C')).toHaveLength(1)
    expect(element.child('C')).toBeUndefined()
  })

  it('two elements say the same wherever they stand, and not when a name, text or order differs', async () => {
    const canonical = async (content: string): Promise<string> => {
      const { pieces } = await read(content)
      const piece = pieces.find(({ kind }) => kind === 'element')
      return piece?.kind === 'element' ? canonicalElement(piece.element) : ''
    }
    const one = await canonical(inItem('<A>1</A><B/>'))
    expect(await canonical(`\n<Root>\n <Item x="1">\n <A> 1 </A><!-- -->\n<B></B></Item></Root>`)).toBe(one)
    for (const other of ['<A>2</A><B/>', '<B/><A>1</A>', '<A>1</A>', '<A>1</A><C/>', '<A>1<B/></A>'])
      expect(await canonical(inItem(other))).not.toBe(one)
  })
})

/** Lines and columns count from 1; the column is that of the `<`, in characters, or 1 where a line end stands directly behind the name. */
describe('where an element stands', () => {
  it.each<[string, string, readonly string[]]>([
    ['on one line', '<Root><Item><A><X/></A></Item></Root>', ['+Root@1:1', 'Item@1:7(A@1:13(X=""))', '-Root']],
    ['in a text that is cut off', '<Root>\n  <Item>\n    <A/>', ['+Root@1:1']],
    ['indented', '<Root>\n  <Item>\n\t<A><X/></A>\n</Item>\n</Root>', ['+Root@1:1', 'Item@2:3(A@3:2(X=""))', '-Root']],
    ['after CRLF', '<Root>\r\n\r\n <Item/>\r\n</Root>', ['+Root@1:1', 'Item@3:2=""', '-Root']],
    ['after letters outside Latin', '<Root>é😀<Item/></Root>', ['+Root@1:1', 'Item@1:9=""', '-Root']],
    ['with attributes', '<Root><Item a="1"\n b="2"><A><X/></A></Item></Root>', ['+Root@1:1', 'Item@1:7(A@2:8(X=""))', '-Root']],
    ['with a prefix', '<n:Root><n:Item/></n:Root>', ['+Root@1:1', 'Item@1:9=""', '-Root']],
    ['with a prefix, in a tree', '<Root><n:Item><n:A><n:X/></n:A></n:Item></Root>', ['+Root@1:1', 'Item@1:7(A@1:15(X=""))', '-Root']],
    ['a space behind the name', '<Root ><Item /></Root>', ['+Root@1:1', 'Item@1:8=""', '-Root']],
    ['a line end behind the name', '<Root\n a="1"><Item\r\n b="1"/></Root>', ['+Root@1:1', 'Item@2:1=""', '-Root']],
    ['a line end behind the name, in a tree', '<Root><Item><A\n><X/></A></Item></Root>', ['+Root@1:1', 'Item@1:7(A@1:1(X=""))', '-Root']],
  ])('%s', async (_, file, expected) => {
    expect(inShort(await read(file))).toEqual(expected)
  })
})

describe('problems', () => {
  it.each<[string, string, XmlProblem]>([
    ['nothing', '', { kind: 'empty' }],
    ['white space and a BOM', '\uFEFF \r\n', { kind: 'empty' }],
    ['an unknown root', '<Wrong><Root/></Wrong>', { kind: 'unknown-root', name: 'Wrong' }],
    ['an unknown root with a prefix', '<a:Wrong/>', { kind: 'unknown-root', name: 'Wrong' }],
    ['a root that is wanted only inside another', '<Item/>', { kind: 'unknown-root', name: 'Item' }],
    ['a DOCTYPE', '<!DOCTYPE Root><Root/>', { kind: 'doctype' }],
    ['an entity that only a DOCTYPE could define', inItem('&x;'), { kind: 'doctype' }],
    ['no root', '<?xml version="1.0"?>', { kind: 'not-well-formed', line: 1, column: 21 }],
    ['another closing tag', '<Root>\n<Box></Root>', { kind: 'not-well-formed', line: 2, column: 12 }],
    ['a closing tag too many', '<Root/></Root>', { kind: 'not-well-formed', line: 1, column: 14 }],
    ['an attribute twice', '<Root a="1" a="2"/>', { kind: 'not-well-formed', line: 1, column: 19 }],
    ['an attribute without quotes', '<Root a=1/>', { kind: 'not-well-formed', line: 1, column: 9 }],
    ['two roots', '<Root/><Root/>', { kind: 'not-well-formed', line: 1, column: 13 }],
    ['the end of the text', '<Root>\n<Item>1', { kind: 'not-well-formed', line: 2, column: 7 }],
    ['a forbidden control character', inItem('\u0001'), { kind: 'not-well-formed', line: 1, column: 13 }],
    ['a reference to a forbidden character', inItem('&#0;'), { kind: 'not-well-formed', line: 1, column: 16 }],
    [']]> in text', inItem(']]>'), { kind: 'not-well-formed', line: 1, column: 15 }],
  ])('%s', async (_, file, expected) => {
    for (const size of SIZES) expect((await read(file, size)).problem).toEqual(expected)
  })

  it('text before or after the root: the position is behind the last tag before it, whatever follows it', async () => {
    for (const size of SIZES) {
      expect((await read('x\n\n<Root/>', size)).problem).toEqual({ kind: 'not-well-formed', line: 1, column: 0 })
      expect((await read('<Root/>\nx\n\n\n', size)).problem).toEqual({ kind: 'not-well-formed', line: 1, column: 7 })
    }
  })

  it('the problem of the text itself comes through, after what was read before it', async () => {
    async function* texts(): AsyncGenerator<TextPiece, void> {
      yield* cutAt('<Root><Item>1</Item>', [])
      yield { kind: 'problem', problem: { kind: 'not-utf8', byte: 21 } }
    }
    const { pieces, problem } = await readPieces(texts())
    expect(pieces).toHaveLength(2)
    expect(problem).toEqual({ kind: 'not-utf8', byte: 21 })
  })

  it.each([
    ['a DOCTYPE that comes too late', '<!DOCTYPE x>'],
    ['an entity', '&x;'],
    ['a wrong closing tag', '</Wrong>'],
    ['a second root', '</Root><Root>'],
    ['the end', ''],
    ['too many levels', '<a>'.repeat(65)],
    ['too long a text', 'x'.repeat(70)],
  ])('what was found before %s is delivered before it', async (_, bad) => {
    const good = '<Root><Box><Item>1</Item></Box><Item><A>2</A></Item>'
    const expected = inShort(await read(`${good}</Root>`)).slice(0, -1)
    for (const size of SIZES) {
      const all = await read(good + bad, size, bad.length === 70 ? 50 : undefined)
      expect(all.problem).toBeDefined()
      expect(inShort(all).slice(0, expected.length)).toEqual(expected)
    }
  })
})

const FILES: readonly (readonly [string, string])[] = [
  ['indented with CRLF', '\uFEFF<?xml version="1.0"?>\r\n<Root a="é">\r\n\t<Item>\r\n\t\t<A>1\r</A>\r\n\t</Item>\r\n</Root>\r\n'],
  ['all kinds of text', inItem('é€😀<![CDATA[]]]]><![CDATA[>]]>&#xe9;&amp;<!-- - -->a<?x y?>\r\r\n')],
  ['a carriage return at the end', '<Root/>\r'],
  ['skipped parts', '<n:Root xmlns:n="x"><X><Y/></X><n:Box><n:Item>1</n:Item><Z a="/>"/></n:Box></n:Root>'],
  ['a wrong end', '<Root><Item>1</Item><Box></Root>'],
  ['an entity', `<Root>\n<Item>1</Item><Item>é&unknown;</Item></Root>`],
  ['a DOCTYPE with an internal subset', `<!DOCTYPE Root [<!ENTITY a "]>">]>${inItem('&a;')}`],
  ['text after the root', '<Root/>\n\nx'],
]

describe('the same however the text is cut', () => {
  it.each(FILES)('%s: in pieces of 1, 3, 7, 65536 and 1000000 bytes', async (_, file) => {
    const whole = await read(file)
    for (const size of SIZES) expect(await read(file, size)).toEqual(whole)
  })

  it('any cuts', async () => {
    const cuts = fc.array(fc.nat({ max: 200 }), { maxLength: 12 }).map((each) => each.toSorted((a, b) => a - b))
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...FILES), cuts, async ([, file], at) => {
        expect(await readPieces(cutAt(file, at))).toEqual(await read(file))
      }),
      { numRuns: 300 },
    )
  })

  it('a text longer than a record, in one piece of 1000000 bytes or in small ones', async () => {
    for (const size of SIZES) expect((await read(inItem('x'.repeat(70_000)), size)).problem?.kind).toBe('record-too-large')
  })
})
