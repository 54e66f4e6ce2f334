// Understands what a statement says of workers without premium, and of premiums with something to remark: the code of each finding and who acts.
import { INSS_VISIBLE, masked } from '../../../kernel/identifiers.ts'
import type { BusinessException } from '../../../exceptions/business-exception.ts'
import { entryOf, type ExceptionCode } from '../../../exceptions/catalogue.ts'
import type { DeclarationOutcome } from '../outcome.ts'

export interface Remark {
  readonly code: ExceptionCode
  /** `none` = no premium because of it; `note` = the premium is computed, with something to know. */
  readonly kind: 'none' | 'note'
  /** Masked; null for a row that belongs to no worker, and for what concerns the whole declaration. */
  readonly worker: string | null
  readonly measure: string | null
  /** Line of the sender's file, only where no worker is known. */
  readonly line: number | null
  /** Whether lines of the same worker and measure show an amount. */
  readonly hasLines: boolean
}

/** The findings in report order, each once per worker and measure: several faulty rows of a worker are one remark. */
export function reasonsOf({ exceptions, calculations, entry }: DeclarationOutcome): Remark[] {
  const deciding = new Set(
    calculations.flatMap(({ inss, measure, outcome, exception = '' }) =>
      outcome === 'REFUSED' ? [[inss, measure, exception].join('#')] : [],
    ),
  )
  const isRefused = ({ code, inss = '', measure = '' }: BusinessException): boolean =>
    code === 'DCL-010' || entryOf(code).disposition === 'reject-worker' || deciding.has([inss, measure, code].join('#'))
  const withLines = new Set(entry.lines.flatMap(({ inss, measure }) => [inss as string, [inss, measure].join('#')]))
  const found = new Map<string, Remark>()
  for (const exception of exceptions) {
    const { code, inss, measure = null, line = null } = exception
    // The refusal of the whole declaration has a sentence of its own.
    if (code === entry.refusal?.code) continue
    const key = [inss ?? line ?? '', code, measure ?? ''].join('#')
    if (found.has(key)) continue
    const worker = inss === undefined ? null : masked(inss, INSS_VISIBLE)
    const kind = isRefused(exception) ? 'none' : 'note'
    const hasLines = withLines.has(measure === null ? (inss ?? '') : [inss, measure].join('#'))
    found.set(key, { code, kind, worker, measure, line: worker === null ? line : null, hasLines })
  }
  return [...found.values()]
}

/** Who has to do something about a code, as the employer sees it: the employer (or who declares for it), the department, or nobody. */
export function whoActs(code: ExceptionCode): 'employer' | 'department' | 'nobody' {
  switch (entryOf(code).whoActs) {
    case 'sender':
    case 'employer':
      return 'employer'
    case 'operations':
    case 'grant-administration':
    case 'payee-administration':
    case 'legal-parameters':
      return 'department'
    case 'nobody':
      return 'nobody'
  }
}
