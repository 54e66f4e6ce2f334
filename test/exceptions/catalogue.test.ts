/** Checks that the exception catalogue is complete, bilingual and sayable with the values the engine supplies. */
import { describe, expect, it } from 'vitest'
import {
  CATALOGUE,
  CODES,
  entryOf,
  precedence,
  textOf,
  whoActsText,
  type Bilingual,
  type Disposition,
  type ExceptionCode,
  type Language,
  type WhoActs,
} from '../../shared/exceptions/catalogue.ts'

/** The placeholders one code may use: everywhere, and besides them in each of its details. Blank-separated names. */
interface Allowed {
  readonly disposition: Disposition
  readonly everywhere: string
  readonly details?: Readonly<Record<string, string>>
}

const ON_LINE = 'line field value'
const OF_WORKER = 'worker employer quarter'
const OF_GRANT = `${OF_WORKER} measure`
const COLUMNS = { 'missing-columns': 'missing', 'unknown-columns': 'unknown', 'double-columns': 'double' }

/** The reasons of banks that have a sentence, in the order of the table. */
const REASONS =
  'AC01 AC02 AC03 AC04 AC06 AC07 AC13 AC14 AG01 AG03 AM01 AM02 AM04 AM05 AM09 AM10 BE01 BE04 BE06 BE22 CNOR CURR CUST DNOR DS02 DT01 '
  + 'DU01 DU02 DU03 DU04 DUPL ED05 FF01 FF10 MD07 MS02 MS03 NARR RC01 RC07 RF01 RR01 RR02 RR03 RR04 SL01 SL02 TM01'
const REFUSALS = Object.fromEntries(REASONS.split(' ').map((code) => [code, '']))

