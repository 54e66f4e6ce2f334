// Understands what the overview says before any script runs: what waits first, quarters compared, every run; that its sums are right, and that nothing in it is run or fetched.
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { plusQuarters, quarter } from '../../../shared/kernel/calendar.ts'
import type { EuroText } from '../../../shared/kernel/money.ts'
import type { Overview, OverviewQuarter, Waiting } from '../../../shared/pipeline/overview/overview.ts'
import type { Step } from '../../../shared/pipeline/overview/place.ts'
import { changeWords } from '../../../shared/pipeline/reports/overview-page/change.ts'
import { together } from '../../../shared/pipeline/reports/overview-page/quarters.ts'
import { sharedSteps } from '../../../shared/pipeline/reports/overview-page/steps.ts'
import { escaped } from '../../../shared/pipeline/reports/page/markup.ts'
import { senderText } from '../../../shared/pipeline/reports/page/sender-text.ts'
import { euro, heldAt, invented, OVERVIEW, overviewHtml, PLACE } from '../../browser/overviews.ts'
import { scriptFile, scriptModule } from '../../browser/page-script.ts'

const NOTHING_WAITS: Waiting = { heldRuns: [], holds: [], standingStill: [], deadLetters: [], pauses: {}, unknownRegions: [] }
const EMPTY: Overview = { ...OVERVIEW, runs: [], runsNotListed: 0, quarters: [], claims: [], waiting: NOTHING_WAITS }
const withWaiting = (waiting: Partial<Waiting>): Overview => ({ ...EMPTY, waiting: { ...NOTHING_WAITS, ...waiting } })

