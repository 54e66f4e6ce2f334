/** Checks how an exception is shown to people: masked, in both languages, as one line of exceptions.csv that a spreadsheet reads safely. */
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BusinessException } from '../../shared/exceptions/business-exception.ts'
import { csvCell, csvHeader, csvLine, REPORT_COLUMNS, reportRow, type ReportRow } from '../../shared/exceptions/report.ts'
import { cents, euroText } from '../../shared/kernel/money.ts'
import { ANNA, EMPLOYER, findings, readRows, row } from '../support/declaration-builders.ts'

const UNREADABLE: BusinessException = {
  code: 'WRK-003',
  details: ['number'],
  parameters: {},
  line: 12,
  employerNumber: EMPLOYER,
  inss: ANNA,
  quarter: '2024Q3',
  field: 'gross_wage',
  value: 'veel',
}
const shown = (changed: Partial<BusinessException> = {}): ReportRow => reportRow({ ...UNREADABLE, ...changed })

/** One column of a report line in which only this column is filled, without the line end. */
function cell(column: keyof ReportRow, text: string): string {
  const empty = Object.fromEntries(REPORT_COLUMNS.map((each) => [each, ''])) as ReportRow
  return csvLine({ ...empty, [column]: text })
    .replace(/^;*/, '')
    .replace(/;*\r\n$/, '')
}

describe('the header', () => {
  it('begins with a BOM, has the columns of formats.md, and ends with CRLF', () => {
    expect(csvHeader()).toBe(
      '\uFEFFcode;severity;disposition;line;employer_number;worker;quarter;field;value;message_nl;message_en;remedy_nl;remedy_en;who_acts;amount_effect\r\n',
    )
    expect(Buffer.from(csvHeader()).subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]))
  })
})

describe('an exception', () => {
  it('is one row with every column', () => {
    expect(shown({ amountEffect: euroText(cents(-36000n)) })).toEqual({
      code: 'WRK-003',
      severity: 'error',
      disposition: 'reject-worker',
      line: '12',
      employer_number: EMPLOYER,
      worker: '••••••00115',
      quarter: '2024Q3',
      field: 'gross_wage',
      value: 'veel',
      message_nl: 'Op regel 12 kan de waarde «veel» in het veld gross_wage niet gelezen worden. Hier hoort een getal, zoals 1234.56.',
      message_en: 'On line 12 the value «veel» in the field gross_wage cannot be read. A number is expected here, such as 1234.56.',
      remedy_nl:
        'Verbeter het veld gross_wage. Dien daarna een nieuwe aangifte in met een hoger volgnummer. In CSV volstaat een gedeeltelijke aangifte (PARTIAL) met alle regels van deze werknemer. Komt de aangifte van de RSZ (DmfA of attest), dan verbetert de werkgever ze daar. Tot dan verandert er voor deze werknemer niets.',
      remedy_en:
        'Correct the field gross_wage. Then submit a new declaration with a higher sequence number. In CSV, a partial declaration (PARTIAL) with all lines of this worker is enough. If it comes from the RSZ (DmfA or attest), the employer corrects it there. Until then nothing changes for this worker.',
      who_acts: 'de afzender van het bestand',
      amount_effect: '-360.00',
    })
  })

  it('leaves empty what it is not about', () => {
    expect(reportRow({ code: 'FIL-001', parameters: {} })).toMatchObject({
      line: '',
      employer_number: '',
      worker: '',
      quarter: '',
      field: '',
      value: '',
      amount_effect: '',
    })
  })

  it('is written as one line that ends with CRLF, in the order of the header', () => {
    const line = csvLine(shown())
    expect(line).toMatch(/^WRK-003;error;reject-worker;12;0123456749;••••••00115;2024Q3;gross_wage;veel;/)
    expect(line).toMatch(/;de afzender van het bestand;\r\n$/)
  })
})

