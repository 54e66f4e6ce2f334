/** Knows the texts of the exceptions that concern the declaration of one employer for one quarter (DCL). */
import type { CatalogueEntry } from './entry.ts'

export const DECLARATION_EXCEPTIONS = {
  'DCL-001': {
    severity: 'error',
    disposition: 'reject-declaration',
    whoActs: 'sender',
    title: { nl: 'Aangifte vormt geen geheel', en: 'Declaration is not in one piece' },
    message: {
      nl: 'De aangifte van werkgever {employer} voor {quarter} vormt geen geheel. Ze is niet verwerkt.',
      en: 'The declaration of employer {employer} for {quarter} is not in one piece. It was not processed.',
    },
    details: {
      'declaration-split': {
        nl: 'De aangifte staat op meer dan één plaats in het bestand.',
        en: 'The declaration is in more than one place in the file.',
      },
      'worker-split': {
        nl: 'De regels van werknemer {worker} staan niet bij elkaar.',
        en: 'The lines of worker {worker} are not together.',
      },
      'two-sequences': {
        nl: 'De aangifte draagt twee volgnummers: {first} en {second}.',
        en: 'The declaration has two sequence numbers: {first} and {second}.',
      },
      'person-twice': {
        nl: 'Werknemer {worker} komt tweemaal voor als natuurlijke persoon.',
        en: 'Worker {worker} occurs twice as a natural person.',
      },
      'two-forms': {
        nl: 'Het bestand bevat meer dan één formulier (Form) van deze werkgever en dit kwartaal.',
        en: 'The file has more than one form (Form) of this employer and quarter.',
      },
      'attest-twice': {
        nl: 'Attest {number} met versie {version} staat meer dan eens in het bestand, met een verschillende inhoud.',
        en: 'Attest {number} with version {version} is in the file more than once, with different content.',
      },
      'two-kinds': {
        nl: 'De aangifte draagt twee soorten: {first} en {second}.',
        en: 'The declaration has two kinds: {first} and {second}.',
      },
    },
    remedy: {
      nl:
        'Zet alle regels van deze werkgever en dit kwartaal bij elkaar, en daarbinnen alle regels van één werknemer. '
        + 'Gebruik één volgnummer en één soort. Dien de aangifte daarna opnieuw in. Het volgnummer mag hetzelfde blijven. '
        + 'In een DmfA staat elke werkgever met één formulier per kwartaal, en elke persoon één keer.',
      en:
        'Put all lines of this employer and quarter together, and within them all lines of one worker. '
        + 'Use one sequence number and one kind. Then submit the declaration again. The sequence number may stay the same. '
        + 'In a DmfA each employer has one form per quarter, and each person stands once.',
    },
  },
  'DCL-002': {
    severity: 'error',
    disposition: 'reject-declaration',
    whoActs: 'sender',
    title: { nl: 'Kwartaal nog niet voorbij', en: 'Quarter has not ended' },
    message: {
      nl:
        'De aangifte van werkgever {employer} voor {quarter} is ontvangen op {received}. '
        + 'Het kwartaal loopt tot en met {lastDay}. De aangifte is niet verwerkt.',
      en:
        'The declaration of employer {employer} for {quarter} was received on {received}. '
        + 'The quarter runs up to and including {lastDay}. The declaration was not processed.',
    },
    remedy: {
      nl: 'Dien de aangifte opnieuw in na {lastDay}. U mag hetzelfde bestand en hetzelfde volgnummer gebruiken.',
      en: 'Submit the declaration again after {lastDay}. You may use the same file and the same sequence number.',
    },
  },
  'DCL-003': {
    severity: 'error',
    disposition: 'reject-declaration',
    whoActs: 'legal-parameters',
    title: { nl: 'Wettelijke bedragen niet nagekeken', en: 'Legal parameters not reviewed' },
    message: {
      nl:
        'De wettelijke bedragen in de tabel {table} zijn nagekeken van {reviewedFrom} tot en met {reviewedUntil}. '
        + 'Voor {quarter} wordt de aangifte van werkgever {employer} daarom niet berekend.',
      en:
        'The legal amounts in the table {table} were reviewed from {reviewedFrom} up to and including {reviewedUntil}. '
        + 'For {quarter} the declaration of employer {employer} is therefore not computed.',
    },
    remedy: {
      nl:
        'Ligt {quarter} vóór {reviewedFrom}, dan gelden andere regels en wordt het kwartaal hier niet berekend. Kijk anders de bedragen voor {quarter} na, met hun bron, vul de tabel {table} aan en pas de datum van nazicht aan. '
        + 'Daarna mag hetzelfde bestand opnieuw ingediend worden.',
      en:
        'If {quarter} lies before {reviewedFrom}, other rules apply and the quarter is not computed here. Otherwise review the amounts for {quarter}, with their source, extend the table {table} and change its review date. '
        + 'The same file may then be submitted again.',
    },
  },
  'DCL-004': {
    severity: 'warning',
    disposition: 'warn',
    whoActs: 'operations',
    title: { nl: 'Meer dan drie jaar later aangegeven', en: 'Declared more than three years later' },
    message: {
      nl:
        'De aangifte van werkgever {employer} voor {quarter} is ontvangen op {received}. '
        + 'Dat is meer dan drie jaar na {lastDay}, de laatste dag van het kwartaal. De aangifte is wel verwerkt.',
      en:
        'The declaration of employer {employer} for {quarter} was received on {received}. '
        + 'That is more than three years after {lastDay}, the last day of the quarter. The declaration was processed all the same.',
    },
    remedy: {
      nl: 'Ga na of deze late aangifte aanvaard mag worden. Mag dat niet, vraag de afzender dan om een verbeterde aangifte.',
      en: 'Check whether this late declaration may be accepted. If not, ask the sender for a corrected declaration.',
    },
  },
  'DCL-005': {
    severity: 'error',
    disposition: 'reject-declaration',
    whoActs: 'sender',
    title: { nl: 'Niets nieuwers aangegeven', en: 'Nothing newer declared' },
    message: {
      nl: 'De aangifte van werkgever {employer} voor {quarter} verandert niets en is niet geboekt.',
      en: 'The declaration of employer {employer} for {quarter} changes nothing and was not booked.',
    },
    details: {
      older: {
        nl: 'De aangifte met nummer {sequence} bevat niets nieuwers dan wat al verwerkt is.',
        en: 'The declaration with number {sequence} has nothing newer than what was processed already.',
      },
      'older-attests': {
        nl: 'Van elk attest in het bestand is al een latere versie verwerkt.',
        en: 'Of every attest in the file a later version was processed already.',
      },
      'other-ladder': {
        nl: 'Voor deze werkgever en dit kwartaal wordt de nummering {bound} gebruikt. Deze aangifte volgt de nummering {declared}.',
        en: 'This employer and quarter use the numbering {bound}. This declaration follows the numbering {declared}.',
      },
    },
    remedy: {
      nl:
        'Wilt u iets verbeteren, dien dan een aangifte in met een hoger volgnummer, '
        + 'in hetzelfde soort bestand als de eerste aangifte van dit kwartaal. Anders hoeft u niets te doen.',
      en:
        'If you want to correct something, submit a declaration with a higher sequence number, '
        + 'in the same kind of file as the first declaration of this quarter. Otherwise you need not do anything.',
    },
  },
  'DCL-006': {
    severity: 'error',
    disposition: 'reject-declaration',
    whoActs: 'sender',
    title: { nl: 'Zelfde nummer, andere inhoud', en: 'Same number, different content' },
    message: {
      nl:
        'Aangifte {sequence} van werkgever {employer} voor {quarter} is al verwerkt, in verwerking {run}, met een andere inhoud. '
        + 'De eerste aangifte blijft gelden.',
      en:
        'Declaration {sequence} of employer {employer} for {quarter} was already processed, in run {run}, with different content. '
        + 'The first declaration stands.',
    },
    remedy: {
      nl: 'Is dit een verbetering, dien ze dan opnieuw in met een hoger volgnummer dan {sequence}. Anders hoeft u niets te doen.',
      en:
        'If this is a correction, submit it again with a higher sequence number than {sequence}. ' + 'Otherwise you need not do anything.',
    },
  },
  'DCL-007': {
    severity: 'error',
    disposition: 'reject-declaration',
    whoActs: 'sender',
    title: { nl: 'Nummer van werkgever niet geldig', en: 'Employer number not valid' },
    message: {
      nl: 'De werkgever van de aangifte voor {quarter} kan niet bepaald worden. De aangifte is niet verwerkt.',
      en: 'The employer of the declaration for {quarter} cannot be identified. The declaration was not processed.',
    },
    details: {
      number: { nl: 'Het KBO-nummer «{value}» is niet geldig.', en: 'The employer number (KBO) «{value}» is not valid.' },
      noss: {
        nl: 'De aangifte noemt geen KBO-nummer, en het RSZ-nummer «{value}» staat in de bankgegevens bij geen enkele werkgever, of bij meer dan één.',
        en: 'The declaration gives no KBO number, and the RSZ number «{value}» is not recorded for any employer in the bank details, or for more than one.',
      },
    },
    remedy: {
      nl:
        'Vul het KBO-nummer van de werkgever in: tien cijfers, met juiste controlecijfers. '
        + 'Kan dat niet, laat dan het RSZ-nummer (noss_number) bij de bankgegevens van de werkgever zetten. Dien de aangifte daarna opnieuw in.',
      en:
        'Enter the KBO number of the employer: ten digits, with correct check digits. '
        + 'If that is not possible, have the RSZ number (noss_number) added to the bank details of the employer. Then submit the declaration again.',
    },
  },
  'DCL-008': {
    severity: 'error',
    disposition: 'reject-declaration',
    whoActs: 'sender',
    title: { nl: 'Controletotaal van de aangifte klopt niet', en: 'Control total of the declaration differs' },
    message: {
      nl:
        'Het netto verschuldigde bedrag (NetOwedAmount) in de aangifte van werkgever {employer} voor {quarter} is {stated} euro. '
        + 'De bijdragen min de verminderingen geven {computed} euro. De aangifte is niet verwerkt.',
      en:
        'The net amount owed (NetOwedAmount) in the declaration of employer {employer} for {quarter} is {stated} euros. '
        + 'Contributions minus reductions give {computed} euros. The declaration was not processed.',
    },
    remedy: {
      nl: 'Kijk na of alle bijdragen en verminderingen in de aangifte staan. Verbeter het totaal en dien de aangifte opnieuw in.',
      en: 'Check that all contributions and reductions are in the declaration. Correct the total and submit the declaration again.',
    },
  },
  'DCL-009': {
    severity: 'error',
    disposition: 'reject-declaration',
    whoActs: 'operations',
    title: { nl: 'Te veel lijnen voor één werkgever', en: 'Too many lines for one employer' },
    message: {
      nl: 'Werkgever {employer} heeft voor {quarter} {lines} lijnen met een bedrag. Het systeem kan er hoogstens {limit} boeken. De aangifte is niet geboekt.',
      en: 'Employer {employer} has {lines} lines with an amount for {quarter}. The system can book at most {limit}. The declaration was not booked.',
    },
    remedy: {
      nl:
        'Ga na of het aantal werknemers juist is. Is het juist, laat de ontwikkelaars dan de grens verhogen. '
        + 'Vraag daarna de afzender om de aangifte opnieuw in te dienen.',
      en:
        'Check that the number of workers is right. If it is, have the developers raise the limit. '
        + 'Then ask the sender to submit the declaration again.',
    },
  },
  'DCL-010': {
    severity: 'info',
    disposition: 'info',
    whoActs: 'nobody',
    title: { nl: 'Ingehaald door nieuwere aangifte', en: 'Overtaken by a newer declaration' },
    message: {
      nl: 'Voor deze werknemer van werkgever {employer} geldt voor {quarter} iets nieuwers. Er is niets geboekt voor de werknemer.',
      en: 'For this worker of employer {employer} something newer applies for {quarter}. Nothing was booked for the worker.',
    },
    details: {
      declaration: {
        nl: 'Aangifte {newer} is nieuwer dan aangifte {sequence}.',
        en: 'Declaration {newer} is newer than declaration {sequence}.',
      },
      attests: {
        nl: 'Van elk attest van de werknemer in het bestand (versie {sequence}) is al een latere versie verwerkt ({newer}).',
        en: 'Of every attest of the worker in the file (version {sequence}) a later version was processed already ({newer}).',
      },
    },
    remedy: {
      nl: 'U hoeft niets te doen. De nieuwere aangifte blijft gelden.',
      en: 'You need not do anything. The newer declaration stands.',
    },
  },
  'DCL-011': {
    severity: 'error',
    disposition: 'reject-declaration',
    whoActs: 'sender',
    title: { nl: 'Hoofd van de aangifte onleesbaar', en: 'Head of the declaration unreadable' },
    message: {
      nl: 'In de aangifte van werkgever {employer} op regel {line} is het veld {field} («{value}») leeg, niet leesbaar, of staat het meer dan eens of op de verkeerde plaats. De aangifte is niet verwerkt.',
      en: 'In the declaration of employer {employer} on line {line} the field {field} («{value}») is empty, not readable, or stands more than once or in the wrong place. The declaration was not processed.',
    },
    remedy: {
      nl: 'Verbeter het veld {field} en dien de aangifte opnieuw in.',
      en: 'Correct the field {field} and submit the declaration again.',
    },
  },
  'DCL-012': {
    severity: 'warning',
    disposition: 'warn',
    whoActs: 'operations',
    title: { nl: 'Attest geannuleerd', en: 'Attest cancelled' },
    message: {
      nl: 'Een attest van deze werknemer bij werkgever {employer} voor {quarter} is geannuleerd of staat nu op een ander INSZ-nummer.',
      en: 'An attest of this worker at employer {employer} for {quarter} is cancelled or stands under another INSS now.',
    },
    details: {
      absent: {
        nl: 'Er blijft geen attest over. De werknemer telt als afwezig, en wat al betaald was, wordt teruggevorderd.',
        en: 'No attest is left. The worker counts as absent, and what was paid is recovered.',
      },
      'status-2': {
        nl: 'Het attest heeft status 2. Die komt niet voor in de lijst van MAGDA en is gelezen als geannuleerd.',
        en: 'The attest has status 2. That is not in the list of MAGDA and was read as cancelled.',
      },
    },
    remedy: {
      nl: 'Ga na of de werknemer in dit kwartaal echt niet bij deze werkgever gewerkt heeft. Is dat niet zo, wacht dan op een nieuw attest of vraag ernaar.',
      en: 'Check that the worker really did not work for this employer in this quarter. If he did, wait for a new attest or ask for it.',
    },
  },
  'DCL-013': {
    severity: 'error',
    disposition: 'reject-declaration',
    whoActs: 'operations',
    title: { nl: 'Te veel werknemers in één aangifte', en: 'Too many workers in one declaration' },
    message: {
      nl: 'De aangifte van werkgever {employer} voor {quarter} noemt meer dan {limit} werknemers. Het systeem kan er niet meer verwerken in één aangifte. De aangifte is niet verwerkt.',
      en: 'The declaration of employer {employer} for {quarter} names more than {limit} workers. The system cannot process more in one declaration. The declaration was not processed.',
    },
    remedy: {
      nl: 'Ga na of het aantal werknemers juist is. Is het juist, laat de ontwikkelaars dan de grens verhogen en dien de aangifte daarna opnieuw in.',
      en: 'Check that the number of workers is right. If it is, have the developers raise the limit, and then submit the declaration again.',
    },
  },
} as const satisfies Record<string, CatalogueEntry>
