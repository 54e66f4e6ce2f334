// Understands what the page says, in Dutch and English: short sentences, the words of the reports.
import type { Bilingual, Language } from '../../../../shared/exceptions/catalogue.ts'
import { STATE_TEXTS as RUN_STATE_TEXTS } from '../../../../shared/pipeline/reports/page/run-words.ts'
import type { RunState } from '../../../../shared/pipeline/run.ts'
import type { RefusalName } from '../refused.ts'
import type { Purpose } from '../upload-kinds.ts'

const TEXTS = {
  here: { nl: 'op deze machine', en: 'on this machine' },
  intro: {
    nl: 'Dien een bestand in, volg de verwerking en open de rapporten. Alles blijft op deze machine.',
    en: 'Hand in a file, follow its run and open its reports. Everything stays on this machine.',
  },
  skip: { nl: 'Naar de verwerkingen', en: 'To the runs' },
  you: { nl: 'Uw naam', en: 'Your name' },
  youHint: { nl: 'Letters, cijfers en . @ + - _ zonder spaties', en: 'Letters, digits and . @ + - _ without spaces' },
  keep: { nl: 'Gebruik deze naam', en: 'Use this name' },
  language: { nl: 'Taal', en: 'Language' },
  handIn: { nl: 'Indienen', en: 'Hand in' },
  folderHint: { nl: 'Of leg het in een map per soort, zoals', en: 'Or put it in the folder of its kind, such as' },
  groupDeclarations: { nl: 'Aangiften', en: 'Declarations' },
  groupRegistry: { nl: 'Register', en: 'Registry' },
  groupBank: { nl: 'Bank', en: 'Bank' },
  waiting: { nl: 'Wacht op iemand', en: 'Waits for somebody' },
  waitingNothing: { nl: 'Niets wacht op iemand en niets staat stil.', en: 'Nothing waits for anybody, and nothing stands still.' },
  runs: { nl: 'Verwerkingen', en: 'Runs' },
  overview: { nl: 'Naar het overzicht', en: 'To the overview' },
  runsNothing: {
    nl: 'Nog niets ingediend. Begin met de toekenningen en de bankgegevens, dan een aangifte.',
    en: 'Nothing handed in yet. Begin with the grants and the bank details, then a declaration.',
  },
  older: { nl: 'Toon oudere ({count} in totaal)', en: 'Show older ones ({count} in all)' },
  sweep: { nl: 'Nu nakijken', en: 'Sweep now' },
  swept: { nl: 'Laatst nagekeken: {at}', en: 'Last swept: {at}' },
  sweptNever: { nl: 'Nog niet nagekeken', en: 'Not swept yet' },
  sweptNow: {
    nl: 'Nagekeken: wat stilstond is opnieuw gestart, wat nog wacht staat hieronder.',
    en: 'Swept: what stood still was started again, what still waits is below.',
  },
  release: { nl: 'Vrijgeven', en: 'Release' },
  abandon: { nl: 'Stopzetten', en: 'Abandon' },
  settleWithout: { nl: 'Verdergaan zonder de mislukte blokken', en: 'Go on without the failed chunks' },
  reason: { nl: 'Reden', en: 'Reason' },
  reasonHint: { nl: 'nodig om stop te zetten', en: 'needed to abandon' },
  pause: { nl: 'Betalingen opschorten', en: 'Stop payments' },
  resume: { nl: 'Betalingen hervatten', en: 'Resume payments' },
  pausedPayments: { nl: 'Betalingen {measure} opgeschort', en: 'Payments {measure} stopped' },
  pausedFor: { nl: 'Reden: {reason}', en: 'Reason: {reason}' },
  pausedHint: {
    nl: 'Wat geboekt wordt, wordt aangehouden tot iemand de betalingen hervat.',
    en: 'What is booked is held until somebody resumes the payments.',
  },
  resumeShort: { nl: 'Hervatten', en: 'Resume' },
  aStatement: { nl: 'Overzicht voor werkgever', en: 'Statement for employer' },
  heldRun: {
    nl: 'Er is nog niets geboekt of betaald. Wie het bestand indiende, kan het niet zelf vrijgeven.',
    en: 'Nothing is booked or paid yet. Who handed in the file cannot release it.',
  },
  lookFirst: { nl: 'Bekijk eerst de meldingen', en: 'Look at the findings first' },
  heldAccount: { nl: 'Werkgever {employer}, {quarter}', en: 'Employer {employer}, {quarter}' },
  heldAccounts: { nl: '{count} aangehouden', en: '{count} held' },
  mendPayee: {
    nl: 'Dien verbeterde bankgegevens in: dan wordt dit vanzelf vrijgegeven.',
    en: 'Hand in corrected bank details: then this is released by itself.',
  },
  takesPerson: { nl: 'Een tweede persoon kijkt dit na en geeft het vrij.', en: 'A second person checks this and releases it.' },
  goesOn: { nl: 'Dit wordt vanzelf vrijgegeven zodra de reden weg is.', en: 'This is released by itself as soon as the reason is gone.' },
  standsStill: {
    nl: 'Staat stil bij het {stage}: driemaal opnieuw gestart, zonder resultaat.',
    en: 'Stands still at {stage}: started again three times, without effect.',
  },
  by: { nl: 'door {person}', en: 'by {person}' },
  about: { nl: '{what}: {file}', en: '{what}: {file}' },
  workers: { nl: 'Werknemers', en: 'Workers' },
  refusedWorkers: { nl: 'Geweigerd', en: 'Refused' },
  withoutGrant: { nl: 'Zonder toekenning', en: 'Without a grant' },
  payments: { nl: 'Betalingen', en: 'Payments' },
  claims: { nl: 'Vorderingen', en: 'Claims' },
  heldAmounts: { nl: 'Aangehouden', en: 'Held' },
  returned: { nl: 'Teruggekomen', en: 'Came back' },
  wouldBe: { nl: 'Er is niets geboekt. Dit zou geboekt worden:', en: 'Nothing is booked. This would be booked:' },
  refusedRows: { nl: '{count} rijen na te kijken', en: '{count} rows to look at' },
  refusedRow: { nl: '1 rij na te kijken', en: '1 row to look at' },
  everythingStored: { nl: 'Alle rijen ingelezen', en: 'All rows stored' },
  findings: { nl: 'Meldingen', en: 'Findings' },
  otherFiles: { nl: '{count} andere bestanden', en: '{count} other files' },
  statement: { nl: '1 overzicht voor een werkgever', en: '1 statement for an employer' },
  otherFile: { nl: '1 ander bestand', en: '1 other file' },
  choose: { nl: 'Kies of sleep een bestand', en: 'Choose or drop a file' },
  statements: { nl: '{count} overzichten voor werkgevers', en: '{count} statements for employers' },
  chunks: { nl: '{done} van {of} blokken', en: '{done} of {of} chunks' },
  told: { nl: '{file}: {state}', en: '{file}: {state}' },
  toldPayments: { nl: '{file}: {state}. {payments} betalingen, {sum} euro.', en: '{file}: {state}. {payments} payments, {sum} euros.' },
  back: { nl: 'Terug naar de verwerkingen', en: 'Back to the runs' },
  needsName: { nl: 'Vul eerst uw naam in.', en: 'Fill in your name first.' },
  sending: { nl: '{file} wordt ingediend …', en: '{file} is being handed in …' },
  sent: { nl: '{file} is ingediend.', en: '{file} was handed in.' },
  notSent: { nl: '{file} kon niet worden ingediend.', en: '{file} could not be handed in.' },
  gone: { nl: 'Het systeem is gestopt. Start het weer met npm start.', en: 'The system has stopped. Start it again with npm start.' },
  noAnswer: {
    nl: 'De aanvraag is ingediend. Het antwoord volgt bij de verwerkingen.',
    en: 'The request was handed in. The answer follows among the runs.',
  },
  fault: {
    nl: 'Dit is mislukt door een technische fout. Het venster waarin npm start loopt, zegt meer.',
    en: 'This failed: a technical fault. The window in which npm start runs says more.',
  },
} as const satisfies Record<string, Bilingual>

