/** Checks how a stage takes an upload that is started again: only from the work bucket, only with its version, and everything else as before. */
import { describe, expect, it, test } from 'vitest'
import type { CreatedObject, Dependencies } from '../../shared/pipeline/dependencies.ts'
import { stageOf, work, type StageName } from '../../shared/pipeline/layout.ts'
import { restartable, startAgain } from '../../shared/pipeline/restart.ts'
import { MemorySystem, STAGES } from '../support/memory-ports.ts'
import { ANNA, BAKERY, declarationCsv, declared, grant, outputsOf, row, systemWith } from '../support/pipeline-builders.ts'
import { importIdOf } from '../../shared/pipeline/registry-import.ts'
import { runIdOf } from '../../shared/pipeline/run.ts'

const RESTARTED = ['intake', 'registry', 'recompute', 'release'] as const
const UPLOAD: CreatedObject = {
  bucket: 'inbox',
  key: 'declarations/a file.csv',
  versionId: '3',
  size: 12,
  eventTime: '2024-10-15T08:00:00.000Z',
  sequencer: '00A1',
  principal: 'AWS:sender',
}
const trigger = (key: string, other: Partial<CreatedObject> = {}): CreatedObject => ({
  bucket: 'work',
  key,
  versionId: undefined,
  size: 1,
  eventTime: '2024-10-16T08:00:00.000Z',
  sequencer: '00B1',
  principal: 'AWS:sweep',
  ...other,
})

/** What a stage is given for an event. */
async function given(event: CreatedObject, dependencies: Dependencies, name: StageName = 'intake'): Promise<CreatedObject> {
  let seen: CreatedObject | undefined
  await restartable(name, (created) => {
    seen = created
    return Promise.resolve()
  })(event, dependencies)
  return seen!
}

describe.each(RESTARTED)('%s', (stage) => {
  it('gets the upload as its notification named it, not the trigger', async () => {
    const { dependencies, queue } = new MemorySystem()
    const id = stage === 'registry' ? importIdOf(UPLOAD) : runIdOf({ ...UPLOAD, versionId: '3' })
    await startAgain(id, stage, UPLOAD, dependencies)
    expect(queue.map((event) => [event.stage, event.created.key])).toEqual([[stage, `${id}/upload.${stage}`]])
    expect(await given(trigger(`${id}/upload.${stage}`), dependencies, stage)).toEqual(UPLOAD)
  })

  it('its trigger starts this stage and no other, under every identity', () => {
    for (const id of ['run-0123', 'dry-run-0123', 'import-0123']) expect(stageOf('work', work.restart(id, stage))).toBe(stage)
  })

  it('an event of the inbox goes through as it is, whatever its key ends in', async () => {
    const { dependencies } = new MemorySystem()
    for (const key of [UPLOAD.key, `declarations/upload.${stage}`])
      expect(await given({ ...UPLOAD, key }, dependencies, stage)).toEqual({ ...UPLOAD, key })
  })

  it('the trigger of another stage is no upload of this one', async () => {
    const { dependencies } = new MemorySystem()
    const other = stage === 'intake' ? 'registry' : 'intake'
    await startAgain('run-1', other, UPLOAD, dependencies)
    expect((await given(trigger(`run-1/upload.${other}`), dependencies, stage)).key).toBe(`run-1/upload.${other}`)
  })
})

describe('an event of the inbox without a version stays a fault', () => {
  test.each([
    ['intake', 'declarations/a.csv'],
    ['intake', 'declarations/upload.intake'],
    ['intake', 'dry-run/x/upload.intake'],
    ['registry', 'registry/payees/upload.registry'],
    ['recompute', 'recompute/upload.recompute'],
    ['release', 'release/upload.release'],
  ] as const)('%s: %s', async (stage, key) => {
    const system = new MemorySystem()
    system.upload(key, 'text')
    system.queue = []
    const event = trigger(key, { bucket: 'inbox' })
    await expect(STAGES[stage](event, system.dependencies)).rejects.toMatchObject({ name: 'Fault' })
    expect(system.runs.all()).toEqual([])
  })

  test('also when an object of the work bucket has that very key', async () => {
    const system = new MemorySystem()
    await startAgain('declarations', 'intake', UPLOAD, system.dependencies)
    system.queue = []
    const event = trigger('declarations/upload.intake', { bucket: 'inbox' })
    await expect(STAGES.intake(event, system.dependencies)).rejects.toMatchObject({ name: 'Fault' })
  })
})

describe('a trigger that does not say which upload', () => {
  test.each([
    ['nothing', undefined],
    ['no JSON', 'x'],
    ['null', 'null'],
    ['a list', '[]'],
    ['without version', JSON.stringify({ ...UPLOAD, versionId: undefined })],
    ['with null as version', JSON.stringify({ ...UPLOAD, versionId: null })],
    ['without key', JSON.stringify({ ...UPLOAD, key: undefined })],
    ['without instant', JSON.stringify({ ...UPLOAD, eventTime: undefined })],
    ['with an instant that is none', JSON.stringify({ ...UPLOAD, eventTime: 'noon' })],
    ['without size', JSON.stringify({ ...UPLOAD, size: undefined })],
    ['without sequencer', JSON.stringify({ ...UPLOAD, sequencer: undefined })],
    ['without principal', JSON.stringify({ ...UPLOAD, principal: undefined })],
  ])('%s: a fault, and no run', async (_, text) => {
    const system = new MemorySystem()
    system.upload(UPLOAD.key, 'text')
    const key = work.restart(runIdOf({ ...UPLOAD, versionId: '1' }), 'intake')
    const upload = text?.replace('"versionId":"3"', '"versionId":"1"')
    if (upload !== undefined) system.objects.create('work', key, upload)
    system.queue = []
    await expect(STAGES.intake(trigger(key), system.dependencies)).rejects.toMatchObject({ name: 'Fault' })
    expect(system.runs.all()).toEqual([])
  })

  test('of another run than its key says: a fault, and no run', async () => {
    const system = await systemWith([grant(BAKERY, ANNA)])
    const { versionId = '' } = system.upload(UPLOAD.key, declarationCsv(declared(BAKERY, 'FULL', 1, [row(ANNA, '5000.00')])))
    system.queue = []
    await startAgain('run-000000000000000000000000', 'intake', { ...UPLOAD, versionId }, system.dependencies)
    await system.run({ receivesMax: 1 })
    expect(system.deadLetters.map(({ error }) => (error as Error).name)).toEqual(['Fault'])
    expect(system.runs.all().map(({ runId }) => outputsOf(system, runId).payments)).toEqual([])
  })
})
