// Understands who works at an employer of a generated DmfA: the mix of kinds, and the worker records of each.
import { daysInQuarter, firstDayOf } from '../../shared/kernel/calendar.ts'
import {
  careerBreak,
  FULL_TIME,
  PART_TIME,
  plusDays,
  severance,
  splitSpan,
  tenThousandthsBelow,
  usualSpan,
  workingOccupation,
  type Workplace,
} from './dmfa-occupations.ts'
import {
  CONTRIBUTION_PAY,
  employerIndexOf,
  firstWorkerOf,
  tenThousandths,
  type DmfaPlan,
  type GeneratedContribution,
  type GeneratedDeduction,
  type GeneratedOccupation,
  type GeneratedRecord,
  type GeneratedWorker,
  type WorkerKind,
} from './dmfa-plan.ts'
import { Random } from './dmfa-random.ts'
import { establishmentOf, inssOf } from './pipeline-builders.ts'

const MANUAL = '015'
const CLERK = '495'
const STUDENT = '841'

/** Of a hundred workers. */
const MIX: readonly (readonly [kind: WorkerKind, count: number])[] = [
  ['clerk', 38],
  ['manual', 10],
  ['part-time', 20],
  ['contract-change', 11],
  ['severance', 6],
  ['student', 6],
  ['career-break', 4],
  ['two-records', 5],
]
const KINDS = MIX.flatMap(([kind, count]) => Array<WorkerKind>(count).fill(kind))

/** The workers of the employer at a place in the plan, the first at 0; one at a time, always the same. */
export function* workersOf(plan: DmfaPlan, employerIndex: number): Generator<GeneratedWorker> {
  const at = workplaceOf(plan, employerIndex)
  const first = firstWorkerOf(plan, employerIndex)
  for (let index = first; index < first + plan.workersPerEmployer; index++) {
    const random = new Random(plan.seed, index, 1)
    const kind = plan.plain ? random.pick(['clerk', 'manual'] as const) : random.pick(KINDS)
    yield { kind, index, inss: inssOf(index), records: recordsOf(kind, random, at) }
  }
}

function workplaceOf({ plain = false, ...plan }: DmfaPlan, employerIndex: number): Workplace {
  const random = new Random(plan.seed, employerIndexOf(plan, employerIndex), 2)
  return {
    employerClass: random.pick(['010', '010', '000', '058']),
    establishment: establishmentOf(employerIndexOf(plan, employerIndex)),
    firstDay: firstDayOf(plan.quarter),
    days: daysInQuarter(plan.quarter),
    plain,
    knows: { trainingHours: plan.quarter >= '2020Q1', activityCode: plan.quarter >= '2021Q1', usingEmployer: plan.quarter >= '2023Q1' },
  }
}

function recordsOf(kind: WorkerKind, random: Random, at: Workplace): GeneratedRecord[] {
  const record = (code: string, ...occupations: readonly GeneratedOccupation[]): GeneratedRecord => recordOf(random, at, code, occupations)
  const working = (code: string, regimes = FULL_TIME, span = usualSpan(random, at)): GeneratedOccupation =>
    workingOccupation(random, at, span, random.pick(regimes), code === MANUAL)
  switch (kind) {
    case 'clerk':
      return [record(CLERK, working(CLERK))]
    case 'manual':
      return [record(MANUAL, working(MANUAL))]
    case 'part-time':
      return [record(MANUAL, working(MANUAL, PART_TIME))]
    case 'contract-change':
      return [contractChange(random, at)]
    case 'severance':
      return [dismissal(random, at)]
    case 'student':
      return [studentOf(random, at)]
    case 'career-break':
      return [fullBreak(random, at)]
    case 'two-records': {
      if (random.chance(30)) return [studentOf(random, at), record(CLERK, working(CLERK))]
      const [before, after] = splitSpan(random, at)
      const records = [record(MANUAL, working(MANUAL, PART_TIME, before)), record(CLERK, working(CLERK, FULL_TIME, after))]
      return random.chance(40) ? records.toReversed() : records
    }
  }
}

/** Two occupations of one record, numbered as they came; the newer one sometimes stands first in the file. */
function inEitherOrder(random: Random, older: GeneratedOccupation, newer: GeneratedOccupation): GeneratedOccupation[] {
  const both = [older, { ...newer, sequence: 2 }]
  return random.chance(40) ? both.toReversed() : both
}

