// Understands which findings a reader asked for, and in which order. Runs in the browser; knows nothing of the page.
import type { Language, Severity } from '../../../../exceptions/catalogue.ts'
import { filled, valuesOf, type CodeData, type PageData, type Row } from '../page-data.ts'

export const SORTS = ['number', 'code', 'line', 'employer', 'worker', 'quarter', 'field', 'value', 'amount'] as const
export type SortName = (typeof SORTS)[number]

export interface Wish {
  /** Anywhere in what the row shows, in the language it shows; capitals do not matter. */
  readonly text: string
  readonly code: string
  readonly severity: Severity | ''
  /** Part of the number, points do not matter. */
  readonly employer: string
  readonly sort: SortName
  readonly isDescending: boolean
}
export const NO_WISH: Wish = { text: '', code: '', severity: '', employer: '', sort: 'code', isDescending: false }

export interface FindingTexts {
  readonly message: string
  readonly remedy: string
}

/** The findings of a page, by their place: that of finding 1 is 0. */
export class Findings {
  readonly data: PageData
  /** Codes in the order in which the page groups them. */
  readonly #order: ReadonlyMap<string, number>
  readonly #searched: Partial<Record<Language, readonly string[]>> = {}

  constructor(data: PageData, codes: readonly string[]) {
    this.data = data
    this.#order = new Map(codes.map((code, place) => [code, place]))
  }

  row(place: number): Row {
    const row = this.data.rows[place]
    if (!row) throw new Error(`no finding at ${place}`)
    return row
  }

  codeOf(row: Row): CodeData {
    const code = this.data.codes[row[0]]
    if (!code) throw new Error(`no code ${row[0]}`)
    return code
  }

  texts(row: Row, language: Language): FindingTexts {
    const form = this.data.forms[row[1]]
    if (!form) throw new Error(`no form ${row[1]}`)
    const values = valuesOf(row)
    return { message: filled(form[language].message, values), remedy: filled(form[language].remedy, values) }
  }

  /** Places of the findings that fit, sorted; equal ones stay in the order of the file. */
  matching(wish: Wish, language: Language): number[] {
    const text = wish.text.trim().toLowerCase()
    const employer = wish.employer.replaceAll(/[.\s]/g, '')
    const searched = text === '' ? undefined : this.#searchedIn(language)
    const places: number[] = []
    for (const [place, row] of this.data.rows.entries()) {
      const { code, severity } = this.codeOf(row)
      if (wish.code !== '' && code !== wish.code) continue
      if (wish.severity !== '' && severity !== wish.severity) continue
      if (employer !== '' && !row[3].includes(employer)) continue
      if (searched?.[place]?.includes(text) === false) continue
      places.push(place)
    }
    return this.#sorted(places, wish)
  }

  #sorted(places: number[], { sort, isDescending }: Wish): number[] {
    const direction = isDescending ? -1 : 1
    const keys = new Map(places.map((place) => [place, this.#keyOf(place, sort)]))
    return places.sort((a, b) => compared(keys.get(a), keys.get(b), direction) || a - b)
  }

  /** Undefined: nothing there, which stands last in either direction. */
  #keyOf(place: number, sort: SortName): bigint | number | string | undefined {
    const row = this.row(place)
    const [, , line, employer, worker, quarter, field, value, amount] = row
    switch (sort) {
      case 'number':
        return place
      case 'code':
        return this.#order.get(this.codeOf(row).code) ?? this.#order.size
      case 'line':
        return line === '' ? undefined : Number(line)
      case 'amount':
        return amount === '' ? undefined : BigInt(amount.replace('.', ''))
      case 'employer':
      case 'worker':
      case 'quarter':
      case 'field':
      case 'value':
        return { employer, worker, quarter, field, value }[sort] || undefined
    }
  }

  /** Made when somebody searches, once per language. */
  #searchedIn(language: Language): readonly string[] {
    this.#searched[language] ??= this.data.rows.map((row) => {
      const { message, remedy } = this.texts(row, language)
      const [, , ...columns] = row
      return [this.codeOf(row).code, ...columns.filter((column) => typeof column === 'string'), message, remedy].join('\n').toLowerCase()
    })
    return this.#searched[language]
  }
}

type Key = bigint | number | string | undefined

function compared(a: Key, b: Key, direction: number): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? 1 : -1
  return a === b ? 0 : a < b ? -direction : direction
}