/** formats.md section 3, in its order, then the registry codes. */
const EXPECTED: readonly (readonly [string, Allowed])[] = [
  ['FIL-001', { disposition: 'reject-file', everywhere: '', details: { magda: 'code diagnosis' } }],
  ['FIL-002', { disposition: 'reject-file', everywhere: 'run' }],
  [
    'FIL-003',
    {
      disposition: 'reject-file',
      everywhere: '',
      details: { extension: 'file', root: 'root', ...COLUMNS, 'status-report': 'root', 'status-report-version': 'version' },
    },
  ],
  ['FIL-004', { disposition: 'reject-file', everywhere: '', details: { byte: 'byte', declared: 'encoding' } }],
  [
    'FIL-005',
    {
      disposition: 'reject-file',
      everywhere: '',
      details: {
        fields: 'line expected found',
        'open-quote': 'line',
        'stray-quote': 'line',
        gzip: '',
        'after-total': 'line',
        'malformed-xml': 'line',
      },
    },
  ],
  [
    'FIL-006',
    {
      disposition: 'reject-file',
      everywhere: '',
      details: { rows: 'stated counted', 'gross-wage': 'statedSum countedSum', unreadable: 'value' },
    },
  ],
  [
    'FIL-007',
    {
      disposition: 'reject-file',
      everywhere: '',
      details: {
        file: 'limit',
        'xml-record': 'line limit',
        depth: 'line levels',
        decompressed: 'limit',
        record: 'line limit',
        transactions: 'limit',
      },
    },
  ],
  ['FIL-008', { disposition: 'reject-file', everywhere: '' }],
  [
    'DCL-001',
    {
      disposition: 'reject-declaration',
      everywhere: 'employer quarter',
      details: {
        'declaration-split': '',
        'worker-split': 'worker',
        'two-sequences': 'first second',
        'person-twice': 'worker',
        'two-forms': '',
        'attest-twice': 'number version',
        'two-kinds': 'first second',
      },
    },
  ],
  ['DCL-002', { disposition: 'reject-declaration', everywhere: 'employer quarter lastDay received' }],
  ['DCL-003', { disposition: 'reject-declaration', everywhere: 'employer quarter reviewedFrom reviewedUntil table' }],
  ['DCL-004', { disposition: 'warn', everywhere: 'employer quarter lastDay received' }],
  [
    'DCL-005',
    {
      disposition: 'reject-declaration',
      everywhere: 'employer quarter',
      details: { older: 'sequence', 'older-attests': '', 'other-ladder': 'bound declared' },
    },
  ],
  ['DCL-006', { disposition: 'reject-declaration', everywhere: 'employer quarter sequence run' }],
  ['DCL-007', { disposition: 'reject-declaration', everywhere: 'quarter', details: { number: 'value', noss: 'value' } }],
  ['DCL-008', { disposition: 'reject-declaration', everywhere: 'employer quarter stated computed' }],
  ['DCL-009', { disposition: 'reject-declaration', everywhere: 'employer quarter lines limit' }],
  [
    'DCL-010',
    { disposition: 'info', everywhere: 'employer quarter', details: { declaration: 'sequence newer', attests: 'sequence newer' } },
  ],
  ['DCL-011', { disposition: 'reject-declaration', everywhere: `employer ${ON_LINE}` }],
  ['DCL-012', { disposition: 'warn', everywhere: OF_WORKER, details: { absent: '', 'status-2': '' } }],
  ['DCL-013', { disposition: 'reject-declaration', everywhere: 'employer quarter limit' }],
  [
    'WRK-001',
    { disposition: 'reject-worker', everywhere: ON_LINE, details: { missing: '', malformed: '', 'check-digits': '', 'test-number': '' } },
  ],
  ['WRK-002', { disposition: 'reject-worker', everywhere: ON_LINE }],
  [
    'WRK-003',
    {
      disposition: 'reject-worker',
      everywhere: ON_LINE,
      details: { number: '', date: '', quarter: '', 'whole-number': '', code: '', attest: '', listed: 'allowed', sequence: '', kind: '' },
    },
  ],
  [
    'WRK-004',
    {
      disposition: 'reject-worker',
      everywhere: ON_LINE,
      details: {
        negative: '',
        decimals: '',
        above: 'limit',
        'not-positive': '',
        'too-many': 'limit',
        'hours-in-quarter': 'limit',
        'hours-above-fulltime': 'fulltime',
      },
    },
  ],
  [
    'WRK-005',
    { disposition: 'reject-worker', everywhere: ON_LINE, details: { reversed: 'start end', 'after-quarter': '', 'before-quarter': '' } },
  ],
  ['WRK-006', { disposition: 'reject-worker', everywhere: ON_LINE, details: { malformed: '', 'check-digits': '' } }],
  ['WRK-007', { disposition: 'reject-worker', everywhere: `${ON_LINE} firstLine` }],
  [
    'WRK-008',
    {
      disposition: 'reject-worker',
      everywhere: ON_LINE,
      details: {
        'worker-record': 'key',
        service: 'key',
        remuneration: 'key',
        contribution: 'key',
        reduction: 'key',
        severance: '',
        parts: 'found total',
      },
    },
  ],
  ['ENT-001', { disposition: 'reject-worker', everywhere: 'worker employer' }],
  ['ENT-002', { disposition: 'reject-worker', everywhere: `${OF_WORKER} grants` }],
  ['ENT-003', { disposition: 'reject-worker', everywhere: `${OF_GRANT} grant` }],
  ['ENT-004', { disposition: 'reject-worker', everywhere: `${OF_GRANT} grant revokedFrom` }],
  ['ENT-005', { disposition: 'reject-worker', everywhere: `${OF_GRANT} grants` }],
  ['ENT-006', { disposition: 'warn', everywhere: `${OF_GRANT} grant imwGrant` }],
  ['ENT-007', { disposition: 'reject-worker', everywhere: `${OF_GRANT} grant ordinal package` }],
  ['ENT-008', { disposition: 'reject-worker', everywhere: `${OF_GRANT} grant otherMeasure` }],
  ['ENT-009', { disposition: 'warn', everywhere: OF_WORKER, details: { 'live-grant': 'grant', recovered: 'amount', 'not-recovered': '' } }],
  ['CAL-001', { disposition: 'reject-worker', everywhere: `${OF_GRANT} referenceWage` }],
  ['CAL-002', { disposition: 'warn', everywhere: `${OF_GRANT} premium otherSupport referenceWage cut` }],
  ['CAL-003', { disposition: 'hold', everywhere: `${OF_GRANT} establishments amount` }],
  ['CAL-004', { disposition: 'info', everywhere: OF_GRANT }],
  ['CAL-005', { disposition: 'warn', everywhere: OF_GRANT }],
  ['PAY-001', { disposition: 'hold', everywhere: 'employer' }],
  ['PAY-002', { disposition: 'hold', everywhere: 'employer', details: { iban: '', bic: '' } }],
  ['PAY-003', { disposition: 'hold', everywhere: 'employer reason' }],
  ['PAY-004', { disposition: 'info', everywhere: 'employer measure quarter recovered paid' }],
  ['PAY-005', { disposition: 'warn', everywhere: 'employer measure quarter claim', details: { 'below-limit': 'limit' } }],
  [
    'PAY-006',
    {
      disposition: 'hold',
      everywhere: 'employer payment measure quarter code',
      details: { ...REFUSALS, other: '', none: '', 'came-back': '', 'bank-text': 'text' },
    },
  ],
  ['PAY-007', { disposition: 'hold', everywhere: 'employer measure reason' }],
  ['PAY-008', { disposition: 'hold', everywhere: 'employer iban' }],
  ['PAY-009', { disposition: 'hold', everywhere: 'employer characters' }],
  [
    'RUN-001',
    {
      disposition: 'hold',
      everywhere: '',
      details: { 'every-run': '', refused: 'refused refusedMax', change: 'change changeMax', total: 'total totalMax' },
    },
  ],
  ['RUN-002', { disposition: 'reject-declaration', everywhere: 'reason' }],
  [
    'RUN-003',
    { disposition: 'hold', everywhere: 'employer quarter amount workers', details: { share: 'percent instructed', amount: 'limit' } },
  ],
  ['RUN-004', { disposition: 'reject-file', everywhere: 'request reason', details: { by: 'by' } }],
  [
    'REC-001',
    { disposition: 'reject-row', everywhere: 'line', details: { employer: 'value', quarter: 'value', 'every-quarter': '', fields: '' } },
  ],
  ['REC-002', { disposition: 'info', everywhere: 'line employer quarter' }],
  [
    'REL-001',
    {
      disposition: 'reject-row',
      everywhere: 'line',
      details: {
        action: 'value',
        target: 'value',
        quarter: 'value',
        'no-quarter': 'value',
        'statement-run': 'value',
        reason: '',
        fields: '',
      },
    },
  ],
  [
    'REL-002',
    {
      disposition: 'info',
      everywhere: 'target',
      details: {
        released: '',
        abandoned: '',
        'settled-without': 'chunks',
        paused: '',
        resumed: '',
        lifted: 'payment',
        statement: '',
        confirmed: 'iban',
      },
    },
  ],
  [
    'REL-003',
    {
      disposition: 'info',
      everywhere: 'target',
      details: {
        unknown: '',
        'nothing-held': '',
        'still-held': 'codes',
        'unreadable-chunk': 'chunk',
        'nothing-booked': '',
        overtaken: '',
        'all-computed': '',
      },
    },
  ],
  [
    'REL-004',
    {
      disposition: 'reject-row',
      everywhere: 'target',
      details: {
        'same-uploader': '',
        'same-registrar': 'iban',
        'uploader-unknown': '',
        'registrar-unknown': 'iban',
        'requester-unknown': '',
      },
    },
  ],
  ['REL-005', { disposition: 'reject-row', everywhere: 'target state' }],
  [
    'RET-001',
    {
      disposition: 'reject-file',
      everywhere: 'message',
      details: { 'unknown-message': '', 'unknown-run': '', 'unknown-file': '', 'other-message': 'kind', incomplete: 'element' },
    },
  ],
  ['RET-002', { disposition: 'warn', everywhere: 'payment' }],
  ['RET-003', { disposition: 'warn', everywhere: 'payment belongs reported' }],
  [
    'RET-004',
    { disposition: 'warn', everywhere: 'payment status known', details: { 'settled-then-refused': '', 'refused-then-settled': '' } },
  ],
  ['RET-005', { disposition: 'warn', everywhere: '', details: { count: 'expected reported', sum: 'expected reported' } }],
  ['RET-006', { disposition: 'info', everywhere: 'payment run' }],
  [
    'RET-007',
    {
      disposition: 'warn',
      everywhere: 'line payment',
      details: { fields: '', payment: '', amount: 'value', date: 'value', reason: 'value', 'not-a-payment': '', twice: '' },
    },
  ],
  ['RET-008', { disposition: 'hold', everywhere: '' }],
  ['RET-009', { disposition: 'warn', everywhere: 'payment status' }],
  ['REG-001', { disposition: 'reject-row', everywhere: ON_LINE, details: { missing: '', malformed: '' } }],
  ['REG-002', { disposition: 'reject-row', everywhere: ON_LINE, details: { 'payee-stored': '' } }],
  [
    'REG-003',
    {
      disposition: 'reject-row',
      everywhere: 'line entitlement',
      details: {
        'package-of-other-measure': 'package measure',
        'vop-applied-after': 'date',
        'vop-applied-before': 'date',
        'imw-before': 'quarter',
        'vop-definite-applied-before': 'date',
        'too-many-quarters': 'quarters limit',
        'end-before-start': '',
        'guidance-on-vop': '',
        'vop-without-applied-on': '',
        'vop-without-first-hired-on': 'date',
        'left-after-rehired': '',
        'rehired-without-left': '',
        'schedule-without-explicit': '',
        'explicit-without-schedule': '',
        'schedule-malformed': '',
        'schedule-not-from-one': '',
        'schedule-overlap': '',
        'schedule-gap': '',
        'percentage-out-of-bounds': 'percentage lowest highest',
        'percentage-not-multiple': 'percentage step',
        'explicit-vop-decided-late': 'date',
      },
    },
  ],
  [
    'REG-004',
    {
      disposition: 'reject-file',
      everywhere: '',
      details: {
        extension: '',
        ...COLUMNS,
        encoding: '',
        fields: 'line expected found',
        quote: 'line',
        gzip: '',
        'aliases-of-one': 'limit worker line',
        empty: '',
        record: 'line',
      },
    },
  ],
]

