// Understands how the cause of a difference is told to people: what changed, and how it was before and is now, in Dutch and English.
import type { Bilingual, Language } from '../../exceptions/catalogue.ts'
import { withoutInss } from '../../kernel/identifiers.ts'
import type { ResolvedRegion } from '../../law/occupation.ts'
import { CHANGING_FIELDS, type Cause, type CauseKind, type GrantField } from '../recompute/causes.ts'

export interface CauseText {
  readonly change: string
  readonly before: string
  readonly after: string
}

type Template = Readonly<Record<keyof CauseText, Bilingual>>

const NO_GRANT = { nl: 'geen toekenning {grant}', en: 'no grant {grant}' } as const
const REVOCATIONS = {
  before: { nl: '{revokedBefore}', en: '{revokedBefore}' },
  after: { nl: '{revokedAfter}', en: '{revokedAfter}' },
} as const
const SUSPENDED = { nl: 'geschorst in {quarter}', en: 'suspended in {quarter}' } as const
const NOT_SUSPENDED = { nl: 'niet geschorst in {quarter}', en: 'not suspended in {quarter}' } as const
const REGIONS = { before: { nl: '{regionBefore}', en: '{regionBefore}' }, after: { nl: '{regionAfter}', en: '{regionAfter}' } } as const

const TEMPLATES: Readonly<Record<CauseKind, Template>> = {
  'grant-decided': {
    change: {
      nl: 'Er is een beslissing bijgekomen: toekenning {grant} ({measure}, {start} tot en met {end}).',
      en: 'A decision was added: grant {grant} ({measure}, {start} to {end} inclusive).',
    },
    before: NO_GRANT,
    after: { nl: 'toekenning {grant}', en: 'grant {grant}' },
  },
  'grant-withdrawn': {
    change: {
      nl: 'Toekenning {grant} ({measure}, {start} tot en met {end}) staat niet meer in het register.',
      en: 'Grant {grant} ({measure}, {start} to {end} inclusive) is no longer in the registry.',
    },
    before: { nl: 'toekenning {grant}', en: 'grant {grant}' },
    after: NO_GRANT,
  },
  'grant-revoked': {
    change: { nl: 'Toekenning {grant} is ingetrokken vanaf {after}.', en: 'Grant {grant} is revoked from {after}.' },
    ...REVOCATIONS,
  },
  'revocation-lifted': {
    change: { nl: 'Toekenning {grant} is in {quarter} niet langer ingetrokken.', en: 'Grant {grant} is no longer revoked in {quarter}.' },
    ...REVOCATIONS,
  },
  'grant-suspended': {
    change: { nl: 'Toekenning {grant} is geschorst in {quarter}.', en: 'Grant {grant} is suspended in {quarter}.' },
    before: NOT_SUSPENDED,
    after: SUSPENDED,
  },
  'suspension-lifted': {
    change: { nl: 'Toekenning {grant} is niet langer geschorst in {quarter}.', en: 'Grant {grant} is no longer suspended in {quarter}.' },
    before: SUSPENDED,
    after: NOT_SUSPENDED,
  },
  'grant-moved-here': {
    change: { nl: 'Toekenning {grant} stond vroeger bij {place}.', en: 'Grant {grant} stood with {place} before.' },
    before: { nl: 'bij {place}', en: 'with {place}' },
    after: { nl: 'bij deze werkgever en werknemer', en: 'with this employer and worker' },
  },
  'grant-moved-away': {
    change: { nl: 'Toekenning {grant} staat nu bij {place}.', en: 'Grant {grant} now stands with {place}.' },
    before: { nl: 'bij deze werkgever en werknemer', en: 'with this employer and worker' },
    after: { nl: 'bij {place}', en: 'with {place}' },
  },
  'grant-changed': {
    change: { nl: 'Toekenning {grant} is gewijzigd: {fieldNames}.', en: 'Grant {grant} has changed: {fieldNames}.' },
    before: { nl: '{fieldsBefore}', en: '{fieldsBefore}' },
    after: { nl: '{fieldsAfter}', en: '{fieldsAfter}' },
  },
  'region-known': {
    change: {
      nl: 'Het gewest van vestigingseenheid {establishment} is nu bekend.',
      en: 'The region of establishment {establishment} is now known.',
    },
    ...REGIONS,
  },
  'region-changed': {
    change: {
      nl: 'Het gewest van vestigingseenheid {establishment} is gewijzigd.',
      en: 'The region of establishment {establishment} has changed.',
    },
    ...REGIONS,
  },
  'number-replaced': {
    change: {
      nl: 'Nummer {before} van de werknemer is vervangen door {after}: het gaat om dezelfde persoon.',
      en: 'Number {before} of the worker was replaced by {after}: both are the same person.',
    },
    before: { nl: '{before}', en: '{before}' },
    after: { nl: '{after}', en: '{after}' },
  },
  'number-restored': {
    change: {
      nl: 'Nummer {number} staat niet meer onder {before}: het zijn twee personen.',
      en: 'Number {number} no longer stands under {before}: they are two persons.',
    },
    before: { nl: '{before}', en: '{before}' },
    after: { nl: '{number}', en: '{number}' },
  },
  'parameters-changed': {
    change: { nl: 'De wettelijke bedragen of regels zijn gewijzigd.', en: 'The legal amounts or rules have changed.' },
    before: { nl: 'parameters {before}', en: 'parameters {before}' },
    after: { nl: 'parameters {after}', en: 'parameters {after}' },
  },
  'payee-changed': {
    change: {
      nl: 'De bankgegevens van de werkgever, of de blokkering van betalingen, zijn gewijzigd.',
      en: 'The bank details of the employer, or the hold on payments, have changed.',
    },
    before: { nl: 'vroegere bankgegevens', en: 'earlier bank details' },
    after: { nl: 'huidige bankgegevens', en: 'present bank details' },
  },
  'computation-changed': {
    change: {
      nl: 'Geen wijziging gevonden in het register of in de wettelijke bedragen: de berekening zelf is gewijzigd.',
      en: 'No change was found in the registry or in the legal amounts: the computation itself has changed.',
    },
    before: { nl: 'vroegere berekening', en: 'earlier computation' },
    after: { nl: 'huidige berekening', en: 'present computation' },
  },
}

