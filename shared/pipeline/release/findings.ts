// Understands what is told about a line of a request: done, nothing to do, a second person needed, not possible.
import type { ChunkItem } from '../records.ts'

/** What a line gave: accounts to compute, findings for the reports. */
export type LineResult = readonly ChunkItem[]

type Told = 'REL-002' | 'REL-003' | 'REL-004' | 'REL-005'

/** A finding for the reports of the request's run. The line is added by who reads the request. */
export const told = (
  code: Told,
  target: string,
  detail: string | undefined,
  parameters: Readonly<Record<string, string>> = {},
): Extract<ChunkItem, { type: 'loose-row' }> => ({
  type: 'loose-row',
  exception: { code, details: detail === undefined ? [] : [detail], parameters: { target, ...parameters } },
})
