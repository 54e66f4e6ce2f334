// Understands how the attests of a file become declarations: all of one employer and quarter together, wherever they stand, and parts of an attest joined.
import { createHash } from 'node:crypto'
import { WORKERS_PER_DECLARATION_MAX } from '../kernel/limits.ts'
import { omit } from '../kernel/omit.ts'
import type { BusinessException } from '../exceptions/business-exception.ts'
import type { ParameterSet } from '../law/parameters.ts'
import { parseWorkerLine, workerLineText, type WorkerLine } from '../law/worker-line.ts'
import { lateWarnings, quarterRejection, tooManyWorkers } from './admission.ts'
import type { AttestItem } from './attest.ts'
import { declarationKey, type Attest, type DeclarationSettings, type FileItem } from './declaration.ts'
import { unknownEmployer, type EmployerIdentity } from './rsz/employer-identity.ts'

/** The employer and quarter that an attest belongs to; attests of an employer who cannot be identified stay together too. */
export const groupOf = ({ employer, quarter }: AttestItem): string =>
  declarationKey(employer.kind === 'known' ? employer.employerNumber : `?${employer.value}`, quarter)

/** The declarations of these attests, in the order in which each employer and quarter appears first. */
export function attestDeclarations(items: Iterable<AttestItem>, settings: DeclarationSettings, parameters: ParameterSet): FileItem[] {
  return [...Map.groupBy(items, groupOf).values()].map((group) => declarationOf(group, settings, parameters))
}

function declarationOf(group: readonly AttestItem[], settings: DeclarationSettings, parameters: ParameterSet): FileItem {
  const [first] = group
  if (!first) throw new Error('a group of attests is never empty')
  const { employer, quarter } = first
  const unique = joinParts(group)
  const attests = unique.kind === 'distinct' ? unique.attests : group.map(({ attest }) => attest)
  const about = { line: first.attest.line, column: first.attest.column, employerNumber: nameOf(employer), quarter }
  const reject = (exception: BusinessException): FileItem => ({
    type: 'rejected',
    employerNumber: about.employerNumber,
    quarter,
    exception,
    rowExceptions: attests.flatMap(({ exceptions }) => exceptions),
  })
  if (employer.kind === 'unknown') return reject(unknownEmployer(employer, about, { number: 'Ondernemingsnummer', noss: 'RSZNummer' }))
  if (unique.kind === 'contradiction') {
    const { number, version, inss, line, column } = unique.attest
    const parameters_ = { number, version: String(version) }
    return reject({
      code: 'DCL-001',
      details: ['attest-twice'],
      parameters: parameters_,
      ...about,
      ...(inss === null ? {} : { inss }),
      line,
      column,
    })
  }
  const workersMax = settings.workersMax ?? WORKERS_PER_DECLARATION_MAX
  if (new Set(unique.attests.map(({ inss }) => inss)).size > workersMax) return reject(tooManyWorkers(about, workersMax))
  const { employerNumber } = employer
  const declared = { line: about.line, employerNumber, quarter }
  const rejection = quarterRejection(declared, settings, parameters)
  if (rejection) return reject(rejection)
  const digests = unique.attests.map(({ number, version, digest }) => `${number}/${version}:${digest}`).toSorted()
  return {
    type: 'declaration',
    declaration: {
      employerNumber,
      quarter,
      ladder: 'ATTEST',
      sequence: 0,
      kind: 'PARTIAL',
      digest: createHash('sha256').update(digests.join('\n')).digest('hex'),
      rows: group.length,
      firstLine: about.line,
      items: [],
      attests: unique.attests,
      warnings: lateWarnings(declared, settings, parameters),
    },
  }
}

const nameOf = (employer: EmployerIdentity): string => (employer.kind === 'known' ? employer.employerNumber : employer.value)

type Distinct = { readonly kind: 'distinct'; readonly attests: Attest[] } | { readonly kind: 'contradiction'; readonly attest: Attest }

/** The same version twice is one, if it says the same. */
function distinct(attests: readonly Attest[]): Distinct {
  const seen = new Map<string, Attest>()
  for (const attest of attests) {
    const key = versionKey(attest)
    const known = seen.get(key)
    if (known && known.digest !== attest.digest) return { kind: 'contradiction', attest }
    if (!known) seen.set(key, attest)
  }
  return { kind: 'distinct', attests: [...seen.values()] }
}

