// Understands the reference wage (referteloon): what the worker really cost the employer in the quarter (rules.md 4).
import { addCents, centsOf, euroText, subtractCents, sumEuro, type Cents, sumCents } from '../kernel/money.ts'
import { computed, type Found } from './finding.ts'
import type { Occupation } from './occupation.ts'
import { cite, VDAB, WERK } from './sources.ts'

/** R = gross wage + employer contributions - reductions of employer contributions, over all occupations. Can be negative: then CAL-001. */
export function referenceWage(occupations: readonly Occupation[]): Found<Cents> {
  const gross = sumEuro(occupations.map(({ grossWage }) => grossWage))
  const contributions = sumEuro(occupations.map(({ employerContributions }) => employerContributions))
  const reductions = sumEuro(occupations.map(({ contributionReductions }) => contributionReductions))
  const value = subtractCents(addCents(gross, contributions), reductions)
  const inputs = {
    grossWage: euroText(gross),
    employerContributions: euroText(contributions),
    contributionReductions: euroText(reductions),
  }
  return { value, finding: computed('reference-wage', cite(VDAB, WERK), '', inputs, euroText(value)) }
}

/** Other support of this employer's rows for the worker, for the 100 % limit (rules.md 6.2). */
export const otherSupportOf = (occupations: readonly Occupation[]): Cents =>
  sumCents(occupations.map(({ otherSupport }) => centsOf(otherSupport)))
