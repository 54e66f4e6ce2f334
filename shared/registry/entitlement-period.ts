// Understands a row of the entitlements file: an entitlement period, and every rule of the law that a stored one must obey (rules.md 2 and 3).
import { firstDayOf, parseQuarter, quartersInclusive, type Quarter } from '../kernel/calendar.ts'
import type { EntitlementPeriod } from '../law/grant.ts'
import { GUIDANCE_LEVELS, MEASURES, PACKAGES } from '../law/measures.ts'
import type { Segment } from '../law/packages.ts'
import { PARAMETERS } from '../law/parameters.ts'
import { RegistryRowReader, type ReadRow, type RegistrySettings } from './row.ts'

export const ENTITLEMENT_COLUMNS = [
  'entitlement_id',
  'measure',
  'inss',
  'employer_number',
  'start_quarter',
  'end_quarter',
  'package',
  'schedule',
  'guidance_level',
  'applied_on',
  'decided_on',
  'first_hired_on',
  'left_on',
  'rehired_on',
  'suspended_quarters',
  'revoked_from',
  'decision_reference',
] as const
export type EntitlementColumn = (typeof ENTITLEMENT_COLUMNS)[number]
export const OPTIONAL_ENTITLEMENT_COLUMNS: readonly EntitlementColumn[] = [
  'schedule',
  'guidance_level',
  'applied_on',
  'decided_on',
  'first_hired_on',
  'left_on',
  'rehired_on',
  'suspended_quarters',
  'revoked_from',
  'decision_reference',
]

const { policies } = PARAMETERS
type Reader = RegistryRowReader<EntitlementColumn>

export function readEntitlement(
  line: number,
  fields: Readonly<Record<EntitlementColumn, string>>,
  settings: RegistrySettings,
): ReadRow<EntitlementPeriod> {
  const reader: Reader = new RegistryRowReader(line, fields)
  const required = {
    entitlementId: reader.required('entitlement_id', (text) => (/^[\w./-]{1,64}$/.test(text) ? text : undefined)),
    measure: reader.listed('measure', MEASURES),
    inss: reader.inss('inss', settings),
    employerNumber: reader.employer('employer_number'),
    startQuarter: reader.quarter('start_quarter'),
    endQuarter: reader.quarter('end_quarter'),
    package: reader.listed('package', PACKAGES),
  }
  const optional = {
    schedule: fields.schedule === '' ? null : (parseSchedule(fields.schedule) ?? []),
    guidanceLevel: reader.optional('guidance_level', (text) => GUIDANCE_LEVELS.find((level) => level === text)) ?? 'NONE',
    appliedOn: reader.date('applied_on'),
    decidedOn: reader.date('decided_on'),
    firstHiredOn: reader.date('first_hired_on'),
    leftOn: reader.date('left_on'),
    rehiredOn: reader.date('rehired_on'),
    suspendedQuarters: reader.optional('suspended_quarters', parseQuarters) ?? [],
    revokedFrom: reader.optional('revoked_from', parseQuarter),
    decisionReference: fields.decision_reference,
  } as const
  if (fields.package === 'EXPLICIT' && fields.measure === 'VOP' && fields.decided_on === '')
    reader.refuse(reader.finding('REG-001', ['missing'], {}, 'decided_on'))
  if (reader.exception) return { kind: 'refused', exception: reader.exception }
  const grant = { ...required, ...optional } as EntitlementPeriod
  const broken = brokenRule(grant)
  if (!broken) return { kind: 'stored', value: grant, remarks: [] }
  return {
    kind: 'refused',
    exception: {
      ...reader.finding('REG-003', [broken.rule], { entitlement: grant.entitlementId, ...broken.values }),
      employerNumber: grant.employerNumber,
      inss: grant.inss,
    },
  }
}

function parseQuarters(text: string): readonly Quarter[] | undefined {
  const quarters = text.split(/\s+/).map(parseQuarter)
  return quarters.every((each) => each !== undefined) ? quarters : undefined
}

/** `1-4:60,5-20:45` as segments, in the order of the ordinals; undefined when it cannot be read. */
function parseSchedule(text: string): readonly Segment[] | undefined {
  const segments = text.split(',').map((part) => {
    const match = /^\s*(\d{1,3})-(\d{1,3}):(\d{1,3})\s*$/.exec(part)
    return match && Number(match[1]) <= Number(match[2])
      ? { from: Number(match[1]), to: Number(match[2]), percentage: Number(match[3]) }
      : undefined
  })
  return segments.every((segment) => segment !== undefined) ? segments.toSorted((a, b) => a.from - b.from) : undefined
}

