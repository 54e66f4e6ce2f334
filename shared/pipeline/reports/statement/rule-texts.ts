// Knows what each rule of the law means, in one plain sentence per language, and how its sources are called.
import { GGMMI_TABLE, HERWIN, POLICY_TEXTS, RSZ, SECUREX, VDAB, VLAANDEREN, WERK, type PolicyName } from '../../../law/sources.ts'
import type { StatementLanguage, Trilingual } from '../page/figures.ts'

interface RuleText {
  readonly name: Trilingual
  readonly meaning: Trilingual
}

/** Every rule that a finding can name, in the order of the calculation. */
export const RULE_TEXTS = {
  'not-revoked': {
    name: { nl: 'Toekenning', fr: 'Octroi', en: 'Grant' },
    meaning: {
      nl: 'De beslissing die recht geeft op de premie mag niet ingetrokken zijn.',
      fr: 'La décision qui donne droit à la prime ne peut pas être retirée.',
      en: 'The decision that gives a right to the premium may not be revoked.',
    },
  },
  'one-grant': {
    name: { nl: 'Eén toekenning', fr: 'Un seul octroi', en: 'One grant' },
    meaning: {
      nl: 'Per maatregel loopt er voor een werknemer precies één toekenning.',
      fr: 'Par mesure, un travailleur a exactement un octroi en cours.',
      en: 'Of each measure a worker has exactly one live grant.',
    },
  },
  'no-live-imw': {
    name: { nl: 'VOP en IMW', fr: 'VOP et IMW', en: 'VOP and IMW' },
    meaning: {
      nl: 'De VOP wordt niet betaald naast een lopend individueel maatwerk.',
      fr: 'La VOP n’est pas payée à côté d’un IMW en cours.',
      en: 'The VOP is not paid beside a live IMW.',
    },
  },
  'not-suspended': {
    name: { nl: 'Schorsing', fr: 'Suspension', en: 'Suspension' },
    meaning: {
      nl: 'In een kwartaal waarin de toekenning geschorst is, is er geen premie.',
      fr: 'Aucune prime n’est due pour un trimestre où l’octroi est suspendu.',
      en: 'There is no premium in a quarter in which the grant is suspended.',
    },
  },
  cumulation: {
    name: { nl: 'Andere maatregelen', fr: 'Autres mesures', en: 'Other measures' },
    meaning: {
      nl: 'Sommige andere tewerkstellingsmaatregelen sluiten de premie uit.',
      fr: 'Certaines autres mesures pour l’emploi excluent la prime.',
      en: 'Some other employment measures exclude the premium.',
    },
  },
  ordinal: {
    name: { nl: 'Rang', fr: 'Rang', en: 'Number of the quarter' },
    meaning: {
      nl: 'Het hoeveelste kwartaal het is sinds de premie begon te tellen; het startkwartaal is 1.',
      fr: 'Le numéro du trimestre depuis le début du décompte\u00a0; le premier trimestre porte le numéro 1.',
      en: 'Which quarter it is since the premium began to count; the first one is 1.',
    },
  },
  percentage: {
    name: { nl: 'Percentage', fr: 'Taux', en: 'Rate' },
    meaning: {
      nl: 'Het deel van het loon dat u als premie krijgt; het hangt af van de toekenning en de rang van het kwartaal.',
      fr: 'La part du salaire que vous recevez comme prime\u00a0; elle dépend de l’octroi et du rang du trimestre.',
      en: 'The part of the wage that you get as a premium; it depends on the grant and the number of the quarter.',
    },
  },
  'reference-wage': {
    name: { nl: 'Referteloon', fr: 'Salaire de référence', en: 'Reference wage' },
    meaning: {
      nl: 'Het brutoloon plus de werkgeversbijdragen, min de verminderingen van die bijdragen, in dit kwartaal.',
      fr: 'Le salaire brut plus les cotisations patronales, moins les réductions de ces cotisations, au cours du trimestre.',
      en: 'The gross wage plus the employer contributions, less the reductions of those contributions, in this quarter.',
    },
  },
  'employment-fraction': {
    name: { nl: 'Breuk', fr: 'Fraction', en: 'Fraction' },
    meaning: {
      nl: 'Het deel van een voltijdse tewerkstelling in het hele kwartaal, ten hoogste 1; hier getoond met vier decimalen, exact berekend.',
      fr: 'La part d’une occupation à temps plein pendant tout le trimestre, 1 au maximum\u00a0; affichée avec quatre décimales, calculée exactement.',
      en: 'The part of full-time employment in the whole quarter, at most 1; shown here with four decimals, computed exactly.',
    },
  },
  ceiling: {
    name: { nl: 'Loonplafond', fr: 'Plafond salarial', en: 'Ceiling' },
    meaning: {
      nl: 'Het hoogste loon dat meetelt: tweemaal het gewaarborgd minimumloon (GGMMI) voor drie maanden, maal de breuk.',
      fr: 'Le salaire maximal pris en compte\u00a0: deux fois le revenu minimum mensuel moyen garanti (GGMMI) pour trois mois, multiplié par la fraction.',
      en: 'The highest wage that counts: twice the guaranteed minimum wage (GGMMI) for three months, times the fraction.',
    },
  },
  'wage-premium': {
    name: { nl: 'Loonpremie', fr: 'Prime salariale', en: 'Wage premium' },
    meaning: {
      nl: 'Het percentage van het referteloon, of van het loonplafond als dat lager is.',
      fr: 'Le taux appliqué au salaire de référence, ou au plafond salarial s’il est inférieur.',
      en: 'The rate of the reference wage, or of the ceiling if that is lower.',
    },
  },
  'support-limit': {
    name: { nl: 'Grens van 100 %', fr: 'Limite de 100\u00a0%', en: 'Limit of 100%' },
    meaning: {
      nl: 'De loonpremie en de andere loonsteun samen mogen niet meer zijn dan het referteloon.',
      fr: 'La prime salariale et les autres aides salariales ne peuvent pas dépasser ensemble le salaire de référence.',
      en: 'The wage premium and other wage support together may not exceed the reference wage.',
    },
  },
  'guidance-region': {
    name: { nl: 'Plaats van het werk', fr: 'Lieu de travail', en: 'Place of work' },
    meaning: {
      nl: 'De begeleidingspremie geldt enkel voor werk in een vestigingseenheid in het Vlaamse Gewest.',
      fr: 'La prime d’accompagnement ne vaut que pour le travail dans une unité d’établissement en Région flamande.',
      en: 'The guidance premium is only for work in an establishment in the Flemish Region.',
    },
  },
  'guidance-fixed': {
    name: { nl: 'Begeleiding, vast', fr: 'Accompagnement, fixe', en: 'Guidance, fixed' },
    meaning: {
      nl: 'Een vast bedrag per kwartaal voor de begeleiding van de werknemer; het hangt af van de rang van het kwartaal.',
      fr: 'Un montant fixe par trimestre pour l’accompagnement du travailleur\u00a0; il dépend du rang du trimestre.',
      en: 'A fixed amount per quarter for the guidance of the worker; it depends on the number of the quarter.',
    },
  },
  'guidance-variable': {
    name: { nl: 'Begeleiding, variabel', fr: 'Accompagnement, variable', en: 'Guidance, variable' },
    meaning: {
      nl: 'Een bedrag volgens de begeleidingsnood, in verhouding tot de betaalde uren.',
      fr: 'Un montant selon le besoin d’accompagnement, proportionnel aux heures payées.',
      en: 'An amount after the need of guidance, in proportion to the hours paid.',
    },
  },
} as const satisfies Record<string, RuleText>
export type RuleName = keyof typeof RULE_TEXTS

