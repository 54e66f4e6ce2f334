// Understands what the `process` command tells: one line per file while it works, then tables, or one JSON document.
import { basename } from 'node:path'
import { entryOf, type ExceptionCode } from '../../shared/exceptions/catalogue.ts'
import type { RunState } from '../../shared/pipeline/run.ts'
import type { RegistryKind } from '../../shared/registry/import.ts'
import { commandText, wordsFor } from './cli-place.ts'
import { table } from './table.ts'

/** The part of summary.json that the terminal shows. */
export interface ShownSummary {
  /** Nothing of it was booked. */
  readonly dryRun?: true
  readonly runId: string
  readonly state: RunState
  readonly counts: Readonly<
    Record<'rows' | 'declarations' | 'workers' | 'paid' | 'held' | 'refused' | 'withoutGrant' | 'overtaken', number>
  >
  readonly payments: { readonly count: number; readonly sum: string }
  readonly claims: { readonly count: number; readonly sum: string }
  readonly held: { readonly count: number; readonly sum: string }
  /** Payments that came back; only of a file of returns/. */
  readonly returned?: { readonly count: number; readonly sum: string }
  readonly exceptions: Readonly<Record<string, number>>
}

export interface RunResult {
  readonly file: string
  readonly folder: string
  readonly summary: ShownSummary
}

export interface RegistryResult {
  readonly file: string
  readonly kind: RegistryKind
  readonly refusedRows: number
  readonly rejected: boolean
}

const stateText = ({ state, dryRun }: ShownSummary): string => (dryRun ? 'DRY RUN' : state)

export function outcomeText(summary: ShownSummary): string {
  const { state, counts, payments, claims, held, exceptions } = summary
  if (state === 'rejected') return `REJECTED ${Object.keys(exceptions).join(', ')}`
  const told = state === 'held' ? 'HELD, waits for a second person; would be' : stateText(summary)
  if (summary.returned) return `${told}: ${summary.returned.count} came back ${summary.returned.sum}, ${held.count} held ${held.sum}`
  return `${told}: ${counts.workers} workers, ${payments.count} payments ${payments.sum}, ${claims.count} claims ${claims.sum}, ${held.count} held ${held.sum}`
}

export function report(json: boolean, registry: readonly RegistryResult[], runs: readonly RunResult[]): void {
  if (json) {
    process.stdout.write(
      `${JSON.stringify({ registry, runs: runs.map(({ file, folder, summary }) => ({ ...summary, file, folder })) }, null, 2)}\n`,
    )
    return
  }
  const number = (title: string): { title: string; right: true } => ({ title, right: true })
  const columns = [
    { title: 'file' },
    { title: 'state' },
    number('workers'),
    number('paid'),
    number('held'),
    number('refused'),
    number('no grant'),
    number('payments EUR'),
    number('claims EUR'),
    number('held EUR'),
    { title: 'results in' },
  ]
  const rows = runs.map(({ file, folder, summary }) => [
    basename(file),
    stateText(summary),
    ...(['workers', 'paid', 'held', 'refused', 'withoutGrant'] as const).map((count) => String(summary.counts[count])),
    summary.payments.sum,
    summary.claims.sum,
    summary.held.sum,
    folder,
  ])
  if (rows.length > 0) process.stdout.write(`\n${table(columns, rows)}\n`)
  const codes = new Map<string, number>()
  for (const { summary } of runs)
    for (const [code, count] of Object.entries(summary.exceptions)) codes.set(code, (codes.get(code) ?? 0) + count)
  if (codes.size > 0)
    process.stdout.write(
      `\n${table(
        [{ title: 'code' }, number('findings'), { title: 'meaning' }],
        [...codes].toSorted().map(([code, count]) => [code, String(count), titleOf(code as ExceptionCode)]),
      )}\n`,
    )
}

/** Of every run that waits: the command by which somebody else lets it go. */
export function tellWhoReleases(runs: readonly RunResult[], data: string | undefined): void {
  for (const { summary } of runs)
    if (summary.state === 'held' && data !== undefined)
      process.stderr.write(
        `note: a second person releases it: ${commandText(wordsFor({ type: 'release-run', runId: summary.runId }), data)}\n`,
      )
}

const titleOf = (code: ExceptionCode): string => entryOf(code).title.en

/** One line per file: it moves while the file is processed on a terminal, and is one plain line when piped. */
export class Progress {
  readonly #shown: boolean
  readonly #moving: boolean
  #label = ''
  #handled = 0

  constructor(shown: boolean) {
    this.#shown = shown
    this.#moving = shown && process.stdout.isTTY
  }

  begin(label: string): void {
    this.#label = label
    this.#handled = 0
    if (this.#moving) process.stdout.write(`${label} …`)
  }

  handled(stage: string): void {
    this.#handled += 1
    if (this.#moving) process.stdout.write(`\r\u001B[2K${this.#label} … ${stage} (${this.#handled} steps done)`)
  }

  finish(label: string, outcome: string): void {
    if (this.#shown) process.stdout.write(`${this.#moving ? '\r\u001B[2K' : ''}${label}  ${outcome}\n`)
    this.#label = ''
  }

  /** After a fault in the middle of a file the next message begins on its own line. */
  end(): void {
    if (this.#moving && this.#label !== '') process.stdout.write('\n')
  }
}
