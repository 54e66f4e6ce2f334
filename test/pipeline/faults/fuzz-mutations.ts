// Understands how an input is spoiled: bytes, lines, fields, elements, JSON nodes and gzip, each way with a name, all of it drawn from one seed.
import { gzipSync } from 'node:zlib'

export type Random = () => number
export type Format = 'csv' | 'xml' | 'json'

/** Draws from a list, a whole number below a limit, and whether something of this share happens. */
export const below = (random: Random, limit: number): number => Math.floor(random() * limit)
export function oneOf<T>(random: Random, items: readonly T[]): T {
  const drawn = items[below(random, items.length)]
  if (drawn === undefined) throw new Error('nothing to draw from')
  return drawn
}
export const happens = (random: Random, share: number): boolean => random() < share

const BOUNDARY_NUMBERS = [
  ...[
    '0',
    '-0',
    '1',
    '-1',
    '0.00',
    '-0.01',
    '0.005',
    '0.01',
    '99999999999999999999999999999.99',
    '999999999999999999999999999999',
    '1e308',
  ],
  ...[
    '-99999999999999999999.99',
    '9007199254740993',
    '4294967296',
    '-2147483649',
    '00',
    '000000000000000',
    '0x10',
    '1_000',
    '1.000,00',
    '+1',
  ],
  ...[
    'NaN',
    'Infinity',
    '.5',
    '5.',
    ',',
    '1,',
    '٣٨',
    '３８',
    '1e-7',
    '0.000000000000000000000000000001',
    '65536',
    '20245',
    '20240',
    '9999',
  ],
] as const
const ODD_TEXTS = [
  ...[
    '',
    ' ',
    '\u0000',
    '\u0001',
    '\uFEFF',
    '\u00A0',
    '\u200B',
    '\u202E',
    '\u0130',
    'ß',
    'é',
    '👩‍🦽',
    '\u{10FFFF}',
    '\uFFFD',
    '\uFFFF',
    '\u2028',
    'a\u0301',
  ],
  ...[
    '"',
    '""',
    '"""',
    '"a',
    'a"b',
    '"a;b"',
    '"a\nb"',
    "'",
    ';',
    ',',
    ';;',
    '\t',
    '\r',
    '\n',
    '\r\n',
    '\\',
    '%',
    '%00',
    '%E0%A4',
    '=1+1',
    '@x',
    '-x',
    '{}',
    '[]',
  ],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'null',
    'undefined',
    'true',
    '../../etc',
    '<a>',
    '&amp;',
    '&x;',
    '&#0;',
    '{line}',
    '$&',
    '$1',
  ],
] as const
const OTHER_DATES = [
  ...[
    '2024Q3',
    '2024Q4',
    '2023Q2',
    '2019Q1',
    '1900Q1',
    '9999Q4',
    '0000Q1',
    '2024Q5',
    '2024q3',
    '20243',
    '20244',
    '19001',
    '99994',
    '2024-09-30',
  ],
  ...[
    '2024-07-01',
    '2024-02-30',
    '1900-01-01',
    '9999-12-31',
    '0000-00-00',
    '2024-13-01',
    '2024-10-01',
    '1899-12-31',
    '2100-02-29',
    '2024-1-1',
  ],
] as const
const OTHER_CODES = [
  ...[
    'FULL',
    'PARTIAL',
    'WITHDRAWAL',
    'IMW',
    'VOP',
    'EXPLICIT',
    'IMW_5Y_STANDARD',
    'VOP_INDEFINITE',
    'VOP_STANDARD',
    'LOW',
    'MEDIUM',
    'HIGH',
    'NONE',
  ],
  ...[
    'FLANDERS',
    'BRUSSELS',
    'WALLONIA',
    'YES',
    'NO',
    'nl',
    'fr',
    '1-4:60,5-20:45',
    '1-1:100',
    '0-0:0',
    '20-1:40',
    '1-999:999',
    'BE68539007547034',
    'all',
  ],
  ...[
    '0',
    '1',
    '2',
    '3',
    '495',
    '015',
    '001',
    '010',
    '051',
    '441',
    '499',
    '500',
    '38',
    '3800',
    '99999',
    '0199999740',
    '2000000042',
    '9000000002',
  ],
] as const

