/** Checks dates, quarters and the calendar date in Brussels. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  brusselsDate,
  brusselsTime,
  daysInclusive,
  daysInQuarter,
  firstDayOf,
  lastDayOf,
  localDate,
  parseLocalDate,
  parseQuarter,
  plusQuarters,
  plusYears,
  quarter,
  quarterIndex,
  quarterOf,
  quartersInclusive,
} from '../../shared/kernel/calendar.ts'

describe('a date', () => {
  it.each(['2024-02-29', '2000-02-29', '2023-12-31', '1900-01-01', '9999-12-31'])('%s exists', (text) => {
    expect(parseLocalDate(text)).toBe(text)
    expect(localDate(text)).toBe(text)
  })

  it.each([
    ['29 February outside a leap year', '2023-02-29'],
    ['29 February of a century', '1900-02-29'],
    ['31 April', '2024-04-31'],
    ['month 13', '2024-13-01'],
    ['month 0', '2024-00-10'],
    ['day 0', '2024-01-00'],
    ['day 32', '2024-01-32'],
    ['before 1900', '1899-12-31'],
    ['year 0', '0000-01-01'],
    ['Belgian order', '31-12-2024'],
    ['slashes', '2024/12/31'],
    ['short', '2024-1-1'],
    ['with a time', '2024-01-01T00:00:00Z'],
    ['blank before it', ' 2024-01-01'],
    ['line end after it', '2024-01-01\n'],
    ['other digits', '２０２４-01-01'],
    ['nothing', ''],
  ])('does not exist: %s', (_, text) => {
    expect(parseLocalDate(text)).toBeUndefined()
    expect(() => localDate(text)).toThrow('not a date')
  })
})

describe('one year later', () => {
  it.each([
    ['2019-03-31', 1, '2020-03-31'],
    ['2020-02-29', 1, '2021-02-28'],
    ['2020-02-29', 4, '2024-02-29'],
    ['2019-02-28', 1, '2020-02-28'],
    ['2020-03-01', 1, '2021-03-01'],
    ['2019-12-31', 1, '2020-12-31'],
    ['2020-02-29', -1, '2019-02-28'],
  ])('%s plus %i', (date, years, expected) => {
    expect(plusYears(localDate(date), years)).toBe(expected)
  })
})

describe('days, both ends included', () => {
  it.each([
    ['2024-01-01', '2024-01-01', 1],
    ['2024-02-28', '2024-03-01', 3],
    ['2023-02-28', '2023-03-01', 2],
    ['2024-01-01', '2024-12-31', 366],
    ['2023-01-01', '2023-12-31', 365],
    ['2025-03-29', '2025-03-31', 3],
    ['2025-10-25', '2025-10-27', 3],
    ['2024-01-02', '2024-01-01', 0],
    ['2024-01-03', '2024-01-01', -1],
  ])('%s to %s: %i', (first, last, expected) => {
    expect(daysInclusive(localDate(first), localDate(last))).toBe(expected)
  })
})

describe('a quarter', () => {
  it.each(['2024Q1', '2024Q4', '1900Q1', '9999Q4'])('%s exists', (text) => {
    expect(parseQuarter(text)).toBe(text)
    expect(quarter(text)).toBe(text)
  })

  it.each(['2024Q0', '2024Q5', '2024q3', '2024-Q3', '2024/3', '20243', '1899Q4', '24Q3', ' 2024Q3', '2024Q3 ', '2024Q3\n', ''])(
    '«%s» does not',
    (text) => {
      expect(parseQuarter(text)).toBeUndefined()
      expect(() => quarter(text)).toThrow('not a quarter')
    },
  )

  it.each([
    ['2023Q1', '2023-01-01', '2023-03-31', 90],
    ['2024Q1', '2024-01-01', '2024-03-31', 91],
    ['2000Q1', '2000-01-01', '2000-03-31', 91],
    ['1900Q1', '1900-01-01', '1900-03-31', 90],
    ['2024Q2', '2024-04-01', '2024-06-30', 91],
    ['2024Q3', '2024-07-01', '2024-09-30', 92],
    ['2024Q4', '2024-10-01', '2024-12-31', 92],
  ])('%s runs from %s to %s: %i days', (text, first, last, days) => {
    expect([firstDayOf(quarter(text)), lastDayOf(quarter(text)), daysInQuarter(quarter(text))]).toEqual([first, last, days])
  })

  it.each([
    ['2023-12-31', '2023Q4'],
    ['2024-01-01', '2024Q1'],
    ['2024-03-31', '2024Q1'],
    ['2024-04-01', '2024Q2'],
    ['2024-06-30', '2024Q2'],
    ['2024-07-01', '2024Q3'],
    ['2024-09-30', '2024Q3'],
    ['2024-10-01', '2024Q4'],
  ])('%s lies in %s', (date, expected) => {
    expect(quarterOf(localDate(date))).toBe(expected)
  })

  it.each([
    ['2024Q3', '2024Q3', 1],
    ['2024Q3', '2024Q4', 2],
    ['2023Q4', '2024Q1', 2],
    ['2018Q1', '2019Q3', 7],
    ['2024Q3', '2024Q2', 0],
    ['2024Q3', '2024Q1', -1],
  ])('from %s to %s inclusive: %i', (first, last, expected) => {
    expect(quartersInclusive(quarter(first), quarter(last))).toBe(expected)
  })

  it.each([
    ['2024Q3', 0, '2024Q3'],
    ['2024Q4', 1, '2025Q1'],
    ['2024Q1', -1, '2023Q4'],
    ['2023Q3', 19, '2028Q2'],
    ['2024Q2', -6, '2022Q4'],
  ])('%s plus %i is %s', (text, count, expected) => {
    expect(plusQuarters(quarter(text), count)).toBe(expected)
  })

  it('agrees with itself: dates of a quarter, steps and text order', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1900 * 4, max: 2199 * 4 }), fc.integer({ min: 0, max: 400 }), (index, count) => {
        const of = quarter(`${Math.floor(index / 4)}Q${(index % 4) + 1}`)
        const later = plusQuarters(of, count)
        expect(quarterIndex(of)).toBe(index)
        expect([quarterOf(firstDayOf(of)), quarterOf(lastDayOf(of))]).toEqual([of, of])
        expect(daysInclusive(lastDayOf(of), firstDayOf(plusQuarters(of, 1)))).toBe(2)
        expect(quartersInclusive(of, later)).toBe(count + 1)
        expect(plusQuarters(later, -count)).toBe(of)
        expect(of <= later).toBe(true)
      }),
    )
  })
})

describe('the date in Brussels', () => {
  it.each([
    ['winter, the last moment of the year', '2024-12-31T22:59:59.999Z', '2024-12-31'],
    ['winter, midnight', '2024-12-31T23:00:00Z', '2025-01-01'],
    ['summer, the last moment of a quarter', '2025-06-30T21:59:59.999Z', '2025-06-30'],
    ['summer, midnight', '2025-06-30T22:00:00Z', '2025-07-01'],
    ['summer time begins: the last moment of the day before', '2025-03-29T22:59:59Z', '2025-03-29'],
    ['summer time begins: midnight, still winter', '2025-03-29T23:00:00Z', '2025-03-30'],
    ['summer time begins: the hour that is skipped', '2025-03-30T01:00:00Z', '2025-03-30'],
    ['summer time begins: the last moment of the day', '2025-03-30T21:59:59Z', '2025-03-30'],
    ['summer time begins: midnight after it', '2025-03-30T22:00:00Z', '2025-03-31'],
    ['summer time ends: the last moment of the day before', '2025-10-25T21:59:59Z', '2025-10-25'],
    ['summer time ends: midnight, still summer', '2025-10-25T22:00:00Z', '2025-10-26'],
    ['summer time ends: the hour that comes twice', '2025-10-26T01:00:00Z', '2025-10-26'],
    ['summer time ends: the last moment of the day', '2025-10-26T22:59:59Z', '2025-10-26'],
    ['summer time ends: midnight after it', '2025-10-26T23:00:00Z', '2025-10-27'],
    ['29 February', '2024-02-28T23:00:00Z', '2024-02-29'],
    ['1 March', '2024-02-29T23:00:00Z', '2024-03-01'],
  ])('%s', (_, instant, expected) => {
    expect(brusselsDate(new Date(instant))).toBe(expected)
  })
})

describe('the clock in Brussels', () => {
  it.each([
    ['summer', '2025-07-31T22:05:00Z', '00:05'],
    ['winter', '2025-01-31T23:05:59Z', '00:05'],
    ['before noon', '2025-01-31T08:05:00Z', '09:05'],
    ['after noon', '2025-01-31T12:00:00Z', '13:00'],
  ])('%s', (_, instant, expected) => {
    expect(brusselsTime(new Date(instant))).toBe(expected)
  })
})
