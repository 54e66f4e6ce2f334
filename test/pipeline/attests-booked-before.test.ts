// Attests of which something was booked before: older ones, the same again, the same version with other content, and attests that move to another worker (rules.md 7).
import { describe, expect, it } from 'vitest'
import { fold } from '../../shared/ledger/account.ts'
import { settle } from '../../shared/pipeline/settle.ts'
import type { MemorySystem } from '../support/memory-ports.ts'
import {
  ANNA,
  BAKERY,
  BRAM,
  CEM,
  entitlementsCsv,
  GARAGE,
  grant,
  outputsOf,
  payee,
  payeesCsv,
  send,
  systemWith,
} from '../support/pipeline-builders.ts'
import { dmfa, form, person, publication } from '../support/xml-builders.ts'
import { cancelled, codesOf, file, filesSay, findingsOf, instructed, movedBy, version } from './attest-story.ts'

const withGrants = (): Promise<MemorySystem> => systemWith([grant(BAKERY, ANNA), grant(BAKERY, BRAM), grant(GARAGE, CEM)])
const bakery = (system: MemorySystem): ReturnType<MemorySystem['ledger']['all']>[string] => system.ledger.all()[`${BAKERY}#2024Q3`] ?? []

describe('older attests', () => {
  it('only older ones: DCL-005, an entry, and nothing moves', async () => {
    const system = await withGrants()
    await file(system, 'a', version(1, 3, '1000.00'), version(2, 3, '1000.00', { inss: BRAM }))
    const run = await file(system, 'b', version(1, 2, '9000.00'), version(2, 1, '9000.00', { inss: BRAM }))
    expect([codesOf(system, run), filesSay(system, run)]).toEqual([['DCL-005'], []])
    expect(findingsOf(system, run)[0]?.message_nl).toContain('Van elk attest in het bestand is al een latere versie verwerkt.')
    expect(bakery(system).map(({ runId, refusal }) => [runId === run, refusal?.code])).toEqual([
      [false, undefined],
      [true, 'DCL-005'],
    ])
    expect(outputsOf(system, run).summary?.counts).toMatchObject({ declarations: 1, rejectedDeclarations: 1, workers: 0 })
  })

  it('a worker with only older ones beside a worker with a newer one: DCL-010', async () => {
    const system = await withGrants()
    await file(system, 'a', version(1, 3, '1000.00'), version(2, 3, '1000.00', { inss: BRAM }))
    const run = await file(system, 'b', version(1, 2, '9000.00'), version(2, 4, '2000.00', { inss: BRAM }))
    expect([codesOf(system, run), movedBy(system, run)]).toEqual([['DCL-010 ANNA'], ['bakery BRAM 400.00']])
    expect(outputsOf(system, run).summary?.counts).toMatchObject({ workers: 2, paid: 1, overtaken: 1 })
  })

  it('a worker with an older and a newer one: computed over the newest of each', async () => {
    const system = await withGrants()
    await file(system, 'a', version(1, 3, '1000.00'), version(2, 1, '2000.00'))
    const run = await file(system, 'b', version(1, 2, '9000.00'), version(2, 2, '2500.00'))
    expect([codesOf(system, run), movedBy(system, run)]).toEqual([[], ['bakery ANNA 200.00']])
  })

  it('a version that was refused does not count as held', async () => {
    const system = await withGrants()
    await file(system, 'a', version(1, 1, '1000.00'))
    expect(codesOf(system, await file(system, 'b', version(1, 1, '9999.00'), version(2, 9, '500.00')))).toEqual(['DCL-006'])
    expect(movedBy(system, await file(system, 'c', version(2, 8, '2000.00')))).toEqual(['bakery ANNA 800.00'])
  })
})

