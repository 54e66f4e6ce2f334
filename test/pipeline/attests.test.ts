// Attests through the whole pipeline: what is paid, what comes back, to the cent (rules.md 7, formats.md 1.3). IMW pays 40 % of the wage here.
import { describe, expect, it } from 'vitest'
import type { MemorySystem } from '../support/memory-ports.ts'
import {
  ANNA,
  BAKERY,
  BRAM,
  CEM,
  declarationCsv,
  declared,
  DORA,
  GARAGE,
  grant,
  outputsOf,
  payee,
  payeesCsv,
  row,
  send,
  systemWith,
} from '../support/pipeline-builders.ts'
import { attestLine } from '../support/xml-builders.ts'
import { cancelled, codesOf, countsOf, file, filesSay, findingsOf, instructed, movedBy, version } from './attest-story.ts'

/** Anna and Bram have a grant at the bakery, Cem at the garage; Dora has none. */
const withGrants = (): Promise<MemorySystem> => systemWith([grant(BAKERY, ANNA), grant(BAKERY, BRAM), grant(GARAGE, CEM)])
const unreadableLine = attestLine('much')

describe('what is paid', () => {
  it('40 % of the wage of an attest', async () => {
    const system = await withGrants()
    const run = await file(system, 'a', version(1, 1, '9000.00'))
    const [payment] = outputsOf(system, run).payments
    expect(payment).toMatchObject({ employerNumber: BAKERY, measure: 'IMW', quarter: '2024Q3', amount: '3600.00' })
    expect(payment?.lines).toEqual([
      {
        inss: ANNA,
        entitlementId: `IMW-${BAKERY}-${ANNA}`,
        component: 'WAGE_PREMIUM',
        premium: '3600.00',
        previouslyInstructed: '0.00',
        amount: '3600.00',
      },
    ])
    expect(codesOf(system, run)).toEqual([])
  })

  it('two attests of one worker add up, in one file or in two', async () => {
    const [together, apart] = [await withGrants(), await withGrants()]
    expect(movedBy(together, await file(together, 'a', version(1, 1, '5000.00'), version(2, 1, '3000.55')))).toEqual([
      'bakery ANNA 3200.22',
    ])
    await file(apart, 'a', version(1, 1, '5000.00'))
    expect(movedBy(apart, await file(apart, 'b', version(2, 1, '3000.55')))).toEqual(['bakery ANNA 1200.22'])
  })

  it('of two attests together no more than 40 % of the ceiling', async () => {
    const system = await withGrants()
    expect(movedBy(system, await file(system, 'a', version(1, 1, '9000.00')))).toEqual(['bakery ANNA 3600.00'])
    // 2 x 2,070.48 x 3 = 12,422.88
    expect(movedBy(system, await file(system, 'b', version(2, 1, '9000.00')))).toEqual(['bakery ANNA 1369.15'])
  })

  it('attests that stand apart in the file give one entry and one payment per employer and measure', async () => {
    const system = await withGrants()
    const at = { employer: GARAGE, inss: CEM }
    const run = await file(
      system,
      'a',
      version(1, 1, '1000.00'),
      version(2, 1, '2000.00', at),
      version(3, 1, '3000.00', { inss: BRAM }),
      version(4, 1, '500.00', at),
      version(5, 1, '100.00'),
    )
    expect(filesSay(system, run)).toEqual(['pay bakery IMW 1640.00', 'pay garage IMW 1000.00'])
    expect(movedBy(system, run)).toEqual(['bakery ANNA 440.00', 'bakery BRAM 1200.00', 'garage CEM 1000.00'])
    expect(Object.values(system.ledger.all()).map((entries) => entries.length)).toEqual([1, 1])
    expect(countsOf(system, run)).toMatchObject({ rows: 5, declarations: 2, rejectedDeclarations: 0, workers: 3, paid: 3 })
  })

  it('workers without a grant are only counted', async () => {
    const system = await withGrants()
    const dora = { inss: DORA }
    const run = await file(system, 'a', version(1, 1, '1000.00'), version(2, 3, '1000.00', dora))
    expect(codesOf(system, run)).toEqual([])
    expect(countsOf(system, run)).toMatchObject({ workers: 2, paid: 1, withoutGrant: 1 })
    const late = await file(system, 'b', version(1, 2, '2000.00'), version(2, 2, '900.00', dora))
    expect(codesOf(system, late)).toEqual([])
    expect(movedBy(system, late)).toEqual(['bakery ANNA 400.00'])
  })

  it('workers without a grant are only counted when their older attest is a cancelled one, too', async () => {
    const system = await withGrants()
    await file(system, 'a', version(2, 4, '1000.00', { inss: DORA }))
    const late = await file(system, 'b', version(1, 1, '1000.00'), cancelled(2, 3, { inss: DORA }))
    expect(codesOf(system, late)).toEqual([])
  })

  it('a grant that covers another quarter is ENT-002', async () => {
    const system = await systemWith([grant(BAKERY, ANNA, { start_quarter: '2024Q4' })])
    expect(codesOf(system, await file(system, 'a', version(1, 1, '1000.00')))).toEqual(['ENT-002 ANNA'])
  })

  it('an employer known by RSZ number alone is paid', async () => {
    const system = await withGrants()
    system.upload('registry/payees/noss.csv', payeesCsv(payee(BAKERY, { noss_number: '0199999740' })))
    await system.run()
    const run = await file(system, 'a', version(1, 1, '1000.00', { employer: '0000000000' }), version(2, 1, '500.00'))
    expect(filesSay(system, run)).toEqual(['pay bakery IMW 600.00'])
  })
})

