// Understands MAGDA attests (PubliceerMutatieDmfaVoorWerknemer 02.02, and the same Attest in other answers): each a worker record with a number and a version.
import { createHash } from 'node:crypto'
import { parseRszQuarter, type Quarter } from '../kernel/calendar.ts'
import { checkInss } from '../kernel/identifiers.ts'
import type { BusinessException } from '../exceptions/business-exception.ts'
import type { ParameterSet } from '../law/parameters.ts'
import type { WorkerLineText } from '../law/worker-line.ts'
import { type XmlPiece, type XmlShape } from '../text/xml.ts'
import { canonicalElement, type XmlElement } from '../text/xml-element.ts'
import type { Attest, AttestStatus, DeclarationSettings } from './declaration.ts'
import type { EmployerIdentities, EmployerIdentity } from './rsz/employer-identity.ts'
import { INVALID, MISSING, OUT_OF_DOMAIN } from './rsz/field-reader.ts'
import { fileException } from '../exceptions/file-exceptions.ts'
import type { FileOutcome } from './file-outcome.ts'
import { unusableInss } from './rsz/inss-finding.ts'
import { MAGDA_FORM } from './rsz/line-fields.ts'
import type { LineContext } from './rsz/occupation-reader.ts'
import { readWorkerLine } from './rsz/worker-line-reader.ts'

const PUBLICATION = (content: XmlShape): XmlShape => ({
  Publicatie: { Onderwerpen: { Onderwerp: { Inhoud: content, Uitzonderingen: 'element' } }, Uitzonderingen: 'element' },
  Uitzonderingen: 'element',
})
const ANSWER: XmlShape = {
  Repliek: {
    Antwoorden: { Antwoord: { Inhoud: { Attesten: { Attest: 'element' } }, Uitzonderingen: 'element' } },
    Uitzonderingen: 'element',
  },
}

export const ATTEST_SHAPE: XmlShape = {
  PubliceerMutatieDmfaVoorWerknemer: PUBLICATION({ MutatieAttest: 'element' }),
  PubliceerDmfaVoorWerknemer: PUBLICATION({ PubliceerDmfa: { Attesten: { Attest: 'element' } } }),
  GeefDmfaVoorWerknemerResponse: ANSWER,
  Envelope: { Body: { GeefDmfaVoorWerknemerResponse: ANSWER } },
}

/** An attest as read, or one part of it. It joins the declaration of its employer and quarter wherever it stands in the file. */
export interface AttestItem {
  readonly type: 'attest'
  readonly employer: EmployerIdentity
  readonly quarter: Quarter
  readonly attest: Attest
  /** Number of this part and of all parts; absent for a whole attest. */
  readonly part?: {
    readonly number: number
    readonly total: number
    /** What tells its occupations apart from those of other parts: sequence number and internal number. */
    readonly occupations: readonly string[]
  }
}

/** An attest that cannot be placed: its number, version, status, quarter or worker cannot be read. */
export interface LooseAttest {
  readonly type: 'loose-row'
  readonly exception: BusinessException
}

/** MAGDA status codes; 2 stands in its samples only, for a cancelled attest. */
const STATUSES: Readonly<Record<string, AttestStatus>> = {
  '0': 'new',
  '1': 'changed',
  '2': 'cancelled',
  '3': 'cancelled',
  '4': 'reactivated',
}
const UNUSUAL_STATUS = '2'
const CANCELLED = 'cancelled'

/** Reads attests in file order. */
export class AttestReading {
  rows = 0
  readonly #settings: DeclarationSettings
  readonly #parameters: ParameterSet
  readonly #employers: EmployerIdentities
  #answer: { readonly code: string; readonly diagnosis: string } | undefined

  constructor(settings: DeclarationSettings, parameters: ParameterSet, employers: EmployerIdentities) {
    this.#settings = settings
    this.#parameters = parameters
    this.#employers = employers
  }

