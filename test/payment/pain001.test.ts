// Understands the payment file: its bytes, its groups and totals, and what it refuses. That the schema accepts it is in test/conformance/pain001.test.ts.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cents, euroText } from '../../shared/kernel/money.ts'
import { MEASURES } from '../../shared/law/measures.ts'
import { Pain001File, type PaymentFileHead, type PaymentFileSettings } from '../../shared/payment/pain001.ts'
import { TransferRules } from '../../shared/payment/transfer-rules.ts'
import { DEBTOR, euro, fileOf, filesOf, HEAD, SETTINGS, transfer } from './transfers.ts'

const newFile = (settings: Partial<PaymentFileSettings> = {}, head: Partial<PaymentFileHead> = {}): Pain001File =>
  new Pain001File({ ...HEAD, ...head }, { ...SETTINGS, ...settings }, new TransferRules())
const all = (text: string, element: string): string[] =>
  [...text.matchAll(new RegExp(`<${element}(?: [^>]*)?>(.*?)</${element}>`, 'g'))].map((match) => match[1] ?? '')

describe('the whole file', () => {
  test('of two measures: VOP first, each with its totals, one transfer on a line', () => {
    const text = fileOf([
      transfer(1, { amount: euro('1234.56'), bic: 'GEBABEBB', payeeName: "L'Été & Fils" }),
      transfer(3, { amount: euro('0.10') }),
      transfer(2, { amount: euro('0.20') }),
    ])
    const party =
      '<Nm>Departement Werk en Sociale Economie</Nm><Id><OrgId><Othr><Id>0100000070</Id><Issr>KBO-BCE</Issr></Othr></OrgId></Id>'
    const group = (id: string, totals: string): string =>
      `<PmtInf>\n<PmtInfId>${id}</PmtInfId><PmtMtd>TRF</PmtMtd><BtchBookg>true</BtchBookg>${totals}`
      + '<PmtTpInf><SvcLvl><Cd>SEPA</Cd></SvcLvl><CtgyPurp><Cd>GOVT</Cd></CtgyPurp></PmtTpInf><ReqdExctnDt><Dt>2025-08-04</Dt></ReqdExctnDt>'
      + `<Dbtr>${party}</Dbtr><DbtrAcct><Id><IBAN>BE68539007547034</IBAN></Id></DbtrAcct>`
      + '<DbtrAgt><FinInstnId><BICFI>KREDBEBB</BICFI></FinInstnId></DbtrAgt><ChrgBr>SLEV</ChrgBr>\n'
    const payment = (id: string, amount: string, agent: string, name: string, iban: string, remittance: string): string =>
      `<CdtTrfTxInf><PmtId><InstrId>${id}</InstrId><EndToEndId>${id}</EndToEndId></PmtId><Amt><InstdAmt Ccy="EUR">${amount}</InstdAmt></Amt>${agent}`
      + `<Cdtr><Nm>${name}</Nm></Cdtr><CdtrAcct><Id><IBAN>${iban}</IBAN></Id></CdtrAcct><Purp><Cd>AEMP</Cd></Purp>`
      + `<RmtInf><Ustrd>${remittance}</Ustrd></RmtInf></CdtTrfTxInf>\n`
    expect(text).toBe(
      [
        '<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09">\n<CstmrCdtTrfInitn>\n',
        '<GrpHdr><MsgId>run-0123456789abcdef01234567-001</MsgId><CreDtTm>2025-08-01T09:00:00Z</CreDtTm><NbOfTxs>3</NbOfTxs>',
        `<CtrlSum>1234.86</CtrlSum><InitgPty>${party}</InitgPty></GrpHdr>\n`,
        group('0123456789abcdef01234567-001VOP', '<NbOfTxs>1</NbOfTxs><CtrlSum>0.10</CtrlSum>'),
        payment(
          '0100000367VOP2024Q3V0001',
          '0.10',
          '',
          'Bakkerij De Korenaar 3 BV',
          'BE79539000000333',
          'VOP 2024Q3 0100000367 2 werknemers',
        ),
        '</PmtInf>\n',
        group('0123456789abcdef01234567-001IMW', '<NbOfTxs>2</NbOfTxs><CtrlSum>1234.76</CtrlSum>'),
        payment(
          '0100000169IMW2024Q3V0001',
          '1234.56',
          '<CdtrAgt><FinInstnId><BICFI>GEBABEBB</BICFI></FinInstnId></CdtrAgt>',
          "L'Ete + Fils",
          'BE04539000000131',
          'IMW 2024Q3 0100000169 2 werknemers',
        ),
        payment(
          '0100000268IMW2024Q3V0001',
          '0.20',
          '',
          'Bakkerij De Korenaar 2 BV',
          'BE90539000000232',
          'IMW 2024Q3 0100000268 2 werknemers',
        ),
        '</PmtInf>\n',
        '</CstmrCdtTrfInitn>\n</Document>\n',
      ].join(''),
    )
  })

  test('the same transfers give the same bytes, as often as they are asked for', () => {
    const file = newFile()
    file.add(transfer(1))
    const pieces = file.pieces()
    expect([...file.pieces()].join('')).toBe([...pieces].join(''))
    expect(fileOf([transfer(1)])).toBe([...file.pieces()].join(''))
  })

  test('a measure without transfers has no group', () => {
    expect(all(fileOf([transfer(1)]), 'PmtInfId')).toEqual(['0123456789abcdef01234567-001IMW'])
    expect(all(fileOf([transfer(3)]), 'PmtInfId')).toEqual(['0123456789abcdef01234567-001VOP'])
  })
})