interface BrokenRule {
  /** Detail key of REG-003 in the catalogue. */
  readonly rule: string
  readonly values: Readonly<Record<string, string>>
}

const broken = (rule: string, values: Readonly<Record<string, string>> = {}): BrokenRule => ({ rule, values })

/** The first rule that the grant breaks, or undefined. */
function brokenRule(grant: EntitlementPeriod): BrokenRule | undefined {
  const { measure, startQuarter, endQuarter } = grant
  if (grant.package !== 'EXPLICIT' && !grant.package.startsWith(measure))
    return broken('package-of-other-measure', { package: grant.package, measure })
  if (endQuarter < startQuarter) return broken('end-before-start')
  const limit =
    grant.package === 'IMW_2Y' || grant.package === 'VOP_DEFINITE' ? policies.quartersMaxShort.value : policies.quartersMax.value
  const quarters = quartersInclusive(startQuarter, endQuarter)
  if (quarters > limit) return broken('too-many-quarters', { quarters: String(quarters), limit: String(limit) })
  return (measure === 'VOP' ? brokenVopRule(grant) : brokenImwRule(grant)) ?? brokenHireRule(grant) ?? brokenScheduleRule(grant)
}

function brokenVopRule(grant: EntitlementPeriod): BrokenRule | undefined {
  const { appliedOn, decidedOn } = grant
  if (grant.guidanceLevel !== 'NONE') return broken('guidance-on-vop')
  if (appliedOn === null) return broken('vop-without-applied-on')
  if (appliedOn > policies.vopLastApplication.value) return broken('vop-applied-after', { date: policies.vopLastApplication.value })
  if (appliedOn < policies.vopFirstApplication.value) return broken('vop-applied-before', { date: policies.vopFirstApplication.value })
  if (grant.package === 'VOP_DEFINITE' && appliedOn < policies.vopDefiniteFirstApplication.value)
    return broken('vop-definite-applied-before', { date: policies.vopDefiniteFirstApplication.value })
  if (appliedOn < policies.vopCountsFromApplication.value && grant.firstHiredOn === null)
    return broken('vop-without-first-hired-on', { date: policies.vopCountsFromApplication.value })
  if (grant.package === 'EXPLICIT' && decidedOn !== null && decidedOn > policies.vopRaisedLastDecision.value)
    return broken('explicit-vop-decided-late', { date: firstDayOf(policies.imwFirstQuarter.value) })
  return undefined
}

const brokenImwRule = (grant: EntitlementPeriod): BrokenRule | undefined =>
  grant.startQuarter < policies.imwFirstQuarter.value ? broken('imw-before', { quarter: policies.imwFirstQuarter.value }) : undefined

function brokenHireRule({ leftOn, rehiredOn }: EntitlementPeriod): BrokenRule | undefined {
  if (rehiredOn !== null && leftOn === null) return broken('rehired-without-left')
  return rehiredOn !== null && leftOn !== null && leftOn > rehiredOn ? broken('left-after-rehired') : undefined
}

function brokenScheduleRule(grant: EntitlementPeriod): BrokenRule | undefined {
  const { schedule } = grant
  if (grant.package !== 'EXPLICIT') return schedule === null ? undefined : broken('schedule-without-explicit')
  if (schedule === null) return broken('explicit-without-schedule')
  if (schedule.length === 0) return broken('schedule-malformed')
  const { lowest, highest, step } = policies.explicitPercentages[grant.measure].value
  let next = 1
  for (const { from, to, percentage } of schedule) {
    if (from > next) return broken(next === 1 ? 'schedule-not-from-one' : 'schedule-gap')
    if (from < next) return broken(from < 1 ? 'schedule-not-from-one' : 'schedule-overlap')
    if (percentage < lowest || percentage > highest)
      return broken('percentage-out-of-bounds', { percentage: String(percentage), lowest: String(lowest), highest: String(highest) })
    if (percentage % step !== 0) return broken('percentage-not-multiple', { percentage: String(percentage), step: String(step) })
    next = (to ?? from) + 1
  }
  return undefined
}
