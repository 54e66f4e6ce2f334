// Understands how much exceptions.html carries: up to 50,000 findings, the first 1,000 without JavaScript, and no more than a browser takes in at once.
import { describe, expect, test } from 'vitest'
import type { BusinessException } from '../../../../shared/exceptions/business-exception.ts'
import { reportRow } from '../../../../shared/exceptions/report.ts'
import { FINDINGS_CHARACTERS_MAX, FINDINGS_SHOWN_MAX, FINDINGS_WITHOUT_SCRIPT_MAX } from '../../../../shared/kernel/limits.ts'
import { exceptionsPage } from '../../../../shared/pipeline/reports/exceptions-page/document.ts'
import { KeptFindings } from '../../../../shared/pipeline/reports/exceptions-page/kept-findings.ts'
import { FACTS, invented, pageOf, several } from '../../../browser/pages.ts'

const keptOf = (count: number, finding: (n: number) => BusinessException): KeptFindings => {
  const kept = new KeptFindings()
  for (let n = 0; n < count; n++) {
    const exception = finding(n)
    kept.add(exception, reportRow(exception))
  }
  return kept
}

describe('the findings shown', () => {
  test('50,000 are all there, in less than 10 MB; of one more the page says what it leaves out, and where it is', () => {
    const kept = keptOf(FINDINGS_SHOWN_MAX, invented)
    const html = [...exceptionsPage(FACTS, kept, '')].join('')
    expect(kept.shown).toBe(50_000)
    expect(Buffer.byteLength(html)).toBeLessThan(10_000_000)
    expect(html.includes('Deze pagina toont')).toBe(false)
    const more = invented(0)
    kept.add(more, reportRow(more))
    expect([kept.shown, kept.total]).toEqual([50_000, 50_001])
    const [head = ''] = exceptionsPage(FACTS, kept, '')
    expect(head.includes('Deze pagina toont de eerste 50.000 van 50.001 meldingen.')).toBe(true)
    expect(head.includes('href="exceptions.csv"')).toBe(true)
    expect(kept.counts().find(({ code }) => code === 'WRK-003')?.count).toBe(10_001)
  })

  test('fewer, when senders wrote as much as they could: no more than a browser takes in at once', () => {
    const kept = new KeptFindings()
    const row = reportRow({ code: 'WRK-003', details: ['number'], parameters: {}, line: 2, field: 'gross_wage' })
    const size = FINDINGS_CHARACTERS_MAX / 20
    for (let n = 0; n < 30; n++) kept.add({ code: 'WRK-003', details: ['number'], parameters: {} }, { ...row, value: 'x'.repeat(size) })
    expect([kept.shown, kept.total]).toEqual([20, 30])
  })

  test.each([
    [FINDINGS_WITHOUT_SCRIPT_MAX, false],
    [FINDINGS_WITHOUT_SCRIPT_MAX + 1, true],
  ])('of %i the first 1,000 stand there without JavaScript; that there are more is told: %s', (count, isTold) => {
    const html = pageOf(several(count))
    expect(html.match(/<tr id="m\d+">/g)).toHaveLength(1_000)
    expect(html.includes('Zonder JavaScript toont deze pagina de eerste 1.000 meldingen')).toBe(isTold)
  })
})
