// Understands the limits of one declaration: how many workers it may name (DCL-013), how many occupations, parts and characters one worker may have (WRK-004, FIL-007), on both sides.
import { describe, expect, it } from 'vitest'
import { OCCUPATIONS_PER_WORKER_MAX, PARTS_MAX, PERSON_CHARACTERS_MAX, WORKERS_PER_DECLARATION_MAX } from '../../shared/kernel/limits.ts'
import { attestDeclarations } from '../../shared/declaration/attest-declarations.ts'
import type { AttestItem } from '../../shared/declaration/attest.ts'
import { localDate } from '../../shared/kernel/calendar.ts'
import { PARAMETERS } from '../../shared/law/parameters.ts'
import { ANNA, BRAM, CLEO, declaration, EMPLOYER, findings, outline, readRows, row, said } from '../support/declaration-builders.ts'
import { attest, dmfa, form, occupation, pay, person, publication, readXml, service, workerRecord } from '../support/xml-builders.ts'

const three = [ANNA, BRAM, CLEO]
const kinds = (items: readonly { readonly type: string }[]): string[] => items.map(({ type }) => type)

describe('workers of one declaration', () => {
  it('are 200,000 at most, which a test has run through the whole system', () => {
    expect(WORKERS_PER_DECLARATION_MAX).toBe(200_000)
  })

  it('of a CSV: as many as the limit are read, one more is DCL-013, whatever follows', async () => {
    const rows = three.map((inss) => row({ inss }))
    expect(kinds((await readRows(rows, { workersMax: 3 })).items)).toEqual(['declaration'])
    const read = await readRows([...rows, row({ inss: ANNA })], { workersMax: 2 })
    expect(kinds(read.items)).toEqual(['rejected'])
    expect(findings(read).map((finding) => [said(finding), finding.line, finding.parameters])).toEqual([
      [expect.stringContaining('DCL-013'), 4, { limit: '2' }],
    ])
  })

  it('of a CSV: the next employer is read as if nothing had been', async () => {
    const read = await readRows(
      [...three.map((inss) => row({ inss })), row({ inss: ANNA, quarter: '2024Q2', occupation_start: '2024-01-01' })],
      { workersMax: 2 },
    )
    expect(kinds(read.items)).toEqual(['rejected', 'declaration'])
    expect(outline(read)).toHaveLength(2)
  })

  it('of a CSV: the same worker on many rows is one', async () => {
    const rows = Array.from({ length: 5 }, (_, n) => row({ inss: ANNA, gross_wage: String(n) }))
    expect(kinds((await readRows(rows, { workersMax: 1 })).items)).toEqual(['declaration'])
  })

  it('of a DmfA: as many as the limit are read, one more is DCL-013', async () => {
    const text = dmfa(form(three.map((inss) => person(inss)).join(''), { CompanyID: EMPLOYER }))
    expect(kinds((await readXml(text, { workersMax: 3 })).items)).toEqual(['declaration'])
    const { items } = await readXml(text, { workersMax: 2 })
    expect(items).toMatchObject([
      { type: 'rejected', employerNumber: EMPLOYER, exception: { code: 'DCL-013', parameters: { limit: '2' } } },
    ])
  })

  it('of attests: as many as the limit are read, one more is DCL-013', async () => {
    const text = publication(three.map((inss, n) => attest({ employer: EMPLOYER, inss, number: String(9_000_000_000 + n) })).join(''))
    const items = (await readXml(text)).items.filter((item): item is AttestItem => item.type === 'attest')
    expect(items).toHaveLength(3)
    const declared = (workersMax: number): unknown[] =>
      attestDeclarations(items, { testNumbersAllowed: false, receivedOn: localDate('2025-01-10'), workersMax }, PARAMETERS)
    expect(declared(3)).toMatchObject([{ type: 'declaration' }])
    expect(declared(2)).toMatchObject([{ type: 'rejected', exception: { code: 'DCL-013', parameters: { limit: '2' } } }])
  })
})

describe('occupations of one worker', () => {
  const occupations = (count: number): ReturnType<typeof row>[] =>
    Array.from({ length: count }, (_, n) => row({ inss: ANNA, gross_wage: `${1 + n}.00` }))

  it('of a CSV: 999 are read, the 1,000th refuses the worker, once', async () => {
    expect(OCCUPATIONS_PER_WORKER_MAX).toBe(999)
    expect(declaration(await readRows(occupations(999))).items).toMatchObject([{ type: 'worker', inss: ANNA }])
    const refused = declaration(await readRows([...occupations(1_002), row({ inss: BRAM })]))
    expect(refused.items).toMatchObject([
      { type: 'refused-worker', inss: ANNA, exceptions: [{ code: 'WRK-004', details: ['too-many'], line: 1_001 }] },
      { type: 'worker', inss: BRAM },
    ])
  })

  /** What the only worker of a DmfA is told. */
  const told = async (record: string): Promise<unknown[]> => {
    const { items } = await readXml(dmfa(form(person(ANNA, record))))
    return items.flatMap((item) => (item.type === 'declaration' ? item.declaration.items : []))
  }
  const tooMany = (limit: number): unknown => [
    { type: 'refused-worker', inss: ANNA, exceptions: [{ code: 'WRK-004', details: ['too-many'], parameters: { limit: String(limit) } }] },
  ]

  it('of a DmfA: 999 are read, the 1,000th refuses the worker', async () => {
    const record = (count: number): string =>
      workerRecord(Array.from({ length: count }, (_, n) => occupation({}, undefined, String(n + 1))).join(''))
    expect(await told(record(OCCUPATIONS_PER_WORKER_MAX))).toMatchObject([{ type: 'worker', inss: ANNA }])
    expect(await told(record(OCCUPATIONS_PER_WORKER_MAX + 1))).toMatchObject(tooMany(999) as unknown[])
  })

  it('of a DmfA: 99 lines of pay of one occupation are read, the 100th refuses the worker', async () => {
    expect(PARTS_MAX).toBe(99)
    const record = (count: number): string =>
      workerRecord(
        occupation(
          {},
          service('001', '06600') + Array.from({ length: count }, (_, n) => pay('002', '00000000100', String(n).padStart(2, '0'))).join(''),
        ),
      )
    expect(await told(record(99))).toMatchObject([{ type: 'worker', inss: ANNA }])
    expect(await told(record(100))).toMatchObject(tooMany(99) as unknown[])
  })
})

describe('one person in XML', () => {
  it('of more characters than the limit ends the file (FIL-007), one of nearly as many does not', async () => {
    const long = `<Unknown>${'x'.repeat(60_000)}</Unknown>`
    const withCharacters = (count: number): string =>
      dmfa(form(person().replace('<INSS>', `${long.repeat(Math.floor(count / long.length))}<INSS>`)))
    const { outcome } = await readXml(withCharacters(PERSON_CHARACTERS_MAX - long.length))
    expect(outcome.kind).toBe('complete')
    expect((await readXml(withCharacters(PERSON_CHARACTERS_MAX + 2 * long.length))).outcome).toMatchObject({
      kind: 'rejected',
      exception: { code: 'FIL-007', details: ['xml-record'] },
    })
  })
})
