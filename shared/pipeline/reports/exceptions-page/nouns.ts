// Knows how many of something are told: one employer, two employers.
import type { Language } from '../../../exceptions/catalogue.ts'
import { countText } from '../page/figures.ts'

const NOUNS = {
  employer: { nl: ['werkgever', 'werkgevers'], en: ['employer', 'employers'] },
  payment: { nl: ['betaling', 'betalingen'], en: ['payment', 'payments'] },
  claim: { nl: ['vordering', 'vorderingen'], en: ['claim', 'claims'] },
  finding: { nl: ['melding', 'meldingen'], en: ['finding', 'findings'] },
  worker: { nl: ['werknemer', 'werknemers'], en: ['worker', 'workers'] },
} as const satisfies Record<string, Readonly<Record<Language, readonly [one: string, several: string]>>>

/** `1 werkgever`, `1.204 werknemers`. */
export const counted = (count: number, noun: keyof typeof NOUNS, language: Language): string =>
  `${countText(count, language)} ${NOUNS[noun][language][count === 1 ? 0 : 1]}`
