// Understands the identities of payment files and of the groups inside them, as the bank repeats them in its answer: computed, and read back.
import { type Measure, MEASURES } from '../law/measures.ts'

/** A payment file of a run: `fileNumber` counts from 1. */
export interface PaymentFileId {
  readonly runId: string
  readonly fileNumber: number
}

const RUN_ID = /^run-[0-9a-f]{24}$/
const MESSAGE_ID = /^(run-[0-9a-f]{24})-(\d{3,6})$/
const PAYMENT_INFORMATION_ID = /^([0-9a-f]{24})-(\d{3,6})([A-Z]{3})$/

/** With it, the longest identity has 35 characters: what the schema takes. */
export const FILE_NUMBER_MAX = 999_999

/** Three digits, more from 1,000 on; a number that no file can have is our own error. */
function numbered(fileNumber: number): string {
  if (!Number.isInteger(fileNumber) || fileNumber < 1 || fileNumber > FILE_NUMBER_MAX) throw new Error(`not a file number: ${fileNumber}`)
  return String(fileNumber).padStart(3, '0')
}

function checked(runId: string): string {
  if (!RUN_ID.test(runId)) throw new Error(`not a run that pays: ${runId}`)
  return runId
}

/** MsgId: `run-…-001`, at most 35 characters. Throws for a run that never pays, a dry run say, and for a number beyond 999,999. */
export const messageIdOf = (runId: string, fileNumber: number): string => `${checked(runId)}-${numbered(fileNumber)}`

/** PmtInfId: `…-001VOP`, the run without `run-`, at most 34 characters. One per measure and file. */
export const paymentInformationIdOf = (runId: string, fileNumber: number, measure: Measure): string =>
  `${checked(runId).slice('run-'.length)}-${numbered(fileNumber)}${measure}`

/** The file that a MsgId names; undefined for what messageIdOf never writes. */
export function parseMessageId(text: string): PaymentFileId | undefined {
  const [, runId = '', digits = ''] = MESSAGE_ID.exec(text) ?? []
  const fileNumber = Number(digits)
  return fileNumber > 0 && messageIdOf(runId, fileNumber) === text ? { runId, fileNumber } : undefined
}

/** The file and measure that a PmtInfId names; undefined for what paymentInformationIdOf never writes. */
export function parsePaymentInformationId(text: string): (PaymentFileId & { readonly measure: Measure }) | undefined {
  const [, run = '', digits = '', word] = PAYMENT_INFORMATION_ID.exec(text) ?? []
  const file = parseMessageId(`run-${run}-${digits}`)
  const measure = MEASURES.find((known) => known === word)
  return file && measure ? { ...file, measure } : undefined
}

/** Name of the file in the payments bucket: `payments-001.pain.001.xml` (formats.md 2). */
export const paymentFileName = (fileNumber: number): string => `payments-${numbered(fileNumber)}.pain.001.xml`
