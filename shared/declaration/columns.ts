// Understands the columns of a declaration CSV (formats.md 1.1) and how a header names them.

export const COLUMNS = [
  'quarter',
  'declaration_sequence',
  'declaration_kind',
  'employer_number',
  'establishment_number',
  'establishment_region',
  'inss',
  'occupation_start',
  'occupation_end',
  'gross_wage',
  'employer_contributions',
  'contribution_reductions',
  'weekly_hours',
  'fulltime_weekly_hours',
  'hours_paid',
  'other_support',
  'other_measure',
] as const
export type Column = (typeof COLUMNS)[number]

/** Columns that a file may leave out; they are also the ones that a row may leave empty. */
export const OPTIONAL_COLUMNS: readonly Column[] = [
  'declaration_kind',
  'establishment_number',
  'establishment_region',
  'occupation_end',
  'other_support',
  'other_measure',
]
