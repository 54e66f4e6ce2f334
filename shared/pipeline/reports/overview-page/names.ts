// Knows how the overview calls kinds of runs, their states, and the stages.
import type { Bilingual } from '../../../exceptions/catalogue.ts'
import type { RunKind } from '../../overview/overview.ts'
import { both } from '../page/bilingual.ts'
import { markup, type Markup } from '../page/markup.ts'
import { fileWords, isOwnRequest } from '../page/request-name.ts'
import { senderText } from '../page/sender-text.ts'
import { TRANSITIONS, type RunState } from '../../run.ts'

export const KIND_TEXTS: Readonly<Record<RunKind, Bilingual>> = {
  declaration: { nl: 'Aangifte', en: 'Declaration' },
  'dry-run': { nl: 'Proefberekening', en: 'Dry run' },
  recompute: { nl: 'Herberekening', en: 'Recomputation' },
  release: { nl: 'Beslissing', en: 'Decision' },
  'bank-answer': { nl: 'Antwoord van de bank', en: 'Answer of the bank' },
  'returned-money': { nl: 'Teruggestort geld', en: 'Returned money' },
}

export const RETRY: Bilingual = { nl: 'Vrijgave', en: 'Release' }

/** A file as the overview calls it. */
export const nameOf = (file: string): Markup => (isOwnRequest(file) ? both(fileWords(file)) : markup`${senderText(file)}`)

/** The order is that of a run's way. */
export const STATES = Object.keys(TRANSITIONS) as RunState[]
