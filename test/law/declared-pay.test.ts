/** Checks what RSZ codes say in the terms of the law: which pay, time, contributions and reductions count, and how they are divided over occupations. */
import { describe, expect, it } from 'vitest'
import { localDate, quarter } from '../../shared/kernel/calendar.ts'
import type { EuroText } from '../../shared/kernel/money.ts'
import { paidOccupations, type PaidOccupation } from '../../shared/law/declared-pay.ts'
import type { HoursText } from '../../shared/law/occupation.ts'
import { PARAMETERS } from '../../shared/law/parameters.ts'
import type { Contribution, DaysText, Deduction, OccupationLine, Remuneration, Service, WorkerLine } from '../../shared/law/worker-line.ts'

const QUARTER = quarter('2024Q3')

const pay = (code: string, amount = '100.00'): Remuneration => ({ code, amount: amount as EuroText })
const time = (code: string, days: string, hours: string | null = null): Service => ({
  code,
  days: days as DaysText,
  hours: hours as HoursText | null,
})
const contribution = (code: string, amount: string, basis: string | null = null, type = '0'): Contribution => ({
  code,
  type,
  basis: basis as EuroText | null,
  amount: amount as EuroText,
})
const reduction = (code: string, amount = '1.00'): Deduction => ({ code, amount: amount as EuroText })

/** Full-time in a five-day week, without pay or time unless given. */
const occupation = (given: Partial<OccupationLine> = {}): OccupationLine => ({
  start: localDate('2020-01-01'),
  end: null,
  workingDays: '5.00' as DaysText,
  weeklyHours: '38.00' as HoursText,
  fulltimeWeeklyHours: '38.00' as HoursText,
  establishmentNumber: null,
  services: [],
  remunerations: [],
  deductions: [],
  ...given,
})

const line = (occupations: readonly OccupationLine[], given: Partial<WorkerLine> = {}): WorkerLine => ({
  employerClass: '010',
  workerCode: '495',
  occupations,
  contributions: [],
  deductions: [],
  ...given,
})

const paid = (...lines: readonly WorkerLine[]): PaidOccupation[] => paidOccupations(lines, QUARTER, PARAMETERS)
const only = (of: WorkerLine): PaidOccupation => {
  const [first, ...others] = paid(of)
  if (!first || others.length > 0) throw new Error('not exactly one occupation')
  return first
}
const worked = (amount: string): OccupationLine => occupation({ remunerations: [pay('001', amount)] })

/** Codes of three digits: 001 to 102. */
const CODES = Array.from({ length: 102 }, (_, index) => String(index + 1).padStart(3, '0'))

describe('which codes count', () => {
  it('pay 001 to 102: gross wage is 001, 002, 004, 005 and 012, nothing else', () => {
    const counted = CODES.filter((code) => paid(line([occupation({ remunerations: [pay(code)] })]))[0]?.grossWage === '100.00')
    expect(counted).toEqual(['001', '002', '004', '005', '012'])
  })

  it('pay 001 to 102: an occupation with 003 or 009 is severance, and left out', () => {
    const left = CODES.filter((code) => paid(line([occupation({ remunerations: [pay(code)] })])).length === 0)
    expect(left).toEqual(['003', '009'])
  })

  it('pay 001 to 102: contributions follow 001 to 007 without 008, and 009', () => {
    const bearing = CODES.filter((code) => {
      const parts = paid(
        line([worked('100.00'), occupation({ remunerations: [pay(code)] })], { contributions: [contribution('810', '10.00')] }),
      )
      return parts[0]?.employerContributions === '5.00'
    })
    expect(bearing).toEqual(['001', '002', '003', '004', '005', '006', '007', '009'])
  })

  it('time 001 to 102: paid are 001, 005 and 010, nothing else', () => {
    const counted = CODES.filter((code) => only(line([occupation({ services: [time(code, '0.00', '7.60')] })])).hoursPaid !== '0.00')
    expect(counted).toEqual(['001', '005', '010'])
  })

  it('reductions 0001 to 0102: all but 0001 are reductions of the employer', () => {
    const own = CODES.map((code) => `0${code}`).filter(
      (code) => only(line([occupation({ deductions: [reduction(code)] })])).contributionReductions === '0.00',
    )
    expect(own).toEqual(['0001'])
  })

  it.each([
    ['0001', 'werkbonus', '0.00'],
    ['0501', 'dredging', '0.00'],
    ['0600', 'restructuring, before 2007', '0.00'],
    ['0601', 'restructuring', '0.00'],
    ['0610', 'sport bonus', '0.00'],
    ['0611', 'pensioners in care', '0.00'],
    ['0500', 'not a code of a worker', '1.00'],
    ['0602', 'not a code of a worker', '1.00'],
    ['1511', 'research', '1.00'],
    ['3000', 'structural reduction', '1.00'],
    ['3315', 'first hire', '1.00'],
    ['3500', 'shorter working time', '1.00'],
    ['4001', 'subsidised contractual', '1.00'],
    ['4500', 'article 60', '1.00'],
    ['6320', 'older workers', '1.00'],
    ['9300', 'Wallonia', '1.00'],
  ])('reduction %s (%s) lowers what the employer pays by %s, in an occupation or in a worker record', (code, _, expected) => {
    expect(only(line([occupation({ deductions: [reduction(code)] })])).contributionReductions).toBe(expected)
    expect(only(line([occupation()], { deductions: [reduction(code)] })).contributionReductions).toBe(expected)
  })

  it('amounts of one code and of several add up', () => {
    const remunerations = [pay('001', '1000.00'), pay('002', '0.01'), pay('002', '0.02'), pay('010', '400.00'), pay('012', '0.04')]
    expect(only(line([occupation({ remunerations })])).grossWage).toBe('1000.07')
  })

  it('what the employer received (026) is no other support', () => {
    expect(only(line([occupation({ remunerations: [pay('001'), pay('026', '999.00')] })])).otherSupport).toBe('0.00')
  })
})

