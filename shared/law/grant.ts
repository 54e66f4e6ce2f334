// Understands an entitlement period (grant): what was decided for one worker at one employer, and whether it is live in a quarter.
import type { LocalDate, Quarter } from '../kernel/calendar.ts'
import type { EmployerNumber, Inss } from '../kernel/identifiers.ts'
import type { GuidanceLevel, Measure, PackageName } from './measures.ts'
import type { Segment } from './packages.ts'

/** One decision of the department (toekenning), as stored. Quarters and dates are inclusive. */
export interface EntitlementPeriod {
  readonly entitlementId: string
  readonly measure: Measure
  readonly inss: Inss
  readonly employerNumber: EmployerNumber
  readonly startQuarter: Quarter
  readonly endQuarter: Quarter
  readonly package: PackageName
  /** EXPLICIT only: the segments of the decision. */
  readonly schedule: readonly Segment[] | null
  readonly guidanceLevel: GuidanceLevel
  readonly appliedOn: LocalDate | null
  readonly decidedOn: LocalDate | null
  readonly firstHiredOn: LocalDate | null
  readonly leftOn: LocalDate | null
  readonly rehiredOn: LocalDate | null
  readonly suspendedQuarters: readonly Quarter[]
  readonly revokedFrom: Quarter | null
  readonly decisionReference: string
}

export const covers = (grant: EntitlementPeriod, quarter: Quarter): boolean => grant.startQuarter <= quarter && quarter <= grant.endQuarter
export const isRevoked = (grant: EntitlementPeriod, quarter: Quarter): boolean => grant.revokedFrom !== null && grant.revokedFrom <= quarter
export const isSuspended = (grant: EntitlementPeriod, quarter: Quarter): boolean => grant.suspendedQuarters.includes(quarter)

/** Live = covers the quarter and is not revoked from that quarter or earlier; a suspended grant is live (rules.md 1). */
export const isLive = (grant: EntitlementPeriod, quarter: Quarter): boolean => covers(grant, quarter) && !isRevoked(grant, quarter)
