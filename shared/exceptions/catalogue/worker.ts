/** Knows the texts of the exceptions that concern one declared line of one worker (WRK). */
import type { CatalogueEntry } from './entry.ts'

// A refused line changes nothing for the worker, and the declaration that held it has used its number.
const SUBMIT_AGAIN = {
  nl:
    'Dien daarna een nieuwe aangifte in met een hoger volgnummer. '
    + 'In CSV volstaat een gedeeltelijke aangifte (PARTIAL) met alle regels van deze werknemer. Komt de aangifte van de RSZ (DmfA of attest), dan verbetert de werkgever ze daar. '
    + 'Tot dan verandert er voor deze werknemer niets.',
  en:
    'Then submit a new declaration with a higher sequence number. '
    + 'In CSV, a partial declaration (PARTIAL) with all lines of this worker is enough. If it comes from the RSZ (DmfA or attest), the employer corrects it there. '
    + 'Until then nothing changes for this worker.',
} as const

export const WORKER_EXCEPTIONS = {
  'WRK-001': {
    severity: 'error',
    disposition: 'reject-worker',
    whoActs: 'sender',
    title: { nl: 'INSZ-nummer (NISS) niet geldig', en: 'National number (INSS) not valid' },
    message: { nl: 'Op regel {line} staat geen bruikbaar INSZ-nummer (NISS).', en: 'Line {line} has no usable national number (INSS).' },
    details: {
      missing: { nl: 'Het veld {field} is leeg.', en: 'The field {field} is empty.' },
      malformed: {
        nl: 'De waarde «{value}» is geen INSZ-nummer: dat telt elf cijfers en begint met een mogelijke geboortedatum.',
        en: 'The value «{value}» is not an INSS: that has eleven digits and begins with a possible date of birth.',
      },
      'check-digits': {
        nl: 'De laatste twee cijfers van «{value}», de controlecijfers, kloppen niet met de andere cijfers.',
        en: 'The last two digits of «{value}», the check digits, do not agree with the other digits.',
      },
      'test-number': {
        nl: 'Het nummer «{value}» is een officieel testnummer. Testnummers zijn hier niet toegelaten.',
        en: 'The number «{value}» is an official test number. Test numbers are not allowed here.',
      },
    },
    remedy: {
      nl: `Vul het juiste INSZ-nummer van de werknemer in. ${SUBMIT_AGAIN.nl}`,
      en: `Enter the correct INSS of the worker. ${SUBMIT_AGAIN.en}`,
    },
  },
  'WRK-002': {
    severity: 'error',
    disposition: 'reject-worker',
    whoActs: 'sender',
    title: { nl: 'Verplicht veld ontbreekt', en: 'Required field missing' },
    message: {
      nl: 'Op regel {line} is het verplichte veld {field} niet ingevuld.',
      en: 'On line {line} the required field {field} is not filled in.',
    },
    remedy: { nl: `Vul het veld {field} in. ${SUBMIT_AGAIN.nl}`, en: `Fill in the field {field}. ${SUBMIT_AGAIN.en}` },
  },
  'WRK-003': {
    severity: 'error',
    disposition: 'reject-worker',
    whoActs: 'sender',
    title: { nl: 'Waarde niet leesbaar', en: 'Value not readable' },
    message: {
      nl: 'Op regel {line} kan de waarde «{value}» in het veld {field} niet gelezen worden.',
      en: 'On line {line} the value «{value}» in the field {field} cannot be read.',
    },
    details: {
      number: { nl: 'Hier hoort een getal, zoals 1234.56.', en: 'A number is expected here, such as 1234.56.' },
      date: {
        nl: 'Hier hoort een bestaande datum, geschreven zoals 2024-09-30.',
        en: 'An existing date is expected here, written as 2024-09-30.',
      },
      quarter: { nl: 'Hier hoort een kwartaal, geschreven zoals 2024Q3.', en: 'A quarter is expected here, written as 2024Q3.' },
      'whole-number': {
        nl: 'Hier hoort een geheel getal, zonder punt of komma.',
        en: 'A whole number is expected here, without point or comma.',
      },
      code: { nl: 'Hier hoort een code van enkel cijfers.', en: 'A code of digits only is expected here.' },
      attest: {
        nl: 'Zonder deze waarde is niet te zeggen waarover het attest gaat. Het is niet verwerkt.',
        en: 'Without this value it cannot be said what the attest is about. It was not processed.',
      },
      listed: { nl: 'Toegelaten waarden zijn: {allowed}.', en: 'Allowed values are: {allowed}.' },
      sequence: {
        nl: 'Hier hoort een volgnummer: een geheel getal vanaf 1.',
        en: 'A sequence number is expected here: a whole number from 1 upwards.',
      },
      kind: {
        nl: 'Hier hoort FULL (volledige aangifte) of PARTIAL (gedeeltelijke aangifte).',
        en: 'FULL (complete declaration) or PARTIAL (partial declaration) is expected here.',
      },
    },
    remedy: { nl: `Verbeter het veld {field}. ${SUBMIT_AGAIN.nl}`, en: `Correct the field {field}. ${SUBMIT_AGAIN.en}` },
  },
  'WRK-004': {
    severity: 'error',
    disposition: 'reject-worker',
    whoActs: 'sender',
    title: { nl: 'Bedrag of uren buiten de grenzen', en: 'Amount or hours out of bounds' },
    message: {
      nl: 'Op regel {line} valt de waarde «{value}» in het veld {field} buiten wat toegelaten is.',
      en: 'On line {line} the value «{value}» in the field {field} is outside what is allowed.',
    },
    details: {
      negative: { nl: 'De waarde mag niet negatief zijn.', en: 'The value may not be negative.' },
      decimals: {
        nl: 'Hoogstens twee cijfers na het decimaalteken zijn toegelaten.',
        en: 'At most two digits after the decimal mark are allowed.',
      },
      above: { nl: 'De waarde mag hoogstens {limit} zijn.', en: 'The value may be at most {limit}.' },
      'not-positive': { nl: 'De waarde moet groter zijn dan 0.', en: 'The value must be greater than 0.' },
      'too-many': {
        nl: 'Er staan meer dan {limit} onderdelen van dezelfde soort.',
        en: 'There are more than {limit} parts of the same kind.',
      },
      'hours-in-quarter': {
        nl: 'Alle arbeidstijd van de tewerkstelling samen is meer dan {limit} uren in het kwartaal.',
        en: 'All working time of the occupation together is more than {limit} hours in the quarter.',
      },
      'hours-above-fulltime': {
        nl: 'De wekelijkse uren van de werknemer mogen niet hoger zijn dan die van de voltijdse maatpersoon ({fulltime} uur).',
        en: 'The weekly hours of the worker may not be higher than those of the full-time reference person ({fulltime} hours).',
      },
    },
    remedy: {
      nl: `Kijk het veld {field} na en verbeter het. ${SUBMIT_AGAIN.nl}`,
      en: `Check and correct the field {field}. ${SUBMIT_AGAIN.en}`,
    },
  },
  'WRK-005': {
    severity: 'error',
    disposition: 'reject-worker',
    whoActs: 'sender',
    title: { nl: 'Datums van tewerkstelling kloppen niet', en: 'Occupation dates do not fit' },
    message: {
      nl: 'Op regel {line} kloppen de datums van de tewerkstelling niet (veld {field}: «{value}»).',
      en: 'On line {line} the dates of the occupation are not right (field {field}: «{value}»).',
    },
    details: {
      reversed: { nl: 'De einddatum {end} valt vóór de begindatum {start}.', en: 'The end date {end} is before the start date {start}.' },
      'after-quarter': { nl: 'De tewerkstelling begint pas na het kwartaal.', en: 'The occupation begins only after the quarter.' },
      'before-quarter': { nl: 'De tewerkstelling eindigt al vóór het kwartaal.', en: 'The occupation ends before the quarter.' },
    },
    remedy: {
      nl: `Verbeter de begin- of einddatum, of geef de tewerkstelling aan in het juiste kwartaal. ${SUBMIT_AGAIN.nl}`,
      en: `Correct the start or end date, or declare the occupation in the right quarter. ${SUBMIT_AGAIN.en}`,
    },
  },
  'WRK-006': {
    severity: 'error',
    disposition: 'reject-worker',
    whoActs: 'sender',
    title: { nl: 'Nummer van vestigingseenheid niet geldig', en: 'Establishment number not valid' },
    message: {
      nl: 'Op regel {line} is het nummer van de vestigingseenheid «{value}» niet geldig.',
      en: 'On line {line} the establishment number «{value}» is not valid.',
    },
    details: {
      malformed: {
        nl: 'Een vestigingseenheidsnummer telt tien cijfers en begint met een cijfer van 2 tot 8.',
        en: 'An establishment number has ten digits and begins with a digit from 2 to 8.',
      },
      'check-digits': {
        nl: 'De laatste twee cijfers, de controlecijfers, kloppen niet met de andere cijfers.',
        en: 'The last two digits, the check digits, do not agree with the other digits.',
      },
    },
    remedy: {
      nl: `Neem het nummer van de vestigingseenheid over uit de KBO. ${SUBMIT_AGAIN.nl}`,
      en: `Copy the establishment number from the enterprise register (KBO). ${SUBMIT_AGAIN.en}`,
    },
  },
  'WRK-007': {
    severity: 'error',
    disposition: 'reject-worker',
    whoActs: 'sender',
    title: { nl: 'Dubbele regel', en: 'Duplicate line' },
    message: {
      nl: 'Regel {line} is in alle kolommen gelijk aan regel {firstLine} van dezelfde werknemer.',
      en: 'Line {line} equals line {firstLine} of the same worker in every column.',
    },
    remedy: {
      nl:
        'Schrap de dubbele regel. '
        + `Zijn het twee echte tewerkstellingen, tel hun bedragen en uren dan op in één regel. ${SUBMIT_AGAIN.nl}`,
      en:
        'Remove the duplicate line. ' + `If these are two real occupations, add up their amounts and hours in one line. ${SUBMIT_AGAIN.en}`,
    },
  },
  'WRK-008': {
    severity: 'error',
    disposition: 'reject-worker',
    whoActs: 'sender',
    title: { nl: 'Gegevens dubbel of in tegenspraak', en: 'Data double or contradictory' },
    message: {
      nl: 'Op regel {line} spreken de gegevens van de werknemer elkaar tegen.',
      en: 'On line {line} the data of the worker contradict each other.',
    },
    details: {
      'worker-record': {
        nl: 'De werknemerslijn met categorie en kengetal {key} komt meer dan eens voor.',
        en: 'The worker record with class and worker code {key} occurs more than once.',
      },
      service: {
        nl: 'De prestatiecode {key} komt meer dan eens voor in dezelfde tewerkstelling.',
        en: 'The service code {key} occurs more than once in the same occupation.',
      },
      remuneration: {
        nl: 'De looncode {key} komt meer dan eens voor in dezelfde tewerkstelling.',
        en: 'The pay code {key} occurs more than once in the same occupation.',
      },
      contribution: {
        nl: 'De bijdrage met code en type {key} komt meer dan eens voor.',
        en: 'The contribution with code and type {key} occurs more than once.',
      },
      reduction: { nl: 'De verminderingscode {key} komt meer dan eens voor.', en: 'The reduction code {key} occurs more than once.' },
      severance: {
        nl: 'In dezelfde tewerkstelling staat een opzegvergoeding naast ander loon.',
        en: 'The same occupation has severance pay beside other pay.',
      },
      parts: {
        nl: 'Van het attest zijn {found} van de {total} delen in het bestand. Alle delen moeten samen in één bestand staan.',
        en: 'Of the attest {found} of the {total} parts are in the file. All parts must be in one file.',
      },
    },
    remedy: { nl: `Verbeter de gegevens van de werknemer. ${SUBMIT_AGAIN.nl}`, en: `Correct the data of the worker. ${SUBMIT_AGAIN.en}` },
  },
} as const satisfies Record<string, CatalogueEntry>
