// Understands how the attests of one file become declarations: one per employer and quarter wherever they stand, parts of an attest joined, the same version once.
import { describe, expect, it } from 'vitest'
import type { AttestItem } from '../../shared/declaration/attest.ts'
import { attestDeclarations } from '../../shared/declaration/attest-declarations.ts'
import type { Attest, Declaration, FileItem } from '../../shared/declaration/declaration.ts'
import { localDate } from '../../shared/kernel/calendar.ts'
import { PARAMETERS } from '../../shared/law/parameters.ts'
import { parseWorkerLine } from '../../shared/law/worker-line.ts'
import { ANNA, BRAM, EMPLOYER, OTHER_EMPLOYER, said } from '../support/declaration-builders.ts'
import { withWrongCheck } from '../support/numbers.ts'
import { permutations } from '../support/pipeline-builders.ts'
import { attest, attestLine, publication, readXml, type AttestFields } from '../support/xml-builders.ts'

async function declared(attests: readonly string[], receivedOn = '2025-01-10'): Promise<FileItem[]> {
  const { items } = await readXml(publication(...attests), { receivedOn })
  const placed = items.flatMap((item): AttestItem[] => (item.type === 'attest' ? [item] : []))
  return attestDeclarations(placed, { testNumbersAllowed: false, receivedOn: localDate(receivedOn) }, PARAMETERS)
}

async function only(...attests: readonly string[]): Promise<Declaration> {
  const [item, ...others] = await declared(attests)
  if (item?.type !== 'declaration' || others.length > 0) throw new Error('the file does not have exactly one declaration')
  return item.declaration
}

/** The finding that rejects the only declaration. */
async function rejection(...attests: readonly string[]): Promise<Extract<FileItem, { type: 'rejected' }>> {
  const [item, ...others] = await declared(attests)
  if (item?.type !== 'rejected' || others.length > 0) throw new Error('the file does not have exactly one rejected declaration')
  return item
}

const wagesOf = ({ workerLine }: Attest): string[] =>
  workerLine === undefined ? [] : parseWorkerLine(workerLine).occupations.flatMap((of) => of.remunerations.map(({ amount }) => amount))

describe('a declaration', () => {
  it('is everything of one employer and quarter in the file, wherever it stands', async () => {
    const declarations = await declared([
      attest({ number: '1' }),
      attest({ number: '2', employer: OTHER_EMPLOYER }),
      attest({ number: '3', quarter: '20242' }),
      attest({ number: '4', inss: BRAM }),
      attest({ number: '5', employer: OTHER_EMPLOYER, inss: BRAM }),
    ])
    expect(
      declarations.map((item) => {
        if (item.type !== 'declaration') return item
        const { employerNumber, quarter, ladder, sequence, kind, rows, attests } = item.declaration
        return [employerNumber, quarter, ladder, sequence, kind, rows, attests?.map(({ number }) => number).join()]
      }),
    ).toEqual([
      [EMPLOYER, '2024Q3', 'ATTEST', 0, 'PARTIAL', 2, '1,4'],
      [OTHER_EMPLOYER, '2024Q3', 'ATTEST', 0, 'PARTIAL', 2, '2,5'],
      [EMPLOYER, '2024Q2', 'ATTEST', 0, 'PARTIAL', 1, '3'],
    ])
  })

  it('has a digest that does not depend on the order of its attests, and sees each of them', async () => {
    const [one, two] = [attest({ number: '1' }), attest({ number: '2', inss: BRAM })]
    const { digest } = await only(one, two)
    expect((await only(two, one)).digest).toBe(digest)
    expect((await only(one)).digest).not.toBe(digest)
    expect((await only(one, attest({ number: '2', inss: BRAM, wage: '1' }))).digest).not.toBe(digest)
  })

  it.each([
    ['2024-09-30', 'DCL-002'],
    ['2024-10-01', undefined],
  ])('received on %s: %s', async (receivedOn, code) => {
    const [item] = await declared([attest()], receivedOn)
    expect(item?.type === 'rejected' ? item.exception.code : undefined).toBe(code)
  })

  it('of a quarter whose law is not reviewed is DCL-003, of one more than three years ago DCL-004', async () => {
    expect(await declared([attest({ quarter: '20253' })], '2026-01-10')).toMatchObject([
      { type: 'rejected', exception: { code: 'DCL-003' } },
    ])
    const [late] = await declared([attest({ quarter: '20211', line: attestLine('1') })], '2024-10-15')
    expect(late?.type === 'declaration' && late.declaration.warnings.map(({ code }) => code)).toEqual(['DCL-004'])
  })
})