describe('settings', () => {
  test('a structured reference in the place of the text', () => {
    const paymentId = '0123456749IMW2024Q3V0001'
    expect(fileOf([transfer(1, { paymentId })], { remittance: 'STRUCTURED' })).toContain(
      '<RmtInf><Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry><Issr>BBA</Issr></Tp><Ref>826327804847</Ref></CdtrRefInf></Strd></RmtInf>',
    )
  })

  test('a payment of a government department', () => {
    expect(fileOf([transfer(1)], { purpose: 'GOVT' })).toContain('<Purp><Cd>GOVT</Cd></Purp>')
  })

  test('a debtor without BIC and enterprise number', () => {
    const text = fileOf([transfer(1)], { debtor: { ...DEBTOR, bic: null, organisationId: null } })
    expect(text).toContain('<InitgPty><Nm>Departement Werk en Sociale Economie</Nm></InitgPty>')
    expect(text).toContain('<DbtrAgt><FinInstnId><Othr><Id>NOTPROVIDED</Id></Othr></FinInstnId></DbtrAgt>')
    expect(text).not.toMatch(/CdtrAgt|BICFI|OrgId/)
  })
})

describe('names and remittances', () => {
  test.each([
    ['Łódź Øst Straße Cœur 🥐 BV', 'Lodz Ost Strasse Coeur BV'],
    ['Bak\u0007ker\u0000ij\r\nDe Zon', 'Bak ker ij De Zon'],
    ['<b>&amp;</b>', '.b.+amp,./b.'],
    ['x'.repeat(140), 'x'.repeat(70)],
  ])('the name «%s» is %s', (payeeName, expected) => {
    expect(all(fileOf([transfer(1, { payeeName })]), 'Nm').at(-1)).toBe(expected)
  })

  test('a remittance with every printable ASCII character', () => {
    const remittance = String.fromCharCode(...Array.from({ length: 95 }, (_, n) => 32 + n))
    expect(all(fileOf([transfer(1, { remittance })]), 'Ustrd')).toEqual([
      ".'...+'().+,-./0123456789:,...?(at)ABCDEFGHIJKLMNOPQRSTUVWXYZ(/).-'abcdefghijklmnopqrstuvwxyz(/)-",
    ])
  })
})

