// Understands why a worker's result came out otherwise than before: what changed since in the registry and the law, as seen in the quarter.
import type { Quarter } from '../../kernel/calendar.ts'
import { INSS_VISIBLE, masked, type EmployerNumber, type EstablishmentNumber, type Inss } from '../../kernel/identifiers.ts'
import { covers, isLive, isRevoked, isSuspended, type EntitlementPeriod } from '../../law/grant.ts'
import type { Region } from '../../law/measures.ts'
import type { ResolvedRegion } from '../../law/occupation.ts'
import type { EmployerRegistry, Place } from '../../registry/employer-registry.ts'
import { resolveRegion } from '../../registry/establishment.ts'

/** The order is the order of reports. */
export const CAUSE_KINDS = [
  'grant-decided',
  'grant-withdrawn',
  'grant-revoked',
  'revocation-lifted',
  'grant-suspended',
  'suspension-lifted',
  'grant-moved-here',
  'grant-moved-away',
  'grant-changed',
  'region-known',
  'region-changed',
  'number-replaced',
  'number-restored',
  'parameters-changed',
  'payee-changed',
  'computation-changed',
] as const
export type CauseKind = (typeof CAUSE_KINDS)[number]

export interface Cause {
  readonly kind: CauseKind
  /** Values for the texts, in no language: grant, quarter, establishment, names of fields, what stood before and stands now. Workers are masked. */
  readonly parameters: Readonly<Record<string, string>>
}

/** What an earlier result of a worker was computed with. */
export interface Basis {
  readonly registryVersions: readonly string[]
  readonly parameterSet: string
}

export interface AffectedWorker {
  /** Every number of the person, the latest last. */
  readonly numbers: readonly Inss[]
  readonly quarter: Quarter
  /** Establishment numbers declared for the worker, without a declared region. */
  readonly establishments: readonly string[]
}

/** Never empty: a difference for which nothing else is found lies in the computation itself. */
export function causesOf(
  worker: AffectedWorker,
  basis: Basis,
  today: EmployerRegistry,
  parameterSet: string,
  payeeChanged: boolean,
): readonly Cause[] {
  const causes: Cause[] = [
    ...grantCauses(worker, basis, today),
    ...regionCauses(worker, basis, today),
    ...numberCauses(worker, basis, today),
    ...(basis.parameterSet === parameterSet
      ? []
      : [{ kind: 'parameters-changed', parameters: { before: shortHash(basis.parameterSet), after: shortHash(parameterSet) } } as const]),
    ...(payeeChanged ? [{ kind: 'payee-changed', parameters: {} } as const] : []),
  ]
  return causes.length === 0 ? [{ kind: 'computation-changed', parameters: {} }] : causes.toSorted(inOrder)
}

const SHOWN_OF_HASH = 12
const shortHash = (hash: string): string => hash.slice(0, SHOWN_OF_HASH)

const subjectOf = ({ parameters }: Cause): string => parameters.grant ?? parameters.establishment ?? ''

function inOrder(a: Cause, b: Cause): number {
  const kinds = CAUSE_KINDS.indexOf(a.kind) - CAUSE_KINDS.indexOf(b.kind)
  if (kinds !== 0) return kinds
  return subjectOf(a) < subjectOf(b) ? -1 : subjectOf(a) > subjectOf(b) ? 1 : 0
}

/** Names of row versions by what they are about: `GRANT#inss`, `ESTABLISHMENT#number`, `ALIAS#inss`. */
type Index = ReadonlyMap<string, readonly string[]>
const indexes = new WeakMap<readonly string[], Index>()

/** Made once per list: an employer can have many thousands of rows, and of workers who ask for theirs. */
function indexOf(versions: readonly string[]): Index {
  const known = indexes.get(versions)
  if (known) return known
  const index = Map.groupBy(versions, (name) => keyOf(name).split('#', 2).join('#'))
  indexes.set(versions, index)
  return index
}

/** The key within the name of a row version, `key@recordedAt by importId`. */
const keyOf = (name: string): string => name.split('@', 1)[0] ?? ''

interface GrantRow {
  readonly key: string
  /** undefined: the row was in force, but what it said is not known any more. */
  readonly grant: EntitlementPeriod | undefined
}

/** Rows of all grants of the person, by grant: under which of the person's numbers one stands makes no difference. */
function grantRows(versions: readonly string[], { numbers }: AffectedWorker, { history }: EmployerRegistry): Map<string, GrantRow> {
  const names = numbers.flatMap((inss) => indexOf(versions).get(`GRANT#${inss}`) ?? [])
  return new Map(
    names.map((name) => {
      const content = history.get(name)
      const key = keyOf(name)
      return [key.split('#').slice(2).join('#'), { key, grant: content?.kind === 'GRANT' ? content.value : undefined }]
    }),
  )
}

