// Understands how tests tell of accounts that are computed again: late registry files, requests, and what accounts, payment files and differences say in the end.
import { expect } from 'vitest'
import type { EmployerNumber } from '../../shared/kernel/identifiers.ts'
import { addCents, centsOf, euroText, NO_MONEY, type Cents } from '../../shared/kernel/money.ts'
import { PARAMETERS, type ParameterSet } from '../../shared/law/parameters.ts'
import { fold } from '../../shared/ledger/account.ts'
import type { LedgerEntry } from '../../shared/ledger/entry.ts'
import { personsOf } from '../../shared/pipeline/assess-declaration.ts'
import type { CreatedObject, Dependencies } from '../../shared/pipeline/dependencies.ts'
import { importRequestKey, isDryRun, outputKey, PAYMENT_FILES, REPORT_FILES, releaseKey } from '../../shared/pipeline/layout.ts'
import { importIdOf } from '../../shared/pipeline/registry-import.ts'
import { runIdOf } from '../../shared/pipeline/run.ts'
import type { RegistryKind } from '../../shared/registry/import.ts'
import type { MemorySystem, RunOptions } from './memory-ports.ts'
import { ANNA, BAKERY, BRAM, CEM, declarationCsv, declared, DORA, GARAGE, outputsOf, SHOP, type Row } from './pipeline-builders.ts'

export const NAMES: Readonly<Record<string, string>> = {
  [ANNA]: 'ANNA',
  [BRAM]: 'BRAM',
  [CEM]: 'CEM',
  [DORA]: 'DORA',
  [BAKERY]: 'bakery',
  [GARAGE]: 'garage',
  [SHOP]: 'shop',
}
export const nameOf = (number: string): string => NAMES[number] ?? number
const byLastDigits = new Map(Object.entries(NAMES).map(([number, name]) => [number.slice(-5), name]))

export const full = (sequence: number, ...rows: readonly Row[]): string => declarationCsv(declared(BAKERY, 'FULL', sequence, rows))
export const partial = (sequence: number, ...rows: readonly Row[]): string => declarationCsv(declared(BAKERY, 'PARTIAL', sequence, rows))

export type AliasRow = readonly [oldInss: string, newInss: string, from?: string]
export const aliasesCsv = (...rows: readonly AliasRow[]): string =>
  ['old_inss;new_inss;from', ...rows.map(([oldInss, newInss, from = '2024-05-06']) => `${oldInss};${newInss};${from}`), ''].join('\n')

let files = 0
/** Drops a registry file under a name of its own. */
export const dropRegistry = (system: MemorySystem, kind: RegistryKind, text: string, at?: string): CreatedObject =>
  system.upload(`registry/${kind}/${String((files += 1))}.csv`, text, at)

/** Drops a registry file and lets everything happen that comes of it. */
export async function learn(system: MemorySystem, kind: RegistryKind, text: string, options?: RunOptions): Promise<Late> {
  const created = dropRegistry(system, kind, text)
  await system.run(options)
  return lateOf(system, created)
}

export interface Late {
  /** The accounts that the import asked for, as people read them; none when it wrote no request. */
  readonly asked: readonly string[]
  /** The run of that request. */
  readonly run: string
  /** The run that an import of payees asked for, to pay what was held. */
  readonly released: string
}

const runOfKey = (key: string, versionId = '1'): string => runIdOf({ bucket: 'inbox', key, versionId })

export function lateOf(system: MemorySystem, created: CreatedObject): Late {
  const key = importRequestKey(importIdOf(created))
  const lines = (system.objects.text('inbox', key) ?? '').split('\n').filter((line) => line !== '')
  return {
    asked: lines.slice(1).map((line) => line.split(';').map(nameOf).join(' ')),
    run: runOfKey(key),
    released: runOfKey(releaseKey(importIdOf(created))),
  }
}

/** Drops a request; gives its run. */
export function request(system: MemorySystem, name: string, ...lines: readonly string[]): string {
  const { key, versionId } = system.upload(`recompute/${name}.csv`, `${lines.join('\n')}\n`)
  return runOfKey(key, versionId)
}

