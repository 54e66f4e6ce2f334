// Checks how a cause is told: every kind in both languages, exactly, and never with a whole number of a worker.
import { describe, expect, it } from 'vitest'
import { causeText, shownParameters } from '../../../shared/pipeline/reports/cause-texts.ts'
import { CAUSE_KINDS, CHANGING_FIELDS, type Cause, type CauseKind } from '../../../shared/pipeline/recompute/causes.ts'
import { testInss, withWrongCheck } from '../../support/numbers.ts'

type Told = readonly [change: string, before: string, after: string]
type Row = readonly [CauseKind, Cause['parameters'], nl: Told, en: Told]

const PERIOD = { grant: 'KOR-01', measure: 'IMW', start: '2024Q3', end: '2029Q2' }

const GRANTS: readonly Row[] = [
  [
    'grant-decided',
    PERIOD,
    ['Er is een beslissing bijgekomen: toekenning KOR-01 (IMW, 2024Q3 tot en met 2029Q2).', 'geen toekenning KOR-01', 'toekenning KOR-01'],
    ['A decision was added: grant KOR-01 (IMW, 2024Q3 to 2029Q2 inclusive).', 'no grant KOR-01', 'grant KOR-01'],
  ],
  [
    'grant-withdrawn',
    PERIOD,
    ['Toekenning KOR-01 (IMW, 2024Q3 tot en met 2029Q2) staat niet meer in het register.', 'toekenning KOR-01', 'geen toekenning KOR-01'],
    ['Grant KOR-01 (IMW, 2024Q3 to 2029Q2 inclusive) is no longer in the registry.', 'grant KOR-01', 'no grant KOR-01'],
  ],
  [
    'grant-revoked',
    { grant: 'KOR-01', quarter: '2024Q4', before: '', after: '2024Q3' },
    ['Toekenning KOR-01 is ingetrokken vanaf 2024Q3.', 'niet ingetrokken', 'ingetrokken vanaf 2024Q3'],
    ['Grant KOR-01 is revoked from 2024Q3.', 'not revoked', 'revoked from 2024Q3'],
  ],
  [
    'revocation-lifted',
    { grant: 'KOR-01', quarter: '2024Q4', before: '2024Q3', after: '' },
    ['Toekenning KOR-01 is in 2024Q4 niet langer ingetrokken.', 'ingetrokken vanaf 2024Q3', 'niet ingetrokken'],
    ['Grant KOR-01 is no longer revoked in 2024Q4.', 'revoked from 2024Q3', 'not revoked'],
  ],
  [
    'revocation-lifted',
    { grant: 'KOR-01', quarter: '2024Q4', before: '2024Q3', after: '2025Q1' },
    ['Toekenning KOR-01 is in 2024Q4 niet langer ingetrokken.', 'ingetrokken vanaf 2024Q3', 'ingetrokken vanaf 2025Q1'],
    ['Grant KOR-01 is no longer revoked in 2024Q4.', 'revoked from 2024Q3', 'revoked from 2025Q1'],
  ],
  [
    'grant-suspended',
    { grant: 'KOR-01', quarter: '2024Q3' },
    ['Toekenning KOR-01 is geschorst in 2024Q3.', 'niet geschorst in 2024Q3', 'geschorst in 2024Q3'],
    ['Grant KOR-01 is suspended in 2024Q3.', 'not suspended in 2024Q3', 'suspended in 2024Q3'],
  ],
  [
    'suspension-lifted',
    { grant: 'KOR-01', quarter: '2024Q3' },
    ['Toekenning KOR-01 is niet langer geschorst in 2024Q3.', 'geschorst in 2024Q3', 'niet geschorst in 2024Q3'],
    ['Grant KOR-01 is no longer suspended in 2024Q3.', 'suspended in 2024Q3', 'not suspended in 2024Q3'],
  ],
]

const MOVES: readonly Row[] = [
  [
    'grant-moved-here',
    { grant: 'KOR-01', employer: '0123456749' },
    ['Toekenning KOR-01 stond vroeger bij werkgever 0123456749.', 'bij werkgever 0123456749', 'bij deze werkgever en werknemer'],
    ['Grant KOR-01 stood with employer 0123456749 before.', 'with employer 0123456749', 'with this employer and worker'],
  ],
  [
    'grant-moved-away',
    { grant: 'KOR-01', worker: '••••••00115' },
    ['Toekenning KOR-01 staat nu bij werknemer ••••••00115.', 'bij deze werkgever en werknemer', 'bij werknemer ••••••00115'],
    ['Grant KOR-01 now stands with worker ••••••00115.', 'with this employer and worker', 'with worker ••••••00115'],
  ],
  [
    'grant-moved-away',
    { grant: 'KOR-01', employer: '0123456749', worker: '••••••00115' },
    [
      'Toekenning KOR-01 staat nu bij werknemer ••••••00115 bij werkgever 0123456749.',
      'bij deze werkgever en werknemer',
      'bij werknemer ••••••00115 bij werkgever 0123456749',
    ],
    [
      'Grant KOR-01 now stands with worker ••••••00115 at employer 0123456749.',
      'with this employer and worker',
      'with worker ••••••00115 at employer 0123456749',
    ],
  ],
]

