// Checks what a bank's reason to refuse a payment means for us, and how it is told to people (PAY-006).
import { describe, expect, it } from 'vitest'
import { entryOf } from '../../shared/exceptions/catalogue.ts'
import { reportRow } from '../../shared/exceptions/report.ts'
import { bankReason, refusalOf } from '../../shared/payment/bank-reasons.ts'
import type { StatusReason } from '../../shared/payment/pain002.ts'

const PAYEE = 'AC01 AC03 AC04 AC06 AC07 AC14 AG01 AG03 BE01 BE04 BE06 BE22 CNOR MD07 RC01 RC07 RR03'.split(' ')
const CODES = Object.keys(entryOf('PAY-006').details ?? {}).filter((name) => /^[A-Z]{2}/.test(name))

describe('a reason of the bank', () => {
  it('is about the payee when the payee registry can mend it', () => {
    expect(CODES.filter((code) => bankReason(code).about === 'payee')).toEqual(PAYEE)
  })

  it.each(PAYEE)('%s about the payee: corrected in the payee registry, and the amount goes by itself', (code) => {
    const { nl, en } = bankReason(code).remedy
    expect(nl).toMatch(/register van bankgegevens.*\. Het bedrag gaat daarna vanzelf opnieuw uit\.$/)
    expect(en).toMatch(/payee registry.*\. The amount then goes out again by itself\.$/)
    expect(nl + en).not.toContain('release')
  })

  it.each([...CODES.filter((code) => !PAYEE.includes(code)), 'XX99', ''])(
    '«%s» about the payment: somebody looks, then it is released',
    (code) => {
      const { about, remedy } = bankReason(code)
      expect(about).toBe('payment')
      for (const text of [remedy.nl, remedy.en]) {
        expect(text).toContain('(release)')
        expect(text).not.toMatch(/vanzelf|by itself/)
      }
    },
  )

  it.each([
    ['AC04', 'De rekening is afgesloten.'],
    ['AM04', 'De rekening van het departement heeft niet genoeg geld.'],
    ['XX99', 'Die code is hier niet bekend.'],
    ['other', 'Die code is hier niet bekend.'],
    ['none', 'Die code is hier niet bekend.'],
    ['bank-text', 'Die code is hier niet bekend.'],
    ['toString', 'Die code is hier niet bekend.'],
    ['ac04', 'Die code is hier niet bekend.'],
    ['', 'De bank gaf geen code.'],
  ])('«%s» is said in words: %s', (code, nl) => {
    expect(bankReason(code).meaning.nl).toBe(nl)
  })
})

describe('a refusal', () => {
  const because = (...reasons: readonly (string | readonly [code: string, text: string])[]): readonly StatusReason[] =>
    reasons.map((each) => (typeof each === 'string' ? { code: each, text: '' } : { code: each[0], text: each[1] }))

  it.each([
    ['no reason at all', because(), 'payment', ['none'], '-', ''],
    ['one about the payee', because('AC04'), 'payee', ['AC04'], 'AC04', ''],
    ['one with a text', because(['AC04', 'Closed account']), 'payee', ['AC04', 'bank-text'], 'AC04', 'Closed account'],
    ['two about the payee: the first', because('BE01', 'AC04'), 'payee', ['BE01'], 'BE01', ''],
    [
      'with words beside it: those decide nothing',
      because(['NARR', 'Zie'], ['AC04', 'hier']),
      'payee',
      ['AC04', 'bank-text'],
      'AC04',
      'Zie hier',
    ],
    ['one about the payee and one about the payment: nothing goes by itself', because('AC04', 'AM05'), 'payment', ['AM05'], 'AM05', ''],
    ['one about the payee and one that is not known', because('AC04', 'B-17'), 'payment', ['other'], 'B-17', ''],
    ['words only', because(['NARR', 'Sorry']), 'payment', ['NARR', 'bank-text'], 'NARR', 'Sorry'],
    ['not specified', because('MS03'), 'payment', ['MS03'], 'MS03', ''],
  ] as const)('for %s', (_, reasons, about, details, code, text) => {
    expect(refusalOf(reasons)).toEqual({ about, details, parameters: { code, text } })
  })

  const row = (reasons: readonly StatusReason[]) => {
    const { details, parameters } = refusalOf(reasons)
    const about = { employerNumber: '0110100146', measure: 'IMW', quarter: '2025Q1' }
    return reportRow({ code: 'PAY-006', ...about, details, parameters: { payment: '0110100146IMW2025Q1V0001', ...parameters } })
  }

  it('is told in the report, with what to do', () => {
    expect(row(because(['AC04', 'Closed account']))).toMatchObject({
      message_nl:
        'De bank heeft betaling 0110100146IMW2025Q1V0001 van IMW voor 2025Q1 aan werkgever 0110100146 geweigerd (code AC04). '
        + 'Het bedrag wordt voorlopig niet betaald. De rekening is afgesloten. De bank schrijft: «Closed account».',
      remedy_en:
        'Ask the employer for an account number that accepts transfers, and put it in the payee registry. The amount then goes out again by itself.',
      who_acts: 'de dienst die de bankgegevens beheert',
    })
    expect(row(because()).message_en).toBe(
      'The bank refused payment 0110100146IMW2025Q1V0001 of IMW for 2025Q1 to employer 0110100146 (code -). The amount is not paid for now. The bank gave no code.',
    )
  })

  it('shows no whole account or worker, whatever the bank writes', () => {
    const { message_nl, message_en } = row(because(['BE68539007547035', 'Not BE68 5390 0754 7035 but 85010100115']))
    for (const message of [message_nl, message_en]) {
      expect(message).not.toMatch(/BE68|5390|850101/)
      expect(message).toContain('7035')
    }
  })
})
