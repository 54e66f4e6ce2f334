// Understands statement.csv: what the statements of a run say, one line per worker, grant and component, for those who count with it.
import { BOM, csvCell, type DecimalSign } from '../../../exceptions/report.ts'
import type { DeclarationOutcome } from '../outcome.ts'
import { decimalOf } from '../page/figures.ts'
import { statementQuarter, type StatementMeasure, type StatementRow } from './statement.ts'

export const STATEMENT_COLUMNS = [
  'employer_number',
  'quarter',
  'measure',
  'worker',
  'grant',
  'outcome',
  'exception',
  'ordinal',
  'percentage',
  'reference_wage',
  'employment_fraction',
  'ceiling',
  'component',
  'premium',
  'earlier_instructed',
  'paid_now',
  'held',
  'hold_code',
  'reference',
] as const
type StatementColumn = (typeof STATEMENT_COLUMNS)[number]
type Cells = Partial<Readonly<Record<StatementColumn, string>>>

/** Ours, with decimals, and negative when something comes back: they stay numbers in a spreadsheet. */
const NUMBERS: readonly StatementColumn[] = [
  ...(['percentage', 'reference_wage', 'employment_fraction', 'ceiling'] as const),
  ...(['premium', 'earlier_instructed', 'paid_now', 'held'] as const),
]

const LINE_END = '\r\n'

export const statementCsvHeader = (): string => BOM + STATEMENT_COLUMNS.join(';') + LINE_END

const lineOf = (cells: Cells, decimalSign: DecimalSign | undefined): string =>
  STATEMENT_COLUMNS.map((column) => csvCell(cells[column] ?? '', NUMBERS.includes(column), decimalSign)).join(';') + LINE_END

/**
 * Every line of the entry, then who has no premium and no line (REFUSED, with the code); a declaration that was not booked is one line. `paid_now` is
 * signed: of a measure whose lines together are negative it is claimed, under the reference. The employment fraction has four decimals: as `4/5` a
 * spreadsheet would take it for a date.
 */
export function statementCsvLines(outcome: DeclarationOutcome, decimalSign?: DecimalSign): string {
  const { employerNumber } = outcome.entry.account
  const { quarter, refusal, measures, remarks } = statementQuarter(outcome)
  const about: Cells = { employer_number: employerNumber, quarter }
  if (refusal !== null) return lineOf({ ...about, outcome: 'REFUSED', exception: refusal }, decimalSign)
  const lines = measures.flatMap((measure) =>
    measure.rows.flatMap((row) => rowCells(row, measure).map((cells) => ({ ...about, ...cells }))),
  )
  const without = remarks
    .filter(({ kind, hasLines }) => kind === 'none' && !hasLines)
    .map(({ worker, measure, code }): Cells => {
      const whose = { worker: worker ?? '', measure: measure ?? '' }
      return { ...about, ...whose, outcome: code === 'DCL-010' ? 'OVERTAKEN' : 'REFUSED', exception: code }
    })
  return [...lines, ...without].map((cells) => lineOf(cells, decimalSign)).join('')
}

function rowCells({ worker, grant, basis, lines }: StatementRow, { measure, payment, claim }: StatementMeasure): Cells[] {
  const computed: Cells =
    basis.kind === 'computed'
      ? {
          outcome: basis.outcome,
          ordinal: String(basis.ordinal),
          percentage: basis.percentage,
          reference_wage: basis.referenceWage,
          employment_fraction: decimalOf(basis.fraction),
          ceiling: basis.ceiling,
        }
      : basis.kind === 'refused'
        ? { outcome: 'REFUSED', exception: basis.code }
        : { outcome: basis.kind === 'absent' ? 'ABSENT' : 'REPLACED' }
  return lines.map(({ component, premium, earlier, moved, held, holdCode }): Cells => ({
    measure,
    worker,
    grant,
    ...computed,
    component,
    premium,
    earlier_instructed: earlier,
    paid_now: moved,
    held,
    hold_code: holdCode ?? '',
    // A line that moves nothing stands in no order.
    reference: moved === '0.00' ? '' : ((payment ?? claim)?.paymentId ?? ''),
  }))
}
