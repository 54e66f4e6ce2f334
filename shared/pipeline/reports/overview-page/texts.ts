// Knows the words of the overview as it is written, in Dutch and English.
import type { Bilingual } from '../../../exceptions/catalogue.ts'
import { wordsOf } from '../page/bilingual.ts'
import { SCRIPT_TEXTS } from './script-texts.ts'

export const TEXTS = {
  title: SCRIPT_TEXTS.title,
  home: { nl: 'Indienen en beslissen', en: 'Hand in and decide' },
  skip: { nl: 'Naar de verwerkingen', en: 'To the runs' },
  at: { nl: 'Bijgewerkt op {date} om {time} uur', en: 'Updated on {date} at {time}' },
  nothingWaits: { nl: 'Niets wacht op iemand', en: 'Nothing waits for anybody' },
  oneWaits: { nl: '1 zaak wacht op iemand', en: '1 matter waits for somebody' },
  severalWait: { nl: '{count} zaken wachten op iemand', en: '{count} matters wait for somebody' },
  whatWaits: { nl: 'Wat wacht', en: 'What waits' },
  calm: { nl: 'Er is niets dat iemand nu moet doen.', en: 'There is nothing that anybody has to do now.' },
  todo: { nl: 'Wat te doen', en: 'What to do' },
  showMore: { nl: 'Toon er nog {count}', en: 'Show {count} more' },
  notShown: { nl: 'En nog {count}, die hier niet staan.', en: 'And {count} more, which are not listed here.' },

  pauses: { nl: 'Opgeschorte betalingen', en: 'Stopped payments' },
  pausesAbout: {
    nl: 'Voor deze maatregelen wordt niets betaald tot iemand de betalingen hervat.',
    en: 'Nothing is paid of these measures until somebody resumes the payments.',
  },
  measure: { nl: 'Maatregel', en: 'Measure' },
  reason: { nl: 'Reden', en: 'Reason' },
  heldRuns: { nl: 'Verwerkingen die wachten op een tweede persoon', en: 'Runs that wait for a second person' },
  heldRunsAbout: {
    nl: 'Er is nog niets geboekt of betaald. Wie het bestand indiende, kan het niet zelf vrijgeven.',
    en: 'Nothing of them is booked or paid yet. Whoever handed in the file cannot release it.',
  },
  file: { nl: 'Bestand', en: 'File' },
  since: { nl: 'Sinds', en: 'Since' },
  standingStill: { nl: 'Wat stilstaat', en: 'What stands still' },
  standingStillAbout: {
    nl: 'Dit is meermaals opnieuw gestart, maar komt niet vooruit. Iemand moet de oorzaak nagaan.',
    en: 'It was started again and again and makes no progress. Somebody has to look at the cause.',
  },
  state: { nl: 'Toestand', en: 'State' },
  stage: { nl: 'Stap', en: 'Stage' },
  lost: { nl: 'Niet verwerkte berichten', en: 'Messages that were left' },
  andMore: { nl: 'en nog {count}', en: 'and {count} more' },
  deadLetters: { nl: 'Berichten die niet verwerkt konden worden', en: 'Messages that could not be processed' },
  deadLettersAbout: {
    nl: 'Het systeem heeft ze meermaals geprobeerd. Ze staan nu apart, tot iemand ze terugzet.',
    en: 'They were tried repeatedly and now lie apart, until somebody moves them back.',
  },
  count: { nl: 'Aantal', en: 'Count' },
  holds: { nl: 'Aangehouden betalingen', en: 'Held payments' },
  oneHold: { nl: '1 kwartaal van 1 werkgever, {sum} euro', en: '1 quarter of an employer, {sum} euros' },
  severalHolds: { nl: '{count} kwartalen van werkgevers, samen {sum} euro', en: '{count} quarters of employers, {sum} euros together' },
  unknownReason: { nl: 'De reden is niet bekend', en: 'The reason is not known' },
  who: { nl: 'Wie: {who}', en: 'Who: {who}' },
  employer: { nl: 'Werkgever', en: 'Employer' },
  quarter: { nl: 'Kwartaal', en: 'Quarter' },
  amount: { nl: 'Bedrag, euro', en: 'Amount, euros' },
  notComputed: { nl: 'nog niet berekend', en: 'not computed yet' },
  unknownRegions: { nl: 'Gewest van een vestiging onbekend', en: 'Region of an establishment unknown' },
  unknownRegionsAbout: {
    nl: 'Deze premies zijn berekend maar aangehouden tot het gewest bekend is. Welke werknemers het zijn, staat bij de meldingen CAL-003.',
    en: 'These premiums are computed, and held until the region is known. The findings CAL-003 say whose they are.',
  },
  claims: { nl: 'Vorderingen', en: 'Claims' },
  oneClaim: { nl: '1 vordering van {sum} euro.', en: '1 claim of {sum} euros.' },
  severalClaims: { nl: '{count} vorderingen van samen {sum} euro.', en: '{count} claims of {sum} euros together.' },
  claimsAbout: {
    nl: 'Het innen gebeurt buiten dit systeem: hier staat wat gevorderd is, niet wat al geïnd is.',
    en: 'They are collected outside this system: this is what was claimed, not what was collected.',
  },
  received: { nl: 'Ontvangen', en: 'Received' },

  quarters: { nl: 'Per kwartaal', en: 'By quarter' },
  quartersAbout: {
    nl:
      'De stand van nu, in euro. De percentages vergelijken met het vorige kwartaal en met hetzelfde kwartaal een jaar eerder; '
      + '– betekent dat er niets te vergelijken is. Een werknemer met beide maatregelen telt in de rij Samen tweemaal.',
    en:
      'What stands there now, in euros. The percentages compare with the quarter before and with the same quarter a year earlier; '
      + '– where there is nothing to compare with. A worker with both measures counts twice under together.',
  },
  noQuarters: { nl: 'Er zijn nog geen cijfers.', en: 'There are no figures yet.' },
  together: { nl: 'Samen', en: 'Together' },
  workers: { nl: 'Werknemers', en: 'Workers' },
  due: { nl: 'Berekende premie', en: 'Computed premium' },
  paid: { nl: 'Betaald', en: 'Paid' },
  held: { nl: 'Aangehouden', en: 'Held' },
  euros: { nl: 'euro', en: 'euros' },
  beforeShort: { nl: 'vorig kwartaal', en: 'quarter before' },
  lastYearShort: { nl: 'vorig jaar', en: 'year before' },
  chart: { nl: 'Betaald en aangehouden per kwartaal', en: 'Paid and held by quarter' },
  chartCaption: {
    nl: 'Betaald per kwartaal: onderaan VOP, daarboven IMW, bovenaan wat aangehouden is. Het oudste kwartaal staat links; de bedragen staan in de tabel.',
    en: 'Paid by quarter: VOP below, IMW on it, what is held on top. Oldest on the left; the amounts are in the table.',
  },
  unit1: { nl: 'euro', en: 'euros' },
  unit1000: { nl: 'duizend euro', en: 'thousand euros' },
  unit1000000: { nl: 'miljoen euro', en: 'million euros' },

  runs: { nl: 'Verwerkingen', en: 'Runs' },
  runsAbout: {
    nl: 'Nieuwste eerst, bedragen in euro. Bij een proefberekening, en bij wat nog wacht, staat wat betaald zou worden.',
    en: 'Newest first, amounts in euros. Of a dry run, and of what still waits, it says what would be paid.',
  },
  noRuns: { nl: 'Er is nog niets verwerkt.', en: 'Nothing was processed yet.' },
  oneRunNotListed: { nl: '1 oudere verwerking staat hier niet.', en: '1 older run is not listed here.' },
  runsNotListed: { nl: '{count} oudere verwerkingen staan hier niet.', en: '{count} older runs are not listed here.' },
  kind: { nl: 'Soort', en: 'Kind' },
  errors: { nl: 'Fouten', en: 'Errors' },
  findings: { nl: 'Meldingen', en: 'Findings' },
  toFindings: { nl: 'meldingen', en: 'findings' },
  returned: { nl: 'teruggekomen {sum}', en: 'came back {sum}' },
  search: { nl: 'Zoeken in de tekst', en: 'Search the text' },
  anyState: { nl: 'Alle', en: 'All' },
  clear: { nl: 'Filters wissen', en: 'Clear filters' },
} as const satisfies Record<string, Bilingual>
export type TextName = keyof typeof TEXTS

export const words = wordsOf(TEXTS)
