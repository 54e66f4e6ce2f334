// Understands what exceptions.html says before any script runs: the headline, figures, codes with causes first, the first findings; and that nothing in it is run or fetched.
import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { amountText } from '../../../../shared/pipeline/reports/page/figures.ts'
import { byCode, CONSEQUENCES, shareWords } from '../../../../shared/pipeline/reports/exceptions-page/by-code.ts'
import { whoActs } from '../../../../shared/pipeline/reports/exceptions-page/who-acts.ts'
import type { Facts } from '../../../../shared/pipeline/reports/exceptions-page/facts.ts'
import { headline } from '../../../../shared/pipeline/reports/exceptions-page/headline.ts'
import { cents, NO_MONEY } from '../../../../shared/kernel/money.ts'
import { outputKey, REPORT_FILES } from '../../../../shared/pipeline/layout.ts'
import { FACTS, pageOf, several } from '../../../browser/pages.ts'
import { scriptFile, scriptModule } from '../../../browser/page-script.ts'
import { readFileSync } from 'node:fs'
import {
  BAKERY,
  ANNA,
  BRAM,
  CEM,
  declarationCsv,
  declared,
  GARAGE,
  grant,
  row,
  send,
  systemWith,
  unreadable,
} from '../../../support/pipeline-builders.ts'
import { stopRule } from '../../../support/release-builders.ts'

const counts = (changed: Partial<Facts['counts']>): Facts['counts'] => ({ ...FACTS.counts, ...changed })

describe('the headline says what happened', () => {
  test.each<[string, Partial<Facts>, string, string]>([
    [
      'settled',
      {},
      'juli.csv is verwerkt: 12 werkgevers met 1.204 werknemers, van wie 1.190 betaald, 3 aangehouden, 6 geweigerd en 5 zonder toekenning; samen wordt 3.481.250,75 euro betaald; 1.210,00 euro wordt teruggevorderd.',
      'juli.csv was processed: 12 employers with 1,204 workers, of whom 1,190 paid, 3 held, 6 refused and 5 without a grant; together 3,481,250.75 euros are paid; 1,210.00 euros are recovered.',
    ],
    [
      'attests, one of them cancelled',
      { employers: 1, counts: counts({ workers: 3, paid: 2, held: 0, refused: 0, withoutGrant: 0, withdrawn: 1 }) },
      'juli.csv is verwerkt: 1 werkgever met 3 werknemers, van wie 2 betaald, 0 aangehouden, 0 geweigerd en 1 ingehaald of geannuleerd; samen wordt 3.481.250,75 euro betaald; 1.210,00 euro wordt teruggevorderd.',
      'juli.csv was processed: 1 employer with 3 workers, of whom 2 paid, 0 held, 0 refused and 1 overtaken or cancelled; together 3,481,250.75 euros are paid; 1,210.00 euros are recovered.',
    ],
    [
      'one of each',
      {
        employers: 1,
        counts: counts({ workers: 1, paid: 1, held: 0, refused: 0, withoutGrant: 0 }),
        payments: { sum: '0.00' },
        claims: { sum: '0.00' },
      },
      'juli.csv is verwerkt: 1 werkgever met 1 werknemer, van wie 1 betaald, 0 aangehouden en 0 geweigerd; er wordt niets betaald.',
      'juli.csv was processed: 1 employer with 1 worker, of whom 1 paid, 0 held and 0 refused; nothing is paid.',
    ],
    [
      'waits',
      { state: 'held', counts: counts({ withoutGrant: 0 }) },
      'juli.csv wacht op vrijgave: 12 werkgevers met 1.204 werknemers, van wie 1.190 betaald, 3 aangehouden en 6 geweigerd; na vrijgave wordt samen 3.481.250,75 euro betaald; na vrijgave wordt 1.210,00 euro teruggevorderd.',
      'juli.csv waits for release: 12 employers with 1,204 workers, of whom 1,190 paid, 3 held and 6 refused; on release 3,481,250.75 euros are paid together; on release 1,210.00 euros are recovered.',
    ],
    [
      'rejected',
      { state: 'rejected' },
      'juli.csv is geweigerd: er is niets berekend en er wordt niets betaald.',
      'juli.csv was rejected: nothing was computed and nothing is paid.',
    ],
    [
      'a dry run',
      { dryRun: true, counts: counts({ workers: 0 }) },
      'Proefberekening van juli.csv: samen zou 3.481.250,75 euro betaald worden; 1.210,00 euro zou teruggevorderd worden.',
      'Dry run of juli.csv: together 3,481,250.75 euros would be paid; 1,210.00 euros would be recovered.',
    ],
  ])('%s', (_, changed, nl, en) => {
    expect([headline({ ...FACTS, ...changed }, 'nl'), headline({ ...FACTS, ...changed }, 'en')]).toEqual([nl, en])
  })
})

