/** Builds what the law is given: a worker, occupations and grants, each with only what its example is about. */
import { assessWorker, type MeasureAssessment, type WorkerAssessment } from '../../shared/law/assess.ts'
import type { EntitlementPeriod } from '../../shared/law/grant.ts'
import type { Measure, PackageName } from '../../shared/law/measures.ts'
import type { LocatedOccupation } from '../../shared/law/occupation.ts'
import { PARAMETERS, type ParameterSet } from '../../shared/law/parameters.ts'
import { localDate, plusQuarters, quarter, type Quarter } from '../../shared/kernel/calendar.ts'
import type { EmployerNumber, Inss } from '../../shared/kernel/identifiers.ts'

/** A value as a test writes it: texts for dates, quarters, hours and amounts. */
type Plain<T> = T extends { readonly __brand: string } ? string : T extends readonly (infer E)[] ? readonly Plain<E>[] : T
export type Given<T> = { readonly [K in keyof T]?: Plain<T[K]> }

export const EMPLOYER = '0123456749' as EmployerNumber
export const WORKER = '85073003328' as Inss

/** Full time (38 of 38 hours, 494 hours paid) in Flanders for the whole quarter, for 9,000.00. */
const FULL_TIME: Given<LocatedOccupation> = {
  start: '2018-01-01',
  end: null,
  grossWage: '9000.00',
  employerContributions: '0.00',
  contributionReductions: '0.00',
  weeklyHours: '38.00',
  fulltimeWeeklyHours: '38.00',
  hoursPaid: '494.00',
  otherSupport: '0.00',
  otherMeasure: null,
  establishmentNumber: '2123456791',
  region: 'FLANDERS',
}

export const occupation = (given: Given<LocatedOccupation> = {}): LocatedOccupation => ({ ...FULL_TIME, ...given }) as LocatedOccupation

/** Twenty quarters from the start unless an end is given. */
function grant(defaults: Given<EntitlementPeriod>, given: Given<EntitlementPeriod>): EntitlementPeriod {
  const start = given.startQuarter ?? defaults.startQuarter ?? '2023Q3'
  return {
    inss: WORKER,
    employerNumber: EMPLOYER,
    startQuarter: start,
    endQuarter: plusQuarters(quarter(start), 19),
    schedule: null,
    guidanceLevel: 'NONE',
    appliedOn: null,
    decidedOn: null,
    firstHiredOn: null,
    leftOn: null,
    rehiredOn: null,
    suspendedQuarters: [],
    revokedFrom: null,
    decisionReference: '',
    ...defaults,
    ...given,
  } as EntitlementPeriod
}

/** An IMW of the standard package from 2023Q3, without guidance. */
export const imw = (given: Given<EntitlementPeriod> = {}): EntitlementPeriod =>
  grant({ entitlementId: 'IMW-1', measure: 'IMW', package: 'IMW_5Y_STANDARD', startQuarter: '2023Q3' }, given)

/** A VOP of indefinite duration, applied for in 2022Q1. */
export const vop = (given: Given<EntitlementPeriod> = {}): EntitlementPeriod =>
  grant({ entitlementId: 'VOP-1', measure: 'VOP', package: 'VOP_INDEFINITE', startQuarter: '2022Q1', appliedOn: '2022-01-15' }, given)

/** An IMW that gives one percentage all the time, so that an example is about something else. */
export const imwAt = (percentage: number, given: Given<EntitlementPeriod> = {}): EntitlementPeriod =>
  imw({ package: 'EXPLICIT', schedule: [{ from: 1, to: 20, percentage }], ...given })

export interface Situation {
  readonly quarter: string
  readonly grants: readonly EntitlementPeriod[]
  readonly occupations?: readonly LocatedOccupation[]
}

/** Assesses one worker; without occupations it is one full-time occupation for 9,000.00. */
export const assess = (
  { quarter: text, grants, occupations = [occupation()] }: Situation,
  parameters: ParameterSet = PARAMETERS,
): WorkerAssessment => assessWorker({ employerNumber: EMPLOYER, inss: WORKER, quarter: quarter(text), occupations, grants }, parameters)

/** The assessment of one measure; a worker refused as a whole is an error of the test. */
export function assessed(situation: Situation, measure: Measure = 'IMW', parameters: ParameterSet = PARAMETERS): MeasureAssessment {
  const found = assess(situation, parameters).measures.find((each) => each.measure === measure)
  if (!found) throw new Error(`${measure} was not assessed`)
  return found
}

export const codesOf = ({ exceptions }: MeasureAssessment): string[] => exceptions.map(({ code }) => code)

/** Every code of a worker: the refusal, or the codes of every measure as `VOP ENT-006`. */
export const allCodes = ({ refusal, measures }: WorkerAssessment): string[] => [
  ...(refusal ? [refusal.code] : []),
  ...measures.flatMap((each) => codesOf(each).map((code) => `${each.measure} ${code}`)),
]

/** The law as if a person had reviewed every table until that day without finding a newer row. */
export function reviewedUntil(day: string): ParameterSet {
  const extend = <T extends object>(of: T): T => ({ ...of, reviewedUntil: localDate(day) })
  const packages = Object.fromEntries(
    Object.entries(PARAMETERS.packages).map(([name, of]) => [name, extend(of)]),
  ) as unknown as ParameterSet['packages']
  const declaredCodes = Object.fromEntries(
    Object.entries(PARAMETERS.declaredCodes).map(([name, of]) => [name, extend(of)]),
  ) as unknown as ParameterSet['declaredCodes']
  return { ...PARAMETERS, ggmmi: extend(PARAMETERS.ggmmi), guidance: extend(PARAMETERS.guidance), packages, declaredCodes }
}

/** The quarters from `first` to `last`, both included. */
export function quartersFrom(first: string, last: string): Quarter[] {
  const quarters: Quarter[] = []
  for (let each = quarter(first); each <= last; each = plusQuarters(each, 1)) quarters.push(each)
  return quarters
}

export const fixedPackage = (name: PackageName): Exclude<PackageName, 'EXPLICIT'> => {
  if (name === 'EXPLICIT') throw new Error('EXPLICIT has no timeline')
  return name
}