describe('masking', () => {
  it('a worker shows the last five digits', () => {
    expect(shown().worker).toBe('••••••00115')
  })

  it('a worker in a text too', () => {
    const { message_nl, message_en } = reportRow({
      code: 'DCL-001',
      details: ['worker-split'],
      parameters: {},
      employerNumber: EMPLOYER,
      quarter: '2024Q3',
      inss: ANNA,
    })
    expect(message_nl).toContain('werknemer ••••••00115 ')
    expect(message_en).toContain('worker ••••••00115 ')
    expect(message_nl + message_en).not.toContain(ANNA)
  })

  it.each([
    ['inss', ANNA, '••••••00115'],
    ['inss', '85.01.01-001.15', '••••••••••01.15'],
    ['inss', '1234', '1234'],
    ['iban', 'BE68539007547035', '••••••••••••7035'],
    ['iban', '7035', '7035'],
    ['bic', 'GKCC', 'GKCC'],
    ['employer_number', '0123456748', '0123456748'],
  ])('a wrong %s %s is shown as %s', (field, value, expected) => {
    const code = field === 'inss' ? 'WRK-001' : 'REG-002'
    const line = csvLine(reportRow({ code, details: code === 'WRK-001' ? ['check-digits'] : [], parameters: {}, line: 3, field, value }))
    expect(reportRow({ code, parameters: {}, line: 3, field, value }).value).toBe(expected)
    expect(line).toContain(expected)
    if (value.length > expected.replaceAll('•', '').length) expect(line).not.toContain(value)
  })

  it.each([
    ['one of our payments', '0110100146IMW2025Q1V0001', '0110100146IMW2025Q1V0001'],
    ['a payment of somebody else', 'BE68539007547035', '••••••••••••7035'],
    ['another name with a worker in it', 'X85010100115', 'X••••••00115'],
    ['one of our payments with more behind it', '0110100146IMW2025Q1V0001 85010100115', '0110100146I•••••••••0001 ••••••00115'],
  ])('what a bank calls a payment: %s', (_, payment, expected) => {
    expect(reportRow({ code: 'RET-002', parameters: { payment } }).message_en).toContain(`«${expected}»`)
  })

  it.each([
    ['run-fa12abcd0123456789abcdef', 'run-fa12abcd0123456789abcdef'],
    ['dry-run-fa12abcd0123456789abcdef', 'dry-run-fa12abcd0123456789abcdef'],
    ['run-fa12abcd0123456789abcdef-001', 'run-fa12abcd0123456789abcdef-001'],
    ['WSP-2026Q3-0001', 'WSP-2026Q3-0001'],
    ['run-85010100115', 'run-••••••00115'],
  ])('the name of a run or message %s stays readable, as %s', (message, expected) => {
    expect(reportRow({ code: 'RET-001', parameters: { message } }).message_en).toContain(`«${expected}»`)
  })

  it.each([
    ['with wrong check digits', '85010100116'],
    ['with marks', '85.01.01-001.16'],
    ['of a test', '85610100121'],
  ])('a number %s in a declaration never leaves whole', async (_, number) => {
    for (const finding of findings(await readRows([row({ inss: number })]))) expect(csvLine(reportRow(finding))).not.toContain(number)
  })

  it('an INSS in the column of the employer (columns exchanged) never leaves whole', async () => {
    const lines = findings(await readRows([row({ inss: EMPLOYER, employer_number: ANNA })])).map((finding) => csvLine(reportRow(finding)))
    expect(lines).not.toEqual([])
    expect(lines.join('')).not.toContain(ANNA)
  })
})

