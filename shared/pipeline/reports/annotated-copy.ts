// Understands the sender's CSV given back: the same rows in the same order, each with what became of it, so that it can be corrected and sent again.
import { ANNOTATED_ROWS_MAX } from '../../kernel/limits.ts'
import { centsOf, NO_MONEY } from '../../kernel/money.ts'
import { COLUMNS, OPTIONAL_COLUMNS, type Column } from '../../declaration/columns.ts'
import { declarationKey } from '../../declaration/declaration.ts'
import type { BusinessException } from '../../exceptions/business-exception.ts'
import { entryOf } from '../../exceptions/catalogue.ts'
import { BOM, reportRow } from '../../exceptions/report.ts'
import { openText } from '../../text/bytes.ts'
import { csvRows, type CsvRow, type Delimiter } from '../../text/csv.ts'
import { readHeader, type Header } from '../../text/header.ts'
import type { Dependencies } from '../dependencies.ts'
import { computesAgain, isDryRun, isReturn, outputKey, REPORT_FILES } from '../layout.ts'
import type { Manifest, RefusedItem } from '../records.ts'
import type { Run } from '../run.ts'
import type { DeclarationOutcome } from './outcome.ts'
import type { WorkerNote } from './worker-notes.ts'

/** What stands behind the sender's own columns. `amount` is instructed now; in a dry run it would be. */
export const ANNOTATION_COLUMNS = ['status', 'code', 'message_nl', 'message_en', 'amount', 'held'] as const
type Annotation = Readonly<Record<(typeof ANNOTATION_COLUMNS)[number], string>>

const DRY_RUN_MARK = '[DRY RUN] '

/** Of a CSV of declarations that is settled, or tried; of a run that waits it would say what may never be. */
export function annotatedCopy(run: Run, { rows }: Manifest, dependencies: Dependencies): AnnotatedCopy | undefined {
  const { key } = run.source
  const isDeclarations = !computesAgain(key) && !isReturn(key) && /\.csv(\.gz)?$/i.test(key)
  return isDeclarations && run.state !== 'held' && rows <= ANNOTATED_ROWS_MAX ? new AnnotatedCopy(run, dependencies) : undefined
}

export class AnnotatedCopy {
  readonly #run: Run
  readonly #dependencies: Dependencies
  /** By employer, quarter and number as declared. */
  readonly #workers = new Map<string, WorkerNote>()
  /** Declarations of which nothing was booked. */
  readonly #unbooked = new Map<string, BusinessException>()
  readonly #rows = new Map<number, BusinessException[]>()

  constructor(run: Run, dependencies: Dependencies) {
    this.#run = run
    this.#dependencies = dependencies
  }

  outcome({ entry, exceptions, workers }: DeclarationOutcome): void {
    const { employerNumber, quarter } = entry.account
    const key = declarationKey(employerNumber, quarter)
    if (entry.refusal) this.#unbooked.set(key, entry.refusal)
    for (const worker of workers) this.#workers.set(`${key}#${worker.inss}`, worker)
    for (const exception of exceptions) if (exception.code !== entry.refusal?.code) this.#note(exception)
  }

  refused(item: RefusedItem): void {
    if (item.type === 'loose-row') return this.#note(item.exception)
    this.#unbooked.set(declarationKey(item.employerNumber, item.quarter), item.exception)
    for (const exception of item.rowExceptions) this.#note(exception)
  }

