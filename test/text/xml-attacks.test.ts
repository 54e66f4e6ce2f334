/** Checks hostile and broken XML files: each gets its FIL code with its place, none can make the reader fail or use memory. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { FileOutcome } from '../../shared/declaration/file-outcome.ts'
import { readDeclarationXml } from '../../shared/declaration/xml-file.ts'
import { localDate } from '../../shared/kernel/calendar.ts'
import { PARAMETERS } from '../../shared/law/parameters.ts'
import { openText } from '../../shared/text/bytes.ts'
import { TEXT_LIMITS } from '../../shared/text/limits.ts'
import { xmlEncoding } from '../../shared/text/xml-encoding.ts'
import { said } from '../support/declaration-builders.ts'
import { DECLARATION, dmfa, form, person, readXml, tag, type XmlReading } from '../support/xml-builders.ts'

/** How a file ended, in short: `FIL-005 malformed-xml 2:17`, or `complete`. */
function ended(outcome: FileOutcome): string {
  if (outcome.kind === 'complete') return 'complete'
  const { line, column } = outcome.exception
  const place = line === undefined ? '' : column === undefined ? ` ${line}` : ` ${line}:${column}`
  return said(outcome.exception) + place
}

const ending = async (file: string | Uint8Array, reading: XmlReading = {}): Promise<string> => ended((await readXml(file, reading)).outcome)

/** The root with this in it, on one line. */
const root = (content: string): string => tag('DmfAOriginal', content)
const GOOD = dmfa(form())

describe('DOCTYPE and entities: FIL-008', () => {
  const LAUGHS = Array.from({ length: 9 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`).join('')
  it.each([
    ['a billion laughs', `<!DOCTYPE x [<!ENTITY l0 "ha">${LAUGHS}]>${root('&l9;')}`],
    ['an external entity', `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///secret">]>${root('&e;')}`],
    ['an external subset', `<!DOCTYPE x SYSTEM "http://example.com/x.dtd">${root('')}`],
    ['a parameter entity', `<!DOCTYPE x [<!ENTITY % p SYSTEM "http://example.com/x.dtd"> %p;]>${root('')}`],
    ['a DOCTYPE that says nothing', `${DECLARATION}<!DOCTYPE DmfAOriginal>${root('')}`],
    ['a DOCTYPE after a comment', `${DECLARATION}<!-- x -->\n<!DOCTYPE DmfAOriginal>${root('')}`],
    ['a DOCTYPE after an instruction', `<?a b?><!DOCTYPE DmfAOriginal>${root('')}`],
    ['an entity without a DOCTYPE', root('<Form>&e;</Form>')],
    ['an entity in an attribute', root('<Form a="&e;"/>')],
    ['an entity in a part that is skipped', root('<Unknown>&eacute;</Unknown>')],
    ['a DOCTYPE before a root that is not known', '<!DOCTYPE html><html/>'],
  ])('%s', async (_, file) => {
    expect(await ending(file)).toBe('FIL-008')
  })

  it.each([
    ['in lower case: not a DOCTYPE to XML, and not well formed', `<!doctype x>${root('')}`, 'FIL-005 malformed-xml 1:9'],
    ['behind the root', `${root('')}<!DOCTYPE x>`, 'FIL-005 malformed-xml 1:24'],
    ['inside the root', root('<!DOCTYPE x>'), 'FIL-005 malformed-xml 1:23'],
    ['in a comment', `<!-- <!DOCTYPE x> -->${GOOD.replace(DECLARATION, '')}`, 'complete'],
    ['in CDATA', dmfa(`<Reference><![CDATA[<!DOCTYPE x [<!ENTITY e "">]>&e;]]></Reference>${form()}`), 'complete'],
  ])('a DOCTYPE %s', async (_, file, expected) => {
    expect(await ending(file)).toBe(expected)
  })
})

