// Understands a request under release/: lines of what people decided about runs, accounts and payments, and the accounts whose holds are tried again.
import { parseQuarter, type Quarter } from '../../kernel/calendar.ts'
import { checkEmployerNumber, type EmployerNumber } from '../../kernel/identifiers.ts'
import { declarationKey } from '../../declaration/declaration.ts'
import type { BusinessException } from '../../exceptions/business-exception.ts'
import { MEASURES, type Measure } from '../../law/measures.ts'
import type { CsvRow } from '../../text/csv.ts'
import { NOTHING_LATE, pinnedChunks } from '../account-chunks.ts'
import { mapOrdered, type CreatedObject, type Dependencies } from '../dependencies.ts'
import type { ChunkItem } from '../records.ts'
import { refusedRequest, requestRows } from '../request-rows.ts'
import type { Run } from '../run.ts'
import { startRun, type Reading } from '../run-start.ts'
import { releaseAccounts, retryAccount } from './accounts.ts'
import type { LineResult } from './findings.ts'
import { abandonRun, releaseRun, settleWithout } from './runs.ts'
import { writeStatement } from './statement.ts'
import { pausePayments, resumePayments } from './payments.ts'

/** The header of a request; it may be left out. */
export const RELEASE_COLUMNS = ['action', 'target', 'quarter', 'reason'] as const

/** `retry` is what the system itself asks for: it decides nothing that takes a person. */
export const ACTIONS = ['release', 'retry', 'abandon', 'settle-without', 'pause', 'resume', 'statement'] as const
export type Action = (typeof ACTIONS)[number]

type RunAction = 'release' | 'abandon' | 'settle-without'
const RUN_ACTIONS: readonly RunAction[] = ['release', 'abandon', 'settle-without']

/** A line that can be carried out. */
export type ReleaseLine =
  | { readonly action: RunAction; readonly runId: string; readonly reason: string }
  | { readonly action: 'release' | 'retry'; readonly employerNumber: EmployerNumber; readonly quarter: Quarter | undefined }
  | {
      readonly action: 'statement'
      readonly employerNumber: EmployerNumber
      readonly quarter: Quarter | undefined
      /** Of this run; else of whatever was booked last. */
      readonly ofRun: string | undefined
    }
  | { readonly action: 'pause' | 'resume'; readonly measure: Measure; readonly reason: string; readonly line: number }

/** Text of a request. */
export const releaseText = (lines: Iterable<readonly [action: Action, target: string, quarter?: string, reason?: string]>): string =>
  `${[RELEASE_COLUMNS, ...lines].map(([action, target, quarter = '', reason = '']) => [action, target, quarter, reason].map(quoted).join(';')).join('\n')}\n`

