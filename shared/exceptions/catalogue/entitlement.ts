/** Knows the texts of the exceptions about the grant of a worker (ENT). */
import type { CatalogueEntry } from './entry.ts'

// A worker refused here is computed as zero: what was paid before comes back.
const RECOVERED = {
  nl: 'Een bedrag dat hiervoor eerder betaald is, wordt verrekend of teruggevorderd.',
  en: 'Any amount paid for it earlier is set off or recovered.',
} as const

export const ENTITLEMENT_EXCEPTIONS = {
  'ENT-001': {
    severity: 'error',
    disposition: 'reject-worker',
    whoActs: 'employer',
    title: { nl: 'Geen toekenning bij deze werkgever', en: 'No grant at this employer' },
    message: {
      nl: `Voor werknemer {worker} is bij werkgever {employer} geen toekenning bekend. Er wordt geen premie betaald. ${RECOVERED.nl}`,
      en: `No grant is known for worker {worker} at employer {employer}. No premium is paid. ${RECOVERED.en}`,
    },
    remedy: {
      nl:
        'Kijk het INSZ-nummer en het KBO-nummer in de aangifte na. '
        + 'Hebt u een beslissing ontvangen voor deze werknemer, bezorg ze dan aan de dienst die de toekenningen beheert. '
        + 'Is er nog geen toekenning, dan kunt u er een aanvragen.',
      en:
        'Check the INSS and the employer number (KBO) in the declaration. '
        + 'If you received a decision for this worker, send it to the team that manages the grants. '
        + 'If there is no grant yet, you can apply for one.',
    },
  },
  'ENT-002': {
    severity: 'error',
    disposition: 'reject-worker',
    whoActs: 'employer',
    title: { nl: 'Geen toekenning voor dit kwartaal', en: 'No grant covers the quarter' },
    message: {
      nl:
        'Werknemer {worker} heeft bij werkgever {employer} wel een toekenning, maar niet voor {quarter}. '
        + `Bekende toekenningen: {grants}. Er wordt geen premie betaald. ${RECOVERED.nl}`,
      en:
        'Worker {worker} has a grant at employer {employer}, but not for {quarter}. '
        + `Known grants: {grants}. No premium is paid. ${RECOVERED.en}`,
    },
    remedy: {
      nl:
        'Kijk na of het kwartaal in de aangifte juist is. Is de toekenning verlengd, '
        + 'bezorg de beslissing dan aan de dienst die de toekenningen beheert. Anders hoeft u niets te doen.',
      en:
        'Check that the quarter in the declaration is right. If the grant was extended, '
        + 'send the decision to the team that manages the grants. Otherwise you need not do anything.',
    },
  },
  'ENT-003': {
    severity: 'error',
    disposition: 'reject-worker',
    whoActs: 'grant-administration',
    title: { nl: 'Toekenning geschorst', en: 'Grant suspended' },
    message: {
      nl:
        'De toekenning {grant} ({measure}) van werknemer {worker} bij werkgever {employer} is geschorst in {quarter}. '
        + `Voor dat kwartaal wordt geen {measure} betaald. ${RECOVERED.nl}`,
      en:
        'The grant {grant} ({measure}) of worker {worker} at employer {employer} is suspended in {quarter}. '
        + `No {measure} is paid for that quarter. ${RECOVERED.en}`,
    },
    remedy: {
      nl:
        'Klopt de schorsing, dan hoeft u niets te doen. '
        + 'Klopt ze niet, verbeter dan de geschorste kwartalen van de toekenning. Het kwartaal wordt dan vanzelf opnieuw berekend.',
      en:
        'If the suspension is right, you need not do anything. '
        + 'If not, correct the suspended quarters of the grant. The quarter is then computed again by itself.',
    },
  },
  'ENT-004': {
    severity: 'error',
    disposition: 'reject-worker',
    whoActs: 'grant-administration',
    title: { nl: 'Toekenning ingetrokken', en: 'Grant revoked' },
    message: {
      nl:
        'De toekenning {grant} ({measure}) van werknemer {worker} bij werkgever {employer} is ingetrokken vanaf {revokedFrom}. '
        + `Voor {quarter} wordt geen {measure} betaald. ${RECOVERED.nl}`,
      en:
        'The grant {grant} ({measure}) of worker {worker} at employer {employer} is revoked from {revokedFrom}. '
        + `No {measure} is paid for {quarter}. ${RECOVERED.en}`,
    },
    remedy: {
      nl:
        'Klopt de intrekking, dan hoeft u niets te doen. '
        + 'Klopt ze niet, verbeter dan het kwartaal van intrekking. Het kwartaal wordt dan vanzelf opnieuw berekend.',
      en:
        'If the revocation is right, you need not do anything. '
        + 'If not, correct the quarter of revocation. The quarter is then computed again by itself.',
    },
  },
  'ENT-005': {
    severity: 'error',
    disposition: 'reject-worker',
    whoActs: 'grant-administration',
    title: { nl: 'Meer dan één toekenning', en: 'More than one grant' },
    message: {
      nl:
        'Werknemer {worker} heeft bij werkgever {employer} voor {quarter} meer dan één lopende toekenning {measure}: {grants}. '
        + `Zolang dat zo is, wordt er geen {measure} betaald. ${RECOVERED.nl}`,
      en:
        'Worker {worker} has more than one live {measure} grant at employer {employer} for {quarter}: {grants}. '
        + `As long as that is so, no {measure} is paid. ${RECOVERED.en}`,
    },
    remedy: {
      nl: 'Ga na welke toekenning geldt. Beëindig de andere of trek ze in. Het kwartaal wordt dan vanzelf opnieuw berekend.',
      en: 'Find out which grant applies. End or revoke the other one. The quarter is then computed again by itself.',
    },
  },
  'ENT-006': {
    severity: 'warning',
    disposition: 'warn',
    whoActs: 'grant-administration',
    title: { nl: 'VOP naast lopend IMW', en: 'VOP beside a live IMW' },
    message: {
      nl:
        'Werknemer {worker} heeft bij werkgever {employer} voor {quarter} een ondersteuningspremie VOP ({grant}) '
        + 'en ook een lopend individueel maatwerk IMW ({imwGrant}). Het IMW gaat voor. De VOP wordt niet betaald. '
        + RECOVERED.nl,
      en:
        'Worker {worker} at employer {employer} has a VOP grant ({grant}) for {quarter} '
        + 'and also a live IMW grant ({imwGrant}). The IMW takes precedence. The VOP is not paid. '
        + RECOVERED.en,
    },
    remedy: {
      nl: 'Beëindig de toekenning die niet meer geldt. Dan komt deze melding niet terug.',
      en: 'End the grant that no longer applies. This notice will then not return.',
    },
  },
  'ENT-007': {
    severity: 'error',
    disposition: 'reject-worker',
    whoActs: 'grant-administration',
    title: { nl: 'Geen percentage voor dit kwartaal', en: 'No percentage for this quarter' },
    message: {
      nl:
        'Voor de toekenning {grant} ({measure}) van werknemer {worker} bij werkgever {employer} heeft {quarter} '
        + 'rangnummer {ordinal}. Het pakket {package} heeft voor dat rangnummer geen percentage. '
        + `Er wordt geen {measure} betaald. ${RECOVERED.nl}`,
      en:
        'For the grant {grant} ({measure}) of worker {worker} at employer {employer}, {quarter} '
        + 'is quarter number {ordinal}. The package {package} has no percentage for that number. '
        + `No {measure} is paid. ${RECOVERED.en}`,
    },
    remedy: {
      nl:
        'Kijk het pakket, het startkwartaal en, voor een VOP, de datums van indiensttreding en uitdiensttreding in de toekenning na. '
        + 'Verbeter ze als dat nodig is. Het kwartaal wordt dan vanzelf opnieuw berekend.',
      en:
        'Check the package, the start quarter and, for a VOP, the hiring and leaving dates in the grant. '
        + 'Correct them if needed. The quarter is then computed again by itself.',
    },
  },
  'ENT-008': {
    severity: 'error',
    disposition: 'reject-worker',
    whoActs: 'employer',
    title: { nl: 'Niet cumuleerbaar met andere maatregel', en: 'Not cumulable with another measure' },
    message: {
      nl:
        'Werknemer {worker} is door werkgever {employer} voor {quarter} aangegeven onder de maatregel {otherMeasure}. '
        + 'Die maatregel is niet cumuleerbaar met {measure} (toekenning {grant}). '
        + `Er wordt geen {measure} betaald. ${RECOVERED.nl}`,
      en:
        'Employer {employer} declared worker {worker} for {quarter} under the measure {otherMeasure}. '
        + 'That measure cannot be combined with {measure} (grant {grant}). '
        + `No {measure} is paid. ${RECOVERED.en}`,
    },
    remedy: {
      nl:
        'Kijk na of de werknemer in dit kwartaal onder {otherMeasure} werkte. '
        + 'Zo niet, dien dan een verbeterde aangifte in met een hoger volgnummer.',
      en:
        'Check whether the worker was employed under {otherMeasure} in this quarter. '
        + 'If not, submit a corrected declaration with a higher sequence number.',
    },
  },
  'ENT-009': {
    severity: 'warning',
    disposition: 'warn',
    whoActs: 'employer',
    title: { nl: 'Werknemer niet in volledige aangifte', en: 'Worker absent from full declaration' },
    message: {
      nl: 'Werknemer {worker} staat niet in de volledige aangifte van werkgever {employer} voor {quarter}.',
      en: 'Worker {worker} is not in the full declaration of employer {employer} for {quarter}.',
    },
    details: {
      'live-grant': {
        nl: 'Voor deze werknemer loopt in dat kwartaal de toekenning {grant}.',
        en: 'For this worker the grant {grant} is live in that quarter.',
      },
      recovered: {
        nl: 'Voor deze werknemer wordt {amount} euro verrekend of teruggevorderd.',
        en: 'For this worker {amount} euros are set off or recovered.',
      },
      'not-recovered': {
        nl:
          'Het bestand bevat regels die niet aan een werknemer of aangifte gekoppeld konden worden (INSZ-nummer, KBO-nummer, kwartaal of volgnummer niet bruikbaar). '
          + 'Deze werknemer kan daarbij horen. Er wordt daarom niets teruggevorderd.',
        en:
          'The file has lines that could not be matched to a worker or a declaration (INSS, employer number, quarter or sequence not usable). '
          + 'This worker may be one of them. Nothing is therefore recovered.',
      },
    },
    remedy: {
      nl:
        'Werkte de werknemer in dit kwartaal bij u, dien dan een verbeterde aangifte in met een hoger volgnummer. '
        + 'Werkte de werknemer niet bij u, meld dat dan aan de dienst die de toekenningen beheert.',
      en:
        'If the worker worked for you in this quarter, submit a corrected declaration with a higher sequence number. '
        + 'If not, tell the team that manages the grants.',
    },
  },
} as const satisfies Record<string, CatalogueEntry>
