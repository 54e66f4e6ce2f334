// Understands held payments by their reasons: what each reason is called, who acts, how much it holds back, and every employer and quarter.
import { entryOf, precedence, whoActsText, type Bilingual, type ExceptionCode } from '../../../exceptions/catalogue.ts'
import { centsOf, euroText, sumEuro, type EuroText } from '../../../kernel/money.ts'
import type { Place, Step } from '../../overview/place.ts'
import type { WaitingHold } from '../../sweep/open-holds.ts'
import { amountWords, both, countWords, quarterWords } from '../page/bilingual.ts'
import { employerNumberText } from '../page/figures.ts'
import { markup, NOTHING, type Markup } from '../page/markup.ts'
import { matterList } from './matters.ts'
import { TEXTS, words } from './texts.ts'

const NONE: EuroText = '0.00' as EuroText

/** Employers and quarters that wait for the same reasons: each stands once, so that the sums of the reasons are the sum of all. */
interface Reason {
  readonly codes: WaitingHold['codes']
  readonly holds: readonly WaitingHold[]
}

export const sumOf = (holds: readonly WaitingHold[]): EuroText => euroText(sumEuro(holds.map(({ amount }) => amount)))

export const holdsPart = (holds: readonly WaitingHold[], place: Place): Markup =>
  holds.length === 0
    ? NOTHING
    : markup`
<section id="holds">
<h3 id="holds-title">${words('holds')} <span class="many">${both(countWords(holds.length))}</span></h3>
<p class="about">${told(holds)}</p>
${reasonsOf(holds).map((reason, index) => reasonPart(reason, `holds-${index + 1}`, place))}
</section>`

/** In the order of the catalogue; the largest amounts first. */
function reasonsOf(holds: readonly WaitingHold[]): Reason[] {
  const places = (codes: WaitingHold['codes']): number[] => codes.map((code) => precedence(code))
  const byCodes = Map.groupBy(holds, ({ codes }) => codes.toSorted().join(' '))
  return [...byCodes.values()]
    .map((group) => ({
      codes: (group[0]?.codes ?? []).toSorted((a, b) => precedence(a) - precedence(b)),
      holds: group.toSorted(largestFirst),
    }))
    .toSorted((a, b) => {
      const [first, second] = [places(a.codes), places(b.codes)]
      return (first[0] ?? Infinity) - (second[0] ?? Infinity) || first.length - second.length || (first.join() < second.join() ? -1 : 1)
    })
}

function largestFirst(a: WaitingHold, b: WaitingHold): number {
  const difference = centsOf(b.amount) - centsOf(a.amount)
  if (difference !== 0n) return difference > 0n ? 1 : -1
  return `${a.employerNumber}${a.quarter}` < `${b.employerNumber}${b.quarter}` ? -1 : 1
}

function reasonPart({ codes, holds }: Reason, id: string, place: Place): Markup {
  const steps = ({ employerNumber, quarter }: WaitingHold): readonly Step[] =>
    codes.flatMap((code) => place.stepsFor({ type: 'hold', account: { employerNumber, quarter }, code }))
  const title = codes.length === 0 ? words('unknownReason') : markup`${codes.map((code, index) => codeTitle(code, index))}`
  return markup`
<h4 id="${id}-title">${title}</h4>
<p class="about">${told(holds)}${codes.length === 0 ? NOTHING : markup` · ${words('who', { who: whoActs(codes) })}`}</p>
${matterList({ id, columns: [{ name: 'employer' }, { name: 'quarter' }, { name: 'amount', isNumber: true }], all: holds, cells: cellsOf, steps })}`
}

const codeTitle = (code: ExceptionCode, index: number): Markup =>
  markup`${index === 0 ? NOTHING : markup` + `}<span class="code">${code}</span> ${both(entryOf(code).title)}`

function whoActs(codes: readonly ExceptionCode[]): Bilingual {
  const inLanguage = (language: 'nl' | 'en'): string =>
    [...new Set(codes.map((code) => whoActsText(entryOf(code).whoActs, language)))].join(', ')
  return { nl: inLanguage('nl'), en: inLanguage('en') }
}

const told = (holds: readonly WaitingHold[]): Markup =>
  words(holds.length === 1 ? 'oneHold' : 'severalHolds', { count: countWords(holds.length), sum: amountWords(sumOf(holds)) })

const cellsOf = ({ employerNumber, quarter, codes, amount }: WaitingHold): readonly Markup[] => [
  markup`<span class="code">${employerNumberText(employerNumber)}</span>`,
  both(quarterWords(quarter)),
  // Of a declaration that waits as a whole nothing is computed yet.
  both(codes.includes('RUN-003') && amount === NONE ? TEXTS.notComputed : amountWords(amount)),
]
