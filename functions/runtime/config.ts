// Understands the environment of a function: names of buckets and tables, and settings. A missing variable is named in the error.
import { z } from 'zod'

export type Environment = Readonly<Record<string, string | undefined>>

const name = z.string().min(3)

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
  TEST_NUMBERS_ALLOWED: z.enum(['yes', 'no']).transform((text) => text === 'yes'),
  CONCURRENCY: z.coerce.number().int().min(1).max(40).default(8),
  CHUNK_CHARACTERS_MIN: z.coerce.number().int().min(1).default(1_000_000),
  /** Whether metrics are written to the log, from which CloudWatch takes them. */
  EMIT_METRICS: z
    .enum(['yes', 'no'])
    .default('yes')
    .transform((text) => text === 'yes'),
  LOG_LEVEL: z.enum(['DEBUG', 'INFO', 'WARN', 'ERROR', 'SILENT']).default('INFO'),
})
export type Config = z.infer<typeof CONFIG>

/** Reads the configuration; throws one error that names every variable that is missing or wrong. */
export function readConfig(environment: Environment): Config {
  const read = CONFIG.safeParse(environment)
  if (read.success) return read.data
  throw new Error(`configuration: ${read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')}`)
}