describe('what a file refuses', () => {
  test.each([
    [{ runId: 'run-1' }, 'not a run that pays: run-1'],
    [{ runId: `dry-${HEAD.runId}` }, `not a run that pays: dry-${HEAD.runId}`],
    [{ fileNumber: 0 }, 'not a file number: 0'],
    [{ createdAt: '2025-08-01T09:00:00' }, 'not an instant: 2025-08-01T09:00:00'],
    [{ createdAt: '2025-08-01' }, 'not an instant: 2025-08-01'],
  ])('the head %j', (head, message) => {
    expect(() => newFile({}, head)).toThrow(new Error(message))
  })

  test('a debtor that no bank takes', () => {
    expect(() => newFile({ debtor: { ...DEBTOR, iban: 'BE00' } })).toThrow('debtor: the account number is not valid')
  })

  test('a transfer that breaks a rule: it is not in the file', () => {
    const file = newFile()
    expect(() => file.add(transfer(1, { amount: euro('0.00') }))).toThrow('the amount is not between')
    expect([file.count, file.sum]).toEqual([0, 0n])
  })

  test('a payment of another file of the run', () => {
    const rules = new TransferRules()
    const [first, second] = [1, 2].map((fileNumber) => new Pain001File({ ...HEAD, fileNumber }, SETTINGS, rules))
    first!.add(transfer(1))
    second!.add(transfer(2))
    expect(() => second!.add(transfer(1))).toThrow('it stands twice in the payment files of the run')
  })

  test('to be written without transfers', () => {
    expect(() => newFile().pieces()).toThrow('a payment file has at least one transfer')
  })

  test('one transfer too many', () => {
    const file = newFile({ transactionsMax: 2 })
    expect(file.isFull).toBe(false)
    file.add(transfer(1))
    expect(file.isFull).toBe(false)
    file.add(transfer(2))
    expect(file.isFull).toBe(true)
    expect(() => file.add(transfer(3))).toThrow('transfer 0100000367VOP2024Q3V0001: the payment file is full')
  })
})

test('a run of many transfers: full files, the rest in the last one, numbered from 1', () => {
  const files = [...filesOf(25, { ...SETTINGS, transactionsMax: 10 })]
  expect(files.map(({ count }) => count)).toEqual([10, 10, 5])
  expect(files.map((file) => all([...file.pieces()].join(''), 'MsgId')[0]?.slice(-3))).toEqual(['001', '002', '003'])
})

test('any transfers: number and sum are exact, whole and per measure, and each measure keeps the order', () => {
  const transfers = fc.array(fc.tuple(fc.bigInt({ min: 1n, max: 99_999_999_999n }), fc.constantFrom(...MEASURES)), {
    minLength: 1,
    maxLength: 30,
  })
  fc.assert(
    fc.property(transfers, (drawn) => {
      const given = drawn.map(([amount, measure], n) => transfer(n, { amount: euroText(cents(amount)), measure, paymentId: `P${n}` }))
      const text = fileOf(given)
      const present = MEASURES.filter((measure) => given.some((each) => each.measure === measure))
      const inOrder = present.flatMap((measure) => given.filter((each) => each.measure === measure))
      expect(all(text, 'EndToEndId')).toEqual(inOrder.map(({ paymentId }) => paymentId))
      expect(all(text, 'InstdAmt')).toEqual(inOrder.map(({ amount }) => amount))
      const sumOf = (of: typeof drawn): string => euroText(cents(of.reduce((sum, [amount]) => sum + amount, 0n)))
      const groups = present.map((measure) => drawn.filter(([, each]) => each === measure))
      expect(all(text, 'CtrlSum')).toEqual([sumOf(drawn), ...groups.map(sumOf)])
      expect(all(text, 'NbOfTxs')).toEqual([drawn, ...groups].map(({ length }) => String(length)))
    }),
  )
})
