// Understands a DmfAOriginal file of any size, written piece by piece from a plan: valid against the schema of its quarter, right totals, right check digits.
import { firstDayOf, lastDayOf, plusQuarters, type Quarter } from '../../shared/kernel/calendar.ts'
import { workersOf } from './dmfa-people.ts'
import { employerIndexOf, firstWorkerOf, type DmfaPlan, type GeneratedWorker } from './dmfa-plan.ts'
import { Random } from './dmfa-random.ts'
import { padded, PeopleWriter, XmlText } from './dmfa-xml.ts'
import { employerOf } from './pipeline-builders.ts'

export type { DmfaPlan, GeneratedWorker } from './dmfa-plan.ts'
export { workersOf } from './dmfa-people.ts'
export { twinCsv } from './dmfa-twin.ts'

const PIECE_LENGTH = 64 * 1024
const ROOT = 'DmfAOriginal'

/** The file of a plan in pieces of about 64 KB, one Form per employer. Every employer is computed twice, because the total stands before the people. */
export function* dmfaFile(plan: DmfaPlan): Generator<string> {
  const { quarter, encoding = 'UTF-8', indent = false } = plan
  const xml = new XmlText(`<?xml version="1.0" encoding="${encoding}"?>${indent ? '' : '\n'}`, indent)
  const writer = new PeopleWriter(xml, plan, { firstDay: firstDayOf(quarter), lastDay: lastDayOf(quarter) })
  const schema = `xsi:noNamespaceSchemaLocation="${ROOT}_${zoneOf(quarter)}.xsd"`
  xml.open(ROOT, ` xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ${schema}`)
  for (let place = 0; place < plan.employers; place++) {
    const employer = employerAt(plan, place)
    openDeclaration(xml, plan, employer)
    for (const worker of workersOf(plan, place)) {
      writer.person(worker, worker.index - firstWorkerOf(plan, place) + 1)
      if (xml.length >= PIECE_LENGTH) yield xml.take()
    }
    closeDeclaration(xml, employer)
  }
  xml.close(ROOT)
  yield `${xml.take()}\n`
}

/** `2024Q3` in the file is 20243. */
const zoneOf = (quarter: Quarter): string => quarter.replace('Q', '')

interface Employer {
  readonly index: number
  readonly random: Random
  readonly vehicles: number
  /** The contribution 862 on them, in cents. */
  readonly vehicleContribution: bigint
  readonly netOwed: bigint
  /** The block that says why no compensation is asked; 2023Q1 and later. */
  readonly compensation: boolean
}

function employerAt(plan: DmfaPlan, place: number): Employer {
  const index = employerIndexOf(plan, place)
  const random = new Random(plan.seed, index, 4)
  const vehicles = random.between(1, 3)
  const vehicleContribution = BigInt(vehicles) * BigInt(random.between(9_000, 30_000))
  let netOwed = vehicleContribution
  for (const worker of workersOf(plan, place)) netOwed += owedFor(worker)
  return { index, random, vehicles, vehicleContribution, netOwed, compensation: plan.quarter >= '2023Q1' && random.chance(20) }
}

/** Contributions less reductions of one person, whoever bears them. */
function owedFor({ records }: GeneratedWorker): bigint {
  let owed = 0n
  for (const { student, contributions, deductions, occupations } of records) {
    owed += student?.contribution ?? 0n
    for (const { amount } of contributions) owed += amount
    for (const { amount } of deductions) owed -= amount
    for (const occupation of occupations) for (const { amount } of occupation.deductions) owed -= amount
  }
  return owed
}

/** RSZ registration number: the last two of nine digits are 96 - (the first seven, followed by 00, mod 97). */
function registrationNumberOf(index: number): string {
  const first = 1_000_000 + (index % 999_999)
  return `${first}${String(96 - ((first * 100) % 97)).padStart(2, '0')}`
}

function openDeclaration(xml: XmlText, plan: DmfaPlan, { index, random, netOwed }: Employer): void {
  const { quarter, createdOn = `${firstDayOf(plusQuarters(quarter, 1)).slice(0, 8)}14` } = plan
  xml.open('Form')
  xml.leaf('Identification', 'DMFA')
  xml.leaf('FormCreationDate', createdOn)
  xml.leaf('FormCreationHour', '09:30:00.000')
  xml.leaf('AttestationStatus', '0')
  xml.leaf('TypeForm', 'SU')
  if (random.chance(70)) {
    xml.open('Reference')
    xml.leaf('ReferenceType', '1')
    xml.leaf('ReferenceOrigin', '1')
    xml.leaf('ReferenceNbr', `E${index}-${quarter}`)
    xml.close('Reference')
  }
  xml.open('EmployerDeclaration')
  xml.leaf('Quarter', zoneOf(quarter))
  xml.leaf('NOSSRegistrationNbr', registrationNumberOf(index))
  xml.leaf('Trusteeship', '0')
  // Without its leading zero the number has nine digits, which the schema allows.
  xml.leaf('CompanyID', random.chance(30) ? employerOf(index).replace(/^0/, '') : employerOf(index))
  xml.leaf('NetOwedAmount', padded(random, netOwed, 15))
  xml.leaf('System5', random.chance(20) ? '0' : null)
}

function closeDeclaration(xml: XmlText, { index, random, vehicles, vehicleContribution, compensation }: Employer): void {
  for (let vehicle = 1; vehicle <= vehicles; vehicle++) {
    xml.open('CompanyVehicle')
    xml.leaf('CompanyVehicleSequenceNbr', String(vehicle))
    xml.leaf('LicensePlate', `1ABC${String((index * 3 + vehicle) % 1_000).padStart(3, '0')}`)
    xml.leaf('EcoVehicle', random.pick([null, '0', '1']))
    xml.close('CompanyVehicle')
  }
  xml.open('ContributionUnrelatedToNP')
  xml.leaf('UnrelatedEmployerClass', '010')
  xml.leaf('UnrelatedWorkerCode', '862')
  xml.leaf('UnrelatedAmount', padded(random, vehicleContribution, 13))
  xml.close('ContributionUnrelatedToNP')
  if (compensation) {
    xml.open('EmployerCompensation')
    xml.leaf('CompensationCode', '01')
    xml.leaf('CompensationException', '01')
    xml.close('EmployerCompensation')
  }
  xml.close('EmployerDeclaration')
  xml.close('Form')
}