export const isRuleName = (rule: string): rule is RuleName => Object.hasOwn(RULE_TEXTS, rule)

/** Sources by the short name under which a finding cites them. Their titles are Dutch in `law/sources.ts`. */
export const SOURCE_TITLES: Readonly<Record<string, Trilingual>> = {
  [VDAB.name]: { nl: VDAB.title, fr: 'VDAB, page pour les employeurs sur la VOP', en: 'VDAB, page for employers on the VOP' },
  [SECUREX.name]: {
    nl: SECUREX.title,
    fr: 'Securex, individueel maatwerk, 9 mars 2023',
    en: 'Securex, individueel maatwerk, 9 March 2023',
  },
  [VLAANDEREN.name]: {
    nl: VLAANDEREN.title,
    fr: 'vlaanderen.be, VOP et individueel maatwerk',
    en: 'vlaanderen.be, VOP and individueel maatwerk',
  },
  [HERWIN.name]: {
    nl: HERWIN.title,
    fr: 'Herwin, questions fréquentes sur l’individueel maatwerk',
    en: 'Herwin, frequent questions about individueel maatwerk',
  },
  [WERK.name]: { nl: WERK.title, fr: 'werk.be, pages sur la VOP', en: 'werk.be, pages on the VOP' },
  [RSZ.name]: { nl: RSZ.title, fr: 'socialsecurity.be, instructions DmfA (ONSS)', en: 'socialsecurity.be, DmfA instructions' },
  [GGMMI_TABLE.name]: {
    nl: GGMMI_TABLE.title,
    fr: 'Revenu minimum mensuel moyen garanti (CCT n° 43), montants par date',
    en: 'Guaranteed average minimum monthly income (collective agreement 43), amounts by date',
  },
  beslissing: {
    nl: 'De percentages van uw beslissing zelf',
    fr: 'Les taux de votre décision elle-même',
    en: 'The percentages of your decision itself',
  },
}

