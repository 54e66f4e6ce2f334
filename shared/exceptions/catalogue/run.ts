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
        'Deze verwerking wacht op vrijgave door een tweede persoon. Er is nog niets geboekt of betaald. '
        + 'De bedragen in de rapporten zijn wat er geboekt zou worden.',
      en:
        'This run waits for release by a second person. Nothing has been booked or paid yet. '
        + 'The amounts in the reports are what would be booked.',
    },
    details: {
      'every-run': { nl: 'Elke verwerking wacht (instelling).', en: 'Every run waits (setting).' },
      refused: {
        nl: '{refused} % van de werknemers is geweigerd, meer dan de grens van {refusedMax} %.',
        en: '{refused} % of the workers are refused, more than the limit of {refusedMax} %.',
      },
      change: {
        nl: 'De premies van deze werkgevers verschillen {change} % van hun vorige kwartaal, meer dan de grens van {changeMax} %.',
        en: 'The premiums of these employers differ {change} % from their previous quarter, more than the limit of {changeMax} %.',
      },
      total: {
        nl: 'Er zou {total} euro betaald of aangehouden worden, meer dan de grens van {totalMax} euro.',
        en: '{total} euros would be paid or held, more than the limit of {totalMax} euros.',
      },
    },
    remedy: {
      nl:
        'Bekijk de meldingen van deze verwerking. Geef de verwerking vrij als de cijfers kloppen. '
        + 'Kloppen ze niet, zet de verwerking dan stop en vraag de afzender om een verbeterd bestand.',
      en:
        'Look at the findings of this run. Release the run if the figures are right. '
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
        'Deze volledige aangifte van werkgever {employer} voor {quarter} zou {amount} euro terugvorderen, voor {workers} werknemer(s). '
        + 'Ze wacht op vrijgave door een tweede persoon. Er is niets van geboekt.',
      en:
        'This full declaration of employer {employer} for {quarter} would recover {amount} euros, for {workers} worker(s). '
        + 'It waits for release by a second person. Nothing of it was booked.',
    },
    details: {
      share: {
        nl: 'Dat is meer dan {percent} % van de {instructed} euro die voor dit kwartaal is toegekend.',
        en: 'That is more than {percent} % of the {instructed} euros instructed for this quarter.',
      },
      amount: { nl: 'Dat is meer dan de grens van {limit} euro.', en: 'That is more than the limit of {limit} euros.' },
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
  'RUN-004': {
    severity: 'error',
    disposition: 'reject-file',
    whoActs: 'sender',
    title: { nl: 'Verwerking stopgezet', en: 'Run abandoned' },
    message: {
      nl:
        'Deze verwerking is stopgezet met aanvraag {request}. Opgegeven reden: «{reason}». '
        + 'Er is niets van geboekt en er wordt niets van betaald.',
      en: 'This run was abandoned by request {request}. Reason given: «{reason}». ' + 'Nothing of it was booked and nothing of it is paid.',
    },
    details: { by: { nl: 'De aanvraag is ingediend door «{by}».', en: 'The request was submitted by «{by}».' } },
    remedy: {
      nl: 'Dien het bestand opnieuw in, verbeterd als de opgegeven reden dat vraagt. Meer hoeft u niet te doen.',
      en: 'Submit the file again, corrected if the reason given asks for it. You need not do anything else.',
    },
  },
} as const satisfies Record<string, CatalogueEntry>
