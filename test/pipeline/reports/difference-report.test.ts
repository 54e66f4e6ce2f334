// Checks how a difference is written: exact lines of differences.csv and differences.jsonl, safe in a spreadsheet, without a whole number of a worker.
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { quarter } from '../../../shared/kernel/calendar.ts'
import type { EmployerNumber, Inss } from '../../../shared/kernel/identifiers.ts'
import { cents, euroText } from '../../../shared/kernel/money.ts'
import { causesOf, type Cause } from '../../../shared/pipeline/recompute/causes.ts'
import {
  DIFFERENCE_COLUMNS,
  differencesHeader,
  differencesJson,
  differencesLine,
  type DifferenceRow,
} from '../../../shared/pipeline/reports/difference-report.ts'
import { registryOf, rowKey, type RegistryContent, type StoredRow } from '../../../shared/registry/employer-registry.ts'
import { EMPLOYER, imw } from '../../support/law-builders.ts'
import { kboOf, nthTestInss, testInss } from '../../support/numbers.ts'

const WORKER = testInss('1985-07-30', 1)
const MASKED = `••••••${WORKER.slice(-5)}`
const euro = (amount: bigint): DifferenceRow['moved'] => euroText(cents(amount))

const REVOKED: Cause = { kind: 'grant-revoked', parameters: { grant: 'KOR-01', quarter: '2024Q3', before: '', after: '2024Q3' } }
const PARAMETERS: Cause = { kind: 'parameters-changed', parameters: { before: '0123456789ab', after: 'fedcba987654' } }

const row = (changed: Partial<DifferenceRow> = {}): DifferenceRow => ({
  employerNumber: EMPLOYER,
  inss: WORKER,
  quarter: '2024Q3',
  measure: 'IMW',
  declaration: '2',
  premiumBefore: euro(288000n),
  premiumAfter: euro(0n),
  instructedBefore: euro(288000n),
  moved: euro(-288000n),
  held: euro(0n),
  causes: [REVOKED],
  dryRun: false,
  ...changed,
})

function cellsOf(line: string): Record<string, string> {
  const [cells = {}] = parse<Record<string, string>>(differencesHeader() + line, {
    delimiter: ';',
    bom: true,
    record_delimiter: '\r\n',
    columns: true,
  })
  return cells
}

describe('differences.csv', () => {
  it('begins with a BOM and the columns', () => {
    expect(differencesHeader()).toBe(
      '\uFEFFemployer_number;worker;quarter;measure;declaration;premium_before;premium_after;instructed_before;difference;held;causes;why_nl;before_nl;after_nl;why_en;before_en;after_en;dry_run\r\n',
    )
  })

  it('a worker whose grant was revoked: all comes back', () => {
    expect(differencesLine(row())).toBe(
      `0123456749;${MASKED};2024Q3;IMW;2;2880.00;0.00;2880.00;-2880.00;0.00;grant-revoked;`
        + 'Toekenning KOR-01 is ingetrokken vanaf 2024Q3.;niet ingetrokken;ingetrokken vanaf 2024Q3;'
        + 'Grant KOR-01 is revoked from 2024Q3.;not revoked;revoked from 2024Q3;\r\n',
    )
  })

  it('with a decimal comma only the amounts differ', () => {
    const line = differencesLine(row())
    expect(differencesLine(row(), ',')).toBe(line.replace(';2880.00;0.00;2880.00;-2880.00;0.00;', ';2880,00;0,00;2880,00;-2880,00;0,00;'))
    expect(differencesLine(row(), ',')).toContain(';-2880,00;')
  })

  it('several causes stand side by side, in the same order in every cell', () => {
    expect(differencesLine(row({ causes: [REVOKED, PARAMETERS] }))).toBe(
      `0123456749;${MASKED};2024Q3;IMW;2;2880.00;0.00;2880.00;-2880.00;0.00;grant-revoked | parameters-changed;`
        + 'Toekenning KOR-01 is ingetrokken vanaf 2024Q3. | De wettelijke bedragen of regels zijn gewijzigd.;'
        + 'niet ingetrokken | parameters 0123456789ab;ingetrokken vanaf 2024Q3 | parameters fedcba987654;'
        + 'Grant KOR-01 is revoked from 2024Q3. | The legal amounts or rules have changed.;'
        + 'not revoked | parameters 0123456789ab;revoked from 2024Q3 | parameters fedcba987654;\r\n',
    )
  })

  it('a dry run says so in every line', () => {
    expect(differencesLine(row({ dryRun: true }))).toMatch(/;revoked from 2024Q3;DRY RUN\r\n$/)
  })

  it('every amount stands in its own column, cents included', () => {
    const amounts = {
      premiumBefore: euro(1n),
      premiumAfter: euro(-2n),
      instructedBefore: euro(123456789n),
      moved: euro(-123456n),
      held: euro(50n),
    }
    expect(cellsOf(differencesLine(row(amounts)))).toMatchObject({
      premium_before: '0.01',
      premium_after: '-0.02',
      instructed_before: '1234567.89',
      difference: '-1234.56',
      held: '0.50',
    })
  })
})

