// Understands a request to compute accounts again: which accounts it names, as a run whose chunks hold accounts instead of declarations.
import { parseQuarter, type Quarter } from '../../kernel/calendar.ts'
import { checkEmployerNumber, type EmployerNumber } from '../../kernel/identifiers.ts'
import { csvException } from '../../exceptions/file-exceptions.ts'
import type { BusinessException } from '../../exceptions/business-exception.ts'
import { declarationKey } from '../../declaration/declaration.ts'
import { openText } from '../../text/bytes.ts'
import { csvRows, type CsvRow } from '../../text/csv.ts'
import { NOTHING_LATE, pinnedChunks } from '../account-chunks.ts'
import { mapOrdered, required, type CreatedObject, type Dependencies } from '../dependencies.ts'
import type { ChunkItem } from '../records.ts'
import type { Run } from '../run.ts'
import { startRun, type Reading } from '../run-start.ts'

/** The header of a request; it may be left out. */
export const REQUEST_COLUMNS = ['employer_number', 'quarter'] as const
/** Stands in the place of the employer number: every employer that has declared the quarter. */
export const EVERY_EMPLOYER = 'all'

/** Text of a request. */
export const requestText = (lines: Iterable<readonly [employer: string, quarter: string]>): string =>
  `${[REQUEST_COLUMNS, ...lines].map((cells) => cells.join(';')).join('\n')}\n`

/** Handles one created request. Idempotent, as every start of a run; two requests of the same content are two runs. */
export const recompute = (created: CreatedObject, dependencies: Dependencies): Promise<void> =>
  startRun(created, false, (run) => readRequest(run, dependencies), dependencies)

async function readRequest(run: Run, dependencies: Dependencies): Promise<Reading> {
  const read = await expandRequest(run, dependencies)
  if (read.kind === 'rejected') {
    const { exception, sha256 } = read
    return { outcome: { kind: 'rejected', exception, rows: 0, readWhole: sha256 !== '' }, sha256, chunks: [] }
  }
  const chunks = await pinnedChunks(run, read.items, dependencies)
  return { outcome: { kind: 'complete', rows: read.rows, late: NOTHING_LATE }, sha256: read.sha256, chunks }
}

type Expanded =
  | { readonly kind: 'rejected'; readonly exception: BusinessException; readonly sha256: string }
  | { readonly kind: 'complete'; readonly items: readonly ChunkItem[]; readonly rows: number; readonly sha256: string }

/** The accounts that the request names now, each once, in its order. */
async function expandRequest({ source: { key, versionId } }: Run, dependencies: Dependencies): Promise<Expanded> {
  const { objects, settings } = dependencies
  const { limits } = settings
  const rejected = (exception: BusinessException, sha256 = ''): Expanded => ({ kind: 'rejected', exception, sha256 })
  const source = openText(required(await objects.read('inbox', key, versionId), 'the uploaded request'), limits)
  const items: ChunkItem[] = []
  const accounts = new Set<string>()
  const lines = new Set<string>()
  let rows = 0
  for await (const piece of csvRows(source.pieces, limits)) {
    if (piece.kind === 'problem') return rejected(csvException(piece.problem))
    const all = rows === 0 && isHeader(piece.rows[0]) ? piece.rows.slice(1) : piece.rows
    rows += all.length
    // A line that was there before names nothing more: of one that names every employer the ledger is not asked again.
    const fresh = all.filter(({ fields }) => lines.size < lines.add(fields.join(';')).size)
    for await (const found of mapOrdered(fresh, settings.concurrency, (row) => itemsOf(row, dependencies)))
      for (const item of found) if (isFirst(item, accounts)) items.push(item)
  }
  if (rows === 0) return rejected({ code: 'FIL-001', parameters: {} }, source.sha256())
  return { kind: 'complete', items, rows, sha256: source.sha256() }
}

const isHeader = (row: CsvRow | undefined): boolean => row?.fields[0] === REQUEST_COLUMNS[0]

/** An account that several lines name is computed once: it gets one entry of the run. */
function isFirst(item: ChunkItem, accounts: Set<string>): boolean {
  if (item.type !== 'account') return true
  const key = declarationKey(item.account.employerNumber, item.account.quarter)
  return accounts.size < accounts.add(key).size
}

/** The accounts that a line names, or the finding that says why there is none. */
async function itemsOf({ line, fields }: CsvRow, { ledger }: Dependencies): Promise<ChunkItem[]> {
  const [employerText = '', quarterText = ''] = fields
  const malformed = (detail: string, field: string, value: string): ChunkItem[] => [
    { type: 'loose-row', exception: { code: 'REC-001', details: [detail], parameters: {}, line, field, value } },
  ]
  if (fields.length > REQUEST_COLUMNS.length) return malformed('fields', '', fields.join(';'))
  const quarter = parseQuarter(quarterText)
  const isEvery = employerText.toLowerCase() === EVERY_EMPLOYER
  if (quarter === undefined && quarterText !== '') return malformed('quarter', 'quarter', quarterText)
  if (quarter === undefined && isEvery) return malformed('every-quarter', 'quarter', '')
  const accountsOf = (employers: readonly EmployerNumber[], quarters: readonly Quarter[]): ChunkItem[] =>
    employers.flatMap((employerNumber) =>
      quarters.map((each): ChunkItem => ({ type: 'account', account: { employerNumber, quarter: each } })),
    )
  if (isEvery && quarter !== undefined) {
    const accounts = accountsOf(await ledger.employersIn(quarter), [quarter])
    return accounts.length > 0 ? accounts : nothingDeclared({ line, quarter })
  }
  const employer = checkEmployerNumber(employerText)
  if (employer.kind === 'invalid') return malformed('employer', 'employer_number', employerText)
  const declared = await ledger.quartersOf(employer.value)
  const accounts = accountsOf([employer.value], quarter === undefined ? declared : declared.filter((each) => each === quarter))
  return accounts.length > 0
    ? accounts
    : nothingDeclared({ line, employerNumber: employer.value, ...(quarter === undefined ? {} : { quarter }) })
}

const nothingDeclared = (about: Pick<BusinessException, 'line' | 'employerNumber' | 'quarter'>): ChunkItem[] => [
  {
    type: 'loose-row',
    exception: {
      code: 'REC-002',
      ...about,
      parameters: { employer: about.employerNumber ?? EVERY_EMPLOYER, quarter: about.quarter ?? '-' },
    },
  },
]
