// Understands the factors of a premium: what a calculation read from the law and the declaration, taken from its findings, and the premium that they give.
import { fraction, type Fraction } from '../../../kernel/fraction.ts'
import { addCents, cents, centsOf, Decimal, NO_MONEY, roundHalfUpToCent, type Cents } from '../../../kernel/money.ts'
import type { MeasureAssessment } from '../../../law/assess.ts'
import type { Finding } from '../../../law/finding.ts'
import { supportLimit } from '../../../law/limits.ts'
import { wagePremium } from '../../../law/wage-premium.ts'

/** Amounts in cents; fractions exact. */
export interface Factors {
  /** Whole percent. */
  readonly percentage: number
  readonly referenceWage: Cents
  readonly employment: Fraction
  /** The ceiling of full-time employment: multiple x GGMMI x months. */
  readonly fullCeiling: Cents
  readonly otherSupport: Cents
  /** Undefined where the law gives no guidance premium. */
  readonly guidance: GuidanceFactors | undefined
}

export interface GuidanceFactors {
  readonly fixed: Cents
  /** The variable part of a full-time quarter. */
  readonly fullAmount: Cents
  readonly hoursShare: Fraction
}

/** `4/5` as an exact fraction; the findings write every fraction so. */
export function fractionOf(text: string): Fraction {
  const [numerator = '', denominator = '1'] = text.split('/')
  return fraction(BigInt(numerator), BigInt(denominator))
}

/** The finding of a rule; undefined where the calculation did not come to it. */
export const findingOf = ({ findings }: Pick<MeasureAssessment, 'findings'>, rule: string): Finding | undefined =>
  findings.find((finding) => finding.rule === rule)

/** What the finding of a rule says, its result as `output`; a computed premium that lacks one is our own error. */
export function valueOf(assessment: Pick<MeasureAssessment, 'findings'>, rule: string, name: string): string {
  const finding = findingOf(assessment, rule)
  const value = name === 'output' ? finding?.output : finding?.inputs[name]
  if (value === undefined) throw new Error(`Assertion failed: no ${name} in the finding ${rule} of a computed premium`)
  return value
}

/** The factors of a computed premium (not of a refused one). */
export function factorsOf(assessment: MeasureAssessment): Factors {
  const value = (rule: string, name = 'output'): string => valueOf(assessment, rule, name)
  const months = BigInt(value('ceiling', 'multiple')) * BigInt(value('ceiling', 'months'))
  return {
    percentage: Number(value('percentage')),
    referenceWage: centsOf(value('reference-wage')),
    employment: fractionOf(value('employment-fraction')),
    fullCeiling: cents(centsOf(value('ceiling', 'ggmmi')) * months),
    otherSupport: centsOf(value('support-limit', 'otherSupport')),
    guidance: findingOf(assessment, 'guidance-fixed') && {
      fixed: centsOf(value('guidance-fixed')),
      fullAmount: centsOf(value('guidance-variable', 'fullAmount')),
      hoursShare: fractionOf(value('guidance-variable', 'hoursShare')),
    },
  }
}

/** The ceiling in cents, exact. */
export const ceilingOfFactors = ({ fullCeiling, employment }: Pick<Factors, 'fullCeiling' | 'employment'>): Fraction =>
  fraction(fullCeiling * employment.numerator, employment.denominator)

/** The whole premium that the factors give, computed and rounded by the law itself (rules.md 4 to 6). */
export function premiumOf(factors: Factors): Cents {
  const { percentage, referenceWage, otherSupport, guidance } = factors
  const wage = wagePremium(percentage, referenceWage, ceilingOfFactors(factors)).value
  return addCents(supportLimit(wage, otherSupport, referenceWage).value.premium, guidance ? guidanceOf(guidance) : NO_MONEY)
}

/** The variable part is half-up to the cent on its own, as in `law/guidance-premium.ts`. */
function guidanceOf({ fixed, fullAmount, hoursShare: { numerator, denominator } }: GuidanceFactors): Cents {
  const euro = new Decimal((fullAmount * numerator).toString()).dividedBy((denominator * 100n).toString())
  return addCents(fixed, roundHalfUpToCent(euro))
}