function grantCauses(worker: AffectedWorker, basis: Basis, today: EmployerRegistry): Cause[] {
  const before = grantRows(basis.registryVersions, worker, today)
  const now = grantRows(today.versions, worker, today)
  return [...new Set([...before.keys(), ...now.keys()])].flatMap((id): Cause[] => {
    const [was, is] = [before.get(id), now.get(id)]
    if (was && is) return was.grant && is.grant ? changesOf(was.grant, is.grant, worker.quarter) : []
    // A revoked one counts: it gives nothing, but what people are told about the worker is another thing.
    if (is?.grant && covers(is.grant, worker.quarter)) return [arrivalOf(is.grant, today.moves.get(is.key), worker)]
    if (was?.grant && covers(was.grant, worker.quarter)) return [departureOf(was.grant, today, worker)]
    return []
  })
}

const periodOf = ({ entitlementId, measure, startQuarter, endQuarter }: EntitlementPeriod): Cause['parameters'] => ({
  grant: entitlementId,
  measure,
  start: startQuarter,
  end: endQuarter,
})

function arrivalOf(grant: EntitlementPeriod, cameFrom: Place | undefined, worker: AffectedWorker): Cause {
  const place = elsewhere(cameFrom, grant.employerNumber, worker)
  return place
    ? { kind: 'grant-moved-here', parameters: { grant: grant.entitlementId, ...place } }
    : { kind: 'grant-decided', parameters: periodOf(grant) }
}

/** None of the person's numbers has the grant any more, so what is closed under them says where it went; the latest number knows best. */
function departureOf(grant: EntitlementPeriod, today: EmployerRegistry, worker: AffectedWorker): Cause {
  const place = worker.numbers
    .map((inss) => elsewhere(today.moves.get(`GRANT#${inss}#${grant.entitlementId}`), grant.employerNumber, worker))
    .findLast((each) => each !== undefined)
  return place
    ? { kind: 'grant-moved-away', parameters: { grant: grant.entitlementId, ...place } }
    : { kind: 'grant-withdrawn', parameters: periodOf(grant) }
}

/** What of a place is another one than here: the employer, the worker or both; undefined when neither is, for two numbers of one person are one place. */
function elsewhere(place: Place | undefined, here: EmployerNumber, { numbers }: AffectedWorker): Cause['parameters'] | undefined {
  if (!place) return undefined
  const employer = place.employerNumber === here ? {} : { employer: place.employerNumber }
  const worker = place.inss === null || numbers.includes(place.inss) ? {} : { worker: masked(place.inss, INSS_VISIBLE) }
  const different = { ...employer, ...worker }
  return Object.keys(different).length === 0 ? undefined : different
}

/** A grant that stands here before and now. */
function changesOf(was: EntitlementPeriod, is: EntitlementPeriod, quarter: Quarter): Cause[] {
  const [covered, isCovering] = [covers(was, quarter), covers(is, quarter)]
  if (!covered && !isCovering) return []
  const causes: Cause[] = []
  const grant = is.entitlementId
  const revoked = { grant, quarter, before: was.revokedFrom ?? '', after: is.revokedFrom ?? '' }
  if (isRevoked(was, quarter) !== isRevoked(is, quarter))
    causes.push({ kind: isRevoked(is, quarter) ? 'grant-revoked' : 'revocation-lifted', parameters: revoked })
  if (isSuspended(was, quarter) !== isSuspended(is, quarter))
    causes.push({ kind: isSuspended(is, quarter) ? 'grant-suspended' : 'suspension-lifted', parameters: { grant, quarter } })
  // What is revoked before and now gives nothing, whatever it says.
  const counts = covered !== isCovering || isLive(was, quarter) || isLive(is, quarter)
  const fields = counts ? changedFields(was, is, quarter) : []
  if (fields.length > 0) {
    const values = fields.flatMap(([field, before, after]) => [[`${field}_before`, before] as const, [`${field}_after`, after] as const])
    const names = fields.map(([field]) => field).join(', ')
    causes.push({ kind: 'grant-changed', parameters: { grant, fields: names, ...Object.fromEntries(values) } })
  }
  return causes
}

const scheduleText = ({ schedule }: EntitlementPeriod): string =>
  (schedule ?? []).map(({ from, to, percentage }) => `${from}-${to ?? ''}:${percentage}`).join(',')

