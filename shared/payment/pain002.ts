// Understands the bank's answer to a payment file (pain.002.001.10): what it says of the file, of its payment informations and of each payment. Nothing is decided here.
import { REPORTED_TRANSACTIONS_MAX } from '../kernel/limits.ts'
import { SaxesParser } from 'saxes'
import { xmlException } from '../exceptions/file-exceptions.ts'
import type { BusinessException } from '../exceptions/business-exception.ts'
import { parseLocalDate } from '../kernel/calendar.ts'
import { cents, euroText, type EuroText } from '../kernel/money.ts'
import type { TextPiece } from '../text/bytes.ts'
import type { TextLimits } from '../text/limits.ts'
import { xmlPieces, type XmlPiece, type XmlProblem, type XmlShape } from '../text/xml.ts'
import type { XmlElement } from '../text/xml-element.ts'

export interface StatusReason {
  /** ISO 20022 status reason, or the bank's own; `NARR` (reason in words) where there is only text. */
  readonly code: string
  /** The bank's own text, its lines joined by blanks; '' without one. */
  readonly text: string
}

/** `paymentId`: OrgnlEndToEndId. */
export interface ReportedTransaction {
  readonly paymentId: string
  readonly status: string | null
  readonly reasons: readonly StatusReason[]
}

export interface ReportedPaymentInformation {
  /** OrgnlPmtInfId. The bank may name the same one in several blocks. */
  readonly id: string
  readonly status: string | null
  readonly reasons: readonly StatusReason[]
  readonly transactions: readonly ReportedTransaction[]
}

/** Statuses are codes as the bank wrote them; null where it gave none. */
export interface StatusReport {
  readonly messageId: string
  /** Instant, ISO 8601 in UTC with milliseconds. A local time without a zone is that of Brussels. */
  readonly createdAt: string
  /** OrgnlMsgId: the message id of our file. */
  readonly originalMessageId: string
  /** OrgnlNbOfTxs; null where absent or no number. */
  readonly originalCount: number | null
  /** OrgnlCtrlSum; null where absent or no amount of whole cents. */
  readonly originalSum: EuroText | null
  readonly groupStatus: string | null
  readonly groupReasons: readonly StatusReason[]
  readonly paymentInformations: readonly ReportedPaymentInformation[]
}

export type StatusReportRead =
  { readonly kind: 'read'; readonly report: StatusReport } | { readonly kind: 'rejected'; readonly exception: BusinessException }

export const STATUS_REPORT_NAMESPACE = 'urn:iso:std:iso:20022:tech:xsd:pain.002.001.10'

const [ROOT, BLOCK] = ['Document', 'OrgnlPmtInfAndSts'] as const
const SHAPE: XmlShape = {
  [ROOT]: {
    CstmrPmtStsRpt: {
      GrpHdr: 'element',
      OrgnlGrpInfAndSts: 'element',
      [BLOCK]: { OrgnlPmtInfId: 'element', PmtInfSts: 'element', StsRsnInf: 'element', TxInfAndSts: 'element' },
    },
  },
}

/**
 * Reads a status report, ISO 20022 pain.002.001.10, whatever prefix its names have; what it does not need (parties, amounts, supplementary data) is skipped.
 * Rejected: FIL codes for a text that cannot be read (of another form or version FIL-003, too many transactions FIL-007), and RET-001 for a report in which
 * something needed is missing, or that answers another message than a credit transfer initiation. Reasons to refuse the text come before those of its content.
 */
export async function readStatusReport(
  texts: AsyncIterable<TextPiece>,
  limits: TextLimits,
  transactionsMax = REPORTED_TRANSACTIONS_MAX,
): Promise<StatusReportRead> {
  const namespace = new RootNamespace()
  const reading = new ReportReading()
  for await (const batch of xmlPieces(namespace.listening(texts), limits, SHAPE)) {
    if (batch.kind === 'problem') return rejected(textException(batch.problem))
    for (const piece of batch.pieces) {
      // The tag of the root may be cut: its namespace is known with certainty as soon as anything follows it.
      if (piece.kind === 'open' && piece.name === ROOT) continue
      if (namespace.name !== STATUS_REPORT_NAMESPACE)
        return rejected({
          code: 'FIL-003',
          details: ['status-report-version'],
          parameters: { version: namespace.name.slice(0, 100) || '-' },
        })
      reading.take(piece)
      if (reading.transactions > transactionsMax)
        return rejected({ code: 'FIL-007', details: ['transactions'], parameters: { limit: String(transactionsMax) } })
    }
  }
  return reading.finish()
}

