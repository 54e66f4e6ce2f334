// Understands a form with a file (multipart/form-data), as a browser without script sends it, held whole in memory: read by Node's own fetch.
import { Refused } from './refused.ts'

export interface FormFile {
  readonly name: string
  readonly bytes: Buffer
}

export interface FileForm {
  readonly file: FormFile
  readonly fields: URLSearchParams
}

/** The file of the field `file`, and the other fields. Throws Refused when the body is no such form or no file was chosen. */
export async function readMultipart(bytes: Buffer<ArrayBuffer>, contentType: string): Promise<FileForm> {
  const form = await formIn(bytes, contentType)
  const file = form.get('file')
  if (!(file instanceof File) || file.name === '') throw new Refused('form')
  const texts = [...form].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : []))
  return { file: { name: file.name, bytes: Buffer.from(await file.arrayBuffer()) }, fields: new URLSearchParams(texts) }
}

async function formIn(bytes: Buffer<ArrayBuffer>, contentType: string): Promise<FormData> {
  try {
    return await new Response(bytes, { headers: { 'content-type': contentType } }).formData()
  } catch {
    throw new Refused('form') // whatever is wrong with its bytes
  }
}