describe('a new version', () => {
  it('moves only the difference, of its own attest', async () => {
    const system = await withGrants()
    await file(system, 'a', version(1, 1, '5000.00'), version(2, 1, '3000.00'))
    const more = await file(system, 'b', version(1, 2, '5600.00'))
    expect(outputsOf(system, more).payments[0]?.lines).toMatchObject([
      { premium: '3440.00', previouslyInstructed: '3200.00', amount: '240.00' },
    ])
    const less = await file(system, 'c', version(2, 2, '1000.00'))
    expect(filesSay(system, less)).toEqual(['claim bakery IMW -800.00'])
    expect(codesOf(system, less)).toEqual(['PAY-005'])
    expect(instructed(system)).toEqual({ 'bakery ANNA': '2640.00' })
  })

  it('two versions in one file: the later counts', async () => {
    const system = await withGrants()
    expect(movedBy(system, await file(system, 'a', version(1, 2, '5000.00'), version(1, 1, '9000.00')))).toEqual(['bakery ANNA 2000.00'])
  })

  it('need not be the next number', async () => {
    const system = await withGrants()
    await file(system, 'a', version(1, 9, '1000.00'))
    expect(movedBy(system, await file(system, 'b', version(1, 10, '2000.00')))).toEqual(['bakery ANNA 400.00'])
  })
})