const rejected = (exception: BusinessException): StatusReportRead => ({ kind: 'rejected', exception })

const textException = (problem: XmlProblem): BusinessException =>
  problem.kind === 'unknown-root' ? { ...xmlException(problem), details: ['status-report'] } : xmlException(problem)

/** The namespace of the root element, which is the version of the message; the reader of pieces looks at names only. */
class RootNamespace {
  /** '' until the root's tag is complete, and without a namespace. */
  name = ''
  #isKnown = false
  readonly #parser = new SaxesParser({ xmlns: true })

  constructor() {
    this.#parser.on('opentag', ({ uri }) => {
      if (!this.#isKnown) this.name = uri
      this.#isKnown = true
    })
    // What is not well-formed is found again, and told, by the reader of pieces.
    this.#parser.on('error', () => (this.#isKnown = true))
  }

  /** The same pieces, of which the first ones are looked at on their way. */
  async *listening(texts: AsyncIterable<TextPiece>): AsyncGenerator<TextPiece, void> {
    for await (const text of texts) {
      if (!this.#isKnown && text.kind === 'text')
        this.#parser.write(Buffer.from(text.bytes.buffer, text.bytes.byteOffset, text.bytes.length).toString('utf8'))
      yield text
    }
  }
}

interface Block {
  id: string
  status: string | null
  readonly reasons: StatusReason[]
  readonly transactions: ReportedTransaction[]
}

/** Something that must be there and is not. */
type Missing = Pick<BusinessException, 'line' | 'column'> & { readonly element: string }

/** Takes the pieces of a report in file order. */
class ReportReading {
  transactions = 0
  #header: XmlElement | undefined
  #original: XmlElement | undefined
  /** Which message the report is about must be said once. */
  #isTwice = false
  #block: Block | undefined
  readonly #blocks: Block[] = []
  #missing: Missing | undefined

  take(piece: XmlPiece): void {
    if (piece.kind === 'element') return this.#element(piece.element)
    if (piece.name !== BLOCK) return
    if (piece.kind === 'open') this.#blocks.push((this.#block = { id: '', status: null, reasons: [], transactions: [] }))
    else if (this.#block?.id === '') this.#missing ??= { element: 'OrgnlPmtInfId' }
  }

  #element(element: XmlElement): void {
    if (element.name === 'GrpHdr') this.#header ??= element
    else if (element.name === 'OrgnlGrpInfAndSts') {
      this.#isTwice ||= this.#original !== undefined
      this.#original ??= element
    } else if (this.#block) this.#ofBlock(this.#block, element)
  }

  #ofBlock(block: Block, element: XmlElement): void {
    if (element.name === 'OrgnlPmtInfId') block.id = element.text
    else if (element.name === 'PmtInfSts') block.status = element.text || null
    else if (element.name === 'StsRsnInf') block.reasons.push(...reasonOf(element))
    else {
      this.transactions += 1
      const paymentId = ownCopy(element.textOf('OrgnlEndToEndId'))
      const { line, column } = element
      if (paymentId === '') this.#missing ??= { element: 'OrgnlEndToEndId', line, column }
      block.transactions.push({ paymentId, status: element.textOf('TxSts') || null, reasons: reasonsIn(element) })
    }
  }

