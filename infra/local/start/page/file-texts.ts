// Understands the names under which a person knows the files of a run, and their order: what is read by people first.
import type { Bilingual } from '../../../../shared/exceptions/catalogue.ts'
import { isPaymentFile, PAYMENT_FILES, REGISTRY_REPORT_FILE, REPORT_FILES, STATEMENTS_FOLDER } from '../../../../shared/pipeline/layout.ts'

const FILE_TEXTS: Readonly<Record<string, Bilingual>> = {
  [REPORT_FILES.exceptionsPage]: { nl: 'Meldingen', en: 'Findings' },
  [REPORT_FILES.exceptionsCsv]: { nl: 'Meldingen', en: 'Findings' },
  [REPORT_FILES.annotated]: { nl: 'Uw bestand, per rij beantwoord', en: 'Your file, answered row by row' },
  [REGISTRY_REPORT_FILE]: { nl: 'Meldingen', en: 'Findings' },
  [REPORT_FILES.differencesCsv]: { nl: 'Verschillen', en: 'Differences' },
  [REPORT_FILES.statementCsv]: { nl: 'Overzicht per werknemer', en: 'Statement per worker' },
  [REPORT_FILES.reconciliationCsv]: { nl: 'Stand van de betalingen', en: 'What became of the payments' },
  [PAYMENT_FILES.manifest]: { nl: 'Controlelijst van de betaalopdracht', en: 'Checklist of the payment order' },
}
const FIRST = Object.keys(FILE_TEXTS)

export interface FileGroups {
  /** What a person opens first, with a name. */
  readonly named: readonly { readonly file: string; readonly text: Bilingual }[]
  readonly statements: readonly string[]
  /** All others. */
  readonly others: readonly string[]
}

/** The files of a run in groups; each file stands in one of them. */
export function groupsOf(files: readonly string[]): FileGroups {
  const statements = files.filter((file) => file.startsWith(STATEMENTS_FOLDER))
  const pages = files.filter((file) => file.endsWith('.html') && !statements.includes(file))
  const named = [
    ...FIRST.filter((file) => files.includes(file)),
    ...pages.filter((file) => !FIRST.includes(file)),
    ...files.filter(isPaymentFile),
  ].map((file) => ({ file, text: textOf(file) }))
  const shown = new Set([...statements, ...named.map(({ file }) => file)])
  return { named, statements, others: files.filter((file) => !shown.has(file)) }
}

function textOf(file: string): Bilingual {
  const number = /^payments-(\d+)/.exec(file)?.[1]
  if (number !== undefined) return { nl: `Betaalbestand ${Number(number)}`, en: `Payment file ${Number(number)}` }
  return FILE_TEXTS[file] ?? { nl: file, en: file }
}