const LANGUAGES: readonly Language[] = ['nl', 'en']
const SEVERITY_OF = {
  'reject-file': 'error',
  'reject-declaration': 'error',
  'reject-worker': 'error',
  'reject-row': 'error',
  hold: 'warning',
  warn: 'warning',
  info: 'info',
} as const satisfies Record<Disposition, string>
const WHO = Object.keys({
  sender: 0,
  employer: 0,
  operations: 0,
  'grant-administration': 0,
  'payee-administration': 0,
  'legal-parameters': 0,
  nobody: 0,
} satisfies Record<WhoActs, number>) as WhoActs[]

const names = (text: string) => text.split(' ').filter((name) => name !== '')
const placeholdersOf = (text: string) => [...new Set([...text.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1] ?? ''))].sort()
const dummies = (allowed: string) => Object.fromEntries(names(allowed).map((name) => [name, `value-of-${name}`]))

const cases = EXPECTED.map(([code, allowed]) => ({ code: code as ExceptionCode, ...allowed }))

/** Every sentence of a code with the placeholders it may use. */
function sentencesOf({ code, everywhere, details = {} }: (typeof cases)[number]): [string, Bilingual, readonly string[]][] {
  const entry = entryOf(code)
  return [
    ['message', entry.message, names(everywhere)],
    ['remedy', entry.remedy, names(everywhere)],
    ...Object.entries(entry.remedies ?? {}).map(([name, text]): [string, Bilingual, readonly string[]] => [
      `remedy of ${name}`,
      text,
      names(`${everywhere} ${details[name] ?? ''}`),
    ]),
    ...Object.entries(entry.details ?? {}).map(([name, text]): [string, Bilingual, readonly string[]] => [
      name,
      text,
      names(`${everywhere} ${details[name] ?? ''}`),
    ]),
  ]
}

