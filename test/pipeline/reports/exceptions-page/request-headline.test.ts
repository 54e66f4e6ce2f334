// Understands the headline of a request: what was released, tried again or computed again, in Dutch and English, one and several, and nothing at all.
import { describe, expect, test } from 'vitest'
import { outputKey, REPORT_FILES } from '../../../../shared/pipeline/layout.ts'
import type { Facts } from '../../../../shared/pipeline/reports/exceptions-page/facts.ts'
import { headline } from '../../../../shared/pipeline/reports/exceptions-page/headline.ts'
import type { MemorySystem } from '../../../support/memory-ports.ts'
import { ANNA, BAKERY, entitlementsCsv, grant, payee, payeesCsv, row, systemWith } from '../../../support/pipeline-builders.ts'
import { again, full } from '../../../support/recompute-builders.ts'
import { decide, ELS, EVERY_RUN, sendBy, setPayees, TOM, withSettings } from '../../../support/release-builders.ts'

const NOTHING: Facts = {
  runId: 'run-0123456789abcdef01234567',
  state: 'settled',
  file: 'x.csv',
  receivedAt: '2025-08-01T09:00:00.000Z',
  employers: 0,
  counts: { workers: 0, withoutGrant: 0, paid: 0, held: 0, refused: 0, overtaken: 0, withdrawn: 0 },
  payments: { count: 0, sum: '0.00' },
  claims: { count: 0, sum: '0.00' },
  held: { sum: '0.00' },
}
type Case = readonly [what: string, changed: Partial<Facts>, nl: string, en: string]
const [ONE, TWO] = [
  { count: 1, sum: '2880.00' },
  { count: 2, sum: '5760.00' },
]
const [OWED, OWED_TWICE] = [
  { count: 1, sum: '-1210.50' },
  { count: 2, sum: '-2421.00' },
]

const DECISIONS: readonly Case[] = [
  [
    'one payment',
    { employers: 1, payments: ONE },
    'Beslissing x.csv is uitgevoerd: 1 betaling van 2.880,00 euro vrijgegeven.',
    'Decision x.csv was carried out: 1 payment of 2,880.00 euros released.',
  ],
  [
    'several payments, claims, and something that stays held',
    { employers: 3, payments: TWO, claims: OWED_TWICE, held: { sum: '10.00' } },
    'Beslissing x.csv is uitgevoerd: 2 betalingen van samen 5.760,00 euro vrijgegeven; 2 vorderingen van samen 2.421,00 euro geboekt; 10,00 euro blijft aangehouden.',
    'Decision x.csv was carried out: 2 payments of 5,760.00 euros together released; 2 claims of 2,421.00 euros together booked; 10.00 euros stay held.',
  ],
  [
    'one claim',
    { employers: 1, claims: OWED },
    'Beslissing x.csv is uitgevoerd: 1 vordering van 1.210,50 euro geboekt.',
    'Decision x.csv was carried out: 1 claim of 1,210.50 euros booked.',
  ],
  [
    'a run that is booked by itself, or abandoned, or a pause',
    { exceptions: { 'REL-002': 1 } },
    'Beslissing x.csv is uitgevoerd: deze beslissing betaalt zelf niets.',
    'Decision x.csv was carried out: this decision itself pays nothing.',
  ],
  [
    'one line done, one not',
    { employers: 1, payments: ONE, exceptions: { 'REL-005': 1 } },
    'Beslissing x.csv is gedeeltelijk uitgevoerd: 1 betaling van 2.880,00 euro vrijgegeven.',
    'Decision x.csv was carried out in part: 1 payment of 2,880.00 euros released.',
  ],
  [
    'a second person is needed',
    { exceptions: { 'REL-004': 1 } },
    'Beslissing x.csv is niet uitgevoerd: deze beslissing betaalt zelf niets.',
    'Decision x.csv was not carried out: this decision itself pays nothing.',
  ],
  [
    'what stays held',
    { employers: 1, held: { sum: '2880.00' } },
    'Beslissing x.csv is niet uitgevoerd: 2.880,00 euro blijft aangehouden.',
    'Decision x.csv was not carried out: 2,880.00 euros stay held.',
  ],
  [
    'nothing waits',
    { exceptions: { 'REL-003': 2 } },
    'Voor beslissing x.csv was er niets vrij te geven: deze beslissing betaalt zelf niets.',
    'For decision x.csv there was nothing to release: this decision itself pays nothing.',
  ],
  [
    'rejected',
    { state: 'rejected' },
    'Beslissing x.csv is geweigerd: er is niets uitgevoerd en er wordt niets betaald.',
    'Decision x.csv was rejected: nothing was carried out and nothing is paid.',
  ],
  [
    'abandoned',
    { state: 'abandoned' },
    'Beslissing x.csv is stopgezet: er is niets geboekt en er wordt niets betaald.',
    'Decision x.csv was abandoned: nothing is booked and nothing is paid.',
  ],
]
const RETRIES: readonly Case[] = [
  [
    'one payment',
    { employers: 1, payments: ONE },
    'Opnieuw geprobeerd wat aangehouden was (x.csv): 1 betaling van 2.880,00 euro vrijgegeven.',
    'Tried again what was held (x.csv): 1 payment of 2,880.00 euros released.',
  ],
  [
    'nothing that could go out',
    { exceptions: { 'REL-003': 1 } },
    'Opnieuw geprobeerd wat aangehouden was (x.csv): er wordt niets betaald.',
    'Tried again what was held (x.csv): nothing is paid.',
  ],
]
const RECOMPUTATIONS: readonly Case[] = [
  [
    'paid more, taken back, held',
    { employers: 2, payments: TWO, claims: OWED, held: { sum: '10.00' } },
    'Herberekening x.csv: 2 werkgevers opnieuw berekend; 5.760,00 euro bij te betalen in 2 betalingen; 1.210,50 euro terug te vorderen in 1 vordering; 10,00 euro aangehouden.',
    'Recomputation x.csv: 2 employers computed again; 5,760.00 euros to be paid in addition, in 2 payments; 1,210.50 euros to be recovered, in 1 claim; 10.00 euros held.',
  ],
  [
    'one employer, nothing changed',
    { employers: 1 },
    'Herberekening x.csv: 1 werkgever opnieuw berekend; niets bij te betalen of terug te vorderen.',
    'Recomputation x.csv: 1 employer computed again; nothing to be paid in addition or recovered.',
  ],
  [
    'nothing declared',
    { exceptions: { 'REC-002': 1 } },
    'Herberekening x.csv: er is niets opnieuw berekend.',
    'Recomputation x.csv: nothing was computed again.',
  ],
  [
    'waits',
    { state: 'held', employers: 1, payments: ONE },
    'Herberekening x.csv wacht op vrijgave: 1 werkgever opnieuw berekend; 2.880,00 euro bij te betalen in 1 betaling.',
    'Recomputation x.csv waits for release: 1 employer computed again; 2,880.00 euros to be paid in addition, in 1 payment.',
  ],
  [
    'a dry run',
    { dryRun: true, employers: 1, claims: OWED_TWICE },
    'Proefberekening van herberekening x.csv: 1 werkgever opnieuw berekend; 2.421,00 euro terug te vorderen in 2 vorderingen.',
    'Dry run of recomputation x.csv: 1 employer computed again; 2,421.00 euros to be recovered, in 2 claims.',
  ],
  [
    'rejected',
    { state: 'rejected' },
    'Herberekening x.csv is geweigerd: er is niets berekend en er wordt niets betaald.',
    'Recomputation x.csv was rejected: nothing was computed and nothing is paid.',
  ],
  [
    'abandoned',
    { state: 'abandoned' },
    'Herberekening x.csv is stopgezet: er is niets geboekt en er wordt niets betaald.',
    'Recomputation x.csv was abandoned: nothing is booked and nothing is paid.',
  ],
]

