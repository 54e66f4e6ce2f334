// Understands a table of the page: a caption, headings with scope, and a frame that scrolls by itself, also with the keyboard, where the page is narrower.
import { markup, NOTHING, type Markup } from './common.ts'

export interface Heading {
  readonly text: string
  readonly isNumber?: boolean
}

export interface Table {
  readonly name: string
  readonly caption: string
  readonly headings: readonly Heading[]
  /** One or more tbody. */
  readonly bodies: readonly Markup[]
  readonly foot?: Markup
}

const NUMBER = markup` class="n"`

export const table = ({ name, caption, headings, bodies, foot = NOTHING }: Table): Markup => markup`
<div class="wide" tabindex="0" role="group" aria-label="${caption}"><table class="${name}">
<caption>${caption}</caption>
<thead><tr>${headings.map(({ text, isNumber = false }) => markup`<th scope="col"${isNumber ? NUMBER : NOTHING}>${text}</th>`)}</tr></thead>
${bodies}${foot}
</table></div>`

export const numberCell = (text: string): Markup => markup`<td class="n${text.startsWith('\u2212') ? ' minus' : ''}">${text}</td>`
