// Understands what the law grants one worker at one employer for one quarter: every measure, in the order of rules.md 6, with a finding for every step.
import type { Fraction } from '../kernel/fraction.ts'
import type { EmployerNumber, Inss } from '../kernel/identifiers.ts'
import type { Quarter } from '../kernel/calendar.ts'
import { addCents, euroText, negateCents, type Cents, type EuroText } from '../kernel/money.ts'
import type { BusinessException } from '../exceptions/business-exception.ts'
import { ceilingOf, employmentFraction, shownToCent } from './ceiling.ts'
import { condition, type Finding } from './finding.ts'
import { covers, isLive, isRevoked, isSuspended, type EntitlementPeriod } from './grant.ts'
import { guidancePremium, type Guidance } from './guidance-premium.ts'
import { excludingMeasure, supportLimit } from './limits.ts'
import { MEASURES, type Component, type Measure } from './measures.ts'
import type { LocatedOccupation } from './occupation.ts'
import { ordinalOf } from './ordinal.ts'
import type { ParameterSet } from './parameters.ts'
import { otherSupportOf, referenceWage } from './reference-wage.ts'
import { cite, policy, SECUREX, VDAB } from './sources.ts'
import { percentageFor, wagePremium } from './wage-premium.ts'

/** What is declared for one worker, with the worker's grants at this employer. */
export interface WorkerQuarter {
  readonly employerNumber: EmployerNumber
  readonly quarter: Quarter
  readonly inss: Inss
  readonly occupations: readonly LocatedOccupation[]
  readonly grants: readonly EntitlementPeriod[]
}

/** The calculation of one measure; REFUSED carries no ordinal, percentage, ceiling, fraction or components. */
export interface MeasureAssessment {
  readonly measure: Measure
  readonly entitlementId: string
  readonly outcome: 'PAID' | 'HELD' | 'REFUSED'
  readonly referenceWage: EuroText
  readonly ordinal?: number
  readonly percentage?: string
  readonly ceiling?: string
  readonly employmentFraction?: { readonly numerator: string; readonly denominator: string }
  readonly components?: Partial<Readonly<Record<Component, EuroText>>>
  readonly exceptions: readonly BusinessException[]
  readonly findings: readonly Finding[]
}

/** ENT-001 and ENT-002 refuse the worker's quarter (`refusal`); otherwise one assessment per measure with a grant covering the quarter. */
export interface WorkerAssessment {
  readonly refusal?: BusinessException
  readonly measures: readonly MeasureAssessment[]
}

const VOP_BESIDE_IMW = policy('anyLiveImw')
const period = ({ entitlementId, startQuarter, endQuarter }: EntitlementPeriod): string => `${entitlementId} ${startQuarter}-${endQuarter}`
const byId = (a: EntitlementPeriod, b: EntitlementPeriod): number =>
  a.entitlementId < b.entitlementId ? -1 : a.entitlementId > b.entitlementId ? 1 : 0

/** What there is to say of a worker without any grant at the employer. */
export const withoutGrant = (about: Pick<BusinessException, 'employerNumber' | 'inss' | 'quarter'>): WorkerAssessment => ({
  refusal: { code: 'ENT-001', ...about, parameters: {} },
  measures: [],
})

/** Assesses one worker's quarter. Pure; grants may be in any order and may include periods that do not cover the quarter. */
export function assessWorker(worker: WorkerQuarter, parameters: ParameterSet): WorkerAssessment {
  const about = { employerNumber: worker.employerNumber, inss: worker.inss, quarter: worker.quarter }
  if (worker.grants.length === 0) return withoutGrant(about)
  const covering = worker.grants.filter((grant) => covers(grant, worker.quarter)).toSorted(byId)
  if (covering.length === 0) {
    const grants = worker.grants.toSorted(byId).map(period).join(', ')
    return { refusal: { code: 'ENT-002', ...about, parameters: { grants } }, measures: [] }
  }
  const present = MEASURES.filter((measure) => covering.some((grant) => grant.measure === measure))
  return { measures: present.map((measure) => assessMeasure(measure, worker, covering, parameters)) }
}

