// Knows the words and sentences of a statement in Dutch, French and English; each language has every one, or it does not compile.
import type { Component, Measure } from '../../../law/measures.ts'
import type { StatementLanguage, Trilingual } from '../page/figures.ts'

export const TEXTS = {
  title: { nl: 'Overzicht van uw premies', fr: 'Relevé de vos primes', en: 'Statement of your premiums' },
  letterhead: { nl: 'Kwartaalpremie', fr: 'Kwartaalpremie', en: 'Kwartaalpremie' },
  department: {
    nl: 'Premies voor werknemers met een arbeidsbeperking',
    fr: 'Primes pour les travailleurs en situation de handicap',
    en: 'Premiums for workers with a labour disability',
  },
  employer: { nl: 'Werkgever', fr: 'Employeur', en: 'Employer' },
  unnamed: { nl: 'Naam niet bekend', fr: 'Nom inconnu', en: 'Name not known' },
  employerNumber: { nl: 'Ondernemingsnummer', fr: 'Numéro d’entreprise', en: 'Enterprise number' },
  date: { nl: 'Datum van ontvangst', fr: 'Date de réception', en: 'Date of receipt' },
  run: { nl: 'Kenmerk', fr: 'Référence', en: 'Reference' },
  intro: {
    nl: 'Dit overzicht toont wat voor u is berekend, welk bedrag wordt betaald en hoe het is bepaald. Het gaat enkel over de kwartalen en werknemers die hieronder staan. Alle bedragen zijn in euro.',
    fr: 'Ce relevé montre ce qui a été calculé pour vous, le montant payé et comment il a été établi. Il ne porte que sur les trimestres et les travailleurs mentionnés ci-dessous. Tous les montants sont en euros.',
    en: 'This statement shows what was computed for you, the amount that is paid and how it was found. It is only about the quarters and workers named below. All amounts are in euros.',
  },
  hidden: {
    nl: 'Nummers van werknemers en rekeningen zijn gedeeltelijk verborgen, om persoonsgegevens te beschermen.',
    fr: 'Les numéros des travailleurs et des comptes sont partiellement masqués, afin de protéger les données personnelles.',
    en: 'Numbers of workers and accounts are partly hidden, to protect personal data.',
  },
  paidNow: { nl: 'Nu betaald', fr: 'Payé maintenant', en: 'Paid now' },
  heldNow: { nl: 'Aangehouden', fr: 'Retenu', en: 'Held' },
  claimNow: { nl: 'Terug te betalen', fr: 'À rembourser', en: 'To be paid back' },
  summary: { nl: 'Samenvatting', fr: 'Résumé', en: 'Summary' },
  summaryCaption: {
    nl: 'Per kwartaal en maatregel. Het verschil wordt betaald, aangehouden of teruggevorderd.',
    fr: 'Par trimestre et par mesure. La différence est payée, retenue ou récupérée.',
    en: 'Per quarter and measure. The difference is paid, held or recovered.',
  },
  quarter: { nl: 'Kwartaal', fr: 'Trimestre', en: 'Quarter' },
  measure: { nl: 'Maatregel', fr: 'Mesure', en: 'Measure' },
  premium: { nl: 'Premie', fr: 'Prime', en: 'Premium' },
  earlier: { nl: 'Eerder toegekend', fr: 'Octroyé auparavant', en: 'Granted earlier' },
  difference: { nl: 'Verschil', fr: 'Différence', en: 'Difference' },
  claim: { nl: 'Vordering', fr: 'Créance', en: 'Claim' },
  total: { nl: 'Totaal', fr: 'Total', en: 'Total' },
  together: { nl: 'samen', fr: 'ensemble', en: 'together' },
  nothing: { nl: 'geen premie en geen terugvordering', fr: 'ni prime ni récupération', en: 'no premium and no recovery' },
  notBooked: { nl: 'Niet geboekt:', fr: 'Non comptabilisé\u00a0:', en: 'Not booked:' },
  heldHeading: { nl: 'Waarom er iets is aangehouden', fr: 'Pourquoi un montant est retenu', en: 'Why something is held' },
  heldSentence: { nl: '{amount} euro ({what}): {why}', fr: '{amount} euros ({what})\u00a0: {why}', en: '{amount} euros ({what}): {why}' },
  payments: { nl: 'Betalingen', fr: 'Paiements', en: 'Payments' },
  paymentsCaption: {
    nl: 'Wat op uw rekening komt. De referentie staat bij de betaling.',
    fr: 'Ce qui est versé sur votre compte. La référence figure dans le paiement.',
    en: 'What comes to your account. The reference stands with the payment.',
  },
  noPayment: {
    nl: 'Met dit overzicht wordt niets betaald.',
    fr: 'Aucun paiement n’accompagne ce relevé.',
    en: 'Nothing is paid with this statement.',
  },
  reference: { nl: 'Referentie', fr: 'Référence', en: 'Reference' },
  account: { nl: 'Rekening', fr: 'Compte', en: 'Account' },
  amount: { nl: 'Bedrag', fr: 'Montant', en: 'Amount' },
  claims: { nl: 'Vorderingen', fr: 'Créances', en: 'Claims' },
  claimSentence: {
    nl: 'Voor {what} is eerder meer toegekend dan waarop u nu recht hebt. Wat nog verschuldigd was, is verrekend. Er blijft {amount} euro terug te betalen.',
    fr: 'Pour {what}, un montant supérieur à votre droit actuel a été octroyé auparavant. Ce qui vous était encore dû a été déduit. Il reste {amount} euros à rembourser.',
    en: 'For {what} more was granted earlier than you are now entitled to. What was still due to you is set off. {amount} euros remain to be paid back.',
  },
  claimNext: {
    nl: 'Betaal nog niets op basis van dit overzicht: u krijgt een aparte brief met het rekeningnummer, de termijn en hoe u bezwaar kunt maken. Klopt de aangifte niet, dien dan een verbeterde aangifte in.',
    fr: 'Ne payez encore rien sur la base de ce relevé\u00a0: vous recevrez une lettre distincte avec le numéro de compte, le délai et la manière de contester. Si la déclaration est inexacte, introduisez une déclaration corrigée.',
    en: 'Do not pay anything on the basis of this statement yet: you will get a separate letter with the account number, the term and how to object. If the declaration is wrong, submit a corrected declaration.',
  },
  claimCaption: {
    nl: 'Werknemers in vordering {reference}',
    fr: 'Travailleurs concernés par la créance {reference}',
    en: 'Workers in claim {reference}',
  },
  why: { nl: 'Reden', fr: 'Motif', en: 'Reason' },
  lower: {
    nl: 'Lagere premie berekend dan eerder',
    fr: 'Prime calculée inférieure à la précédente',
    en: 'Lower premium computed than before',
  },
  higher: {
    nl: 'Hogere premie berekend dan eerder',
    fr: 'Prime calculée supérieure à la précédente',
    en: 'Higher premium computed than before',
  },
  absent: { nl: 'Niet meer aangegeven', fr: 'N’est plus déclaré', en: 'No longer declared' },
  otherGrant: { nl: 'Een andere toekenning kwam in de plaats', fr: 'Un autre octroi l’a remplacé', en: 'Another grant took its place' },
  details: { nl: 'Berekening per werknemer', fr: 'Calcul par travailleur', en: 'Calculation per worker' },
  detailCaption: { nl: '{measure}, bedragen in euro', fr: '{measure}, montants en euros', en: '{measure}, amounts in euros' },
  worker: { nl: 'Werknemer', fr: 'Travailleur', en: 'Worker' },
  workerAndGrant: { nl: 'Werknemer en toekenning', fr: 'Travailleur et octroi', en: 'Worker and grant' },
  ordinal: { nl: 'Rang', fr: 'Rang', en: 'No.' },
  percentage: { nl: 'Perc.', fr: 'Taux', en: 'Rate' },
  referenceWage: { nl: 'Referteloon', fr: 'Salaire de référence', en: 'Reference wage' },
  fraction: { nl: 'Breuk', fr: 'Fraction', en: 'Fraction' },
  ceiling: { nl: 'Loonplafond', fr: 'Plafond salarial', en: 'Ceiling' },
  component: { nl: 'Onderdeel', fr: 'Élément', en: 'Component' },
  now: { nl: 'Nu betaald', fr: 'Payé maintenant', en: 'Paid now' },
  nowSetOff: { nl: 'Nu verrekend', fr: 'Compensé', en: 'Set off now' },
  recovery: { nl: 'terugvordering', fr: 'récupération', en: 'recovery' },
  again: {
    nl: 'Zonder nieuwe aangifte opnieuw berekend',
    fr: 'Recalculé sans nouvelle déclaration',
    en: 'Computed again without a new declaration',
  },
  without: { nl: 'Zonder premie', fr: 'Sans prime', en: 'Without premium' },
  withoutCaption: {
    nl: 'Werknemers voor wie niets is berekend, of voor wie geen premie verschuldigd is',
    fr: 'Travailleurs pour lesquels rien n’a été calculé ou aucune prime n’est due',
    en: 'Workers for whom nothing was computed, or for whom no premium is due',
  },
  notes: { nl: 'Opmerkingen', fr: 'Remarques', en: 'Remarks' },
  notesCaption: { nl: 'Goed om te weten', fr: 'Bon à savoir', en: 'Good to know' },
  what: { nl: 'Wat u kunt doen', fr: 'Que faire', en: 'What to do' },
  wholeDeclaration: { nl: 'hele aangifte', fr: 'déclaration entière', en: 'whole declaration' },
  line: { nl: 'regel {line} van het bestand', fr: 'ligne {line} du fichier', en: 'line {line} of the file' },
  rules: { nl: 'Hoe er gerekend is', fr: 'Règles de calcul', en: 'How it was computed' },
  rulesCaption: {
    nl: 'De gebruikte regels en hun bron',
    fr: 'Les règles appliquées et leur source',
    en: 'The rules used and their source',
  },
  rule: { nl: 'Regel', fr: 'Règle', en: 'Rule' },
  meaning: { nl: 'Wat het betekent', fr: 'Ce que cela signifie', en: 'What it means' },
  source: { nl: 'Bron', fr: 'Source', en: 'Source' },
  from: { nl: 'geldt vanaf {date}', fr: 'en vigueur depuis le {date}', en: 'in force from {date}' },
  amountFrom: {
    nl: '{amount} euro, geldt vanaf {date}',
    fr: '{amount} euros, en vigueur depuis le {date}',
    en: '{amount} euros, in force from {date}',
  },
  policyMark: { nl: 'keuze van de dienst: {text}', fr: 'choix du service\u00a0: {text}', en: 'choice of the department: {text}' },
  sources: { nl: 'Bronnen', fr: 'Sources', en: 'Sources' },
  page: { nl: 'Blad', fr: 'Page', en: 'Page' },
} as const satisfies Record<string, Trilingual>

