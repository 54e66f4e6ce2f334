// Understands a dry run: everything is computed and shown, marked as what it is, and nothing is recorded, paid or taken.
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { outputKey, REPORT_FILES, type Bucket } from '../../shared/pipeline/layout.ts'
import { settle } from '../../shared/pipeline/settle.ts'
import { afterFirst, FAULT_TIMES, killedAt, recorded } from '../support/fault-injection.ts'
import { STAGES, type MemorySystem } from '../support/memory-ports.ts'
import {
  ANNA,
  BAKERY,
  BRAM,
  CEM,
  declarationCsv,
  declared,
  entitlementsCsv,
  GARAGE,
  grant,
  outputsOf,
  payee,
  payeesCsv,
  row,
  send,
  systemWith,
  unreadable,
  type Grant,
} from '../support/pipeline-builders.ts'
import {
  bakeryState,
  differencesIn,
  dryRun,
  entriesOf,
  expectSound,
  findingsOf,
  full,
  learn,
  movedBy,
  partial,
  RAISED,
  request,
  under,
} from '../support/recompute-builders.ts'
import { dmfa, form, person, publication } from '../support/xml-builders.ts'
import { version } from './attest-story.ts'

const GRANTS = [grant(BAKERY, ANNA), grant(BAKERY, BRAM, { guidance_level: 'LOW' })]
const original = full(1, row(ANNA, '5000.00'), row(BRAM, '4000.00'))
const correction = full(2, row(ANNA, '5600.00'), row(CEM, '1000.00'))

/** All that must be as before: money, accounts, records, claims. */
const recordedIn = (system: MemorySystem): unknown => ({
  ledger: system.ledger.all(),
  files: system.objects.contents(['payments', 'ledger']),
  stored: system.objects.stored.filter((name) => /^(payments|ledger)\//.test(name)),
  requests: system.objects.stored.filter((name) => name.startsWith('inbox/recompute/run-') || name.startsWith('inbox/recompute/dry-run-')),
  claims: system.runs.claims(),
})

/** Does something that must leave nothing behind; gives what it gave. */
async function leavingNothing<T>(system: MemorySystem, what: () => Promise<T>): Promise<T> {
  const before = recordedIn(system)
  const given = await what()
  expect(recordedIn(system)).toEqual(before)
  expectSound(system)
  return given
}

const looked = (system: MemorySystem, name: string, text: string): Promise<string> =>
  leavingNothing(system, async () => {
    const run = dryRun(system, name, text)
    await system.run()
    return run
  })

async function declare(system: MemorySystem, name: string, text: string): Promise<string> {
  const run = send(system, name, text)
  await system.run()
  return run
}

const report = (system: MemorySystem, run: string, file: string, bucket: Bucket = 'reports'): string =>
  system.objects.text(bucket, outputKey(run, file)) ?? ''

/** The reports of a run that have anything to say and do not say that it is a dry run. */
function unmarked(system: MemorySystem, run: string): string[] {
  const files = Object.entries(system.objects.contents(['reports'])).filter(([name]) => name.startsWith(`reports/${run}/`))
  expect(files.length).toBeGreaterThan(5)
  return files
    .filter(([name, text]) => {
      const lines = text.split(/\r?\n/).filter((line) => line !== '' && line !== '[' && line !== ']' && line !== '[]')
      const rows = name.endsWith('.csv') ? lines.slice(1) : lines
      if (name.endsWith('summary.json')) return !text.includes('"dryRun": true')
      // A page says it once at its head, on every sheet, and in what is saved from it.
      if (name.endsWith('exceptions.html')) return !(/class="notice"|is geweigerd/.test(text) && text.includes('{"mark":"[DRY RUN] "'))
      if (name.endsWith('acknowledgement.json')) return !text.includes('dry-run')
      return rows.some((line) => !/DRY RUN|"dryRun":true/.test(line))
    })
    .map(([name]) => name.slice(name.lastIndexOf('/') + 1))
}

const calculations = (system: MemorySystem, run: string): unknown[] =>
  report(system, run, REPORT_FILES.calculations)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const { dryRun: mark, ...calculation } = JSON.parse(line) as { dryRun?: true }
      return [mark, calculation]
    })

