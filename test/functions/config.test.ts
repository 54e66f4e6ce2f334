/** Checks the environment of a function: defaults, bounds, and one error that names every variable that is missing or wrong. */
import { describe, expect, it } from 'vitest'
import { readConfig, type Environment } from '../../functions/runtime/config.ts'

const NAMES = [
  'INBOX_BUCKET',
  'WORK_BUCKET',
  'LEDGER_BUCKET',
  'PAYMENTS_BUCKET',
  'REPORTS_BUCKET',
  'REGISTRY_TABLE',
  'LEDGER_TABLE',
  'RUNS_TABLE',
  'DEBTOR_NAME',
  'DEBTOR_IBAN',
] as const
const COMPLETE: Environment = { ...Object.fromEntries(NAMES.map((name) => [name, name.toLowerCase()])), TEST_NUMBERS_ALLOWED: 'no' }

/** The variables that the error names. */
function named(environment: Environment): string[] {
  try {
    readConfig(environment)
    return []
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return error.message
      .replace('configuration: ', '')
      .split('; ')
      .map((issue) => issue.slice(0, issue.indexOf(':')))
  }
}

it('a complete environment, with defaults for what it leaves out', () => {
  expect(readConfig({ ...COMPLETE, AWS_REGION: 'eu-west-1' })).toEqual({
    INBOX_BUCKET: 'inbox_bucket',
    WORK_BUCKET: 'work_bucket',
    LEDGER_BUCKET: 'ledger_bucket',
    PAYMENTS_BUCKET: 'payments_bucket',
    REPORTS_BUCKET: 'reports_bucket',
    REGISTRY_TABLE: 'registry_table',
    LEDGER_TABLE: 'ledger_table',
    RUNS_TABLE: 'runs_table',
    TEST_NUMBERS_ALLOWED: false,
    CONCURRENCY: 8,
    LOG_LEVEL: 'INFO',
    EMIT_METRICS: true,
    CHUNK_CHARACTERS_MIN: expect.any(Number) as number,
    HOLD_EVERY_RUN: false,
    RUN_REFUSED_PERCENT_MAX: null,
    RUN_CHANGE_PERCENT_MAX: null,
    RUN_TOTAL_MAX: null,
    ACCOUNT_RECOVERY_PERCENT_MAX: null,
    ACCOUNT_RECOVERY_MAX: null,
    CONFIRM_ACCOUNT_NUMBERS: false,
    DEBTOR_NAME: 'debtor_name',
    DEBTOR_IBAN: 'debtor_iban',
    DEBTOR_BIC: null,
    DEBTOR_ORGANISATION: null,
    PAYMENT_PURPOSE: 'AEMP',
    PAYMENT_REMITTANCE: 'TEXT',
    PAYMENT_FILE_TRANSACTIONS_MAX: 10_000,
    PAYMENT_EXECUTION_DAYS: 1,
    REPORT_DECIMAL_COMMA: false,
  })
})

it('what it names is taken over', () => {
  expect(
    readConfig({ ...COMPLETE, TEST_NUMBERS_ALLOWED: 'yes', CONCURRENCY: '40', CHUNK_CHARACTERS_MIN: '1', LOG_LEVEL: 'SILENT' }),
  ).toMatchObject({ TEST_NUMBERS_ALLOWED: true, CONCURRENCY: 40, CHUNK_CHARACTERS_MIN: 1, LOG_LEVEL: 'SILENT' })
})

describe('a missing variable is named', () => {
  it('every one of an empty environment', () => {
    expect(named({}).toSorted()).toEqual([...NAMES, 'TEST_NUMBERS_ALLOWED'].toSorted())
  })

  it.each([...NAMES, 'TEST_NUMBERS_ALLOWED'])('%s, absent or empty', (name) => {
    expect(named({ ...COMPLETE, [name]: undefined })).toEqual([name])
    expect(named({ ...COMPLETE, [name]: '' })).toEqual([name])
  })

  it('two missing and one wrong, together', () => {
    expect(named({ ...COMPLETE, WORK_BUCKET: undefined, RUNS_TABLE: undefined, CONCURRENCY: 'many' })).toEqual([
      'WORK_BUCKET',
      'RUNS_TABLE',
      'CONCURRENCY',
    ])
  })
})

describe('a wrong value is refused', () => {
  it.each([
    ['TEST_NUMBERS_ALLOWED', 'true'],
    ['TEST_NUMBERS_ALLOWED', 'YES'],
    ['CHUNK_CHARACTERS_MIN', '0'],
    ['CHUNK_CHARACTERS_MIN', '1.5'],
    ['LOG_LEVEL', 'info'],
    ['LOG_LEVEL', 'TRACE'],
  ])('%s=%s', (name, value) => {
    expect(named({ ...COMPLETE, [name]: value })).toEqual([name])
  })

  it.each(['0', '41', '-1', '2.5', 'many', ''])('CONCURRENCY=%s', (value) => {
    expect(() => readConfig({ ...COMPLETE, CONCURRENCY: value })).toThrow(/CONCURRENCY/)
  })

  it.each(['1', '8', '40'])('CONCURRENCY=%s is accepted', (value) => {
    expect(readConfig({ ...COMPLETE, CONCURRENCY: value }).CONCURRENCY).toBe(Number(value))
  })
})
