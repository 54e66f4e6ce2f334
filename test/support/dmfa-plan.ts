// Understands what a generated DmfA is made from: the plan, and the people, records, occupations and amounts that follow from it.
import type { LocalDate, Quarter } from '../../shared/kernel/calendar.ts'
import type { Inss } from '../../shared/kernel/identifiers.ts'

/** A plan always gives the same bytes. */
export interface DmfaPlan {
  readonly seed: number
  readonly employers: number
  readonly workersPerEmployer: number
  readonly quarter: Quarter
  /** What the first employer is to `employerOf` and `establishmentOf`; 0 unless told. */
  readonly firstEmployer?: number
  /** What the first worker is to `inssOf`; 0 unless told. No worker has two employers. */
  readonly firstWorker?: number
  /** What the XML declaration says; the text is ASCII. */
  readonly encoding?: 'UTF-8' | 'ISO-8859-1'
  /** FormCreationDate; the 14th of the first month after the quarter unless told. */
  readonly createdOn?: string
  /** One element a line. */
  readonly indent?: boolean
  /** Only full-time workers with one occupation, working time 001 and pay 001 and 002. */
  readonly plain?: boolean
}

export const WORKER_KINDS = [
  'clerk',
  'manual',
  'part-time',
  'contract-change',
  'severance',
  'student',
  'career-break',
  'two-records',
] as const
export type WorkerKind = (typeof WORKER_KINDS)[number]

/** Days and hours are whole hundredths, amounts whole cents, everywhere below. Lists are in file order. */
export interface GeneratedService {
  readonly sequence: number
  readonly code: string
  readonly days: number
  /** A full-time worker has days only. */
  readonly hours: number | null
}

export interface GeneratedPay {
  readonly sequence: number
  readonly code: string
  readonly frequency: number | null
  readonly amount: bigint
}

export interface GeneratedContribution {
  readonly code: string
  readonly type: string
  readonly basis: bigint | null
  readonly amount: bigint
}

export interface GeneratedDeduction {
  readonly code: string
  readonly basis: bigint | null
  readonly amount: bigint
  readonly rightSince: LocalDate | null
}

/** Working days a week, hours a week of the worker and of a full-time colleague. */
export interface Regime {
  readonly workingDays: number
  readonly hours: number
  readonly fulltimeHours: number
}

export interface GeneratedOccupation extends Regime {
  readonly sequence: number
  readonly start: LocalDate
  readonly end: LocalDate | null
  readonly jointCommittee: string
  readonly establishment: string
  /** A reorganisation measure (3 = full career break). */
  readonly measure: string | null
  /** Elements that only newer schemas know; null where the quarter is older. */
  readonly activityCode: string | null
  readonly trainingHours: number | null
  readonly usingEmployer: { readonly number: string } | { readonly inss: Inss } | null
  readonly services: readonly GeneratedService[]
  readonly pay: readonly GeneratedPay[]
  readonly deductions: readonly GeneratedDeduction[]
}

export interface GeneratedStudent {
  readonly pay: bigint
  readonly contribution: bigint
  /** Whole hours. */
  readonly hours: number
  readonly establishment: string | null
}

/** A worker record; a student's has no occupation. */
export interface GeneratedRecord {
  readonly employerClass: string
  readonly workerCode: string
  readonly occupations: readonly GeneratedOccupation[]
  readonly contributions: readonly GeneratedContribution[]
  readonly deductions: readonly GeneratedDeduction[]
  readonly student: GeneratedStudent | null
}

export interface GeneratedWorker {
  readonly kind: WorkerKind
  /** What the worker is to `inssOf`. */
  readonly index: number
  readonly inss: Inss
  readonly records: readonly GeneratedRecord[]
}

/** Pay on which contributions are due. */
export const CONTRIBUTION_PAY: readonly string[] = ['001', '002', '003', '004', '005', '006', '007', '009']

/** So many ten-thousandths of an amount, half-up to the cent: 13.07 % is 1307. */
export const tenThousandths = (amount: bigint, share: bigint): bigint => (amount * share + 5_000n) / 10_000n

export const employerIndexOf = (plan: DmfaPlan, place: number): number => (plan.firstEmployer ?? 0) + place
export const firstWorkerOf = (plan: DmfaPlan, place: number): number => (plan.firstWorker ?? 0) + place * plan.workersPerEmployer
