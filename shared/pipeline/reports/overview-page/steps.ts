// Understands what resolves a matter as steps on a page: words, with a command to copy or an address to go to; what many matters share stands once.
import type { Bilingual } from '../../../exceptions/catalogue.ts'
import type { Step } from '../../overview/place.ts'
import { both } from '../page/bilingual.ts'
import { markup, NOTHING, type Markup } from '../page/markup.ts'
import { words } from './texts.ts'

/** Steps of several matters: those of all, and of each its own. */
export interface SharedSteps {
  readonly ofAll: readonly Step[]
  readonly own: readonly (readonly Step[])[]
  /** The words of the own ones stand with those of all. */
  readonly isToldAbove: boolean
}

export function sharedSteps(given: readonly (readonly Step[])[]): SharedSteps {
  // Two reasons of one matter can need the same.
  const matters = given.map((steps) => steps.filter((step, index) => steps.findIndex((each) => isSame(each, step)) === index))
  const [first = []] = matters
  const isEverywhere = (step: Step): boolean => matters.every((steps) => steps.some((each) => isSame(each, step)))
  const ofAll = first.filter(isEverywhere)
  const own = matters.map((steps) => steps.filter((step) => !isEverywhere(step)))
  const [differing, another] = own[0] ?? []
  // One command per matter, always with the same words: they are told once.
  if (
    differing?.command === undefined
    || another !== undefined
    || !own.every(([step, more]) => step !== undefined && more === undefined && saysSame(step, differing))
  )
    return { ofAll, own, isToldAbove: false }
  const above = first.map((step) => (step === differing ? { text: step.text } : step))
  return { ofAll: above, own, isToldAbove: true }
}

const isSame = (a: Step, b: Step): boolean => saysSame(a, b) && a.command === b.command && a.href === b.href
const saysSame = (a: Step, b: Step): boolean => a.text.nl === b.text.nl && a.text.en === b.text.en && a.href === b.href

export const stepList = (steps: readonly Step[]): Markup =>
  steps.length === 0 ? NOTHING : markup`<ul class="steps">${steps.map((step) => markup`<li>${stepOf(step)}</li>`)}</ul>`

const stepOf = ({ text, command, href }: Step): Markup =>
  markup`${href === undefined ? both(text) : markup`<a href="${href}">${both(asLink(text))}</a>`}${command === undefined ? NOTHING : markup` ${commandBlock(command)}`}`

/** Nothing stands behind a link that a colon would announce. */
const asLink = ({ nl, en }: Bilingual): Bilingual => ({ nl: nl.replace(/:$/, ''), en: en.replace(/:$/, '') })

/** What a person fills in is seen as such. */
const commandBlock = (command: string): Markup =>
  markup`<code class="command">${command.split(/(<[\w ]+>)/).map((part, index) => (index % 2 === 0 ? markup`${part}` : markup`<var>${part}</var>`))}</code>`

/** The steps of one matter beside others. */
export const ownSteps = (steps: readonly Step[], isToldAbove: boolean): Markup =>
  isToldAbove ? markup`${steps.map(({ command }) => (command === undefined ? NOTHING : commandBlock(command)))}` : stepList(steps)

export const stepsOfAll = (steps: readonly Step[]): Markup =>
  steps.length === 0 ? NOTHING : markup`<p class="todo">${words('todo')}</p>${stepList(steps)}`
