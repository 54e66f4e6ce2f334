// Understands claims as the overview tells them: how much, and of which runs; collecting them is done elsewhere.
import { euroText, sumEuro } from '../../../kernel/money.ts'
import { REPORT_FILES } from '../../layout.ts'
import type { RunClaims } from '../../overview/overview.ts'
import type { Place } from '../../overview/place.ts'
import { amountWords, both, countWords } from '../page/bilingual.ts'
import { markup, NOTHING, type Markup } from '../page/markup.ts'
import { matterList } from './matters.ts'
import { momentCell } from './moment.ts'
import { nameOf } from './names.ts'
import { words } from './texts.ts'

export function claimsPart(claims: readonly RunClaims[], place: Place): Markup {
  const count = claims.reduce((total, each) => total + each.count, 0)
  if (count === 0) return NOTHING
  const sum = amountWords(euroText(sumEuro(claims.map((each) => each.sum))))
  const cells = ({ runId, file, receivedAt, count: ofRun, sum: sumOfRun }: RunClaims): readonly Markup[] => {
    const folder = place.reportsOf(runId)
    return [
      markup`<span class="file">${nameOf(file)}</span> <small>${runId}</small>${folder === undefined ? NOTHING : markup` <a href="${folder}${REPORT_FILES.claims}">${REPORT_FILES.claims}</a>`}`,
      momentCell(receivedAt),
      both(countWords(ofRun)),
      both(amountWords(sumOfRun)),
    ]
  }
  return markup`
<section id="claims">
<h3 id="claims-title">${words('claims')} <span class="many">${both(countWords(count))}</span></h3>
<p class="about">${words(count === 1 ? 'oneClaim' : 'severalClaims', { count: countWords(count), sum })} ${words('claimsAbout')}</p>
${matterList({
  id: 'claims',
  columns: [{ name: 'file' }, { name: 'received' }, { name: 'count', isNumber: true }, { name: 'amount', isNumber: true }],
  all: claims,
  cells,
  steps: () => [],
})}
</section>`
}
