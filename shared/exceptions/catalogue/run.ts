/** Knows the texts of the exceptions that stop or narrow a whole run (RUN). */
import type { CatalogueEntry } from './entry.ts'

export const RUN_EXCEPTIONS = {
  'RUN-001': {
    severity: 'warning',
    disposition: 'hold',
    whoActs: 'operations',
    title: { nl: 'Verwerking wacht op vrijgave', en: 'Run waits for release' },
    message: {
      nl:
        'Het aandeel geweigerde werknemers, of het verschil met het vorige kwartaal, is {share}. De ingestelde grens is {limit}. '
        + 'De verwerking wacht op vrijgave. Er is nog niets geboekt of betaald.',
      en:
        'The share of refused workers, or the change against the previous quarter, is {share}. The limit set is {limit}. '
        + 'The run waits for release. Nothing has been booked or paid yet.',
    },
    remedy: {
      nl:
        'Bekijk de meldingen van deze verwerking. Geef de verwerking vrij als de cijfers kloppen. '
        + 'Kloppen ze niet, zet de verwerking dan stop en vraag de afzender om een verbeterd bestand.',
      en:
        'Look at the exceptions of this run. Release the run if the figures are right. '
        + 'If not, abandon the run and ask the sender for a corrected file.',
    },
  },
  'RUN-002': {
    severity: 'error',
    disposition: 'reject-declaration',
    whoActs: 'sender',
    title: { nl: 'Aangifte weggelaten bij vrijgave', en: 'Declaration left out on release' },
    message: {
      nl:
        'Deze aangifte is weggelaten toen een medewerker de verwerking afhandelde. Opgegeven reden: «{reason}». '
        + 'Er is niets van geboekt.',
      en: 'This declaration was left out when a member of staff settled the run. Reason given: «{reason}». ' + 'Nothing of it was booked.',
    },
    remedy: {
      nl: 'Verbeter de aangifte volgens de opgegeven reden en dien ze opnieuw in. Het volgnummer mag hetzelfde blijven.',
      en: 'Correct the declaration according to the reason given and submit it again. The sequence number may stay the same.',
    },
  },
  'RUN-003': {
    severity: 'warning',
    disposition: 'hold',
    whoActs: 'operations',
    title: { nl: 'Grote terugvordering wacht', en: 'Large recovery waits' },
    message: {
      nl:
        'De terugvordering voor deze werkgever en dit kwartaal is {amount} euro. De ingestelde grens is {limit} euro. '
        + 'Ze wacht op vrijgave.',
      en: 'The recovery for this employer and quarter is {amount} euros. The limit set is {limit} euros. ' + 'It waits for release.',
    },
    remedy: {
      nl:
        'Ga na of de aangifte volledig is: een ontbrekende werknemer leidt tot een terugvordering. '
        + 'Klopt het bedrag, geef het dan vrij. Klopt het niet, vraag de afzender dan om een verbeterde aangifte.',
      en:
        'Check that the declaration is complete: a missing worker leads to a recovery. '
        + 'If the amount is right, release it. If not, ask the sender for a corrected declaration.',
    },
  },
} as const satisfies Record<string, CatalogueEntry>
