// Knows how a statement tells why: the code of a finding, a hold, or a change since the last computation, in the language of the payee.
import { entryOf, type ExceptionCode } from '../../../exceptions/catalogue.ts'
import type { HoldCode } from '../../../ledger/entry.ts'
import type { CauseKind } from '../../recompute/causes.ts'
import type { StatementLanguage, Trilingual } from '../page/figures.ts'

/** The catalogue is Dutch and English: these are the codes that an employer can meet. */
export const FRENCH_TITLES: Partial<Readonly<Record<ExceptionCode, string>>> = {
  'DCL-004': 'Déclaré plus de trois ans après le trimestre',
  'DCL-005': 'Rien de plus récent n’a été déclaré',
  'DCL-006': 'Même numéro, autre contenu',
  'DCL-009': 'Trop de lignes pour un seul employeur',
  'DCL-010': 'Dépassé par une déclaration plus récente',
  'DCL-012': 'Attestation annulée',
  'WRK-001': 'Numéro national du travailleur inutilisable',
  'WRK-002': 'Champ obligatoire manquant',
  'WRK-003': 'Valeur illisible',
  'WRK-004': 'Montant ou heures hors limites',
  'WRK-005': 'Dates d’occupation incorrectes',
  'WRK-006': 'Numéro d’unité d’établissement non valable',
  'WRK-007': 'Ligne en double',
  'WRK-008': 'Données doubles ou contradictoires',
  'ENT-001': 'Pas d’octroi chez cet employeur',
  'ENT-002': 'Pas d’octroi pour ce trimestre',
  'ENT-003': 'Octroi suspendu',
  'ENT-004': 'Octroi retiré',
  'ENT-005': 'Plus d’un octroi',
  'ENT-006': 'VOP à côté d’un IMW en cours',
  'ENT-007': 'Pas de pourcentage pour ce trimestre',
  'ENT-008': 'Non cumulable avec une autre mesure',
  'ENT-009': 'Travailleur ayant un octroi, absent de la déclaration',
  'CAL-001': 'Salaire de référence négatif',
  'CAL-002': 'Limité à 100\u00a0% du salaire',
  'CAL-003': 'Région de l’unité d’établissement inconnue',
  'CAL-004': 'Pas d’établissement en Région flamande',
  'CAL-005': 'Pas d’occupation prise en compte',
  'RUN-003': 'Récupération importante en attente de vérification',
}

/** The title of a code. `lang` is the language of the text where it is another than the statement's. */
export function titleOf(code: ExceptionCode, language: StatementLanguage): { readonly text: string; readonly lang?: 'nl' } {
  const { title } = entryOf(code)
  if (language !== 'fr') return { text: title[language] }
  const french = FRENCH_TITLES[code]
  return french === undefined ? { text: title.nl, lang: 'nl' } : { text: french }
}

/** One sentence to the employer. The reason that a member of staff wrote stays inside: it can be about an enquiry. */
export const HOLD_TEXTS: Readonly<Record<HoldCode, Trilingual>> = {
  'PAY-001': {
    nl: 'we kennen uw rekeningnummer niet. Bezorg het ons, dan wordt het bedrag betaald.',
    fr: 'nous ne connaissons pas votre numéro de compte. Communiquez-le-nous et le montant sera payé.',
    en: 'we do not know your account number. Send it to us and the amount is paid.',
  },
  'PAY-002': {
    nl: 'uw rekeningnummer (IBAN of BIC) klopt niet. Bezorg ons het juiste, dan wordt het bedrag betaald.',
    fr: 'votre numéro de compte (IBAN ou BIC) est inexact. Communiquez-nous le bon et le montant sera payé.',
    en: 'your account number (IBAN or BIC) is not right. Send us the right one and the amount is paid.',
  },
  'PAY-003': {
    nl: 'de betalingen aan u zijn voorlopig geblokkeerd. Neem contact met ons op.',
    fr: 'les paiements à votre entreprise sont provisoirement bloqués. Prenez contact avec nous.',
    en: 'payments to you are on hold for now. Please contact us.',
  },
  'PAY-006': {
    nl: 'de bank heeft een betaling aan u geweigerd. Kijk na of uw rekeningnummer en naam bij ons juist zijn; daarna wordt het bedrag betaald.',
    fr: 'la banque a refusé un paiement à votre entreprise. Vérifiez si le numéro de compte et le nom que nous connaissons sont exacts ; le montant sera ensuite payé.',
    en: 'the bank refused a payment to you. Check that we have the right account number and name; the amount is paid after that.',
  },
  'PAY-009': {
    nl: 'uw naam staat bij ons in een schrift dat banken niet kennen. Bezorg ons de naam in Latijnse letters, dan wordt het bedrag betaald.',
    fr: 'votre nom est enregistré chez nous dans une écriture que les banques ne connaissent pas. Communiquez-le-nous en lettres latines et le montant sera payé.',
    en: 'we have your name in a script that banks do not know. Send us the name in Latin letters and the amount is paid.',
  },
  'PAY-007': {
    nl: 'alle betalingen van deze maatregel zijn tijdelijk opgeschort. Het bedrag volgt vanzelf.',
    fr: 'tous les paiements de cette mesure sont temporairement suspendus. Le montant suivra automatiquement.',
    en: 'all payments of this measure are stopped for a time. The amount follows by itself.',
  },
  'PAY-008': {
    nl: 'uw nieuwe rekeningnummer wordt nog bevestigd. Het bedrag volgt vanzelf.',
    fr: 'votre nouveau numéro de compte doit encore être confirmé. Le montant suivra automatiquement.',
    en: 'your new account number is still being confirmed. The amount follows by itself.',
  },
  'CAL-003': {
    nl: 'van een vestigingseenheid is het gewest niet bekend. Vul het in en dien de aangifte opnieuw in, met een hoger volgnummer.',
    fr: 'la région d’une unité d’établissement est inconnue. Indiquez-la et introduisez à nouveau la déclaration, avec un numéro d’ordre supérieur.',
    en: 'the region of an establishment is not known. Enter it and submit the declaration again, with a higher sequence number.',
  },
}

