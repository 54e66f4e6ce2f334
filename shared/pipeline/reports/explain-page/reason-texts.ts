// Knows the sentence of every reason why a premium differs, in Dutch and English.
import { entryOf, type Bilingual, type Language } from '../../../exceptions/catalogue.ts'
import type { UnassessedQuarter, WithoutPremium } from './explained-quarter.ts'
import type { FractionCause } from './reason.ts'

/** Main clauses without a point: they stand after a colon and in a table. {…} are values of the reason. */
const CLAUSES = {
  same: { nl: 'niets in de berekening veranderde het bedrag', en: 'nothing in the calculation changed the amount' },
  'none-still': { nl: '{now}', en: '{now}' },
  'none-other': { nl: '{now} (toen: {before})', en: '{now} (then: {before})' },
  began: { nl: 'er was toen geen premie: {why}', en: 'there was no premium then: {why}' },
  'began-grant': {
    nl: 'toen dekte geen toekenning het kwartaal; nu geldt {grant}',
    en: 'then no grant covered the quarter; now {grant} applies',
  },
  ended: { nl: 'er is geen premie meer: {why}', en: 'there is no premium any more: {why}' },
  'ended-grant': {
    nl: 'de toekenning {grant} dekt dit kwartaal niet, en er is geen andere',
    en: 'grant {grant} does not cover this quarter, and there is no other',
  },
  'percentage-ordinal': {
    nl: 'het percentage {went} van {before} naar {now}, want dit is het {ordinal} kwartaal van de toekenning (toen het {ordinalBefore})',
    en: 'the percentage {went} from {before} to {now}, because this is the {ordinal} quarter of the grant (then the {ordinalBefore})',
  },
  'percentage-grant': {
    nl: 'het percentage {went} van {before} naar {now}, want een andere toekenning geldt: {grantNow} in plaats van {grantBefore}',
    en: 'the percentage {went} from {before} to {now}, because another grant applies: {grantNow} instead of {grantBefore}',
  },
  'percentage-package': {
    nl: 'het percentage {went} van {before} naar {now}, want de toekenning heeft een ander pakket: {packageNow} in plaats van {packageBefore}',
    en: 'the percentage {went} from {before} to {now}, because the grant has another package: {packageNow} instead of {packageBefore}',
  },
  'percentage-decision': {
    nl: 'het percentage {went} van {before} naar {now}, want de beslissing is gewijzigd',
    en: 'the percentage {went} from {before} to {now}, because the decision has changed',
  },
  'percentage-law': {
    nl: 'het percentage {went} van {before} naar {now}, want de percentages van het pakket zijn gewijzigd',
    en: 'the percentage {went} from {before} to {now}, because the percentages of the package have changed',
  },
  'wage-neither': {
    nl: 'het referteloon is {compared} ({now}, toen {before})',
    en: 'the reference wage is {compared} ({now}, then {before})',
  },
  'wage-now': {
    nl: 'het referteloon is {compared} ({now}, toen {before}), maar telt slechts mee tot het loonplafond',
    en: 'the reference wage is {compared} ({now}, then {before}), but counts only up to the ceiling',
  },
  'wage-before': {
    nl: 'het referteloon is {compared} ({now}, toen {before}); toen telde het mee tot het loonplafond van {ceilingBefore}',
    en: 'the reference wage is {compared} ({now}, then {before}); then it counted up to the ceiling of {ceilingBefore}',
  },
  'wage-both': {
    nl: 'het referteloon is {compared} ({now}, toen {before}), en daarmee de grens van 100 % voor alle steun samen',
    en: 'the reference wage is {compared} ({now}, then {before}), and with it the limit of 100% for all support together',
  },
  fraction: {
    nl: 'de tewerkstellingsbreuk is {compared} ({now}, toen {before}){cause}, en daarmee het loonplafond ({ceilingNow}, toen {ceilingBefore})',
    en: 'the employment fraction is {compared} ({now}, then {before}){cause}, and with it the ceiling ({ceilingNow}, then {ceilingBefore})',
  },
  ggmmi: {
    nl: 'het minimumloon (GGMMI) waarop het loonplafond berust is {compared} ({now} vanaf {from}, toen {before})',
    en: 'the minimum wage (GGMMI) behind the ceiling is {compared} ({now} from {from}, then {before})',
  },
  support: {
    nl: 'de andere loonsteun is {compared} ({now}, toen {before})',
    en: 'the other wage support is {compared} ({now}, then {before})',
  },
  'support-cut': {
    nl: 'de andere loonsteun is {compared} ({now}, toen {before}), en alles samen mag niet meer zijn dan 100 % van het referteloon',
    en: 'the other wage support is {compared} ({now}, then {before}), and all together may not exceed 100% of the reference wage',
  },
  'guidance-began-region': {
    nl: 'er is nu een begeleidingspremie: toen lag geen vestigingseenheid in het Vlaamse Gewest',
    en: 'there is a guidance premium now: then no establishment lay in the Flemish Region',
  },
  'guidance-began-decision': {
    nl: 'er is nu een begeleidingspremie: toen kende de beslissing er geen toe',
    en: 'there is a guidance premium now: then the decision granted none',
  },
  'guidance-ended-region': {
    nl: 'er is geen begeleidingspremie meer: geen vestigingseenheid ligt in het Vlaamse Gewest',
    en: 'there is no guidance premium any more: no establishment lies in the Flemish Region',
  },
  'guidance-ended-decision': {
    nl: 'er is geen begeleidingspremie meer: de beslissing kent er geen toe',
    en: 'there is no guidance premium any more: the decision grants none',
  },
  'guidance-fixed-ordinal': {
    nl: 'het vaste deel van de begeleidingspremie {went} van {before} naar {now}, want dit is het {ordinal} kwartaal van de toekenning (toen het {ordinalBefore})',
    en: 'the fixed part of the guidance premium {went} from {before} to {now}, because this is the {ordinal} quarter of the grant (then the {ordinalBefore})',
  },
  'guidance-level-decision': {
    nl: 'het volle bedrag van het variabele deel van de begeleidingspremie {went} van {before} ({levelBefore}) naar {now} ({levelNow})',
    en: 'the full amount of the variable part of the guidance premium {went} from {before} ({levelBefore}) to {now} ({levelNow})',
  },
  'guidance-fixed-law': {
    nl: 'het vaste deel van de begeleidingspremie {went} van {before} naar {now}, want het bedrag is gewijzigd',
    en: 'the fixed part of the guidance premium {went} from {before} to {now}, because the amount has changed',
  },
  'guidance-level-law': {
    nl: 'het volle bedrag van het variabele deel van de begeleidingspremie {went} van {before} naar {now}, want het bedrag is gewijzigd',
    en: 'the full amount of the variable part of the guidance premium {went} from {before} to {now}, because the amount has changed',
  },
  'guidance-hours': {
    nl: 'het deel van de uren dat voor de begeleidingspremie telt is {compared} ({now}, toen {before})',
    en: 'the share of the hours that counts for the guidance premium is {compared} ({now}, then {before})',
  },
  computation: {
    nl: 'het geboekte bedrag volgt een andere versie van de berekening dan die van dit programma',
    en: 'the booked amount follows another version of the calculation than that of this program',
  },
} as const satisfies Record<string, Bilingual>

