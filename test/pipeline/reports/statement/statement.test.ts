// Checks the statement of an employer as it is read: what is paid, held, recovered, claimed and refused, in the language of the payee, safe to open.
import { beforeAll, describe, expect, it } from 'vitest'
import type { DeclarationOutcome } from '../../../../shared/pipeline/reports/outcome.ts'
import { statementHtml } from '../../../../shared/pipeline/reports/statement/document.ts'
import { statementCsvHeader, statementCsvLines } from '../../../../shared/pipeline/reports/statement/statement-csv.ts'
import { statementQuarter } from '../../../../shared/pipeline/reports/statement/statement.ts'
import {
  ANNA,
  BAKERY,
  BRAM,
  CEM,
  declarationCsv,
  declared,
  DORA,
  entitlementsCsv,
  grant,
  IBANS,
  payee,
  payeesCsv,
  row,
  send,
  systemWith,
  unnamed,
  unreadable,
} from '../../../support/pipeline-builders.ts'
import { dropRegistry, learn } from '../../../support/recompute-builders.ts'
import { headOf, outcomesOf, statementOf } from './outcomes.ts'

const shown = (inss: string): string => `••••••${inss.slice(-5)}`
/** Tags and white space away, so that a sentence can be read. */
const readable = (html: string): string =>
  html
    .replace(/<style>.*<\/style>/s, '')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/[\s\u00a0]+/g, ' ')

const GRANTS = [
  grant(BAKERY, ANNA, { entitlement_id: 'A' }),
  grant(BAKERY, BRAM, { entitlement_id: 'B', guidance_level: 'LOW' }),
  grant(BAKERY, CEM, { entitlement_id: 'C' }),
]
const FIRST = declarationCsv(
  declared(BAKERY, 'FULL', 1, [
    row(ANNA, '5000.00'),
    row(BRAM, '4000.00', { establishment_region: '' }),
    row(CEM, '3000.00'),
    row(DORA, '1000.00'),
  ]),
)
/** Anna has less, Bram is unreadable, Cem is absent. */
const CORRECTION = declarationCsv(declared(BAKERY, 'FULL', 2, [row(ANNA, '4000.00'), unreadable(BRAM)]))

let first: { run: string; outcomes: DeclarationOutcome[] }
let correction: { run: string; outcomes: DeclarationOutcome[] }

beforeAll(async () => {
  const system = await systemWith(GRANTS)
  const run = send(system, 'first', FIRST)
  await system.run()
  first = { run, outcomes: (await outcomesOf(system, run)).get(BAKERY) ?? [] }
  const second = send(system, 'second', CORRECTION)
  await system.run()
  correction = { run: second, outcomes: (await outcomesOf(system, second)).get(BAKERY) ?? [] }
})

