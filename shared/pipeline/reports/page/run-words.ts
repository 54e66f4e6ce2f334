// Knows how pages call the states of a run and the stages of its way, in Dutch and English.
import type { Bilingual } from '../../../exceptions/catalogue.ts'
import type { FunctionName } from '../../layout.ts'
import type { RunState } from '../../run.ts'

export const STATE_TEXTS: Readonly<Record<RunState, Bilingual>> = {
  received: { nl: 'Wordt gelezen', en: 'Being read' },
  computing: { nl: 'Wordt berekend', en: 'Being computed' },
  held: { nl: 'Wacht op een tweede persoon', en: 'Waits for a second person' },
  released: { nl: 'Vrijgegeven, wordt geboekt', en: 'Released, being booked' },
  settling: { nl: 'Wordt geboekt', en: 'Being booked' },
  settled: { nl: 'Afgehandeld', en: 'Settled' },
  rejected: { nl: 'Geweigerd', en: 'Rejected' },
  abandoned: { nl: 'Stopgezet', en: 'Abandoned' },
}

export const STAGE_TEXTS: Readonly<Record<FunctionName, Bilingual>> = {
  intake: { nl: 'lezen van aangiften', en: 'reading declarations' },
  compute: { nl: 'berekenen', en: 'computing' },
  settle: { nl: 'boeken', en: 'booking' },
  registry: { nl: 'inlezen van registergegevens', en: 'reading registry rows' },
  recompute: { nl: 'herberekenen', en: 'computing again' },
  release: { nl: 'vrijgeven', en: 'releasing' },
  returns: { nl: 'lezen van antwoorden van de bank', en: 'reading answers of the bank' },
  sweep: { nl: 'nagaan wat stilstaat', en: 'looking for what stands still' },
}
