/** Knows the texts of the exceptions in a request to compute accounts again (REC). */
import type { CatalogueEntry } from './entry.ts'

export const RECOMPUTE_EXCEPTIONS = {
  'REC-001': {
    severity: 'error',
    disposition: 'reject-row',
    whoActs: 'operations',
    title: { nl: 'Regel van de aanvraag onleesbaar', en: 'Line of the request unreadable' },
    message: {
      nl: 'Regel {line} van de aanvraag tot herberekening is niet leesbaar. Voor deze regel is niets herberekend.',
      en: 'Line {line} of the request to compute again cannot be read. Nothing was computed again for this line.',
    },
    details: {
      employer: { nl: '«{value}» is geen geldig ondernemingsnummer.', en: '«{value}» is not a valid enterprise number.' },
      quarter: { nl: '«{value}» is geen kwartaal zoals 2024Q3.', en: '«{value}» is not a quarter like 2024Q3.' },
      'every-quarter': {
        nl: 'Bij all (alle werkgevers) moet een kwartaal staan, zoals all;2024Q3.',
        en: 'With all (all employers) there must be a quarter, like all;2024Q3.',
      },
      fields: { nl: 'Er staan meer dan twee velden op de regel.', en: 'There are more than two fields on the line.' },
    },
    remedy: {
      nl: 'Schrijf per regel een ondernemingsnummer en een kwartaal, zoals 0123456749;2024Q3. Laat het kwartaal leeg voor alle aangegeven kwartalen, of schrijf all;2024Q3 voor alle werkgevers. Dien daarna een nieuwe aanvraag in.',
      en: 'Write an enterprise number and a quarter on each line, like 0123456749;2024Q3. Leave the quarter empty for all declared quarters, or write all;2024Q3 for all employers. Then submit a new request.',
    },
  },
  'REC-002': {
    severity: 'info',
    disposition: 'info',
    whoActs: 'operations',
    title: { nl: 'Niets aangegeven om te herberekenen', en: 'Nothing declared to compute again' },
    message: {
      nl: 'Voor regel {line} van de aanvraag is er geen aangifte (werkgever {employer}, kwartaal {quarter}). Er viel niets te herberekenen.',
      en: 'For line {line} of the request there is no declaration (employer {employer}, quarter {quarter}). There was nothing to compute again.',
    },
    remedy: {
      nl: 'Kijk het ondernemingsnummer en het kwartaal na. Zijn ze juist, dan hoeft u niets te doen: een latere aangifte wordt met het register van die dag berekend.',
      en: 'Check the enterprise number and the quarter. If they are right, you need not do anything: a later declaration is computed on the registry of that day.',
    },
  },
} as const satisfies Record<string, CatalogueEntry>
