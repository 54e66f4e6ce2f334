// Understands an occupation as a generated DmfA tells it: the span in the quarter, the working time that fits it, the pay that follows, its reductions.
import type { LocalDate } from '../../shared/kernel/calendar.ts'
import type { GeneratedDeduction, GeneratedOccupation, GeneratedPay, GeneratedService, Regime } from './dmfa-plan.ts'
import type { Random } from './dmfa-random.ts'
import { employerOf, inssOf } from './pipeline-builders.ts'

/** What everybody who works at one employer in one quarter has in common. */
export interface Workplace {
  readonly employerClass: string
  readonly establishment: string
  readonly firstDay: LocalDate
  /** Calendar days of the quarter. */
  readonly days: number
  readonly plain: boolean
  /** What the schema of the quarter knows. */
  readonly knows: { readonly trainingHours: boolean; readonly activityCode: boolean; readonly usingEmployer: boolean }
}

/** When an occupation starts and ends, and how many calendar days of it lie in the quarter. */
export interface Span {
  readonly start: LocalDate
  readonly end: LocalDate | null
  readonly days: number
}

/** Days without hours give hours of at most two decimals in each of these, if the days are whole tenths. */
export const FULL_TIME: readonly Regime[] = [
  { workingDays: 500, hours: 3800, fulltimeHours: 3800 },
  { workingDays: 500, hours: 3800, fulltimeHours: 3800 },
  { workingDays: 500, hours: 3600, fulltimeHours: 3600 },
  { workingDays: 500, hours: 4000, fulltimeHours: 4000 },
  { workingDays: 500, hours: 3750, fulltimeHours: 3750 },
  { workingDays: 600, hours: 3600, fulltimeHours: 3600 },
]
export const PART_TIME: readonly Regime[] = [
  { workingDays: 250, hours: 1900, fulltimeHours: 3800 },
  { workingDays: 300, hours: 2280, fulltimeHours: 3800 },
  { workingDays: 400, hours: 3040, fulltimeHours: 3800 },
  { workingDays: 500, hours: 2850, fulltimeHours: 3800 },
  { workingDays: 266, hours: 2000, fulltimeHours: 3833 },
]
const NO_WORK: Regime = { workingDays: 0, hours: 0, fulltimeHours: 3800 }
const NOT_APPLICABLE = '8999999894'
/** Calendar days; the longest cover more hours than a quarter has. */
const SEVERANCE_DAYS = [14, 180] as const
const COMMITTEES = { manual: ['100', '124', '118.03', '327.01', '121'], clerk: ['200', '200', '202.01', '337', '218.00.01'] } as const
const DAY_MS = 86_400_000

/** So many days later. */
export const plusDays = (date: LocalDate, days: number): LocalDate =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10) as LocalDate

/** Mostly the whole quarter since years; somebody comes, somebody goes. */
export function usualSpan(random: Random, { firstDay, days, plain }: Workplace): Span {
  const since = plusDays(firstDay, -random.between(0, 7_000))
  if (plain) return { start: since, end: null, days }
  const day = random.between(7, days - 7)
  if (random.chance(8)) return { start: plusDays(firstDay, day), end: null, days: days - day }
  if (random.chance(8)) return { start: since, end: plusDays(firstDay, day), days: day + 1 }
  return { start: since, end: null, days }
}

/** Two spans that follow each other in the quarter. */
export function splitSpan(random: Random, { firstDay, days }: Workplace): readonly [Span, Span] {
  const day = random.between(15, days - 15)
  const start = plusDays(firstDay, day)
  return [
    { start: plusDays(firstDay, -random.between(0, 5_000)), end: plusDays(start, -1), days: day },
    { start, end: null, days: days - day },
  ]
}

const isPartTime = ({ hours, fulltimeHours }: Regime): boolean => hours < fulltimeHours

/** Code, percent of the workers that have it, most days. 002 and 071 are for manual workers. */
const ABSENCES: readonly (readonly [code: string, percent: number, days: number, manualOnly: boolean])[] = [
  ['002', 35, 10, true],
  ['005', 7, 4, false],
  ['010', 5, 5, false],
  ['050', 18, 15, false],
  ['071', 8, 10, true],
]

function servicesOf(random: Random, { plain }: Workplace, span: Span, regime: Regime, manual: boolean): GeneratedService[] {
  let left = Math.max(2, Math.floor((span.days * regime.workingDays) / 700)) * 100
  const absences: [code: string, days: number][] = []
  for (const [code, percent, days, manualOnly] of ABSENCES) {
    if (plain || (manualOnly && !manual) || !random.chance(percent)) continue
    const taken = Math.min(random.between(1, days * 2) * 50, left - 100)
    if (taken <= 0) continue
    left -= taken
    absences.push([code, taken])
  }
  if (!plain && random.chance(10)) left -= random.between(1, 9) * 10
  const services = [['001', left] as const, ...absences].map(([code, days], index): GeneratedService => {
    const overtime = code === '001' && random.chance(20) ? random.between(1, 16) * 25 : 0
    const hours = isPartTime(regime) ? Math.round((days * regime.hours) / regime.workingDays) + overtime : null
    return { sequence: index + 1, code, days, hours }
  })
  return random.chance(25) ? random.rotated(services) : services
}

const hundredthPart = (amount: bigint, share: number): bigint => (amount * BigInt(share)) / 100n

