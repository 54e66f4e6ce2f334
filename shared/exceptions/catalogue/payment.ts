/** Knows the texts of the exceptions about paying an employer (PAY). */
import type { Bilingual, CatalogueEntry } from './entry.ts'
import { REFUSAL_REASONS } from './returns.ts'

type Reason = keyof typeof REFUSAL_REASONS

/** The remedy of each of these reasons. */
const forAll = (reasons: readonly Reason[], remedy: Bilingual): Readonly<Record<string, Bilingual>> =>
  Object.fromEntries(reasons.map((reason) => [reason, remedy]))

const BY_ITSELF = { nl: 'Het bedrag gaat daarna vanzelf opnieuw uit.', en: 'The amount then goes out again by itself.' }

/** What the payee administration does after a refusal (PAY-006), by the bank's reason: first what the payee registry mends, then what a person must release. */
const AFTER_REFUSAL = {
  ...forAll(['AC01', 'AC03', 'AC04', 'AC06', 'AC07', 'AC14', 'AG01', 'AG03', 'BE06'], {
    nl: `Vraag de werkgever een rekeningnummer waarop overschrijvingen kunnen, en zet het in het register van bankgegevens. ${BY_ITSELF.nl}`,
    en: `Ask the employer for an account number that accepts transfers, and put it in the payee registry. ${BY_ITSELF.en}`,
  }),
  ...forAll(['BE01', 'BE04', 'BE22', 'RR03'], {
    nl: `Vraag de werkgever op welke naam de rekening precies staat, en of zijn bank nog iets nodig heeft. Verbeter naam of rekeningnummer in het register van bankgegevens. ${BY_ITSELF.nl}`,
    en: `Ask the employer in which name exactly the account is held, and whether its bank needs anything else. Correct the name or account number in the payee registry. ${BY_ITSELF.en}`,
  }),
  ...forAll(['CNOR', 'RC01', 'RC07'], {
    nl: `Verbeter de BIC in het register van bankgegevens of laat die leeg, en kijk na of het rekeningnummer bij die bank hoort. ${BY_ITSELF.nl}`,
    en: `Correct the BIC in the payee registry or leave it empty, and check that the account number is of that bank. ${BY_ITSELF.en}`,
  }),
  ...forAll(['MD07'], {
    nl: `Vraag wie de rechten van de werkgever heeft overgenomen, en zet diens rekeningnummer in het register van bankgegevens. ${BY_ITSELF.nl}`,
    en: `Ask who has taken over the rights of the employer, and put that account number in the payee registry. ${BY_ITSELF.en}`,
  }),
  ...forAll(['AM05', 'DU01', 'DU02', 'DU03', 'DU04', 'DUPL', 'RF01'], {
    nl: 'Laat de dienst die de verwerking opvolgt bij de bank nagaan of de eerste betaling is uitgevoerd. Enkel als dat niet zo is, laat die het bedrag vrijgeven (release).',
    en: 'Have the team that runs the processing find out at the bank whether the first payment was executed. Only if it was not, that team has the amount released (release).',
  }),
  ...forAll(['AC02', 'AC13', 'AM04', 'DNOR', 'RR01', 'RR02', 'SL01'], {
    nl: 'Het ligt niet aan de werkgever. Laat de dienst die de verwerking opvolgt met de bank van het departement de rekening van het departement in orde brengen, en het bedrag daarna vrijgeven (release).',
    en: 'The employer is not the cause. Have the team that runs the processing put the account of the department right with its bank, and then have the amount released (release).',
  }),
  ...forAll(['AM01', 'AM02', 'AM09', 'AM10', 'CURR', 'DT01', 'FF01', 'TM01'], {
    nl: 'Het ligt niet aan de werkgever. Laat de dienst die de verwerking opvolgt het betaalbestand met de bank nakijken, en het bedrag vrijgeven (release) als de oorzaak weg is.',
    en: 'The employer is not the cause. Have the team that runs the processing look at the payment file with the bank, and have the amount released (release) once the cause is gone.',
  }),
  ...forAll(['CUST', 'DS02'], {
    nl: 'Zoek uit wie de betaling annuleerde en waarom. Laat het bedrag vrijgeven (release) als het toch betaald moet worden.',
    en: 'Find out who cancelled the payment and why. Have the amount released (release) if it is to be paid after all.',
  }),
}

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
    details: {
      'below-limit': {
        nl: 'Ze is kleiner dan {limit} euro: ze wordt enkel gemeld en niet geïnd.',
        en: 'It is smaller than {limit} euros: it is only reported, not collected.',
      },
    },
    remedies: {
      'below-limit': {
        nl: 'U hoeft niets te doen: deze vordering wordt niet geïnd.',
        en: 'You need not do anything: this claim is not collected.',
      },
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
      nl: 'De bank heeft betaling {payment} van {measure} voor {quarter} aan werkgever {employer} geweigerd (code {code}). Het bedrag wordt voorlopig niet betaald.',
      en: 'The bank refused payment {payment} of {measure} for {quarter} to employer {employer} (code {code}). The amount is not paid for now.',
    },
    details: {
      ...REFUSAL_REASONS,
      other: { nl: 'Die code is hier niet bekend.', en: 'That code is not known here.' },
      none: { nl: 'De bank gaf geen code.', en: 'The bank gave no code.' },
      'came-back': { nl: 'Het geld kwam terug nadat het betaald was.', en: 'The money came back after it was paid.' },
      'bank-text': { nl: 'De bank schrijft: «{text}».', en: 'The bank writes: «{text}».' },
    },
    remedies: AFTER_REFUSAL,
    remedy: {
      nl: 'Vraag de bank waarom ze weigerde. Verbeter zo nodig de bankgegevens in het register, en laat het bedrag daarna vrijgeven (release).',
      en: 'Ask the bank why it refused. Correct the bank details in the payee registry if needed, and then have the amount released (release).',
    },
  },
  'PAY-007': {
    severity: 'warning',
    disposition: 'hold',
    whoActs: 'operations',
    title: { nl: 'Betalingen opgeschort', en: 'Payments stopped' },
    message: {
      nl: 'Alle betalingen van {measure} zijn opgeschort. Opgegeven reden: «{reason}». Het bedrag voor werkgever {employer} wordt voorlopig niet betaald.',
      en: 'All payments of {measure} are stopped. Reason given: «{reason}». The amount for employer {employer} is not paid for now.',
    },
    remedy: {
      nl: 'U hoeft per werkgever niets te doen. Zodra de betalingen hervat worden (resume), wordt het bedrag vanzelf vrijgegeven.',
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
  'PAY-009': {
    severity: 'warning',
    disposition: 'hold',
    whoActs: 'payee-administration',
    title: { nl: 'Naam niet in tekens van banken', en: 'Name not in characters of banks' },
    message: {
      nl: 'De naam van werkgever {employer} kan niet worden geschreven met de tekens die banken gebruiken. Dit kan niet: {characters}. De berekende bedragen worden voorlopig niet betaald.',
      en: 'The name of employer {employer} cannot be written with the characters that banks use. What cannot be: {characters}. The amounts computed are not paid for now.',
    },
    remedy: {
      nl: 'Schrijf de naam in het register van bankgegevens met Latijnse letters, zoals hij bij de bank van de werkgever staat. Het bedrag wordt daarna vanzelf vrijgegeven.',
      en: 'Write the name in the payee registry in Latin letters, as the bank of the employer has it. The amount is then released by itself.',
    },
  },
} as const satisfies Record<string, CatalogueEntry>
