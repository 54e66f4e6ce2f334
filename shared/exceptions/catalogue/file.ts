/** Knows the texts of the exceptions that concern a declaration file as a whole (FIL). */
import type { CatalogueEntry } from './entry.ts'

export const FILE_EXCEPTIONS = {
  'FIL-001': {
    severity: 'error',
    disposition: 'reject-file',
    whoActs: 'sender',
    title: { nl: 'Leeg bestand', en: 'Empty file' },
    message: {
      nl: 'Het bestand is leeg of bevat geen enkele aangifteregel. Er is niets verwerkt.',
      en: 'The file is empty or has no declaration lines. Nothing was processed.',
    },
    details: { magda: { nl: 'MAGDA antwoordde: {code}, «{diagnosis}».', en: 'MAGDA answered: {code}, «{diagnosis}».' } },
    remedy: {
      nl: 'Kijk na of het juiste bestand verstuurd is. Stuur daarna het volledige bestand.',
      en: 'Check that the right file was sent. Then send the complete file.',
    },
  },
  'FIL-002': {
    severity: 'error',
    disposition: 'reject-file',
    whoActs: 'sender',
    title: { nl: 'Bestand al ontvangen', en: 'File already received' },
    message: {
      nl:
        'Een bestand met precies dezelfde inhoud is al verwerkt of wordt nu verwerkt, in verwerking {run}. '
        + 'Dit bestand is daarom niet opnieuw verwerkt.',
      en:
        'A file with exactly the same content was processed before or is being processed now, in run {run}. '
        + 'This file was therefore not processed again.',
    },
    remedy: {
      nl:
        'Was dit een dubbele verzending, dan hoeft u niets te doen. '
        + 'Wilde u iets verbeteren, stuur dan het aangepaste bestand met een hoger volgnummer.',
      en:
        'If the file was sent twice, you need not do anything. '
        + 'If you meant to correct something, send the changed file with a higher sequence number.',
    },
  },
  'FIL-003': {
    severity: 'error',
    disposition: 'reject-file',
    whoActs: 'sender',
    title: { nl: 'Formaat niet herkend', en: 'Format not recognised' },
    message: {
      nl: 'Het bestand heeft niet het verwachte formaat. Er is niets verwerkt.',
      en: 'The file does not have the expected format. Nothing was processed.',
    },
    details: {
      extension: {
        nl: 'De naam «{file}» eindigt niet op .csv, .xml, .csv.gz of .xml.gz.',
        en: 'The name «{file}» does not end in .csv, .xml, .csv.gz or .xml.gz.',
      },
      root: {
        nl: 'Het XML-bestand begint met <{root}>. Gelezen worden DmfAOriginal en attesten van MAGDA (PubliceerMutatieDmfaVoorWerknemer).',
        en: 'The XML file begins with <{root}>. What is read: DmfAOriginal and attests of MAGDA (PubliceerMutatieDmfaVoorWerknemer).',
      },
      'missing-columns': { nl: 'Deze kolommen ontbreken: {missing}.', en: 'These columns are missing: {missing}.' },
      'unknown-columns': { nl: 'Deze kolommen zijn niet bekend: {unknown}.', en: 'These columns are not known: {unknown}.' },
      'double-columns': { nl: 'Deze kolommen komen meer dan eens voor: {double}.', en: 'These columns occur more than once: {double}.' },
    },
    remedy: {
      nl:
        'Gebruik een CSV-bestand met de voorgeschreven kolomnamen, of een XML-bestand van de DmfA of van een KSZ-attest. '
        + 'Kolomnamen moeten letter voor letter gelijk zijn. Stuur het bestand daarna opnieuw.',
      en:
        'Use a CSV file with the prescribed column names, or an XML file of the DmfA or of a KSZ attest. '
        + 'Column names must match letter for letter. Then send the file again.',
    },
  },
  'FIL-004': {
    severity: 'error',
    disposition: 'reject-file',
    whoActs: 'sender',
    title: { nl: 'Tekens niet in UTF-8', en: 'Characters not in UTF-8' },
    message: {
      nl: 'De tekens van het bestand kunnen niet gelezen worden. Er is niets verwerkt.',
      en: 'The characters of the file cannot be read. Nothing was processed.',
    },
    details: {
      byte: {
        nl: 'Het bestand is niet in UTF-8 opgeslagen. Het eerste onleesbare teken staat op byte {byte}.',
        en: 'The file is not stored as UTF-8. The first unreadable character is at byte {byte}.',
      },
      declared: {
        nl: 'Het XML-bestand zegt dat het in {encoding} opgeslagen is. Gelezen worden UTF-8 en ISO-8859-1.',
        en: 'The XML file says that it is stored as {encoding}. What is read: UTF-8 and ISO-8859-1.',
      },
    },
    remedy: {
      nl: 'Sla het bestand op als UTF-8. In Excel kiest u voor een CSV «CSV UTF-8». Stuur het bestand daarna opnieuw.',
      en: 'Save the file as UTF-8. In Excel, choose «CSV UTF-8» for a CSV. Then send the file again.',
    },
  },
  'FIL-005': {
    severity: 'error',
    disposition: 'reject-file',
    whoActs: 'sender',
    title: { nl: 'Bestand niet goed gevormd', en: 'Malformed file' },
    message: {
      nl: 'Het bestand kan niet volledig gelezen worden. Er is niets verwerkt.',
      en: 'The file cannot be read completely. Nothing was processed.',
    },
    details: {
      fields: {
        nl: 'Regel {line} telt {found} velden. Verwacht waren er {expected}.',
        en: 'Line {line} has {found} fields. Expected: {expected}.',
      },
      'open-quote': {
        nl: 'Op regel {line} wordt een aanhalingsteken geopend dat nergens gesloten wordt.',
        en: 'A quotation mark opened on line {line} is never closed.',
      },
      'stray-quote': {
        nl: 'Op regel {line} staat een aanhalingsteken op een plaats waar het niet hoort.',
        en: 'Line {line} has a quotation mark in a place where it does not belong.',
      },
      gzip: { nl: 'Het gecomprimeerde bestand (.gz) is beschadigd of afgebroken.', en: 'The compressed file (.gz) is damaged or cut off.' },
      'after-total': {
        nl: 'Regel {line} staat na de regel TOTAL. Die regel moet de laatste zijn.',
        en: 'Line {line} comes after the TOTAL row. That row must be the last one.',
      },
      'malformed-xml': { nl: 'De XML is niet goed gevormd op regel {line}.', en: 'The XML is not well formed at line {line}.' },
    },
    remedy: {
      nl: 'Maak het bestand opnieuw aan of verbeter de genoemde plaats. Stuur het daarna opnieuw.',
      en: 'Create the file again or correct the place named. Then send it again.',
    },
  },
  'FIL-006': {
    severity: 'error',
    disposition: 'reject-file',
    whoActs: 'sender',
    title: { nl: 'Controletotalen kloppen niet', en: 'Control totals do not agree' },
    message: {
      nl: 'De controletotalen in de regel TOTAL konden niet bevestigd worden. Er is niets verwerkt.',
      en: 'The control totals in the TOTAL row could not be confirmed. Nothing was processed.',
    },
    details: {
      rows: {
        nl: 'Volgens de regel TOTAL zijn er {stated} rijen. In het bestand staan er {counted}.',
        en: 'The TOTAL row states {stated} rows. The file has {counted}.',
      },
      'gross-wage': {
        nl: 'Volgens de regel TOTAL is de som van de brutolonen {statedSum} euro. In het bestand is die som {countedSum} euro.',
        en: 'The TOTAL row states a sum of gross wages of {statedSum} euros. In the file the sum is {countedSum} euros.',
      },
      unreadable: { nl: 'De regel TOTAL zelf kan niet gelezen worden: «{value}».', en: 'The TOTAL row itself cannot be read: «{value}».' },
    },
    remedy: {
      nl:
        'Kijk na of het bestand volledig is. Vul de totalen in als rows=… en gross_wage=…, over alle rijen samen. '
        + 'Stuur het bestand daarna opnieuw.',
      en:
        'Check that the file is complete. Enter the totals as rows=… and gross_wage=…, over all rows together. '
        + 'Then send the file again.',
    },
  },
  'FIL-007': {
    severity: 'error',
    disposition: 'reject-file',
    whoActs: 'sender',
    title: { nl: 'Bestand of regel te groot', en: 'File or record too large' },
    message: {
      nl: 'Het bestand overschrijdt een maximale grootte. Er is niets verwerkt.',
      en: 'The file is over a maximum size. Nothing was processed.',
    },
    details: {
      file: { nl: 'Het bestand is groter dan {limit}.', en: 'The file is larger than {limit}.' },
      'xml-record': {
        nl: 'Rond regel {line} staat een stuk tekst of een element van meer dan {limit}, of een persoon met te veel gegevens.',
        en: 'Around line {line} there is a piece of text or an element of more than {limit}, or a person with too much data.',
      },
      depth: {
        nl: 'Op regel {line} zijn de elementen meer dan {levels} niveaus diep in elkaar gezet.',
        en: 'On line {line} the elements are nested more than {levels} levels deep.',
      },
      decompressed: { nl: 'Het uitgepakte bestand is groter dan {limit}.', en: 'The decompressed file is larger than {limit}.' },
      record: {
        nl:
          'De gegevens die op regel {line} beginnen, zijn samen groter dan {limit}. '
          + 'Een aanhalingsteken dat geopend en nooit gesloten wordt, kan hiervan de oorzaak zijn.',
        en:
          'The record that begins on line {line} is larger than {limit}. '
          + 'A quotation mark that is opened and never closed can cause this.',
      },
    },
    remedy: {
      nl:
        'Verdeel een te groot bestand over kleinere bestanden. '
        + 'Houd daarbij alle regels van één werkgever en kwartaal in één bestand. '
        + 'Gaat het om één regel of element, kijk dan die plaats na. Stuur daarna opnieuw.',
      en:
        'Divide a file that is too large into smaller files. Keep all lines of one employer and quarter in one file. '
        + 'If one record or element is too large, check that place. Then send again.',
    },
  },
  'FIL-008': {
    severity: 'error',
    disposition: 'reject-file',
    whoActs: 'sender',
    title: { nl: 'DOCTYPE of entiteit in XML', en: 'DOCTYPE or entity in XML' },
    message: {
      nl: 'Het XML-bestand bevat een DOCTYPE of een eigen entiteit. Dat is om veiligheidsredenen niet toegelaten. Er is niets verwerkt.',
      en: 'The XML file contains a DOCTYPE or an entity of its own. This is not allowed, for security reasons. Nothing was processed.',
    },
    remedy: {
      nl: 'Maak het bestand opnieuw aan zonder DOCTYPE en zonder eigen entiteiten. Stuur het daarna opnieuw.',
      en: 'Create the file again without a DOCTYPE and without entities of its own. Then send it again.',
    },
  },
} as const satisfies Record<string, CatalogueEntry>