/** What a mutation may need beside the input itself. */
export interface Material {
  readonly format: Format
  /** Another valid input, to splice with. */
  readonly other: Buffer
  /** Numbers of workers and employers that are right. */
  readonly numbers: readonly string[]
}
export interface Mutation {
  readonly name: string
  readonly formats: readonly Format[]
  readonly apply: (input: Buffer, random: Random, material: Material) => Buffer
}

const ALL: readonly Format[] = ['csv', 'xml', 'json']
const TEXTS: readonly Format[] = ['csv', 'xml']

/** Two places in order, not far from each other. */
function range(random: Random, length: number, longest = 40): readonly [from: number, to: number] {
  const from = below(random, length + 1)
  return [from, Math.min(length, from + 1 + below(random, longest))]
}
const spliced = (input: Buffer, from: number, to: number, ...between: readonly Uint8Array[]): Buffer =>
  Buffer.concat([input.subarray(0, from), ...between, input.subarray(to)])

const onBytes = (name: string, apply: Mutation['apply']): Mutation => ({ name, formats: ALL, apply })
const onText = (
  name: string,
  formats: readonly Format[],
  apply: (text: string, random: Random, material: Material) => string,
): Mutation => ({ name, formats, apply: (input, random, material) => Buffer.from(apply(input.toString('utf8'), random, material)) })

const BYTES: readonly Mutation[] = [
  onBytes('flip', (input, random) => {
    const changed = Buffer.from(input)
    for (let times = 1 + below(random, 3); times > 0; times--) {
      const at = below(random, changed.length)
      changed[at] = (changed[at] ?? 0) ^ (1 << below(random, 8))
    }
    return changed
  }),
  onBytes('insert bytes', (input, random) => {
    const bytes = Buffer.from(
      Array.from({ length: 1 + below(random, 4) }, () => (happens(random, 0.5) ? 32 + below(random, 95) : below(random, 256))),
    )
    const at = below(random, input.length + 1)
    return spliced(input, at, at, bytes)
  }),
  onBytes('delete bytes', (input, random) => spliced(input, ...range(random, input.length))),
  onBytes('duplicate bytes', (input, random) => {
    const [from, to] = range(random, input.length, happens(random, 0.2) ? 400 : 40)
    return spliced(input, to, to, input.subarray(from, to))
  }),
  onBytes('swap bytes', (input, random) => {
    const [a, b] = range(random, input.length)
    const [c, d] = range(random, input.length)
    if (b > c) return spliced(input, a, b, input.subarray(a, b).toReversed())
    return Buffer.concat([input.subarray(0, a), input.subarray(c, d), input.subarray(b, c), input.subarray(a, b), input.subarray(d)])
  }),
  onBytes('truncate', (input, random) => input.subarray(happens(random, 0.2) ? below(random, 40) : 0, below(random, input.length + 1))),
  onBytes('splice two', (input, random, { other }) =>
    Buffer.concat([input.subarray(0, below(random, input.length + 1)), other.subarray(below(random, other.length + 1))]),
  ),
  onBytes('two in one', (input, _, { other }) => Buffer.concat([input, other])),
]

function onLines(name: string, apply: (lines: string[], random: Random) => readonly string[]): Mutation {
  return onText(name, ['csv'], (text, random) => apply(text.split('\n'), random).join('\n'))
}

const LINES: readonly Mutation[] = [
  onLines('delete line', (lines, random) => lines.toSpliced(below(random, lines.length), 1)),
  onLines('duplicate line', (lines, random) => lines.toSpliced(below(random, lines.length), 0, oneOf(random, lines))),
  onLines('swap lines', (lines, random) => lines.toSorted(() => random() - 0.5)),
  onLines('repeat header', (lines, random) => lines.toSpliced(1 + below(random, lines.length), 0, lines[0] ?? '')),
  onText('delimiters', ['csv'], (text, random) =>
    happens(random, 0.5) ? text.replaceAll(';', ',') : text.replace(/;/g, (each) => (happens(random, 0.02) ? ',' : each)),
  ),
  onText('line ends', ['csv'], (text, random) => text.replaceAll('\n', oneOf(random, ['\r\n', '\r', '\n\n', '\n \n', '\n;\n', '\u2028']))),
  onText('columns', ['csv'], (text, random) => {
    const drawn = random()
    return text
      .split('\n')
      .map((line) => {
        const fields = line.split(';')
        const at = Math.floor(drawn * fields.length)
        return at % 2 === 0 ? fields.toSpliced(at, 1).join(';') : [...fields.slice(at), ...fields.slice(0, at)].join(';')
      })
      .join('\n')
  }),
]