describe('DCL-007', () => {
  it.each<[string, AttestFields, string]>([
    ['an Ondernemingsnummer with wrong check digits', { employer: withWrongCheck(EMPLOYER) }, 'DCL-007 Ondernemingsnummer number'],
    ['an RSZNummer that no payee has', { employer: '' }, 'DCL-007 RSZNummer noss'],
  ])('%s', async (_, fields, finding) => {
    const { exception } = await rejection(attest(fields), attest({ ...fields, number: '2', inss: BRAM }))
    expect(said(exception)).toBe(finding)
  })

  it('shows the faulty attests too, and leaves other employers alone', async () => {
    const faulty = { employer: withWrongCheck(EMPLOYER) }
    const items = await declared([attest({ ...faulty, line: attestLine('much') }), attest({ number: '2' })])
    expect(items).toMatchObject([
      { type: 'rejected', exception: { code: 'DCL-007' }, rowExceptions: [{ code: 'WRK-003', inss: ANNA }] },
      { type: 'declaration', declaration: { employerNumber: EMPLOYER } },
    ])
  })
})

describe('the same version of an attest twice in a file', () => {
  it('with the same content is one', async () => {
    const { attests, rows } = await only(attest(), attest({ number: '2', inss: BRAM }), attest())
    expect(attests?.map(({ number }) => number)).toEqual(['9000000002', '2'])
    expect(rows).toBe(3)
  })

  it.each<[string, AttestFields]>([
    ['wage', { wage: '900001' }],
    ['status', { status: '3' }],
    ['worker', { inss: BRAM }],
    ['content that cannot be read', { line: attestLine('much') }],
  ])('with another %s is DCL-001, which names it', async (_, fields) => {
    const { exception } = await rejection(attest({ number: '1' }), attest({ version: '8' }), attest({ version: '8', ...fields }))
    expect(said(exception)).toBe('DCL-001 attest-twice')
    expect(exception).toMatchObject({ employerNumber: EMPLOYER, quarter: '2024Q3', parameters: { number: '9000000002', version: '8' } })
  })

  it('whole and in parts is DCL-001', async () => {
    const { exception } = await rejection(attest(), attest({ part: [1, 2] }), attest({ part: [2, 2], wage: '1' }))
    expect(said(exception)).toBe('DCL-001 attest-twice')
  })

  it('two versions of one attest are two', async () => {
    expect((await only(attest({ version: '1' }), attest({ version: '2', wage: '1' }))).attests).toHaveLength(2)
  })
})

