/** Checks registry files as a whole: what is refused (REG-004), and that good rows are stored beside bad ones. */
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { REGISTRY_KINDS } from '../../shared/registry/import.ts'
import { PIECE_SIZES, said } from '../support/declaration-builders.ts'
import { alias, establishment, imw, payee, readRegistry, registryCsv, vop, WRONG_IBAN } from './builders.ts'

const FILE = registryCsv('establishments', [establishment()])
const HEADER = 'establishment_number;employer_number;region'

async function refusal(file: string | Uint8Array, reading: Parameters<typeof readRegistry>[2] = {}): Promise<string> {
  const { rejection } = await readRegistry('establishments', file, reading)
  return rejection ? `${said(rejection)}${rejection.line === undefined ? '' : ` line ${rejection.line}`}` : 'read'
}

describe.each(PIECE_SIZES)('REG-004 in pieces of %i bytes', (pieceBytes) => {
  it.each([
    ['no bytes', '', 'REG-004 empty'],
    ['only a header', `${HEADER}\n`, 'REG-004 empty'],
    ['only a header and empty lines', `${HEADER}\n\n\n`, 'REG-004 empty'],
    ['a column missing', `establishment_number;region\n1;2\n`, 'REG-004 missing-columns line 1'],
    ['a column unknown', `${HEADER};city\n1;2;3;4\n`, 'REG-004 unknown-columns line 1'],
    ['a column twice', `${HEADER};region\n1;2;3;4\n`, 'REG-004 double-columns line 1'],
    ['a name in another case', `${HEADER.replace('region', 'Region')}\n1;2;3\n`, 'REG-004 missing-columns unknown-columns line 1'],
    ['a wrong header on line 3', `\n\n${HEADER};city\n1;2;3;4\n`, 'REG-004 unknown-columns line 3'],
    ['too few fields', `${FILE}1;2\n`, 'REG-004 fields line 3'],
    ['too many fields', `${FILE}1;2;3;4\n`, 'REG-004 fields line 3'],
    ['a TOTAL row: these files have none', `${FILE}TOTAL;rows=1\n`, 'REG-004 fields line 3'],
    ['an open quote', `${FILE}"1;2;3\n`, 'REG-004 quote line 3'],
    ['a stray quote', `${FILE}1"2;2;3\n`, 'REG-004 quote line 3'],
    ['text after a closing quote and a space', `${FILE}"1" 2;2;3\n`, 'REG-004 quote line 3'],
    ['Latin-1', Buffer.from(`${FILE}caf\xe9;2;3\n`, 'latin1'), 'REG-004 encoding'],
    ['a gzip cut off', gzipSync(FILE).subarray(0, -9), 'REG-004 gzip'],
  ])('%s', async (_, file, expected) => {
    expect(await refusal(file, { pieceBytes })).toBe(expected)
  })

  it('a record or a file that is too large', async () => {
    expect(await refusal(`${FILE}${'x'.repeat(300)};2;3\n`, { pieceBytes, limits: { recordBytesMax: 200 } })).toBe('REG-004 record line 3')
    expect(await refusal(FILE, { pieceBytes, limits: { decompressedBytesMax: 10 } })).toBe('REG-004 record')
  })

  it.each([
    ['semicolons', FILE],
    ['commas', registryCsv('establishments', [establishment()], { delimiter: ',' })],
    ['CRLF', registryCsv('establishments', [establishment()], { lineEnd: '\r\n' })],
    ['a BOM', `\uFEFF${FILE}`],
    ['gzip', gzipSync(FILE)],
    [
      'columns in another order',
      registryCsv('establishments', [establishment()], { columns: ['region', 'employer_number', 'establishment_number'] }),
    ],
  ])('%s are read', async (_, file) => {
    const { rows, rejection } = await readRegistry('establishments', file, { pieceBytes })
    expect(rejection).toBeUndefined()
    expect(rows).toMatchObject([{ line: 2, content: { kind: 'ESTABLISHMENT' }, exceptions: [] }])
  })
})

describe('good rows are stored, bad ones reported, in the order of the file', () => {
  it('entitlements', async () => {
    const { rows } = await readRegistry(
      'entitlements',
      registryCsv('entitlements', [imw(), imw({ inss: '' }), vop(), vop({ applied_on: '' }), imw({ employer_number: '0123456748' })]),
    )
    expect(rows.map(({ line, content, exceptions }) => [line, content?.kind ?? '-', ...exceptions.map(said)])).toEqual([
      [2, 'GRANT'],
      [3, '-', 'REG-001 inss missing'],
      [4, 'GRANT'],
      [5, '-', 'REG-003 vop-without-applied-on'],
      [6, '-', 'REG-002 employer_number'],
    ])
  })

  it('payees: a wrong IBAN is both', async () => {
    const { rows } = await readRegistry('payees', registryCsv('payees', [payee({ name: '' }), payee({ iban: WRONG_IBAN }), payee()]))
    expect(rows.map(({ line, content, exceptions }) => [line, content?.kind ?? '-', ...exceptions.map(said)])).toEqual([
      [2, '-', 'REG-001 name missing'],
      [3, 'PAYEE', 'REG-002 iban payee-stored'],
      [4, 'PAYEE'],
    ])
  })

  it('a file of bad rows only is read all the same', async () => {
    const { rows, rejection } = await readRegistry('payees', registryCsv('payees', [payee({ name: '' })]))
    expect([rows.length, rejection]).toEqual([1, undefined])
  })
})

it('every kind of registry file knows its own columns only', async () => {
  const files = {
    entitlements: registryCsv('entitlements', [imw()]),
    payees: registryCsv('payees', [payee()]),
    establishments: FILE,
    aliases: registryCsv('aliases', [alias()]),
  }
  for (const kind of REGISTRY_KINDS) {
    for (const other of REGISTRY_KINDS)
      expect((await readRegistry(kind, files[other])).rejection === undefined, `${other} read as ${kind}`).toBe(kind === other)
  }
})
