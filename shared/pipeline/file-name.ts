// Understands the name under which the sender knows a file: its key without the inbox prefix.
import { PREFIXES } from './layout.ts'
import type { Run } from './run.ts'

/** The longest first: what is under two prefixes is under the inner one. */
const BY_LENGTH = Object.values(PREFIXES).toSorted((a, b) => b.length - a.length)

export function fileNameOf({ source: { key } }: Pick<Run, 'source'>): string {
  const prefix = BY_LENGTH.find((each) => key.startsWith(each)) ?? ''
  return key.slice(prefix.length)
}
