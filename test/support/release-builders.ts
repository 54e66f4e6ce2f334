// Understands how tests tell of decisions of people: who uploads and who releases, what they are told, what waits, and that nothing was paid that nobody released.
import { expect } from 'vitest'
import type { EmployerNumber } from '../../shared/kernel/identifiers.ts'
import { addCents, centsOf, euroText, NO_MONEY } from '../../shared/kernel/money.ts'
import { fold, hasHeldPayments } from '../../shared/ledger/account.ts'
import { waitingEntry } from '../../shared/ledger/recovery-limit.ts'
import { personsOf } from '../../shared/pipeline/assess-declaration.ts'
import type { CreatedObject, Dependencies } from '../../shared/pipeline/dependencies.ts'
import { isDryRun, outputKey, REPORT_FILES } from '../../shared/pipeline/layout.ts'
import { runIdOf, type Run } from '../../shared/pipeline/run.ts'
import { NO_STOP_RULE, type StopRule } from '../../shared/pipeline/run-limits.ts'
import type { MemorySystem } from './memory-ports.ts'
import { expectOverviewOfLedger } from './overview-builders.ts'
import { outputsOf } from './pipeline-builders.ts'
import { nameOf } from './recompute-builders.ts'

/** Principals as S3 events have them: a role, and the session name of the person in it. */
export const ELS = 'AWS:AROAUPLOADERS:els'
export const TOM = 'AWS:AROAOPERATORS:tom'
export const MIA = 'AWS:AROAOPERATORS:mia'

export const stopRule = (limits: Partial<StopRule>): { readonly stopRule: StopRule } => ({ stopRule: { ...NO_STOP_RULE, ...limits } })
export const EVERY_RUN = stopRule({ holdsEveryRun: true })

const runOf = (created: CreatedObject): string => runIdOf({ ...created, versionId: created.versionId ?? '' })

let files = 0
/** Drops a declaration file; gives its run. */
export const sendBy = (system: MemorySystem, principal: string, csv: string, name = `file-${(files += 1)}`): string =>
  runOf(system.upload(`declarations/${name.includes('.') ? name : `${name}.csv`}`, csv, system.objects.now, principal))

/** Drops a request of these lines; gives its run. */
export const dropRequest = (system: MemorySystem, principal: string, ...lines: readonly string[]): string =>
  runOf(system.upload(`release/request-${(files += 1)}.csv`, `${lines.join('\n')}\n`, system.objects.now, principal))

/** Drops a request and lets everything happen that comes of it; gives its run. */
export async function decide(system: MemorySystem, principal: string, ...lines: readonly string[]): Promise<string> {
  const run = dropRequest(system, principal, ...lines)
  await system.run()
  return run
}

/** Drops a registry file of payees by somebody and lets everything happen that comes of it. */
export async function setPayees(system: MemorySystem, text: string, principal?: string): Promise<void> {
  system.upload(`registry/payees/${(files += 1)}.csv`, text, system.objects.now, principal)
  await system.run()
}

interface Told {
  readonly code: string
  readonly line: string
  readonly message_nl: string
  readonly message_en: string
  readonly remedy_nl: string
  readonly remedy_en: string
}

const exceptionsOf = (system: MemorySystem, run: string): Told[] =>
  JSON.parse(system.objects.text('reports', outputKey(run, REPORT_FILES.exceptionsJson)) ?? '[]') as Told[]

/** What a run told, as `CODE: text`. */
export const told = (system: MemorySystem, run: string): string[] =>
  exceptionsOf(system, run).map(({ code, message_en }) => `${code}: ${message_en}`)

/** The same with the line of the request. */
export const toldByLine = (system: MemorySystem, run: string): string[] =>
  exceptionsOf(system, run).map(({ code, line, message_en }) => `${line} ${code}: ${message_en}`)

export const runNamed = (system: MemorySystem, runId: string): Run => system.runs.all().find((each) => each.runId === runId)!
export const stateOfRun = (system: MemorySystem, runId: string): string => runNamed(system, runId).state

/** Accounts in the index of open holds with their entry versions. */
export async function listedHolds(system: MemorySystem): Promise<string[]> {
  const listed: string[] = []
  for await (const { account, versions } of system.runs.openHolds())
    listed.push(`${nameOf(account.employerNumber)} ${account.quarter}: ${versions.join(' ')}`)
  return listed
}

