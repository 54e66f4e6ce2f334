// Understands what the page can be asked: itself, how things stand, a file of a run, to take a file, a decision, a sweep.
import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import type { Language } from '../../../shared/exceptions/catalogue.ts'
import type { Desk } from './desk.ts'
import { decisionFrom, readFields, readFileForm, recomputeFrom } from './forms.ts'
import { PAGE_POLICY, REPORT_POLICY } from './guard.ts'
import { ICON } from './page/icon.ts'
import { movingDocument, movingOf, pageHtml } from './page/page.ts'
import { PAGE_SCRIPT } from './page/script.ts'
import { addressOf, settingOf, type Setting } from './page/setting.ts'
import { say } from './page/texts.ts'
import { Refused } from './refused.ts'
import { runFile } from './run-file.ts'
import { fileNameFrom, isUploadKind, personNamed, type UploadKind } from './upload-kinds.ts'
import type { UploadView } from './views.ts'

/** What the page is about. */
export interface Site {
  readonly desk: Desk
  /** Name that stands in the page before a person gives another one. */
  readonly person: string
  /** Where a declaration can be dropped, as a person types it. */
  readonly folder: string
  readonly style: string
}

export interface Asked {
  readonly request: IncomingMessage
  readonly method: string
  /** As it was sent, still percent-encoded. */
  readonly path: string
  readonly query: URLSearchParams
  readonly setting: Setting
}

export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | AsyncIterable<Uint8Array>
}

const reply = (status: number, type: string, body: string): Reply => ({
  status,
  headers: { 'content-type': `${type}; charset=utf-8`, 'content-security-policy': PAGE_POLICY },
  body,
})
export const htmlReply = (html: string, status = 200): Reply => reply(status, 'text/html', html)
export const jsonReply = (document: unknown, status = 200): Reply => reply(status, 'application/json', JSON.stringify(document))
const REPORT_HEADERS = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': REPORT_POLICY }
/** A form without script comes back to the page. */
const backTo = (location: string): Reply => ({ status: 303, headers: { location }, body: '' })

export const wantsJson = ({ request }: Asked): boolean => request.headers.accept === 'application/json'

export async function answerTo(asked: Asked, site: Site): Promise<Reply> {
  const { path, method } = asked
  const upload = /^\/inbox\/([\w-]+)(?:\/([^/]+))?$/.exec(path)
  if (upload?.[1] !== undefined) {
    if (!isUploadKind(upload[1])) throw new Refused('kind')
    if (method === 'PUT' && upload[2] !== undefined) return takeFile(asked, upload[1], upload[2], site)
    if (method === 'POST' && upload[2] === undefined) return takeForm(asked, upload[1], site)
    throw new Refused('method')
  }
  if (path === '/decisions' || path === '/sweep') {
    if (method !== 'POST') throw new Refused('method')
    return path === '/sweep' ? sweep(asked, site) : decide(asked, site)
  }
  if (method !== 'GET') throw new Refused('method')
  switch (path) {
    case '/':
      return page(asked, site)
    case '/overview':
      return { ...htmlReply(await site.desk.wholeOverview()), headers: REPORT_HEADERS }
    case '/state.json':
      return state(asked, site)
    case '/page.css':
      return reply(200, 'text/css', site.style)
    case '/page.js':
      return reply(200, 'text/javascript', PAGE_SCRIPT)
    case '/icon.svg':
      return reply(200, 'image/svg+xml', ICON)
    default:
      return { status: 200, ...(await runFile(path, site.desk.dependencies)) }
  }
}

async function page({ query, setting }: Asked, { desk, folder }: Site): Promise<Reply> {
  const answered = query.get('answer')
  const request = answered === null || answered === 'sweep' ? undefined : await desk.overview.find(answered)
  const notice = answered === 'sweep' ? [say('sweptNow', setting.language)] : answersOf(request, setting.language)
  return htmlReply(pageHtml({ seen: await desk.overview.look(setting.count), setting, notice, folder }))
}

/** How things stand; nothing (304) when that is what the browser has. */
async function state({ request, setting }: Asked, { desk }: Site): Promise<Reply> {
  const body = movingDocument(movingOf(await desk.overview.look(setting.count), setting))
  const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 24)}"`
  if (request.headers['if-none-match'] === etag) return { status: 304, headers: { etag }, body: '' }
  const { headers } = reply(200, 'application/json', body)
  return { status: 200, headers: { ...headers, etag }, body }
}

async function takeFile(asked: Asked, kind: UploadKind, encodedName: string, { desk }: Site): Promise<Reply> {
  const person = personNamed(asked.query.get('as') ?? '')
  const id = await desk.handIn(asked.request, kind, fileNameFrom(decoded(encodedName)), person)
  return jsonReply({ id, sentences: [] }, 201)
}

async function takeForm({ request }: Asked, kind: UploadKind, { desk }: Site): Promise<Reply> {
  const { file, fields } = await readFileForm(request)
  const id = await desk.handIn(Readable.from([file.bytes]), kind, fileNameFrom(file.name), personNamed(fields.get('as') ?? ''))
  return backTo(`${addressOf(settingOf(fields, ''))}#${id}`)
}

async function decide(asked: Asked, { desk }: Site): Promise<Reply> {
  const fields = await readFields(asked.request)
  const setting = settingOf(fields, '')
  const person = personNamed(setting.person)
  const again = recomputeFrom(fields)
  const request = again ? undefined : await desk.decide(decisionFrom(fields), person)
  const id = again ? await desk.recompute(again, person) : request?.id
  const sentences = answersOf(request, setting.language)
  const shown = sentences.length > 0 ? sentences : [say('noAnswer', setting.language)]
  if (wantsJson(asked)) return jsonReply({ id, sentences: shown })
  return backTo(addressOf(setting, { answer: id ?? '' }))
}

async function sweep(asked: Asked, { desk }: Site): Promise<Reply> {
  const setting = settingOf(await readFields(asked.request), '')
  await desk.sweep()
  if (wantsJson(asked)) return jsonReply({ sentences: [say('sweptNow', setting.language)] })
  return backTo(addressOf(setting, { answer: 'sweep' }))
}

const answersOf = (request: UploadView | undefined, language: Language): readonly string[] =>
  request?.type === 'run' ? request.answers.map((answer) => `${answer[language]} (${answer.code})`) : []

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new Refused('fileName')
  }
}
