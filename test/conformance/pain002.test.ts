// The official schema and sample of pain.002.001.10 beside the project: what the tests write is valid, and what is valid is read. Skipped where they are absent.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { XmlDocument, XmlValidateError, XsdValidator } from 'libxml2-wasm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { entryOf } from '../../shared/exceptions/catalogue.ts'
import { readStatusReport, type StatusReportRead } from '../../shared/payment/pain002.ts'
import { statusReader } from '../../shared/payment/payment-status.ts'
import { openText } from '../../shared/text/bytes.ts'
import { TEXT_LIMITS } from '../../shared/text/limits.ts'
import { xmlEncoding } from '../../shared/text/xml-encoding.ts'
import { inPieces } from '../support/declaration-builders.ts'
import { statusReportXml, type StatusReportXml, type StatusXml } from '../support/status-reports.ts'

const ISO = fileURLToPath(new URL('../../../shared/data/iso20022', import.meta.url))
const present = existsSync(join(ISO, 'pain.002.001.10.xsd'))
if (!present) process.stdout.write('conformance: SKIPPED, there is no ../shared/data/iso20022 beside the project\n')

const read = (text: string | Buffer): Promise<StatusReportRead> =>
  readStatusReport(openText(inPieces(Buffer.from(text), 1000), TEXT_LIMITS, xmlEncoding).pieces, TEXT_LIMITS)

const LETTERS = Array.from('abzAZ019/-?:().,+ &<>"\'éñ€')
/** What XML keeps as it is at the ends of a text: no blank. */
const text = (maxLength: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...LETTERS), minLength: 1, maxLength }).map((each) => each.trim() || 'x')
const maybe = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(of, { nil: undefined })
const reasons = fc.array(
  fc.record({
    code: fc.oneof(fc.constantFrom('AC04', 'AM05', 'NARR'), text(35)),
    text: maybe(fc.array(text(105), { minLength: 1, maxLength: 3 }).map((lines) => lines.join('\n'))),
  }),
  { maxLength: 2 },
)
const status = maybe(fc.constantFrom('RJCT', 'PDNG', 'ACSP', 'PART', 'XX'))
const REPORTS = fc.record({
  messageId: text(35),
  createdAt: fc.date({ min: new Date('2020-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }).map((date) => date.toISOString()),
  originalMessageId: text(35),
  originalCount: maybe(fc.nat()),
  originalSum: maybe(fc.nat().map((all) => `${all}.${String(all % 100).padStart(2, '0')}`)),
  groupStatus: status,
  groupReasons: reasons,
  paymentInformations: fc.array(
    fc.record({
      id: text(35),
      status,
      reasons,
      transactions: fc.array(fc.record({ paymentId: text(35), status, reasons }), { maxLength: 3 }),
    }),
    { maxLength: 3 },
  ),
  prefix: fc.constantFrom('ns2', 'Doc', 'p'),
})

const asRead = (of: StatusXml['reasons'] = []) => of.map((each) => ({ code: each.code, text: each.text?.replaceAll('\n', ' ') ?? '' }))
const told = (each: StatusXml) => ({ status: each.status ?? null, reasons: asRead(each.reasons) })

describe.skipIf(!present)('pain.002.001.10 (skipped where ../shared/data/iso20022 is absent)', () => {
  let xsd: XmlDocument
  let validator: XsdValidator
  beforeAll(() => {
    xsd = XmlDocument.fromBuffer(readFileSync(join(ISO, 'pain.002.001.10.xsd')))
    validator = XsdValidator.fromDoc(xsd)
  })
  afterAll(() => {
    validator.dispose()
    xsd.dispose()
  })

  /** What is wrong with a document by the schema; nothing if it is valid. */
  function anomalies(document: string | Buffer): string[] {
    using parsed = XmlDocument.fromBuffer(Buffer.from(document))
    try {
      validator.validate(parsed)
      return []
    } catch (error) {
      if (!(error instanceof XmlValidateError)) throw error
      return error.details.map(({ line, message }) => `${line}: ${message.trim()}`)
    }
  }

  it('the official sample of a file of which a part is refused', async () => {
    const sample = readFileSync(join(ISO, 'pain.002.001.10.partial-reject.sample.xml'))
    expect(anomalies(sample)).toEqual([])
    const result = await read(sample)
    expect(result).toEqual({
      kind: 'read',
      report: {
        messageId: 'BANK-20261130-1',
        createdAt: '2026-11-30T18:00:00.000Z',
        originalMessageId: 'WSP-2026Q3-0001',
        originalCount: 3,
        originalSum: '301.11',
        groupStatus: 'PART',
        groupReasons: [],
        paymentInformations: [
          {
            id: 'WSP-2026Q3-0001-1',
            status: 'PART',
            reasons: [],
            transactions: [{ paymentId: 'WSP26Q300000001', status: 'RJCT', reasons: [{ code: 'AC04', text: 'Closed account' }] }],
          },
        ],
      },
    })
    const reader = result.kind === 'read' ? statusReader(result.report) : undefined
    const of = (paymentId: string) => reader?.({ paymentId, paymentInformationId: 'WSP-2026Q3-0001-1' })
    expect(of('WSP26Q300000001')).toMatchObject({ status: 'RJCT', level: 'transaction' })
    expect(of('WSP26Q300000002')).toMatchObject({ status: 'ACCP', level: 'payment-information' })
  })

  it('every report that the tests write is valid, and reads back to what was written', async () => {
    await fc.assert(
      fc.asyncProperty(REPORTS, async ({ prefix, ...report }) => {
        const written: StatusReportXml = report.messageId.length % 2 === 0 ? report : { ...report, prefix }
        const document = statusReportXml(written)
        expect(anomalies(document)).toEqual([])
        expect(await read(document)).toEqual({
          kind: 'read',
          report: {
            messageId: report.messageId,
            createdAt: report.createdAt,
            originalMessageId: report.originalMessageId,
            originalCount: report.originalCount ?? null,
            originalSum: report.originalSum ?? null,
            groupStatus: report.groupStatus ?? null,
            groupReasons: asRead(report.groupReasons),
            paymentInformations: report.paymentInformations.map((block) => ({
              id: block.id,
              ...told(block),
              transactions: block.transactions.map((each) => ({ paymentId: each.paymentId, ...told(each) })),
            })),
          },
        })
      }),
      { seed: 10, numRuns: 100 },
    )
  })

  it.each<[string, StatusReportXml]>([
    ['a message id', { messageId: undefined }],
    ['an instant', { createdAt: undefined }],
    ['the message that it is about', { originalMessageId: undefined }],
    ['the kind of that message', { originalMessageName: undefined }],
    ['the id of a payment information', { paymentInformations: [{ id: '' }] }],
  ])('what is refused as incomplete is not valid either: without %s', async (_, report) => {
    const document = statusReportXml(report)
    expect(anomalies(document)).not.toEqual([])
    expect(await read(document)).toMatchObject({ kind: 'rejected', exception: { code: 'RET-001' } })
  })

  it('every reason that has a sentence is one of the official code set', () => {
    const { codes } = JSON.parse(readFileSync(join(ISO, 'external_status_reason_code.json'), 'utf8')) as { codes: Record<string, string> }
    const ours = Object.keys(entryOf('PAY-006').details ?? {}).filter((name) => /^[A-Z]{2}/.test(name))
    expect(ours.filter((code) => !Object.hasOwn(codes, code))).toEqual([])
  })
})
