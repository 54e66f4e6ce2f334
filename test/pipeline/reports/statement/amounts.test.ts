// Checks that a statement says what is ordered: over any series of corrections and holds its lines and totals are those of the instructions, to the cent.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { quarter } from '../../../../shared/kernel/calendar.ts'
import type { EmployerNumber, Inss } from '../../../../shared/kernel/identifiers.ts'
import { centsOf, cents, euroText, sumEuro } from '../../../../shared/kernel/money.ts'
import { COMPONENTS, MEASURES } from '../../../../shared/law/measures.ts'
import { changesOf } from '../../../../shared/ledger/account-change.ts'
import { fold } from '../../../../shared/ledger/account.ts'
import { bookDeclaration } from '../../../../shared/ledger/booking.ts'
import type { DueLine } from '../../../../shared/ledger/differences.ts'
import type { LedgerEntry } from '../../../../shared/ledger/entry.ts'
import type { PaymentHolds } from '../../../../shared/ledger/payment-holds.ts'
import { settlementOf } from '../../../../shared/payment/payment-instruction.ts'
import type { DeclarationOutcome } from '../../../../shared/pipeline/reports/outcome.ts'
import { NO_WORKERS } from '../../../../shared/pipeline/reports/worker-counts.ts'
import { statementHtml } from '../../../../shared/pipeline/reports/statement/document.ts'
import { amountText } from '../../../../shared/pipeline/reports/page/figures.ts'
import { statementCsvLines } from '../../../../shared/pipeline/reports/statement/statement-csv.ts'
import { statementQuarter } from '../../../../shared/pipeline/reports/statement/statement.ts'
import { nthTestInss } from '../../../support/numbers.ts'
import { headOf } from './outcomes.ts'

const ACCOUNT = { employerNumber: '0123456749' as EmployerNumber, quarter: quarter('2024Q3') }
const WORKERS = [0, 1, 2].map((n) => nthTestInss(n) as Inss)
const HOLD = { code: 'PAY-003', details: [], parameters: { reason: '-' } } as const

interface Declared {
  readonly due: ReadonlyMap<Inss, readonly DueLine[]>
  readonly holds: PaymentHolds
}

/** What one declaration gives: some workers with some components, and perhaps a hold. */
const declared: fc.Arbitrary<Declared> = fc
  .record({
    premiums: fc.array(
      fc.record({
        inss: fc.constantFrom(...WORKERS),
        measure: fc.constantFrom(...MEASURES),
        grant: fc.constantFrom('A', 'B'),
        component: fc.constantFrom(...COMPONENTS),
        premium: fc.bigInt({ min: 0n, max: 200_000n }),
        regionUnknown: fc.boolean(),
      }),
      { maxLength: 8 },
    ),
    isHeld: fc.boolean(),
  })
  .map(({ premiums, isHeld }) => {
    const lines = new Map(
      premiums.map(({ grant, premium, ...line }) => [
        [line.inss, grant, line.component].join('#'),
        { ...line, entitlementId: `${line.measure}-${grant}`, premium: cents(premium) },
      ]),
    )
    return { due: Map.groupBy([...lines.values()], ({ inss }) => inss), holds: isHeld ? { VOP: HOLD, IMW: HOLD } : {} }
  })

/** The outcome of the last of these declarations, each a FULL. */
function lastOutcome(series: readonly Declared[]): DeclarationOutcome {
  const entries: LedgerEntry[] = []
  for (const [index, { due, holds }] of series.entries()) {
    const statement = {
      ladder: 'CSV',
      sequence: index + 1,
      kind: 'FULL',
      digest: `${index}`,
      speaksOfAll: true,
      listed: WORKERS,
      refused: [],
    } as const
    const frame = {
      account: ACCOUNT,
      runId: 'run-1',
      payee: undefined,
      payeeVersion: null,
      parameterSet: '',
      registryDigest: '',
      record: '',
    }
    entries.push(bookDeclaration(entries, { ...frame, statement, due, holds }))
  }
  const entry = entries.at(-1)!
  const before = fold(entries.slice(0, -1))
  const settlement = settlementOf(entry, before)
  const nothing = { exceptions: [], paymentExceptions: [], calculations: [], differences: [], counts: NO_WORKERS, workers: [] }
  return { entry, accepted: true, settlement, changes: changesOf(before, entry), ...nothing }
}

const cellsOf = (
  csv: string,
): Record<'measure' | 'worker' | 'grant' | 'component' | 'premium' | 'earlier' | 'paid' | 'held' | 'reference', string>[] =>
  csv
    .split('\r\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [
        ,
        ,
        measure = '',
        worker = '',
        grant = '',
        ,
        ,
        ,
        ,
        ,
        ,
        ,
        component = '',
        premium = '',
        earlier = '',
        paid = '',
        held = '',
        ,
        reference = '',
      ] = line.split(';')
      return { measure, worker, grant, component, premium, earlier, paid, held, reference }
    })

it('every line of an instruction stands in the statement, and the totals agree', () => {
  const seen = new Set<string>()
  fc.assert(
    fc.property(fc.array(declared, { minLength: 1, maxLength: 4 }), (series) => {
      const outcome = lastOutcome(series)
      const { payments, claims, held } = outcome.settlement
      const cells = cellsOf(statementCsvLines(outcome))
      const told = statementQuarter(outcome)
      const html = statementHtml(headOf('run-1', [outcome]), [told])
      for (const { premium, earlier, paid, held: kept } of cells)
        expect(centsOf(premium) - centsOf(earlier)).toBe(centsOf(paid) + centsOf(kept))
      for (const order of [...payments, ...claims]) {
        const ofOrder = cells.filter(({ reference }) => reference === order.paymentId)
        expect(euroText(sumEuro(ofOrder.map(({ paid }) => paid)))).toBe(order.amount)
        expect(
          ofOrder.map(({ worker, grant, component, premium, earlier, paid }) => [worker, grant, component, premium, earlier, paid]),
        ).toEqual(
          order.lines.map((line) => [
            `••••••${line.inss.slice(-5)}`,
            line.entitlementId,
            line.component,
            line.premium,
            line.previouslyInstructed,
            line.amount,
          ]),
        )
        expect(html).toContain(order.paymentId)
        seen.add(order.amount.startsWith('-') ? 'claim' : 'payment')
      }
      for (const measure of MEASURES) {
        const heldOfMeasure = held.filter((each) => each.measure === measure)
        const sums = (of: 'paid' | 'held'): bigint => sumEuro(cells.filter((cell) => cell.measure === measure).map((cell) => cell[of]))
        expect(sums('held')).toBe(sumEuro(heldOfMeasure.map(({ amount }) => amount)))
        expect(sums('paid')).toBe(
          sumEuro([...payments, ...claims].filter((order) => order.measure === measure).map(({ amount }) => amount)),
        )
        if (heldOfMeasure.length > 0) seen.add('held')
      }
      expect(html).toContain(`<dt>Nu betaald</dt><dd>${amountText(euroText(sumEuro(payments.map(({ amount }) => amount))), 'nl')}</dd>`)
    }),
    { numRuns: 150 },
  )
  expect([...seen].toSorted()).toEqual(['claim', 'held', 'payment'])
})
