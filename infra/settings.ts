// Understands the settings of a deployment: read from cdk.json, checked before anything is described; a wrong or missing one is told in a sentence.
import type { App } from 'aws-cdk-lib'
import { RetentionDays } from 'aws-cdk-lib/aws-logs'
import { isValidBIC, isValidIBAN } from 'ibantools'
import { z } from 'zod'
import { checkEmployerNumber } from '../shared/kernel/identifiers.ts'
import { PAYMENT_FILE_TRANSACTIONS_MAX } from '../shared/kernel/limits.ts'
import { bankName } from '../shared/text/bank-text.ts'

const days = z.number().int().positive()
/** null = no limit. */
const percentMax = z.number().int().min(0).max(9999).nullable()
const shareMax = z.number().int().min(0).max(100).nullable()
const eurosMax = z
  .string()
  .regex(/^\d{1,12}\.\d{2}$/, 'euros like "250000.00", or null')
  .nullable()

const SETTINGS = z.strictObject({
  /** Whether official test numbers (INSS months 61-72) are accepted; never in production. */
  testNumbersAllowed: z.boolean(),
  /** Where alarms are mailed. */
  alarmAddress: z.email(),
  /** One of the retentions that CloudWatch knows. */
  logRetentionDays: z.enum({
    month: RetentionDays.ONE_MONTH,
    quarter: RetentionDays.THREE_MONTHS,
    halfYear: RetentionDays.SIX_MONTHS,
    year: RetentionDays.ONE_YEAR,
    twoYears: RetentionDays.TWO_YEARS,
  }),
  /** Objects of the work bucket expire after this: longer than any run can be held. */
  longestHoldDays: days,
  /** Payments and reports, old versions too. */
  outputRetentionDays: days,
  inboxRetentionDays: days,
  /** Object Lock (governance) on the ledger and payments buckets; 0 = without. */
  objectLockDays: z.number().int().min(0),
  /** Warm throughput of registry and ledger for the closing day; 0 = on demand only. */
  warmReadUnits: z.number().int().min(0),
  warmWriteUnits: z.number().int().min(0),
  /** Functions of one stage at the same time (event source maximum concurrency). */
  maximumConcurrency: z.number().int().min(2).max(1000),
  /** Alarm when more than this share of a run's workers is refused. */
  refusedShareAlarmPercent: z.number().min(1).max(100),
  /** Alarm when a quarter's total exceeds this share of the same quarter of last year. */
  yearOnYearAlarmPercent: z.number().min(100),
  /** When a run waits for a second person before anything of it is booked (RUN-001), and when one account does (RUN-003). Named even where it is off. */
  stopRule: z.strictObject({
    holdsEveryRun: z.boolean(),
    /** Refused workers in percent of those for whom support is claimed. */
    refusedPercentMax: shareMax,
    /** Change of the employers' premiums against their previous quarter, in percent. */
    changePercentMax: percentMax,
    /** What a run pays, in euros. */
    runTotalMax: eurosMax,
    /** What one declaration takes back from its account: in percent of what was instructed, and in euros. */
    accountRecoveryPercentMax: shareMax,
    accountRecoveryMax: eurosMax,
  }),
  /** Whether a new or changed account number waits until a second person confirms it (PAY-008). */
  confirmsAccountNumbers: z.boolean(),
  /** The files for the bank (pain.001). */
  paymentFiles: z.strictObject({
    /** The department's account: name, IBAN, BIC or null, enterprise number or null. */
    debtor: z.strictObject({
      name: z.string().refine((name) => bankName(name).kind === 'written', 'a name that banks can write'),
      iban: z.string().refine((iban) => isValidIBAN(iban), 'a valid IBAN, without spaces'),
      bic: z
        .string()
        .refine((bic) => isValidBIC(bic) && bic === bic.toUpperCase(), 'a valid BIC in capitals, or null')
        .nullable(),
      organisationId: z
        .string()
        .refine(
          (number) => /^\d{10}$/.test(number) && checkEmployerNumber(number).kind === 'valid',
          'an enterprise number of ten digits, or null',
        )
        .nullable(),
    }),
    /** ISO 20022 purpose: active employment policy, or government payment. */
    purpose: z.enum(['AEMP', 'GOVT']),
    /** A sentence, or the Belgian structured reference. */
    remittance: z.enum(['TEXT', 'STRUCTURED']),
    /** Payments of one file; that many are held in memory. */
    transactionsMax: z.number().int().min(1).max(PAYMENT_FILE_TRANSACTIONS_MAX),
    /** Days from the booking to the execution; then the next TARGET day. */
    executionDays: z.number().int().min(0).max(30),
  }),
  /** The files that people open. */
  reports: z.strictObject({
    /** Amounts in the CSV files with a decimal comma, as a Belgian Excel reads them; else with the point of the formats. */
    decimalComma: z.boolean(),
  }),
  /** Deletion protection and RETAIN for ledger and registry. */
  protectData: z.boolean(),
})
export type Settings = z.infer<typeof SETTINGS> & { readonly stage: string }

/** The settings of the stage named by the context `stage` (test by default). Throws one sentence that names what is wrong. */
export function readSettings(app: App): Settings {
  const stage = (app.node.tryGetContext('stage') as string | undefined) ?? 'test'
  const all = app.node.tryGetContext('settings') as Readonly<Record<string, unknown>> | undefined
  const given = all?.[stage]
  if (given === undefined)
    throw new Error(`cdk.json has no settings for the stage «${stage}»; known are: ${Object.keys(all ?? {}).join(', ') || 'none'}.`)
  const read = SETTINGS.safeParse(given)
  if (!read.success)
    throw new Error(
      `The settings of the stage «${stage}» in cdk.json are not right: ${read.error.issues.map(({ path, message }) => `${path.join('.') || 'settings'}: ${message}`).join('; ')}.`,
    )
  if (stage === 'production' && read.data.testNumbersAllowed)
    throw new Error('The settings of the stage «production» allow test numbers; production must refuse them.')
  if (stage === 'production' && !read.data.protectData)
    throw new Error('The settings of the stage «production» do not protect its data (protectData); production must.')
  return { ...read.data, stage }
}
