// Understands that exceptions.html tells each finding letter by letter as the other reports do, while it keeps the sentences of a code once.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { BusinessException } from '../../../../shared/exceptions/business-exception.ts'
import { CODES, entryOf, type ExceptionCode } from '../../../../shared/exceptions/catalogue.ts'
import { reportRow } from '../../../../shared/exceptions/report.ts'
import { MessageForms } from '../../../../shared/pipeline/reports/exceptions-page/message-forms.ts'
import { filled, valuesOf, type Row } from '../../../../shared/pipeline/reports/exceptions-page/page-data.ts'

/** Every finding that the catalogue can tell: each code without a detail, and with each of them. */
const CASES = CODES.flatMap((code) =>
  [[], ...Object.keys(entryOf(code).details ?? {}).map((detail) => [detail])].map((details) => [code, details] as const),
)

/** Values for every placeholder of a code, each another one; what a row has in a column stands in the exception itself. */
function findingOf(
  code: ExceptionCode,
  details: readonly string[],
  value = '12,5',
  other: Partial<BusinessException> = {},
): BusinessException {
  const { message, remedy, details: sentences = {}, remedies = {} } = entryOf(code)
  const texts = [message, remedy, ...Object.values(sentences), ...Object.values(remedies)].map(({ nl }) => nl).join(' ')
  const columns = ['line', 'employer', 'worker', 'quarter', 'measure', 'field', 'value']
  const names = [...texts.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!).filter((name) => !columns.includes(name))
  return {
    code,
    details,
    parameters: Object.fromEntries(names.map((name) => [name, `${name} 7`])),
    line: 12,
    employerNumber: '0110100146',
    inss: '90631510134',
    quarter: '2025Q2',
    measure: 'IMW',
    field: 'gross_wage',
    value,
    ...other,
  }
}

/** What the page shows of a finding, and how many forms it keeps after it. */
function shown(exception: BusinessException, forms = new MessageForms()): Record<string, unknown> {
  const row = reportRow(exception)
  const { form, more } = forms.tell(exception, row)
  const kept: Row = [0, form, row.line, row.employer_number, row.worker, row.quarter, row.field, row.value, row.amount_effect, more]
  const { nl, en } = forms.forms[form]!
  const text = (pieces: readonly string[]): string => filled(pieces, valuesOf(kept))
  return { message_nl: text(nl.message), message_en: text(en.message), remedy_nl: text(nl.remedy), remedy_en: text(en.remedy) }
}
const reported = (exception: BusinessException): Record<string, unknown> => {
  const { message_nl, message_en, remedy_nl, remedy_en } = reportRow(exception)
  return { message_nl, message_en, remedy_nl, remedy_en }
}

describe('every code and detail', () => {
  test.each(CASES)('%s %j', (code, details) => {
    const forms = new MessageForms()
    for (const other of [{}, { value: '13', line: 99 }, { value: 'x y' }]) {
      const finding = findingOf(code, details, '12,5', other)
      expect(shown(finding, forms)).toEqual(reported(finding))
    }
    expect(forms.forms).toHaveLength(1)
  })
})

test('findings of an XML file have their column and anomaly in the same form', () => {
  const forms = new MessageForms()
  for (const column of [3, 44]) {
    const finding = findingOf('WRK-003', ['number'], 'veel', { column, anomaly: `0009${column}-003` })
    expect(shown(finding, forms)).toEqual(reported(finding))
  }
  expect(forms.forms).toHaveLength(1)
})

test('amounts and days, which each language writes in its own way, keep one form', () => {
  const forms = new MessageForms()
  for (const amount of ['1000.00', '-2345.67']) {
    const finding = { ...findingOf('CAL-001', []), parameters: { referenceWage: amount } }
    expect(shown(finding, forms)).toEqual(reported(finding))
  }
  for (const received of ['2025-03-01', '2025-03-02']) {
    const finding = { ...findingOf('DCL-002', []), parameters: { received, lastDay: '2025-03-31' } }
    expect(shown(finding, forms)).toEqual(reported(finding))
  }
  expect(forms.forms).toHaveLength(2)
})

test('a value with a name in braces is no gap', () => {
  const finding = findingOf('WRK-003', ['number'], '{line}» in het veld {field} {value}')
  expect(shown(finding)).toEqual(reported(finding))
})

test('whatever a sender wrote, the texts are those of the other reports', () => {
  const word = fc.oneof(fc.string({ unit: 'binary', maxLength: 20 }), fc.constantFrom(...['»', '{line}', '…', 'veld', '. ', '']))
  const value = fc.array(word, { maxLength: 6 }).map((words) => words.join(''))
  fc.assert(
    fc.property(
      fc.constantFrom(...CASES),
      value,
      fc.dictionary(fc.constantFrom('line', 'value', 'reason', 'stated'), value),
      ([code, details], text, odd) => {
        const plain = findingOf(code, details, text)
        const finding = { ...plain, parameters: { ...plain.parameters, ...odd } }
        expect(shown(finding)).toEqual(reported(finding))
      },
    ),
    { numRuns: 100 },
  )
})
