// Understands the page as a server on 127.0.0.1: guards every request, takes it to what answers it, and ends cleanly.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pipeline } from 'node:stream/promises'
import { assertOwn, COMMON_HEADERS } from './guard.ts'
import { REFUSAL_TEXTS, say } from './page/texts.ts'
import { refusalHtml } from './page/page.ts'
import { settingOf } from './page/setting.ts'
import { answerTo, htmlReply, jsonReply, wantsJson, type Asked, type Reply, type Site } from './answers.ts'
import { Refused } from './refused.ts'

export interface PageServer {
  readonly port: number
  /** Takes no more requests; a file that is still being sent stores nothing. */
  close(): Promise<void>
}

/** Starts the server; 0 is a free port. Throws when the port is taken. */
export async function startPageServer(site: Site, port: number): Promise<PageServer> {
  const running = new Set<Promise<void>>()
  // A large declaration may take its time.
  const server = createServer({ requestTimeout: 0 }, (request, response) => {
    const served = serve(site, portOf(server), request, response).finally(() => running.delete(served))
    running.add(served)
  })
  await listen(server, port)
  return {
    port: portOf(server),
    async close() {
      const closed = new Promise<void>((resolve) => {
        server.close(() => {
          resolve()
        })
      })
      server.closeAllConnections()
      await closed
      await Promise.all(running)
    },
  }
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      resolve()
    })
  })
}

/** Answers one request; never rejects, whatever the browser does. */
async function serve(site: Site, port: number, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const asked = askedBy(request, site)
    let reply: Reply
    try {
      assertOwn(asked.method, request.headers, port)
      reply = await answerTo(asked, site)
    } catch (error) {
      reply = troubleReply(error, asked)
    }
    if (!request.complete) response.setHeader('connection', 'close')
    request.resume() // what is left of a refused body
    await send(reply, response)
  } catch {
    response.destroy() // the browser went away
  }
}

function askedBy(request: IncomingMessage, site: Site): Asked {
  const [path = '/', ...query] = (request.url ?? '/').split('?')
  const fields = new URLSearchParams(query.join('?'))
  return { request, method: request.method ?? '', path, query: fields, setting: settingOf(fields, site.person) }
}

function troubleReply(error: unknown, asked: Asked): Reply {
  const { language } = asked.setting
  const isRefused = error instanceof Refused
  if (!isRefused && !asked.request.destroyed) process.stderr.write(`page: ${error instanceof Error ? error.message : 'unknown fault'}\n`)
  const sentence = isRefused ? REFUSAL_TEXTS[error.why][language] : say('fault', language)
  const status = isRefused ? error.status : 500
  return wantsJson(asked) ? jsonReply({ sentences: [sentence] }, status) : htmlReply(refusalHtml(sentence, asked.setting), status)
}

async function send({ status, headers, body }: Reply, response: ServerResponse): Promise<void> {
  const length = typeof body === 'string' ? { 'content-length': Buffer.byteLength(body) } : {}
  response.writeHead(status, { ...COMMON_HEADERS, ...length, ...headers })
  if (typeof body === 'string') response.end(body)
  else await pipeline(body, response)
}
