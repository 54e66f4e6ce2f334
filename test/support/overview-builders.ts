// Understands the one thing that must hold of every overview: what it says stands on the quarters is what the ledger says.
import { expect } from 'vitest'
import type { EmployerNumber } from '../../shared/kernel/identifiers.ts'
import { addCents, centsOf, euroText, NO_MONEY, subtractCents } from '../../shared/kernel/money.ts'
import { fold } from '../../shared/ledger/account.ts'
import { MEASURES } from '../../shared/law/measures.ts'
import { personsOf } from '../../shared/pipeline/assess-declaration.ts'
import { makeOverview } from '../../shared/pipeline/overview/make-overview.ts'
import type { Overview } from '../../shared/pipeline/overview/overview.ts'
import { waitingNow } from '../../shared/pipeline/overview/waiting.ts'
import type { MemorySystem } from './memory-ports.ts'

export const overviewOf = async ({ dependencies }: MemorySystem, at: string): Promise<Overview> =>
  makeOverview(at, await waitingNow([], dependencies), dependencies)

/** `2024Q3 VOP: workers 1, due 2000.00, instructed 2000.00, held 0.00`, of those where anything is. */
export async function ledgerQuarters({ ledger, registry }: MemorySystem): Promise<string[]> {
  const sums = new Map<string, { workers: number; due: bigint; instructed: bigint; held: bigint }>()
  for (const [key, entries] of Object.entries(ledger.all())) {
    const [employer = '', quarter = ''] = key.split('#')
    const persons = personsOf((await registry.employer(employer as EmployerNumber)).aliases)
    for (const worker of fold(entries, persons).lines.values())
      for (const measure of MEASURES) {
        const lines = [...worker.values()].filter((line) => line.measure === measure)
        const name = `${quarter} ${measure}`
        const of = sums.get(name) ?? { workers: 0, due: 0n, instructed: 0n, held: 0n }
        sums.set(name, of)
        if (lines.some(({ premium }) => premium !== NO_MONEY)) of.workers += 1
        for (const { premium, instructed, held } of lines) {
          of.due += premium
          of.instructed += instructed
          of.held += held
        }
      }
  }
  return told([...sums].map(([name, { workers, due, instructed, held }]) => [name, workers, due, instructed, held]))
}

export const overviewQuarters = ({ quarters }: Overview): string[] =>
  told(
    quarters.flatMap(({ quarter, measures }) =>
      MEASURES.map((measure): Standing => {
        const { workers, due, paid, held, claims } = measures[measure]
        return [`${quarter} ${measure}`, workers, centsOf(due), subtractCents(centsOf(paid), centsOf(claims)), centsOf(held)]
      }),
    ),
  )

type Standing = readonly [name: string, workers: number, due: bigint, instructed: bigint, held: bigint]

const told = (standings: readonly Standing[]): string[] =>
  standings
    .filter(([, ...figures]) => figures.some((figure) => BigInt(figure) !== 0n))
    .map(([name, workers, ...amounts]) => {
      const [due, instructed, held] = amounts.map((amount) => euroText(addCents(amount as never)))
      return `${name}: workers ${workers}, due ${due ?? ''}, instructed ${instructed ?? ''}, held ${held ?? ''}`
    })
    .toSorted()

export async function expectOverviewOfLedger(system: MemorySystem): Promise<void> {
  expect(overviewQuarters(await overviewOf(system, '2026-01-01T00:00:00.000Z'))).toEqual(await ledgerQuarters(system))
}
