// Understands how a DmfA is written: the fixed order of its elements, and the freedom real files take with padding and empty elements.
import type {
  DmfaPlan,
  GeneratedContribution,
  GeneratedDeduction,
  GeneratedOccupation,
  GeneratedPay,
  GeneratedRecord,
  GeneratedService,
  GeneratedWorker,
} from './dmfa-plan.ts'
import { Random } from './dmfa-random.ts'

/** XML text that grows at its end, compact or one element a line. */
export class XmlText {
  #text: string
  readonly #indent: boolean
  #lineStart = '\n'

  constructor(prolog: string, indent: boolean) {
    this.#text = prolog
    this.#indent = indent
  }

  open(name: string, attributes = ''): void {
    this.#text += `${this.#line()}<${name}${attributes}>`
    this.#lineStart += '  '
  }

  close(name: string): void {
    this.#lineStart = this.#lineStart.slice(0, -2)
    this.#text += `${this.#line()}</${name}>`
  }

  /** An element with a value; without one it is left out. */
  leaf(name: string, value: string | null): void {
    if (value !== null) this.#text += value === '' ? `${this.#line()}<${name}/>` : `${this.#line()}<${name}>${value}</${name}>`
  }

  get length(): number {
    return this.#text.length
  }

  /** What was written since the last time. */
  take(): string {
    const text = this.#text
    this.#text = ''
    return text
  }

  #line(): string {
    return this.#indent ? this.#lineStart : ''
  }
}

/** Padded to the width of the zone, or not at all, or one digit. */
export function padded(random: Random, value: number | bigint, width: number): string {
  const digits = String(value)
  const how = random.below(4)
  return how === 0 ? digits : digits.padStart(how === 1 ? Math.min(width, digits.length + 1) : width, '0')
}

const AMOUNT_WIDTH = 11

/** Writes the people of one plan. */
export class PeopleWriter {
  readonly #xml: XmlText
  readonly #seed: number
  readonly #quarter: { readonly firstDay: string; readonly lastDay: string }
  #random = new Random()

  constructor(xml: XmlText, { seed }: DmfaPlan, quarter: { readonly firstDay: string; readonly lastDay: string }) {
    this.#xml = xml
    this.#seed = seed
    this.#quarter = quarter
  }