export type TextName = keyof typeof TEXTS

/** The text with its placeholders filled in; one without a value is our own error. Escaping belongs to the page. */
export function say(name: TextName, language: StatementLanguage, values: Readonly<Record<string, string>> = {}): string {
  return TEXTS[name][language].replaceAll(/\{(\w+)\}/g, (placeholder: string, key: string) => {
    const value = values[key]
    if (value === undefined) throw new Error(`Assertion failed: the statement text '${name}' was used without a value for ${placeholder}`)
    return value
  })
}

/** Short enough for one line of a column: the rules at the end say it in full. */
export const COMPONENT_TEXTS: Readonly<Record<Component, Trilingual>> = {
  WAGE_PREMIUM: { nl: 'loonpremie', fr: 'prime salariale', en: 'wage premium' },
  GUIDANCE_FIXED: { nl: 'begel. vast', fr: 'accomp. fixe', en: 'guidance, fixed' },
  GUIDANCE_VARIABLE: { nl: 'begel. variabel', fr: 'accomp. variable', en: 'guidance, variable' },
}

/** Terms of Flemish law: in French with a few words beside them, as there is no official translation. */
export const MEASURE_TEXTS: Readonly<Record<Measure, Trilingual>> = {
  VOP: {
    nl: 'Vlaamse ondersteuningspremie (VOP)',
    fr: 'Prime de soutien flamande (Vlaamse ondersteuningspremie, VOP)',
    en: 'Flemish support premium (Vlaamse ondersteuningspremie, VOP)',
  },
  IMW: {
    nl: 'Individueel maatwerk (IMW)',
    fr: 'Emploi adapté individuel (individueel maatwerk, IMW)',
    en: 'Individual supported employment (individueel maatwerk, IMW)',
  },
}
