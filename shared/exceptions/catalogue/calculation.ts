/** Knows the texts of the exceptions that come out of the calculation of a premium (CAL). */
import type { CatalogueEntry } from './entry.ts'

export const CALCULATION_EXCEPTIONS = {
  'CAL-001': {
    severity: 'error',
    disposition: 'reject-worker',
    whoActs: 'employer',
    title: { nl: 'Referteloon negatief', en: 'Reference wage negative' },
    message: {
      nl:
        'Het referteloon van werknemer {worker} bij werkgever {employer} voor {quarter} is negatief: {referenceWage} euro. '
        + 'Er wordt geen {measure} betaald. Een bedrag dat hiervoor eerder betaald is, wordt verrekend of teruggevorderd.',
      en:
        'The reference wage of worker {worker} at employer {employer} for {quarter} is negative: {referenceWage} euros. '
        + 'No {measure} is paid. Any amount paid for it earlier is set off or recovered.',
    },
    remedy: {
      nl:
        'Kijk het brutoloon, de werkgeversbijdragen en de verminderingen van die bijdragen na. '
        + 'Dien een verbeterde aangifte in met een hoger volgnummer.',
      en:
        'Check the gross wage, the employer contributions and the reductions of those contributions. '
        + 'Submit a corrected declaration with a higher sequence number.',
    },
  },
  'CAL-002': {
    severity: 'warning',
    disposition: 'warn',
    whoActs: 'employer',
    title: { nl: 'Beperkt tot 100 % van het loon', en: 'Cut to 100 % of the wage' },
    message: {
      nl:
        'Voor werknemer {worker} bij werkgever {employer} in {quarter} komen de loonpremie {measure} ({premium} euro) '
        + 'en de andere steun ({otherSupport} euro) samen boven het referteloon ({referenceWage} euro). '
        + 'De loonpremie is met {cut} euro verminderd.',
      en:
        'For worker {worker} at employer {employer} in {quarter}, the {measure} wage premium ({premium} euros) '
        + 'and the other support ({otherSupport} euros) together exceed the reference wage ({referenceWage} euros). '
        + 'The wage premium was cut by {cut} euros.',
    },
    remedy: {
      nl:
        'Kijk het bedrag van de andere steun na. Klopt het, dan hoeft u niets te doen. '
        + 'Klopt het niet, dien dan een verbeterde aangifte in met een hoger volgnummer.',
      en:
        'Check the amount of the other support. If it is right, you need not do anything. '
        + 'If not, submit a corrected declaration with a higher sequence number.',
    },
  },
  'CAL-003': {
    severity: 'warning',
    disposition: 'hold',
    whoActs: 'sender',
    title: { nl: 'Gewest van vestigingseenheid onbekend', en: 'Region of establishment unknown' },
    message: {
      nl:
        'Voor werknemer {worker} bij werkgever {employer} in {quarter} is niet van elke vestigingseenheid het gewest bekend '
        + '(vestigingseenheid: {establishments}). De begeleidingspremie {measure} van {amount} euro wordt voorlopig niet betaald.',
      en:
        'For worker {worker} at employer {employer} in {quarter}, the region is not known for every establishment '
        + '(establishment: {establishments}). The {measure} guidance premium of {amount} euros is not paid for now.',
    },
    remedy: {
      nl:
        'Vul het nummer of het gewest van de vestigingseenheid in en dien de aangifte opnieuw in met een hoger volgnummer. '
        + 'Of vraag om de vestigingseenheid bij deze werkgever op te nemen in het register van vestigingen.',
      en:
        'Enter the number or the region of the establishment and submit the declaration again with a higher sequence number. '
        + 'Or ask for the establishment to be added under this employer in the establishments registry.',
    },
  },
  'CAL-004': {
    severity: 'info',
    disposition: 'info',
    whoActs: 'nobody',
    title: { nl: 'Geen vestiging in het Vlaamse Gewest', en: 'No establishment in the Flemish Region' },
    message: {
      nl:
        'Werknemer {worker} werkte voor werkgever {employer} in {quarter} niet in een vestigingseenheid in het Vlaamse Gewest. '
        + 'Er is geen begeleidingspremie {measure}. Dit heeft geen gevolg voor de loonpremie.',
      en:
        'Worker {worker} of employer {employer} did not work in an establishment in the Flemish Region in {quarter}. '
        + 'There is no {measure} guidance premium. This has no effect on the wage premium.',
    },
    remedy: {
      nl:
        'U hoeft niets te doen. '
        + 'Klopt het gewest niet, dan kan de werkgever een verbeterde aangifte indienen met een hoger volgnummer.',
      en:
        'You need not do anything. '
        + 'If the region is wrong, the employer can submit a corrected declaration with a higher sequence number.',
    },
  },
  'CAL-005': {
    severity: 'warning',
    disposition: 'warn',
    whoActs: 'operations',
    title: { nl: 'Geen tewerkstelling die telt', en: 'No occupation that counts' },
    message: {
      nl:
        'Werknemer {worker} staat in de aangifte van werkgever {employer} voor {quarter}, maar zonder tewerkstelling die telt: '
        + 'bijvoorbeeld enkel studentenarbeid of een opzegvergoeding. Er is geen premie {measure}, en wat al betaald was, wordt teruggevorderd.',
      en:
        'Worker {worker} is in the declaration of employer {employer} for {quarter}, but without an occupation that counts: '
        + 'for instance only student work or severance pay. There is no {measure} premium, and what was paid is recovered.',
    },
    remedy: {
      nl: 'Klopt dat niet, vraag de werkgever dan om de aangifte bij de RSZ te verbeteren. Anders hoeft u niets te doen.',
      en: 'If that is wrong, ask the employer to correct the declaration with the RSZ. Otherwise you need not do anything.',
    },
  },
} as const satisfies Record<string, CatalogueEntry>
