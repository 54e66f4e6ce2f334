/** Knows the texts about what comes back from the bank: its reports and returned money (RET), and its reasons to refuse a payment. */
import type { Bilingual, CatalogueEntry } from './entry.ts'

const said = (nl: string, en: string): Bilingual => ({ nl, en })

const OTHER_FORM = said(
  'Kijk na of het juiste bestand in deze map staat, en vraag de bank zo nodig om haar antwoorden te leveren als pain.002.001.10. Dien dat bestand daarna in.',
  'Check that the right file is in this folder, and if needed ask the bank to deliver its answers as pain.002.001.10. Then submit that file.',
)

/** FIL-003 of a bank's report. */
export const STATUS_REPORT_FORM = {
  details: {
    'status-report': said(
      'Het begint met <{root}>. Gelezen wordt pain.002.001.10.',
      'It begins with <{root}>. What is read: pain.002.001.10.',
    ),
    'status-report-version': said(
      'Het is een «{version}». Gelezen wordt pain.002.001.10.',
      'It is a «{version}». What is read: pain.002.001.10.',
    ),
  },
  remedies: { 'status-report': OTHER_FORM, 'status-report-version': OTHER_FORM },
}

/** FIL-007 of a bank's report. */
export const STATUS_REPORT_SIZE = {
  details: {
    transactions: said(
      'Het antwoord van de bank noemt meer dan {limit} betalingen.',
      'The answer of the bank lists more than {limit} payments.',
    ),
  },
  remedies: {
    transactions: said(
      'Vraag de bank om het antwoord over meer bestanden te verdelen. Dien die daarna in.',
      'Ask the bank to divide the answer over more files. Then submit those.',
    ),
  },
}

/** Sentences of PAY-006: what an ISO 20022 status reason says, in our words. Only reasons that can befall a transfer of ours; any other one is `other`. */
export const REFUSAL_REASONS = {
  AC01: said('Het rekeningnummer is fout of ontbreekt.', 'The account number is wrong or missing.'),
  AC02: said('Het rekeningnummer van het departement is fout.', 'The account number of the department is wrong.'),
  AC03: said('Het rekeningnummer van de werkgever is fout of ontbreekt.', 'The account number of the employer is wrong or missing.'),
  AC04: said('De rekening is afgesloten.', 'The account is closed.'),
  AC06: said('De rekening is geblokkeerd.', 'The account is blocked.'),
  AC07: said('De rekening van de werkgever is afgesloten.', 'The account of the employer is closed.'),
  AC13: said('De rekening van het departement is niet van het juiste soort.', 'The account of the department is not of the right kind.'),
  AC14: said('De rekening van de werkgever is niet van het juiste soort.', 'The account of the employer is not of the right kind.'),
  AG01: said('Op dit soort rekening mag niet worden overgeschreven.', 'Transfers to this kind of account are not allowed.'),
  AG03: said('De rekening aanvaardt dit soort overschrijving niet.', 'The account does not accept this kind of transfer.'),
  AM01: said('Het bedrag is nul.', 'The amount is zero.'),
  AM02: said('Het bedrag is groter dan het toegelaten maximum.', 'The amount is larger than the maximum allowed.'),
  AM04: said('De rekening van het departement heeft niet genoeg geld.', 'The account of the department has not enough money.'),
  AM05: said('De bank heeft dezelfde betaling al eens gekregen.', 'The bank has received the same payment before.'),
  AM09: said('Het bedrag is niet het afgesproken of verwachte bedrag.', 'The amount is not the one agreed or expected.'),
  AM10: said('De som van de bedragen is niet het controletotaal.', 'The sum of the amounts is not the control total.'),
  BE01: said('De naam hoort niet bij het rekeningnummer.', 'The name does not belong to the account number.'),
  BE04: said('Het adres van de werkgever ontbreekt of is fout.', 'The address of the employer is missing or wrong.'),
  BE06: said('De ontvanger is bij zijn bank niet (meer) bekend.', 'The receiver is not (or no longer) known to its bank.'),
  BE22: said('De naam van de werkgever ontbreekt.', 'The name of the employer is missing.'),
  CNOR: said('De bank van de werkgever is niet bekend onder deze BIC.', 'The bank of the employer is not known under this BIC.'),
  CURR: said('De munt is fout.', 'The currency is wrong.'),
  CUST: said('De betaling is geannuleerd op vraag van de betaler.', 'The payment was cancelled at the request of the payer.'),
  DNOR: said('De bank van het departement is niet bekend onder deze BIC.', 'The bank of the department is not known under this BIC.'),
  DS02: said('Een bevoegde persoon heeft de opdracht geannuleerd.', 'An authorised person has cancelled the order.'),
  DT01: said('De datum van uitvoering is niet geldig.', 'The date of execution is not valid.'),
  DU01: said('De bank heeft al een bestand met dit kenmerk.', 'The bank has a file with this identification already.'),
  DU02: said('De bank heeft al een reeks betalingen met dit kenmerk.', 'The bank has a set of payments with this identification already.'),
  DU03: said('De bank heeft deze betaling al.', 'The bank has this payment already.'),
  DU04: said('De bank heeft al een betaling met deze referentie.', 'The bank has a payment with this reference already.'),
  DUPL: said('Dit is een dubbel van een andere betaling.', 'This is a duplicate of another payment.'),
  ED05: said('De verrekening tussen de banken is mislukt.', 'The settlement between the banks has failed.'),
  FF01: said('Het betaalbestand is onvolledig of fout.', 'The payment file is incomplete or wrong.'),
  FF10: said('De bank had een technisch probleem.', 'The bank had a technical problem.'),
  MD07: said('De rekeninghouder is overleden.', 'The holder of the account has died.'),
  MS02: said('De klant van de bank gaf geen reden.', 'The customer of the bank gave no reason.'),
  MS03: said('De bank gaf geen reden.', 'The bank gave no reason.'),
  NARR: said('De bank gaf de reden enkel in woorden.', 'The bank gave the reason in words only.'),
  RC01: said('De code van de bank (BIC) is niet juist geschreven.', 'The bank code (BIC) is not written correctly.'),
  RC07: said('De BIC van de bank van de werkgever is fout.', 'The BIC of the bank of the employer is wrong.'),
  RF01: said('De referentie komt meer dan eens voor in het bestand.', 'The reference occurs more than once in the file.'),
  RR01: said('De gegevens over de rekening van de betaler volstaan niet.', 'The data about the account of the payer are not sufficient.'),
  RR02: said('Naam of adres van de betaler volstaat niet.', 'The name or address of the payer is not sufficient.'),
  RR03: said('Naam of adres van de werkgever volstaat niet.', 'The name or address of the employer is not sufficient.'),
  RR04: said('De bank noemt een wettelijke reden.', 'The bank gives a legal reason.'),
  SL01: said('De bank van het departement hield de betaling tegen.', 'The bank of the department stopped the payment.'),
  SL02: said('De bank van de werkgever hield de betaling tegen.', 'The bank of the employer stopped the payment.'),
  TM01: said('Het bestand kwam na het uiterste uur bij de bank aan.', 'The file reached the bank after its latest hour.'),
} as const satisfies Record<string, Bilingual>

