// Understands what a generated DmfA says as a declaration CSV, by rules of its own: no code of the law is used, because this is what the law is tested against.
import { COLUMNS, type Column } from '../../shared/declaration/columns.ts'
import { CONTRIBUTION_PAY, employerIndexOf, tenThousandths } from './dmfa-plan.ts'
import type { DmfaPlan, GeneratedDeduction, GeneratedOccupation, GeneratedRecord } from './dmfa-plan.ts'
import { workersOf } from './dmfa-people.ts'
import { employerOf } from './pipeline-builders.ts'

const PIECE_LENGTH = 64 * 1024
const WAGE = ['001', '002', '004', '005', '012']
const SEVERANCE = ['003', '009']
const PAID_TIME = ['001', '005', '010']
const OWN_CONTRIBUTIONS = ['856', '295']
const OWN_REDUCTIONS = ['0001', '0501', '0600', '0601', '0610', '0611']
const OWN_SHARE = 1_307n

type Cells = Partial<Readonly<Record<Column, string>>>

/** The same declarations as `dmfaFile`, one row per occupation that counts; whoever has none is left out. */
export function* twinCsv(plan: DmfaPlan): Generator<string> {
  let text = `${COLUMNS.join(';')}\n`
  for (let place = 0; place < plan.employers; place++) {
    const employer = employerOf(employerIndexOf(plan, place))
    const declaration = { quarter: plan.quarter, declaration_sequence: '1', declaration_kind: 'FULL', employer_number: employer }
    for (const { inss, records } of workersOf(plan, place)) {
      for (const cells of records.flatMap(rowsOf)) text += line({ ...declaration, inss, ...cells })
      if (text.length >= PIECE_LENGTH) {
        yield text
        text = ''
      }
    }
  }
  if (text !== '') yield text
}

const line = (cells: Cells): string => `${COLUMNS.map((column) => cells[column] ?? '').join(';')}\n`

/** Hundredths as text: 123456 is `1234.56`. */
function decimal(hundredths: bigint): string {
  const digits = String(hundredths).padStart(3, '0')
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`
}

const total = (amounts: readonly bigint[]): bigint => amounts.reduce((sum, amount) => sum + amount, 0n)

/** Severance takes its share of contributions and reductions, and its share is dropped with it. */
function rowsOf(record: GeneratedRecord): Cells[] {
  const weights = record.occupations.map((occupation) => payUnder(CONTRIBUTION_PAY, occupation))
  const contributions = divided(employerContributions(record), weights)
  const reductions = divided(employerReductions(record.deductions), weights)
  return record.occupations.flatMap((occupation, index): Cells[] => {
    if (occupation.pay.some(({ code }) => SEVERANCE.includes(code))) return []
    return [
      {
        establishment_number: occupation.establishment,
        occupation_start: occupation.start,
        occupation_end: occupation.end ?? '',
        gross_wage: decimal(payUnder(WAGE, occupation)),
        employer_contributions: decimal(contributions[index]!),
        contribution_reductions: decimal(employerReductions(occupation.deductions) + reductions[index]!),
        weekly_hours: decimal(BigInt(occupation.hours)),
        fulltime_weekly_hours: decimal(BigInt(occupation.fulltimeHours)),
        hours_paid: decimal(paidHours(occupation)),
      },
    ]
  })
}

const payUnder = (codes: readonly string[], { pay }: GeneratedOccupation): bigint =>
  total(pay.filter(({ code }) => codes.includes(code)).map(({ amount }) => amount))

const employerReductions = (deductions: readonly GeneratedDeduction[]): bigint =>
  total(deductions.filter(({ code }) => !OWN_REDUCTIONS.includes(code)).map(({ amount }) => amount))

/** Everything declared, less what the worker bears. */
function employerContributions({ workerCode, contributions }: GeneratedRecord): bigint {
  return total(
    contributions.map(({ code, type, basis, amount }) => {
      if (OWN_CONTRIBUTIONS.includes(code) || type === '2') return 0n
      return code === workerCode && basis !== null ? amount - tenThousandths(basis, OWN_SHARE) : amount
    }),
  )
}

/** Largest remainder: first the whole cents, then one cent each to the largest remainders, the earlier occupation first. */
function divided(amount: bigint, weights: readonly bigint[]): bigint[] {
  const whole = total(weights)
  if (whole === 0n) return weights.map((_, index) => (index === 0 ? amount : 0n))
  const parts = weights.map((weight) => (amount * weight) / whole)
  const remainderAt = (index: number): bigint => (amount * weights[index]!) % whole
  const byRemainder = [...weights.keys()].sort(
    (a, b) => Number(remainderAt(b) > remainderAt(a)) - Number(remainderAt(a) > remainderAt(b)) || a - b,
  )
  const left = Number(amount - total(parts))
  for (const index of byRemainder.slice(0, left)) parts[index]! += 1n
  return parts
}

/** Hundredths of hours: those declared, else days x hours a week / days a week, which the plans keep whole. */
function paidHours({ services, hours: weeklyHours, workingDays }: GeneratedOccupation): bigint {
  const hours = services
    .filter(({ code }) => PAID_TIME.includes(code))
    .map((service) => {
      if (service.hours !== null) return BigInt(service.hours)
      const product = BigInt(service.days) * BigInt(weeklyHours)
      if (product % BigInt(workingDays) !== 0n) throw new Error(`hours with more than two decimals: ${service.days} days`)
      return product / BigInt(workingDays)
    })
  return total(hours)
}
