// Understands the findings of a run by their codes: causes before what follows from them, with count, share, money, explanation, remedy and who acts.
import { entryOf, whoActsText, type Bilingual, type ExceptionCode, type Language } from '../../../exceptions/catalogue.ts'
import { euroText, type Cents } from '../../../kernel/money.ts'
import { amountWords, both, countWords } from '../page/bilingual.ts'
import { markup, NOTHING, type Markup } from '../page/markup.ts'
import type { CodeCount } from './kept-findings.ts'
import { piecesOf } from './page-data.ts'
import { SEVERITY_SIGNS, SEVERITY_TEXTS } from './script-texts.ts'
import { words, type TextName } from './texts.ts'

/**
 * Codes that follow from something else in the same run or its registry, and go when that is put right: a worker whose lines are faulty is absent (ENT-009),
 * a limit is passed because of what was refused or lowered (RUN-001, RUN-003), a lowered premium is set off or claimed (PAY-004, PAY-005).
 */
export const CONSEQUENCES: readonly ExceptionCode[] = ['ENT-009', 'PAY-004', 'PAY-005', 'RUN-001', 'RUN-003']

/** Within causes and within consequences the catalogue's own order: the file, the declaration, the worker, the grant, the sum, the payment. */
export const causesFirst = (counts: readonly CodeCount[]): CodeCount[] => [
  ...counts.filter(({ code }) => !CONSEQUENCES.includes(code)),
  ...counts.filter(({ code }) => CONSEQUENCES.includes(code)),
]

/** Amounts of several codes are not added up: a cause and what follows from it can tell the same money. */
export function byCode(counts: readonly CodeCount[], total: number): Markup {
  if (counts.length === 0) return markup`<section><h2>${words('byCode')}</h2><p>${words('nothing')}</p></section>`
  const isCause = ({ code }: CodeCount): boolean => !CONSEQUENCES.includes(code)
  const group = (title: TextName, ofGroup: readonly CodeCount[]): Markup =>
    ofGroup.length === 0
      ? NOTHING
      : markup`<tbody><tr class="group"><th scope="rowgroup" colspan="6">${words(title)}</th></tr>${ofGroup.map((each) => codeRow(each, total))}</tbody>`
  return markup`
<section>
<h2>${words('byCode')}</h2>
<div class="wide" tabindex="0" role="region" aria-labelledby="codes-caption"><table class="codes">
<caption id="codes-caption">${words('byCodeCaption')}</caption>
<thead><tr><th scope="col">${words('code')}</th><th scope="col">${words('finding')}</th><th scope="col">${words('severity')}</th><th scope="col" class="n">${words('count')}</th><th scope="col" class="n">${words('share')}</th><th scope="col" class="n">${words('amount')}</th></tr></thead>
${group('causes', counts.filter(isCause))}${group(
    'consequences',
    counts.filter((each) => !isCause(each)),
  )}
<tfoot><tr><th scope="row" colspan="3">${words('total')}</th><td class="n">${both(countWords(total))}</td><td class="n">${both(shareWords(total, total))}</td><td></td></tr></tfoot>
</table></div>
</section>`
}

function codeRow({ code, count, amount }: CodeCount, total: number): Markup {
  const { title, message, remedy, whoActs } = entryOf(code)
  const who = { nl: whoActsText(whoActs, 'nl'), en: whoActsText(whoActs, 'en') }
  return markup`
<tr><th scope="row"><a href="#code-${code}">${code}</a></th><td><strong>${both(title)}</strong><p>${both(general(message))}</p><p><b>${words('todo')}</b> ${both(general(remedy))}</p><p><b>${words('who')}</b> ${both(who)}</p></td><td class="severity">${severitySign(code)}</td><td class="n">${both(countWords(count))}</td><td class="n">${both(shareWords(count, total))}</td>${moneyCell(amount)}</tr>`
}

/** The word says it; the sign beside it is for the eye. */
export function severitySign(code: ExceptionCode): Markup {
  const { severity } = entryOf(code)
  return markup`<span aria-hidden="true">${SEVERITY_SIGNS[severity]}</span> ${both(SEVERITY_TEXTS[severity])}`
}

/** The sentence of a code with three dots for what differs from finding to finding. */
function general(template: Bilingual): Bilingual {
  const dots = (language: Language): string =>
    piecesOf(template[language])
      .map((piece, index) => (index % 2 === 0 ? piece : '…'))
      .join('')
      .replaceAll('….', '…')
  return { nl: dots('nl'), en: dots('en') }
}

/** With one decimal, half-up; less than half a tenth is told as such. */
export function shareWords(count: number, total: number): Bilingual {
  const tenths = Math.floor((count * 2_000 + total) / (2 * total))
  if (tenths === 0 && count > 0) return { nl: '< 0,1\u00a0%', en: '< 0.1%' }
  const [whole, tenth] = [Math.floor(tenths / 10), tenths % 10]
  return { nl: `${whole},${tenth}\u00a0%`, en: `${whole}.${tenth}%` }
}

const moneyCell = (amount: Cents | null): Markup =>
  amount === null ? markup`<td class="n">\u2013</td>` : markup`<td class="n">${both(amountWords(euroText(amount)))}</td>`
