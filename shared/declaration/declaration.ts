// Understands a declaration: all that one employer declares for one quarter, with the rows that were found faulty.
import type { LocalDate, Quarter } from '../kernel/calendar.ts'
import type { EmployerNumber, EstablishmentNumber, Inss } from '../kernel/identifiers.ts'
import type { BusinessException } from '../exceptions/business-exception.ts'
import type { Region } from '../law/measures.ts'
import type { Occupation } from '../law/occupation.ts'
import type { WorkerLineText } from '../law/worker-line.ts'

export interface DeclaredOccupation extends Occupation {
  readonly line: number
  readonly establishmentNumber: EstablishmentNumber | null
  readonly establishmentRegion: Region | null
}

/** One worker with all occupations, each of them readable. */
export interface WorkerRecord {
  readonly type: 'worker'
  readonly inss: Inss
  /** Where the worker begins in the sender's file. */
  readonly line: number
  readonly column?: number
  /** What a CSV says. */
  readonly occupations: readonly DeclaredOccupation[]
  /** What a DmfA or attest says instead: worker records in codes, which the law turns into occupations. */
  readonly workerLines?: readonly WorkerLineText[]
}

/** One worker of whom no attest is left: all are cancelled, or stand under another number now. Nothing is due (rules.md 7, absent). */
export interface WithdrawnWorker {
  readonly type: 'withdrawn-worker'
  readonly inss: Inss
  readonly line: number
  readonly column: number
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

export type DeclarationItem = WorkerRecord | RefusedWorker | WithdrawnWorker | UnnamedRow

/** One version of one attest: a worker record of one employer and quarter, as MAGDA publishes it. */
export interface Attest {
  /** Nummer: its identity. */
  readonly number: string
  /** Versie: the higher is the later. */
  readonly version: number
  /** null when a cancelled attest does not name its worker: then it is the worker of the version held. */
  readonly inss: Inss | null
  readonly line: number
  readonly column: number
  readonly status: AttestStatus
  /** The sender used a status that means cancelled in its samples only (MAGDA status 2). */
  readonly unusualStatus: boolean
  /** SHA-256 of what it says. */
  readonly digest: string
  /** Absent when it is cancelled or cannot be read. */
  readonly workerLine?: WorkerLineText
  /** Why it cannot be read (WRK). */
  readonly exceptions: readonly BusinessException[]
}

export const ATTEST_STATUSES = ['new', 'changed', 'cancelled', 'reactivated'] as const
export type AttestStatus = (typeof ATTEST_STATUSES)[number]

export const DECLARATION_KINDS = ['FULL', 'PARTIAL'] as const
/** FULL replaces all earlier declarations of the employer and quarter, PARTIAL only the workers listed. */
export type DeclarationKind = (typeof DECLARATION_KINDS)[number]

/** The kind of numbering; the first that an account sees binds it (rules.md 7). */
export type Ladder = 'CSV' | 'DMFA' | 'ATTEST'

export interface Declaration {
  readonly employerNumber: EmployerNumber
  readonly quarter: Quarter
  readonly ladder: Ladder
  /** CSV: the number given. DMFA: the instant of creation in milliseconds. ATTEST: 0, because each attest has its own version. */
  readonly sequence: number
  readonly kind: DeclarationKind
  /** SHA-256 of the parsed values in file order: equal for 38 and 38.00. */
  readonly digest: string
  readonly rows: number
  /** Line of the sender's file on which it begins. */
  readonly firstLine: number
  /** In file order. Of attests: what the account says of each worker, once it is known what it holds already. */
  readonly items: readonly DeclarationItem[]
  /** The attests of this file, one version of each; only in ladder ATTEST. */
  readonly attests?: readonly Attest[]
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
      /** As declared; it can be unreadable. */
      readonly quarter: string
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
  /** Workers of one declaration (DCL-013); without it the limit of the system. */
  readonly workersMax?: number
}

export const declarationKey = (employerNumber: string, quarter: string): string => `${employerNumber}#${quarter}`

/** Faulty rows of a declaration that is rejected as a whole: the sender can mend both at once. */
export const rowExceptions = ({ items, attests }: Pick<Declaration, 'items' | 'attests'>): BusinessException[] =>
  attests?.flatMap(({ exceptions }) => exceptions)
  ?? items.flatMap((item) => (item.type === 'unnamed-row' ? [item.exception] : item.type === 'refused-worker' ? item.exceptions : []))

/** Whom the declaration names, readable or not. */
export const namedWorkers = ({ items }: Pick<Declaration, 'items'>): ReadonlySet<Inss> =>
  new Set(items.flatMap((item) => (item.type === 'unnamed-row' ? [] : [item.inss])))

/** Only a CSV lists workers for whom support is claimed; a DmfA or attest lists everyone, so that a worker without a grant is no finding (formats.md 1). */
export const claimsSupport = ({ ladder }: Declaration): boolean => ladder === 'CSV'