type Step =
  | {
      readonly kind: 'refused'
      readonly exception: BusinessException
      readonly findings: readonly Finding[]
      readonly grant: EntitlementPeriod
    }
  | { readonly kind: 'selected'; readonly grant: EntitlementPeriod; readonly findings: readonly Finding[] }

function assessMeasure(
  measure: Measure,
  worker: WorkerQuarter,
  covering: readonly EntitlementPeriod[],
  parameters: ParameterSet,
): MeasureAssessment {
  const reference = referenceWage(worker.occupations)
  const step = selectGrant(measure, worker, covering, parameters)
  const refused = (grant: EntitlementPeriod, exception: BusinessException, findings: readonly Finding[]): MeasureAssessment => ({
    measure,
    entitlementId: grant.entitlementId,
    outcome: 'REFUSED',
    referenceWage: euroText(reference.value),
    exceptions: [exception],
    findings,
  })
  if (step.kind === 'refused') return refused(step.grant, step.exception, step.findings)

  const { grant } = step
  const about = { employerNumber: worker.employerNumber, inss: worker.inss, quarter: worker.quarter, measure }
  const ordinal = ordinalOf(grant, worker.quarter, parameters)
  const percentage = percentageFor(grant, ordinal.value, worker.quarter, parameters)
  const findings = [...step.findings, ordinal.finding, percentage.finding]
  if (percentage.value === undefined || ordinal.value < 1) {
    const texts = { grant: grant.entitlementId, ordinal: String(ordinal.value), package: grant.package }
    return refused(grant, { code: 'ENT-007', ...about, parameters: texts }, findings)
  }
  // No declared occupation, no premium (rules.md 4): a student, or severance pay alone.
  if (worker.occupations.length === 0) return refused(grant, { code: 'CAL-005', ...about, parameters: {} }, findings)
  findings.push(reference.finding)
  if (reference.value < 0n)
    return refused(grant, { code: 'CAL-001', ...about, parameters: { referenceWage: euroText(reference.value) } }, findings)
  return computePremiums(
    { measure, worker, grant, ordinal: ordinal.value, percentage: percentage.value, reference: reference.value, findings },
    parameters,
  )
}

/** Which grant pays, or why none does: revoked, double, displaced, suspended, not cumulable, in that order (rules.md 6). */
function selectGrant(measure: Measure, worker: WorkerQuarter, covering: readonly EntitlementPeriod[], parameters: ParameterSet): Step {
  const { quarter } = worker
  const ofMeasure = covering.filter((grant) => grant.measure === measure)
  const live = ofMeasure.filter((grant) => isLive(grant, quarter))
  const about = { employerNumber: worker.employerNumber, inss: worker.inss, quarter, measure }
  const findings: Finding[] = []
  const check = (rule: string, source: string, holds: boolean, inputs: Record<string, string>): boolean => {
    findings.push(condition(rule, source, '', holds, inputs))
    return holds
  }
  const refuse = (grant: EntitlementPeriod, code: BusinessException['code'], texts: Record<string, string>): Step => ({
    kind: 'refused',
    grant,
    findings,
    exception: { code, ...about, parameters: texts },
  })
  const ids = (grants: readonly EntitlementPeriod[]): string => grants.map(({ entitlementId }) => entitlementId).join(', ')

  const [lowest] = ofMeasure
  if (!lowest) throw new Error('a measure without a covering grant is not assessed')
  const [grant] = live
  if (!check('not-revoked', cite(VDAB), grant !== undefined, { grants: ids(ofMeasure) }) || !grant) {
    const earliest = ofMeasure.filter((each) => isRevoked(each, quarter)).map(({ revokedFrom }) => revokedFrom)[0] ?? ''
    return refuse(lowest, 'ENT-004', { grant: lowest.entitlementId, revokedFrom: earliest })
  }
  if (!check('one-grant', cite(policy('twoLiveGrants')), live.length === 1, { grants: ids(live) })) {
    return refuse(grant, 'ENT-005', { grants: ids(live) })
  }
  const liveImw = covering.find((each) => each.measure === 'IMW' && isLive(each, quarter))
  if (
    measure === 'VOP'
    && !check('no-live-imw', cite(SECUREX, VOP_BESIDE_IMW), liveImw === undefined, { imwGrant: liveImw?.entitlementId ?? 'none' })
  ) {
    return refuse(grant, 'ENT-006', { grant: grant.entitlementId, imwGrant: liveImw?.entitlementId ?? '' })
  }
  if (!check('not-suspended', cite(VDAB), !isSuspended(grant, quarter), { grant: grant.entitlementId })) {
    return refuse(grant, 'ENT-003', { grant: grant.entitlementId })
  }
  const excluding = excludingMeasure(measure, worker.occupations, parameters)
  findings.push(excluding.finding)
  if (excluding.value !== undefined) return refuse(grant, 'ENT-008', { grant: grant.entitlementId, otherMeasure: excluding.value })
  return { kind: 'selected', grant, findings }
}

