/// <reference lib="dom" />
// Understands how findings are shown as rows of the page's table; whatever a sender wrote is put in as text. Runs in the browser.
import type { Language } from '../../../../exceptions/catalogue.ts'
import { amountText, countText } from '../../page/figures.ts'
import { say, SEVERITY_SIGNS, SEVERITY_TEXTS } from '../script-texts.ts'
import type { CodeData } from '../page-data.ts'
import type { Findings } from './selection.ts'

const COLUMNS = 10

/** An element with a class and what it holds: texts, which stay texts, and elements. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  className: string,
  ...children: readonly (string | Node)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name)
  if (className !== '') made.className = className
  made.append(...children)
  return made
}

/** The bodies of the table: one for all, or with a heading per code where the findings stand by code. */
export function bodiesOf(findings: Findings, places: readonly number[], language: Language, isGrouped: boolean): HTMLElement[] {
  const bodies: HTMLElement[] = []
  let last: CodeData | undefined
  for (const place of places) {
    const code = findings.codeOf(findings.row(place))
    if (bodies.length === 0 || (isGrouped && code !== last)) bodies.push(isGrouped ? bodyOfCode(code, language) : element('tbody', ''))
    last = code
    bodies.at(-1)?.append(rowOf(findings, place, code, language))
  }
  return bodies
}

function bodyOfCode({ code, title, whoActs }: CodeData, language: Language): HTMLElement {
  const heading = element('th', '', `${code} ${title[language]} – ${whoActs[language]}`)
  heading.scope = 'rowgroup'
  heading.colSpan = COLUMNS
  return element('tbody', '', element('tr', 'heading', heading))
}

function rowOf(findings: Findings, place: number, { code, severity }: CodeData, language: Language): HTMLElement {
  const row = findings.row(place)
  const [, , line, employer, worker, quarter, field, value, amount] = row
  const { message, remedy } = findings.texts(row, language)
  const sign = element('span', '', SEVERITY_SIGNS[severity])
  sign.ariaHidden = 'true'
  const made = element(
    'tr',
    '',
    numberCell(place + 1, language),
    element('td', 'code', code, element('small', '', sign, ` ${SEVERITY_TEXTS[severity][language]}`)),
    element('td', 'n line', line),
    element('td', 'code', employer),
    element('td', 'code', worker),
    element('td', 'code', quarter),
    element('td', 'message', element('p', '', message), element('details', '', element('summary', '', say('whatToDo', language)), remedy)),
    element('td', '', field),
    element('td', 'value', value),
    element('td', 'n', amount === '' ? '' : amountText(amount, language)),
  )
  made.id = `m${place + 1}`
  made.tabIndex = -1
  return made
}

function numberCell(number: number, language: Language): HTMLElement {
  const button = element('button', 'link', say('copy', language))
  button.type = 'button'
  button.dataset.link = String(number)
  button.ariaLabel = say('copyLong', language, { number: countText(number, language) })
  const cell = element('th', 'n', countText(number, language), element('br', ''), button)
  cell.scope = 'row'
  return cell
}