describe('the same version again', () => {
  it('with the same content in another file: computed again, nothing moves', async () => {
    const system = await withGrants()
    await file(system, 'a', version(1, 1, '1000.00'))
    const run = await file(system, 'b', version(1, 1, '1000.00').replaceAll('><', '>\n<'))
    expect([codesOf(system, run), filesSay(system, run)]).toEqual([[], []])
    expect(bakery(system)).toHaveLength(2)
  })

  it('with the same content after a grant came: only the difference moves', async () => {
    const system = await systemWith([grant(BAKERY, ANNA)])
    await file(system, 'a', version(1, 1, '1000.00'), version(2, 1, '2000.00', { inss: BRAM }))
    system.upload('registry/entitlements/more.csv', entitlementsCsv(grant(BAKERY, BRAM)))
    await system.run({ stages: ['registry'] })
    system.queue = [] // declared again before the account is computed again
    expect(movedBy(system, await file(system, 'b', version(2, 1, '2000.00', { inss: BRAM })))).toEqual(['bakery BRAM 800.00'])
  })

  it('with other content: DCL-006, the first stands', async () => {
    const system = await withGrants()
    const first = await file(system, 'a', version(1, 1, '1000.00'))
    const run = await file(system, 'b', version(1, 1, '9000.00'))
    expect([codesOf(system, run), filesSay(system, run)]).toEqual([['DCL-006'], []])
    expect(findingsOf(system, run)[0]?.message_nl).toContain(first)
    expect(findingsOf(system, run)[0]?.message_nl).toContain('1/1')
    // The first still counts when another attest of the worker comes.
    expect(movedBy(system, await file(system, 'c', version(2, 1, '500.00')))).toEqual(['bakery ANNA 200.00'])
  })

  it('with other content: DCL-006 also when it is overtaken', async () => {
    const system = await withGrants()
    await file(system, 'a', version(1, 1, '1000.00'))
    await file(system, 'b', version(1, 2, '2000.00'))
    expect(codesOf(system, await file(system, 'c', version(1, 1, '9000.00')))).toEqual(['DCL-006'])
  })

  it('the very same file is FIL-002', async () => {
    const system = await withGrants()
    await file(system, 'a', version(1, 1, '1000.00'))
    expect(codesOf(system, await file(system, 'b', version(1, 1, '1000.00')))).toEqual(['FIL-002'])
  })
})

describe('an attest that moves to another number of the worker', () => {
  it('is recovered from the old number and paid under the new', async () => {
    const system = await withGrants()
    await file(system, 'a', version(1, 1, '5000.00'))
    const run = await file(system, 'b', version(1, 2, '6000.00', { inss: BRAM }))
    expect(movedBy(system, run).toSorted()).toEqual(['bakery ANNA -2000.00', 'bakery BRAM 2400.00'])
    expect(filesSay(system, run)).toEqual(['pay bakery IMW 400.00'])
    expect(codesOf(system, run)).toEqual(['DCL-012 ANNA', 'PAY-004'])
  })

  it('leaves the old number its other attests', async () => {
    const system = await withGrants()
    await file(system, 'a', version(1, 1, '5000.00'), version(2, 1, '1000.00'))
    await file(system, 'b', version(1, 2, '6000.00', { inss: BRAM }))
    expect(instructed(system)).toEqual({ 'bakery ANNA': '400.00', 'bakery BRAM': '2400.00' })
  })

  it('and back again', async () => {
    const system = await withGrants()
    await file(system, 'a', version(1, 1, '5000.00'))
    await file(system, 'b', version(1, 2, '6000.00', { inss: BRAM }))
    await file(system, 'c', version(1, 3, '7000.00'))
    expect(instructed(system)).toEqual({ 'bakery ANNA': '2800.00' })
  })

  it.each([
    ['the earlier version first', [version(1, 1, '5000.00'), version(1, 2, '6000.00', { inss: BRAM })]],
    ['the later version first', [version(1, 2, '6000.00', { inss: BRAM }), version(1, 1, '5000.00')]],
  ])('both versions in one file, %s: paid under the new number alone', async (_, attests) => {
    const system = await withGrants()
    await file(system, 'a', ...attests)
    expect(instructed(system)).toEqual({ 'bakery BRAM': '2400.00' })
  })

  it('is recovered from the old number also when the file has the version that is overtaken of it', async () => {
    const system = await withGrants()
    await file(system, 'a', version(1, 2, '5000.00'))
    await file(system, 'b', version(1, 1, '4000.00'), version(1, 3, '6000.00', { inss: BRAM }))
    expect(instructed(system)).toEqual({ 'bakery BRAM': '2400.00' })
  })

  it('is recovered from the old number also when the file has an older version of another attest of it', async () => {
    const system = await withGrants()
    await file(system, 'a', version(1, 1, '5000.00'), version(2, 2, '1000.00'))
    await file(system, 'b', version(1, 2, '6000.00', { inss: BRAM }), version(2, 1, '900.00'))
    expect(instructed(system)).toEqual({ 'bakery ANNA': '400.00', 'bakery BRAM': '2400.00' })
  })
})