const quoted = (text: string): string => (/[";\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** Handles one created request. Idempotent, as every start of a run. */
export const release = (created: CreatedObject, dependencies: Dependencies): Promise<void> =>
  startRun(created, false, (run) => readRequest(run, dependencies), dependencies)

async function readRequest(run: Run, dependencies: Dependencies): Promise<Reading> {
  const read = await requestRows(run, RELEASE_COLUMNS, dependencies)
  if (read.kind === 'rejected') return refusedRequest(read.exception, read.sha256)
  const { rows, sha256 } = read
  const items: ChunkItem[] = []
  // Decisions one after the other; what only tries again, thousands after a pause, several at once.
  const atOnce = rows.every(({ fields: [action] }) => action === 'retry') ? dependencies.settings.concurrency : 1
  for await (const found of mapOrdered(rows, atOnce, (row) => carryOut(row, run, dependencies))) items.push(...found)
  const chunks = await pinnedChunks(run, eachAccountOnce(items), dependencies)
  return { outcome: { kind: 'complete', rows: rows.length, late: NOTHING_LATE }, sha256, chunks }
}

/** An account gets one entry of a run. A declaration that is released goes before a new look at what is held: it covers the whole account. */
function eachAccountOnce(items: readonly ChunkItem[]): ChunkItem[] {
  const accountOf = (item: ChunkItem): string | undefined =>
    item.type === 'account' || item.type === 'waiting-declaration'
      ? declarationKey(item.account.employerNumber, item.account.quarter)
      : undefined
  const waiting = new Set(items.filter(({ type }) => type === 'waiting-declaration').map(accountOf))
  const seen = new Set<string | undefined>()
  return items.filter((item) => {
    const account = accountOf(item)
    if (account === undefined) return true
    if (seen.has(account) || (item.type === 'account' && waiting.has(account))) return false
    seen.add(account)
    return true
  })
}

async function carryOut(row: CsvRow, run: Run, dependencies: Dependencies): Promise<LineResult> {
  const read = readLine(row)
  if ('exception' in read) return [{ type: 'loose-row', exception: read.exception }]
  const items = await carryOutLine(read, run, dependencies)
  return items.map((item) => (item.type === 'loose-row' ? { ...item, exception: { ...item.exception, line: row.line } } : item))
}

function carryOutLine(line: ReleaseLine, run: Run, dependencies: Dependencies): Promise<LineResult> {
  if ('measure' in line) return line.action === 'pause' ? pausePayments(line, run, dependencies) : resumePayments(line, run, dependencies)
  if (line.action === 'statement') return writeStatement(line, run, dependencies)
  if ('employerNumber' in line) return line.action === 'retry' ? retryAccount(line, dependencies) : releaseAccounts(line, run, dependencies)
  switch (line.action) {
    case 'abandon':
      return abandonRun(line, run, dependencies)
    case 'settle-without':
      return settleWithout(line, run, dependencies)
    case 'release':
      return releaseRun(line, run, dependencies)
  }
}

const RUN_ID = /^(?:run|dry-run)-[0-9a-f]{24}$/

/** REL-001 for a line that names nothing that can be done. */
function readLine({ line, fields }: CsvRow): ReleaseLine | { readonly exception: BusinessException } {
  const [actionText = '', target = '', quarterText = '', reason = ''] = fields
  const malformed = (detail: string, field: string, value: string): { readonly exception: BusinessException } => ({
    exception: { code: 'REL-001', details: [detail], parameters: {}, line, field, value },
  })
  if (fields.length > RELEASE_COLUMNS.length) return malformed('fields', '', fields.join(';'))
  const action = ACTIONS.find((each) => each === actionText.toLowerCase())
  if (action === undefined) return malformed('action', 'action', actionText)
  const quarter = parseQuarter(quarterText)
  if (quarter === undefined && quarterText !== '') return malformed('quarter', 'quarter', quarterText)
  if (['abandon', 'settle-without', 'pause'].includes(action) && reason === '') return malformed('reason', 'reason', '')
  if (action === 'pause' || action === 'resume') {
    const measure = MEASURES.find((each) => each === target.toUpperCase())
    if (!measure) return malformed('target', 'target', target)
    return quarter === undefined ? { action, measure, reason, line } : malformed('no-quarter', 'quarter', quarterText)
  }
  const runAction = RUN_ACTIONS.find((each) => each === action)
  if (runAction !== undefined && RUN_ID.test(target))
    return quarter === undefined ? { action: runAction, runId: target, reason } : malformed('no-quarter', 'quarter', quarterText)
  const employer = checkEmployerNumber(target)
  if (employer.kind === 'valid' && action === 'statement') {
    if (reason !== '' && !RUN_ID.test(reason)) return malformed('statement-run', 'reason', reason)
    return { action, employerNumber: employer.value, quarter, ofRun: reason === '' ? undefined : reason }
  }
  if (employer.kind === 'valid' && (action === 'release' || action === 'retry')) return { action, employerNumber: employer.value, quarter }
  return malformed('target', 'target', target)
}