const FIELD_NAMES: Readonly<Record<GrantField, Bilingual>> = {
  start_quarter: { nl: 'startkwartaal', en: 'start quarter' },
  end_quarter: { nl: 'eindkwartaal', en: 'end quarter' },
  package: { nl: 'pakket', en: 'package' },
  schedule: { nl: 'percentages', en: 'percentages' },
  guidance_level: { nl: 'begeleidingsnood', en: 'need of guidance' },
  applied_on: { nl: 'aanvraagdatum', en: 'date of application' },
  first_hired_on: { nl: 'datum van eerste indiensttreding', en: 'date of first hire' },
  left_on: { nl: 'datum van uitdiensttreding', en: 'date of leaving' },
  rehired_on: { nl: 'datum van nieuwe indiensttreding', en: 'date of rehire' },
  measure: { nl: 'maatregel', en: 'measure' },
}

const REGION_NAMES: Readonly<Record<ResolvedRegion, Bilingual>> = {
  FLANDERS: { nl: 'Vlaams Gewest', en: 'Flemish Region' },
  BRUSSELS: { nl: 'Brussels Hoofdstedelijk Gewest', en: 'Brussels-Capital Region' },
  WALLONIA: { nl: 'Waals Gewest', en: 'Walloon Region' },
  ABROAD: { nl: 'buitenland', en: 'abroad' },
  UNKNOWN: { nl: 'onbekend', en: 'unknown' },
  NOT_APPLICABLE: { nl: 'niet van toepassing', en: 'not applicable' },
}

const WORDS = {
  none: { nl: 'geen', en: 'none' },
  employer: { nl: 'werkgever {employer}', en: 'employer {employer}' },
  worker: { nl: 'werknemer {worker}', en: 'worker {worker}' },
  workerAtEmployer: { nl: 'werknemer {worker} bij werkgever {employer}', en: 'worker {worker} at employer {employer}' },
  notRevoked: { nl: 'niet ingetrokken', en: 'not revoked' },
  revokedFrom: { nl: 'ingetrokken vanaf {quarter}', en: 'revoked from {quarter}' },
} as const satisfies Record<string, Bilingual>

/** The values as a report may show them: a registry may have a worker's number within the name of a grant. */
export const shownParameters = ({ parameters }: Cause): Cause['parameters'] =>
  Object.fromEntries(Object.entries(parameters).map(([name, text]) => [name, withoutInss(text)]))

/** One sentence about the change, and a few words about how it was before and is now. No whole INSS leaves here. */
export function causeText(cause: Cause, language: Language): CauseText {
  const template = TEMPLATES[cause.kind]
  const shown = shownParameters(cause)
  const values = { ...shown, ...derivedValues(cause.kind, shown, language) }
  return {
    change: fill(template.change[language], values),
    before: fill(template.before[language], values),
    after: fill(template.after[language], values),
  }
}

function fill(template: string, values: Cause['parameters']): string {
  return template.replaceAll(/\{(\w+)\}/g, (placeholder: string, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    if (value === undefined) throw new Error(`Assertion failed: a cause was given without a value for ${placeholder}`)
    return value
  })
}

/** Values of the parameters that need words of the language. */
function derivedValues(kind: CauseKind, shown: Cause['parameters'], language: Language): Cause['parameters'] {
  switch (kind) {
    case 'grant-revoked':
    case 'revocation-lifted': {
      const said = (quarter = ''): string => (quarter === '' ? WORDS.notRevoked[language] : fill(WORDS.revokedFrom[language], { quarter }))
      return { revokedBefore: said(shown.before), revokedAfter: said(shown.after) }
    }
    case 'grant-moved-here':
    case 'grant-moved-away':
      return { place: fill(placeTemplate(shown)[language], shown) }
    case 'grant-changed':
      return fieldValues(shown, language)
    case 'region-known':
    case 'region-changed': {
      const named = (region = ''): string => REGION_NAMES[region as ResolvedRegion][language]
      return { regionBefore: named(shown.before), regionAfter: named(shown.after) }
    }
    case 'grant-decided':
    case 'grant-withdrawn':
    case 'grant-suspended':
    case 'suspension-lifted':
    case 'number-replaced':
    case 'number-restored':
    case 'parameters-changed':
    case 'payee-changed':
    case 'computation-changed':
      return {}
  }
}

const placeTemplate = ({ employer, worker }: Cause['parameters']): Bilingual =>
  worker === undefined ? WORDS.employer : employer === undefined ? WORDS.worker : WORDS.workerAtEmployer

function fieldValues(shown: Cause['parameters'], language: Language): Cause['parameters'] {
  const fields = CHANGING_FIELDS.filter((field) => Object.hasOwn(shown, `${field}_before`))
  const said = (when: 'before' | 'after'): string =>
    fields.map((field) => `${FIELD_NAMES[field][language]} ${shown[`${field}_${when}`] || WORDS.none[language]}`).join(', ')
  return {
    fieldNames: fields.map((field) => FIELD_NAMES[field][language]).join(', '),
    fieldsBefore: said('before'),
    fieldsAfter: said('after'),
  }
}