describe('between compute and settle', () => {
  const settled = async (system: MemorySystem, run: string): Promise<void> => {
    const trigger = system.queue.find(({ created }) => created.key === `${run}/run.settle`)
    await settle(trigger!.created, system.dependencies)
  }

  it('a grant that arrives is used', async () => {
    const system = await systemWith([grant(BAKERY, BRAM)])
    const run = send(system, 'a.xml', publication(version(1, 1, '1000.00'), version(2, 1, '500.00')))
    await system.run({ stages: ['intake', 'compute'] })
    system.upload('registry/entitlements/more.csv', entitlementsCsv(grant(BAKERY, ANNA)))
    await system.run({ stages: ['registry'] })
    await system.run()
    expect(movedBy(system, run)).toEqual(['bakery ANNA 600.00'])
  })

  it('a grant that arrives is used over the attests held, not only over those in the file', async () => {
    const system = await systemWith([grant(BAKERY, BRAM)])
    await file(system, 'before', version(1, 1, '1000.00'))
    const run = send(system, 'a.xml', publication(version(2, 1, '500.00')))
    await system.run({ stages: ['intake', 'compute'] })
    system.upload('registry/entitlements/more.csv', entitlementsCsv(grant(BAKERY, ANNA)))
    await system.run({ stages: ['registry'] })
    await system.run()
    expect(movedBy(system, run)).toEqual(['bakery ANNA 600.00'])
  })

  it('attests that another run books are added', async () => {
    const system = await withGrants()
    const first = send(system, 'a.xml', publication(version(1, 1, '1000.00')))
    const second = send(system, 'b.xml', publication(version(2, 1, '500.00'), version(1, 2, '2000.00')))
    await system.run({ stages: ['intake', 'compute'] })
    await settled(system, second)
    await settled(system, first)
    expect([movedBy(system, second), movedBy(system, first)]).toEqual([['bakery ANNA 1000.00'], []])
    expect(codesOf(system, first)).toEqual(['DCL-005'])
  })

  it('two runs that settle on one account at the same time lose no attest', async () => {
    const system = await withGrants()
    const runs = [
      send(system, 'a.xml', publication(version(1, 1, '1000.00'))),
      send(system, 'b.xml', publication(version(2, 1, '500.00'))),
      send(system, 'c.xml', publication(version(1, 2, '2000.00'), version(3, 1, '250.00', { inss: BRAM }))),
    ]
    await system.run({ stages: ['intake', 'compute'] })
    await Promise.all(runs.map((run) => settled(system, run)))
    expect(instructed(system)).toEqual({ 'bakery ANNA': '1000.00', 'bakery BRAM': '100.00' })
    await file(system, 'd', cancelled(3, 2, { inss: BRAM }), version(1, 3, '3000.00'))
    expect(instructed(system)).toEqual({ 'bakery ANNA': '1400.00' })
  })
})

describe('the ledger', () => {
  it('an account bound by a DmfA refuses attests, and the other way round', async () => {
    const declares = dmfa(form(person(ANNA), { CompanyID: BAKERY }))
    const [first, second] = [await withGrants(), await withGrants()]
    send(first, 'dmfa.xml', declares)
    await first.run()
    expect(codesOf(first, await file(first, 'a', version(1, 1, '1000.00')))).toEqual(['DCL-005'])
    await file(second, 'a', version(1, 1, '1000.00'))
    const run = send(second, 'dmfa.xml', declares)
    await second.run()
    expect([codesOf(second, run), filesSay(second, run)]).toEqual([['DCL-005'], []])
  })

  it('knows every version booked, and has one record behind each entry', async () => {
    const system = await withGrants()
    await file(system, 'a', version(1, 1, '1000.00'), version(2, 1, '1.00', { inss: BRAM }))
    await file(system, 'b', version(1, 3, '2000.00'))
    const account = fold(bakery(system))
    expect([...account.attests].map(([number, all]) => [number, all.map(({ version: of }) => of)])).toEqual([
      ['1', [1, 3]],
      ['2', [1]],
    ])
    expect(account.ladder).toBe('ATTEST')
    for (const { record } of bakery(system)) expect(await system.objects.exists('ledger', `records/${record}.json.gz`)).toBe(true)
    expect(account.heldRecord).toBe(bakery(system).at(-1)?.record)
  })

  it('an employer without a bank account: held, paid as soon as it came, and the next version pays the rest', async () => {
    const system = await withGrants()
    system.upload('registry/payees/hold.csv', payeesCsv(payee(BAKERY, { hold: 'YES', hold_reason: 'asked' })))
    await system.run()
    const held = await file(system, 'a', version(1, 1, '1000.00'))
    expect([filesSay(system, held), codesOf(system, held)]).toEqual([[], ['PAY-003']])
    system.upload('registry/payees/free.csv', payeesCsv(payee(BAKERY)))
    await system.run()
    const released = system.runs.all().find(({ source }) => source.key.startsWith('release/'))
    expect(movedBy(system, released?.runId ?? '')).toEqual(['bakery ANNA 400.00'])
    expect(movedBy(system, await file(system, 'b', version(1, 2, '1500.00')))).toEqual(['bakery ANNA 200.00'])
  })
})
