// Understands what was paid and claimed, counted from the files that leave the house, and what is right, counted from what was declared and granted. Never from the ledger.
import { createHash } from 'node:crypto'
import { isDryRun, outputKey, PAYMENT_FILES } from '../../../shared/pipeline/layout.ts'
import type { MemorySystem } from '../../support/memory-ports.ts'
import { orderedByFiles, outputsOf, type Grant } from '../../support/pipeline-builders.ts'
import { CSV_EMPLOYERS, QUARTERS, type Said, type Step, type World } from './fault-world.ts'

export interface Paid {
  /** Payments that are orders: they stand in a file that a manifest names. */
  readonly payments: number
  /** Cents by employer, measure, quarter; and by person and component beneath. */
  readonly sums: ReadonlyMap<string, bigint>
  /** What is wrong with the files themselves. */
  readonly troubles: readonly string[]
}

const cents = (text: string): bigint => BigInt(text.replace('.', ''))
const asEuro = (amount: bigint): string =>
  `${amount < 0n ? '-' : ''}${String(amount < 0n ? -amount : amount).padStart(3, '0')}`.replace(/(..)$/, '.$1')

interface Manifest {
  readonly files: readonly { readonly name: string; readonly sha256: string; readonly count: number; readonly sum: string }[]
}

/** Old numbers and the numbers that replaced them, as the uploads say in the end. */
export function personsIn(steps: readonly Step[]): (inss: string) => string {
  const aliases = new Map(steps.flatMap((step) => step.aliases ?? []))
  return (inss) => aliases.get(inss) ?? inss
}

export function paidBy(system: MemorySystem, personOf: (inss: string) => string): Paid {
  const sums = new Map<string, bigint>()
  const troubles: string[] = []
  const ids = new Set<string>()
  let payments = 0
  const add = (key: string, amount: string): unknown => sums.set(key, (sums.get(key) ?? 0n) + cents(amount))
  for (const { runId, source, state } of system.runs.all()) {
    const text = system.objects.text('payments', outputKey(runId, PAYMENT_FILES.manifest))
    if (text === undefined) {
      if (state === 'settled' && !isDryRun(source.key)) troubles.push(`${runId} is settled and has no manifest`)
      continue
    }
    if (isDryRun(source.key)) troubles.push(`${runId} is a dry run and has a manifest`)
    const ordered = (JSON.parse(text) as Manifest).files[0]!
    const file = system.objects.text('payments', outputKey(runId, ordered.name)) ?? ''
    if (createHash('sha256').update(file).digest('hex') !== ordered.sha256) troubles.push(`${runId}: the manifest names other bytes`)
    const { payments: orders, claims } = outputsOf(system, runId)
    const sum = orders.reduce((total, { amount }) => total + cents(amount), 0n)
    if (orderedByFiles(system, runId).length !== orders.length) troubles.push(`${runId}: the files for the bank order otherwise`)
    if (orders.length !== ordered.count || sum !== cents(ordered.sum)) troubles.push(`${runId}: the manifest counts otherwise`)
    payments += orders.length
    for (const each of [...orders, ...claims]) {
      const { paymentId, employerNumber, measure, quarter, amount, lines } = each
      if (ids.has(paymentId)) troubles.push(`${paymentId} stands twice`)
      ids.add(paymentId)
      if (lines.reduce((total, line) => total + cents(line.amount), 0n) !== cents(amount))
        troubles.push(`${paymentId}: lines and amount differ`)
      const account = `${employerNumber} ${measure} ${quarter}`
      add(account, amount)
      for (const line of lines) add(`${account} ${personOf(line.inss)} ${line.component}`, line.amount)
    }
    if (orders.some(({ amount }) => cents(amount) <= 0n)) troubles.push(`${runId} pays nothing or less`)
  }
  return { payments, sums: new Map([...sums].filter(([, sum]) => sum !== 0n)), troubles }
}

export interface Gap {
  readonly paidTwice: readonly string[]
  readonly lost: readonly string[]
}

/** What was paid too much and too little, against what should be. */
export function gapsBetween(actual: ReadonlyMap<string, bigint>, right: ReadonlyMap<string, bigint>, what: string): Gap {
  const found = [...new Set([...actual.keys(), ...right.keys()])].toSorted().map((key) => {
    const [is, should] = [actual.get(key) ?? 0n, right.get(key) ?? 0n]
    return { difference: is - should, text: `${what}: ${key} is ${asEuro(is)}, should be ${asEuro(should)}` }
  })
  return {
    paidTwice: found.filter(({ difference }) => difference > 0n).map(({ text }) => text),
    lost: found.filter(({ difference }) => difference < 0n).map(({ text }) => text),
  }
}

/** Wage premiums of IMW that are easy to know: one grant, one number, declared in CSV, paid to an employer who can be paid; 40 % or 55 % of the wage, below the ceiling. */
export function rightAmounts({ withoutPayment }: World, steps: readonly Step[], workers: readonly string[]): Map<string, bigint> {
  const said = steps.filter(({ key }) => key.startsWith('declarations/')).flatMap((step) => step.said ?? [])
  const grants = [...new Map(steps.flatMap((step) => step.grants ?? []).map((each) => [each.entitlement_id, each])).values()]
  const aliased = new Set(steps.flatMap((step) => step.aliases ?? []).flat())
  const right = new Map<string, bigint>()
  for (const employer of CSV_EMPLOYERS)
    for (const quarter of QUARTERS)
      for (const inss of workers.filter((each) => !aliased.has(each))) {
        const own = grants.filter((each) => each.measure === 'IMW' && each.employer_number === employer && each.inss === inss)
        if (own.length > 1) continue
        const wage = lastWord(said, employer, quarter, inss)
        const due = withoutPayment.has(employer) ? 0n : (wage * percentageIn(own[0], quarter) + 50n) / 100n
        right.set(`${employer} IMW ${quarter} ${inss} WAGE_PREMIUM`, due)
      }
  return right
}

/** The wage in the declaration with the highest number that speaks of the worker. */
function lastWord(said: readonly Said[], employer: string, quarter: string, inss: string): bigint {
  const speaking = said
    .filter((each) => each.employer === employer && each.quarter === quarter)
    .filter(({ kind, hasUnnamed, workers }) => {
      const own = workers.find((worker) => worker.inss === inss)
      return own ? own.wage !== undefined : kind === 'FULL' && !hasUnnamed
    })
    .toSorted((a, b) => b.sequence - a.sequence)
  return speaking[0]?.workers.find((worker) => worker.inss === inss)?.wage ?? 0n
}

function percentageIn(own: Grant | undefined, quarter: string): bigint {
  if (own === undefined) return 0n
  const isRevoked = own.revoked_from !== undefined && own.revoked_from <= quarter
  if (isRevoked || own.suspended_quarters === quarter) return 0n
  return own.package === 'IMW_5Y_INCREASED' ? 55n : 40n
}
