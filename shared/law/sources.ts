// Understands where each rule comes from: the public texts that rules.md names, and the project's own policies.

export interface Source {
  readonly name: string
  readonly title: string
}

const source = (name: string, title: string): Source => ({ name, title })

export const VDAB = source('VDAB', 'VDAB, werkgeverspagina over de VOP')
export const SECUREX = source('SEC', 'Securex, individueel maatwerk, 9 maart 2023')
export const VLAANDEREN = source('VL', 'vlaanderen.be, VOP en individueel maatwerk')
export const HERWIN = source('HW', 'Herwin, veelgestelde vragen over individueel maatwerk')
export const WERK = source('WERK', 'werk.be, pagina’s over de VOP')
export const RSZ = source('RSZ', 'socialsecurity.be, instructies DmfA')
export const GGMMI_TABLE = source('NAR', 'Gewaarborgd gemiddeld minimummaandinkomen (cao nr. 43), bedragen per datum')

/** The policies of this project, [P] in rules.md: chosen where no public source settles the point, in one list for whoever must review them. */
export const POLICY_TEXTS = {
  anyLiveImw: { en: 'any live IMW displaces the VOP', nl: 'elk lopend individueel maatwerk verdringt de VOP' },
  twoLiveGrants: {
    en: 'two live grants of one measure: nothing is paid',
    nl: 'twee lopende toekenningen van één maatregel: er wordt niets betaald',
  },
  supportLimitImw: {
    en: 'also for IMW, on the uncapped reference wage, without the guidance premium',
    nl: 'ook voor IMW, op het niet-begrensde referteloon, zonder de begeleidingspremie',
  },
  calendarDays: { en: 'calendar days, both ends included', nl: 'kalenderdagen, begin en einde inbegrepen' },
  ggmmiFirstDay: { en: 'GGMMI on the first day of the quarter', nl: 'GGMMI op de eerste dag van het kwartaal' },
  roundedOnce: { en: 'rounded half-up to the cent, once', nl: 'één keer afgerond op de cent' },
  fixedInFull: { en: 'due in full with one day of occupation', nl: 'volledig verschuldigd vanaf één dag tewerkstelling' },
  thirteenWeeks: { en: '13 weeks a quarter', nl: '13 weken per kwartaal' },
  notBefore2019: { en: 'quarters before 2019Q1 are refused', nl: 'kwartalen vóór 2019Q1 worden geweigerd' },
  earlierCeilingRules: {
    en: 'VOP applied for earlier has other ceiling rules',
    nl: 'voor een vroeger aangevraagde VOP gelden andere plafondregels',
  },
  imwMaatwerkWage: {
    en: 'like VOP, not with the wage premium of a maatwerkbedrijf',
    nl: 'zoals de VOP niet samen met de loonpremie van een maatwerkbedrijf',
  },
  wageCodes: {
    en: 'pay codes of the wage of the structural reduction, until the list of the decree of 24 May 2023 is read',
    nl: 'looncodes van het loon voor de structurele vermindering, tot de lijst in het besluit van 24 mei 2023 gelezen is',
  },
  severance: {
    en: 'an occupation that is only severance pay is no employment in the quarter',
    nl: 'een tewerkstelling die enkel een opzegvergoeding is, is geen tewerkstelling in het kwartaal',
  },
  apportioned: {
    en: 'contributions of a worker record divided over its occupations by contribution-bearing pay, largest remainder',
    nl: 'bijdragen van een werknemerslijn verdeeld over de tewerkstellingen volgens het loon met bijdragen, grootste rest',
  },
  paidTime: { en: 'time that the employer pays: codes 1, 5 and 10', nl: 'tijd die de werkgever betaalt: codes 1, 5 en 10' },
  measureSigns: { en: 'measures recognised by worker code or reduction code', nl: 'maatregelen herkend aan kengetal of verminderingscode' },
  claimLimit: { en: 'a claim below this amount is only reported', nl: 'een vordering onder dit bedrag wordt enkel gemeld' },
  withCalendar: { en: 'counts with the calendar, not with paid quarters', nl: 'telt met de kalender, niet met betaalde kwartalen' },
} as const
export type PolicyName = keyof typeof POLICY_TEXTS

export const policy = (name: PolicyName): Source => source('P', POLICY_TEXTS[name].en)

/** A cited source with its policies in Dutch, for texts that people read. */
export const citedInDutch = (cited: string): string =>
  Object.values(POLICY_TEXTS).reduce((text, { en, nl }) => text.replaceAll(`[P] ${en}`, `[P] ${nl}`), cited)

/** The source as one text for findings: `VDAB + WERK`, or `[P] reason`. */
export const cite = (...sources: readonly Source[]): string =>
  sources.map(({ name, title }) => (name === 'P' ? `[P] ${title}` : name)).join(' + ')
