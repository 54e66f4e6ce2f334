// Understands the environment of a function: names of buckets and tables, and settings. A missing variable is named in the error.
import { z } from 'zod'
import { PAYMENT_FILE_TRANSACTIONS_MAX } from '../../shared/kernel/limits.ts'
import { centsOf } from '../../shared/kernel/money.ts'
import { STAGE_NAMES, type FunctionName } from '../../shared/pipeline/layout.ts'
import type { QueueUrls } from '../adapters/sqs.ts'

export type Environment = Readonly<Record<string, string | undefined>>

const name = z.string().min(3)
/** Absent or empty = none. */
const optional = z
  .string()
  .default('')
  .transform((text) => (text === '' ? null : text))
const yesOrNo = z.enum(['yes', 'no'])
const isYes = (text: 'yes' | 'no'): boolean => text === 'yes'
/** Absent or empty = no limit. */
const percentMax = z
  .string()
  .regex(/^\d{0,4}$/, 'a whole percentage, or nothing')
  .default('')
  .transform((text) => (text === '' ? null : Number(text)))
const euroMax = z
  .string()
  .regex(/^(?:\d{1,12}(?:\.\d{2})?)?$/, 'euros like 250000.00, or nothing')
  .default('')
  .transform((text) => (text === '' ? null : centsOf(text.includes('.') ? text : `${text}.00`)))

const CONFIG = z.object({
  INBOX_BUCKET: name,
  WORK_BUCKET: name,
  LEDGER_BUCKET: name,
  PAYMENTS_BUCKET: name,
  REPORTS_BUCKET: name,
  REGISTRY_TABLE: name,
  LEDGER_TABLE: name,
  RUNS_TABLE: name,
  /** Whether official test numbers (INSS months 61-72) are accepted. */
  TEST_NUMBERS_ALLOWED: yesOrNo.transform(isYes),
  CONCURRENCY: z.coerce.number().int().min(1).max(40).default(8),
  CHUNK_CHARACTERS_MIN: z.coerce.number().int().min(1).default(1_000_000),
  /** Whether metrics are written to the log, from which CloudWatch takes them. */
  EMIT_METRICS: yesOrNo.default('yes').transform(isYes),
  /** The stop rule (RUN-001, RUN-003) and four eyes for account numbers (PAY-008); off where nothing is given. */
  HOLD_EVERY_RUN: yesOrNo.default('no').transform(isYes),
  RUN_REFUSED_PERCENT_MAX: percentMax,
  RUN_CHANGE_PERCENT_MAX: percentMax,
  RUN_TOTAL_MAX: euroMax,
  ACCOUNT_RECOVERY_PERCENT_MAX: percentMax,
  ACCOUNT_RECOVERY_MAX: euroMax,
  CONFIRM_ACCOUNT_NUMBERS: yesOrNo.default('no').transform(isYes),
  /** Who pays and how its files for the bank are written. */
  DEBTOR_NAME: name,
  DEBTOR_IBAN: name,
  DEBTOR_BIC: optional,
  DEBTOR_ORGANISATION: optional,
  PAYMENT_PURPOSE: z.enum(['AEMP', 'GOVT']).default('AEMP'),
  PAYMENT_REMITTANCE: z.enum(['TEXT', 'STRUCTURED']).default('TEXT'),
  PAYMENT_FILE_TRANSACTIONS_MAX: z.coerce.number().int().min(1).max(PAYMENT_FILE_TRANSACTIONS_MAX).default(10_000),
  PAYMENT_EXECUTION_DAYS: z.coerce.number().int().min(0).max(30).default(1),
  /** Whether amounts in CSV reports have a decimal comma. */
  REPORT_DECIMAL_COMMA: yesOrNo.default('no').transform(isYes),
  LOG_LEVEL: z.enum(['DEBUG', 'INFO', 'WARN', 'ERROR', 'SILENT']).default('INFO'),
})
export type Config = z.infer<typeof CONFIG>

/** Names of the variables with the addresses of a stage's queues. */
export const queueVariables = (stage: FunctionName): QueueUrls => ({
  queue: `${stage.toUpperCase()}_QUEUE_URL`,
  deadLetters: `${stage.toUpperCase()}_DEAD_LETTERS_URL`,
})

/** Addresses of the queues of the stages; only the sweep has them. */
export function readQueueUrls(environment: Environment): Readonly<Partial<Record<FunctionName, QueueUrls>>> {
  const missing = STAGE_NAMES.flatMap((stage) => Object.values<string>({ ...queueVariables(stage) })).filter(
    (variable) => (environment[variable] ?? '') === '',
  )
  if (missing.length > 0) throw new Error(`configuration: ${missing.join(', ')}: missing`)
  return Object.fromEntries(
    STAGE_NAMES.map((stage) => {
      const { queue, deadLetters } = queueVariables(stage)
      return [stage, { queue: environment[queue] ?? '', deadLetters: environment[deadLetters] ?? '' }]
    }),
  )
}

/** Reads the configuration; throws one error that names every variable that is missing or wrong. */
export function readConfig(environment: Environment): Config {
  const read = CONFIG.safeParse(environment)
  if (read.success) return read.data
  throw new Error(`configuration: ${read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')}`)
}
