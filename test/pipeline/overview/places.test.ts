// Understands the steps that the overview names: each one, done as it says, resolves what waits; links lead to reports that are there.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { cliPlace } from '../../../infra/local/cli-place.ts'
import { REPORT_FILES } from '../../../shared/pipeline/layout.ts'
import { bucketPlace } from '../../../shared/pipeline/overview/bucket-place.ts'
import type { Overview, Waiting } from '../../../shared/pipeline/overview/overview.ts'
import type { Matter, Place, Step } from '../../../shared/pipeline/overview/place.ts'
import type { MemorySystem } from '../../support/memory-ports.ts'
import { overviewOf } from '../../support/overview-builders.ts'
import {
  ANNA,
  BAKERY,
  declarationCsv,
  declared,
  GARAGE,
  grant,
  payee,
  payeesCsv,
  row,
  send,
  systemWith,
} from '../../support/pipeline-builders.ts'
import { decide, ELS, EVERY_RUN, expectAccounted, runNamed, sendBy, setPayees, stateOfRun, TOM } from '../../support/release-builders.ts'

const NOW = '2024-11-01T09:00:00.000Z'
const CSV = declarationCsv(declared(BAKERY, 'FULL', 1, [row(ANNA, '5000.00')]))
const commandsFor = (place: Place, matter: Matter): string[] => place.stepsFor(matter).flatMap(({ command }) => command ?? [])

/** Puts what `echo '…' | aws s3 cp - s3://inbox/…` would put, as somebody else than the sender. */
async function carryOut(system: MemorySystem, command: string): Promise<void> {
  const [, line = '', key = ''] = /^echo '([^']+)' \| aws s3 cp - s3:\/\/inbox\/(\S+)$/.exec(command) ?? []
  system.upload(key, `${line}\n`, system.objects.now, TOM)
  await system.run()
}

/** What waits, as the overview in the bucket tells it. */
async function lookAt(system: MemorySystem): Promise<{ waiting: Waiting; place: Place; overview: Overview }> {
  const overview = await overviewOf(system, NOW)
  return { waiting: overview.waiting, place: bucketPlace(overview), overview }
}