describe('the catalogue', () => {
  it('holds exactly the codes of formats.md and the registry codes, in that order', () => {
    expect(CODES).toEqual(cases.map(({ code }) => code))
    expect(Object.keys(CATALOGUE)).toEqual(CODES)
  })

  it('takes precedence from that order', () => {
    expect(CODES.map(precedence)).toEqual(CODES.map((_, index) => index))
    expect(() => precedence('FIL-999' as ExceptionCode)).toThrow('FIL-999')
  })

  it('has a title of its own for every code', () => {
    for (const language of LANGUAGES) {
      expect(new Set(CODES.map((code) => entryOf(code).title[language])).size).toBe(CODES.length)
    }
  })

  it('says in both languages who acts', () => {
    for (const who of WHO) expect(whoActsText(who, 'nl')).not.toBe(whoActsText(who, 'en'))
    expect(CODES.map((code) => entryOf(code).whoActs).filter((who) => !WHO.includes(who))).toEqual([])
    expect(new Set(CODES.map((code) => entryOf(code).whoActs)).size).toBe(WHO.length)
  })
})

describe.each(cases)('$code', (expected) => {
  const { code, disposition, everywhere, details = {} } = expected
  const entry = entryOf(code)

  it(`is ${disposition}, with the severity that follows from it`, () => {
    expect(entry.disposition).toBe(disposition)
    expect(entry.severity).toBe(SEVERITY_OF[disposition])
  })

  it('knows exactly the details the engine names', () => {
    expect(Object.keys(entry.details ?? {})).toEqual(Object.keys(details))
  })

  it('has remedies of their own only for details that it has', () => {
    expect(Object.keys(entry.remedies ?? {}).filter((name) => !Object.hasOwn(details, name))).toEqual([])
  })

  it('has a title of a few words in both languages, without placeholder or full stop', () => {
    expect(entry.title.nl).not.toBe(entry.title.en)
    for (const language of LANGUAGES) expect(entry.title[language]).toMatch(/^[A-Z][^{}]{4,44}[^{}.\s]$/)
  })

  it.each(sentencesOf(expected))('%s: whole sentences in both languages, with the same, allowed placeholders', (_, text, allowed) => {
    expect(text.nl).not.toBe(text.en)
    expect(placeholdersOf(text.nl)).toEqual(placeholdersOf(text.en))
    expect(placeholdersOf(text.nl).filter((name) => !allowed.includes(name))).toEqual([])
    for (const language of LANGUAGES) {
      expect(text[language]).toMatch(/^\S.*\.$/)
      expect(text[language]).not.toMatch(/\s\s|[\n\t]|\bnull\b|undefined|pars(e|ing)/i)
    }
  })

  it.each(LANGUAGES)('fills message, every detail and remedy in %s', (language) => {
    const parameters = dummies([everywhere, ...Object.values(details)].join(' '))
    const filled = textOf(code, language, parameters, Object.keys(details))
    expect(filled.message + filled.remedy).not.toMatch(/[{}]/)
    for (const text of [filled.message, filled.remedy]) expect(text).toMatch(/^\S.*\.$/)
  })

  it('can be said with the values of the code alone when no detail is named', () => {
    expect(textOf(code, 'nl', dummies(everywhere)).message).not.toMatch(/[{}]/)
  })
})

