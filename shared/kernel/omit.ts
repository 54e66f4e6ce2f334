// Understands how to leave properties out of a value.

/** A copy of the value without these properties. */
export function omit<T extends object, K extends keyof T>(value: T, ...keys: readonly K[]): Omit<T, K> {
  const copy: Partial<T> = { ...value }
  for (const key of keys) Reflect.deleteProperty(copy, key)
  return copy as Omit<T, K>
}
