// Checks the page about one worker: what it opens with, that it needs nothing from outside and shows no whole number, and its tables.
import { describe, expect, it } from 'vitest'
import { quarter } from '../../../../shared/kernel/calendar.ts'
import { centsOf } from '../../../../shared/kernel/money.ts'
import type { AccountLine } from '../../../../shared/ledger/account.ts'
import { answers } from '../../../../shared/pipeline/reports/explain-page/answer-section.ts'
import { explainHtml } from '../../../../shared/pipeline/reports/explain-page/document.ts'
import type { ExplainedQuarter } from '../../../../shared/pipeline/reports/explain-page/explained-quarter.ts'
import type { ExplainedWorkerPage } from '../../../../shared/pipeline/reports/explain-page/page-input.ts'
import { EMPLOYER, imw, imwAt, occupation, vop, WORKER } from '../../../support/law-builders.ts'
import { assessedQuarter } from './quarters.ts'

const GRANT = imw({ entitlementId: `IMW <${WORKER}>`, guidanceLevel: 'HIGH' })
const LINE: AccountLine = {
  inss: WORKER,
  entitlementId: GRANT.entitlementId,
  measure: 'IMW',
  component: 'WAGE_PREMIUM',
  premium: centsOf('2700.00'),
  instructed: centsOf('2600.00'),
  held: centsOf('100.00'),
  holdCode: 'PAY-001',
  paidBy: [1],
}
const BEFORE = assessedQuarter({ quarter: '2024Q3', grants: [GRANT] })
const NOW = {
  ...assessedQuarter({ quarter: '2024Q4', grants: [GRANT], occupations: [occupation({ region: 'UNKNOWN' })] }),
  causes: [{ kind: 'payee-changed', parameters: {} } as const],
  standing: [LINE],
}
const PAGE: ExplainedWorkerPage = {
  inss: WORKER,
  employerNumber: EMPLOYER,
  employerName: 'Bakker & <Zonen>',
  now: NOW,
  before: BEFORE,
  codes: ['  Aangegeven per RSZ-code:', '    loon 1: 9000.00 euro, telt mee'],
}
const HTML = explainHtml([PAGE], 'nl')