/** Where the fields of a text stand. */
function slotsOf(text: string, format: Format): readonly (readonly [from: number, to: number])[] {
  const pattern = format === 'csv' ? /(?<=^|;)[^;\n]*/gm : /(?<=>)[^<>]+(?=<)/g
  return [...text.matchAll(pattern)].map((match) => [match.index, match.index + match[0].length])
}

function onField(name: string, value: (old: string, random: Random, material: Material) => string): Mutation {
  return onText(name, TEXTS, (text, random, material) => {
    const slots = slotsOf(text, material.format)
    if (slots.length === 0) return text + value('', random, material)
    // The header of a CSV is a small part of what can be wrong.
    const slot = slots[happens(random, 0.1) ? below(random, slots.length) : slots.length - 1 - below(random, Math.ceil(slots.length * 0.8))]
    const [from, to] = slot ?? [0, 0]
    return text.slice(0, from) + value(text.slice(from, to), random, material) + text.slice(to)
  })
}

const somewhere = (old: string, added: string, random: Random): string => {
  const at = below(random, old.length + 1)
  return old.slice(0, at) + added + old.slice(at)
}
const otherField = (text: string, random: Random, format: Format): string => {
  const slots = slotsOf(text, format)
  const [from, to] = slots.length === 0 ? [0, 0] : oneOf(random, slots)
  return text.slice(from, to)
}

const FIELDS: readonly Mutation[] = [
  onField('boundary number', (old, random) =>
    happens(random, 0.8) ? oneOf(random, BOUNDARY_NUMBERS) : old + oneOf(random, BOUNDARY_NUMBERS),
  ),
  onField('odd text', (old, random) =>
    happens(random, 0.4) ? oneOf(random, ODD_TEXTS) : somewhere(old, oneOf(random, ODD_TEXTS), random),
  ),
  onField('long field', (_, random) =>
    oneOf(random, ['x', '9', 'é', '"', ' ', '1;']).repeat(oneOf(random, [31, 201, 300, 3_000, happens(random, 0.1) ? 66_000 : 500])),
  ),
  onField('other date', (_, random) => oneOf(random, OTHER_DATES)),
  onField('other code', (_, random) => oneOf(random, OTHER_CODES)),
  onField('other number', (_, random, { numbers }) => oneOf(random, numbers)),
  onField('glued number', (_, random, { numbers }) => {
    const number = oneOf(random, numbers)
    return oneOf(random, [
      `x${number}`,
      `${number}x`,
      `_${number}`,
      `n${number} ${number}`,
      `/${number}/`,
      `1${number}`,
      `${number}1`,
      `${number}${number}`,
    ])
  }),
  onField('quotes', (old, random) =>
    oneOf(random, [`"${old}"`, `"${old}`, `${old}"`, `"${old}" `, `""${old}""`, `"${old}\n"`, `"${old};"`, `'${old}'`]),
  ),
  onField('digits', (old, random) => old.replace(/\d/g, (digit) => (happens(random, 0.2) ? String(below(random, 10)) : digit))),
  onField('empty field', () => ''),
  onText('delete field', TEXTS, (text, random, { format }) => {
    const [from, to] = oneOf(random, [...slotsOf(text, format), [0, 0]])
    return text.slice(0, from) + text.slice(to + (format === 'csv' ? 1 : 0))
  }),
  onText('duplicate field', TEXTS, (text, random, { format }) => {
    const [, to] = oneOf(random, [...slotsOf(text, format), [0, 0]])
    return text.slice(0, to) + (format === 'csv' ? ';' : '') + otherField(text, random, format) + text.slice(to)
  }),
  onText('swap fields', TEXTS, (text, random, { format }) => {
    const [a, b] = [0, 1].map(() => oneOf(random, [...slotsOf(text, format), [0, 0] as const])).toSorted(([x], [y]) => x - y)
    if (!a || !b || a[1] > b[0]) return text
    return text.slice(0, a[0]) + text.slice(...b) + text.slice(a[1], b[0]) + text.slice(...a) + text.slice(b[1])
  }),
  onText('BOM', TEXTS, (text, random) =>
    happens(random, 0.7) ? '\uFEFF'.repeat(1 + below(random, 2)) + text : somewhere(text, '\uFEFF', random),
  ),
  {
    name: 'encoding',
    formats: TEXTS,
    apply: (input, random) => {
      const text = input.toString('utf8')
      if (happens(random, 0.5))
        return Buffer.from(text.replace('UTF-8', oneOf(random, ['ISO-8859-1', 'latin1', 'UTF-16', 'windows-1252', 'x'])), 'latin1')
      return Buffer.from(happens(random, 0.5) ? `\uFEFF${text}` : text, 'utf16le')
    },
  },
]