describe('a first declaration', () => {
  it('tells what is paid and what is held, and why', () => {
    const text = readable(statementOf(first.run, first.outcomes))
    expect(text).toContain(
      `Werkgever Employer ${BAKERY} Ondernemingsnummer 0400.000.185 Datum van ontvangst 15 oktober 2024 Kenmerk ${first.run} `,
    )
    expect(text).toContain('Nu betaald 4.800,00 Aangehouden 1.630,00')
    expect(text).toContain('3e kwartaal 2024 IMW 6.430,00 0,00 6.430,00 4.800,00 1.630,00 –')
    expect(text).toContain(
      '1.630,00 euro (IMW, 3e kwartaal 2024): van een vestigingseenheid is het gewest niet bekend. Vul het in en dien de aangifte opnieuw in, met een hoger volgnummer.',
    )
    expect(text).toContain(`${BAKERY}IMW2024Q3V0001 3e kwartaal 2024 Individueel maatwerk (IMW) ••••••••••••7034 4.800,00`)
    expect(text).not.toContain('Vorderingen')
  })

  it('tells of each worker how the premium was computed, component by component', () => {
    const text = readable(statementOf(first.run, first.outcomes))
    expect(text).toContain(`${shown(ANNA)} A 3 40 % 5.000,00 1,0000 12.422,88 loonpremie 2.000,00 0,00 2.000,00 –`)
    expect(text).toContain(
      `${shown(BRAM)} B 3 40 % 4.000,00 1,0000 12.422,88 loonpremie 1.600,00 0,00 1.600,00 – `
        + 'begel. vast 1.200,00 0,00 0,00 1.200,00 begel. variabel 430,00 0,00 0,00 430,00 samen 3.230,00 0,00 1.600,00 1.630,00',
    )
    expect(text).toContain(`${shown(DORA)} – Geen toekenning bij deze werkgever Kijk de aangifte na; verbeter ze als ze niet klopt.`)
  })

  it('tells the rules in plain words, with the amounts of the law and their sources', () => {
    const text = readable(statementOf(first.run, first.outcomes))
    expect(text).toContain('Rang Het hoeveelste kwartaal het is sinds de premie begon te tellen; het startkwartaal is 1.')
    expect(text).toContain('2.070,48 euro, geldt vanaf 1 mei 2024 VDAB; NAR; keuze van de dienst: GGMMI op de eerste dag van het kwartaal')
    expect(text).toContain('HW Herwin, veelgestelde vragen over individueel maatwerk')
  })
})

describe('a correction by which money comes back', () => {
  it('is a claim: how much, for whom, why, and what happens next', () => {
    const text = readable(statementOf(correction.run, correction.outcomes))
    expect(text).toContain('Nu betaald 0,00 Terug te betalen 1.600,00')
    expect(text).toContain('3e kwartaal 2024 IMW 1.600,00 3.200,00 −1.600,00 – – −1.600,00')
    expect(text).toContain('Met dit overzicht wordt niets betaald.')
    expect(text).toContain(
      'Voor IMW, 3e kwartaal 2024 is eerder meer toegekend dan waarop u nu recht hebt. Wat nog verschuldigd was, is verrekend. Er blijft 1.600,00 euro terug te betalen.',
    )
    expect(text).toContain(
      `Werknemers in vordering ${BAKERY}IMW2024Q3V0002 Werknemer Reden Bedrag ${shown(ANNA)} Lagere premie berekend dan eerder −400,00 ${shown(CEM)} Niet meer aangegeven −1.200,00 Vordering −1.600,00`,
    )
    expect(text).toContain('Betaal nog niets op basis van dit overzicht: u krijgt een aparte brief')
  })

  it('says in words that an amount is a recovery; a worker that could not be read stays as he was', () => {
    const text = readable(statementOf(correction.run, correction.outcomes))
    expect(text).toContain('loonpremie 1.600,00 2.000,00 −400,00 terugvordering')
    expect(text).toContain(`${shown(CEM)} C Niet meer aangegeven loonpremie 0,00 1.200,00 −1.200,00 terugvordering`)
    expect(text).toContain(`${shown(BRAM)} – Waarde niet leesbaar Kijk de aangifte na`)
  })

  it('in French and English', () => {
    const french = statementOf(correction.run, correction.outcomes, { language: 'fr' })
    expect(french).toContain('<html lang="fr">')
    expect(readable(french)).toContain(
      'Pour IMW, 3e trimestre 2024, un montant supérieur à votre droit actuel a été octroyé auparavant. Ce qui vous était encore dû a été déduit. Il reste 1 600,00 euros à rembourser.',
    )
    expect(readable(french)).toContain(`${shown(BRAM)} – Valeur illisible Vérifiez la déclaration ; corrigez-la si elle est inexacte.`)
    const english = readable(statementOf(correction.run, correction.outcomes, { language: 'en' }))
    expect(english).toContain('For IMW, 3rd quarter 2024 more was granted earlier than you are now entitled to.')
    expect(english).toContain(`${shown(CEM)} C No longer declared wage premium 0.00 1,200.00 −1,200.00 recovery`)
  })
})