describe('not well formed: FIL-005 with the line and the column of the last character read', () => {
  it.each([
    ['a closing tag of another element', root('\n<Form></Foam>'), '2:13'],
    ['an element that is not closed', '<DmfAOriginal>\n<Form>\n', '3:0'],
    ['two roots', root('') + root(''), '1:29'],
    ['two roots, the second not known', `${root('')}\n<x/>`, '2:3'],
    ['CDATA after the root, where the root ends', `${root('')}<![CDATA[x]]>`, '1:15'],
    ['only an XML declaration', '<?xml version="1.0"?>', '1:21'],
    ['only a comment', '<!-- x -->', '1:10'],
    ['an XML declaration after a line end', `\n${GOOD}`, '2:6'],
    ['a null byte in a text', '<DmfAOriginal>\n<Form>\0</Form></DmfAOriginal>', '2:7'],
    ['a null byte in a name', '<DmfAOriginal>\n<Fo\0rm/></DmfAOriginal>', '2:4'],
    ['null bytes only', '\0\0\0\0', '1:1'],
    ['UTF-16 LE without a BOM', Buffer.from(GOOD, 'utf16le'), '1:2'],
    ['UTF-16 BE without a BOM', Buffer.from(GOOD, 'utf16le').swap16(), '1:1'],
    ['a reference to a character that XML does not have', root('&#xFFFF;'), '1:22'],
    ['a CSV', 'quarter;inss\n2024Q3;1\n', undefined],
  ])('%s', async (_, file, place) => {
    const answer = await ending(file)
    if (place === undefined) expect(answer).toMatch(/^FIL-005 malformed-xml \d+:\d+$/)
    else expect(answer).toBe(`FIL-005 malformed-xml ${place}`)
  })

  it('text after the root: the place is where the root ends', async () => {
    expect(await ending(`${root('')}\nx\n\n`)).toBe('FIL-005 malformed-xml 1:15')
  })

  it('every beginning of a file is refused at its own end; only the whole file is read', async () => {
    expect(await ending(GOOD)).toBe('complete')
    for (let length = 1; length < GOOD.length; length += 1) {
      const beginning = GOOD.slice(0, length)
      const lines = beginning.split('\n')
      expect(await ending(beginning)).toBe(`FIL-005 malformed-xml ${lines.length}:${lines.at(-1)?.length ?? 0}`)
    }
  })
})

describe('no file, no root, or another root', () => {
  it.each([
    ['an empty file', '', 'FIL-001'],
    ['only a BOM', '\uFEFF', 'FIL-001'],
    ['only white space', ' \r\n\t', 'FIL-001'],
    ['an empty gzip', gzipSync(''), 'FIL-001'],
    ['a DmfA without a Form', root(''), 'FIL-001'],
    ['a publication without attests', tag('PubliceerMutatieDmfaVoorWerknemer', ''), 'FIL-001'],
    ['another root', '<html><DmfAOriginal/></html>', 'FIL-003 root'],
    ['an update', '<DmfAUpdate/>', 'FIL-003 root'],
    ['a Form as root', form(), 'FIL-003 root'],
  ])('%s', async (_, file, expected) => {
    expect(await ending(file)).toBe(expected)
  })
})

describe('encodings', () => {
  const declared = (name: string, quote = '"'): string => `<?xml version=${quote}1.0${quote} encoding=${quote}${name}${quote}?>`
  /** A text with é that reaches a finding, so that it can be seen. */
  const withLetter = GOOD.replace(DECLARATION, '').replace('20243', '2é')
  const valueOf = async (file: string | Uint8Array): Promise<unknown> => {
    const { items, outcome } = await readXml(file)
    const [item] = items
    return item?.type === 'rejected' ? item.exception.value : ended(outcome)
  }

  it.each([
    ['UTF-8 without a declaration', Buffer.from(withLetter)],
    ['UTF-8', Buffer.from(declared('UTF-8') + withLetter)],
    ['utf-8 in lower case and single quotes', Buffer.from(declared('utf-8', "'") + withLetter)],
    ['UTF-8 with a BOM', Buffer.from(`\uFEFF${declared('UTF-8')}${withLetter}`)],
    ['ISO-8859-1', Buffer.from(declared('ISO-8859-1') + withLetter, 'latin1')],
    ['iso-8859-1 in lower case and single quotes', Buffer.from(declared('iso-8859-1', "'") + withLetter, 'latin1')],
    ['ISO-8859-1 in gzip', gzipSync(Buffer.from(declared('ISO-8859-1') + withLetter, 'latin1'))],
  ])('é is read right: %s', async (_, file) => {
    expect(await valueOf(file)).toBe('2é')
  })

  it.each([
    ['UTF-16 with a BOM', Buffer.from(`\uFEFF${GOOD}`, 'utf16le'), 'FIL-004 byte'],
    ['UTF-16 BE with a BOM', Buffer.from(`\uFEFF${GOOD}`, 'utf16le').swap16(), 'FIL-004 byte'],
    ['Latin-1 that says it is UTF-8', Buffer.from(declared('UTF-8') + withLetter, 'latin1'), 'FIL-004 byte'],
    ['Latin-1 that says nothing', Buffer.from(withLetter, 'latin1'), 'FIL-004 byte'],
    ['a character cut off at the end', Buffer.from(`${GOOD}é`).subarray(0, -1), 'FIL-004 byte'],
    ['windows-1252', declared('windows-1252') + withLetter, 'FIL-004 declared'],
    ['UTF-16 that is only said', declared('UTF-16') + withLetter, 'FIL-004 declared'],
    ['ISO-8859-15', declared('ISO-8859-15') + withLetter, 'FIL-004 declared'],
  ])('refused: %s', async (_, file, expected) => {
    expect(await ending(file)).toBe(expected)
  })

  it('the byte that is not UTF-8 is named, counted from 1', async () => {
    const { outcome } = await readXml(Buffer.from(withLetter, 'latin1'))
    expect(outcome).toMatchObject({ exception: { parameters: { byte: String(withLetter.indexOf('é') + 1) } } })
  })
})