describe('an attest in parts', () => {
  const numbered = (line: string, number: number): string =>
    line.replace('<Volgnummer>1</Volgnummer><InternNummer>A1<', `<Volgnummer>${number}</Volgnummer><InternNummer>A${number}<`)
  const part = (number: number, total: number, fields: AttestFields = {}): string =>
    attest({ part: [number, total], line: numbered(attestLine(`${number}00000`), number), ...fields })

  it('is one, whatever the order of its parts and whatever stands between them', async () => {
    const parts = [part(1, 3), part(2, 3), part(3, 3)]
    const [first, ...others] = await Promise.all(
      permutations(parts).map(async ([a = '', b = '', c = '']) => {
        const { attests } = await only(a, attest({ number: '7', inss: BRAM }), b, c)
        return attests!.find(({ number }) => number === '9000000002')!
      }),
    )
    expect(wagesOf(first!)).toEqual(['1000.00', '2000.00', '3000.00'])
    expect(first?.exceptions).toEqual([])
    for (const other of others) expect([other.workerLine, other.digest]).toEqual([first?.workerLine, first?.digest])
  })

  it.each([
    ['the only part', [1, 1], undefined],
    ['a part of two', [1, 2], 'WRK-008 Delen parts'],
    ['the second of two', [2, 2], 'WRK-008 Delen parts'],
  ] as const)('%s alone: %s gives %s', async (_, [number, total], finding) => {
    const [read] = (await only(attest({ part: [number, total] }))).attests!
    expect(read!.exceptions.map(said)).toEqual(finding === undefined ? [] : [finding])
    expect(read!.workerLine === undefined).toBe(finding !== undefined)
  })

  it('says how many parts are there', async () => {
    const [read] = (await only(part(1, 4), part(3, 4))).attests!
    expect(read!.exceptions).toMatchObject([
      { parameters: { found: '2', total: '4' }, inss: ANNA, employerNumber: EMPLOYER, quarter: '2024Q3' },
    ])
  })

  it('a part that stands twice counts once', async () => {
    const [read] = (await only(part(1, 2), part(2, 2), part(1, 2))).attests!
    expect([wagesOf(read!), read!.exceptions]).toEqual([['1000.00', '2000.00'], []])
    const [incomplete] = (await only(part(1, 2), part(1, 2))).attests!
    expect(incomplete!.exceptions.map(said)).toEqual(['WRK-008 Delen parts'])
  })

  it('a part that stands twice with different content is a contradiction: nothing is read from either', async () => {
    const items = await declared([part(1, 2), part(2, 2), part(2, 2, { line: attestLine('999999') })])
    expect(items.flatMap((item) => (item.type === 'declaration' ? item.declaration.attests!.flatMap(wagesOf) : []))).toEqual([])
    expect(items).toMatchObject([{ type: 'rejected', exception: { code: 'DCL-001', details: ['attest-twice'] } }])
  })

  it('a part beyond the total does not stand for one that is missing', async () => {
    const [read] = (await only(part(1, 2), part(3, 2))).attests!
    expect(read!.exceptions).not.toEqual([])
    expect(wagesOf(read!)).toEqual([])
  })

  it('parts that name different workers are not joined: nobody is paid what stands under another number', async () => {
    const items = await declared([part(1, 2), part(2, 2, { inss: BRAM })])
    expect(items.flatMap((item) => (item.type === 'declaration' ? item.declaration.attests!.flatMap(wagesOf) : []))).toEqual([])
  })

  it('an occupation that is repeated in another part does not count twice', async () => {
    const same = attestLine('400000')
    const [read] = (await only(part(1, 2, { line: same }), part(2, 2, { line: same }))).attests!
    expect(wagesOf(read!).length).toBeLessThan(2)
  })

  it('what several parts repeat of the worker record stands once', async () => {
    const contributed =
      '<Bijdragen><Bijdrage><Code>495</Code><Type>0</Type><BasisVoorBerekening>900000</BasisVoorBerekening><Bedrag>342630</Bedrag></Bijdrage></Bijdragen>'
      + '<Verminderingen><Vermindering><Code>3000</Code><BedragVermindering>5000</BedragVermindering></Vermindering></Verminderingen>'
    const withContribution = (wage: string): string => attestLine(wage).replace('</Werknemerslijn>', `${contributed}</Werknemerslijn>`)
    const [read] = (await only(part(1, 2, { line: withContribution('1') }), part(2, 2, { line: withContribution('2') }))).attests!
    const { contributions, deductions, occupations } = parseWorkerLine(read!.workerLine!)
    expect(contributions).toEqual([{ code: '495', type: '0', basis: '9000.00', amount: '3426.30' }])
    expect(deductions).toEqual([{ code: '3000', amount: '50.00' }])
    expect(occupations).toHaveLength(2)
  })

  it('one part that cannot be read: the attest cannot', async () => {
    const [read] = (await only(part(1, 2), part(2, 2, { line: attestLine('much') }))).attests!
    expect(read!.exceptions.map(said)).toEqual(['WRK-003 Bedrag whole-number'])
    expect(read!.workerLine).toBeUndefined()
  })

  it('parts of two versions are two attests', async () => {
    const { attests } = await only(part(1, 2, { version: '1' }), part(1, 2, { version: '2' }), part(2, 2, { version: '1' }))
    expect(attests!.map(({ version, exceptions }) => [version, exceptions.length])).toEqual([
      [1, 0],
      [2, 1],
    ])
  })
})