it('an account computed again says why, without naming another employer', async () => {
  const system = await systemWith(GRANTS)
  send(system, 'first', FIRST)
  await system.run()
  const late = await learn(system, 'entitlements', entitlementsCsv(grant(BAKERY, ANNA, { entitlement_id: 'A', revoked_from: '2024Q3' })))
  const run = late.run
  const text = readable(statementOf(run, (await outcomesOf(system, run)).get(BAKERY) ?? []))
  expect(text).toContain(`Zonder nieuwe aangifte opnieuw berekend ${shown(ANNA)} : de toekenning is ingetrokken`)
  expect(text).toContain(`${shown(ANNA)} A Toekenning ingetrokken loonpremie 0,00 2.000,00 −2.000,00 terugvordering`)
})

it('a declaration that was not booked says so; a row of nobody is told by its line; a hold does not tell the reason that staff wrote', async () => {
  const system = await systemWith(GRANTS)
  dropRegistry(system, 'payees', payeesCsv(payee(BAKERY, { hold: 'YES', hold_reason: 'enquiry 12' })))
  await system.run()
  const run = send(system, 'held', declarationCsv(declared(BAKERY, 'FULL', 2, [row(ANNA, '5000.00'), unnamed()])))
  await system.run()
  const held = readable(statementOf(run, (await outcomesOf(system, run)).get(BAKERY) ?? []))
  expect(held).toContain('2.000,00 euro (IMW, 3e kwartaal 2024): de betalingen aan u zijn voorlopig geblokkeerd. Neem contact met ons op.')
  expect(held).not.toContain('enquiry')
  expect(held).toContain('regel 3 van het bestand – INSZ-nummer')
  const older = send(system, 'older', declarationCsv(declared(BAKERY, 'FULL', 2, [row(ANNA, '5100.00')])))
  await system.run()
  const outcomes = (await outcomesOf(system, older)).get(BAKERY) ?? []
  expect(readable(statementOf(older, outcomes))).toContain(
    '3e kwartaal 2024 Niet geboekt: Zelfde nummer, andere inhoud. Kijk de aangifte na',
  )
  expect(outcomes.map((each) => statementCsvLines(each))).toEqual([`${BAKERY};2024Q3;;;;REFUSED;DCL-006;;;;;;;;;;;;\r\n`])
})

it.each([
  ['another grant of the measure', { entitlementId: 'A2' }],
  ['a grant of the other measure', { measure: 'VOP' }],
] as const)('a line whose place was taken by %s says so', (_, changed) => {
  const [outcome] = correction.outcomes
  const lines = outcome!.entry.lines.map((line) => ({ ...line, ...changed }))
  const text = readable(statementOf(correction.run, [{ ...outcome!, entry: { ...outcome!.entry, lines } }]))
  expect(text).toContain('Een andere toekenning kwam in de plaats loonpremie 1.600,00 2.000,00 −400,00 terugvordering')
})