/** Objects of the payments bucket of a run. */
export const paymentFilesOf = (system: MemorySystem, run: string): string[] =>
  Object.keys(system.objects.contents(['payments'])).filter((name) => name.includes(run))

/** Every finding of every report has its texts in both languages, with nothing left open. */
export function expectTexts(system: MemorySystem): void {
  for (const { runId } of system.runs.all())
    for (const { code, message_nl, message_en, remedy_nl, remedy_en } of exceptionsOf(system, runId))
      for (const text of [message_nl, message_en, remedy_nl, remedy_en]) expect(text, code).toMatch(/^(?:\[DRY RUN\] )?[^{}]{4,}\.$/)
}

/** What the payment and claim files of the settled runs moved, per account; nothing left out but zero. Files of a run that waits are no money. */
export function moneyBooked(system: MemorySystem): Record<string, string> {
  const sums = new Map<string, string>()
  for (const { runId, source, state } of system.runs.all())
    if (state === 'settled' && !isDryRun(source.key)) {
      const { payments, claims } = outputsOf(system, runId)
      for (const { employerNumber, quarter, amount } of [...payments, ...claims]) {
        const account = `${nameOf(employerNumber)} ${quarter}`
        sums.set(account, euroText(addCents(centsOf(sums.get(account) ?? '0.00'), centsOf(amount))))
      }
    }
  return Object.fromEntries([...sums].filter(([, sum]) => sum !== '0.00'))
}

/**
 * Whatever was decided: one entry per run and account; only settled runs lie in the payments bucket; the files and the overview say what the ledger
 * moved; what is held or waits stands in the index, so that somebody asks again.
 */
export async function expectAccounted(system: MemorySystem): Promise<void> {
  expect(system.queue).toEqual([])
  expectTexts(system)
  const moved: Record<string, string> = {}
  const waiting: string[] = []
  for (const [key, entries] of Object.entries(system.ledger.all())) {
    expect(new Set(entries.map(({ runId }) => runId)).size, key).toBe(entries.length)
    const sum = addCents(...entries.flatMap(({ lines }) => lines.map((line) => centsOf(line.moved))))
    const name = key.split('#').map(nameOf).join(' ')
    if (sum !== NO_MONEY) moved[name] = euroText(sum)
    const persons = personsOf((await system.registry.employer(key.split('#')[0] as EmployerNumber)).aliases)
    if (hasHeldPayments(fold(entries, persons)) || waitingEntry(entries, persons)) waiting.push(name)
  }
  expect(moneyBooked(system)).toEqual(moved)
  await expectOverviewOfLedger(system)
  const listed = (await listedHolds(system)).map((each) => each.split(':')[0])
  for (const name of waiting) expect(listed).toContain(name)
  for (const { runId, state } of system.runs.all()) if (state === 'abandoned') expectAbandoned(system, runId)
  for (const { runId, state, source } of system.runs.all())
    expect(paymentFilesOf(system, runId).length > 0, `${runId} ${state}`).toBe(state === 'settled' && !isDryRun(source.key))
}

/** Whatever the reports of the run said would be booked: they say that it was abandoned, and nothing else. */
export function expectAbandoned(system: MemorySystem, runId: string): void {
  const text = (file: string): string => system.objects.text('reports', outputKey(runId, file)) ?? 'none'
  expect([REPORT_FILES.calculations, REPORT_FILES.claims, REPORT_FILES.held].map(text), runId).toEqual(['', '', ''])
  expect(exceptionsOf(system, runId).map(({ code }) => code)).toEqual(['RUN-004'])
  expect(
    text(REPORT_FILES.exceptionsCsv)
      .split('\r\n')
      .map((line) => line.slice(0, 7))
      .slice(1),
  ).toEqual(['RUN-004', ''])
  const { state, exceptions, payments } = JSON.parse(text(REPORT_FILES.summary)) as Readonly<Record<string, unknown>>
  expect({ state, exceptions, payments }).toEqual({ state: 'abandoned', exceptions: { 'RUN-004': 1 }, payments: { count: 0, sum: '0.00' } })
  expect(text(REPORT_FILES.exceptionsPage)).not.toContain('RUN-001')
}

/** The same ports with other settings. */
export const withSettings = ({ dependencies }: MemorySystem, settings: Partial<Dependencies['settings']>): Dependencies => ({
  ...dependencies,
  settings: { ...dependencies.settings, ...settings },
})
