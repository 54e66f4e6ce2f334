// Understands what a request did, as one sentence: a decision of a person, what was tried again, accounts that were computed again.
import type { Bilingual, ExceptionCode, Language } from '../../../exceptions/catalogue.ts'
import { amountText } from '../page/figures.ts'
import { claimed, NONE, type Facts, type Kind, type RequestKind } from './facts.ts'
import { counted } from './nouns.ts'
import { filledText } from '../page/bilingual.ts'

type Opening = 'done' | 'partly' | 'not' | 'nothing' | 'rejected' | 'abandoned' | 'held' | 'dryRun'

const RETRY: Bilingual = { nl: 'Opnieuw geprobeerd wat aangehouden was ({file})', en: 'Tried again what was held ({file})' }
const DECISION = {
  done: { nl: 'Beslissing {file} is uitgevoerd', en: 'Decision {file} was carried out' },
  partly: { nl: 'Beslissing {file} is gedeeltelijk uitgevoerd', en: 'Decision {file} was carried out in part' },
  not: { nl: 'Beslissing {file} is niet uitgevoerd', en: 'Decision {file} was not carried out' },
  nothing: { nl: 'Voor beslissing {file} was er niets vrij te geven', en: 'For decision {file} there was nothing to release' },
  rejected: { nl: 'Beslissing {file} is geweigerd', en: 'Decision {file} was rejected' },
  abandoned: { nl: 'Beslissing {file} is stopgezet', en: 'Decision {file} was abandoned' },
} as const satisfies Partial<Record<Opening, Bilingual>>
/** Of every file that was rejected or abandoned. */
export const ENDED_EARLY = {
  rejected: { nl: 'er is niets berekend en er wordt niets betaald', en: 'nothing was computed and nothing is paid' },
  abandoned: { nl: 'er is niets geboekt en er wordt niets betaald', en: 'nothing is booked and nothing is paid' },
} as const satisfies Partial<Record<Kind, Bilingual>>
const NOT_CARRIED_OUT: Bilingual = {
  nl: 'er is niets uitgevoerd en er wordt niets betaald',
  en: 'nothing was carried out and nothing is paid',
}
const RECOMPUTATION = {
  done: { nl: 'Herberekening {file}', en: 'Recomputation {file}' },
  held: { nl: 'Herberekening {file} wacht op vrijgave', en: 'Recomputation {file} waits for release' },
  dryRun: { nl: 'Proefberekening van herberekening {file}', en: 'Dry run of recomputation {file}' },
  rejected: { nl: 'Herberekening {file} is geweigerd', en: 'Recomputation {file} was rejected' },
  abandoned: { nl: 'Herberekening {file} is stopgezet', en: 'Recomputation {file} was abandoned' },
} as const satisfies Partial<Record<Opening, Bilingual>>

/** A sum of one stands without «together». */
const RELEASED: readonly [one: Bilingual, several: Bilingual] = [
  { nl: '{payments} van {sum} euro vrijgegeven', en: '{payments} of {sum} euros released' },
  { nl: '{payments} van samen {sum} euro vrijgegeven', en: '{payments} of {sum} euros together released' },
]
const CLAIMED: readonly [one: Bilingual, several: Bilingual] = [
  { nl: '{claims} van {sum} euro geboekt', en: '{claims} of {sum} euros booked' },
  { nl: '{claims} van samen {sum} euro geboekt', en: '{claims} of {sum} euros together booked' },
]
const TEXTS = {
  staysHeld: { nl: '{sum} euro blijft aangehouden', en: '{sum} euros stay held' },
  paysNothing: { nl: 'deze beslissing betaalt zelf niets', en: 'this decision itself pays nothing' },
  nothingPaid: { nl: 'er wordt niets betaald', en: 'nothing is paid' },
  computed: { nl: '{employers} opnieuw berekend', en: '{employers} computed again' },
  notComputed: { nl: 'er is niets opnieuw berekend', en: 'nothing was computed again' },
  more: { nl: '{sum} euro bij te betalen in {payments}', en: '{sum} euros to be paid in addition, in {payments}' },
  back: { nl: '{sum} euro terug te vorderen in {claims}', en: '{sum} euros to be recovered, in {claims}' },
  heldNow: { nl: '{sum} euro aangehouden', en: '{sum} euros held' },
  same: { nl: 'niets bij te betalen of terug te vorderen', en: 'nothing to be paid in addition or recovered' },
} as const satisfies Record<string, Bilingual>