describe('the answer', () => {
  const assessed = (text: string, percentage: number, grossWage = '9000.00') =>
    assessedQuarter({ quarter: text, grants: [imwAt(percentage)], occupations: [occupation({ grossWage })] })

  it.each<[string, ExplainedWorkerPage['before'], ExplainedQuarter, string, string]>([
    [
      'one reason',
      assessed('2024Q3', 40),
      assessed('2024Q4', 40, '8000.00'),
      'De premie IMW is 400,00 euro lager dan in het 3e kwartaal van 2024 (3.200,00 in plaats van 3.600,00): het referteloon is lager (8.000,00, toen 9.000,00).',
      'The premium IMW is 400.00 euros lower than in the 3rd quarter of 2024 (3,200.00 instead of 3,600.00): the reference wage is lower (8,000.00, then 9,000.00).',
    ],
    [
      'what worked against it comes last',
      assessed('2024Q3', 40),
      assessed('2024Q4', 30, '10000.00'),
      'De premie IMW is 600,00 euro lager dan in het 3e kwartaal van 2024 (3.000,00 in plaats van 3.600,00): het percentage daalde van 40\u00a0% naar 30\u00a0%, want dit is het 6e kwartaal van de toekenning (toen het 5e) (−900,00); daartegenover: het referteloon is hoger (10.000,00, toen 9.000,00) (+300,00).',
      'The premium IMW is 600.00 euros lower than in the 3rd quarter of 2024 (3,000.00 instead of 3,600.00): the percentage fell from 40% to 30%, because this is the 6th quarter of the grant (then the 5th) (−900.00); against that: the reference wage is higher (10,000.00, then 9,000.00) (+300.00).',
    ],
    [
      'the same',
      assessed('2024Q3', 40),
      assessed('2024Q4', 40),
      'De premie IMW is even hoog als in het 3e kwartaal van 2024: 3.600,00 euro.',
      'The premium IMW is the same as in the 3rd quarter of 2024: 3,600.00 euros.',
    ],
    [
      'differences that cancel out',
      assessed('2024Q3', 40),
      assessed('2024Q4', 30, '12000.00'),
      'De premie IMW is even hoog als in het 3e kwartaal van 2024 (3.600,00 euro), want de verschillen heffen elkaar op: het percentage daalde van 40\u00a0% naar 30\u00a0%, want dit is het 6e kwartaal van de toekenning (toen het 5e) (−900,00); het referteloon is hoger (12.000,00, toen 9.000,00) (+900,00).',
      'The premium IMW is the same as in the 3rd quarter of 2024 (3,600.00 euros), because the differences cancel out: the percentage fell from 40% to 30%, because this is the 6th quarter of the grant (then the 5th) (−900.00); the reference wage is higher (12,000.00, then 9,000.00) (+900.00).',
    ],
    [
      'no quarter before',
      undefined,
      assessed('2024Q4', 40),
      'De premie IMW is 3.600,00 euro. Voor deze werknemer is bij deze werkgever geen eerder kwartaal berekend om mee te vergelijken.',
      'The premium IMW is 3,600.00 euros. No earlier quarter was computed for this worker at this employer to compare it with.',
    ],
    [
      'no quarter before, and no premium',
      undefined,
      assessedQuarter({ quarter: '2024Q4', grants: [imw({ suspendedQuarters: ['2024Q4'] })] }),
      'Er is geen premie IMW: toekenning geschorst (ENT-003).',
      'There is no premium IMW: grant suspended (ENT-003).',
    ],
    [
      'no grant in either quarter',
      assessedQuarter({ quarter: '2023Q3', grants: [imw({ startQuarter: '2024Q1' })] }),
      assessedQuarter({ quarter: '2023Q4', grants: [imw({ startQuarter: '2024Q1' })] }),
      'Er is geen premie: geen toekenning voor dit kwartaal (ENT-002).',
      'There is no premium: no grant covers the quarter (ENT-002).',
    ],
    [
      'left out of the declaration',
      assessed('2024Q3', 40),
      { kind: 'absent', quarter: quarter('2024Q4'), standing: [] },
      'De premie IMW is 3.600,00 euro lager dan in het 3e kwartaal van 2024 (0,00 in plaats van 3.600,00): er is geen premie meer: de werknemer staat niet in de aangifte.',
      'The premium IMW is 3,600.00 euros lower than in the 3rd quarter of 2024 (0.00 instead of 3,600.00): there is no premium any more: the worker is not in the declaration.',
    ],
  ])('%s', (_, before, now, nl, en) => {
    expect(answers({ before, now }, 'nl')).toEqual([nl])
    expect(answers({ before, now }, 'en')).toEqual([en])
  })

  it('is one sentence per measure, VOP first', () => {
    const before = assessedQuarter({ quarter: '2024Q2', grants: [vop()] })
    const now = assessedQuarter({ quarter: '2024Q3', grants: [vop(), imwAt(40, { startQuarter: '2024Q3' })] })
    expect(answers({ before, now }, 'en').map((sentence) => sentence.slice(0, 50))).toEqual([
      'The premium VOP is 1,800.00 euros lower than in th',
      'The premium IMW is 3,600.00 euros higher than in t',
    ])
  })

  it('names at most two causes and the largest against them; the table names all', () => {
    const grant = imw({ guidanceLevel: 'HIGH' })
    const before = assessedQuarter({ quarter: '2024Q3', grants: [grant], occupations: [occupation({ grossWage: '8000.00' })] })
    const less = occupation({ grossWage: '10000.00', weeklyHours: '19.00', hoursPaid: '247.00' })
    const now = assessedQuarter({ quarter: '2024Q4', grants: [grant], occupations: [less] })
    const [sentence = ''] = answers({ before, now }, 'en')
    expect(sentence.match(/\([−+][\d,.]+\)/g)).toEqual(['(−1,136.57)', '(−800.00)', '(+600.00)'])
    expect(sentence).toMatch(/; and 2 more \(see below\)\.$/)
    expect(explainHtml([{ ...PAGE, before, now }], 'en').match(/<td class="n[^"]*">[−+][\d,.]+<\/td>/g)).toHaveLength(5)
  })
})

describe('the page', () => {
  it('opens with the answer', () => {
    expect(/<h1>(.*?)<\/h1>\s*<\/header>\s*<main>\s*<article>\s*<p class="answer">(.*?) /s.exec(HTML)?.slice(1)).toEqual([
      'Berekening voor werknemer ••••••03328',
      'De',
    ])
  })

  it('needs nothing from outside and runs nothing', () => {
    expect(HTML).toContain(
      `content="default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;; base-uri &#39;none&#39;; form-action &#39;none&#39;"`,
    )
    expect(HTML).not.toMatch(/<script|<link|<img|<form|https?:|url\(|@import| on\w+=|javascript:/i)
  })

  it('shows no whole number of the worker, also where a registry has it in the name of a grant', () => {
    expect(HTML).not.toContain(WORKER)
    expect(HTML).toContain('••••••03328')
  })

  it('escapes what comes from outside', () => {
    expect(HTML).toContain('Bakker &amp; &lt;Zonen&gt;')
    expect(HTML).toContain('IMW &lt;••••••03328&gt;')
    expect(HTML).not.toMatch(/<Zonen|IMW </)
  })

  it('has real tables: a caption first, and a scope on every heading', () => {
    const tables = HTML.match(/<table[\s\S]*?<\/table>/g) ?? []
    expect(tables.map((text) => /<table class="(.*?)">/.exec(text)?.[1])).toEqual(['bridge', 'steps', 'declared', 'account'])
    for (const text of tables) expect(text).toMatch(/^<table class="\w+">\s*<caption>[^<]+<\/caption>/)
    expect((HTML.match(/<th[ >][^>]*/g) ?? []).filter((heading) => !heading.includes('scope="'))).toEqual([])
  })

  it('leads from one premium to the other', () => {
    const bridge = /<table class="bridge">[\s\S]*?<\/table>/.exec(HTML)?.[0] ?? ''
    expect([...bridge.matchAll(/<td class="n[^"]*">(.*?)<\/td>/g)].map(([, amount]) => amount)).toEqual([
      '6.080,00',
      '−900,00',
      '−600,00',
      '4.580,00',
    ])
  })

  it('tells every step of both quarters, marked where the result differs, with source and date', () => {
    const rows = HTML.match(/<tr[^>]*><th scope="row">(?:Percentage|Loonplafond|Breuk)[\s\S]*?<\/tr>/g) ?? []
    expect(rows).toEqual([
      '<tr class="changed"><th scope="row">Percentage<small class="mark">gewijzigd</small></th>'
        + '<td><span class="result">40\u00a0%</span><small>Pakket IMW_5Y_STANDARD geeft in kwartaal 5 een percentage van 40\u00a0%.</small></td>'
        + '<td><span class="result">30\u00a0%</span><small>Pakket IMW_5Y_STANDARD geeft in kwartaal 6 een percentage van 30\u00a0%.</small></td>'
        + '<td>VL<small>geldt vanaf 1\u00a0juli\u00a02023</small></td></tr>',
      expect.stringContaining('<span class="result">1,0000</span><small>Tewerkstellingsbreuk: 1 = 1, ten hoogste 1, dus 1.</small>'),
      expect.stringContaining('<small>Loonplafond: 2 x GGMMI 2.070,48 x 3 maanden x 1 = 12.422,88 euro.</small>'),
    ])
    expect(HTML).toContain(
      'VDAB; NAR; keuze van de dienst: GGMMI op de eerste dag van het kwartaal<small>geldt vanaf 1\u00a0mei\u00a02024</small>',
    )
  })

  it('marks the condition that decided, and the steps that were not reached', () => {
    const suspended = assessedQuarter({ quarter: '2024Q4', grants: [imw({ suspendedQuarters: ['2024Q4'] })] })
    const page = explainHtml([{ ...PAGE, now: suspended }], 'en')
    expect(page).toContain('<tr class="changed"><th scope="row">Suspension<small class="mark">decides</small></th>')
    expect(page.match(/<td class="none">not reached<\/td>/g)).toHaveLength(11)
    expect(page).toMatch(
      /<th scope="row">Premium together<\/th><td><span class="result">6,080\.00<\/span><\/td><td><span class="result">0\.00</,
    )
  })

  it('tells what is held, what was remarked, and why it was computed again', () => {
    expect(HTML).toContain('<td class="n">2.700,00</td><td class="n">2.600,00</td><td class="n">100,00 (PAY-001)</td>')
    expect(HTML).toContain('<li>4e\u00a0kwartaal\u00a02024, <span class="code">CAL-003</span>: ')
    expect(HTML).toContain(
      'De bankgegevens van de werkgever, of de blokkering van betalingen, zijn gewijzigd. (vroegere bankgegevens → huidige bankgegevens)',
    )
    expect(HTML).toContain('<h3>Aangegeven per RSZ-code:</h3><ul><li>loon 1: 9.000,00 euro, telt mee</li></ul>')
  })

  it('looks right on dark screens and prints light on A4', () => {
    expect(HTML).toContain('@media screen and (prefers-color-scheme: dark)')
    expect(HTML).toContain('@page { size: A4;')
  })

  it('without a quarter before has one column of results and no difference', () => {
    const alone = explainHtml([{ ...PAGE, before: undefined }], 'en')
    expect(alone).toContain('<table class="steps alone">')
    expect(alone).not.toContain('What makes the difference')
    expect(alone).toContain('<dd>no quarter computed before</dd>')
  })

  it('is the same bytes for the same input, with a part for each employer', () => {
    expect(explainHtml([PAGE], 'nl')).toBe(HTML)
    expect(explainHtml([PAGE, { ...PAGE, employerName: null }], 'nl').match(/<article>/g)).toHaveLength(2)
  })
})
