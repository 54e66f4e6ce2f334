// Understands the factors by which a difference is told, in order: how each takes its new value, and what is said of it.
import { daysInQuarter, type Quarter } from '../../../kernel/calendar.ts'
import { fraction, isLess } from '../../../kernel/fraction.ts'
import type { MeasureAssessment } from '../../../law/assess.ts'
import { daysInside } from '../../../law/ceiling.ts'
import type { Occupation } from '../../../law/occupation.ts'
import type { MeasureSide } from './explained-quarter.ts'
import { ceilingOfFactors, factorsOf, findingOf, valueOf, type Factors, type GuidanceFactors } from './factors.ts'
import type { Change, FractionCause, Told } from './reason.ts'

export type Premium = Extract<MeasureSide, { kind: 'premium' }>

export interface FactorStep {
  /** Gives one factor the value that it has now. */
  readonly replace: (factors: Factors, now: Factors) => Factors
  readonly tell: (before: Premium, now: Premium) => Told
}

/** In the order of the calculation. */
export const FACTOR_STEPS: readonly FactorStep[] = [
  { replace: (factors, { percentage }) => ({ ...factors, percentage }), tell: tellPercentage },
  {
    replace: (factors, { referenceWage }) => ({ ...factors, referenceWage }),
    tell: (before, now) => ({
      kind: 'reference-wage',
      wage: changeOf(before, now, 'reference-wage'),
      ceilingBefore: valueOf(before.assessment, 'ceiling', 'output'),
      capped: cappedWage(factorsOf(before.assessment), factorsOf(now.assessment)),
    }),
  },
  {
    replace: (factors, { employment }) => ({ ...factors, employment }),
    tell: (before, now) => ({
      kind: 'employment-fraction',
      fraction: changeOf(before, now, 'employment-fraction'),
      ceiling: changeOf(before, now, 'ceiling'),
      cause: fractionCause(before, now),
    }),
  },
  {
    replace: (factors, { fullCeiling }) => ({ ...factors, fullCeiling }),
    tell: (before, now) => ({
      kind: 'ceiling-amount',
      ggmmi: changeOf(before, now, 'ceiling', 'ggmmi'),
      from: findingOf(now.assessment, 'ceiling')?.inForceFrom ?? '',
    }),
  },
  {
    replace: (factors, { otherSupport }) => ({ ...factors, otherSupport }),
    tell: (before, now) => ({
      kind: 'other-support',
      support: changeOf(before, now, 'support-limit', 'otherSupport'),
      isCut: now.assessment.exceptions.some(({ code }) => code === 'CAL-002'),
    }),
  },
  // The whole guidance premium, where only one of the quarters has one; else its parts one by one.
  {
    replace: (factors, { guidance }) => (factors.guidance && guidance ? factors : { ...factors, guidance }),
    tell: ({ assessment }, now) =>
      findingOf(assessment, 'guidance-fixed')
        ? { kind: 'guidance-ended', cause: guidanceCause(now.assessment) }
        : { kind: 'guidance-began', cause: guidanceCause(assessment) },
  },
  {
    replace: guided(({ fixed }) => ({ fixed })),
    tell: (before, now) => ({
      kind: 'guidance-fixed',
      amount: changeOf(before, now, 'guidance-fixed'),
      ordinal: changeOf(before, now, 'ordinal'),
      cause: hasOtherRow(before, now, 'guidance-fixed') ? 'law' : 'ordinal',
    }),
  },
  {
    replace: guided(({ fullAmount }) => ({ fullAmount })),
    tell: (before, now) => ({
      kind: 'guidance-level',
      amount: changeOf(before, now, 'guidance-variable', 'fullAmount'),
      level: changeOf(before, now, 'guidance-variable', 'level'),
      cause: hasOtherRow(before, now, 'guidance-variable') ? 'law' : 'decision',
    }),
  },
  {
    replace: guided(({ hoursShare }) => ({ hoursShare })),
    tell: (before, now) => ({ kind: 'guidance-hours', share: changeOf(before, now, 'guidance-variable', 'hoursShare') }),
  },
]

/** Replaces one part of a guidance premium that both quarters have. */
function guided(part: (now: GuidanceFactors) => Partial<GuidanceFactors>): FactorStep['replace'] {
  return (factors, now) =>
    factors.guidance && now.guidance ? { ...factors, guidance: { ...factors.guidance, ...part(now.guidance) } } : factors
}

const changeOf = (before: Premium, now: Premium, rule: string, name = 'output'): Change => ({
  before: valueOf(before.assessment, rule, name),
  now: valueOf(now.assessment, rule, name),
})

/** Whether the rule took a row of the law, or a decision, of another date. */
const hasOtherRow = (before: Premium, now: Premium, rule: string): boolean =>
  findingOf(before.assessment, rule)?.inForceFrom !== findingOf(now.assessment, rule)?.inForceFrom

/** Where both are, the wage counts for the limit of 100 % only. */
function cappedWage(before: Factors, now: Factors): 'before' | 'now' | 'both' | 'neither' {
  const ceiling = ceilingOfFactors(before)
  const isCapped = ({ referenceWage }: Factors): boolean => isLess(ceiling, fraction(referenceWage, 1n))
  if (isCapped(before)) return isCapped(now) ? 'both' : 'before'
  return isCapped(now) ? 'now' : 'neither'
}

/** Without the finding about regions the decision grants no guidance at all. */
const guidanceCause = (assessment: MeasureAssessment): 'region' | 'decision' =>
  findingOf(assessment, 'guidance-region')?.outcome === 'not-met' ? 'region' : 'decision'

function tellPercentage(before: Premium, now: Premium): Extract<Told, { kind: 'percentage' }> {
  const ordinal = changeOf(before, now, 'ordinal')
  const packages = changeOf(before, now, 'percentage', 'package')
  const grant = { before: before.assessment.entitlementId, now: now.assessment.entitlementId }
  const percentage = changeOf(before, now, 'percentage')
  return { kind: 'percentage', percentage, ordinal, grant, package: packages, cause: causeOf() }

  function causeOf(): Extract<Told, { kind: 'percentage' }>['cause'] {
    if (grant.before !== grant.now) return 'grant'
    if (packages.before !== packages.now) return 'package'
    // Of a decision with percentages of its own the date is that of the decision.
    if (hasOtherRow(before, now, 'percentage')) return packages.now === 'EXPLICIT' ? 'decision' : 'law'
    return ordinal.before === ordinal.now ? 'decision' : 'ordinal'
  }
}

/** Whether other weekly hours or other days made the employment fraction what it is. */
function fractionCause(before: Premium, now: Premium): FractionCause {
  if (before.occupations.length === 0 || now.occupations.length === 0) return 'unknown'
  const hours = hoursOf(before) !== hoursOf(now)
  const dates = isWhole(before) !== isWhole(now) || (!isWhole(before) && !isWhole(now))
  if (hours) return dates ? 'both' : 'hours'
  return dates ? 'dates' : 'unknown'
}

const hoursOf = ({ occupations }: Premium): string =>
  [...new Set(occupations.map(({ weeklyHours, fulltimeWeeklyHours }) => `${weeklyHours}/${fulltimeWeeklyHours}`))].toSorted().join(' ')

const isWhole = ({ occupations, quarter }: Premium): boolean => occupations.every((occupation) => fillsQuarter(occupation, quarter))
const fillsQuarter = (occupation: Occupation, quarter: Quarter): boolean => daysInside(occupation, quarter) >= daysInQuarter(quarter)
