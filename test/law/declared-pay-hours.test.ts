/** Checks the paid hours of a declared occupation: never rounded, up to the guidance premium. */
import { describe, expect, it } from 'vitest'
import { localDate, quarter } from '../../shared/kernel/calendar.ts'
import { paidOccupations, type PaidOccupation } from '../../shared/law/declared-pay.ts'
import type { HoursText } from '../../shared/law/occupation.ts'
import { PARAMETERS } from '../../shared/law/parameters.ts'
import type { DaysText, OccupationLine, Service } from '../../shared/law/worker-line.ts'
import { assessed, imw, occupation } from '../support/law-builders.ts'

const QUARTER = quarter('2024Q3')

const time = (code: string, days: string, hours: string | null = null): Service => ({
  code,
  days: days as DaysText,
  hours: hours as HoursText | null,
})

/** The only occupation of a worker, full-time in a five-day week unless given, with this working time. */
function worked(services: readonly Service[], { weeklyHours = '38.00', workingDays = '5.00' }: Regime = {}): PaidOccupation {
  const line: OccupationLine = {
    start: localDate('2020-01-01'),
    end: null,
    workingDays: workingDays as DaysText,
    weeklyHours: weeklyHours as HoursText,
    fulltimeWeeklyHours: '38.00' as HoursText,
    establishmentNumber: null,
    services,
    remunerations: [],
    deductions: [],
  }
  const record = { employerClass: '010', workerCode: '495', occupations: [line], contributions: [], deductions: [] }
  const [first] = paidOccupations([record], QUARTER, PARAMETERS)
  if (!first) throw new Error('no occupation')
  return first
}

interface Regime {
  readonly weeklyHours?: string
  readonly workingDays?: string
}

describe('paid hours, exact', () => {
  const hours = (services: readonly Service[], regime: Regime = {}): string => worked(services, regime).hoursPaid

  it.each<[string, readonly Service[], Regime, string]>([
    ['65 days of 7.6 hours', [time('001', '65.00')], {}, '494.00'],
    ['hours where they are given, whatever the days', [time('001', '65.00', '100.25')], {}, '100.25'],
    ['hours of 0 are none, not days', [time('001', '65.00', '0.00')], {}, '0.00'],
    ['62.22 days: 472.872 hours', [time('001', '62.22')], {}, '59109/125'],
    ['a third of a day in a six-day week', [time('001', '1.00')], { workingDays: '6.00' }, '19/3'],
    ['two fractions that add up to hundredths', [time('001', '1.00'), time('010', '2.00')], { workingDays: '6.00' }, '19.00'],
    ['days and hours together', [time('001', '1.00'), time('005', '1.00', '0.40')], {}, '8.00'],
    ['a part-timer in days', [time('001', '10.00')], { weeklyHours: '19.00', workingDays: '2.50' }, '76.00'],
    ['a full career break', [], { weeklyHours: '0.00', workingDays: '0.00' }, '0.00'],
    ['days without a working week count as none', [time('001', '1.00')], { workingDays: '0.00' }, '0.00'],
    ['a hundredth', [time('001', '0.00', '0.01')], {}, '0.01'],
    ['no time', [], {}, '0.00'],
  ])('%s', (_, services, given, expected) => {
    expect(hours(services, given)).toBe(expected)
  })

  it('the guidance premium uses them without rounding: 62.22 days are 1,225.26, rounded hours would be 1,225.25', () => {
    const variableFor = (hoursPaid: string): string | undefined =>
      assessed({ quarter: QUARTER, grants: [imw({ guidanceLevel: 'HIGH' })], occupations: [occupation({ hoursPaid })] }).components
        ?.GUIDANCE_VARIABLE
    expect(variableFor(hours([time('001', '62.22')]))).toBe('1225.26')
    expect(variableFor('472.87')).toBe('1225.25')
  })
})
