// Understands what must hold after any input: it ended, with a code or a fault, nothing half settled, no sum that differs, no worker's number shown.
import { createHash } from 'node:crypto'
import { Logger } from '@aws-lambda-powertools/logger'
import type { SQSEvent } from 'aws-lambda'
import { queueHandler } from '../../../functions/runtime/queue.ts'
import { centsOf, euroText, sumCents, type Cents } from '../../../shared/kernel/money.ts'
import type { LedgerEntry } from '../../../shared/ledger/entry.ts'
import { isDryRun, outputKey, PAYMENT_FILES, REGISTRY_REPORT_FILE, REPORT_FILES, work } from '../../../shared/pipeline/layout.ts'
import type { Run } from '../../../shared/pipeline/run.ts'
import type { MemorySystem } from '../../support/memory-ports.ts'
import { outputsOf } from '../../support/pipeline-builders.ts'
import { heldWithoutReason } from './fault-end.ts'

export type Result = 'settled' | 'rejected' | 'registry report' | 'fault' | 'nothing'

export interface Verdict {
  readonly result: Result
  /** Names of the errors that were thrown. */
  readonly faults: readonly string[]
  readonly wrong: readonly string[]
  /** Whether the runs after the mutation paid anything. */
  readonly paid: boolean
}

export const registryReports = ({ objects }: MemorySystem): number =>
  objects.stored.filter((name) => name.startsWith('reports/') && name.endsWith(`/${REGISTRY_REPORT_FILE}`)).length

export interface Afterwards {
  readonly system: MemorySystem
  /** Runs that were there before. */
  readonly before: ReadonlySet<string>
  /** Errors of messages that were given up. */
  readonly errors: readonly unknown[]
  /** The bytes came from a sender, not from a stage of ours. */
  readonly isSenders: boolean
  /** Registry reports that were there before; a further one is an answer. */
  readonly reportsBefore: number
  /** A message can name nothing that is new. */
  readonly mayBeSilent: boolean
  readonly numbers: readonly string[]
}

/** What the functions would write to their logs. */
class Heard extends Logger {
  text = ''
  override error(...input: Parameters<Logger['error']>): void {
    this.text += JSON.stringify(input)
  }
}

async function loggedOf(error: Error): Promise<string> {
  const logger = new Heard({ logLevel: 'SILENT' })
  const body = JSON.stringify({
    Records: [{ eventTime: '2024-10-15T08:00:00Z', s3: { bucket: { name: 'b' }, object: { key: 'k', sequencer: '1' } } }],
  })
  const stage = (): Promise<void> => Promise.reject(error)
  await queueHandler(stage, logger)({ Records: [{ messageId: 'm', body }] } as SQSEvent)
  return logger.text
}

const dotted = (inss: string): string => `${inss.slice(0, 2)}.${inss.slice(2, 4)}.${inss.slice(4, 6)}-${inss.slice(6, 9)}.${inss.slice(9)}`
const shows = (text: string, numbers: readonly string[]): boolean =>
  numbers.some((number) => text.includes(number) || text.includes(dotted(number)))

/** Files that name each worker in full, because whoever pays or recovers needs it; all others are read by people. */
const NAMING_FILES: readonly string[] = [REPORT_FILES.calculations, REPORT_FILES.claims, REPORT_FILES.held, REPORT_FILES.annotated]

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
const netOf = (entry: LedgerEntry, measure: string): Cents =>
  sumCents(entry.lines.filter((line) => line.measure === measure).map(({ moved }) => centsOf(moved)))

interface PaymentManifest {
  readonly files: readonly { readonly sha256: string; readonly count: number; readonly sum: string }[]
}

function wrongWithRun(system: MemorySystem, runId: string, key: string, state: string, entries: readonly LedgerEntry[]): string[] {
  const manifest = system.objects.text('payments', outputKey(runId, PAYMENT_FILES.manifest))
  const pays = state === 'settled' && !isDryRun(key)
  if (!pays) {
    const wrong = manifest === undefined ? [] : [`a run that is ${state} has a payments manifest`]
    const mayBook = ['settling', 'released'].includes(state) && !isDryRun(key)
    return entries.length > 0 && !mayBook ? [...wrong, `a run that is ${state} has entries`] : wrong
  }
  if (manifest === undefined) return ['a settled run has no payments manifest']
  const [file] = (JSON.parse(manifest) as PaymentManifest).files
  const text = system.objects.text('payments', outputKey(runId, PAYMENT_FILES.instructions)) ?? ''
  const { payments, claims } = outputsOf(system, runId)
  const nets = entries.flatMap((entry) => ['VOP', 'IMW'].map((measure) => netOf(entry, measure)))
  const ordered = euroText(sumCents(nets.filter((net) => net > 0n)))
  const claimed = euroText(sumCents(nets.filter((net) => net < 0n)))
  const sumOf = (all: typeof payments): string => euroText(sumCents(all.map(({ amount }) => centsOf(amount))))
  return [
    ...(file?.sum === ordered ? [] : [`manifest ${file?.sum ?? '-'}, entries ${ordered}`]),
    ...(sumOf(payments) === ordered && file?.count === payments.length ? [] : ['instructions differ from the entries']),
    ...(sumOf(claims) === claimed ? [] : ['claims differ from the entries']),
    ...(file?.sha256 === sha256(text) ? [] : ['the manifest names another file']),
    ...(new Set(entries.map(({ account }) => `${account.employerNumber}#${account.quarter}`)).size === entries.length
      ? []
      : ['two entries of one account']),
  ]
}