export type TextName = keyof typeof TEXTS

/** The text with its placeholders filled in; one without a value is our own error. Escaping belongs to the page. */
export function say(name: TextName, language: Language, values: Readonly<Record<string, string | number>> = {}): string {
  return TEXTS[name][language].replaceAll(/\{(\w+)\}/g, (placeholder: string, key: string) => {
    const value = values[key]
    if (value === undefined) throw new Error(`Assertion failed: the text '${name}' was used without a value for ${placeholder}`)
    return String(value)
  })
}

/** What the script says by itself; placeholders stay for it to fill in. */
export const SCRIPT_TEXTS: readonly TextName[] = ['needsName', 'sending', 'sent', 'notSent', 'gone', 'fault']
export const template = (name: TextName, language: Language): string => TEXTS[name][language]

export const STATE_TEXTS: Readonly<Record<RunState | 'unread' | 'dry' | 'refused' | 'reading' | 'stored', Bilingual>> = {
  unread: { nl: 'Ingediend', en: 'Handed in' },
  ...RUN_STATE_TEXTS,
  dry: { nl: 'Proefberekening klaar', en: 'Dry run done' },
  refused: { nl: 'Niet uitgevoerd', en: 'Not carried out' },
  reading: { nl: 'Wordt ingelezen', en: 'Being read' },
  stored: { nl: 'Ingelezen', en: 'Stored' },
}

