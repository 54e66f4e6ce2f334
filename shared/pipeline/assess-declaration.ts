// Understands how one declaration is assessed as a whole: the law for every worker, on one employer's registry, as a record that can be booked.
import type { Inss } from '../kernel/identifiers.ts'
import { centsOf } from '../kernel/money.ts'
import {
  declarationKey,
  namedWorkers,
  rowExceptions,
  type Attest,
  type Declaration,
  type DeclarationItem,
  type FileItem,
  type LateFindings,
} from '../declaration/declaration.ts'
import { mergeAttests } from '../declaration/held-attests.ts'
import { itemsByPerson } from '../declaration/persons.ts'
import type { DueLine } from '../ledger/differences.ts'
import type { AttestKey, Statement } from '../ledger/entry.ts'
import { ONE_NUMBER_EACH, type PersonOf } from '../ledger/persons.ts'
import { assessWorker, withoutGrant, type WorkerAssessment } from '../law/assess.ts'
import { paidOccupations } from '../law/declared-pay.ts'
import { isLive, type EntitlementPeriod } from '../law/grant.ts'
import { COMPONENTS } from '../law/measures.ts'
import { parameterSetHash, type ParameterSet } from '../law/parameters.ts'
import { parseWorkerLine } from '../law/worker-line.ts'
import { personOf, type Aliases } from '../registry/alias.ts'
import { resolveRegion } from '../registry/establishment.ts'
import type { EmployerRegistry } from '../registry/employer-registry.ts'
import type { DeclarationRecord } from './records.ts'

const hashes = new WeakMap<ParameterSet, string>()

/** The hash of a parameter set, computed once. */
export function hashOf(parameters: ParameterSet): string {
  const known = hashes.get(parameters) ?? parameterSetHash(parameters)
  hashes.set(parameters, known)
  return known
}

type Rejected = Extract<FileItem, { type: 'rejected' }>

/** What the end of the file says about a declaration: rejected late (which comes before the other reasons to reject it), or some workers refused after all. */
export function withLateFindings(item: Exclude<FileItem, { type: 'loose-row' }>, late: LateFindings): Rejected | Declaration {
  const { employerNumber, quarter } = item.type === 'declaration' ? item.declaration : item
  const exception = late.rejected[declarationKey(employerNumber, quarter)]
  if (item.type === 'rejected') return exception ? { ...item, exception } : item
  const { declaration } = item
  if (exception) return { type: 'rejected', employerNumber, quarter, exception, rowExceptions: rowExceptions(declaration) }
  const malformed = new Set<string>(late.malformedWorkers[declaration.employerNumber] ?? [])
  if (malformed.size === 0) return declaration
  const items = declaration.items.map((item): DeclarationItem =>
    item.type === 'worker' && malformed.has(item.inss) ? { type: 'refused-worker', inss: item.inss, exceptions: [] } : item,
  )
  const named = namedWorkers({ ...declaration, items })
  // A worker known only from a row that joined no declaration is refused here too, so that he does not count as absent.
  const extra = [...malformed]
    .filter((inss) => !named.has(inss as Inss))
    .map((inss): DeclarationItem => ({ type: 'refused-worker', inss: inss as Inss, exceptions: [] }))
  return { ...declaration, items: [...items, ...extra] }
}

/** A FULL speaks of everyone unless a row without usable number in it, or elsewhere in its file, may be one of the absent (rules.md 7). */
const speaksOfAll = (declaration: Declaration, late: LateFindings): boolean =>
  declaration.kind === 'FULL' && !late.blocksRecovery && declaration.items.every(({ type }) => type !== 'unnamed-row')

/** Computes every worker of the declaration. Pure: the same declaration, registry and parameters give the same record. */
export function assessDeclaration(
  declaration: Declaration,
  late: LateFindings,
  registry: EmployerRegistry,
  parameters: ParameterSet,
): DeclarationRecord {
  return assess({ declaration, speaksOfAll: speaksOfAll(declaration, late) }, registry, parameters, NOTHING_HELD)
}

/** Computes a record again on another registry, with other parameters, or (attests) over other attests held. */
export const assessAgain = (
  record: Pick<DeclarationRecord, 'declaration' | 'speaksOfAll'>,
  registry: EmployerRegistry,
  parameters: ParameterSet,
  held: HeldAttests,
): DeclarationRecord => assess(record, registry, parameters, held)

/** What an account holds of attests, and the record that says so. */
export interface HeldAttests {
  readonly record: string | null
  readonly attests: readonly Attest[]
}
export const NOTHING_HELD: HeldAttests = { record: null, attests: [] }