/** `Beslissing release-1.csv is uitgevoerd: 1 betaling van 2.880,00 euro vrijgegeven.` */
export function requestHeadline(request: RequestKind, kind: Kind, facts: Facts, language: Language): string {
  const parts =
    kind === 'rejected' || kind === 'abandoned'
      ? [(kind === 'rejected' && request !== 'recompute' ? NOT_CARRIED_OUT : ENDED_EARLY[kind])[language]]
      : request === 'recompute'
        ? recomputed(facts, language)
        : decided(request, facts, language)
  return `${filledText(openingOf(request, kind, facts), language, { file: facts.file })}: ${parts.join('; ')}.`
}

function openingOf(request: RequestKind, kind: Kind, facts: Facts): Bilingual {
  if (request === 'recompute') return RECOMPUTATION[kind === 'settled' ? 'done' : kind]
  if (kind === 'rejected' || kind === 'abandoned') return DECISION[kind]
  return request === 'retry' ? RETRY : DECISION[howFar(facts)]
}

/** What a line that could not be carried out is told by; REL-003 alone says that there was nothing to do. */
const UNDONE: readonly ExceptionCode[] = ['REL-001', 'REL-004', 'REL-005']

function howFar({ exceptions = {}, payments, claims, held, employers }: Facts): 'done' | 'partly' | 'not' | 'nothing' {
  const [nothing, undone] = [(exceptions['REL-003'] ?? 0) > 0, UNDONE.some((code) => (exceptions[code] ?? 0) > 0)]
  const isMoved = [payments, claims].some(({ sum }) => sum !== NONE)
  // An account on which something stays held was not released, unless something of it was paid.
  const isDone = (exceptions['REL-002'] ?? 0) > 0 || isMoved || (employers > 0 && held.sum === NONE)
  if (!isDone) return undone || !nothing ? 'not' : 'nothing'
  return undone || nothing ? 'partly' : 'done'
}

function decided(request: RequestKind, { payments, claims, held }: Facts, language: Language): string[] {
  const { said, ofPayments, ofClaims } = sayer(payments, claims, language)
  const parts = [
    ...(payments.sum === NONE ? [] : [said(RELEASED[payments.count === 1 ? 0 : 1], ofPayments)]),
    ...(claims.sum === NONE ? [] : [said(CLAIMED[claims.count === 1 ? 0 : 1], ofClaims)]),
    ...(held.sum === NONE ? [] : [said(TEXTS.staysHeld, { sum: amountText(held.sum, language) })]),
  ]
  // What it let pass can be paid by another run.
  return parts.length > 0 ? parts : [said(request === 'retry' ? TEXTS.nothingPaid : TEXTS.paysNothing)]
}

function recomputed({ employers, payments, claims, held }: Facts, language: Language): string[] {
  const { said, ofPayments, ofClaims } = sayer(payments, claims, language)
  if (employers === 0) return [said(TEXTS.notComputed)]
  const moved = [
    ...(payments.sum === NONE ? [] : [said(TEXTS.more, ofPayments)]),
    ...(claims.sum === NONE ? [] : [said(TEXTS.back, ofClaims)]),
    ...(held.sum === NONE ? [] : [said(TEXTS.heldNow, { sum: amountText(held.sum, language) })]),
  ]
  return [said(TEXTS.computed, { employers: counted(employers, 'employer', language) }), ...(moved.length > 0 ? moved : [said(TEXTS.same)])]
}

type Values = Readonly<Record<string, string>>

function sayer(
  payments: Facts['payments'],
  claims: Facts['claims'],
  language: Language,
): { readonly said: (text: Bilingual, values?: Values) => string; readonly ofPayments: Values; readonly ofClaims: Values } {
  return {
    said: (text, values) => filledText(text, language, values),
    ofPayments: { payments: counted(payments.count ?? 0, 'payment', language), sum: amountText(payments.sum, language) },
    ofClaims: { claims: counted(claims.count ?? 0, 'claim', language), sum: amountText(claimed(claims), language) },
  }
}