/** The way of a run, in steps that a person follows. */
export const STEP_TEXTS: readonly Bilingual[] = [
  { nl: 'Lezen', en: 'Read' },
  { nl: 'Berekenen', en: 'Compute' },
  { nl: 'Boeken', en: 'Book' },
  { nl: 'Klaar', en: 'Done' },
]

export const PURPOSE_TEXTS: Readonly<Record<Purpose, Bilingual>> = {
  declaration: { nl: 'Aangifte', en: 'Declaration' },
  'dry-run': { nl: 'Proefberekening', en: 'Dry run' },
  entitlements: { nl: 'Toekenningen', en: 'Grants' },
  payees: { nl: 'Bankgegevens', en: 'Bank details' },
  establishments: { nl: 'Vestigingen', en: 'Establishments' },
  aliases: { nl: 'Vervangen INSZ-nummers', en: 'Replaced INSS numbers' },
  answer: { nl: 'Antwoord van de bank', en: 'Answer of the bank' },
  'returned-money': { nl: 'Teruggestort geld', en: 'Returned money' },
  decision: { nl: 'Beslissing', en: 'Decision' },
  recompute: { nl: 'Herberekening', en: 'Recomputation' },
  retry: { nl: 'Opnieuw geprobeerd wat aangehouden was', en: 'Tried again what was held' },
}

export const REFUSAL_TEXTS: Readonly<Record<RefusalName, Bilingual>> = {
  foreign: { nl: 'Deze aanvraag komt niet van deze pagina.', en: 'This request does not come from this page.' },
  notFound: { nl: 'Dit bestaat niet, of nog niet.', en: 'This does not exist, or not yet.' },
  method: { nl: 'Dit kan niet op deze manier worden gevraagd.', en: 'This cannot be asked in this way.' },
  person: {
    nl: 'Een naam bestaat uit 1 tot 64 letters, cijfers en . @ + - _ zonder spaties.',
    en: 'A name has 1 to 64 letters, digits and . @ + - _ without spaces.',
  },
  fileName: { nl: 'Deze bestandsnaam kan niet worden gebruikt.', en: 'This file name cannot be used.' },
  kind: { nl: 'Dit soort bestand bestaat niet.', en: 'There is no such kind of file.' },
  decision: { nl: 'Hierover kan hier niets worden beslist.', en: 'This cannot be decided about.' },
  account: {
    nl: 'Geef een geldig ondernemingsnummer, en een kwartaal zoals 2025Q1 of niets.',
    en: 'Give a valid enterprise number, and a quarter like 2025Q1 or nothing.',
  },
  reason: { nl: 'Geef een reden op.', en: 'Give a reason.' },
  form: { nl: 'Kies een bestand.', en: 'Choose a file.' },
  formTooLarge: {
    nl: 'Zonder JavaScript kan een bestand hoogstens 64 MiB groot zijn. Leg een groter bestand in de map om in te dienen.',
    en: 'Without JavaScript a file can have 64 MiB at most. Put a larger one in the drop folder.',
  },
}
