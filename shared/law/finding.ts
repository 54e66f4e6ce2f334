// Understands a finding: one step of a calculation, with its rule, its source, what went in and what came out.

export interface Finding {
  /** Name of the rule, the same everywhere: `ordinal`, `ceiling`, … */
  readonly rule: string
  readonly source: string
  /** The date from which the rule or amount used is in force, or an empty text for a rule without a date. */
  readonly inForceFrom: string
  readonly outcome: 'met' | 'not-met' | 'computed'
  readonly inputs: Readonly<Record<string, string>>
  readonly output: string
}

/** A value together with the finding that explains it, so that the explanation cannot differ from the sum. */
export interface Found<T> {
  readonly value: T
  readonly finding: Finding
}

/** A finding of a computed value. */
export const computed = (rule: string, source: string, inForceFrom: string, inputs: Record<string, string>, output: string): Finding => ({
  rule,
  source,
  inForceFrom,
  outcome: 'computed',
  inputs,
  output,
})

/** A finding of a condition that holds or does not. */
export const condition = (rule: string, source: string, inForceFrom: string, holds: boolean, inputs: Record<string, string>): Finding => ({
  rule,
  source,
  inForceFrom,
  outcome: holds ? 'met' : 'not-met',
  inputs,
  output: holds ? 'yes' : 'no',
})
