// Knows the words of a page about one worker in Dutch and English.
import type { Bilingual, Language } from '../../../exceptions/catalogue.ts'

const TEXTS = {
  title: { nl: 'Berekening voor werknemer {worker}', en: 'Calculation for worker {worker}' },
  employer: { nl: 'Werkgever', en: 'Employer' },
  quarter: { nl: 'Kwartaal', en: 'Quarter' },
  comparedWith: { nl: 'Vergeleken met', en: 'Compared with' },
  nothingBefore: { nl: 'geen eerder berekend kwartaal', en: 'no quarter computed before' },
  hidden: {
    nl: 'Alle bedragen zijn in euro. De premie is het bedrag waarop recht bestaat; wat daarvan betaald is, staat bij de stand van de rekening. Het nummer van de werknemer is gedeeltelijk verborgen, om persoonsgegevens te beschermen.',
    en: 'All amounts are in euros. The premium is what there is a right to; what was paid of it stands with the account. The number of the worker is partly hidden, to protect personal data.',
  },
  answerSame: {
    nl: 'De premie {measure} is even hoog als in {quarter}: {premium} euro.',
    en: 'The premium {measure} is the same as in {quarter}: {premium} euros.',
  },
  answerEven: {
    nl: 'De premie {measure} is even hoog als in {quarter} ({premium} euro), want de verschillen heffen elkaar op:',
    en: 'The premium {measure} is the same as in {quarter} ({premium} euros), because the differences cancel out:',
  },
  answerLower: {
    nl: 'De premie {measure} is {amount} euro lager dan in {quarter} ({premium} in plaats van {before}):',
    en: 'The premium {measure} is {amount} euros lower than in {quarter} ({premium} instead of {before}):',
  },
  answerHigher: {
    nl: 'De premie {measure} is {amount} euro hoger dan in {quarter} ({premium} in plaats van {before}):',
    en: 'The premium {measure} is {amount} euros higher than in {quarter} ({premium} instead of {before}):',
  },
  answerNone: {
    nl: 'Er is geen premie {measure}, net als in {quarter}: {why}.',
    en: 'There is no premium {measure}, as in {quarter}: {why}.',
  },
  answerFirst: {
    nl: 'De premie {measure} is {premium} euro. Voor deze werknemer is bij deze werkgever geen eerder kwartaal berekend om mee te vergelijken.',
    en: 'The premium {measure} is {premium} euros. No earlier quarter was computed for this worker at this employer to compare it with.',
  },
  answerFirstNone: { nl: 'Er is geen premie {measure}: {why}.', en: 'There is no premium {measure}: {why}.' },
  answerNothing: { nl: 'Er is geen premie: {why}.', en: 'There is no premium: {why}.' },
  against: { nl: 'daartegenover:', en: 'against that:' },
  more: { nl: 'en nog {count} (zie hieronder)', en: 'and {count} more (see below)' },
  difference: { nl: 'Wat het verschil maakt', en: 'What makes the difference' },
  differenceCaption: {
    nl: '{measure}: van de premie toen naar die van nu. Elke oorzaak is apart doorgerekend, in de volgorde van de berekening; samen zijn ze het hele verschil.',
    en: '{measure}: from the premium then to that of now. Each cause is computed by itself, in the order of the calculation; together they are the whole difference.',
  },
  cause: { nl: 'Oorzaak', en: 'Cause' },
  effect: { nl: 'Bedrag', en: 'Amount' },
  premiumIn: { nl: 'Premie in {quarter}', en: 'Premium in {quarter}' },
  steps: { nl: 'Stap voor stap', en: 'Step by step' },
  stepsCaption: { nl: '{measure}, {grants}', en: '{measure}, {grants}' },
  grant: { nl: 'toekenning {grant}', en: 'grant {grant}' },
  thenGrant: { nl: 'toen {grant}', en: 'then {grant}' },
  step: { nl: 'Stap', en: 'Step' },
  source: { nl: 'Bron', en: 'Source' },
  changed: { nl: 'gewijzigd', en: 'changed' },
  decides: { nl: 'beslist', en: 'decides' },
  from: { nl: 'geldt vanaf {date}', en: 'in force from {date}' },
  fromThen: { nl: 'toen: vanaf {date}', en: 'then: from {date}' },
  policy: { nl: 'keuze van de dienst: {text}', en: 'choice of the department: {text}' },
  together: { nl: 'Premie samen', en: 'Premium together' },
  noStep: { nl: 'niet bereikt', en: 'not reached' },
  remarks: { nl: 'Opmerkingen', en: 'Remarks' },
  declared: { nl: 'Wat is aangegeven', en: 'What was declared' },
  declaredCaption: { nl: 'Tewerkstellingen zoals ze in de berekening meetellen', en: 'Occupations as they count in the calculation' },
  dates: { nl: 'Tewerkstelling', en: 'Occupation' },
  since: { nl: 'sinds {from}', en: 'since {from}' },
  period: { nl: '{from} tot en met {to}', en: '{from} to {to} inclusive' },
  weeklyHours: { nl: 'Weekuren', en: 'Weekly hours' },
  ofFullTime: { nl: '{hours} van {full}', en: '{hours} of {full}' },
  paidHours: { nl: 'Betaalde uren', en: 'Paid hours' },
  gross: { nl: 'Brutoloon', en: 'Gross wage' },
  contributions: { nl: 'Bijdragen', en: 'Contributions' },
  reductions: { nl: 'Vermin\u00adderingen', en: 'Reductions' },
  support: { nl: 'Andere steun', en: 'Other support' },
  again: { nl: 'Opnieuw berekend, want sindsdien', en: 'Computed again, because since then' },
  account: { nl: 'Stand van de rekening', en: 'The account' },
  accountCaption: {
    nl: 'Welke premie berekend is, en wat daarvan toegekend en aangehouden is',
    en: 'What is due, instructed and held now',
  },
  grantHeading: { nl: 'Toekenning', en: 'Grant' },
  component: { nl: 'Onderdeel', en: 'Component' },
  right: { nl: 'Premie', en: 'Premium' },
  instructed: { nl: 'Toegekend', en: 'Instructed' },
  held: { nl: 'Aangehouden', en: 'Held' },
  nothingStands: { nl: 'Er is niets geboekt.', en: 'Nothing is booked.' },
  sources: { nl: 'Bronnen', en: 'Sources' },
  page: { nl: 'Blad', en: 'Page' },
} as const satisfies Record<string, Bilingual>

export type TextName = keyof typeof TEXTS

/** The text with its placeholders filled in; one without a value is our own error. Escaping belongs to the page. */
export function say(name: TextName, language: Language, values: Readonly<Record<string, string>> = {}): string {
  return TEXTS[name][language].replaceAll(/\{(\w+)\}/g, (placeholder: string, key: string) => {
    const value = values[key]
    if (value === undefined) throw new Error(`Assertion failed: the text '${name}' was used without a value for ${placeholder}`)
    return value
  })
}