  finish(): StatusReportRead {
    const [header, original] = [this.#header, this.#original]
    const messageId = header?.textOf('MsgId') ?? ''
    const createdAt = instantOf(header?.textOf('CreDtTm') ?? '')
    const message = original?.textOf('OrgnlMsgId') ?? ''
    const kind = original?.textOf('OrgnlMsgNmId') ?? ''
    const incomplete = ({ element, ...place }: Missing): StatusReportRead =>
      rejected({ code: 'RET-001', details: ['incomplete'], parameters: { message: message || '-', element }, ...place })
    if (messageId === '') return incomplete({ element: 'MsgId' })
    if (createdAt === undefined) return incomplete({ element: 'CreDtTm' })
    if (this.#isTwice || !original) return incomplete({ element: 'OrgnlGrpInfAndSts' })
    if (message === '') return incomplete({ element: 'OrgnlMsgId' })
    if (kind === '') return incomplete({ element: 'OrgnlMsgNmId' })
    if (!/^pain\.001(\.|$)/.test(kind))
      return rejected({ code: 'RET-001', details: ['other-message'], parameters: { message, kind: kind.slice(0, 35) } })
    if (this.#missing) return incomplete(this.#missing)
    const count = original.textOf('OrgnlNbOfTxs')
    return {
      kind: 'read',
      report: {
        messageId,
        createdAt,
        originalMessageId: message,
        originalCount: /^\d{1,15}$/.test(count) ? Number(count) : null,
        originalSum: wholeCents(original.textOf('OrgnlCtrlSum')),
        groupStatus: original.textOf('GrpSts') || null,
        groupReasons: reasonsIn(original),
        paymentInformations: this.#blocks,
      },
    }
  }
}

/** A text cut from a file holds on to the piece of the file that it was cut from, and a report has hundreds of thousands of them. */
const ownCopy = (text: string): string => Buffer.from(text).toString()

const reasonsIn = (element: XmlElement): StatusReason[] => element.all('StsRsnInf').flatMap(reasonOf)

/** The reason of a StsRsnInf; none where it names only who gave it. */
function reasonOf(element: XmlElement): StatusReason[] {
  const reason = element.child('Rsn')
  const code = ownCopy(reason?.textOf('Cd') || reason?.textOf('Prtry') || '')
  const texts = element.leaves.filter((text, at) => at % 2 === 1 && element.leaves[at - 1] === 'AddtlInf' && text !== '')
  const text = ownCopy(texts.join(' '))
  return code === '' && text === '' ? [] : [{ code: code || 'NARR', text }]
}

const DECIMAL = /^([+-]?)(\d{0,18})(?:\.(\d{0,17}))?$/

/** A decimal of XML with at most 17 places as an amount; null when it is none, or not of whole cents. */
function wholeCents(text: string): EuroText | null {
  const [, sign = '', euros = '', decimals = ''] = DECIMAL.exec(text) ?? []
  if (euros + decimals === '' || /[^0]/.test(decimals.slice(2))) return null
  const amount = BigInt(euros + decimals.slice(0, 2).padEnd(2, '0'))
  return euroText(cents(sign === '-' ? -amount : amount))
}

const INSTANT = /^(\d{4}-\d{2}-\d{2})T((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(?:\.(\d+))?(Z|[+-](?:0\d|1[0-4]):[0-5]\d)?$/
const BRUSSELS = new Intl.DateTimeFormat('en', { timeZone: 'Europe/Brussels', timeZoneName: 'longOffset' })
const [SUMMER, WINTER] = ['+02:00', '+01:00']

/**
 * An xs:dateTime as an instant in UTC; undefined when it is none. Without a zone it is a time of Brussels: the first of the two in the hour that comes
 * twice in October, and winter time in the hour that does not exist in March.
 */
function instantOf(text: string): string | undefined {
  const [, date = '', time = '', fraction = '', zone] = INSTANT.exec(text) ?? []
  if (parseLocalDate(date) === undefined) return undefined
  const at = (offset: string): number => Date.parse(`${date}T${time}.${fraction.slice(0, 3).padEnd(3, '0')}${offset}`)
  const instant = at(zone ?? (BRUSSELS.format(at(SUMMER)).endsWith(SUMMER) ? SUMMER : WINTER))
  return new Date(instant).toISOString()
}
