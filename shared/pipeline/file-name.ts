// Understands the name under which the sender knows a file: its key without the inbox prefix.
import { PREFIXES } from './layout.ts'
import type { Run } from './run.ts'

export const fileNameOf = (run: Run): string => run.source.key.slice(PREFIXES.declarations.length)
