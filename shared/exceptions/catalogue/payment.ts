/** Knows the texts of the exceptions about paying an employer (PAY). */
import type { CatalogueEntry } from './entry.ts'

export const PAYMENT_EXCEPTIONS = {
  'PAY-001': {
    severity: 'warning',
    disposition: 'hold',
    whoActs: 'payee-administration',
    title: { nl: 'Geen bankgegevens', en: 'No bank details' },
    message: {
      nl: 'Voor werkgever {employer} zijn geen bankgegevens bekend. De berekende bedragen worden voorlopig niet betaald.',
      en: 'No bank details are known for employer {employer}. The amounts computed are not paid for now.',
    },
    remedy: {
      nl: 'Vraag de bankgegevens aan de werkgever en neem ze op in het register van bankgegevens. Het bedrag wordt daarna vanzelf vrijgegeven.',
      en: 'Ask the employer for the bank details and add them to the payee registry. The amount is then released by itself.',
    },
  },
  'PAY-002': {
    severity: 'warning',
    disposition: 'hold',
    whoActs: 'payee-administration',
    title: { nl: 'IBAN of BIC niet geldig', en: 'IBAN or BIC not valid' },
    message: {
      nl: 'De bankgegevens van werkgever {employer} zijn niet geldig. De berekende bedragen worden voorlopig niet betaald.',
      en: 'The bank details of employer {employer} are not valid. The amounts computed are not paid for now.',
    },
    details: {
      iban: { nl: 'Het rekeningnummer (IBAN) klopt niet.', en: 'The account number (IBAN) is not right.' },
      bic: { nl: 'De code van de bank (BIC) klopt niet.', en: 'The bank code (BIC) is not right.' },
    },
    remedy: {
      nl:
        'Vraag de juiste bankgegevens aan de werkgever en verbeter ze in het register van bankgegevens. '
        + 'Het bedrag wordt daarna vanzelf vrijgegeven.',
      en: 'Ask the employer for the right bank details and correct them in the payee registry. The amount is then released by itself.',
    },
  },
  'PAY-003': {
    severity: 'warning',
    disposition: 'hold',
    whoActs: 'payee-administration',
    title: { nl: 'Betalingen geblokkeerd', en: 'Payee on hold' },
    message: {
      nl:
        'De betalingen aan werkgever {employer} zijn geblokkeerd. Opgegeven reden: «{reason}». '
        + 'De berekende bedragen worden voorlopig niet betaald.',
      en: 'Payments to employer {employer} are on hold. Reason given: «{reason}». ' + 'The amounts computed are not paid for now.',
    },
    remedy: {
      nl:
        'Ga na of de blokkering nog nodig is. Is dat niet zo, hef ze dan op in het register van bankgegevens: '
        + 'het bedrag wordt daarna vanzelf vrijgegeven.',
      en: 'Check whether the hold is still needed. If not, lift it in the payee registry: the amount is then released by itself.',
    },
  },
  'PAY-004': {
    severity: 'info',
    disposition: 'info',
    whoActs: 'nobody',
    title: { nl: 'Terugvordering verrekend', en: 'Recovery set off' },
    message: {
      nl:
        'Van de betaling {measure} aan werkgever {employer} voor {quarter} is een terugvordering van {recovered} euro afgetrokken. '
        + 'Er wordt {paid} euro betaald.',
      en:
        'A recovery of {recovered} euros was set off against the {measure} payment to employer {employer} for {quarter}. '
        + 'The amount paid is {paid} euros.',
    },
    remedy: {
      nl: 'U hoeft niets te doen. De berekening per werknemer staat in het overzicht van de werkgever.',
      en: 'You need not do anything. The calculation per worker is in the statement of the employer.',
    },
  },
  'PAY-005': {
    severity: 'warning',
    disposition: 'warn',
    whoActs: 'operations',
    title: { nl: 'Vordering op de werkgever', en: 'Claim on the employer' },
    message: {
      nl:
        'Voor {measure} in {quarter} is de terugvordering van werkgever {employer} groter dan de betaling. '
        + 'Er blijft een vordering van {claim} euro. Er wordt niets betaald.',
      en:
        'For {measure} in {quarter} the recovery from employer {employer} is larger than the payment. '
        + 'A claim of {claim} euros remains. Nothing is paid.',
    },
    remedy: {
      nl: 'Bezorg de vordering uit claims.jsonl aan de dienst die vorderingen int.',
      en: 'Pass the claim in claims.jsonl to the team that collects claims.',
    },
  },
  'PAY-006': {
    severity: 'warning',
    disposition: 'hold',
    whoActs: 'payee-administration',
    title: { nl: 'Betaling geweigerd door de bank', en: 'Payment refused by the bank' },
    message: {
      nl:
        'De bank heeft een betaling aan werkgever {employer} geweigerd. Reden van de bank: «{reason}». '
        + 'Het bedrag wordt voorlopig niet betaald.',
      en: 'The bank refused a payment to employer {employer}. Reason given by the bank: «{reason}». ' + 'The amount is not paid for now.',
    },
    remedy: {
      nl: 'Kijk de bankgegevens na met de werkgever. Verbeter ze in het register van bankgegevens en laat de betaling daarna vrijgeven.',
      en: 'Check the bank details with the employer. Correct them in the payee registry and then have the payment released.',
    },
  },
  'PAY-007': {
    severity: 'warning',
    disposition: 'hold',
    whoActs: 'operations',
    title: { nl: 'Betalingen gestopt', en: 'Payments stopped' },
    message: {
      nl: 'Alle betalingen van {measure} zijn gestopt. Opgegeven reden: «{reason}». Het bedrag voor werkgever {employer} wordt voorlopig niet betaald.',
      en: 'All payments of {measure} are stopped. Reason given: «{reason}». The amount for employer {employer} is not paid for now.',
    },
    remedy: {
      nl: 'U hoeft per werkgever niets te doen. Zodra de betalingen weer doorgaan (resume), wordt het bedrag vanzelf vrijgegeven.',
      en: 'Nothing needs to be done per employer. As soon as payments go on (resume), the amount is released by itself.',
    },
  },
  'PAY-008': {
    severity: 'warning',
    disposition: 'hold',
    whoActs: 'payee-administration',
    title: { nl: 'Nieuw rekeningnummer wacht op bevestiging', en: 'New account number waits for confirmation' },
    message: {
      nl: 'Het rekeningnummer {iban} van werkgever {employer} is nieuw of gewijzigd en nog niet bevestigd door een tweede persoon. De berekende bedragen worden voorlopig niet betaald.',
      en: 'The account number {iban} of employer {employer} is new or changed and not yet confirmed by a second person. The amounts computed are not paid for now.',
    },
    remedy: {
      nl: 'Laat iemand anders dan wie het rekeningnummer heeft ingediend het nakijken en vrijgeven (release).',
      en: 'Have someone other than who submitted the account number check it and release it.',
    },
  },
} as const satisfies Record<string, CatalogueEntry>
