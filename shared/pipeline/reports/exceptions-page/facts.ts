// Understands what the page of findings knows of its run: what summary.json says, and how many employers the file names.
import type { ExceptionCode } from '../../../exceptions/catalogue.ts'

/** What a run carries out that is no declaration; `retry` is what the system asks for itself. */
export type RequestKind = 'release' | 'retry' | 'recompute'

export interface Total {
  /** Told of what a request paid and claimed. */
  readonly count?: number
  readonly sum: string
}

/** Of summary.json, what the page tells. */
export interface SummaryFacts {
  readonly runId: string
  readonly state: string
  readonly file: string
  readonly receivedAt: string
  readonly dryRun?: true
  readonly counts: Readonly<Record<'workers' | 'withoutGrant' | 'paid' | 'held' | 'refused' | 'overtaken' | 'withdrawn', number>>
  readonly payments: Total
  readonly claims: Total
  readonly held: { readonly sum: string }
  /** Only of an answer of the bank, or a list of returned money. */
  readonly returned?: { readonly count: number; readonly sum: string }
  readonly exceptions?: Readonly<Partial<Record<ExceptionCode, number>>>
}

export interface Facts extends SummaryFacts {
  /** How many employers the file names, each once. */
  readonly employers: number
  /** Of a run that carries out a request. */
  readonly request?: RequestKind
}

export const NONE = '0.00'
/** A claim is negative in the files; here its words say which way it goes. */
export const claimed = ({ sum }: Facts['claims']): string => sum.replace('-', '')

export type Kind = 'rejected' | 'abandoned' | 'dryRun' | 'held' | 'settled'
export const kindOf = ({ state, dryRun }: Facts): Kind =>
  state === 'rejected' || state === 'abandoned' ? state : dryRun ? 'dryRun' : state === 'held' ? 'held' : 'settled'