  #note(exception: BusinessException): void {
    const { line } = exception
    if (line !== undefined) this.#rows.set(line, [...(this.#rows.get(line) ?? []), exception])
  }

  /** Reads the sender's file once more, as the run has read it. An upload that is not kept any more is not given back. */
  async write(): Promise<void> {
    const { objects, settings } = this.#dependencies
    const { runId, source } = this.#run
    const body = await objects.read('inbox', source.key, source.versionId)
    if (!body) return
    const writer = objects.openWriter('reports', outputKey(runId, REPORT_FILES.annotated), {
      once: false,
      contentType: 'text/csv; charset=utf-8',
    })
    try {
      let header: Header<Column> | undefined
      let last = ''
      for await (const piece of csvRows(openText(body, settings.limits).pieces, settings.limits)) {
        if (piece.kind === 'problem') throw new Error('a file that was read cannot be read again')
        for (const row of piece.rows) {
          const isHeader = header === undefined
          header ??= readHeader(row.fields, COLUMNS, OPTIONAL_COLUMNS)
          const identity = isHeader ? '' : identityOf(row, header)
          const cells = isHeader ? [...ANNOTATION_COLUMNS] : this.#cellsOf(row, identity, identity === last, piece.delimiter)
          await writer.write(
            `${isHeader ? BOM : ''}${[...row.fields, ...cells].map((cell) => written(cell, piece.delimiter)).join(piece.delimiter)}\r\n`,
          )
          last = identity
        }
      }
      await writer.close()
    } catch (error) {
      await writer.abort()
      throw error
    }
  }

  #cellsOf({ line }: CsvRow, identity: string, isSameWorker: boolean, delimiter: Delimiter): string[] {
    if (identity === '') return []
    const found = this.#annotation(line, identity, isSameWorker)
    return ANNOTATION_COLUMNS.map((column) =>
      (column === 'amount' || column === 'held') && delimiter === ';' ? found[column].replace('.', ',') : found[column],
    )
  }

  /** Amounts stand on the first row of a worker: they are of all his rows together. */
  #annotation(line: number, identity: string, isSameWorker: boolean): Annotation {
    const [employer = '', quarter = ''] = identity.split('#')
    const unbooked = this.#unbooked.get(declarationKey(employer, quarter))
    const worker = this.#workers.get(identity)
    const findings = [...(unbooked ? [unbooked] : []), ...(this.#rows.get(line) ?? [])]
    const { holdCode = null } = worker ?? {}
    const isTold = holdCode === null || findings.some(({ code }) => code === holdCode)
    const titles = isTold ? [] : [{ code: holdCode, nl: `${entryOf(holdCode).title.nl}.`, en: `${entryOf(holdCode).title.en}.` }]
    const told = findings.map((finding) => {
      const { message_nl: nl, message_en: en } = reportRow(finding)
      return { code: finding.code, nl, en }
    })
    const all = [...told, ...titles]
    const mark = isDryRun(this.#run.source.key) ? DRY_RUN_MARK : ''
    const status = unbooked ? 'NOT_BOOKED' : (worker?.status ?? (findings.length > 0 ? 'REFUSED' : ''))
    return {
      status: mark + status,
      code: all.map(({ code }) => code).join(' '),
      message_nl: all.map(({ nl }) => nl).join(' '),
      message_en: all.map(({ en }) => en).join(' '),
      amount: isSameWorker || !worker ? '' : worker.moved,
      held: isSameWorker || !worker || centsOf(worker.held) === NO_MONEY ? '' : worker.held,
    }
  }
}

/** Employer, quarter and worker of a row as the declaration names them; '' for the TOTAL. */
function identityOf({ fields }: CsvRow, header: Header<Column>): string {
  if (header.kind !== 'columns' || fields[0] === 'TOTAL') return ''
  const { employer_number: employer, quarter, inss } = header.record(fields)
  return [employer.replaceAll('.', ''), quarter, inss.replaceAll(/[.-]/g, '')].join('#')
}

const IS_NUMBER = /^-?\d[\d.,]*$/

/** A spreadsheet would run a cell that begins like a formula (formats.md 2); a number is none. */
function written(text: string, delimiter: Delimiter): string {
  const safe = /^[=+\-@\t\r]/.test(text) && !IS_NUMBER.test(text) ? `'${text}` : text
  return safe.includes(delimiter) || /["\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
