// The official schema of ISO 20022 beside the project: our payment files are valid, whatever is in them, and our own rules begin where the schema ends. Skipped where it is absent.
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { ParseOption, XmlDocument, XmlValidateError, XsdValidator } from 'libxml2-wasm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DEBTOR, euro, fileOf, filesOf, SETTINGS, transfer } from '../payment/transfers.ts'

const SCHEMA = fileURLToPath(new URL('../../../shared/data/iso20022/pain.001.001.09.xsd', import.meta.url))
const present = existsSync(SCHEMA)
if (!present) process.stdout.write('conformance: SKIPPED, there is no ../shared/data/iso20022 beside the project\n')

describe.skipIf(!present)('pain.001.001.09 (skipped where ../shared/data/iso20022 is absent)', () => {
  let schema: XmlDocument
  let validator: XsdValidator
  beforeAll(() => {
    schema = XmlDocument.fromBuffer(readFileSync(SCHEMA))
    validator = XsdValidator.fromDoc(schema)
  })
  afterAll(() => {
    validator.dispose()
    schema.dispose()
  })

  /** What is wrong with a document by the schema; nothing if it is valid. */
  function anomalies(text: string): string[] {
    using document = XmlDocument.fromBuffer(Buffer.from(text), { option: ParseOption.XML_PARSE_HUGE })
    try {
      validator.validate(document)
      return []
    } catch (error) {
      if (!(error instanceof XmlValidateError)) throw error
      return error.details.map(({ message }) => message.trim())
    }
  }

  /** Sums and numbers as the text has them, in whole cents, without the code that wrote them. */
  function totalsOf(text: string): { readonly stated: readonly string[]; readonly counted: readonly string[] } {
    const centsIn = (of: string): bigint =>
      [...of.matchAll(/<InstdAmt Ccy="EUR">(\d+)\.(\d\d)</g)].reduce((sum, [, euros = '', cents = '']) => sum + BigInt(euros + cents), 0n)
    const countIn = (of: string): number => of.split('<CdtTrfTxInf>').length - 1
    const groups = text.split('<PmtInf>').slice(1)
    return {
      stated: [...text.matchAll(/<NbOfTxs>(\d+)<\/NbOfTxs><CtrlSum>(\d+)\.(\d\d)</g)].map(
        ([, count = '', euros = '', cents = '']) => `${count}: ${BigInt(euros + cents)}`,
      ),
      counted: [text, ...groups].map((of) => `${countIn(of)}: ${centsIn(of)}`),
    }
  }

  it.each([
    [1, 10_000],
    [10_000, 10_000],
    [100_000, 10_000],
    [100_000, 100_000],
  ])('%i payments, at most %i in a file: all files are valid, and their totals are right', (count, transactionsMax) => {
    let payments = 0
    for (const file of filesOf(count, { ...SETTINGS, transactionsMax })) {
      const text = [...file.pieces()].join('')
      expect(anomalies(text)).toEqual([])
      const { stated, counted } = totalsOf(text)
      expect(stated).toEqual(counted)
      payments += file.count
    }
    expect(payments).toBe(count)
  })

  const PRINTABLE_ASCII = String.fromCharCode(...Array.from({ length: 95 }, (_, n) => 32 + n))

  it.each([
    ['a structured reference', {}, { remittance: 'STRUCTURED' }],
    ['a payment of a government department', {}, { purpose: 'GOVT' }],
    ['a debtor without BIC and enterprise number', {}, { debtor: { ...DEBTOR, bic: null, organisationId: null } }],
    ['a payee with a BIC of eight or eleven characters', { bic: 'GEBABEBB36A' }, {}],
    ['the least amount', { amount: euro('0.01') }, {}],
    ['the largest amount', { amount: euro('999999999.99') }, {}],
    ['letters that are written out', { payeeName: 'Łódź Øst Straße Cœur Þór' }, {}],
    ['emoji and control characters', { payeeName: '\u0000Bakkerij\u0007 🥐\r\n\uD83D' }, {}],
    ['a name of 140 characters', { payeeName: 'Ø'.repeat(140) }, {}],
    ['a name that looks like XML', { payeeName: '</Nm><Nm>&lt;]]>' }, {}],
    ['a remittance with every printable ASCII character', { remittance: PRINTABLE_ASCII.repeat(2) }, {}],
    ['an identifier of 35 characters', { paymentId: `A${"/-?:().,'+".repeat(3)}BCDE` }, {}],
  ] as const)('%s: valid', (_, other, settings) => {
    expect(anomalies(fileOf([transfer(1, other), transfer(3)], settings))).toEqual([])
  })

  it.each([1, 999, 1000, 999_999])('the identities of file %i are short enough', (fileNumber) => {
    expect(anomalies(fileOf([transfer(1)], {}, { fileNumber }))).toEqual([])
  })

  describe('our own rules refuse what the schema lets pass', () => {
    const good = { ...transfer(1), bic: 'GEBABEBB' }
    const file = fileOf([good])

    it.each([
      ['an identifier with a slash before', { paymentId: '/0100000169IMW' }, 'the identifier is none that banks take'],
      ['an identifier with a slash behind', { paymentId: '0100000169IMW/' }, 'the identifier is none that banks take'],
      ['an identifier with two slashes in a row', { paymentId: '0100000169//IMW' }, 'the identifier is none that banks take'],
      ['an identifier outside of the set', { paymentId: '0100000169_IMW_é' }, 'the identifier is none that banks take'],
      ['an identifier with a space', { paymentId: '0100000169 IMW' }, 'the identifier is none that banks take'],
      ['an amount of zero', { amount: euro('0.00') }, 'the amount is not between'],
      ['an amount that is too large', { amount: euro('1000000000.00') }, 'the amount is not between'],
      ['an amount with parts of a cent', { amount: euro('0.001') }, 'not an amount with two decimals'],
      ['a name of spaces', { payeeName: '   ' }, 'the name cannot be written'],
      ['a name of marks', { payeeName: '...' }, 'the name cannot be written'],
      ['a name in another script', { payeeName: 'Ελλάς' }, 'the name cannot be written'],
      ['a remittance in another script', { remittance: 'Привет' }, 'the remittance cannot be written'],
      ['an account number with wrong check digits', { iban: 'BE05539000000131' }, 'the account number is not valid'],
      ['an account number of another length', { iban: 'BE0453900000013' }, 'the account number is not valid'],
      ['a BIC of no country', { bic: 'GEBAXXBB' }, 'the BIC is not valid'],
    ])('%s', (_, other: Partial<typeof good>, message) => {
      const [[field, value] = ['paymentId', '']] = Object.entries(other)
      const spoiled = file.replaceAll(String(good[field as keyof typeof good]), value)
      expect(spoiled).not.toBe(file)
      expect(anomalies(spoiled)).toEqual([])
      expect(() => fileOf([{ ...good, ...other }])).toThrow(message)
    })

    it('the same payment twice', () => {
      const line = /<CdtTrfTxInf>.*\n/.exec(file)?.[0] ?? ''
      expect(anomalies(file.replace(line, line + line))).toEqual([])
      expect(() => fileOf([good, good])).toThrow('it stands twice in the payment files of the run')
    })

    it('a name of more than 70 characters: we cut it', () => {
      const payeeName = 'x'.repeat(140)
      expect(anomalies(file.replace(good.payeeName, payeeName))).toEqual([])
      expect(fileOf([{ ...good, payeeName }])).toContain(`<Cdtr><Nm>${'x'.repeat(70)}</Nm></Cdtr>`)
    })

    it('wrong totals, and a time in the place of the date of execution: we write neither', () => {
      expect(anomalies(file.replaceAll(/<NbOfTxs>1</g, '<NbOfTxs>2<').replaceAll(/<CtrlSum>[\d.]+</g, '<CtrlSum>0.00<'))).toEqual([])
      expect(anomalies(file.replace('<Dt>2025-08-04</Dt>', '<DtTm>2025-08-04T00:00:00</DtTm>'))).toEqual([])
      expect(file).toMatch(/<NbOfTxs>1<[^]*<CtrlSum>79\.20<[^]*<NbOfTxs>1<[^]*<CtrlSum>79\.20<[^]*<Dt>2025-08-04<\/Dt>/)
    })
  })

  describe('what the schema refuses as well', () => {
    const file = fileOf([transfer(1)])

    it.each([
      ['an identifier of 36 characters', /0100000169IMW2024Q3V0001/g, 'x'.repeat(36)],
      ['a negative amount', '>79.20</InstdAmt>', '>-79.20</InstdAmt>'],
      ['an empty name', '<Nm>Bakkerij De Korenaar 1 BV</Nm>', '<Nm></Nm>'],
      ['an element out of order', /(<Cdtr>.*?<\/Cdtr>)(<CdtrAcct>.*?<\/CdtrAcct>)/, '$2$1'],
      ['a file without transfers', /<CdtTrfTxInf>.*\n/, ''],
    ])('%s', (_, from, to) => {
      const spoiled = file.replace(from, to)
      expect(spoiled).not.toBe(file)
      expect(anomalies(spoiled)).not.toEqual([])
    })
  })
})
