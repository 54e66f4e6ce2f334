// Understands what happened to a file, as one sentence and as figures; both say what summary.json says.
import type { Bilingual, Language } from '../../../exceptions/catalogue.ts'
import { amountWords, both, countWords, filledText } from '../page/bilingual.ts'
import { amountText, countText } from '../page/figures.ts'
import { fileWords } from '../page/request-name.ts'
import { markup, NOTHING, type Markup } from '../page/markup.ts'
import { counted } from './nouns.ts'
import { claimed, kindOf, NONE, type Facts, type Kind, type Total } from './facts.ts'
import { ENDED_EARLY, requestHeadline } from './request-headline.ts'
import { words, type TextName } from './texts.ts'

const OPENINGS: Readonly<Record<Kind, Bilingual>> = {
  rejected: { nl: '{file} is geweigerd', en: '{file} was rejected' },
  abandoned: { nl: '{file} is stopgezet', en: '{file} was abandoned' },
  dryRun: { nl: 'Proefberekening van {file}', en: 'Dry run of {file}' },
  held: { nl: '{file} wacht op vrijgave', en: '{file} waits for release' },
  settled: { nl: '{file} is verwerkt', en: '{file} was processed' },
}
interface Closing {
  readonly paid: Bilingual
  readonly nothing: Bilingual
  readonly claim: Bilingual
}
const CLOSINGS: Readonly<Record<'dryRun' | 'held' | 'settled', Closing>> = {
  dryRun: {
    paid: { nl: 'samen zou {sum} euro betaald worden', en: 'together {sum} euros would be paid' },
    nothing: { nl: 'er zou niets betaald worden', en: 'nothing would be paid' },
    claim: { nl: '{claim} euro zou teruggevorderd worden', en: '{claim} euros would be recovered' },
  },
  held: {
    paid: { nl: 'na vrijgave wordt samen {sum} euro betaald', en: 'on release {sum} euros are paid together' },
    nothing: { nl: 'na vrijgave wordt niets betaald', en: 'on release nothing is paid' },
    claim: { nl: 'na vrijgave wordt {claim} euro teruggevorderd', en: 'on release {claim} euros are recovered' },
  },
  settled: {
    paid: { nl: 'samen wordt {sum} euro betaald', en: 'together {sum} euros are paid' },
    nothing: { nl: 'er wordt niets betaald', en: 'nothing is paid' },
    claim: { nl: '{claim} euro wordt teruggevorderd', en: '{claim} euros are recovered' },
  },
}
/** Of what came back about payments: nothing is paid by it. */
const CAME_BACK: Bilingual = {
  nl: '{payments} teruggekomen, {sum} euro; {held} euro is aangehouden',
  en: '{payments} came back, {sum} euros; {held} euros are held',
}
const MIDDLE: Bilingual = { nl: '{employers} met {workers}, van wie {ended}', en: '{employers} with {workers}, of whom {ended}' }
const ENDED = {
  paid: { nl: 'betaald', en: 'paid' },
  held: { nl: 'aangehouden', en: 'held' },
  refused: { nl: 'geweigerd', en: 'refused' },
  withoutGrant: { nl: 'zonder toekenning', en: 'without a grant' },
  elsewhere: { nl: 'ingehaald of geannuleerd', en: 'overtaken or cancelled' },
} as const satisfies Record<string, Bilingual>

/** `juli.csv is verwerkt: 2 werkgevers met 1.204 werknemers, van wie 1.200 betaald, 3 aangehouden en 1 geweigerd; samen wordt 12,00 euro betaald.` */
export function headline(facts: Facts, language: Language): string {
  const kind = kindOf(facts)
  const file = fileWords(facts.file)[language]
  if (facts.request) return requestHeadline(facts.request, kind, { ...facts, file }, language)
  const parts =
    kind === 'rejected' || kind === 'abandoned'
      ? [ENDED_EARLY[kind][language]]
      : facts.returned
        ? [cameBack(facts.returned, facts.held, language)]
        : [...ended(facts, language), ...closing(CLOSINGS[kind], facts, language)]
  return `${filledText(OPENINGS[kind], language, { file })}: ${parts.join('; ')}.`
}

function cameBack({ count, sum }: Required<Total>, held: Facts['held'], language: Language): string {
  const amounts = { sum: amountText(sum, language), held: amountText(held.sum, language) }
  return filledText(CAME_BACK, language, { payments: counted(count, 'payment', language), ...amounts })
}

function ended({ employers, counts }: Facts, language: Language): string[] {
  if (counts.workers === 0) return []
  const ending = { ...counts, elsewhere: counts.overtaken + counts.withdrawn }
  const ends = (['paid', 'held', 'refused', 'withoutGrant', 'elsewhere'] as const)
    .filter((end) => (end !== 'withoutGrant' && end !== 'elsewhere') || ending[end] > 0)
    .map((end) => `${countText(ending[end], language)} ${ENDED[end][language]}`)
  const told = `${ends.slice(0, -1).join(', ')} ${language === 'nl' ? 'en' : 'and'} ${ends.at(-1) ?? ''}`
  return [
    filledText(MIDDLE, language, {
      employers: counted(employers, 'employer', language),
      workers: counted(counts.workers, 'worker', language),
      ended: told,
    }),
  ]
}

/** What is claimed is told beside what is paid: it is not taken off it. */
function closing({ paid, nothing, claim }: Closing, { payments, claims }: Facts, language: Language): string[] {
  const first = payments.sum === NONE ? nothing[language] : filledText(paid, language, { sum: amountText(payments.sum, language) })
  return claims.sum === NONE ? [first] : [first, filledText(claim, language, { claim: amountText(claimed(claims), language) })]
}

/** Counts that are always told, and others where there is something to tell. */
export function figures({ employers, counts, payments, held, claims, returned }: Facts): Markup {
  const figure = (title: TextName, text: Bilingual): Markup => markup`<div><dt>${words(title)}</dt><dd>${both(text)}</dd></div>`
  const some = (title: TextName, count: number): Markup => (count === 0 ? NOTHING : figure(title, countWords(count)))
  const sum = (title: TextName, euro: string): Markup => (euro === NONE ? NOTHING : figure(title, amountWords(euro)))
  // What came back is of payments, not of workers.
  if (returned)
    return markup`
<dl class="figures money">
${figure('employers', countWords(employers))}${figure('cameBackSum', amountWords(returned.sum))}${sum('paidSum', payments.sum)}${sum('heldSum', held.sum)}${sum('claimSum', claimed(claims))}
</dl>`
  return markup`
<dl class="figures">
${figure('employers', countWords(employers))}${figure('workers', countWords(counts.workers))}${figure('paid', countWords(counts.paid))}${figure('held', countWords(counts.held))}${figure('refused', countWords(counts.refused))}${some('withoutGrant', counts.withoutGrant)}${some('elsewhere', counts.overtaken + counts.withdrawn)}
</dl>
<dl class="figures money">
${figure('paidSum', amountWords(payments.sum))}${sum('heldSum', held.sum)}${sum('claimSum', claimed(claims))}
</dl>`
}