/** An element from its tag to the first tag that closes this name. */
function elementIn(text: string, random: Random): readonly [from: number, to: number] {
  const [from, name] = oneOf(random, [
    ...[...text.matchAll(/<([A-Za-z:]+)/g)].map((match) => [match.index, match[1] ?? ''] as const),
    [0, ''] as const,
  ])
  const end = text.indexOf(`</${name}>`, from)
  return name === '' || end === -1 ? [from, from] : [from, end + name.length + 3]
}

const MARKUP = [
  ...[
    '<!DOCTYPE a [<!ENTITY x "y">]>',
    '<!-- a -->',
    '<!-- a',
    '<![CDATA[1]]>',
    '<![CDATA[',
    ']]>',
    '<?a b?>',
    '<?xml version="1.0"?>',
    '&x;',
    '&#1;',
    '&#x41;',
  ],
  ...[
    '&lt;',
    '<',
    '>',
    '</',
    '/>',
    '<a',
    '<a/>',
    '</a>',
    '<a b="c"/>',
    '<a b=c/>',
    '<x:y xmlns:x="z"/>',
    '<a>'.repeat(70),
    '<a/>'.repeat(200),
    ' xmlns="a"',
  ],
] as const

const ELEMENTS: readonly Mutation[] = [
  onText('delete element', ['xml'], (text, random) => {
    const [from, to] = elementIn(text, random)
    return text.slice(0, from) + text.slice(to)
  }),
  onText('duplicate element', ['xml'], (text, random) => {
    const [from, to] = elementIn(text, random)
    return text.slice(0, to) + text.slice(from, to).repeat(1 + below(random, 3)) + text.slice(to)
  }),
  onText('move element', ['xml'], (text, random) => {
    const [from, to] = elementIn(text, random)
    const [, at] = elementIn(text, random)
    return text.slice(0, at) + text.slice(from, to) + text.slice(at)
  }),
  onText('markup', ['xml'], (text, random) => {
    const at = happens(random, 0.5) ? elementIn(text, random)[0] : below(random, text.length)
    return text.slice(0, at) + oneOf(random, MARKUP) + text.slice(at)
  }),
  onText('element name', ['xml'], (text, random) => {
    const name = oneOf(random, [...new Set([...text.matchAll(/<([A-Za-z:]+)/g)].map((match) => match[1] ?? '')), 'x'])
    const other = oneOf(random, [`${name}2`, name.toLowerCase(), `a:${name}`, '__proto__', 'constructor', 'toString', 'text', 'children'])
    return text.replaceAll(new RegExp(`(</?)${name}\\b`, 'g'), (_, start: string) => start + other)
  }),
]

type Json = null | boolean | number | string | Json[] | { [name: string]: Json }
interface Node {
  readonly holder: Json[] | Record<string, Json>
  readonly name: string | number
}

function nodesOf(value: Json): Node[] {
  if (typeof value !== 'object' || value === null) return []
  if (Array.isArray(value)) return value.flatMap((item, index) => [{ holder: value, name: index }, ...nodesOf(item)])
  return Object.entries(value).flatMap(([name, item]) => [{ holder: value, name }, ...nodesOf(item)])
}

/** Set as JSON.parse would set it: as a property of its own, whatever its name. */
const put = (holder: Node['holder'], name: string | number, value: Json): void => {
  Object.defineProperty(holder, name, { value, enumerable: true, configurable: true, writable: true })
}

const wrongValue = (random: Random): Json =>
  oneOf<() => Json>(random, [
    ...[
      () => null,
      () => true,
      () => 0,
      () => -1,
      () => 1e21,
      () => 1.5,
      () => 2 ** 53,
      () => '',
      () => [],
      () => ({}),
      () => [null],
      () => [[]],
    ],
    ...[
      () => ({ a: 1 }),
      () => oneOf(random, ODD_TEXTS),
      () => oneOf(random, BOUNDARY_NUMBERS),
      () => oneOf(random, OTHER_DATES),
      () => 'x'.repeat(300),
    ],
  ])()

