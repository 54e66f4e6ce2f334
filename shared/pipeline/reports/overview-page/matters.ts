// Understands a list of matters of one kind: what all of them need first, then the matters one by one; of many the rest is folded, of very many the last are counted.
import type { Step } from '../../overview/place.ts'
import { countWords } from '../page/bilingual.ts'
import { markup, NOTHING, type Markup } from '../page/markup.ts'
import { ownSteps, sharedSteps, stepsOfAll } from './steps.ts'
import { words, type TextName } from './texts.ts'

/** Matters that are open, and those that can be unfolded. */
const OPEN_MAX = 20
const LISTED_MAX = 500

export interface Column {
  readonly name: TextName
  readonly isNumber?: true
}

export interface Matters<T> {
  /** Of the part of the page, which has a title with this id behind which `-title` stands. */
  readonly id: string
  readonly columns: readonly Column[]
  readonly all: readonly T[]
  readonly cells: (each: T) => readonly Markup[]
  readonly steps: (each: T) => readonly Step[]
}

interface Listed {
  readonly cells: readonly Markup[]
  /** Nothing where no matter has steps of its own. */
  readonly own: Markup | undefined
}

export function matterList<T>({ id, columns, all, cells, steps }: Matters<T>): Markup {
  const shown = all.slice(0, LISTED_MAX)
  const { ofAll, own, isToldAbove } = sharedSteps(shown.map(steps))
  const hasOwn = own.some((each) => each.length > 0)
  const rows = shown.map((each, index): Listed => ({
    cells: cells(each),
    own: hasOwn ? ownSteps(own[index] ?? [], isToldAbove) : undefined,
  }))
  const heads = hasOwn ? [...columns, { name: 'todo' } as const] : columns
  const [open, folded] = [rows.slice(0, OPEN_MAX), rows.slice(OPEN_MAX)]
  return markup`${stepsOfAll(ofAll)}
${tableOf(`${id}-title`, heads, open)}${
    folded.length === 0
      ? NOTHING
      : markup`
<details><summary id="${id}-more">${words('showMore', { count: countWords(folded.length) })}</summary>
${tableOf(`${id}-title ${id}-more`, heads, folded)}</details>`
  }${all.length > shown.length ? markup`<p>${words('notShown', { count: countWords(all.length - shown.length) })}</p>` : NOTHING}`
}

const tableOf = (labels: string, columns: readonly Column[], rows: readonly Listed[]): Markup => markup`
<div class="wide" tabindex="0" role="region" aria-labelledby="${labels}"><table class="matters" aria-labelledby="${labels}">
<thead><tr>${columns.map(({ name, isNumber }) => markup`<th scope="col"${numeric(isNumber)}>${words(name)}</th>`)}</tr></thead>
<tbody>${rows.map((row) => rowOf(row, columns))}</tbody>
</table></div>`

const rowOf = ({ cells: [head = NOTHING, ...cells], own }: Listed, [, ...columns]: readonly Column[]): Markup => markup`
<tr><th scope="row">${head}</th>${cells.map((cell, index) => markup`<td${numeric(columns[index]?.isNumber)}>${cell}</td>`)}${own === undefined ? NOTHING : markup`<td class="todo">${own}</td>`}</tr>`

const numeric = (isNumber: true | undefined): Markup => (isNumber ? markup` class="n"` : NOTHING)
