// Understands how the page's script selects, sorts and saves findings; without a browser, for it touches no page.
import { describe, expect, test } from 'vitest'
import type { BusinessException } from '../../../../shared/exceptions/business-exception.ts'
import { csvHeader, csvLine, reportRow, type DecimalSign } from '../../../../shared/exceptions/report.ts'
import { cents, euroText, type EuroText } from '../../../../shared/kernel/money.ts'
import { csvOf } from '../../../../shared/pipeline/reports/exceptions-page/browser/csv-file.ts'
import { Findings, NO_WISH, type Wish } from '../../../../shared/pipeline/reports/exceptions-page/browser/selection.ts'
import { KeptFindings } from '../../../../shared/pipeline/reports/exceptions-page/kept-findings.ts'
import type { PageData } from '../../../../shared/pipeline/reports/exceptions-page/page-data.ts'

const amount = (value: bigint): EuroText => euroText(cents(value))
const FINDINGS: readonly BusinessException[] = [
  { code: 'PAY-001', parameters: {}, employerNumber: '0110100146', amountEffect: amount(-900n) },
  {
    code: 'WRK-003',
    details: ['number'],
    parameters: {},
    line: 10,
    employerNumber: '0110200215',
    inss: '90631510134',
    field: 'gross_wage',
    value: 'Véél',
  },
  { code: 'WRK-003', details: ['number'], parameters: {}, line: 9, employerNumber: '0110100146', field: 'hours_paid', value: '=1+1' },
  { code: 'PAY-003', parameters: { reason: '' }, employerNumber: '0110200215', amountEffect: amount(10_000n) },
  {
    code: 'DCL-010',
    parameters: { sequence: '2' },
    line: 100,
    employerNumber: '0110200215',
    inss: '90631510134',
    amountEffect: amount(2_000n),
  },
]

function findingsOf(exceptions: readonly BusinessException[], mark = '', decimalSign?: DecimalSign): Findings {
  const kept = new KeptFindings(decimalSign)
  for (const exception of exceptions) kept.add(exception, reportRow(exception))
  return new Findings(JSON.parse([...kept.json(mark)].join('')) as PageData, ['DCL-010', 'WRK-003', 'PAY-001', 'PAY-003'])
}

/** Numbers of the findings, as a reader sees them. */
const found = (wish: Partial<Wish>, language: 'nl' | 'en' = 'nl'): number[] =>
  findingsOf(FINDINGS)
    .matching({ ...NO_WISH, ...wish }, language)
    .map((place) => place + 1)

describe('a reader finds', () => {
  test.each<[string, Partial<Wish>, number[]]>([
    ['all, by code, causes first', {}, [5, 2, 3, 1, 4]],
    ['those of a code', { code: 'WRK-003' }, [2, 3]],
    ['those of a severity', { severity: 'info' }, [5]],
    ['those of an employer, by part of the number, with points', { employer: '0110.200' }, [5, 2, 4]],
    ['a word of the sender, whatever its capitals', { text: ' véÉL' }, [2]],
    ['a word of the message', { text: 'niet gelezen worden' }, [2, 3]],
    ['what fits all filters', { text: 'regel', employer: '0110100146', severity: 'error' }, [3]],
    ['nothing', { text: 'zzz' }, []],
  ])('%s', (_, wish, numbers) => {
    expect(found(wish)).toEqual(numbers)
  })

  test('the words of the language that is shown', () => {
    expect(found({ text: 'cannot be read' }, 'en')).toEqual([2, 3])
    expect(found({ text: 'cannot be read' }, 'nl')).toEqual([])
  })
})

describe('a reader sorts', () => {
  test.each<[string, Partial<Wish>, number[]]>([
    ['in the order of the file', { sort: 'number' }, [1, 2, 3, 4, 5]],
    ['the other way', { sort: 'number', isDescending: true }, [5, 4, 3, 2, 1]],
    ['lines as numbers, none last', { sort: 'line' }, [3, 2, 5, 1, 4]],
    ['lines the other way, none last', { sort: 'line', isDescending: true }, [5, 2, 3, 1, 4]],
    ['amounts by their cents', { sort: 'amount' }, [1, 5, 4, 2, 3]],
    ['employers, equal ones in the order of the file', { sort: 'employer' }, [1, 3, 2, 4, 5]],
    ['fields', { sort: 'field', isDescending: true }, [3, 2, 1, 4, 5]],
  ])('%s', (_, wish, numbers) => {
    expect(found(wish)).toEqual(numbers)
  })
})

test('a saved selection has the bytes of exceptions.csv', () => {
  const findings = findingsOf(FINDINGS)
  const lines = FINDINGS.map((exception) => csvLine(reportRow(exception)))
  expect(csvOf(findings, [0, 1, 2, 3, 4])).toBe(csvHeader() + lines.join(''))
  expect(csvOf(findings, [2])).toBe(csvHeader() + lines[2]!)
  expect(csvOf(findings, [2])).toContain(";'=1+1;")
  expect(csvOf(findings, [])).toBe(csvHeader())
})

test('where exceptions.csv has a decimal comma, so has a saved selection', () => {
  const saved = csvOf(findingsOf(FINDINGS, '', ','), [0, 1, 2, 3, 4])
  expect(saved).toBe(csvHeader() + FINDINGS.map((exception) => csvLine(reportRow(exception), ',')).join(''))
  expect(saved).toMatch(/;100,00\r\n/)
})

test('one of a dry run says so in each message', () => {
  expect(csvOf(findingsOf(FINDINGS, '[DRY RUN] '), [2])).toContain(';[DRY RUN] Op regel 9 ')
})