/** Drops a request for one account and lets it be computed; gives the run. */
export async function again(system: MemorySystem, name = 'again', line = `${BAKERY};2024Q3`, options?: RunOptions): Promise<string> {
  const run = request(system, name, line)
  await system.run(options)
  return run
}

/** Drops a declaration that is only looked at; gives its run. */
export function dryRun(system: MemorySystem, name: string, text: string): string {
  const { key, versionId } = system.upload(`dry-run/${name.includes('.') ? name : `${name}.csv`}`, text)
  return runOfKey(key, versionId)
}

/** Of every account the lines that have any amount, under today's numbers: right, instructed, and held where something is. */
export async function stateOf(system: MemorySystem): Promise<Record<string, string[]>> {
  const accounts: [string, string[]][] = []
  for (const [key, entries] of Object.entries(system.ledger.all())) {
    const [employer = '', quarter = ''] = key.split('#')
    const { aliases } = await system.registry.employer(employer as EmployerNumber)
    const lines = [...fold(entries, personsOf(aliases)).lines.values()].flatMap((worker) => [...worker.values()])
    const told = lines
      .filter(({ premium, instructed, held }) => premium !== 0n || instructed !== 0n || held !== 0n)
      .map(({ inss, component, premium, instructed, held }) =>
        [nameOf(inss), component, euroText(premium), euroText(instructed), ...(held === 0n ? [] : [`held ${euroText(held)}`])].join(' '),
      )
    if (told.length > 0) accounts.push([`${nameOf(employer)} ${quarter}`, told.toSorted()])
  }
  return Object.fromEntries(accounts)
}

/** Lines of the account of the bakery in 2024Q3. */
export const bakeryState = async (system: MemorySystem): Promise<readonly string[]> => (await stateOf(system))['bakery 2024Q3'] ?? []

export const entriesOf = (system: MemorySystem, employer: string = BAKERY, quarter = '2024Q3'): readonly LedgerEntry[] =>
  system.ledger.all()[`${employer}#${quarter}`] ?? []

/** What one run paid and claimed: kind, employer, quarter, amount. */
export function movedBy(system: MemorySystem, run: string): string[] {
  const { payments, claims } = outputsOf(system, run)
  const say = (kind: string, of: typeof payments): string[] =>
    of.map(({ employerNumber, quarter, amount }) => `${kind} ${nameOf(employerNumber)} ${quarter} ${amount}`)
  return [...say('pay', payments), ...say('claim', claims)]
}

/** Everything that the payment and claim files of all runs moved, per employer and quarter; nothing left out but zero. */
export function moneyOf(system: MemorySystem): Record<string, string> {
  const sums = new Map<string, Cents>()
  for (const { runId, source } of system.runs.all()) {
    if (isDryRun(source.key)) continue
    const { payments, claims } = outputsOf(system, runId)
    for (const { employerNumber, quarter, amount } of [...payments, ...claims]) {
      const account = `${nameOf(employerNumber)} ${quarter}`
      sums.set(account, addCents(sums.get(account) ?? NO_MONEY, centsOf(amount)))
    }
  }
  return Object.fromEntries(
    [...sums]
      .filter(([, sum]) => sum !== NO_MONEY)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, sum]) => [key, euroText(sum)]),
  )
}

export interface Difference {
  readonly employerNumber: string
  readonly worker: string
  readonly quarter: string
  readonly declaration: string
  readonly premiumBefore: string
  readonly premiumAfter: string
  readonly difference: string
  readonly held: string
  readonly causes: readonly { readonly kind: string }[]
  readonly dryRun: boolean
}

/** differences.jsonl of a run; undefined when there is no such file. */
const differencesText = (system: MemorySystem, run: string): string | undefined =>
  system.objects.text('reports', outputKey(run, REPORT_FILES.differences))

export const differencesOf = (system: MemorySystem, run: string): Difference[] =>
  (differencesText(system, run) ?? '')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Difference)

