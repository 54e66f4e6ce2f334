// Understands what must hold in the end of a story: nothing lost, every account without gaps, and how two ends differ.
import { isDeepStrictEqual } from 'node:util'
import type { Quarter } from '../../../shared/kernel/calendar.ts'
import type { EmployerNumber } from '../../../shared/kernel/identifiers.ts'
import { euroText } from '../../../shared/kernel/money.ts'
import { fold } from '../../../shared/ledger/account.ts'
import { personsOf } from '../../../shared/pipeline/assess-declaration.ts'
import { isDryRun, OVERVIEW_KEY, PREFIXES, SWEEP_REPORT_KEY } from '../../../shared/pipeline/layout.ts'
import { importIdOf } from '../../../shared/pipeline/registry-import.ts'
import { releasableLines, waitingOn } from '../../../shared/pipeline/release/accounts.ts'
import { runIdOf, type Run } from '../../../shared/pipeline/run.ts'
import type { CreatedObject } from '../../../shared/pipeline/dependencies.ts'
import type { MemorySystem } from '../../support/memory-ports.ts'
import { ledgerQuarters, overviewOf, overviewQuarters } from '../../support/overview-builders.ts'
import { EMPLOYERS } from './fault-world.ts'

/** Uploads without an end, runs that stand still, contents that nobody owns. */
export async function lostIn(system: MemorySystem, uploads: readonly CreatedObject[]): Promise<string[]> {
  const lost: string[] = []
  const runs = new Map(system.runs.all().map((run) => [run.runId, run]))
  for (const { bucket, key, versionId = '' } of uploads) {
    if (key.startsWith(PREFIXES.registry)) {
      if (!(await system.registry.isFinished(importIdOf({ bucket, key, versionId })))) lost.push(`${key} was never finished`)
    } else if (!runs.has(runIdOf({ bucket, key, versionId }))) lost.push(`${key} has no run`)
  }
  const requests = Object.keys(system.objects.contents(['inbox'])).filter((name) =>
    [PREFIXES.recompute, PREFIXES.release].some((prefix) => name.startsWith(`inbox/${prefix}`)),
  )
  for (const name of requests) {
    const key = name.slice('inbox/'.length)
    if (!runs.has(runIdOf({ bucket: 'inbox', key, versionId: '1' }))) lost.push(`${key} has no run`)
  }
  for (const { runId, state, source } of runs.values())
    if (state !== 'settled' && state !== 'rejected') lost.push(`${runId} of ${source.key} is ${state}`)
  const claims = system.runs.claims()
  for (const [sha256, runId] of Object.entries(claims))
    if (runs.get(runId)?.sha256 !== sha256) lost.push(`content ${sha256} is claimed by ${runId}, which is not its run`)
  for (const { runId, source, sha256, state, rejection } of runs.values()) {
    if (!source.key.startsWith(PREFIXES.declarations)) continue
    const content = state === 'settled' ? sha256 : rejection?.exception.code === 'FIL-002' ? rejection.sha256 : undefined
    const owner = content ? claims[content] : undefined
    if (content && (state === 'settled' ? owner !== runId : owner === undefined || owner === runId))
      lost.push(`${runId} of ${source.key}: its content is with ${owner ?? 'nobody'}`)
  }
  return lost
}

/** Accounts with gaps, with two entries of a run, or with entries of runs that book nothing. */
export function brokenHistories(system: MemorySystem): string[] {
  const dry = new Set(system.runs.all().flatMap(({ runId, source }) => (isDryRun(source.key) ? [runId] : [])))
  return Object.entries(system.ledger.all()).flatMap(([account, entries]) => [
    ...entries.flatMap(({ version }, index) => (version === index + 1 ? [] : [`${account}: entry ${version} in place ${index + 1}`])),
    ...(new Set(entries.map(({ runId }) => runId)).size < entries.length ? [`${account}: a run has two entries`] : []),
    ...entries.flatMap(({ runId }) => (dry.has(runId) ? [`${account}: an entry of a dry run`] : [])),
  ])
}

