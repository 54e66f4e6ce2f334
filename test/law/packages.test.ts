/** Checks the percentage of the wage premium at every boundary of every package (rules.md 3). */
import { describe, expect, it } from 'vitest'
import { quarter } from '../../shared/kernel/calendar.ts'
import { percentageAt } from '../../shared/law/packages.ts'
import { PARAMETERS } from '../../shared/law/parameters.ts'
import type { PackageName } from '../../shared/law/measures.ts'
import { percentageFor } from '../../shared/law/wage-premium.ts'
import { assessed, codesOf, imw, occupation, vop } from '../support/law-builders.ts'

const percentage = (name: PackageName, ordinal: number) => {
  const grant = name.startsWith('VOP') ? vop({ package: name }) : imw({ package: name })
  return percentageFor(grant, ordinal, quarter('2024Q3'), PARAMETERS).value
}

/** First ordinal, last ordinal, percentage of all ordinals between them. */
const PUBLISHED: readonly (readonly [PackageName, number, number, number | undefined])[] = [
  ['VOP_INDEFINITE', -3, 0, undefined],
  ['VOP_INDEFINITE', 1, 5, 40],
  ['VOP_INDEFINITE', 6, 9, 30],
  ['VOP_INDEFINITE', 10, 60, 20],
  ['VOP_DEFINITE', -3, 0, undefined],
  ['VOP_DEFINITE', 1, 60, 20],
  ['IMW_2Y', -3, 0, undefined],
  ['IMW_2Y', 1, 8, 20],
  ['IMW_2Y', 9, 21, undefined],
  ['IMW_5Y_STANDARD', -3, 0, undefined],
  ['IMW_5Y_STANDARD', 1, 5, 40],
  ['IMW_5Y_STANDARD', 6, 8, 30],
  ['IMW_5Y_STANDARD', 9, 20, 20],
  ['IMW_5Y_STANDARD', 21, 40, undefined],
  ['IMW_5Y_INCREASED', -3, 0, undefined],
  ['IMW_5Y_INCREASED', 1, 5, 55],
  ['IMW_5Y_INCREASED', 6, 8, 50],
  ['IMW_5Y_INCREASED', 9, 20, 40],
  ['IMW_5Y_INCREASED', 21, 40, undefined],
  ['IMW_5Y_COLLECTIVE', -3, 0, undefined],
  ['IMW_5Y_COLLECTIVE', 1, 5, 45],
  ['IMW_5Y_COLLECTIVE', 6, 8, 45],
  ['IMW_5Y_COLLECTIVE', 9, 20, 40],
  ['IMW_5Y_COLLECTIVE', 21, 40, undefined],
]

describe('percentage of a package', () => {
  it.each(PUBLISHED)('%s: ordinals %i to %i give %s', (name, first, last, expected) => {
    for (let ordinal = first; ordinal <= last; ordinal += 1) expect(percentage(name, ordinal), `ordinal ${ordinal}`).toBe(expected)
  })
})

describe('segments', () => {
  it.each(Object.entries(PARAMETERS.packages))('of %s begin at ordinal 1, without gap or overlap', (_, { rows }) => {
    for (const { value } of rows) {
      expect(value.map(({ from }) => from)).toEqual([1, ...value.slice(0, -1).map(({ to }) => (to ?? 0) + 1)])
    }
  })
})