describe('a cell that begins like a formula', () => {
  it.each([
    ['declaration', { declaration: '=1+1' }, "'=1+1"],
    ['declaration', { declaration: '-2' }, "'-2"],
    ['quarter', { quarter: '@SUM' }, "'@SUM"],
    ['employer_number', { employerNumber: '+32' }, "'+32"],
    ['declaration', { declaration: '=HYPERLINK("x";"y")' }, '\'=HYPERLINK("x";"y")'],
    ['declaration', { declaration: 'a;"b"\nc' }, 'a;"b"\nc'],
    ['after_en', { causes: [{ kind: 'number-replaced', parameters: { before: '-1', after: '=1' } } as const] }, "'=1"],
    ['before_nl', { causes: [{ kind: 'number-replaced', parameters: { before: '-1', after: '=1' } } as const] }, "'-1"],
  ])('%s of %j', (column, changed, expected) => {
    expect(cellsOf(differencesLine(row(changed)))[column]).toBe(expected)
  })

  it('a name of a grant cannot begin a cell', () => {
    const cells = cellsOf(differencesLine(row({ causes: [{ ...REVOKED, parameters: { ...REVOKED.parameters, grant: '=cmd|calc' } }] })))
    expect(cells.why_nl).toBe('Toekenning =cmd|calc is ingetrokken vanaf 2024Q3.')
  })
})

describe('differences.jsonl', () => {
  it('one line with the same facts, the texts with their cause', () => {
    expect(differencesJson(row({ dryRun: true }))).toBe(
      `{"employerNumber":"0123456749","worker":"${MASKED}","quarter":"2024Q3","measure":"IMW","declaration":"2",`
        + '"premiumBefore":"2880.00","premiumAfter":"0.00","instructedBefore":"2880.00","difference":"-2880.00","held":"0.00",'
        + '"causes":[{"kind":"grant-revoked","parameters":{"grant":"KOR-01","quarter":"2024Q3","before":"","after":"2024Q3"},'
        + '"nl":{"change":"Toekenning KOR-01 is ingetrokken vanaf 2024Q3.","before":"niet ingetrokken","after":"ingetrokken vanaf 2024Q3"},'
        + '"en":{"change":"Grant KOR-01 is revoked from 2024Q3.","before":"not revoked","after":"revoked from 2024Q3"}}],"dryRun":true}\n',
    )
  })

  it('says the same as the CSV', () => {
    const told = row({ causes: [REVOKED, PARAMETERS] })
    const json = JSON.parse(differencesJson(told)) as Record<string, string> & { causes: { kind: string; nl: { change: string } }[] }
    const cells = cellsOf(differencesLine(told))
    const camelCase = (name: string): string => name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
    for (const column of DIFFERENCE_COLUMNS.slice(0, 10)) expect(json[camelCase(column)]).toBe(cells[column])
    expect(json.causes.map(({ kind }) => kind).join(' | ')).toBe(cells.causes)
    expect(json.causes.map(({ nl }) => nl.change).join(' | ')).toBe(cells.why_nl)
  })
})

describe('no whole number of a worker', () => {
  const PEOPLE = [nthTestInss(0), nthTestInss(1009), nthTestInss(2018)] as [Inss, Inss, Inss]
  const people = fc.constantFrom(...PEOPLE)
  const ids = fc.constantFrom('-A', PEOPLE[0], `IMW-${PEOPLE[1]}`)
  const employers = fc.constantFrom(EMPLOYER, kboOf('01234568') as EmployerNumber)
  const grants = fc
    .record({ entitlementId: ids, inss: people, guidanceLevel: fc.constantFrom('NONE' as const, 'LOW' as const) })
    .map((given): RegistryContent => ({ kind: 'GRANT', value: imw(given) }))
  const aliases = fc
    .tuple(people, people)
    .map(([oldInss, newInss]): RegistryContent => ({ kind: 'ALIAS', value: { oldInss, newInss, from: null } }))
  /** Uploads of a month: some rows closed, most with another place. */
  const uploads = (month: string): fc.Arbitrary<StoredRow[]> =>
    fc.array(
      fc
        .record({
          content: fc.oneof({ weight: 3, arbitrary: grants }, aliases),
          elsewhere: fc.option(fc.record({ employerNumber: employers, inss: people })),
          isClosed: fc.boolean(),
          day: fc.integer({ min: 10, max: 28 }),
        })
        .map(({ content, elsewhere, isClosed, day }): StoredRow => {
          const instant = `2025-${month}-${day}T00:00:00.000Z`
          const row = { key: rowKey(content), stamp: instant, recordedAt: instant, importId: 'import', content: isClosed ? null : content }
          return elsewhere ? { ...row, elsewhere } : row
        }),
      { minLength: 3, maxLength: 10, size: 'max' },
    )

  it('in any cell or value, whatever was registered', () => {
    const seen = new Set<string>()
    fc.assert(
      fc.property(uploads('03'), uploads('06'), people, people, (before, later, old, inss) => {
        const basis = { registryVersions: registryOf(before).versions, parameterSet: 'a' }
        const worker = { numbers: [old, inss], quarter: quarter('2024Q3'), establishments: [] }
        const causes = causesOf(worker, basis, registryOf([...before, ...later]), 'a', false)
        for (const { kind } of causes) seen.add(kind)
        const told = row({ inss, causes })
        const written = differencesLine(told) + differencesJson(told)
        for (const each of PEOPLE) expect(written).not.toContain(each)
        expect(Object.keys(cellsOf(differencesLine(told)))).toEqual([...DIFFERENCE_COLUMNS])
      }),
      { numRuns: 500 },
    )
    expect([...seen]).toEqual(expect.arrayContaining(['grant-decided', 'grant-moved-here', 'grant-moved-away', 'number-replaced']))
  })
})
