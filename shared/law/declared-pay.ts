// Understands what an RSZ worker record says in the terms of the law: gross wage, employer contributions, reductions and paid hours per occupation.
import { firstDayOf, type Quarter } from '../kernel/calendar.ts'
import { fraction, fractionText, sum, type Fraction } from '../kernel/fraction.ts'
import {
  cents,
  centsOf,
  Decimal,
  euroText,
  largerOf,
  NO_MONEY,
  roundHalfUpToCent,
  subtractCents,
  sumCents,
  type Cents,
} from '../kernel/money.ts'
import type { DeclaredCodes } from './declared-codes.ts'
import type { OtherMeasure } from './measures.ts'
import { hundredths, type ExactHours, type HoursText, type Occupation } from './occupation.ts'
import type { ParameterSet } from './parameters.ts'
import { requireInForceOn } from './timeline.ts'
import type { Contribution, Deduction, OccupationLine, Service, WorkerLine } from './worker-line.ts'

/** An occupation as the law sees it, with where the work was done. */
export interface PaidOccupation extends Occupation {
  readonly establishmentNumber: OccupationLine['establishmentNumber']
  readonly establishmentRegion: null
}

type Tables = { readonly [K in keyof DeclaredCodes]: DeclaredCodes[K]['rows'][number]['value'] }

/** The tables in force in a quarter; a run computes only reviewed quarters. */
function tablesOf(quarter: Quarter, { declaredCodes }: ParameterSet): Tables {
  const day = firstDayOf(quarter)
  const entries = Object.entries(declaredCodes).map(([name, table]) => [name, requireInForceOn<unknown>(table, day).value])
  return Object.fromEntries(entries) as Tables
}

/**
 * Every occupation of the worker records that counts, in file order. Occupations that are only severance pay are left out, with their share of the
 * contributions. The parts of each worker record add up to its contributions and reductions, to the cent.
 */
export function paidOccupations(lines: readonly WorkerLine[], quarter: Quarter, parameters: ParameterSet): PaidOccupation[] {
  const tables = tablesOf(quarter, parameters)
  return lines.flatMap((line) => occupationsOf(line, tables))
}

function occupationsOf(line: WorkerLine, tables: Tables): PaidOccupation[] {
  const weights = line.occupations.map((occupation) => payOf(occupation, tables.contributionPay))
  const firstWorked = Math.max(
    0,
    line.occupations.findIndex((occupation) => !isSeverance(occupation, tables)),
  )
  const contributions = apportion(employerContributions(line, tables), weights, firstWorked)
  const reductions = apportion(employerReductions(line.deductions, tables), weights, firstWorked)
  return line.occupations.flatMap((occupation, index): PaidOccupation[] => {
    if (isSeverance(occupation, tables)) return []
    const { start, end, weeklyHours, fulltimeWeeklyHours, establishmentNumber } = occupation
    const ownReductions = employerReductions(occupation.deductions, tables)
    return [
      {
        start,
        end,
        grossWage: euroText(payOf(occupation, tables.wage)),
        employerContributions: euroText(contributions[index] ?? NO_MONEY),
        contributionReductions: euroText(sumCents([reductions[index] ?? NO_MONEY, ownReductions])),
        weeklyHours,
        fulltimeWeeklyHours,
        hoursPaid: hoursText(hoursOf(occupation, tables.paidTime)),
        // What RSZ code 026 reports can contain this very premium, so it is no other support (rules.md 6.2).
        otherSupport: euroText(NO_MONEY),
        otherMeasure: measureOf(line, occupation, tables),
        establishmentNumber,
        establishmentRegion: null,
      },
    ]
  })
}

const payOf = ({ remunerations }: OccupationLine, codes: readonly string[]): Cents =>
  sumCents(remunerations.filter(({ code }) => codes.includes(code)).map(({ amount }) => centsOf(amount)))

const isSeverance = ({ remunerations }: OccupationLine, { severance }: Pick<Tables, 'severance'>): boolean =>
  remunerations.some(({ code }) => severance.includes(code))

/** Whether pay with these codes is severance pay: the dates of such an occupation may lie outside the quarter. */
export const isSeverancePay = (payCodes: readonly string[], { declaredCodes }: ParameterSet): boolean =>
  payCodes.some((code) => declaredCodes.severance.rows[0]?.value.includes(code) === true)

/** Whether the worker's own share of a contribution with the worker code follows from its basis; some types are wholly the worker's. */
export const needsBasis = (type: string, { declaredCodes }: ParameterSet): boolean =>
  declaredCodes.ownShare.rows[0]?.value.wholeTypes.includes(type) !== true

/** The worker's own share of one contribution, half-up to the cent as the RSZ computes it. */
function ownShareOf({ code, type, basis, amount }: Contribution, workerCode: string, { ownShare }: Tables): Cents {
  if (ownShare.wholeCodes.includes(code)) return centsOf(amount)
  if (code !== workerCode) return NO_MONEY
  if (ownShare.wholeTypes.includes(type)) return centsOf(amount)
  if (basis === null) return NO_MONEY
  return roundHalfUpToCent(new Decimal(basis).times(ownShare.percentage).dividedBy(100))
}

