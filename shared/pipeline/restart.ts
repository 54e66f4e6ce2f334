// Understands an upload that is started again: nobody noticed it, or its stage stopped. A trigger in the work bucket carries what its notification said.
import { Fault, required, type CreatedObject, type Dependencies } from './dependencies.ts'
import { work, type StageName } from './layout.ts'
import { collect } from './records.ts'

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
    return stage(isRestart ? await uploadOf(created.key, dependencies) : created, dependencies)
  }

async function uploadOf(key: string, { objects }: Dependencies): Promise<CreatedObject> {
  const text = (await collect(required(await objects.read('work', key), 'the upload that is started again'))).toString('utf8')
  const upload = JSON.parse(text) as CreatedObject
  if (typeof upload.key !== 'string' || upload.versionId === undefined) throw new Fault('an upload that is started again has no version')
  return upload
}