interface Selected {
  readonly measure: Measure
  readonly worker: WorkerQuarter
  readonly grant: EntitlementPeriod
  readonly ordinal: number
  readonly percentage: number
  readonly reference: Cents
  readonly findings: readonly Finding[]
}

function computePremiums(selected: Selected, parameters: ParameterSet): MeasureAssessment {
  const { measure, worker, grant, ordinal, percentage, reference } = selected
  const { quarter, occupations } = worker
  const employment = employmentFraction(occupations, quarter)
  const ceiling = ceilingOf(quarter, employment.value, parameters)
  const premium = wagePremium(percentage, reference, ceiling.value)
  const support = otherSupportOf(occupations)
  const limited = supportLimit(premium.value, support, reference)
  const guidance = guidancePremium(grant, ordinal, occupations, quarter, parameters)

  const about = { employerNumber: worker.employerNumber, inss: worker.inss, quarter, measure }
  const exceptions: BusinessException[] = []
  const { cut } = limited.value
  if (cut > 0n) {
    const texts = {
      premium: euroText(premium.value),
      otherSupport: euroText(support),
      referenceWage: euroText(reference),
      cut: euroText(cut),
    }
    exceptions.push({ code: 'CAL-002', ...about, parameters: texts, amountEffect: euroText(negateCents(cut)) })
  }
  const guidanceException = guidanceExceptionOf(guidance, about)
  if (guidanceException) exceptions.push(guidanceException)
  return {
    measure,
    entitlementId: grant.entitlementId,
    outcome: guidance.kind === 'granted' && guidance.regionUnknown ? 'HELD' : 'PAID',
    ordinal,
    percentage: String(percentage),
    referenceWage: euroText(reference),
    ceiling: shownToCent(ceiling.value),
    employmentFraction: fractionParts(employment.value),
    components: {
      WAGE_PREMIUM: euroText(limited.value.premium),
      ...(guidance.kind === 'granted' ? { GUIDANCE_FIXED: euroText(guidance.fixed), GUIDANCE_VARIABLE: euroText(guidance.variable) } : {}),
    },
    exceptions,
    findings: [...selected.findings, employment.finding, ceiling.finding, premium.finding, limited.finding, ...guidance.findings],
  }
}

function guidanceExceptionOf(
  guidance: Guidance,
  about: Pick<BusinessException, 'employerNumber' | 'inss' | 'quarter' | 'measure'>,
): BusinessException | undefined {
  if (guidance.kind === 'outside-flanders') return { code: 'CAL-004', ...about, parameters: {} }
  if (guidance.kind !== 'granted' || !guidance.regionUnknown) return undefined
  const amount = euroText(addCents(guidance.fixed, guidance.variable))
  return {
    code: 'CAL-003',
    ...about,
    parameters: { establishments: guidance.unknownEstablishments.join(', ') || '-', amount },
    amountEffect: amount,
  }
}

const fractionParts = (of: Fraction): { readonly numerator: string; readonly denominator: string } => ({
  numerator: of.numerator.toString(),
  denominator: of.denominator.toString(),
})
