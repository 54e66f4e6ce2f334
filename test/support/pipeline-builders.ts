// Understands how tests write what goes in: numbers with right check digits, declaration and registry CSVs, in few words.
import { createHash } from 'node:crypto'
import { expect } from 'vitest'
import { quarter } from '../../shared/kernel/calendar.ts'
import { euroText, sumEuro } from '../../shared/kernel/money.ts'
import {
  checkEmployerNumber,
  checkEstablishmentNumber,
  checkInss,
  type EmployerNumber,
  type EstablishmentNumber,
  type Inss,
} from '../../shared/kernel/identifiers.ts'
import { COLUMNS, type Column } from '../../shared/declaration/columns.ts'
import { ENTITLEMENT_COLUMNS, type EntitlementColumn } from '../../shared/registry/entitlement-period.ts'
import { PAYEE_COLUMNS, type PayeeColumn } from '../../shared/registry/payee.ts'
import type { CreatedObject } from '../../shared/pipeline/dependencies.ts'
import { outputKey, PAYMENT_FILES, REPORT_FILES } from '../../shared/pipeline/layout.ts'
import type { PaymentManifest } from '../../shared/pipeline/reports/payment-order.ts'
import { runIdOf } from '../../shared/pipeline/run.ts'
import { MemorySystem } from './memory-ports.ts'

const check = (digits: number): string => String(97 - (digits % 97)).padStart(2, '0')

/** The n-th official test number (month + 60) of a worker; sorted as n is. At most 10,000 of them per year of birth, from 1950. */
export function inssOf(n: number): Inss {
  const serial = (n % 500) * 2 + 1
  const day = Math.floor(n / 500) % 28
  const month = Math.floor(n / 14_000) % 12
  const year = 50 + Math.floor(n / 168_000)
  const first = [year, 61 + month, 1 + day].map((part) => String(part).padStart(2, '0')).join('') + String(serial).padStart(3, '0')
  const inss = checkInss(first + check(Number(first)), { testNumbersAllowed: true })
  if (inss.kind === 'invalid') throw new Error(inss.why)
  return inss.value
}

/** The n-th enterprise number. */
export function employerOf(n: number): EmployerNumber {
  const first = String(4_000_000 + n).padStart(8, '0')
  const employer = checkEmployerNumber(first + check(Number(first)))
  if (employer.kind === 'invalid') throw new Error(employer.why)
  return employer.value
}

/** The n-th establishment number. */
export function establishmentOf(n: number): EstablishmentNumber {
  const first = String(20_000_000 + n)
  const establishment = checkEstablishmentNumber(first + check(Number(first)))
  if (establishment.kind === 'invalid') throw new Error(establishment.why)
  return establishment.value
}

export const ANNA = inssOf(1)
export const BRAM = inssOf(2)
export const CEM = inssOf(3)
export const DORA = inssOf(4)
export const BAKERY = employerOf(1)
export const GARAGE = employerOf(2)
export const SHOP = employerOf(3)
export const Q3 = quarter('2024Q3')

/** Valid bank accounts. */
export const IBANS = ['BE68539007547034', 'BE71096123456769', 'BE02001234567840'] as const

type Cells<C extends string> = Partial<Readonly<Record<C, string>>>
const line = <C extends string>(columns: readonly C[], cells: Cells<C>): string => columns.map((column) => cells[column] ?? '').join(';')
const file = <C extends string>(columns: readonly C[], rows: readonly Cells<C>[]): string =>
  `${[columns.join(';'), ...rows.map((row) => line(columns, row))].join('\n')}\n`

export type Row = Cells<Column>

/** One row of a declaration: full-time, the whole quarter, in Flanders. With an IMW of 40 % the premium is 40 % of the wage (below the ceiling of 12,422.88 in 2024Q3). */
export const row = (inss: string, grossWage: string, other: Row = {}): Row => ({
  inss,
  gross_wage: grossWage,
  quarter: '2024Q3',
  occupation_start: '2024-01-01',
  employer_contributions: '0.00',
  contribution_reductions: '0.00',
  weekly_hours: '38',
  fulltime_weekly_hours: '38',
  hours_paid: '494',
  establishment_region: 'FLANDERS',
  ...other,
})

/** A row of a worker that is refused by WRK-003. */
export const unreadable = (inss: string, other: Row = {}): Row => row(inss, 'much', other)

/** A row that belongs to no worker (WRK-001). */
export const unnamed = (other: Row = {}): Row => row('123', '1000.00', other)

/** The rows of one declaration. */
export const declared = (employer: string, kind: 'FULL' | 'PARTIAL', sequence: number, rows: readonly Row[]): readonly Row[] =>
  rows.map((each) => ({ employer_number: employer, declaration_sequence: String(sequence), declaration_kind: kind, ...each }))

/** A declaration file of one or more declarations. */
export const declarationCsv = (...declarations: readonly (readonly Row[])[]): string => file(COLUMNS, declarations.flat())

export type Grant = Cells<EntitlementColumn>

/** An IMW of 40 % in 2024Q3 (ordinal 3), named after the worker, without guidance unless told. */
export const grant = (employer: string, inss: string, other: Grant = {}): Grant => ({
  entitlement_id: `IMW-${employer}-${inss}`,
  measure: 'IMW',
  inss,
  employer_number: employer,
  start_quarter: '2024Q1',
  end_quarter: '2028Q4',
  package: 'IMW_5Y_STANDARD',
  ...other,
})
export const entitlementsCsv = (...grants: readonly Grant[]): string => file(ENTITLEMENT_COLUMNS, grants)