/** All contributions less the worker's own share; never below zero. */
function employerContributions({ workerCode, contributions }: WorkerLine, tables: Tables): Cents {
  const own = sumCents(contributions.map((contribution) => ownShareOf(contribution, workerCode, tables)))
  const all = sumCents(contributions.map(({ amount }) => centsOf(amount)))
  return largerOf(NO_MONEY, subtractCents(all, own))
}

const employerReductions = (deductions: readonly Deduction[], { ownReductions }: Tables): Cents =>
  sumCents(deductions.filter(({ code }) => !ownReductions.includes(code)).map(({ amount }) => centsOf(amount)))

/**
 * Divides an amount by weights with the largest remainder, so that the parts add up to the cent; of equal remainders the earlier goes first.
 * Without any weight everything goes to one (the first unless told).
 */
export function apportion(amount: Cents, weights: readonly Cents[], unweighted = 0): Cents[] {
  const total = sumCents(weights)
  if (total === 0n) return weights.map((_, index) => (index === unweighted ? amount : NO_MONEY))
  const parts = weights.map((weight, index) => ({ index, part: (amount * weight) / total, remainder: (amount * weight) % total }))
  let left = amount - parts.reduce((given, { part }) => given + part, 0n)
  for (const share of parts.toSorted((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1))) {
    if (left === 0n) break
    share.part += 1n
    left -= 1n
  }
  return parts.map(({ part }) => cents(part))
}

/** Paid hours, exact. A service without hours is days x Q / working days a week (rules.md 5). */
function hoursOf(occupation: OccupationLine, codes: readonly string[]): Fraction {
  const inHours = occupation.services.filter(({ code }) => codes.includes(code)).map((service) => hoursOfService(service, occupation))
  return sum(inHours)
}

function hoursOfService({ days, hours }: Service, { weeklyHours, workingDays }: OccupationLine): Fraction {
  if (hours !== null) return fraction(hundredths(hours), 100n)
  const perWeek = hundredths(workingDays)
  // The reader refuses days in a regime without working days; none at all is a full career break.
  if (perWeek === 0n) return fraction(0n, 1n)
  return fraction(hundredths(days) * hundredths(weeklyHours), perWeek * 100n)
}

/** Two decimals where they are exact, else the fraction itself: hours are never rounded. */
function hoursText(hours: Fraction): HoursText | ExactHours {
  const inHundredths = hours.numerator * 100n
  if (inHundredths % hours.denominator !== 0n) return fractionText(hours) as ExactHours
  return euroText(cents(inHundredths / hours.denominator)) as string as HoursText
}

function measureOf({ workerCode, deductions }: WorkerLine, occupation: OccupationLine, { measureSigns }: Tables): OtherMeasure | null {
  const byReduction = [...occupation.deductions, ...deductions].map(({ code }) => measureSigns.reductionCodes[code])
  if (occupation.apprenticeship !== undefined) return measureSigns.apprenticeship
  return measureSigns.workerCodes[workerCode] ?? byReduction.find((measure) => measure !== undefined) ?? null
}

/** One declared code with what it adds, and whether (or, of a contribution, how much of it) it counts. */
export interface JudgedCode {
  readonly kind: 'pay' | 'time' | 'contribution' | 'reduction'
  readonly code: string
  /** Euro, or for time hours or days. */
  readonly amount: string
  readonly unit: 'euro' | 'hours' | 'days'
  readonly counts: boolean
  /** Euro of a contribution that is the worker's own share. */
  readonly own?: string
  /** It stands in an occupation that is left out because it is severance pay. */
  readonly inSeverance: boolean
}

/** Every code of a worker record as the tables judge it, for people who ask why. */
export function judgedCodes(line: WorkerLine, quarter: Quarter, parameters: ParameterSet): JudgedCode[] {
  const tables = tablesOf(quarter, parameters)
  const reduction = ({ code, amount }: Deduction, inSeverance: boolean): JudgedCode => {
    const counts = !tables.ownReductions.includes(code) && !inSeverance
    return { kind: 'reduction', code, amount, unit: 'euro', counts, inSeverance }
  }
  const ofOccupations = line.occupations.flatMap((occupation): JudgedCode[] => {
    const inSeverance = isSeverance(occupation, tables)
    return [
      ...occupation.remunerations.map(({ code, amount }): JudgedCode => {
        const counts = tables.wage.includes(code) && !inSeverance
        return { kind: 'pay', code, amount, unit: 'euro', counts, inSeverance }
      }),
      ...occupation.services.map(({ code, days, hours }): JudgedCode => {
        const counts = tables.paidTime.includes(code) && !inSeverance
        return { kind: 'time', code, amount: hours ?? days, unit: hours === null ? 'days' : 'hours', counts, inSeverance }
      }),
      ...occupation.deductions.map((each) => reduction(each, inSeverance)),
    ]
  })
  const contributions = line.contributions.map((contribution): JudgedCode => {
    const own = ownShareOf(contribution, line.workerCode, tables)
    const { code, type, amount } = contribution
    const counts = own < centsOf(amount)
    return { kind: 'contribution', code: `${code}/${type}`, amount, unit: 'euro', counts, own: euroText(own), inSeverance: false }
  })
  return [...ofOccupations, ...contributions, ...line.deductions.map((each) => reduction(each, false))]
}