  async take(pieces: readonly XmlPiece[]): Promise<(AttestItem | LooseAttest)[]> {
    const items: (AttestItem | LooseAttest)[] = []
    for (const piece of pieces) {
      if (piece.kind !== 'element') continue
      const { element } = piece
      if (element.name === 'Uitzonderingen') this.#exception(element)
      else if (element.name === 'Attest') items.push(await this.#attest(element, undefined))
      else {
        const [attest] = element.all('Attest')
        if (attest) items.push(await this.#attest(attest, element.child('Delen')))
      }
    }
    return items
  }

  /** An answer without attests says why, if MAGDA said so. */
  finish(): FileOutcome {
    if (this.rows > 0) return { kind: 'complete', rows: this.rows, late: { rejected: {}, malformedWorkers: {}, blocksRecovery: false } }
    const exception = this.#answer ? fileException('FIL-001', ['magda'], this.#answer) : fileException('FIL-001')
    return { kind: 'rejected', exception, rows: 0, readWhole: true }
  }

  #exception(element: XmlElement): void {
    const [first] = element.all('Uitzondering')
    if (first) this.#answer ??= { code: first.textOf('Identificatie').slice(0, 20), diagnosis: first.textOf('Diagnose').slice(0, 200) }
  }

  async #attest(element: XmlElement, parts: XmlElement | undefined): Promise<AttestItem | LooseAttest> {
    this.rows += 1
    const identification = element.child('Identificatie')
    const declared = element.child('AangifteWerkgever')
    const worker = declared?.child('Werknemer')
    const { line, column } = element
    const status = identification?.child('Status')?.textOf('Code') ?? ''
    const quarterText = declared?.textOf('Kwartaal') ?? ''
    const quarter = parseRszQuarter(quarterText)
    const number = digitsOf(identification?.textOf('Nummer') ?? '')
    const version = digitsOf(identification?.textOf('Versie') ?? '')
    const employer = await this.#employers.of(declared?.textOf('Ondernemingsnummer') ?? '', declared?.textOf('RSZNummer') ?? '')
    const about = {
      employerNumber: employer.kind === 'known' ? employer.employerNumber : employer.value,
      ...(quarter === undefined ? {} : { quarter }),
    }
    const loose = (field: string, value: string, zone: string, kind: string): LooseAttest => ({
      type: 'loose-row',
      exception:
        value === ''
          ? { code: 'WRK-002', parameters: {}, line, column, ...about, field, value, anomaly: `${zone}-${MISSING}` }
          : { code: 'WRK-003', details: ['attest'], parameters: {}, line, column, ...about, field, value, anomaly: `${zone}-${kind}` },
    })
    const inssText = worker?.textOf('INSZ') ?? ''
    const inss = checkInss(inssText, this.#settings)
    const known = Object.hasOwn(STATUSES, status) ? STATUSES[status] : undefined
    // A cancelled one need not name its worker: the version held does.
    if (inss.kind === 'invalid' && known !== CANCELLED)
      return { type: 'loose-row', exception: unusableInss(worker ?? element, 'INSZ', inssText, inss.why, about) }
    if (number === undefined) return loose('Nummer', identification?.textOf('Nummer') ?? '', '100040', INVALID)
    if (version === undefined) return loose('Versie', identification?.textOf('Versie') ?? '', '100041', INVALID)
    if (known === undefined) return loose('Status/Code', status, '100003', OUT_OF_DOMAIN)
    if (quarter === undefined) return loose('Kwartaal', quarterText, '00013', INVALID)
    const insz = inss.kind === 'valid' ? inss.value : null
    const named = { ...about, quarter, ...(insz === null ? {} : { inss: insz }) }
    const [workerLine, second] = worker?.all('Werknemerslijn') ?? []
    const context = { form: MAGDA_FORM, quarter, parameters: this.#parameters, about: named }
    // A cancelled attest says nothing else, whatever stands in it.
    const content = known === CANCELLED ? NO_CONTENT : contentOf(element, workerLine, second, context)
    const identity = { number: String(number), version, inss: insz, status: known, unusualStatus: status === UNUSUAL_STATUS }
    return {
      type: 'attest',
      employer,
      quarter,
      attest: {
        ...identity,
        line,
        column,
        digest: createHash('sha256')
          .update(JSON.stringify([identity, content.said]))
          .digest('hex'),
        ...(content.workerLine === undefined ? {} : { workerLine: content.workerLine }),
        exceptions: content.exceptions,
      },
      ...partOf(parts, workerLine),
    }
  }
}

/** What an attest says beside its identity: readable, or why not; `said` is what its digest hashes. */
interface Content {
  readonly workerLine?: WorkerLineText
  readonly said: string
  readonly exceptions: readonly BusinessException[]
}
const NO_CONTENT: Content = { said: '', exceptions: [] }

function contentOf(attest: XmlElement, workerLine: XmlElement | undefined, second: XmlElement | undefined, context: LineContext): Content {
  const field = 'Werknemerslijn'
  if (!workerLine) {
    const { line, column } = attest
    return { said: '', exceptions: [{ code: 'WRK-002', parameters: {}, line, column, ...context.about, field, value: '' }] }
  }
  const { text, exceptions } = readWorkerLine(workerLine, context)
  if (!second && exceptions.length === 0) return { workerLine: text, said: text, exceptions }
  const said = canonicalElement(workerLine) + (second ? canonicalElement(second) : '')
  if (!second) return { said, exceptions }
  const { line, column } = second
  const parameters = { key: second.textOf('Kerngetal') }
  return {
    said,
    exceptions: [
      { code: 'WRK-008', details: ['worker-record'], parameters, line, column, ...context.about, field, value: '' },
      ...exceptions,
    ],
  }
}

const digitsOf = (text: string): number | undefined => (/^\d{1,11}$/.test(text) ? Number(text) : undefined)

function partOf(parts: XmlElement | undefined, workerLine: XmlElement | undefined): Pick<AttestItem, 'part'> {
  const number = digitsOf(parts?.textOf('Nummer') ?? '')
  const total = digitsOf(parts?.textOf('Totaal') ?? '')
  if (number === undefined || total === undefined || total === 1) return {}
  const occupations = (workerLine?.all('Tewerkstellingen') ?? []).flatMap((list) =>
    list.all('Tewerkstelling').map((each) => `${Number(each.textOf('Volgnummer'))} ${each.textOf('InternNummer')}`),
  )
  return { part: { number, total, occupations } }
}