const FRENCH_POLICIES: Readonly<Record<PolicyName, string>> = {
  anyLiveImw: 'tout IMW en cours écarte la VOP',
  twoLiveGrants: 'deux octrois en cours d’une même mesure\u00a0: rien n’est payé',
  supportLimitImw: 'aussi pour l’IMW, sur le salaire de référence non plafonné, sans la prime d’accompagnement',
  calendarDays: 'jours civils, premier et dernier jour compris',
  ggmmiFirstDay: 'GGMMI au premier jour du trimestre',
  roundedOnce: 'arrondi une seule fois au cent',
  fixedInFull: 'due en entier dès un jour d’occupation',
  thirteenWeeks: '13 semaines par trimestre',
  notBefore2019: 'les trimestres antérieurs au 1er trimestre 2019 sont refusés',
  earlierCeilingRules: 'une VOP demandée auparavant suit d’autres règles de plafond',
  imwMaatwerkWage: 'comme la VOP, pas avec la prime salariale d’une entreprise de travail adapté',
  wageCodes: 'codes salariaux du salaire de la réduction structurelle, jusqu’à la lecture de la liste de l’arrêté du 24 mai 2023',
  severance: 'une occupation qui n’est qu’une indemnité de rupture n’est pas une occupation au cours du trimestre',
  apportioned: 'cotisations d’une ligne travailleur réparties entre ses occupations selon le salaire soumis, au plus grand reste',
  paidTime: 'temps payé par l’employeur\u00a0: codes 1, 5 et 10',
  measureSigns: 'mesures reconnues au code travailleur ou au code de réduction',
  claimLimit: 'une créance inférieure à ce montant est seulement signalée',
  withCalendar: 'compte selon le calendrier, pas selon les trimestres payés',
}

/** A policy as a finding cites it: in English. */
const POLICIES: ReadonlyMap<string, Trilingual> = new Map(
  Object.entries(POLICY_TEXTS).map(([name, { nl, en }]) => [en, { nl, fr: FRENCH_POLICIES[name as PolicyName], en }]),
)

export type Cited = { readonly kind: 'source'; readonly name: string } | { readonly kind: 'policy'; readonly text: string }

/** The parts of a citation `VDAB + [P] reason`, policies in the language asked for. */
export const citedParts = (citation: string, language: StatementLanguage): Cited[] =>
  citation.split(' + ').map((part) => {
    if (!part.startsWith('[P] ')) return { kind: 'source', name: part }
    const text = part.slice('[P] '.length)
    return { kind: 'policy', text: POLICIES.get(text)?.[language] ?? text }
  })
