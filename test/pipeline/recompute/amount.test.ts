// Understands that the work of a late import grows with the accounts that it touches, not with its grants: only declared accounts are asked for and computed.
import { expect, test } from 'vitest'
import { importRequestKey } from '../../../shared/pipeline/layout.ts'
import { importIdOf } from '../../../shared/pipeline/registry-import.ts'
import { recorded } from '../../support/fault-injection.ts'
import { MemorySystem } from '../../support/memory-ports.ts'
import {
  declarationCsv,
  declared,
  employerOf,
  entitlementsCsv,
  grant,
  inssOf,
  outputsOf,
  payee,
  payeesCsv,
  row,
  send,
} from '../../support/pipeline-builders.ts'
import { lateOf } from '../../support/recompute-builders.ts'

/** 1 = the sizes of the brief; a smaller share for a slow machine. */
const SHARE = 1
const GRANTS = 20_000 * SHARE
const EMPLOYERS = 3_000 * SHARE
const DECLARED = 500 * SHARE
/** Workers of a declaring employer who have a grant of the import. */
const GRANTED = Math.ceil(GRANTS / EMPLOYERS)
/** And as many who have none. */
const WORKERS = 2 * GRANTED
const SECONDS_MAX = 20

const employers = Array.from({ length: EMPLOYERS }, (_, index) => employerOf(index))
const workerOf = (employer: number, worker: number): string => inssOf(employer * WORKERS + worker)
/** Every sixth employer has declared. */
const declaring = employers.map((_, index) => index).filter((index) => index % (EMPLOYERS / DECLARED) === 0)

/** A declaration of one quarter for each declaring employer, of all its workers. */
const declarations = (quarter: string, of: readonly number[]): string =>
  declarationCsv(
    ...of.map((index) => {
      const rows = Array.from({ length: WORKERS }, (_, each) =>
        row(workerOf(index, each), '1000.00', { quarter, occupation_start: '2023-01-01' }),
      )
      return declared(employers[index]!, 'FULL', 1, rows)
    }),
  )

test(`an import of ${GRANTS} grants of ${EMPLOYERS} employers, ${DECLARED} of whom have declared: computes those accounts and no others`, async () => {
  const system = new MemorySystem({ chunkCharactersMin: 200_000 }, '2024-10-15T08:00:00.000Z')
  system.upload('registry/payees/all.csv', payeesCsv(...declaring.map((index) => payee(employers[index]!))))
  send(system, 'covered', declarations('2024Q3', declaring))
  // Accounts that the grants do not reach: quarters before them, and employers who are not in the file.
  send(system, 'before', declarations('2023Q4', declaring.slice(0, 50)))
  const strangers = Array.from({ length: 50 }, (_, index) =>
    declared(employerOf(EMPLOYERS + index), 'FULL', 1, [row(inssOf(1), '1000.00')]),
  )
  send(system, 'strangers', declarationCsv(...strangers))
  await system.run()
  const before = Object.values(system.ledger.all()).flat().length
  expect(before).toBe(DECLARED + 100)

  const grants = Array.from({ length: GRANTS }, (_, index) => {
    const employer = index % EMPLOYERS
    return grant(employers[employer]!, workerOf(employer, Math.floor(index / EMPLOYERS)))
  })
  const started = performance.now()
  const created = system.upload('registry/entitlements/late.csv', entitlementsCsv(...grants))
  const ofImport = recorded(system.dependencies)
  await system.run({ stages: ['registry'], dependencies: ofImport.dependencies })
  const imported = performance.now()
  const asked = (system.objects.text('inbox', importRequestKey(importIdOf(created))) ?? '').split('\n').slice(1, -1)
  expect(asked.toSorted()).toEqual(declaring.map((index) => `${employers[index]!};2024Q3`).toSorted())
  expect(ofImport.calls.filter(({ name }) => name === 'ledger.quartersOf')).toHaveLength(EMPLOYERS)

  const ofRun = recorded(system.dependencies)
  await system.run({ dependencies: ofRun.dependencies })
  const settled = performance.now()
  const { run } = lateOf(system, created)
  const { summary } = outputsOf(system, run)
  // Of each declaring employer as many workers as have a grant: 400.00 each.
  const paid = grants.filter(({ employer_number }) => declaring.some((index) => employers[index] === employer_number)).length
  expect(summary).toMatchObject({
    state: 'settled',
    counts: { declarations: DECLARED, paid },
    payments: { count: DECLARED, sum: `${paid * 400}.00` },
  })
  const entries = Object.values(system.ledger.all()).flat()
  expect(entries.filter(({ recomputed }) => recomputed !== undefined)).toHaveLength(DECLARED)
  expect(entries).toHaveLength(before + DECLARED)
  expect(ofRun.calls.filter(({ name }) => name === 'ledger.append')).toHaveLength(DECLARED)
  expect(system.runs.all().filter(({ source }) => source.key.startsWith('recompute/'))).toHaveLength(1)

  const seconds = (settled - started) / 1000
  process.stdout.write(
    `${GRANTS} grants of ${EMPLOYERS} employers imported in ${((imported - started) / 1000).toFixed(1)} s; ${asked.length} accounts computed again in ${((settled - imported) / 1000).toFixed(1)} s\n`,
  )
  expect(seconds).toBeLessThan(SECONDS_MAX)
})