/** Fields that a premium depends on, by their column; revocation and suspensions are causes of their own. */
const GRANT_FIELDS = {
  start_quarter: ({ startQuarter }) => startQuarter,
  end_quarter: ({ endQuarter }) => endQuarter,
  package: (grant) => grant.package,
  schedule: scheduleText,
  guidance_level: ({ guidanceLevel }) => guidanceLevel,
  applied_on: ({ appliedOn }) => appliedOn ?? '',
  first_hired_on: ({ firstHiredOn }) => firstHiredOn ?? '',
  left_on: ({ leftOn }) => leftOn ?? '',
  rehired_on: ({ rehiredOn }) => rehiredOn ?? '',
  measure: ({ measure }) => measure,
} as const satisfies Record<string, (grant: EntitlementPeriod) => string>
export type GrantField = keyof typeof GRANT_FIELDS
export const CHANGING_FIELDS = Object.keys(GRANT_FIELDS) as readonly GrantField[]

/** Name, value before and value now. The end counts where it includes or excludes the quarter; the start always: quarters are counted from it. */
function changedFields(was: EntitlementPeriod, is: EntitlementPeriod, quarter: Quarter): (readonly [GrantField, string, string])[] {
  const sameEnd = was.endQuarter < quarter === is.endQuarter < quarter
  return CHANGING_FIELDS.map((field) => [field, GRANT_FIELDS[field](was), GRANT_FIELDS[field](is)] as const).filter(
    ([field, before, after]) => before !== after && !(field === 'end_quarter' && sameEnd),
  )
}

/** A guidance premium is all that depends on the region; a grant of which nothing is known may give one. */
function hasGuidance(versions: readonly string[], worker: AffectedWorker, today: EmployerRegistry): boolean {
  const gives = (grant: EntitlementPeriod): boolean => grant.guidanceLevel !== 'NONE' && isLive(grant, worker.quarter)
  return [...grantRows(versions, worker, today).values()].some(({ grant }) => grant === undefined || gives(grant))
}

/** Regions that are not the Flemish one count for the same: nothing. */
const countedAs = (region: ResolvedRegion): string => (region === 'FLANDERS' || region === 'UNKNOWN' ? region : 'elsewhere')

function regionCauses(worker: AffectedWorker, basis: Basis, today: EmployerRegistry): Cause[] {
  if (!hasGuidance(basis.registryVersions, worker, today) && !hasGuidance(today.versions, worker, today)) return []
  return [...new Set(worker.establishments)].flatMap((establishment): Cause[] => {
    const contents = (indexOf(basis.registryVersions).get(`ESTABLISHMENT#${establishment}`) ?? []).map((name) => today.history.get(name))
    if (contents.includes(undefined)) return []
    const region = (registered: ReadonlyMap<string, Region>): ResolvedRegion =>
      resolveRegion({ establishmentNumber: establishment as EstablishmentNumber, establishmentRegion: null }, registered)
    const known = contents.flatMap((content) => (content?.kind === 'ESTABLISHMENT' ? [[establishment, content.value.region] as const] : []))
    const [before, after] = [region(new Map(known)), region(today.establishments)]
    if (countedAs(before) === countedAs(after)) return []
    return [{ kind: before === 'UNKNOWN' ? 'region-known' : 'region-changed', parameters: { establishment, before, after } }]
  })
}

/** A number of the worker that another one replaces since then, or that was one of his then and is somebody else's now. */
function numberCauses({ numbers }: AffectedWorker, basis: Basis, { aliases, history, versions }: EmployerRegistry): Cause[] {
  const known = new Set([
    ...numbers.filter((inss) => aliases.has(inss)),
    ...aliases.keys(),
    ...versions.flatMap((name) => (name.startsWith('ALIAS#') ? [keyOf(name).slice(6) as Inss] : [])),
  ])
  return [...known].flatMap((old): Cause[] => {
    const replacing = aliases.get(old)
    const contents = (indexOf(basis.registryVersions).get(`ALIAS#${old}`) ?? []).map((name) => history.get(name))
    const replacedBy = contents.map((content) => (content?.kind === 'ALIAS' ? content.value.newInss : undefined))
    const concernsHim = numbers.includes(old) || replacedBy.some((inss) => inss !== undefined && numbers.includes(inss))
    if (replacing === undefined) {
      const [former] = replacedBy.filter((inss) => inss !== undefined && inss !== old)
      return former === undefined || !concernsHim
        ? []
        : [{ kind: 'number-restored', parameters: { number: masked(old, INSS_VISIBLE), before: masked(former, INSS_VISIBLE) } }]
    }
    const stood = replacedBy.some((inss) => inss === undefined || inss === replacing)
    const parameters = { before: masked(old, INSS_VISIBLE), after: masked(replacing, INSS_VISIBLE) }
    return stood || !concernsHim ? [] : [{ kind: 'number-replaced', parameters }]
  })
}
