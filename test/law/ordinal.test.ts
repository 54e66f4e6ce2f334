/** Checks which quarter of a grant a quarter is, under the three ways of counting (rules.md 2). */
import { describe, expect, it } from 'vitest'
import { quarter } from '../../shared/kernel/calendar.ts'
import type { EntitlementPeriod } from '../../shared/law/grant.ts'
import { countingQuarter, ordinalOf } from '../../shared/law/ordinal.ts'
import { PARAMETERS } from '../../shared/law/parameters.ts'
import { assessed, codesOf, imw, vop, type Given } from '../support/law-builders.ts'

const ordinal = (grant: EntitlementPeriod, declared: string): number => ordinalOf(grant, quarter(declared), PARAMETERS).value

/** A VOP of the old way of counting: applied for on 2020-09-30, first hired in 2018Q1. */
const oldVop = (given: Given<EntitlementPeriod> = {}): EntitlementPeriod =>
  vop({ startQuarter: '2020Q3', appliedOn: '2020-09-30', firstHiredOn: '2018-02-10', ...given })

describe('the counting quarter', () => {
  it.each([
    ['IMW: the start of the grant', imw({ startQuarter: '2024Q1' }), '2024Q1', 1],
    ['IMW: the start of the grant, five quarters on', imw({ startQuarter: '2024Q1' }), '2025Q1', 5],
    [
      'IMW: an earlier hire, a departure and a return do not count',
      imw({ startQuarter: '2024Q1', firstHiredOn: '2015-01-01', leftOn: '2020-01-01', rehiredOn: '2024-05-01', appliedOn: '2020-01-01' }),
      '2024Q3',
      3,
    ],
    [
      'VOP applied for on 2020-10-01: the start of the grant',
      vop({ startQuarter: '2020Q4', appliedOn: '2020-10-01', firstHiredOn: '2018-02-10' }),
      '2020Q4',
      1,
    ],
    [
      'VOP applied for on 2020-10-01: a return after years does not count',
      vop({ startQuarter: '2020Q4', appliedOn: '2020-10-01', firstHiredOn: '2010-02-10', leftOn: '2015-01-01', rehiredOn: '2021-04-01' }),
      '2021Q4',
      5,
    ],
    ['VOP applied for on 2020-09-30: the first hire', oldVop(), '2020Q3', 11],
    ['VOP applied for on 2020-09-30: hired on the last day of 2017', oldVop({ firstHiredOn: '2017-12-31' }), '2020Q3', 12],
    ['VOP applied for on 2020-09-30: hired on the first day of 2018', oldVop({ firstHiredOn: '2018-01-01' }), '2020Q3', 11],
  ])('%s', (_, grant, declared, expected) => {
    expect(ordinal(grant, declared)).toBe(expected)
  })

  it('runs with the calendar: a suspended quarter counts too', () => {
    const grant = imw({ suspendedQuarters: ['2023Q4', '2024Q1'] })
    expect(assessed({ quarter: '2024Q2', grants: [grant] })).toMatchObject({ outcome: 'PAID', ordinal: 4 })
  })

  it('is named in the finding', () => {
    expect(ordinalOf(oldVop(), quarter('2020Q3'), PARAMETERS).finding).toMatchObject({
      rule: 'ordinal',
      outcome: 'computed',
      inputs: { countingQuarter: '2018Q1', quarter: '2020Q3' },
      output: '11',
    })
  })

  it('an old VOP without first hire cannot have been stored', () => {
    expect(() => countingQuarter(oldVop({ firstHiredOn: null }), quarter('2020Q3'), PARAMETERS)).toThrow(/first_hired_on/)
  })
})

describe('a return after more than one year away', () => {
  it.each([
    ['exactly one year away: no reset', '2019-03-31', '2020-03-31', '2018Q1'],
    ['one year and a day away: reset', '2019-03-31', '2020-04-01', '2020Q2'],
    ['one day less than a year away: no reset', '2019-03-31', '2020-03-30', '2018Q1'],
    ['back the next day: no reset', '2019-03-31', '2019-04-01', '2018Q1'],
    ['left on 29 February, back on 28 February: no reset', '2020-02-29', '2021-02-28', '2018Q1'],
    ['left on 29 February, back on 1 March: reset', '2020-02-29', '2021-03-01', '2021Q1'],
    ['left on 28 February, back on 28 February of a leap year: no reset', '2019-02-28', '2020-02-28', '2018Q1'],
    ['left on 28 February, back on 29 February: reset', '2019-02-28', '2020-02-29', '2020Q1'],
    ['left on 31 December, back on 31 December: no reset', '2018-12-31', '2019-12-31', '2018Q1'],
    ['left on 31 December, back on 1 January a year later: reset', '2018-12-31', '2020-01-01', '2020Q1'],
    ['many years away: reset', '2018-03-01', '2020-09-15', '2020Q3'],
  ])('%s', (_, leftOn, rehiredOn, expected) => {
    expect(countingQuarter(oldVop({ leftOn, rehiredOn }), quarter('2021Q2'), PARAMETERS)).toBe(expected)
  })

  it.each([
    ['the quarter before the return: still the first hire', '2021Q1', 13],
    ['the quarter of the return', '2021Q2', 1],
    ['the quarter after the return', '2021Q3', 2],
  ])('counts only from its own quarter on; %s', (_, declared, expected) => {
    expect(ordinal(oldVop({ leftOn: '2019-03-31', rehiredOn: '2021-06-30' }), declared)).toBe(expected)
  })

  it('leaving alone changes nothing', () => {
    for (const declared of ['2020Q3', '2021Q3', '2023Q1'])
      expect(ordinal(oldVop({ leftOn: '2018-06-30' }), declared)).toBe(ordinal(oldVop(), declared))
  })
})

describe('an ordinal below 1', () => {
  it.each([
    ['hired in the quarter after the declared one', '2020-10-01', '0'],
    ['hired two quarters after the declared one', '2021-01-01', '-1'],
  ])('gives no premium (ENT-007): %s', (_, firstHiredOn, expected) => {
    const result = assessed({ quarter: '2020Q3', grants: [oldVop({ firstHiredOn })] }, 'VOP')
    expect(result.outcome).toBe('REFUSED')
    expect(codesOf(result)).toEqual(['ENT-007'])
    expect(result.exceptions[0]?.parameters).toEqual({ grant: 'VOP-1', ordinal: expected, package: 'VOP_INDEFINITE' })
  })

  it('hired in the declared quarter itself, ordinal 1: paid', () => {
    expect(assessed({ quarter: '2020Q3', grants: [oldVop({ firstHiredOn: '2020-09-30' })] }, 'VOP')).toMatchObject({
      outcome: 'PAID',
      ordinal: 1,
      percentage: '40',
    })
  })
})
