// Checks the reading of a bank's answer (pain.002.001.10): what it says, every reason to refuse it, and the same result however the text is cut.
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { reportRow } from '../../shared/exceptions/report.ts'
import { REPORTED_TRANSACTIONS_MAX } from '../../shared/kernel/limits.ts'
import { readStatusReport, type StatusReportRead } from '../../shared/payment/pain002.ts'
import { openText, type TextPiece } from '../../shared/text/bytes.ts'
import { TEXT_LIMITS } from '../../shared/text/limits.ts'
import { xmlEncoding } from '../../shared/text/xml-encoding.ts'
import { inPieces } from '../support/declaration-builders.ts'
import { statusReportXml, type StatusReportXml } from '../support/status-reports.ts'

const read = (text: string | Buffer, size = 100_000): Promise<StatusReportRead> =>
  readStatusReport(openText(inPieces(Buffer.from(text), size), TEXT_LIMITS, xmlEncoding).pieces, TEXT_LIMITS)

/** The text in pieces of so many characters, each whole: the reader of text gives larger ones. */
// eslint-disable-next-line @typescript-eslint/require-await -- a source of text is asynchronous, this one is at hand
async function* cut(text: string, size: number): AsyncGenerator<TextPiece, void> {
  for (let at = 0; at < text.length; at += size) yield { kind: 'text', bytes: Buffer.from(text.slice(at, at + size)) }
}

const reportOf = async (given: StatusReportXml = {}) => {
  const result = await read(statusReportXml(given))
  if (result.kind === 'rejected') throw new Error(JSON.stringify(result.exception))
  return result.report
}
const exceptionOf = async (text: string | Buffer) => {
  const result = await read(text)
  return result.kind === 'rejected' ? result.exception : undefined
}

const PARTLY: StatusReportXml = {
  originalMessageId: 'run-1-001',
  originalCount: 3,
  originalSum: '301.110',
  groupStatus: 'PART',
  groupReason: 'NARR',
  groupText: 'See below',
  paymentInformations: [
    {
      id: 'B1',
      status: 'PART',
      transactions: [
        { paymentId: 'P1', status: 'RJCT', reason: 'AC04', text: 'Closed\naccount' },
        { paymentId: 'P2', status: 'ACSP' },
      ],
    },
    { id: 'B2', status: 'RJCT', reason: 'BANK-017', transactions: [] },
  ],
}

describe('a status report', () => {
  it('says what the bank says of the file, its payment informations and payments', async () => {
    expect(await reportOf(PARTLY)).toEqual({
      messageId: 'BANK-1',
      createdAt: '2025-08-04T09:00:00.000Z',
      originalMessageId: 'run-1-001',
      originalCount: 3,
      originalSum: '301.11',
      groupStatus: 'PART',
      groupReasons: [{ code: 'NARR', text: 'See below' }],
      paymentInformations: [
        {
          id: 'B1',
          status: 'PART',
          reasons: [],
          transactions: [
            { paymentId: 'P1', status: 'RJCT', reasons: [{ code: 'AC04', text: 'Closed account' }] },
            { paymentId: 'P2', status: 'ACSP', reasons: [] },
          ],
        },
        { id: 'B2', status: 'RJCT', reasons: [{ code: 'BANK-017', text: '' }], transactions: [] },
      ],
    })
  })

  it('may be about the group only, with nothing but what is required', async () => {
    expect(await reportOf()).toMatchObject({
      originalCount: null,
      originalSum: null,
      groupStatus: null,
      groupReasons: [],
      paymentInformations: [],
    })
  })

  it.each([3, 100, 1000])('reads the same in pieces of %i characters, and with prefixes', async (size) => {
    const expected = await read(statusReportXml(PARTLY))
    const prefixed = statusReportXml({ ...PARTLY, prefix: 'ns2' })
    expect(await readStatusReport(cut(statusReportXml(PARTLY), size), TEXT_LIMITS)).toEqual(expected)
    expect(await readStatusReport(cut(prefixed, size), TEXT_LIMITS)).toEqual(expected)
  })

  it('may be compressed, and in ISO-8859-1 if it says so', async () => {
    const text = statusReportXml({ ...PARTLY, groupText: 'Geweigerd: één' })
    const latin = Buffer.from(text.replace('UTF-8', 'ISO-8859-1'), 'latin1')
    expect(await read(gzipSync(text))).toEqual(await read(text))
    expect(await read(latin)).toEqual(await read(text))
  })

  it('skips what it does not need, also where that has the same names', async () => {
    const foreign = '<SplmtryData><Envlp><x:TxSts xmlns:x="urn:x">ACSC</x:TxSts></Envlp></SplmtryData>'
    const more = `<OrgnlTxRef><Amt><InstdAmt Ccy="EUR">1.00</InstdAmt></Amt><Cdtr><Pty><Nm>A &amp; B</Nm></Pty></Cdtr></OrgnlTxRef>${foreign}`
    const text = statusReportXml(PARTLY)
      .replace('</TxInfAndSts>', `${more}</TxInfAndSts>`)
      .replace('</CstmrPmtStsRpt>', `${foreign}</CstmrPmtStsRpt>`)
    expect(await read(text)).toEqual(await read(statusReportXml(PARTLY)))
  })

  it.each([
    ['a reason without a code is one in words', { groupText: 'Sorry' }, [{ code: 'NARR', text: 'Sorry' }]],
    ['an empty reason is none', { groupReasons: [{ code: '' }] }, []],
    [
      'several reasons stay apart',
      { groupReasons: [{ code: 'AM05' }, { code: 'FF01', text: 'x' }] },
      [
        { code: 'AM05', text: '' },
        { code: 'FF01', text: 'x' },
      ],
    ],
  ])('%s', async (_, given, expected) => {
    expect((await reportOf(given)).groupReasons).toEqual(expected)
  })
})

