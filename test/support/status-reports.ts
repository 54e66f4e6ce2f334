// Understands how tests write a bank's answer to a payment file (pain.002.001.10): valid, accepting one payment, unless told otherwise.

/** Why: `reason` is a code (one of more than four characters is the bank's own), `text` its words, a line per AddtlInf; `reasons` where there are several. */
export interface StatusXml {
  readonly status?: string | undefined
  readonly reason?: string | undefined
  readonly text?: string | undefined
  readonly reasons?: readonly { readonly code: string; readonly text?: string | undefined }[] | undefined
}

export interface TransactionXml extends StatusXml {
  /** Undefined leaves the element out, which the schema allows. */
  readonly paymentId: string | undefined
}

export interface PaymentInformationXml extends StatusXml {
  readonly id: string
  readonly transactions?: readonly TransactionXml[]
}

/** Undefined for a head element leaves it out; most of them are required. */
export interface StatusReportXml {
  readonly messageId?: string | undefined
  readonly createdAt?: string | undefined
  readonly originalMessageId?: string | undefined
  readonly originalMessageName?: string | undefined
  readonly originalCount?: string | number | undefined
  readonly originalSum?: string | undefined
  readonly groupStatus?: string | undefined
  readonly groupReason?: string | undefined
  readonly groupText?: string | undefined
  readonly groupReasons?: StatusXml['reasons']
  readonly paymentInformations?: readonly PaymentInformationXml[]
  /** Prefix of all names: `ns2`. */
  readonly prefix?: string
  readonly namespace?: string
  /** Root element. */
  readonly root?: string
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** A pain.002.001.10 as text. Elements stand in the order of the schema. */
export function statusReportXml(given: StatusReportXml = {}): string {
  const report = {
    messageId: 'BANK-1',
    createdAt: '2025-08-04T09:00:00Z',
    originalMessageId: 'MESSAGE-1',
    originalMessageName: 'pain.001.001.09',
    ...given,
  }
  const { prefix, root = 'Document', namespace = 'urn:iso:std:iso:20022:tech:xsd:pain.002.001.10', paymentInformations = [] } = report
  const before = prefix === undefined ? '' : `${prefix}:`
  const tag = (name: string, content: string, attributes = ''): string => `<${before}${name}${attributes}>${content}</${before}${name}>`
  const leaf = (name: string, text: string | number | undefined): string => (text === undefined ? '' : tag(name, escaped(String(text))))

  const reasons = ({ reason, text, reasons: several = [] }: StatusXml): string => {
    const all = [...(reason === undefined && text === undefined ? [] : [{ code: reason, text }]), ...several]
    return all
      .map(({ code, text: words }) => {
        const lines = words === undefined || words === '' ? [] : words.split('\n')
        const rsn = code === undefined ? '' : tag('Rsn', leaf(code.length > 4 ? 'Prtry' : 'Cd', code))
        return tag('StsRsnInf', rsn + lines.map((line) => leaf('AddtlInf', line)).join(''))
      })
      .join('')
  }
  const transaction = (each: TransactionXml): string =>
    tag(
      'TxInfAndSts',
      leaf('OrgnlInstrId', each.paymentId) + leaf('OrgnlEndToEndId', each.paymentId) + leaf('TxSts', each.status) + reasons(each),
    )
  const block = (each: PaymentInformationXml): string =>
    tag(
      'OrgnlPmtInfAndSts',
      leaf('OrgnlPmtInfId', each.id) + leaf('PmtInfSts', each.status) + reasons(each) + (each.transactions ?? []).map(transaction).join(''),
    )

  const header = tag('GrpHdr', leaf('MsgId', report.messageId) + leaf('CreDtTm', report.createdAt))
  const original = tag(
    'OrgnlGrpInfAndSts',
    leaf('OrgnlMsgId', report.originalMessageId)
      + leaf('OrgnlMsgNmId', report.originalMessageName)
      + leaf('OrgnlNbOfTxs', report.originalCount)
      + leaf('OrgnlCtrlSum', report.originalSum)
      + leaf('GrpSts', report.groupStatus)
      + reasons({ reason: report.groupReason, text: report.groupText, reasons: report.groupReasons }),
  )
  const body = tag('CstmrPmtStsRpt', header + original + paymentInformations.map(block).join(''))
  const xmlns = ` xmlns${prefix === undefined ? '' : `:${prefix}`}="${namespace}"`
  return `<?xml version="1.0" encoding="UTF-8"?>\n${tag(root, body, xmlns)}`
}