function assess(
  declared: Pick<DeclarationRecord, 'declaration' | 'speaksOfAll'>,
  registry: EmployerRegistry,
  parameters: ParameterSet,
  before: HeldAttests,
): DeclarationRecord {
  const person = personsOf(registry.aliases)
  const merged = declared.declaration.attests && mergeAttests(before.attests, declared.declaration.attests, person)
  const declaration = merged ? { ...declared.declaration, items: merged.items } : declared.declaration
  const { employerNumber, quarter, kind } = declaration
  const items = itemsByPerson(declaration.items, person)
  const grantsOf = new Map<Inss, EntitlementPeriod[]>()
  for (const grant of registry.grants) {
    const inss = person(grant.inss)
    grantsOf.set(inss, [...(grantsOf.get(inss) ?? []), grant])
  }
  const assessments = items.flatMap((item): (WorkerAssessment | null)[] => {
    if (item.type !== 'worker') return []
    const grants = grantsOf.get(item.inss)
    if (!grants) return [null]
    const declaredOccupations = item.workerLines
      ? paidOccupations(item.workerLines.map(parseWorkerLine), quarter, parameters)
      : item.occupations
    const occupations = declaredOccupations.map((occupation) => ({
      ...occupation,
      region: resolveRegion(occupation, registry.establishments),
    }))
    return [assessWorker({ employerNumber, quarter, inss: item.inss, occupations, grants }, parameters)]
  })
  const named = namedWorkers({ items })
  const liveGrants = [...grantsOf].flatMap(([inss, grants]) => {
    const [live] = grants
      .filter((grant) => isLive(grant, quarter))
      .map(({ entitlementId }) => entitlementId)
      .toSorted()
    return live === undefined ? [] : [{ inss, entitlementId: live }]
  })
  const withdrawn = new Set(items.flatMap((item) => (item.type === 'withdrawn-worker' ? [item.inss] : [])))
  const isAbsent = (inss: Inss): boolean => (kind === 'FULL' ? !named.has(inss) : withdrawn.has(inss))
  const absentWithGrant = liveGrants.filter(({ inss }) => isAbsent(inss)).toSorted((a, b) => (a.inss < b.inss ? -1 : 1))
  return {
    declaration,
    speaksOfAll: declared.speaksOfAll,
    ...(merged ? { held: { attests: merged.held, before: before.record } } : {}),
    ...(registry.aliases.size > 0 ? { aliases: [...registry.aliases] } : {}),
    parameterSet: hashOf(parameters),
    registryDigest: registry.lawDigest,
    registryVersions: registry.versions,
    assessments,
    absentWithGrant,
  }
}

/** Which number is whose, by these aliases. */
export const personsOf = (aliases: Aliases): PersonOf => (aliases.size === 0 ? ONE_NUMBER_EACH : (inss) => personOf(aliases, inss))

/** The same as the record knew it when it was assessed. */
export const personsOfRecord = ({ aliases }: Pick<DeclarationRecord, 'aliases'>): PersonOf => personsOf(new Map(aliases))

/** The items of the record with every person once: those that its assessments belong to. */
export const itemsOf = (record: DeclarationRecord): readonly DeclarationItem[] =>
  record.aliases ? itemsByPerson(record.declaration.items, personsOfRecord(record)) : record.declaration.items

/** Every worker that the record assesses, with its assessment, in file order. */
export function assessedWorkers(record: DeclarationRecord): { readonly inss: Inss; readonly assessment: WorkerAssessment }[] {
  const { employerNumber, quarter } = record.declaration
  const workers = itemsOf(record).filter((item) => item.type === 'worker')
  return workers.map(({ inss }, index) => {
    const assessment = record.assessments[index]
    if (assessment === undefined) throw new Error('a record has as many assessments as workers')
    return { inss, assessment: assessment ?? withoutGrant({ employerNumber, quarter, inss }) }
  })
}

const keyOf = ({ number, version, inss, digest, exceptions }: Attest): AttestKey => ({
  number,
  version,
  inss,
  digest,
  isReadable: exceptions.length === 0,
})

/** What the record states about its account, apart from amounts. */
export function statementOf(record: DeclarationRecord): Statement {
  const { items, attests, ladder, sequence, kind, digest } = record.declaration
  return {
    ladder,
    sequence,
    kind,
    digest,
    speaksOfAll: record.speaksOfAll,
    listed: items.flatMap((item) => (item.type === 'worker' || item.type === 'withdrawn-worker' ? [item.inss] : [])),
    refused: items.flatMap((item) => (item.type === 'refused-worker' ? [item.inss] : [])),
    ...(attests ? { attests: attests.map(keyOf) } : {}),
  }
}

/** The lines that are due, by worker. */
export function dueLines(record: DeclarationRecord): Map<Inss, DueLine[]> {
  return new Map(
    assessedWorkers(record).map(({ inss, assessment }) => [
      inss,
      assessment.measures.flatMap(({ measure, entitlementId, outcome, components }) =>
        COMPONENTS.flatMap((component): DueLine[] => {
          const premium = components?.[component]
          return premium === undefined
            ? []
            : [{ inss, entitlementId, measure, component, premium: centsOf(premium), regionUnknown: outcome === 'HELD' }]
        }),
      ),
    ]),
  )
}