describe('the instant of the report', () => {
  it.each([
    ['2026-11-30T18:00:00Z', '2026-11-30T18:00:00.000Z'],
    ['2026-11-30T18:00:00+01:00', '2026-11-30T17:00:00.000Z'],
    ['2026-11-30T18:00:00.1234567-05:30', '2026-11-30T23:30:00.123Z'],
    ['2026-11-30T18:00:00', '2026-11-30T17:00:00.000Z'],
    ['2026-07-01T00:30:00.5', '2026-06-30T22:30:00.500Z'],
    // Summer time ends at three: the hour before comes twice.
    ['2026-10-25T01:59:59', '2026-10-24T23:59:59.000Z'],
    ['2026-10-25T02:30:00', '2026-10-25T00:30:00.000Z'],
    ['2026-10-25T03:00:00', '2026-10-25T02:00:00.000Z'],
    // It begins at two: the hour after does not exist.
    ['2026-03-29T01:59:59', '2026-03-29T00:59:59.000Z'],
    ['2026-03-29T02:30:00', '2026-03-29T01:30:00.000Z'],
    ['2026-03-29T03:00:00', '2026-03-29T01:00:00.000Z'],
  ])('%s is %s: without a zone it is a time of Brussels', async (createdAt, expected) => {
    expect((await reportOf({ createdAt })).createdAt).toBe(expected)
  })

  it.each(['2026-11-30', '2026-02-30T10:00:00Z', '2026-11-30T25:00:00Z', 'today', '2026-11-30T10:00Z'])(
    '«%s» is none',
    async (createdAt) => {
      expect(await exceptionOf(statusReportXml({ createdAt }))).toMatchObject({ code: 'RET-001', parameters: { element: 'CreDtTm' } })
    },
  )
})

describe('count and sum of the file that was sent', () => {
  it.each([
    ['301.11', '301.11'],
    ['301', '301.00'],
    ['301.', '301.00'],
    ['.5', '0.50'],
    ['+301.1', '301.10'],
    ['-1.00', '-1.00'],
    ['-0', '0.00'],
    ['0301.11000000000000000', '301.11'],
    ['999999999999999999.99', '999999999999999999.99'],
    ['301.111', null],
    ['301.11000000000000001', null],
    ['301.110000000000000000', null],
    ['301,11', null],
    ['3e2', null],
    ['.', null],
    ['', null],
  ])('a sum «%s» is %s', async (originalSum, expected) => {
    expect((await reportOf({ originalSum })).originalSum).toBe(expected)
  })

  it.each([
    ['0', 0],
    ['200000', 200000],
    ['000000000000003', 3],
    ['-1', null],
    ['1.0', null],
    ['9'.repeat(16), null],
  ])('a count «%s» is %s', async (originalCount, expected) => {
    expect((await reportOf({ originalCount })).originalCount).toBe(expected)
  })
})

