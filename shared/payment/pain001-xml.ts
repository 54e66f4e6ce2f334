// Understands the elements of a pain.001.001.09 in the order of its schema, as Belgian banks want them filled (Febelfin's guide for credit transfers).
import { type Cents, euroText } from '../kernel/money.ts'
import type { LocalDate } from '../kernel/calendar.ts'
import { bankName, bankRemittance, textOf } from '../text/bank-text.ts'
import { structuredReference } from './structured-reference.ts'
import type { Debtor, PaymentFileSettings, Transfer } from './transfer.ts'

const NAMESPACE = 'urn:iso:std:iso:20022:tech:xsd:pain.001.001.09'
export const DOCUMENT_OPEN = `<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="${NAMESPACE}">\n<CstmrCdtTrfInitn>\n`
export const DOCUMENT_CLOSE = '</CstmrCdtTrfInitn>\n</Document>\n'
export const PAYMENT_INFORMATION_CLOSE = '</PmtInf>\n'

/** Control totals: number of transfers and their sum, exact. */
export interface Totals {
  readonly count: number
  readonly sum: Cents
}

const element = (name: string, ...content: readonly string[]): string => `<${name}>${content.join('')}</${name}>`
/** The character set of banks has none of these; whoever extends it finds them handled. */
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
const leaf = (name: string, text: string): string => element(name, escaped(text))

const account = (name: string, iban: string): string => element(name, element('Id', leaf('IBAN', iban)))
const totals = ({ count, sum }: Totals): string => leaf('NbOfTxs', String(count)) + leaf('CtrlSum', euroText(sum))

/** An agent without BIC is left to the banks: they find it from the IBAN. */
const agent = (name: string, bic: string | null): string =>
  element(name, element('FinInstnId', bic === null ? element('Othr', leaf('Id', 'NOTPROVIDED')) : leaf('BICFI', bic)))

/** An enterprise number stands without SchmeNm: the ISO list has no code for it, and Febelfin's guide names its issuer in place of that. */
function party(name: string, { name: text, organisationId }: Debtor): string {
  const other = organisationId === null ? '' : element('Othr', leaf('Id', organisationId), leaf('Issr', 'KBO-BCE'))
  return element(name, leaf('Nm', textOf(bankName(text), 'debtor')), other && element('Id', element('OrgId', other)))
}

/** GrpHdr. `createdAt` is an instant as the schema takes it. */
export const groupHeader = (messageId: string, createdAt: string, whole: Totals, debtor: Debtor): string =>
  `${element('GrpHdr', leaf('MsgId', messageId), leaf('CreDtTm', createdAt), totals(whole), party('InitgPty', debtor))}\n`

/** PmtInf up to its first transfer: transfers of one measure, booked as one amount, executed on one day, charges as SEPA has them. */
export const paymentInformationOpen = (id: string, ofMeasure: Totals, executionDate: LocalDate, debtor: Debtor): string =>
  [
    '<PmtInf>\n',
    leaf('PmtInfId', id),
    leaf('PmtMtd', 'TRF'),
    leaf('BtchBookg', 'true'),
    totals(ofMeasure),
    element('PmtTpInf', element('SvcLvl', leaf('Cd', 'SEPA')), element('CtgyPurp', leaf('Cd', 'GOVT'))),
    element('ReqdExctnDt', leaf('Dt', executionDate)),
    party('Dbtr', debtor),
    account('DbtrAcct', debtor.iban),
    agent('DbtrAgt', debtor.bic),
    leaf('ChrgBr', 'SLEV'),
    '\n',
  ].join('')

function remittanceInformation({ paymentId, remittance }: Transfer, form: PaymentFileSettings['remittance']): string {
  if (form === 'TEXT') return element('RmtInf', leaf('Ustrd', textOf(bankRemittance(remittance), paymentId)))
  const type = element('Tp', element('CdOrPrtry', leaf('Cd', 'SCOR')), leaf('Issr', 'BBA'))
  return element('RmtInf', element('Strd', element('CdtrRefInf', type, leaf('Ref', structuredReference(paymentId)))))
}

/** CdtTrfTxInf, on a line of its own. Joined at the end, so that the many that wait for their totals are flat strings and not trees of pieces. */
export const transferXml = (transfer: Transfer, { purpose, remittance }: PaymentFileSettings): string =>
  [
    '<CdtTrfTxInf>',
    element('PmtId', leaf('InstrId', transfer.paymentId), leaf('EndToEndId', transfer.paymentId)),
    element('Amt', `<InstdAmt Ccy="EUR">${escaped(transfer.amount)}</InstdAmt>`),
    transfer.bic === null ? '' : agent('CdtrAgt', transfer.bic),
    element('Cdtr', leaf('Nm', textOf(bankName(transfer.payeeName), transfer.paymentId))),
    account('CdtrAcct', transfer.iban),
    element('Purp', leaf('Cd', purpose)),
    remittanceInformation(transfer, remittance),
    '</CdtTrfTxInf>\n',
  ].join('')