function contractChange(random: Random, at: Workplace): GeneratedRecord {
  const code = random.pick([MANUAL, CLERK])
  const manual = code === MANUAL
  const [before, after] = splitSpan(random, at)
  const older = workingOccupation(random, at, before, random.pick(random.chance(50) ? FULL_TIME : PART_TIME), manual)
  const newer = random.chance(15)
    ? careerBreak(random, at, after, manual)
    : workingOccupation(random, at, after, random.pick(PART_TIME), manual)
  return recordOf(random, at, code, inEitherOrder(random, older, newer))
}

/** Mostly dismissed in the quarter, or on its last day; sometimes before it, so that there is only severance pay. */
function dismissal(random: Random, at: Workplace): GeneratedRecord {
  const code = random.pick([MANUAL, CLERK])
  const manual = code === MANUAL
  const regime = random.pick(random.chance(60) ? FULL_TIME : PART_TIME)
  if (random.chance(20))
    return recordOf(random, at, code, [severance(random, at, plusDays(at.firstDay, random.between(-10, 9)), regime, manual)])
  const days = random.chance(30) ? at.days : random.between(20, at.days)
  const end = plusDays(at.firstDay, days - 1)
  const worked = workingOccupation(random, at, { start: plusDays(at.firstDay, -random.between(0, 5_000)), end, days }, regime, manual)
  return recordOf(random, at, code, inEitherOrder(random, worked, severance(random, at, end, regime, manual)))
}

/** No pay on which contributions are due, and yet sometimes a contribution: all of it belongs to the first occupation. */
function fullBreak(random: Random, at: Workplace): GeneratedRecord {
  const code = random.pick([MANUAL, CLERK])
  const manual = code === MANUAL
  const special = { code: '859', type: '0', basis: null, amount: BigInt(random.between(1, 2_500)) }
  const [before, after] = splitSpan(random, at)
  const occupations = random.chance(30)
    ? inEitherOrder(random, careerBreak(random, at, before, manual), careerBreak(random, at, after, manual))
    : [careerBreak(random, at, usualSpan(random, at), manual)]
  return { ...recordOf(random, at, code, occupations), contributions: random.chance(40) ? [special] : [], deductions: [] }
}

function studentOf(random: Random, { employerClass, establishment }: Workplace): GeneratedRecord {
  const hours = random.between(20, 400)
  const pay = BigInt(hours) * BigInt(random.between(1_100, 1_700))
  const student = { pay, contribution: tenThousandths(pay, 813n), hours, establishment: random.chance(70) ? establishment : null }
  return { employerClass, workerCode: STUDENT, occupations: [], contributions: [], deductions: [], student }
}

function recordOf(random: Random, at: Workplace, workerCode: string, occupations: readonly GeneratedOccupation[]): GeneratedRecord {
  const all = occupations.flatMap(({ pay }) => pay)
  const pay = all.filter(({ code }) => CONTRIBUTION_PAY.includes(code)).reduce((total, { amount }) => total + amount, 0n)
  return {
    employerClass: at.employerClass,
    workerCode,
    occupations,
    contributions: contributionsOf(random, at, workerCode, pay),
    deductions: at.plain ? [] : workerDeductions(random, pay),
    student: null,
  }
}

/** The first carries the worker's own share too (38.07 % = 25.00 % + 13.07 %); of manual workers the basis is 108 % of the pay. */
function contributionsOf(random: Random, { plain }: Workplace, workerCode: string, pay: bigint): GeneratedContribution[] {
  const manual = workerCode === MANUAL
  const basis = manual ? tenThousandths(pay, 10_800n) : pay
  const contribution = (code: string, share: bigint, type = '0'): GeneratedContribution => ({
    code,
    type,
    basis,
    amount: tenThousandths(basis, share),
  })
  const contributions = [contribution(workerCode, 3_807n, manual ? '1' : '0'), contribution('809', 23n)]
  if (random.chance(85)) contributions.push(contribution('810', 17n))
  if (random.chance(80)) contributions.push(contribution('859', 10n))
  if (!plain && random.chance(35)) contributions.push({ code: '856', type: '0', basis: null, amount: BigInt(random.between(930, 18_282)) })
  return !plain && random.chance(15) ? random.rotated(contributions) : contributions
}

/** 0001 lowers the worker's own contributions, 1511 the employer's. */
function workerDeductions(random: Random, pay: bigint): GeneratedDeduction[] {
  const deductions: GeneratedDeduction[] = []
  if (random.chance(18)) deductions.push({ code: '0001', basis: null, amount: tenThousandthsBelow(random, pay, 3), rightSince: null })
  if (random.chance(4)) deductions.push({ code: '1511', basis: pay, amount: tenThousandthsBelow(random, pay, 3), rightSince: null })
  return deductions
}
