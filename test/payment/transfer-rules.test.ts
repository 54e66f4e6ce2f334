// Understands what a transfer must be beside the schema; test/conformance/pain001.test.ts shows that the schema lets each of these faults pass.
import { describe, expect, test } from 'vitest'
import type { Transfer } from '../../shared/payment/pain001.ts'
import { checkDebtor, TransferRules } from '../../shared/payment/transfer-rules.ts'
import { withWrongCheck } from '../support/numbers.ts'
import { DEBTOR, euro, transfer } from './transfers.ts'

const check = (other: Partial<Transfer>) => () => new TransferRules().check(transfer(1, other))

describe('identifiers', () => {
  test.each(['0123456749IMW2024Q3V0001', 'A', "a/b-c?d:e(f).g,h'i+j", 'x'.repeat(35)])('«%s» is one', (paymentId) => {
    expect(check({ paymentId })).not.toThrow()
  })

  test.each([
    ['nothing', ''],
    ['36 characters', 'x'.repeat(36)],
    ['a slash before', '/0123IMW'],
    ['a slash behind', '0123IMW/'],
    ['a slash alone', '/'],
    ['two slashes in a row', '0123//IMW'],
    ['a space', '0123 IMW'],
    ['a character outside of the set', '0123_IMW'],
    ['a letter with an accent', '0123É'],
    ['the end of a line', '0123IMW\n'],
  ])('%s is none', (_, paymentId) => {
    expect(check({ paymentId })).toThrow(new Error(`transfer ${paymentId}: the identifier is none that banks take`))
  })
})

describe('amounts', () => {
  test.each(['0.01', '0.10', '1234.56', '999999999.99'])('%s can be transferred', (amount) => {
    expect(check({ amount: euro(amount) })).not.toThrow()
  })

  test.each(['0.00', '-0.01', '-1234.56', '1000000000.00'])('%s cannot', (amount) => {
    expect(check({ amount: euro(amount) })).toThrow('the amount is not between 0.01 and 999,999,999.99 euro')
  })

  test.each(['1.5', '1', '1,50', '1.234', ''])('«%s» is no amount', (amount) => {
    expect(check({ amount: euro(amount) })).toThrow('not an amount with two decimals')
  })
})

describe('names and remittances', () => {
  test.each(['', '  ', '...', '🥐', 'Ελλάς', '\u0000'])('a name that cannot be written: «%s»', (payeeName) => {
    expect(check({ payeeName })).toThrow(
      new Error('transfer 0100000169IMW2024Q3V0001: the name cannot be written in the character set of banks'),
    )
  })

  test.each(['', 'Привет'])('a remittance that cannot be written: «%s»', (remittance) => {
    expect(check({ remittance })).toThrow('the remittance cannot be written in the character set of banks')
  })

  test('names of 140 characters are cut, not refused', () => {
    expect(check({ payeeName: 'x'.repeat(140) })).not.toThrow()
  })
})

describe('accounts', () => {
  test.each(['NL91ABNA0417164300', 'DE89370400440532013000', 'LU280019400644750000'])('%s is one', (iban) => {
    expect(check({ iban })).not.toThrow()
  })

  test.each(['', 'BE68 5390 0754 7034', withWrongCheck('BE68539007547034'), 'be68539007547034', 'BE6853900754703', 'XX68539007547034'])(
    '«%s» is none, and the message does not show it',
    (iban) => {
      expect(check({ iban })).toThrow(/: the account number is not valid$/)
    },
  )

  test.each(['KREDBEB', 'KREDXXBB', 'kredbebb', ''])('«%s» is no BIC', (bic) => {
    expect(check({ bic })).toThrow('the BIC is not valid')
  })
})

describe('a payment stands once in the files of a run', () => {
  test('twice, whatever else differs, is refused', () => {
    const rules = new TransferRules()
    rules.check(transfer(1))
    rules.check(transfer(2))
    expect(() => rules.check(transfer(1, { amount: euro('5.00') }))).toThrow(
      new Error('transfer 0100000169IMW2024Q3V0001: it stands twice in the payment files of the run'),
    )
  })

  test('in another run it may come again', () => {
    for (let run = 0; run < 2; run++) expect(check({})).not.toThrow()
  })
})

test('of two faults the first in the order of the rules is named', () => {
  expect(check({ amount: euro('0.00'), iban: 'BE00', payeeName: '' })).toThrow('the amount')
})

describe('the debtor', () => {
  test('without BIC and number is one', () => {
    expect(() => checkDebtor({ ...DEBTOR, bic: null, organisationId: null })).not.toThrow()
  })

  test.each([
    [{ name: 'Ελλάς' }, 'debtor: the name cannot be written in the character set of banks'],
    [{ iban: 'BE00539007547034' }, 'debtor: the account number is not valid'],
    [{ bic: 'KRED' }, 'debtor: the BIC is not valid'],
    [{ organisationId: '0316.380.841' }, 'debtor: the enterprise number has not ten digits'],
  ])('%j is none', (other, message) => {
    expect(() => checkDebtor({ ...DEBTOR, ...other })).toThrow(new Error(message))
  })
})