async function wrongWithErrors({ errors, isSenders, numbers }: Afterwards): Promise<string[]> {
  const wrong: string[] = []
  for (const error of errors) {
    const said = error instanceof Error ? `${error.name}: ${error.message}` : 'not an Error'
    if (isSenders && (!(error instanceof Error) || !['Fault', 'Error'].includes(error.name))) {
      const place = error instanceof Error ? (/\/((?:shared|functions|test)\/[^:)]+:\d+)/.exec(error.stack ?? '')?.[1] ?? '') : ''
      wrong.push(`an error of another kind: ${said.slice(0, 120)} at ${place}`)
    }
    if (isSenders && shows(said, numbers)) wrong.push('a fault names a worker')
    if (error instanceof Error && shows(await loggedOf(error), numbers)) wrong.push('the log names a worker')
  }
  return wrong
}

/** Which reports show the number of a worker, and what of them. */
function wrongWithReports({ system, numbers }: Afterwards): string[] {
  return Object.entries(system.objects.contents(['reports'])).flatMap(([name, text]) => {
    if (NAMING_FILES.some((file) => name.endsWith(`/${file}`)) || !shows(text, numbers)) return []
    const number = numbers.find((each) => shows(text, [each])) ?? ''
    const at = Math.max(text.indexOf(number), text.indexOf(dotted(number)))
    const around = text.slice(Math.max(0, at - 30), at + 25)
    const isGlued = /[\dA-Za-z]/.test(text.charAt(at - 1)) || /^[\d.-]{11,15}[\dA-Za-z]/.test(text.slice(at, at + 16))
    return [`${name.slice(name.indexOf('/', 8) + 1)} shows a worker's number${isGlued ? ' with characters glued to it' : ''}: …${around}…`]
  })
}

/** A settled run settled as many chunks as it was cut into: the manifest must not say otherwise, or declarations are lost without a word. */
function wrongWithManifest({ objects }: MemorySystem, { runId, state, chunks }: Run): string[] {
  if (state !== 'settled') return []
  const manifest = JSON.parse(objects.text('work', work.manifest(runId)) ?? 'null') as { readonly chunks?: unknown } | null
  return manifest?.chunks === chunks ? [] : ['a run was settled by a manifest with other chunks than it has']
}

function wrongWithLedger(entries: readonly LedgerEntry[]): string[] {
  return entries.flatMap((entry) =>
    entry.lines.flatMap((line) => (centsOf(line.premium) < 0n ? [`a negative premium: ${line.premium}`] : [])),
  )
}

export async function verdictOn(after: Afterwards): Promise<Verdict> {
  const { system, before, errors, reportsBefore, mayBeSilent } = after
  const entries = Object.values(system.ledger.all()).flat()
  const runs = system.runs.all()
  const wrong = [...(await wrongWithErrors(after)), ...wrongWithReports(after), ...wrongWithLedger(entries)]
  if (system.queue.length > 0) wrong.push('not ended')
  const own = runs.filter(({ runId }) => !before.has(runId))
  const states = own.map(({ state }) => state)
  for (const run of runs) {
    const { runId, state, source } = run
    wrong.push(...wrongWithManifest(system, run))
    const ofRun = entries.filter((entry) => entry.runId === runId)
    wrong.push(...wrongWithRun(system, runId, source.key, state, ofRun))
    const ended = state === 'settled' || state === 'rejected'
    const isDecided = (state === 'held' && run.verdict !== undefined) || (state === 'abandoned' && run.decision !== undefined)
    if (!ended && !isDecided && errors.length === 0) wrong.push(`a run is ${state}, and nothing says why`)
    if (ended && !before.has(runId) && system.objects.text('reports', outputKey(runId, REPORT_FILES.summary)) === undefined)
      wrong.push('a run ended without a summary')
  }
  const paid = own.some(({ runId }) => {
    const text = system.objects.text('payments', outputKey(runId, PAYMENT_FILES.instructions)) ?? ''
    return text !== ''
  })
  if (errors.length === 0) wrong.push(...(await heldWithoutReason(system)).map(() => 'a payment is held without a reason'))
  const result = ((): Result => {
    if (errors.length > 0) return 'fault'
    if (registryReports(system) > reportsBefore) return 'registry report'
    return states.includes('settled') ? 'settled' : states.includes('rejected') ? 'rejected' : 'nothing'
  })()
  if (!mayBeSilent && result === 'nothing') wrong.push('no answer')
  return { result, faults: errors.map((error) => (error instanceof Error ? error.name : 'unknown')), wrong, paid }
}