describe.each([
  ['release', DECISIONS],
  ['retry', RETRIES],
  ['recompute', RECOMPUTATIONS],
] as const)('%s', (request, cases) => {
  test.each(cases)('%s', (_, changed, nl, en) => {
    const facts = { ...NOTHING, ...changed, request }
    expect([headline(facts, 'nl'), headline(facts, 'en')]).toEqual([nl, en])
  })
})

test('a declaration and a list of returned money that are abandoned: nothing of them is told as paid or returned', () => {
  const facts = { ...NOTHING, state: 'abandoned', returned: { count: 1, sum: '5.00' } }
  expect(headline(facts, 'nl')).toBe('x.csv is stopgezet: er is niets geboekt en er wordt niets betaald.')
})

/** The Dutch headline of a run's page, without the name of its file. */
function headlineOf(system: MemorySystem, runId: string): string {
  const html = system.objects.text('reports', outputKey(runId, REPORT_FILES.exceptionsPage)) ?? ''
  return (/<h1><span class="nl" lang="nl">([^<]*)/.exec(html)?.[1] ?? '').replace(/[^\s(]+\.csv/, 'x.csv')
}

test('a run says what kind of request it is: released by a person, tried again by an import, computed again, tried', async () => {
  const system = await systemWith([grant(BAKERY, ANNA)])
  const run = sendBy(system, ELS, full(1, row(ANNA, '5000.00')))
  await system.run({ dependencies: withSettings(system, EVERY_RUN) })
  const released = await decide(system, TOM, `release;${run};;`)
  const same = await again(system)
  const tried = await again(system, 'dry-run/again')
  expect([released, same, tried].map((each) => headlineOf(system, each))).toEqual([
    'Beslissing x.csv is uitgevoerd: deze beslissing betaalt zelf niets.',
    'Herberekening x.csv: 1 werkgever opnieuw berekend; niets bij te betalen of terug te vorderen.',
    'Proefberekening van herberekening x.csv: 1 werkgever opnieuw berekend; niets bij te betalen of terug te vorderen.',
  ])
})

test('what an import of payees asks for is told as tried again', async () => {
  const system = await systemWith([])
  await setPayees(system, payeesCsv(payee(BAKERY, { hold: 'YES' })))
  system.upload('registry/entitlements/anna.csv', entitlementsCsv(grant(BAKERY, ANNA)))
  await system.run()
  sendBy(system, ELS, full(1, row(ANNA, '5000.00')))
  await system.run()
  await setPayees(system, payeesCsv(payee(BAKERY)))
  const [retried] = system.runs.all().filter(({ source }) => source.key.startsWith('release/import-'))
  expect(headlineOf(system, retried!.runId)).toBe(
    'Opnieuw geprobeerd wat aangehouden was (na nieuwe registergegevens): 1 betaling van 2.000,00 euro vrijgegeven.',
  )
})
