/** Checks that a wrong or missing setting ends the synth with one sentence that names it. */
import { App } from 'aws-cdk-lib'
import { describe, expect, it } from 'vitest'
import { readConfig } from '../../functions/runtime/config.ts'
import { readSettings } from '../../infra/settings.ts'
import { paymentFilesOf, reportsOf, stopRuleOf } from '../../infra/stage.ts'
import { PAYMENT_FILE_TRANSACTIONS_MAX } from '../../shared/kernel/limits.ts'
import { BUCKETS, TABLES } from '../../shared/pipeline/layout.ts'
import { cdkContext, cdkSettings, cdkSynth, runApp, templateFiles, type RawSettings } from '../support/template.ts'

const { test, production } = cdkSettings()
const NAMES = Object.keys(test)
/** What a function must have, whatever the stop rule says and whoever pays. */
const ENVIRONMENT: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [...BUCKETS.map((bucket) => `${bucket}_BUCKET`), ...TABLES.map((table) => `${table}_TABLE`)].map((name) => [
      name.toUpperCase(),
      'name',
    ]),
  ),
  TEST_NUMBERS_ALLOWED: 'no',
}
const without = (settings: RawSettings, name: string): RawSettings =>
  Object.fromEntries(Object.entries(settings).filter(([key]) => key !== name))

const reading = (stage: string | undefined, settings: unknown): ReturnType<typeof readSettings> =>
  readSettings(new App({ context: { ...(stage === undefined ? {} : { stage }), ...(settings === undefined ? {} : { settings }) } }))

