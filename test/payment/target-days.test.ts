// Understands the days on which banks execute euro payments.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { localDate, type LocalDate } from '../../shared/kernel/calendar.ts'
import { executionDate, isTargetDay } from '../../shared/payment/target-days.ts'

const DAY_MS = 86_400_000
const plus = (date: LocalDate, days: number): LocalDate => localDate(new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10))

/** Easter Sundays as published: the earliest and latest possible, the exceptions of the rule (1954, 1981, 2049), and the years around ours. */
const EASTERS =
  `1954-04-18 1961-04-02 1981-04-19 1999-04-04 2000-04-23 2001-04-15 2002-03-31 2003-04-20 2004-04-11 2005-03-27 2006-04-16 2007-04-08
  2008-03-23 2009-04-12 2010-04-04 2011-04-24 2012-04-08 2013-03-31 2014-04-20 2015-04-05 2016-03-27 2017-04-16 2018-04-01 2019-04-21 2020-04-12 2021-04-04
  2022-04-17 2023-04-09 2024-03-31 2025-04-20 2026-04-05 2027-03-28 2028-04-16 2029-04-01 2030-04-21 2031-04-13 2032-03-28 2033-04-17 2034-04-09 2035-03-25
  2036-04-13 2037-04-05 2038-04-25 2039-04-10 2040-04-01 2049-04-18 2076-04-19 2100-03-28 2285-03-22`
    .split(/\s+/)
    .map(localDate)

describe('Easter', () => {
  test.each(EASTERS)('%s: closed from Good Friday to Easter Monday, open the day before and after', (easter) => {
    expect([-3, -2, -1, 0, 1, 2].map((days) => isTargetDay(plus(easter, days)))).toEqual([true, false, false, false, false, true])
  })
})

describe('days with a date of their own: closed, with the days around them as the calendar has them', () => {
  test.each([
    ['1 January 2025, a Wednesday', { '2024-12-31': true, '2025-01-01': false, '2025-01-02': true }],
    ['1 May 2025, a Thursday', { '2025-04-30': true, '2025-05-01': false, '2025-05-02': true }],
    ['25 December 2025, a Thursday', { '2025-12-24': true, '2025-12-25': false, '2025-12-29': true }],
    ['26 December 2024, a Thursday', { '2024-12-25': false, '2024-12-26': false, '2024-12-27': true }],
    ['a Saturday', { '2025-08-01': true, '2025-08-02': false }],
    ['a Sunday', { '2025-08-03': false, '2025-08-04': true }],
  ])('%s', (_, days) => {
    for (const [day, open] of Object.entries(days)) expect(isTargetDay(localDate(day)), day).toBe(open)
  })

  test.each(['2025-05-29', '2025-06-09', '2025-07-21', '2025-08-15', '2025-07-11', '2025-11-11'])(
    'a Belgian or Flemish holiday is open: %s',
    (day) => {
      expect(isTargetDay(localDate(day))).toBe(true)
    },
  )
})

describe('the date of execution', () => {
  test.each([
    ['2025-08-01', 0, '2025-08-01'],
    ['2025-08-01', 1, '2025-08-04'],
    ['2025-08-01', 3, '2025-08-04'],
    ['2025-08-01', 4, '2025-08-05'],
    ['2025-04-17', 1, '2025-04-22'],
    ['2024-12-24', 1, '2024-12-27'],
    ['2025-12-24', 1, '2025-12-29'],
    ['2024-12-31', 1, '2025-01-02'],
    ['2024-02-28', 1, '2024-02-29'],
    ['2026-04-30', 1, '2026-05-04'],
  ])('%s plus %i days is %s', (from, days, expected) => {
    expect(executionDate(localDate(from), days)).toBe(expected)
  })

  test('is the first open day from there on, at most five days later', () => {
    const date = fc.integer({ min: 0, max: 60_000 }).map((days) => plus(localDate('2002-01-01'), days))
    fc.assert(
      fc.property(date, fc.integer({ min: 0, max: 60 }), (from, days) => {
        const earliest = plus(from, days)
        const found = executionDate(from, days)
        const later = (Date.parse(found) - Date.parse(earliest)) / DAY_MS
        expect(isTargetDay(found)).toBe(true)
        expect(later).toBeGreaterThanOrEqual(0)
        expect(later).toBeLessThanOrEqual(5)
        for (let day = 0; day < later; day++) expect(isTargetDay(plus(earliest, day))).toBe(false)
      }),
      { numRuns: 200 },
    )
  })
})