  person(worker: GeneratedWorker, sequence: number): void {
    const random = new Random(this.#seed, worker.index, 3)
    this.#random = random
    this.#xml.open('NaturalPerson')
    this.#xml.leaf('NaturalPersonSequenceNbr', padded(random, sequence, 7))
    this.#xml.leaf('INSS', worker.inss)
    this.#xml.leaf('NaturalPersonUserReference', random.pick([null, '', `P${worker.index}`]))
    for (const record of worker.records) this.#record(record)
    this.#xml.close('NaturalPerson')
  }

  #record(record: GeneratedRecord): void {
    const xml = this.#xml
    xml.open('WorkerRecord')
    xml.leaf('EmployerClass', record.employerClass)
    xml.leaf('WorkerCode', record.workerCode)
    xml.leaf('NOSSQuarterStartingDate', this.#quarter.firstDay)
    xml.leaf('NOSSQuarterEndingDate', this.#quarter.lastDay)
    xml.leaf('Border', '0')
    xml.leaf('WorkerRecordUserReference', this.#random.pick([null, null, '']))
    for (const occupation of record.occupations) this.#occupation(occupation)
    if (record.student) this.#student(record.student)
    for (const contribution of record.contributions) this.#contribution(contribution)
    for (const deduction of record.deductions) this.#deduction('WorkerDeduction', deduction)
    xml.close('WorkerRecord')
  }

  #student({ pay, contribution, hours, establishment }: NonNullable<GeneratedRecord['student']>): void {
    const xml = this.#xml
    xml.open('StudentContribution')
    xml.leaf('StudentRemunAmount', padded(this.#random, pay, 9))
    xml.leaf('StudentContributionAmount', padded(this.#random, contribution, 9))
    xml.leaf('StudentHoursNbr', padded(this.#random, hours, 3))
    xml.leaf('LocalUnitID', establishment)
    xml.close('StudentContribution')
  }

  #occupation(occupation: GeneratedOccupation): void {
    const xml = this.#xml
    const random = this.#random
    xml.open('Occupation')
    xml.leaf('OccupationSequenceNbr', padded(random, occupation.sequence, 2))
    xml.leaf('OccupationStartingDate', occupation.start)
    xml.leaf('OccupationEndingDate', occupation.end)
    xml.leaf('JointCommissionNbr', occupation.jointCommittee)
    xml.leaf('WorkingDaysSystem', padded(random, occupation.workingDays, 3))
    xml.leaf('ContractType', occupation.hours < occupation.fulltimeHours && occupation.measure === null ? '1' : '0')
    xml.leaf('RefMeanWorkingHours', padded(random, occupation.fulltimeHours, 4))
    xml.leaf('WorkerStatus', random.chance(5) ? '' : null)
    xml.leaf('MeanWorkingHours', padded(random, occupation.hours, 4))
    xml.leaf('ReorganisationMeasure', occupation.measure)
    xml.leaf('Retired', '0')
    xml.leaf('OccupationUserReference', random.pick([null, '', 'CONTRACT-1']))
    xml.leaf('ActivityCode', occupation.activityCode)
    xml.leaf('LocalUnitID', occupation.establishment)
    if (occupation.trainingHours !== null) {
      xml.open('OccupationInformations')
      xml.leaf('FlemishTrainingHolidayHoursNbr', padded(random, occupation.trainingHours, 7))
      xml.close('OccupationInformations')
    }
    for (const service of occupation.services) this.#service(service)
    for (const pay of occupation.pay) this.#pay(pay)
    this.#usingEmployer(occupation)
    for (const deduction of occupation.deductions) this.#deduction('OccupationDeduction', deduction)
    xml.close('Occupation')
  }

  #service({ sequence, code, days, hours }: GeneratedService): void {
    const xml = this.#xml
    xml.open('Service')
    xml.leaf('ServiceSequenceNbr', padded(this.#random, sequence, 2))
    xml.leaf('ServiceCode', code)
    xml.leaf('ServiceNbrDays', padded(this.#random, days, 5))
    xml.leaf('ServiceNbrHours', hours === null ? null : padded(this.#random, hours, 7))
    xml.close('Service')
  }

  #pay({ sequence, code, frequency, amount }: GeneratedPay): void {
    const xml = this.#xml
    xml.open('Remun')
    xml.leaf('RemunSequenceNbr', padded(this.#random, sequence, 2))
    xml.leaf('RemunCode', code)
    xml.leaf('BonusPaymentFrequency', frequency === null ? null : padded(this.#random, frequency, 2))
    xml.leaf('RemunAmount', this.#amount(amount))
    xml.close('Remun')
  }

  #usingEmployer({ usingEmployer: user }: GeneratedOccupation): void {
    if (user === null) return
    const xml = this.#xml
    xml.open('UsingEmployer')
    xml.leaf('UsingEmployerName', 'User &amp; Sons')
    if ('number' in user) xml.leaf('UsingEmployerCompanyID', user.number)
    else xml.leaf('INSS', user.inss)
    xml.open('Address')
    xml.leaf('City', 'Gent')
    xml.close('Address')
    xml.close('UsingEmployer')
  }

  #contribution({ code, type, basis, amount }: GeneratedContribution): void {
    const xml = this.#xml
    xml.open('WorkerContribution')
    xml.leaf('ContributionWorkerCode', code)
    xml.leaf('ContributionType', type)
    xml.leaf('ContributionCalculationBasis', basis === null ? null : this.#amount(basis))
    xml.leaf('ContributionAmount', this.#amount(amount))
    xml.close('WorkerContribution')
  }

  #deduction(name: 'OccupationDeduction' | 'WorkerDeduction', { code, basis, amount, rightSince }: GeneratedDeduction): void {
    const xml = this.#xml
    xml.open(name)
    xml.leaf('DeductionCode', code)
    xml.leaf('DeductionCalculationBasis', basis === null ? null : this.#amount(basis))
    xml.leaf('DeductionAmount', this.#amount(amount))
    xml.leaf('DeductionRightStartingDate', rightSince)
    xml.close(name)
  }

  #amount(value: bigint): string {
    return padded(this.#random, value, AMOUNT_WIDTH)
  }
}
