/** Checks the generated DmfA and its CSV twin against the text itself: totals, check digits, size, and figures read back with plain patterns. */
import { describe, expect, it } from 'vitest'
import { quarter } from '../../shared/kernel/calendar.ts'
import { checkEmployerNumber, checkEstablishmentNumber, checkInss } from '../../shared/kernel/identifiers.ts'
import { COLUMNS, type Column } from '../../shared/declaration/columns.ts'
import { dmfaFile, twinCsv, workersOf, type DmfaPlan } from './dmfa-generator.ts'
import { WORKER_KINDS } from './dmfa-plan.ts'
import { establishmentOf, inssOf } from './pipeline-builders.ts'

const PLAN: DmfaPlan = { seed: 7, employers: 4, workersPerEmployer: 100, quarter: quarter('2024Q3') }
const fileOf = (plan: DmfaPlan): string => [...dmfaFile(plan)].join('')
/** What stands between the tags of an element, wherever it occurs. */
const blocks = (text: string, name: string): string[] =>
  [...text.matchAll(new RegExp(`<${name}>(.*?)</${name}>`, 'gs'))].map(([, inside]) => inside ?? '')
const valueOf = (text: string, name: string): string => blocks(text, name)[0] ?? ''
const sumOf = (amounts: readonly string[]): bigint => amounts.reduce((total, amount) => total + BigInt(amount), 0n)
const cents = (text: string): bigint => BigInt(text.replace('.', ''))

function rowsOf(plan: DmfaPlan): Record<Column, string>[] {
  const [header, ...lines] = [...twinCsv(plan)].join('').trimEnd().split('\n')
  expect(header).toBe(COLUMNS.join(';'))
  return lines.map((line) => Object.fromEntries(line.split(';').map((cell, index) => [COLUMNS[index], cell])) as Record<Column, string>)
}

describe('the generated DmfA', () => {
  it('is the same for the same plan, and another for another seed', () => {
    expect(fileOf(PLAN)).toBe(fileOf({ ...PLAN }))
    expect(fileOf(PLAN)).not.toBe(fileOf({ ...PLAN, seed: 8 }))
    expect([...twinCsv(PLAN)].join('')).toBe([...twinCsv({ ...PLAN })].join(''))
  })

  it('says the same indented', () => {
    expect(fileOf({ ...PLAN, indent: true }).replaceAll(/>\s+</g, '><')).toBe(fileOf(PLAN).replaceAll(/>\s+</g, '><'))
  })

  it('mixes every kind of worker; a plain plan has full-time workers with one occupation only', () => {
    const kinds = (plan: DmfaPlan): Set<string> => new Set([...workersOf(plan, 0), ...workersOf(plan, 1)].map(({ kind }) => kind))
    expect([...kinds(PLAN)].sort()).toEqual([...WORKER_KINDS].sort())
    const plain = { ...PLAN, plain: true }
    expect([...kinds(plain)].sort()).toEqual(['clerk', 'manual'])
    const text = fileOf(plain)
    expect(blocks(text, 'Occupation')).toHaveLength(400)
    expect(new Set(blocks(text, 'ServiceCode'))).toEqual(new Set(['001']))
    expect(new Set(blocks(text, 'RemunCode'))).toEqual(new Set(['001', '002']))
  })

  it('knows every code that the reader has to tell apart', () => {
    const text = fileOf({ ...PLAN, workersPerEmployer: 1_000 })
    const codes = (name: string): string[] => [...new Set(blocks(text, name))].sort()
    expect(codes('ServiceCode')).toEqual(['001', '002', '005', '010', '050', '071'])
    expect(codes('RemunCode')).toEqual(['001', '002', '003', '004', '005', '006', '007', '010', '011', '012'])
    expect(codes('ContributionWorkerCode')).toEqual(['015', '495', '809', '810', '856', '859'])
    expect(codes('DeductionCode')).toEqual(['0001', '1511', '3000', '3315', '6320'])
    expect(codes('WorkerCode')).toEqual(['015', '495', '841'])
    expect(text).toContain('<NaturalPersonUserReference/>')
    expect(text).toContain('<LocalUnitID>8999999894</LocalUnitID>')
  })

  it.each([1, 2, 3, 4, 5])('has the right NetOwedAmount of every employer (seed %i)', (seed) => {
    for (const declaration of blocks(fileOf({ ...PLAN, seed }), 'EmployerDeclaration')) {
      const owed = ['ContributionAmount', 'StudentContributionAmount', 'UnrelatedAmount'].map((name) => sumOf(blocks(declaration, name)))
      const expected = owed.reduce((a, b) => a + b, 0n) - sumOf(blocks(declaration, 'DeductionAmount'))
      expect(BigInt(valueOf(declaration, 'NetOwedAmount'))).toBe(expected)
    }
  })

  it('has numbers with right check digits, and no person twice', () => {
    const text = fileOf({ ...PLAN, firstEmployer: 50, firstWorker: 2_000 })
    const persons = blocks(text, 'NaturalPerson').map((person) => valueOf(person, 'INSS'))
    expect(persons).toEqual(Array.from({ length: 400 }, (_, index) => inssOf(2_000 + index)))
    for (const inss of blocks(text, 'INSS')) expect(checkInss(inss, { testNumbersAllowed: true }).kind).toBe('valid')
    for (const number of blocks(text, 'CompanyID')) expect(checkEmployerNumber(number.padStart(10, '0')).kind).toBe('valid')
    for (const unit of blocks(text, 'LocalUnitID')) expect(checkEstablishmentNumber(unit).kind).toBe('valid')
    for (const number of blocks(text, 'NOSSRegistrationNbr'))
      expect(Number(number.slice(-2))).toBe(96 - ((Number(number.slice(0, -2)) * 100) % 97))
    expect(blocks(text, 'LocalUnitID')).toContain(establishmentOf(50))
  })

  it('is made on the 14th of the first month after the quarter, unless told', () => {
    expect(valueOf(fileOf({ ...PLAN, quarter: quarter('2023Q4') }), 'FormCreationDate')).toBe('2024-01-14')
    expect(valueOf(fileOf({ ...PLAN, createdOn: '2024-11-02' }), 'FormCreationDate')).toBe('2024-11-02')
  })

  it.each([
    ['mixed', {}],
    ['plain', { plain: true }],
  ])('takes 2 to 3.5 KB a person (%s)', (_, other) => {
    const size = Buffer.byteLength(fileOf({ ...PLAN, ...other })) / 400
    expect(size).toBeGreaterThan(2_000)
    expect(size).toBeLessThan(3_500)
  })

  it.each([
    ['many employers', 400, 50],
    ['one employer', 1, 20_000],
  ])('comes in pieces of about 64 KB, however many people (%s)', (_, employers, workersPerEmployer) => {
    let persons = 0
    for (const piece of dmfaFile({ ...PLAN, employers, workersPerEmployer })) {
      expect(piece.length).toBeLessThan(80 * 1_024)
      persons += piece.split('<NaturalPerson>').length - 1
    }
    expect(persons).toBe(20_000)
  })
})

