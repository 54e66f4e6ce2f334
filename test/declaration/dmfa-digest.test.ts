/** Checks what a DmfA says whatever its form: padding, empty elements and layout change nothing, every other value changes the digest. */
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Declaration, DeclarationItem } from '../../shared/declaration/declaration.ts'
import { ANNA, BRAM, CLEO, EMPLOYER, OTHER_EMPLOYER } from '../support/declaration-builders.ts'
import {
  contribution,
  dmfa,
  form,
  occupation,
  pay,
  person,
  readXml,
  reduction,
  service,
  workerRecord,
  type Tags,
  type XmlReading,
} from '../support/xml-builders.ts'

async function declarationOf(file: string | Uint8Array, reading: XmlReading = {}): Promise<Declaration> {
  const [item, ...others] = (await readXml(file, reading)).items
  if (item?.type !== 'declaration' || others.length > 0) throw new Error('the file does not have exactly one declaration')
  return item.declaration
}
const digest = async (file: string | Uint8Array, reading: XmlReading = {}): Promise<string> => (await declarationOf(file, reading)).digest

/** What it says of its workers, without where they stand. */
const said = ({ items }: Declaration): unknown =>
  items.map((item: DeclarationItem) => (item.type === 'worker' ? [item.inss, item.workerLines] : item.type))

const CONTENT = service('001', '06000', '45600') + service('010', '100') + pay('001', '900000') + pay('002', '1000', '12')
const RECORDS = workerRecord(
  occupation({}, CONTENT + reduction('Occupation', '3000', '12345'))
    + contribution('495', '0', '900000', '342630')
    + contribution('856', '0', undefined, '2500')
    + reduction('Worker', '0001', '10000'),
)
const FAULTY = workerRecord(occupation({ OccupationStartingDate: '' }, pay('001', '900000')))
/** Anna, who can be computed, Bram, who is refused, and somebody without a usable INSS. */
const FILE = dmfa(form(person(ANNA, RECORDS) + person(BRAM, FAULTY) + person('1', RECORDS)))

const indented = (file: string): string => {
  let depth = 0
  return file.replaceAll(/></g, '>\n<').replaceAll(/^.*$/gm, (line) => {
    if (line.startsWith('</')) depth -= 1
    const text = '  '.repeat(Math.max(0, depth)) + line
    if (/^<[A-Z][^/]*>$/.test(line)) depth += 1
    return text
  })
}

describe('the same content', () => {
  it.each<[string, string | Uint8Array]>([
    ['indented', indented(FILE)],
    ['indented, with CRLF', indented(FILE).replaceAll('\n', '\r\n')],
    ['a BOM', `\uFEFF${FILE}`],
    ['gzip', gzipSync(FILE)],
    ['attributes', FILE.replace('<DmfAOriginal>', '<DmfAOriginal a="1" b="2">').replaceAll('<NaturalPerson>', '<NaturalPerson x="1">')],
    ['attributes in another order', FILE.replace('<DmfAOriginal>', '<DmfAOriginal b="2" a="1">')],
    [
      'a namespace and prefixes',
      FILE.replaceAll(/<(\/?)(?=[A-Z])/g, '<$1d:').replace('<d:DmfAOriginal>', '<d:DmfAOriginal xmlns:d="urn:x">'),
    ],
    ['empty tags in two parts', FILE.replaceAll(/<(\w+)\/>/g, '<$1></$1>')],
    ['comments', FILE.replaceAll('<INSS>', '<!-- x --><INSS>')],
    ['CDATA', FILE.replaceAll(/<RemunAmount>(\d+)</g, '<RemunAmount><![CDATA[$1]]><')],
    ['white space around values', FILE.replaceAll(/>(\d+)</g, '>\n $1\t<')],
    ['a reference', FILE.replace('<TypeForm>', '<Reference><ReferenceNbr>1</ReferenceNbr></Reference><TypeForm>')],
    [
      'a company vehicle',
      FILE.replace('</EmployerDeclaration>', '<CompanyVehicle><LicensePlate>1</LicensePlate></CompanyVehicle></EmployerDeclaration>'),
    ],
    [
      'using employer, in an occupation (2023)',
      FILE.replace('<OccupationDeduction>', '<UsingEmployer><Address><City>x</City></Address></UsingEmployer><OccupationDeduction>'),
    ],
    [
      'compensation of the employer (2023)',
      FILE.replace(
        '</EmployerDeclaration>',
        '<EmployerCompensation><CompensationAmount>1</CompensationAmount></EmployerCompensation></EmployerDeclaration>',
      ),
    ],
    ['an unknown element before the Form', FILE.replace('<DmfAOriginal>', `<DmfAOriginal><Unknown/>\n`)],
  ])('%s', async (_, file) => {
    const [one, other] = [await declarationOf(FILE), await declarationOf(file)]
    expect(said(other)).toEqual(said(one))
    expect(other).toMatchObject({ digest: one.digest, rows: one.rows })
  })

  it('the place in the file and the other Forms of it do not count', async () => {
    const { items } = await readXml(dmfa(form(undefined, { CompanyID: OTHER_EMPLOYER }), `\n\n${form()}`))
    const mine = items.find((item) => item.type === 'declaration' && item.declaration.employerNumber === EMPLOYER)
    expect(mine?.type === 'declaration' ? mine.declaration.digest : undefined).toBe(await digest(dmfa(form())))
  })

  it('nor how the employer is named, once he is known', async () => {
    const employers = { '199999740': EMPLOYER }
    expect(await digest(dmfa(form(undefined, { CompanyID: '0' })), { employers })).toBe(await digest(dmfa(form())))
    expect(await digest(dmfa(form(undefined, { CompanyID: EMPLOYER.slice(1) })))).toBe(await digest(dmfa(form())))
  })
})