describe('sizes: FIL-007', () => {
  const nested = (levels: number): string => root(`${'<a>\n'.repeat(levels - 1)}${'</a>'.repeat(levels - 1)}${form()}`)

  it('64 levels are read, 65 are not; the line is that of the element', async () => {
    expect(await ending(nested(64))).toBe('complete')
    expect(await ending(nested(65))).toBe('FIL-007 depth 64')
    expect(await ending(nested(100_000))).toBe('FIL-007 depth 64')
    expect(await ending(dmfa(form(person().replace('<INSS>', `${'<a>'.repeat(100_000)}<INSS>`))))).toBe('FIL-007 depth 2')
  })

  it('a person with 99,000 elements is read, one with 200,000 is not', async () => {
    const withMore = (count: number): string => dmfa(form(person().replace('<INSS>', `${'<x/>'.repeat(count)}<INSS>`)))
    expect(await ending(withMore(99_000))).toBe('complete')
    expect(await ending(withMore(200_000))).toBe('FIL-007 xml-record 2')
  })

  it.each([
    ['text', (long: string) => `<Reference>${long}</Reference>`],
    ['comment', (long: string) => `<!--${long}-->`],
    ['attribute value', (long: string) => `<Reference a="${long}"/>`],
  ])('%s of 60 KiB is read, one of 100 KiB is not', async (_, of) => {
    expect(await ending(root(of('x'.repeat(60 * 1024)) + form()))).toBe('complete')
    expect(await ending(root(of('x'.repeat(100 * 1024)) + form()))).toBe('FIL-007 xml-record 1')
  })

  it('a comment above 64 KiB gets the same answer in a plain file and in gzip', async () => {
    for (const length of [66_000, 70_000, 100_000, 130_000]) {
      const file = root(`<!--${'x'.repeat(length)}-->${form()}`)
      expect(await ending(gzipSync(file)), `${length} characters`).toBe(await ending(file))
    }
  })

  it('a gzip bomb is refused where the limit is reached, after what lies before it', async () => {
    const bomb = gzipSync(root(form() + '<a></a>'.repeat(200_000)))
    expect(bomb.length).toBeLessThan(20_000)
    const { items, outcome } = await readXml(bomb, { limits: { decompressedBytesMax: 100_000 } })
    expect(ended(outcome)).toBe('FIL-007 decompressed')
    expect(items).toHaveLength(1)
  })

  it.each([16_384, 65_536, 131_072])('characters, tags and line ends across byte %i are read as elsewhere', async (boundary) => {
    const about = root(form(undefined, {}, { FormCreationHour: '09:30:00.000\r\né' }))
    const plain = await readXml(about)
    for (let shift = 0; shift < 12; shift += 1) {
      const at = about.indexOf('é') - 6 + shift
      const missing = boundary - 14 - at
      const filling = `<Reference>${'x'.repeat(977)}</Reference>`.repeat(Math.floor(missing / 1_000)) + ' '.repeat(missing % 1_000)
      const { items, outcome } = await readXml(about.replace('<Form>', `${filling}<Form>`))
      expect(ended(outcome)).toBe('complete')
      expect(items.map((item) => item.type === 'rejected' && item.exception.value)).toEqual(
        plain.items.map((item) => item.type === 'rejected' && item.exception.value),
      )
    }
  })
})

