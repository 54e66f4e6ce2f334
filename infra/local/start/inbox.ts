// Understands handing in: a body becomes an object of the inbox, under the name of the person who hands it in.
import type { Readable } from 'node:stream'
import { S3Client } from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { stageOf } from '../../../shared/pipeline/layout.ts'
import { importIdOf } from '../../../shared/pipeline/registry-import.ts'
import { runIdOf } from '../../../shared/pipeline/run.ts'
import { BUCKET_NAMES } from '../system.ts'

/** Identity of what an object of the inbox starts: an import of registry rows, or a run. */
export const idOf = (source: { readonly bucket: string; readonly key: string; readonly versionId: string }): string =>
  stageOf('inbox', source.key) === 'registry' ? importIdOf(source) : runIdOf(source)

/** Stores the body piece by piece and gives the identity of what it starts. A body that breaks off stores nothing, and throws. */
export async function handIn(body: Readable, key: string, person: string, endpoint: string): Promise<string> {
  // The embedded S3 takes the key's name for the person.
  const client = new S3Client({ endpoint, region: 'eu-west-1', credentials: { accessKeyId: person, secretAccessKey: 'local' } })
  try {
    const { VersionId: versionId } = await new Upload({ client, params: { Bucket: BUCKET_NAMES.inbox, Key: key, Body: body } }).done()
    if (stageOf('inbox', key) === undefined || versionId === undefined) throw new Error(`nothing handles ${key}`)
    return idOf({ bucket: BUCKET_NAMES.inbox, key, versionId })
  } finally {
    client.destroy()
  }
}
