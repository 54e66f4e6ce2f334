// Understands how the reading of a file ends.
import type { BusinessException } from '../exceptions/business-exception.ts'
import type { LateFindings } from './declaration.ts'

/** Complete, or rejected as a whole. */
export type FileOutcome =
  | { readonly kind: 'complete'; readonly rows: number; readonly late: LateFindings }
  /** `readWhole`: the finding is about the file as a whole, so its hash is known. */
  | { readonly kind: 'rejected'; readonly exception: BusinessException; readonly rows: number; readonly readWhole: boolean }
