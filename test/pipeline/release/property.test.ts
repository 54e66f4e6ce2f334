// Understands what holds and releases must never change: whatever was held, stopped and let go in between, in the end exactly what is due was instructed, and never more.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { centsOf } from '../../../shared/kernel/money.ts'
import { fold } from '../../../shared/ledger/account.ts'
import type { MemorySystem } from '../../support/memory-ports.ts'
import {
  ANNA,
  BAKERY,
  BRAM,
  CEM,
  entitlementsCsv,
  grant,
  IBANS,
  payee,
  payeesCsv,
  row,
  systemWith,
} from '../../support/pipeline-builders.ts'
import { full, partial, stateOf } from '../../support/recompute-builders.ts'
import { dropRequest, ELS, expectAccounted, moneyBooked, sendBy, TOM } from '../../support/release-builders.ts'

const RUNS = Number(process.env.RUNS ?? 25)
const WORKERS = [ANNA, BRAM, CEM] as const

type Step =
  | { readonly kind: 'declare'; readonly isFull: boolean; readonly sequence: number; readonly wages: readonly (number | null)[] }
  | { readonly kind: 'payee'; readonly is: 'good' | 'other' | 'invalid' | 'hold' }
  | { readonly kind: 'request'; readonly line: string }

const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('declare' as const),
      isFull: fc.boolean(),
      sequence: fc.integer({ min: 1, max: 6 }),
      wages: fc.tuple(...WORKERS.map(() => fc.option(fc.integer({ min: 0, max: 3 })))),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('payee' as const), is: fc.constantFrom('good', 'other', 'invalid', 'hold') }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('request' as const),
      line: fc.constantFrom(
        'pause;IMW;;why',
        'resume;IMW;;',
        `release;${BAKERY};2024Q3;`,
        `release;${BAKERY};;`,
        `retry;${BAKERY};2024Q3;`,
      ),
    }),
  },
) as fc.Arbitrary<Step>

const PAYEES: Readonly<Record<(Step & { kind: 'payee' })['is'], string>> = {
  good: payeesCsv(payee(BAKERY)),
  other: payeesCsv(payee(BAKERY, { iban: IBANS[1] })),
  invalid: payeesCsv(payee(BAKERY, { iban: 'BE00000000000000' })),
  hold: payeesCsv(payee(BAKERY, { hold: 'YES' })),
}

let files = 0
const isDeclared = (each: Step): each is Step & { kind: 'declare' } => each.kind === 'declare' && each.wages.some((wage) => wage !== null)

function apply(system: MemorySystem, each: Step): void {
  files += 1
  if (each.kind === 'payee') system.upload(`registry/payees/p-${files}.csv`, PAYEES[each.is])
  else if (each.kind === 'request') dropRequest(system, TOM, each.line)
  else if (isDeclared(each)) {
    const rows = each.wages.flatMap((wage, index) => (wage === null ? [] : [row(WORKERS[index]!, `${wage}000.00`)]))
    sendBy(system, ELS, (each.isFull ? full : partial)(each.sequence, ...rows))
  }
}

async function begun(first?: string): Promise<MemorySystem> {
  const system = await systemWith([])
  system.upload('registry/entitlements/all.csv', entitlementsCsv(...WORKERS.map((inss) => grant(BAKERY, inss))))
  if (first !== undefined) system.upload('registry/payees/first.csv', first)
  await system.run()
  return system
}

/** At any time: no line has more instructed than some declaration gave a right to, and no payment goes out while all are held. */
function expectNeverTooMuch(system: MemorySystem): void {
  for (const [key, entries] of Object.entries(system.ledger.all()))
    for (let version = 1; version <= entries.length; version++) {
      const entry = entries[version - 1]!
      const after = fold(entries.slice(0, version))
      for (const { inss, premium, moved } of entry.lines)
        if (centsOf(moved) > 0n) {
          const instructed = [...after.lines.get(inss)!.values()].reduce((sum, line) => sum + line.instructed, 0n)
          expect(instructed <= centsOf(premium), `${key} ${version}`).toBe(true)
          expect(
            entry.holds.IMW === undefined || entry.lines.reduce((sum, line) => sum + centsOf(line.moved), 0n) <= 0n,
            `${key} ${version}`,
          ).toBe(true)
        }
    }
}

test(`declarations, payees, pauses and releases in any sequence (${RUNS} times): at the end exactly what is due was instructed`, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ each: step, waits: fc.boolean() }), { minLength: 1, maxLength: 12 }),
      fc.constantFrom(undefined, ...Object.values(PAYEES)),
      async (steps, first) => {
        const system = await begun(first)
        for (const { each, waits } of steps) {
          apply(system, each)
          // Some steps meet what is still under way.
          if (!waits) await system.run()
          expectNeverTooMuch(system)
        }
        await system.run()
        dropRequest(system, TOM, 'resume;IMW;;')
        system.upload('registry/payees/last.csv', PAYEES.good)
        await system.run()
        // What was listed too late for that is asked for by the next sweep.
        for await (const { account } of system.runs.openHolds())
          dropRequest(system, TOM, `retry;${account.employerNumber};${account.quarter};`)
        await system.run()
        expectNeverTooMuch(system)
        await expectAccounted(system)

        const known = await begun(PAYEES.good)
        for (const { each } of steps)
          if (isDeclared(each)) {
            apply(known, each)
            await known.run()
          }
        expect(await stateOf(system)).toEqual(await stateOf(known))
        expect(moneyBooked(system)).toEqual(moneyBooked(known))
      },
    ),
    { numRuns: RUNS },
  )
})
