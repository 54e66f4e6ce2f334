// Understands how it is told why a premium differs: each reason as a clause, and all of them as the one sentence that a page opens with.
import { fraction, isLess, type Fraction } from '../../../kernel/fraction.ts'
import type { Quarter } from '../../../kernel/calendar.ts'
import { largerOf, negateCents, NO_MONEY, type Cents } from '../../../kernel/money.ts'
import type { Language } from '../../../exceptions/catalogue.ts'
import type { Measure } from '../../../law/measures.ts'
import { fractionOf } from './factors.ts'
import { COMPARED, fill, FRACTION_CAUSES, isWithoutGrant, WENT, withoutText } from './reason-texts.ts'
import type { Change, Reason } from './reason.ts'
import { differenceOf } from './reasons.ts'
import { say } from './texts.ts'
import { shownCents, shownDay, shownFraction, shownOrdinal, shownPercentage, shownValue, signedCents, theQuarter } from './words.ts'

/** Reasons that the first sentence names, beside the largest that worked against them; the table below it names all. */
const NAMED_MAX = 2

/** The reason as a main clause without a point. No whole INSS leaves here. */
export function reasonText(reason: Reason, language: Language): string {
  switch (reason.kind) {
    case 'same':
    case 'computation':
      return fill(reason.kind, language)
    case 'none-still': {
      const values = { before: withoutText(reason.before, language), now: withoutText(reason.now, language) }
      return fill(reason.before === reason.now ? 'none-still' : 'none-other', language, values)
    }
    case 'began':
    case 'ended': {
      const clause = isWithoutGrant(reason.why) ? (`${reason.kind}-grant` as const) : reason.kind
      return fill(clause, language, { why: withoutText(reason.why, language), grant: shownValue(reason.grant, language) })
    }
    case 'guidance-began':
    case 'guidance-ended':
      return fill(`${reason.kind}-${reason.cause}`, language)
    case 'percentage':
    case 'guidance-fixed':
    case 'guidance-level':
    case 'ceiling-amount':
      return lawText(reason, language)
    case 'reference-wage':
    case 'employment-fraction':
    case 'other-support':
    case 'guidance-hours':
      return declaredText(reason, language)
  }
}

type OfKind<Kind extends Reason['kind']> = Extract<Reason, { kind: Kind }>

/** What the law or the decision gives. */
function lawText(reason: OfKind<'percentage' | 'guidance-fixed' | 'guidance-level' | 'ceiling-amount'>, language: Language): string {
  const shown = (text: string): string => shownValue(text, language)
  switch (reason.kind) {
    case 'percentage': {
      const { percentage, ordinal, grant } = reason
      return fill(`percentage-${reason.cause}`, language, {
        went: WENT[directionOf(percentage)][language],
        before: shownPercentage(percentage.before, language),
        now: shownPercentage(percentage.now, language),
        ordinal: shownOrdinal(ordinal.now, language),
        ordinalBefore: shownOrdinal(ordinal.before, language),
        grantBefore: shown(grant.before),
        grantNow: shown(grant.now),
        packageBefore: reason.package.before,
        packageNow: reason.package.now,
      })
    }
    case 'guidance-fixed':
      return fill(`guidance-fixed-${reason.cause}`, language, {
        went: WENT[directionOf(reason.amount)][language],
        ...shownChange(reason.amount, language),
        ordinal: shownOrdinal(reason.ordinal.now, language),
        ordinalBefore: shownOrdinal(reason.ordinal.before, language),
      })
    case 'guidance-level':
      return fill(`guidance-level-${reason.cause}`, language, {
        went: WENT[directionOf(reason.amount)][language],
        ...shownChange(reason.amount, language),
        levelBefore: reason.level.before,
        levelNow: reason.level.now,
      })
    case 'ceiling-amount':
      return fill('ggmmi', language, { ...compared(reason.ggmmi, language), from: shownDay(reason.from, language) ?? '' })
  }
}

