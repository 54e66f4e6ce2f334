// Understands the first thing that the overview says: whether anything waits for a person, how much of what, and since when that is known.
import type { Overview } from '../../overview/overview.ts'
import { amountWords, both, countWords } from '../page/bilingual.ts'
import { markup, NOTHING, type Markup } from '../page/markup.ts'
import { sumOf } from './held-payments.ts'
import { updatedAt } from './moment.ts'
import { words } from './texts.ts'
import { waitingCount, waitingCounts, type WaitingKind } from './what-waits.ts'

/** `3 zaken wachten op iemand`, and when that was looked at. */
export function headline({ waiting, at }: Overview): Markup {
  const count = waitingCount(waiting)
  const sentence = count === 0 ? 'nothingWaits' : count === 1 ? 'oneWaits' : 'severalWait'
  return markup`
<h1>${words(sentence, { count: countWords(count) })}</h1>
<p class="origin"><span>${both(updatedAt(at))}</span></p>`
}

/** One figure per kind that waits, which leads to it. */
export function waitingFigures({ waiting }: Overview): Markup {
  const counts = Object.entries(waitingCounts(waiting)) as [WaitingKind, number][]
  const some = counts.filter(([, count]) => count > 0)
  if (some.length === 0) return NOTHING
  const sum = markup`<dd class="sum">${both(amountWords(sumOf(waiting.holds)))} ${words('euros')}</dd>`
  return markup`
<dl class="figures">${some.map(
    ([kind, count]) => markup`
<div><dt><a href="#${kind}">${words(kind)}</a></dt><dd>${both(countWords(count))}</dd>${kind === 'holds' ? sum : NOTHING}</div>`,
  )}
</dl>`
}