describe('padding', () => {
  const NUMBERS = [
    'RemunAmount',
    'ServiceNbrDays',
    'ServiceNbrHours',
    'ContributionAmount',
    'ContributionCalculationBasis',
    'DeductionAmount',
    'NetOwedAmount',
    'WorkingDaysSystem',
    'MeanWorkingHours',
    'RefMeanWorkingHours',
  ] as const
  const good = dmfa(form(person(ANNA, RECORDS)))
  const repadded = (name: string, width: number): string =>
    good.replaceAll(new RegExp(`<${name}>0*(\\d+)<`, 'g'), (_, digits: string) => `<${name}>${digits.padStart(width, '0')}<`)

  it.each(NUMBERS)('%s: zeros in front or none', async (name) => {
    const plain = await declarationOf(good)
    for (const width of [1, 7, 11, 15]) {
      const padded = await declarationOf(repadded(name, width))
      expect(said(padded)).toEqual(said(plain))
      expect(padded.digest).toBe(plain.digest)
    }
  })

  it.each([
    ['EmployerClass', '010', '10'],
    ['ServiceCode', '001', '1'],
    ['RemunCode', '001', '01'],
    ['DeductionCode', '0001', '1'],
  ])('code %s: %s and %s are the same', async (name, padded, short) => {
    expect(await digest(good.replaceAll(`<${name}>${padded}<`, `<${name}>${short}<`))).toBe(await digest(good))
  })
})

describe('an empty optional element is absent, never 0', () => {
  const base = (changed: Tags, content = CONTENT, records = ''): string =>
    dmfa(form(person(ANNA, workerRecord(occupation(changed, content) + contribution('495', '0', '900000', '342630') + records))))
  it.each<[string, (value: string | undefined) => string]>([
    ['OccupationEndingDate', (value) => base({ OccupationEndingDate: value })],
    ['MeanWorkingHours of a full-timer', (value) => base({ MeanWorkingHours: value })],
    ['LocalUnitID', (value) => base({ LocalUnitID: value })],
    ['ServiceNbrHours', (value) => base({}, service('001', '6000', value))],
    ['BonusPaymentFrequency', (value) => base({}, pay('002', '1', value))],
    ['ContributionCalculationBasis', (value) => base({}, CONTENT, contribution('810', '0', value, '1'))],
    ['DeductionAmount', (value) => base({}, CONTENT, reduction('Worker', '3000', value))],
    ['OccupationStartingDate', (value) => base({ OccupationStartingDate: value })],
    ['RefMeanWorkingHours', (value) => base({ RefMeanWorkingHours: value })],
    [
      'WorkerStatus, TenthOrTwelfth and OccupationUserReference',
      (value) => base({ WorkerStatus: value, TenthOrTwelfth: value, OccupationUserReference: value }),
    ],
  ])('%s', async (_, file) => {
    const absent = await declarationOf(file(undefined))
    expect(said(await declarationOf(file('')))).toEqual(said(absent))
    expect(said(await declarationOf(file(' \n ')))).toEqual(said(absent))
  })

  it('hours of 0 are not the same as none', async () => {
    expect(await digest(base({}, service('001', '6000', '0')))).not.toBe(await digest(base({}, service('001', '6000'))))
  })

  it('NaturalPersonUserReference', async () => {
    const file = dmfa(form())
    expect(await digest(file.replace('<NaturalPersonUserReference/>', ''))).toBe(await digest(file))
  })
})