describe('safe to open', () => {
  it('whatever a payee is called is text', () => {
    const html = statementOf(first.run, first.outcomes, { name: '<script>alert("1")</script> & \'Zonen\'\u0000' })
    expect(html).toContain('<dd class="name">&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;Zonen&#39;</dd>')
    expect(html).toContain('<title>Overzicht van uw premies – &lt;script&gt;')
    expect(html).not.toContain('<script')
  })

  it('without payee: Dutch, and the name is not known', () => {
    const head = { ...headOf(first.run, first.outcomes), payee: null }
    const html = statementHtml(head, first.outcomes.map(statementQuarter))
    expect(html).toContain('<html lang="nl">')
    expect(html).toContain('<dd class="name">Naam niet bekend</dd>')
  })

  it('fetches nothing, runs nothing, and is the same every time', () => {
    const html = statementOf(correction.run, correction.outcomes)
    expect(html).not.toMatch(/https?:|<script|<link|<img|url\(|@import|javascript:| on\w+=/)
    expect(html).toBe(statementOf(correction.run, correction.outcomes))
  })

  it('shows no whole number of a worker or of an account', () => {
    for (const { run, outcomes } of [first, correction]) {
      const written = statementOf(run, outcomes) + outcomes.map((each) => statementCsvLines(each)).join('')
      for (const number of [ANNA, BRAM, CEM, DORA, ...IBANS]) expect(written).not.toContain(number)
    }
  })

  it('headings go down one step at a time; every table has a caption, every column a scope', () => {
    const html = statementOf(first.run, first.outcomes) + statementOf(correction.run, correction.outcomes).replace(/.*<main>/s, '')
    const levels = [...html.matchAll(/<h(\d)/g)].map(([, level]) => Number(level))
    for (const [index, level] of levels.entries()) expect(level - (levels[index - 1] ?? 0)).toBeLessThanOrEqual(1)
    expect(html.match(/<caption>/g)?.length).toBe(html.match(/<table/g)?.length)
    expect(html).not.toMatch(/<th(?![a-z])(?! scope)/)
  })
})

describe('statement.csv', () => {
  it('begins with a BOM and the columns', () => {
    expect(statementCsvHeader()).toBe(
      '\uFEFFemployer_number;quarter;measure;worker;grant;outcome;exception;ordinal;percentage;reference_wage;employment_fraction;ceiling;'
        + 'component;premium;earlier_instructed;paid_now;held;hold_code;reference\r\n',
    )
  })

  it('has a line per worker, grant and component, then who has no premium', () => {
    const bram = `${BAKERY};2024Q3;IMW;${shown(BRAM)};B;HELD;;3;40;4000.00;1.0000;12422.88;`
    expect(
      first.outcomes
        .map((each) => statementCsvLines(each))
        .join('')
        .split('\r\n'),
    ).toEqual([
      `${BAKERY};2024Q3;IMW;${shown(ANNA)};A;PAID;;3;40;5000.00;1.0000;12422.88;WAGE_PREMIUM;2000.00;0.00;2000.00;0.00;;${BAKERY}IMW2024Q3V0001`,
      `${bram}WAGE_PREMIUM;1600.00;0.00;1600.00;0.00;;${BAKERY}IMW2024Q3V0001`,
      `${bram}GUIDANCE_FIXED;1200.00;0.00;0.00;1200.00;CAL-003;`,
      `${bram}GUIDANCE_VARIABLE;430.00;0.00;0.00;430.00;CAL-003;`,
      `${BAKERY};2024Q3;IMW;${shown(CEM)};C;PAID;;3;40;3000.00;1.0000;12422.88;WAGE_PREMIUM;1200.00;0.00;1200.00;0.00;;${BAKERY}IMW2024Q3V0001`,
      `${BAKERY};2024Q3;;${shown(DORA)};;REFUSED;ENT-001;;;;;;;;;;;;`,
      '',
    ])
  })

  it('with a decimal comma every number has one', () => {
    const lines = first.outcomes
      .map((each) => statementCsvLines(each, ','))
      .join('')
      .split('\r\n')
    expect(lines[0]).toBe(
      `${BAKERY};2024Q3;IMW;${shown(ANNA)};A;PAID;;3;40;5000,00;1,0000;12422,88;WAGE_PREMIUM;2000,00;0,00;2000,00;0,00;;${BAKERY}IMW2024Q3V0001`,
    )
  })

  it('a recovery stays a number, a grant that begins like a formula does not run', () => {
    const [outcome] = correction.outcomes
    const lines = outcome!.entry.lines.map((line) => ({ ...line, entitlementId: '=1+1' }))
    const csv = statementCsvLines({ ...outcome!, calculations: [], entry: { ...outcome!.entry, lines } })
    expect(csv).toContain(";'=1+1;ABSENT;")
    expect(csv).toContain(';-400.00;')
  })
})
