// Understands how pipeline tests tell of attests: files of them in few words, and what the payment and claim files say of each worker in the end.
import { addCents, centsOf, euroText, NO_MONEY } from '../../shared/kernel/money.ts'
import { outputKey, REPORT_FILES } from '../../shared/pipeline/layout.ts'
import type { MemorySystem } from '../support/memory-ports.ts'
import { ANNA, BAKERY, BRAM, CEM, DORA, GARAGE, outputsOf, send, SHOP } from '../support/pipeline-builders.ts'
import { attest, publication, type AttestFields } from '../support/xml-builders.ts'

/** A version of an attest of Anna at the bakery, unless told otherwise; the wage in euro. */
export const version = (number: number, of: number, wage: string, fields: AttestFields = {}): string =>
  attest({
    number: String(number),
    version: String(of),
    employer: BAKERY,
    inss: ANNA,
    status: of === 1 ? '0' : '1',
    wage: String(centsOf(wage)),
    ...fields,
  })

/** A version that cancels. */
export const cancelled = (number: number, of: number, fields: AttestFields = {}): string =>
  version(number, of, '0.00', { status: '3', ...fields })

/** Drops a file of attests and lets it be processed; gives its run. */
export async function file(system: MemorySystem, name: string, ...attests: readonly string[]): Promise<string> {
  const run = send(system, `${name}.xml`, publication(...attests))
  await system.run()
  return run
}

const NAMES: Readonly<Record<string, string>> = {
  [ANNA]: 'ANNA',
  [BRAM]: 'BRAM',
  [CEM]: 'CEM',
  [DORA]: 'DORA',
  [BAKERY]: 'bakery',
  [GARAGE]: 'garage',
  [SHOP]: 'shop',
}
export const nameOf = (number: string): string => NAMES[number] ?? number

/** What one run moved according to its payment and claim files, worker by worker. */
export const movedBy = (system: MemorySystem, run: string): string[] => {
  const { payments, claims } = outputsOf(system, run)
  return [...payments, ...claims].flatMap(({ employerNumber, lines }) =>
    lines.map(({ inss, amount }) => `${nameOf(employerNumber)} ${nameOf(inss)} ${amount}`),
  )
}

/** The payment and claim files of a run: kind, employer, measure and amount. */
export const filesSay = (system: MemorySystem, run: string): string[] => {
  const { payments, claims } = outputsOf(system, run)
  const say = (kind: string, of: typeof payments): string[] =>
    of.map(({ employerNumber, measure, amount }) => `${kind} ${nameOf(employerNumber)} ${measure} ${amount}`)
  return [...say('pay', payments), ...say('claim', claims)]
}

/** Everything that all payment and claim files instructed, per employer and worker; nothing for who has nothing. */
export function instructed(system: MemorySystem): Record<string, string> {
  const sums = new Map<string, ReturnType<typeof centsOf>>()
  for (const { runId } of system.runs.all())
    for (const moved of movedBy(system, runId)) {
      const at = moved.lastIndexOf(' ')
      const who = moved.slice(0, at)
      sums.set(who, addCents(sums.get(who) ?? NO_MONEY, centsOf(moved.slice(at + 1))))
    }
  const owed = [...sums].filter(([, sum]) => sum !== NO_MONEY).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(owed.map(([who, sum]) => [who, euroText(sum)]))
}

export interface Finding {
  readonly code: string
  readonly line: string | number
  readonly worker: string
  readonly message_nl: string
  readonly amount_effect: string
}

/** The exceptions of a run as people read them. */
export const findingsOf = (system: MemorySystem, run: string): readonly Finding[] =>
  JSON.parse(system.objects.text('reports', outputKey(run, REPORT_FILES.exceptionsJson)) ?? '[]') as Finding[]

/** Code of each exception, with the name of the worker it is about. */
export const codesOf = (system: MemorySystem, run: string): string[] => {
  const byEnd = new Map(Object.entries(NAMES).map(([number, name]) => [number.slice(-5), name]))
  return findingsOf(system, run).map(({ code, worker }) => (worker === '' ? code : `${code} ${byEnd.get(worker.slice(-5)) ?? worker}`))
}

export const countsOf = (system: MemorySystem, run: string): Readonly<Record<string, number>> =>
  outputsOf(system, run).summary?.counts ?? {}
