// Understands a DmfAOriginal (RSZ): one Form per employer and quarter, every worker in it, and its control total. Holds one Form at a time.
import { WORKERS_PER_DECLARATION_MAX } from '../kernel/limits.ts'
import { parseLocalDate, parseRszQuarter, plusYears, type LocalDate } from '../kernel/calendar.ts'
import { checkInss } from '../kernel/identifiers.ts'
import type { BusinessException } from '../exceptions/business-exception.ts'
import type { ParameterSet } from '../law/parameters.ts'
import { type XmlPiece, type XmlShape } from '../text/xml.ts'
import { canonicalElement, type XmlElement } from '../text/xml-element.ts'
import { lateWarnings, quarterRejection, tooManyWorkers } from './admission.ts'
import {
  declarationKey,
  rowExceptions,
  type Declaration,
  type DeclarationItem,
  type DeclarationSettings,
  type FileItem,
} from './declaration.ts'
import { unknownEmployer, type EmployerIdentities } from './rsz/employer-identity.ts'
import { fileException } from '../exceptions/file-exceptions.ts'
import type { FileOutcome } from './file-outcome.ts'
import { unusableInss } from './rsz/inss-finding.ts'
import { controlTotal, OpenForm, owedBeside, owedIn, unreadableHead } from './dmfa-form.ts'
import type { WorkerLineText } from '../law/worker-line.ts'
import { DMFA_FORM } from './rsz/line-fields.ts'
import { readWorkerLine, type ReadLine } from './rsz/worker-line-reader.ts'

export const DMFA_SHAPE: XmlShape = {
  DmfAOriginal: {
    Form: {
      FormCreationDate: 'element',
      FormCreationHour: 'element',
      EmployerDeclaration: {
        Quarter: 'element',
        NOSSRegistrationNbr: 'element',
        CompanyID: 'element',
        NetOwedAmount: 'element',
        NaturalPerson: 'element',
        ContributionUnrelatedToNP: 'element',
        EmployerCompensation: 'element',
      },
    },
  },
}

