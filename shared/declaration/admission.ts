// Understands whether the declaration of an employer's quarter can be computed at all: has the quarter ended, is its law reviewed, is it late (DCL-002 to -004).
import { lastDayOf, plusYears, type Quarter } from '../kernel/calendar.ts'
import type { BusinessException } from '../exceptions/business-exception.ts'
import { isReviewed, reviewOf, type ParameterSet } from '../law/parameters.ts'
import type { DeclarationSettings } from './declaration.ts'

export interface Declared {
  readonly employerNumber: string
  readonly quarter: Quarter
  readonly line: number
}

/** DCL-002 or DCL-003, or undefined when the quarter can be computed. */
export function quarterRejection(
  about: Declared,
  { receivedOn }: DeclarationSettings,
  parameters: ParameterSet,
): BusinessException | undefined {
  const { quarter } = about
  const lastDay = lastDayOf(quarter)
  if (receivedOn <= lastDay) return { code: 'DCL-002', ...about, parameters: { lastDay, received: receivedOn } }
  return notReviewed(about, parameters)
}

/** DCL-003 when the law of the quarter is not reviewed. */
export function notReviewed(
  about: Pick<Declared, 'employerNumber' | 'quarter'> & Partial<Declared>,
  parameters: ParameterSet,
): BusinessException | undefined {
  if (isReviewed(parameters, about.quarter)) return undefined
  const { from, until, tables } = reviewOf(parameters)
  const texts = { reviewedFrom: from, reviewedUntil: until, table: tables }
  return { code: 'DCL-003', ...about, parameters: texts, field: 'quarter', value: about.quarter }
}

/** DCL-004 when the declaration came after the years in which the RSZ allows corrections. */
export function lateWarnings(about: Declared, { receivedOn }: DeclarationSettings, parameters: ParameterSet): readonly BusinessException[] {
  const lastDay = lastDayOf(about.quarter)
  if (receivedOn <= plusYears(lastDay, parameters.policies.correctionYears.value)) return []
  return [{ code: 'DCL-004', ...about, parameters: { lastDay, received: receivedOn } }]
}

/** DCL-013: the declaration is held in memory as a whole. */
export const tooManyWorkers = (
  about: Pick<BusinessException, 'line' | 'column' | 'employerNumber' | 'quarter'>,
  limit: number,
): BusinessException => ({ code: 'DCL-013', parameters: { limit: String(limit) }, ...about })
