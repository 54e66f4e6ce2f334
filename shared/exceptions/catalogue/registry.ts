/** Knows the texts of the exceptions in a registry file: grants, bank details and establishments (REG). */
import type { CatalogueEntry } from './entry.ts'

/** Why a grant is not stored. A `{date}` or `{quarter}` is the boundary the law draws, never the date of the grant. */
const GRANT_RULES = {
  'package-of-other-measure': {
    nl: 'Het pakket {package} hoort niet bij {measure}.',
    en: 'The package {package} does not belong to {measure}.',
  },
  'vop-applied-after': {
    nl: 'Een VOP kon aangevraagd worden tot en met {date}. De aanvraagdatum (applied_on) valt later.',
    en: 'A VOP could be applied for up to and including {date}. The date of application (applied_on) is later.',
  },
  'vop-applied-before': {
    nl: 'Een VOP die vóór {date} aangevraagd is, volgt andere regels en wordt hier niet berekend.',
    en: 'A VOP applied for before {date} follows other rules and is not computed here.',
  },
  'imw-before': {
    nl: 'IMW bestaat pas vanaf {quarter}. Het startkwartaal (start_quarter) valt vroeger.',
    en: 'IMW exists only from {quarter}. The start quarter (start_quarter) is earlier.',
  },
  'vop-definite-applied-before': {
    nl: 'Het pakket VOP_DEFINITE bestaat voor aanvragen vanaf {date}. De aanvraagdatum (applied_on) valt vroeger.',
    en: 'The package VOP_DEFINITE exists for applications from {date}. The date of application (applied_on) is earlier.',
  },
  'too-many-quarters': {
    nl: 'De toekenning telt {quarters} kwartalen. Toegelaten zijn er hoogstens {limit}.',
    en: 'The grant has {quarters} quarters. At most {limit} are allowed.',
  },
  'end-before-start': {
    nl: 'Het laatste kwartaal (end_quarter) valt vóór het eerste (start_quarter).',
    en: 'The last quarter (end_quarter) is before the first (start_quarter).',
  },
  'guidance-on-vop': {
    nl: 'Bij een VOP hoort geen begeleidingspremie: guidance_level moet leeg of NONE zijn.',
    en: 'A VOP has no guidance premium: guidance_level must be empty or NONE.',
  },
  'vop-without-applied-on': {
    nl: 'Bij een VOP is de aanvraagdatum (applied_on) verplicht.',
    en: 'A VOP needs the date of application (applied_on).',
  },
  'vop-without-first-hired-on': {
    nl: 'Bij een VOP die vóór {date} aangevraagd is, is de datum van eerste indiensttreding (first_hired_on) verplicht.',
    en: 'A VOP applied for before {date} needs the date of first hiring (first_hired_on).',
  },
  'left-after-rehired': {
    nl: 'De datum van uitdiensttreding (left_on) valt na de datum van terugkeer (rehired_on).',
    en: 'The date of leaving (left_on) is after the date of return (rehired_on).',
  },
  'rehired-without-left': {
    nl: 'Er is een datum van terugkeer (rehired_on) zonder datum van uitdiensttreding (left_on).',
    en: 'There is a date of return (rehired_on) without a date of leaving (left_on).',
  },
  'schedule-without-explicit': {
    nl: 'De percentages per kwartaal (schedule) horen alleen bij het pakket EXPLICIT.',
    en: 'Percentages per quarter (schedule) belong only to the package EXPLICIT.',
  },
  'explicit-without-schedule': {
    nl: 'Bij het pakket EXPLICIT zijn de percentages per kwartaal (schedule) verplicht.',
    en: 'The package EXPLICIT needs the percentages per quarter (schedule).',
  },
  'schedule-malformed': {
    nl: 'De percentages per kwartaal (schedule) hebben niet de vorm 1-4:60,5-20:45.',
    en: 'The percentages per quarter (schedule) do not have the form 1-4:60,5-20:45.',
  },
  'schedule-not-from-one': {
    nl: 'De percentages (schedule) beginnen niet bij het eerste kwartaal van de toekenning.',
    en: 'The percentages (schedule) do not begin at the first quarter of the grant.',
  },
  'schedule-overlap': {
    nl: 'De percentages (schedule) geven voor hetzelfde kwartaal meer dan één percentage.',
    en: 'The percentages (schedule) give more than one percentage for the same quarter.',
  },
  'schedule-gap': {
    nl: 'De percentages (schedule) slaan een of meer kwartalen over.',
    en: 'The percentages (schedule) skip one or more quarters.',
  },
  'percentage-out-of-bounds': {
    nl: 'Het percentage {percentage} % ligt niet tussen {lowest} % en {highest} %.',
    en: 'The percentage {percentage} % is not between {lowest} % and {highest} %.',
  },
  'percentage-not-multiple': {
    nl: 'Percentages gaan hier in stappen van {step} %. Het percentage {percentage} % past daar niet in.',
    en: 'Percentages go in steps of {step} % here. The percentage {percentage} % does not fit.',
  },
  'explicit-vop-decided-late': {
    nl: 'Een VOP met het pakket EXPLICIT vraagt een beslissing van vóór {date}. De beslissing (decided_on) is van die dag of later.',
    en: 'A VOP with the package EXPLICIT needs a decision dated before {date}. The decision (decided_on) is of that day or later.',
  },
} as const