/** JSON lines, or one document; a text that is no JSON any more is left as it is. */
function onNode(name: string, change: (node: Node, random: Random) => void): Mutation {
  return onText(name, ['json'], (text, random) => {
    const lines = text.split('\n')
    const at = below(random, lines.length)
    try {
      const root: Json = { root: JSON.parse(lines[at] ?? '') as Json }
      change(oneOf(random, nodesOf(root)), random)
      lines[at] = JSON.stringify(root.root ?? null)
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error
    }
    return lines.join('\n')
  })
}

const NODES: readonly Mutation[] = [
  onNode('wrong type', ({ holder, name }, random) => put(holder, name, wrongValue(random))),
  onNode('missing property', ({ holder, name }) => {
    if (Array.isArray(holder)) holder.splice(Number(name), 1)
    else if (name !== 'root') Reflect.deleteProperty(holder, name)
  }),
  onNode('extra property', ({ holder, name }, random) => {
    if (Array.isArray(holder)) holder.splice(Number(name), 0, happens(random, 0.5) ? (holder[Number(name)] ?? null) : wrongValue(random))
    else put(holder, oneOf(random, ['__proto__', 'constructor', 'toJSON', 'length', 'then', 'x', 'type']), wrongValue(random))
  }),
  onNode('odd value', ({ holder, name }, random) => {
    const old = Object.entries(holder).find(([key]) => key === String(name))?.[1]
    if (typeof old === 'string') put(holder, name, somewhere(old, oneOf(random, ODD_TEXTS), random))
    else if (typeof old === 'number') put(holder, name, oneOf(random, [0, -1, old + 1, old * 1000, 1e21, 0.5, 2 ** 31]))
  }),
  onText('swap JSON lines', ['json'], (text, random) =>
    text
      .split('\n')
      .toSorted(() => random() - 0.5)
      .join('\n'),
  ),
  onText('duplicate JSON line', ['json'], (text, random) => [...text.split('\n'), oneOf(random, text.split('\n'))].join('\n')),
]

export const MUTATIONS: readonly Mutation[] = [...BYTES, ...LINES, ...FIELDS, ...ELEMENTS, ...NODES]

/** Packed, and nearly always damaged then: by the byte, cut off, followed by more, packed twice. */
const GZIP_DAMAGES: readonly (readonly [name: string, damage: (packed: Buffer, random: Random) => Buffer])[] = [
  [
    'gzip: flip',
    (packed, random) =>
      Buffer.from(packed.map((byte, at) => (at === Math.floor(packed.length * 0.5) ? byte ^ (1 + below(random, 255)) : byte))),
  ],
  [
    'gzip: bytes',
    (packed, random) => oneOf(random, BYTES.slice(0, 5)).apply(packed, random, { format: 'csv', other: packed, numbers: [] }),
  ],
  ['gzip: truncate', (packed, random) => packed.subarray(0, below(random, packed.length))],
  ['gzip: more behind', (packed, random) => Buffer.concat([packed, Buffer.alloc(1 + below(random, 30), below(random, 256))])],
  ['gzip: two members', (packed) => Buffer.concat([packed, packed])],
  ['gzip: twice', (packed) => gzipSync(packed)],
  ['gzip: head only', (packed, random) => Buffer.concat([Buffer.from([0x1f, 0x8b]), packed.subarray(2 + below(random, 12))])],
]

export interface Mutated {
  /** Before it was packed. */
  readonly plain: Buffer
  readonly bytes: Buffer
  readonly names: readonly string[]
}

/** One to three changes, most often one; `isPacked` packs what came out and may damage it then. */
export function mutate(input: Buffer, random: Random, material: Material, isPacked: boolean): Mutated {
  // Most changes of a JSON text leave it JSON: that it is none is found at once.
  const all = material.format === 'json' && happens(random, 0.75) ? NODES : MUTATIONS
  const fitting = all.filter(({ formats }) => formats.includes(material.format))
  const names: string[] = []
  let plain = input
  const damages = isPacked && happens(random, 0.5)
  for (let left = damages ? below(random, 2) : 1 + below(random, 1 + below(random, 3)); left > 0; left--) {
    const { name, apply } = oneOf(random, fitting)
    names.push(name)
    plain = apply(plain, random, material)
  }
  let bytes = isPacked ? gzipSync(plain, { level: 1 }) : plain
  if (damages) {
    const [name, damage] = oneOf(random, GZIP_DAMAGES)
    names.push(name)
    bytes = damage(bytes, random)
  }
  return { plain, bytes, names }
}
