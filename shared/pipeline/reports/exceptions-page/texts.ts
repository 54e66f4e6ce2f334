// Knows the words of exceptions.html as it is written, in Dutch and English.
import type { Bilingual } from '../../../exceptions/catalogue.ts'
import { wordsOf } from '../page/bilingual.ts'
import { SCRIPT_TEXTS } from './script-texts.ts'

export const TEXTS = {
  title: SCRIPT_TEXTS.title,
  skip: { nl: 'Naar de meldingen', en: 'To the findings' },
  received: { nl: 'Ontvangen', en: 'Received' },
  run: { nl: 'Kenmerk', en: 'Reference' },
  file: { nl: 'Bestand', en: 'File' },
  dryRun: {
    nl: 'Dit is een proef: er is niets geboekt en er wordt niets betaald.',
    en: 'This is a dry run: nothing is booked and nothing is paid.',
  },
  waits: {
    nl: 'Deze verwerking wacht op een tweede persoon: er is nog niets geboekt en nog niets betaald.',
    en: 'This run waits for a second person: nothing is booked and nothing is paid yet.',
  },
  employers: { nl: 'Werkgevers', en: 'Employers' },
  workers: { nl: 'Werknemers', en: 'Workers' },
  paid: { nl: 'Betaald', en: 'Paid' },
  held: { nl: 'Aangehouden', en: 'Held' },
  refused: { nl: 'Geweigerd', en: 'Refused' },
  withoutGrant: { nl: 'Zonder toekenning', en: 'Without a grant' },
  elsewhere: { nl: 'Ingehaald of geannuleerd', en: 'Overtaken or cancelled' },
  paidSum: { nl: 'Te betalen, euro', en: 'To be paid, euros' },
  heldSum: { nl: 'Aangehouden, euro', en: 'Held, euros' },
  claimSum: { nl: 'Vorderingen, euro', en: 'Claims, euros' },
  byCode: { nl: 'Wat er gevonden is', en: 'What was found' },
  byCodeCaption: {
    nl: 'Meldingen per code. Oorzaken staan boven wat eruit volgt; het bedrag is wat de meldingen samen verplaatsen, aanhouden of achterhouden.',
    en: 'Findings by code. Causes stand above what follows from them; the amount is what the findings together move, hold or keep back.',
  },
  nothing: { nl: 'Er zijn geen meldingen.', en: 'There are no findings.' },
  causes: { nl: 'Oorzaken', en: 'Causes' },
  consequences: { nl: 'Gevolgen', en: 'Consequences' },
  code: { nl: 'Code', en: 'Code' },
  finding: { nl: 'Melding', en: 'Finding' },
  todo: { nl: 'Wat te doen:', en: 'What to do:' },
  whatToDo: SCRIPT_TEXTS.whatToDo,
  who: { nl: 'Wie:', en: 'Who:' },
  severity: { nl: 'Ernst', en: 'Severity' },
  count: { nl: 'Aantal', en: 'Count' },
  share: { nl: 'Aandeel', en: 'Share' },
  amount: { nl: 'Bedrag', en: 'Amount' },
  total: { nl: 'Totaal', en: 'Total' },
  all: { nl: 'Alle meldingen', en: 'All findings' },
  allCaption: { nl: 'Meldingen, bedragen in euro', en: 'Findings, amounts in euros' },
  number: { nl: 'Nr.', en: 'No.' },
  line: { nl: 'Regel', en: 'Line' },
  employer: { nl: 'Werkgever', en: 'Employer' },
  worker: { nl: 'Werknemer', en: 'Worker' },
  quarter: { nl: 'Kwartaal', en: 'Quarter' },
  field: { nl: 'Veld', en: 'Field' },
  value: { nl: 'Waarde', en: 'Value' },
  search: { nl: 'Zoeken in de tekst', en: 'Search the text' },
  anyCode: { nl: 'Alle codes', en: 'All codes' },
  anySeverity: { nl: 'Alle', en: 'All' },
  clear: { nl: 'Filters wissen', en: 'Clear filters' },
  export: { nl: 'Bewaren als CSV', en: 'Save as CSV' },
  previous: { nl: 'Vorige', en: 'Previous' },
  next: { nl: 'Volgende', en: 'Next' },
  pages: SCRIPT_TEXTS.pages,
  page: { nl: 'Bladzijde', en: 'Page' },
  truncated: {
    nl: 'Deze bladzijde toont de eerste {shown} van {total} meldingen.',
    en: 'This page shows the first {shown} of {total} findings.',
  },
  withoutScript: {
    nl: 'Zonder JavaScript toont deze bladzijde de eerste {shown} meldingen; zoeken, sorteren en bladeren kan dan niet.',
    en: 'Without JavaScript this page shows the first {shown} findings; searching, sorting and paging are not possible then.',
  },
  csv: { nl: 'Alle meldingen staan in exceptions.csv.', en: 'All findings are in exceptions.csv.' },
  csvLink: { nl: 'exceptions.csv openen', en: 'Open exceptions.csv' },
  hidden: {
    nl: 'Nummers van werknemers en rekeningen zijn gedeeltelijk verborgen.',
    en: 'Numbers of workers and accounts are partly hidden.',
  },
} as const satisfies Record<string, Bilingual>
export type TextName = keyof typeof TEXTS

export const words = wordsOf(TEXTS)