export const CAUSE_TEXTS: Readonly<Record<CauseKind, Trilingual>> = {
  'grant-decided': { nl: 'er is een toekenning bijgekomen', fr: 'un octroi s’est ajouté', en: 'a grant was added' },
  'grant-withdrawn': {
    nl: 'een toekenning staat niet meer in het register',
    fr: 'un octroi ne figure plus au registre',
    en: 'a grant is no longer in the registry',
  },
  'grant-revoked': { nl: 'de toekenning is ingetrokken', fr: 'l’octroi a été retiré', en: 'the grant is revoked' },
  'revocation-lifted': {
    nl: 'de toekenning is niet langer ingetrokken',
    fr: 'l’octroi n’est plus retiré',
    en: 'the grant is no longer revoked',
  },
  'grant-suspended': { nl: 'de toekenning is geschorst', fr: 'l’octroi est suspendu', en: 'the grant is suspended' },
  'suspension-lifted': {
    nl: 'de toekenning is niet langer geschorst',
    fr: 'l’octroi n’est plus suspendu',
    en: 'the grant is no longer suspended',
  },
  'grant-moved-here': {
    nl: 'de toekenning stond vroeger bij een andere werkgever of werknemer',
    fr: 'l’octroi était auparavant lié à un autre employeur ou travailleur',
    en: 'the grant stood with another employer or worker before',
  },
  'grant-moved-away': {
    nl: 'de toekenning staat nu bij een andere werkgever of werknemer',
    fr: 'l’octroi est désormais lié à un autre employeur ou travailleur',
    en: 'the grant now stands with another employer or worker',
  },
  'grant-changed': { nl: 'de toekenning is gewijzigd', fr: 'l’octroi a été modifié', en: 'the grant has changed' },
  'region-known': {
    nl: 'het gewest van een vestigingseenheid is nu bekend',
    fr: 'la région d’une unité d’établissement est désormais connue',
    en: 'the region of an establishment is now known',
  },
  'region-changed': {
    nl: 'het gewest van een vestigingseenheid is gewijzigd',
    fr: 'la région d’une unité d’établissement a changé',
    en: 'the region of an establishment has changed',
  },
  'number-replaced': {
    nl: 'het nummer van de werknemer is vervangen door een ander',
    fr: 'le numéro du travailleur a été remplacé par un autre',
    en: 'the number of the worker was replaced by another',
  },
  'number-restored': {
    nl: 'twee nummers bleken van twee verschillende werknemers te zijn',
    fr: 'deux numéros se sont avérés être ceux de deux travailleurs différents',
    en: 'two numbers turned out to be of two different workers',
  },
  'parameters-changed': {
    nl: 'de wettelijke bedragen of regels zijn gewijzigd',
    fr: 'les montants légaux ou les règles ont changé',
    en: 'the legal amounts or rules have changed',
  },
  'payee-changed': {
    nl: 'uw bankgegevens, of een blokkering van betalingen, zijn gewijzigd',
    fr: 'vos coordonnées bancaires, ou un blocage des paiements, ont changé',
    en: 'your bank details, or a hold on payments, have changed',
  },
  'computation-changed': {
    nl: 'de berekening zelf is gewijzigd',
    fr: 'le calcul lui-même a changé',
    en: 'the computation itself has changed',
  },
}

/** What the employer can do about a finding, after who has to act. */
export const ACTION_TEXTS: Readonly<Record<'employer' | 'department' | 'nobody', Trilingual>> = {
  employer: {
    nl: 'Kijk de aangifte na; verbeter ze als ze niet klopt.',
    fr: 'Vérifiez la déclaration\u00a0; corrigez-la si elle est inexacte.',
    en: 'Check the declaration; correct it if it is wrong.',
  },
  department: {
    nl: 'Niets, tenzij het volgens u niet klopt: neem dan contact met ons op.',
    fr: 'Rien, sauf si vous n’êtes pas d’accord\u00a0: prenez alors contact avec nous.',
    en: 'Nothing, unless you think it is wrong: then contact us.',
  },
  nobody: { nl: 'U hoeft niets te doen.', fr: 'Vous n’avez rien à faire.', en: 'You need not do anything.' },
}