const versionKey = ({ number, version }: Attest): string => `${number}/${version}`

/** Whole attests as they are; the parts of each other one (Delen) as one attest, which cannot be read while a part is missing. */
function joinParts(group: readonly AttestItem[]): Distinct {
  const parts = Map.groupBy(
    group.filter(({ part }) => part),
    ({ attest }) => versionKey(attest),
  )
  for (const items of parts.values()) {
    const contradiction = contradictionIn(items)
    if (contradiction) return { kind: 'contradiction', attest: contradiction }
  }
  const joined = new Set<string>()
  const attests = group.flatMap((item): Attest[] => {
    const { attest, part } = item
    const key = versionKey(attest)
    if (!part) return [attest]
    if (joined.has(key)) return []
    joined.add(key)
    return [joinedAttest(attest, part.total, parts.get(key) ?? [item])]
  })
  return distinct(attests)
}

/** A part that says something else than the same part before it, names another worker, or is of another kind of worker record. */
function contradictionIn(items: readonly AttestItem[]): Attest | undefined {
  const byNumber = new Map<number, Attest>()
  const kindOf = ({ workerLine }: Attest): string | undefined => workerLine?.slice(0, WORKER_KIND_LENGTH)
  const first = items[0]?.attest
  for (const { attest, part } of items) {
    const number = part?.number ?? 0
    const known = byNumber.get(number)
    const isOther =
      first !== undefined && (attest.inss !== first.inss || (kindOf(attest) ?? kindOf(first)) !== (kindOf(first) ?? kindOf(attest)))
    if (isOther || (known && known.digest !== attest.digest)) return attest
    byNumber.set(number, attest)
  }
  return undefined
}
/** `010/495`: employer class and worker code. */
const WORKER_KIND_LENGTH = 7

function joinedAttest(first: Attest, total: number, items: readonly AttestItem[]): Attest {
  const byNumber = new Map(items.map((item) => [item.part?.number ?? 0, item]))
  const parts = [...byNumber].toSorted(([one], [other]) => one - other).map(([, item]) => item)
  const isComplete = parts.length === total && parts.every(({ part }, index) => part?.number === index + 1)
  const { line, column, inss } = first
  const parameters = { found: String(parts.length), total: String(total) }
  const about = { ...aboutOf(items), ...(inss === null ? {} : { inss }) }
  const finding = { code: 'WRK-008', details: ['parts'], parameters, line, column, ...about, field: 'Delen', value: '' } as const
  const exceptions: BusinessException[] = [...(isComplete ? [] : [finding]), ...parts.flatMap(({ attest }) => attest.exceptions)]
  const workerLine = exceptions.length === 0 ? joinedLine(parts) : undefined
  return {
    ...omit(first, 'workerLine'),
    digest: createHash('sha256')
      .update(parts.map(({ attest }) => attest.digest).join())
      .digest('hex'),
    exceptions,
    ...(workerLine ? { workerLine: workerLineText(workerLine) } : {}),
  }
}

const aboutOf = ([first]: readonly AttestItem[]): Pick<BusinessException, 'employerNumber' | 'quarter'> =>
  first ? { employerNumber: nameOf(first.employer), quarter: first.quarter } : {}

/** Everything one after the other; an occupation or contribution that several parts repeat stands once. */
function joinedLine(parts: readonly AttestItem[]): WorkerLine | undefined {
  const seen = new Set<string>()
  const lines = parts.flatMap(({ attest, part }): WorkerLine[] => {
    if (attest.workerLine === undefined) return []
    const line = parseWorkerLine(attest.workerLine)
    const occupations = line.occupations.filter((occupation, index) => {
      const key = `${part?.occupations[index] ?? ''} ${JSON.stringify(occupation)}`
      const isRepeated = seen.has(key)
      seen.add(key)
      return !isRepeated
    })
    return [{ ...line, occupations }]
  })
  const [head] = lines
  return (
    head && {
      ...head,
      occupations: lines.flatMap(({ occupations }) => occupations),
      contributions: once(lines.flatMap(({ contributions }) => contributions)),
      deductions: once(lines.flatMap(({ deductions }) => deductions)),
    }
  )
}

const once = <T>(values: readonly T[]): T[] => [...new Map(values.map((value) => [JSON.stringify(value), value])).values()]
