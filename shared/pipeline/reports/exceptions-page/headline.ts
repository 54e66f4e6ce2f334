// Understands what happened to a file, as one sentence and as figures; both say what summary.json says.
import type { Bilingual, Language } from '../../../exceptions/catalogue.ts'
import { amountWords, both, countWords, filledText } from '../page/bilingual.ts'
import { amountText, countText } from '../page/figures.ts'
import { markup, NOTHING, type Markup } from '../page/markup.ts'
import { words, type TextName } from './texts.ts'

/** Of summary.json, what the page tells. */
export interface SummaryFacts {
  readonly runId: string
  readonly state: string
  readonly file: string
  readonly receivedAt: string
  readonly dryRun?: true
  readonly counts: Readonly<Record<'workers' | 'withoutGrant' | 'paid' | 'held' | 'refused' | 'overtaken' | 'withdrawn', number>>
  readonly payments: { readonly sum: string }
  readonly claims: { readonly sum: string }
  readonly held: { readonly sum: string }
  /** Only of an answer of the bank, or a list of returned money. */
  readonly returned?: { readonly count: number; readonly sum: string }
}

export interface Facts extends SummaryFacts {
  /** How many employers the file names, each once. */
  readonly employers: number
}

const NONE = '0.00'

type Kind = 'rejected' | 'dryRun' | 'held' | 'settled'
export const kindOf = ({ state, dryRun }: Facts): Kind =>
  state === 'rejected' ? 'rejected' : dryRun ? 'dryRun' : state === 'held' ? 'held' : 'settled'

const OPENINGS: Readonly<Record<Kind, Bilingual>> = {
  rejected: { nl: '{file} is geweigerd', en: '{file} was rejected' },
  dryRun: { nl: 'Proef met {file}', en: 'Dry run of {file}' },
  held: { nl: '{file} wacht op vrijgave', en: '{file} waits for release' },
  settled: { nl: '{file} is verwerkt', en: '{file} was processed' },
}
const CLOSINGS: Readonly<Record<Kind, Bilingual>> = {
  rejected: { nl: 'er is niets berekend en er wordt niets betaald', en: 'nothing was computed and nothing is paid' },
  dryRun: { nl: 'samen zou {sum} euro betaald worden', en: 'together {sum} euros would be paid' },
  held: { nl: 'na vrijgave wordt samen {sum} euro betaald', en: 'on release {sum} euros are paid together' },
  settled: { nl: 'samen wordt {sum} euro betaald', en: 'together {sum} euros are paid' },
}
/** Of what came back about payments: nothing is paid by it. */
const CAME_BACK: Bilingual = {
  nl: 'teruggekomen: {payments} van samen {sum} euro; aangehouden: {held} euro',
  en: 'came back: {payments} of {sum} euros together; held: {held} euros',
}
const MIDDLE: Bilingual = { nl: '{employers} met {workers}, van wie {ended}', en: '{employers} with {workers}, of whom {ended}' }
const NOUNS = {
  employer: { nl: ['werkgever', 'werkgevers'], en: ['employer', 'employers'] },
  payment: { nl: ['betaling', 'betalingen'], en: ['payment', 'payments'] },
  worker: { nl: ['werknemer', 'werknemers'], en: ['worker', 'workers'] },
} as const
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
  const { employers, counts, payments, file } = facts
  const several = (count: number, noun: keyof typeof NOUNS): string =>
    `${countText(count, language)} ${NOUNS[noun][language][count === 1 ? 0 : 1]}`
  if (facts.returned && kind !== 'rejected') {
    const { count, sum } = facts.returned
    const amounts = { sum: amountText(sum, language), held: amountText(facts.held.sum, language) }
    const cameBack = filledText(CAME_BACK, language, { payments: several(count, 'payment'), ...amounts })
    return `${filledText(OPENINGS[kind], language, { file })}: ${cameBack}.`
  }
  const ending = { ...counts, elsewhere: counts.overtaken + counts.withdrawn }
  const ends = (['paid', 'held', 'refused', 'withoutGrant', 'elsewhere'] as const)
    .filter((end) => (end !== 'withoutGrant' && end !== 'elsewhere') || ending[end] > 0)
    .map((end) => `${countText(ending[end], language)} ${ENDED[end][language]}`)
  const ended = `${ends.slice(0, -1).join(', ')} ${language === 'nl' ? 'en' : 'and'} ${ends.at(-1) ?? ''}`
  const middle =
    kind === 'rejected' || counts.workers === 0
      ? ''
      : `${filledText(MIDDLE, language, { employers: several(employers, 'employer'), workers: several(counts.workers, 'worker'), ended })}; `
  const closing = filledText(CLOSINGS[kind], language, { sum: amountText(payments.sum, language) })
  return `${filledText(OPENINGS[kind], language, { file })}: ${middle}${closing}.`
}

/** Counts that are always told, and others where there is something to tell. */
export function figures({ employers, counts, payments, held, claims }: Facts): Markup {
  const figure = (title: TextName, text: Bilingual): Markup => markup`<div><dt>${words(title)}</dt><dd>${both(text)}</dd></div>`
  const some = (title: TextName, count: number): Markup => (count === 0 ? NOTHING : figure(title, countWords(count)))
  const sum = (title: TextName, euro: string): Markup => (euro === NONE ? NOTHING : figure(title, amountWords(euro)))
  return markup`
<dl class="figures">
${figure('employers', countWords(employers))}${figure('workers', countWords(counts.workers))}${figure('paid', countWords(counts.paid))}${figure('held', countWords(counts.held))}${figure('refused', countWords(counts.refused))}${some('withoutGrant', counts.withoutGrant)}${some('elsewhere', counts.overtaken + counts.withdrawn)}
</dl>
<dl class="figures money">
${figure('paidSum', amountWords(payments.sum))}${sum('heldSum', held.sum)}${sum('claimSum', claims.sum)}
</dl>`
}