describe('findings by code', () => {
  test.each([
    [1, 3, '33,3\u00a0%', '33.3%'],
    [2, 3, '66,7\u00a0%', '66.7%'],
    [1, 1, '100,0\u00a0%', '100.0%'],
    [1, 2_000, '0,1\u00a0%', '0.1%'],
    [1, 2_001, '< 0,1\u00a0%', '< 0.1%'],
  ])('%i of %i', (count, total, nl, en) => {
    expect(shareWords(count, total)).toEqual({ nl, en })
  })

  test('causes stand above what follows from them, and an amount of none is a dash', () => {
    const { html } = byCode(
      [
        { code: 'WRK-003', count: 2, amount: null },
        { code: 'ENT-009', count: 1, amount: cents(-100_000n) },
        { code: 'PAY-001', count: 1, amount: NO_MONEY },
      ],
      4,
    )
    expect([...html.matchAll(/#code-([A-Z]{3}-\d{3})|>(Oorzaken|Gevolgen)</g)].map(([, code, group]) => code ?? group)).toEqual([
      'Oorzaken',
      'WRK-003',
      'PAY-001',
      'Gevolgen',
      'ENT-009',
    ])
    expect(html.match(/<td class="n">\u2013<\/td>/g)).toHaveLength(1)
    expect(html).toContain(amountText('-1000.00', 'nl'))
    expect(html).toContain('Op regel … kan de waarde «…» in het veld … niet gelezen worden.')
    expect(CONSEQUENCES).toContain('ENT-009')
  })

  test('those who have to do something stand before them, each once with codes that lead on; who need not do anything is not there', () => {
    const { html } = whoActs([
      { code: 'WRK-003', count: 2, amount: null },
      { code: 'PAY-001', count: 1, amount: NO_MONEY },
      { code: 'WRK-007', count: 1, amount: null },
      { code: 'PAY-004', count: 5, amount: null },
    ])
    expect([...html.matchAll(/lang="nl">([^<]+)<|#code-([A-Z]{3}-\d{3})/g)].map(([, text, code]) => code ?? text)).toEqual([
      'Wie iets moet doen',
      ...['de afzender van het bestand', '3 meldingen', 'WRK-003', 'WRK-007'],
      ...['de dienst die de bankgegevens beheert', '1 melding', 'PAY-001'],
    ])
    expect(whoActs([{ code: 'PAY-004', count: 5, amount: null }]).html).toBe('')
  })

  test('a run without findings says so, and has no table to search', () => {
    const html = pageOf([])
    expect(html).toContain('Er zijn geen meldingen.')
    expect(html).not.toContain('id="table"')
  })
})

describe('the page', () => {
  const html = pageOf(several(20))

  test('carries the script that its modules make', async () => {
    expect(readFileSync(scriptFile('exceptions-page'), 'utf8'), 'npm run page-script').toBe(await scriptModule('exceptions-page'))
  })

  test('allows its own style and script by hash, and nothing else', () => {
    const hash = (of: RegExp): string => `'sha256-${createHash('sha256').update(of.exec(html)![1]!).digest('base64')}'`
    expect(/Content-Security-Policy" content="([^"]*)"/.exec(html)![1]!.replaceAll('&#39;', "'")).toBe(
      `default-src 'none'; script-src ${hash(/<script>([\s\S]*?)<\/script>/)}; style-src ${hash(/<style>([\s\S]*?)<\/style>/)}; base-uri 'none'; form-action 'none'`,
    )
  })

  test('names nothing elsewhere but exceptions.csv beside it', () => {
    expect([...html.matchAll(/(?:href|src|action)="([^"#][^"]*)"/g)].map(([, to]) => to)).toEqual(['exceptions.csv'])
    expect(html).not.toMatch(/https?:|url\(|@import/)
  })

  test('is the same for the same findings', () => {
    expect(pageOf(several(20))).toBe(html)
  })

  test.each([
    "=cmd|'/c calc'!A1",
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    '</script><b>',
    '<!--',
    'x'.repeat(10_000),
  ])('a value is text wherever it stands: %s', (value) => {
    const hostile = pageOf([{ code: 'WRK-003', details: ['number'], parameters: {}, line: 2, field: value, value }], {
      ...FACTS,
      file: `${value}.csv`,
    })
    const own = html.match(/<\/?script|<img|<!--|<b>/g)!.filter((tag) => tag !== '<b>')
    expect(hostile.match(/<\/?script|<img|<!--/g)).toEqual(own)
    expect(hostile.match(/onerror/g)?.length ?? 0).toBe(
      value.includes('onerror') ? hostile.match(/&gt;&lt;img src=x onerror|\\u003cimg src=x onerror/g)!.length : 0,
    )
  })
})

describe('a number that is told apart only by characters nobody sees', () => {
  const INSS = '50610100386'
  const IBAN = 'BE68539007547034'
  test.each(['\0', '\u200b', '\u00ad', '\u202e', '\u0085'])('is masked as it is shown: %j', (unseen) => {
    const split = (text: string): string => text.replaceAll(/(?<=.)(?=.)/g, unseen)
    const html = pageOf(
      [
        { code: 'WRK-003', details: ['number'], parameters: {}, line: 2, field: 'gross_wage', value: split(INSS) },
        { code: 'RUN-002', parameters: { reason: split(`${INSS} ${IBAN}`) }, employerNumber: split(INSS), quarter: split(INSS) },
      ],
      { ...FACTS, file: `${split(INSS)}.csv` },
    )
    expect([html.includes(INSS), html.includes(IBAN), html.includes(unseen), html.includes('\\u0000')]).toEqual([
      false,
      false,
      false,
      false,
    ])
    expect(html).toContain('•'.repeat(6) + INSS.slice(-5))
  })
})

describe('a run leaves the page beside exceptions.csv', () => {
  const csv = declarationCsv(
    declared(BAKERY, 'FULL', 1, [row(ANNA, '5000.00'), unreadable(BRAM)]),
    declared(GARAGE, 'FULL', 1, [row(CEM, '100.00')]),
  )
  const grants = [grant(BAKERY, ANNA), grant(BAKERY, BRAM)]
  const titleOf = (html: string | undefined): string => /<h1><span class="nl" lang="nl">([^<]*)/.exec(html ?? '')?.[1] ?? ''

  test.each([
    [
      'settled',
      {},
      csv,
      'same.csv is verwerkt: 2 werkgevers met 3 werknemers, van wie 1 betaald, 0 aangehouden, 1 geweigerd en 1 zonder toekenning; samen wordt 2.000,00 euro betaald.',
    ],
    [
      'held',
      stopRule({ holdsEveryRun: true }),
      csv,
      'same.csv wacht op vrijgave: 2 werkgevers met 3 werknemers, van wie 1 betaald, 0 aangehouden, 1 geweigerd en 1 zonder toekenning; na vrijgave wordt samen 2.000,00 euro betaald.',
    ],
    ['rejected', {}, 'no;header', 'same.csv is geweigerd: er is niets berekend en er wordt niets betaald.'],
  ])('%s', async (_, settings, text, title) => {
    const system = await systemWith(grants, settings)
    const run = send(system, 'same', text)
    await system.run()
    const html = system.objects.text('reports', outputKey(run, REPORT_FILES.exceptionsPage))
    expect(titleOf(html)).toBe(title)
    const findings = JSON.parse(system.objects.text('reports', outputKey(run, REPORT_FILES.exceptionsJson)) ?? '[]') as unknown[]
    expect(html?.match(/<tr id="m\d+">/g)).toHaveLength(findings.length)
  })

  test('a dry run says so, also in a file that is saved from it', async () => {
    const system = await systemWith(grants)
    system.upload('dry-run/same.csv', csv)
    await system.run()
    const key = Object.keys(system.objects.contents(['reports'])).find((name) => name.endsWith('exceptions.html'))!
    const html = system.objects.contents(['reports'])[key]!
    expect(titleOf(html)).toMatch(/^Proefberekening van same\.csv: 2 werkgevers/)
    expect(html).toContain('{"mark":"[DRY RUN] ",')
  })
})
