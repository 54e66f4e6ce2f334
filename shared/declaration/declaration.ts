// Understands a declaration: all that one employer declares for one quarter, with the rows that were found faulty.
import type { LocalDate, Quarter } from '../kernel/calendar.ts'
import type { EmployerNumber, EstablishmentNumber, Inss } from '../kernel/identifiers.ts'
import type { BusinessException } from '../exceptions/business-exception.ts'
import type { Region } from '../law/measures.ts'
import type { Occupation } from '../law/occupation.ts'

export interface DeclaredOccupation extends Occupation {
  readonly line: number
  readonly establishmentNumber: EstablishmentNumber | null
  readonly establishmentRegion: Region | null
}

/** One worker with all occupations, each of them readable. */
export interface WorkerRecord {
  readonly type: 'worker'
  readonly inss: Inss
  readonly occupations: readonly DeclaredOccupation[]
}

/** One worker of whom at least one row is faulty (WRK): nothing is computed. `exceptions` is empty when the faulty row joined no declaration. */
export interface RefusedWorker {
  readonly type: 'refused-worker'
  readonly inss: Inss
  readonly exceptions: readonly BusinessException[]
}

/** A row that belongs to no worker (WRK-001). */
export interface UnnamedRow {
  readonly type: 'unnamed-row'
  readonly exception: BusinessException
}

export type DeclarationItem = WorkerRecord | RefusedWorker | UnnamedRow

export const DECLARATION_KINDS = ['FULL', 'PARTIAL'] as const
/** FULL replaces all earlier declarations of the employer and quarter, PARTIAL only the workers listed. */
export type DeclarationKind = (typeof DECLARATION_KINDS)[number]

/** The kind of numbering; the first that an account sees binds it (rules.md 7). */
export type Ladder = 'CSV' | 'DMFA' | 'ATTEST'

export interface Declaration {
  readonly employerNumber: EmployerNumber
  readonly quarter: Quarter
  readonly ladder: Ladder
  readonly sequence: number
  readonly kind: DeclarationKind
  /** SHA-256 of the parsed values in file order: equal for 38 and 38.00. */
  readonly digest: string
  readonly rows: number
  /** Line of the sender's file on which it begins. */
  readonly firstLine: number
  readonly items: readonly DeclarationItem[]
  /** DCL-004, which does not stop anything. */
  readonly warnings: readonly BusinessException[]
}

/** What a declaration file consists of, in file order. */
export type FileItem =
  | { readonly type: 'declaration'; readonly declaration: Declaration }
  /** `rowExceptions`: its faulty rows, which are reported all the same. */
  | {
      readonly type: 'rejected'
      readonly employerNumber: string
      readonly quarter: Quarter
      readonly exception: BusinessException
      readonly rowExceptions: readonly BusinessException[]
    }
  /** A faulty row that joined no declaration, or one that was rejected before. */
  | { readonly type: 'loose-row'; readonly exception: BusinessException }

/** What is known only at the end of the file and concerns declarations that were delivered before (the manifest carries it). */
export interface LateFindings {
  /** Declarations rejected late (DCL-001), by `employer#quarter`. */
  readonly rejected: Readonly<Record<string, BusinessException>>
  /** Workers of rows that joined no declaration, by employer (an empty list when they have no usable INSS): refused in every declaration of that employer in this file. */
  readonly malformedWorkers: Readonly<Record<string, readonly Inss[]>>
  /** Rows joined no declaration, or had an invalid employer number: no absent worker of this file is recovered. */
  readonly blocksRecovery: boolean
}

/** What the reading of declarations depends on besides the file. */
export interface DeclarationSettings {
  readonly testNumbersAllowed: boolean
  /** Date of receipt in Brussels. */
  readonly receivedOn: LocalDate
}

export const declarationKey = (employerNumber: string, quarter: string): string => `${employerNumber}#${quarter}`

/** Faulty rows of a declaration that is rejected as a whole: the sender can mend both at once. */
export const rowExceptions = ({ items }: Declaration): BusinessException[] =>
  items.flatMap((item) => (item.type === 'unnamed-row' ? [item.exception] : item.type === 'refused-worker' ? item.exceptions : []))
