// Understands how a person looks at the page: the language, the name, how much; all of it in the address, so that it works without script.
import type { Language } from '../../../../shared/exceptions/catalogue.ts'

export interface Setting {
  readonly language: Language
  /** Name under which the person hands in and decides; may be empty. */
  readonly person: string
  /** Runs in the list, at most. */
  readonly count: number
}

export const COUNT_FIRST = 20
const COUNT_MAX = 1000

export function settingOf(query: URLSearchParams, person: string): Setting {
  const count = Number(query.get('show') ?? COUNT_FIRST)
  return {
    language: query.get('lang') === 'en' ? 'en' : 'nl',
    person: query.get('as') ?? person,
    count: Number.isInteger(count) && count > 0 ? Math.min(count, COUNT_MAX) : COUNT_FIRST,
  }
}

/** The address of the page with this setting, some of it changed. */
export function addressOf({ language, person, count }: Setting, more: Readonly<Record<string, string>> = {}): string {
  const show = count === COUNT_FIRST ? {} : { show: String(count) }
  return `/?${new URLSearchParams({ lang: language, as: person, ...show, ...more }).toString()}`
}
