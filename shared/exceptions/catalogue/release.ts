/** Knows the texts of what comes of requests of operations staff: release, abandon, settle without, pause (REL). */
import type { CatalogueEntry } from './entry.ts'

export const RELEASE_EXCEPTIONS = {
  'REL-001': {
    severity: 'error',
    disposition: 'reject-row',
    whoActs: 'operations',
    title: { nl: 'Regel van de beslissing onleesbaar', en: 'Line of the decision unreadable' },
    message: {
      nl: 'Regel {line} van de aanvraag is niet leesbaar. Voor deze regel is niets gedaan.',
      en: 'Line {line} of the request cannot be read. Nothing was done for this line.',
    },
    details: {
      action: {
        nl: '«{value}» is geen actie. De acties zijn release, abandon, settle-without, pause, resume en statement.',
        en: '«{value}» is not an action. The actions are release, abandon, settle-without, pause, resume and statement.',
      },
      target: {
        nl: '«{value}» is geen verwerking (run-…), ondernemingsnummer of maatregel waarop deze actie past.',
        en: '«{value}» is not a run (run-…), enterprise number or measure that this action can be done to.',
      },
      quarter: { nl: '«{value}» is geen kwartaal zoals 2024Q3.', en: '«{value}» is not a quarter like 2024Q3.' },
      'no-quarter': {
        nl: 'Bij een verwerking of een maatregel hoort geen kwartaal, en er staat «{value}».',
        en: 'A run or a measure has no quarter, and the line says «{value}».',
      },
      'statement-run': {
        nl: 'Bij een overzicht is de reden leeg, of de verwerking (run-…) waarvan het overzicht moet zijn; er staat «{value}».',
        en: 'For a statement the reason is empty, or the run (run-…) that the statement is of; the line says «{value}».',
      },
      reason: { nl: 'Bij deze actie is een reden verplicht.', en: 'This action needs a reason.' },
      fields: { nl: 'Er staan meer dan vier velden op de regel.', en: 'There are more than four fields on the line.' },
    },
    remedy: {
      nl: 'Schrijf per regel actie;doel;kwartaal;reden, zoals release;run-0a1b…;; of release;0123456749;2024Q3; of pause;IMW;;reden. Dien daarna een nieuwe aanvraag in.',
      en: 'Write on each line action;target;quarter;reason, like release;run-0a1b…;; or release;0123456749;2024Q3; or pause;IMW;;reason. Then submit a new request.',
    },
  },
  'REL-002': {
    severity: 'info',
    disposition: 'info',
    whoActs: 'nobody',
    title: { nl: 'Beslissing uitgevoerd', en: 'Decision carried out' },
    message: { nl: 'De aanvraag voor {target} is uitgevoerd.', en: 'The request for {target} was carried out.' },
    details: {
      released: {
        nl: 'De verwerking is vrijgegeven: ze wordt nu geboekt, en haar betalingen staan bij de verwerking zelf.',
        en: 'The run is released: it is booked now, and its payments stand with the run itself.',
      },
      abandoned: {
        nl: 'De verwerking is stopgezet. Er is niets van geboekt. Hetzelfde bestand mag opnieuw worden ingediend.',
        en: 'The run is abandoned. Nothing of it was booked. The same file may be submitted again.',
      },
      'settled-without': {
        nl: 'De verwerking gaat verder zonder {chunks} blok(ken). De aangiften daarin krijgen RUN-002 en moeten opnieuw worden ingediend.',
        en: 'The run goes on without {chunks} chunk(s). The declarations in them get RUN-002 and must be submitted again.',
      },
      paused: {
        nl: 'De betalingen zijn opgeschort. Wat vanaf nu geboekt wordt, wordt aangehouden (PAY-007).',
        en: 'Payments are stopped. What is booked from now on is held (PAY-007).',
      },
      resumed: {
        nl: 'De betalingen zijn hervat. Wat daarvoor aangehouden was, geeft deze verwerking vrij.',
        en: 'Payments go on. What was held is released by this run.',
      },
      lifted: {
        nl: 'De weigering van betaling {payment} door de bank is opgeheven.',
        en: 'The refusal of payment {payment} by the bank is lifted.',
      },
      statement: {
        nl: 'Het overzicht voor de werkgever staat bij deze aanvraag, in statements.',
        en: 'The statement for the employer stands with this request, in statements.',
      },
      confirmed: { nl: 'Het rekeningnummer {iban} is bevestigd.', en: 'The account number {iban} is confirmed.' },
    },
    remedy: { nl: 'U hoeft niets te doen.', en: 'You need not do anything.' },
  },
  'REL-003': {
    severity: 'info',
    disposition: 'info',
    whoActs: 'operations',
    title: { nl: 'Niets vrij te geven', en: 'Nothing to release' },
    message: {
      nl: 'Voor {target} is er niets dat nu kan worden vrijgegeven.',
      en: 'For {target} there is nothing that can be released now.',
    },
    details: {
      unknown: { nl: 'Dit doel is niet bekend.', en: 'This target is not known.' },
      'nothing-held': { nl: 'Er wacht niets.', en: 'Nothing waits.' },
      'still-held': {
        nl: 'De reden bestaat nog: {codes}. Neem eerst die reden weg.',
        en: 'The reason is still there: {codes}. First take that reason away.',
      },
      'unreadable-chunk': {
        nl: 'Blok {chunk} is onleesbaar, dus is niet te zeggen welke aangiften weggelaten worden. Zet de verwerking stop.',
        en: 'Chunk {chunk} cannot be read, so nobody can say which declarations are left out. Abandon the run.',
      },
      'nothing-booked': { nl: 'Er is niets geboekt dat een overzicht kan tonen.', en: 'Nothing was booked that a statement could show.' },
      overtaken: { nl: 'Een latere aanvraag heeft dit intussen anders beslist.', en: 'A later request has decided otherwise meanwhile.' },
      'all-computed': {
        nl: 'Alle blokken zijn berekend: de verwerking loopt vanzelf verder.',
        en: 'All chunks are computed: the run goes on by itself.',
      },
    },
    remedy: {
      nl: 'Kijk na of u het juiste doel noemt, en wat er in summary.json en held.jsonl van de verwerking staat.',
      en: 'Check that you name the right target, and what summary.json and held.jsonl of the run say.',
    },
  },
  'REL-004': {
    severity: 'error',
    disposition: 'reject-row',
    whoActs: 'operations',
    title: { nl: 'Tweede persoon nodig', en: 'Second person needed' },
    message: { nl: 'Dit vraagt twee personen. U kunt {target} niet vrijgeven.', en: 'This takes two people. You cannot release {target}.' },
    details: {
      'same-uploader': { nl: 'U hebt het bestand van deze verwerking zelf ingediend.', en: 'You submitted the file of this run yourself.' },
      'same-registrar': { nl: 'U hebt het rekeningnummer {iban} zelf ingediend.', en: 'You submitted the account number {iban} yourself.' },
      'uploader-unknown': {
        nl: 'Het is niet bekend wie het heeft ingediend: dan kan niemand de tweede persoon zijn. Zet de verwerking stop en laat het bestand opnieuw indienen.',
        en: 'It is not known who submitted it: then nobody can be the second person. Abandon the run and have the file submitted again.',
      },
      'registrar-unknown': {
        nl: 'Het is niet bekend wie het rekeningnummer {iban} heeft ingediend. Laat de bankgegevens opnieuw indienen.',
        en: 'It is not known who submitted the account number {iban}. Have the bank details submitted again.',
      },
      'requester-unknown': {
        nl: 'Het is niet bekend wie deze aanvraag heeft ingediend. Dien ze opnieuw in.',
        en: 'It is not known who submitted this request. Submit it again.',
      },
    },
    remedy: { nl: 'Laat een collega de vrijgave aanvragen.', en: 'Have a colleague ask for the release.' },
  },
  'REL-005': {
    severity: 'error',
    disposition: 'reject-row',
    whoActs: 'operations',
    title: { nl: 'Kan niet in deze toestand', en: 'Not possible in this state' },
    message: {
      nl: 'Dit kan niet met {target}: de toestand van de verwerking is {state}. Er is niets veranderd.',
      en: 'This cannot be done to {target}: the state of the run is {state}. Nothing was changed.',
    },
    remedy: {
      nl: 'Een verwerking die geboekt wordt of is, kan niet worden stopgezet: een verbeterde aangifte zet recht wat fout is. Wat wacht (held) kan worden vrijgegeven of stopgezet, wat nog berekend wordt (computing) kan worden stopgezet of zonder de mislukte blokken verdergaan.',
      en: 'A run that is being booked or was booked cannot be abandoned: a corrected declaration mends what is wrong. What waits (held) can be released or abandoned, what is still being computed (computing) can be abandoned or go on without the chunks that failed.',
    },
  },
} as const satisfies Record<string, CatalogueEntry>