/** What the employer declared. */
function declaredText(
  reason: OfKind<'reference-wage' | 'employment-fraction' | 'other-support' | 'guidance-hours'>,
  language: Language,
): string {
  switch (reason.kind) {
    case 'reference-wage':
      return fill(`wage-${reason.capped}`, language, {
        ...compared(reason.wage, language),
        ceilingBefore: shownValue(reason.ceilingBefore, language),
      })
    case 'employment-fraction':
      return fill('fraction', language, {
        ...comparedFraction(reason.fraction, language),
        ceilingBefore: shownValue(reason.ceiling.before, language),
        ceilingNow: shownValue(reason.ceiling.now, language),
        cause: FRACTION_CAUSES[reason.cause][language],
      })
    case 'other-support':
      return fill(reason.isCut ? 'support-cut' : 'support', language, compared(reason.support, language))
    case 'guidance-hours':
      return fill('guidance-hours', language, comparedFraction(reason.share, language))
  }
}

type Values = Readonly<Record<string, string>>

const shownChange = ({ before, now }: Change, language: Language): Values => ({
  before: shownValue(before, language),
  now: shownValue(now, language),
})
const compared = (change: Change, language: Language): Values => ({
  ...shownChange(change, language),
  compared: COMPARED[directionOf(change)][language],
})
const comparedFraction = (change: Change, language: Language): Values => ({
  before: shownFraction(change.before, language),
  now: shownFraction(change.now, language),
  compared: COMPARED[directionOf(change)][language],
})

/** An amount, a percentage or a fraction; both of a change are written alike. */
const exact = (text: string): Fraction => (text.includes('/') ? fractionOf(text) : fraction(BigInt(text.replace('.', '')), 1n))
const directionOf = ({ before, now }: Change): 'up' | 'down' => (isLess(exact(before), exact(now)) ? 'up' : 'down')

const absolute = (amount: Cents): Cents => largerOf(amount, negateCents(amount))

/** A premium of one measure beside that of the quarter before. */
export interface Compared {
  readonly measure: Measure
  readonly before: { readonly quarter: Quarter; readonly premium: Cents }
  readonly premium: Cents
  readonly reasons: readonly Reason[]
}

/** The answer to "why is it lower this time", in one sentence: first what moved the premium the way it went, the largest first, then what worked against it. */
export function answer({ measure, before, premium, reasons }: Compared, language: Language): string {
  const difference = differenceOf(reasons)
  const [only] = reasons
  const values = {
    measure,
    amount: shownCents(absolute(difference), language),
    quarter: theQuarter(before.quarter, language),
    before: shownCents(before.premium, language),
    premium: shownCents(premium, language),
  }
  if (only?.kind === 'same') return say('answerSame', language, values)
  if (only?.kind === 'none-still') return say('answerNone', language, { ...values, why: reasonText(only, language) })
  const name = difference === NO_MONEY ? 'answerEven' : difference < NO_MONEY ? 'answerLower' : 'answerHigher'
  return `${say(name, language, values)} ${clauses(reasons, difference, language)}.`
}

function clauses(reasons: readonly Reason[], difference: Cents, language: Language): string {
  const [only] = reasons
  if (only && reasons.length === 1) return reasonText(only, language)
  const ordered = reasons.toSorted((a, b) =>
    absolute(a.effect) > absolute(b.effect) ? -1 : absolute(a.effect) < absolute(b.effect) ? 1 : 0,
  )
  const isWith = ({ effect }: Reason): boolean => difference === NO_MONEY || effect < 0n === difference < 0n
  const named = [...ordered.filter(isWith).slice(0, NAMED_MAX), ...ordered.filter((reason) => !isWith(reason)).slice(0, 1)]
  const told = named.map((reason) => {
    const against = isWith(reason) ? '' : `${say('against', language)} `
    return `${against}${reasonText(reason, language)} (${signedCents(reason.effect, language)})`
  })
  const left = reasons.length - named.length
  return [...told, ...(left > 0 ? [say('more', language, { count: String(left) })] : [])].join('; ')
}