describe('in the bucket', () => {
  test('a run that waits: released by the first command, given up by the second', async () => {
    for (const [index, state] of ['settled', 'abandoned'].entries()) {
      const system = await systemWith([grant(BAKERY, ANNA)], EVERY_RUN)
      const run = sendBy(system, ELS, CSV)
      await system.run()
      const { waiting, place } = await lookAt(system)
      expect(waiting.heldRuns.map(({ runId }) => runId)).toEqual([run])
      await carryOut(system, commandsFor(place, { type: 'held-run', runId: run })[index]!)
      expect(stateOfRun(system, run)).toBe(state)
      expect((await lookAt(system)).waiting.heldRuns).toEqual([])
      await expectAccounted(system)
    }
  })

  test('a payment that waits for a second person, and one that waits for bank details', async () => {
    const system = await systemWith([grant(BAKERY, ANNA), grant(GARAGE, ANNA)], { confirmsAccountNumbers: true })
    await setPayees(system, payeesCsv(payee(GARAGE, { hold: 'YES' })), ELS)
    send(system, 'a', CSV)
    send(system, 'b', declarationCsv(declared(GARAGE, 'FULL', 1, [row(ANNA, '2500.00')])))
    await system.run()
    const { waiting, place } = await lookAt(system)
    expect(waiting.holds).toMatchObject([
      { employerNumber: BAKERY, codes: ['PAY-008'], amount: '2000.00' },
      { employerNumber: GARAGE, codes: ['PAY-003'], amount: '1000.00' },
    ])
    const [bakery, garage] = waiting.holds.map((hold) => commandsFor(place, { type: 'hold', account: hold, code: hold.codes[0]! }))
    expect(garage).toEqual(['aws s3 cp payees.csv s3://inbox/registry/payees/'])
    await carryOut(system, bakery![0]!)
    expect((await lookAt(system)).waiting.holds.map(({ employerNumber }) => employerNumber)).toEqual([GARAGE])
    await expectAccounted(system)
  })

  test('payments that were stopped go on', async () => {
    const system = await systemWith([grant(BAKERY, ANNA)])
    await decide(system, TOM, 'pause;IMW;;doubt')
    send(system, 'a', CSV)
    await system.run()
    const { waiting, place } = await lookAt(system)
    expect(waiting).toMatchObject({ pauses: { IMW: { reason: 'doubt' } }, holds: [{ codes: ['PAY-007'], amount: '2000.00' }] })
    await carryOut(system, commandsFor(place, { type: 'pause', measure: 'IMW' })[0]!)
    expect((await lookAt(system)).waiting).toMatchObject({ pauses: {}, holds: [] })
    await expectAccounted(system)
  })

  test('a run whose chunk fails: redriven, given up, or settled without it', async () => {
    const system = await systemWith([grant(BAKERY, ANNA)])
    const run = sendBy(system, ELS, CSV)
    await system.run({ stages: ['intake'] })
    system.queue = []
    const standing = { id: run, file: 'a.csv', state: 'computing', since: NOW, stage: 'compute', deadLetters: [] } as const
    const steps = (await lookAt(system)).place.stepsFor({ type: 'standing-still', standing })
    expect(steps.map(({ command }: Step) => command?.split(';')[0])).toEqual([undefined, "echo 'abandon", "echo 'settle-without"])
    await carryOut(system, steps[2]!.command!)
    expect(runNamed(system, run)).toMatchObject({ state: 'settled', leftOut: { reason: '<why>' } })
  })

  test.each(['settling', 'released', 'rejected', 'unnoticed'])('what stands still while %s has nothing that could be given up', (state) => {
    const standing = { id: 'run-1', file: 'a.csv', state, since: NOW, stage: 'settle', deadLetters: [] } as const
    expect(commandsFor(bucketPlace({ runs: [], inbox: 'inbox' }), { type: 'standing-still', standing })).toEqual([])
  })

  test('reports can be opened of runs that have ended or wait, and not of one that goes on', async () => {
    const system = await systemWith([grant(BAKERY, ANNA)])
    const done = send(system, 'a', CSV)
    await system.run()
    const rejected = send(system, 'b', 'nothing\n')
    await system.run()
    const going = send(system, 'c', declarationCsv(declared(BAKERY, 'FULL', 2, [row(ANNA, '1.00')])))
    await system.run({ stages: ['intake'] })
    const { place } = await lookAt(system)
    expect([done, rejected, going].map((run) => place.reportsOf(run))).toEqual([`${done}/`, `${rejected}/`, undefined])
    system.queue = []
  })
})

describe('beside the results on disk', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kwartaalpremie-places-'))
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true })
  })

  test('links are found by the summaries, of earlier runs too; names are written as addresses; a copy that was broken off is no result', () => {
    const put = (path: string, text: string): void => {
      mkdirSync(join(folder, path), { recursive: true })
      writeFileSync(join(folder, path, REPORT_FILES.summary), text)
    }
    put('juli & co #1', '{\n  "runId": "run-1",\n')
    put(join('juli & co #1', 'earlier', 'run-0'), '{\n  "dryRun": true,\n  "runId": "run-0",\n')
    put('half', '{\n  "run')
    mkdirSync(join(folder, 'payees'))
    // What else a person keeps there.
    mkdirSync(join(folder, 'own', REPORT_FILES.summary), { recursive: true })
    writeFileSync(join(folder, 'own', 'earlier'), '')
    const place = cliPlace(folder, 'data')
    expect(['run-1', 'run-0', 'run-2'].map((run) => place.reportsOf(run))).toEqual([
      'juli%20%26%20co%20%231/',
      'juli%20%26%20co%20%231/earlier/run-0/',
      undefined,
    ])
  })

  test('the command names the data folder; where nothing is kept there is no command, the words stay', () => {
    const matter: Matter = { type: 'held-run', runId: 'run-1' }
    expect(cliPlace(folder, 'data').stepsFor(matter)[0]).toEqual({
      text: {
        nl: 'Kloppen de cijfers? Een tweede persoon geeft de verwerking vrij:',
        en: 'Figures right? A second person releases the run:',
      },
      command: 'npm run kwartaalpremie -- release --run run-1 --as <person> --data data',
    })
    expect(commandsFor(cliPlace(folder, undefined), matter)).toEqual([])
    // What a shell would read as something else is quoted.
    expect(commandsFor(cliPlace(folder, "juli & co's $(data)"), matter)[0]).toMatch(/ --data 'juli & co'\\''s \$\(data\)'$/)
  })
})