describe('a cancelled attest', () => {
  it('counts as absent: what was paid is recovered, and DCL-012 says so', async () => {
    const system = await withGrants()
    await file(system, 'a', version(1, 1, '5000.00'), version(2, 1, '3000.00', { inss: BRAM }))
    const run = await file(system, 'b', cancelled(1, 2))
    expect(filesSay(system, run)).toEqual(['claim bakery IMW -2000.00'])
    expect(codesOf(system, run)).toEqual(['DCL-012 ANNA', 'PAY-005'])
    expect(findingsOf(system, run)[0]?.amount_effect).toBe('-2000.00')
    expect(instructed(system)).toEqual({ 'bakery BRAM': '1200.00' })
  })

  it('one of two: only its share comes back', async () => {
    const system = await withGrants()
    await file(system, 'a', version(1, 1, '5000.00'), version(2, 1, '3000.00'))
    const run = await file(system, 'b', cancelled(1, 2))
    expect(movedBy(system, run)).toEqual(['bakery ANNA -2000.00'])
    expect(codesOf(system, run)).toEqual(['PAY-005'])
    expect(movedBy(system, await file(system, 'c', cancelled(2, 2)))).toEqual(['bakery ANNA -1200.00'])
  })

  it('reactivated it counts again', async () => {
    const system = await withGrants()
    await file(system, 'a', version(1, 1, '5000.00'))
    await file(system, 'b', cancelled(1, 2))
    const run = await file(system, 'c', version(1, 3, '5500.00', { status: '4' }))
    expect(outputsOf(system, run).payments[0]?.lines).toMatchObject([{ previouslyInstructed: '0.00', amount: '2200.00' }])
  })

  it('of nobody who was paid moves nothing and says nothing', async () => {
    const system = await withGrants()
    const run = await file(system, 'a', cancelled(1, 2))
    expect([filesSay(system, run), codesOf(system, run)]).toEqual([[], []])
    expect(system.ledger.all()[`${BAKERY}#2024Q3`]).toHaveLength(1)
  })

  it('that comes before the version it cancels: nothing is paid, then or later', async () => {
    const system = await withGrants()
    await file(system, 'a', cancelled(1, 2))
    const late = await file(system, 'b', version(1, 1, '5000.00'))
    expect([filesSay(system, late), codesOf(system, late)]).toEqual([[], ['DCL-005']])
  })

  it('with status 2 is taken as cancelled with a warning that says why', async () => {
    const system = await withGrants()
    await file(system, 'a', version(1, 1, '5000.00'))
    const run = await file(system, 'b', cancelled(1, 2, { status: '2' }))
    expect(filesSay(system, run)).toEqual(['claim bakery IMW -2000.00'])
    expect(codesOf(system, run)).toEqual(['DCL-012 ANNA', 'PAY-005'])
    expect(findingsOf(system, run)[0]?.message_nl).toContain('Het attest heeft status 2.')
  })

  it('with status 2 is warned about also when another attest of the worker remains', async () => {
    const system = await withGrants()
    await file(system, 'a', version(1, 1, '5000.00'), version(2, 1, '3000.00'))
    const run = await file(system, 'b', cancelled(1, 2, { status: '2' }))
    expect(movedBy(system, run)).toEqual(['bakery ANNA -2000.00'])
    expect(findingsOf(system, run).map(({ message_nl }) => message_nl)).toContainEqual(expect.stringContaining('status 2'))
  })
})