describe('a cell that begins like a formula', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['+32', "'+32"],
    ['-5', "'-5"],
    ['@SUM', "'@SUM"],
    ['\tx', "'\tx"],
    ['\rx', `"'\rx"`],
    ['=HYPERLINK("x";"y")', `"'=HYPERLINK(""x"";""y"")"`],
    ['1=1', '1=1'],
    ['a-b', 'a-b'],
    ["'x", "'x"],
    ['', ''],
    ['\u2212', '\u2212'],
  ])('%j is written as %j', (text, expected) => {
    expect(cell('value', text)).toBe(expected)
    expect(cell('employer_number', text)).toBe(expected)
  })

  it('every column but the amount is protected', () => {
    for (const column of REPORT_COLUMNS) expect(cell(column, '-5.00')).toBe(column === 'amount_effect' ? '-5.00' : "'-5.00")
  })

  it('a negative amount stays a number', () => {
    expect(csvLine(shown({ amountEffect: euroText(cents(-123456n)) }))).toMatch(/;-1234\.56\r\n$/)
  })

  it('with a decimal comma: only the amount, unquoted; what a sender wrote stays as it is, and protected', () => {
    const shownRow = { ...shown({ amountEffect: euroText(cents(-123456n)) }), value: '-5.00', message_en: '2.00 euros' }
    const [withPoint, withComma] = [csvLine(shownRow), csvLine(shownRow, ',')]
    expect(withPoint).toContain(";'-5.00;")
    expect(withComma).toBe(withPoint.replace(/-1234\.56\r\n$/, '-1234,56\r\n'))
    expect(withComma).toMatch(/;-1234,56\r\n$/)
    expect(csvCell('-1234.56', false, ',')).toBe("'-1234.56")
  })

  it('a value that a sender wrote as a formula', async () => {
    const [finding] = findings(await readRows([row({ gross_wage: '"=cmd|calc"' })]))
    expect(finding && csvLine(reportRow(finding))).toContain(";gross_wage;'=cmd|calc;")
  })
})

describe('quotes', () => {
  it.each([
    ['a;b', '"a;b"'],
    ['say "yes"', '"say ""yes"""'],
    ['two\nlines', '"two\nlines"'],
    ['two\r\nlines', '"two\r\nlines"'],
    ['a,b', 'a,b'],
    ['plain', 'plain'],
  ])('%j is written as %j', (text, expected) => {
    expect(cell('message_nl', text)).toBe(expected)
  })

  it('any text comes back from a CSV reader as it was, formulas with their apostrophe', () => {
    const text = fc.string({ unit: fc.constantFrom('a', ';', '"', '\n', '\r', '=', '-', '\t', ' ', "'", '€'), maxLength: 8 })
    fc.assert(
      fc.property(fc.array(text, { minLength: REPORT_COLUMNS.length - 1, maxLength: REPORT_COLUMNS.length - 1 }), (texts) => {
        const written = Object.fromEntries(REPORT_COLUMNS.map((column, index) => [column, texts[index] ?? '-1.00'])) as ReportRow
        const [header, read] = parse(csvHeader() + csvLine(written), { delimiter: ';', bom: true, record_delimiter: '\r\n' })
        expect(header).toEqual([...REPORT_COLUMNS])
        expect(read).toEqual([...texts.map((each) => (/^[=+\-@\t\r]/.test(each) ? `'${each}` : each)), '-1.00'])
      }),
      { seed: 8, numRuns: 300 },
    )
  })
})

describe('long values', () => {
  it('200 characters are shown, more are shortened with an ellipsis', () => {
    expect(shown({ value: 'x'.repeat(200) }).value).toBe('x'.repeat(200))
    expect(shown({ value: 'x'.repeat(201) }).value).toBe(`${'x'.repeat(200)}…`)
  })

  it('in the texts too', () => {
    const { message_nl, message_en } = shown({ value: 'x'.repeat(60_000) })
    expect(message_nl).toContain(`«${'x'.repeat(200)}…»`)
    expect(message_nl.length + message_en.length).toBeLessThan(1000)
  })

  it('a long INSS is masked and short', () => {
    const { value } = shown({ field: 'inss', value: '9'.repeat(60_000) })
    expect(value).toMatch(/^•+9{5}$/)
    expect(value.length).toBeLessThanOrEqual(201)
  })

  it.each([
    ['a wage', { gross_wage: 'x'.repeat(60_000) }],
    ['an employer number', { employer_number: 'x'.repeat(60_000) }],
    ['a quarter', { quarter: 'x'.repeat(60_000) }],
  ])('a cell of 60,000 characters does not make the report line long: %s', async (_, changed) => {
    const [finding] = findings(await readRows([row(changed)]))
    expect(finding && csvLine(reportRow(finding)).length).toBeLessThan(3000)
  })
})
