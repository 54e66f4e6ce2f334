// Understands a story in which whoever writes to the system writes what a spreadsheet or a browser would run, wherever a text can stand; and what it leaves.
import { COLUMNS, type Column } from '../../../shared/declaration/columns.ts'
import { outputKey } from '../../../shared/pipeline/layout.ts'
import { ENTITLEMENT_COLUMNS } from '../../../shared/registry/entitlement-period.ts'
import { PAYEE_COLUMNS } from '../../../shared/registry/payee.ts'
import { MemorySystem } from '../../support/memory-ports.ts'
import { declared, employerOf, grant, IBANS, inssOf, payee, row, send } from '../../support/pipeline-builders.ts'
import { dryRun } from '../../support/recompute-builders.ts'
import { decide, TOM } from '../../support/release-builders.ts'
import { answer, paymentOf, VOP } from '../../support/return-builders.ts'

export const HOSTILE: Readonly<Record<string, string>> = {
  command: `=cmd|' /C calc'!A0`,
  plus: '+1+1',
  minus: '-2+3',
  at: '@SUM(A1)',
  tab: '\t=1+1',
  return: '\r=1+1',
  script: '<script>alert(1)</script>',
  image: '"><img src=x onerror=alert(1)>',
  attribute: "'onmouseover=alert(1) x='",
  'end of a script': '</script><script>alert(1)</script>',
  'turned around': '\u202e=1+1',
  'no character': '\u0000=1+1',
  long: `=${'x'.repeat(9_999)}`,
}
/** A worker's number with characters between its digits that nobody sees. */
export const NUMBER_IN_PIECES = { number: '85073003328', text: '85\u200b0730\u200b03328' } as const

const ALL: Readonly<Record<string, string>> = { ...HOSTILE, 'number in pieces': NUMBER_IN_PIECES.text }
const VALUES = Object.values(ALL)

type Cells = readonly string[]
const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`
const csvOf = (...rows: readonly Cells[]): string => `${rows.map((cells) => cells.map(quoted).join(';')).join('\n')}\n`
const cellsOf = <C extends string>(columns: readonly C[], given: Partial<Readonly<Record<C, string>>>): Cells =>
  columns.map((column) => given[column] ?? '')

/** Those that say of which declaration a row is. */
const OF_DECLARATION: readonly Column[] = ['employer_number', 'quarter', 'declaration_sequence', 'declaration_kind']

/** Declares a worker who is paid, the value in every column of other rows, and workers who are held, with the value as the reason. */
function declarationWith(value: string, n: number): string {
  const [own, other, blocked, paused] = [employerOf(n), employerOf(100 + n), employerOf(200 + n), employerOf(400 + n)]
  const of = (employer: string, worker: number, given: Partial<Record<Column, string>> = {}): Cells =>
    cellsOf(COLUMNS, { ...declared(employer, 'FULL', 1, [row(inssOf(worker), '5000.00')])[0], ...given })
  const inCells = COLUMNS.filter((column) => !OF_DECLARATION.includes(column)).map((column, index) =>
    of(own, 1000 + index, { [column]: value }),
  )
  const ofNobody = OF_DECLARATION.map((column) => of(other, 1, { [column]: value }))
  return csvOf(COLUMNS, of(own, n), ...inCells, of(blocked, n), of(paused, n), ...ofNobody)
}

/** Registry rows that are stored with the value as a name or a reason, then rows that are refused because of it. */
function registryFiles(): Readonly<Record<'entitlements' | 'payees', string>> {
  const stored = VALUES.flatMap((_, n) => [
    grant(employerOf(n), inssOf(n)),
    grant(employerOf(200 + n), inssOf(n)),
    { ...grant(employerOf(400 + n), inssOf(n)), ...VOP },
  ])
  const refused = VALUES.flatMap((value) => ENTITLEMENT_COLUMNS.map((column) => ({ ...grant(employerOf(0), inssOf(0)), [column]: value })))
  const named = VALUES.flatMap((value, n) => [
    payee(employerOf(n), { name: value, language: ['nl', 'fr', 'en'][n % 3] ?? 'nl' }),
    payee(employerOf(400 + n), { name: value }),
    payee(employerOf(200 + n), { iban: IBANS[1], hold: 'YES', hold_reason: value }),
  ])
  const wrong = VALUES.flatMap((value, n) =>
    ['employer_number', 'iban', 'bic', 'language', 'hold'].map((column) => ({ ...payee(employerOf(300 + n)), [column]: value })),
  )
  return {
    entitlements: csvOf(ENTITLEMENT_COLUMNS, ...[...stored, ...refused].map((each) => cellsOf(ENTITLEMENT_COLUMNS, each))),
    payees: csvOf(PAYEE_COLUMNS, ...[...named, ...wrong].map((each) => cellsOf(PAYEE_COLUMNS, each))),
  }
}

export interface HostileStory {
  /** Files of the reports bucket by name, `run/file`. */
  readonly files: Readonly<Record<string, string>>
  /** Of a value: the run of the file that has it in its cells and in its name. */
  readonly runs: Readonly<Record<string, string>>
}

/** One registry, then for every value a file of that name, one with it as a column, a dry run, decisions with it as target and reason, and the bank's words. */
export async function hostileStory(): Promise<HostileStory> {
  const system = new MemorySystem({}, '2024-10-15T08:00:00.000Z')
  const registry = registryFiles()
  for (const kind of ['entitlements', 'payees'] as const) system.upload(`registry/${kind}/all.csv`, registry[kind])
  system.upload('registry/payees/columns.csv', csvOf([...PAYEE_COLUMNS, ...VALUES]))
  await system.run()
  const runs: Record<string, string> = {}
  for (const [n, [name, value]] of Object.entries(ALL).entries()) {
    const text = declarationWith(value, n)
    await decide(system, TOM, csvOf(['resume', 'VOP', '', value], ['pause', 'VOP', '', value]))
    dryRun(system, `${value}.csv`, text)
    runs[name] = send(system, `${value}.csv`, text)
    send(system, `columns-${n}`, csvOf([...COLUMNS, value], [...cellsOf(COLUMNS, row(inssOf(n), '1.00')), value]))
    await system.run()
    await decide(system, TOM, csvOf(['release', value, '', value], ['statement', value, value, value], [value]))
    await answer(system, runs[name], {
      listed: [
        { paymentId: paymentOf(employerOf(n), 1), status: 'RJCT', reason: 'AC04', text: value.replaceAll('\u0000', '').slice(0, 100) },
      ],
    })
  }
  await system.run()
  const contents = system.objects.contents(['reports'])
  return { files: Object.fromEntries(Object.entries(contents).map(([name, text]) => [name.slice('reports/'.length), text])), runs }
}

export const fileOf = ({ files, runs }: HostileStory, name: string, file: string): string => files[outputKey(runs[name] ?? '', file)] ?? ''
