// Understands one business exception as data: a code of the catalogue, what it is about, and the values for its texts.
import type { EuroText } from '../kernel/money.ts'
import type { ExceptionCode } from './catalogue.ts'

/** A business finding for the report: returned, never thrown. The INSS is whole here; every report masks it. */
export interface BusinessException {
  readonly code: ExceptionCode
  /** Detail sentences of the catalogue entry that apply, in order. */
  readonly details?: readonly string[]
  /** Values for the placeholders of the texts. */
  readonly parameters: Readonly<Record<string, string>>
  /** Line of the sender's file, header = 1. */
  readonly line?: number
  /** Column in that line, of an XML file. */
  readonly column?: number
  /** The RSZ's own code for the same anomaly, `zzzzz-fff`: zone and kind of error (annex 30). */
  readonly anomaly?: string
  readonly employerNumber?: string
  readonly inss?: string
  readonly quarter?: string
  readonly measure?: string
  readonly field?: string
  readonly value?: string
  /** Euro that the finding moves, holds or keeps back, signed. */
  readonly amountEffect?: EuroText
}