const HOUR = /^([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?:\.(\d{1,9}))?$/

/** The place of a Form in time, in milliseconds: the sequence of its declaration. */
function instantOf(date: string, hour: string): number | undefined {
  const match = HOUR.exec(hour)
  if (parseLocalDate(date) === undefined || !match) return undefined
  const milliseconds = Number((match[4] ?? '').padEnd(3, '0').slice(0, 3))
  return Date.parse(`${date}T${hour.slice(0, 8)}Z`) + milliseconds
}

/** Policy: a form created more than a year after it was received has a wrong date. */
const isLongAfter = (createdOn: string, receivedOn: LocalDate): boolean => createdOn > plusYears(receivedOn, 1)

/** Reads the pieces of a DmfA in file order. */
export class DmfaReading {
  rows = 0
  readonly #settings: DeclarationSettings
  readonly #parameters: ParameterSet
  readonly #employers: EmployerIdentities
  readonly #seen = new Set<string>()
  readonly #lateRejected: Record<string, BusinessException> = {}
  #form: OpenForm | undefined
  #forms = 0

  constructor(settings: DeclarationSettings, parameters: ParameterSet, employers: EmployerIdentities) {
    this.#settings = settings
    this.#parameters = parameters
    this.#employers = employers
  }

  async take(pieces: readonly XmlPiece[]): Promise<FileItem[]> {
    const items: FileItem[] = []
    for (const piece of pieces) {
      if (piece.kind === 'open' && piece.name === 'Form') this.#form = new OpenForm(piece.line, piece.column)
      else if (piece.kind === 'open') this.#form?.head(piece.name, '')
      else if (piece.kind === 'element') this.#element(piece.element)
      else if (piece.name === 'Form' && this.#form) {
        items.push(...(await this.#complete(this.#form)))
        this.#form = undefined
      }
    }
    return items
  }

  finish(): FileOutcome {
    if (this.#forms === 0) return { kind: 'rejected', exception: fileException('FIL-001'), rows: 0, readWhole: true }
    return { kind: 'complete', rows: this.rows, late: { rejected: this.#lateRejected, malformedWorkers: {}, blocksRecovery: false } }
  }

  #element(element: XmlElement): void {
    const form = this.#form
    if (!form) return
    switch (element.name) {
      case 'NaturalPerson':
        return this.#person(form, element)
      case 'ContributionUnrelatedToNP':
        form.add(owedIn(element))
        return
      case 'EmployerCompensation': {
        const amount = element.textOf('CompensationAmount')
        form.compensation = (form.compensation ?? 0n) + (/^\d{1,15}$/.test(amount) ? BigInt(amount) : 0n)
        return
      }
      case 'Quarter':
        form.quarter = parseRszQuarter(element.text)
        form.head(element.name, element.text)
        return
      default:
        form.head(element.name, element.text)
    }
  }

  #person(form: OpenForm, person: XmlElement): void {
    const { quarter, about } = form
    form.isOutOfOrder ||= quarter === undefined
    const text = person.textOf('INSS')
    const inss = checkInss(text, this.#settings)
    const lines = person.all('WorkerRecord')
    const named = inss.kind === 'valid' ? { ...about, inss: inss.value } : about
    const context = { form: DMFA_FORM, quarter, parameters: this.#parameters, about: named }
    const read: ReadLine[] = []
    const workerLines: WorkerLineText[] = []
    const exceptions: BusinessException[] = []
    let rows = 0
    for (const line of lines) {
      const one = readWorkerLine(line, context)
      read.push(one)
      workerLines.push(one.text)
      if (one.exceptions.length > 0) exceptions.push(...one.exceptions)
      rows += one.occupations
      form.add(line.children.length > one.parts ? one.owed + owedBeside(line) : one.owed)
    }
    // One row per occupation; a person without any is one row too.
    form.rows += Math.max(1, rows)
    this.rows += Math.max(1, rows)
    if (inss.kind === 'invalid') {
      form.say(canonicalElement(person))
      form.items.push({ type: 'unnamed-row', exception: unusableInss(person, 'INSS', text, inss.why, about) })
      return
    }
    const { line, column } = person
    if (form.seen.has(inss.value))
      form.personTwice ??= { code: 'DCL-001', details: ['person-twice'], parameters: {}, line, column, anomaly: '90017-006', ...named }
    if (form.seen.size >= (this.#settings.workersMax ?? WORKERS_PER_DECLARATION_MAX) && !form.seen.has(inss.value)) {
      // Nothing more of it is held: it is rejected as a whole.
      form.tooMany ??= tooManyWorkers({ ...about, line, column }, form.seen.size)
      return
    }
    form.seen.add(inss.value)
    if (lines.length === 0)
      exceptions.push({ code: 'WRK-002', parameters: {}, line, column, anomaly: '90012-001', ...named, field: 'WorkerRecord', value: '' })
    if (lines.length > 1) exceptions.push(...doubleLines(lines, read, named))
    form.say(exceptions.length > 0 ? canonicalElement(person) : `${inss.value} ${workerLines.join('|')}\n`)
    form.items.push(
      exceptions.length > 0
        ? { type: 'refused-worker', inss: inss.value, exceptions }
        : { type: 'worker', inss: inss.value, line, column, occupations: [], workerLines },
    )
  }

  async #complete(form: OpenForm): Promise<FileItem[]> {
    this.#forms += 1
    const texts = (name: string): string => form.texts.get(name) ?? ''
    const identity = await this.#employers.of(texts('CompanyID'), texts('NOSSRegistrationNbr'))
    const employerNumber = identity.kind === 'known' ? identity.employerNumber : texts('CompanyID')
    const { line, column, quarter } = form
    const items = identity.kind === 'known' ? withEmployer(form.items, identity.employerNumber) : form.items
    const reject = (exception: BusinessException): FileItem[] => [
      { type: 'rejected', employerNumber, quarter: quarter ?? texts('Quarter'), exception, rowExceptions: rowExceptions({ items }) },
    ]
    const about = { line, column, employerNumber, quarter: quarter ?? texts('Quarter') }
    if (identity.kind === 'unknown') return reject(unknownEmployer(identity, about))
    if (form.repeated !== undefined) return reject(unreadableHead(form.repeated, texts(form.repeated), undefined, about))
    if (quarter === undefined || form.isOutOfOrder) return reject(unreadableHead('Quarter', texts('Quarter'), '00013', about))
    const key = declarationKey(employerNumber, quarter)
    if (this.#seen.has(key)) {
      this.#lateRejected[key] ??= { code: 'DCL-001', details: ['two-forms'], parameters: {}, ...about }
      return []
    }
    this.#seen.add(key)
    const declared = { line, employerNumber, quarter }
    const rejection =
      form.personTwice ?? form.tooMany ?? quarterRejection(declared, this.#settings, this.#parameters) ?? controlTotal(form, about)
    if (rejection) return reject({ ...rejection, employerNumber })
    const sequence = instantOf(texts('FormCreationDate'), texts('FormCreationHour'))
    // A creation long after the receipt is a mistake that would make every later declaration an old one.
    if (sequence === undefined || isLongAfter(texts('FormCreationDate'), this.#settings.receivedOn))
      return reject(unreadableHead('FormCreationDate', `${texts('FormCreationDate')} ${texts('FormCreationHour')}`, undefined, about))
    const declaration: Declaration = {
      employerNumber: identity.employerNumber,
      quarter,
      ladder: 'DMFA',
      sequence,
      kind: 'FULL',
      digest: form.digest(JSON.stringify(['DMFA', employerNumber, quarter, sequence])),
      rows: form.rows,
      firstLine: line,
      items,
      warnings: lateWarnings(declared, this.#settings, this.#parameters),
    }
    return [{ type: 'declaration', declaration }]
  }
}

/** Findings of persons name the employer as it was identified at the end of the Form. */
const withEmployer = (items: readonly DeclarationItem[], employerNumber: string): DeclarationItem[] =>
  items.map((item) => {
    if (item.type === 'unnamed-row') return { ...item, exception: { ...item.exception, employerNumber } }
    if (item.type !== 'refused-worker') return item
    return { ...item, exceptions: item.exceptions.map((exception) => ({ ...exception, employerNumber })) }
  })

/** A worker record is unique by employer class and worker code within a person (90012-006). */
function doubleLines(
  elements: readonly XmlElement[],
  lines: readonly ReadLine[],
  about: Pick<BusinessException, 'employerNumber' | 'inss' | 'quarter'>,
): BusinessException[] {
  const seen = new Set<string>()
  return lines.flatMap(({ employerClass, workerCode }, index): BusinessException[] => {
    const key = `${employerClass} ${workerCode}`
    const isDouble = seen.has(key)
    seen.add(key)
    const element = elements[index]
    if (!isDouble || !element) return []
    const { line, column } = element
    const finding = { code: 'WRK-008', details: ['worker-record'], parameters: { key }, line, column, anomaly: '90012-006' } as const
    return [{ ...finding, ...about, field: 'WorkerCode', value: workerCode }]
  })
}
