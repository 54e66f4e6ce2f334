/** Checks that a wrong or missing setting ends the synth with one sentence that names it. */
import { App } from 'aws-cdk-lib'
import { describe, expect, it } from 'vitest'
import { readSettings } from '../../infra/settings.ts'
import { cdkContext, cdkSettings, cdkSynth, runApp, templateFiles, type RawSettings } from '../support/template.ts'

const { test, production } = cdkSettings()
const NAMES = Object.keys(test)
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
