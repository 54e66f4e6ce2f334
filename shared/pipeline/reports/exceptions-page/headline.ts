// Understands what happened to a file, as one sentence and as figures; both say what summary.json says.
import type { Bilingual, ExceptionCode, Language } from '../../../exceptions/catalogue.ts'
import { amountWords, both, countWords, filledText } from '../page/bilingual.ts'
import { amountText, countText } from '../page/figures.ts'
import { markup, NOTHING, type Markup } from '../page/markup.ts'
import { counted } from './nouns.ts'
import { requestHeadline, type RequestKind } from './request-headline.ts'
import { words, type TextName } from './texts.ts'

interface Total {
  /** Told of what a request paid and claimed. */
  readonly count?: number
  readonly sum: string
}

/** Of summary.json, what the page tells. */
export interface SummaryFacts {
  readonly runId: string
  readonly state: string
  readonly file: string
  readonly receivedAt: string
  readonly dryRun?: true
  readonly counts: Readonly<Record<'workers' | 'withoutGrant' | 'paid' | 'held' | 'refused' | 'overtaken' | 'withdrawn', number>>
  readonly payments: Total
  readonly claims: Total
  readonly held: { readonly sum: string }
  /** Only of an answer of the bank, or a list of returned money. */
  readonly returned?: { readonly count: number; readonly sum: string }
  readonly exceptions?: Readonly<Partial<Record<ExceptionCode, number>>>
}

export interface Facts extends SummaryFacts {
  /** How many employers the file names, each once. */
  readonly employers: number
  /** Of a run that carries out a request. */
  readonly request?: RequestKind
}

const NONE = '0.00'

export type Kind = 'rejected' | 'abandoned' | 'dryRun' | 'held' | 'settled'
export const kindOf = ({ state, dryRun }: Facts): Kind =>
  state === 'rejected' || state === 'abandoned' ? state : dryRun ? 'dryRun' : state === 'held' ? 'held' : 'settled'

const OPENINGS: Readonly<Record<Kind, Bilingual>> = {
  rejected: { nl: '{file} is geweigerd', en: '{file} was rejected' },
  abandoned: { nl: '{file} is stopgezet', en: '{file} was abandoned' },
  dryRun: { nl: 'Proef met {file}', en: 'Dry run of {file}' },
  held: { nl: '{file} wacht op vrijgave', en: '{file} waits for release' },
  settled: { nl: '{file} is verwerkt', en: '{file} was processed' },
}
const CLOSINGS: Readonly<Record<Kind, Bilingual>> = {
  rejected: { nl: 'er is niets berekend en er wordt niets betaald', en: 'nothing was computed and nothing is paid' },
  abandoned: { nl: 'er is niets geboekt en er wordt niets betaald', en: 'nothing is booked and nothing is paid' },
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
  const { employers, counts, payments, file, request } = facts
  if (request) return requestHeadline(request, kind, CLOSINGS[kind], facts, language)
  const isBooked = kind !== 'rejected' && kind !== 'abandoned'
  if (facts.returned && isBooked) {
    const { count, sum } = facts.returned
    const amounts = { sum: amountText(sum, language), held: amountText(facts.held.sum, language) }
    const cameBack = filledText(CAME_BACK, language, { payments: counted(count, 'payment', language), ...amounts })
    return `${filledText(OPENINGS[kind], language, { file })}: ${cameBack}.`
  }
  const ending = { ...counts, elsewhere: counts.overtaken + counts.withdrawn }
  const ends = (['paid', 'held', 'refused', 'withoutGrant', 'elsewhere'] as const)
    .filter((end) => (end !== 'withoutGrant' && end !== 'elsewhere') || ending[end] > 0)
    .map((end) => `${countText(ending[end], language)} ${ENDED[end][language]}`)
  const ended = `${ends.slice(0, -1).join(', ')} ${language === 'nl' ? 'en' : 'and'} ${ends.at(-1) ?? ''}`
  const middle =
    !isBooked || counts.workers === 0
      ? ''
      : `${filledText(MIDDLE, language, { employers: counted(employers, 'employer', language), workers: counted(counts.workers, 'worker', language), ended })}; `
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
