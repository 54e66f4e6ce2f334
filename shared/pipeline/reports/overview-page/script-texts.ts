// Knows the words that the script of the overview puts into it, in Dutch and English: it carries no others.
import type { Bilingual } from '../../../exceptions/catalogue.ts'

export const SCRIPT_TEXTS = {
  title: { nl: 'Overzicht', en: 'Overview' },
  status: { nl: '{total} verwerkingen', en: '{total} runs' },
  statusOne: { nl: '1 verwerking', en: '1 run' },
  statusFiltered: { nl: '{found} van {total} verwerkingen', en: '{found} of {total} runs' },
  statusNone: { nl: 'Geen enkele verwerking past bij deze filters.', en: 'No run matches these filters.' },
  copy: { nl: 'Kopieer', en: 'Copy' },
  copied: { nl: 'Gekopieerd', en: 'Copied' },
  fillIn: { nl: 'Gekopieerd: vul in wat tussen < en > staat', en: 'Copied: fill in what stands between < and >' },
  selected: { nl: 'Geselecteerd: druk op Ctrl+C', en: 'Selected: press Ctrl+C' },
} as const satisfies Record<string, Bilingual>
