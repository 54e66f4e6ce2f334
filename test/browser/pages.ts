// Understands pages of findings for the tests: invented findings, and the page that a run would write of them.
import type { BusinessException } from '../../shared/exceptions/business-exception.ts'
import { reportRow } from '../../shared/exceptions/report.ts'
import { euroText, cents } from '../../shared/kernel/money.ts'
import { exceptionsPage } from '../../shared/pipeline/reports/exceptions-page/document.ts'
import type { Facts } from '../../shared/pipeline/reports/exceptions-page/facts.ts'
import { KeptFindings } from '../../shared/pipeline/reports/exceptions-page/kept-findings.ts'

export const FACTS: Facts = {
  runId: 'run-0123456789abcdef01234567',
  state: 'settled',
  file: 'juli.csv',
  receivedAt: '2025-08-01T09:00:00.000Z',
  employers: 12,
  counts: { workers: 1_204, withoutGrant: 5, paid: 1_190, held: 3, refused: 6, overtaken: 0, withdrawn: 0 },
  payments: { sum: '3481250.75' },
  claims: { sum: '-1210.00' },
  held: { sum: '8640.00' },
}

const EMPLOYERS = ['0110100146', '0110200215', '0110300381']

/** Finding `n` of an invented run: faulty lines, absent workers, missing grants and held payments in turn. */
export function invented(n: number): BusinessException {
  const employerNumber = EMPLOYERS[n % EMPLOYERS.length]!
  const about = { employerNumber, quarter: '2025Q2', inss: `906315${String(n % 100_000).padStart(5, '0')}` }
  const line = n + 2
  switch (n % 5) {
    case 0:
      return { code: 'WRK-003', details: ['number'], parameters: {}, ...about, line, field: 'gross_wage', value: `12,${n}` }
    case 1:
      return { code: 'ENT-009', parameters: { amount: '100.00' }, ...about, amountEffect: euroText(cents(BigInt(-1_000 - n))) }
    case 2:
      return { code: 'WRK-002', parameters: {}, ...about, line, field: 'hours_paid', value: '' }
    case 3:
      return { code: 'ENT-001', parameters: {}, ...about, line }
    default:
      return { code: 'PAY-001', parameters: {}, employerNumber, amountEffect: euroText(cents(BigInt(288_000 + n))) }
  }
}

/** The page of these findings. */
export function pageOf(findings: Iterable<BusinessException>, facts: Facts = FACTS, mark = ''): string {
  const kept = new KeptFindings()
  for (const finding of findings) kept.add(finding, reportRow(finding))
  return [...exceptionsPage(facts, kept, mark)].join('')
}

export const several = (count: number): BusinessException[] => Array.from({ length: count }, (_, n) => invented(n))