describe('another content', () => {
  it.each<[string, string]>([
    ['another amount', FILE.replace('<RemunAmount>900000<', '<RemunAmount>900001<')],
    ['another amount of a refused person', FILE.replace(/(<INSS>90.*?<RemunAmount>)900000</s, '$1900001<')],
    ['another amount of a person without a usable INSS', FILE.replace(/(<INSS>1<.*?<RemunAmount>)900000</s, '$1900001<')],
    ['another unusable INSS', FILE.replace('<INSS>1<', '<INSS>2<')],
    ['another worker', FILE.replace(ANNA, CLEO)],
    ['another basis', FILE.replace('<ContributionCalculationBasis>900000<', '<ContributionCalculationBasis>900001<')],
    ['another reduction code', FILE.replace('<DeductionCode>0001<', '<DeductionCode>0601<')],
    [
      'a reduction of the occupation becomes one of the record',
      FILE.replaceAll('OccupationDeduction', 'WorkerDeduction').replace(
        /(<WorkerDeduction>.*?<\/WorkerDeduction>)(<\/Occupation>)/,
        '$2$1',
      ),
    ],
    ['another worker code', FILE.replace('<WorkerCode>495<', '<WorkerCode>496<')],
    ['another class', FILE.replace('<EmployerClass>010<', '<EmployerClass>011<')],
    ['another type of contribution', FILE.replace('<ContributionType>0<', '<ContributionType>1<')],
    ['another start', FILE.replace('2020-01-01', '2020-01-02')],
    ['an end', FILE.replace('<JointCommissionNbr>', '<OccupationEndingDate>2024-09-30</OccupationEndingDate><JointCommissionNbr>')],
    ['another establishment', FILE.replace('2000000042', '2000000141')],
    ['other weekly hours', FILE.replace('<MeanWorkingHours>3800<', '<MeanWorkingHours>3799<')],
    ['another working week', FILE.replace('<WorkingDaysSystem>500<', '<WorkingDaysSystem>499<')],
    ['other days', FILE.replace('<ServiceNbrDays>06000<', '<ServiceNbrDays>06001<')],
    ['other hours', FILE.replace('<ServiceNbrHours>45600<', '<ServiceNbrHours>45601<')],
    ['another quarter', FILE.replace('20243', '20242')],
    ['another employer', FILE.replace(EMPLOYER, OTHER_EMPLOYER)],
    ['another day of creation', FILE.replace('2024-10-14', '2024-10-15')],
    ['a millisecond later', FILE.replace('09:30:00.000', '09:30:00.001')],
    ['one person less', FILE.replace(/<NaturalPerson>.*?<\/NaturalPerson>/s, '')],
  ])('%s', async (_, file) => {
    expect(file).not.toBe(FILE)
    const withTotal = await digest(retotalled(file))
    expect(withTotal).not.toBe(await digest(FILE))
  })

  it('two people in another order', async () => {
    expect(await digest(dmfa(form(person() + person(BRAM))))).not.toBe(await digest(dmfa(form(person(BRAM) + person()))))
  })

  it('the amounts of two people exchanged', async () => {
    const [one, two] = [workerRecord(), workerRecord(occupation())]
    expect(await digest(dmfa(form(person(ANNA, one) + person(BRAM, two))))).not.toBe(
      await digest(dmfa(form(person(ANNA, two) + person(BRAM, one)))),
    )
  })
})

/** The same file with a control total that fits. */
function retotalled(file: string): string {
  const sum = (pattern: RegExp): number => [...file.matchAll(pattern)].reduce((total, [, cents]) => total + Number(cents), 0)
  const owed = sum(/<ContributionAmount>(\d+)</g) - sum(/<DeductionAmount>(\d+)</g)
  return file.replace(/<NetOwedAmount>\d+</, `<NetOwedAmount>${owed}<`)
}

it('however the bytes are cut, the items and the end are the same', async () => {
  const whole = await readXml(indented(FILE))
  for (const pieceBytes of [1, 3, 7, 65_536, 1_000_000]) expect(await readXml(indented(FILE), { pieceBytes })).toEqual(whole)
  const zipped = gzipSync(indented(FILE))
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: zipped.length }), async (pieceBytes) => {
      expect(await readXml(zipped, { pieceBytes })).toEqual(whole)
    }),
    { numRuns: 30 },
  )
})
