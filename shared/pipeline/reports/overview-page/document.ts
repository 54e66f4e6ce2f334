// Understands the overview as one page, index.html: what waits, what stands on each quarter, and every run; the same input gives the same bytes.
import { brusselsDate } from '../../../kernel/calendar.ts'
import type { Overview } from '../../overview/overview.ts'
import type { Place } from '../../overview/place.ts'
import { letterhead, opening } from '../page/frame.ts'
import { markup, NOTHING, type Markup } from '../page/markup.ts'
import { headline, waitingFigures } from './headline.ts'
import { quartersSection } from './quarters.ts'
import { runsSection } from './runs.ts'
import { SCRIPT } from './script.ts'
import { styleFor } from './style.ts'
import { TEXTS, words } from './texts.ts'
import { waitingSection } from './waiting.ts'

const home = ({ home: address }: Place): Markup =>
  address === undefined
    ? NOTHING
    : markup`
<p class="about"><a href="${address}">${words('home')}</a></p>`

/** The page; `place` says how its reader reaches the reports of a run, and what resolves what waits. */
export function overviewPage(overview: Overview, place: Place): string {
  const frame = { title: TEXTS.title, about: 'Kwartaalpremie', style: styleFor(brusselsDate(new Date(overview.at))), script: SCRIPT }
  return markup`${opening(frame)}<body>
<a class="skip" href="#runs-title">${words('skip')}</a>
<header>${letterhead(TEXTS.title)}${headline(overview)}${home(place)}
</header>
<main>${waitingFigures(overview)}
${waitingSection(overview, place)}
${quartersSection(overview.quarters)}
${runsSection(overview, place)}
</main>
<p id="said" class="unseen" role="status" aria-live="polite"></p>
<script>${{ html: SCRIPT }}</script>
</body>
</html>
`.html
}