function payOf(random: Random, { plain }: Workplace, span: Span, hoursPaid: number, manual: boolean): GeneratedPay[] {
  const wage = (BigInt(hoursPaid) * BigInt(random.between(1_400, 3_600))) / 100n + BigInt(random.below(100)) + 1n
  const pay: Omit<GeneratedPay, 'sequence'>[] = [{ code: '001', frequency: null, amount: wage }]
  const add = (code: string, amount: bigint, frequency: number | null = null): unknown => pay.push({ code, frequency, amount })
  if (random.chance(25)) add('002', hundredthPart(wage, random.between(2, 30)) + BigInt(random.below(100)), random.pick([0, 1, 12, 12, 12]))
  if (!plain && !manual && random.chance(15)) add('010', BigInt(random.between(9_000, 180_000)))
  if (!plain && !manual && span.end !== null) add('007', hundredthPart(wage, random.between(5, 15)))
  if (!plain && random.chance(4)) add(random.pick(['004', '005', '006', '011', '012']), hundredthPart(wage, random.between(1, 10)) + 1n)
  const numbered = pay.map((each, index) => ({ ...each, sequence: index + 1 }))
  return random.chance(25) ? random.rotated(numbered) : numbered
}

/** Reductions of the employer's contributions on an occupation. */
function deductionsOf(random: Random, { plain }: Workplace, span: Span, wage: bigint): GeneratedDeduction[] {
  const deductions: GeneratedDeduction[] = []
  const amount = (percent: number): bigint => tenThousandthsBelow(random, wage, percent)
  if (random.chance(80))
    deductions.push({ code: '3000', basis: random.chance(10) ? wage : null, amount: random.chance(10) ? 0n : amount(6), rightSince: null })
  if (!plain && random.chance(10)) {
    const code = random.pick(['3315', '6320'])
    deductions.push({ code, basis: null, amount: amount(8), rightSince: code === '3315' ? span.start : null })
  }
  return deductions
}

/** Some part of an amount, below so many percent of it. */
export const tenThousandthsBelow = (random: Random, amount: bigint, percent: number): bigint =>
  (amount * BigInt(random.below(percent * 100))) / 10_000n

/** What the RSZ calls hours: those declared, else days x Q / working days; whole hundredths by the choice of the regimes. */
export const hoursOf = ({ hours, days }: GeneratedService, regime: Regime): number => hours ?? (days * regime.hours) / regime.workingDays

/** Some work for a user (temporary work), who is a company or a person. */
function usingEmployerOf(random: Random, { knows }: Workplace): GeneratedOccupation['usingEmployer'] {
  if (!knows.usingEmployer || !random.chance(2)) return null
  return random.chance(50) ? { number: employerOf(900_000 + random.below(50_000)) } : { inss: inssOf(7_000_000 + random.below(500_000)) }
}

/** An occupation in which somebody worked. */
export function workingOccupation(random: Random, at: Workplace, span: Span, regime: Regime, manual: boolean): GeneratedOccupation {
  const services = servicesOf(random, at, span, regime, manual)
  const hoursPaid = services.reduce((total, service) => total + Math.round(hoursOf(service, regime)), 0)
  const pay = payOf(random, at, span, hoursPaid, manual)
  const training = services.find(({ code }) => code === '005')
  return {
    sequence: 1,
    start: span.start,
    end: span.end,
    jointCommittee: random.pick(manual ? COMMITTEES.manual : COMMITTEES.clerk),
    ...regime,
    establishment: at.establishment,
    measure: null,
    activityCode: !at.plain && at.knows.activityCode && random.chance(5) ? '87909' : null,
    trainingHours: training && at.knows.trainingHours ? Math.round(hoursOf(training, regime)) : null,
    usingEmployer: at.plain ? null : usingEmployerOf(random, at),
    services,
    pay,
    deductions: deductionsOf(random, at, span, pay.find(({ code }) => code === '001')?.amount ?? 0n),
  }
}

/** A full career break: neither working time nor pay, except that the company car may stay. */
export function careerBreak(random: Random, at: Workplace, span: Span, manual: boolean): GeneratedOccupation {
  const car = { sequence: 1, code: '010', frequency: null, amount: BigInt(random.between(9_000, 180_000)) }
  return {
    ...workingOccupation(random, at, span, FULL_TIME[0]!, manual),
    ...NO_WORK,
    measure: '3',
    trainingHours: null,
    usingEmployer: null,
    services: [],
    pay: !manual && random.chance(20) ? [car] : [],
    deductions: [],
  }
}

/** Severance pay is an occupation of its own, after the one that ended; it may lie after the quarter. */
export function severance(random: Random, at: Workplace, after: LocalDate, regime: Regime, manual: boolean): GeneratedOccupation {
  const start = plusDays(after, 1)
  const days = random.between(...SEVERANCE_DAYS)
  const worked = Math.max(1, Math.floor((days * regime.workingDays) / 700)) * 100
  const amount = BigInt(days) * BigInt(random.between(9_000, 22_000))
  return {
    ...workingOccupation(random, at, { start, end: plusDays(start, days - 1), days }, regime, manual),
    trainingHours: null,
    usingEmployer: null,
    establishment: NOT_APPLICABLE,
    services: [
      {
        sequence: 1,
        code: '001',
        days: worked,
        hours: isPartTime(regime) ? Math.round((worked * regime.hours) / regime.workingDays) : null,
      },
    ],
    pay: [{ sequence: 1, code: '003', frequency: null, amount }],
    deductions: [],
  }
}
