// Understands numbers that look real and belong to nobody: official test INSS (month + 60), enterprise and establishment numbers, Belgian IBANs, each with right check digits.

const twoDigits = (number: number): string => String(number).padStart(2, '0')

/** Check digits of INSS, KBO and establishment numbers: 97 - (digits mod 97). */
const complement97 = (digits: string): string => twoDigits(97 - Number(BigInt(digits) % 97n))

/** The first nine digits with their check digits; births from 2000 count with 2 000 000 000 added. */
export function inssOf(firstNine: string, bornFrom2000 = false): string {
  return firstNine + complement97(bornFrom2000 ? `2${firstNine}` : firstNine)
}

/** The test number of somebody born on a date (`1990-03-15`) with a serial number of 1 to 997: month + 60. */
export function testInss(birthDate: string, serial: number): string {
  const [year = '', month = '', day = ''] = birthDate.split('-')
  return inssOf(`${year.slice(2)}${twoDigits(Number(month) + 60)}${day}${String(serial).padStart(3, '0')}`, Number(year) >= 2000)
}

/** Test numbers that all differ: the n-th is given by n from 0 (a serial, then a day, a month, a year). */
export function nthTestInss(n: number): string {
  const serial = (n % 997) + 1
  const days = Math.floor(n / 997)
  const birthDate = `${1950 + (Math.floor(days / 336) % 50)}-${twoDigits((Math.floor(days / 28) % 12) + 1)}-${twoDigits((days % 28) + 1)}`
  return testInss(birthDate, serial)
}

/** The KBO number that begins with these eight digits, the first of them 0 or 1. */
export const kboOf = (firstEight: string): string => firstEight + complement97(firstEight)

/** KBO numbers that all differ: 0100 000 0.. and on. */
export const nthKbo = (n: number): string => kboOf(String(1_000_000 + n).padStart(8, '0'))

/** The establishment number that begins with these eight digits, the first of them 2 to 8. */
export const establishmentOf = (firstEight: string): string => firstEight + complement97(firstEight)

export const nthEstablishment = (n: number): string => establishmentOf(String(21_000_000 + n))

/** The Belgian IBAN of an account of ten digits: national check digits (mod 97, 97 for 0), then those of the IBAN. */
export function ibanOf(account: string): string {
  const national = account + twoDigits(Number(BigInt(account) % 97n) || 97)
  return `BE${twoDigits(98 - Number(BigInt(`${national}111400`) % 97n))}${national}`
}

/** IBANs that all differ. */
export const nthIban = (n: number): string => ibanOf(String(5_390_000_000 + n))

/** The same number with its last digit changed, so that its check digits are wrong. */
export const withWrongCheck = (number: string): string => `${number.slice(0, -1)}${(Number(number.slice(-1)) + 1) % 10}`