const CHANGES: readonly Row[] = [
  [
    'grant-changed',
    {
      grant: 'KOR-01',
      fields: 'package, schedule',
      package_before: 'IMW_2Y',
      package_after: 'EXPLICIT',
      schedule_before: '',
      schedule_after: '1-4:60,5-20:45',
    },
    [
      'Toekenning KOR-01 is gewijzigd: pakket, percentages.',
      'pakket IMW_2Y, percentages geen',
      'pakket EXPLICIT, percentages 1-4:60,5-20:45',
    ],
    ['Grant KOR-01 has changed: package, percentages.', 'package IMW_2Y, percentages none', 'package EXPLICIT, percentages 1-4:60,5-20:45'],
  ],
  [
    'region-known',
    { establishment: '2123456791', before: 'UNKNOWN', after: 'FLANDERS' },
    ['Het gewest van vestigingseenheid 2123456791 is nu bekend.', 'onbekend', 'Vlaams Gewest'],
    ['The region of establishment 2123456791 is now known.', 'unknown', 'Flemish Region'],
  ],
  [
    'region-changed',
    { establishment: '2123456791', before: 'BRUSSELS', after: 'WALLONIA' },
    ['Het gewest van vestigingseenheid 2123456791 is gewijzigd.', 'Brussels Hoofdstedelijk Gewest', 'Waals Gewest'],
    ['The region of establishment 2123456791 has changed.', 'Brussels-Capital Region', 'Walloon Region'],
  ],
  [
    'number-replaced',
    { before: '••••••00115', after: '••••••03328' },
    ['Nummer ••••••00115 van de werknemer is vervangen door ••••••03328: het gaat om dezelfde persoon.', '••••••00115', '••••••03328'],
    ['Number ••••••00115 of the worker was replaced by ••••••03328: both are the same person.', '••••••00115', '••••••03328'],
  ],
  [
    'number-restored',
    { number: '••••••00115', before: '••••••03328' },
    ['Nummer ••••••00115 staat niet meer onder ••••••03328: het zijn twee personen.', '••••••03328', '••••••00115'],
    ['Number ••••••00115 no longer stands under ••••••03328: they are two persons.', '••••••03328', '••••••00115'],
  ],
  [
    'parameters-changed',
    { before: '0123456789ab', after: 'fedcba987654' },
    ['De wettelijke bedragen of regels zijn gewijzigd.', 'parameters 0123456789ab', 'parameters fedcba987654'],
    ['The legal amounts or rules have changed.', 'parameters 0123456789ab', 'parameters fedcba987654'],
  ],
  [
    'payee-changed',
    {},
    ['De bankgegevens van de werkgever, of de blokkering van betalingen, zijn gewijzigd.', 'vroegere bankgegevens', 'huidige bankgegevens'],
    ['The bank details of the employer, or the hold on payments, have changed.', 'earlier bank details', 'present bank details'],
  ],
  [
    'computation-changed',
    {},
    [
      'Geen wijziging gevonden in het register of in de wettelijke bedragen: de berekening zelf is gewijzigd.',
      'vroegere berekening',
      'huidige berekening',
    ],
    [
      'No change was found in the registry or in the legal amounts: the computation itself has changed.',
      'earlier computation',
      'present computation',
    ],
  ],
]

const ALL = [...GRANTS, ...MOVES, ...CHANGES]
const told = (cause: Cause, language: 'nl' | 'en'): Told => {
  const { change, before, after } = causeText(cause, language)
  return [change, before, after]
}

describe('every kind of cause', () => {
  it.each(ALL)('%s %j', (kind, parameters, nl, en) => {
    expect(told({ kind, parameters }, 'nl')).toEqual(nl)
    expect(told({ kind, parameters }, 'en')).toEqual(en)
  })

  it('has an example above', () => {
    expect(new Set(ALL.map(([kind]) => kind))).toEqual(new Set(CAUSE_KINDS))
  })

  it.each(CHANGING_FIELDS)('every field of a grant has a name of its own: %s', (field) => {
    const parameters = { grant: 'KOR-01', fields: field, [`${field}_before`]: 'x', [`${field}_after`]: '' }
    const [change, before, after] = told({ kind: 'grant-changed', parameters }, 'nl')
    expect(change).toMatch(/^Toekenning KOR-01 is gewijzigd: [a-z ]+\.$/)
    expect(before).toMatch(/^[a-z ]+ x$/)
    expect(after).toBe(before.replace(/ x$/, ' geen'))
  })

  it('without a value that its text needs is our own error', () => {
    expect(() => causeText({ kind: 'grant-suspended', parameters: { grant: 'KOR-01' } }, 'nl')).toThrow('{quarter}')
  })
})

describe('a number of a worker within the name of a grant', () => {
  const WORKER = testInss('1985-07-30', 1)
  const DOTTED = WORKER.replace(/^(..)(..)(..)(...)(..)$/, '$1.$2.$3-$4.$5')
  const suspended = (grant: string): Cause => ({ kind: 'grant-suspended', parameters: { grant, quarter: '2024Q3' } })

  it.each([
    ['alone', WORKER, `••••••${WORKER.slice(-5)}`],
    ['with marks', DOTTED, `••••••••••${DOTTED.slice(-5)}`],
    ['behind a word', `IMW${WORKER}`, `IMW••••••${WORKER.slice(-5)}`],
    ['before a serial number', `${WORKER}-01`, `••••••${WORKER.slice(-5)}-01`],
    ['before one more digit', `${WORKER}x0`, `••••••${WORKER.slice(-5)}x0`],
  ])('%s is masked', (_, grant, shown) => {
    expect(shownParameters(suspended(grant)).grant).toBe(shown)
    expect(causeText(suspended(grant), 'nl').change).toBe(`Toekenning ${shown} is geschorst in 2024Q3.`)
  })

  it.each([
    ['an employer number', '0123456749'],
    ['eleven digits that are no INSS', withWrongCheck(WORKER)],
    ['a usual name', 'VLA/2024-00012.3'],
  ])('%s stays', (_, grant) => {
    expect(shownParameters(suspended(grant)).grant).toBe(grant)
  })
})