describe('textOf', () => {
  it('appends the named details to the message, in the order given', () => {
    const parameters = { file: 'loon.txt', missing: 'inss', unknown: 'naam' }
    expect(textOf('FIL-003', 'en', parameters, ['unknown-columns', 'missing-columns']).message).toBe(
      'The file does not have the expected format. Nothing was processed. '
        + 'These columns are not known: naam. These columns are missing: inss.',
    )
  })

  it('gives the remedy of the first detail that has one of its own, else the usual one', () => {
    const parameters = { employer: '0123456749', payment: 'P', measure: 'IMW', quarter: '2025Q1', code: 'AC04', text: 'Closed' }
    const remedy = (...details: string[]): string => textOf('PAY-006', 'en', parameters, details).remedy
    const account = 'Ask the employer for an account number that accepts transfers, and put it in the payee registry.'
    expect(remedy('AC04')).toBe(`${account} The amount then goes out again by itself.`)
    expect(remedy('bank-text', 'AC04', 'AM05')).toBe(remedy('AC04'))
    expect(remedy('AM05', 'AC04')).toBe(remedy('AM05'))
    expect(remedy('AM05')).not.toBe(remedy('AC04'))
    for (const usual of [[], ['bank-text'], ['NARR', 'bank-text'], ['other']]) {
      expect(remedy(...usual)).toBe(
        'Ask the bank why it refused. Correct the bank details in the payee registry if needed, and then have the amount released (release).',
      )
    }
    expect(textOf('PAY-005', 'en', { ...parameters, claim: '3.00', limit: '5.00' }, ['below-limit']).remedy).toBe(
      'You need not do anything: this claim is not collected.',
    )
  })

  it('says a worked example in plain Dutch', () => {
    expect(textOf('WRK-004', 'nl', { line: '12', field: 'gross_wage', value: '-5' }, ['negative'])).toEqual({
      message: 'Op regel 12 valt de waarde «-5» in het veld gross_wage buiten wat toegelaten is. De waarde mag niet negatief zijn.',
      remedy:
        'Kijk het veld gross_wage na en verbeter het. Dien daarna een nieuwe aangifte in met een hoger volgnummer. '
        + 'In CSV volstaat een gedeeltelijke aangifte (PARTIAL) met alle regels van deze werknemer. Komt de aangifte van de RSZ (DmfA of attest), dan verbetert de werkgever ze daar. '
        + 'Tot dan verandert er voor deze werknemer niets.',
    })
  })

  it('fails, naming code and placeholder, when a value is missing', () => {
    expect(() => textOf('FIL-002', 'nl', {})).toThrow(/FIL-002.*\{run\}/)
    expect(() => textOf('FIL-006', 'nl', {}, ['rows'])).toThrow(/FIL-006.*\{stated\}/)
    expect(() => textOf('FIL-002', 'nl', Object.create({ run: 'inherited' }) as Record<string, string>)).toThrow(/\{run\}/)
  })

  it('fails, naming code and detail, when the detail is unknown', () => {
    expect(() => textOf('FIL-003', 'nl', {}, ['colour'])).toThrow(/FIL-003.*colour/)
    expect(() => textOf('FIL-001', 'nl', {}, ['rows'])).toThrow(/FIL-001.*rows/)
    expect(() => textOf('FIL-003', 'nl', {}, ['toString'])).toThrow(/FIL-003.*toString/)
  })

  it.each(['{line}', '{', '}', '{unknown}', '$&', '$1 $$ $`', '', '<b>&amp;</b>', '\\1'])('inserts the value «%s» literally', (value) => {
    const { message, remedy } = textOf('WRK-003', 'en', { line: '7', field: '$&', value }, ['number'])
    expect(message).toBe(`On line 7 the value «${value}» in the field $& cannot be read. A number is expected here, such as 1234.56.`)
    expect(remedy).toContain('Correct the field $&.')
  })
})

describe('what a reader writes in another way', () => {
  const finding = { quarter: '2025Q1', worker: '••••••10134', employer: '0110100146', measure: 'IMW' }

  it('an amount has the marks of the language, with the unit behind it', () => {
    const parameters = { ...finding, referenceWage: '-1610.53' }
    expect([textOf('CAL-001', 'nl', parameters).message, textOf('CAL-001', 'en', parameters).message]).toEqual([
      expect.stringContaining('is negatief: \u22121.610,53 euro.'),
      expect.stringContaining('is negative: \u22121,610.53 euros.'),
    ])
  })

  it('a day that we give is written out; one that a sender wrote stays as it was', () => {
    const late = textOf('DCL-002', 'nl', { ...finding, received: '2025-03-01', lastDay: '2025-03-31' })
    expect([late.message, late.remedy].join(' ')).toMatch(/ontvangen op 1 maart 2025\. .* na 31 maart 2025\./)
    const faulty = textOf('WRK-005', 'nl', { line: '47', field: 'occupation_end', value: '2025-01-31' })
    expect(faulty.message).toContain('«2025-01-31»')
  })
})
