// Understands invented stories of declarations, refusals, returned money, payees and decisions: whatever happens, every euro is paid once in the end.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fold } from '../../../shared/ledger/account.ts'
import { addCents, euroText, NO_MONEY } from '../../../shared/kernel/money.ts'
import { personsOf } from '../../../shared/pipeline/assess-declaration.ts'
import type { MemorySystem } from '../../support/memory-ports.ts'
import {
  ANNA,
  BAKERY,
  BRAM,
  CEM,
  declarationCsv,
  declared,
  DORA,
  entitlementsCsv,
  establishmentOf,
  establishmentsCsv,
  grant,
  IBANS,
  outputsOf,
  payee,
  payeesCsv,
  row,
  send,
  systemWith,
  type Paid,
} from '../../support/pipeline-builders.ts'
import { aliasesCsv, dropRegistry } from '../../support/recompute-builders.ts'
import { decide, setPayees, TOM } from '../../support/release-builders.ts'
import { answer, expectReturnsAccounted, refused, REGISTRAR, returnMoney, VOP } from '../../support/return-builders.ts'

const QUARTERS = ['2024Q2', '2024Q3'] as const
const PLACE = establishmentOf(1)
/** Anna and Dora (one person, once somebody says so) and Cem have an IMW, Cem with guidance of a place whose region is not known yet; Bram has a VOP. */
const start = systemWith([
  grant(BAKERY, ANNA),
  grant(BAKERY, BRAM, VOP),
  grant(BAKERY, CEM, { guidance_level: 'LOW' }),
  grant(BAKERY, DORA),
])

type Step = (system: MemorySystem, at: number) => Promise<unknown>
const payments = (system: MemorySystem): (Paid & { runId: string })[] =>
  system.runs
    .all()
    .flatMap(({ runId, state }) => (state === 'settled' ? outputsOf(system, runId).payments.map((each) => ({ ...each, runId })) : []))
/** One of all payments so far, or nothing where there is none. */
const chosen = (system: MemorySystem, n: number): (Paid & { runId: string }) | undefined => {
  const all = payments(system)
  return all[n % Math.max(all.length, 1)]
}
const wage = fc.constantFrom('0.00', '1000.00', '2500.00', '5000.00')
const reason = fc.constantFrom('AC04', 'AM04')

const declares = fc
  .record({
    quarter: fc.constantFrom(...QUARTERS),
    kind: fc.constantFrom('FULL' as const, 'FULL' as const, 'PARTIAL' as const),
    sequence: fc.integer({ min: 1, max: 6 }),
    wages: fc.tuple(wage, wage, wage, wage),
    who: fc.subarray([0, 1, 2, 3], { minLength: 1 }),
  })
  .map(({ quarter, kind, sequence, wages, who }): Step => {
    const place = { establishment_region: '', establishment_number: PLACE }
    const rows = who.map((n) => row([ANNA, BRAM, CEM, DORA][n] ?? ANNA, wages[n] ?? '0.00', { quarter, ...(n === 2 ? place : {}) }))
    return async (system, at) => {
      send(system, `story-${at}`, declarationCsv(declared(BAKERY, kind, sequence, rows)))
      await system.run()
    }
  })
const refuses = fc.tuple(fc.nat(20), reason).map(([n, why]): Step => async (system) => {
  const payment = chosen(system, n)
  if (payment) await answer(system, payment.runId, { listed: refused(why, payment.paymentId) })
})
const refusesAll = fc.nat(20).map((n): Step => async (system) => {
  const payment = chosen(system, n)
  if (payment) await answer(system, payment.runId, { groupStatus: 'RJCT', groupReason: 'FF01' })
})
const settles = fc.nat(20).map((n): Step => async (system) => {
  const payment = chosen(system, n)
  if (payment) await answer(system, payment.runId, { groupStatus: 'ACSC' })
})
const returns = fc.tuple(fc.nat(20), reason).map(([n, why]): Step => async (system) => {
  const payment = chosen(system, n)
  if (!payment) return
  const manual = await returnMoney(system, REGISTRAR, `${payment.paymentId};${payment.amount};2024-10-14;${why};`)
  await decide(system, TOM, `release;${manual};;`)
})
const payeeBecomes = fc.tuple(fc.constantFrom(IBANS[0], IBANS[1], 'BE00000000000000'), fc.constantFrom('NO', 'NO', 'YES')).map(
  ([iban, hold]): Step =>
    (system) =>
      setPayees(system, payeesCsv(payee(BAKERY, { iban, hold }))),
)
const decides = fc.constantFrom(`release;${BAKERY};;`, 'pause;IMW;;why', 'resume;IMW;;', 'pause;VOP;;why', 'resume;VOP;;').map(
  (line): Step =>
    (system) =>
      decide(system, TOM, line),
)
const grants = fc
  .tuple(fc.constantFrom(ANNA, BRAM, CEM), fc.constantFrom('2024Q2', '2025Q1'))
  .map(([inss, end_quarter]): Step => async (system) => {
    const kind = inss === BRAM ? { ...VOP, end_quarter: end_quarter === '2025Q1' ? '2025Q1' : '2024Q2' } : { end_quarter }
    dropRegistry(
      system,
      'entitlements',
      entitlementsCsv(grant(BAKERY, inss, { ...kind, ...(inss === CEM ? { guidance_level: 'LOW' } : {}) })),
    )
    await system.run()
  })
const learns = fc.constantFrom('alias', 'region').map((what): Step => async (system) => {
  if (what === 'alias') dropRegistry(system, 'aliases', aliasesCsv([ANNA, DORA]))
  else dropRegistry(system, 'establishments', establishmentsCsv([PLACE, BAKERY, 'FLANDERS']))
  await system.run()
})
const step = fc.oneof(
  { weight: 5, arbitrary: declares },
  { weight: 4, arbitrary: refuses },
  { weight: 1, arbitrary: refusesAll },
  { weight: 1, arbitrary: settles },
  { weight: 2, arbitrary: returns },
  { weight: 2, arbitrary: payeeBecomes },
  { weight: 2, arbitrary: decides },
  { weight: 1, arbitrary: grants },
  { weight: 1, arbitrary: learns },
)

/** What keeps payments back goes, and the region becomes known: nobody needs to release anything. */
async function allIsWell(system: MemorySystem): Promise<void> {
  await decide(system, TOM, 'resume;IMW;;', 'resume;VOP;;')
  dropRegistry(system, 'establishments', establishmentsCsv([PLACE, BAKERY, 'FLANDERS']))
  await setPayees(system, payeesCsv(payee(BAKERY, { iban: 'BE43068999999501', name: 'Bakery' })))
}

test('every euro that is due is instructed in the end, as payments that were not taken back and claims', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 9 }), async (steps) => {
      const system = (await start).copy()
      for (const [at, does] of steps.entries()) {
        await does(system, at)
        await expectReturnsAccounted(system)
      }
      await allIsWell(system)
      await expectReturnsAccounted(system)
      const persons = personsOf((await system.registry.employer(BAKERY)).aliases)
      for (const [account, entries] of Object.entries(system.ledger.all())) {
        const lines = [...fold(entries, persons).lines.values()].flatMap((worker) => [...worker.values()])
        for (const { premium, instructed, held } of lines) expect([instructed, held], account).toEqual([premium, 0n])
        const paid = addCents(NO_MONEY, ...lines.map(({ instructed }) => instructed))
        expect(paid >= 0n, `${account} ${euroText(paid)}`).toBe(true)
      }
    }),
    { numRuns: 15 },
  )
})
