// Understands the guidance premium (begeleidingspremie) of an IMW: a fixed part, a variable part, and where the work was done (rules.md 5).
import { firstDayOf, type Quarter } from '../kernel/calendar.ts'
import { atMostOne, fraction, fractionText, sum } from '../kernel/fraction.ts'
import { centsOf, Decimal, euroText, roundHalfUpToCent, type Cents } from '../kernel/money.ts'
import { daysInside } from './ceiling.ts'
import { computed, condition, type Finding } from './finding.ts'
import type { EntitlementPeriod } from './grant.ts'
import { exactHours, hundredths, type LocatedOccupation } from './occupation.ts'
import type { ParameterSet } from './parameters.ts'
import { cite, HERWIN, policy, SECUREX } from './sources.ts'
import { requireInForceOn } from './timeline.ts'

export type Guidance =
  | { readonly kind: 'none'; readonly findings: readonly Finding[] }
  /** No establishment in the Flemish Region (CAL-004). */
  | { readonly kind: 'outside-flanders'; readonly findings: readonly Finding[] }
  /** `unknownEstablishments` is empty when every region is known; else the amount is held (CAL-003), with unknown regions taken as Flemish. */
  | {
      readonly kind: 'granted'
      readonly fixed: Cents
      readonly variable: Cents
      readonly regionUnknown: boolean
      readonly unknownEstablishments: readonly string[]
      readonly findings: readonly Finding[]
    }

const countsFor = ({ region }: LocatedOccupation): boolean => region === 'FLANDERS' || region === 'UNKNOWN'

/** Both parts of the guidance premium, each half-up to the cent on its own. */
export function guidancePremium(
  grant: EntitlementPeriod,
  ordinal: number,
  occupations: readonly LocatedOccupation[],
  quarter: Quarter,
  parameters: ParameterSet,
): Guidance {
  const level = grant.guidanceLevel
  if (grant.measure !== 'IMW' || level === 'NONE') return { kind: 'none', findings: [] }
  // An occupation in the days by which an RSZ period differs from the quarter is none in the quarter.
  const counting = occupations.filter((occupation) => countsFor(occupation) && daysInside(occupation, quarter) > 0)
  const region = condition('guidance-region', cite(SECUREX), firstDayOf(parameters.policies.imwFirstQuarter.value), counting.length > 0, {
    regions: occupations.map((occupation) => occupation.region).join(', '),
  })
  if (counting.length === 0) return { kind: 'outside-flanders', findings: [region] }

  const amounts = requireInForceOn(parameters.guidance, firstDayOf(quarter))
  const fixedText = amounts.value.fixed.findLast(({ fromOrdinal }) => ordinal >= fromOrdinal)?.amount
  if (fixedText === undefined) throw new Error(`no fixed guidance amount for ordinal ${ordinal}`)
  const fixed = centsOf(fixedText)
  const fixedFinding = computed(
    'guidance-fixed',
    cite(amounts.source, SECUREX, policy('fixedInFull')),
    amounts.from,
    { ordinal: String(ordinal) },
    euroText(fixed),
  )

  const weeks = BigInt(parameters.policies.weeksPerQuarter.value)
  const share = atMostOne(
    sum(
      counting.map(({ hoursPaid, fulltimeWeeklyHours }) => {
        const paid = exactHours(hoursPaid)
        return fraction(paid.numerator * 100n, paid.denominator * hundredths(fulltimeWeeklyHours) * weeks)
      }),
    ),
  )
  const full = centsOf(amounts.value.variable[level])
  const variable = roundHalfUpToCent(new Decimal((full * share.numerator).toString()).dividedBy((share.denominator * 100n).toString()))
  const inputs = { level, fullAmount: euroText(full), hoursShare: fractionText(share), weeks: weeks.toString() }
  const variableFinding = computed('guidance-variable', cite(HERWIN, policy('thirteenWeeks')), amounts.from, inputs, euroText(variable))

  const unknown = occupations.filter((occupation) => occupation.region === 'UNKNOWN')
  const unknownEstablishments = [...new Set(unknown.flatMap(({ establishmentNumber }) => establishmentNumber ?? []))]
  return {
    kind: 'granted',
    fixed,
    variable,
    regionUnknown: unknown.length > 0,
    unknownEstablishments,
    findings: [region, fixedFinding, variableFinding],
  }
}
