// Knows the words that the script of exceptions.html puts into it, in Dutch and English: it carries no others.
import type { Bilingual, Language, Severity } from '../../../exceptions/catalogue.ts'
import { filledText } from '../page/bilingual.ts'

export const SCRIPT_TEXTS = {
  title: { nl: 'Meldingen van een verwerking', en: 'Findings of a run' },
  whatToDo: { nl: 'Wat te doen', en: 'What to do' },
  pages: { nl: 'Pagina’s', en: 'Pages' },
  of: { nl: 'van {pages}', en: 'of {pages}' },
  status: { nl: '{from}–{to} van {found} meldingen', en: '{from}–{to} of {found} findings' },
  statusOne: { nl: '1 melding', en: '1 finding' },
  statusFiltered: {
    nl: '{from}–{to} van {found} meldingen die passen, {total} in het geheel',
    en: '{from}–{to} of {found} matching findings, {total} in all',
  },
  statusNone: { nl: 'Geen enkele melding past bij deze filters.', en: 'No finding matches these filters.' },
  copy: { nl: 'Link', en: 'Link' },
  copyLong: { nl: 'Kopieer de link naar melding {number}', en: 'Copy the link to finding {number}' },
  copied: { nl: 'De link naar melding {number} is gekopieerd.', en: 'The link to finding {number} is copied.' },
  inAddress: { nl: 'De link naar melding {number} staat in de adresbalk.', en: 'The link to finding {number} is in the address bar.' },
  exported: { nl: '{found} meldingen bewaard.', en: '{found} findings saved.' },
} as const satisfies Record<string, Bilingual>

export const SEVERITY_TEXTS: Readonly<Record<Severity, Bilingual>> = {
  error: { nl: 'fout', en: 'error' },
  warning: { nl: 'waarschuwing', en: 'warning' },
  info: { nl: 'ter info', en: 'information' },
}
/** Beside the word: a form that tells them apart at a glance, without a colour. */
export const SEVERITY_SIGNS: Readonly<Record<Severity, string>> = { error: '■', warning: '▲', info: '○' }

/** A text of the script. */
export const say = (name: keyof typeof SCRIPT_TEXTS, language: Language, values: Readonly<Record<string, string>> = {}): string =>
  filledText(SCRIPT_TEXTS[name], language, values)