describe('contributions less the own share of the worker', () => {
  const employers = (contributions: readonly Contribution[], workerCode = '495'): string =>
    only(line([worked('100.00')], { workerCode, contributions })).employerContributions

  it.each<[string, readonly Contribution[], string, string]>([
    ['clerk: 38.07 % less 13.07 %', [contribution('495', '4197.98', '11027.00')], '495', '2756.75'],
    ['manual worker: 13.07 % of the basis of 108 %', [contribution('015', '2545.08', '5832.00', '1')], '015', '1782.84'],
    ['13.07 % of 50.00 is 6.535: half a cent goes up', [contribution('495', '10.00', '50.00')], '495', '3.46'],
    ['13.07 % of 49.99 is 6.533693: down', [contribution('495', '10.00', '49.99')], '495', '3.47'],
    ['13.07 % of 50.01 is 6.536307: up', [contribution('495', '10.00', '50.01')], '495', '3.46'],
    ['13.07 % of 150.00 is 19.605', [contribution('495', '57.00', '150.00')], '495', '37.39'],
    [
      'each line is rounded on its own: 0.38 and 0.38 of 0.7571',
      [contribution('495', '1.00', '2.90'), contribution('495', '1.00', '2.90', '1')],
      '495',
      '1.24',
    ],
    ['other codes have no own share', [contribution('810', '5.00', '1000.00'), contribution('255', '0.07', '1000.00')], '495', '5.07'],
    ['856 is the worker’s as a whole', [contribution('856', '25.00', '1000.00'), contribution('810', '5.00')], '495', '5.00'],
    ['295 is the worker’s as a whole', [contribution('295', '25.00'), contribution('810', '5.00')], '495', '5.00'],
    ['856 of any type', [contribution('856', '25.00', null, '5')], '495', '0.00'],
    [
      'type 2 with the worker code is the worker’s as a whole',
      [contribution('754', '130.70', '1000.00', '2'), contribution('754', '380.70', '1000.00')],
      '754',
      '250.00',
    ],
    [
      'type 2 with another code is the employer’s',
      [contribution('809', '17.55', '1000.00', '2'), contribution('811', '1.00', null, '2')],
      '495',
      '18.55',
    ],
    ['no basis: nothing is known to be the worker’s', [contribution('495', '0.00'), contribution('810', '1.00')], '495', '1.00'],
    ['a basis of 0', [contribution('495', '10.00', '0.00')], '495', '10.00'],
    ['own share larger than the contribution: never below zero', [contribution('495', '10.00', '1000.00')], '495', '0.00'],
    [
      'nor does it eat what is left of other codes beyond zero',
      [contribution('495', '10.00', '1000.00'), contribution('810', '120.70')],
      '495',
      '0.00',
    ],
    ['exactly zero, and one cent more', [contribution('495', '10.00', '1000.00'), contribution('810', '120.71')], '495', '0.01'],
    ['none', [], '495', '0.00'],
  ])('%s', (_, contributions, workerCode, expected) => {
    expect(employers(contributions, workerCode)).toBe(expected)
  })

  it('the largest amounts of the schema are exact', () => {
    expect(employers([contribution('495', '999999999.99', '999999999.99')])).toBe('869299999.99')
  })

  it('the worker code of one record is not that of another', () => {
    const [first, second] = paid(
      line([worked('100.00')], { contributions: [contribution('015', '10.00', '50.00')] }),
      line([worked('100.00')], { workerCode: '015', contributions: [contribution('015', '10.00', '50.00')] }),
    )
    expect([first?.employerContributions, second?.employerContributions]).toEqual(['10.00', '3.46'])
  })
})

