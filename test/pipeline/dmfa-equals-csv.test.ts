// A DmfA and the CSV that says the same give the same premiums, to the cent (formats.md 1.1 and 1.2).
import { describe, expect, it } from 'vitest'
import { quarter } from '../../shared/kernel/calendar.ts'
import { REPORT_FILES } from '../../shared/pipeline/layout.ts'
import { dmfaFile, twinCsv, workersOf, type DmfaPlan } from '../support/dmfa-generator.ts'
import type { MemorySystem } from '../support/memory-ports.ts'
import {
  employerOf,
  establishmentOf,
  establishmentsCsv,
  grant,
  outputsOf,
  send,
  systemWith,
  type Grant,
} from '../support/pipeline-builders.ts'
import { outputKey } from '../../shared/pipeline/layout.ts'

const planOf = (seed: number, inQuarter: string): DmfaPlan => ({ seed, employers: 4, workersPerEmployer: 60, quarter: quarter(inQuarter) })

/** A grant with guidance for every other worker. */
function grantsOf(plan: DmfaPlan): Grant[] {
  return Array.from({ length: plan.employers }, (_, employer) =>
    [...workersOf(plan, employer)]
      .filter(({ index }) => index % 2 === 0)
      .map(({ inss }) => grant(employerOf(employer), inss, { start_quarter: '2023Q3', end_quarter: '2028Q2', guidance_level: 'MEDIUM' })),
  ).flat()
}

interface Calculation {
  readonly inss: string
  readonly outcome: string
}

function calculationsOf(system: MemorySystem, run: string): Map<string, Calculation> {
  const text = system.objects.text('reports', outputKey(run, REPORT_FILES.calculations)) ?? ''
  const lines = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Calculation)
  return new Map(lines.map((line) => [line.inss, line]))
}

async function processed(plan: DmfaPlan, name: string, text: string): Promise<{ readonly system: MemorySystem; readonly run: string }> {
  const system = await systemWith(grantsOf(plan))
  const establishments = Array.from(
    { length: plan.employers },
    (_, employer) => [establishmentOf(employer), employerOf(employer), employer === 0 ? 'BRUSSELS' : 'FLANDERS'] as const,
  )
  system.upload('registry/establishments/all.csv', establishmentsCsv(...establishments))
  await system.run()
  const run = send(system, name, text, '2025-08-01T09:00:00.000Z')
  await system.run()
  return { system, run }
}

describe('a DmfA and the CSV that says the same', () => {
  it.each([
    [1, '2024Q3'],
    [2, '2023Q3'],
    [3, '2025Q2'],
  ])('give the same calculations and payments (seed %i, %s)', async (seed, inQuarter) => {
    const plan = planOf(seed, inQuarter)
    const dmfa = await processed(plan, 'dmfa.xml', [...dmfaFile(plan)].join(''))
    const csv = await processed(plan, 'twin', [...twinCsv(plan)].join(''))
    const fromDmfa = calculationsOf(dmfa.system, dmfa.run)
    const fromCsv = calculationsOf(csv.system, csv.run)
    expect(fromCsv.size).toBeGreaterThan(80)
    for (const [inss, calculation] of fromCsv) expect(fromDmfa.get(inss)).toEqual(calculation)
    // Only whom the CSV cannot list: without an occupation that counts.
    for (const [inss, calculation] of fromDmfa)
      if (!fromCsv.has(inss)) expect(calculation).toMatchObject({ outcome: 'REFUSED', exception: 'CAL-005' })
    const paid = outputsOf(dmfa.system, dmfa.run).payments
    const amounts = (of: typeof paid): unknown[] => of.map(({ employerNumber, amount, lines }) => ({ employerNumber, amount, lines }))
    expect(paid.length).toBeGreaterThan(0)
    expect(amounts(paid)).toEqual(amounts(outputsOf(csv.system, csv.run).payments))
  })
})