/** What a reader of one language sees, with one space between words. */
function seen(html: string, language: 'nl' | 'en' = 'nl'): string {
  const other = language === 'nl' ? 'en' : 'nl'
  return html
    .replace(/<head>[\s\S]*?<\/head>/, '')
    .replaceAll(new RegExp(`<(span|tspan) class="${other}"[^>]*>[^<]*</\\1>`, 'g'), '')
    .replaceAll(/<script>[\s\S]*?<\/script>|<svg[\s\S]*?<\/svg>|<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
}
const page = overviewHtml()
const rowsOf = (html: string, table: string): string[] =>
  [...new RegExp(`<table class="${table}"[\\s\\S]*?</table>`).exec(html)![0].matchAll(/<tr[\s\S]*?<\/tr>/g)].map(([row]) =>
    seen(row).trim(),
  )

describe('what waits comes first', () => {
  test('the headline counts it, and says when that was seen', () => {
    expect(seen(page)).toContain('32 zaken wachten op iemand Bijgewerkt op 1 augustus 2025 om 11.00 uur')
    expect(seen(page, 'en')).toContain('32 matters wait for somebody Updated on 1 August 2025 at 11:00')
    expect(seen(overviewHtml(withWaiting({ pauses: { VOP: { reason: 'feest' } } })))).toContain('1 zaak wacht op iemand')
  })

  test('stopped payments, runs, what stands still, dead letters, holds, unknown regions, claims; then quarters, the picture, runs', () => {
    const order = ['pauses', 'heldRuns', 'standingStill', 'deadLetters', 'holds', 'unknownRegions', 'claims', 'quarters', 'all-runs']
    expect([...page.matchAll(/<section id="([\w-]+)"/g)].map(([, id]) => id)).toEqual(['waiting', ...order])
    expect(page.indexOf('<svg')).toBeGreaterThan(page.indexOf('<table class="quarters"'))
  })

  test('where nothing waits stands one calm line, and no figures', () => {
    const html = overviewHtml(EMPTY)
    expect(seen(html)).toContain('Niets wacht op iemand Bijgewerkt')
    expect(seen(html)).toContain('Wat wacht Er is niets dat iemand nu moet doen. Per kwartaal Er zijn nog geen cijfers.')
    expect(html).not.toMatch(/<dl|<table|<form|<code/)
  })

  test('a stage without dead letters does not wait', () => {
    expect(seen(overviewHtml(withWaiting({ deadLetters: [{ stage: 'settle', count: 0 }] })))).toContain('Niets wacht op iemand')
  })

  test('claims are told with their sum and where they are, and wait for nobody here', () => {
    const html = overviewHtml({ ...EMPTY, claims: OVERVIEW.claims })
    expect(seen(html)).toContain('Niets wacht op iemand')
    expect(seen(html)).toContain('4 vorderingen van samen 3.658,50 euro. Het innen gebeurt buiten dit systeem')
    expect(html.match(/href="reports\/[^"]*claims\.jsonl"/g)).toHaveLength(3)
  })

  test('without a way to the reports there is no link', () => {
    expect(overviewHtml(OVERVIEW, { ...PLACE, reportsOf: () => undefined })).not.toMatch(/href="[^#]/)
  })
})

describe('held payments', () => {
  test('stand by their reasons, each once, with the sum of each and of all', () => {
    const text = seen(page)
    expect(text).toContain('Aangehouden betalingen 26 26 kwartalen van werkgevers, samen 75.797,50 euro')
    expect(text).toContain('PAY-001 Geen bankgegevens 24 kwartalen van werkgevers, samen 72.917,40 euro')
    expect(text).toContain('CAL-003 Gewest van vestigingseenheid onbekend + PAY-008 Nieuw rekeningnummer wacht op bevestiging')
    expect(text).toContain('0110.200.215 1e kwartaal 2025 nog niet berekend')
  })

  test('20 are open, the largest first, 500 can be unfolded, and the rest is counted', () => {
    const holds = Array.from({ length: 1_503 }, (_, n) => heldAt(n, ['PAY-001']))
    const html = overviewHtml(withWaiting({ holds }))
    const [open = '', folded = ''] = html.split('<details>')
    expect([rowsOf(open, 'matters').length, rowsOf(folded, 'matters').length]).toEqual([1 + 20, 1 + 480])
    expect(rowsOf(open, 'matters')[1]).toBe('0110.401.502 2e kwartaal 2025 23.532,60')
    expect(seen(html)).toContain('Toon er nog 480')
    expect(seen(html)).toContain('En nog 1.003, die hier niet staan.')
  })

  test('one without a reason is not overlooked', () => {
    expect(seen(overviewHtml(withWaiting({ holds: [heldAt(0, [])] })))).toContain(
      'De reden is niet bekend 1 kwartaal van 1 werkgever, 2.880,10 euro',
    )
  })
})

describe('what matters share stands once', () => {
  const step = (text: string, command?: string): Step => ({ text: { nl: text, en: text }, ...(command === undefined ? {} : { command }) })
  test.each<[string, Step[][], ReturnType<typeof sharedSteps>]>([
    ['all of one', [[step('a', '1'), step('b')]], { ofAll: [step('a', '1'), step('b')], own: [[]], isToldAbove: false }],
    [
      'the words of one command each',
      [
        [step('a'), step('b', '1')],
        [step('a'), step('b', '2')],
      ],
      { ofAll: [step('a'), step('b')], own: [[step('b', '1')], [step('b', '2')]], isToldAbove: true },
    ],
    ['nothing', [[step('a', '1')], [step('b', '1')]], { ofAll: [], own: [[step('a', '1')], [step('b', '1')]], isToldAbove: false }],
    ['a step that two reasons need', [[step('a', '1'), step('a', '1')]], { ofAll: [step('a', '1')], own: [[]], isToldAbove: false }],
    ['nothing of one that has none', [[step('a', '1')], []], { ofAll: [], own: [[step('a', '1')], []], isToldAbove: false }],
  ])('%s', (_, given, expected) => {
    expect(sharedSteps(given)).toEqual(expected)
  })
})

describe('a change', () => {
  test.each<[string, string | undefined, string, string]>([
    ['112.30', '100.00', '+12,3\u00a0%', '+12.3%'],
    ['87.65', '100.00', '−12,4\u00a0%', '−12.4%'],
    ['100.00', '100.00', 'gelijk', 'same'],
    ['100.01', '100.00', '+0,0\u00a0%', '+0.0%'],
    ['0.00', '100.00', '−100,0\u00a0%', '−100.0%'],
    ['-50.00', '100.00', '−150,0\u00a0%', '−150.0%'],
    ['100000000.00', '0.01', '> +999,9\u00a0%', '> +999.9%'],
    ['100.00', '0.00', '–', '–'],
    ['0.00', '0.00', '–', '–'],
    ['100.00', '-50.00', '–', '–'],
    ['100.00', undefined, '–', '–'],
  ])('from %s, before %s: %s', (now, before, nl, en) => {
    expect(changeWords(now, before)).toEqual({ nl, en })
  })
})

describe('quarters', () => {
  test('newest first, at most eight, per measure and together, compared with the quarter before and a year before', () => {
    const rows = rowsOf(page, 'quarters').slice(2)
    expect(rows).toHaveLength(8 * 3)
    expect(rows[0]).toBe('2e kwartaal 2025 VOP 24.310 46.511.593,70 +1,6 % +6,8 % 44.153.523,70 −3,5 % +1,4 % 2.358.070,00 0,00')
    expect(rows[2]).toBe('Samen 30.320 62.384.785,00 +4,5 % +20,6 % 59.443.745,00 −0,4 % +15,0 % 2.941.040,00 0,00')
    expect(rows[22]).toBe('IMW 900 2.377.017,00 – – 2.377.017,00 – – 0,00 0,00')
  })

  test('a quarter that is not there is nothing to compare with, and an empty place in the picture', () => {
    const [first, , third] = OVERVIEW.quarters as [OverviewQuarter, OverviewQuarter, OverviewQuarter]
    const html = overviewHtml({ ...EMPTY, quarters: [first, third] })
    expect(rowsOf(html, 'quarters')[2]).toContain('46.511.593,70 – –')
    expect(html.match(/<g>/g)).toHaveLength(3)
  })

  test('measures add up', () => {
    const figures = (workers: number, paid: string): OverviewQuarter['measures']['VOP'] => ({
      workers,
      due: euro(1_000),
      paid: paid as EuroText,
      held: euro(5),
      claims: euro(7),
    })
    const sum = { workers: 5, due: '20.00', paid: '-0.01', held: '0.10', claims: '0.14' }
    expect(together({ VOP: figures(2, '-1.00'), IMW: figures(3, '0.99') })).toEqual(sum)
  })

  test('the picture is drawn also of nothing, and of amounts below zero', () => {
    const none = { workers: 0, due: euro(0), paid: euro(-1_000), held: euro(0), claims: euro(0) }
    const html = overviewHtml({
      ...EMPTY,
      quarters: [0, 1].map((n) => ({ quarter: plusQuarters(quarter('2025Q2'), -n), measures: { VOP: none, IMW: none } })),
    })
    expect(html).not.toMatch(/NaN|Infinity|height="-/)
  })
})

describe('runs', () => {
  test('newest first, with what became of them, and how many are not listed', () => {
    const rows = rowsOf(page, 'runs').slice(1)
    expect(rows).toHaveLength(25)
    expect(rows[0]).toMatch(/^01\/08\/2025 11:00 aangifte-2025Q2-0000\.csv run-\w{24} Aangifte Wordt berekend – – – – – –$/)
    expect(rows[3]).toMatch(/meldingen summary\.json Beslissing Geweigerd FIL-003 Formaat niet herkend – –/)
    expect(rows[4]).toMatch(/Antwoord van de bank Afgehandeld 133 0 teruggekomen 3\.456,00 0 1\.210,50 1 4$/)
    expect(seen(page)).toContain('1.204 oudere verwerkingen staan hier niet.')
  })

  test('an abandoned one tells no amounts: nothing of them is paid', () => {
    const html = overviewHtml({ ...OVERVIEW, runs: [{ ...invented(4), state: 'abandoned' }] })
    expect(rowsOf(html, 'runs')[1]).toMatch(/Stopgezet – – – – – –$/)
  })

  test('2,000 of them stay below 2 MB', () => {
    const html = overviewHtml({ ...OVERVIEW, runs: Array.from({ length: 2_000 }, (_, n) => invented(n)) })
    expect(Buffer.byteLength(html)).toBeLessThan(2_000_000)
  })
})

describe('the page', () => {
  test('carries the script that its modules make', async () => {
    expect(readFileSync(scriptFile('overview-page'), 'utf8'), 'npm run page-script').toBe(await scriptModule('overview-page'))
  })

  test('is the same for the same overview', () => {
    expect(overviewHtml()).toBe(page)
  })

  test('fetches nothing', () => {
    expect(page).not.toMatch(/https?:|src=|@import|url\((?!#)/)
    expect(page).not.toMatch(/\sstyle="|\son\w+="/)
  })

  test.each(["=cmd|' /C calc'!A0", '<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', 'x'.repeat(10_000)])(
    'what others wrote is text wherever it stands: %#',
    (text) => {
      const command: Step = { text: { nl: text, en: text }, command: text, href: text }
      const html = overviewHtml(
        {
          ...OVERVIEW,
          runs: OVERVIEW.runs.map((run) => ({ ...run, file: text })),
          claims: OVERVIEW.claims.map((each) => ({ ...each, file: text })),
          waiting: {
            ...OVERVIEW.waiting,
            heldRuns: OVERVIEW.waiting.heldRuns.map((run) => ({ ...run, file: text })),
            standingStill: OVERVIEW.waiting.standingStill.map((each) => ({ ...each, file: text, state: text, deadLetters: [text] })),
            pauses: { VOP: { reason: text } },
          },
        },
        { ...PLACE, stepsFor: () => [command] },
      )
      const tags = (of: string): string[] => of.match(/<\/?(?:script|img)|<!--/g)!
      expect(tags(html)).toEqual(tags(page))
      expect(html.match(/<[^>"]*onerror/g)).toBeNull()
      expect(rowsOf(html, 'runs')[1]).toContain(escaped(senderText(text)))
    },
  )
})

describe('a text of a sender', () => {
  test('is cut after 200 characters, and never within one', () => {
    expect(senderText('x'.repeat(200))).toBe('x'.repeat(200))
    expect(senderText('😀'.repeat(201))).toBe(`${'😀'.repeat(200)}…`)
  })

  test('has no number of a worker, also where the cut or a character that is not seen goes through it', () => {
    expect(senderText('juli 506101\u200b00386.csv')).toBe('juli ••••••00386.csv')
    expect(senderText(`${'x'.repeat(195)}50610100386`)).toBe(`${'x'.repeat(195)}•••••…`)
  })
})