describe('a dry run of a declaration', () => {
  test('shows what would be paid, in the name of a dry run', async () => {
    const system = await systemWith(GRANTS)
    const run = await looked(system, 'a', original)
    expect(run).toMatch(/^dry-run-[0-9a-f]{24}$/)
    expect(outputsOf(system, run)).toMatchObject({
      payments: [],
      claims: [],
      held: [],
      exceptions: [],
      summary: { dryRun: true, state: 'settled', payments: { count: 1, sum: '5230.00' }, counts: { workers: 2, paid: 2 } },
    })
    expect(differencesIn(system, run)).toEqual([
      'bakery 2024Q3 ANNA (1): 0.00 -> 2000.00, 2000.00: DRY RUN',
      'bakery 2024Q3 BRAM (1): 0.00 -> 3230.00, 3230.00: DRY RUN',
    ])
    expect(unmarked(system, run)).toEqual([])
  })

  test('leaves the file to be processed, which gives the same calculations without the mark', async () => {
    const system = await systemWith(GRANTS)
    const looking = await looked(system, 'a', original)
    const run = await declare(system, 'a', original)
    expect(movedBy(system, run)).toEqual(['pay bakery 2024Q3 5230.00'])
    const [shown, real] = [calculations(system, looking), calculations(system, run)] as [unknown[][], unknown[][]]
    expect(shown.map(([mark]) => mark)).toEqual([true, true])
    expect(real.map(([mark]) => mark)).toEqual([undefined, undefined])
    expect(shown.map(([, calculation]) => calculation)).toEqual(real.map(([, calculation]) => calculation))
  })

  test('of a file that was processed is no duplicate, and has no differences', async () => {
    const system = await systemWith(GRANTS)
    await declare(system, 'a', original)
    const run = await looked(system, 'a', original)
    expect(outputsOf(system, run)).toMatchObject({ exceptions: [], summary: { state: 'settled', payments: { count: 0, sum: '0.00' } } })
    expect(differencesIn(system, run)).toEqual([])
    expect(calculations(system, run)).toHaveLength(2)
    const duplicate = await declare(system, 'b', original)
    expect(findingsOf(system, duplicate)).toEqual(['FIL-002'])
  })

  test('of a correction lists what would move: more, less and gone', async () => {
    const system = await systemWith([...GRANTS, grant(BAKERY, CEM)])
    await declare(system, 'a', original)
    const run = await looked(system, 'b', correction)
    expect(differencesIn(system, run)).toEqual([
      'bakery 2024Q3 ANNA (2): 2000.00 -> 2240.00, 240.00: DRY RUN',
      'bakery 2024Q3 CEM (2): 0.00 -> 400.00, 400.00: DRY RUN',
      'bakery 2024Q3 BRAM (2): 3230.00 -> 0.00, -3230.00: DRY RUN',
    ])
    expect(
      report(system, run, REPORT_FILES.differencesCsv)
        .split('\r\n')
        .slice(1, -1)
        .every((line) => line.endsWith(';DRY RUN')),
    ).toBe(true)
    expect(findingsOf(system, run)).toEqual(['ENT-009 BRAM', 'PAY-005'])
    expect(unmarked(system, run)).toEqual([])
  })

  test('of a correction that would end in a claim: the claim has no number', async () => {
    const system = await systemWith(GRANTS)
    await declare(system, 'a', original)
    const run = await looked(system, 'b', full(2, row(ANNA, '5000.00')))
    expect(outputsOf(system, run).claims).toMatchObject([{ dryRun: true, amount: '-3230.00' }])
    expect(report(system, run, REPORT_FILES.claims)).not.toContain('paymentId')
    expect(unmarked(system, run)).toEqual([])
  })

  test('of amounts that would be held shows them marked', async () => {
    const system = await systemWith(GRANTS)
    await learn(system, 'payees', payeesCsv(payee(BAKERY, { hold: 'YES', hold_reason: 'court order' })))
    const run = await looked(system, 'a', original)
    expect(outputsOf(system, run).held).toMatchObject([{ dryRun: true, code: 'PAY-003', amount: '5230.00' }])
    expect(differencesIn(system, run)).toContain('bakery 2024Q3 ANNA (1): 0.00 -> 2000.00, 0.00 held 2000.00: DRY RUN')
    expect(findingsOf(system, run)).toEqual(['PAY-003'])
    expect(unmarked(system, run)).toEqual([])
  })

  test('of declarations that would be refused says so, and uses up no number', async () => {
    const system = await systemWith(GRANTS)
    await declare(system, 'a', full(3, row(ANNA, '5000.00'), row(BRAM, '4000.00')))
    expect(findingsOf(system, await looked(system, 'older', full(2, row(ANNA, '1.00'))))).toEqual(['DCL-005'])
    expect(findingsOf(system, await looked(system, 'same', full(3, row(ANNA, '1.00'))))).toEqual(['DCL-006'])
    await looked(system, 'newer', full(4, row(ANNA, '5100.00')))
    const run = await declare(system, 'b', full(4, row(ANNA, '5200.00'), row(BRAM, '4000.00')))
    expect([findingsOf(system, run), movedBy(system, run)]).toEqual([[], ['pay bakery 2024Q3 80.00']])
  })

  test('of a declaration whose quarter has not ended or whose rows are wrong reports it marked', async () => {
    const system = await systemWith(GRANTS)
    const text = declarationCsv(
      declared(BAKERY, 'FULL', 1, [row(ANNA, '1.00', { quarter: '2025Q1' })]),
      declared(GARAGE, 'FULL', 1, [unreadable(CEM)]),
    )
    const run = await looked(system, 'a', text)
    expect(findingsOf(system, run)).toEqual(['DCL-002', 'WRK-003 CEM'])
    expect(unmarked(system, run)).toEqual([])
  })

  test.each([
    ['empty', 'a.csv', ''],
    ['not a declaration', 'a.csv', 'one;two\n1;2\n'],
    ['of an unknown ending', 'a.docx', 'x'],
  ])('of a file that is %s: rejected, and its reports are marked too', async (_, name, text) => {
    const system = await systemWith(GRANTS)
    const run = await looked(system, name, text)
    expect(outputsOf(system, run).summary).toMatchObject({ state: 'rejected', dryRun: true })
    expect(findingsOf(system, run)[0]).toMatch(/^FIL-/)
    expect(unmarked(system, run)).toEqual([])
  })

  test('twice under one name are two of them', async () => {
    const system = await systemWith(GRANTS)
    const runs = [await looked(system, 'a', original), await looked(system, 'a', original)]
    expect(new Set(runs).size).toBe(2)
    expect(runs.map((run) => differencesIn(system, run).length)).toEqual([2, 2])
  })

  test('compressed, of a DmfA, and of attests over those held', async () => {
    const system = await systemWith(GRANTS)
    const zipped = await leavingNothing(system, async () => {
      const { key, versionId } = system.upload('dry-run/a.csv.gz', gzipSync(original))
      await system.run()
      return system.runs.all().find(({ source }) => source.key === key && source.versionId === versionId)!.runId
    })
    expect(differencesIn(system, zipped)).toHaveLength(2)
    const xml = await looked(system, 'a.xml', dmfa(form(person(ANNA), { CompanyID: BAKERY })))
    expect(differencesIn(system, xml)).toEqual(['bakery 2024Q3 ANNA (2024-10-14 09:30:00.000): 0.00 -> 4500.00, 4500.00: DRY RUN'])
    await declare(system, 'first.xml', publication(version(1, 1, '5000.00'), version(3, 3, '1000.00')))
    const attests = await looked(system, 'second.xml', publication(version(1, 2, '6000.00')))
    expect(differencesIn(system, attests).map((line) => line.replace(/\(.*?\)/, ''))).toEqual([
      'bakery 2024Q3 ANNA : 2400.00 -> 2800.00, 400.00: DRY RUN',
    ])
  })

  test('under a new parameter set is no booking under it: no quarters are told, no set is kept', async () => {
    const system = await systemWith(GRANTS)
    await declare(system, 'a', full(1, row(ANNA, '13000.00')))
    const run = dryRun(system, 'b', full(2, row(ANNA, '13000.00')))
    await leavingNothing(system, () => system.run({ dependencies: under(RAISED, system) }))
    expect(differencesIn(system, run)).toEqual(['bakery 2024Q3 ANNA (2): 4969.15 -> 5040.00, 70.85: DRY RUN'])
    expect(system.objects.stored.filter((name) => name.startsWith('reports/parameters-'))).toEqual([])
  })

  test('declares nothing: an import of its grants later asks for nothing, and a request finds nothing declared', async () => {
    const system = await systemWith([])
    await looked(system, 'a', original)
    expect((await learn(system, 'entitlements', entitlementsCsv(...GRANTS))).asked).toEqual([])
    const run = request(system, 'all', 'all;2024Q3')
    await system.run()
    expect(findingsOf(system, run)).toEqual(['REC-002'])
  })

  test('asks for nothing when the registry changes while it is settled', async () => {
    const system = await systemWith(GRANTS)
    dryRun(system, 'a', original)
    await system.run({ stages: ['intake', 'compute'] })
    const { created } = system.queue[0]!
    await leavingNothing(system, async () => {
      const change = async (): Promise<void> => {
        system.upload('registry/entitlements/late.csv', entitlementsCsv(grant(BAKERY, ANNA, { package: 'IMW_5Y_INCREASED' })))
        await system.run({ stages: ['registry'] })
      }
      await settle(created, afterFirst(system.dependencies, 'registry.employer', change))
      await settle(created, system.dependencies)
      system.queue = []
    })
  })

  test('adds nothing to the totals that alarms watch', async () => {
    const system = await systemWith(GRANTS)
    dryRun(system, 'a', original)
    const { dependencies, calls } = recorded(system.dependencies)
    const metrics: string[] = []
    await system.run({
      dependencies: { ...dependencies, telemetry: { event: () => undefined, metric: (name) => void metrics.push(name) } },
    })
    expect(
      calls.map(({ name }) => name).filter((name) => ['ledger.append', 'runs.claimContent', 'runs.addToQuarter'].includes(name)),
    ).toEqual([])
    expect(metrics.filter((name) => /Quarter|Share/.test(name))).toEqual([])
  })

  test('while the same file is being processed takes nothing from it', async () => {
    const system = await systemWith(GRANTS)
    const run = send(system, 'a', original)
    const looking = dryRun(system, 'a', original)
    await Promise.all([system.run(), system.run(), system.run()])
    await system.run()
    expectSound(system)
    expect(movedBy(system, run)).toEqual(['pay bakery 2024Q3 5230.00'])
    expect(outputsOf(system, looking).summary?.state).toBe('settled')
    expect(entriesOf(system)).toHaveLength(1)
  })
})