/** What is said about a stage with these settings, or nothing. */
function told(stage: string, settings: unknown): string {
  try {
    reading(stage, settings)
    return ''
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

describe('the settings of cdk.json', () => {
  it('are right for both deployments, and test is the one that nobody has to name', () => {
    expect(reading('production', { test, production })).toEqual({ stage: 'production', ...production })
    expect(reading(undefined, { test, production })).toEqual({ stage: 'test', ...test })
  })

  it('name the same things for both', () => {
    expect(Object.keys(production)).toEqual(NAMES)
  })

  it('of production refuse test numbers, protect the data, lock it, and are warm for the closing day', () => {
    expect(production).toMatchObject({ testNumbersAllowed: false, protectData: true })
    for (const name of ['objectLockDays', 'warmReadUnits', 'warmWriteUnits']) expect(production[name]).toBeGreaterThan(0)
  })
})

it('what the settings call a limit, a function reads as that limit; off is off', () => {
  const stopRule = {
    holdsEveryRun: true,
    refusedPercentMax: 20,
    changePercentMax: 150,
    runTotalMax: '250000.00',
    accountRecoveryPercentMax: 50,
    accountRecoveryMax: '1000.50',
  }
  const limited = reading('test', { test: { ...test, stopRule, confirmsAccountNumbers: true } })
  expect(readConfig({ ...ENVIRONMENT, ...paymentFilesOf(limited), ...stopRuleOf(limited) })).toMatchObject({
    HOLD_EVERY_RUN: true,
    RUN_REFUSED_PERCENT_MAX: 20,
    RUN_CHANGE_PERCENT_MAX: 150,
    RUN_TOTAL_MAX: 25_000_000n,
    ACCOUNT_RECOVERY_PERCENT_MAX: 50,
    ACCOUNT_RECOVERY_MAX: 100_050n,
    CONFIRM_ACCOUNT_NUMBERS: true,
  })
  expect(stopRuleOf(reading('test', { test }))).toEqual({ HOLD_EVERY_RUN: 'no', CONFIRM_ACCOUNT_NUMBERS: 'no' })
})

it.each([true, false])('whether reports have a decimal comma, a function reads as the settings say it: %s', (decimalComma) => {
  const variables = {
    ...paymentFilesOf(reading('test', { test })),
    ...reportsOf(reading('test', { test: { ...test, reports: { decimalComma } } })),
  }
  expect(readConfig({ ...ENVIRONMENT, ...variables })).toMatchObject({ REPORT_DECIMAL_COMMA: decimalComma })
})

it('who pays and how, a function reads as the settings say it; what the department does not have is none', () => {
  const paymentFiles = {
    debtor: { name: 'Departement Werk', iban: 'BE62510007547061', bic: 'GEBABEBB', organisationId: null },
    purpose: 'GOVT',
    remittance: 'STRUCTURED',
    transactionsMax: PAYMENT_FILE_TRANSACTIONS_MAX,
    executionDays: 0,
  }
  const { debtor } = paymentFiles
  expect(readConfig({ ...ENVIRONMENT, ...paymentFilesOf(reading('test', { test: { ...test, paymentFiles } })) })).toMatchObject({
    DEBTOR_NAME: debtor.name,
    DEBTOR_IBAN: debtor.iban,
    DEBTOR_BIC: debtor.bic,
    DEBTOR_ORGANISATION: null,
    PAYMENT_PURPOSE: 'GOVT',
    PAYMENT_REMITTANCE: 'STRUCTURED',
    PAYMENT_FILE_TRANSACTIONS_MAX,
    PAYMENT_EXECUTION_DAYS: 0,
  })
  const own = { ...debtor, bic: null, organisationId: '0123456749' }
  const variables = paymentFilesOf(reading('test', { test: { ...test, paymentFiles: { ...paymentFiles, debtor: own } } }))
  expect(readConfig({ ...ENVIRONMENT, ...variables })).toMatchObject({ DEBTOR_BIC: null, DEBTOR_ORGANISATION: '0123456749' })
})

describe('is told in a sentence that names it', () => {
  /** One line, a sentence, no place in the code. */
  const sentence = (text: string): void => {
    expect(text).toMatch(/^\S[^\n]*\.$/)
    expect(text).not.toMatch(/\bat .*:\d+/)
  }

  it.each(NAMES)('the setting %s, left out', (name) => {
    const text = told('test', { test: without(test, name) })
    sentence(text)
    expect(NAMES.filter((each) => text.includes(each))).toEqual([name])
    expect(text).toContain('«test»')
  })

  it.each(NAMES)('the setting %s with the wrong type', (name) => {
    for (const wrong of [typeof test[name] === 'string' ? 5 : 'yes', null, [test[name]]]) {
      const text = told('test', { test: { ...test, [name]: wrong } })
      sentence(text)
      expect(NAMES.filter((each) => text.includes(each))).toEqual([name])
    }
  })

  it.each([
    ['alarmAddress', 'nobody'],
    ['alarmAddress', ''],
    ['logRetentionDays', 31],
    ['logRetentionDays', 0],
    ['longestHoldDays', 0],
    ['longestHoldDays', 1.5],
    ['outputRetentionDays', -1],
    ['inboxRetentionDays', 0],
    ['objectLockDays', -1],
    ['objectLockDays', 0.5],
    ['warmReadUnits', -1],
    ['warmWriteUnits', 1.5],
    ['maximumConcurrency', 1],
    ['maximumConcurrency', 1001],
    ['refusedShareAlarmPercent', 0],
    ['refusedShareAlarmPercent', 101],
    ['yearOnYearAlarmPercent', 99],
  ])('the setting %s out of its bounds: %s', (name, wrong) => {
    const text = told('test', { test: { ...test, [name]: wrong } })
    sentence(text)
    expect(NAMES.filter((each) => text.includes(each))).toEqual([name])
  })

  it.each([
    ['maximumConcurrency', 2],
    ['maximumConcurrency', 1000],
    ['objectLockDays', 0],
    ['refusedShareAlarmPercent', 1],
    ['refusedShareAlarmPercent', 100],
    ['yearOnYearAlarmPercent', 100],
    ['logRetentionDays', 731],
  ])('but not the setting %s at its bound: %s', (name, right) => {
    expect(told('test', { test: { ...test, [name]: right } })).toBe('')
  })

  const stopRule = test.stopRule as RawSettings
  const LIMITS = Object.keys(stopRule)
  const PERCENTAGES = ['refusedPercentMax', 'changePercentMax', 'accountRecoveryPercentMax']
  const EUROS = ['runTotalMax', 'accountRecoveryMax']

  it.each(LIMITS)('the limit %s of the stop rule, left out: off is said, not silent', (name) => {
    const text = told('production', { production: { ...production, stopRule: without(stopRule, name) } })
    sentence(text)
    expect(text).toContain(`stopRule.${name}: `)
  })

  it.each<readonly [string, unknown]>([
    ...PERCENTAGES.flatMap((name) => [-1, 0.5, '20', 10_000].map((wrong) => [name, wrong] as const)),
    ...['refusedPercentMax', 'accountRecoveryPercentMax'].map((name) => [name, 101] as const),
    ...EUROS.flatMap((name) => [250_000, '250000', '250.000,00', '250000.5', '-1.00', ''].map((wrong) => [name, wrong] as const)),
    ['holdsEveryRun', null],
    ['holdsEveryRun', 'no'],
  ])('the limit %s of the stop rule, wrong: %s', (name, wrong) => {
    const text = told('test', { test: { ...test, stopRule: { ...stopRule, [name]: wrong } } })
    sentence(text)
    expect(LIMITS.filter((each) => text.includes(each))).toEqual([name])
    if (EUROS.includes(name) && typeof wrong === 'string') expect(text).toContain('euros like "250000.00", or null')
  })

  it.each<readonly [string, unknown]>([
    ...LIMITS.filter((name) => name !== 'holdsEveryRun').map((name) => [name, null] as const),
    ...PERCENTAGES.flatMap((name) => [0, 100].map((right) => [name, right] as const)),
    ['changePercentMax', 9999],
    ...EUROS.flatMap((name) => ['0.00', '250000.00', '999999999999.99'].map((right) => [name, right] as const)),
  ])('but not the limit %s of the stop rule at %s', (name, right) => {
    const settings = { ...test, stopRule: { ...stopRule, [name]: right } }
    expect(told('test', { test: settings })).toBe('')
    // What the settings allow, the functions take.
    const read = reading('test', { test: settings })
    expect(() => readConfig({ ...ENVIRONMENT, ...paymentFilesOf(read), ...stopRuleOf(read) })).not.toThrow()
  })

  it('a limit of the stop rule that does not exist', () => {
    const text = told('test', { test: { ...test, stopRule: { ...stopRule, runPercentMax: 5 } } })
    sentence(text)
    expect(text).toContain('"runPercentMax"')
  })

  const paymentFiles = test.paymentFiles as RawSettings
  const debtor = paymentFiles.debtor as RawSettings
  /** The payment settings with one of them, or one of the debtor's, as given. */
  const paymentFilesWith = (name: string, value: unknown): RawSettings =>
    name.startsWith('debtor.')
      ? { ...paymentFiles, debtor: { ...debtor, [name.replace('debtor.', '')]: value } }
      : { ...paymentFiles, [name]: value }
  const toldOfPayments = (given: unknown): string => told('production', { production: { ...production, paymentFiles: given } })

  it.each([
    ...Object.keys(paymentFiles).map((name) => [name, without(paymentFiles, name)] as const),
    ...Object.keys(debtor).map((name) => [`debtor.${name}`, { ...paymentFiles, debtor: without(debtor, name) }] as const),
  ])('the setting %s of the payment files, left out: none is said, not silent', (name, given) => {
    const text = toldOfPayments(given)
    sentence(text)
    expect(text.match(/paymentFiles\.[\w.]+(?=: )/g)).toEqual([`paymentFiles.${name}`])
  })

  it.each<readonly [name: string, wrong: unknown, says: string]>([
    ...['', '  ', 'Дирекция', '工房'].map((wrong) => ['debtor.name', wrong, 'a name that banks can write'] as const),
    ...['', 'BE68 5390 0754 7034', 'BE68539007547035', 'BE6853900754703', 'XX68539007547034'].map(
      (wrong) => ['debtor.iban', wrong, 'a valid IBAN, without spaces'] as const,
    ),
    ...['', 'GEBABE', 'GEBABEBB12'].map((wrong) => ['debtor.bic', wrong, 'a valid BIC in capitals, or null'] as const),
    ...['', '0123456748', '123456749', 'BE0123456749'].map(
      (wrong) => ['debtor.organisationId', wrong, 'an enterprise number of ten digits, or null'] as const,
    ),
    ...['', 'SALA', 'aemp', null].map((wrong) => ['purpose', wrong, '"AEMP"|"GOVT"'] as const),
    ...['', 'text', 'FREE', null].map((wrong) => ['remittance', wrong, '"TEXT"|"STRUCTURED"'] as const),
    ['transactionsMax', 0, '>=1'],
    ['transactionsMax', PAYMENT_FILE_TRANSACTIONS_MAX + 1, `<=${PAYMENT_FILE_TRANSACTIONS_MAX}`],
    ['transactionsMax', 1.5, 'int'],
    ['transactionsMax', '10000', 'number'],
    ['transactionsMax', null, 'number'],
    ['executionDays', -1, '>=0'],
    ['executionDays', 31, '<=30'],
    ['executionDays', 0.5, 'int'],
    ['debtor.name', null, 'string'],
    ['debtor.iban', null, 'string'],
  ])('the setting %s of the payment files, wrong: %s', (name, wrong, says) => {
    const text = toldOfPayments(paymentFilesWith(name, wrong))
    sentence(text)
    expect(text.match(/paymentFiles\.[\w.]+(?=: )/g)).toEqual([`paymentFiles.${name}`])
    expect(text).toContain(says)
  })

  it.each<readonly [name: string, right: unknown]>([
    ['debtor.name', 'Departement Werk & Sociale Economie'],
    ['debtor.bic', null],
    ['debtor.bic', 'GEBABEBB'],
    ['debtor.bic', 'GEBABEBB36A'],
    ['debtor.organisationId', null],
    ['purpose', 'GOVT'],
    ['remittance', 'STRUCTURED'],
    ['transactionsMax', 1],
    ['transactionsMax', PAYMENT_FILE_TRANSACTIONS_MAX],
    ['executionDays', 0],
    ['executionDays', 30],
  ])('but not the setting %s of the payment files at %s', (name, right) => {
    const settings = { ...test, paymentFiles: paymentFilesWith(name, right) }
    expect(told('test', { test: settings })).toBe('')
    // What the settings allow, the functions take.
    expect(() => readConfig({ ...ENVIRONMENT, ...paymentFilesOf(reading('test', { test: settings })) })).not.toThrow()
  })

  it('a setting of the payment files or of the debtor that does not exist', () => {
    for (const given of [paymentFilesWith('batchBooking', true), paymentFilesWith('debtor.address', 'Brussel')]) {
      const text = toldOfPayments(given)
      sentence(text)
      expect(text).toMatch(/paymentFiles(\.debtor)?: .*"(batchBooking|address)"/)
    }
  })

  it('a setting that does not exist', () => {
    const text = told('test', { test: { ...test, objectLockYears: 10 } })
    sentence(text)
    expect(text).toContain('"objectLockYears"')
  })

  it('two missing, one wrong and one unknown, together', () => {
    const text = told('production', {
      production: { ...without(without(production, 'protectData'), 'alarmAddress'), maximumConcurrency: 'all', colour: 'red' },
    })
    sentence(text)
    for (const name of ['protectData', 'alarmAddress', 'maximumConcurrency', 'colour']) expect(text).toContain(name)
  })

  it('production that allows test numbers', () => {
    const text = told('production', { test, production: { ...production, testNumbersAllowed: true } })
    sentence(text)
    expect(text).toMatch(/production.*test numbers/)
  })

  it('a stage without settings: the known ones are named', () => {
    const text = told('acceptance', { test, production })
    sentence(text)
    expect(text).toMatch(/«acceptance».*test, production/)
  })

  it('a context without settings at all', () => {
    const text = told('test', undefined)
    sentence(text)
    expect(text).toMatch(/no settings.*«test»/)
  })

  it.each([
    ['a text', 'all'],
    ['a list', []],
    ['nothing', null],
  ])('settings that are %s', (_, settings) => {
    sentence(told('test', { test: settings }))
  })
})

describe('the synth of a wrong setting ends with exit code 1, the sentence and nothing else', () => {
  const context = cdkContext()

  it.each([
    ['an unknown stage', 'acceptance', { test, production }, /acceptance/],
    ['a missing setting', 'test', { test: without(test, 'longestHoldDays') }, /longestHoldDays/],
    ['a wrong type', 'test', { test: { ...test, protectData: 'no' } }, /protectData/],
    ['an unknown key', 'test', { test: { ...test, retention: 5 } }, /retention/],
    ['test numbers in production', 'production', { production: { ...production, testNumbersAllowed: true } }, /test numbers/],
  ])('%s', async (_, stage, settings, names) => {
    const { code, stdout, stderr, found } = await runApp({ ...context, stage, settings })
    expect({ code, stdout, templates: found }).toEqual({ code: 1, stdout: '', templates: [] })
    expect(stderr).toMatch(/^\S[^\n]*\.\n$/)
    expect(stderr).toMatch(names)
  })

  it('also through the command line of CDK, which adds one line of its own', async () => {
    const { code, stdout, stderr, found } = await cdkSynth('acceptance', templateFiles)
    expect({ code, stdout, templates: found }).toEqual({ code: 1, stdout: '', templates: [] })
    const [sentence, added, ...rest] = stderr.split('\n')
    expect(sentence).toMatch(/«acceptance».*known are: test, production\.$/)
    expect(added).toMatch(/Subprocess exited with error 1/)
    expect(rest).toEqual([''])
  })
})