const WARNING = { severity: 'warning', disposition: 'warn', whoActs: 'operations' } as const

export const RETURN_EXCEPTIONS = {
  'RET-001': {
    severity: 'error',
    disposition: 'reject-file',
    whoActs: 'operations',
    title: said('Antwoord past bij geen betaalbestand', 'Answer fits no payment file'),
    message: said(
      'Het antwoord van de bank over bestand «{message}» past bij geen betaalbestand van dit systeem. Er is niets veranderd.',
      'The answer of the bank about file «{message}» fits no payment file of this system. Nothing was changed.',
    ),
    details: {
      'unknown-message': said('Dat kenmerk is hier niet bekend.', 'That identification is not known here.'),
      'unknown-run': said('De verwerking van dat bestand is niet bekend.', 'The run of that file is not known.'),
      'unknown-file': said('De verwerking heeft geen bestand met dat kenmerk.', 'The run has no file with that identification.'),
      'other-message': said(
        'Het gaat over een bericht «{kind}», niet over een pain.001.',
        'It is about a message «{kind}», not about a pain.001.',
      ),
      incomplete: said(
        'Het element {element} ontbreekt, is niet leesbaar of staat er tweemaal.',
        'The element {element} is missing, cannot be read or is there twice.',
      ),
    },
    remedy: said(
      'Kijk na van welk betaalbestand dit het antwoord is, en of het bij dit systeem hoort. Is het onvolledig, vraag de bank dan een nieuw antwoord en dien dat in.',
      'Check which payment file this is the answer to, and whether it belongs to this system. If it is incomplete, ask the bank for a new answer and submit that.',
    ),
  },
  'RET-002': {
    ...WARNING,
    title: said('Betaling niet bekend', 'Payment not known'),
    message: said(
      'De bank noemt betaling «{payment}», en die is hier niet bekend. Daarvoor is niets veranderd.',
      'The bank names payment «{payment}», which is not known here. Nothing was changed for it.',
    ),
    remedy: said(
      'Vraag de bank om welke betaling het gaat. Is het er een van dit systeem, meld het dan aan de beheerder van het systeem.',
      'Ask the bank which payment it is. If it is one of this system, tell the keeper of the system.',
    ),
  },
  'RET-003': {
    ...WARNING,
    title: said('Betaling van een ander bestand', 'Payment of another file'),
    message: said(
      'Betaling «{payment}» hoort bij {belongs}, en het antwoord van de bank gaat over {reported}. Voor deze betaling is niets veranderd.',
      'Payment «{payment}» belongs to {belongs}, and the answer of the bank is about {reported}. Nothing was changed for this payment.',
    ),
    remedy: said(
      'Vraag de bank een antwoord over het bestand waarin de betaling stond, en dien dat in.',
      'Ask the bank for an answer about the file that the payment was in, and submit that.',
    ),
  },
  'RET-004': {
    ...WARNING,
    title: said('Bank spreekt zichzelf tegen', 'Bank contradicts itself'),
    message: said(
      'De bank geeft betaling {payment} de status {status}, en eerder {known}: dat kan niet samen. Er is niets veranderd.',
      'The bank gives payment {payment} the status {status}, and {known} before: both cannot be. Nothing was changed.',
    ),
    details: {
      'settled-then-refused': said('De betaling geldt verder als niet geweigerd.', 'The payment still counts as not refused.'),
      'refused-then-settled': said(
        'De betaling geldt verder als geweigerd, en kan al opnieuw zijn uitbetaald.',
        'The payment still counts as refused, and can have been paid again already.',
      ),
    },
    remedy: said(
      'Vraag de bank of het geld weg is, en kijk het rekeninguittreksel na. Is het teruggekomen, registreer de betaling dan als teruggestort. Is ze tweemaal uitgevoerd, vraag dan één bedrag terug.',
      'Ask the bank whether the money has gone, and look at the account statement. If it came back, register the payment as returned. If it was executed twice, ask for one amount back.',
    ),
  },
  'RET-005': {
    ...WARNING,
    title: said('Aantal of som klopt niet', 'Count or sum does not agree'),
    message: said(
      'Het antwoord van de bank gaat over een ander geheel dan wat is verstuurd.',
      'The answer of the bank is about another whole than what was sent.',
    ),
    details: {
      count: said('Verstuurd: {expected}. De bank telt {reported} betalingen.', 'Sent: {expected}. The bank counts {reported} payments.'),
      sum: said('Verstuurd: {expected} euro. De bank telt {reported} euro.', 'Sent: {expected} euros. The bank counts {reported} euros.'),
    },
    remedy: said(
      'Vergelijk het bestand dat de bank kreeg met dat in manifest.json (sha256). Zijn ze verschillend, schort de betalingen dan op (pause) en bel de bank.',
      'Compare the file that the bank got with the one in manifest.json (sha256). If they differ, stop payments (pause) and call the bank.',
    ),
  },
  'RET-006': {
    severity: 'info',
    disposition: 'info',
    whoActs: 'operations',
    title: said('Betaling al teruggenomen', 'Payment taken back before'),
    message: said(
      'Betaling {payment} is eerder teruggenomen door verwerking {run}. Er is niets veranderd.',
      'Payment {payment} was taken back before by run {run}. Nothing was changed.',
    ),
    remedy: said('U hoeft niets te doen.', 'You need not do anything.'),
  },
  'RET-007': {
    ...WARNING,
    title: said('Regel van teruggestort geld onbruikbaar', 'Line of returned money unusable'),
    message: said(
      'Regel {line} van het bestand met teruggestort geld, over betaling «{payment}», kan niet worden gebruikt. Voor deze regel is niets veranderd.',
      'Line {line} of the file of returned money, about payment «{payment}», cannot be used. Nothing was changed for this line.',
    ),
    details: {
      fields: said('Het aantal velden is niet juist.', 'The number of fields is not right.'),
      payment: said('Deze betaling is niet bekend.', 'This payment is not known.'),
      amount: said('«{value}» is niet het bedrag van de betaling.', '«{value}» is not the amount of the payment.'),
      date: said('«{value}» kan de dag van terugstorten niet zijn.', '«{value}» cannot be the day of return.'),
      reason: said('«{value}» is geen reden.', '«{value}» is not a reason.'),
      'not-a-payment': said('Met dit kenmerk is geen geld verstuurd.', 'No money was sent under this identification.'),
      twice: said('Dezelfde betaling staat al op een eerdere regel.', 'The same payment is on an earlier line already.'),
    },
    remedy: said(
      'Vergelijk de regel met het rekeninguittreksel en verbeter ze. Dien daarna een nieuw bestand in.',
      'Compare the line with the account statement and correct it. Then submit a new file.',
    ),
  },
  'RET-008': {
    severity: 'warning',
    disposition: 'hold',
    whoActs: 'operations',
    title: said('Teruggestort geld wacht op een tweede persoon', 'Returned money waits for a second person'),
    message: said(
      'Teruggestort geld dat iemand registreert, moet door een tweede persoon worden nagekeken. Er is nog niets geboekt.',
      'Returned money that somebody registers must be checked by a second person. Nothing is booked yet.',
    ),
    remedy: said(
      'Laat iemand anders dan wie het bestand indiende het vergelijken met het rekeninguittreksel en de verwerking vrijgeven (release).',
      'Have someone other than who submitted the file compare it with the account statement and release the run (release).',
    ),
  },
  'RET-009': {
    ...WARNING,
    title: said('Status van de bank niet bekend', 'Status of the bank not known'),
    message: said(
      'De bank geeft betaling {payment} de status «{status}», die hier niet bekend of niet eenduidig is. Er is niets veranderd.',
      'The bank gives payment {payment} the status «{status}», which is not known here or not clear. Nothing was changed.',
    ),
    remedy: said(
      'Vraag de bank wat met de betaling is gebeurd. Is het geld niet aangekomen, registreer de betaling dan als teruggestort.',
      'Ask the bank what happened to the payment. If the money did not arrive, register the payment as returned.',
    ),
  },
} as const satisfies Record<string, CatalogueEntry>
