// Understands what a review of late decisions found: overlapping deliveries of a request, imports that stop, aliases that were a mistake.
import { describe, expect, test } from 'vitest'
import { AssertionFailure } from '../../../shared/pipeline/dependencies.ts'
import { work } from '../../../shared/pipeline/layout.ts'
import { collect, decodeItems, encodeItems, type ResultItem } from '../../../shared/pipeline/records.ts'
import { settle } from '../../../shared/pipeline/settle.ts'
import { afterFirst, killedAt, recorded } from '../../support/fault-injection.ts'
import { STAGES, type MemorySystem } from '../../support/memory-ports.ts'
import {
  ANNA,
  BAKERY,
  BRAM,
  CEM,
  declarationCsv,
  declared,
  DORA,
  employerOf,
  entitlementsCsv,
  grant,
  inssOf,
  outputsOf,
  payee,
  payeesCsv,
  row,
  send,
  systemWith,
} from '../../support/pipeline-builders.ts'
import {
  aliasesCsv,
  bakeryState,
  differencesIn,
  dropRegistry,
  findingsOf,
  full,
  learn,
  moneyOf,
  movedBy,
  partial,
  request,
} from '../../support/recompute-builders.ts'

const importsAsked = (system: MemorySystem): string[] => system.objects.stored.filter((name) => name.startsWith('inbox/recompute/import-'))

async function declare(system: MemorySystem, ...csvs: readonly string[]): Promise<string[]> {
  const runs: string[] = []
  for (const csv of csvs) {
    runs.push(send(system, `file-${system.runs.all().length}`, csv))
    await system.run()
  }
  return runs
}

describe('a request that is delivered twice at once while employers go on declaring', () => {
  const old = Array.from({ length: 6 }, (_, n) => employerOf(10 + n * 10))
  const newcomer = employerOf(5)
  const declaring = (employer: string, worker: number): string =>
    declarationCsv(declared(employer, 'FULL', 1, [row(inssOf(worker), '5000.00')]))

  /** Six employers declared without grants, granted later, nothing computed again yet; and the event of `all;2024Q3`. */
  async function waiting(): Promise<{ system: MemorySystem; run: string; event: MemorySystem['queue'][number] }> {
    const system = await systemWith([], { chunkCharactersMin: 1 })
    await learn(system, 'payees', payeesCsv(...[...old, newcomer].map((employer) => payee(employer))))
    for (const [n, employer] of old.entries()) await declare(system, declaring(employer, 20 + n))
    const grants = [...old.map((employer, n) => grant(employer, inssOf(20 + n))), grant(newcomer, inssOf(99))]
    dropRegistry(system, 'entitlements', entitlementsCsv(...grants))
    await system.run({ stages: ['registry'] })
    system.queue = []
    const run = request(system, 'all', 'all;2024Q3')
    const event = system.queue.find(({ stage }) => stage === 'recompute')!
    system.queue = []
    return { system, run, event }
  }

  test.each(['runs.receive', 'ledger.employersIn', 'objects.putOnce'])(
    'the second stands after its first %s: each account is paid once and none is forgotten',
    async (call) => {
      const { system, run, event } = await waiting()
      const slow = afterFirst(system.dependencies, call, async () => {
        await STAGES.recompute(event.created, system.dependencies)
        const first = system.queue.find(({ stage }) => stage === 'compute')!
        system.queue = system.queue.filter((each) => each !== first)
        await STAGES.compute(first.created, system.dependencies)
        const later = system.queue
        system.queue = []
        await declare(system, declaring(newcomer, 99))
        system.queue = later
      })
      await STAGES.recompute(event.created, slow)
      await system.run()
      const { payments, summary } = outputsOf(system, run)
      expect(payments.map(({ employerNumber, amount }) => `${employerNumber} ${amount}`)).toEqual(old.map((each) => `${each} 2000.00`))
      expect(summary?.payments).toEqual({ count: 6, sum: '12000.00' })
    },
  )

  test('an account that stands in two results all the same is our own error: nothing is ordered', async () => {
    const { system, run } = await waiting()
    request(system, 'all-again', 'all;2024Q3')
    const event = system.queue.find(({ stage }) => stage === 'recompute')!
    await STAGES.recompute(event.created, system.dependencies)
    await system.run({ stages: ['compute'] })
    const trigger = system.queue.find(({ stage }) => stage === 'settle')!
    const runId = trigger.created.key.split('/')[0] ?? ''
    expect(runId).not.toBe(run)
    const [one, two] = [work.result(runId, 1), work.result(runId, 2)]
    const items = decodeItems<ResultItem>(await collect((await system.objects.read('work', one))!))
    await system.objects.put('work', two, await encodeItems(items))
    await expect(settle(trigger.created, system.dependencies)).rejects.toThrow(AssertionFailure)
    expect(system.objects.text('payments', `${runId}/manifest.json`)).toBeUndefined()
  })
})