export const REGISTRY_EXCEPTIONS = {
  'REG-001': {
    severity: 'error',
    disposition: 'reject-row',
    whoActs: 'sender',
    title: { nl: 'Veld ontbreekt of is niet leesbaar', en: 'Field missing or not readable' },
    message: {
      nl: 'Regel {line} is niet opgenomen vanwege het veld {field}.',
      en: 'Line {line} was not stored because of the field {field}.',
    },
    details: {
      missing: { nl: 'Dat verplichte veld is niet ingevuld.', en: 'That required field is not filled in.' },
      malformed: {
        nl: 'De waarde «{value}» heeft niet de vorm die bij dat veld hoort.',
        en: 'The value «{value}» does not have the form that belongs to that field.',
      },
    },
    remedy: {
      nl: 'Verbeter het veld {field} en dien de regel opnieuw in. De andere, goede regels zijn wel opgenomen.',
      en: 'Correct the field {field} and upload the line again. The other, good lines were stored.',
    },
  },
  'REG-002': {
    severity: 'error',
    disposition: 'reject-row',
    whoActs: 'sender',
    title: { nl: 'Controlecijfers kloppen niet', en: 'Check digits not right' },
    message: {
      nl: 'Op regel {line} kloppen de controlecijfers van «{value}» in het veld {field} niet.',
      en: 'On line {line} the check digits of «{value}» in the field {field} are not right.',
    },
    details: {
      'payee-stored': {
        nl: 'De regel is toch opgenomen. ' + 'De betalingen aan deze werkgever wachten (PAY-002) tot het rekeningnummer verbeterd is.',
        en: 'The line was stored all the same. ' + 'Payments to this employer are held (PAY-002) until the account number is corrected.',
      },
    },
    remedy: {
      nl: 'Neem het juiste nummer over van de bron en dien de regel opnieuw in.',
      en: 'Copy the right number from its source and upload the line again.',
    },
  },
  'REG-003': {
    severity: 'error',
    disposition: 'reject-row',
    whoActs: 'grant-administration',
    title: { nl: 'Toekenning volgt de regels niet', en: 'Grant breaks a rule' },
    message: {
      nl: 'Toekenning {entitlement} op regel {line} is niet opgenomen.',
      en: 'Grant {entitlement} on line {line} was not stored.',
    },
    details: GRANT_RULES,
    remedy: {
      nl: 'Vergelijk de regel met de beslissing. Verbeter ze en dien ze opnieuw in. De andere, goede regels zijn wel opgenomen.',
      en: 'Compare the line with the decision. Correct it and upload it again. The other, good lines were stored.',
    },
  },
  'REG-004': {
    severity: 'error',
    disposition: 'reject-file',
    whoActs: 'sender',
    title: { nl: 'Registerbestand niet goed gevormd', en: 'Malformed registry file' },
    message: {
      nl: 'Het registerbestand kan niet gelezen worden. Er is niets uit opgenomen.',
      en: 'The registry file cannot be read. Nothing from it was stored.',
    },
    details: {
      extension: { nl: 'De naam van het bestand eindigt niet op .csv of .csv.gz.', en: 'The file name does not end in .csv or .csv.gz.' },
      'missing-columns': { nl: 'Deze kolommen ontbreken: {missing}.', en: 'These columns are missing: {missing}.' },
      'unknown-columns': { nl: 'Deze kolommen zijn niet bekend: {unknown}.', en: 'These columns are not known: {unknown}.' },
      'double-columns': { nl: 'Deze kolommen komen meer dan eens voor: {double}.', en: 'These columns occur more than once: {double}.' },
      encoding: { nl: 'Het bestand is niet in UTF-8 opgeslagen.', en: 'The file is not stored as UTF-8.' },
      fields: {
        nl: 'Regel {line} telt {found} velden. Verwacht waren er {expected}.',
        en: 'Line {line} has {found} fields. Expected: {expected}.',
      },
      quote: {
        nl: 'Op regel {line} staat een aanhalingsteken dat niet gesloten wordt of er niet hoort.',
        en: 'Line {line} has a quotation mark that is not closed or does not belong there.',
      },
      gzip: { nl: 'Het gecomprimeerde bestand (.gz) is beschadigd of afgebroken.', en: 'The compressed file (.gz) is damaged or cut off.' },
      'aliases-of-one': {
        nl: 'Meer dan {limit} oude nummers krijgen hetzelfde nieuwe nummer {worker} (regel {line}). Dat maakt één werknemer van velen. Kijk na of de kolom new_inss doorgetrokken is.',
        en: 'More than {limit} old numbers get the same new number {worker} (line {line}). That makes one worker of many. Check whether the column new_inss was filled down.',
      },
      empty: { nl: 'Het bestand bevat geen enkele regel met gegevens.', en: 'The file has no lines with data.' },
      record: {
        nl:
          'De gegevens die op regel {line} beginnen, zijn te lang. '
          + 'Een aanhalingsteken dat geopend en nooit gesloten wordt, kan hiervan de oorzaak zijn.',
        en: 'The record that begins on line {line} is too long. ' + 'A quotation mark that is opened and never closed can cause this.',
      },
    },
    remedy: { nl: 'Verbeter het bestand en dien het opnieuw in.', en: 'Correct the file and upload it again.' },
  },
} as const satisfies Record<string, CatalogueEntry>