describe('a text that cannot be read', () => {
  const good = statusReportXml(PARTLY)
  it.each([
    ['an empty one', '', { code: 'FIL-001' }],
    [
      'another root',
      statusReportXml({ root: 'Dokument' }),
      { code: 'FIL-003', details: ['status-report'], parameters: { root: 'Dokument' } },
    ],
    ['a DmfA', '<DmfAOriginal/>', { code: 'FIL-003', details: ['status-report'], parameters: { root: 'DmfAOriginal' } }],
    [
      'another version',
      statusReportXml({ namespace: 'urn:iso:std:iso:20022:tech:xsd:pain.002.001.03' }),
      { code: 'FIL-003', details: ['status-report-version'], parameters: { version: 'urn:iso:std:iso:20022:tech:xsd:pain.002.001.03' } },
    ],
    ['no namespace', '<Document/>', { code: 'FIL-003', details: ['status-report-version'], parameters: { version: '-' } }],
    [
      'another prefix bound to the version',
      '<Document xmlns:a="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"/>',
      { code: 'FIL-003', details: ['status-report-version'], parameters: { version: '-' } },
    ],
    ['an encoding that is not read', good.replace('UTF-8', 'UTF-16'), { code: 'FIL-004', details: ['declared'] }],
    ['bytes that are not UTF-8', Buffer.from(good.replace('Closed', 'Geblöckt'), 'latin1'), { code: 'FIL-004', details: ['byte'] }],
    ['one that is cut off', good.slice(0, -30), { code: 'FIL-005', details: ['malformed-xml'] }],
    ['a damaged archive', gzipSync(good).subarray(0, 100), { code: 'FIL-005', details: ['gzip'] }],
    ['a DOCTYPE', good.replace('<Document', '<!DOCTYPE Document><Document'), { code: 'FIL-008' }],
    ['an entity', good.replace('Closed', '&closed;'), { code: 'FIL-008' }],
    ['one text of more than the limit', good.replace('Closed', 'x'.repeat(70_000)), { code: 'FIL-007', details: ['xml-record'] }],
  ])('%s', async (_, text, expected) => {
    const exception = await exceptionOf(text)
    expect(exception).toMatchObject(expected)
    expect(exception && reportRow(exception).message_nl).toMatch(/^[^{}]+\.$/)
  })

  it('comes before what its content lacks', async () => {
    expect(await exceptionOf(statusReportXml({ messageId: undefined }).slice(0, -3))).toMatchObject({ code: 'FIL-005' })
  })

  it('with more payments than can be held in memory, over all payment informations', async () => {
    const transactions = [{ paymentId: 'P1' }, { paymentId: 'P2' }]
    const text = (more: number): string =>
      statusReportXml({
        paymentInformations: [
          { id: 'A', transactions },
          { id: 'B', transactions: transactions.slice(0, more) },
        ],
      })
    expect(REPORTED_TRANSACTIONS_MAX).toBe(200_000)
    expect((await readStatusReport(cut(text(1), 100), TEXT_LIMITS, 3)).kind).toBe('read')
    expect(await readStatusReport(cut(text(2), 100), TEXT_LIMITS, 3)).toEqual({
      kind: 'rejected',
      exception: { code: 'FIL-007', details: ['transactions'], parameters: { limit: '3' } },
    })
  })
})

describe('a report in which something needed is missing', () => {
  const lacking = (element: string, message = 'MESSAGE-1') => ({
    code: 'RET-001',
    details: ['incomplete'],
    parameters: { message, element },
  })

  it.each<[string, StatusReportXml, string?]>([
    ['MsgId', { messageId: undefined }],
    ['MsgId', { messageId: ' ' }],
    ['CreDtTm', { createdAt: undefined }],
    ['OrgnlMsgId', { originalMessageId: undefined }, '-'],
    ['OrgnlMsgNmId', { originalMessageName: undefined }],
    ['OrgnlPmtInfId', { paymentInformations: [{ id: '' }] }],
  ])('%s', async (element, given, message) => {
    expect(await exceptionOf(statusReportXml(given))).toEqual(lacking(element, message))
  })

  it('OrgnlEndToEndId of a payment, with its place', async () => {
    const text = statusReportXml({ paymentInformations: [{ id: 'B', transactions: [{ paymentId: undefined, status: 'RJCT' }] }] })
    expect(await exceptionOf(text.replace('<TxInfAndSts>', '\n  <TxInfAndSts>'))).toEqual({
      ...lacking('OrgnlEndToEndId'),
      line: 3,
      column: 3,
    })
  })

  it('what it is about, or that twice', async () => {
    const group = /<OrgnlGrpInfAndSts>.*<\/OrgnlGrpInfAndSts>/
    expect(await exceptionOf(statusReportXml().replace(group, ''))).toEqual(lacking('OrgnlGrpInfAndSts', '-'))
    expect(await exceptionOf(statusReportXml().replace(group, '$&$&'))).toEqual(lacking('OrgnlGrpInfAndSts'))
  })

  it.each(['pain.008.001.08', 'pain.0011', 'camt.055', 'PAIN.001'])(
    'an answer to a %s is about another message',
    async (originalMessageName) => {
      expect(await exceptionOf(statusReportXml({ originalMessageName }))).toEqual({
        code: 'RET-001',
        details: ['other-message'],
        parameters: { message: 'MESSAGE-1', kind: originalMessageName },
      })
    },
  )

  it.each(['pain.001.001.03', 'pain.001.001.09', 'pain.001'])('an answer to a %s is about transfers', async (originalMessageName) => {
    expect((await reportOf({ originalMessageName })).originalMessageId).toBe('MESSAGE-1')
  })
})

it('never fails, whatever is spoiled in the text, and reads it the same in other pieces', async () => {
  const good = statusReportXml({ ...PARTLY, prefix: 'p' })
  await fc.assert(
    fc.asyncProperty(fc.nat(good.length), fc.constantFrom('', '<', '>', '&', '"', '</', '<!', 'x'), fc.nat(20), async (at, text, gone) => {
      const spoiled = good.slice(0, at) + text + good.slice(at + gone)
      expect(await readStatusReport(cut(spoiled, 50), TEXT_LIMITS)).toEqual(await readStatusReport(cut(spoiled, 10_000), TEXT_LIMITS))
    }),
    { seed: 2, numRuns: 150 },
  )
})