describe('percentages of a decision (EXPLICIT)', () => {
  const schedule = [
    { from: 1, to: 4, percentage: 60 },
    { from: 5, to: 20, percentage: 45 },
  ]

  it.each([
    [0, undefined],
    [1, 60],
    [4, 60],
    [5, 45],
    [20, 45],
    [21, undefined],
  ])('1-4:60,5-20:45 gives in ordinal %i %s', (ordinal, expected) => {
    expect(percentageAt(schedule, ordinal)).toBe(expected)
    expect(percentageFor(imw({ package: 'EXPLICIT', schedule }), ordinal, quarter('2024Q3'), PARAMETERS).value).toBe(expected)
  })

  it('names the decision and its date as the source', () => {
    const { finding } = percentageFor(imw({ package: 'EXPLICIT', schedule, decidedOn: '2023-08-11' }), 5, quarter('2024Q3'), PARAMETERS)
    expect(finding).toMatchObject({
      source: 'beslissing',
      inForceFrom: '2023-08-11',
      inputs: { package: 'EXPLICIT', ordinal: '5' },
      output: '45',
    })
  })

  it('of 1 to 4 only: the fourth quarter is paid, the fifth is refused (ENT-007), guidance included', () => {
    const grant = imw({ package: 'EXPLICIT', schedule: schedule.slice(0, 1), guidanceLevel: 'HIGH' })
    expect(assessed({ quarter: '2024Q2', grants: [grant] })).toMatchObject({ outcome: 'PAID', ordinal: 4, percentage: '60' })
    const fifth = assessed({ quarter: '2024Q3', grants: [grant] })
    expect(codesOf(fifth)).toEqual(['ENT-007'])
    expect(fifth.exceptions[0]?.parameters).toEqual({ grant: 'IMW-1', ordinal: '5', package: 'EXPLICIT' })
    expect(fifth).not.toHaveProperty('components')
  })

  it('without segments gives no percentage', () => {
    expect(codesOf(assessed({ quarter: '2024Q2', grants: [imw({ package: 'EXPLICIT', schedule: null })] }))).toEqual(['ENT-007'])
  })
})

describe('the percentage that is paid', () => {
  it.each([
    ['VOP_INDEFINITE, fifth quarter', vop(), '2023Q1', '3600.00'],
    ['VOP_INDEFINITE, sixth quarter', vop(), '2023Q2', '2700.00'],
    ['VOP_INDEFINITE, ninth quarter', vop(), '2024Q1', '2700.00'],
    ['VOP_INDEFINITE, tenth quarter', vop(), '2024Q2', '1800.00'],
    ['VOP_DEFINITE, first quarter', vop({ package: 'VOP_DEFINITE' }), '2022Q1', '1800.00'],
    ['VOP_DEFINITE, eighth quarter', vop({ package: 'VOP_DEFINITE' }), '2023Q4', '1800.00'],
    ['IMW_2Y, first quarter', imw({ package: 'IMW_2Y' }), '2023Q3', '1800.00'],
    ['IMW_2Y, eighth quarter', imw({ package: 'IMW_2Y' }), '2025Q2', '1800.00'],
    ['IMW_5Y_STANDARD, fifth quarter', imw(), '2024Q3', '3600.00'],
    ['IMW_5Y_STANDARD, sixth quarter', imw(), '2024Q4', '2700.00'],
    ['IMW_5Y_STANDARD, eighth quarter', imw(), '2025Q2', '2700.00'],
    ['IMW_5Y_INCREASED, fifth quarter', imw({ package: 'IMW_5Y_INCREASED' }), '2024Q3', '4950.00'],
    ['IMW_5Y_INCREASED, sixth quarter', imw({ package: 'IMW_5Y_INCREASED' }), '2024Q4', '4500.00'],
    ['IMW_5Y_COLLECTIVE, fifth quarter', imw({ package: 'IMW_5Y_COLLECTIVE' }), '2024Q3', '4050.00'],
    ['IMW_5Y_COLLECTIVE, sixth quarter', imw({ package: 'IMW_5Y_COLLECTIVE' }), '2024Q4', '4050.00'],
  ])('%s', (_, grant, text, premium) => {
    const result = assessed({ quarter: text, grants: [grant], occupations: [occupation({ grossWage: '9000.00' })] }, grant.measure)
    expect(result).toMatchObject({ outcome: 'PAID', components: { WAGE_PREMIUM: premium } })
  })
})
