// Understands the names of requests that the system writes itself: a hash says nothing to a person, so that it is told what they follow from.
import type { Bilingual } from '../../../exceptions/catalogue.ts'
import { sameWords } from './bilingual.ts'

const CAUSES: Readonly<Record<string, Bilingual>> = {
  import: { nl: 'na nieuwe registergegevens', en: 'after new registry rows' },
  sweep: { nl: 'na een nieuwe controle', en: 'after another look' },
  run: { nl: 'na een andere verwerking', en: 'after another run' },
}

const causeOf = (file: string): Bilingual | undefined => CAUSES[/^(import|sweep|run)-[0-9a-f]{24}\b/.exec(file)?.[1] ?? '']

/** Whether the system asked for it itself. */
export const isOwnRequest = (file: string): boolean => causeOf(file) !== undefined

/** What a file is called for people: its name, or of such a request what it follows from. */
export const fileWords = (file: string): Bilingual => causeOf(file) ?? sameWords(file)
