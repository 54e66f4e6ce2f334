// Understands which rules of the law a statement rests on: every rule that a finding names, with its source, its date, and the amount it took from a table.
import type { Finding } from '../../../law/finding.ts'
import type { Calculation } from '../outcome.ts'

export interface RuleUse {
  readonly rule: string
  /** As cited by the finding: `VDAB + WERK`, or `[P] reason`. */
  readonly source: string
  /** First day of the rule or amount used, or an empty text. */
  readonly inForceFrom: string
  /** The amount that the law gives, before it meets a wage or hours; null for a rule without one. */
  readonly amount: string | null
}

/** Each use once, in the order of the calculations. */
export function rulesOf(calculations: readonly Calculation[]): RuleUse[] {
  const uses = new Map<string, RuleUse>()
  for (const { findings } of calculations) {
    for (const finding of findings) {
      const { rule, source, inForceFrom } = finding
      const use = { rule, source, inForceFrom, amount: amountOf(finding) }
      uses.set(JSON.stringify(use), use)
    }
  }
  return [...uses.values()]
}

function amountOf({ rule, inputs, output }: Finding): string | null {
  if (rule === 'ceiling') return inputs.ggmmi ?? null
  if (rule === 'guidance-fixed') return output
  if (rule === 'guidance-variable') return inputs.fullAmount ?? null
  return null
}
