/** Understands every exception this system can raise: its gravity, its precedence, and its texts with the values filled in. */
import { CALCULATION_EXCEPTIONS } from './catalogue/calculation.ts'
import { DECLARATION_EXCEPTIONS } from './catalogue/declaration.ts'
import { ENTITLEMENT_EXCEPTIONS } from './catalogue/entitlement.ts'
import type { Bilingual, CatalogueEntry, Language, WhoActs } from './catalogue/entry.ts'
import { FILE_EXCEPTIONS } from './catalogue/file.ts'
import { PAYMENT_EXCEPTIONS } from './catalogue/payment.ts'
import { REGISTRY_EXCEPTIONS } from './catalogue/registry.ts'
import { RELEASE_EXCEPTIONS } from './catalogue/release.ts'
import { RECOMPUTE_EXCEPTIONS } from './catalogue/recompute.ts'
import { RETURN_EXCEPTIONS, STATUS_REPORT_FORM, STATUS_REPORT_SIZE } from './catalogue/returns.ts'
import { RUN_EXCEPTIONS } from './catalogue/run.ts'
import { WORKER_EXCEPTIONS } from './catalogue/worker.ts'
import { withValues } from './gaps.ts'

export type { Bilingual, CatalogueEntry, Disposition, Language, Severity, WhoActs } from './catalogue/entry.ts'

/** The order is the order of precedence. A code is never used again for something else. */
export const CATALOGUE = {
  ...FILE_EXCEPTIONS,
  // What is a file of another form, or too large, depends on what the file is: a bank's report has sentences of its own.
  'FIL-003': withTexts(FILE_EXCEPTIONS['FIL-003'], STATUS_REPORT_FORM),
  'FIL-007': withTexts(FILE_EXCEPTIONS['FIL-007'], STATUS_REPORT_SIZE),
  ...DECLARATION_EXCEPTIONS,
  ...WORKER_EXCEPTIONS,
  ...ENTITLEMENT_EXCEPTIONS,
  ...CALCULATION_EXCEPTIONS,
  ...PAYMENT_EXCEPTIONS,
  ...RUN_EXCEPTIONS,
  ...RECOMPUTE_EXCEPTIONS,
  ...RELEASE_EXCEPTIONS,
  ...RETURN_EXCEPTIONS,
  ...REGISTRY_EXCEPTIONS,
} as const satisfies Record<string, CatalogueEntry>

/** The entry with further details and their remedies. */
function withTexts(entry: CatalogueEntry, { details, remedies }: Required<Pick<CatalogueEntry, 'details' | 'remedies'>>): CatalogueEntry {
  return { ...entry, details: { ...entry.details, ...details }, remedies: { ...entry.remedies, ...remedies } }
}

export type ExceptionCode = keyof typeof CATALOGUE

export const CODES: readonly ExceptionCode[] = Object.keys(CATALOGUE) as ExceptionCode[]

const PRECEDENCE: ReadonlyMap<ExceptionCode, number> = new Map(CODES.map((code, index) => [code, index]))

/** The place of a code in the catalogue; the lower one goes first. */
export function precedence(code: ExceptionCode): number {
  const place = PRECEDENCE.get(code)
  if (place === undefined) throw new Error(`Assertion failed: ${code} is not in the exception catalogue`)
  return place
}

export function entryOf(code: ExceptionCode): CatalogueEntry {
  return CATALOGUE[code]
}

/**
 * Fills the placeholders of the message, of the details named (in the order given) and of the remedy: that of the first detail that has one of its own.
 * Values are inserted as plain text: escaping belongs to the report that shows them. Amounts and days are told as the reader writes them.
 * An unknown detail, or a placeholder without a value, is our own error and throws.
 */
export function textOf(
  code: ExceptionCode,
  language: Language,
  parameters: Readonly<Record<string, string>>,
  details: readonly string[] = [],
): { readonly message: string; readonly remedy: string } {
  const entry = entryOf(code)
  const sentences = [entry.message, ...details.map((name) => detailOf(code, entry, name))]
  return {
    message: sentences.map((sentence) => fill(code, sentence[language], parameters, language)).join(' '),
    remedy: fill(code, remedyOf(entry, details)[language], parameters, language),
  }
}

function detailOf(code: ExceptionCode, entry: CatalogueEntry, name: string): Bilingual {
  const detail = entry.details !== undefined && Object.hasOwn(entry.details, name) ? entry.details[name] : undefined
  if (detail === undefined) throw new Error(`Assertion failed: ${code} has no detail '${name}'`)
  return detail
}

export function remedyOf({ remedy, remedies }: CatalogueEntry, details: readonly string[] = []): Bilingual {
  for (const name of details) if (remedies !== undefined && Object.hasOwn(remedies, name)) return remedies[name] ?? remedy
  return remedy
}

function fill(code: ExceptionCode, template: string, parameters: Readonly<Record<string, string>>, language: Language): string {
  return withValues(template, language, (name) => {
    const value = Object.hasOwn(parameters, name) ? parameters[name] : undefined
    if (value === undefined) throw new Error(`Assertion failed: ${code} was raised without a value for {${name}}`)
    return value
  })
}

const WHO_ACTS: Readonly<Record<WhoActs, Bilingual>> = {
  sender: { nl: 'de afzender van het bestand', en: 'the sender of the file' },
  employer: { nl: 'de werkgever', en: 'the employer' },
  operations: { nl: 'de dienst die de verwerking opvolgt', en: 'the team that runs the processing' },
  'grant-administration': { nl: 'de dienst die de toekenningen beheert', en: 'the team that manages the grants' },
  'payee-administration': { nl: 'de dienst die de bankgegevens beheert', en: 'the team that manages the bank details' },
  'legal-parameters': { nl: 'de beheerder van de wettelijke bedragen', en: 'the keeper of the legal amounts' },
  nobody: { nl: 'niemand, enkel ter informatie', en: 'nobody, for information only' },
}

export function whoActsText(who: WhoActs, language: Language): string {
  return WHO_ACTS[who][language]
}