describe('dividing over occupations', () => {
  const divided = (occupations: readonly OccupationLine[], amount: string): string[] =>
    paid(line(occupations, { contributions: [contribution('810', amount)] })).map(({ employerContributions }) => employerContributions)

  it('by contribution-bearing pay, the cents left over to the largest remainders', () => {
    expect(divided([worked('3000.00'), worked('2400.00')], '1782.84')).toEqual(['990.47', '792.37'])
    expect(divided([worked('1.00'), worked('1.00'), worked('1.00')], '1.00')).toEqual(['0.34', '0.33', '0.33'])
    expect(divided([worked('1.00'), worked('2.00')], '1.00')).toEqual(['0.33', '0.67'])
    expect(divided([worked('1.00'), worked('1.00'), worked('1.00')], '0.02')).toEqual(['0.01', '0.01', '0.00'])
  })

  it('severance is left out with its share', () => {
    const severance = occupation({ remunerations: [pay('003', '300.00')] })
    expect(divided([worked('100.00'), severance], '40.00')).toEqual(['10.00'])
    expect(divided([severance, worked('100.00')], '40.00')).toEqual(['10.00'])
    expect(divided([severance], '40.00')).toEqual([])
  })

  it('pay without contributions (010, 011, 012) takes no share', () => {
    const without = occupation({ remunerations: [pay('010'), pay('011'), pay('012')] })
    expect(divided([without, worked('1.00')], '40.00')).toEqual(['0.00', '40.00'])
  })

  it('no pay at all: everything goes to the first', () => {
    expect(divided([occupation(), occupation()], '40.00')).toEqual(['40.00', '0.00'])
  })

  it('no pay at all, and severance of 0 first: nothing of the work is lost with it', () => {
    const severance = occupation({ remunerations: [pay('003', '0.00')] })
    expect(divided([severance, occupation()], '40.00')).toEqual(['40.00'])
  })

  it('a record without occupations (a student) gives none', () => {
    expect(paid(line([], { contributions: [contribution('840', '40.00')] }))).toEqual([])
  })

  it('reductions of the record are divided too, those of an occupation stay with it', () => {
    const first = occupation({ remunerations: [pay('001', '300.00')], deductions: [reduction('3000', '0.10'), reduction('0001', '9.00')] })
    const parts = paid(line([first, worked('100.00')], { deductions: [reduction('3000', '1.00'), reduction('0001', '9.00')] }))
    expect(parts.map(({ contributionReductions }) => contributionReductions)).toEqual(['0.85', '0.25'])
  })

  it('several worker records: each divides its own', () => {
    const parts = paid(
      line([worked('100.00'), worked('300.00')], { contributions: [contribution('810', '4.00')] }),
      line([worked('1.00')], { workerCode: '015', contributions: [contribution('810', '7.00')], deductions: [reduction('3000', '2.00')] }),
    )
    expect(parts.map((each) => [each.employerContributions, each.contributionReductions])).toEqual([
      ['1.00', '0.00'],
      ['3.00', '0.00'],
      ['7.00', '2.00'],
    ])
  })
})

describe('signs of other measures', () => {
  const measure = (workerCode: string, ofOccupation: readonly string[] = [], ofRecord: readonly string[] = []): string | null =>
    only(
      line([occupation({ deductions: ofOccupation.map((code) => reduction(code)) })], {
        workerCode,
        deductions: ofRecord.map((code) => reduction(code)),
      }),
    ).otherMeasure

  it.each([
    ['024', 'GESCO'],
    ['025', 'GESCO'],
    ['029', 'GESCO'],
    ['484', 'GESCO'],
    ['485', 'GESCO'],
    ['035', 'APPRENTICE'],
    ['439', 'APPRENTICE'],
    ['015', null],
    ['495', null],
    ['012', null],
    ['492', null],
    ['027', null],
    ['487', null],
    ['840', null],
  ])('worker code %s: %s', (code, expected) => {
    expect(measure(code)).toBe(expected)
  })

  it.each([
    ['4000', 'GESCO'],
    ['4001', 'GESCO'],
    ['4500', 'ART60'],
    ['3000', null],
    ['4100', null],
    ['6320', null],
  ])('reduction %s: %s, in an occupation or in a record', (code, expected) => {
    expect(measure('495', [code])).toBe(expected)
    expect(measure('495', [], [code])).toBe(expected)
    expect(measure('495', ['3000'], ['0001', code])).toBe(expected)
  })

  it('the worker code first, then the occupation, then the record', () => {
    expect(measure('035', ['4500'], ['4000'])).toBe('APPRENTICE')
    expect(measure('495', ['4500'], ['4000'])).toBe('ART60')
  })

  it('a reduction of one occupation says nothing of another, one of the record of each', () => {
    const two = [occupation({ deductions: [reduction('4500')] }), occupation()]
    expect(paid(line(two)).map(({ otherMeasure }) => otherMeasure)).toEqual(['ART60', null])
    expect(paid(line(two, { deductions: [reduction('4000')] })).map(({ otherMeasure }) => otherMeasure)).toEqual(['ART60', 'GESCO'])
  })
})

describe('the tables have their time', () => {
  it.each(['2013Q4', '2025Q3'])('%s is outside what was reviewed: refused', (text) => {
    expect(() => paidOccupations([line([worked('1.00')])], quarter(text), PARAMETERS)).toThrow()
  })

  it.each(['2014Q1', '2025Q2'])('%s is inside', (text) => {
    expect(paidOccupations([line([worked('1.00')])], quarter(text), PARAMETERS)).toHaveLength(1)
  })
})