/** Of a percentage or an amount of the law. */
export const WENT = { up: { nl: 'steeg', en: 'rose' }, down: { nl: 'daalde', en: 'fell' } } as const
/** Of what was declared. */
export const COMPARED = { up: { nl: 'hoger', en: 'higher' }, down: { nl: 'lager', en: 'lower' } } as const

export const FRACTION_CAUSES: Readonly<Record<FractionCause, Bilingual>> = {
  hours: { nl: ' door andere weekuren', en: ' because of other weekly hours' },
  dates: { nl: ' door de data van de tewerkstelling', en: ' because of the dates of employment' },
  both: { nl: ' door andere weekuren en data van de tewerkstelling', en: ' because of other weekly hours and dates of employment' },
  unknown: { nl: '', en: '' },
}

const UNASSESSED: Readonly<Record<UnassessedQuarter['kind'] | 'no-grant', Bilingual>> = {
  absent: { nl: 'de werknemer staat niet in de aangifte', en: 'the worker is not in the declaration' },
  faulty: { nl: 'de aangegeven gegevens van de werknemer waren fout', en: 'what was declared of the worker was faulty' },
  'no-grant': { nl: 'geen toekenning van deze maatregel voor dit kwartaal', en: 'no grant of this measure for the quarter' },
}

/** Codes that say that there is no grant. */
export const isWithoutGrant = (why: WithoutPremium): boolean => why === 'no-grant' || why === 'ENT-001' || why === 'ENT-002'

/** Why there is no premium, in the words of the catalogue where a code says it: `toekenning geschorst (ENT-003)`. */
export function withoutText(why: WithoutPremium, language: Language): string {
  if (why === 'absent' || why === 'faulty' || why === 'no-grant') return UNASSESSED[why][language]
  const title = entryOf(why).title[language]
  // Names of measures keep their capitals.
  const begins = /^[A-Z]{2}/.test(title) ? title : title.slice(0, 1).toLowerCase() + title.slice(1)
  return `${begins} (${why})`
}

/** The clause with its placeholders filled in; one without a value is our own error. Escaping belongs to the page. */
export const fill = (clause: keyof typeof CLAUSES, language: Language, values: Readonly<Record<string, string>> = {}): string =>
  CLAUSES[clause][language].replaceAll(/\{(\w+)\}/g, (placeholder: string, name: string) => {
    const value = values[name]
    if (value === undefined) throw new Error(`Assertion failed: the reason '${clause}' was told without a value for ${placeholder}`)
    return value
  })