/** What the overview says of a quarter, and the ledger does not. */
export async function wrongOverview(system: MemorySystem): Promise<string[]> {
  const ledger = await ledgerQuarters(system)
  const told = overviewQuarters(await overviewOf(system, AFTER))
  return [
    ...told.filter((line) => !ledger.includes(line)).map((line) => `only the overview says ${line}`),
    ...ledger.filter((line) => !told.includes(line)).map((line) => `the overview does not say ${line}`),
  ]
}
const AFTER = '2025-06-01T00:00:00.000Z'

/** Lines of every account that have any amount, under today's numbers: right, instructed, held. */
export async function accountsOf(system: MemorySystem): Promise<Record<string, string>> {
  const lines: [string, string][] = []
  for (const [account, entries] of Object.entries(system.ledger.all())) {
    const { aliases } = await system.registry.employer(account.slice(0, account.indexOf('#')) as EmployerNumber)
    for (const worker of fold(entries, personsOf(aliases)).lines.values())
      for (const { inss, entitlementId, component, premium, instructed, held } of worker.values())
        if (premium !== 0n || instructed !== 0n || held !== 0n)
          lines.push([
            `${account} ${inss} ${entitlementId} ${component}`,
            `right ${euroText(premium)}, instructed ${euroText(instructed)}, held ${euroText(held)}`,
          ])
  }
  return Object.fromEntries(lines.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/** Payments that are held though nothing keeps them back any more. */
export async function heldWithoutReason({ ledger, dependencies }: MemorySystem): Promise<string[]> {
  const found: string[] = []
  for (const account of Object.keys(ledger.all())) {
    const [employerNumber, quarter] = account.split('#') as [EmployerNumber, Quarter]
    const waiting = await waitingOn({ employerNumber, quarter }, dependencies)
    if (releasableLines(waiting).length > 0) found.push(`${account} is held without a reason`)
  }
  return found
}

/** Uploads that a sweep started: runs and imports. */
export const startedAgain = ({ objects }: MemorySystem): ReadonlySet<string> =>
  new Set(Object.keys(objects.contents(['work'])).flatMap((name) => RESTART.exec(name)?.[1] ?? []))
const RESTART = /^work\/([^/]+)\/upload\.[a-z]+$/
/** What an import keeps of its notification: of one that a sweep started nobody knows the order and the uploader. */
const NOTIFICATION = /^work\/import-[^/]+\/upload$/

/**
 * Everything that is left behind, by name: files, accounts, runs, claims, registry. Left out is what only a sweep leaves: its report and its triggers, and
 * of uploads that nobody noticed who uploaded them and in which order, because that stood in the notification only.
 */
export async function everything(system: MemorySystem, unnoticed: ReadonlySet<string>): Promise<Record<string, unknown>> {
  const { objects, ledger, runs, registry } = system
  const files = Object.entries(objects.contents()).filter(
    ([name]) =>
      name !== `reports/${SWEEP_REPORT_KEY}` && name !== `reports/${OVERVIEW_KEY}` && !RESTART.test(name) && !NOTIFICATION.test(name),
  )
  const isImported = [...unnoticed].some((id) => id.startsWith('import-'))
  const registered = await Promise.all(
    EMPLOYERS.map(async (each) => {
      const { payeeSetBy, ...known } = await registry.employer(each)
      return [`registry ${each}`, isImported ? known : { ...known, payeeSetBy }] as const
    }),
  )
  const shown = (run: Run): Run => (unnoticed.has(run.runId) ? { ...run, source: { ...run.source, sequencer: '', uploadedBy: '' } } : run)
  return {
    ...Object.fromEntries(files),
    ...Object.fromEntries(Object.entries(ledger.all()).map(([account, entries]) => [`account ${account}`, entries])),
    ...Object.fromEntries(runs.all().map((run) => [`run ${run.runId}`, shown(run)])),
    ...Object.fromEntries(registered),
    claims: runs.claims(),
  }
}

/** Names under which two ends differ, with both contents. */
export function differences(actual: Readonly<Record<string, unknown>>, expected: Readonly<Record<string, unknown>>): string[] {
  const names = [...new Set([...Object.keys(actual), ...Object.keys(expected)])].toSorted()
  const shown = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value, textOfCents).slice(0, 600))
  return names
    .filter((name) => !isDeepStrictEqual(actual[name], expected[name]))
    .map((name) => `${name}:\n    is        ${shown(actual[name])}\n    should be ${shown(expected[name])}`)
}

const textOfCents = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value)
