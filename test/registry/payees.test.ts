/** Checks a row of the payees file, and what keeps payments to a payee back: none (PAY-001), IBAN or BIC wrong (PAY-002), on hold (PAY-003). */
import { describe, expect, it } from 'vitest'
import { payeeHold, PAYEE_COLUMNS, OPTIONAL_PAYEE_COLUMNS, type Payee, type PayeeColumn } from '../../shared/registry/payee.ts'
import { EMPLOYER } from '../support/declaration-builders.ts'
import { contentOf, IBAN, outcomeOf, payee, readRegistry, registryCsv, WRONG_IBAN } from './builders.ts'

const of = (changed: Partial<Record<PayeeColumn, string>>): Promise<string[]> => outcomeOf('payees', payee(changed))
async function stored(changed: Partial<Record<PayeeColumn, string>> = {}): Promise<Payee> {
  const content = await contentOf('payees', payee(changed))
  if (content.kind !== 'PAYEE') throw new Error('not a payee')
  return content.value
}

describe('a row of the payees file', () => {
  it('is stored with every field in its place', async () => {
    expect(await stored({ hold: 'YES', hold_reason: 'beslag', language: 'fr' })).toEqual({
      employerNumber: EMPLOYER,
      name: 'Bakkerij Peeters',
      iban: IBAN,
      bic: 'GKCCBEBB',
      language: 'fr',
      hold: true,
      holdReason: 'beslag',
    })
  })

  it('with optional fields empty, or their columns absent', async () => {
    const expected = { bic: null, language: 'nl', hold: false, holdReason: '' }
    expect(await stored({ bic: '', language: '', hold: '', hold_reason: '' })).toMatchObject(expected)
    const { rows } = await readRegistry(
      'payees',
      registryCsv('payees', [payee()], { columns: PAYEE_COLUMNS.filter((column) => !OPTIONAL_PAYEE_COLUMNS.includes(column)) }),
    )
    expect(rows).toMatchObject([{ content: { value: expected }, exceptions: [] }])
  })

  it.each([
    ['with spaces', 'BE68 5390 0754 7034'],
    ['in small letters', 'be68539007547034'],
  ])('an IBAN %s is the same account', async (_, iban) => {
    expect((await stored({ iban })).iban).toBe(IBAN)
  })

  it.each([
    ['199999740', '199999740'],
    ['0199999740', '199999740'],
    ['001999997-40', '199999740'],
    ['5012345678', '5012345678'],
  ])('an RSZ number %s is kept without leading zeros and marks', async (text, number) => {
    expect((await stored({ noss_number: text })).nossNumber).toBe(number)
  })

  it.each(['0', 'x', '12345678901', 'RSZ 1'])('an RSZ number %s: REG-001', async (text) => {
    expect(await of({ noss_number: text })).toEqual(['REG-001 noss_number malformed'])
  })

  it.each([
    ['employer_number', 'missing'],
    ['name', 'missing'],
    ['iban', 'missing'],
  ] as const)('REG-001: %s %s', async (column, detail) => {
    expect(await of({ [column]: '' })).toEqual([`REG-001 ${column} ${detail}`])
  })

  it.each([
    ['employer_number', '12', 'REG-001 employer_number malformed'],
    ['employer_number', '0123456748', 'REG-002 employer_number'],
    ['language', 'de', 'REG-001 language malformed'],
    ['language', 'NL', 'REG-001 language malformed'],
    ['hold', 'yes', 'REG-001 hold malformed'],
    ['hold', 'JA', 'REG-001 hold malformed'],
  ] as const)('%s %s: refused', async (column, text, code) => {
    expect(await of({ [column]: text })).toEqual([code])
  })

  it.each([
    ['check digits of the IBAN', { iban: WRONG_IBAN }, ['stored', 'REG-002 iban payee-stored']],
    ['no IBAN at all', { iban: 'x' }, ['stored', 'REG-002 iban payee-stored']],
    ['an IBAN that is too short', { iban: IBAN.slice(0, -1) }, ['stored', 'REG-002 iban payee-stored']],
    ['the BIC', { bic: 'GKCC' }, ['stored', 'REG-002 bic payee-stored']],
    ['both', { iban: WRONG_IBAN, bic: '1' }, ['stored', 'REG-002 iban payee-stored', 'REG-002 bic payee-stored']],
  ])('wrong, %s: stored all the same, with a remark', async (_, changed, expected) => {
    expect(await of(changed)).toEqual(expected)
  })

  it('the remark names line, field and employer', async () => {
    const { rows } = await readRegistry('payees', registryCsv('payees', [payee({ iban: WRONG_IBAN })]))
    expect(rows[0]?.exceptions).toEqual([
      { code: 'REG-002', details: ['payee-stored'], parameters: {}, line: 2, field: 'iban', value: WRONG_IBAN, employerNumber: EMPLOYER },
    ])
  })
})

describe('what keeps a payment back', () => {
  it.each([
    ['nothing', {}, undefined],
    ['nothing, without BIC', { bic: '' }, undefined],
    ['nothing, with a BIC of eleven characters', { bic: 'KREDBEBBXXX' }, undefined],
    ['nothing, with a foreign account', { iban: 'NL91ABNA0417164300', bic: 'ABNANL2A' }, undefined],
    ['nothing, with a reason but no hold', { hold: 'NO', hold_reason: 'ooit' }, undefined],
    ['PAY-002: the IBAN', { iban: WRONG_IBAN }, { code: 'PAY-002', details: ['iban'], parameters: {} }],
    ['PAY-002: the BIC', { bic: 'GKCC' }, { code: 'PAY-002', details: ['bic'], parameters: {} }],
    ['PAY-002: the IBAN before the BIC', { iban: WRONG_IBAN, bic: 'GKCC' }, { code: 'PAY-002', details: ['iban'], parameters: {} }],
    [
      'PAY-003: on hold, with its reason',
      { hold: 'YES', hold_reason: 'faillissement' },
      { code: 'PAY-003', details: [], parameters: { reason: 'faillissement' } },
    ],
    ['PAY-003: on hold without a reason', { hold: 'YES' }, { code: 'PAY-003', details: [], parameters: { reason: '-' } }],
    [
      'PAY-002 before PAY-003: a wrong IBAN on hold',
      { iban: WRONG_IBAN, hold: 'YES' },
      { code: 'PAY-002', details: ['iban'], parameters: {} },
    ],
    ['PAY-002 before PAY-003: a wrong BIC on hold', { bic: 'GKCC', hold: 'YES' }, { code: 'PAY-002', details: ['bic'], parameters: {} }],
  ])('%s', async (_, changed, expected) => {
    expect(payeeHold(await stored(changed))).toEqual(expected)
  })

  it('PAY-001: no payee', () => {
    expect(payeeHold(undefined)).toEqual({ code: 'PAY-001', details: [], parameters: {} })
  })
})
