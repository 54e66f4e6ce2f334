// Understands one worker record of an XML declaration: reads its fields and, where it is faulty, finds the codes that it gets (WRK-002 to WRK-008).
import type { BusinessException } from '../../exceptions/business-exception.ts'
import { needsBasis } from '../../law/declared-pay.ts'
import type { ParameterSet } from '../../law/parameters.ts'
import { lineParts, type WorkerLineText } from '../../law/worker-line.ts'
import type { XmlElement } from '../../text/xml-element.ts'
import { DOUBLE, FieldReader, MISSING } from './field-reader.ts'
import { fieldText } from './line-fields.ts'
import { AMOUNT_MAX, findDouble, readOccupation, readReductions, type LineContext } from './occupation-reader.ts'

/** The worker record with all its findings: at most one per occupation and one for the rest, the first in catalogue order. */
export interface ReadLine {
  readonly text: WorkerLineText
  readonly employerClass: string
  readonly workerCode: string
  /** Cents that its contributions less its reductions add to what the employer owes. */
  readonly owed: number
  readonly occupations: number
  /** Elements in it that were read: contributions, reductions and occupations. */
  readonly parts: number
  readonly exceptions: readonly BusinessException[]
}

/** Reads a WorkerRecord of a DmfA or a Werknemerslijn of an attest. Nothing that it gives can fail later: a mapping by the law is total. */
export function readWorkerLine(element: XmlElement, context: LineContext): ReadLine {
  const { form, about } = context
  const reader = new FieldReader(form)
  const employerClass = reader.code(element, reader.fields.employerClass, 3)
  const workerCode = reader.code(element, reader.fields.workerCode, 3)
  const from = reader.date(element, reader.fields.periodStart)
  const to = reader.date(element, reader.fields.periodEnd)
  const contributions: ReadContribution[] = []
  for (const part of reader.parts(element, 'contribution')) contributions.push(contribution(part, workerCode, context.parameters, reader))
  const double = findDouble(contributions, (one, other) => one.code === other.code && one.type === other.type)
  if (double)
    reader.report('WRK-008', element, reader.fields.contributionCode, DOUBLE, ['contribution'], { key: `${double.code} ${double.type}` })
  const reductions = readReductions(element, reader)
  const parts = reader.parts(element, 'occupation')
  const exceptions = reader.exception(about)
  const seen = parts.length > 1 ? new Map<string, number>() : undefined
  let rest = ''
  let owed = -reductions.amount
  for (const { text, amount } of contributions) {
    rest += text
    owed += amount
  }
  let occupations = ''
  for (const part of parts) {
    const read = readOccupation(part, { from, to }, context)
    const first = seen && firstEqual(read.text, part, seen)
    if (read.exceptions.length > 0) exceptions.push(...read.exceptions)
    else if (first !== undefined)
      exceptions.push({ code: 'WRK-007', parameters: { firstLine: String(first) }, line: part.line, column: part.column, ...about })
    occupations += read.text
    owed -= read.reduced
  }
  return {
    text: flat(lineParts.line(employerClass, workerCode, occupations, rest + reductions.text)),
    employerClass,
    workerCode,
    owed,
    occupations: parts.length,
    parts: parts.length + contributions.length + reductions.count,
    exceptions,
  }
}

/** The same text in one piece of memory: joined texts are kept as a tree of their parts, which costs several times the room until somebody reads them. */
function flat<T extends string>(text: T): T {
  text.charCodeAt(0)
  return text
}

/** Line of an equal occupation with the same sequence number, before this one. */
function firstEqual(text: string, part: XmlElement, seen: Map<string, number>): number | undefined {
  const key = `${Number(part.textOf('OccupationSequenceNbr') || part.textOf('Volgnummer'))} ${text}`
  const first = seen.get(key)
  if (first === undefined) seen.set(key, part.line)
  return first
}

interface ReadContribution {
  readonly code: string
  readonly type: string
  readonly amount: number
  readonly text: string
}

function contribution(part: XmlElement, workerCode: string, parameters: ParameterSet, reader: FieldReader): ReadContribution {
  const code = reader.code(part, reader.fields.contributionCode, 3)
  const type = reader.code(part, reader.fields.contributionType, 1)
  const basis = reader.optional(part, reader.fields.basis, AMOUNT_MAX)
  const amount = reader.required(part, reader.fields.contribution, AMOUNT_MAX)
  // Without its basis the worker's own share cannot be known, and the wage would be too high.
  if (code === workerCode && amount !== '0' && fieldText(part, reader.fields.basis) === '' && needsBasis(type, parameters))
    reader.report('WRK-002', part, reader.fields.basis, MISSING)
  return { code, type, amount: Number(amount), text: lineParts.contribution(code, type, basis, amount) }
}
