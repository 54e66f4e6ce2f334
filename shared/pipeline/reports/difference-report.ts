// Understands how a difference that a recompute found is shown to people: the amounts before and after and every cause, as one CSV line or one JSON line.
import type { Language } from '../../exceptions/catalogue.ts'
import { BOM, csvCell, type DecimalSign } from '../../exceptions/report.ts'
import { INSS_VISIBLE, masked } from '../../kernel/identifiers.ts'
import type { EuroText } from '../../kernel/money.ts'
import type { Measure } from '../../law/measures.ts'
import { causeText, shownParameters, type CauseText } from './cause-texts.ts'
import type { Cause } from '../recompute/causes.ts'

export interface DifferenceRow {
  readonly employerNumber: string
  readonly inss: string
  readonly quarter: string
  readonly measure: Measure
  /** Number of the declaration that has the last word about the worker. */
  readonly declaration: string
  readonly premiumBefore: EuroText
  readonly premiumAfter: EuroText
  readonly instructedBefore: EuroText
  /** Instructed by this run (in a dry run: would be). */
  readonly moved: EuroText
  readonly held: EuroText
  readonly causes: readonly Cause[]
  readonly dryRun: boolean
}

export const DIFFERENCE_COLUMNS = [
  'employer_number',
  'worker',
  'quarter',
  'measure',
  'declaration',
  'premium_before',
  'premium_after',
  'instructed_before',
  'difference',
  'held',
  'causes',
  'why_nl',
  'before_nl',
  'after_nl',
  'why_en',
  'before_en',
  'after_en',
  'dry_run',
] as const
type DifferenceColumn = (typeof DIFFERENCE_COLUMNS)[number]

/** Ours, and negative when something comes back: they stay numbers in a spreadsheet. */
const AMOUNTS: readonly DifferenceColumn[] = ['premium_before', 'premium_after', 'instructed_before', 'difference', 'held']

const LINE_END = '\r\n'
const BETWEEN_CAUSES = ' | '

/** Stands in every line of a dry run, so that nobody takes a cut or sorted copy of the file for amounts that were instructed. */
const DRY_RUN = 'DRY RUN'

export const differencesHeader = (): string => BOM + DIFFERENCE_COLUMNS.join(';') + LINE_END

export function differencesLine(row: DifferenceRow, decimalSign?: DecimalSign): string {
  const cells = cellsOf(row)
  return DIFFERENCE_COLUMNS.map((column) => csvCell(cells[column], AMOUNTS.includes(column), decimalSign)).join(';') + LINE_END
}

/** The worker is masked here too; the texts stand with their cause. */
export function differencesJson(row: DifferenceRow): string {
  const { employerNumber, inss, quarter, measure, declaration, premiumBefore, premiumAfter, instructedBefore, moved, held, dryRun } = row
  const shown = {
    employerNumber,
    worker: masked(inss, INSS_VISIBLE),
    quarter,
    measure,
    declaration,
    premiumBefore,
    premiumAfter,
    instructedBefore,
    difference: moved,
    held,
    causes: row.causes.map((cause) => ({
      kind: cause.kind,
      parameters: shownParameters(cause),
      nl: causeText(cause, 'nl'),
      en: causeText(cause, 'en'),
    })),
    dryRun,
  }
  return `${JSON.stringify(shown)}\n`
}

function cellsOf(row: DifferenceRow): Readonly<Record<DifferenceColumn, string>> {
  const { causes } = row
  const textsIn = (language: Language): CauseText => {
    const texts = causes.map((cause) => causeText(cause, language))
    const joined = (part: keyof CauseText): string => texts.map((text) => text[part]).join(BETWEEN_CAUSES)
    return { change: joined('change'), before: joined('before'), after: joined('after') }
  }
  const [nl, en] = [textsIn('nl'), textsIn('en')]
  return {
    employer_number: row.employerNumber,
    worker: masked(row.inss, INSS_VISIBLE),
    quarter: row.quarter,
    measure: row.measure,
    declaration: row.declaration,
    premium_before: row.premiumBefore,
    premium_after: row.premiumAfter,
    instructed_before: row.instructedBefore,
    difference: row.moved,
    held: row.held,
    causes: causes.map(({ kind }) => kind).join(BETWEEN_CAUSES),
    why_nl: nl.change,
    before_nl: nl.before,
    after_nl: nl.after,
    why_en: en.change,
    before_en: en.before,
    after_en: en.after,
    dry_run: row.dryRun ? DRY_RUN : '',
  }
}