/** The same in short: `bakery 2024Q3 ANNA (1): 0.00 -> 2000.00, 2000.00: grant-decided`. */
export const differencesIn = (system: MemorySystem, run: string): string[] =>
  differencesText(system, run) === undefined
    ? ['no such file']
    : differencesOf(system, run).map((row) => {
        const worker = byLastDigits.get(row.worker.slice(-5)) ?? row.worker
        const who = `${nameOf(row.employerNumber)} ${row.quarter} ${worker} (${row.declaration})`
        const amounts = `${row.premiumBefore} -> ${row.premiumAfter}, ${row.difference}${row.held === '0.00' ? '' : ` held ${row.held}`}`
        const why = [...row.causes.map(({ kind }) => kind), ...(row.dryRun ? ['DRY RUN'] : [])]
        return `${who}: ${amounts}: ${why.join(' ')}`
      })

/** Codes of the exceptions of a run, with the worker's name. */
export const findingsOf = (system: MemorySystem, run: string): string[] =>
  outputsOf(system, run).exceptions.map((each) => {
    const [code = '', worker] = each.split(' ')
    return worker === undefined ? code : `${code} ${byLastDigits.get(worker) ?? worker}`
  })

/** Whatever happened: one entry per run and account, and the payment and claim files say what the ledger moved, line by line. */
export function expectSound(system: MemorySystem): void {
  expect(system.queue).toEqual([])
  for (const [account, entries] of Object.entries(system.ledger.all())) {
    expect(new Set(entries.map(({ runId }) => runId)).size, account).toBe(entries.length)
    for (const entry of entries) for (const measure of ['VOP', 'IMW']) expectFilesSay(system, entry, measure)
  }
  for (const { runId, state, source } of system.runs.all()) {
    expect(['settled', 'rejected'], runId).toContain(state)
    const manifest = system.objects.text('payments', outputKey(runId, PAYMENT_FILES.manifest))
    expect(manifest === undefined, runId).toBe(state === 'rejected' || isDryRun(source.key))
  }
}

function expectFilesSay(system: MemorySystem, entry: LedgerEntry, measure: string): void {
  const { employerNumber, quarter } = entry.account
  const { payments, claims } = outputsOf(system, entry.runId)
  const files = [...payments, ...claims].filter(
    (each) => each.employerNumber === employerNumber && each.quarter === quarter && each.measure === measure,
  )
  const lines = entry.lines.filter((line) => line.measure === measure && line.moved !== '0.00')
  const total = addCents(...lines.map(({ moved }) => centsOf(moved)))
  expect(files.map(({ amount }) => amount)).toEqual(total === NO_MONEY ? [] : [euroText(total)])
  const said = files.flatMap((file) => file.lines)
  if (total !== NO_MONEY)
    expect(said.map(({ inss, component, amount }) => `${inss} ${component} ${amount}`)).toEqual(
      lines.map(({ inss, component, moved }) => `${inss} ${component} ${moved}`),
    )
  for (const { premium, previouslyInstructed, amount } of said)
    expect(euroText(addCents(centsOf(previouslyInstructed), centsOf(amount)))).toBe(premium)
}

/** The law with one more row of the GGMMI: 2,100.00 from 1 June 2024, so 12,600.00 is the ceiling of 2024Q3 and not 12,422.88. */
export const RAISED: ParameterSet = {
  ...PARAMETERS,
  ggmmi: {
    ...PARAMETERS.ggmmi,
    rows: PARAMETERS.ggmmi.rows.flatMap((each) =>
      each.from === '2024-05-01' ? [{ ...each, from: '2024-06-01' as typeof each.from, value: '2100.00', note: 'invented' }, each] : [each],
    ),
  },
}

/** The same system with a later program: another parameter set. */
export const under = (parameters: ParameterSet, { dependencies }: MemorySystem): Dependencies => ({
  ...dependencies,
  settings: { ...dependencies.settings, parameters },
})