describe('its CSV twin', () => {
  it('has a row per occupation that is not severance, in the order of the file, none twice', () => {
    const rows = rowsOf(PLAN)
    const inFile = blocks(fileOf(PLAN), 'NaturalPerson').flatMap((person) =>
      blocks(person, 'Occupation')
        .filter((occupation) => !occupation.includes('<RemunCode>003'))
        .map((occupation) => [
          valueOf(person, 'INSS'),
          valueOf(occupation, 'OccupationStartingDate'),
          valueOf(occupation, 'OccupationEndingDate'),
        ]),
    )
    expect(rows.map((row) => [row.inss, row.occupation_start, row.occupation_end])).toEqual(inFile)
    expect(new Set(rows.map((row) => Object.values(row).join(';'))).size).toBe(rows.length)
  })

  it('has dates that touch the quarter', () => {
    for (const { occupation_start: start, occupation_end: end } of rowsOf({ ...PLAN, workersPerEmployer: 500 })) {
      expect(start <= '2024-09-30').toBe(true)
      expect(end === '' || (end >= '2024-07-01' && end >= start)).toBe(true)
    }
  })

  it('has the amounts of the file, where one person is one occupation', () => {
    const plan = { ...PLAN, plain: true }
    const rows = rowsOf(plan)
    const persons = blocks(fileOf(plan), 'NaturalPerson')
    expect(rows).toHaveLength(persons.length)
    for (const [index, person] of persons.entries()) {
      const row = rows[index]!
      const contribution = blocks(person, 'WorkerContribution').find((each) => each.includes(`>${valueOf(person, 'WorkerCode')}<`))!
      const own = (BigInt(valueOf(contribution, 'ContributionCalculationBasis')) * 1_307n + 5_000n) / 10_000n
      const number = (name: string): bigint => BigInt(valueOf(person, name))
      expect(cents(row.gross_wage)).toBe(sumOf(blocks(person, 'RemunAmount')))
      expect(cents(row.employer_contributions)).toBe(sumOf(blocks(person, 'ContributionAmount')) - own)
      expect(cents(row.contribution_reductions)).toBe(sumOf(blocks(person, 'DeductionAmount')))
      expect(cents(row.hours_paid) * number('WorkingDaysSystem')).toBe(number('ServiceNbrDays') * number('MeanWorkingHours'))
    }
  })

  it('divides a worker record over its occupations so that nothing is lost, where there is no severance', () => {
    const workers = [...workersOf({ ...PLAN, workersPerEmployer: 400 }, 0)].filter(({ kind }) => kind === 'contract-change')
    const rows = Map.groupBy(rowsOf({ ...PLAN, employers: 1, workersPerEmployer: 400 }), ({ inss }) => inss)
    expect(workers.length).toBeGreaterThan(20)
    for (const { inss, records } of workers) {
      const [{ contributions, workerCode }] = records as unknown as [(typeof records)[number]]
      const employers = contributions.filter(({ code }) => code !== '856').reduce((total, { amount }) => total + amount, 0n)
      const basis = contributions.find(({ code }) => code === workerCode)?.basis ?? 0n
      const told = sumOf(rows.get(inss)!.map((row) => row.employer_contributions.replace('.', '')))
      expect(told).toBe(employers - (basis * 1_307n + 5_000n) / 10_000n)
    }
  })
})
