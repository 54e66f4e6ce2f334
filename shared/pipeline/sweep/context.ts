// Understands what one sweep works with: its instant, how long what is quiet is left alone, and whether a stage is busy.
import type { Dependencies } from '../dependencies.ts'
import type { FunctionName } from '../layout.ts'

/** What one sweep works with. Instants are ISO. */
export interface Sweep {
  readonly dependencies: Dependencies
  readonly at: string
  /** What began after this is left alone. */
  readonly quietSince: string
  /** What was tried after this is not tried again. */
  readonly notSince: string
  /** Whether messages of a stage wait or are under way: then nobody stands still there, somebody stands in a row. */
  readonly isBusy: (stage: FunctionName) => Promise<boolean>
}