describe('a version that cannot be read', () => {
  it('changes nothing until a later version mends it', async () => {
    const system = await withGrants()
    await file(system, 'a', version(1, 1, '5000.00'), version(2, 1, '3000.00'))
    const broken = await file(system, 'b', version(1, 2, '0.00', { line: unreadableLine }))
    expect([filesSay(system, broken), codesOf(system, broken)]).toEqual([[], ['WRK-003 ANNA']])
    expect(countsOf(system, broken)).toMatchObject({ workers: 1, refused: 1, paid: 0 })
    const other = await file(system, 'c', version(2, 2, '4000.00'))
    expect([filesSay(system, other), codesOf(system, other)]).toEqual([[], ['WRK-003 ANNA']])
    // The version before the broken one comes late: it mends nothing.
    const late = await file(system, 'd', version(1, 1, '5000.00'), version(2, 3, '4500.00'))
    expect([filesSay(system, late), codesOf(system, late)]).toEqual([[], ['WRK-003 ANNA']])
    const mended = await file(system, 'e', version(1, 3, '6000.00'))
    expect([movedBy(system, mended), codesOf(system, mended)]).toEqual([['bakery ANNA 1000.00'], []])
  })

  it('leaves the other workers of the employer alone', async () => {
    const system = await withGrants()
    const run = await file(system, 'a', version(1, 1, '0.00', { line: unreadableLine }), version(2, 1, '1000.00', { inss: BRAM }))
    expect(movedBy(system, run)).toEqual(['bakery BRAM 400.00'])
    expect(countsOf(system, run)).toMatchObject({ workers: 2, paid: 1, refused: 1 })
  })

  it('and is then cancelled: what was paid comes back', async () => {
    const system = await withGrants()
    await file(system, 'a', version(1, 1, '5000.00'))
    await file(system, 'b', version(1, 2, '0.00', { line: unreadableLine }))
    expect(filesSay(system, await file(system, 'c', cancelled(1, 3)))).toEqual(['claim bakery IMW -2000.00'])
  })

  it('that is already followed by a readable one is of no consequence', async () => {
    const system = await withGrants()
    await file(system, 'a', version(1, 3, '5000.00'))
    const run = await file(system, 'b', version(1, 2, '0.00', { line: unreadableLine }), version(2, 1, '1000.00'))
    expect([movedBy(system, run), codesOf(system, run)]).toEqual([['bakery ANNA 400.00'], []])
  })

  it('because a part is missing (WRK-008) pays nothing; both parts pay what they say together', async () => {
    const system = await withGrants()
    const part = (of: number, number: number, wage: string): string => version(1, of, wage, { part: [number, 2] })
    const incomplete = await file(system, 'a', part(1, 1, '1000.00'))
    expect([filesSay(system, incomplete), codesOf(system, incomplete)]).toEqual([[], ['WRK-008 ANNA']])
    expect(movedBy(system, await file(system, 'b', part(2, 2, '2000.00'), part(2, 1, '1500.00')))).toEqual(['bakery ANNA 1400.00'])
  })
})

describe('counts', () => {
  it('every worker of the declaration counts once', async () => {
    const system = await withGrants()
    await file(system, 'a', version(1, 5, '5000.00'), version(2, 1, '3000.00', { inss: BRAM }))
    const run = await file(
      system,
      'b',
      cancelled(1, 4), // overtaken
      cancelled(2, 2, { inss: BRAM }),
      version(3, 1, '1000.00', { inss: DORA }),
      version(4, 1, '0.00', { inss: CEM, line: unreadableLine }),
    )
    expect(codesOf(system, run)).toEqual(['DCL-010 ANNA', 'DCL-012 BRAM', 'WRK-003 CEM', 'PAY-005'])
    const { workers = 0, withoutGrant = 0, paid = 0, held = 0, refused = 0, overtaken = 0 } = countsOf(system, run)
    expect({ withoutGrant, refused, overtaken }).toEqual({ withoutGrant: 1, refused: 1, overtaken: 1 })
    // Bram, who is withdrawn, is in no column of the summary; the columns never add up to more than the workers.
    expect(withoutGrant + paid + held + refused + overtaken).toBeLessThanOrEqual(workers)
  })
})

describe('CSV and attests', () => {
  const csv = (sequence: number, wage: string): string => declarationCsv(declared(BAKERY, 'FULL', sequence, [row(ANNA, wage)]))

  it('an account bound by CSV refuses attests', async () => {
    const system = await withGrants()
    send(system, 'csv', csv(1, '1000.00'))
    await system.run()
    const run = await file(system, 'a', version(1, 1, '9000.00'), version(2, 1, '1000.00', { employer: GARAGE, inss: CEM }))
    expect(codesOf(system, run)).toEqual(['DCL-005'])
    expect(findingsOf(system, run)[0]?.message_nl).toContain('de nummering CSV')
    expect(filesSay(system, run)).toEqual(['pay garage IMW 400.00'])
  })

  it('an account bound by attests refuses a CSV, and goes on with attests', async () => {
    const system = await withGrants()
    await file(system, 'a', version(1, 1, '1000.00'))
    const run = send(system, 'csv', csv(1, '9000.00'))
    await system.run()
    expect([codesOf(system, run), filesSay(system, run)]).toEqual([['DCL-005'], []])
    expect(movedBy(system, await file(system, 'b', version(1, 2, '2000.00')))).toEqual(['bakery ANNA 400.00'])
  })
})