const MEGABYTE = 1_000_000
/** What a reader of 100 MB may hold at any moment; garbage that is not collected yet does not count. */
const GROWTH_MAX = 80 * MEGABYTE

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void
function bytesHeld(): number {
  collectGarbage()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

interface Streamed {
  readonly ending: string
  /** Bytes that were taken from the source. */
  readonly taken: number
  readonly growth: number
}

/** Reads `before`, then 100 MB of `filling`, then `after`, none of it in memory as a whole. */
async function stream(before: string, filling: string, after: string): Promise<Streamed> {
  let taken = 0
  const start = bytesHeld()
  let highest = start
  const block = Buffer.from(filling.repeat(Math.max(1, Math.floor(65_536 / filling.length))))
  // eslint-disable-next-line @typescript-eslint/require-await -- a source of bytes is asynchronous, this one is at hand
  async function* body(): AsyncGenerator<Uint8Array, void> {
    yield Buffer.from(before)
    for (let next = 24 * MEGABYTE; taken < 100 * MEGABYTE; taken += block.length) {
      if (taken >= next) {
        highest = Math.max(highest, bytesHeld())
        next += 24 * MEGABYTE
      }
      yield block
    }
    highest = Math.max(highest, bytesHeld())
    yield Buffer.from(after)
  }
  const settings = { testNumbersAllowed: false, receivedOn: localDate('2025-01-10') }
  const texts = openText(body(), TEXT_LIMITS, xmlEncoding).pieces
  const reading = readDeclarationXml(texts, TEXT_LIMITS, settings, PARAMETERS, () => Promise.resolve(undefined))
  for (;;) {
    const next = await reading.next()
    if (next.done === true) return { ending: ended(next.value), taken, growth: highest - start }
  }
}

describe('100 MB that stream past', () => {
  const BEFORE = '<DmfAOriginal>'
  const AFTER = `${form()}</DmfAOriginal>`

  it.each([
    ['a DOCTYPE with an internal subset', '<!DOCTYPE x [', '<!ENTITY a "b">', 'FIL-008'],
    ['a DOCTYPE with one long entity', '<!DOCTYPE x [<!ENTITY a "', 'x', 'FIL-008'],
    ['a text', `${BEFORE}<Form>`, 'x', 'FIL-007 xml-record 1'],
    ['CDATA', `${BEFORE}<Form><![CDATA[`, 'x', 'FIL-007 xml-record 1'],
    ['a text of references', `${BEFORE}<Form>`, '&lt;', 'FIL-007 xml-record 1'],
    ['the name of an entity', `${BEFORE}<Form>&`, 'x', 'FIL-007 xml-record 1'],
    ['an attribute value', `${BEFORE}<Form a="`, 'x', 'FIL-007 xml-record 1'],
    ['an attribute value in the root', '<DmfAOriginal a="', 'x', 'FIL-007 xml-record 1'],
    ['attributes', `${BEFORE}<Form `, 'a="" ', 'FIL-007 xml-record 1'],
    ['a name', `${BEFORE}<`, 'x', 'FIL-007 xml-record 1'],
    ['the name of a root', '<', 'x', 'FIL-007 xml-record 1'],
    ['a comment', `${BEFORE}<!--`, 'x', 'FIL-007 xml-record 1'],
    ['a comment before the root', '<!--', 'x', 'FIL-007 xml-record 1'],
    ['comments', BEFORE, '<!-- x -->', 'FIL-007 xml-record 1'],
    ['an instruction', `${BEFORE}<?x `, 'x', 'FIL-007 xml-record 1'],
    ['white space between two tags', `${BEFORE}<Form>`, ' ', 'FIL-007 xml-record 1'],
    ['white space before the root', '', ' ', 'FIL-007 xml-record 1'],
    ['white space after the root', `${BEFORE}</DmfAOriginal>`, ' ', 'FIL-007 xml-record 1'],
    ['elements in elements', BEFORE, '<a>', 'FIL-007 depth 1'],
    ['elements of one person', `${BEFORE}<Form><EmployerDeclaration><NaturalPerson>`, '<a>1</a>', 'FIL-007 xml-record 1'],
  ])('%s: refused at once, whatever would follow', async (_, before, filling, expected) => {
    const { ending: answer, taken, growth } = await stream(before, filling, '')
    expect(answer).toBe(expected)
    expect(taken).toBeLessThan(MEGABYTE * 2)
    expect(growth).toBeLessThan(GROWTH_MAX)
  })

  it('a million attributes with names of their own', async () => {
    const attributes = Array.from({ length: 20_000 }, (_, n) => `a${n}=""`).join(' ')
    const { ending: answer, growth } = await stream(`${BEFORE}<Form ${attributes}`, ' b=""', '')
    expect(answer).toBe('FIL-007 xml-record 1')
    expect(growth).toBeLessThan(GROWTH_MAX)
  })

  it.each([
    ['elements that are skipped', `<a>1</a>`],
    ['white space between them', `<a>${' '.repeat(4_000)}</a>${' '.repeat(4_000)}`],
    ['texts of 60,000 characters', `<a>${'x'.repeat(60_000)}</a>`],
  ])('%s: read to the end in constant memory', async (_, filling) => {
    const { ending: answer, taken, growth } = await stream(BEFORE, filling, AFTER)
    expect(answer).toBe('complete')
    expect(taken).toBeGreaterThanOrEqual(100 * MEGABYTE)
    expect(growth).toBeLessThan(GROWTH_MAX)
  })

  it.each([
    ['texts of 60,000 characters', `<a>${'x'.repeat(60_000)}</a>`],
    ['white space of 60,000 characters between its elements', `<a/>${' '.repeat(60_000)}`],
  ])('one person with %s: refused (a record has its limit), or at least not kept in memory', async (_, filling) => {
    const { growth } = await stream(`${BEFORE}<Form><EmployerDeclaration><NaturalPerson>`, filling, '')
    expect(growth).toBeLessThan(GROWTH_MAX)
  })
})
