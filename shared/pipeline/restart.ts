// Understands an upload that is started again: nobody noticed it, or its stage stopped. A trigger in the work bucket carries what its notification said.
import { Fault, required, type CreatedObject, type Dependencies } from './dependencies.ts'
import { work, type StageName } from './layout.ts'
import { collect } from './records.ts'
import { importIdOf } from './registry-import.ts'
import { runIdOf } from './run.ts'

type Stage = (created: CreatedObject, dependencies: Dependencies) => Promise<void>

/** Writes the trigger. Its repeat is harmless: the upload keeps its version, and so its run. */
export const startAgain = (
  id: string,
  stage: StageName,
  upload: CreatedObject,
  { objects }: Pick<Dependencies, 'objects'>,
): Promise<void> => objects.put('work', work.restart(id, stage), JSON.stringify(upload))

/** The stage, also for uploads that are started again. Only the work bucket has objects without a version. */
export const restartable =
  (name: StageName, stage: Stage): Stage =>
  async (created, dependencies) => {
    const isRestart = created.versionId === undefined && created.key.endsWith(`/upload.${name}`)
    return stage(isRestart ? await uploadOf(created.key, name, dependencies) : created, dependencies)
  }

/** A fault for a trigger that does not say which upload, or another one than its key. */
async function uploadOf(key: string, stage: StageName, { objects }: Dependencies): Promise<CreatedObject> {
  const text = (await collect(required(await objects.read('work', key), 'the upload that is started again'))).toString('utf8')
  const upload = readUpload(text)
  if (!upload) throw new Fault('a trigger does not say which upload is started again')
  const id = stage === 'registry' ? importIdOf(upload) : runIdOf(upload)
  if (key !== work.restart(id, stage)) throw new Fault('a trigger names another upload than its key')
  return upload
}

const TEXTS = ['bucket', 'key', 'versionId', 'eventTime', 'sequencer', 'principal'] as const

function readUpload(text: string): (CreatedObject & { readonly versionId: string }) | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined // told as a fault by who asked
  }
  if (typeof value !== 'object' || value === null) return undefined
  const fields = value as Readonly<Record<string, unknown>>
  const isWhole = TEXTS.every((name) => typeof fields[name] === 'string') && Number.isSafeInteger(fields.size)
  const isInstant = !Number.isNaN(Date.parse(String(fields.eventTime)))
  return isWhole && isInstant ? (value as CreatedObject & { readonly versionId: string }) : undefined
}