describe('a dry run of a request', () => {
  /** Declared without the grants, which became known since; the request of the import was lost. */
  async function declaredBefore(...late: readonly Grant[]): Promise<MemorySystem> {
    const system = await systemWith([grant(BAKERY, BRAM)])
    await declare(system, 'a', original)
    system.upload('registry/entitlements/late.csv', entitlementsCsv(...late))
    await system.run({ stages: ['registry'] })
    system.queue = []
    return system
  }

  test('shows what would move and why; the request itself then moves exactly that', async () => {
    const system = await declaredBefore(grant(BAKERY, ANNA), grant(BAKERY, BRAM, { revoked_from: '2024Q1' }))
    const looking = await leavingNothing(system, async () => {
      const run = request(system, 'dry-run/all', 'all;2024Q3', `${GARAGE};2024Q3`)
      await system.run()
      return run
    })
    expect(looking).toMatch(/^dry-run-/)
    const expected = [
      'bakery 2024Q3 ANNA (1): 0.00 -> 2000.00, 2000.00: grant-decided',
      'bakery 2024Q3 BRAM (1): 1600.00 -> 0.00, -1600.00: grant-revoked',
    ]
    expect(differencesIn(system, looking)).toEqual(expected.map((line) => `${line} DRY RUN`))
    expect(findingsOf(system, looking).toSorted()).toEqual(['ENT-004 BRAM', 'PAY-004', 'REC-002'])
    expect(outputsOf(system, looking).summary).toMatchObject({ dryRun: true, payments: { count: 1, sum: '400.00' } })
    expect(unmarked(system, looking)).toEqual([])
    expect(await bakeryState(system)).toEqual(['BRAM WAGE_PREMIUM 1600.00 1600.00'])
    const run = request(system, 'all', 'all;2024Q3')
    await system.run()
    expect(run).toMatch(/^run-/)
    expect(differencesIn(system, run)).toEqual(expected)
    expect(movedBy(system, run)).toEqual(['pay bakery 2024Q3 400.00'])
  })

  test('that cannot be read is rejected, and its reports are marked', async () => {
    const system = await declaredBefore(grant(BAKERY, ANNA))
    const run = request(system, 'dry-run/nothing', 'employer_number;quarter')
    await leavingNothing(system, () => system.run())
    expect(findingsOf(system, run)).toEqual(['FIL-001'])
    expect(unmarked(system, run)).toEqual([])
  })

  test.each(FAULT_TIMES)(
    'stopped %s any call of any stage and delivered again: the same reports, and nothing left behind',
    async (when) => {
      const prepared = await declaredBefore(grant(BAKERY, ANNA))
      request(prepared, 'dry-run/all', 'all;2024Q3')
      dryRun(prepared, 'b', partial(2, row(BRAM, '4500.00')))
      const expected = prepared.copy()
      await leavingNothing(expected, () => expected.run())
      const reports = expected.objects.contents(['reports'])
      let isStopped = true
      for (let number = 1; isStopped; number++) {
        const system = prepared.copy()
        const before = recordedIn(system)
        isStopped = await stopsAt(system, killedAt(system.dependencies, number, when))
        await system.run()
        expect(recordedIn(system), `call ${number}`).toEqual(before)
        expect(system.objects.contents(['reports']), `call ${number}`).toEqual(reports)
        expect(number).toBeLessThan(400)
      }
    },
  )
})

/** Handles events until one stops, which stays in the queue; whether one did. */
async function stopsAt(system: MemorySystem, dependencies: MemorySystem['dependencies']): Promise<boolean> {
  for (;;) {
    const [event] = system.queue
    if (!event) return false
    try {
      await STAGES[event.stage](event.created, dependencies)
    } catch {
      return true
    }
    system.queue = system.queue.filter((other) => other !== event)
  }
}
