// Understands the header of a CSV: which column stands where, and which are missing, unknown or double.

export interface HeaderProblems {
  readonly missing: readonly string[]
  readonly unknown: readonly string[]
  readonly double: readonly string[]
}

export type Header<C extends string> =
  | { readonly kind: 'columns'; readonly width: number; readonly record: (fields: readonly string[]) => Readonly<Record<C, string>> }
  | { readonly kind: 'problems'; readonly problems: HeaderProblems }

/** Names match exactly, in any order; columns that are absent but optional read as empty. */
export function readHeader<C extends string>(names: readonly string[], columns: readonly C[], optional: readonly C[]): Header<C> {
  const missing = columns.filter((column) => !names.includes(column) && !optional.includes(column))
  const unknown = names.filter((name) => !(columns as readonly string[]).includes(name))
  const double = [...new Set(names.filter((name, index) => names.indexOf(name) !== index))]
  if (missing.length + unknown.length + double.length > 0) return { kind: 'problems', problems: { missing, unknown, double } }
  const places = columns.map((column) => [column, names.indexOf(column)] as const)
  const record = (fields: readonly string[]): Readonly<Record<C, string>> =>
    Object.fromEntries(places.map(([column, place]) => [column, place === -1 ? '' : (fields[place] ?? '')])) as Record<C, string>
  return { kind: 'columns', width: names.length, record }
}

/** The detail keys and placeholder values with which FIL-003 and REG-004 name header problems. */
export function describeHeader({ missing, unknown, double }: HeaderProblems): {
  readonly details: readonly string[]
  readonly parameters: Readonly<Record<string, string>>
} {
  const named = { 'missing-columns': missing, 'unknown-columns': unknown.map((name) => `«${name}»`), 'double-columns': double }
  return {
    details: Object.entries(named).flatMap(([detail, names]) => (names.length > 0 ? [detail] : [])),
    parameters: {
      missing: missing.join(', '),
      unknown: named['unknown-columns'].join(', ').slice(0, 500),
      double: double.join(', ').slice(0, 500),
    },
  }
}
