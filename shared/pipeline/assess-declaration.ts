// Understands how one declaration is assessed as a whole: the law for every worker, on one employer's registry, as a record that can be booked.
import type { Inss } from '../kernel/identifiers.ts'
import { centsOf } from '../kernel/money.ts'
import {
  declarationKey,
  rowExceptions,
  type Declaration,
  type DeclarationItem,
  type FileItem,
  type LateFindings,
} from '../declaration/declaration.ts'
import type { DueLine } from '../ledger/booking.ts'
import type { Statement } from '../ledger/entry.ts'
import { assessWorker, type WorkerAssessment } from '../law/assess.ts'
import { isLive, type EntitlementPeriod } from '../law/grant.ts'
import { COMPONENTS } from '../law/measures.ts'
import { parameterSetHash, type ParameterSet } from '../law/parameters.ts'
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
  const named = new Set(items.flatMap((item) => (item.type === 'unnamed-row' ? [] : [item.inss])))
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
  return assess({ declaration, speaksOfAll: speaksOfAll(declaration, late) }, registry, parameters)
}

/** Computes a record again on another registry or with other parameters. */
export const assessAgain = (record: DeclarationRecord, registry: EmployerRegistry, parameters: ParameterSet): DeclarationRecord =>
  assess(record, registry, parameters)

function assess(
  declared: Pick<DeclarationRecord, 'declaration' | 'speaksOfAll'>,
  registry: EmployerRegistry,
  parameters: ParameterSet,
): DeclarationRecord {
  const { declaration } = declared
  const { employerNumber, quarter } = declaration
  const grantsOf = new Map<Inss, EntitlementPeriod[]>()
  for (const grant of registry.grants) grantsOf.set(grant.inss, [...(grantsOf.get(grant.inss) ?? []), grant])
  const assessments = declaration.items.flatMap((item): WorkerAssessment[] => {
    if (item.type !== 'worker') return []
    const occupations = item.occupations.map((occupation) => ({
      ...occupation,
      region: resolveRegion(occupation, registry.establishments),
    }))
    return [assessWorker({ employerNumber, quarter, inss: item.inss, occupations, grants: grantsOf.get(item.inss) ?? [] }, parameters)]
  })
  const named = new Set(declaration.items.flatMap((item) => (item.type === 'unnamed-row' ? [] : [item.inss])))
  const absentWithGrant =
    declaration.kind === 'PARTIAL'
      ? []
      : [...grantsOf]
          .flatMap(([inss, grants]) => {
            const live = grants
              .filter((grant) => isLive(grant, quarter))
              .map(({ entitlementId }) => entitlementId)
              .toSorted()[0]
            return live === undefined || named.has(inss) ? [] : [{ inss, entitlementId: live }]
          })
          .toSorted((a, b) => (a.inss < b.inss ? -1 : 1))
  return {
    declaration,
    speaksOfAll: declared.speaksOfAll,
    parameterSet: hashOf(parameters),
    registryDigest: registry.lawDigest,
    registryVersions: registry.versions,
    assessments,
    absentWithGrant,
  }
}

/** Every worker that the record assesses, with its assessment, in file order. */
export function assessedWorkers(record: DeclarationRecord): { readonly inss: Inss; readonly assessment: WorkerAssessment }[] {
  const workers = record.declaration.items.filter((item) => item.type === 'worker')
  return workers.map(({ inss }, index) => {
    const assessment = record.assessments[index]
    if (!assessment) throw new Error('a record has as many assessments as workers')
    return { inss, assessment }
  })
}

/** What the record states about its account, apart from amounts. */
export function statementOf(record: DeclarationRecord): Statement {
  const { items, ladder, sequence, kind, digest } = record.declaration
  return {
    ladder,
    sequence,
    kind,
    digest,
    speaksOfAll: record.speaksOfAll,
    listed: items.flatMap((item) => (item.type === 'worker' ? [item.inss] : [])),
    refused: items.flatMap((item) => (item.type === 'refused-worker' ? [item.inss] : [])),
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
