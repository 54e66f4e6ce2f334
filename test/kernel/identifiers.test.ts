/** Checks the numbers of workers, employers and establishments. All numbers are made up, apart from those of public bodies and of the RSZ. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  checkEmployerNumber,
  checkEstablishmentNumber,
  checkInss,
  IBAN_VISIBLE,
  INSS_VISIBLE,
  masked,
  type Checked,
} from '../../shared/kernel/identifiers.ts'

const shown = (checked: Checked<string>): string => (checked.kind === 'valid' ? checked.value : checked.why)
const inss = (text: string, testNumbersAllowed = false): string => shown(checkInss(text, { testNumbersAllowed }))

describe('INSS', () => {
  it.each([
    ['born before 2000', '85073003328', '85073003328'],
    ['born from 2000: 2 000 000 000 is added', '17073003384', '17073003384'],
    ['dots and dash', '85.07.30-033.28', '85073003328'],
    ['dots and dash, born from 2000', '17.07.30-033.84', '17073003384'],
    ['marks anywhere', '8-5.0-7.3-0.0-33.28', '85073003328'],
    ['remainder 0: check digits 97', '85073006197', '85073006197'],
    ['month and day unknown', '85000003306', '85000003306'],
    ['day unknown', '85073103395', '85073103395'],
    ['month 12', '85123003363', '85123003363'],
    ['BIS, sex unknown: month 00 + 20', '85203003322', '85203003322'],
    ['BIS, sex unknown: month 01 + 20', '85213003329', '85213003329'],
    ['BIS, sex unknown: month 12 + 20', '85323003309', '85323003309'],
    ['BIS, sex known: month 00 + 40', '85403003365', '85403003365'],
    ['BIS, sex known: month 12 + 40', '85523003352', '85523003352'],
  ])('valid: %s', (_, text, expected) => {
    expect(inss(text)).toBe(expected)
    expect(inss(text, true)).toBe(expected)
  })

  it.each([
    ['nothing', '', 'missing'],
    ['ten digits', '8507300332', 'malformed'],
    ['twelve digits', '850730033280', 'malformed'],
    ['a letter', '8507300332A', 'malformed'],
    ['a blank', '850730 03328', 'malformed'],
    ['blanks around it', ' 85073003328', 'malformed'],
    ['only marks', '.-.', 'malformed'],
    ['other digits', '８５073003328', 'malformed'],
    ['month 13', '85133003370', 'malformed'],
    ['month 19', '85193003315', 'malformed'],
    ['month 33', '85333003316', 'malformed'],
    ['month 39', '85393003358', 'malformed'],
    ['month 53', '85533003359', 'malformed'],
    ['month 59', '85593003304', 'malformed'],
    ['month 73', '85733003305', 'malformed'],
    ['month 80', '85803003354', 'malformed'],
    ['month 99', '85993003390', 'malformed'],
    ['day 32', '85073203365', 'malformed'],
    ['check digits one off', '85073003329', 'check-digits'],
    ['two digits exchanged', '85070303328', 'check-digits'],
    ['check digits 00 where 97 belongs', '85073006100', 'check-digits'],
    ['check digits 99', '85073003399', 'check-digits'],
  ])('refused: %s', (_, text, why) => {
    expect(inss(text)).toBe(why)
    expect(inss(text, true)).toBe(why)
  })

  it.each([
    ['month 00 + 60', '85603003311'],
    ['month 01 + 60', '85613003318'],
    ['month 12 + 60', '85723003395'],
    ['born from 2000', '17673003319'],
  ])('a test number (%s) is valid only where test numbers are allowed', (_, text) => {
    expect(inss(text, true)).toBe(text)
    expect(inss(text, false)).toBe('test-number')
  })

  it('a test number with wrong check digits has wrong check digits first', () => {
    expect(inss('85613003319')).toBe('check-digits')
  })

  it('any first nine digits have exactly one valid pair of check digits per century', () => {
    const digits = fc.tuple(
      fc.integer({ min: 0, max: 99 }),
      fc.integer({ min: 0, max: 12 }),
      fc.integer({ min: 0, max: 31 }),
      fc.integer({ min: 0, max: 999 }),
    )
    fc.assert(
      fc.property(digits, ([year, month, day, serial]) => {
        const first = [
          [year, 2],
          [month, 2],
          [day, 2],
          [serial, 3],
        ]
          .map(([value, length]) => String(value).padStart(length!, '0'))
          .join('')
        const valid = Array.from({ length: 100 }, (_, check) => check).filter(
          (check) => inss(first + String(check).padStart(2, '0')) !== 'check-digits',
        )
        expect(new Set(valid)).toEqual(new Set([97 - (Number(first) % 97), 97 - (Number(`2${first}`) % 97)]))
      }),
      { numRuns: 50 },
    )
  })
})

describe('employer number (KBO)', () => {
  it.each([
    ['the made-up one of the tests', '0123456749', '0123456749'],
    ['National Bank of Belgium, with dots', '0203.201.340', '0203201340'],
    ['beginning with 1', '1999999943', '1999999943'],
    ['remainder 0: check digits 97', '0123451997', '0123451997'],
    ['nothing', '', 'missing'],
    ['nine digits, as once written', '123456749', 'malformed'],
    ['eleven digits', '01234567490', 'malformed'],
    ['beginning with 2: an establishment', '2123456791', 'malformed'],
    ['beginning with 9', '9123456744', 'malformed'],
    ['with BE', 'BE0123456749', 'malformed'],
    ['with a dash', '0123-456749', 'malformed'],
    ['with a blank', '0123 456749', 'malformed'],
    ['check digits one off', '0123456748', 'check-digits'],
    ['check digits 00 where 97 belongs', '0123451900', 'check-digits'],
    ['two digits exchanged', '0132456749', 'check-digits'],
  ])('%s', (_, text, expected) => {
    expect(shown(checkEmployerNumber(text))).toBe(expected)
  })
})

describe('establishment number', () => {
  it.each([
    ['beginning with 2', '2123456791', '2123456791'],
    ['beginning with 8', '8123456723', '8123456723'],
    ['fictive: abroad', '8999999993', '8999999993'],
    ['fictive: Flanders', '8999999104', '8999999104'],
    ['fictive: Brussels', '8999999203', '8999999203'],
    ['fictive: Wallonia', '8999999302', '8999999302'],
    ['fictive: German-speaking', '8999999401', '8999999401'],
    ['fictive: not applicable', '8999999894', '8999999894'],
    ['nothing', '', 'missing'],
    ['beginning with 1: an employer', '1999999943', 'malformed'],
    ['beginning with 9', '9123456744', 'malformed'],
    ['nine digits', '212345679', 'malformed'],
    ['eleven digits', '21234567910', 'malformed'],
    ['with dots', '2.123.456.791', 'malformed'],
    ['check digits one off', '2123456792', 'check-digits'],
  ])('%s', (_, text, expected) => {
    expect(shown(checkEstablishmentNumber(text))).toBe(expected)
  })
})

describe('a masked number', () => {
  it.each([
    ['85073003328', INSS_VISIBLE, '••••••03328'],
    ['BE68539007547034', IBAN_VISIBLE, '••••••••••••7034'],
    ['03328', INSS_VISIBLE, '03328'],
    ['28', INSS_VISIBLE, '28'],
    ['', INSS_VISIBLE, ''],
  ])('%s with %i characters visible', (text, visible, expected) => {
    expect(masked(text, visible)).toBe(expected)
  })
})