export const payee = (employer: string, other: Cells<PayeeColumn> = {}): Cells<PayeeColumn> => ({
  employer_number: employer,
  name: `Employer ${employer}`,
  iban: IBANS[0],
  hold: 'NO',
  ...other,
})
export const payeesCsv = (...payees: readonly Cells<PayeeColumn>[]): string => file(PAYEE_COLUMNS, payees)

export const establishmentsCsv = (...rows: readonly (readonly [number: string, employer: string, region: string])[]): string =>
  ['establishment_number;employer_number;region', ...rows.map((cells) => cells.join(';')), ''].join('\n')

/** A system whose registry holds these grants, and a payee for every employer of them. */
export async function systemWith(
  grants: readonly Grant[],
  settings: ConstructorParameters<typeof MemorySystem>[0] = {},
): Promise<MemorySystem> {
  const system = new MemorySystem(settings, '2024-10-01T06:00:00.000Z')
  if (grants.length > 0) system.upload('registry/entitlements/all.csv', entitlementsCsv(...grants))
  const employers = [...new Set(grants.flatMap(({ employer_number }) => employer_number ?? []))]
  if (employers.length > 0) system.upload('registry/payees/all.csv', payeesCsv(...employers.map((employer) => payee(employer))))
  await system.run()
  system.objects.now = '2024-10-15T08:00:00.000Z'
  return system
}

/** Drops a declaration file, gives its run. A name without ending is a CSV. */
export const send = (system: MemorySystem, name: string, text: string | Uint8Array, at?: string): string =>
  runIdOf(versioned(system.upload(`declarations/${/\.(?:csv|xml)(?:\.gz)?$/.test(name) ? name : `${name}.csv`}`, text, at)))

const versioned = (created: CreatedObject): CreatedObject & { readonly versionId: string } => ({
  ...created,
  versionId: created.versionId ?? '',
})

/** A JSON-lines file of a run. */
const jsonLines = <T>(text: string | undefined): T[] =>
  (text ?? '')
    .split('\n')
    .filter((each) => each !== '')
    .map((each) => JSON.parse(each) as T)

export interface Paid {
  readonly paymentId: string
  readonly employerNumber: string
  readonly iban: string | null
  readonly measure: string
  readonly quarter: string
  readonly amount: string
  readonly code?: string
  readonly lines: readonly {
    readonly inss: string
    readonly entitlementId: string
    readonly component: string
    readonly premium: string
    readonly previouslyInstructed: string
    readonly amount: string
  }[]
}

export interface RunOutputs {
  readonly payments: readonly Paid[]
  readonly claims: readonly Paid[]
  readonly held: readonly Paid[]
  /** Code and employer, or code and last digits of the worker. */
  readonly exceptions: readonly string[]
  readonly summary:
    | {
        readonly state: string
        readonly counts: Readonly<Record<string, number>>
        readonly payments: { readonly count: number; readonly sum: string }
      }
    | undefined
}

/** What a run left for people and banks. */
export function outputsOf(system: MemorySystem, runId: string): RunOutputs {
  const text = (bucket: 'payments' | 'reports', name: string): string | undefined => system.objects.text(bucket, outputKey(runId, name))
  const exceptions = JSON.parse(text('reports', REPORT_FILES.exceptionsJson) ?? '[]') as {
    readonly code: string
    readonly worker: string
  }[]
  const summary = text('reports', REPORT_FILES.summary)
  return {
    payments: jsonLines(text('payments', PAYMENT_FILES.instructions)),
    claims: jsonLines(text('reports', REPORT_FILES.claims)),
    held: jsonLines(text('reports', REPORT_FILES.held)),
    exceptions: exceptions.map(({ code, worker }) => (worker === '' ? code : `${code} ${worker.slice(-5)}`)),
    summary: summary === undefined ? undefined : (JSON.parse(summary) as RunOutputs['summary'] & object),
  }
}

/** The files of a run, byte for byte, by `bucket/key`. */
export const filesOf = (system: MemorySystem, runId: string): Record<string, string> =>
  Object.fromEntries(Object.entries(system.objects.contents(['payments', 'reports'])).filter(([name]) => name.includes(runId)))

/** Every order of a list. */
export const permutations = <T>(items: readonly T[]): T[][] =>
  items.length === 0
    ? [[]]
    : items.flatMap((item, index) => permutations(items.filter((_, other) => other !== index)).map((rest) => [item, ...rest]))

/** What the files for the bank of a run order, `paymentId amount`, VOP before IMW in each file; each has the bytes, count and sum that the manifest names. */
export function orderedByFiles(system: MemorySystem, runId: string): string[] {
  const manifest = JSON.parse(
    system.objects.text('payments', outputKey(runId, PAYMENT_FILES.manifest)) ?? '{"files":[]}',
  ) as PaymentManifest
  return manifest.files
    .filter(({ order }) => order)
    .flatMap(({ name, sha256, count, sum }) => {
      const file = system.objects.text('payments', outputKey(runId, name)) ?? ''
      expect(createHash('sha256').update(file).digest('hex'), name).toBe(sha256)
      const transfers = [...file.matchAll(/<EndToEndId>([^<]+)<.*?<InstdAmt Ccy="EUR">([^<]+)</g)]
      expect([transfers.length, euroText(sumEuro(transfers.map(([, , amount]) => amount ?? '')))], name).toEqual([count, sum])
      return transfers.map(([, paymentId = '', amount = '']) => `${paymentId} ${amount}`)
    })
}
