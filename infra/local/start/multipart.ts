// Understands a form with a file (multipart/form-data), as a browser without script sends it, held whole in memory.
import { Refused } from './refused.ts'

export interface FormFile {
  readonly name: string
  readonly bytes: Buffer
}

export interface FileForm {
  readonly file: FormFile
  readonly fields: URLSearchParams
}

const HEAD_END = Buffer.from('\r\n\r\n')

/** The file of the field `file`, and the other fields. Throws Refused when the body is no such form or no file was chosen. */
export function readMultipart(bytes: Buffer, contentType: string): FileForm {
  const [, quoted, plain] = /^multipart\/form-data;.*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType) ?? []
  const boundary = quoted ?? plain
  if (boundary === undefined) throw new Refused('form')
  const fields = new URLSearchParams()
  let file: FormFile | undefined
  for (const part of partsOf(bytes, boundary)) {
    const headEnd = part.indexOf(HEAD_END)
    if (headEnd < 0) throw new Refused('form')
    const head = part.subarray(0, headEnd).toString('utf8')
    const body = part.subarray(headEnd + HEAD_END.length)
    const name = parameterOf(head, 'name')
    const fileName = parameterOf(head, 'filename')
    if (fileName === undefined) fields.set(name ?? '', body.toString('utf8'))
    else if (name === 'file' && fileName !== '') file = { name: fileName, bytes: body }
  }
  if (!file) throw new Refused('form')
  return { file, fields }
}

/** What stands between the boundaries; the last one ends in two dashes. */
function partsOf(bytes: Buffer, boundary: string): readonly Buffer[] {
  const mark = Buffer.from(`\r\n--${boundary}`)
  // The first boundary stands at the very beginning.
  const whole = Buffer.concat([Buffer.from('\r\n'), bytes])
  const parts: Buffer[] = []
  for (let at = whole.indexOf(mark); at >= 0;) {
    const next = whole.indexOf(mark, at + mark.length)
    if (next < 0) break
    // After the boundary stands a line end.
    parts.push(whole.subarray(at + mark.length + 2, next))
    at = next
  }
  return parts
}

/** Browsers write a quotation mark in a name as %22 and leave everything else as it is. */
function parameterOf(head: string, parameter: string): string | undefined {
  const line = head.split('\r\n').find((each) => /^content-disposition:/i.test(each)) ?? ''
  return new RegExp(`[;\\s]${parameter}="([^"]*)"`, 'i').exec(line)?.[1]?.replaceAll('%22', '"')
}