describe('an import that stops for good before it has asked, and its file uploaded again', () => {
  const revoked = entitlementsCsv(grant(BAKERY, ANNA, { revoked_from: '2024Q3' }))

  test('at every call: the next import asks in its place', async () => {
    const counted = await systemWith([grant(BAKERY, ANNA)])
    const watched = recorded(counted.dependencies)
    await STAGES.registry(dropRegistry(counted, 'entitlements', revoked), watched.dependencies)
    for (let call = 1; call <= watched.calls.length; call++) {
      const system = await systemWith([grant(BAKERY, ANNA)])
      await declare(system, full(1, row(ANNA, '5000.00')))
      const created = dropRegistry(system, 'entitlements', revoked)
      system.queue = []
      await expect(STAGES.registry(created, killedAt(system.dependencies, call, 'after'))).rejects.toThrow('call')
      await learn(system, 'entitlements', revoked, {})
      await system.run()
      expect(await bakeryState(system), `stopped after call ${call}`).toEqual([])
    }
  })

  test('the same file twice, both finished: only the first asks', async () => {
    const system = await systemWith([grant(BAKERY, ANNA)])
    await declare(system, full(1, row(ANNA, '5000.00')))
    for (let time = 1; time <= 3; time++) await learn(system, 'entitlements', revoked)
    expect(importsAsked(system)).toHaveLength(1)
  })
})

describe('an alias that was a mistake', () => {
  test('is withdrawn by naming the number itself: both persons are as if it had never been', async () => {
    const system = await systemWith([grant(BAKERY, ANNA), grant(BAKERY, BRAM)])
    await declare(system, full(1, row(ANNA, '5000.00'), row(BRAM, '4000.00')))
    const wrong = await learn(system, 'aliases', aliasesCsv([ANNA, BRAM]))
    expect([findingsOf(system, wrong.run), movedBy(system, wrong.run)]).toEqual([
      ['ENT-005 BRAM', 'PAY-005'],
      ['claim bakery 2024Q3 -3600.00'],
    ])
    const right = await learn(system, 'aliases', aliasesCsv([ANNA, ANNA]))
    expect(movedBy(system, right.run)).toEqual(['pay bakery 2024Q3 3600.00'])
    // What was claimed for both stood under one number, and is undone there.
    expect(differencesIn(system, right.run)).toEqual(['bakery 2024Q3 BRAM (1): 0.00 -> 1600.00, 3600.00: number-restored'])
    expect(await bakeryState(system)).toEqual(['ANNA WAGE_PREMIUM 2000.00 2000.00', 'BRAM WAGE_PREMIUM 1600.00 1600.00'])
  })

  test('filled down over a column: the file is refused and nothing moves', async () => {
    const system = await systemWith([grant(BAKERY, ANNA), grant(BAKERY, BRAM), grant(BAKERY, CEM)])
    await declare(system, full(1, row(ANNA, '5000.00'), row(BRAM, '4000.00'), row(CEM, '3000.00')))
    const before = moneyOf(system)
    const created = dropRegistry(system, 'aliases', aliasesCsv([ANNA, DORA], [BRAM, DORA], [CEM, DORA]))
    await system.run()
    expect(importsAsked(system)).toEqual([])
    expect(moneyOf(system)).toEqual(before)
    const report = Object.entries(system.objects.contents(['reports'])).find(
      ([name, text]) => name.endsWith('registry-report.csv') && text.includes('REG-004'),
    )
    expect(report?.[1]).toContain('Meer dan 2 oude nummers krijgen hetzelfde nieuwe nummer')
    expect(report?.[1]).not.toContain(DORA)
    expect(created.key).toContain('aliases')
  })

  test('two old numbers of one person are no mistake', async () => {
    const system = await systemWith([grant(BAKERY, ANNA)])
    await declare(system, full(1, row(BRAM, '5000.00')))
    await learn(system, 'aliases', aliasesCsv([ANNA, CEM], [BRAM, CEM]))
    expect(await bakeryState(system)).toEqual(['CEM WAGE_PREMIUM 2000.00 2000.00'])
  })

  test('and overtook a declaration: that one speaks again when it is corrected', async () => {
    const csvs = [partial(3, row(CEM, '3000.00')), partial(2, row(ANNA, '5000.00'))]
    const grants = [grant(BAKERY, ANNA), grant(BAKERY, CEM)]
    const system = await systemWith(grants)
    await learn(system, 'aliases', aliasesCsv([ANNA, CEM]))
    const runs = await declare(system, ...csvs)
    expect(findingsOf(system, runs[1]!)).toEqual(['DCL-010 CEM'])
    await learn(system, 'aliases', aliasesCsv([ANNA, DORA]))
    const fresh = await systemWith(grants)
    await learn(fresh, 'aliases', aliasesCsv([ANNA, DORA]))
    await declare(fresh, ...csvs)
    expect(await bakeryState(system)).toEqual(await bakeryState(fresh))
    expect(await bakeryState(system)).toEqual(['CEM WAGE_PREMIUM 1200.00 1200.00', 'DORA WAGE_PREMIUM 2000.00 2000.00'])
  })
})
