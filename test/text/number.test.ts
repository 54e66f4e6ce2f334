/** Checks how amounts and hours that people write are read, and how a header names columns. */
import { describe, expect, it } from 'vitest'
import { describeHeader, readHeader } from '../../shared/text/header.ts'
import { readNumber, twoDecimals } from '../../shared/text/number.ts'

describe('a number', () => {
  const shown = (text: string, commaAllowed: boolean): string => {
    const read = readNumber(text, commaAllowed)
    return read.kind === 'number' ? twoDecimals(read.hundredths) : read.kind === 'too-precise' ? `too precise: ${read.text}` : read.kind
  }

  it.each([
    ['0', '0.00'],
    ['7', '7.00'],
    ['7786.5', '7786.50'],
    ['7786.50', '7786.50'],
    ['007.10', '7.10'],
    ['0.01', '0.01'],
    ['-3', '-3.00'],
    ['-0.05', '-0.05'],
    ['12345678901234567890.12', '12345678901234567890.12'],
    ['1.234', 'too precise: 1.234'],
    ['1.500', 'too precise: 1.500'],
    ['-0.001', 'too precise: -0.001'],
  ])('%s is %s, with a comma too where it is allowed', (text, expected) => {
    expect(shown(text, false)).toBe(expected)
    expect(shown(text, true)).toBe(expected)
    expect(shown(text.replace('.', ','), true)).toBe(expected)
  })

  it.each(['7786,50', '0,1', '1,234'])('%s is no number where the comma separates fields', (text) => {
    expect(shown(text, false)).toBe('not-a-number')
  })

  it.each([
    '',
    'x',
    '1.',
    '.5',
    '+1',
    '1e3',
    '1.000,00',
    '1,000.00',
    '1 000',
    '1..2',
    '--1',
    '€5',
    '١',
    '1_000',
    '0x10',
    'Infinity',
    'NaN',
    '1\n',
  ])('%j is no number', (text) => {
    expect(shown(text, true)).toBe('not-a-number')
  })
})

describe('a header', () => {
  const COLUMNS = ['name', 'age', 'note'] as const
  const read = (...names: string[]): unknown => {
    const header = readHeader(names, COLUMNS, ['note'])
    return header.kind === 'problems' ? header.problems : header.record(names.map((name) => `<${name}>`))
  }

  it.each([
    ['the usual order', ['name', 'age', 'note']],
    ['another order', ['note', 'age', 'name']],
  ])('%s: every value goes to its own column', (_, names) => {
    expect(read(...names)).toEqual({ name: '<name>', age: '<age>', note: '<note>' })
  })

  it('an optional column that is absent reads as empty', () => {
    expect(read('age', 'name')).toEqual({ name: '<name>', age: '<age>', note: '' })
  })

  it('names every missing, unknown and double column', () => {
    expect(read('Name', 'age', 'age', 'age', 'colour')).toEqual({ missing: ['name'], unknown: ['Name', 'colour'], double: ['age'] })
  })

  it('says only what applies', () => {
    expect(describeHeader({ missing: ['a', 'b'], unknown: [], double: ['c'] })).toEqual({
      details: ['missing-columns', 'double-columns'],
      parameters: { missing: 'a, b', unknown: '', double: 'c' },
    })
  })

  it('shortens the names of unknown columns', () => {
    expect(describeHeader({ missing: [], unknown: ['x'.repeat(5000)], double: [] }).parameters.unknown).toHaveLength(500)
  })
})
